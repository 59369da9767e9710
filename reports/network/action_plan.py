from odoo import models

from odoo.addons.kooperacje.kernels.polish_number import polish_number


class ActionPlan(models.Model):
    """Yearly action plan, adopted at a meeting of the partnership (attachment of tool 10), K3D-136."""

    _inherit = "kooperacje.action.plan"

    _document_code = "action_plan"
    _document_prefix = "RPD"

    def _document_report(self):
        return "kooperacje.report_action_plan"

    def _print_lines_by_goal(self):
        """``[(goal, lines)]`` in the order of the goals; goals without an action are left out."""
        self.ensure_one()
        return sorted(self.line_ids.grouped("goal_id").items(), key=lambda item: (item[0].sequence, item[0].id))

    def _print_number(self, value):
        """Number without needless decimals, with the Polish comma."""
        return polish_number(value, 3)

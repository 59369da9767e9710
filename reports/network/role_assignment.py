from odoo import api, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical


class RoleAssignment(models.Model):
    """Register of those who are authorised (art. 29 RODO, art. 100 ust. 6 u.p.s.), for the officer and inspections."""

    _name = "kooperacje.role.assignment"
    _inherit = ["kooperacje.role.assignment", "kooperacje.document.printed"]

    def _document_report(self):
        return "kooperacje.report_role_register"

    def _document_title(self):
        return "Rejestr osób upoważnionych"

    @api.readonly
    def action_print_register(self):
        """A register for each office of the roles chosen, or of all offices that the user answers for."""
        chosen = [("id", "in", self.ids)] if self else []
        first = [first for _office, first in self._read_group(chosen, ["company_id"], ["id:min"])]
        return self.env.ref("kooperacje.report_role_register").report_action(first)

    def _print_register(self):
        """All roles of the office of this one, those that ended too, by institution and name; and the day."""
        self.ensure_one()
        roles = self.search([("company_id", "=", self.company_id.id)])
        return roles.sorted(
            lambda role: (alphabetical(role.institution_id.name), alphabetical(role.user_id.name), role.id),
        ), office_today()

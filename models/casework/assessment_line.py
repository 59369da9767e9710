from odoo import api, fields, models

from .assessment import S5
from .goal import LEVELS


class AssessmentLine(models.Model):
    """A goal, a service or an action as it stood on the day of an assessment; copied text, no link to follow.

    The worker adds how far the goal was reached or how effective the service was, and a remark, until it is done.
    """

    _name = "kooperacje.assessment.line"
    _description = "State of a goal, service or action on a day"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "assessment_id, sequence, id"
    _system_fields = frozenset({
        "case_id", "sequence", "kind", "source", "name", "responsible", "status", "since", "deadline", "is_late",
        "is_given",
    })
    _fixed_fields = frozenset({"assessment_id"})
    _scope_xmlid = "kooperacje.data_scope_support"

    assessment_id = fields.Many2one("kooperacje.assessment", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="assessment_id.case_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        [("goal", "Goal"), ("service", "Service"), ("action", "Action")], required=True, readonly=True,
    )
    source = fields.Char(readonly=True, export_string_translation=False)
    name = fields.Char("What", required=True, readonly=True)
    responsible = fields.Char("Who", readonly=True)
    status = fields.Char(readonly=True)
    since = fields.Date(readonly=True)
    deadline = fields.Date("Until", readonly=True)
    is_late = fields.Boolean("Late", readonly=True)
    is_given = fields.Boolean("Was given", readonly=True)
    attainment = fields.Selection(LEVELS, "Level reached")
    effect = fields.Selection(S5, "Effective")
    remark = fields.Char()

    def write(self, vals):
        self.assessment_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.assessment_id._check_draft()

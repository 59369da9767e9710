from odoo import fields, models


class CaseNeed(models.Model):
    """Need found in a case, to be answered by services of the local basket, or recorded as a gap."""

    _name = "kooperacje.case.need"
    _description = "Need of a case"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "case_id, priority desc, id"
    _rec_name = "need_id"
    _system_fields = frozenset({"is_uncovered"})
    _fixed_fields = frozenset({"case_id"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    need_id = fields.Many2one("kooperacje.need", "Need", required=True, index=True, ondelete="restrict")
    priority = fields.Selection([("0", "Normal"), ("1", "Important"), ("2", "Most important")], default="0")
    note = fields.Char()
    is_uncovered = fields.Boolean(
        "Nothing covers it", readonly=True, copy=False,
        help="No service of the local basket answered this need when the team was chosen.",
    )

    _need_uniq = models.Constraint("UNIQUE(case_id, need_id)", "This need is already in the case.")

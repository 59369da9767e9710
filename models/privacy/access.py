from odoo import fields, models


class Access(models.Model):
    """The one relation that says who may see a case, and until when (architecture, decision 4).

    Derived, never edited: fed by the case manager, the manager's role, and team membership under a valid consent.
    """

    _name = "kooperacje.access"
    _description = "Access to a case"
    _order = "case_id, user_id, id"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "User", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Office", required=True, index=True, ondelete="cascade")
    origin = fields.Selection(
        [("case_manager", "Case manager"), ("manager", "Manager"), ("member", "Team member")], required=True,
    )
    can_write = fields.Boolean()
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True)

    _user_idx = models.Index("(user_id, valid_until, valid_from, case_id)")
    _case_idx = models.Index("(case_id, user_id)")

from odoo import api, fields, models


class TeamMember(models.Model):
    """Member of a task team, invited and accepted or declined with a reason. The family is never a member (K3D-166)."""

    _name = "kooperacje.team.member"
    _description = "Task team member"
    _inherit = ["mail.thread"]
    _order = "team_id, id"
    _rec_name = "partner_id"

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index=True)
    company_id = fields.Many2one("res.company", related="team_id.company_id", store=True, index=True)
    institution_id = fields.Many2one("res.partner", "Institution", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Person invited", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "User", compute="_compute_user_id", store=True, readonly=True, index="btree_not_null",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("invited", "Invited"), ("accepted", "Accepted"), ("declined", "Declined"),
         ("left", "Left")],
        default="proposed", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    works_with_family = fields.Boolean(
        "Works with the family already", help="Such staff are invited first (K3D-163).",
    )
    reason = fields.Char("Why invited")
    outside_reason = fields.Char(help="Why an institution from outside the partnership is invited (K3D-164).")
    service_ids = fields.Many2many("kooperacje.service", string="Services")
    invited_on = fields.Date(readonly=True, copy=False)
    answer_due = fields.Date(copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    decline_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of decline", domain=[("kind", "=", "decline")], readonly=True, copy=False,
    )
    decline_reason = fields.Char(readonly=True, copy=False)
    date_from = fields.Date("Member from", readonly=True, copy=False)
    date_to = fields.Date("Member until", readonly=True, copy=False)

    @api.depends("partner_id.user_ids")
    def _compute_user_id(self):
        for member in self:
            member.user_id = member.partner_id.user_ids[:1]

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.casework.case_person import FAMILY_RELATIONS


class TeamPrivate(models.TransientModel):
    """Invites a private person to the team: someone close whom the family wants there (K3D-164, 165, 168)."""

    _name = "kooperacje.team.private"
    _description = "Invite a private person"
    _inherit = ["kooperacje.once.mixin", "kooperacje.case.pointer"]

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, readonly=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", compute="_compute_case_id", compute_sudo=False)
    line_id = fields.Many2one(
        "kooperacje.case.person", "Close person", ondelete="cascade",
        domain=f"[('case_id', '=', case_id), ('in_household', '=', False), ('relation', 'not in', {FAMILY_RELATIONS}),"
               " ('team_member_id', '=', False)]",
        help="Somebody from outside the household who stands among the persons of the case; or write who it is below.",
    )
    first_name = fields.Char()
    last_name = fields.Char()
    relation = fields.Selection(
        [("other_relative", "Relative from outside the household"), ("significant", "Neighbour, friend, volunteer")],
        "Who it is to the family", default="significant",
    )
    reason = fields.Char("What the person can help with")
    family_agreed_on = fields.Date("Family agreed on", required=True, default=lambda self: office_today())

    asks_register = fields.Boolean(compute="_compute_case_id", compute_sudo=False, export_string_translation=False)
    register_checked_on = fields.Date("Looked up in the register on")
    register_result = fields.Selection(
        [("absent", "Not in the register"), ("listed", "In the register")], "Result seen",
    )

    @api.depends("team_id")
    def _compute_case_id(self):
        for wizard in self:
            wizard.case_id = wizard.team_id.case_id
            wizard.asks_register = bool(wizard.case_id) and wizard.case_id._has_children()

    def action_confirm(self):
        """:raises UserError: nobody was named, or the family is said to agree in the future"""
        self.ensure_one()
        case = self.team_id.case_id
        case.check_access("write")
        if self.family_agreed_on > office_today():
            raise UserError(self.env._("Ask the family first: the day of its agreement lies in the future."))
        if self.register_result == "listed":
            raise UserError(self.env._(
                "Who stands in the register of offenders is not invited where there are children. Tell the family.",
            ))
        self._take_once()
        line = self.line_id
        if not line:
            if not (self.first_name or "").strip() or not (self.last_name or "").strip():
                raise UserError(self.env._("Choose a close person of the case, or write first and last name."))
            person = self.env["kooperacje.person"].create({
                "first_name": self.first_name.strip(), "last_name": self.last_name.strip(),
                "company_id": case.company_id.id,
            })
            line = self.env["kooperacje.case.person"].create({
                "case_id": case.id, "person_id": person.id, "relation": self.relation, "in_household": False,
            })
        member = self.env["kooperacje.team.member"].create({
            "team_id": self.team_id.id, "is_private": True, "family_agreed_on": self.family_agreed_on,
            "reason": self.reason, "register_checked_on": self.register_checked_on,
            "register_result": self.register_result,
        })
        # Unguarded: this choice is the only way to the link.
        line._unguarded().team_member_id = member
        member.action_invite()
        return {"type": "ir.actions.act_window_close"}

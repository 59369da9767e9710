from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class SecrecyUndertaking(models.Model):
    """Written undertaking of secrecy of one who takes part in a team (art. 100 ust. 6–7 u.p.s., tools 17.5 and 18.1).

    Staff with an account signed it for their role before any case opened to them; this is the paper of everyone else:
    members without an account, private persons, guests and relatives at the table. Never of the family itself, whose
    matter it is. Until it is signed nobody is handed the part with the own tasks.
    """

    _name = "kooperacje.secrecy.undertaking"
    _description = "Secrecy undertaking"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "kooperacje.case.data"]
    _order = "id desc"
    _rec_name = "document_number"
    _system_fields = frozenset({"case_id", "company_id"})
    _fixed_fields = frozenset({"team_id", "member_id", "person_id"})
    _of_one_person = True
    _document_code = "secrecy"
    _document_prefix = "TAJ"
    _neutral_fields = frozenset({"display_name", "team_id", "signed_on"})

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, index=True, ondelete="restrict")
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index=True)
    company_id = fields.Many2one("res.company", related="team_id.company_id", store=True, index=True)
    member_id = fields.Many2one(
        "kooperacje.team.member", "Member", ondelete="restrict", index="btree_not_null",
        domain="[('team_id', '=', team_id), ('state', 'in', ['invited', 'accepted'])]",
    )
    person_id = fields.Many2one(
        "kooperacje.person", "Close person", ondelete="restrict", index="btree_not_null",
        domain="[('case_person_ids.case_id', '=', case_id)]",
    )
    guest_name = fields.Char("Name of the guest")
    person_name = fields.Char("Who", compute="_compute_person_name", compute_sudo=False)
    institution_id = fields.Many2one("res.partner", related="member_id.institution_id", related_sudo=False)

    _member_uniq = models.UniqueIndex(
        "(team_id, member_id) WHERE member_id IS NOT NULL AND document_state != 'void'",
        "This member already has an undertaking. Open that one.",
    )
    _person_uniq = models.UniqueIndex(
        "(team_id, person_id) WHERE person_id IS NOT NULL AND document_state != 'void'",
        "This person already has an undertaking. Open that one.",
    )

    @api.depends("member_id", "person_id", "guest_name")
    def _compute_person_name(self):
        for paper in self:
            paper.person_name = (
                paper.member_id.person_name or paper.person_id.display_name or paper.guest_name or ""
            )

    @api.depends("document_number", "team_id.name")
    def _compute_display_name(self):
        for paper in self:
            paper.display_name = paper.document_number or self.env._(
                "Secrecy undertaking, team %s", paper.team_id.name or "",
            )

    @api.constrains("team_id", "member_id", "person_id", "guest_name")
    def _check_who(self):
        for paper in self:
            if paper.member_id and paper.member_id.team_id != paper.team_id:
                raise ValidationError(self.env._("Choose a member of this team."))
            line = paper.case_id.case_person_ids.filtered(
                lambda line, paper=paper: line.person_id == paper.person_id
            ) if paper.person_id else ()
            if paper.person_id and (not line or line.in_household):
                raise ValidationError(self.env._(
                    "The person or family keeps its own matters as it likes. An undertaking is signed by relatives "
                    "from outside the household and by guests.",
                ))
            if not (paper.member_id or paper.person_id or (paper.guest_name or "").strip()):
                raise ValidationError(self.env._("Say who undertakes: choose a member or write the name of the guest."))

    # Document

    def _document_report(self):
        return "kooperacje.report_secrecy_undertaking"

    def _document_title(self):
        return f"Oświadczenie o poufności – {self.team_id.name}"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"team_id", "member_id", "person_id", "guest_name"}

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.team_id.name": self.env._("number of the team"),
            "object.person_name": self.env._("who undertakes"),
        }

    @api.model
    def _covered(self, team, on=None):
        """Who has undertaken secrecy towards ``team`` by the day ``on``: keys as of ``MeetingParticipant._key``.

        By a signed undertaking, or, for a user, by the one of the role that opens cases of this office.
        """
        on = on or office_today()
        # sudo: the gate counts what there is, not what the caller may open; only keys leave this method.
        papers = self.sudo().search([
            ("team_id", "=", team.id), ("document_state", "=", "signed"), ("signed_on", "<=", on),
        ])
        keys = {("member", paper.member_id.id) for paper in papers if paper.member_id}
        keys |= {("person", paper.person_id.id) for paper in papers if paper.person_id}
        keys |= {("guest", paper.guest_name) for paper in papers if paper.guest_name}
        # sudo: as above.
        for member in team.sudo().member_ids.filtered("user_id"):
            held = member.user_id.role_assignment_ids.filtered(
                lambda role, member=member: role.company_id == member.company_id
                and role.institution_id == member.institution_id and role.secrecy_date and role.secrecy_date <= on
            )
            if held:
                keys.add(("member", member.id))
        return keys

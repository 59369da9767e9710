from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.casework.plan_service import OPEN_STATUSES


class MeetingParticipant(models.Model):
    """"""

    _name = "kooperacje.meeting.participant"
    _inherit = ["kooperacje.meeting.participant", "kooperacje.document.printed"]

    _document_code = "member_part"

    def _document_row(self):
        self.ensure_one()
        partner = self.member_id.partner_id or self.partner_id
        institution = self.member_id.institution_id or (partner.parent_id if partner != partner.parent_id else partner)
        about = [institution.name, partner.function] if partner else []
        if self.member_id.is_private:
            about.append("osoba prywatna")
        if self.kind not in ("member", "institution"):
            about.append(self.with_context(lang=self.env["kooperacje.meeting"]._print_lang())._kind_label())
        return {
            "name": self.display_name,
            "about": ", ".join(item for item in about if item),
            "presence": self.env["kooperacje.meeting"]._print_value(self.presence, self._fields["presence"]),
            "signed": self.has_signed,
        }

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    # ------------------------------------------------------------
    # The invitation as a letter
    # ------------------------------------------------------------

    def _without_email(self):
        """Those on the list, beside the family, to whom no mail goes: no address is known of them. The family has a
        letter of its own.
        """
        return self.filtered(
            lambda line: line.kind in ("member", "institution", "guest") and line.presence != "excused"
            and not (line.member_id.partner_id or line.partner_id).email
        )

    def _invitation_filename(self):
        """File name without extension: number of the meeting and of the line, never a name."""
        self.ensure_one()
        return self._file_label(f"zaproszenie-{self.meeting_id.name}-{self.id}")

    def _document_invitation(self):
        """What the letter says beside date and place. Of a team it names neither the family nor its agenda."""
        self.ensure_one()
        meeting, partner = self.meeting_id, self.member_id.partner_id or self.partner_id
        institution = self.institution_id - partner
        place = partner if partner.street or partner.city else institution
        lead = meeting.case_id.user_id.partner_id or meeting.chair_id
        office = self._document_office()
        is_team = bool(meeting.team_id)
        return {
            "addressee": [line for line in (
                self.display_name, partner.function, institution.name, place.street,
                " ".join(filter(None, (place.zip, place.city))),
            ) if line],
            "occasion": f"na spotkanie zadaniowego zespołu kooperacyjnego nr {meeting.team_id.name}" if is_team
            else f"na spotkanie partnerstwa „{meeting.partnership_id.name}”",
            "date": meeting.invited_on or office_today(),
            "points": self.env["kooperacje.meeting.agenda"] if is_team else meeting.agenda_ids,
            "contact": ", ".join(filter(None, (
                lead.name, (lead.phone or office["phone"]) and f"tel. {lead.phone or office['phone']}",
                lead.email or office["email"],
            ))),
        }

    # ------------------------------------------------------------
    # The own part of the plan
    # ------------------------------------------------------------
    # The part of a member: number, day, own tasks and services. The family bears its code; nobody else's tasks.

    def _document_company(self):
        return self.meeting_id.company_id

    def _document_report(self):
        return "kooperacje.report_meeting_part"

    def _document_title(self):
        return f"Zadania członka zespołu – {self.meeting_id.name}"

    def _document_filename(self):
        """File name without extension: number of the meeting and of the line, never a name."""
        self.ensure_one()
        return self._file_label(f"N19-zadania-{self.meeting_id.name}-{self.id}")

    def _part_missing(self):
        """Why this participant is not handed a part of the protocol, as a list of sentences."""
        self.ensure_one()
        member = self.member_id
        if not member:
            return [self.env._("Only members of the team have a part of their own; the family gets its copy.")]
        missing = []
        if member.state != "accepted":
            missing.append(self.env._("%s is not in the team any more.", member.person_name))
        if self.meeting_id.case_id._institutions_without_consent(member.institution_id):
            missing.append(self.env._(
                "The family does not agree (any more) to share data with %s.", member.institution_id.name,
            ))
        covered = self.env["kooperacje.secrecy.undertaking"]._covered(self.team_id)
        if self._key() not in covered:
            missing.append(self.env._(
                "%s has not signed the secrecy undertaking. Have it signed and register the signature.",
                member.person_name,
            ))
        return missing

    def _document_part(self):
        """Content of the sheet; asked by the template, so that it is refused by whatever way it is printed.

        :raises UserError: see ``_part_missing``
        """
        self.ensure_one()
        missing = self._part_missing()
        if missing:
            raise UserError(" ".join(missing))
        meeting, member = self.meeting_id, self.member_id
        plan = meeting.plan_id
        return {
            "tasks": meeting._document_own_tasks("member", member),
            "services": plan.service_line_ids.filtered(
                lambda line: line.member_id == member and line.status in OPEN_STATUSES
            ),
            "contact": meeting._document_family()["contact"],
        }

    @api.readonly
    def action_print_part(self):
        self.ensure_one()
        self._document_part()
        return self.env.ref("kooperacje.report_meeting_part").report_action(self)

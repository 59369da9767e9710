from odoo import api, models

from odoo.addons.kooperacje.kernels.office_day import office_day_start, office_today


class TeamMember(models.Model):
    """Tool 17: invitation to a task team.

    It says why and when the team meets, what is asked and whom to call; where, when it is printed by someone who reads
    the case. Nothing of the family stands on it:
    the paper leaves the office before the invited person has agreed, and may be opened by anyone of the institution.
    """

    _name = "kooperacje.team.member"
    _inherit = ["kooperacje.team.member", "kooperacje.document.printed"]

    _document_code = "invitation"

    def _document_report(self):
        return "kooperacje.report_team_member"

    def _document_title(self):
        return f"Zaproszenie do zespołu {self.team_id.name}"

    def _document_filename(self):
        """File name without extension: the number in the register, never a name."""
        self.ensure_one()
        return self._file_label(f"N17-{self.team_id.name}-{self.id}")

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.team_id.name": self.env._("number of the team"),
            "object.institution_id.name": self.env._("name of the institution"),
            "object.partner_id.name": self.env._("person invited"),
            "object.answer_due": self.env._("day until which to answer"),
            "object.team_id.partnership_id.name": self.env._("name of the partnership"),
        }

    def _document_meeting(self):
        """Date, time and place of the meeting one is invited to; empty values when it is not set yet.

        ``location`` is for readers of the case, since a team may meet at the family's home; for others
        ``is_place_withheld`` says that there is one.
        """
        self.ensure_one()
        # sudo: the invited person may know when the team meets, which is what an invitation is for; of the meeting
        # only its time and, to a reader of the case, its place leave this method.
        meeting = self.env["kooperacje.meeting"].sudo().search([
            ("team_id", "=", self.team_id.id), ("state", "=", "planned"), ("kind", "!=", "consultation"),
            ("start", ">=", office_day_start(office_today())),
        ], order="start", limit=1)
        # sudo: the case is found through the team whoever prints, and then asked with the printer's own rights.
        may_read = self.team_id.sudo().case_id.with_env(self.env).has_access("read")
        return {
            "date": self._print_date(meeting.start), "time": self._print_time(meeting.start),
            "until": self._print_time(meeting.stop), "remote": meeting.is_remote,
            "location": (may_read and meeting.location) or "",
            "is_place_withheld": bool(meeting.location) and not may_read,
        }

    def _document_contact(self):
        """Name and addresses of the case manager, whom the invited person is to call."""
        self.ensure_one()
        # sudo: the invited person may not read the case yet; only the business card of its manager leaves this method.
        partner = self.team_id.sudo().case_id.user_id.partner_id
        return {"name": partner.name, "phone": partner.phone or "", "email": partner.email or ""}

from odoo import api, models


class TeamMember(models.Model):
    _inherit = "kooperacje.team.member"
    _answer_letter_xmlid = "kooperacje.report_team_member"

    @api.depends("partner_id.name", "institution_id.name", "is_private")
    @api.depends_context("member_with_institution")
    def _compute_display_name(self):
        """With ``member_with_institution`` in the context who it is and from where, for choosers inside one case."""
        result = super()._compute_display_name()
        if self.env.context.get("member_with_institution"):
            for member in self:
                institution = member.institution_id
                about = institution.short_name or institution.name
                # A private person is named by the list of the case only: the name of a record is kept for all users.
                member.display_name = (
                    member._private_label() if member.is_private else f"{member.partner_id.name} ({about})"
                )
        return result

    def write(self, vals):
        """A member who accepts joins the planned meetings of the team; one who leaves or declines is taken off their
        lists.
        """
        states = {member.id: member.state for member in self} if "state" in vals else {}
        result = super().write(vals)
        changed = self.filtered(lambda member: member.id in states and states[member.id] != member.state)
        if changed:
            changed._update_planned_meetings()
        if "register_result" in vals:
            self.filtered(lambda member: member.state == "accepted")._update_planned_meetings()
        return result

    def _update_planned_meetings(self):
        # sudo: the answer to an invitation is given by someone who may write no meeting, and moves only the own line.
        meetings = self.env["kooperacje.meeting"].sudo().search([
            ("team_id", "in", self.team_id.ids), ("state", "=", "planned"), ("document_state", "=", "draft"),
        ])
        for member in self.sudo():
            planned = meetings.filtered(lambda meeting, member=member: meeting.team_id == member.team_id)
            lines = planned.participant_ids.filtered(lambda line, member=member: line.member_id == member)
            if member.state == "accepted" and member._may_meet_children():
                self.env["kooperacje.meeting.participant"].sudo().create([
                    {"meeting_id": meeting.id, "kind": "member", "member_id": member.id}
                    for meeting in planned - lines.meeting_id
                ])
            elif member.state in ("declined", "left"):
                lines.unlink()

    def _pass_on_duties(self):
        """Decisions too, those of papers that are signed among them."""
        members = super()._pass_on_duties()
        self.env["kooperacje.decision"].search([
            ("member_id", "in", members.ids), ("state", "=", "open"),
        ])._sync_activities()
        return members

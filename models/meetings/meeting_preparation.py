from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today

from .meeting import TEAM_KINDS


class Meeting(models.Model):
    """Preparation of a meeting by a checklist with dates (tool 17 for a team's first meeting, tool 5 for the initiating
    one): what the program knows bears its day at once, the rest is entered as it is done. It stops nothing.
    """

    _inherit = "kooperacje.meeting"

    preparation_ids = fields.One2many(
        "kooperacje.meeting.agenda", "meeting_id", "Preparation", compute="_compute_preparation_ids", store=True,
        readonly=False, domain=[("is_before", "=", True)],
    )
    preparation_left = fields.Integer("Still to be done", compute="_compute_preparation_left")

    @api.depends("scenario_id")
    def _compute_preparation_ids(self):
        """Points of the scenario's checklist; those done or noted, and those added by hand, stay with another one."""
        for meeting in self:
            if meeting.state != "planned" or meeting.document_state != "draft":
                meeting.preparation_ids = meeting.preparation_ids
                continue
            stale = meeting.preparation_ids.filtered(
                lambda point: point.is_proposed and not point.notes and not (point.done_on and not point.evidence)
            )
            # sudo: as for the agenda.
            scenario = meeting.scenario_id.sudo()
            scenario = scenario._preparation_for(scenario) if meeting._may_use(scenario) else scenario.browse()
            meeting.preparation_ids = [
                Command.delete(point.id) for point in stale
            ] + scenario._preparation_commands(meeting)

    @api.depends("preparation_ids.done_on")
    def _compute_preparation_left(self):
        for meeting in self:
            meeting.preparation_left = len(meeting.preparation_ids.filtered(lambda point: not point.done_on))

    def _evidence_day(self, evidence):
        """The day on which what ``evidence`` names was done, as far as the program knows it; else False. What bears
        a day to come is not done yet.
        """
        day = self._evidence_stated(evidence)
        return day if day and day <= office_today() else False

    def _evidence_stated(self, evidence):
        """The day that a record states for ``evidence``, or False."""
        self.ensure_one()
        # sudo: days alone, of the case or partnership whose meeting the caller prepares.
        meeting = self.sudo()
        team, case, members = meeting.team_id, meeting.case_id, meeting.team_id.member_ids
        if evidence == "authorisation":
            return meeting.partnership_id.authorisation_date
        if evidence == "invitations":
            return meeting.invited_on
        if evidence == "team":
            return team.decided_on
        days, complete = [], True
        if evidence == "consent":
            days = case.consent_ids.filtered(lambda consent: consent.document_state == "signed").mapped("signed_on")
        elif evidence == "members":
            days = members.mapped("invited_on")
        elif evidence == "answers":
            complete = not any(member.state == "invited" for member in members)
            days = members.mapped("answered_on")
        elif evidence == "secrecy":
            complete = bool(members) and not any(line._needs_secrecy() for line in meeting.participant_ids)
            days = meeting.env["kooperacje.secrecy.undertaking"].search([
                ("team_id", "=", team.id), ("document_state", "=", "signed"),
            ]).mapped("signed_on") or members.mapped("answered_on")
        elif evidence == "consultation":
            days = [office_day(one.start) for one in team.meeting_ids if one.kind == evidence and one.state == "held"]
        return complete and max(filter(None, days), default=False)

    def action_fill_preparation(self):
        """Enter the days that the program knows by now; what was entered by hand stays. A meeting that was planned
        before there was a checklist takes it over.
        """
        self.check_access("write")
        self.filtered(lambda meeting: not meeting.preparation_ids)._compute_preparation_ids()
        for meeting in self:
            for point in meeting.preparation_ids.filtered(lambda one: one.evidence and not one.done_on):
                point.done_on = meeting._evidence_day(point.evidence)
        return True

    @api.readonly
    def action_print_preparation(self):
        self.ensure_one()
        return self.env.ref("kooperacje.report_meeting_preparation").report_action(self)

    @api.readonly
    def action_print_family_invitation(self):
        """Letter by which the family is invited (tool 17, point 8)."""
        self.ensure_one()
        if self.kind not in TEAM_KINDS or self.state != "planned":
            raise UserError(self.env._("The family is invited to a meeting of its team that is still to come."))
        return self.env.ref("kooperacje.report_meeting_family_invitation").report_action(self)

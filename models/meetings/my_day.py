from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.my_day import SOON_DAYS


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _sections(self):
        env, user, me = self.env, self.env.user, self.env.user.partner_id.id
        now = fields.Datetime.now()
        # Whose meeting it is to record: of the team the case manager's, of the partnership the office's that leads.
        mine = Domain.OR([
            Domain("chair_id", "=", me), Domain("minute_taker_id", "=", me),
            Domain("kind", "=", "partnership") & Domain("company_id", "in", self._led_companies()),
        ])
        if env["kooperacje.case"].has_access("read"):
            mine |= Domain("case_id.user_id", "=", user.id)
        invited = Domain("participant_ids", "any", Domain("partner_id", "=", me))
        if env["kooperacje.team.member"].has_access("read"):
            invited |= Domain("participant_ids", "any", Domain("member_id.user_id", "=", user.id))
        return [
            *super()._sections(),
            self._section(
                "meeting", env._("Next meetings"), "kooperacje.meeting",
                domain=Domain([
                    ("state", "=", "planned"), ("stop", ">=", now),
                    ("start", "<", fields.Datetime.to_datetime(office_today() + timedelta(days=SOON_DAYS))),
                ]) & (mine | invited),
                words=("kind", "name", "partnership_id", "location"), date="start", order=15,
                window="action_meeting_calendar",
            ),
            self._section(
                "decision", env._("My tasks from meetings"), "kooperacje.decision",
                domain=[("user_id", "=", user.id), ("state", "=", "open")], words=("name", "meeting_id"),
                date="deadline", order=17, window="action_decision_mine",
            ),
            self._section(
                "meeting_record", env._("Meetings that are over and not recorded yet"), "kooperacje.meeting",
                domain=Domain([("state", "=", "planned"), ("stop", "<", now)]) & mine,
                words=("kind", "name", "partnership_id"), date="start", order=19,
                window="action_meeting_calendar",
                button=env._("Record"),
            ),
            self._section(
                "protocol", env._("Protocols to finish or to have signed"), "kooperacje.meeting",
                domain=Domain([("state", "=", "held"), ("document_state", "in", ("draft", "issued"))]) & mine,
                words=("kind", "name", "partnership_id", "document_state"), date="start", order=38,
                window="action_meeting_calendar",
                aged=True,
            ),
        ]

    @api.model
    def _activities_shown_elsewhere(self):
        # sudo: keys of one's own activities, whatever one is shown of the meetings that they come from.
        decisions = self.env["kooperacje.decision"].sudo()._search([
            ("user_id", "=", self.env.uid), ("state", "=", "open"), ("activity_id", "!=", False),
        ])
        return [*super()._activities_shown_elsewhere(), [("id", "in", decisions.subselect("activity_id"))]]

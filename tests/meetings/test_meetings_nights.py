from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.nights import Nights

from .common import TeamCommon
from .test_partnership_meeting import PartnershipMeetingCommon


@tagged("post_install", "-at_install")
class TestCalendarNights(Nights, TeamCommon):
    """The night looks at every calendar; a meeting that breaks keeps nobody else in the calendar of a family."""

    def test_who_lost_access_leaves_the_calendar_beside_a_broken_meeting(self):
        broken, healthy = self._meeting(), self._meeting(days=14)
        (broken | healthy).sudo().event_id.name = "?"
        self.assertOthersGoOn(
            "kooperacje.meeting._cron_sync_calendar", "_sync_calendar", broken, healthy,
            self.env["kooperacje.meeting"]._cron_sync_calendar,
            lambda meeting: meeting.sudo().event_id.name == meeting.name,
        )

    def test_asks_the_same_of_ten_meetings_and_of_a_hundred(self):
        """Meetings of many teams with people of several institutions; nothing has changed since the last night."""
        # Invitations by mail are no part of the night.
        self.env["ir.config_parameter"].sudo().set_param("calendar.block_mail", True)

        def queries(count):
            cases = self.env["kooperacje.case"].create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(count)
            ])
            for case in cases:
                self._consent(case, "method", self.ppp)
            teams = self.env["kooperacje.team"].create([{"case_id": case.id} for case in cases])
            for team in teams:
                self._member(team, self.tomasz, self.ppp)
            self.env["kooperacje.meeting"].create([
                {"team_id": team.id, "start": self.now + timedelta(days=5)} for team in teams
            ])
            self.env["kooperacje.meeting"]._cron_sync_calendar()
            return self._queries(self.env["kooperacje.meeting"]._cron_sync_calendar)

        # Those of a demo are over.
        self.env["kooperacje.meeting"].search([("state", "=", "planned")]).sudo().state = "cancelled"
        self.assertEqual(queries(10), queries(90))
        event = self.env["calendar.event"].search([], limit=1, order="id desc")
        self.assertEqual(event.partner_ids, (self.anna | self.tomasz).partner_id)


@tagged("post_install", "-at_install")
class TestPartnershipNights(Nights, PartnershipMeetingCommon):
    """Rules that come into force in the night, and the meetings of partnerships in the calendar."""

    def test_regulations_that_come_into_force(self):
        papers = self.env["kooperacje.regulation"].create([
            {"partnership_id": partnership.id, "quorum_percent": 75}
            for partnership in self.partnership | self.partnership_nur
        ])
        self.env.flush_all()
        # Signed ahead; the way there is told elsewhere.
        self.env.cr.execute(
            "UPDATE kooperacje_regulation SET document_state = 'signed', signed_on = %s, date_from = %s "
            "WHERE id = ANY(%s)", [self.today - timedelta(days=9), self.today, papers.ids],
        )
        self.env.invalidate_all()
        self.assertOthersGoOn(
            "kooperacje.regulation._cron_apply", "_apply", *papers, self.env["kooperacje.regulation"]._cron_apply,
            lambda paper: paper.partnership_id.quorum_percent == 75,
        )

    def test_meetings_that_tell_their_agenda_are_not_written_every_night(self):
        meeting = self._meeting(20, location="Urząd Gminy")
        event = meeting.sudo().event_id
        self.env.flush_all()
        self.env.cr.execute("UPDATE calendar_event SET write_date = '2026-01-01' WHERE id = %s", [event.id])
        self.env.invalidate_all()
        self.env["kooperacje.meeting"]._cron_sync_calendar()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(event.write_date, fields.Datetime.to_datetime("2026-01-01"))

from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestCalendarColumn(KooperacjeCommon):
    """Installing beside a calendar of years computes nothing: none of its events is a meeting of ours."""

    def test_the_column_comes_without_computing(self):
        event = self.env["calendar.event"].create({
            "name": "Narada", "start": "2026-01-10 10:00:00", "stop": "2026-01-10 11:00:00", "privacy": "private",
            "partner_ids": self.anna.partner_id.ids,
        })
        # What computing would find, so that it would show.
        event.kooperacje_meeting = True
        guest = event.attendee_ids
        self.assertTrue(guest.kooperacje_meeting)
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE calendar_attendee DROP COLUMN kooperacje_meeting CASCADE")
        self.env.invalidate_all()
        self.env.registry.init_models(self.env.cr, ["calendar.attendee"], {}, install=False)
        self.env.invalidate_all()
        self.assertFalse(guest.kooperacje_meeting)

    def test_who_invites_does_not_say_what_is_a_meeting(self):
        event = self.env["calendar.event"].create({
            "name": "Narada", "start": "2026-01-10 10:00:00", "stop": "2026-01-10 11:00:00",
        })
        guest = self.env["calendar.attendee"].create({
            "event_id": event.id, "partner_id": self.jan.partner_id.id, "kooperacje_meeting": True,
        })
        self.assertFalse(guest.kooperacje_meeting)

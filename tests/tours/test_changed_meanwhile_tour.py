from odoo.tests import HttpCase, tagged

from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestChangedMeanwhileTour(DemoMixin, HttpCase):
    def test_who_saves_second_chooses(self):
        meeting = self.env["kooperacje.meeting"].search([
            ("case_id.user_id.login", "=", "anna"), ("state", "=", "planned"), ("kind", "!=", "consultation"),
        ], limit=1)
        meeting.sudo().course = "Zapis, z którym formularz został otwarty."
        self.start_tour(
            f"/odoo/kooperacje.meeting/{meeting.id}", "kooperacje_changed_meanwhile", login="anna", timeout=120,
        )
        self.assertEqual(meeting.course, "Moje słowa po namyśle.")
        self.assertEqual(meeting.location, "Świetlica")

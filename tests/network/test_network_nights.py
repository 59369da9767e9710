from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.tests.nights import Nights

from .paper_common import PaperCommon


@tagged("post_install", "-at_install")
class TestNetworkNights(Nights, PaperCommon):
    """Roles that ended and appointments that begin: one that breaks keeps no other waiting."""

    def test_groups_of_ended_roles(self):
        gone = self.jan | self.anna
        self.env.cr.execute(
            "UPDATE kooperacje_role_assignment SET date_to = %s, valid_until = %s WHERE id = ANY(%s)",
            [self.today - timedelta(days=1)] * 2 + [gone.role_assignment_ids.ids],
        )
        self.env.invalidate_all()
        self.assertOthersGoOn(
            "kooperacje.role.assignment._cron_sync_groups", "_sync_groups", self.jan, self.anna,
            self.env["kooperacje.role.assignment"]._cron_sync_groups,
            lambda user: not user.has_group("kooperacje.group_social_worker"), model="kooperacje.role.assignment",
        )

    def _papers(self, **days):
        partnerships = self._prepared("PZK Brok (test)", "rural") | self._prepared("PZK Zaręby (test)", "rural")
        papers = self.env["kooperacje.appointment"].create([{
            "partnership_id": partnership.id, "subject": "commune_animator", "authority": "Kierownik ośrodka",
            "authority_name": "Maria Testowa", "person_id": self.anna.partner_id.id,
        } for partnership in partnerships])
        self.env.flush_all()
        # Signed ahead; the way there is told elsewhere.
        for name, day in {"document_state": "signed", "signed_on": self.today - timedelta(days=9), **days}.items():
            self.env.cr.execute(SQL(
                "UPDATE kooperacje_appointment SET %s = %s WHERE id = ANY(%s)", SQL.identifier(name), day, papers.ids,
            ))
        self.env.invalidate_all()
        return papers

    def test_appointments_that_begin(self):
        self.assertOthersGoOn(
            "kooperacje.appointment._cron_apply:begin", "_follow", *self._papers(date_from=self.today),
            self.env["kooperacje.appointment"]._cron_apply,
            lambda paper: paper.partnership_id.commune_animator_id == self.anna.partner_id,
        )

    def test_appointments_that_end(self):
        papers = self._papers(date_from=self.today - timedelta(days=8), date_to=self.today - timedelta(days=1))
        papers.partnership_id.commune_animator_id = self.anna.partner_id
        self.assertOthersGoOn(
            "kooperacje.appointment._cron_apply:end", "_follow", *papers,
            self.env["kooperacje.appointment"]._cron_apply,
            lambda paper: not paper.partnership_id.commune_animator_id,
        )

    def test_queries_of_the_roles_do_not_grow(self):
        def queries(count):
            self._users([(f"u{count}.{n}", self.ops, "social_worker", self.company) for n in range(count)])
            return self._queries(self.env["kooperacje.role.assignment"]._cron_sync_groups)

        queries(2)
        self.assertEqual(queries(10), queries(100))

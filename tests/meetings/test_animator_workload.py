from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon


@tagged("post_install", "-at_install")
class TestAnimatorWorkload(KooperacjeCommon):
    """Posts required against held, communes in care and hours of animators (RUR-51–54, 177)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.Workload = cls.env["kooperacje.animator.workload"]
        cls.kinga = cls.env["res.partner"].create({"name": "Kinga", "parent_id": cls.pcpr.id})
        cls.both = cls.partnership | cls.partnership_nur
        cls.both.write({
            "accession_date": LONG_AGO, "commune_animator_id": cls.anna.partner_id.id,
            "county_animator_id": cls.kinga.id,
        })

    def _row(self, partner=None, level="county"):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Workload.search([("partner_id", "=", (partner or self.kinga).id), ("level", "=", level)])

    def _entrust(self, post, **values):
        paper = self.env["kooperacje.appointment"].create({
            "partnership_id": self.partnership.id, "subject": "county_animator", "authority": "Dyrektor PCPR",
            "person_id": self.kinga.id, "post_fraction": post, "date_from": self.today, **values,
        })
        paper._unguarded().write({"document_state": "signed", "signed_on": self.today})
        return paper

    def test_post_required_against_held(self):
        row = self._row()
        self.assertEqual(
            (row.institution_id, row.partnership_count, row.commune_count, row.post_required, row.post_missing),
            (self.pcpr, 2, 2, 0.5, 0.5),
        )
        self._entrust(0.25)
        row = self._row()
        self.assertEqual((row.post_held, row.post_missing), (0.25, 0.25))
        self._entrust(0.5, partnership_id=self.partnership_nur.id)
        row = self._row()
        self.assertEqual((row.post_held, row.post_missing), (0.5, 0), "one post, named in the papers of two communes")
        with freeze_time(self.today - timedelta(days=1)):
            self.assertEqual(self._row().post_held, 0, "entrusted from tomorrow on")

    def test_fifth_commune_needs_a_full_post(self):
        more = self.env["kooperacje.area"].union(*(
            self._area(f"14169{number}2", f"Gmina {number}") for number in range(1, 4)
        ))
        self.partnership.area_ids = [Command.link(area.id) for area in more[:2]]
        self.assertEqual((self._row().commune_count, self._row().post_required), (4, 0.5))
        self.partnership.area_ids = [Command.link(more[2].id)]
        row = self._row()
        self.assertEqual((row.commune_count, row.post_required), (5, 1))
        self.assertEqual(row.post_required, self.partnership.animator_post, "as the partnership says (RUR-52)")

    def test_commune_animator_is_counted_and_nothing_is_required(self):
        """A quarter of a post is but an example of the Model (RUR-53)."""
        self._entrust(0.25, subject="commune_animator", person_id=self.anna.partner_id.id)
        row = self._row(self.anna.partner_id, "commune")
        self.assertEqual((row.post_held, row.post_required, row.post_missing), (0.25, 0, 0))
        self.assertFalse(self._row(self.anna.partner_id, "county"))

    def test_draft_and_revoked_papers_hold_no_post(self):
        paper = self._entrust(0.5)
        for state in ("draft", "void"):
            paper._unguarded().write({"document_state": state})
            with self.subTest(state):
                self.assertEqual(self._row().post_held, 0)

    def test_closed_and_archived_partnerships_are_not_in_care(self):
        self.partnership.state = "closed"
        self.partnership_nur.active = False
        self.assertFalse(self._row())

    def test_hours_of_a_year(self):
        Meeting = self.env["kooperacje.meeting"]
        for days, present, state in (
            (30, True, "held"), (40, False, "held"), (500, True, "held"), (20, True, "planned"),
        ):
            meeting = Meeting.create({
                "kind": "partnership", "partnership_id": self.partnership.id, "duration": 2,
                "start": fields.Datetime.now() - timedelta(days=days),
                "participant_ids": [Command.create({
                    "kind": "institution", "partner_id": self.kinga.id, "presence": "present" if present else "absent",
                })],
            })
            meeting._unguarded().write({"state": state})
        course = self.env["kooperacje.school.course"].create({
            "name": "Szkolenie", "hours": 6, "date_from": self.today - timedelta(days=10),
            "provider_id": self.rops.id,
        })
        line = self.env["kooperacje.school.enrolment"].create({
            "course_id": course.id, "partnership_id": self.partnership.id, "partner_id": self.kinga.id,
        })
        self.assertEqual((self._row().meeting_count, self._row().meeting_hours, self._row().school_hours), (1, 2, 0))
        line._unguarded().write({"state": "attended", "hours": 6})
        self.assertEqual(self._row().school_hours, 6)

    def test_who_reads(self):
        """Those who see to the partnerships; another office sees the animator it shares, not the others."""
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        self.partnership_nur.commune_animator_id = self.olga.partner_id
        self.env.flush_all()
        for role, user in self.user_by_role.items():
            Workload = self.Workload.with_user(user)
            with self.subTest(role):
                if role in ("manager", "network_worker", "coordinator", "county_animator", "regional"):
                    found = Workload.search([("partner_id", "in", (self.kinga | self.anna.partner_id).ids)])
                    self.assertEqual(found.partner_id, self.kinga | self.anna.partner_id)
                    self.assertTrue(found[0].user_can_read)
                else:
                    with self.assertRefused(".", AccessError):
                        Workload.search([])
            for operation in ("write", "create", "unlink"):
                self.assertFalse(Workload.has_access(operation))
        seen = self.Workload.with_user(helena).search([])
        self.assertEqual(seen.partner_id, self.kinga | self.olga.partner_id)
        with self.assertRefused(".", AccessError):
            self._row(self.anna.partner_id, "commune").with_user(helena).read(["post_held"])
        self.env["kooperacje.role.assignment"].search([("user_id", "=", helena.id)]).date_to = self.today
        with freeze_time(self.today + timedelta(days=2)):
            self.assertFalse(self.Workload.with_user(helena).search([]))

    def test_queries_are_constant(self):
        counts = []
        for number in (10, 90):
            people = self.env["res.partner"].create([
                {"name": f"Animator {n}", "parent_id": self.pcpr.id} for n in range(number)
            ])
            self.env["kooperacje.partnership"].create([{
                "name": person.name, "variant": "rural", "company_id": self.company.id, "county_animator_id": person.id,
                "commune_animator_id": person.id, "accession_date": LONG_AGO, "regional_centre_id": self.rops.id,
                "area_ids": [Command.set(self.commune.ids)],
            } for person in people])
            self.env.flush_all()
            read = self.Workload.with_user(self.robert).web_search_read
            names = ("level", "commune_count", "post_required", "post_missing", "meeting_hours")
            columns = {name: {} for name in names}
            columns["partner_id"] = {"fields": {"display_name": {}}}
            for _warm in range(2):
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                found = read([], columns, limit=400)
            counts.append(self.env.cr.sql_log_count - start)
            self.assertGreaterEqual(found["length"], number * 2)
        self.assertEqual(*counts)

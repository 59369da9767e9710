from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_support_request import SupportCommon


class SchoolCommon(SupportCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Course = cls.env["kooperacje.school.course"]
        cls.Enrolment = cls.env["kooperacje.school.enrolment"]

    def _course(self, user=None, **values):
        return self.Course.with_user(user or self.robert).create({
            "name": "Spotkanie zespołu z rodziną", "hours": 8, "date_from": self.today, **values,
        })

    def _enrol(self, course, who, user=None, **values):
        return self.Enrolment.with_user(user or self.piotr).create({
            "course_id": course.id, "partner_id": who.partner_id.id, "partnership_id": self.partnership.id, **values,
        })


@tagged("post_install", "-at_install")
class TestSchoolCourse(SchoolCommon):
    """Offers of ROPS and PCPR, kept each by its own people (R4; K3D-94, RUR-33, 46)."""

    def test_from_offer_to_figures(self):
        course = self._course(places=3)
        self.assertEqual((course.provider_id, course.date_to, course.state), (self.rops, self.today, "offered"))
        present, absent = self._enrol(course, self.anna), self._enrol(course, self.jan)
        self.assertEqual((course.participant_count, course.free_places), (2, 1))
        absent.with_user(self.robert).action_absent()
        course.action_held()
        self.assertEqual((present.state, present.hours), ("attended", 8.0))
        self.assertEqual((absent.state, absent.hours), ("absent", 0.0))
        present.write({"rating": 4, "opinion": "Dużo ćwiczeń"})
        self.env.invalidate_all()
        self.assertEqual((course.participant_count, course.rating), (1, 4.0))
        groups = self.Enrolment.with_user(self.maria)._read_group(
            [("partnership_id", "=", self.partnership.id)], ["institution_id"], ["hours:sum"],
        )
        self.assertEqual(groups, [(self.ops, 8.0)])

    def test_topics_of_the_school(self):
        """The eight of RUR-153, by which the year is seen; a course on anything else bears none."""
        topics = [value for value, _label in self.env["kooperacje.school.course"]._fields["topic"].selection]
        self.assertEqual(len(topics), 8)
        courses = [self._course(topic=topic) for topic in (topics[0], topics[0], topics[7], False)]
        groups = dict(self.env["kooperacje.school.course"].with_user(self.maria)._read_group(
            [("id", "in", [course.id for course in courses])], ["topic"], ["__count"],
        ))
        self.assertEqual(groups, {"communication": 2, "negotiation": 1, False: 1})

    def test_plan_of_the_year_on_paper(self):
        """RUR-153: the eight topics in order, what else is taught after them; a paper for each centre and year."""
        year = self.today.year
        self._course(name="Trudne rozmowy", topic="communication", places=12, location="Ostrów")
        self._course(name="Superwizja zespołów", topic=False)
        self._course(name="Odwołane", topic="conflict").action_cancel()
        before = self._course(name="Zeszłoroczne", topic="conflict", date_from=f"{year - 1}-03-01")
        action = self.Course.with_user(self.robert).action_print_plan()
        [shown] = self.Course.browse(action["context"]["active_ids"])
        self.assertEqual((shown.provider_id, shown.date_from.year), (self.rops, year))
        Report = self.env["ir.actions.report"].with_user(self.robert).with_context(force_report_rendering=True)
        paper = Report._render_qweb_html("kooperacje.report_school_plan_document", shown.ids)[0].decode()
        places = [paper.index(text) for text in (
            self.rops.name, "PLAN SZKOLEŃ NA ROK", "Trudne rozmowy", "Asertywność", "Inne tematy",
            "Superwizja zespołów",
        )]
        self.assertEqual(places, sorted(places))
        self.assertEqual(paper.count("W tym roku nie zaplanowano."), 7)
        for absent in ("Odwołane", "Zeszłoroczne"):
            self.assertNotIn(absent, paper)
        both = (shown | before).with_user(self.robert).action_print_plan()
        self.assertEqual(len(both["context"]["active_ids"]), 2)
        self.partnership_nur.write({"regional_centre_id": False, "strategic_partner_id": False})
        with self.assertRefused("Nothing is offered"):
            self.Course.with_user(self.olga).action_print_plan()

    def test_only_rops_and_pcpr_offer(self):
        self.assertEqual(self._course(self.barbara).provider_id, self.pcpr)
        for role, user in {**self.user_by_role, "other office": self.olga}.items():
            if role == "regional":
                continue
            with self.subTest(role), self.assertRefused(".", AccessError):
                self._course(user, provider_id=self.rops.id)
        with self.assertRefused("run by ROPS and PCPR", ValidationError):
            self._course(self.ewa, provider_id=self.school.id)

    def test_each_centre_keeps_its_own(self):
        course = self._course()
        for user in (self.barbara, self.ewa, self.piotr, self.maria, self.anna, self.olga, self.adam):
            for attempt in (
                lambda one: one.write({"name": "x"}), lambda one: one.action_held(), lambda one: one.action_cancel(),
                lambda one: one.unlink(),
            ):
                with self.subTest(user.login), self.assertRefused(".", AccessError):
                    attempt(course.with_user(user))
        with self.assertRefused("not changed by hand", AccessError):
            course.provider_id = self.pcpr
        with self.assertRefused("not changed by hand", AccessError):
            course.state = "held"

    def test_offices_served_by_the_centre_see_the_offer(self):
        course = self._course()
        for role, user in {**self.engaged_by_role, "served office next door": self.olga}.items():
            self.assertTrue(self.Course.with_user(user).search([("id", "=", course.id)]), role)
        self.partnership_nur.regional_centre_id = False
        self.env.invalidate_all()
        self.assertFalse(self.Course.with_user(self.olga).search([("id", "=", course.id)]))

    def test_held_not_before_its_end_and_once(self):
        course = self._course(date_to=self.today + timedelta(days=1))
        with self.assertRefused("has not ended yet"):
            course.action_held()
        course.date_to = self.today
        course.action_held()
        for attempt in (course.action_held, course.action_cancel):
            with self.assertRefused("already"):
                attempt()
        with self.assertRefused("stays as it was"):
            course.hours = 100
        with self.assertRefused("Call the offer off"):
            course.unlink()

    def test_called_off_and_told(self):
        course = self._course()
        self._enrol(course, self.anna)
        with self.assertRefused("Call the offer off"):
            course.unlink()
        course.action_cancel()
        told = self.env["mail.message"].sudo().search([
            ("model", "=", course._name), ("res_id", "=", course.id), ("partner_ids", "in", self.piotr.partner_id.ids),
        ], limit=1)
        self.assertIn(course.name, told.body)
        with self.assertRefused("already"):
            self._enrol(course, self.jan)

    def test_dates_and_figures_make_sense(self):
        for values in ({"date_to": self.today - timedelta(days=1)}, {"hours": -1}, {"places": -1}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), \
                    self.env.cr.savepoint():
                course = self.Course.sudo().create({"name": "x", "provider_id": self.rops.id})
                course.write(values)
                course.flush_recordset()


@tagged("post_install", "-at_install")
class TestSchoolEnrolment(SchoolCommon):
    """Staff of member institutions, enrolled by the leader or their own coordinator (RUR-89, 93, 96)."""

    def test_who_enrols_whom(self):
        course = self._course()
        teacher = self.env["res.partner"].create({"name": "Nauczycielka", "parent_id": self.school.id})
        values = {"course_id": course.id, "partner_id": teacher.id, "partnership_id": self.partnership.id}
        for role, user in {**self.user_by_role, "PCPR": self.barbara, "other office": self.olga}.items():
            with self.subTest(role):
                if role in ("manager", "network_worker", "coordinator", "county_animator"):
                    self.Enrolment.with_user(user).create(values).unlink()
                else:
                    with self.assertRefused(".", AccessError):
                        self.Enrolment.with_user(user).create(values)
        with self.assertRefused(".", AccessError):
            self._enrol(course, self.tomasz, self.ewa)

    def test_only_staff_of_the_network(self):
        course = self._course()
        with self.assertRefused("works in no institution", ValidationError):
            self._enrol(course, self.olga)
        with self.assertRefused("works in no institution", ValidationError):
            self.Enrolment.with_user(self.piotr).create({
                "course_id": course.id, "partnership_id": self.partnership.id,
                "partner_id": self.env["res.partner"].create({"name": "Przechodzień"}).id,
            })
        self.partnership.regional_centre_id = False
        with self.assertRefused("does not serve|not allowed|access", Exception):
            self._enrol(course, self.anna)

    def test_places_are_not_exceeded(self):
        course = self._course(places=1)
        self._enrol(course, self.anna)
        with self.assertRefused("all are taken"):
            self._enrol(course, self.jan)

    def test_one_person_once(self):
        course = self._course()
        self._enrol(course, self.anna)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._enrol(course, self.anna)

    def test_attendance_is_the_organiser_s(self):
        course = self._course()
        enrolment = self._enrol(course, self.anna)
        for user in (self.piotr, self.maria, self.ewa, self.barbara, self.anna):
            with self.subTest(user.login), self.assertRefused(".", AccessError):
                enrolment.with_user(user).action_absent()
        for user in (self.piotr, self.robert):
            for values in ({"state": "attended"}, {"hours": 50}, {"partner_id": self.jan.partner_id.id}):
                with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                    enrolment.with_user(user).write(values)

    def test_rated_afterwards_and_not_by_the_organiser(self):
        course = self._course()
        enrolment = self._enrol(course, self.anna)
        with self.assertRefused("once it was held"):
            enrolment.rating = 5
        with self.assertRefused("once it was held"):
            self._enrol(course, self.jan, rating=5)
        course.action_held()
        with self.assertRefused("does not rate its own"):
            enrolment.with_user(self.robert).rating = 5
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            enrolment.rating = 6
            enrolment.flush_recordset()
        enrolment.rating = 5
        with self.assertRefused("stays on the list"):
            enrolment.unlink()

    def test_participants_are_shown_to_their_office_and_the_organiser(self):
        enrolment = self._enrol(self._course(), self.anna)
        for user in (self.robert, self.piotr, self.maria, self.ewa):
            self.assertTrue(self.Enrolment.with_user(user).search([("id", "=", enrolment.id)]), user.login)
        self.assertFalse(self.Enrolment.with_user(self.olga).search([("id", "=", enrolment.id)]))

    def test_past_participation_stays_with_the_institution(self):
        course = self._course()
        enrolment = self._enrol(course, self.anna)
        course.action_held()
        self.anna.partner_id.sudo().parent_id = self.school
        self.assertEqual(enrolment.institution_id, self.ops)

    def test_list_costs_the_same_at_10_and_100(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Course.with_user(self.piotr).search([("provider_id", "=", self.rops.id)]).read(
                ["name", "form", "hours", "participant_count", "free_places", "rating", "user_provides"],
            )
            return self.env.cr.sql_log_count - before

        for _number in range(10):
            self._enrol(self._course(), self.anna)
        cost()
        at_ten = cost()
        for _number in range(90):
            self._course()
        self.assertEqual(cost(), at_ten)

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestInformationRequest(PrivacyCommon):
    """A court asks OPS Małkinia of Halina Kowalska; Anna asks her employer: the register keeps the seven days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asked = cls._ask(cls.irena, user_id=cls.maria.id)
        cls.asks = cls._ask(
            cls.anna, direction="out", body_kind="employer", body_name="Tartak Małkinia", content="Zarobki od marca",
            user_id=cls.anna.id,
        )

    @classmethod
    def _ask(cls, user, **values):
        return cls.env["kooperacje.information.request"].with_user(user).create({
            "body_kind": "court", "body_name": "Sąd Rejonowy w Ostrowi Mazowieckiej", "reference": "III RNsm 12/26",
            "content": "Sytuacja dzieci", "first_name": "Halina", "last_name": "Kowalska",
            "company_id": cls.company.id, **values,
        }).with_env(cls.env)

    def test_seven_days_and_who_is_told(self):
        self.assertRegex(self.asked.number, rf"^WI/\d+/{self.today.year}$")
        week = self.today + timedelta(days=7)
        self.assertRecordValues(self.asked | self.asks, [
            {"due_on": week, "legal_ground": False},
            {"due_on": week, "legal_ground": "art. 105 ust. 1 ustawy o pomocy społecznej"},
        ])
        self.assertEqual(self.asked.activity_ids.user_id, self.maria | self.irena)
        self.assertEqual(set(self.asks.activity_ids.mapped("date_deadline")), {week + timedelta(days=1)})
        self.assertNotIn("Kowalska", "".join((self.asked | self.asks).activity_ids.mapped("summary")))
        self.env.flush_all()
        due = self.env["kooperacje.officer.duty"].with_user(self.irena).search([("kind", "=", "information")])
        self.assertLessEqual({self.asked.number, self.asks.number}, set(due.mapped("name")))
        self.assertEqual(due[0].action_open()["res_model"], "kooperacje.information.request")

    def test_the_letter_may_name_another_day_but_not_the_law(self):
        later = self.today + timedelta(days=21)
        self.asked.with_user(self.irena).due_on = later
        self.assertEqual(set(self.asked.activity_ids.mapped("date_deadline")), {later})
        with self.assertRefused("within 7 days", ValidationError):
            self.asks.with_user(self.anna).due_on = later
        self.asks.with_user(self.anna).received_on = self.today - timedelta(days=9)
        self.assertTrue(self.asks.is_late)

    def test_days_and_people_that_cannot_be(self):
        for values, words in (
            ({"received_on": self.tomorrow}, "in the future"), ({"answered_on": self.tomorrow}, "in the future"),
            ({"due_on": self.yesterday}, "is received before"), ({"answered_on": self.yesterday}, "is received before"),
            ({"user_id": self.tomasz.id}, "neither head"),
        ):
            with self.subTest(values), self.assertRefused(words, ValidationError):
                self.asked.with_user(self.irena).write(values)
        for values in ({"state": "closed"}, {"number": "WI/1"}, {"person_id": self.person.id}, {"direction": "out"}):
            with self.subTest(values), self.assertRefused(".", UserError):
                self.asked.with_user(self.maria).write(values)

    def test_nothing_is_given_without_a_ground_of_law(self):
        asked = self.asked.with_user(self.irena)
        with self.assertRefused("the outcome"):
            asked.action_close()
        asked.outcome = "given"
        with self.assertRefused("the legal ground"):
            asked.action_close()
        asked.write({"legal_ground": "art. 248 k.p.c.", "answer": "Opinia o sytuacji dzieci, pismem"})
        asked.action_close()
        self.assertRecordValues(asked, [{"state": "closed", "answered_on": self.today}])
        self.assertFalse(self.asked.activity_ids)
        with self.assertRefused("stays in the register"):
            asked.answer = "Inaczej"
        with self.assertRefused("closed already"):
            asked.action_close()
        with self.assertRefused("stays in the register"):
            self.asked.unlink()

    def test_a_refusal_names_its_ground_and_silence_was_urged(self):
        asked, asks = self.asked.with_user(self.irena), self.asks.with_user(self.anna)
        asked.outcome = "refused"
        with self.assertRefused("ground of the refusal"):
            asked.action_close()
        asked.refusal_ground = "Wniosek nie podaje podstawy prawnej"
        asked.action_close()
        asks.outcome = "silent"
        with self.assertRefused("was urged"):
            asks.action_close()
        asks.reminded_on = self.today
        asks.action_close()
        self.assertFalse(asks.answered_on, "nothing came")
        html = self.env["ir.actions.report"].with_user(self.irena)._render_qweb_html(
            "kooperacje.report_information_request_register", self.asked.ids)[0].decode()
        for words in (asked.number, asks.number, "Sąd Rejonowy", "Ośrodek pyta", "nie podaje podstawy", "ponaglono"):
            self.assertIn(words, html)
        self.assertNotIn("Kowalska", html)

    def test_a_copy_tells_of_sources_and_recipients_but_not_of_an_inquiry(self):
        school = self._ask(self.irena, body_kind="school", body_name="Szkoła nr 2", user_id=self.maria.id)
        for one in self.asked | self.asks | school:
            one.with_user(one.user_id).write({"outcome": "given", "answer": "Pismo", "legal_ground": "ustawa"})
            one.with_user(one.user_id).action_find_person()
            one.with_user(one.user_id).action_close()
        self.assertEqual(school.person_id, self.person)
        copy = self.env["kooperacje.subject.copy"].with_user(self.maria)._collect(self.person)
        self.assertIn("Szkoła nr 2", [line["who"] for line in copy["recipients"]])
        self.assertIn("Tartak Małkinia", [line["from"] for line in copy["sources"]])
        self.assertNotIn("Sąd Rejonowy", str(copy))

    def test_whom_it_concerns_is_found_by_the_whole_name(self):
        asked = self._ask(self.irena, first_name=False, user_id=self.maria.id).with_user(self.irena)
        with self.assertRefused("first name and surname"):
            asked.action_find_person()
        asked.first_name = "halina"
        asked.action_find_person()
        self.assertEqual(asked.person_id, self.person)
        self.assertNotIn("Kowalska", asked.person_id.display_name, "the officer reads no names of cases")
        self.assertFalse(asked.is_restricted)
        request = self.env["kooperacje.subject.request"].with_user(self.maria).create({
            "first_name": "Halina", "last_name": "Kowalska", "company_id": self.company.id, "kind": "restriction",
            "identity_way": "known", "identity_on": self.today,
        })
        request.action_find_person()
        request.action_restrict()
        asked.invalidate_recordset()
        self.assertTrue(asked.is_restricted, "the form warns")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_closed_to_everybody_else(self):
        portal = new_test_user(self.env, "portal.information", groups="base.group_portal")
        officer_nur = self._user("oskar", self.gops_nur, "dpo", self.company_nur)
        others = {"colleague": self.jan, "next door": self.olga, "officer next door": officer_nur, "portal": portal}
        for role, user in {**self.user_by_role, **others}.items():
            asked, may = self.asked.with_user(user), role in ("manager", "dpo")
            with self.subTest(role):
                self.assertEqual(asked.has_access("read"), may)
                self.assertEqual(asked.has_access("write"), may)
                self.assertFalse(asked.has_access("unlink"))
                if may:
                    continue
                for way in (
                    lambda r=asked: r.read(["last_name"]), lambda r=asked: r.web_read({"last_name": {}}),
                    lambda r=asked: r.action_close(), lambda r=asked: r.action_find_person(),
                    lambda r=asked: r.message_post(body="x"), lambda r=asked: r.action_print_register(),
                ):
                    with self.assertRaises(AccessError):
                        way()
                for way in (
                    lambda r=asked: r.search([("id", "=", r.id)]),
                    lambda r=asked: r.name_search(self.asked.number),
                    lambda r=asked: r.formatted_read_group([("id", "=", r.id)], ["body_kind"], ["__count"]),
                ):
                    try:
                        self.assertFalse(way())
                    except AccessError:
                        continue
        self.assertTrue(self.asks.with_user(self.anna).has_access("write"), "who sees to it")
        self.assertFalse(self.asks.with_user(self.jan).has_access("read"))
        self.anna.role_assignment_ids.write({"date_to": self.yesterday})
        self.env.invalidate_all()
        self.assertFalse(self.asks.with_user(self.anna).has_access("read"), "the role has ended")

    def test_queries_of_the_list_do_not_grow(self):
        def look():
            Request = self.env["kooperacje.information.request"].with_user(self.irena)
            Request.web_search_read([], specification={
                "number": {}, "direction": {}, "body_name": {}, "due_on": {}, "is_late": {}, "is_restricted": {},
                "user_id": {"fields": {"display_name": {}}},
            }, limit=200)
        counts = []
        for count in (10, 90):
            self.asked.create([{**self.asked.copy_data()[0], "body_name": "Policja", "content": "x",
                                "user_id": self.maria.id} for _number in range(count)])
            self.env.flush_all()
            look()
            counts.append(self._queries(look))
        self.assertEqual(*counts)

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestSubjectRequest(PrivacyCommon):
    """Halina Kowalska asks OPS Małkinia what it holds of her; the register keeps the month (art. 12 RODO)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._request()

    @classmethod
    def _request(cls, user=None, **values):
        return cls.env["kooperacje.subject.request"].with_user(user or cls.irena).create({
            "first_name": "Halina", "last_name": "Kowalska", "company_id": cls.company.id, "user_id": cls.maria.id,
            **values,
        }).with_env(cls.env)

    def _identified(self, request):
        request.write({"identity_way": "document", "identity_on": self.today})
        return request

    def test_numbered_by_office_and_year(self):
        self.assertRegex(self.request.number, rf"^RZ/\d+/{self.today.year}$")
        self.assertEqual(self.request.display_name, self.request.number)
        other = self._request(self.maria)
        first, second = (int(one.number.split("/")[1]) for one in (self.request, other))
        self.assertEqual(second, first + 1)

    def test_a_month_by_the_calendar(self):
        with freeze_time("2026-02-03 10:00:00"):
            request = self._request(received_on="2026-01-31")
            self.assertEqual(str(request.due_on), "2026-02-28")
            request.write({"extension_months": "2", "extension_reason": "Akta z dwunastu lat"})
            request.with_user(self.irena).action_extend()
            self.assertEqual(str(request.due_on), "2026-04-30", "three months from the day it came")
        with freeze_time("2026-05-02 10:00:00"):
            request.invalidate_recordset(["is_late"])
            self.assertTrue(request.is_late)

    def test_extension_within_the_first_month(self):
        request = self._request(received_on=self.today - relativedelta(months=1, days=1))
        with self.assertRefused("how long"):
            request.with_user(self.irena).action_extend()
        request.write({"extension_months": "1", "extension_reason": "Wiele żądań"})
        with self.assertRefused("within a month", ValidationError):
            request.with_user(self.irena).action_extend()
        # What was done in time and is entered late still counts.
        request.extended_on = request.received_on + relativedelta(days=10)
        self.assertEqual(request.due_on, request.received_on + relativedelta(months=2))

    def test_an_extension_is_not_extended_after_the_first_month(self):
        with freeze_time("2026-01-10 10:00:00"):
            request = self._request(received_on="2026-01-10")
            request.write({"extension_months": "1", "extension_reason": "Wiele żądań"})
            request.with_user(self.irena).action_extend()
        with freeze_time("2026-02-20 10:00:00"):
            with self.assertRefused("was told"):
                request.with_user(self.irena).extension_months = "2"
            with self.assertRefused("was told"):
                request.with_user(self.irena).write({"extended_on": False})
            request.with_user(self.irena).write({"extension_months": "1", "extension_reason": "Wiele żądań naraz"})
            self.assertEqual(str(request.due_on), "2026-03-10")

    def test_nothing_goes_out_before_the_identity_is_known(self):
        request = self.request.with_user(self.irena)
        with self.assertRefused("Choose the outcome"):
            request.action_answer()
        request.write({"outcome": "granted", "answer": "W załączeniu kopia danych."})
        with self.assertRefused("identity"):
            request.action_answer()
        self._identified(request).action_answer()
        self.assertRecordValues(request, [{"state": "answered", "answered_on": self.today}])
        with self.assertRefused("stays in the register"):
            request.answer = "Inaczej"
        with self.assertRefused("closed already"):
            request.action_withdraw()

    def test_a_refusal_names_its_ground(self):
        request = self._identified(self.request.with_user(self.irena))
        request.write({"kind": "erasure", "outcome": "refused", "answer": "Akta pomocy przechowuje się pięć lat."})
        with self.assertRefused("ground"):
            request.action_answer()
        request.refusal_ground = "duty"
        request.action_answer()
        html = self._paper("letter", request)
        for words in ("art. 17", "Prezesa Urzędu Ochrony Danych Osobowych", "art. 79", "Halina", request.number):
            self.assertIn(words, html)

    def test_who_is_not_known_is_refused_without_a_check(self):
        request = self.request.with_user(self.irena)
        request.write({"outcome": "refused", "refusal_ground": "identity", "answer": "Prosimy o okazanie dokumentu."})
        request.action_answer()
        self.assertEqual(request.state, "answered")

    def _paper(self, name, request):
        return self.env["ir.actions.report"].with_user(self.maria)._render_qweb_html(
            f"kooperacje.report_subject_request_{name}", request.ids,
        )[0].decode()

    def test_papers(self):
        self.request.write({"extension_months": "1", "extension_reason": "Wiele żądań"})
        with self.assertRefused("nothing to print"):
            self.request.with_user(self.maria).action_print_letter()
        self.request.with_user(self.maria).action_extend()
        self.request.with_user(self.maria).action_print_letter()
        html = self._paper("letter", self.request)
        self.assertIn("ZAWIADOMIENIE O PRZEDŁUŻENIU TERMINU", html)
        self.assertIn("Wiele żądań", html)
        html = self._paper("register", self.request)
        self.assertIn(self.request.number, html)
        self.assertNotIn("Kowalska", html, "the register shows numbers")

    def test_tasks_of_who_answers_and_of_the_officer(self):
        activities = self.request.activity_ids
        self.assertEqual(activities.user_id, self.maria | self.irena)
        self.assertEqual(set(activities.mapped("date_deadline")), {self.request.due_on - relativedelta(days=7)})
        self.assertNotIn("Kowalska", "".join(activities.mapped("summary")))
        self.request.with_user(self.irena).user_id = self.anna
        self.assertEqual(self.request.activity_ids.user_id, self.anna | self.irena)
        # Anna leaves: her task passes on to the head.
        self.anna.role_assignment_ids.write({"date_to": self.yesterday})
        self.env["kooperacje.subject.request"]._cron_remind()
        self.env.invalidate_all()
        self.assertEqual(self.request.activity_ids.user_id, self.maria | self.irena)
        self._identified(self.request).write({"outcome": "nothing", "answer": "Nie mamy danych."})
        self.request.with_user(self.maria).action_answer()
        self.assertFalse(self.request.activity_ids)

    def test_own_tasks_of_colleagues_stay(self):
        """What somebody planned by hand is not taken away at night, nor its day moved."""
        day = self.today + relativedelta(days=2)
        own = self.request.with_user(self.maria).activity_schedule(
            "mail.mail_activity_data_todo", day, user_id=self.maria.id, summary="Zadzwonić", automated=False)
        self.request.with_user(self.irena).user_id = self.anna
        self.env["kooperacje.subject.request"]._cron_remind()
        self.env.invalidate_all()
        self.assertRecordValues(own.exists(), [{"user_id": self.maria.id, "date_deadline": day}])
        self.assertEqual((self.request.activity_ids - own).user_id, self.anna | self.irena)

    def test_queries_of_reminding_do_not_grow(self):
        requests = self.request.union(*(self._request() for _number in range(20)))
        few = requests[:2]
        few._remind()
        counts = [self._queries(some._remind) for some in (few, requests)]
        self.assertEqual(*counts)

    def test_found_by_name_and_birth_date(self):
        request = self.request.with_user(self.irena)
        request.action_find_person()
        self.assertEqual(request.person_id, self.person)
        self.assertNotIn("Kowalska", request.person_id.display_name, "the officer reads no names of cases")
        namesake = self._person("Kowalska", "Halina")
        other = self._request()
        with self.assertRefused("More than one"):
            other.with_user(self.irena).action_find_person()
        (self.person | namesake).write({"birth_date": "1970-01-01"})
        namesake.birth_date = "1990-02-02"
        other.birth_date = "1990-02-02"
        other.with_user(self.irena).action_find_person()
        self.assertEqual(other.person_id, namesake)
        stranger = self._request(last_name="Nieznana")
        with self.assertRefused("Nobody of this name"):
            stranger.with_user(self.irena).action_find_person()
        abroad = self._person("Obca", "Ewa", self.company_nur)
        with self.assertRefused("Nobody of this name"):
            self._request(first_name="Ewa", last_name=abroad.last_name).with_user(self.irena).action_find_person()

    def test_a_rectification_opens_the_person_with_its_reason(self):
        request = self._request(kind="rectification", user_id=self.anna.id).with_user(self.anna)
        with self.assertRefused("identity"):
            request.action_rectify()
        self._identified(request)
        with self.assertRefused("Find the person"):
            request.action_rectify()
        request.action_find_person()
        action = request.action_rectify()
        self.person.street = "Leśna 1"
        person = self.person.with_user(self.anna).with_context(action["context"])
        self.assertIn(request.number, person.change_reason, "shown on the form")
        person.web_save({"street": "Polna 2"}, {"street": {}})
        self.assertIn(request.number, self.person.change_ids[:1].reason)
        with self.assertRefused("the worker who leads", AccessError):
            request.with_user(self.irena).action_rectify()

    def test_the_person_and_the_number_are_not_typed(self):
        for values in ({"person_id": self.person.id}, {"number": "RZ/1"}, {"state": "answered"}):
            with self.subTest(values), self.assertRefused(".", UserError):
                self.request.with_user(self.maria).write(values)
            with self.subTest(values), self.assertRefused(".", UserError):
                self._request(self.maria, **values)

    def test_who_answers_is_of_the_office(self):
        for user in (self.olga, self.piotr, self.tomasz):
            with self.subTest(user.login), self.assertRefused("neither head", ValidationError):
                self.request.with_user(self.irena).user_id = user

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_closed_to_everybody_else(self):
        """Each role, a colleague, the office next door and the portal, on every way."""
        portal = new_test_user(self.env, "portal.rights", groups="base.group_portal")
        open_to = {"manager", "dpo"}
        self.env.ref("base.group_allow_export").user_ids += self.olga.union(self.jan, *self.user_by_role.values())
        others = {"colleague": self.jan, "next door": self.olga, "portal": portal}
        for role, user in {**self.user_by_role, **others}.items():
            request = self.request.with_user(user)
            with self.subTest(role):
                self.assertEqual(request.has_access("read"), role in open_to)
                self.assertEqual(request.has_access("write"), role in open_to)
                self.assertFalse(request.has_access("unlink"))
                if role in open_to:
                    continue
                for way in (
                    lambda r=request: r.read(["last_name"]), lambda r=request: r.web_read({"last_name": {}}),
                    lambda r=request: r.export_data(["last_name"]) if r.env.user != portal else r.read(),
                    lambda r=request: r.action_answer(), lambda r=request: r.action_print_letter(),
                    lambda r=request: r.message_post(body="x"),
                ):
                    with self.assertRaises(AccessError):
                        way()
                for way in (
                    lambda r=request: r.search([("id", "=", r.id)]),
                    lambda r=request: r.name_search(self.request.number),
                    lambda r=request: r.formatted_read_group([("id", "=", r.id)], ["kind"], ["__count"]),
                ):
                    try:
                        self.assertFalse(way())
                    except AccessError:
                        continue
                self.assertFalse(self.env["mail.message"].with_user(user).search([
                    ("model", "=", request._name), ("res_id", "=", request.id),
                ]) if user != portal else [])
        with self.assertRefused("stays in the register"):
            self.request.unlink()

    def test_who_answers_reads_it(self):
        self.request.user_id = self.anna
        self.assertTrue(self.request.with_user(self.anna).has_access("write"))
        self.assertFalse(self.request.with_user(self.jan).has_access("read"))
        own = self._request(self.jan, user_id=self.maria.id)
        self.assertTrue(own.with_user(self.jan).has_access("read"), "who took it down")
        self.jan.role_assignment_ids.write({"date_to": self.yesterday})
        self.env.invalidate_all()
        self.assertFalse(own.with_user(self.jan).has_access("read"))

    def test_officer_of_another_office(self):
        other = self._user("oskar", self.gops_nur, "dpo", self.company_nur)
        self.assertFalse(self.request.with_user(other).has_access("read"))
        other.company_ids = [Command.link(self.company.id)]
        self.assertFalse(self.request.with_user(other).has_access("read"), "a company allowed is no role")

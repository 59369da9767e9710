from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.network.paper_common import PaperCommon


@tagged("post_install", "-at_install")
class TestRolePaper(PaperCommon):
    """Authorisation and secrecy undertaking of each role (papers 4.7, 4.8; art. 29 RODO, art. 100 ust. 6 u.p.s.)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maria.partner_id.function = "kierownik ośrodka"
        cls.ola = cls._user("ola", cls.ops, "social_worker", authorised=False)
        cls.role = cls.ola.role_assignment_ids
        cls.case = cls.env["kooperacje.case"].create({
            "partnership_id": cls.partnership.id, "company_id": cls.company.id, "user_id": cls.ola.id,
        })

    def _papers(self, role=None, user=None):
        """Authorisation and undertaking prepared by the head of the office."""
        role = role or self.role
        role.with_user(user or self.maria).action_prepare_papers()
        papers = role.paper_ids.with_user(user or self.maria).filtered(lambda paper: paper.document_state == "draft")
        return (
            papers.filtered(lambda paper: paper.kind == "authorisation"),
            papers.filtered(lambda paper: paper.kind == "secrecy"),
        )

    def _opens(self, user=None):
        self.env.invalidate_all()
        return self.case.with_user(user or self.ola).has_access("read")

    # Doors

    def test_both_papers_open_the_case_and_neither_alone(self):
        self.assertFalse(self._opens())
        self.assertEqual(self.role.status, "incomplete")
        self.assertEqual(self.role.missing_papers, "authorisation, secrecy undertaking")
        authorisation, secrecy = self._papers()
        authorisation.action_issue()
        self.assertFalse(self._opens(), "issued is not signed")
        self._sign(authorisation)
        self.assertFalse(self._opens(), "an authorisation without secrecy")
        self.assertEqual(self.role.missing_papers, "secrecy undertaking")
        self._sign(secrecy)
        self.assertTrue(self._opens())
        self.assertEqual(self.role.authorisation_number, authorisation.document_number)
        self.assertTrue(authorisation.document_number.startswith("UPO/"))
        self.assertTrue(secrecy.document_number.startswith("OSW/"))
        self.assertEqual((self.role.secrecy_date, self.role.authorisation_date), (self.today, self.today))
        self.assertFalse(self.role.missing_papers)
        self.assertEqual(self.role.status, "current")

    def test_taken_back_it_closes_the_case_at_once(self):
        for number in (0, 1):
            with self.subTest(number):
                papers = self._papers()
                for paper in papers:
                    self._sign(paper)
                self.assertTrue(self._opens())
                papers[number]._document_void("Odwołane przez administratora danych")
                self.assertFalse(self._opens())
                self.assertEqual(papers[number].status, "void")
                papers[1 - number]._document_void("Od nowa")

    def test_ends_by_its_own_date_without_any_job(self):
        authorisation, secrecy = self._papers()
        authorisation.date_to = self.today + timedelta(days=30)
        self._sign(authorisation | secrecy)
        self.assertEqual(authorisation.status, "current")
        with freeze_time(self.today + timedelta(days=31, hours=12)):
            self.assertFalse(self._opens())
            self.assertEqual(authorisation.status, "ended")
            self.assertEqual(self.role.missing_papers, "authorisation")
            again, _none = self._papers()
            self.assertTrue(again, "an expired authorisation is drawn up anew")

    def test_never_outlasts_the_role(self):
        self.role.date_to = self.today + timedelta(days=10)
        authorisation, secrecy = self._papers()
        self.assertEqual(authorisation.date_to, self.role.date_to, "proposed with the end of the role")
        authorisation.date_to = self.today + timedelta(days=300)
        self._sign(authorisation | secrecy)
        self.assertEqual(authorisation.valid_until, self.role.date_to)
        self.assertTrue(self._opens())
        with freeze_time(self.today + timedelta(days=11, hours=12)):
            self.assertFalse(self._opens())

    def test_begins_on_its_day(self):
        authorisation, secrecy = self._papers()
        self.assertEqual(authorisation.date_from, self.today, "never back to the day the role began")
        authorisation.date_from = self.today + timedelta(days=5)
        self._sign(authorisation | secrecy)
        self.assertEqual(authorisation.status, "planned")
        self.assertFalse(self._opens())
        with freeze_time(self.today + timedelta(days=5, hours=12)):
            self.assertTrue(self._opens())

    def test_the_last_one_counts_and_voiding_it_brings_back_the_one_before(self):
        first, secrecy = self._papers()
        self._sign(first | secrecy, self.today - timedelta(days=3))
        second = first.create({"role_id": self.role.id, "kind": "authorisation", "date_to": self.today})
        self._sign(second)
        self.assertEqual((first.status, second.status), ("replaced", "current"))
        self.assertEqual(self.role.authorisation_number, second.document_number)
        self.assertEqual(self.role.authorisation_date_to, self.today)
        second._document_void("Pomyłka w dacie")
        self.assertEqual(self.role.authorisation_number, first.document_number)
        self.assertFalse(self.role.authorisation_date_to)
        self.assertTrue(self._opens())

    # Typed and signed

    def test_what_a_signed_paper_says_is_not_typed(self):
        self._sign(self._papers()[0])
        as_admin = self.role.with_user(self.adam)
        for values in (
            {"authorisation_number": "X"}, {"authorisation_date": False}, {"authorisation_date_to": "2090-01-01"},
        ):
            with self.subTest(values), self.assertRefused("comes from the signed paper"):
                as_admin.write(values)
        as_admin.secrecy_date = self.today
        self.assertTrue(self._opens(), "the undertaking was kept elsewhere and is typed")
        as_admin.write({"authorisation_date": self.role.authorisation_date})

    def test_office_may_count_only_papers_signed_here(self):
        as_maria = self.env["kooperacje.office.settings"].with_user(self.maria).with_company(self.company)
        settings = as_maria.create({"company_id": self.company.id})
        settings.kooperacje_papers_only = True
        settings.action_save()
        as_admin = self.role.with_user(self.adam)
        with self.assertRefused("drawn up and signed here"):
            as_admin.write({"authorisation_date": self.today})
        with self.assertRefused("drawn up and signed here"):
            self.env["kooperacje.role.assignment"].with_user(self.adam).create({
                "user_id": self.jan.id, "institution_id": self.ops.id, "role": "network_worker",
                "company_id": self.company.id, "secrecy_date": self.today,
            })
        self.env["kooperacje.role.assignment"].with_user(self.adam).create({
            "user_id": self.jan.id, "institution_id": self.ops.id, "role": "network_worker",
            "company_id": self.company.id,
        })
        held = self.anna.role_assignment_ids.with_user(self.adam)
        held.write({"date_to": self.today + timedelta(days=300), "secrecy_date": held.secrecy_date})
        self.assertTrue(held.opens_cases, "roles that have them keep them")
        self._sign(self._papers()[0] | self._papers()[1])
        self.assertTrue(self._opens())
        with self.assertRaises(AccessError):
            self.env["kooperacje.office.settings"].with_user(self.anna).create({"company_id": self.company.id})

    def test_prepared_once(self):
        papers = self._papers()
        self.role.with_user(self.maria).action_prepare_papers()
        self.assertEqual(len(self.role.paper_ids), 2)
        action = self.role.with_user(self.adam).action_prepare_papers()
        self.assertEqual(self.env["kooperacje.role.paper"].search(action["domain"]), papers[0] | papers[1])
        with self.assertRefused("have their authorisation"):
            self.anna.role_assignment_ids.with_user(self.adam).action_prepare_papers()
        self.assertFalse(self.jan.role_assignment_ids.paper_ids)

    # Refusals

    def test_nobody_signs_for_oneself(self):
        mine = self.maria.role_assignment_ids
        mine.write({"authorisation_date": False, "authorisation_number": False, "secrecy_date": False})
        paper = self.env["kooperacje.role.paper"].with_user(self.adam).create({"role_id": mine.id})
        self.env.invalidate_all()
        with self.assertRefused("cannot give yourself the role"):
            paper.with_user(self.maria)._document_register_signature(
                self.today, "qualified", **self._e_file(self.today),
            )
        self._sign(paper)
        self.assertTrue(mine.authorisation_date)

    def test_nobody_takes_back_an_own_paper_to_revive_a_wider_one(self):
        """An administrator who is a social worker too voids no authorisation of one's own, by no door."""
        boss = self._user("boss", self.ops, "admin")
        role = self._role(boss, self.ops, "social_worker", authorised=False)
        wide, _secrecy = self._papers(role)
        self._sign(wide, self.today - timedelta(days=3))
        narrow = wide.create({"role_id": role.id, "kind": "authorisation", "date_to": self.today})
        self._sign(narrow)
        self.env.invalidate_all()
        with self.assertRefused("cannot give yourself the role"):
            narrow.with_user(boss)._document_void("x")
        wizard = self.env["kooperacje.document.void"].with_user(boss).create({
            "res_model": narrow._name, "res_id": narrow.id, "reason": "x",
        })
        with self.assertRefused("cannot give yourself the role"):
            wizard.action_confirm()
        self.assertEqual(role.authorisation_date_to, self.today)
        narrow.with_user(self.maria)._document_void("Pomyłka")
        self.assertFalse(role.authorisation_date_to)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_an_unsaved_paper_tells_nothing_of_a_role_elsewhere(self):
        foreign = self.olga.role_assignment_ids
        spec = {
            "user_id": {"fields": {"display_name": {}}}, "role": {}, "scope": {},
            "company_id": {"fields": {"display_name": {}}},
        }
        for user in (self.maria, self.adam):
            # As a request begins: with nothing in the cache.
            self.env.flush_all()
            self.env.invalidate_all()
            try:
                told = str(self.env["kooperacje.role.paper"].with_user(user).onchange(
                    {"role_id": foreign.id}, ["role_id"], spec,
                )["value"])
            except AccessError:
                told = ""
            for secret in ("Olga", "social_worker", "dane osób", self.company_nur.name):
                with self.subTest(user=user.login, secret=secret):
                    self.assertNotIn(secret, told)
        own = self.env["kooperacje.role.paper"].with_user(self.maria)
        told = own.onchange({"role_id": self.role.id}, ["role_id"], spec)["value"]
        self.assertEqual(told["user_id"]["id"], self.ola.id, "of the own office it does")

    def test_bad_dates_and_ended_roles_are_refused(self):
        authorisation, _secrecy = self._papers()
        with self.assertRefused("cannot end before it begins", ValidationError):
            authorisation.write({"date_from": self.today, "date_to": self.today - timedelta(days=1)})
        authorisation.scope = False
        with self.assertRefused("what data the authorisation covers"):
            authorisation.action_issue()
        authorisation.write({
            "scope": "sprawy", "date_from": self.today - timedelta(days=9), "date_to": self.today - timedelta(days=1),
        })
        with self.assertRefused("over before it was given"):
            authorisation.action_issue()
        authorisation.date_to = False
        self.role.with_user(self.adam).action_end()
        with self.assertRefused("The role of Ola is over"):
            authorisation.action_issue()

    def test_signed_paper_stays_as_signed(self):
        paper, _secrecy = self._papers()
        self._sign(paper)
        for values in ({"scope": "x"}, {"date_to": self.today}, {"grantor": "x"}, {"date_from": False}):
            with self.subTest(values), self.assertRefused("cannot change"):
                paper.write(values)
        for values in ({"role_id": self.anna.role_assignment_ids.id}, {"kind": "secrecy"}, {"user_id": self.jan.id}):
            with self.subTest(values), self.assertRaises(AccessError):
                paper.write(values)
        for values in ({"document_state": "draft"}, {"signed_on": self.today}, {"document_number": "UPO/1"}):
            with self.subTest(values), self.assertRefused("not typed in"):
                paper.write(values)
        with self.assertRefused("stays in the files"):
            paper.unlink()
        self.assertEqual(paper.copy().document_state, "draft")

    def test_head_and_administrator_keep_them_the_officer_reads(self):
        paper, _secrecy = self._papers()
        readers = {"admin", "manager", "dpo"}
        for role, user in self.user_by_role.items():
            theirs = paper.with_user(user)
            with self.subTest(role):
                self.assertEqual(theirs.has_access("read"), role in readers)
                if role != "evaluator":
                    self.assertEqual(bool(theirs.search([("id", "=", paper.id)])), role in readers)
                keeps = role in ("admin", "manager")
                self.assertEqual(theirs.has_access("write"), keeps)
                if keeps:
                    continue
                with self.assertRaises(AccessError):
                    theirs.create({"role_id": self.role.id})
                for attempt in (
                    lambda theirs=theirs: theirs.write({"scope": "x"}), theirs.action_issue, theirs.unlink,
                    lambda theirs=theirs: theirs._document_register_signature(
                        self.today, "qualified", **self._e_file(self.today),
                    ),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        self.assertTrue(paper.with_user(self.ola).has_access("read"), "one's own")
        self.assertFalse(paper.with_user(self.ola).has_access("write"))
        self.assertFalse(paper.with_user(self.olga).has_access("read"), "the office next door")

    def test_head_of_another_office_signs_nothing_here(self):
        helena = self._user("helena.nur", self.gops_nur, "manager", company=self.company_nur)
        paper, _secrecy = self._papers()
        with self.assertRaises(AccessError):
            paper.with_user(helena)._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        with self.assertRaises(AccessError):
            self.env["kooperacje.role.paper"].with_user(helena).create({"role_id": self.role.id})

    # Printed

    def _text(self, report, records, user):
        page = self.env["ir.actions.report"].with_user(user)._render_qweb_html(f"kooperacje.{report}", records.ids)[0]
        text = " ".join(html.fromstring(page).text_content().split())
        for slip in ("{{", "False", "None"):
            self.assertNotIn(slip, text)
        return text

    def test_papers_are_printed(self):
        authorisation, secrecy = self._papers()
        self.assertEqual(authorisation.grantor, "Maria, kierownik ośrodka")
        text = self._text("report_role_authorisation", authorisation, self.maria)
        for words in ("UPOWAŻNIENIE", "art. 29", "Ola", "Pracownik socjalny", "na czas pełnienia roli", "§ 3.",
                      "kierownik ośrodka", "do prowadzenia spraw"):
            self.assertIn(words, text)
        text = self._text("report_role_secrecy", secrecy, self.maria)
        for words in ("OŚWIADCZENIE O ZACHOWANIU POUFNOŚCI", "zachowam w tajemnicy", "art. 100 ust. 6", "Ola"):
            self.assertIn(words, text)
        self.assertNotIn("Zakres danych", text)

    def test_register_of_the_officer_lists_everyone_of_the_office(self):
        Role = self.env["kooperacje.role.assignment"].with_user(self.irena)
        action = Role.action_print_register()
        self.assertEqual(action["report_name"], "kooperacje.report_role_register_document")
        printed = Role.browse(action["context"]["active_ids"])
        self.assertEqual((len(printed), printed.company_id), (1, self.company), "one paper for the office")
        self.tomasz.role_assignment_ids.with_user(self.adam).action_end()
        text = self._text("report_role_register", printed, self.irena)
        for words in ("REJESTR OSÓB UPOWAŻNIONYCH", "Anna", "UP/anna.test", "Tomasz", "PPP w Ostrowi", "Ola",
                      self.today.strftime("%d.%m.%Y"), "01.01.2020", "na czas roli"):
            self.assertIn(words, text)
        self.assertNotIn("Olga", text, "another controller has its own register")
        with self.assertRaises(AccessError):
            self._text("report_role_register", printed, self.piotr)
        own = self.piotr.role_assignment_ids
        self.assertNotIn("Tomasz", self._text("report_role_register", own, self.piotr), "one's own line, no more")

    def test_form_of_the_paper_proposes_the_scope(self):
        paper, _secrecy = self._papers()
        with Form(paper) as form:
            self.assertIn("sprawy", form.scope.replace("spraw", "sprawy"))
            form.grantor = "Zofia Zastępca, p.o. kierownika"
        self.assertEqual(paper.grantor, "Zofia Zastępca, p.o. kierownika")

    def test_lists_cost_the_same_for_many(self):
        Role, Paper = self.env["kooperacje.role.assignment"], self.env["kooperacje.role.paper"]
        users = self.env["res.users"].create([{"name": f"Osoba {n}", "login": f"osoba{n}"} for n in range(30)])
        roles = Role.create([{
            "user_id": user.id, "institution_id": self.ops.id, "role": "social_worker", "company_id": self.company.id,
        } for user in users])
        Paper.create([{"role_id": role.id, "kind": kind} for role in roles for kind in ("authorisation", "secrecy")])
        names = {"user_id": {"fields": {"display_name": {}}}, "status": {}, "valid_until": {}, "display_name": {}}

        def queries(count):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = Paper.with_user(self.irena).web_search_read(
                [("role_id", "in", roles[:count].ids)], names,
            )["records"]
            self.assertEqual(len(rows), 2 * count)
            return self.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(5), queries(30))

import re

from freezegun import freeze_time
from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .family import FamilyCommon

# Report → the record it prints of, as in ``FamilyCommon._whole``.
PAPERS = {
    "report_consent": "consent", "report_intake": "case", "report_case_activity": "case", "report_plan": "plan",
    "report_diagnosis": "diagnosis", "report_assessment": "assessment", "report_qualification": "qualification",
    "report_social_project": "project", "report_social_project_settlement": "project", "report_meeting": "meeting",
    "report_meeting_family": "meeting", "report_meeting_part": "participant", "report_team_member": "invited",
    "report_meeting_preparation": "meeting", "report_meeting_family_invitation": "meeting",
    "report_meeting_invitation": "participant", "report_secrecy_undertaking": "undertaking",
    "report_activity_card": "card", "report_team_register": "register",
    "report_report_card": "report_card", "report_case_clause14": "case",
    "report_consent_withdrawal": "consent", "report_case_contents": "case", "report_case_metric": "case",
}
# Papers that leave the office or lie open: nobody of the family stands on them, not even by the code where it is False.
WITHOUT_NAMES = {
    "report_meeting_preparation": False, "report_meeting_family_invitation": False,
    "report_meeting_invitation": False,
    "report_team_member": False, "report_secrecy_undertaking": False, "report_team_register": False,
    "report_activity_card": True, "report_qualification": True, "report_meeting_part": True,
}
LONG_NAME = ("Wenancjusz Świętopełk", "Brzęczyszczykiewicz-Chrząszczyżewoszycka")
RAW = re.compile(r"\bFalse\b|\bNone\b|NewId|\b(?:kooperacje|res)\.[a-z.]+\(|\d{4}-\d{2}-\d{2}|\{\{|\}\}|<t t-|1e\+")


@tagged("post_install", "-at_install")
class TestPaperContents(FamilyCommon):
    """Each printed paper, of a family of one child, of five with the longest names, and with nothing filled in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._papers(cls._whole(cls.case, cls.halina))
        cls.five = cls._papers(cls._big_family())
        cls.bare = cls._papers(cls._empty_family())
        cls.rendered = {}

    @classmethod
    def _papers(cls, family):
        """The papers beside those of the case that tell of its work, the worker's card and the register among them."""
        Card = cls.env["kooperacje.activity.card"]
        family.card = Card.search([("user_id", "=", cls.anna.id)]) or Card.with_user(cls.anna).create(
            {"company_id": cls.company.id}).with_env(cls.env)
        Register = cls.env["kooperacje.team.register"]
        family.register = Register.with_user(cls.piotr).create({"partnership_id": cls.partnership.id}).with_env(cls.env)
        family.report_card = cls.env["kooperacje.report.card"].with_user(cls.tomasz).create({
            "partnership_id": cls.partnership.id, "institution_id": cls.ppp.id,
        }).with_env(cls.env)
        return family

    @classmethod
    def _big_family(cls):
        first, last = LONG_NAME
        persons = cls.env["kooperacje.person"].with_user(cls.anna).create([{
            "first_name": f"{first} {number}", "last_name": last, "company_id": cls.company.id,
            # A parent and children too young to sign beside her.
            "birth_date": f"{cls.today.year - (16 - number if number else 46)}-12-31",
            "communication": "język migowy (PJM)",
            "street": "ul. Księdza Arcybiskupa Wincentego Kwiatkowskiego-Świętochowskiego 127A/14", "city": "Małkinia",
        } for number in range(6)]).with_env(cls.env)
        case = cls._case(
            cls.anna, *persons, needs=cls.need_school | cls.need_debts | cls.need_rare,
            need_words="Nie radzę sobie.\nBoję się o dzieci.", resources="Babcia & dziadek", limits="<b>dług</b>",
            parallel_plans="kontrakt socjalny 12/2026", interview_date="2026-03-01", interview_signature="PS/1/2026",
            report_way="phone", source="institution", source_institution_id=cls.school.id,
            source_consent_on="2026-02-28",
        )
        family = cls._whole(case, persons[0])
        family.plan.sudo().write({"state": "draft"})
        family.goal.write({
            "name": "Cel " + "bardzo długi " * 20, "measure": "ocena", "baseline": "1", "target": "3",
            "deadline": f"{cls.today.year + 1}-12-24",
        })
        family.line.write({"frequency": "2 razy w tygodniu", "date_from": "2026-05-03", "terms": "bezpłatnie"})
        family.plan.sudo().write({"state": "signed"})
        family.assessment.write({"members_view": "Postęp", "further_member_ids": [Command.set(family.member.ids)],
                                 "needs_prolonging": True})
        family.meeting.sudo().write({
            "course": "Omówiono\nplan", "location": "OPS", "next_start": f"{cls.today.year + 1}-01-04 09:30:00",
        })
        family.project_budget.sudo().write({"quantity": 2, "unit_price": 1234.5, "unit": "szt."})
        family.qualification.write({"by_code": False, "criterion_a": True, "criterion_a_reason": "Nie działa"})
        return family

    @classmethod
    def _empty_family(cls):
        """Somebody who came in today: a first name, a last name, and nothing else."""
        person = cls.env["kooperacje.person"].with_user(cls.anna).create({
            "first_name": "Jan", "last_name": "Kos", "company_id": cls.company.id, "birth_date": "1970-01-01",
        }).with_env(cls.env)
        case = cls._case(cls.anna, person, qualification_reason="x")
        family = cls._whole(case, person)
        case.write({"need_words": False, "source": False, "reported_on": False, "area_id": False})
        family.assessment.write({"family_changes": False, "worker_view": False, "conclusion": False})
        family.meeting.sudo().write({
            "family_perspective": False, "worker_perspective": False, "members_perspective": False, "chair_id": False,
        })
        family.project.sudo().write({
            "diagnosis": False, "addressees": False, "aim": False, "date_from": False, "date_to": False,
        })
        family.qualification.vote_ids.unlink()
        family.plan.sudo().write({"state": "draft"})
        family.plan.write({"main_goal": False})
        family.plan.sudo().write({"state": "signed"})
        family.invited.sudo().write({"answer_due": False})
        return family

    def _html(self, report, family, user=None):
        return self._page(report, getattr(family, PAPERS[report]), user)

    def _page(self, report, record, user=None):
        page, _kind = self.env["ir.actions.report"].with_user(user or self.anna)._render_qweb_html(
            f"kooperacje.{report}", record.ids,
        )
        return page.decode()

    def _as_it_is(self, report, name):
        """The paper of the family ``name`` as the class has made it, rendered once for tests that change nothing."""
        if (report, name) not in self.rendered:
            self.rendered[report, name] = self._html(report, getattr(self, name), self._reader(report))
        return self.rendered[report, name]

    def _told(self, report, name):
        return self._plain(self._as_it_is(report, name))

    def _text(self, report, family, user=None):
        return self._plain(self._html(report, family, user))

    def _plain(self, page):
        root = html.fromstring(page)
        for style in root.iter("style"):
            style.text = ""
        return " ".join(root.text_content().split())

    def _reader(self, report):
        return {"report_team_register": self.piotr, "report_report_card": self.tomasz}.get(report, self.anna)

    def _families(self):
        return {"one": self.one, "five": self.five, "bare": self.bare}

    def test_every_paper_of_these_rooms_is_here(self):
        """A report added later is looked at here as well."""
        rooms = ("casework", "meetings")
        models = {
            name for name, model in self.env.registry.items()
            if any(f".models.{room}." in base.__module__ for room in rooms for base in model.mro() if base.__module__)
        }
        reports = self.env["ir.actions.report"].search([
            ("model", "in", list(models)), ("report_name", "like", "kooperacje.%"),
        ])
        own = {
            key.removeprefix("kooperacje.") for record in reports for key in record.get_external_id().values()
        }
        missing = {name for name in own if self.env.ref(f"kooperacje.{name}").model in {
            getattr(self.one, record)._name for record in PAPERS.values()
        }} - set(PAPERS)
        self.assertFalse(missing)

    def test_no_paper_prints_what_a_program_prints(self):
        """No “False” for what is empty, no date of a database, no code of a template, no markup of a text."""
        for name in self._families():
            for report in PAPERS:
                with self.subTest(report, family=name):
                    text = self._told(report, name)
                    self.assertFalse(RAW.findall(text), text)
                    self.assertNotIn("<b>", text.replace("<b>dług</b>", ""))

    def test_columns_stay_in_every_row(self):
        for name in self._families():
            for report in PAPERS:
                grids = html.fromstring(self._as_it_is(report, name)).xpath(
                    "//table[contains(@class, 'grid')]")
                for grid in grids:
                    widths = {
                        sum(int(cell.get("colspan", 1)) for cell in row.xpath("./td|./th")) for row in grid.iter("tr")
                    }
                    with self.subTest(report, family=name):
                        self.assertEqual(len(widths), 1, html.tostring(grid, encoding="unicode")[:800])

    def test_papers_are_polish(self):
        """No label of a choice in English, whoever prints and in whatever language the screen is."""
        for report, record in PAPERS.items():
            document = getattr(self.five, record)
            lines = [document, *(document[name] for name, field in document._fields.items()
                                 if field.type == "one2many" and field.comodel_name.startswith("kooperacje."))]
            english, polish = set(), set()
            for model in lines:
                for field in model._fields.values():
                    if field.type == "selection" and isinstance(field.selection, list):
                        english |= {label for _key, label in field.selection}
                        polish |= {label for _key, label in field._description_selection(
                            self.env(context={"lang": "pl_PL"}))}
            root = html.fromstring(self._as_it_is(report, "five"))
            nodes = {text.strip() for text in root.xpath("//main//text()[not(parent::style)]")}
            with self.subTest(report):
                self.assertFalse(nodes & (english - polish) - {"Partner"})

    def test_everyone_of_the_household_stands_on_the_papers_of_the_office(self):
        for name, family in self._families().items():
            persons = family.case.case_person_ids.person_id
            for report in ("report_consent", "report_intake"):
                text = self._told(report, name)
                for person in persons:
                    with self.subTest(report, family=name):
                        self.assertIn(person.display_name, text)
                        self.assertIn(person.birth_date.strftime("%d.%m.%Y"), text)
            self.assertNotIn("Nowak", self._told("report_intake", "bare"), "nobody of another family")

    def test_nobody_of_the_family_stands_on_what_leaves_the_office(self):
        for name, family in self._families().items():
            for report, with_code in WITHOUT_NAMES.items():
                if (report, name) == ("report_qualification", "five"):
                    continue  # the only one that was asked to name them
                text = self._told(report, name)
                with self.subTest(report, family=name):
                    for person in family.case.case_person_ids.person_id:
                        self.assertNotIn(person.last_name, text)
                    if not with_code:
                        self.assertNotIn(family.case.name, text)
                    elif report != "report_activity_card":
                        self.assertIn(family.case.name, text)

    def test_a_qualification_names_the_family_only_when_it_is_said_so(self):
        """R8: the partnership decides on a situation; names are not needed for it."""
        self.assertIn(LONG_NAME[1], self._told("report_qualification", "five"))
        self.five.qualification.by_code = True
        self.assertNotIn(LONG_NAME[1], self._text("report_qualification", self.five))

    def test_draft_says_so_and_is_not_signed(self):
        drafts = ("report_diagnosis", "report_assessment", "report_qualification", "report_social_project",
                  "report_meeting", "report_team_member", "report_secrecy_undertaking", "report_activity_card",
                  "report_team_register", "report_report_card")
        for report in drafts:
            with self.subTest(report):
                self.assertIn("PROJEKT", self._told(report, "one"))
        for report in ("report_consent", "report_plan", "report_intake"):
            with self.subTest(report):
                self.assertNotIn("PROJEKT", self._told(report, "one"))

    def test_dates_are_written_as_an_office_writes_them(self):
        next_year = self.today.year + 1
        for report, day in (
            ("report_intake", "1 marca 2026 r."), ("report_intake", "28 lutego 2026 r."),
            ("report_meeting", f"4 stycznia {next_year} r., godz. 10:30"), ("report_meeting", f"24.12.{next_year}"),
            ("report_meeting", "od 03.05.2026"), ("report_plan", f"24.12.{next_year}"),
        ):
            with self.subTest(report, day=day):
                self.assertIn(day, self._told(report, "five"))

    def test_paper_of_the_night_bears_the_day_of_the_office(self):
        """Printed half an hour after the office's New Year, which the server's clock has yet to reach."""
        year = self.today.year + 1
        with freeze_time(f"{year}-12-31 23:30:00"):
            text = self._text("report_case_activity", self.one)
        self.assertIn(f"1 stycznia {year + 1} r.", text)

    def test_text_of_people_is_text(self):
        """What somebody typed is never markup of the paper (art. 32 RODO: nobody smuggles anything into it)."""
        for report in ("report_intake", "report_consent", "report_meeting"):
            page = self._as_it_is(report, "five")
            with self.subTest(report):
                self.assertNotIn("<b>dług</b>", page)
                self.assertIn("&lt;b&gt;dług&lt;/b&gt;", page)
                self.assertIn("Babcia &amp; dziadek", page)

    def test_who_signs_which_paper(self):
        """Parties to each paper, by name where there is one."""
        case = self.one.case
        for report, wanted in (
            ("report_consent", [self.halina.display_name, "pracownik socjalny", case.user_id.name, "Kuba Nowak"]),
            ("report_intake", ["osoba zgłaszająca", case.user_id.name]),
            ("report_assessment", ["osoba / przedstawiciel rodziny", case.user_id.name]),
            ("report_diagnosis", ["osoba / przedstawiciel rodziny", case.user_id.name]),
            ("report_qualification", [self.school.name]),
            ("report_secrecy_undertaking", ["ks. Józef Ćwikliński", "przyjmujący oświadczenie", case.user_id.name]),
            ("report_social_project", ["osoba prowadząca projekt", "zatwierdzam", self.school.name]),
            ("report_team_register", ["pracownik ds. sieci", self.company.name]),
            ("report_report_card", ["zgłaszający", "osoba zgłaszana", self.tomasz.name]),
            ("report_meeting", [self.tomasz.name, self.halina.display_name, "Podpis"]),
            ("report_team_member", ["pracownik socjalny prowadzący", case.user_id.name, "Barbara"]),
        ):
            text = self._told(report, "one")
            for piece in wanted:
                with self.subTest(report, piece=piece):
                    self.assertIn(piece, text)

    def test_who_must_not_see_prints_nothing(self):
        """Neither the page nor the PDF, of none of the papers of a case, whatever the role."""
        strangers = (self.jan, self.olga, self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam,
                     self.urszula)
        open_to = {
            # The register of teams and the invitation hold nothing of the family; the officer keeps the consents.
            "report_team_member": {self.piotr}, "report_team_register": set(self.engaged_by_role.values()) | {
                self.jan, self.zofia, self.olga}, "report_consent": {self.irena},
            "report_consent_withdrawal": {self.irena}, "report_report_card": set(),
            "report_activity_card": set(),
        }
        for report, record in PAPERS.items():
            for user in strangers:
                if user in open_to.get(report, ()):
                    continue
                with self.subTest(report, user=user.login), mute_logger(
                    "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model",
                ), self.assertRaises(UserError):
                    self.env.invalidate_all()
                    self._html(report, self.one, user)
            self.assertTrue(record)

    def test_the_member_loses_the_papers_with_the_consent(self):
        """K3D-169: what Tomasz prints before the family takes its word back, he does not print after it."""
        papers = [report for report in PAPERS if report not in ("report_activity_card", "report_report_card",
                                                                 "report_team_register", "report_team_member")]
        before = {report for report in papers if self._prints(report, self.tomasz)}
        self.assertLessEqual({"report_plan", "report_diagnosis", "report_assessment", "report_meeting"}, before)
        self._withdraw(self.one.case)
        self.assertEqual({report for report in papers if self._prints(report, self.tomasz)}, set())
        self.assertTrue(self._prints("report_plan", self.anna), "the office goes on (art. 11)")

    def _prints(self, report, user):
        self.env.flush_all()
        self.env.invalidate_all()
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            try:
                return bool(self._html(report, self.one, user))
            except UserError:
                return False

    # What had been left out or said too much

    def test_a_paper_to_be_signed_bears_no_tick(self):
        """Motyw 32 RODO: a box ticked beforehand is no consent; neither is a “No” the family never said."""
        wizard = self.env["kooperacje.consent.wizard"].with_user(self.anna).create({
            "case_id": self.bare.case.id, "information_given": True, "clause_given": True,
        })
        consent = self.env["kooperacje.consent"].browse(wizard.action_prepare()["res_id"])
        boxes = html.fromstring(self._page("report_consent", consent)).xpath(
            "//h2[contains(., 'G. Oświadczenie')]/following::span[@class='box']")
        upto = [box.text_content().strip() for box in boxes]
        self.assertGreater(len(upto), 4)
        self.assertEqual([box for box in upto if box == "☒"], ["☒"], "only that the clause was handed over")
        self._statement(consent, "method").with_user(self.anna).is_granted = True
        self.assertEqual(self._page("report_consent", consent).count(">☒<"), 2, "the information and the clause")

    def test_a_signed_paper_bears_the_answers(self):
        text = self._told("report_consent", "one")
        part = text[text.index("G. Oświadczenie"):text.index("I. Odmowa")]
        self.assertEqual((part.count("☒TAK"), part.count("☒NIE")), (6, 0), part)
        self.assertIn("Nie dotyczy.", text)

    def test_everyone_who_works_with_the_family_stands_in_part_one(self):
        """Tool 14 C, K3D-163: institutions, and their staff by name."""
        self.one.case.write({
            "working_institution_ids": [Command.set(self.ngo.ids)],
            "working_partner_ids": [Command.set(self.barbara.ids)],
        })
        text = self._text("report_intake", self.one)
        self.assertIn(f"{self.school.name}: Barbara", text)
        self.assertIn(self.ngo.name, text)

    def test_a_private_person_is_written_to_by_name(self):
        self.env["kooperacje.team.private"].with_user(self.anna).create({
            "team_id": self.one.team.id, "first_name": "Genowefa", "last_name": "Sąsiadkowa",
        }).action_confirm()
        private = self.one.team.member_ids.filtered("is_private")
        self.assertIn("Genowefa Sąsiadkowa", self._page("report_team_member", private))
        self.assertNotIn("Sąsiadkowa", self._page("report_team_member", private, self.piotr), "a number to others")
        self.one.plan.sudo().state = "draft"
        self.one.line.member_id = private
        self.one.plan.sudo().state = "signed"
        self.assertIn("Genowefa Sąsiadkowa", self._text("report_plan", self.one))

    def test_a_service_the_provider_has_accepted_stands_on_the_copies(self):
        """Between the yes of the provider and the first day the service is what the family waits for most."""
        for status, shown in (
            ("planned", True), ("requested", True), ("accepted", True), ("started", True), ("done", False),
            ("interrupted", False), ("unavailable", False),
        ):
            self.one.line.sudo()._write_status(status, "x")
            for report in ("report_meeting_family", "report_meeting_part"):
                with self.subTest(report, status=status):
                    self.assertEqual("Terapia pedagogiczna" in self._text(report, self.one), shown)

    def test_a_plan_says_whether_it_is_in_force(self):
        for state, words in (
            ("draft", "PROJEKT"), ("superseded", "(zastąpiona)"), ("void", "(unieważniona"),
            ("ended", "(praca zakończona)"),
        ):
            self.bare.plan.sudo().write({"state": state, "void_reason": "pomyłka"})
            with self.subTest(state):
                self.assertIn(words, self._text("report_plan", self.bare))
        self.bare.plan.sudo().state = "signed"
        text = self._text("report_plan", self.bare)
        for words in ("PROJEKT", "(zastąpiona)", "(unieważniona", "(praca zakończona)"):
            self.assertNotIn(words, text)

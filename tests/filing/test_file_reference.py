from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestFileReference(PrivacyCommon):
    """Małkinia keeps its files: every case has its number in the list of its class and year, every paper its place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = office_today().year
        cls.company.write({"kooperacje_unit_symbol": "OPS"})
        cls.entry = cls.case.file_entry_id
        cls.list = cls.entry.list_id

    def _new_case(self, user=None, **values):
        return self.env["kooperacje.case"].with_user(user or self.anna).create({
            "partnership_id": self.partnership.id, **values,
        }).with_env(self.env)

    def _correct(self, record, reference, note="Pomyłka w numerze", user=None):
        field = record._file_field
        return self.env["kooperacje.file.correct"].with_user(user or self.anna).create({
            field: record.id, "reference": reference, "note": note,
        }).action_confirm()

    # Numbers

    def test_every_case_gets_the_next_number_of_its_class_and_year(self):
        first = self.list.last_number
        cases = self._new_case(), self._new_case(), self._new_case()
        self.assertEqual(
            [case.file_reference for case in cases],
            [f"OPS.5021.{first + number}.{self.year}" for number in (1, 2, 3)],
        )
        self.assertEqual(cases[0].file_entry_id.title, cases[0].name, "the code, no name")
        self.assertEqual(self.list.last_number, first + 3)
        nur = self._case(self.olga, partnership=self.partnership_nur)
        self.assertEqual(nur.file_entry_id.number, 1, "the other office has a list of its own")
        with freeze_time(date(self.year + 1, 1, 4)):
            self.assertEqual(self._new_case().file_reference, f"OPS.5021.1.{self.year + 1}")

    def test_what_is_taken_back_leaves_no_gap(self):
        before = self.list.last_number
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._new_case()
            raise ZeroDivisionError
        self.assertEqual(self._new_case().file_entry_id.number, before + 1)

    def test_a_case_taken_away_keeps_its_line(self):
        case = self._new_case()
        entry = case.file_entry_id
        case.sudo().unlink()
        self.assertEqual((entry.state, entry.case_id.id), ("open", False))
        self.assertEqual(self._new_case().file_entry_id.number, entry.number + 1)

    def test_the_class_is_the_office_s_own(self):
        proposed = self.env.ref("kooperacje.file_class_case")
        self.env["kooperacje.file.class"].with_user(self.maria).create({
            "company_id": self.company.id, "replaces_id": proposed.id, "symbol": "8120", "name": "Praca socjalna",
            "category": "BE10",
        })
        case = self._new_case()
        self.assertEqual(case.file_reference, f"OPS.8120.1.{self.year}")
        self.assertEqual(case.file_entry_id.list_id.name, "Praca socjalna")

    def test_an_office_writes_them_in_its_own_way(self):
        self.company.write({
            "kooperacje_reference_pattern": "{klasa}-{numer}/{rok}", "kooperacje_letter_pattern": "{znak}/{pismo}",
        })
        case = self._new_case()
        self.assertEqual(case.file_reference, f"5021-{case.file_entry_id.number}/{self.year}")
        self.assertTrue(self.case.file_reference.startswith("OPS.5021."), "those given before stay")
        for values, told in (
            ({"kooperacje_reference_pattern": "{klasa}/{numer}"}, "The pattern of a reference"),
            ({"kooperacje_reference_pattern": "{klasa}.{numer}.{rok}.{nazwisko}"}, "The pattern of a reference"),
            ({"kooperacje_letter_pattern": "{znak}"}, "The pattern of a paper"),
            ({"kooperacje_unit_symbol": ""}, "The symbol of the office"),
        ):
            with self.assertRefused(told, ValidationError):
                self.company.write(values)

    def test_ten_cases_cost_what_a_hundred_cost(self):
        """Apart from the rows themselves, which the database takes some hundred at a time."""
        def cost(count):
            self.company.kooperacje_reference_by_hand = True
            cases = self.env["kooperacje.case"].create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _one in range(count)
            ])
            self.company.kooperacje_reference_by_hand = False
            self.assertFalse(any(cases.mapped("file_reference")))
            return self._queries(cases._file_draw)

        cost(2)
        self.assertEqual(cost(10), cost(100))

    # Searching and seeing

    def test_it_is_searched_and_shown_in_lists(self):
        reference = self.case.file_reference
        cases = self.env["kooperacje.case"].with_user(self.anna)
        self.assertEqual([id_ for id_, _name in cases.name_search(reference)], self.case.ids)
        self.assertEqual(cases.search([("file_reference", "ilike", reference)]), self.case)
        for model, views in (
            ("kooperacje.case", ("list", "form", "kanban", "search")),
            ("kooperacje.partnership", ("list", "form", "kanban", "search")),
        ):
            for view in views:
                arch = self.env[model].with_user(self.anna).get_view(view_type=view)["arch"]
                self.assertIn("file_reference", arch, f"{model} {view}")
        papers = [
            name for name in self.env.registry.descendants(["kooperacje.document.mixin"], "_inherit")
            if not self.env[name]._abstract
        ]
        self.assertGreater(len(papers), 20)
        for name in papers:
            for view in ("list", "search"):
                self.assertIn("document_reference", self.env[name].get_view(view_type=view)["arch"], f"{name} {view}")

    def test_a_guest_reads_it_with_the_case_alone(self):
        self.assertEqual(self.case.with_user(self.tomasz).file_reference, self.case.file_reference)
        with self.assertRaises(AccessError):
            self.entry.with_user(self.tomasz).read(["name"])
        for user in (self.zofia, self.olga, self.robert, self.adam):
            found = self.env["kooperacje.case"].with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.case.with_user(user).read(["file_reference"])
                self.assertFalse(
                    found.has_access("read") and found.search([("file_reference", "=", self.case.file_reference)]))

    def test_who_reads_the_list_of_cases(self):
        """The head reads it whole, a social worker the own cases, the network worker none of a family."""
        jan = self._new_case(self.jan)
        partnership = self.partnership.file_entry_id or self.partnership._file_draw() or self.partnership.file_entry_id
        seen = {
            user.login: self.env["kooperacje.file.entry"].with_user(user).search([]) for user in (
                self.maria, self.anna, self.piotr)
        }
        maria, anna, piotr = seen.values()
        self.assertLessEqual(self.entry | jan.file_entry_id | partnership, maria)
        self.assertLessEqual(self.entry | partnership, anna)
        self.assertNotIn(jan.file_entry_id, anna)
        self.assertLessEqual(partnership, piotr)
        self.assertFalse(piotr.case_id)
        portal = new_test_user(self.env, "spis.portal", groups="base.group_portal")
        for user in (self.tomasz, self.ewa, self.robert, self.adam, self.irena, self.urszula, self.bogna, portal):
            for model in ("kooperacje.file.entry", "kooperacje.file.list", "kooperacje.file.correct"):
                with self.subTest(f"{user.login} {model}"), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        self.assertFalse(self.env["kooperacje.file.list"].with_user(self.olga).search(
            [("company_id", "=", self.company.id)]))
        for user in (self.maria, self.anna, self.piotr):
            for record in (self.list, self.entry):
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(record.with_user(user).has_access(operation), f"{user.login} {operation}")

    # Papers

    def test_papers_of_a_case_are_numbered_in_its_file(self):
        first, second = self._consent(self.case, state="draft"), self._consent(self.case, state="draft")
        (first | second).with_user(self.anna).action_issue()
        self.assertEqual(
            [first.document_reference, second.document_reference],
            [f"{self.case.file_reference}.{number}" for number in (1, 2)],
        )
        first.with_user(self.anna).action_document_correct()
        first.with_user(self.anna).action_issue()
        self.assertEqual(first.document_reference, f"{self.case.file_reference}.1", "it keeps its number")
        typed = self._consent(self.case, state="draft")
        typed.document_reference = "PS.81.2/26"
        typed.with_user(self.anna).action_issue()
        self.assertEqual(typed.document_reference, "PS.81.2/26", "what was typed stays")

    def test_papers_of_a_partnership_lie_by_class_and_year(self):
        review = self.env["kooperacje.file.kind"]._class_of("kooperacje.regulation", self.company)
        own = self.env["kooperacje.file.kind"]._class_of("kooperacje.partnership", self.company)
        self.assertEqual(self.partnership._file_of_class(own, self.year), self.partnership.file_entry_id)
        plans = self.env.ref("kooperacje.file_class_plan")
        entry = self.partnership.sudo()._file_of_class(plans, self.year)
        self.assertEqual(entry.list_id.symbol, plans.symbol)
        self.assertEqual(self.partnership.sudo()._file_of_class(plans, self.year), entry, "one file a year")
        self.assertNotEqual(self.partnership.sudo()._file_of_class(plans, self.year - 1), entry)
        regulation = self.env["kooperacje.regulation"].create({"partnership_id": self.partnership.id})
        regulation.sudo()._document_file(self.today)
        self.assertTrue(regulation.document_reference.startswith(
            self.partnership.file_reference if review == own else f"OPS.{review.symbol}."))

    def test_a_paper_of_neither_is_a_case_of_its_own(self):
        agreements = self.env["kooperacje.agreement"].create([
            {"name": "Porozumienie", "company_id": self.company.id} for _one in range(2)
        ])
        for agreement in agreements:
            agreement._document_file(self.today)
        one, two = agreements.mapped("file_entry_id")
        self.assertEqual(two.number, one.number + 1)
        self.assertEqual(agreements.mapped("document_reference"), [one.name, two.name])
        self.assertEqual(one._subject(), agreements[0])

    def test_papers_print_it(self):
        """The card of the case has no reference of its own, so it bears that of the file."""
        report = self.env["ir.actions.report"].with_user(self.anna)
        page = report._render_qweb_html("kooperacje.report_intake", self.case.ids)[0].decode()
        self.assertIn(self.case.file_reference, page)
        self.assertNotIn(self.case.file_reference, self.team._document_file_reference())

    # Typed and corrected

    def test_references_from_elsewhere_are_typed(self):
        self.company.kooperacje_reference_by_hand = True
        case = self._new_case()
        self.assertFalse(case.file_reference)
        with self.assertRefused("gives its references elsewhere"):
            case.with_user(self.anna).action_file_draw()
        self._correct(case, " PS.8121.14/26 ", note=False)
        self.assertEqual(case.file_reference, "PS.8121.14/26")
        self.assertEqual((case.file_entry_id.number, case.file_entry_id.is_given), (0, True))
        paper = self._consent(case, state="draft")
        paper.with_user(self.anna).action_issue()
        self.assertEqual(paper.document_reference, "PS.8121.14/26.1")
        self.assertIn("PS.8121.14/26", case.message_ids[0].body)

    def test_a_typed_number_of_our_list_is_counted(self):
        self.company.kooperacje_reference_by_hand = True
        case = self._new_case()
        number = self.list.last_number + 5
        self._correct(case, f"OPS.5021.{number}.{self.year}", note=False)
        self.company.kooperacje_reference_by_hand = False
        self.assertEqual(case.file_entry_id.list_id, self.list)
        self.assertEqual(self._new_case().file_entry_id.number, number + 1)

    def test_a_number_is_given_once(self):
        other = self._new_case()
        for reference in (self.case.file_reference, self.case.file_reference.lower()):
            with self.assertRefused("is taken already"):
                self._correct(other, reference)
        with self.assertRefused("is taken already"):
            self._correct(self._new_case(), other.file_reference)

    def test_what_is_no_reference_is_refused(self):
        for reference, told in (
            ("bez numeru", "is no reference"), ("<b>1</b>", "is no reference"),
            (f"OPS.5021.1.{self.year + 1}", "has not begun yet"), (f"OPS.9999.1.{self.year}", "no class 9999"),
            ("KOWALSKA.1.2026", "names nobody"), (self.case.file_reference, "bears this reference already"),
        ):
            with self.subTest(reference), self.assertRefused(told):
                self._correct(self.case, reference)
        with self.assertRefused("Say why"):
            self._correct(self.case, "PS.1/26", note=" ")
        self.assertEqual(self.case.file_entry_id, self.entry, "nothing has changed")

    def test_correcting_strikes_out_and_says_why(self):
        old, draft = self.case.file_reference, self._consent(self.case, state="draft")
        draft.with_user(self.anna).action_issue()
        with self.assertRefused("waits for its signature"):
            self._correct(self.case, "PS.8121.15/26")
        draft.with_user(self.anna).action_document_correct()
        self._correct(self.case, "PS.8121.15/26")
        self.assertEqual(self.case.file_reference, "PS.8121.15/26")
        self.assertEqual((self.entry.state, self.entry.name, self.entry.replaced_by_id.name),
                         ("struck", old, "PS.8121.15/26"))
        self.assertIn("Pomyłka w numerze", self.entry.remark)
        self.assertEqual(draft.document_reference, "PS.8121.15/26.1", "the draft follows and keeps its number")
        self.assertEqual(self._new_case().file_entry_id.number, self.list.last_number, "the list goes on without a gap")

    def test_a_signed_paper_keeps_the_reference(self):
        paper = self._consent(self.case, state="draft")
        paper.with_user(self.anna).action_issue()
        paper.sudo().write({"document_state": "signed", "signed_on": self.today})
        with self.assertRefused("stands on the signed paper"):
            self._correct(self.case, "PS.8121.15/26")

    def test_who_may_correct(self):
        for user in (self.tomasz, self.jan, self.olga, self.piotr):
            with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._correct(self.case, "PS.1/26", user=user)
        self._correct(self.case, "PS.1/26", user=self.maria)
        self.partnership._file_draw()
        self._correct(self.partnership, "PS.2/26", user=self.piotr)
        self.assertEqual(self.partnership.file_reference, "PS.2/26")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.case.with_user(self.anna).write({"file_entry_id": False})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.case.with_user(self.anna).write({"file_reference": "X.1"})

    # The list

    def test_the_list_is_printed_whole_for_the_head(self):
        case = self._new_case(self.jan)
        self._correct(case, "PS.3/26", user=self.jan)
        report = self.env["ir.actions.report"].with_user(self.maria)
        page = report._render_qweb_html("kooperacje.report_file_list", self.list.ids)[0].decode()
        for text in ("SPIS SPRAW", "5021", self.case.file_reference, self.case.name, "PS.3/26", "Pomyłka w numerze"):
            self.assertIn(text, page)
        self.assertNotIn("Kowalska", page)
        self.assertTrue(self.list.with_user(self.maria)._workbook().startswith(b"PK"))
        numbers = [row[0] for row in self.list._print_entries() if row[0] != "–"]
        self.assertEqual(numbers, [str(number) for number in range(1, len(numbers) + 1)], "no gap")

    def test_an_erased_case_keeps_its_number_without_a_word(self):
        case = self._new_case(reported_on=self.yesterday)
        entry = case.file_entry_id
        case.sudo().write({"phase": "closed", "closed_on": self.yesterday})
        self.env.flush_all()
        self.env["kooperacje.erasure"]._erase_record(case)
        self.env.invalidate_all()
        self.assertEqual(entry.title, "–")
        self.assertTrue(entry.name.startswith("OPS.5021."))
        seen = entry.with_user(self.maria)
        self.assertIn("destroyed", seen.with_context(lang="en_US").remark)
        with self.assertRaises(AccessError):
            entry.with_user(self.anna).read(["name"])


@tagged("post_install", "-at_install")
class TestFileReferenceOfOffice(PrivacyCommon):
    """An office that already has lists on paper goes on with them."""

    def test_the_numbers_go_on_after_those_of_the_paper_list(self):
        self.company_nur.kooperacje_unit_symbol = "GOPS"
        year = office_today().year
        cases = [self._case(self.olga, partnership=self.partnership_nur) for _one in range(2)]
        wizard = self.env["kooperacje.file.correct"].with_user(self.olga)
        wizard.create({
            "case_id": cases[0].id, "reference": f"GOPS.5021.40.{year}", "note": "Spis papierowy",
        }).action_confirm()
        self.assertEqual(
            self._case(self.olga, partnership=self.partnership_nur).file_reference, f"GOPS.5021.41.{year}")
        self.assertEqual(cases[0].file_entry_id.list_id.entry_ids.mapped("number"), [1, 2, 40, 41])
        self.assertEqual(cases[0].file_entry_id.list_id.entry_ids[0].state, "struck")
        with self.assertRaises(UserError):
            wizard.create({"case_id": cases[1].id, "reference": f"GOPS.5021.1.{year}", "note": "x"}).action_confirm()

from datetime import timedelta

from freezegun import freeze_time
from stdnum.pl import pesel as pesel_number

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CHILD_2015, MALE_1980, CaseworkCommon

MALE_1980_TWIN = "80010112395"


@tagged("post_install", "-at_install")
class TestPerson(CaseworkCommon):
    """Persons helped: few mandatory fields (RUR-17), a PESEL only where it is needed and then a right one."""

    def _create(self, **values):
        return self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Jan", "last_name": "Zieliński", "company_id": self.company.id, **values,
        })

    def test_names_are_enough(self):
        person = self._create()
        self.assertFalse(person.pesel)
        self.assertFalse(person.birth_date)
        self.assertFalse(person.is_minor)
        self.assertEqual(person.display_name, "Jan Zieliński")

    def test_a_name_typed_in_the_search_is_kept(self):
        """Whoever looks for somebody who is not there yet used to type the name again."""
        Person = self.env["kooperacje.person"].with_user(self.anna)
        form = Form(Person.with_context(default_name=" Gustaw  Nieznany-Wymyślony "))
        self.assertEqual((form.first_name, form.last_name), ("Gustaw", "Nieznany-Wymyślony"))
        form = Form(Person.with_context(default_name="Nowak"))
        self.assertEqual((form.first_name, form.last_name), ("", "Nowak"))
        self.assertFalse(Form(Person).last_name)

    def test_pesel_gives_the_birth_date(self):
        self.assertTrue(pesel_number.is_valid(MALE_1980))
        person = self._create(pesel=f" {MALE_1980[:6]} {MALE_1980[6:]}")
        self.assertEqual(person.pesel, MALE_1980, "blanks are taken out")
        self.assertEqual(person.birth_date, fields.Date.to_date("1980-01-01"))
        child = self._create(pesel=CHILD_2015)
        self.assertEqual(child.birth_date, fields.Date.to_date("2015-01-01"), "born after 1999: month plus 20")

    def test_form_fills_the_birth_date_at_once(self):
        form = Form(self.env["kooperacje.person"].with_user(self.anna))
        form.first_name, form.last_name, form.pesel = "Jan", "Zieliński", MALE_1980
        self.assertEqual(form.birth_date, fields.Date.to_date("1980-01-01"))

    def test_wrong_pesel_is_refused_in_plain_words(self):
        wrong = MALE_1980[:-1] + str((int(MALE_1980[-1]) + 1) % 10)
        for number in (wrong, "123", "8001011235X", "80139912345", "00000000000"):
            with self.subTest(number), self.assertRefused(ValidationError, "PESEL of Jan Zieliński is not correct"):
                self._create(pesel=number)

    def test_pesel_and_birth_date_must_agree(self):
        with self.assertRefused(ValidationError, "1980"):
            self._create(pesel=MALE_1980, birth_date="1981-01-01")
        person = self._create(pesel=MALE_1980)
        with self.assertRaises(ValidationError):
            person.birth_date = "1979-12-31"
        with self.assertRaises(ValidationError):
            person.birth_date = False

    def test_birth_date_in_the_future_is_refused(self):
        with self.assertRefused(ValidationError, "future"):
            self._create(birth_date="2199-01-01")

    def test_minor_until_the_eighteenth_birthday(self):
        person = self._create(birth_date="2010-06-15")
        for day, minor in (("2028-06-14", True), ("2028-06-15", False)):
            with freeze_time(day):
                person.invalidate_recordset(["is_minor", "age"])
                self.assertEqual(person.is_minor, minor, day)

    def test_born_on_a_leap_day(self):
        """In a common year the years are full on the last day of February (civil code, art. 112), not on 1 March."""
        person = self._create(birth_date="2008-02-29")
        for day, age, minor in (
            ("2026-02-27", 17, True), ("2026-02-28", 18, False), ("2028-02-28", 19, False), ("2028-02-29", 20, False),
        ):
            with freeze_time(f"{day} 12:00:00"):
                person.invalidate_recordset(["is_minor", "age"])
                self.assertEqual((person.age, person.is_minor), (age, minor), day)

    # Duplicates: recognised by whom both records are open to, and by nobody else

    def _duplicates(self, user, person):
        self.env.invalidate_all()
        return person.with_user(user).duplicate_count

    def test_possible_doubles_show_to_whom_both_are_open(self):
        """And to nobody else: a colleague's case does not show by a warning."""
        first = self._create(birth_date="1980-01-01")
        second = self._create(birth_date="1980-01-01", first_name="JAN", last_name="Zielinski")
        self.assertEqual(self._duplicates(self.anna, second), 1)
        self.assertEqual(second.action_open_duplicates()["domain"], [("id", "in", (first | second).ids)])
        hidden = self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Jan", "last_name": "Zieliński", "company_id": self.company.id, "birth_date": "1980-01-01",
        })
        self.assertEqual(self._duplicates(self.jan, hidden), 0, "Anna's persons are not open to Jan")
        self.assertEqual(self._duplicates(self.anna, first), 1, "nor Jan's to Anna")

    def test_the_head_finds_what_no_worker_could(self):
        """Two workers, one person: each sees nothing, the head both. So nobody learns of a colleague's case."""
        mine = self._create(birth_date="1980-01-01")
        other = self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Jan", "last_name": "Zieliński", "company_id": self.company.id, "pesel": MALE_1980,
        })
        Person = self.env["kooperacje.person"]
        for user, expected in ((self.anna, Person), (self.jan, Person), (self.maria, mine | other)):
            found = Person.with_user(user).search([("has_duplicate", "=", True)])
            self.assertEqual(found.with_env(self.env) & (mine | other), expected.with_env(self.env), user.login)
        self.assertEqual(self._duplicates(self.maria, mine), 1)

    def test_same_name_and_birth_date_without_pesel(self):
        """A newborn or a foreigner has no PESEL; the name and the day of birth stand for it."""
        first = self._create(birth_date="2026-02-01", no_pesel_reason="newborn")
        self.assertEqual(self._duplicates(self.anna, first), 0)
        second = self._create(birth_date="2026-02-01", last_name="ZIELIŃSKI")
        self.assertEqual(self._duplicates(self.anna, second), 1)
        self._create(birth_date="2026-02-02")
        self.assertEqual(self._duplicates(self.anna, first), 1, "another birth date is another person")
        nameless = self._create()
        self._create()
        self.assertEqual(self._duplicates(self.anna, nameless), 0, "a name alone says nothing")

    def test_two_numbers_are_two_persons(self):
        twin = self._create(pesel=MALE_1980)
        self.assertNotEqual(MALE_1980, MALE_1980_TWIN)
        self._create(pesel=MALE_1980_TWIN)
        self.assertEqual(self._duplicates(self.anna, twin), 0)

    def test_a_person_of_another_office_is_nobodys_duplicate(self):
        mine = self._create(pesel=MALE_1980)
        self.env["kooperacje.person"].create({
            "first_name": "Jan", "last_name": "Zieliński", "company_id": self.company_nur.id, "pesel": MALE_1980,
        })
        for user in (self.anna, self.maria):
            self.assertEqual(self._duplicates(user, mine), 0)

    def test_the_form_warns_while_typing(self):
        self._create(pesel=MALE_1980)
        for user, expected in ((self.anna, 1), (self.jan, 0)):
            form = Form(self.env["kooperacje.person"].with_user(user).with_company(self.company))
            form.first_name, form.last_name, form.pesel = "Jan", "Zieliński", MALE_1980
            self.assertEqual(form.duplicate_count, expected, user.login)

    def test_duplicates_of_ten_and_of_a_hundred(self):
        persons = self.env["kooperacje.person"].with_user(self.anna).create([
            {"first_name": "Ewa", "last_name": f"Nr {number % 50}", "birth_date": "1990-01-01",
             "company_id": self.company.id} for number in range(100)
        ])
        costs = []
        for some in (persons, persons[:10], persons):  # the first warms the process up
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(persons.browse(some.ids).mapped("duplicate_count")), {1})
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])

    # No PESEL

    def test_no_pesel_for_a_reason(self):
        person = self._create(no_pesel_reason="foreigner", identity_document="paszport AB 123")
        self.assertEqual((person.no_pesel_reason, person.identity_document), ("foreigner", "paszport AB 123"))
        person.pesel = MALE_1980
        self.assertFalse(person.no_pesel_reason, "the number has come, the reason goes")

    def test_the_number_leaves_no_column_to_ask(self):
        """What stands behind PESEL and document is read by nobody, not even by those who see the numbers."""
        person = self._create(pesel=MALE_1980, identity_document="DO 1")
        for name in ("pesel_kept", "identity_document_kept"):
            for user in (self.anna, self.maria, self.tomasz):
                mine = person.with_user(user)
                for way in (
                    lambda mine=mine, name=name: mine.read([name]),
                    lambda mine=mine, name=name: mine.search([(name, "!=", False)]),
                    lambda mine=mine, name=name: mine.write({name: "1"}),
                    lambda mine=mine, name=name: mine.formatted_read_group([], [name], ["__count"]),
                    lambda mine=mine, name=name: mine.search([], order=name),
                ):
                    with self.assertRaises(AccessError):
                        way()

    def test_partner_institution_never_sees_the_pesel(self):
        self.halina.with_user(self.anna).write({"pesel": False, "birth_date": "1980-01-01"})
        self.halina.with_user(self.anna).pesel = MALE_1980
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        halina = self.halina.with_user(self.tomasz)
        self.assertEqual(halina.last_name, "Nowak")
        with self.assertRaises(AccessError):
            halina.read(["pesel"])
        with self.assertRaises(AccessError):
            halina.search([("pesel", "=", MALE_1980)])
        with self.assertRaises(UserError):
            halina.export_data(["pesel"])

    def test_person_of_another_office_cannot_be_linked(self):
        """Linking opens a person to the readers of the case, so it takes more than knowing an id."""
        stranger = self.env["kooperacje.person"].create({
            "first_name": "Obca", "last_name": "Osoba", "company_id": self.company_nur.id,
        })
        with self.assertRaises(AccessError):
            self.env["kooperacje.case.person"].with_user(self.anna).create({
                "case_id": self.case.id, "person_id": stranger.id,
            })
        with self.assertRefused(ValidationError, "another office"):
            self.env["kooperacje.case.person"].create({"case_id": self.case.id, "person_id": stranger.id})

    def test_colleagues_person_cannot_be_linked(self):
        person = self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Inna", "last_name": "Rodzina", "company_id": self.company.id,
        })
        with self.assertRaises(AccessError):
            self.env["kooperacje.case.person"].with_user(self.anna).create({
                "case_id": self.case.id, "person_id": person.id,
            })

    def test_guardian(self):
        """K3D-167: an adult named for persons of the case."""
        lines = self.case.with_user(self.anna).case_person_ids
        mother, son = lines.sorted(lambda line: line.person_id.is_minor)
        with self.assertRefused(ValidationError, "under age"):
            son.guardian_kind = "informal"
        mother.write({"guardian_kind": "informal", "guardian_of_ids": [(6, 0, self.kuba.ids)]})
        with self.assertRefused(ValidationError, "own guardian"):
            mother.guardian_of_ids = self.halina
        with self.assertRefused(ValidationError, "persons of the case"):
            mother.guardian_of_ids = self._create()


@tagged("post_install", "-at_install")
class TestFamilyTyped(CaseworkCommon):
    """A new case: who belongs to it is typed in one table, and each becomes a registered person."""

    def _new(self, *lines, user=None, **values):
        return self.env["kooperacje.case"].with_user(user or self.anna).create({
            "partnership_id": self.partnership.id,
            "case_person_ids": [Command.create(line) for line in lines], **values,
        })

    def test_typed_people_are_registered_in_the_office_of_the_case(self):
        case = self._new(
            {"last_name": "Wymyślona", "first_name": "Genowefa", "birth_date": "1988-03-12", "relation": "main"},
            {"last_name": "Wymyślony", "first_name": "Gustaw", "relation": "child"},
            {"person_id": self.halina.id, "relation": "grandparent", "in_household": False},
        )
        self.assertEqual(
            case.case_person_ids.mapped(lambda line: (line.person_id.display_name, line.relation)),
            [("Genowefa Wymyślona", "main"), ("Gustaw Wymyślony", "child"), ("Halina Nowak", "grandparent")],
        )
        new = case.case_person_ids.person_id - self.halina
        self.assertEqual(new.company_id, self.company)
        self.assertEqual(str(new[0].birth_date), "1988-03-12")
        self.assertEqual(case.main_person_id, new[0])

    def test_half_a_name_changes_nothing(self):
        before = self.env["kooperacje.person"].search_count([])
        cases = self.env["kooperacje.case"].search_count([])
        for line in ({}, {"last_name": "Kos"}, {"first_name": "Jan"}, {"last_name": " ", "first_name": " "},
                     {"birth_date": "1990-01-01"}):
            with self.subTest(line), self.assertRaisesRegex(
                ValidationError, "first name and a last name",
            ), self.env.cr.savepoint():
                self._new({"last_name": "Wymyślona", "first_name": "Genowefa", "relation": "main"},
                          {**line, "relation": "child"})
        self.assertEqual(self.env["kooperacje.person"].search_count([]), before)
        self.assertEqual(self.env["kooperacje.case"].search_count([]), cases)

    def test_nobody_is_registered_who_was_not_born(self):
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            self._new({"last_name": "Kos", "first_name": "Jan", "birth_date": self.today + timedelta(days=2)})

    def test_a_line_says_nothing_else_of_a_registered_person(self):
        """A workbook with the name of somebody else beside a chosen person is refused, not bent."""
        for typed in ({"last_name": "Inna"}, {"first_name": "Ewa"}, {"birth_date": "1985-05-06"}):
            with self.subTest(typed), self.assertRaisesRegex(
                ValidationError, "Beside Halina Nowak",
            ), self.env.cr.savepoint():
                self._new({"person_id": self.halina.id, "relation": "main", **typed})
        case = self._new({
            "person_id": self.halina.id, "last_name": "Nowak", "first_name": "Halina", "birth_date": "1985-05-05",
            "relation": "main",
        })
        self.assertEqual(case.case_person_ids.person_id, self.halina)
        self.assertEqual(str(self.halina.birth_date), "1985-05-05")

    def test_many_are_registered_by_one_statement(self):
        def cost(number):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["kooperacje.case.person"].with_user(self.anna)._with_persons([
                {"case_id": self.case.id, "last_name": "Wymyślony", "first_name": f"Nr {index}"}
                for index in range(number)
            ])
            return self.env.cr.sql_log_count - before
        cost(2)
        self.assertEqual(cost(10), cost(100))

    def test_who_may_not_open_cases_registers_nobody(self):
        for user in (self.tomasz, self.piotr, self.ewa, self.robert, self.irena, self.adam):
            with self.subTest(user.login), self.assertRaises(UserError), self.env.cr.savepoint():
                self._new({"last_name": "Kos", "first_name": "Jan", "relation": "main"}, user=user)
        line = {"case_id": self.case.id, "last_name": "Kos", "first_name": "Jan", "relation": "sibling"}
        for user in (self.tomasz, self.olga, self.piotr):
            with self.subTest(user.login), self.assertRaises(UserError), self.env.cr.savepoint():
                self.env["kooperacje.case.person"].with_user(user).create(line)
        self.assertFalse(self.env["kooperacje.person"].search([("last_name", "=", "Kos")]))

    def test_needs_named_first_become_lines(self):
        case = self._new(first_need_ids=[Command.set((self.need_school | self.need_debts).ids)],
                         need_line_ids=[Command.create({"need_id": self.need_school.id, "note": "czytanie"})])
        self.assertEqual(case.need_line_ids.need_id, self.need_school | self.need_debts)
        self.assertEqual(len(case.need_line_ids), 2)
        self.assertFalse(case.first_need_ids, "what is needed stands in the lines from then on")
        case.first_need_ids = self.need_rare
        self.assertEqual(len(case.need_line_ids), 3, "a line more")

    def test_who_is_registered_is_told_of_while_typing(self):
        """The same name on the same day, one letter away too; a namesake born on another day is none."""
        def warned(user=self.anna, **typed):
            form = self.env["kooperacje.case.person"].with_user(user).onchange(
                {"case_id": False, "person_id": False, "birth_date": False, **typed}, ["birth_date"],
                {"first_name": {}, "last_name": {}, "birth_date": {}, "person_id": {}},
            )
            return form.get("warning", {}).get("message", "")
        born = str(self.halina.birth_date)
        self.assertIn("Halina Nowak", warned(first_name="Halina", last_name="Nowak", birth_date=born))
        self.assertIn("Halina Nowak", warned(first_name="Halina", last_name="Novak", birth_date=born))
        self.assertFalse(warned(first_name="Halina", last_name="Nowak", birth_date="1985-05-06"))
        self.assertFalse(warned(first_name="Zenon", last_name="Kos", birth_date=born))
        self.assertFalse(warned(first_name="Halina", last_name="Nowak"))
        other = self._user("jacek", self.ops, "social_worker")
        self.assertFalse(warned(other, first_name="Halina", last_name="Nowak", birth_date=born),
                         "whose case it is does not show by a warning")

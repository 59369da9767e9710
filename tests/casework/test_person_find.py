from datetime import timedelta

from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import MALE_1980, CaseworkCommon

# A number of a man, born on 1 February 1980.
FEMALE_AS_MALE = "80020112310"


@tagged("post_install", "-at_install")
class TestPersonFind(CaseworkCommon):
    """A person is found as people ask: any order, with or without Polish letters, by a former name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lucja = cls.env["kooperacje.person"].with_user(cls.anna).create({
            "first_name": "Łucja", "last_name": "Żółkiewska-Gęś", "company_id": cls.company.id,
        })

    def _found(self, text, user=None):
        pairs = self.env["kooperacje.person"].with_user(user or self.anna).name_search(text)
        return {id_ for id_, _label in pairs}

    def test_in_any_order_and_without_polish_letters(self):
        for text in ("Łucja Żółkiewska", "zolkiewska lucja", "Gęś", "ges luc", "ŻÓŁKIEWSKA-GĘŚ Łucja", "żół"):
            with self.subTest(text):
                self.assertEqual(self._found(text), {self.lucja.id})
        for text in ("Łucja Nowak", "olkiewska", "-"):
            with self.subTest(text):
                self.assertNotIn(self.lucja.id, self._found(text))
        self.assertIn(self.lucja.id, self._found(""))
        Person = self.env["kooperacje.person"].with_user(self.anna)
        self.assertEqual(Person.search([("find", "ilike", "ges lucja")]), self.lucja)
        self.assertEqual(Person.name_search("Łucja Żółkiewska-Gęś", operator="=")[0][0], self.lucja.id, "an import")
        self.assertFalse(Person.name_search("Łucja Żółk", operator="="))

    def test_by_a_former_name(self):
        self.lucja.last_name = "Wiśniewska"
        self.assertEqual(self.lucja.former_names, "Żółkiewska-Gęś")
        for text in ("wisniewska", "gęś łucja", "wisniewska zolkiewska"):
            self.assertEqual(self._found(text), {self.lucja.id}, text)
        self.lucja.last_name = "Wisniewska"
        self.assertEqual(self.lucja.former_names, "Żółkiewska-Gęś", "a letter without its mark is no other name")

    def test_a_case_by_the_names_of_its_persons(self):
        Case = self.env["kooperacje.case"].with_user(self.anna)
        found = Case.search([("case_person_ids.person_id", "ilike", "nowak halina")])
        self.assertIn(self.case, found.with_env(self.env))

    def test_namesakes_are_told_apart(self):
        """By year of birth and commune; a colleague's namesake does not show, nor that there is one."""
        namesake = self.halina.with_user(self.anna).copy({"birth_date": "1990-01-01", "area_id": self.commune.id})
        self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Kuba", "last_name": "Nowak", "company_id": self.company.id,
        })
        labels = dict(self.env["kooperacje.person"].with_user(self.anna).name_search("nowak"))
        self.assertEqual(labels[namesake.id], f"Halina Nowak (1990, {self.commune.name})")
        self.assertEqual(labels[self.halina.id], "Halina Nowak (1985)")
        self.assertEqual(labels[self.kuba.id], "Kuba Nowak")
        rows = call_kw(self.env["kooperacje.person"].with_user(self.anna), "web_name_search", ["halina"], {
            "specification": {"display_name": {}},
        })
        self.assertIn("Halina Nowak (1985)", {row["__formatted_display_name"] for row in rows})
        self.assertEqual(namesake.display_name, "Halina Nowak", "papers and lists bear the bare name")

    def test_nobody_finds_more_than_one_may_see(self):
        self.lucja.last_name = "Wiśniewska"
        for user in (self.jan, self.olga, self.tomasz):
            for text in ("lucja", "zolkiewska"):
                self.assertFalse(self._found(text, user), user.login)

    def test_ten_and_a_hundred(self):
        Person = self.env["kooperacje.person"].with_user(self.anna)
        Person.create([
            {"first_name": "Ewa", "last_name": f"Zliczana {'abcdefghij'[number % 10] * 3}", "former_names": "Setna",
             "company_id": self.company.id, "area_id": self.commune.id} for number in range(100)
        ])
        Person.search([("last_name", "=", "Zliczana aaa")]).write({"former_names": "Dziesiąta"})
        costs = []
        for text, found in (("setna", 90), ("dziesiata ewa", 10), ("setna ewa", 90)):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(Person.name_search(text)), found)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])

    # What was before

    def test_what_was_before_is_kept(self):
        """Art. 16: surname, sex marker, document, address; what is only filled in changes nothing."""
        person = self.lucja
        person.write({"street": "Leśna 1", "city": "Małkinia", "identity_document": "AB 123456", "sex": "female"})
        self.assertFalse(person.change_ids)
        person.write({"last_name": "Gęś", "street": "Polna 2", "identity_document": "CD 98", "sex": "male"})
        before = {change.kind: (change.old_value, change.new_value) for change in person.change_ids}
        self.assertEqual(before["name"], ("Łucja Żółkiewska-Gęś", "Łucja Gęś"))
        self.assertEqual(before["address"], ("Leśna 1, Małkinia", "Polna 2, Małkinia"))
        self.assertEqual(before["document"], ("AB 123456", "CD 98"))
        self.assertEqual(set(before), {"name", "address", "document", "sex"})
        change = person.change_ids.filtered(lambda one: one.kind == "name")
        change.write({"reason": "Rozwód", "changed_on": "2026-01-05"})
        self.assertEqual(change.reason, "Rozwód")

    def test_names_are_kept_without_stray_blanks_and_commas(self):
        """Whichever way they come: typed, imported, by a script."""
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": " Ewa  Maria ", "last_name": " Lis - Mała ", "former_names": "Mała,Duża ,  Zając;",
            "company_id": self.company.id,
        })
        self.assertRecordValues(person, [{
            "first_name": "Ewa Maria", "last_name": "Lis - Mała", "former_names": "Mała, Duża, Zając",
        }])
        person.last_name = "  Lis - Mała"
        self.assertFalse(person.change_ids, "blanks are no other name")
        self.env.cr.execute("UPDATE kooperacje_person SET former_names = 'Mała,Duża' WHERE id = %s", [person.id])
        person.invalidate_recordset()
        person.last_name = "Duża"
        self.assertEqual(person.former_names, "Mała, Duża, Lis - Mała", "as it stood before names were tidied")
        with self.assertRefused(ValidationError, "first name and a surname"):
            person.last_name = "  "

    def test_a_sex_marker_that_contradicts_the_pesel_bears_its_reason(self):
        """The law allows another marker, and mistakes are made: it is said, never refused for good."""
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Jan", "last_name": "Lis", "pesel": MALE_1980, "company_id": self.company.id,
        })
        self.assertEqual(person.sex, "male")
        with self.assertRefused(ValidationError, "sex marker"):
            person.sex = "female"
        with self.assertRefused(ValidationError, "sex marker"):
            person.create({"first_name": "Ewa", "last_name": "Lis", "sex": "female", "pesel": FEMALE_AS_MALE,
                           "company_id": self.company.id})
        person.write({"sex": "female", "change_reason": "Wyrok SO w Ostrołęce, I C 12/26", "change_on": "2026-01-05"})
        [change] = person.change_ids
        self.assertEqual((change.kind, change.reason, str(change.changed_on)),
                         ("sex", "Wyrok SO w Ostrołęce, I C 12/26", "2026-01-05"))
        person.write({"phone": "1", "sex": "female"})
        new = person.create({
            "first_name": "Ewa", "last_name": "Lis", "sex": "female", "pesel": FEMALE_AS_MALE,
            "change_reason": "Numer jeszcze dawny", "company_id": self.company.id,
        })
        self.assertEqual(new.change_ids.reason, "Numer jeszcze dawny")
        self.assertFalse(new.change_reason)

    def test_the_form_asks_why_and_since_when(self):
        """Art. 16: asked where something that was there becomes another; what is only filled in is not asked about."""
        self.lucja.write({"street": "Leśna 1", "identity_document": "AB 123456"})
        with Form(self.lucja.with_user(self.anna)) as form:
            self.assertFalse(form.change_asked)
            form.city = "Małkinia"
            self.assertFalse(form.change_asked, "filled in")
            form.street = "Polna 2"
            self.assertTrue(form.change_asked)
            with self.assertRaises(AssertionError):
                form.save()
            form.change_reason = "Przeprowadzka"
            form.change_on = self.today - timedelta(days=3)
        change = self.lucja.change_ids
        self.assertRecordValues(change, [{
            "kind": "address", "reason": "Przeprowadzka", "changed_on": self.today - timedelta(days=3),
        }])
        with Form(self.lucja.with_user(self.anna)) as form:
            self.assertFalse(form.change_reason)
            form.last_name = "Gesia"
            form.change_is_mistake = True
        self.assertTrue((self.lucja.change_ids - change).is_mistake)
        self.assertFalse(self.lucja.former_names, "what was never the name is no former one")
        with self.assertRefused(ValidationError, "future"):
            self.lucja.write({"street": "x", "change_reason": "x", "change_on": self.today + timedelta(days=1)})

    def test_whom_it_was_told_to(self):
        """Art. 19: those with whom the family shares who it is, until they have been told."""
        self._consent(self.case, self.ppp, self.ngo)
        halina = self.halina.with_user(self.anna)
        halina.last_name = "Lisowska"
        change = halina.change_ids
        self.assertEqual(change.to_tell_ids.with_env(self.env), self.ppp | self.ngo)
        change.notice_ids = [Command.create({"institution_id": self.ppp.id, "way": "letter"})]
        self.assertEqual(change.to_tell_ids.with_env(self.env), self.ngo)
        self._withdraw(self.case)
        self.env.invalidate_all()
        self.assertFalse(change.to_tell_ids)


@tagged("post_install", "-at_install")
class TestCaseFoundByWords(CaseworkCommon):
    """What the first field of the search bar looks for: the code, or who belongs to the case, in any order."""

    def _found(self, text, user):
        arch = etree.fromstring(self.env["kooperacje.case"].with_user(user).get_view(view_type="search")["arch"])
        first = arch.find(".//field")
        domain = safe_eval(first.get("filter_domain"), {"self": text})
        return self.env["kooperacje.case"].with_user(user).search(domain)

    def test_by_code_and_by_words(self):
        for text in (self.case.name, "Nowak", "halina nowak", "Nowak Halina", "nowak kuba"):
            with self.subTest(text):
                self.assertIn(self.case, self._found(text, self.anna))
        self.assertNotIn(self.case, self._found("Wymyślona", self.anna))

    def test_who_may_not_read_the_case_finds_nothing(self):
        for user in (self.jan, self.tomasz, self.olga):
            with self.subTest(user.login):
                self.assertFalse(self._found("Nowak", user))

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon

NIP = "8567346215"
REGON = "123456785"


@tagged("post_install", "-at_install")
class TestInstitution(KooperacjeCommon):
    """Institutions on contacts: numbers as offices write them, sector from the type, queries of the list."""

    def test_numbers_are_stored_as_digits_however_they_are_written(self):
        for written in ("PL8567346215", "856-734-62-15", "PL 856 734 62 15", " 8567346215 "):
            self.school.vat = written
            self.assertEqual(self.school.vat, NIP, written)
        self.school.write({"regon": "123-456-785", "krs": "KRS 12345"})
        self.assertEqual((self.school.regon, self.school.krs), (REGON, "0000012345"))
        new = self.env["res.partner"].create({"name": "New", "is_institution": True, "vat": "PL856-734-62-15"})
        self.assertEqual(new.vat, NIP)

    def test_number_of_other_contacts_is_left_alone(self):
        trader = self.env["res.partner"].create({"name": "Trader", "vat": "DE 123-456"})
        self.assertEqual(trader.vat, "DE 123-456")

    def test_wrong_numbers_are_refused_by_name(self):
        for field, value, message in (
            ("vat", "8567346216", "not a correct NIP"),
            ("vat", "856734621", "not a correct NIP"),
            ("vat", "PLABCDEFGHIJ", "not a correct NIP"),
            ("regon", "123456784", "not a correct REGON"),
            ("regon", "12345678", "not a correct REGON"),
            ("regon", "12345678512346", "not a correct REGON"),
            ("krs", "12345678901", "not a correct KRS"),
            ("krs", "Ⅷ", "not a correct KRS"),
            ("krs", "abc", "not a correct KRS"),
        ):
            with self.subTest(field=field, value=value), self.assertRefused(message, ValidationError):
                self.school[field] = value

    def test_contact_with_a_foreign_number_cannot_become_an_institution_unseen(self):
        trader = self.env["res.partner"].create({"name": "Trader", "vat": "DE 123-456"})
        with self.assertRefused("not a correct NIP", ValidationError):
            trader.is_institution = True

    def test_type_proposes_the_sector_which_may_be_changed(self):
        with Form(self.env["res.partner"], "kooperacje.institution_view_form") as form:
            form.name = "GOK"
            form.institution_type_id = self.env.ref("kooperacje.institution_type_mok")
            self.assertEqual(form.sector_id, self.env.ref("kooperacje.sector_e"))
            form.sector_id = self.sector_civic
        self.assertEqual(form.record.sector_id, self.sector_civic)

    def test_dictionary_holds_the_institutions_of_the_model(self):
        types = self.env["kooperacje.institution.type"]
        self.assertEqual(set(types.search([("can_lead", "=", True)]).mapped("code")), {"OPS", "CUS"})
        self.assertEqual(types.search([("is_strategic", "=", True)]).code, "PCPR")
        self.assertEqual(types.search([("is_regional", "=", True)]).code, "ROPS")
        self.assertEqual("".join(self.env["kooperacje.sector"].search([]).mapped("code")), "ABCDEFGHIJ")
        without_type = self.env["kooperacje.sector"].search([]) - types.search([]).sector_id
        self.assertFalse(without_type)

    def test_list_of_a_hundred_costs_as_many_queries_as_of_ten(self):
        institutions = self.env["res.partner"].create([
            {"name": f"Institution {n}", "is_institution": True, "institution_type_id": self.type_school.id,
             "area_id": self.commune.id} for n in range(100)
        ])
        self.env["kooperacje.membership"].create([
            {"partnership_id": self.partnership.id, "institution_id": institution.id, "state": "member"}
            for institution in institutions
        ])
        specification = {
            "name": {}, "institution_type_id": {"fields": {"display_name": {}}}, "membership_count": {},
            "sector_id": {"fields": {"display_name": {}}}, "area_id": {"fields": {"display_name": {}}},
        }
        self.env.flush_all()
        counts = []
        for records in (institutions[:10], institutions[:10], institutions):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["res.partner"].with_user(self.piotr).web_search_read(
                [("id", "in", records.ids)], specification,
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

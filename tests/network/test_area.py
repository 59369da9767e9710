import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.common import KooperacjeCommon

HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"


@tagged("post_install", "-at_install")
class TestArea(KooperacjeCommon):
    """TERYT: the tree of areas and the import of the official file."""

    def _import(self, text, user=None):
        wizard = self.env["kooperacje.area.import"].with_user(user or self.env.ref("base.user_admin")).create({
            "file": base64.b64encode(text.encode() if isinstance(text, str) else text), "filename": "TERC.csv",
        })
        wizard.action_import()
        return wizard

    def _numbers(self, wizard):
        return wizard.created, wizard.updated, wizard.unchanged

    def test_sixteen_voivodeships_are_there(self):
        voivodeships = self.env["kooperacje.area"].search([("level", "=", "voivodeship")])
        self.assertEqual(len(voivodeships), 16)
        self.assertIn("świętokrzyskie", voivodeships.mapped("name"))

    def test_all_counties_and_communes_come_with_the_program(self):
        Area = self.env["kooperacje.area"]
        for level, number in (("county", 380), ("commune", 2479)):
            self.assertGreaterEqual(Area.search_count([("level", "=", level)]), number)
        commune = Area.search([("code", "=", "0201022")])
        self.assertEqual((commune.name, commune.kind, commune.parent_id.name, commune.parent_id.parent_id.code), (
            "Bolesławiec", "2", "powiat bolesławiecki", "02",
        ))
        self.assertEqual(Area.search([("code", "=", "0264")]).name, "Wrocław", "a city is no powiat")
        self.assertEqual(Area.search([("code", "=like", "%")]).filtered(lambda area: not area.parent_path), Area)

    def _without_register(self):
        self.env["ir.config_parameter"].set_param("kooperacje.area_register_day", False)

    def test_register_of_the_program_changes_nothing_that_was_imported(self):
        """An office that works since before: its communes have names of a later year, one has become a town."""
        Area = self.env["kooperacje.area"]
        renamed, village = Area.search([("code", "in", ("0202062", "0203052"))], order="code")
        renamed.name = "Łagiewniki Nowe"
        village.code = "0203053"
        Area.search([("code", "=", "0203042")]).unlink()
        before = Area.search_count([])
        self._without_register()
        Area._load_register()
        self.assertEqual(Area.search_count([]), before + 1, "what was missing comes")
        self.assertTrue(Area.search([("code", "=", "0203042")]))
        self.assertEqual(renamed.name, "Łagiewniki Nowe")
        self.assertFalse(Area.search([("code", "=", "0203052")]), "the village it was does not come back")

    def test_register_is_loaded_once(self):
        """An update costs one question; an older register than that imported adds nothing."""
        Area = self.env["kooperacje.area"]
        Area.search([("code", "=", "0203042")]).unlink()
        for day in ("2025-01-06", "2026-01-01"):
            with self.subTest(day=day):
                self._without_register()
                Area._note_register_day(Area._fields["create_date"].to_datetime(day).date())
                self.assertLessEqual(self._queries(Area._load_register), 1)
                self.assertFalse(Area.search([("code", "=", "0203042")]))

    def test_whole_register_imported_is_told_with_its_day(self):
        new = self.env["kooperacje.area.import"].create
        self.assertEqual(str(new({}).known_day), "2025-01-06")
        self._import(HEADER + "14;16;05;2;Małkinia Nowa;gmina wiejska;2027-01-01\n")
        self.assertEqual(str(new({}).known_day), "2025-01-06", "a part of it only")
        self._import(HEADER + "".join(
            f"{number:02};;;;{area.name};;2027-01-01\n" for number, area in zip(
                range(2, 33, 2), self.env["kooperacje.area"].search([("level", "=", "voivodeship")]), strict=True,
            )
        ))
        self.assertEqual(str(new({}).known_day), "2027-01-01")

    def test_code_makes_level_kind_and_superior(self):
        self.assertEqual(self.commune.level, "commune")
        self.assertEqual(self.commune.kind, "2")
        self.assertEqual(self.commune.parent_id, self.county)
        self.assertEqual(self.county.parent_id, self.voivodeship)
        self.assertFalse(self.commune.has_county_rights)
        warsaw = self._area("1465", "Warszawa")
        self.assertTrue(warsaw.has_county_rights)
        self.assertIn(warsaw, self.env["kooperacje.area"].search([("has_county_rights", "=", True)]))

    def test_wrong_codes_are_refused(self):
        for code in ("1", "141", "14160", "141605", "14A6052", ""):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.env["kooperacje.area"].create({"code": code or " ", "name": "Wrong"})

    def test_import_creates_then_changes_nothing(self):
        text = HEADER + "14;77;;;testowy;powiat;2026-01-01\n14;77;01;2;Pierwsza;gmina wiejska;2026-01-01\n"
        self.assertEqual(self._numbers(self._import(text)), (2, 0, 0))
        commune = self.env["kooperacje.area"].search([("code", "=", "1477012")])
        self.assertEqual((commune.name, commune.parent_id.code, commune.level), ("Pierwsza", "1477", "commune"))
        self.assertTrue(commune.parent_path.startswith(self.voivodeship.parent_path))
        self.assertEqual(self._numbers(self._import(text)), (0, 0, 2))

    def test_renamed_area_keeps_its_id_and_what_hangs_on_it(self):
        self.assertEqual(self.school.area_id, self.commune)
        wizard = self._import(HEADER + "14;16;05;2;Małkinia Nowa;gmina wiejska;2027-01-01\n")
        self.assertEqual(self._numbers(wizard), (0, 1, 0))
        self.assertEqual(self.school.area_id.name, "Małkinia Nowa")
        self.assertEqual(str(wizard.as_of), "2027-01-01")

    def test_nothing_is_imported_when_one_line_is_wrong(self):
        before = self.env["kooperacje.area"].search_count([])
        with self.assertRaises(UserError) as error:
            self._import(HEADER + "14;77;;;testowy;powiat;\n14;77;0X;2;Pierwsza;gmina wiejska;\n14;77;02;7;Druga;;\n")
        self.assertIn("Line 3", error.exception.args[0])
        self.assertIn("Line 4", error.exception.args[0])
        self.assertIn("GMI = 0X", error.exception.args[0])
        self.assertEqual(self.env["kooperacje.area"].search_count([]), before)

    def test_area_without_its_superior_is_refused(self):
        with self.assertRefused("Line 2.*1477012"):
            self._import(HEADER + "14;77;01;2;Pierwsza;gmina wiejska;\n")

    def test_archived_area_is_found_again_and_not_doubled(self):
        self.commune_nur.active = False
        self.assertEqual(self._numbers(self._import(HEADER + "14;16;06;2;Nur;gmina wiejska;\n")), (0, 0, 1))

    def test_damaged_uploads(self):
        for content in (b"", b"not a register", b"\x89PNG\r\n", b"<teryt/>", b"PK\x03\x04"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self._import(content)

    @mute_logger("odoo.models")
    def test_only_the_administrator_imports(self):
        for role in ("manager", "network_worker", "social_worker", "dpo"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._import(HEADER, self.user_by_role[role])

    def test_a_hundred_communes_cost_as_many_queries_as_ten(self):
        def queries(county, number):
            lines = "".join(f"14;{county};{n:02};2;Gmina {n};gmina wiejska;\n" for n in range(1, number))
            wizard = self.env["kooperacje.area.import"].create({
                "file": base64.b64encode((HEADER + f"14;{county};;;testowy;powiat;\n{lines}").encode()),
            })
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            self.assertEqual(wizard.created, number)
            return self.env.cr.sql_log_count - before

        queries(51, 2)
        self.assertEqual(queries(52, 10), queries(53, 100))

    def test_names_tell_communes_apart(self):
        town, village = self._area("1416981", "Bliźniacza"), self._area("1416982", "Bliźniacza")
        self.assertNotEqual(town.display_name, village.display_name)
        self.assertIn("powiat ostrowski", village.display_name)
        self.assertEqual([id_ for id_, _name in self.env["kooperacje.area"].name_search("1416982")], village.ids)

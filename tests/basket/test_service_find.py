from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.models.basket.service_find import WORDS_TABLE
from odoo.addons.kooperacje.tests.basket.common import BasketCommon


class FindCommon(BasketCommon):
    """Małkinia's basket: a therapy, a club, a psychologist, and Nur's own psychologist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need_upbringing = cls.env["kooperacje.need"].create({"code": "F.1", "name": "Trudności wychowawcze"})
        cls.need_bedtime = cls.env["kooperacje.need"].create({
            "code": "F.1.1", "name": "Zasypianie", "parent_id": cls.need_upbringing.id,
        })
        cls.therapy = cls._service(
            "Terapia pedagogiczna", cls.ppp, cls.need_upbringing, description="Dla uczniów z trudnościami w nauce.",
            age_from=6, age_to=15,
        )
        cls.club = cls._service(
            "Klub seniora „Złota Jesień”", cls.ngo, cls.need_poverty, age_from=60, fee="partial",
            access_mode="enrolment",
        )
        cls.psychologist = cls._service(
            "Konsultacje", cls.school, cls.need_bedtime, specialists="psycholog dziecięcy, logopeda",
            territory_id=cls.commune.id,
        )
        cls.psychologist_nur = cls._service(
            "Psycholog w Nurze", cls.gops_nur, cls.need_upbringing, partnership=cls.partnership_nur,
        )
        cls.env.flush_all()

    @classmethod
    def _service(cls, name, institution, needs, partnership=None, **values):
        return cls.Service.create({
            "name": name, "partnership_id": (partnership or cls.partnership).id, "institution_id": institution.id,
            "state": "verified", "verified_on": cls.today, "need_ids": [Command.set(needs.ids)], **values,
        })

    def _find(self, text, user=None, domain=()):
        return self.Service.with_user(user or self.anna).search([("find", "ilike", text), *domain])


@tagged("post_install", "-at_install")
class TestServiceFind(FindCommon):
    """Anna looks for a service and types as people do."""

    def test_without_diacritics(self):
        for text in ("Złota Jesień", "zlota jesien", "ZŁOTA", "jesieñ"):
            self.assertEqual(self._find(text), self.club, text)

    def test_with_slips(self):
        for text, service in {
            "terapja": self.therapy, "pedagogicnza": self.therapy, "sneiora": self.club, "psycohlog": self.psychologist,
            "logopda": self.psychologist,
        }.items():
            self.assertEqual(self._find(text), service, text)

    def test_in_another_form(self):
        for text, service in {
            "terapii": self.therapy, "seniorów": self.club, "psychologa dziecięcego": self.psychologist,
            "trudność wychowawcza": self.therapy, "uczeń": self.therapy, "uczniem": self.therapy, "uczen": self.therapy,
        }.items():
            self.assertEqual(self._find(text), service, text)

    def test_by_everything_that_is_said_of_it(self):
        """Name, description, activities, staff, institution, sector, needs, place, form."""
        self.therapy.activities = "Diagnoza\nZajęcia korekcyjne"
        for text, service in {
            "uczniów": self.therapy, "korekcyjne": self.therapy, "PPP": self.therapy, "Stowarzyszenie Most": self.club,
            "ubóstwo": self.club, "zasypianie": self.psychologist, "Aktywność społeczna": self.club,
        }.items():
            self.assertIn(service, self._find(text), text)

    def test_every_word_counts(self):
        self.assertEqual(self._find("terapia trudność"), self.therapy)
        self.assertFalse(self._find("terapia seniora"))
        self.assertEqual(self._find("klub dla seniora"), self.club, "words that say nothing are left out")

    def test_follows_changes(self):
        self.club.name = "Warsztaty kulinarne"
        self.assertFalse(self._find("seniora złota"))
        self.assertEqual(self._find("kulinarnych"), self.club)
        self.ngo.name = "Fundacja Przystań"
        self.assertEqual(self._find("przystan"), self.club)
        self.need_poverty.name = "Brak środków do życia"
        self.assertEqual(self._find("srodki do zycia"), self.club)

    def test_the_fittest_first(self):
        """The very word before another form, the name before the description; an order of one's own stays."""
        described = self._service("Aaa", self.ppp, self.need_poverty, description="Obok niej także terapia.")
        self.assertEqual(list(self._find("terapia")), [self.therapy, described])
        self.assertEqual(
            list(self.Service.with_user(self.anna).search([("find", "ilike", "terapia")], order="name")),
            [described, self.therapy],
        )
        other_form = self._service("Terapii grupa", self.ppp, self.need_poverty)
        self.assertEqual(list(self._find("terapia")), [self.therapy, described, other_form])

    def test_nothing_typed_finds_all(self):
        everything = self.Service.with_user(self.anna).search([])
        self.assertEqual(self._find(""), everything)
        self.assertEqual(self._find("  ?! "), everything)
        self.assertGreaterEqual(len(everything), 3)

    def test_signs_of_a_query_are_only_signs(self):
        for text in ("a:* & !b", "'; DROP TABLE", "(((", "terapia | & !", "%", "\\", "\x00x"):
            self._find(text.replace("\x00", ""))
        self.assertEqual(self._find("terapia'); --"), self.therapy)

    def test_not_found_is_the_rest(self):
        found = self.Service.with_user(self.anna).search([("find", "not ilike", "terapia")])
        self.assertNotIn(self.therapy, found)
        self.assertIn(self.club, found)
        self.assertEqual(self._find("terapia", domain=[("fee", "=", "partial")]), self.Service)
        either = self.Service.with_user(self.anna).search([
            "|", ("find", "ilike", "terapja"), ("find", "ilike", "jesien"),
        ])
        self.assertEqual(either, self.therapy | self.club)

    def test_rules_hold(self):
        """Words find nothing that the user may not see: another office's service, one still proposed."""
        proposed = self._service("Psycholog proponowany", self.ppp, self.need_poverty)
        proposed.state = "proposed"
        self.assertEqual(self._find("psycholog"), self.psychologist)
        self.assertEqual(self._find("psycholog", self.olga), self.psychologist_nur)
        self.assertEqual(self._find("psycholog", self.piotr), self.psychologist | proposed)
        for user in (self.tomasz, self.zofia):
            self.assertEqual(self._find("psycholog", user), self.psychologist, "engaged in Małkinia")
        self.olga.role_assignment_ids.date_to = "2020-12-31"
        with self.assertRaises(AccessError):
            self._find("psycholog", self.olga)

    def test_what_is_kept_for_searching_is_nobodys(self):
        """The plain text would show a proposal's words past nothing, but it is no field of the service either."""
        with self.assertRaises(AccessError):
            self.therapy.with_user(self.piotr).read(["find_text"])
        with self.assertRaises(AccessError):
            self.therapy.with_user(self.piotr).write({"find_text": "złoto"})
        self.assertNotIn("find_text", self.Service.with_user(self.piotr).fields_get())
        self.assertFalse(self.therapy.with_user(self.anna).find)

    def test_words_that_nobody_uses_are_forgotten(self):
        word = "niepowtarzalne"
        self.club.name = f"Zajęcia {word}"
        self.env.flush_all()
        self.assertTrue(self._known(word))
        self.club.name = "Zajęcia"
        self.Service._gc_find_words()
        self.assertFalse(self._known(word))
        self.assertTrue(self._known("zajecia"))

    def _known(self, word):
        return self.env.execute_query(SQL("SELECT 1 FROM %s WHERE word = %s", SQL.identifier(WORDS_TABLE), word))

    def test_without_trigrams_one_slip_is_forgiven_all_the_same(self):
        self.patch(self.env.registry, "has_trigram", False)
        self.assertEqual(self._find("terapja"), self.therapy)
        self.assertEqual(self._find("seniorow"), self.club)

    def test_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Service.with_user(self.anna).web_search_read(
                [("find", "ilike", "terapja zajęciowa"), ("age", "=", 10), ("serves_area_id", "=", self.commune.id)],
                {"name": {}, "institution_id": {"fields": {"display_name": {}}},
                 "need_ids": {"fields": {"display_name": {}}}, "is_full": {}, "is_available": {}}, limit=200,
            )
            return self.env.cr.sql_log_count - before

        # What is kept in memory may be dropped meanwhile, by whatever ran before.
        self._many(10)
        ten = min(queries() for _time in range(3))
        self._many(90)
        hundred = min(queries() for _time in range(3))
        self.assertEqual(ten, hundred)

    def _many(self, count):
        self.Service.create([{
            "name": f"Terapia zajęciowa {number}", "partnership_id": self.partnership.id,
            "institution_id": self.ngo.id, "state": "verified", "verified_on": self.today,
            "need_ids": [Command.set(self.need_poverty.ids)],
        } for number in range(count)])


@tagged("post_install", "-at_install")
class TestServiceFilters(FindCommon):
    """Need with its parts, reach, places: what the search view asks."""

    def test_a_need_is_answered_by_what_answers_its_parts(self):
        Service = self.Service.with_user(self.anna)
        answers = Service.search(Service._answers_domain(self.need_upbringing))
        self.assertEqual(answers, self.therapy | self.psychologist)
        self.assertEqual(Service.search(Service._answers_domain(self.need_bedtime)), self.psychologist)

    def test_an_area_of_services_is_answered_too(self):
        area = self.env["kooperacje.need"].create({"code": "F.9", "name": "Obszar", "kind": "area"})
        self.club.need_area_id = area
        self.assertEqual(self.Service.search(self.Service._answers_domain(area)), self.club)

    def test_a_need_is_no_part_of_itself(self):
        with self.assertRaises(UserError):
            self.need_upbringing.parent_id = self.need_bedtime

    def test_reach(self):
        """A commune is served from itself, its county and above, and by what is placed nowhere in particular."""
        warsaw = self._area("1465011", "Warszawa")
        placed = {
            "gmina": self.commune, "sasiad": self.commune_nur, "powiat": self.county, "wojewodztwo": self.voivodeship,
            "daleko": warsaw, "wszedzie": self.env["kooperacje.area"],
        }
        services = {
            name: self._service(f"Miejsce {name}", self.ngo, self.need_poverty, territory_id=area.id)
            for name, area in placed.items()
        }

        def reached(area):
            found = self.Service.with_user(self.anna).search([
                ("find", "ilike", "miejsce"), ("serves_area_id", "=", area.id),
            ])
            return {name for name, service in services.items() if service in found}

        self.assertEqual(reached(self.commune), {"gmina", "sasiad", "powiat", "wojewodztwo", "wszedzie"})
        self.assertEqual(reached(warsaw), {"wojewodztwo", "daleko", "wszedzie"})
        self.assertEqual(reached(self.voivodeship), set(placed) if self.voivodeship.code == "14" else set())
        by_name = self.Service.with_user(self.anna).search([
            ("find", "ilike", "miejsce"), ("serves_area_id", "ilike", "Małkinia"),
        ])
        self.assertIn(services["gmina"], by_name)
        self.assertNotIn(services["daleko"], by_name)

    def test_full(self):
        self.assertFalse(self.club.is_full, "no number of places was stated")
        self.club.write({"capacity": 10, "capacity_free": 0, "capacity_stated_on": self.today})
        self.assertTrue(self.club.is_full)
        self.therapy.write({"capacity": 10, "capacity_free": 1, "capacity_stated_on": self.today})
        self.assertFalse(self.therapy.is_full)
        ours = [("id", "in", (self.club | self.therapy | self.psychologist).ids)]
        self.assertEqual(self.Service.search([("is_full", "=", True), *ours]), self.club)
        self.assertEqual(self.Service.search([("is_full", "=", False), *ours]), self.therapy | self.psychologist)

    def test_search_panel(self):
        """The panel of the list: values with their numbers, under the rules, in a constant number of queries."""
        Service = self.Service.with_user(self.anna)
        arch = self.env.ref("kooperacje.service_view_search").arch
        for name in (
            "sector_id", "need_area_id", "need_ids", "target_group_ids", "access_mode", "fee", "capacity_status",
        ):
            self.assertIn(f'<field name="{name}"', arch[arch.index("<searchpanel"):])
        values = Service.search_panel_select_multi_range("fee", enable_counters=True)["values"]
        self.assertEqual({value["id"]: value["__count"] for value in values}["partial"], 1)
        needs = Service.search_panel_select_multi_range("need_ids")["values"]
        self.assertIn(self.need_bedtime.id, [value["id"] for value in needs])


@tagged("post_install", "-at_install")
class TestServiceCoverage(FindCommon):
    """Needs by sectors: a zero is a gap."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Coverage = cls.env["kooperacje.service.coverage"]

    def _row(self, need, sector, user=None, partnership=None):
        return self.Coverage.with_user(user or self.anna).search([
            ("partnership_id", "=", (partnership or self.partnership).id), ("need_id", "=", need.id),
            ("sector_id", "=", sector.id),
        ])

    def test_counts_what_is_available(self):
        row = self._row(self.need_upbringing, self.sector_education)
        self.assertEqual((row.service_count, row.institution_count, row.is_gap), (2, 2, False), "its part counts too")
        self.assertEqual(self._row(self.need_bedtime, self.sector_education).service_count, 1)
        self.therapy.state = "withdrawn"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._row(self.need_upbringing, self.sector_education).service_count, 1)

    def test_a_gap_is_a_row(self):
        row = self._row(self.need_disability, self.sector_help)
        self.assertEqual((len(row), row.service_count, row.is_gap), (1, 0, True))
        here = self._row(self.need_upbringing, self.sector_help)
        self.assertEqual((here.service_count, here.is_gap), (0, False), "the other sector answers it")
        gaps = self.Coverage.with_user(self.anna).search([("is_gap", "=", True)])
        self.assertIn(self.need_disability, gaps.need_id)
        self.assertNotIn(self.need_upbringing, gaps.need_id)

    def test_pivot(self):
        groups = self.Coverage.with_user(self.anna).formatted_read_group(
            [("need_id", "in", (self.need_upbringing | self.need_disability).ids)], ["need_id", "sector_id"],
            ["service_count:sum"],
        )
        number = {(group["need_id"][0], group["sector_id"][0]): group["service_count:sum"] for group in groups}
        self.assertEqual(number[self.need_upbringing.id, self.sector_education.id], 2)
        self.assertEqual(number[self.need_disability.id, self.sector_education.id], 0)

    def test_of_the_own_office(self):
        self.assertTrue(self._row(self.need_upbringing, self.sector_help, self.olga, self.partnership_nur))
        self.assertFalse(self._row(self.need_upbringing, self.sector_help, self.olga))
        self.assertFalse(self._row(self.need_upbringing, self.sector_help, self.anna, self.partnership_nur))

    def test_rows_keep_their_ids_and_lead_to_services(self):
        row = self._row(self.need_upbringing, self.sector_education)
        again = self._row(self.need_upbringing, self.sector_education)
        self.assertEqual(row, again)
        self.assertEqual(row.browse(row.id).need_id, self.need_upbringing)
        action = row.action_open_services()
        self.assertEqual(
            self.Service.with_user(self.anna).search(action["domain"]), self.therapy | self.psychologist,
        )

    def test_nobody_writes_it(self):
        row = self._row(self.need_upbringing, self.sector_education)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(row.with_user(self.maria).has_access(operation), operation)

    def test_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Coverage.with_user(self.anna).formatted_read_group(
                [], ["need_id", "sector_id"], ["service_count:sum"],
            )
            return self.env.cr.sql_log_count - before

        # What is kept in memory may be dropped meanwhile, by whatever ran before.
        few = min(queries() for _time in range(3))
        self.Service.create([{
            "name": f"Usługa {number}", "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
            "state": "verified", "verified_on": self.today, "need_ids": [Command.set(self.need_poverty.ids)],
        } for number in range(100)])
        self.assertEqual(few, min(queries() for _time in range(3)))

import base64
import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.controllers.basket import hsds as controller
from odoo.addons.kooperacje.kernels import hsds
from odoo.addons.kooperacje.kernels.rate_limit import RateLimit
from odoo.addons.kooperacje.tests.basket.common import BasketCommon
from odoo.addons.kooperacje.tests.basket.test_hsds_kernel import FACTS, problems


class DirectoryCommon(BasketCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school.write({"email": "szkola@example.com", "street": "Szkolna 1", "zip": "07-320", "city": "Małkinia"})
        cls.card = cls._verified_card(services=("Logopeda", "Świetlica"))
        cls.speech, cls.club = cls.card.service_ids.sorted("name")
        cls.club.with_user(cls.piotr).write({
            "need_ids": [(6, 0, cls.need_poverty.ids)], "contact_name": "Ewa Belfer", "contact_phone": "600 100 200",
            "contact_email": "ewa.belfer@example.com", "schedule": "pn–pt 8–16", "capacity": 10, "capacity_free": 2,
            "capacity_stated_on": cls.today, "territory_id": cls.commune.id, "age_from": 7,
        })
        cls.card.service_ids.with_user(cls.piotr).visibility = "public"
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestDirectoryFile(DirectoryCommon):
    """The basket as HSDS, from the records."""

    def test_every_service_is_valid_and_names_no_staff(self):
        services = json.loads(self.partnership.with_user(self.anna)._hsds_json())
        self.assertEqual([service["name"] for service in services], ["Logopeda", "Świetlica"])
        for service in services:
            self.assertEqual(list(problems("service", service)), [])
        text = json.dumps(services)
        for personal in ("Ewa Belfer", "600 100 200", "ewa.belfer"):
            self.assertNotIn(personal, text)
        club = services[1]
        self.assertEqual((club["id"], club["minimum_age"]), (self.club.exchange_key, 7))
        self.assertEqual(club["organization"]["id"], self.school.exchange_key)
        address = club["service_at_locations"][0]["location"]["addresses"][0]
        self.assertEqual((address["address_1"], address["state_province"]), ("Szkolna 1", self.voivodeship.name))

    def test_a_contact_that_may_be_published(self):
        self.club.with_user(self.piotr).contact_public = True
        service = self.club._hsds()[0]
        self.assertEqual(service["contacts"][0]["name"], "Ewa Belfer")
        self.assertEqual(service["phones"][0]["number"], "600 100 200")

    def test_what_is_stale_or_over_is_inactive_and_what_is_out_of_the_basket_is_not_there(self):
        self.club.with_user(self.piotr).date_to = "2020-01-01"
        self.assertEqual(self.club._hsds()[0]["status"], "inactive")
        self.speech.with_user(self.piotr)._withdraw("Remont")
        self.assertEqual(
            [service["name"] for service in json.loads(self.partnership._hsds_json())], ["Świetlica"],
        )

    def test_what_is_kept_to_the_office_stays_there(self):
        self.club.with_user(self.piotr).visibility = "office"
        for user in (self.anna, self.piotr):
            names = [one["name"] for one in json.loads(self.partnership.with_user(user)._hsds_json())]
            self.assertEqual(names, ["Logopeda"])

    def test_queries_do_not_grow_with_the_services(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.partnership.with_user(self.anna)._hsds_json()
            return self.env.cr.sql_log_count - before
        counts = []
        for count in (10, 90):
            self.Service.create([{
                "name": f"Usługa {count} {number}", "partnership_id": self.partnership.id, "state": "verified",
                "institution_id": self.school.id, "need_ids": [(6, 0, self.need_poverty.ids)],
            } for number in range(count)])
            # What is kept in memory may have been dropped by whatever ran before.
            counts.append(min(queries() for _time in range(3)))
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestPublishedDirectory(DirectoryCommon, HttpCase):
    """Anyone reads what the leader has published, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = f"/kooperacje/hsds/{cls.partnership.exchange_key}"
        cls.partnership.with_user(cls.maria).action_publish_basket()
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(controller, "LIMIT", RateLimit(limit=100_000)))

    def _get(self, path="", status=200):
        response = self.url_open(f"{self.base}{path}")
        self.assertEqual(response.status_code, status, path)
        self.assertEqual(response.headers["Content-Type"], "application/json; charset=utf-8")
        return response.json()

    def test_who_publishes(self):
        nur = self.partnership_nur
        self.assertFalse(nur.hsds_published, "off by default")
        for user in (self.anna, self.ewa, self.robert, self.irena, self.adam, self.olga, self.piotr):
            with self.assertRaises(UserError, msg=user.login):
                nur.with_user(user).action_publish_basket()
        with self.assertRefused("not changed by hand", AccessError):
            self.partnership.with_user(self.maria).hsds_published = False
        with self.assertRaises(AccessError):
            self.partnership.with_user(self.anna).action_unpublish_basket()
        preparing = self.env["kooperacje.partnership"].create({"name": "Nowe", "company_id": self.company.id})
        with self.assertRefused("active partnership"):
            preparing.with_user(self.maria).action_publish_basket()

    def test_nothing_is_there_unless_published(self):
        self._get()
        paths = ("", "/", "/services", f"/services/{self.club.exchange_key}")
        for step in ("action_unpublish_basket",):
            getattr(self.partnership.with_user(self.piotr), step)()
            for path in paths:
                self._get(path, 404)
        self.partnership.with_user(self.piotr).action_publish_basket()
        self.partnership.sudo().state = "closed"
        for path in paths:
            self._get(path, 404)
        self.assertEqual(self.url_open(f"/kooperacje/hsds/{self.partnership_nur.exchange_key}").status_code, 404)
        self.assertEqual(self.url_open("/kooperacje/hsds/1/services").status_code, 404)
        self.assertEqual(self.url_open(f"/kooperacje/hsds/{self.partnership.id}").status_code, 404)

    def test_root(self):
        self.assertEqual(self._get()["version"], "3.1")
        self.assertEqual(self._get("/"), self._get(""))

    def test_list_and_pages(self):
        page = self._get("/services?per_page=1")
        self.assertEqual({name: page[name] for name in page if name != "contents"}, {
            "total_items": 2, "total_pages": 2, "page_number": 1, "size": 1, "first_page": True, "last_page": False,
            "empty": False,
        })
        self.assertEqual(page["contents"][0]["name"], "Logopeda")
        self.assertNotIn("schedules", page["contents"][0], "a list has what there is one of")
        page = self._get("/services?per_page=1&page=2")
        self.assertEqual((page["contents"][0]["name"], page["last_page"]), ("Świetlica", True))
        page = self._get("/services?page=9")
        self.assertEqual((page["empty"], page["contents"]), (True, []))

    def test_what_may_be_asked(self):
        def names(query):
            return [service["name"] for service in self._get(f"/services?{query}")["contents"]]
        self.assertEqual(names("search=wietli"), ["Świetlica"])
        self.assertEqual(names("search=%25"), [], "a per cent sign is looked for, not obeyed")
        self.assertEqual(names(f"organization_id={self.school.exchange_key}"), ["Logopeda", "Świetlica"])
        self.assertEqual(names(f"organization_id={self.club.exchange_key}"), [])
        self.assertEqual(names(f"taxonomy_term_id={hsds.term_id('need', self.need_poverty.code)}"), ["Świetlica"])
        self.assertEqual(names(f"taxonomy_term_id={self.club.exchange_key}"), [])
        self.assertEqual(names("modified_after=2000-01-01T00:00:00Z"), ["Logopeda", "Świetlica"])
        self.assertEqual(names("modified_after=2199-01-01"), [])
        full = self._get("/services?full=true")["contents"][1]
        self.assertEqual(list(problems("service", full)), [])
        self.assertIn("schedules", full)
        self.assertEqual(self._get("/services?minimal=true")["contents"][0].keys(), {"id", "last_modified"})

    def test_one_service(self):
        service = self._get(f"/services/{self.club.exchange_key}")
        self.assertEqual(service, self.club._hsds()[0])
        self.assertNotIn("Ewa Belfer", json.dumps(service))
        proposed = self.Service.with_user(self.piotr).create({
            "name": "Propozycja", "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
        })
        nur = self.Service.create({
            "name": "Obca", "partnership_id": self.partnership_nur.id, "institution_id": self.school.id,
            "state": "verified",
        })
        self.speech.with_user(self.piotr).visibility = "partnership"
        self._get(f"/services/{self.speech.exchange_key}", 404)
        self.assertEqual(self._get("/services")["total_items"], 1, "only what may be public")
        for key in (proposed.exchange_key, nur.exchange_key, str(self.club.id), "x", self.school.exchange_key):
            self._get(f"/services/{key}", 404)

    def test_control_characters_are_looked_for_in_vain(self):
        for search in ("%00", "Log%00opeda", "%01%02"):
            with self.subTest(search):
                self.assertIn("contents", self._get(f"/services?search={search}"))

    def test_bad_questions(self):
        for query in ("page=0", "page=-1", "page=x", "per_page=101", "per_page=99999999999", "full=moze",
                      "minimal=2", "modified_after=wczoraj", "search=" + "x" * 101, "format=ndjson", "page=%C2%B2"):
            self.assertIn("error", self._get(f"/services?{query}", 400))
        for query in ("organization_id=1", "taxonomy_term_id=%27%20OR%201=1"):
            self._get(f"/services?{query}", 404)
        response = self.url_open(f"{self.base}/services", data={"x": "1"})
        self.assertIn(response.status_code, (400, 404, 405), "read only")

    def test_so_many_questions_a_minute(self):
        with patch.object(controller, "LIMIT", RateLimit(limit=2)):
            self._get()
            self._get()
            response = self.url_open(self.base)
        self.assertEqual(response.status_code, 429)
        self.assertTrue(int(response.headers["Retry-After"]) > 0)

    def test_files_follow_the_rules_of_the_user(self):
        for user in (self.anna, self.olga):
            user.password = f"{user.login}-Haslo-1"
        self.env.flush_all()
        for suffix in ("hsds.json", "hsds.zip"):
            path = f"/kooperacje/basket/{self.partnership.id}/{suffix}"
            self.authenticate(None, None)
            self.assertIn("/web/login", self.url_open(path, allow_redirects=False).headers["Location"])
            self.authenticate("anna.test", "anna.test-Haslo-1")
            self.assertEqual(self.url_open(path).status_code, 200)
            self.authenticate("olga.test", "olga.test-Haslo-1")
            self.assertEqual(self.url_open(path).status_code, 404)


@tagged("post_install", "-at_install")
class TestDirectoryImport(DirectoryCommon):
    """Piotr takes the list of a neighbour's directory into proposals."""

    def _wizard(self, content, user=None, **values):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.env["kooperacje.hsds.import"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "file": base64.b64encode(data), "filename": "lista.json", **values,
        })

    def _foreign(self, **facts):
        return hsds.build_service({**FACTS, **facts})

    def test_services_come_in_as_proposals(self):
        wizard = self._wizard([self._foreign()])
        wizard.action_check()
        self.assertEqual(wizard.state, "ready", wizard.report)
        wizard.action_import()
        service = self.Service.search([("external_key", "=", FACTS["key"])])
        self.assertEqual((service.state, service.institution_id, service.origin), (
            "proposed", self.school, "partnership",
        ))
        self.assertEqual((service.age_from, service.fee, service.access_mode), (7, "free", "enrolment"))
        self.assertEqual(service.territory_id, self.commune)
        self.assertIn(self.need_poverty, service.need_ids)
        self.assertFalse(service.is_available, "only the leader's verification puts it into the basket")
        self.assertNotEqual(service.exchange_key, FACTS["key"], "a foreign id is never taken for our own")
        service.with_user(self.piotr).action_verify()
        self.assertTrue(service.is_available)

    def test_signs_that_no_text_of_the_database_can_hold(self):
        """The report quotes the file, whether it was checked first or imported at once."""
        content = [self._foreign(), self._foreign(
            key="0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0009", name="Świetlica druga",
            institution={"key": "0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0008", "name": "Obca \x00 \ud800 szkoła"},
        )]
        wizard = self._wizard(content)
        wizard.action_check()
        self.env.flush_all()
        wizard = self._wizard(content)
        wizard.action_import()
        self.env.flush_all()
        self.assertEqual(wizard.state, "done")
        self.assertNotIn("\x00", wizard.report)

    def test_the_same_list_twice(self):
        self._wizard([self._foreign()]).action_import()
        wizard = self._wizard([self._foreign(name="Nowa nazwa")])
        wizard.action_check()
        self.assertIn("left as they are: 1", wizard.report)
        wizard.action_import()
        self.assertEqual(self.Service.search([("external_key", "=", FACTS["key"])]).name, "Świetlica")

    def test_our_own_export_brings_nothing_new(self):
        wizard = self._wizard(json.loads(self.partnership._hsds_json()))
        before = self.Service.search_count([])
        wizard.action_import()
        self.assertEqual(self.Service.search_count([]), before)

    def test_institutions_not_known_here(self):
        stranger = {**FACTS["institution"], "nip": "5260250274", "name": "Klub Sąsiad"}
        service = self._foreign(institution=stranger)
        wizard = self._wizard([service])
        wizard.action_check()
        self.assertIn("Klub Sąsiad", wizard.report)
        wizard.action_import()
        self.assertFalse(self.Service.search([("external_key", "=", FACTS["key"])]))
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Klub Sąsiad")]))
        self._wizard([service], add_institutions=True).action_import()
        added = self.Service.search([("external_key", "=", FACTS["key"])])
        self.assertEqual((added.institution_id.vat, added.origin), ("5260250274", "neighbourhood"))
        same_name = self._foreign(key="0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0009", institution={
            **stranger, "nip": "7740001454", "name": self.school.name,
        })
        wizard = self._wizard([same_name])
        wizard.action_check()
        self.assertIn("not known here: 1", wizard.report)

    def test_what_has_no_place_is_reported(self):
        foreign = {**self._foreign(teryt="9999999"), "alert": "Remont"}
        foreign["attributes"][0]["taxonomy_term"]["code"] = "7.99"
        wizard = self._wizard([foreign])
        wizard.action_check()
        for word in ("Remont", "7.99", "9999999"):
            self.assertIn(word, wizard.report)

    def test_all_or_nothing(self):
        wrong = {**self._foreign(key="0f0e8b3c-5a35-4b6e-9f0a-0c6b1d7d0009"), "minimum_age": "siedem"}
        wizard = self._wizard([self._foreign(), wrong])
        wizard.action_check()
        self.assertEqual(wizard.state, "wrong")
        self.assertIn("service 2", wizard.report)
        self.assertIn("minimum_age", wizard.report)
        with self.assertRefused("siedem"):
            wizard.action_import()
        self.assertFalse(self.Service.search([("external_key", "!=", False)]))

    def test_who_imports(self):
        for user in (self.ewa, self.anna, self.tomasz, self.robert, self.irena, self.adam):
            with self.assertRaises(AccessError, msg=user.login):
                self._wizard([self._foreign()], user)
        with self.assertRaises(AccessError):
            self._wizard([self._foreign()], self.nadia).action_check()
        mine = self._wizard([self._foreign()])
        with self.assertRaises(AccessError):
            mine.with_user(self.maria).action_import()

    def test_the_foreign_id_is_not_written_by_hand(self):
        with self.assertRefused("not changed by hand", AccessError):
            self.club.with_user(self.piotr).external_key = "x"

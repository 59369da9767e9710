import re
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import polib
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.controllers.basket import residents as controller
from odoo.addons.kooperacje.controllers.basket.residents_words import CHOICES, FAULTS, WORDS, Words
from odoo.addons.kooperacje.kernels import card_layout
from odoo.addons.kooperacje.kernels.rate_limit import RateLimit
from odoo.addons.kooperacje.tests.basket.test_hsds import DirectoryCommon

ADDON = Path(__file__).parents[2]


@tagged("post_install", "-at_install")
class TestResidentsPage(DirectoryCommon, HttpCase):
    """A resident of Małkinia looks for help on a telephone, and learns what the institutions have published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = f"/kooperacje/uslugi/{cls.partnership.exchange_key}"
        cls.partnership.with_user(cls.maria).action_publish_basket()
        cls.partnership.with_user(cls.maria).action_open_to_residents()
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(controller, "LIMIT", RateLimit(limit=100_000)))

    def _get(self, path="", status=200, **headers):
        response = self.url_open(f"{self.base}{path}", headers={"Accept-Language": "pl", **headers})
        self.assertEqual(response.status_code, status, path)
        return response

    def _page(self, path="", status=200, **headers):
        return html.fromstring(self._get(path, status, **headers).content)

    def _names(self, path=""):
        return [link.text_content() for link in self._page(path).xpath("//ul[@class='services']//h3")]

    def _service(self, name, **values):
        return self.Service.create({
            "name": name, "partnership_id": self.partnership.id, "institution_id": self.school.id, "state": "verified",
            "visibility": "public", **values,
        })

    # ------------------------------------------------------------------
    # Who opens it, and what it opens
    # ------------------------------------------------------------------

    def test_the_leader_decides(self):
        nur = self.partnership_nur
        self.assertFalse(nur.residents_page, "closed by default")
        with self.assertRefused("Publish the basket first"):
            nur.with_user(self.nadia).action_open_to_residents()
        for user in (self.anna, self.ewa, self.robert, self.irena, self.adam, self.olga):
            for step in ("action_open_to_residents", "action_close_to_residents"):
                with self.assertRaises(UserError, msg=user.login):
                    getattr(self.partnership.with_user(user), step)()
        with self.assertRefused("not changed by hand", AccessError):
            self.partnership.with_user(self.maria).residents_page = False

    def test_closed_with_the_basket_the_partnership_or_by_itself(self):
        one = f"/{self.club.exchange_key}"
        head = self.partnership.with_user(self.maria)
        for close, reopen in (
            (head.action_close_to_residents, head.action_open_to_residents),
            (head.action_unpublish_basket, head.action_publish_basket),
        ):
            self._get(), self._get(one)
            close()
            for path in ("", one):
                page = self._page(path, 404)
                self.assertNotIn("Świetlica", page.text_content())
            reopen()
        self._get(status=404)
        self.assertFalse(self.partnership.residents_page, "a basket published again has no page until it is opened")
        head.action_open_to_residents()
        self.partnership.sudo().state = "closed"
        self._get(status=404)

    def test_wrong_addresses_say_so_in_polish(self):
        for path in ("/kooperacje/uslugi/1", f"/kooperacje/uslugi/{self.partnership.id}", "/kooperacje/uslugi/x",
                     f"/kooperacje/uslugi/{self.partnership_nur.exchange_key}", f"{self.base}/x",
                     f"{self.base}/{self.school.exchange_key}"):
            response = self.url_open(path, headers={"Accept-Language": "pl"})
            self.assertEqual(response.status_code, 404, path)
            self.assertIn("Nie ma takiej strony", response.text)
            self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_only_what_is_public_and_offered(self):
        hidden = (
            self._service("Dla partnerstwa", visibility="partnership"),
            self._service("Dla ośrodka", visibility="office"),
            self._service("Skończona", date_to="2020-01-01"), self._service("Jeszcze nie", date_from="2199-01-01"),
            self._service("Propozycja", state="proposed"), self._service("Wycofana", state="withdrawn"),
            self._service("Obca", partnership_id=self.partnership_nur.id),
        )
        self.assertEqual(self._names(), ["Logopeda", "Świetlica"])
        for service in hidden:
            self._get(f"/{service.exchange_key}", 404)
        self.club.sudo().away_from = self.today
        self.assertEqual(self._names(), ["Logopeda"], "the institution is suspended")
        self._get(f"/{self.club.exchange_key}", 404)

    def test_nothing_of_staff(self):
        text = self._get(f"/{self.club.exchange_key}").text
        for personal in ("Ewa Belfer", "600 100 200", "600100200", "ewa.belfer"):
            self.assertNotIn(personal, text)
        self.assertIn("szkola@example.com", text)
        self.club.with_user(self.piotr).contact_public = True
        page = self._page(f"/{self.club.exchange_key}")
        self.assertIn("Ewa Belfer", page.text_content())
        self.assertEqual(page.xpath("//main//a[starts-with(@href, 'tel')]")[0].get("href"), "tel:600100200")

    def test_texts_of_others_are_texts(self):
        self.school.website = "javascript:alert(1)"
        self.club.with_user(self.piotr).write({
            "name": "<script>alert(1)</script>", "description": "<img src=x onerror=alert(1)>",
            "schedule": "\"><b>od 8</b>",
        })
        for path in ("?search=script", f"/{self.club.exchange_key}?search=%22%3E%3Cscript%3E"):
            response = self._get(path)
            page = html.fromstring(response.content)
            self.assertFalse(page.xpath("//script | //img | //main//b"), path)
            self.assertNotIn("javascript:", response.text)
            self.assertIn("<script>alert(1)</script>", page.text_content())

    def test_nothing_is_noted_and_nothing_comes_from_elsewhere(self):
        response = self._get("?search=logopeda")
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("Accept-Language", response.headers["Vary"])
        page = html.fromstring(response.content)
        sheet, = page.xpath("//link")
        self.assertEqual(sheet.get("href"), "/kooperacje/static/residents/residents.css")
        self.assertEqual(self.url_open(sheet.get("href")).status_code, 200)
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_backend", css=True, js=False)
        self.assertNotIn("residents.css", " ".join(sheet.url or "" for sheet in bundle.stylesheets))

    def test_too_many_questions(self):
        self.startPatcher(patch.object(controller, "LIMIT", RateLimit(limit=1)))
        self._get()
        response = self._get(status=429)
        self.assertIn("Odczekaj minutę", response.text)
        self.assertTrue(int(response.headers["Retry-After"]))

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    def test_found_as_people_look(self):
        self.assertEqual(self._names("?search=%C5%9Bwietlicy"), ["Świetlica"], "in another form")
        self.assertEqual(self._names("?search=swietlica"), ["Świetlica"], "without Polish letters")
        self.assertEqual(self._names("?search=logpeda"), ["Logopeda"], "with a slip")
        self.assertEqual(self._names(f"?need={self.need_poverty.code}"), ["Świetlica"])
        self.assertEqual(self._names("?age=6"), ["Logopeda"])
        self.assertEqual(self._names("?age=7"), ["Logopeda", "Świetlica"])
        self.assertEqual(self._names("?age=0"), ["Logopeda"])
        self.speech.with_user(self.piotr).fee = "full"
        # As one that was verified before its fee was asked for.
        self.club.sudo().fee = False
        self.assertEqual(self._names("?free=1"), [], "nobody has said that the club is free of charge")
        self.club.with_user(self.piotr).fee = "free"
        self.assertEqual(self._names("?free=1"), ["Świetlica"])
        self.assertEqual(self._names(f"?free=1&age=6&need={self.need_poverty.code}"), [])
        self.assertIn("Nie znaleziono żadnej usługi", self._get("?age=6&free=1").text)

    def test_in_my_commune(self):
        self.partnership.area_ids = self.commune.parent_id
        communes = self.partnership._residents_areas()
        self.assertIn(self.commune, communes)
        other = (communes - self.commune)[:1] or self.env["kooperacje.area"].create({
            "name": "Druga", "code": f"{self.commune.parent_id.code}992",
        })
        self.speech.with_user(self.piotr).territory_id = other
        self.assertEqual(self._names(f"?area={other.code}"), ["Logopeda", "Świetlica"], "both in the county")
        options = self._page().xpath("//select[@id='area']/option")
        self.assertEqual(len(options), len(self.partnership._residents_areas()) + 1)

    def test_what_cannot_be_used_is_said_and_left_out(self):
        for query, fault in (("age=abc", "Wiek to liczba"), ("age=-1", "Wiek to liczba"), ("age=999", "Wiek to liczba"),
                             ("search=" + "x" * 101, "za długi")):
            page = self._page(f"?{query}")
            self.assertIn(fault, page.xpath("//*[@role='alert']")[0].text_content())
            self.assertEqual(len(page.xpath("//ul[@class='services']//h3")), 2)
        for query in ("page=0", "page=x", "page=99999999999", "need=nie-ma", "need=%27%20OR%201=1", "area=1", "lang=xx",
                      "page=%C2%B2", "search=%00"):
            with self.subTest(query):
                self.assertEqual(self._names(f"?{query}"), ["Logopeda", "Świetlica"])
        self.assertEqual(self._names("?search=%25"), self._names("?search="), "no word was typed")
        self.assertEqual(self._names("?page=2"), [])
        self.assertIn(self.url_open(self.base, data={"x": "1"}).status_code, (400, 404, 405), "read only")

    def test_there_and_back_keeps_what_was_asked(self):
        link = self._page("?search=%C5%9Bwietlica&age=9&lang=pl").xpath("//ul[@class='services']//a")[0].get("href")
        back = html.fromstring(self.url_open(link).content).xpath("//main/nav/a")[0].get("href")
        self.assertIn("age=9", back)
        page = html.fromstring(self.url_open(back).content)
        self.assertEqual(page.xpath("//*[@id='search']")[0].get("value"), "świetlica")

    # ------------------------------------------------------------------
    # For everybody
    # ------------------------------------------------------------------

    def test_as_good_with_a_hundred_services(self):
        """Pages of twenty, at most 20 queries and 100 kB, with ten services and with a hundred."""
        self._service("Zajęcia 00")
        counts = []
        for number in (8, 90):
            for one in range(number):
                self._service(f"Zajęcia {number}{one}", description="Spotkania w małej grupie. " * 8,
                              need_ids=[(6, 0, self.need_poverty.ids)])
            self.env.flush_all()
            partnership = self.env["kooperacje.partnership"].sudo()._residents_published(self.partnership.exchange_key)
            self._ask(partnership)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._ask(partnership)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        # The request itself asks six more: signals, user, company and their partners.
        self.assertLessEqual(counts[1], 14)
        response = self._get("?search=zaj%C4%99cia")
        self.assertLess(len(response.content), 100_000)
        self.assertLess((ADDON / "static/residents/residents.css").stat().st_size, 8_000)
        page = html.fromstring(response.content)
        self.assertEqual(len(page.xpath("//ul[@class='services']//h3")), controller.PER_PAGE)
        seen = set()
        while page.xpath("//a[@rel='next']"):
            seen |= {link.text_content() for link in page.xpath("//ul[@class='services']//h3")}
            page = html.fromstring(self.url_open(page.xpath("//a[@rel='next']")[0].get("href")).content)
        seen |= {link.text_content() for link in page.xpath("//ul[@class='services']//h3")}
        self.assertEqual(len(seen), 99)

    def _ask(self, partnership):
        partnership._residents_needs().mapped("name")
        partnership._residents_areas().mapped("name")
        services, _total = partnership._residents_services("zajęcia", limit=controller.PER_PAGE)
        return controller.ResidentsController()._lines(services, Words("pl"))

    def test_read_by_a_screen_reader_and_without_a_mouse(self):
        for path, lang in (("?age=x", "pl"), (f"/{self.club.exchange_key}?lang=uk", "uk"), ("/x?lang=en", "en")):
            page = self._page(path, 404 if "/x" in path else 200)
            self.assertEqual(page.get("lang"), lang)
            self.assertTrue(page.xpath("//title")[0].text_content().strip())
            levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3")]
            self.assertEqual(levels.count(1), 1)
            self.assertEqual(levels[0], 1)
            self.assertFalse([pair for pair in pairwise(levels) if pair[1] > pair[0] + 1])
            self.assertEqual(len(page.xpath("//main")), 1)
            for control in page.xpath("//input[@type!='hidden'] | //select"):
                self.assertEqual(len(page.xpath("//label[@for=$id]", id=control.get("id"))), 1)
            self.assertEqual(page.xpath("//a[@class='skip']")[0].get("href"), "#main")
            self.assertEqual(len(page.xpath("//*[@aria-current='true']")), 1)
        page = self._page("?lang=uk")
        link = page.xpath("//ul[@class='services']//h3/a")[0]
        self.assertEqual(link.get("lang"), "pl", "services are told in Polish")

    def test_three_languages(self):
        self.assertIn("Допомога поруч", self._get(**{"Accept-Language": "uk-UA,uk;q=0.9,pl;q=0.5"}).text)
        self.assertIn("Help near you", self._get(**{"Accept-Language": "en-GB"}).text)
        self.assertIn("Pomoc w Twojej okolicy", self._get(**{"Accept-Language": "de"}).text)
        self.assertIn("Pomoc w Twojej okolicy", self._get("?lang=pl", **{"Accept-Language": "en"}).text)
        page = self._get(f"/{self.club.exchange_key}?lang=en").text
        self.assertRegex(page, rf"confirmed this on \d+ [A-Z][a-z]+ {self.today.year}")

    def test_words_are_complete(self):
        """In Polish and Ukrainian every word of the page is there, with its places; and no other one in Ukrainian."""
        sources = {
            text._source for texts in (WORDS, FAULTS, *CHOICES.values()) for text in texts.values()
        }
        for language in ("pl", "uk"):
            entries = {
                entry.msgid: entry for entry in polib.pofile(str(ADDON / "i18n" / f"{language}.po")) if entry.msgid
            }
            self.assertFalse({source for source in sources if not entries.get(source) or not entries[source].msgstr})
            for source in sources:
                places = [sorted(re.findall(r"%\(\w+\)s", text)) for text in (source, entries[source].msgstr)]
                self.assertEqual(*places)
                self.assertIn("odoo-python", entries[source].comment)
            if language == "uk":
                self.assertEqual(entries.keys(), sources)

    def test_a_word_for_every_choice(self):
        for name, words in CHOICES.items():
            self.assertEqual(list(words), [code for code, _label in card_layout.CHOICES[name]])

    def test_needs_in_the_words_of_the_office(self):
        self.env["kooperacje.office.word"].create({
            "dictionary": "kooperacje.need", "entry_id": self.need_poverty.id, "company_id": self.company.id,
            "name": "Bieda",
        })
        options = [option.text_content() for option in self._page().xpath("//select[@id='need']/option")]
        self.assertEqual(options, ["dowolna", "Bieda"])

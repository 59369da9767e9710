import io

import openpyxl

from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestWorkbookDownload(BasketCommon, HttpCase):
    """What a user may read is what the file holds; the answer does not tell whether a record exists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card()
        for user in (cls.ewa, cls.kamil, cls.anna, cls.olga, cls.piotr):
            user.password = f"{user.login}-Haslo-1"
        cls.env.flush_all()

    def _get(self, user, path):
        self.authenticate(user.login, f"{user.login}-Haslo-1")
        return self.url_open(path)

    def test_card_for_institution_and_office(self):
        path = f"/kooperacje/card/{self.card.id}/workbook"
        for user in (self.ewa, self.piotr):
            response = self._get(user, path)
            self.assertEqual(response.status_code, 200)
            self.assertIn("spreadsheetml", response.headers["Content-Type"])
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            reading = read_card(response.content, self.Card._card_dictionaries())
            self.assertEqual({row.values["name"] for row in reading.services}, {"Świetlica", "Logopeda"})
        for user in (self.kamil, self.anna, self.olga):
            self.assertEqual(self._get(user, path).status_code, 404, user.login)
        self.assertEqual(self._get(self.ewa, "/kooperacje/card/999999999/workbook").status_code, 404)

    def test_basket_for_all_engaged(self):
        path = f"/kooperacje/basket/{self.partnership.id}/workbook"
        for user in (self.anna, self.ewa, self.piotr):
            response = self._get(user, path)
            self.assertEqual(response.status_code, 200)
            book = openpyxl.load_workbook(io.BytesIO(response.content))
            self.assertEqual(book["Usługi"].cell(5, 7).value, "Logopeda")
        self.assertEqual(self._get(self.olga, path).status_code, 404)

    def test_file_bears_the_day_of_the_office(self):
        """Whatever zone its reader has chosen: in one of these it is another day at any moment."""
        for zone in ("Pacific/Niue", "Pacific/Kiritimati"):
            self.anna.tz = zone
            response = self._get(self.anna, f"/kooperacje/basket/{self.partnership.id}/workbook")
            self.assertIn(f"lokalny-koszyk-uslug-{office_today()}.xlsx", response.headers["Content-Disposition"], zone)

    def test_nobody_without_a_login(self):
        response = self.url_open(f"/kooperacje/basket/{self.partnership.id}/workbook", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

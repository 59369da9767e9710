import io
from datetime import timedelta

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.kernels import basket_layout as layout
from odoo.addons.kooperacje.models.network.role_assignment import ROLES
from odoo.addons.kooperacje.tests.basket.common import BasketCommon


class SharingCommon(BasketCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card(services=("Logopeda", "Świetlica"))
        cls.speech, cls.club = cls.card.service_ids.sorted("name")
        cls.club.with_user(cls.piotr).write({
            "need_ids": [(6, 0, (cls.need_poverty | cls.need_disability).ids)], "contact_name": "Ewa Belfer",
        })
        cls.proposed = cls.Service.with_user(cls.piotr).create({
            "name": "Propozycja", "partnership_id": cls.partnership.id, "institution_id": cls.ngo.id,
        })
        cls.obiady = cls.Service.create({
            "name": "Obiady", "partnership_id": cls.partnership_nur.id, "institution_id": cls.ngo.id,
            "state": "verified",
        })
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestLastingAccess(SharingCommon):
    """Every OPS social worker and every worker of a partner engaged in PZK or ZZK has the basket for good (K3D-217)."""

    def test_every_role_at_every_member(self):
        institutions = self.partnership.membership_ids.institution_id
        self.assertGreater(len(institutions), 4)
        number = 0
        for institution in institutions:
            for role in ("social_worker", "network_worker", "manager") if institution == self.ops else (
                "coordinator", "specialist",
            ):
                number += 1
                user = self._user(f"pracownik{number}", institution, role)
                self.env.flush_all()
                services = self.Service.with_user(user)
                self.assertIn(self.club, services.search([("state", "=", "verified")]), (institution.name, role))
                self.assertEqual(services.browse(self.club.id).name, "Świetlica")
                self.assertNotIn(self.obiady, services.search([]), (institution.name, role))
                self.assertTrue(self.partnership.with_user(user)._basket_workbook(), (institution.name, role))

    def test_all_roles_of_the_office_but_the_regional_centre_by_its_own_way(self):
        self.assertEqual(set(self.user_by_role), {role for role, _label in ROLES})
        for role, user in self.engaged_by_role.items():
            self.assertIn(self.club, self.Service.with_user(user).search([]), role)

    def test_it_lasts_as_long_as_the_role_and_no_longer(self):
        with freeze_time(f"{self.today.year + 5}-05-05 10:00:00"):
            self.env.invalidate_all()
            self.assertIn(self.club, self.Service.with_user(self.tomasz).search([]), "years later, no job has run")
        self.tomasz.role_assignment_ids.sudo().write({"date_to": self.today + timedelta(days=1)})
        with freeze_time(self.today + timedelta(days=2)):
            self.env.invalidate_all()
            self.assertFalse(self.Service.with_user(self.tomasz).search([]))

    def test_unverified_cards_are_not_shown(self):
        for user in (self.anna, self.tomasz, self.robert):
            self.assertNotIn(self.proposed, self.Service.with_user(user).search([]))
            with self.assertRaises(AccessError):
                self.proposed.with_user(user).read(["name"])


@tagged("post_install", "-at_install")
class TestVoivodeshipList(SharingCommon, HttpCase):
    """The regional centre runs the list of services of the voivodeship (RUR-42, 108): it reads, across partnerships."""

    def test_verified_services_of_all_its_partnerships(self):
        services = self.Service.with_user(self.robert).search([])
        self.assertTrue({self.club, self.speech, self.obiady} <= set(services))
        self.assertNotIn(self.proposed, services)
        self.obiady.with_user(self.nadia)._withdraw("Remont")
        self.assertNotIn(self.obiady, self.Service.with_user(self.robert).search([]))

    def test_not_those_kept_to_an_office(self):
        self.club.with_user(self.piotr).visibility = "office"
        self.assertNotIn(self.club, self.Service.with_user(self.robert).search([]))

    def test_not_those_of_another_centre(self):
        other = self._institution("ROPS inny (test)", self.type_rops, self.voivodeship)
        self.partnership_nur.regional_centre_id = other
        self.assertNotIn(self.obiady, self.Service.with_user(self.robert).search([]))
        with self.assertRaises(AccessError):
            self.obiady.with_user(self.robert).read(["name"])

    def test_it_only_reads(self):
        club = self.club.with_user(self.robert)
        for action in (
            lambda: club.write({"name": "X"}), club.unlink, club.action_verify,
            lambda: self.Service.with_user(self.robert).create({
                "name": "X", "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
            }),
            lambda: self.env["kooperacje.basket.import"].with_user(self.robert).create({
                "partnership_id": self.partnership.id,
            }),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_a_role_that_ended_reads_nothing(self):
        self.robert.role_assignment_ids.sudo().write({"date_to": self.today + timedelta(days=1)})
        with freeze_time(self.today + timedelta(days=2)):
            self.env.invalidate_all()
            self.assertFalse(self.Service.with_user(self.robert).search([]), "from midnight on, without any job")
        self.robert.role_assignment_ids.sudo().write({"revoked_on": self.today})
        with self.assertRaises(AccessError):
            self.Service.with_user(self.robert).search([])

    def test_as_a_workbook(self):
        for user in (self.robert, self.anna):
            user.password = f"{user.login}-Haslo-1"
        self.env.flush_all()
        self.authenticate("robert.test", "robert.test-Haslo-1")
        response = self.url_open("/kooperacje/basket/voivodeship/workbook")
        self.assertEqual(response.status_code, 200)
        page = openpyxl.load_workbook(io.BytesIO(response.content))["Usługi"]
        at = {column.key: index for index, column in enumerate(layout.VOIVODESHIP.columns)}
        rows = [
            [cell.value for cell in row] for row in page.iter_rows(min_row=layout.HEADER_ROW + 1)
            if row[at["name"]].value
        ]
        found = {row[at["name"]]: (row[at["partnership"]], row[at["county"]]) for row in rows}
        self.assertEqual(found["Świetlica"], (self.partnership.name, self.county.name))
        self.assertEqual(found["Obiady"][0], self.partnership_nur.name)
        self.assertNotIn("Propozycja", found)
        self.assertNotIn("contact_name", at, "staff are for those who work with them")
        self.authenticate("anna.test", "anna.test-Haslo-1")
        self.assertEqual(self.url_open("/kooperacje/basket/voivodeship/workbook").status_code, 404)

    def test_queries_do_not_grow_with_partnerships_and_services(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["kooperacje.partnership"].with_user(self.robert)._voivodeship_workbook()
            return self.env.cr.sql_log_count - before
        counts = []
        for count in (10, 90):
            self.Service.create([{
                "name": f"Usługa {count} {number}", "institution_id": self.school.id, "state": "verified",
                "partnership_id": (self.partnership if number % 2 else self.partnership_nur).id,
            } for number in range(count)])
            queries()
            counts.append(queries())
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestCatalogue(SharingCommon):
    """The basket on paper, in the order that is wanted."""

    def _catalogue(self, user=None, **values):
        return self.env["kooperacje.basket.catalogue"].with_user(user or self.anna).create({
            "partnership_id": self.partnership.id, **values,
        })

    def _html(self, catalogue):
        report = self.env["ir.actions.report"].with_user(catalogue.env.user)
        return report._render_qweb_html("kooperacje.report_basket_catalogue", catalogue.ids)[0].decode()

    def test_by_need_a_service_stands_under_each(self):
        groups = self._catalogue()._catalogue_groups()
        under = {title: services.mapped("name") for title, services in groups}
        for need in (self.need_poverty, self.need_disability):
            self.assertEqual(under[f"{need.code} {need.name}"], ["Świetlica"])
        self.assertEqual(groups[-1][1].mapped("name"), ["Logopeda"], "those without one come last")

    def test_other_orders(self):
        self.assertEqual(self._catalogue(group_by="institution")._catalogue_groups()[0][0], self.school.name)
        [(title, services)] = self._catalogue(group_by="sector")._catalogue_groups()
        self.assertEqual((title, len(services)), (self.sector_education.name, 2))
        self.assertEqual(self._catalogue(group_by="area")._catalogue_groups()[0][0], "Usługi bez wskazanego obszaru")

    def test_only_what_is_available_today(self):
        self.club.with_user(self.piotr).date_to = "2020-01-01"
        self.assertNotIn(self.club, self._catalogue()._catalogue_services())
        self.assertIn(self.club, self._catalogue(only_available=False)._catalogue_services())
        self.assertNotIn(self.proposed, self._catalogue(only_available=False)._catalogue_services())

    def test_not_what_is_kept_to_the_office(self):
        self.club.with_user(self.piotr).visibility = "office"
        self.assertNotIn(self.club, self._catalogue(self.piotr)._catalogue_services())

    def test_on_paper(self):
        html = self._html(self._catalogue())
        for text in ("KATALOG USŁUG", self.partnership.name, "Świetlica", "Ewa Belfer", self.school.name):
            self.assertIn(text, html)
        self.assertNotIn("Ewa Belfer", self._html(self._catalogue(with_contacts=False)))
        self.club.with_user(self.piotr).contact_public = True
        self.assertIn("Ewa Belfer", self._html(self._catalogue(with_contacts=False)))

    def test_each_prints_what_he_or_she_reads(self):
        self.assertFalse(self._catalogue(self.olga)._catalogue_services())
        for user in self.engaged_by_role.values():
            self.assertTrue(self._catalogue(user)._catalogue_services(), user.login)
        with self.assertRaises(AccessError):
            self._catalogue(self.anna).with_user(self.jan).read(["group_by"])

    def test_queries_do_not_grow_with_the_services(self):
        counts = []
        for count in (5, 10, 90):
            self.Service.create([{
                "name": f"Usługa {count} {number}", "institution_id": self.school.id, "state": "verified",
                "partnership_id": self.partnership.id, "need_ids": [(6, 0, self.need_poverty.ids)],
            } for number in range(count)])
            catalogue = self._catalogue()
            self._html(catalogue)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._html(catalogue)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

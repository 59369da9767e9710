from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestRegionEntry(KooperacjeCommon):
    """Robert of the regional centre adds to the voivodeship list what stands in no local basket (RUR-42, 108)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.Entry = cls.env["kooperacje.region.entry"]
        cls.entry = cls.Entry.with_user(cls.robert).create({
            "name": "Telefon wsparcia rodzin", "provider": "Urząd Marszałkowski", "kind": "service",
        })

    def _seen(self, user):
        self.env.invalidate_all()
        return self.Entry.with_user(user).search([("id", "=", self.entry.id)])

    def test_services_and_activities_of_the_own_centre(self):
        self.assertEqual(self.entry.regional_centre_id, self.rops)
        activity = self.Entry.with_user(self.robert).create({
            "name": "Wojewódzki festyn rodzin", "provider": "ROPS", "kind": "activity", "county_id": self.county.id,
            "date_to": self.today - timedelta(days=1),
        })
        offered = self.Entry.search([("id", "in", (self.entry | activity).ids), ("is_offered", "=", True)])
        self.assertEqual(offered, self.entry)
        self.entry.with_user(self.robert).active = False
        self.assertFalse(self.entry.is_offered)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_read_in_partnerships_of_the_centre_written_by_it_alone(self):
        for role, user in self.user_by_role.items():
            with self.subTest(role):
                if role == "evaluator":
                    self.assertFalse(self.Entry.with_user(user).has_access("read"))
                else:
                    self.assertTrue(self._seen(user))
                for operation in ("write", "create", "unlink"):
                    writes = role in ("regional", "county_animator")
                    self.assertEqual(self.Entry.with_user(user).has_access(operation), writes)
        self.assertTrue(self._seen(self.olga), "Nur is served by the same centre")
        self.partnership_nur.regional_centre_id = False
        self.assertFalse(self._seen(self.olga))
        guest = self.env["res.users"].create({
            "name": "Gość", "login": "gosc.test", "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })
        with self.assertRaises(AccessError):
            self._seen(guest)
        other = self._institution("ROPS inny", self.type_rops, self.voivodeship)
        with self.assertRaises(AccessError):
            self.entry.with_user(self.robert).copy({"regional_centre_id": other.id})
        self.robert.role_assignment_ids.sudo().date_to = self.today - timedelta(days=1)
        with self.assertRaises(AccessError):
            self._seen(self.robert)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_animator_of_the_county_builds_the_county_s_list(self):
        """RUR-49: what PCPR offers in all communes of the county; read there and by the regional centre."""
        entry = self.Entry.with_user(self.bogna).create({
            "name": "Mediacje rodzinne", "provider": "PCPR", "kind": "service",
        })
        self.assertEqual(
            (entry.strategic_partner_id, entry.regional_centre_id, entry.county_id),
            (self.pcpr, self.env["res.partner"], self.county),
        )
        self.env.invalidate_all()
        for user in (self.anna, self.piotr, self.ewa, self.robert, self.bogna):
            self.assertTrue(entry.with_user(user).has_access("read"), user.login)
        self.partnership_nur.strategic_partner_id = False
        self.assertFalse(entry.with_user(self.olga).has_access("read"))
        entry.with_user(self.bogna).write({"access": "bez skierowania"})
        for user in (self.robert, self.anna, self.maria):
            self.assertFalse(entry.with_user(user).has_access("write"), user.login)
        self.assertFalse(self.entry.with_user(self.bogna).has_access("write"), "the regional centre's own")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            entry.with_user(self.bogna).copy({"strategic_partner_id": self._institution(
                "PCPR inne", self.type_pcpr, self.county,
            ).id})
        for values, words in (
            ({"county_id": False}, "for which county"), ({"strategic_partner_id": self.ppp.id}, "Choose one of them"),
            ({"regional_centre_id": self.rops.id}, "Choose one of them"),
            ({"strategic_partner_id": False}, "Choose one of them"),
        ):
            with self.subTest(values), self.assertRefused(words, ValidationError):
                entry.sudo().write(values)

    def test_bad_input(self):
        own = self.env["kooperacje.need"].create({
            "name": "Nasza", "code": "X1", "company_id": self.company.id,
            "scope_id": self.env.ref("kooperacje.data_scope_support").id,
        })
        for values, words in (
            ({"url": "www.example.org"}, "begins with https"), ({"county_id": self.commune.id}, "Choose a county"),
            ({"regional_centre_id": self.ppp.id}, "kept by the regional centre"),
            ({"need_ids": [Command.set(own.ids)]}, "common needs"),
        ):
            with self.subTest(words), self.assertRefused(words, ValidationError):
                self.entry.sudo().write(values)
        with self.assertRefused("."):
            self.entry.with_user(self.robert).regional_centre_id = self._institution(
                "ROPS inny", self.type_rops, self.voivodeship,
            )

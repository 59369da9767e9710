import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.screens import Screen


@tagged("post_install", "-at_install")
class TestPlatform(KooperacjeCommon):
    """Robert of the regional centre publishes learning material (RUR-33, 107) and notes what promoted the Model
    (RUR-109); those who work in its partnerships read it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.models = cls.env["kooperacje.learning.material"], cls.env["kooperacje.promotion"]
        cls.material = cls.models[0].with_user(cls.robert).create({
            "name": "Pierwsze spotkanie z rodziną", "url": "https://example.org/film", "kind": "film",
            "topic": "family_work", "minutes": 12,
        })
        cls.action = cls.models[1].with_user(cls.robert).create({
            "name": "Konferencja dla wójtów", "kind": "conference", "reach": 80,
            "area_ids": [Command.set((cls.commune | cls.commune_nur).ids)],
        })

    def test_material_is_found_by_topic_and_opened(self):
        self.assertEqual((self.material.regional_centre_id, self.material.published_on), (self.rops, self.today))
        seen = self.models[0].with_user(self.anna).search([
            ("topic", "=", "family_work"), ("id", "=", self.material.id),
        ])
        self.assertEqual(seen.action_open_page()["url"], "https://example.org/film")
        paper = base64.b64encode(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
        self.material.with_user(self.robert).write({"url": False, "file": paper, "file_name": "przewodnik.pdf"})
        self.env.invalidate_all()
        self.assertEqual(seen.with_context(bin_size=False).file, paper, "read by who is served")
        self.material.with_user(self.robert).active = False
        self.assertFalse(self.models[0].with_user(self.anna).search([("id", "=", self.material.id)]))

    def test_promotion_is_counted(self):
        self.action.with_user(self.robert).copy({"kind": "media", "reach": 500, "area_ids": False})
        groups = self.models[1].with_user(self.piotr)._read_group(
            [("regional_centre_id", "=", self.rops.id)], ["kind"], ["__count", "reach:sum"],
        )
        self.assertEqual(groups, [("conference", 1, 80), ("media", 1, 500)])

    def test_partnerships_shown_are_named_to_those_who_may_read_them(self):
        self.action.with_user(self.robert).partnership_ids = self.partnership | self.partnership_nur
        self.env.invalidate_all()
        self.assertEqual(self.action.with_user(self.olga).partnership_ids, self.partnership_nur)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_read_by_who_is_served_written_by_the_centre_alone(self):
        guest = new_test_user(self.env, "platform.portal", groups="base.group_portal")
        other = self._institution("ROPS inny", self.type_rops, self.voivodeship)
        for record in (self.material, self.action):
            Model = self.env[record._name]
            for role, user in self.user_by_role.items():
                with self.subTest(model=record._name, role=role):
                    self.env.invalidate_all()
                    seen = role != "evaluator"
                    self.assertEqual(record.with_user(user).has_access("read"), seen)
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(Model.with_user(user).has_access(operation), role == "regional")
            with self.subTest(model=record._name):
                self.assertFalse(record.with_user(guest).has_access("read"))
                self.assertTrue(record.with_user(self.olga).has_access("read"), "Nur is served by the same centre")
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    record.with_user(self.robert).copy({
                        "regional_centre_id": other.id, **({"url": "https://example.org"} if "url" in record else {}),
                    })
                with self.assertRefused("."):
                    record.with_user(self.robert).regional_centre_id = other
        self.partnership_nur.regional_centre_id = False
        self.env.invalidate_all()
        self.assertFalse(self.material.with_user(self.olga).has_access("read"))
        self.assertFalse(self.action.with_user(self.olga).has_access("read"))

    def test_bad_input(self):
        for record, values, words in (
            (self.material, {"url": False}, "leads nowhere"),
            (self.material, {"url": "www.example.org"}, "begins with https"),
            (self.material, {"file": base64.b64encode(b"MZ program")}, "Attach a PDF"),
            (self.material, {"regional_centre_id": self.ppp.id}, "kept by the regional centre"),
            (self.action, {"url": "javascript:alert(1)"}, "begins with https"),
            (self.action, {"done_on": self.today + timedelta(days=1)}, "has not been done yet"),
            (self.action, {"regional_centre_id": self.pcpr.id}, "kept by the regional centre"),
        ):
            with self.subTest(words, model=record._name), self.assertRefused(words, ValidationError):
                record.sudo().write(values)

    def test_lists_cost_the_same_for_ten_and_a_hundred(self):
        for record in (self.material, self.action):
            model = self.env[record._name].with_user(self.anna)
            screen = Screen(model, "list", False)

            def cost(number, record=record, model=model, screen=screen):
                self.env[record._name].create([record.copy_data()[0] for _one in range(number)])
                model.web_search_read([], screen.spec, limit=1)
                return self._queries(lambda: model.web_search_read([], screen.spec, limit=200))
            with self.subTest(record._name):
                self.assertEqual(cost(10), cost(90))

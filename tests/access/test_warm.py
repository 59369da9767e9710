from types import SimpleNamespace

from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.tests import warm
from odoo.addons.kooperacje.tests.common import STANDING, KooperacjeCommon


@tagged("post_install", "-at_install")
class TestWarm(TransactionCase):
    """What tests share: what they looked up, as long as nobody changed it."""

    def setUp(self):
        super().setUp()
        # Nothing of this goes to the tests behind it.
        self.addCleanup(warm._known.update, dict(warm._known))
        self.addCleanup(self.registry.clear_all_caches)
        self.tests = SimpleNamespace(
            registry=self.registry, _kept_found={name: {} for name in warm.KEPT}, _kept_changed=set(),
        )
        warm._fill(self.tests)
        self.cache = self.registry._Registry__caches["templates"]

    def _key(self, name):
        return ("ir.qweb", type(self.env["ir.qweb"])._generate_code_cached, name)

    def _next_test(self):
        warm._gather(self.tests)
        self.registry.clear_all_caches()
        warm._fill(self.tests)

    def test_what_was_found_is_known_to_the_next(self):
        key = self._key("kooperacje.a")
        self.cache[key] = (1, 2)
        self._next_test()
        self.assertEqual(self.cache[key], (1, 2))
        self.assertEqual(warm._known["templates"][key], (1, 2), "and to the next class")

    def test_what_was_found_after_a_change_is_not(self):
        before, after = self._key("kooperacje.a"), self._key("kooperacje.b")
        self.cache[before] = (1, 2)
        self._next_test()
        self.registry.clear_cache("templates")
        self.cache[after] = (3,)
        self._next_test()
        self.assertIn(before, self.cache)
        self.assertNotIn(after, self.cache)

    def test_what_follows_from_the_set_up_of_a_class_stays_in_it(self):
        self.registry.clear_cache("templates")
        warm._begin(self.tests)
        key = self._key("kooperacje.a")
        self.cache[key] = (1, 2)
        self._next_test()
        self.assertIn(key, self.cache, "its own tests share it")
        self.assertNotIn(key, warm._known["templates"])

    def test_each_cache_of_odoo_is_emptied_by_its_change(self):
        """The mark goes whenever Odoo empties a cache: on this all else relies."""
        for name in warm.KEPT:
            cache = self.registry._Registry__caches[name]
            self.assertIn(warm.UNTOUCHED, cache, name)
            self.registry.clear_cache(name)
            self.assertNotIn(warm.UNTOUCHED, cache, name)


@tagged("post_install", "-at_install")
class TestStandingOffice(KooperacjeCommon):
    def test_stands_as_it_is_founded(self):
        """The office that stands in the database of all tests is the one each class would found for itself."""
        self.env.cr.execute("SELECT 1 FROM ir_config_parameter WHERE key = %s", [STANDING])
        if not self.env.cr.fetchone():
            self.skipTest("a database of one's own, where each class founds the office")
        self.assertTrue(self.partnership.exists())
        self.assertEqual(self.partnership.state, "active")
        self.assertEqual(self.anna.company_id, self.company)
        roles = self.env["kooperacje.role.assignment"].search([("user_id", "in", self._people().ids)])
        self.assertEqual(
            {(role.user_id.login, role.role) for role in roles},
            {(user.login, role) for role, user in self.user_by_role.items()}
            | {("jan.test", "social_worker"), ("zofia.test", "specialist"), ("olga.test", "social_worker")},
        )
        members = self.partnership.membership_ids.institution_id
        self.assertEqual(members, self.ops | self.pcpr | self.school | self.ppp | self.ngo)

    def _people(self):
        return (
            self.anna | self.jan | self.maria | self.piotr | self.ewa | self.tomasz | self.zofia | self.robert
            | self.irena | self.adam | self.urszula | self.olga | self.bogna
        )

from odoo.tests import TransactionCase, tagged

from odoo.addons.kooperacje.models.catalogue.res_users import FIRST_SCREENS
from odoo.addons.kooperacje.tests.common import KooperacjeCommon
from odoo.addons.kooperacje.tests.demo.common import DemoMixin, demo_logins

# What everybody finds: the first screen and the page of everything.
ALL = {"my_day", "registries"}
ROOMS = {
    "social_worker": {"casework", "meetings", "basket", "network", "evaluation"},
    "network_worker": {"casework", "meetings", "basket", "network", "evaluation", "configuration"},
    "manager": {"casework", "meetings", "basket", "network", "evaluation", "privacy", "configuration"},
    "coordinator": {"casework", "meetings", "basket", "network", "evaluation"},
    "specialist": {"casework", "meetings", "basket", "network", "evaluation"},
    "regional": {"meetings", "basket", "network", "evaluation"},
    "county_animator": {"county", "meetings", "basket", "network", "evaluation"},
    "dpo": {"network", "privacy"}, "admin": {"network", "configuration"}, "evaluator": {"evaluation"},
}


@tagged("post_install", "-at_install")
class TestMenu(KooperacjeCommon):
    """Each role is offered the rooms it works in, and no screen twice."""

    def _menus(self, user):
        return self.env["ir.ui.menu"].with_user(user).load_menus(False)

    def test_each_role_sees_its_rooms(self):
        for role, user in self.user_by_role.items():
            menus = self._menus(user)
            shown = menus[self.env.ref("kooperacje.menu_root").id]["children"]
            with self.subTest(role):
                self.assertEqual(
                    {menus[one]["xmlid"] for one in shown}, {f"kooperacje.menu_{room}" for room in ROOMS[role] | ALL},
                )

    def test_no_screen_stands_twice(self):
        for role, user in self.user_by_role.items():
            menus = self._menus(user)
            below, actions = [self.env.ref("kooperacje.menu_root").id], []
            while below:
                children = menus[below.pop()]["children"]
                below += children
                # A room bears the screen of its first menu.
                actions += [menus[one]["action_id"] for one in children if not menus[one]["children"]]
            with self.subTest(role):
                self.assertEqual(len(actions), len(set(actions)))

    def test_no_heading_stands_above_nothing(self):
        for role, user in self.user_by_role.items():
            menus = self._menus(user)
            with self.subTest(role):
                self.assertFalse([
                    menu["xmlid"] for menu in menus.values()
                    if (menu.get("xmlid") or "").startswith("kooperacje.")
                    and not (menu["children"] or menu["action_id"])
                ])

    def test_day_begins_with_what_waits(self):
        """The network worker used to be met by social projects, the region by an empty list of tasks."""
        for role, user in self.user_by_role.items():
            opened = self.env.ref("kooperacje.action_home").with_user(user).run()
            with self.subTest(role):
                self.assertEqual(opened["id"], self.env.ref("kooperacje.action_my_day").id)
                *first, screen = self.env["kooperacje.my.day"].with_user(user).waiting()["screens"]
                # This office has verified no card yet: its keepers go on with the first steps.
                self.assertEqual(
                    [one["action"] for one in first],
                    ["kooperacje.action_first_run"] if role in ("network_worker", "manager") else [],
                )
                action = self.env.ref(screen["action"])
                self.assertEqual(screen["action"], f"kooperacje.{FIRST_SCREENS[role]}")
                self.env[action.res_model].with_user(user).check_access("read")
                self.assertIn(action.id, {
                    menu["action_id"] for name, menu in self._menus(user).items() if name != "root"
                })

    def test_of_several_roles_the_first_decides(self):
        """Who leads the voivodeship's team is its manager too: the board of cases would be empty."""
        self._role(self.maria, self.rops, "regional")
        self.assertEqual(self.maria._kooperacje_screens(), ["action_region_partnership", "action_case_office"])

    # The bar

    def _bar(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
        return menus, menus[self.env.ref("kooperacje.menu_root").id]

    def test_bar_is_short_for_every_role(self):
        for role, user in self.user_by_role.items():
            menus, app = self._bar(user)
            with self.subTest(role):
                self.assertLessEqual(len(app["children"]), 7)
                self.assertLessEqual(sum(1 + len(menus[one]["children"]) for one in app["children"]), 30)
                self.assertEqual(menus[app["children"][0]]["xmlid"], "kooperacje.menu_my_day")
                self.assertEqual(menus[app["children"][-1]]["xmlid"], "kooperacje.menu_registries")

    def test_page_of_all_registers_holds_all_that_one_may_open(self):
        """And nothing besides: neither a menu of a colleague nor a heading above nothing."""
        for role, user in self.user_by_role.items():
            menus, app = self._bar(user)
            offered = {one for section in app["kooperacjeRegistries"] for part in section["parts"]
                       for one in part["menus"]}
            opening = {
                menu["id"] for name, menu in self._menus(user).items()
                if name != "root" and menu["app_id"] == app["id"] != menu["id"] and not menu["children"]
            }
            with self.subTest(role):
                self.assertEqual(offered, opening)
                self.assertTrue(all(menus[one]["actionID"] and menus[one]["appID"] == app["id"] for one in offered))
                self.assertLessEqual({one for one in app["children"] if not menus[one]["children"]}, offered)

    def test_a_menu_of_later_stands_on_the_page_and_not_in_the_bar(self):
        added = self.env["ir.ui.menu"].create({
            "name": "Kronika", "parent_id": self.env.ref("kooperacje.menu_network").id,
            "action": f"ir.actions.act_window,{self.env.ref('kooperacje.action_tool').id}",
        })
        menus, app = self._bar(self.piotr)
        [part] = [part for section in app["kooperacjeRegistries"] for part in section["parts"]
                  if added.id in part["menus"]]
        self.assertFalse(part["name"])
        self.assertFalse([menu for menu in menus.values() if added.id in menu["children"]])
        added.kooperacje_daily_group_ids = self.env.ref("kooperacje.group_coordinator")
        menus, _app = self._bar(self.ewa)
        self.assertIn(added.id, menus[self.env.ref("kooperacje.menu_network").id]["children"])

    def test_further_roles_fill_the_bar_as_long_as_it_holds_them(self):
        """Who leads the regional centre leads the office of the voivodeship too: 46 entries would stand in the bar."""
        self._role(self.robert, self.ops, "manager")
        self._role(self.robert, self.ops, "network_worker")
        menus, app = self._bar(self.robert)
        shown = {menus[one]["xmlid"] for section in app["children"] for one in (
            menus[section]["children"] or [section])}
        self.assertIn("kooperacje.menu_region_partnership", shown)
        self.assertLessEqual(sum(1 + len(menus[one]["children"]) for one in app["children"]), 30)
        self._role(self.ewa, self.school, "specialist")
        menus, app = self._bar(self.ewa)
        shown = {menus[one]["xmlid"] for section in app["children"] for one in (
            menus[section]["children"] or [section])}
        self.assertLessEqual({"kooperacje.menu_my_card", "kooperacje.menu_case_member"}, shown)

    def test_bar_names_the_institution(self):
        _menus, app = self._bar(self.tomasz)
        self.assertEqual(app["kooperacjeInstitution"], self.ppp.name)
        self._role(self.tomasz, self.school, "specialist", date_from=self.env.cr.now().date())
        _menus, app = self._bar(self.tomasz)
        self.assertEqual(app["kooperacjeInstitution"], f"{self.school.name} (+1)")

    def test_other_applications_keep_their_menus_and_ask_no_query(self):
        """Who holds no role gets what core gives, at the same price."""
        clerk = self.env["res.users"].create({
            "name": "Kadrowa", "login": "kadrowa.test", "group_ids": self.env.ref("base.group_user").ids,
        })
        Menu = self.env["ir.ui.menu"].with_user(clerk)
        Menu.load_web_menus(False)
        core = self._queries(lambda: Menu.load_menus(False))
        self.assertEqual(self._queries(lambda: Menu.load_web_menus(False)), core)
        self.assertFalse([key for menu in Menu.load_web_menus(False).values() for key in menu if "ooperacje" in key])
        mine, core = self._bar(self.anna)[0], self._menus(self.anna)
        app = self.env.ref("kooperacje.menu_root").id
        for name, menu in core.items():
            if name != "root" and menu["app_id"] != app:
                self.assertEqual(mine[name]["children"], menu["children"])


@tagged("post_install", "-at_install")
class TestBarOfDemo(DemoMixin, TransactionCase):
    """Every person of the demo has a short bar, and all they had before on one page."""

    def test_at_most_seven_and_thirty(self):
        root, counted = self.env.ref("kooperacje.menu_root").id, 0
        for row in demo_logins():
            menus = self.env["ir.ui.menu"].with_user(self.ref(f"user_{row['login']}")).load_web_menus(False)
            with self.subTest(row["login"]):
                sections = menus[root]["children"]
                self.assertLessEqual(len(sections), 7)
                self.assertLessEqual(sum(1 + len(menus[one]["children"]) for one in sections), 30)
            counted += 1
        self.assertGreater(counted, 20)

from odoo.tests import tagged

from odoo.addons.kooperacje.models.catalogue.res_users import FIRST_SCREENS
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

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
                    {menus[one]["xmlid"] for one in shown}, {f"kooperacje.menu_{room}" for room in ROOMS[role]},
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

    def test_day_begins_on_a_screen_of_the_own_menu(self):
        """The network worker used to be met by social projects, the region by an empty list of tasks."""
        for role, user in self.user_by_role.items():
            opened = self.env.ref("kooperacje.action_home").with_user(user).run()
            with self.subTest(role):
                self.assertIn(opened["id"], {
                    menu["action_id"] for name, menu in self._menus(user).items() if name != "root"
                })
                self.env[opened["res_model"]].with_user(user).check_access("read")
                self.assertEqual(opened["id"], self.env.ref(f"kooperacje.{FIRST_SCREENS[role]}").id)

    def test_of_several_roles_the_first_decides(self):
        """Who leads the voivodeship's team is its manager too: the board of cases would be empty."""
        self._role(self.maria, self.rops, "regional")
        opened = self.maria._kooperacje_home()
        self.assertEqual(opened["id"], self.env.ref("kooperacje.action_region_partnership").id)

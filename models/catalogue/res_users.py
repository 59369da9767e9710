from odoo import models

from odoo.addons.kooperacje.models.access.windows import window

# The screen on which the work of a role goes on from “My day”; of several roles the first decides. Who leads the
# voivodeship's team is its manager too, and has no cases.
FIRST_SCREENS = {
    "social_worker": "action_case", "county_animator": "action_county_partnership",
    "regional": "action_region_partnership", "manager": "action_case_office",
    "network_worker": "action_partnership", "specialist": "action_case_member", "coordinator": "action_partnership",
    "dpo": "access_action", "admin": "action_role_assignment", "evaluator": "action_evaluation",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _kooperacje_home(self):
        """The action that the addon opens with: what waits for whoever holds a role."""
        self.ensure_one()
        screens = self._kooperacje_screens()
        # Who has just installed the addon holds no role yet, or that of the administrator of access alone.
        if self.has_group("base.group_system") and set(screens) <= {FIRST_SCREENS["admin"]}:
            return self.env["kooperacje.first.run"].action_open()
        if screens:
            return self.env["ir.actions.client"]._for_xml_id("kooperacje.action_my_day")
        return window(self.env, "action_partnership")

    def _kooperacje_screens(self):
        """XML ids of the screens on which the user's work goes on, one for each role held; the first one's first."""
        self.ensure_one()
        return list(dict.fromkeys(
            screen for role, screen in FIRST_SCREENS.items() if self.has_group(f"kooperacje.group_{role}")
        ))

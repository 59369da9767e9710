from odoo import fields, models

from .res_users import FIRST_SCREENS

# What the key of the application bears beside core's, for the page of all registers and for the bar.
REGISTRIES = "kooperacjeRegistries"
INSTITUTION = "kooperacjeInstitution"
MOST_SECTIONS = 7
MOST_ENTRIES = 30


class IrUiMenu(models.Model):
    """The bar of the application holds what a role opens every day; one page holds everything.

    A menu stands in the bar for the groups named in ``kooperacje_daily_group_ids``, which are given in
    ``views/catalogue/daily_menu.xml``. Every other one keeps its record, its rights and its address, and is opened from
    the page *All registers*, which a menu added later reaches by itself. Headings within a section are left out of the
    bar, and a section of one entry is that entry.
    """

    _inherit = "ir.ui.menu"

    kooperacje_daily_group_ids = fields.Many2many(
        "res.groups", "kooperacje_daily_menu_rel", "menu_id", "group_id", "In the bar for", copy=False,
        help="Members of these groups find the menu in the bar of the application, and everybody who may open it on "
             "the page “All registers”.",
    )

    def load_web_menus(self, debug):
        menus = super().load_web_menus(debug)
        root = self.env["ir.model.data"]._xmlid_to_res_id("kooperacje.menu_root", raise_if_not_found=False)
        if root in menus:
            app = menus[root]
            app[REGISTRIES] = [self._kooperacje_registry(menus, section) for section in app["children"]]
            app[INSTITUTION] = self.env.user._kooperacje_institution()
            self._kooperacje_shorten(menus, app)
        return menus

    def _kooperacje_registry(self, menus, section):
        """A section of the page: its entries under the headings that the menus have, the first ones under none."""
        entry = menus[section]
        if not entry["children"]:
            return {"id": section, "name": entry["name"], "parts": [{"id": section, "name": False, "menus": [section]}]}
        parts = [{"id": section, "name": False, "menus": []}]
        for child in entry["children"]:
            if menus[child]["children"]:
                parts.append({"id": child, "name": menus[child]["name"], "menus": self._kooperacje_below(menus, child)})
            else:
                parts[0]["menus"].append(child)
        return {"id": section, "name": entry["name"], "parts": [part for part in parts if part["menus"]]}

    def _kooperacje_below(self, menus, menu):
        """The menus below ``menu`` that open something, in the order of the tree; itself, where nothing is below."""
        below = menus[menu]["children"]
        return [one for child in below for one in self._kooperacje_below(menus, child)] if below else [menu]

    def _kooperacje_shorten(self, menus, app):
        """Leave in the bar what is daily for the user. All others stay known to the web client, which finds the
        application of an address by them.

        Of several roles the first decides, as it does over the first screen; each further one adds what is daily for
        it as long as the bar holds that.
        """
        below = {section: self._kooperacje_below(menus, section) for section in app["children"]}
        # sudo: which menus are daily is no secret; those asked about are the ones that the user is shown.
        daily = self.sudo().with_env(self.env(su=True, context={})).search_fetch([
            ("id", "in", [one for found in below.values() for one in found]),
            ("kooperacje_daily_group_ids", "!=", False),
        ], ["kooperacje_daily_group_ids"])
        bar = {}
        for groups in self._kooperacje_groups():
            kept = {one for found in bar.values() for one in found} | set(
                daily.filtered(lambda menu, groups=groups: groups & set(menu.kooperacje_daily_group_ids._ids))._ids
            )
            wider = {section: [one for one in found if one in kept] for section, found in below.items()}
            wider = {section: found for section, found in wider.items() if found}
            if not bar or (len(wider) <= MOST_SECTIONS and self._kooperacje_length(wider) <= MOST_ENTRIES):
                bar = wider
        app["children"] = []
        for section, found in bar.items():
            if len(found) > 1:
                menus[section]["children"] = found
            app["children"].append(section if len(found) > 1 else found[0])

    @staticmethod
    def _kooperacje_length(bar):
        """Entries of the bar with the names of its sections; a section of one entry is that entry."""
        return sum(len(found) + (len(found) > 1) for found in bar.values())

    def _kooperacje_groups(self):
        """Sets of groups of the user in the order in which they fill the bar: what everybody has comes first, with the
        first role.
        """
        mine = set(self.env.user._get_group_ids())
        names = [f"kooperacje.group_{role}" for role in FIRST_SCREENS] + ["base.group_system"]
        groups = [self.env["ir.model.data"]._xmlid_to_res_id(name) for name in names]
        held = [group for group in groups if group in mine]
        return [(mine - set(groups)) | set(held[:1]), *({group} for group in held[1:])]

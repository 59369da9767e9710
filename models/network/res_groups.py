from odoo import models


class ResGroups(models.Model):
    """The list of users on a group's own form gives no role and takes none."""

    _inherit = "res.groups"

    def write(self, vals):
        if not {"user_ids", "all_user_ids"} & vals.keys() or self.env.context.get("kooperacje_sync"):
            return super().write(vals)
        groups = self & self.env["res.users"]._role_groups()
        before = groups.user_ids
        result = super().write(vals)
        if groups:
            users = before | groups.user_ids
            self.env["kooperacje.role.assignment"]._sync_groups(users, outside=True)
        return result

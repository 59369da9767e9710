from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.depends("name")
    @api.depends_context("show_workload", "uid")
    def _compute_display_name(self):
        """With ``show_workload`` in the context how many families a social worker runs, for who gives out a case."""
        result = super()._compute_display_name()
        if self.env.context.get("show_workload"):
            rows = self.env["kooperacje.workload"].search([("user_id", "in", self.ids)])
            load_by_user = {row.user_id.id: row for row in rows}
            for user in self:
                if row := load_by_user.get(user.id):
                    user.display_name = f"{user.name} ({row.case_count}/{row.case_limit})"
        return result

from odoo import api, fields, models


class Case(models.Model):
    _inherit = "kooperacje.case"

    social_project_ids = fields.One2many("kooperacje.social.project", "case_id", "Social projects")
    social_project_count = fields.Integer("Number of social projects", compute="_compute_social_project_count")

    @api.depends("social_project_ids")
    def _compute_social_project_count(self):
        counts = dict(self.env["kooperacje.social.project"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"],
        ))
        for case in self:
            case.social_project_count = counts.get(case._origin, 0)

    def action_open_social_projects(self):
        """The projects of the case, or a new one where there is none (K3D-191: at every stage)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_social_project")
        action.update(
            domain=[("case_id", "=", self.id)],
            context={
                "default_case_id": self.id, "default_kind": "group" if self.unit_kind == "group" else "family",
            },
        )
        if not self.social_project_count:
            action.update(views=[(False, "form")], view_mode="form")
        return action

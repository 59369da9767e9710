from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.wizards.basket.service_merge import both_possible


class ServiceMergeLine(models.TransientModel):
    """One field in which the two services differ, and whose value goes on."""

    _name = "kooperacje.service.merge.line"
    _description = "Difference of two services"
    _order = "id"

    merge_id = fields.Many2one("kooperacje.service.merge", required=True, ondelete="cascade")
    name = fields.Char("Technical name", required=True, readonly=True)
    label = fields.Char("Field", compute="_compute_label")
    keep_value = fields.Text("Goes on", readonly=True)
    other_value = fields.Text("Is merged into it", readonly=True)
    take = fields.Selection(
        [("keep", "Left one"), ("other", "Right one"), ("both", "Both")], "Take over", required=True, default="keep",
    )

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_label(self):
        known = self.env["kooperacje.service"]._fields
        for line in self:
            line.label = known[line.name]._description_string(self.env) if line.name in known else line.name

    @api.constrains("take", "name")
    def _check_take(self):
        Service = self.env["kooperacje.service"]
        if any(line.take == "both" and not both_possible(Service, line.name) for line in self):
            raise UserError(self.env._("Both values can be kept of a list only. Choose the left or the right one."))

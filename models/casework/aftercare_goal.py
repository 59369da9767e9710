from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .assessment import S5


class AftercareGoal(models.Model):
    """Whether what was reached under one goal has lasted, as asked at a contact of after-care (tool 21)."""

    _name = "kooperacje.aftercare.goal"
    _description = "Goal at a contact of after-care"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "contact_id, goal_id"
    _rec_name = "goal_id"
    _fixed_fields = frozenset({"contact_id", "goal_id"})

    contact_id = fields.Many2one(
        "kooperacje.aftercare.contact", "Contact", required=True, index=True, ondelete="cascade",
    )
    case_id = fields.Many2one("kooperacje.case", related="contact_id.case_id", store=True, index=True)
    goal_id = fields.Many2one("kooperacje.goal", "Goal", required=True, index=True, ondelete="restrict")
    kept = fields.Selection(S5, "Has lasted")
    note = fields.Char("Remark")

    _goal_uniq = models.UniqueIndex("(contact_id, goal_id)", "This goal is on the list already.")

    @api.constrains("contact_id", "goal_id")
    def _check_goal(self):
        for line in self:
            if line.goal_id.case_id != line.case_id:
                raise ValidationError(self.env._("Choose a goal of this case."))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.contact_id._check_in_aftercare()
        return lines

    def write(self, vals):
        self.contact_id._check_in_aftercare()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Contacts with the family stay on record."))

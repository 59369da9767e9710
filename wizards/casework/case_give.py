from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today


class CaseGive(models.TransientModel):
    """The head gives cases to another worker, many at once: a leave, a change of districts, a worker who has left."""

    _name = "kooperacje.case.give"
    _description = "Give cases to another worker"
    _inherit = ["kooperacje.case.pointer"]

    case_ids = fields.Many2many("kooperacje.case", "kooperacje_case_give_rel", string="Cases", required=True)
    case_count = fields.Integer("Number of cases", compute="_compute_case_count")
    company_id = fields.Many2one("res.company", compute="_compute_case_count")
    to_user_id = fields.Many2one(
        "res.users", "To whom", required=True, ondelete="cascade",
        domain="[('role_assignment_ids', 'any', [('role', '=', 'social_worker'), ('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )
    given_on = fields.Date("On", required=True, default=lambda self: office_today())
    reason = fields.Char(required=True, help="Without data of the family.")

    @api.depends("case_ids")
    def _compute_case_count(self):
        for wizard in self:
            wizard.case_count = len(wizard.case_ids)
            wizard.company_id = wizard.case_ids.company_id[:1]

    def action_confirm(self):
        """All of them or none.

        :raises UserError: one of the cases may not be given, see ``kooperacje.handover``
        """
        self.ensure_one()
        self.env["kooperacje.handover"]._give(self.case_ids, self.to_user_id, self.given_on, self.reason)
        return {"type": "ir.actions.act_window_close"}

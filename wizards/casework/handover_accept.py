from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import form


class HandoverAccept(models.TransientModel):
    """The manager of the receiving centre names who runs the case and where (RUR-102)."""

    _name = "kooperacje.handover.accept"
    _description = "Take a case over"
    _inherit = ["kooperacje.case.pointer"]
    _holds_family_data = False

    handover_id = fields.Many2one("kooperacje.handover", required=True, readonly=True, ondelete="cascade")
    case_code = fields.Char(related="handover_id.case_code")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, compute="_compute_partnership_id", compute_sudo=False,
        store=True, readonly=False, precompute=True, ondelete="cascade",
        domain="[('company_id', 'in', allowed_company_ids), ('state', '=', 'active')]",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id")
    user_id = fields.Many2one(
        "res.users", "Case manager", required=True, ondelete="cascade",
        domain="[('role_assignment_ids', 'any', [('role', '=', 'social_worker'), ('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )

    @api.depends("handover_id")
    def _compute_partnership_id(self):
        own = self.env["kooperacje.partnership"].search([
            ("company_id", "=", self.env.company.id), ("state", "=", "active"),
        ], limit=1)
        for wizard in self:
            wizard.partnership_id = own

    def action_confirm(self):
        self.ensure_one()
        case = self.handover_id._accept_for_office(self.user_id, self.partnership_id)
        return form(case, name=case.name)

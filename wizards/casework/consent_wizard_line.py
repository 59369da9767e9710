from odoo import fields, models

from odoo.addons.kooperacje.wizards.casework.consent_wizard import ANSWERS


class ConsentWizardLine(models.TransientModel):
    """Sharing of data with one institution, as the family answers it."""

    _name = "kooperacje.consent.wizard.line"
    _description = "Sharing of data to record"
    _inherit = ["kooperacje.case.pointer"]

    wizard_id = fields.Many2one("kooperacje.consent.wizard", required=True, ondelete="cascade")
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, ondelete="cascade", domain=[("is_institution", "=", True)],
    )
    scope_ids = fields.Many2many(
        "kooperacje.data.scope", "kooperacje_consent_wizard_line_scope_rel", string="Scope of data",
        help="What of the case the institution's team member sees, beside its code, team, meetings and plan.",
    )
    purpose = fields.Char()
    answer = fields.Selection(ANSWERS)

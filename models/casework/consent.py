from odoo import fields, models


class Consent(models.Model):
    """Consent paper of a case (tool 14, parts G and H): one signing, with its separate statements.

    Consent to work by the method and consents to share data are statements of their own, each dated, each
    withdrawable alone (law.md §4).
    """

    _name = "kooperacje.consent"
    _description = "Consent"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "document_number"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    signer_ids = fields.Many2many("kooperacje.person", string="Signed by")
    information_given = fields.Boolean(
        help="The person was told what a task team is, that it is voluntary, how to withdraw, who will see which data.",
    )
    clause_given = fields.Boolean("Information clause handed over (art. 13 RODO)")
    statement_ids = fields.One2many("kooperacje.consent.statement", "consent_id", "Statements")

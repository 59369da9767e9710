from odoo import fields, models
from odoo.exceptions import UserError


class Agreement(models.Model):
    """Agreement behind a partnership (RUR-155–157): between levels of government, or establishing the partnership."""

    _name = "kooperacje.agreement"
    _description = "Agreement"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "signed_on desc, id desc"

    name = fields.Char("Subject", required=True)
    kind = fields.Selection(
        [
            ("region", "Voivodeship – county – communes"),
            ("county", "County – communes: implementing the Model"),
            ("partnership", "Establishing the partnership"),
            ("other", "Other"),
        ],
        required=True, default="partnership",
    )
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict",
        help="The office that keeps the agreement; the offices of its partnerships read it.",
    )
    partnership_ids = fields.Many2many(
        "kooperacje.partnership", string="Partnerships",
        help="One agreement between county and communes may stand behind the partnerships of several offices.",
    )
    party_ids = fields.Many2many("res.partner", string="Parties")
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "An agreement cannot end before it begins.",
    )

    def write(self, vals):
        if "company_id" in vals and any(agreement.company_id.id != vals["company_id"] for agreement in self):
            raise UserError(self.env._("An agreement stays with the office that keeps it."))
        return super().write(vals)

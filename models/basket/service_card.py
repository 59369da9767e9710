from odoo import api, fields, models


class ServiceCard(models.Model):
    """Service card of a cooperant (karta usług kooperanta, tool 7A–I): what an institution offers, on what terms.

    draft → submitted → returned (with remarks) / verified. Only a verified card's services enter the local basket.
    """

    _name = "kooperacje.service.card"
    _description = "Service card"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "institution_id"

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    sector_id = fields.Many2one(
        "kooperacje.sector", "Card variant", compute="_compute_sector_id", store=True, readonly=False, precompute=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("returned", "Returned with remarks"),
         ("verified", "Verified")],
        default="draft", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    deadline = fields.Date()
    remarks = fields.Text(help="What the leader asks the institution to correct.", copy=False)
    terms_accepted = fields.Boolean(
        "Services on the terms so far", copy=False,
        help="Part III: the services are made available on the rules in force so far (K3D-207) and changes will be "
             "reported without delay.",
    )
    declared_by = fields.Char("Declared by (name, function)", copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_on = fields.Datetime(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    service_ids = fields.One2many("kooperacje.service", "card_id", "Services")

    @api.depends("institution_id")
    def _compute_sector_id(self):
        for card in self:
            card.sector_id = card.institution_id.sector_id

from odoo import api, fields, models
from odoo.exceptions import UserError


class BasketReviewLine(models.Model):
    """Decision of a review on one service."""

    _name = "kooperacje.basket.review.line"
    _description = "Decision on a service in a review"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "review_id, institution_id, id"
    _rec_name = "service_id"
    _system_fields = frozenset({"confirmed_on", "request_id", "company_id", "institution_id"})
    _fixed_fields = frozenset({"review_id", "service_id"})

    review_id = fields.Many2one("kooperacje.basket.review", "Review", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", related="review_id.company_id", store=True, precompute=True, index=True,
    )
    review_state = fields.Selection(related="review_id.state", string="Status of the review")
    service_id = fields.Many2one("kooperacje.service", "Service", required=True, index=True, ondelete="restrict")
    institution_id = fields.Many2one(
        "res.partner", "Institution", compute="_compute_institution_id", store=True, precompute=True, index=True,
    )
    confirmed_on = fields.Date("Last confirmed on", readonly=True, help="As it was when the list was drawn up.")
    decision = fields.Selection(
        [("keep", "Still offered"), ("change", "To be changed"), ("withdraw", "To be withdrawn")], index=True,
    )
    remark = fields.Char(help="What is to change, or why the service is withdrawn.")
    request_id = fields.Many2one(
        "kooperacje.basket.request", "Request", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
    )

    _service_uniq = models.Constraint("UNIQUE(review_id, service_id)", "This service is on the list already.")

    @api.depends("service_id")
    def _compute_institution_id(self):
        """Who provided it when the list was drawn up, whoever goes on for it later."""
        for line in self:
            line.institution_id = line.institution_id or line.service_id.institution_id

    @api.constrains("service_id", "review_id")
    def _check_service(self):
        for line in self:
            if line.service_id.partnership_id != line.review_id.partnership_id or line.service_id.state == "proposed":
                raise UserError(self.env._("Only services of the basket under review stand on its list."))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.review_id._check_open()
        return lines

    def write(self, vals):
        if not self._is_by_method():
            self.review_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self.review_id._check_open()

    def action_keep(self):
        self.write({"decision": "keep"})
        return True

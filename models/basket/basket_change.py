from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("added", "Added"), ("changed", "Changed"), ("confirmed", "Confirmed"), ("withdrawn", "Withdrawn"),
    ("restored", "Put back"), ("merged", "Merged"),
]


class BasketChange(models.Model):
    """History of the local basket (sheet “Historia zmian” of tool 11): who changed which service, when, how, and why.

    Written by the basket itself with each change and never afterwards, by nobody; the service's chatter is for
    talking. ``values`` holds what changed as ``{field: [before, after]}``, the values as they were shown, so that
    the history reads the same after a dictionary was changed.
    """

    _name = "kooperacje.basket.change"
    _description = "Change of the local basket"
    _order = "date desc, id desc"
    _rec_name = "service_id"

    service_id = fields.Many2one("kooperacje.service", "Service", required=True, index=True, ondelete="restrict")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", related="service_id.partnership_id", store=True, precompute=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", related="service_id.company_id", store=True, precompute=True, index=True,
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", compute="_compute_institution_id", store=True, precompute=True, index=True,
    )
    kind = fields.Selection(KINDS, "What happened", required=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", required=True, default=lambda self: self.env.uid, index=True, ondelete="restrict",
    )
    reason = fields.Char("Why")
    values = fields.Json()
    summary = fields.Text("What changed", compute="_compute_summary")

    # The history of a partnership is read newest first.
    _partnership_idx = models.Index("(partnership_id, date DESC)")

    @api.depends("service_id")
    def _compute_institution_id(self):
        """Who provided it then, whoever goes on for it later."""
        for change in self:
            change.institution_id = change.institution_id or change.service_id.institution_id

    @api.depends("values")
    @api.depends_context("lang")
    def _compute_summary(self):
        for change in self:
            change.summary = "\n".join(f"{label}: {before} → {after}" for label, before, after in change._lines())

    def _lines(self):
        """What changed as ``[(label, before, after)]`` in the language of the reader, for screens and workbooks."""
        self.ensure_one()
        Service = self.env["kooperacje.service"]
        return [
            (
                Service._fields[name]._description_string(self.env) if name in Service._fields else name,
                before or "–", after or "–",
            )
            for name, (before, after) in (self.values or {}).items()
        ]

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The history of the basket is kept as it is."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of the basket is kept as it is."))

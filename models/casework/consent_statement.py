from odoo import fields, models


class ConsentStatement(models.Model):
    """One statement of will: to the method (K3D-169), to a consultation meeting, or to share data with one
    institution.
    """

    _name = "kooperacje.consent.statement"
    _description = "Consent statement"
    _order = "consent_id, kind, id"

    consent_id = fields.Many2one("kooperacje.consent", "Consent", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="consent_id.case_id", store=True, index=True)
    kind = fields.Selection(
        [("method", "Work by the method (ZZK)"), ("consultation", "Consultation meeting without the family"),
         ("sharing", "Sharing of data")],
        required=True,
    )
    institution_id = fields.Many2one("res.partner", "Institution", index="btree_not_null", ondelete="restrict")
    scope_ids = fields.Many2many("kooperacje.data.scope", string="Scope of data")
    purpose = fields.Char()
    is_granted = fields.Boolean("Granted", default=True)
    refusal_reason = fields.Char()
    date_from = fields.Date("Valid from", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Valid until", required=True)
    withdrawn_on = fields.Date(readonly=True, copy=False)
    withdrawal_reason = fields.Char(readonly=True, copy=False)

    _dates_order = models.Constraint("CHECK(date_to >= date_from)", "A consent cannot end before it starts.")

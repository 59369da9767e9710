from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class Reference(models.Model):
    """Reference for an institution or a team (referencje, R14; RUR-106, step 10.4).

    Awarded by a partnership – as a rule the team of the voivodeship (WZK) at its meeting – and printed as a
    certificate, numbered and signed as every document.
    """

    _name = "kooperacje.reference"
    _description = "Reference"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "awarded_on desc, id desc"
    _rec_name = "recipient"
    _fixed_fields = frozenset({"partnership_id"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Awarded by", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", index="btree_not_null", ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    team_id = fields.Many2one(
        "kooperacje.partnership", "Team (partnership)", index="btree_not_null", ondelete="restrict",
        help="For a whole team of cooperation. Task teams of families are never named.",
    )
    recipient = fields.Char(
        compute="_compute_recipient", store=True, readonly=False, precompute=True,
        help="As the certificate names it.",
    )
    merit = fields.Text("For what", help="What the institution or team did well. No names of people helped.")
    date_from = fields.Date("Period from")
    date_to = fields.Date("Period until")
    awarded_on = fields.Date(help="Day of the meeting that awarded it.")
    session = fields.Char("Meeting", help="e.g. meeting of the Wojewódzki Zespół Kooperacji.")

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "The period ends before it begins.",
    )

    @api.depends("institution_id", "team_id")
    def _compute_recipient(self):
        for reference in self:
            reference.recipient = reference.institution_id.name or reference.team_id.name or reference.recipient

    @api.constrains("institution_id", "team_id")
    def _check_recipient(self):
        for reference in self:
            if bool(reference.institution_id) == bool(reference.team_id):
                raise ValidationError(self.env._("Choose an institution or a team that receives the reference."))

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        for reference in self:
            if not (reference.merit or "").strip():
                raise UserError(self.env._("Write for what the reference is given."))
            if not reference.awarded_on:
                raise UserError(self.env._("Enter the day of the meeting that awarded the reference."))
        return result

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "institution_id", "team_id", "recipient", "merit", "date_from", "date_to", "awarded_on",
            "session",
        }

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.recipient": self.env._("who receives the reference"),
            "object.partnership_id.name": self.env._("name of the partnership"),
        }

    def copy_data(self, default=None):
        """A copy is for somebody else: the same merit, no day."""
        return [{**values, "awarded_on": False} for values in super().copy_data(default)]

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AgreementSignatory(models.Model):
    """Who signs an agreement, for which party and in which function.

    The Model leaves open who accepts an agreement (mayor, starost, heads of institutions), so the office says it for
    each one (RUR-158).
    """

    _name = "kooperacje.agreement.signatory"
    _description = "Signatory of an agreement"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin"]
    _order = "agreement_id, sequence, id"
    _document_field = "agreement_id"
    _fixed_fields = frozenset({"agreement_id"})

    agreement_id = fields.Many2one("kooperacje.agreement", "Agreement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="agreement_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    party_id = fields.Many2one(
        "res.partner", "Party", required=True, index=True, ondelete="restrict",
        domain="[('id', 'in', parent.party_ids)]",
    )
    capacity = fields.Selection(
        [("party", "For the party"), ("treasurer", "Countersigns (treasurer)"), ("acceptance", "Accepts")],
        "Signs", required=True, default="party",
    )
    person_id = fields.Many2one("res.partner", "Person", ondelete="restrict", domain="[('is_company', '=', False)]")
    name = fields.Char("Name", compute="_compute_person", store=True, readonly=False)
    function = fields.Char(compute="_compute_person", store=True, readonly=False)

    @api.depends("person_id")
    def _compute_person(self):
        for signatory in self:
            if signatory.person_id:
                signatory.name = signatory.person_id.name
                signatory.function = signatory.person_id.function or signatory.function

    @api.depends("name", "party_id.name")
    def _compute_display_name(self):
        for signatory in self:
            signatory.display_name = ", ".join(filter(None, (signatory.name, signatory.party_id.name)))

    @api.constrains("party_id", "agreement_id")
    def _check_party(self):
        for signatory in self:
            if signatory.party_id not in signatory.agreement_id.party_ids:
                raise ValidationError(self.env._(
                    "%(name)s is not a party to this agreement. Add it to the parties first.",
                    name=signatory.party_id.name,
                ))

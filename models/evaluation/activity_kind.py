from odoo import api, fields, models

# Kinds of action of tool 15 that are contacts of institutions with one another; the others are work with the family.
FORMALITY = {
    "LETTER": "formal", "CONSULTATION_MEETING": "formal", "TEAM_MEETING": "formal", "MEDIATION": "formal",
    "CONSULTATION": "informal",
}


class ActivityKind(models.Model):
    """Whether a kind of action is a contact with other institutions, and a formal or an informal one (RUR-180).

    Before the Model four contacts in five were informal; how that changes is an indicator.
    """

    _inherit = "kooperacje.activity.kind"

    formality = fields.Selection(
        [("formal", "Formal (letter, protocol)"), ("informal", "Informal (talk)")], "Contact of institutions",
        compute="_compute_formality", store=True, readonly=False,
        # RUR-180
        help="Leave it empty for work with the family, which is no contact of institutions.",
    )

    @api.depends("code")
    def _compute_formality(self):
        for kind in self:
            kind.formality = kind.formality or FORMALITY.get(kind.code, False)

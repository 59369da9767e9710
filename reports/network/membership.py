from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.amount_words import plural
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.network.membership import CURRENT, NEVER_JOINED

MONTHS = ("miesiąc", "miesiące", "miesięcy")


class Membership(models.Model):
    """Tool 8: declaration of accession (deklaracja przystąpienia), K3D-67."""

    _inherit = "kooperacje.membership"

    _document_code = "declaration"
    _document_prefix = "N8"

    withdrawal_text = fields.Char("Notice of leaving in words", compute="_compute_withdrawal_text")

    @api.depends("partnership_id.withdrawal_months")
    def _compute_withdrawal_text(self):
        """As the rules of the partnership set it (tool 9), not as the clause was worded once."""
        for membership in self:
            months = membership.partnership_id.withdrawal_months
            membership.withdrawal_text = (
                f"z zachowaniem okresu wypowiedzenia: {months} {plural(months, MONTHS)}, ze skutkiem na koniec miesiąca"
                if months else "ze skutkiem od dnia złożenia"
            )

    def _document_multilateral(self):
        """Parties of the one paper that all sign (K3D-67): the chosen memberships, or of a single one all of its
        partnership that are invited or have joined. The leader signs as the leader.

        :raises UserError: memberships of several partnerships, or nobody to sign
        """
        if len(self.partnership_id) > 1:
            raise UserError(self.env._(
                "One declaration is signed by members of one partnership. Choose those of a single partnership.",
            ))
        chosen = self if len(self) > 1 else self.partnership_id.membership_ids
        parties = chosen.filtered(
            lambda one: one.state in CURRENT and one.institution_id != one.partnership_id.leader_id
        ).sorted(lambda one: alphabetical(one.institution_id.name))
        if not parties:
            raise UserError(self.env._("Nobody is invited or has joined who could sign it. Invite institutions first."))
        return parties

    def _document_report(self):
        return "kooperacje.report_membership"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "institution_id", "kind", "participation_degree", "participation_level",
            "participation_purpose",
        }

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        if self.state in NEVER_JOINED:
            raise UserError(self.env._(
                "%(name)s does not join: its invitation has ended. Invite it again, and issue the declaration there.",
                name=self.institution_id.name,
            ))
        self._check_mandate()
        return result

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.institution_id.name": self.env._("name of the institution"),
            "object.institution_id.city": self.env._("town of the institution"),
            "object.representative_id.name": self.env._("representative of the institution"),
            "object.withdrawal_text": self.env._("notice of leaving"),
            "object.coordinator_id.name": self.env._("contact for the network worker"),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.partnership_id.team_title": self.env._("what the team is called in this variant of the Model"),
            "object.partnership_id.team_title_genitive": self.env._("the same in the genitive"),
            "object.partnership_id.authorisation_number": self.env._("number of the mayor's authorisation"),
            "object.partnership_id.authorisation_date": self.env._("date of the mayor's authorisation"),
            "object.partnership_id.strategic_partner_id.name": self.env._("strategic partner"),
            "object.partnership_id.regional_centre_id.name": self.env._("regional centre"),
        }

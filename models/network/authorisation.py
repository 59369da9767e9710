from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class Authorisation(models.Model):
    """Authorisation of the mayor to establish the partnership (upoważnienie, tool 4; K3D-53, 76, 77, 129).

    The office prepares it with a note that explains the need; the mayor signs. The signature writes number and date
    to the partnership, whose gate reads them. Voiding the signed paper is its revocation: the one signed before, if
    any, counts again. Number and date may still be typed for a partnership authorised before, on paper; once there
    is a signed authorisation here they follow from it alone.
    """

    _name = "kooperacje.authorisation"
    _description = "Authorisation of the mayor"
    _inherit = ["kooperacje.document.term.mixin", "mail.thread"]
    _order = "partnership_id, signed_on desc, id desc"
    _rec_name = "document_number"
    _fixed_fields = frozenset({"partnership_id"})
    _term_fields = (None, "date_to")

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    authority = fields.Char("Authority", required=True, help="Who authorises, as printed: e.g. Mayor of the town.")
    authority_name = fields.Char("Name of the mayor")
    authority_number = fields.Char(
        "Number at the authority", help="Number the paper has in the register of the authority; may be the same.",
    )
    person_id = fields.Many2one(
        "res.partner", "Authorised person", required=True, ondelete="restrict",
        domain="[('is_company', '=', False)]", help="Head of the social assistance centre.",
    )
    person_function = fields.Char("Function", compute="_compute_person_function", store=True, readonly=False)
    delegate_id = fields.Many2one(
        "res.partner", "May authorise further", ondelete="restrict", domain="[('is_company', '=', False)]",
        help="Network worker whom the head may authorise to the same acts.",
    )
    date_to = fields.Date("Valid until", help="Empty: until it is revoked.")
    conditions = fields.Text(
        # K3D-53
        "Agreed conditions", help="What was agreed with the authority: territory, staff, means, reporting.",
    )
    note_need = fields.Text("Need", help="Why a partnership is needed here.")
    note_figures = fields.Text("Figures", help="From the assessment of resources (OZPS) and from surveys 2 and 3.")
    note_partners = fields.Text("Planned partners")
    note_cost = fields.Text("Cost and staff")

    @api.depends("person_id")
    def _compute_person_function(self):
        for authorisation in self:
            authorisation.person_function = authorisation.person_id.function or authorisation.person_function

    @api.depends("document_number", "partnership_id.name")
    def _compute_display_name(self):
        for authorisation in self:
            authorisation.display_name = authorisation.document_number or self.env._(
                "Authorisation for %(partnership)s (draft)", partnership=authorisation.partnership_id.name or "",
            )

    @api.constrains("date_to", "document_date")
    def _check_dates(self):
        for authorisation in self:
            if authorisation.date_to and authorisation.document_date and (
                authorisation.date_to < authorisation.document_date
            ):
                raise ValidationError(self.env._("An authorisation cannot end before it was given."))

    @api.constrains("partnership_id")
    def _check_partnership_kind(self):
        for authorisation in self:
            if authorisation.partnership_id._is_voivodeship_team():
                raise ValidationError(self.env._(
                    "A voivodeship team is set up by the regional centre; no mayor authorises it.",
                ))

    @api.constrains("person_id", "delegate_id")
    def _check_persons(self):
        for authorisation in self:
            people = authorisation.person_id | authorisation.delegate_id
            people._check_on_staff_of(authorisation.partnership_id.leader_id)

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "authority", "authority_name", "authority_number", "person_id", "person_function",
            "delegate_id", "date_to", "conditions", "note_need", "note_figures", "note_partners", "note_cost",
        }

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        self.partnership_id._check_not_closed()
        for authorisation in self:
            if authorisation.date_to and authorisation.date_to < (authorisation.document_date or office_today()):
                raise UserError(self.env._("The authorisation would be over before it was given. Correct the date."))
            if not authorisation.person_function:
                raise UserError(self.env._("Enter the function of the person who is authorised."))
        return result

    def _on_document_signed(self):
        result = super()._on_document_signed()
        self.partnership_id._apply_authorisation()
        return result

    def _on_document_voided(self):
        result = super()._on_document_voided()
        self.filtered("signed_on").partnership_id._apply_authorisation()
        return result

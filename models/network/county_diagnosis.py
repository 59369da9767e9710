from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today

LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
# Without these the card says nothing of one of the three factors, or leads to no decision.
ASKED = ("intensity", "resources", "construction", "conclusions")


class CountyDiagnosis(models.Model):
    """Diagnosis of county and commune from the assessment of resources (karta diagnozy powiatowo-gminnej, R1).

    PCPR and the commune's centre make it at their information meeting (step 2.1, RUR-84). It assesses the three factors
    on which the Model says that help depends (RUR-4): how intense the problems are, what the local resources are, how
    the system of support is built. Its conclusions lead to the decision of the authorities (R2). It holds figures of
    the office and no family.
    """

    _name = "kooperacje.county.diagnosis"
    _description = "Diagnosis of county and commune"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "partnership_id, year desc, id desc"
    _rec_name = "document_number"
    _fixed_fields = frozenset({"partnership_id"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    year = fields.Integer(
        "Year of the assessment", required=True, default=lambda self: office_today().year - 1, aggregator=None,
        help="Year of the assessment of social assistance resources (OZPS) that was analysed.",
    )
    meeting_date = fields.Date("Information meeting held on")
    meeting_people = fields.Text("Who took part", help="Offices and their people; nobody who is helped.")
    sources = fields.Text("Sources", help="Assessments of resources, strategies, statistics: whose and of which year.")
    intensity = fields.Text("Intensity of problems", help="What the figures say: how many people, what changes.")
    intensity_level = fields.Selection(LEVELS, "Assessment of the intensity")
    resources = fields.Text("Local resources", help="Institutions, services, people, places; what is missing.")
    resources_level = fields.Selection(LEVELS, "Assessment of the resources")
    construction = fields.Text(
        "Construction of the support system", help="Who does what, how institutions work together, where it breaks.",
    )
    construction_level = fields.Selection(LEVELS, "Assessment of the construction")
    conclusions = fields.Text(help="What follows for the decision on implementing the Model (R2).")
    county_person_id = fields.Many2one(
        "res.partner", "Made by, for the county", ondelete="restrict", domain="[('is_company', '=', False)]",
        help="Worker of PCPR.",
    )
    commune_person_id = fields.Many2one(
        "res.partner", "Made by, for the commune", ondelete="restrict", domain="[('is_company', '=', False)]",
        help="Worker of the commune's centre.",
    )

    _year_range = models.Constraint("CHECK(year BETWEEN 1990 AND 2100)", "Enter the year with four digits.")

    @api.depends("document_number", "year")
    def _compute_display_name(self):
        for diagnosis in self:
            diagnosis.display_name = diagnosis.document_number or self.env._(
                "Diagnosis for %(year)s (draft)", year=diagnosis.year,
            )

    @api.constrains("meeting_date")
    def _check_meeting_date(self):
        for diagnosis in self:
            if diagnosis.meeting_date and diagnosis.meeting_date > office_today():
                raise ValidationError(self.env._("The information meeting has been held already. Correct the day."))

    @api.constrains("county_person_id", "commune_person_id", "partnership_id")
    def _check_people(self):
        for diagnosis in self:
            partnership = diagnosis.partnership_id
            if diagnosis.county_person_id and partnership.strategic_partner_id:
                diagnosis.county_person_id._check_on_staff_of(partnership.strategic_partner_id)
            if diagnosis.commune_person_id:
                diagnosis.commune_person_id._check_on_staff_of(partnership.leader_id)

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "year", "meeting_date", "meeting_people", "sources", "intensity", "intensity_level",
            "resources", "resources_level", "construction", "construction_level", "conclusions", "county_person_id",
            "commune_person_id",
        }

    def _document_check_issuable(self):
        """:raises UserError: one of the three factors or the conclusions are not written"""
        result = super()._document_check_issuable()
        for diagnosis in self:
            empty = [name for name in ASKED if not (diagnosis[name] or "").strip()]
            if empty:
                raise UserError(self.env._(
                    # RUR-4
                    "The diagnosis assesses three factors and draws conclusions. Still to be written:\n"
                    "%(missing)s", missing="\n".join(
                        f"• {diagnosis._fields[name]._description_string(self.env)}" for name in empty
                    ),
                ))
        return result

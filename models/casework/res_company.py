from odoo import fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.office_setting import PERIODS, PLAN, office_setting

SEQUENCES = {"kooperacje.case": "S", "kooperacje.team": "ZZK", "kooperacje.referral": "ZU"}


class ResCompany(models.Model):
    _inherit = "res.company"

    kooperacje_consent_months = office_setting(
        fields.Integer, PERIODS, "Consent valid for (months)", default=12,
        help="Length proposed for a new consent (tool 14).",
    )
    kooperacje_cosign_age = office_setting(
        fields.Integer, PERIODS, "Age from which a minor signs too", default=16,
        help="From this age a minor signs the consent beside the parent or guardian. Below it the child's opinion is "
             "noted if it can form one.",
    )
    kooperacje_invitation_days = office_setting(
        fields.Integer, PERIODS, "Days to answer an invitation", default=7,
        help="Time an institution has to answer an invitation to a task team or a request for a service.",
    )
    kooperacje_reminder_days = office_setting(
        fields.Integer, PERIODS, "Reminder of an invitation (days before)", default=2,
        help="How many days before the deadline an unanswered invitation to a task team is called to mind.",
    )
    kooperacje_assessment_months = office_setting(
        fields.Integer, PERIODS, "Assessment of the situation every (months)", default=6,
        # K3D-188
        help="The situation of a family with a plan is assessed at least every six months.",
    )
    kooperacje_assessment_months_small = office_setting(
        fields.Integer, PERIODS, "Assessment with a child under three every (months)", default=3,
        help="With a child under three the situation is assessed at least every three months.",
    )
    kooperacje_aftercare_months = office_setting(
        fields.Integer, PERIODS, "After-care (months)", default=6,
        help="How long a family is asked how it is doing after a case was closed.",
    )
    kooperacje_workload_limit = office_setting(
        fields.Integer, PERIODS, "Families per social worker", default=50,
        help="Norm of art. 110 ust. 11 u.p.s.; going over it warns.",
    )
    kooperacje_plan_label_urban = office_setting(
        fields.Char, PLAN, "Name of the plan (urban variant)", default="Indywidualny plan współpracy",
        help="What the office calls the plan of a person or family in its documents; printed as written here.",
    )
    kooperacje_plan_label_rural = office_setting(
        fields.Char, PLAN, "Name of the plan (rural variant)", default="Indywidualny program współpracy (IPW)",
        help="What the office calls the plan of a person or family in its documents; printed as written here.",
    )

    _cosign_age = models.Constraint(
        "CHECK(kooperacje_cosign_age BETWEEN 13 AND 18)", "A minor signs beside the parent from 13 to 18 years of age.",
    )
    _consent_months = models.Constraint(
        "CHECK(kooperacje_consent_months BETWEEN 1 AND 60)", "A consent is proposed for 1 to 60 months.",
    )
    _invitation_days = models.Constraint(
        "CHECK(kooperacje_invitation_days BETWEEN 1 AND 90)", "An invitation is answered within 1 to 90 days.",
    )
    _reminder_days = models.Constraint(
        "CHECK(kooperacje_reminder_days BETWEEN 0 AND 30)", "Invitations are called to mind 0 to 30 days before.",
    )
    _workload_limit = models.Constraint(
        "CHECK(kooperacje_workload_limit BETWEEN 1 AND 50)",
        "A social worker helps at most 50 families (art. 110 ust. 11 u.p.s.): choose 1 to 50.",
    )
    _assessment_months = models.Constraint(
        "CHECK(kooperacje_assessment_months BETWEEN 1 AND 6 AND kooperacje_assessment_months_small BETWEEN 1 AND 3)",
        "The situation is assessed at least every 6 months, and every 3 with a child under three. Choose less or the "
        "same.",
    )
    _aftercare_months = models.Constraint(
        "CHECK(kooperacje_aftercare_months BETWEEN 0 AND 60)", "After-care lasts at most 60 months.",
    )

    def _create_register_sequences(self):
        """Registers of cases, of task teams and of requests for services, numbered per office and year; idempotent.

        Of offices alone: the other companies of the database have nothing to number.
        """
        for company in self:
            for code in SEQUENCES:
                company._register_series(code)

    def _register_series(self, code):
        return self._number_series(code, **self._register_values(code))

    def _register_values(self, code):
        prefix = SEQUENCES[code]
        # sudo: the name of the office, for the list of its series.
        return {"name": f"{prefix} – {self.sudo().name}", "prefix": f"{prefix}/%(range_year)s/", "padding": 4}

    def _next_register_number(self, code):
        """Next number of the office's register ``code``; taken when a record is saved, so an opened form burns none."""
        return self._draw_number(code, office_today(), **self._register_values(code))

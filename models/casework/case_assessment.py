from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import count_by

COMPARISONS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}


class Case(models.Model):
    """When the situation of the family is to be looked at again (K3D-188): a live date, never stored."""

    _inherit = "kooperacje.case"

    assessment_ids = fields.One2many("kooperacje.assessment", "case_id", "Assessments")
    assessment_count = fields.Integer("Number of assessments", compute="_compute_assessment_count")
    assessment_due_on = fields.Date(
        "Assessment due by", compute="_compute_assessment_due_on", search="_search_assessment_due_on",
        help="Counted from the last assessment, or from the signature of the plan; sooner with a child under three.",
    )

    @api.depends("assessment_ids")
    def _compute_assessment_count(self):
        # sudo: a number per case that the caller may read already.
        count_by_case = count_by(self.env["kooperacje.assessment"].sudo(), "case_id", self.ids)
        for case in self:
            case.assessment_count = count_by_case.get(case._origin.id, 0)

    def _assessment_due_sql(self):
        """``(case_id, due_on)`` of every case at work with a plan that was signed, as of today."""
        for name in ("assessment", "plan", "case", "case.person", "person", "partnership"):
            self.env[f"kooperacje.{name}"].flush_model()
        return SQL(
            """
            SELECT c.id AS case_id,
                   (GREATEST(plans.first_signed, assessed.last_on) + make_interval(months =>
                       LEAST(usual.months, CASE WHEN EXISTS (
                           SELECT FROM kooperacje_case_person line
                             JOIN kooperacje_person person ON person.id = line.person_id
                            WHERE line.case_id = c.id AND line.in_household AND person.death_date IS NULL
                              AND person.birth_date + make_interval(years => 3) > %(today)s::date
                       ) THEN COALESCE(
                           NULLIF(partnership.assessment_months_small, 0), office.kooperacje_assessment_months_small
                       ) END)))::date AS due_on
              FROM kooperacje_case c
              JOIN res_company office ON office.id = c.company_id
              JOIN kooperacje_partnership partnership ON partnership.id = c.partnership_id
        CROSS JOIN LATERAL (SELECT COALESCE(
                       NULLIF(partnership.assessment_months, 0), office.kooperacje_assessment_months
                   ) AS months) usual
              JOIN (SELECT case_id, MIN(signed_on) AS first_signed FROM kooperacje_plan
                     WHERE signed_on IS NOT NULL GROUP BY case_id) plans ON plans.case_id = c.id
         LEFT JOIN (SELECT case_id, MAX(assessed_on) AS last_on FROM kooperacje_assessment
                     WHERE state = 'done' GROUP BY case_id) assessed ON assessed.case_id = c.id
             WHERE c.phase IN ('team', 'plan', 'realisation') AND c.suspended_on IS NULL
            """,
            today=office_today(),
        )

    @api.depends(
        "phase", "suspended_on", "assessment_ids.state", "assessment_ids.assessed_on", "plan_ids.signed_on",
        "case_person_ids.in_household", "case_person_ids.birth_date", "case_person_ids.person_id.death_date",
        "partnership_id.assessment_months", "partnership_id.assessment_months_small",
    )
    def _compute_assessment_due_on(self):
        found = {}
        if self.ids:
            found = dict(self.env.execute_query(SQL(
                "SELECT case_id, due_on FROM (%s) AS due WHERE case_id IN %s",
                self._assessment_due_sql(), tuple(self.ids),
            )))
        for case in self:
            case.assessment_due_on = found.get(case._origin.id, False)

    def _household_has_died(self, day):
        """Whether everybody of the household had died by ``day``: nothing is assessed with the dead."""
        self.ensure_one()
        # sudo: whether somebody is alive, whoever of the team asks.
        persons = self.sudo().case_person_ids.filtered("in_household").person_id
        return bool(persons) and all(person.death_date and person.death_date <= day for person in persons)

    def _assessment_months(self):
        """Longest time between two assessments: the partnership's own or else the office's, shorter with a child
        under three (docs/law.md §5).
        """
        self.ensure_one()
        # sudo: the age of the children and the settings decide, whoever of the team asks.
        case, today = self.sudo(), office_today()
        small = any(
            line.in_household and not line.person_id.death_date
            and line.birth_date and line.birth_date + relativedelta(years=3) > today
            for line in case.case_person_ids
        )
        office, partnership = case.company_id, case.partnership_id
        months = partnership.assessment_months or office.kooperacje_assessment_months
        if small:
            months = min(months, partnership.assessment_months_small or office.kooperacje_assessment_months_small)
        return months

    def _search_assessment_due_on(self, operator, value):
        """Past the record rules inside, which the search itself applies to the cases."""
        if operator in COMPARISONS:
            condition = SQL("due_on %s %s", COMPARISONS[operator], value)
        elif operator == "in":
            days = [day for day in value if day]
            condition = SQL("due_on = ANY(%s::date[])", days)
        else:
            return NotImplemented
        domain = fields.Domain("id", "in", SQL(
            "(SELECT case_id FROM (%s) AS due WHERE %s)", self._assessment_due_sql(), condition,
        ))
        if operator == "in" and False in value:
            domain |= fields.Domain("id", "not in", SQL(
                "(SELECT case_id FROM (%s) AS due)", self._assessment_due_sql(),
            ))
        return domain

    def action_assess(self):
        """Go on with the assessment in preparation, or begin one; final where the context says so."""
        self.ensure_one()
        kind = self.env.context.get("assessment_kind") or "periodic"
        serialise_on(self)
        draft = self.assessment_ids.filtered(lambda one: one.state == "draft")[:1]
        if not draft:
            draft = self.env["kooperacje.assessment"].create({"case_id": self.id, "kind": kind})
        elif draft.kind != kind and kind == "final":
            draft.kind = kind
        return draft._open_form()

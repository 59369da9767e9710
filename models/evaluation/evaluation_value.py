from odoo import api, fields, models

from .measures import MEASURES


class EvaluationValue(models.Model):
    """Figure of monitoring in the period of an evaluation, taken by its methods.

    Twice: as it may be published, for the members, the region, an external evaluator and the paper; and exactly, for
    whoever sees it on the dashboard of the office too (K3D-152, 153). The exact text is readable by nobody as a field,
    so that neither search nor export finds it; ``office_text`` gives it out by the very rule of the dashboard.
    """

    _name = "kooperacje.evaluation.value"
    _description = "Figure of an evaluation"
    _order = "evaluation_id, sequence, year, id"

    evaluation_id = fields.Many2one(
        "kooperacje.evaluation", "Evaluation", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    code = fields.Char(required=True)
    name = fields.Char("Indicator", required=True)
    group = fields.Char("Area")
    year = fields.Integer(aggregator=None)
    value_text = fields.Char("Value", help="As it may be published: figures of few families are not shown.")
    exact_text = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS, export_string_translation=False)
    office_text = fields.Char(
        "In the office", compute="_compute_office_text",
        help="The exact figure, for those who answer for the office. What leaves it bears the value beside.",
    )
    formula = fields.Char("How it is counted")

    @api.depends("code", "value_text", "evaluation_id.partnership_id")
    @api.depends_context("uid")
    def _compute_office_text(self):
        Indicator = self.env["kooperacje.indicator"]
        seen = {}
        for value in self:
            # sudo: the exact text, given out below to whom the dashboard shows it. Whose it is and what it counts is
            # asked of the record, never of what a form says.
            kept = value.sudo()._origin
            measure = MEASURES.get(kept.code)
            partnership = kept.evaluation_id.partnership_id
            key = partnership, measure and measure.protection
            if key not in seen:
                seen[key] = bool(measure) and Indicator._may_see(*key)
            value.office_text = (seen[key] and kept.exact_text) or value.value_text

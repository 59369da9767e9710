from odoo import fields, models


class SurveyQuestion(models.Model):
    """What the analysis needs to know of a question, and two ways of asking that the tools use and survey lacks."""

    _inherit = "survey.question"

    kooperacje_measure = fields.Char(
        "Measure", copy=True,
        help="Questions of different questionnaires with the same measure are compared: what the office and its "
             "partners say of the same thing (3 and 6), and what a team says before, during and after (16A to 16C).",
    )
    kooperacje_max_choices = fields.Integer(
        "Choices at most", copy=True, help="How many answers may be ticked; 0 for as many as one likes.",
    )
    kooperacje_not_applicable = fields.Boolean(
        "“Not applicable”", copy=True,
        help="A scale offers “not applicable” beside its figures; whoever takes it counts as not having answered.",
    )

    _kooperacje_max_choices = models.Constraint(
        "CHECK (kooperacje_max_choices >= 0)", "The number of choices cannot be below zero.",
    )

    def _validate_choice(self, answer, comment):
        errors = super()._validate_choice(answer, comment)
        count = len(answer) if isinstance(answer, list) else 1 if answer else 0
        if not errors and 0 < self.kooperacje_max_choices < count:
            return {self.id: self.env._("Choose at most %s answers.", self.kooperacje_max_choices)}
        return errors

    def _validate_scale(self, answer):
        """Only a figure of the scale: the page offers no other, a forged answer would shift the mean."""
        errors = super()._validate_scale(answer)
        if not errors and self.survey_id.kooperacje_tool:
            figures = {str(figure) for figure in range(self.scale_min, self.scale_max + 1)}
            if str(answer) not in figures:
                return {self.id: self.env._("Choose one of the figures of the scale.")}
        return errors

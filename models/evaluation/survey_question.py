import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import column_exists, create_column

from odoo.addons.kooperacje.kernels.questionnaire import CHOICES, MAX_TEXT, NUMBER, Question


def new_key():
    return uuid.uuid4().hex[:12]


def check_stays(records, name, vals):
    """A question stays in its questionnaire and an answer at its question: rules ask where it is, not where it goes.

    :raises UserError: it would move out of or into a questionnaire of the Model
    """
    to = records.env[records._fields[name].comodel_name].browse(int(vals[name]))
    # sudo: whether it is of the Model, nothing else.
    moved = records.filtered(lambda record: record[name] != to)
    surveys = moved.sudo()[name] | to.sudo() if moved else to.browse()
    if any((one if one._name == "survey.survey" else one.survey_id).kooperacje_tool for one in surveys):
        raise UserError(records.env._(
            "Questions are not moved between questionnaires of the Model. Write the question anew where it is to be.",
        ))


class SurveyQuestion(models.Model):
    """A question keeps its key over the versions of a questionnaire, so that waves compare question by question."""

    _inherit = "survey.question"

    # A column of the question itself: the rules ask each for it, those of other people's surveys included.
    kooperacje_tool = fields.Char(
        related="survey_id.kooperacje_tool", store=True, export_string_translation=False,
    )
    kooperacje_key = fields.Char(
        "Key", default=lambda self: new_key(), copy=True, index=True,
        help="The same in every version of the questionnaire; in the seeded ones the number of the question.",
        prefetch="kooperacje",
    )

    kooperacje_measure = fields.Char(
        "What it measures", copy=True,
        help="Questions of different questionnaires with the same measure are compared: what the office and its "
             "partners say of the same thing (3 and 6), and what a team says before, during and after (16A to 16C).",
        prefetch="kooperacje",
    )
    kooperacje_compared_id = fields.Many2one(
        "survey.question", "Compared with", compute="_compute_kooperacje_compared_id",
        inverse="_inverse_kooperacje_compared_id",
        domain="[('survey_id.company_id', '=', False), ('kooperacje_measure', '!=', False), "
               "('question_type', '=', question_type)]",
        help="The question of the Model that asks the same in other words. The answers to yours are then counted with "
             "the answers to it: between the office and its partners (3 and 6), before and after the work of a team "
             "(16A to 16C), in reports. Empty: the answers are shown with this questionnaire only.",
    )
    kooperacje_max_choices = fields.Integer(
        "Choices at most", copy=True, help="How many answers may be ticked; 0 for as many as one likes.",
        prefetch="kooperacje",
    )
    kooperacje_not_applicable = fields.Boolean(
        "“Not applicable”", copy=True,
        help="A scale offers “not applicable” beside its figures; whoever takes it counts as not having answered.",
        prefetch="kooperacje",
    )

    _kooperacje_max_choices = models.Constraint(
        "CHECK (kooperacje_max_choices >= 0)", "The number of choices cannot be below zero.",
    )

    def _auto_init(self):
        """The column at once for the questions of years; few of them are of the Model."""
        if not column_exists(self.env.cr, self._table, "kooperacje_tool"):
            create_column(self.env.cr, self._table, "kooperacje_tool", "varchar")
            if column_exists(self.env.cr, "survey_survey", "kooperacje_tool"):
                self.env.cr.execute("""
                    UPDATE survey_question question SET kooperacje_tool = survey.kooperacje_tool
                      FROM survey_survey survey
                     WHERE survey.id = question.survey_id AND survey.kooperacje_tool IS NOT NULL
                """)
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions._kooperacje_about_to_change()
        return questions

    def write(self, vals):
        self._kooperacje_about_to_change()
        if not self.env.su and vals.get("survey_id"):
            check_stays(self, "survey_id", vals)
        if "question_type" in vals and "kooperacje_key" not in vals:
            changed = self.filtered(
                lambda question: question.survey_id.kooperacje_tool and question.question_type != vals["question_type"]
            )
            for question in changed:
                # Another kind of answer is another question: it compares with nothing any more.
                measured = {} if {"kooperacje_measure", "kooperacje_compared_id"} & vals.keys() else {
                    "kooperacje_measure": False,
                }
                super(SurveyQuestion, question).write({"kooperacje_key": new_key(), **measured})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._kooperacje_about_to_change()

    def _kooperacje_surveys(self):
        """The questionnaires of the Model that these questions are of."""
        return self.filtered("kooperacje_tool").survey_id

    def _kooperacje_about_to_change(self):
        """:raises UserError: people have been asked with one of them"""
        surveys = self._kooperacje_surveys()
        surveys._check_not_frozen()
        surveys._forget_pages()

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Words in another language are words people have been asked with."""
        self._kooperacje_about_to_change()
        return super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)

    def _kooperacje_plain(self):
        """The question as a plain value, for answers that fit beyond doubt."""
        self.ensure_one()
        return Question(
            self.id, self.question_type, sequence=self.sequence, mandatory=self.constr_mandatory,
            comment_counts=self.comment_count_as_answer, limited=self.validation_required or self.validation_email,
            max_choices=self.kooperacje_max_choices, scale=(self.scale_min, self.scale_max),
            several=self.matrix_subtype == "multiple",
            columns={answer.id: (answer.answer_score, answer.is_correct) for answer in self.suggested_answer_ids},
            rows=tuple(self.matrix_row_ids.ids),
        )

    def _kooperacje_check(self, answer, comment):
        """Mistakes of an answer as ``{question id: sentence}``. Odoo's own page trusts what the browser sends; here
        whatever is not an answer of this very question is refused too.
        """
        self.ensure_one()
        wrong = {self.id: self.env._("The answer to “%s” does not fit the question.", self.title)}
        # Odoo does not ask for mandatory answers where people may go back; here there is one page and no way back.
        empty = not answer and not (comment and self.comment_count_as_answer)
        some_rows = self.question_type == "matrix" and isinstance(answer, dict) and (
            len(answer) < len(self.matrix_row_ids)
        )
        if self.constr_mandatory and (empty or some_rows):
            return {self.id: self.env._("“%s” needs an answer.", self.title)}
        columns, rows = set(self.suggested_answer_ids.ids), set(self.matrix_row_ids.ids)
        if self.question_type in CHOICES:
            given = answer or []
            if not isinstance(given, list) or set(given) - columns or len(set(given)) != len(given):
                return wrong
        elif self.question_type == "matrix":
            given = answer or {}
            if not isinstance(given, dict) or set(given) - rows:
                return wrong
            for chosen in given.values():
                if set(chosen) - columns or (self.matrix_subtype == "simple" and len(chosen) > 1):
                    return wrong
        elif self.question_type == "scale" and answer:
            if not str(answer).isdigit() or not self.scale_min <= int(answer) <= self.scale_max:
                return wrong
        elif self.question_type == "numerical_box" and answer and not NUMBER.fullmatch(str(answer)):
            return wrong
        if len(str(comment or "")) > MAX_TEXT or (isinstance(answer, str) and len(answer) > MAX_TEXT):
            return {self.id: self.env._("The answer to “%s” is too long.", self.title)}
        return {
            id_: f"{self.title}: {text}" for id_, text in self.validate_question(answer, comment).items()
        }

    # ------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------
    # What the analysis needs to know of a question, and two ways of asking that the tools use and survey lacks.

    @api.depends("kooperacje_measure", "survey_id.kooperacje_tool")
    def _compute_kooperacje_compared_id(self):
        known = self._kooperacje_of_the_model(self.mapped("kooperacje_measure"))
        for question in self:
            question.kooperacje_compared_id = question._kooperacje_nearest(known)

    def _inverse_kooperacje_compared_id(self):
        for question in self:
            question.kooperacje_measure = question.kooperacje_compared_id.kooperacje_measure

    @api.model
    def _kooperacje_of_the_model(self, measures):
        """Questions of the questionnaires that came with the Model, by measure."""
        measures = [measure for measure in measures if measure]
        # sudo: the questionnaires of the Model are for everybody.
        found = self.sudo().search([
            ("kooperacje_measure", "in", measures), ("survey_id.company_id", "=", False),
            ("survey_id.kooperacje_tool", "!=", False),
        ]) if measures else self.browse()
        return found.sudo(self.env.su).grouped("kooperacje_measure")

    def _kooperacje_nearest(self, known):
        """The question of the Model with the same measure: that of the same tool, where several ask it."""
        self.ensure_one()
        alike = known.get(self.kooperacje_measure, self.browse())
        # sudo: as above.
        same = alike.filtered(lambda other: other.sudo().survey_id.kooperacje_tool == self.survey_id.kooperacje_tool)
        return (same or alike)[:1]

    @api.constrains("kooperacje_measure", "question_type", "scale_min", "scale_max", "survey_id")
    def _check_kooperacje_compared(self):
        """What is added up is asked alike: means of 1 to 5 and of 0 to 10 are no mean.

        Questionnaires of the Model themselves come with the module.
        """
        own = self.filtered(lambda question: question.kooperacje_measure and question.survey_id.company_id)
        known = self._kooperacje_of_the_model(own.mapped("kooperacje_measure"))
        for question in own:
            other = question._kooperacje_nearest(known)
            if not other:
                raise ValidationError(self.env._(
                    "“%s” is compared with a question that the Model does not have. Choose one under “Compared with”.",
                    question.title,
                ))
            same_scale = question.question_type != "scale" or (
                (question.scale_min, question.scale_max) == (other.scale_min, other.scale_max)
            )
            if question.question_type != other.question_type or not same_scale:
                raise ValidationError(self.env._(
                    "“%(question)s” is compared with “%(other)s” of the Model, which has another kind of answer or "
                    "scale. Ask it alike, or empty “Compared with”.", question=question.title, other=other.title,
                ))
            if question.survey_id.question_ids.filtered(
                lambda one, question=question: one != question and one.kooperacje_measure == question.kooperacje_measure
            ):
                raise ValidationError(self.env._(
                    "Two questions of one questionnaire cannot be compared with the same question “%s”: whoever "
                    "answers would count twice.", other.title,
                ))

    @api.depends("survey_id.kooperacje_tool")
    @api.depends_context("kooperacje_show_tool")
    def _compute_display_name(self):
        super()._compute_display_name()
        if self.env.context.get("kooperacje_show_tool"):
            for question in self.filtered("survey_id.kooperacje_tool"):
                question.display_name = f"{question.survey_id.kooperacje_tool}: {question.title}"

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

import re
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

# “nan” and “inf” are numbers to Python, and to no office.
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
# Longer than anybody writes by hand.
MAX_TEXT = 5000


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

    kooperacje_key = fields.Char(
        "Key", default=lambda self: new_key(), copy=True, index=True,
        help="The same in every version of the questionnaire; in the seeded ones the number of the question.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.survey_id._check_not_frozen()
        return questions

    def write(self, vals):
        self.survey_id._check_not_frozen()
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
        self.survey_id._check_not_frozen()

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
        if self.question_type in ("simple_choice", "multiple_choice"):
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

"""The questions of a questionnaire that no longer changes, as plain values: what a form may say, what is kept of it.

Sixty people may press “Send” in the same instant, and each form has some sixty questions. So a question is kept in the
memory of the process, and an answer that fits it beyond doubt is taken without asking the database or the ORM.
"""
import re
from dataclasses import dataclass, field

# “nan” and “inf” are numbers to Python, and to no office.
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
CHOICES = ("simple_choice", "multiple_choice")
# Longer than anybody writes by hand.
MAX_TEXT = 5000


def _numbers(texts):
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``limited``: its author has set bounds of his own, which only the model knows.

    An answer is a text, a list of numbers of choices, or ``{row: choices}`` of a table; ``False`` if there is none.
    """

    id: int
    kind: str
    sequence: int = 0
    mandatory: bool = False
    comment_counts: bool = False
    limited: bool = False
    max_choices: int = 0
    scale: tuple = (0, 0)
    several: bool = False  # choices in a row of a table
    columns: dict = field(default_factory=dict)  # number of a choice → (score, whether it is the right one)
    rows: tuple = ()

    def read(self, one, many, clean):
        """The answer and the comment that a form holds.

        :param one: field → its text; :param many: field → all its texts; :param clean: text → text without what no
            keyboard writes
        """
        name = f"q{self.id}"
        if self.kind in CHOICES:
            given = _numbers(many(name))
        elif self.kind == "matrix":
            given = {row: chosen for row in self.rows if (chosen := _numbers(many(f"{name}_{row}")))}
        else:
            given = clean(one(name)).strip()
            if self.kind == "numerical_box":
                given = given.replace(",", ".").replace(" ", "")
            elif self.kind == "datetime" and "T" in given:
                given = f"{given.replace('T', ' ')}:00"
        return given or False, clean(one(f"c{self.id}")).strip() or None

    def surely_fits(self, answer, comment):
        """Whether an answer is one to this question; of ``False`` the model says what is wrong, if anything is."""
        if self.limited or len(comment or "") > MAX_TEXT:
            return False
        if not answer:
            return not self.mandatory
        if self.kind in CHOICES:
            return self._choices_fit(answer, comment)
        if self.kind == "matrix":
            return isinstance(answer, dict) and self._rows_fit(answer)
        if not isinstance(answer, str) or len(answer) > MAX_TEXT:
            return False
        if self.kind == "scale":
            # As the page writes a figure: “٣” and “03” are for the model to judge.
            return answer in {str(figure) for figure in range(self.scale[0], self.scale[1] + 1)}
        if self.kind == "numerical_box":
            return bool(NUMBER.fullmatch(answer))
        return self.kind in ("text_box", "char_box")

    def _choices_fit(self, answer, comment):
        most = 1 if self.kind == "simple_choice" else self.max_choices or len(self.columns)
        count = len(answer) + bool(comment and self.comment_counts)
        return (
            isinstance(answer, list) and count <= most and len(set(answer)) == len(answer)
            and self.columns.keys() >= set(answer)
        )

    def _rows_fit(self, answer):
        return (
            set(self.rows) >= answer.keys() and (not self.mandatory or len(answer) == len(self.rows))
            and all(
                chosen and self.columns.keys() >= set(chosen) and (self.several or len(chosen) == 1)
                for chosen in answer.values()
            )
        )

    def lines(self, answer, comment):
        """Values of the rows that are stored, as Odoo's own page writes them question by question.

        An answer is never kept as the e-mail or nickname of the person, whatever the question says.
        """
        if self.kind in CHOICES:
            chosen = answer or ([] if comment and self.comment_counts else [False])
            lines = [self._line(choice, "suggestion") for choice in chosen]
        elif self.kind == "matrix":
            rows = answer or {row: [False] for row in self.rows[:1]}
            lines = [
                {**self._line(choice, "suggestion"), "matrix_row_id": row}
                for row, chosen in rows.items() for choice in chosen
            ]
        else:
            lines = [self._line(answer, self.kind)]
        if comment:
            lines.append(self._line(comment, "char_box"))
        return lines

    def _line(self, answer, kind):
        score, right = self.columns.get(answer, (0, False)) if self.kind in CHOICES and answer else (0, False)
        line = {
            "question_id": self.id, "question_sequence": self.sequence, "answer_score": score,
            "answer_is_correct": right,
        }
        if not answer or (isinstance(answer, str) and not answer.strip()):
            return {**line, "skipped": True, "answer_type": None}
        name = {"suggestion": "suggested_answer_id"}.get(kind, f"value_{kind}")
        value = int(answer) if kind == "scale" else float(answer) if kind == "numerical_box" else answer
        return {**line, "skipped": False, "answer_type": kind, name: value}

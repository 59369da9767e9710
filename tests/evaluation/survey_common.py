from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

ROWS = ("Szkoła", "Przychodnia")


def make_questionnaire(env, tool, title="Ankieta próbna", **values):
    """A questionnaire with one question of each kind, as the Model's are made."""
    def question(sequence, title, kind, **more):
        return Command.create({
            "sequence": sequence, "title": title, "question_type": kind, "kooperacje_key": str(sequence), **more,
        })

    def answers(*texts):
        return [Command.create({"value": text, "answer_score": score, "sequence": score})
                for score, text in enumerate(texts, 1)]

    return env["survey.survey"].create({
        "title": title, "kooperacje_tool": tool, "kooperacje_anonymous": True, "questions_layout": "one_page",
        "question_and_page_ids": [
            question(1, "Jakość współpracy", "scale", scale_min=1, scale_max=5, constr_mandatory=True),
            question(2, "Zamierzam zostać", "simple_choice", suggested_answer_ids=answers("nie", "tak"),
                     comments_allowed=True),
            question(3, "Co utrudnia", "multiple_choice", suggested_answer_ids=answers("czas", "kadra", "prawo")),
            question(4, "Co zmienić", "text_box"),
            question(5, "Jak często", "matrix", suggested_answer_ids=answers("nigdy", "co miesiąc", "co tydzień"),
                     matrix_row_ids=[Command.create({"value": row}) for row in ROWS]),
            question(6, "Godzin w miesiącu", "numerical_box"),
        ],
        **values,
    })


class SurveyCommon(KooperacjeCommon):
    """Piotr, the network worker, asks the six people of the office (tool 3) and those of the partners (tool 6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.env["survey.survey"].search([("kooperacje_tool", "!=", False)]).active = False
        cls.survey = make_questionnaire(cls.env, "3")
        cls.staff = cls.anna | cls.jan | cls.maria | cls.piotr | cls.irena | cls.adam
        cls.Wave = cls.env["kooperacje.survey.wave"]
        cls.Entry = cls.env["survey.user_input"]

    @classmethod
    def _wave(cls, survey=None, user=None, send=True, **values):
        wave = cls.Wave.with_user(user or cls.piotr).create({
            "survey_id": (survey or cls.survey).id, "partnership_id": cls.partnership.id, **values,
        })
        if send:
            wave.action_send()
        return wave.with_env(cls.env)

    @classmethod
    def _ticket(cls, wave, user):
        partner = user if user._name == "res.partner" else user.partner_id
        return wave.ticket_ids.filtered(lambda ticket: ticket.partner_id == partner)

    @classmethod
    def _answers(cls, survey, quality=4, choice=1, text=""):
        quality_, stay, hard, change, often, hours = survey.question_ids
        return {
            quality_: (str(quality), None), stay: ([stay.suggested_answer_ids[choice].id], "bo lubię"),
            hard: (hard.suggested_answer_ids[:2].ids, None), change: (text or False, None),
            often: ({row.id: [often.suggested_answer_ids[1].id] for row in often.matrix_row_ids}, None),
            hours: ("2.5", None),
        }

    @classmethod
    def _answer(cls, wave, *users, **given):
        for user in users:
            cls._ticket(wave, user)._submit(cls._answers(wave.survey_id, **given))
        wave.env.invalidate_all()

    def assertAllRefused(self, record, *attempts):
        """Every one of ``attempts``, called with ``record``, is refused; what it did before is undone."""
        for number, attempt in enumerate(attempts):
            try:
                with self.cr.savepoint():
                    attempt(record)
            except (UserError, ValueError):
                continue
            self.fail(f"attempt {number} on {record} as {record.env.user.login} was not refused")

    @contextmanager
    def _days_later(self, days):
        with freeze_time(self.today + timedelta(days=days)):
            self.env.invalidate_all()
            yield
        self.env.invalidate_all()

    def _rows(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args)
        return self.env.cr.fetchall()

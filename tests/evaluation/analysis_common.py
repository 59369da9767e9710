from datetime import timedelta

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class AnalysisCommon(KooperacjeCommon):
    """Questionnaires of the Model answered and published, without the way there (``test_survey_*`` walks it)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.Analysis = cls.env["kooperacje.survey.analysis"]
        cls.surveys = {
            code: cls.env.ref(f"kooperacje.survey_{code.lower()}")
            for code in ("2", "3", "6", "13", "16A", "16B", "16C", "16S", "FAM")
        }

    @classmethod
    def _publish(cls, tool, people, partnership=None, days_ago=30, moment="during", **values):
        """Results of ``people``: dictionaries of the measure (or the key) of a question → what is answered.

        A scale takes a number; a choice the key of the answer, or several; a matrix ``{key of the row: key of the
        answer}``; a text words. ``sector`` is that of the person.
        """
        partnership = partnership or cls.partnership
        survey = cls.surveys[tool]
        audience = {"2": "ops_staff", "3": "ops_staff", "6": "partner_staff", "13": "partner_staff"}.get(tool, "family")
        day = cls.today - timedelta(days=days_ago)
        wave = cls.env["kooperacje.survey.wave"].create({
            "survey_id": survey.id, "partnership_id": partnership.id, "audience": audience, "moment": moment,
            "date_from": day - timedelta(days=14), "date_to": day, **values,
        })
        wave._unguarded().sent_on = day - timedelta(days=14)
        entries = cls.env["survey.user_input"].create([{
            "survey_id": survey.id, "wave_id": wave.id, "state": "done",
            "sector_id": one.get("sector") and one["sector"].id,
        } for one in people])
        lines = []
        for entry, one in zip(entries, people, strict=True):
            for question in survey.question_ids:
                name = question.kooperacje_measure if question.kooperacje_measure in one else question.kooperacje_key
                if name in one:
                    lines += [
                        {"user_input_id": entry.id, "question_id": question.id, "skipped": False, **line}
                        for line in cls._lines(question, one[name])
                    ]
        cls.env["survey.user_input.line"].create(lines)
        return cls.env["kooperacje.survey.pool"]._make(wave)

    @classmethod
    def _lines(cls, question, given):
        if question.question_type == "scale":
            return [{"answer_type": "scale", "value_scale": given}]
        if question.question_type == "numerical_box":
            return [{"answer_type": "numerical_box", "value_numerical_box": given}]
        if question.question_type == "text_box":
            return [{"answer_type": "text_box", "value_text_box": given}]
        answers = {answer.kooperacje_key: answer.id for answer in question.suggested_answer_ids}
        if question.question_type == "matrix":
            rows = {row.kooperacje_key: row.id for row in question.matrix_row_ids}
            return [
                {"answer_type": "suggestion", "matrix_row_id": rows[row], "suggested_answer_id": answers[key]}
                for row, key in given.items()
            ]
        keys = [given] if isinstance(given, str) else given
        return [{"answer_type": "suggestion", "suggested_answer_id": answers[key]} for key in keys]

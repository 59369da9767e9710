from markupsafe import Markup

from odoo import models

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels.polish_number import polish_number


class Evaluation(models.Model):
    """Report of an evaluation, and the tools printed from its matrix (tool 13, K3D-158)."""

    _inherit = "kooperacje.evaluation"

    _document_code = "evaluation"
    _document_prefix = "EW"

    def _document_report(self):
        return "kooperacje.report_evaluation"

    def _print_lines(self, method=None):
        """Questions by criterion, ``[(label, lines)]`` in the order of the criteria."""
        self.ensure_one()
        labels = dict(self.line_ids._fields["criterion"]._description_selection(
            self.with_context(lang=self._print_lang()).env,
        ))
        lines = self.line_ids.filtered(method) if method else self.line_ids
        by_criterion = lines.grouped("criterion")
        return [(label, by_criterion[key]) for key, label in labels.items() if key in by_criterion]

    def _print_methods(self, line):
        names = {
            "by_interview": "wywiad", "by_focus": "grupa fokusowa", "by_survey": "ankieta",
            "by_data": "dane z monitoringu",
        }
        return ", ".join(name for method, name in names.items() if line[method])

    def _print_values(self):
        """Figures by area, ``[(label, years, [(name, [text of each year])])]``; no rows where all are withheld."""
        years = sorted(set(self.value_ids.mapped("year")))
        Figures = self.env["kooperacje.published.figures"]
        return [
            (label, years, [] if Figures._all_withheld(values.mapped("value_text")) else [
                (of_code[0].name, [{value.year: value.value_text for value in of_code}.get(year, "") for year in years])
                for of_code in values.grouped("code").values()
            ]) for label, values in self.value_ids.grouped("group").items()
        ]

    def _print_withheld(self):
        return self.env["kooperacje.published.figures"]._withheld_note()

    def _print_note(self):
        return self.env["kooperacje.published.figures"]._published_note(self.partnership_id)

    def _print_goal_graph(self):
        assessed = self.goal_ids.filtered("is_assessed")
        return Markup(graph.bar(
            "Stopień osiągnięcia celów partnerstwa", [(goal.goal_id.name, goal.attainment) for goal in assessed],
            unit="%", maximum=100,
        )) if assessed else ""

    def _print_number(self, value):
        return polish_number(value, 2)

    def _print_grade_graph(self):
        graded = self.line_ids.filtered("grade")
        return Markup(graph.bar(
            "Średnie oceny w ankietach", [(line.name, line.grade) for line in graded], maximum=5, digits=2,
        )) if graded else ""

    def _print_pools(self):
        """Questionnaires the evaluation draws on: title, days, invited, answered."""
        return [
            (pool.survey_id.title, self._print_period(pool.date_from, pool.date_to), pool.invited_count,
             pool.answer_count)
            for pool in self.pool_ids.sorted("date_from")
        ]

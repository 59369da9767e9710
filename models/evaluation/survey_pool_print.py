from markupsafe import Markup

from odoo import models

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels import questionnaire_figures as figures
from odoo.addons.kooperacje.kernels.polish_number import polish_number
from odoo.addons.kooperacje.kernels.questionnaire_figures import Tally
from odoo.addons.kooperacje.kernels.suppression import THRESHOLD


class SurveyPool(models.Model):
    """Results on paper: question by question, with graphs, by sector where a sector may be told."""

    _name = "kooperacje.survey.pool"
    _inherit = ["kooperacje.survey.pool", "kooperacje.document.printed"]

    def action_print_results(self):
        self.check_access("read")
        return self.env.ref("kooperacje.report_survey_pool").report_action(self)

    def action_view_report(self):
        """The results beside those of the other questionnaires of the partnership."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_survey_report")
        return {**action, "context": {"default_partnership_id": self.partnership_id.id}}

    def _document_title(self):
        self.ensure_one()
        # sudo: the title of a questionnaire whose results one reads; it may be another office's own version.
        return f"{self.env._('Results of a questionnaire')}: {self.sudo().survey_id.title}"

    def _print_number(self, value):
        return polish_number(value)

    def _print_results(self):
        """``[{number, title, kind, people, mean, graph, columns, table, sectors, words, more}]``, in order."""
        self.ensure_one()
        results, by_sector = {}, {}
        for result in self.env["kooperacje.survey.result"].search([("pool_id", "=", self.id)]):
            if result.scope == "all":
                results.setdefault(result.question_id.id, []).append(result)
            else:
                # sudo: the name of a sector is a dictionary.
                sectors = by_sector.setdefault(result.question_id.id, {})
                sectors.setdefault(result.sector_id.sudo().name, []).append(result)
        words = {question: some for _tool, question, *some in self.env["kooperacje.survey.analysis"]._words(self)}
        # sudo: the questions of a questionnaire whose counts one may read; it may be another office's own version.
        questions = self.sudo().survey_id.question_ids
        return [
            self._print_question(
                number, question, results.get(question.id, []), by_sector.get(question.id, {}),
                words.get(question, ([], 0)),
            ) for number, question in enumerate(questions, 1)
        ]

    def _print_question(self, number, question, results, by_sector, words):
        printed = {
            "number": number, "title": question.title, "kind": question.question_type,
            "people": max((result.respondents for result in results), default=0),
            "mean": None, "graph": "", "columns": [], "table": [], "sectors": [], "words": words[0], "more": words[1],
        }
        if question.question_type == "matrix":
            return {
                **printed, "columns": question.suggested_answer_ids.mapped("value"),
                "table": self._print_table(question, results),
            }
        if question.question_type == "numerical_box":
            return {**printed, "mean": self._mean(results)}
        if not results:
            return printed
        return {
            **printed, "mean": self._mean(results),
            # The kernel escapes what it is given.
            "graph": Markup(graph.bar(question.title, self._distribution(question, results), digits=0)),
            "sectors": sorted(
                ((sector, self._mean(some)) for sector, some in by_sector.items() if self._mean(some) is not None),
                key=lambda item: -item[1],
            ),
        }

    def _least(self):
        return THRESHOLD if self.anonymous else 1

    def _mean(self, results):
        return figures.combined(Tally(result.value_sum, result.value_count) for result in results).mean(self._least())

    def _distribution(self, question, results):
        """``[(answer, people)]`` in the order of the form, answers nobody gave as well."""
        if question.question_type == "scale":
            given = {result.scale_value: result.count for result in results}
            ends = {question.scale_min: question.scale_min_label, question.scale_max: question.scale_max_label}
            return [
                (f"{step} – {ends[step]}" if ends.get(step) else str(step), given.get(step, 0))
                for step in range(question.scale_min, question.scale_max + 1)
            ]
        given = {result.answer_id.id: result.count for result in results}
        return [(answer.value, given.get(answer.id, 0)) for answer in question.suggested_answer_ids]

    def _print_table(self, question, results):
        """``[(row, [people of each column] or None, mean)]``; of a row that too few have rated nothing is told.

        The row's people are not counted apart: with several choices to a row the most frequent one is a lower bound.
        """
        by_row = {}
        for result in results:
            by_row.setdefault(result.row_id.id, []).append(result)
        rows = []
        for row in question.matrix_row_ids:
            some = by_row.get(row.id, [])
            counts = {result.answer_id.id: result.count for result in some}
            people = (max if question.matrix_subtype == "multiple" else sum)(counts.values() or [0])
            rows.append((
                row.value,
                [counts.get(answer.id, 0) for answer in question.suggested_answer_ids]
                if people >= self._least() else None,
                self._mean(some),
            ))
        return rows

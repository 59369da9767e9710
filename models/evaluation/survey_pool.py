from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels import questionnaire_figures as figures
from odoo.addons.kooperacje.kernels.polish_number import polish_number
from odoo.addons.kooperacje.kernels.questionnaire_figures import Tally
from odoo.addons.kooperacje.kernels.suppression import THRESHOLD, enough, hidden_cells
from odoo.addons.kooperacje.models.access.windows import form, window


class SurveyPool(models.Model):
    """What is published together: one wave with answers of five people or more, or several waves of teams.

    Made once, when the waves have ended, and never again: two results that differ by one wave of three would show the
    three. A wave of one team with fewer than five answers waits until those of other teams of the partnership, asked
    the same, make five *people* with it (somebody may sit in several teams). Whatever is added up, filtered or grouped
    over pools is then a sum of groups of five people or more.
    """

    _name = "kooperacje.survey.pool"
    _description = "Results of a questionnaire"
    _inherit = ["kooperacje.document.printed"]
    _order = "date_to desc, id desc"
    _rec_name = "survey_id"

    survey_id = fields.Many2one("survey.survey", "Questionnaire", required=True, index=True, ondelete="restrict")
    tool = fields.Char(required=True, index=True)
    anonymous = fields.Boolean()
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    moment = fields.Selection(
        lambda self: self.env["kooperacje.survey.wave"]._fields["moment"]._description_selection(self.env),
    )
    audience = fields.Selection(
        lambda self: self.env["kooperacje.survey.wave"]._fields["audience"]._description_selection(self.env),
    )
    side = fields.Selection(
        lambda self: self.env["survey.user_input"]._fields["side"]._description_selection(self.env),
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    wave_ids = fields.One2many("kooperacje.survey.wave", "pool_id", "Waves")
    wave_count = fields.Integer("Number of waves")
    invited_count = fields.Integer("Number invited")
    answer_count = fields.Integer("Answers")
    result_ids = fields.One2many("kooperacje.survey.result", "pool_id", "Counts")
    text_ids = fields.One2many(
        "kooperacje.survey.text", "pool_id", "In their own words",
        groups="kooperacje.group_manager,kooperacje.group_network_worker,kooperacje.group_social_worker",
    )
    summary = fields.Html(compute="_compute_summary", compute_sudo=False, sanitize=False)

    @api.depends("survey_id.title", "date_to", "partnership_id.name")
    def _compute_display_name(self):
        for pool in self:
            pool.display_name = (
                # sudo: titles; the regional centre does not read an office's own version of a questionnaire.
                f"{pool.sudo().survey_id.title or ''} – {pool.sudo().partnership_id.name or ''} "
                f"({pool.date_to.strftime('%d.%m.%Y') if pool.date_to else ''})"
            )

    @api.depends("result_ids", "text_ids")
    @api.depends_context("lang", "uid")
    def _compute_summary(self):
        for pool in self:
            pool.summary = self.env["ir.qweb"]._render("kooperacje.survey_pool_summary", {
                "parts": pool._summary(), "number": polish_number,
            })

    def _summary(self):
        """Every question with its counts, means and words, for the page of the results."""
        self.ensure_one()
        results = self.result_ids.filtered(lambda result: result.scope == "all").grouped("question_id")
        Text = self.env["kooperacje.survey.text"]
        texts = (self.text_ids if Text.has_access("read") else Text).grouped("question_id")
        return [
            {
                "title": question.title, "texts": texts.get(question, Text).mapped("text"),
                **self._summary_counts(question, results.get(question, self.result_ids.browse())),
            }
            # sudo: what was asked; the regional centre does not read an office's own version of a questionnaire.
            for question in self.sudo().survey_id.question_ids
        ]

    def _summary_counts(self, question, results):
        rows = []
        for row in question.matrix_row_ids or [question.matrix_row_ids]:
            of_row = results.filtered(lambda result, row=row: result.row_id == row)
            by_answer = {(result.answer_id.id, result.scale_value): result.count for result in of_row}
            if question.question_type == "scale":
                choices = [(str(step), (False, step)) for step in range(question.scale_min, question.scale_max + 1)]
            else:
                choices = [(answer.value, (answer.id, 0)) for answer in question.suggested_answer_ids]
            people = max(of_row.mapped("respondents"), default=0)
            rows.append({"title": row.value, "mean": of_row._mean(), "answers": [
                {"title": title, "count": by_answer.get(key, 0), "share": round(100 * by_answer.get(key, 0) / people)}
                for title, key in choices
            ] if people else []})
        return {
            "people": max(results.mapped("respondents"), default=0), "rows": rows,
            "mean": None if question.question_type == "matrix" else results._mean(),
        }

    def _action_open(self):
        self.ensure_one()
        return form(self, name=self.env._("Survey results"), context={"create": False, "edit": False})

    def action_graph(self):
        self.ensure_one()
        return window(
            self.env, "action_survey_result", domain=[("pool_id", "=", self.id)], context={"search_default_all": 1},
        )

    # ------------------------------------------------------------
    # Making
    # ------------------------------------------------------------

    @api.model
    def _make(self, waves):
        """Publish ``waves`` together. To be called as superuser, by ``wave._settle`` only."""
        first = waves[0]
        waves._mix()
        pool = self.create({
            "survey_id": first.survey_id.id, "tool": first.tool, "anonymous": first.anonymous,
            "partnership_id": first.partnership_id.id, "moment": first.moment, "audience": first.audience,
            "side": first._side(),
            "date_from": min(waves.mapped("date_from")),
            "date_to": max(wave.ended_on or wave.date_to for wave in waves),
            "wave_count": len(waves), "invited_count": sum(waves.mapped("invited_count")),
            "answer_count": sum(waves.mapped("answered_count")),
        })
        waves._unguarded().pool_id = pool
        pool._make_results()
        pool._make_texts()
        waves._forget()
        return pool

    def _make_results(self):
        """Rows of counts: of all, and by sector where no sector can be made out by subtraction."""
        self.ensure_one()
        self.env.flush_all()
        least = THRESHOLD if self.anonymous else 1
        self.env.cr.execute(SQL(
            """
            SELECT line.question_id, line.matrix_row_id, line.suggested_answer_id, line.answer_type,
                   COALESCE(line.value_scale, 0), line.value_numerical_box, entry.sector_id, entry.id
              FROM survey_user_input_line line
              JOIN survey_user_input entry ON entry.id = line.user_input_id
             WHERE entry.wave_id = ANY(%s) AND line.skipped IS NOT TRUE
               AND line.answer_type IN ('suggestion', 'scale', 'numerical_box')
            """, self.wave_ids.ids,
        ))
        people, cells, sums = {}, {}, {}
        for question, row, answer, kind, scale, number, sector, entry in self.env.cr.fetchall():
            for part in {None, sector or False}:
                # Each row of a matrix is a question of its own: few may know the partner it asks of.
                people.setdefault(((question, row), part), set()).add(entry)
                cell = (question, row, answer, scale if kind == "scale" else None, part)
                cells.setdefault(cell, set()).add(entry)
                if kind == "numerical_box":
                    sums[cell] = sums.get(cell, 0) + (number or 0)
        shown = self._shown_parts(people, least)
        worth = {answer.id: answer.answer_score for answer in self.survey_id.question_ids.suggested_answer_ids}
        values = []
        for (question, row, answer, scale, part), entries in cells.items():
            if ((question, row), part) not in shown:
                continue
            key = (question, row, answer, scale, part)
            value = scale if scale is not None else worth.get(answer) or None
            count = len(entries)
            values.append({
                "pool_id": self.id, "question_id": question, "row_id": row, "answer_id": answer,
                "scope": "all" if part is None else "sector", "sector_id": part or False, "count": count,
                "respondents": len(people[(question, row), part]), "scale_value": scale or 0,
                "value_sum": sums[key] if key in sums else (value or 0) * count,
                "value_count": count if key in sums or value is not None else 0,
            })
        self.env["kooperacje.survey.result"].create(values)

    @api.model
    def _shown_parts(self, people, least):
        """``(question, part)`` that may be published; part ``None`` means everybody, ``False`` people without a sector.
        """
        shown = set()
        for question in {question for question, _part in people}:
            counts = {part: len(who) for (of, part), who in people.items() if of == question and part is not None}
            if not enough(len(people[question, None]), least):
                continue
            shown.add((question, None))
            if set(counts) != {False}:
                hidden = hidden_cells(counts, threshold=least)
                shown |= {(question, part) for part in counts if part not in hidden and part}
        return shown

    def _make_texts(self):
        """What people wrote, in random order, so that no two sentences can be put together as one person's."""
        self.ensure_one()
        least = THRESHOLD if self.anonymous else 1
        self.env.cr.execute(SQL(
            """
            WITH written AS (
                SELECT line.question_id, trim(COALESCE(line.value_text_box, line.value_char_box)) AS text,
                       line.suggested_answer_id IS NULL AND question.question_type NOT IN ('text_box', 'char_box')
                           AS is_comment
                  FROM survey_user_input_line line
                  JOIN survey_user_input entry ON entry.id = line.user_input_id
                  JOIN survey_question question ON question.id = line.question_id
                 WHERE entry.wave_id = ANY(%s) AND line.skipped IS NOT TRUE
                   AND line.answer_type IN ('text_box', 'char_box')
            )
            SELECT question_id, text, is_comment FROM written WHERE text <> '' ORDER BY random()
            """, self.wave_ids.ids,
        ))
        if enough(self.answer_count, least):
            self.env["kooperacje.survey.text"].create([
                {"pool_id": self.id, "question_id": question, "text": text, "is_comment": is_comment}
                for question, text, is_comment in self.env.cr.fetchall()
            ])

    # ------------------------------------------------------------
    # Print
    # ------------------------------------------------------------
    # Results on paper: question by question, with graphs, by sector where a sector may be told.

    @api.readonly
    def action_print_results(self):
        self.check_access("read")
        return self.env.ref("kooperacje.report_survey_pool").report_action(self)

    def action_view_report(self):
        """The results beside those of the other questionnaires of the partnership."""
        self.ensure_one()
        return window(self.env, "action_survey_report", context={"default_partnership_id": self.partnership_id.id})

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

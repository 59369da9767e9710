from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import questionnaire_figures as figures
from odoo.addons.kooperacje.kernels.questionnaire_figures import NONE, Tally
from odoo.addons.kooperacje.kernels.suppression import THRESHOLD, enough, hidden_cells

# Scales that the office (tool 3) and the partners (6) are asked alike, in the order of tool 3.
MIRRORED = ("procedures", "understanding", "trust", "information", "joint_goals", "change", "relief")
# What makes the index of a sector beside its own quality: questions 5 to 9 and 11 of tool 3.
INDEX = ("procedures", "understanding", "trust", "information", "joint_goals", "change")
# What a team is asked before, during and after its work.
TEAM = ("overall", "goals", "roles", "support", "information", "services", "family")
TEAM_TOOLS = ("16A", "16B", "16C")
FAMILY = ("family_solved", "family_goals", "family_heard", "family_trust")
# Rows of the tables of tools 3 and 6 → variant of the service card, by which institutions have their sector.
ROW_SECTORS = {
    "edukacja": "B", "zdrowie": "C", "praca": "D", "kultura": "E", "sport": "E", "sad": "F", "policja": "G",
    "ngo": "H", "koscioly": "H", "biznes": "I", "mieszkalnictwo": "I",
}
# Scales whose course over the waves is drawn.
COURSE = ("trust", "information", "change")
# Words of more people than one reads in a sitting are read in the list of answers.
WORDS = 40


class Wordings(NamedTuple):
    """Of the questionnaire that came with the module: titles by measure, rows and answers by (measure, key)."""

    titles: dict
    rows: dict
    answers: dict


class SurveyAnalysis(models.AbstractModel):
    """What the questionnaires say of one partnership or of several (K3D-151–153, 159, 195–199; RUR-163–165, 180).

    Reads published results only (``kooperacje.survey.result``), with the rights of the reader: those hold groups of
    five people or more. Results of several partnerships add up (team → partnership → region). The number of queries
    depends neither on the number of answers nor on that of partnerships.
    """

    _name = "kooperacje.survey.analysis"
    _description = "Analysis of questionnaires"

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.model
    def _pools(self, partnerships=None, date_from=False, date_to=False):
        """Published results the reader may see, the newest first; of ``partnerships`` or of all of them."""
        domain = Domain("partnership_id", "in", partnerships.ids) if partnerships else Domain.TRUE
        if date_from:
            domain &= Domain("date_to", ">=", date_from)
        if date_to:
            domain &= Domain("date_to", "<=", date_to)
        return self.env["kooperacje.survey.pool"].search(domain, order="date_to desc, id desc")

    @api.model
    def _newest(self, pools, tool):
        """The newest results of ``tool`` of each partnership: two waves of the same people are not added up."""
        newest = {}
        for pool in pools.filtered(lambda pool: pool.tool == tool):
            newest.setdefault(pool.partnership_id.id, pool.id)
        return pools.browse(newest.values())

    @api.model
    def _measures(self, pools):
        """``{question id: measure}`` of the questionnaires of ``pools``."""
        # sudo: what was asked is no secret; a regional centre does not read an office's own version.
        questions = self.env["survey.question"].sudo().search_fetch(
            [("survey_id", "in", pools.sudo().survey_id.ids), ("kooperacje_measure", "!=", False)],
            ["kooperacje_measure"],
        )
        return {question.id: question.kooperacje_measure for question in questions}

    @api.model
    def _sums(self, pools):
        """``{(pool id, measure, key of the row, code of the sector): Tally}``; ``None`` for no row, for all sectors."""
        measures = self._measures(pools)
        groups = self.env["kooperacje.survey.result"]._read_group(
            [("pool_id", "in", pools.ids), ("question_id", "in", list(measures))],
            ["pool_id", "question_id", "row_id", "scope", "sector_id"], ["value_sum:sum", "value_count:sum"],
        )
        sums = {}
        for pool, question, row, scope, sector, total, count in groups:
            # sudo: keys of rows and codes of sectors tell of nobody.
            key = (
                pool.id, measures[question.id], row.sudo().kooperacje_key or None,
                sector.sudo().code if scope == "sector" else None,
            )
            sums[key] = sums.get(key, NONE) + Tally(total or 0, count or 0)
        return sums

    @api.model
    def _counts(self, pools):
        """``{(pool id, measure): ({key of the answer: people}, people who answered)}`` of closed questions."""
        measures = self._measures(pools)
        groups = self.env["kooperacje.survey.result"]._read_group(
            [("pool_id", "in", pools.ids), ("question_id", "in", list(measures)), ("scope", "=", "all"),
             ("row_id", "=", False), ("answer_id", "!=", False)],
            ["pool_id", "question_id", "answer_id"], ["count:sum", "respondents:max"],
        )
        counts = {}
        for pool, question, answer, count, respondents in groups:
            given, _people = counts.setdefault((pool.id, measures[question.id]), ({}, respondents))
            # sudo: the key of an answer tells of nobody.
            key = answer.sudo().kooperacje_key
            given[key] = given.get(key, 0) + count
        return counts

    @api.model
    def _wordings(self, tool):
        survey = self.env.ref(f"kooperacje.survey_{tool.lower()}", raise_if_not_found=False)
        # sudo: the questionnaires of the Model are for everybody.
        questions = survey.sudo().question_ids.filtered("kooperacje_measure") if survey else ()
        return Wordings(
            {question.kooperacje_measure: question.title for question in questions},
            {(question.kooperacje_measure, row.kooperacje_key): row.value
             for question in questions for row in question.matrix_row_ids},
            {(question.kooperacje_measure, answer.kooperacje_key): answer.value
             for question in questions for answer in question.suggested_answer_ids},
        )

    @api.model
    def _tally(self, sums, pools, measure, row=None, sector=None):
        return figures.combined(sums.get((pool, measure, row, sector), NONE) for pool in pools.ids)

    @api.model
    def _shares(self, counts, pools, measure, wordings):
        """``[(answer, people, per cent)]`` over ``pools``, the most frequent first."""
        given, people = {}, 0
        for pool in pools.ids:
            some, respondents = counts.get((pool, measure), ({}, 0))
            people += respondents
            for key, count in some.items():
                given[key] = given.get(key, 0) + count
        if not enough(people):
            return []
        foreign = [key for key in given if (measure, key) not in wordings.answers]
        # sudo: an answer to choose, of the municipality's own questionnaire that was answered, is no secret. Other
        # versions and other questions have the same keys for other words.
        own = {
            answer.kooperacje_key: answer.value for answer in self.env["survey.question.answer"].sudo().search([
                ("kooperacje_key", "in", foreign), ("question_id.kooperacje_measure", "=", measure),
                ("question_id.survey_id", "in", pools.sudo().survey_id.ids),
            ])
        } if foreign else {}
        return [
            (wordings.answers.get((measure, key)) or own.get(key, key), count, share)
            for key, count, share in figures.shares(given, people)
        ]

    # ------------------------------------------------------------
    # Sections
    # ------------------------------------------------------------

    @api.model
    def _sides(self, pools, sums, counts):
        """What the office and its partners say of the same (3 ↔ 6), of all together and sector by sector."""
        office, partners = self._newest(pools, "3"), self._newest(pools, "6")
        wordings = self._wordings("3")
        general = figures.gaps(
            {measure: self._tally(sums, office, measure) for measure in MIRRORED},
            {measure: self._tally(sums, partners, measure) for measure in MIRRORED},
        )
        by_row = {row: self._tally(sums, office, "quality", row) for row in ROW_SECTORS}
        by_sector = {}
        for row, sector in ROW_SECTORS.items():
            # The same people rate both rows of a sector: two rows of three answers are not six people.
            by_sector[sector] = by_sector.get(sector, NONE) + (by_row[row] if enough(by_row[row].count) else NONE)
        sectors = figures.gaps(by_sector, {
            sector: self._tally(sums, partners, "quality", "ops", sector) for sector in by_sector
        })
        index = figures.sector_index(by_row, [self._tally(sums, office, measure) for measure in INDEX])
        # sudo: the names of sectors are a dictionary.
        names = {sector.code: sector.name for sector in self.env["kooperacje.sector"].sudo().search([])}
        return {
            "office": office, "partners": partners,
            "general": [(wordings.titles.get(measure, measure), *rest) for measure, *rest in general],
            "sectors": [
                (names.get(sector, sector), *rest) for sector, *rest in sectors if rest != [None, None, None]
            ],
            "index": sorted(
                ((wordings.rows.get(("quality", row), row), value) for row, value in index.items() if value),
                key=lambda item: -item[1],
            ),
            "barriers_office": self._shares(counts, office, "barriers", wordings),
            "barriers_partners": self._shares(counts, partners, "barriers", wordings),
        }

    @api.model
    def _map(self, pools, sums, counts):
        """How often and how well the office works with whom (tool 2), its difficulties, and what it rests on."""
        newest, wordings = self._newest(pools, "2"), self._wordings("2")
        partners = {row: name for (measure, row), name in wordings.rows.items() if measure == "frequency"}
        found = figures.cooperation_map(
            {row: self._tally(sums, newest, "frequency", row) for row in partners},
            {row: self._tally(sums, newest, "quality", row) for row in partners},
        )
        return {
            "pools": newest,
            "points": [(partners[row], *rest) for row, *rest in found],
            "difficulties": self._shares(counts, newest, "difficulty", wordings),
            # RUR-180: how much of the co-operation rests on acquaintance.
            "basis": self._shares(counts, newest, "basis", wordings),
        }

    @api.model
    def _course(self, pools, sums):
        """Means wave after wave of what both sides are asked: ``{tool: (days, [(label, [mean of each day])])}``."""
        titles = self._wordings("3").titles
        course = {}
        for tool in ("3", "6"):
            waves = pools.filtered(lambda pool, tool=tool: pool.tool == tool and pool.date_to).grouped("date_to")
            days = sorted(waves)
            lines = [
                (titles.get(measure, measure), [self._tally(sums, waves[day], measure).mean() for day in days])
                for measure in COURSE
            ]
            lines = [line for line in lines if any(mean is not None for mean in line[1])]
            if len(days) > 1 and lines:
                course[tool] = days, lines
        return course

    @api.model
    def _teams(self, pools, sums, counts):
        """Teams before, during and after their work (16A–16C), all teams together: team → partnership (K3D-153)."""
        by_tool = [pools.filtered(lambda pool, tool=tool: pool.tool == tool) for tool in TEAM_TOOLS]
        titles = [self._wordings(tool).titles for tool in TEAM_TOOLS]
        rows = []
        for measure in TEAM:
            means, difference = figures.change([self._tally(sums, some, measure) for some in by_tool])
            if any(mean is not None for mean in means):
                asked = [of.get(measure) for of in titles]
                rows.append({
                    "measure": measure, "means": means, "change": difference,
                    "asked": [text for text, mean in zip(asked, means, strict=True) if text and mean is not None],
                    "label": next((text for text in reversed(asked) if text), measure),
                })
        after = by_tool[-1]
        wordings = self._wordings("16C")
        return {
            "pools": by_tool, "rows": rows,
            "met": self._tally(sums, after, "expectations_met").mean(),
            "expected": self._shares(counts, by_tool[0], "expectations", self._wordings("16A")),
            "again": self._shares(counts, after, "again", wordings),
        }

    @api.model
    def _family(self, pools, sums, counts):
        """What families say themselves (K3D-195, RUR-163, 164)."""
        asked, wordings = pools.filtered(lambda pool: pool.tool == "FAM"), self._wordings("FAM")
        return {
            "pools": asked,
            "scales": [
                (wordings.titles.get(measure, measure), self._tally(sums, asked, measure).mean()) for measure in FAMILY
            ],
            "recommend": self._shares(counts, asked, "family_recommend", wordings),
            "services": self._shares(counts, asked, "family_services", wordings),
        }

    # ------------------------------------------------------------
    # In their own words
    # ------------------------------------------------------------

    @api.model
    def _words(self, pools):
        """``[(tool, question, words, how many more)]``; empty for those who may not read what people wrote.

        The order is random since the answers were published (``pool._make_texts``).
        """
        Text = self.env["kooperacje.survey.text"]
        if not Text.has_access("read"):
            return []
        words = {}
        for text in Text.search([("pool_id", "in", pools.ids)]):
            # sudo: a question whose answers one may read.
            words.setdefault((text.tool, text.question_id.sudo()), []).append(text.text)
        return [
            (tool, question, some[:WORDS], max(len(some) - WORDS, 0))
            for (tool, question), some in sorted(
                words.items(), key=lambda item: (item[0][0] or "", item[0][1].sequence),
            )
        ]

    # ------------------------------------------------------------
    # Goals
    # ------------------------------------------------------------
    # Goal attainment of families rolled up: family → partnership → region (K3D-151, 153, RUR-163).

    @api.model
    def _attainment(self, partnerships, until=None):
        """Attainment of the goals rated in the plans in force, exact. To be called as superuser: it counts cases that
        the caller may not read; ``_goals`` tells what five families and more share.

        The score is that of ``kernels/goal_attainment.py``, summed in the database so that a region of 200,000 cases
        is one query. A plan counts at its start only if all its rated goals have a level at the start.

        :param until: last day of plans and ratings counted; all of them without it
        :return: ``{partnership id: (plans, mean T, plans with T of 50 and more, plans with a start, mean T of the
            start)}``
        """
        self.env.flush_all()
        return {row[0]: row[1:] for row in self.env.execute_query(SQL(
            """
            WITH rated AS (
                SELECT plan.id AS plan_id, c.partnership_id, goal.weight::numeric AS weight, last.level::int AS level,
                       goal.start_level::int AS start
                  FROM kooperacje_plan plan
                  JOIN kooperacje_case c ON c.id = plan.case_id
                  JOIN kooperacje_goal goal ON goal.plan_id = plan.id
                  JOIN LATERAL (
                      SELECT level FROM kooperacje_goal_rating WHERE goal_id = goal.id AND rated_on <= %(until)s
                       ORDER BY rated_on DESC, id DESC LIMIT 1
                  ) last ON TRUE
                 WHERE plan.state = 'signed' AND plan.signed_on <= %(until)s
                   AND c.partnership_id = ANY(%(partnerships)s)
                   AND '' <> ALL (ARRAY[
                        trim(COALESCE(goal.level_m2, '')), trim(COALESCE(goal.level_m1, '')),
                        trim(COALESCE(goal.level_0, '')), trim(COALESCE(goal.level_p1, '')),
                        trim(COALESCE(goal.level_p2, ''))])
            ), summed AS (
                SELECT partnership_id, SUM(weight * level) AS reached, SUM(weight * start) AS started,
                       bool_and(start IS NOT NULL) AS has_start,
                       SQRT(0.7 * SUM(weight * weight) + 0.3 * SUM(weight) ^ 2) AS spread
                  FROM rated GROUP BY plan_id, partnership_id
            )
            SELECT partnership_id, COUNT(*), AVG(50 + 10 * reached / spread)::float,
                   COUNT(*) FILTER (WHERE reached >= 0),
                   COUNT(*) FILTER (WHERE has_start),
                   AVG(50 + 10 * started / spread) FILTER (WHERE has_start)::float
              FROM summed GROUP BY partnership_id
            """, partnerships=partnerships.ids, until=until or date.max,
        ))}

    @api.model
    def _goals(self, partnerships):
        """What may be shown of it: by partnership, and of all together.

        Counted until the end of the last month, as all figures of families that are told: from looks a day apart one
        family could be worked out. What is withheld follows from everything the reader sees, whatever is asked for:
        whoever is told a sum may ask for its parts one by one as well.

        :return: ``{"rows": [{name, plans, score, reached, start}], "total": the same or None, "withheld": number of
            partnerships whose families are too few, or would follow from the sum}``
        """
        Partnership = self.env["kooperacje.partnership"]
        if Partnership.has_access("read"):
            Partnership = Partnership.search([("company_id", "!=", False)])
        seen = partnerships | Partnership
        # sudo: sums over cases, told from so many families on as the offices have set, five at least.
        exact = self.sudo()._attainment(seen, self.env["kooperacje.indicator.released"]._last_day())
        least = max([THRESHOLD, *seen.sudo().company_id.mapped("kooperacje_small_count")])
        hidden = hidden_cells({id_: values[0] for id_, values in exact.items()}, threshold=least)
        no_start = hidden_cells({id_: values[3] for id_, values in exact.items()}, threshold=least)
        asked = set(partnerships.ids) & exact.keys()
        # A sum of some of them is that of what is told of each.
        summed = asked if asked == exact.keys() else asked - hidden
        starting = asked if asked == exact.keys() else asked - hidden - no_start
        total = self._goal_figures([exact[id_] for id_ in summed], [exact[id_] for id_ in starting], least)
        return {
            "rows": [
                {"name": partnership.display_name, **self._goal_figures(
                    [exact[partnership.id]], [exact[partnership.id]] if partnership.id not in no_start else [], least,
                )} for partnership in partnerships if partnership.id in asked - hidden
            ],
            "total": total if enough(total["plans"], least) else None,
            "withheld": len(hidden & asked),
        }

    @api.model
    def _goal_figures(self, groups, starting, least):
        """Figures of groups of plans as ``_attainment`` returns them, each plan counting alike.

        :param starting: the groups whose start is told
        """
        plans, started = sum(group[0] for group in groups), sum(group[3] for group in starting)
        return {
            "plans": plans,
            "score": sum(group[0] * group[1] for group in groups) / plans if plans else None,
            "reached": 100 * sum(group[2] for group in groups) / plans if plans else None,
            "start": sum(group[3] * group[4] for group in starting if group[3]) / started
            if enough(started, least) else None,
        }

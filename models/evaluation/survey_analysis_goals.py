from datetime import date

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.suppression import THRESHOLD, enough, hidden_cells


class SurveyAnalysis(models.AbstractModel):
    """Goal attainment of families rolled up: family → partnership → region (K3D-151, 153, RUR-163)."""

    _inherit = "kooperacje.survey.analysis"

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

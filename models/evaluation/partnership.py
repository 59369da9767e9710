from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window, window_of

from .periodic_report import YEARLY

# Days before it is due that the partnership is told of its evaluation.
NOTICE_DAYS = 30
# First day of reminding, and the day by which OZPS is presented to the council (art. 16a u.p.s.). The law gives the
# report of the centre (art. 110 ust. 9) no day; it goes to the same session as a rule.
FIRST, LAST = (3, 1), (4, 30)


class Partnership(models.Model):
    """Questionnaires, figures, evaluations and reports of a partnership, and when its next evaluation is due (K3D-157).
    """

    _inherit = "kooperacje.partnership"

    # The evaluator from outside reads the partnership, not what its people say and have to do: core searches both past
    # their rules, and bodies could be guessed letter by letter.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
    survey_wave_count = fields.Integer("Number of questionnaires", compute="_compute_survey_wave_count")

    evaluation_ids = fields.One2many("kooperacje.evaluation", "partnership_id", "Evaluations")
    evaluation_count = fields.Integer("Number of evaluations", compute="_compute_evaluation_count")
    periodic_report_count = fields.Integer("Number of reports", compute="_compute_periodic_report_count")
    evaluation_due = fields.Date(
        "Next evaluation", compute="_compute_evaluation_due", search="_search_evaluation_due",
        help="End of the period that is to be evaluated next, by the interval that the regulation sets.",
    )
    is_evaluation_overdue = fields.Boolean("Evaluation overdue", compute="_compute_evaluation_due")
    is_evaluation_near = fields.Boolean("Evaluation is near", compute="_compute_evaluation_due")

    _system_fields = frozenset({"reports_reminded_year"})
    reports_reminded_year = fields.Integer(
        "Reminded of the reports of", readonly=True, copy=False, help="Ticked off or cancelled, it does not come back.",
    )

    @api.depends_context("uid")
    def _compute_survey_wave_count(self):
        Wave = self.env["kooperacje.survey.wave"]
        counts = dict(Wave._read_group(
            [("partnership_id", "in", self.ids), ("team_id", "=", False)], ["partnership_id"], ["__count"],
        )) if Wave.has_access("read") else {}
        for partnership in self:
            partnership.survey_wave_count = counts.get(partnership._origin, 0)

    def action_view_survey_waves(self):
        return window_of(self, "action_survey_wave", "partnership_id", search_default_not_teams=1)

    def action_view_figures(self):
        """The figures of this partnership at a glance, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id("kooperacje.action_indicator_dashboard")
        return {**action, "params": {"partnership_id": self.id}}

    def action_view_region_figures(self):
        """The figures of all partnerships of the reader's region together, whatever is chosen, without small counts."""
        action = self.env["ir.actions.client"]._for_xml_id("kooperacje.action_indicator_dashboard")
        return {**action, "params": {"partnership_id": 0}}

    @api.readonly
    def action_region_workbook(self):
        """The same as a workbook, whatever is chosen."""
        return self.env["kooperacje.indicator.released"].action_workbook()

    def action_view_survey_report(self):
        """What the questionnaires of the partnership say, on one page."""
        self.ensure_one()
        return window(self.env, "action_survey_report", context={"default_partnership_id": self.id})

    # ------------------------------------------------------------
    # Evaluation
    # ------------------------------------------------------------
    # When the partnership is to be evaluated next: the regulation in force sets how often (K3D-157).

    @api.depends("evaluation_ids")
    def _compute_evaluation_count(self):
        counts = count_by(self.env["kooperacje.evaluation"], "partnership_id", self.ids, [("state", "!=", "void")])
        for partnership in self:
            partnership.evaluation_count = counts.get(partnership._origin.id, 0)

    def _compute_periodic_report_count(self):
        counts = count_by(
            self.env["kooperacje.periodic.report"], "partnership_id", self.ids, [("document_state", "!=", "void")],
        )
        for partnership in self:
            partnership.periodic_report_count = counts.get(partnership._origin.id, 0)

    def _evaluated_until(self, scope="partnership", concluded=True):
        """End of the last evaluated period, ``{partnership_id: date}``, in one query."""
        domain = [("partnership_id", "in", self.ids), ("scope", "=", scope)]
        domain.append(("state", "in", ("concluded", "adopted")) if concluded else ("state", "!=", "void"))
        return {
            partnership.id: day for partnership, day in self.env["kooperacje.evaluation"]._read_group(
                domain, ["partnership_id"], ["date_to:max"],
            )
        }

    @api.depends("evaluation_ids.state", "evaluation_ids.date_to", "evaluation_months", "date_established",
                 "cycle_start", "state")
    def _compute_evaluation_due(self):
        today = office_today()
        until = self._evaluated_until()
        for partnership in self:
            start = until.get(partnership._origin.id) or partnership.date_established or partnership.cycle_start
            due = (
                start + relativedelta(months=partnership.evaluation_months)
                if start and partnership.state == "active" else False
            )
            partnership.evaluation_due = due
            partnership.is_evaluation_overdue = bool(due and due < today)
            partnership.is_evaluation_near = bool(due and due < today + relativedelta(days=NOTICE_DAYS))

    def _search_evaluation_due(self, operator, value):
        """Few partnerships lead to few dates: asked of the active ones the user reads."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        value = fields.Date.to_date(value)
        test = {
            "<": lambda day: day < value, "<=": lambda day: day <= value,
            ">": lambda day: day > value, ">=": lambda day: day >= value,
        }[operator]
        active = self.search([("state", "=", "active")])
        return [("id", "in", active.filtered(lambda one: one.evaluation_due and test(one.evaluation_due)).ids)]

    def _next_evaluation_period(self, scope="partnership"):
        """First and last day of the period to evaluate next, after all those planned already."""
        self.ensure_one()
        until = self._evaluated_until(scope, concluded=False).get(self._origin.id)
        start = (
            until + relativedelta(days=1) if until else self.date_established or self.cycle_start or office_today()
        )
        return start, start + relativedelta(months=self.evaluation_months or 12, days=-1)

    def _missing_evidence_evaluation(self):
        """An evaluation of the partnership concluded in this cycle (K3D-151; RUR-101, 118)."""
        return self._missing_evaluation("partnership", self.env._("a concluded evaluation of the partnership"))

    def _missing_evidence_family_evaluation(self):
        """An evaluation of the work with families concluded in this cycle (RUR-100)."""
        return self._missing_evaluation("families", self.env._("a concluded evaluation of the work with families"))

    def _missing_evaluation(self, scope, words):
        concluded = self.evaluation_ids.filtered(
            lambda one: one.scope == scope and one.state in ("concluded", "adopted")
            and (self.cycle == 1 or not self.cycle_start or one.date_to >= self.cycle_start)
        )
        return [] if concluded else [words]

    def action_view_periodic_reports(self):
        return window_of(self, "action_periodic_report", "partnership_id")

    def action_view_evaluations(self):
        return window_of(self, "action_evaluation", "partnership_id")

    # ------------------------------------------------------------
    # Reminder of reports
    # ------------------------------------------------------------
    # The manager is reminded of the yearly reports in time, once a year (art. 16a, 110 ust. 9 u.p.s.).

    @api.model
    def _cron_remind_reports(self):
        """An activity for the manager of every report of last year that is not issued, from 1 March to 30 April.

        One query each finds those to remind, their reports and their managers, however many there are.
        """
        self.env["kooperacje.job"]._check_by_itself()
        today = office_today()
        if date(today.year, *FIRST) <= today <= date(today.year, *LAST):
            self.env["kooperacje.job"]._run(
                "kooperacje.partnership._cron_remind_reports", self._find_to_remind_of_reports,
                type(self)._remind_of_reports,
            )

    @api.model
    def _find_to_remind_of_reports(self):
        year = office_today().year - 1
        return self.search([
            ("state", "in", ("initiation", "active")), ("variant", "!=", "voivodeship"),
            ("reports_reminded_year", "<", year), ("date_established", "<=", date(year, 12, 31)),
        ])

    def _remind_of_reports(self):
        partnerships, today = self, office_today()
        year, due = today.year - 1, date(today.year, *LAST)
        issued = {(partnership, kind) for partnership, kind in self.env["kooperacje.periodic.report"]._read_group([
            ("partnership_id", "in", partnerships.ids), ("kind", "in", YEARLY), ("date_to", "=", date(year, 12, 31)),
            ("document_state", "in", ("issued", "signed")),
        ], ["partnership_id", "kind"])}
        managers = dict(self.env["kooperacje.role.assignment"]._read_group([
            ("company_id", "in", partnerships.company_id.ids), ("role", "=", "manager"), ("is_current", "=", True),
            ("user_id.active", "=", True),
        ], ["company_id"], ["user_id:recordset"]))
        reached = partnerships.filtered(lambda one: one.company_id in managers)
        model_id = self.env["ir.model"]._get_id(self._name)
        # Shown among the activities of the manager; no mails by the hundred.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([{
            "res_model_id": model_id, "res_id": partnership.id, "user_id": user.id, "date_deadline": due,
            "activity_type_id": self.env.ref(f"kooperacje.activity_report_{kind}").id,
        } for partnership in reached for kind in YEARLY if (partnership, kind) not in issued
            for user in managers[partnership.company_id]])
        reached._unguarded().reports_reminded_year = year

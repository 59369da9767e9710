from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import form, window_of

# Steps of the rural process at which the partnership decides on going on (RUR-101, 102, 118).
DECISIONS = [
    ("continue", "Continue with the Model"), ("end", "End the work"), ("hand_over", "End and hand over"),
]
# What an external evaluator writes; the rest is the leader's.
EVALUATOR_FIELDS = frozenset({"summary", "line_ids", "goal_ids", "recommendation_ids", "message_follower_ids"})


class Evaluation(models.Model):
    """Evaluation of a partnership by the catalogue of questions (ewaluacja PZK, tool 13; K3D-151–159, 257).

    planned → running → concluded → adopted by the members at a meeting, by the methods only. It takes copies of the
    questions when it is planned and the figures of monitoring when it runs; both freeze when it is concluded, and so
    does its report, a document like any other: issued on conclusion, signed on adoption. How often it takes place is
    set by the regulation (K3D-157).

    It holds aggregates only. An external evaluator (K3D-154) reads it by a role of limited time, and writes answers
    and conclusions into the evaluation he or she is named in as long as it runs.
    """

    _name = "kooperacje.evaluation"
    _description = "Evaluation of a partnership"
    _inherit = [
        "kooperacje.partnership.paper.mixin", "kooperacje.document.mixin", "mail.thread", "kooperacje.case.pointer",
    ]
    _order = "date_to desc, id desc"
    _rec_names_search = ["partnership_id", "document_number"]
    _system_fields = frozenset({"state", "started_on", "concluded_on"})
    _fixed_fields = frozenset({"partnership_id"})
    _duties = {name: [("state", "in", ["planned", "running"])] for name in ("user_id", "evaluator_id")}
    # Its paper begins with the conclusion.
    _document_bar_invisible = "state in ('planned', 'running')"
    # Its meeting is one of the partnership; a meeting of a team is neither named nor opened by it.
    _holds_family_data = False

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    variant = fields.Selection(related="partnership_id.variant")
    scope = fields.Selection(
        [
            ("partnership", "Work of the partnership"), ("families", "Work with persons, families and groups"),
            ("model", "Implementation of the Model"),
        ],
        required=True, default="partnership", index=True,
        help="Rural steps: 9.1 work with families, 9.2 work of the partnership, stage IV implementation of the Model.",
    )
    date_from = fields.Date("Period from", required=True, compute="_compute_period", store=True, readonly=False,
                            precompute=True)
    date_to = fields.Date("Period until", required=True, compute="_compute_period", store=True, readonly=False,
                          precompute=True, index=True)
    state = fields.Selection(
        [("planned", "Planned"), ("running", "Running"), ("concluded", "Concluded"), ("adopted", "Adopted"),
         ("void", "Voided")],
        "Status", compute="_compute_state", store=True, precompute=True, index=True, group_expand=True, tracking=True,
    )
    started_on = fields.Date(readonly=True, copy=False)
    concluded_on = fields.Date(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", "Who runs it", default=lambda self: self.env.user, index="btree_not_null",
        domain=[("share", "=", False)],
    )
    # K3D-154
    is_external = fields.Boolean("External evaluation", help="The Model calls it the best solution.")
    evaluator_id = fields.Many2one(
        "res.users", "External evaluator", index="btree_not_null", domain=[("share", "=", False)], tracking=True,
        help="Needs the role “External evaluator” in this office. Sees aggregates only and answers the questions.",
    )
    evaluator_name = fields.Char(
        "Evaluating institution", help="University, company or person, as the report names it.",
    )
    support_request_id = fields.Many2one(
        "kooperacje.support.request", "Help of the regional centre", index="btree_not_null", ondelete="restrict",
        domain="[('partnership_id', '=', partnership_id), ('kind', '=', 'evaluation')]", copy=False,
        # K3D-100, 155
        help="The regional centre helps to plan and run evaluations.",
    )
    line_ids = fields.One2many("kooperacje.evaluation.line", "evaluation_id", "Questions", copy=True)
    goal_ids = fields.One2many("kooperacje.evaluation.goal", "evaluation_id", "Attainment of the goals")
    value_ids = fields.One2many("kooperacje.evaluation.value", "evaluation_id", "Figures")
    pool_ids = fields.Many2many(
        "kooperacje.survey.pool", string="Results of questionnaires",
        domain="[('partnership_id', '=', partnership_id)]", copy=False,
        # K3D-159
        help="Published results it draws on, of five people or more each (tools 3, 6 and 13).",
    )
    recommendation_ids = fields.One2many("kooperacje.recommendation", "evaluation_id", "Recommendations")
    summary = fields.Text(
        "Conclusions", copy=False, help="No names of people helped and nothing that would point to a family.",
    )
    decision = fields.Selection(
        # RUR-101
        DECISIONS, copy=False, help="Continuing leads back to step 2.2: a new decision and a new agreement.",
    )
    decision_note = fields.Text("Grounds of the decision", copy=False)
    question_count = fields.Integer("Number of questions", compute="_compute_counts")
    open_count = fields.Integer("Without an answer", compute="_compute_counts")
    recommendation_count = fields.Integer("Number of recommendations", compute="_compute_counts")
    unplanned_count = fields.Integer("Recommendations in no plan", compute="_compute_unplanned_count")
    missing = fields.Text("Missing for the conclusion", compute="_compute_missing")
    user_leads = fields.Boolean(compute="_compute_user_leads", export_string_translation=False)

    _period_order = models.Constraint("CHECK(date_to >= date_from)", "The period ends before it begins.")

    @api.depends("partnership_id", "date_from", "date_to", "scope")
    def _compute_display_name(self):
        labels = dict(self._fields["scope"]._description_selection(self.env))
        for evaluation in self:
            evaluation.display_name = (
                f"{labels.get(evaluation.scope, '')}: {evaluation.partnership_id.name or ''}, "
                f"{evaluation._print_period(evaluation.date_from, evaluation.date_to)}"
            )

    @api.depends("partnership_id", "scope")
    def _compute_period(self):
        """The period begins where the last one of its kind ended; the regulation says how long it is (K3D-157)."""
        for evaluation in self:
            if not evaluation.date_from and evaluation.partnership_id:
                evaluation.date_from, evaluation.date_to = evaluation.partnership_id._next_evaluation_period(
                    evaluation.scope,
                )

    @api.depends("document_state", "started_on")
    def _compute_state(self):
        of_paper = {"issued": "concluded", "signed": "adopted", "void": "void"}
        for evaluation in self:
            evaluation.state = of_paper.get(
                evaluation.document_state, "running" if evaluation.started_on else "planned",
            )

    @api.depends("line_ids.is_answered", "recommendation_ids")
    def _compute_counts(self):
        lines = self.env["kooperacje.evaluation.line"]._read_group(
            [("evaluation_id", "in", self.ids)], ["evaluation_id", "is_answered"], ["__count"],
        )
        counts = {(evaluation.id, answered): count for evaluation, answered, count in lines}
        recommended = dict(self.env["kooperacje.recommendation"]._read_group(
            [("evaluation_id", "in", self.ids)], ["evaluation_id"], ["__count"],
        ))
        for evaluation in self:
            origin = evaluation._origin
            evaluation.open_count = counts.get((origin.id, False), 0)
            evaluation.question_count = evaluation.open_count + counts.get((origin.id, True), 0)
            evaluation.recommendation_count = recommended.get(origin, 0)

    @api.depends("recommendation_ids.plan_line_id", "recommendation_ids.state", "recommendation_ids.kind")
    def _compute_unplanned_count(self):
        for evaluation in self:
            evaluation.unplanned_count = len(evaluation.recommendation_ids._unplanned())

    @api.depends("state", "line_ids.is_answered", "line_ids.is_obligatory", "summary", "decision", "date_to",
                 "recommendation_ids.owner_id", "recommendation_ids.date_due")
    def _compute_missing(self):
        for evaluation in self:
            evaluation.missing = evaluation.state == "running" and "\n".join(evaluation._missing_lines())

    @api.depends_context("uid")
    @api.depends("company_id")
    def _compute_user_leads(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for evaluation in self:
            evaluation.user_leads = evaluation.company_id.id in led or not evaluation.company_id

    @api.constrains("partnership_id", "scope", "date_from", "date_to", "document_state")
    def _check_overlap(self):
        serialise_on(self.partnership_id)
        for evaluation in self.filtered(lambda one: one.document_state != "void"):
            other = self.search([
                ("id", "!=", evaluation.id), ("partnership_id", "=", evaluation.partnership_id.id),
                ("scope", "=", evaluation.scope), ("document_state", "!=", "void"),
                ("date_from", "<=", evaluation.date_to), ("date_to", ">=", evaluation.date_from),
            ], limit=1)
            if other:
                raise ValidationError(self.env._(
                    "The period overlaps with another evaluation of the same kind (%(period)s). Begin on the day after "
                    "it, or void that one.", period=self._print_period(other.date_from, other.date_to),
                ))

    @api.constrains("evaluator_id", "is_external", "partnership_id")
    def _check_evaluator(self):
        for evaluation in self.filtered("evaluator_id"):
            if not evaluation.is_external:
                raise ValidationError(self.env._("Tick “External evaluation”, or leave the evaluator empty."))
            if not evaluation.evaluator_id._has_role("evaluator", company=evaluation.company_id):
                raise ValidationError(self.env._(
                    "%(user)s does not hold the role “External evaluator” in this office. Ask the administrator of "
                    "access to give it for the time of the evaluation.", user=evaluation.evaluator_id.name,
                ))

    @api.constrains("pool_ids", "support_request_id", "partnership_id")
    def _check_same_partnership(self):
        for evaluation in self:
            # sudo: whose they are, nothing else; the caller may not read results of another office.
            linked = evaluation.sudo()
            if (linked.pool_ids.partnership_id | linked.support_request_id.partnership_id) - linked.partnership_id:
                raise ValidationError(self.env._(
                    "A questionnaire or a request of another partnership was chosen. Choose one of this partnership.",
                ))

    @api.model_create_multi
    def create(self, vals_list):
        evaluations = super().create(vals_list)
        if evaluations._is_guarded():
            # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
            evaluations.sudo().partnership_id._check_may_act()
        without = evaluations.filtered(lambda one: not one.line_ids)
        for company, those in without.grouped("company_id").items():
            catalogue = self.env["kooperacje.evaluation.question"]._used_by(company)._in_words_of(company)
            for evaluation in those:
                evaluation.line_ids = evaluation._lines_of(catalogue)
        return evaluations

    def write(self, vals):
        if self._is_guarded() and vals.keys() - EVALUATOR_FIELDS:
            self._check_leads()
        if "user_id" in vals and any(
            evaluation.document_state in ("signed", "void") and evaluation.user_id.id != vals["user_id"]
            for evaluation in self
        ):
            raise UserError(self.env._("A signed evaluation keeps the name of who has run it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(evaluation.state != "planned" for evaluation in self):
            raise UserError(self.env._("An evaluation that has been begun is concluded or voided, not deleted."))

    @api.model
    def _lines_of(self, questions):
        """Commands that copy questions of the catalogue."""
        names = self.env["kooperacje.evaluation.question"]._matrix_fields() - {"goal_id"}
        return [
            Command.create({
                **{name: question[name] for name in names}, "question_id": question.id, "goal_id": question.goal_id.id,
            }) for question in questions
        ]

    # ------------------------------------------------------------------
    # Course
    # ------------------------------------------------------------------

    def _check_leads(self):
        """:raises AccessError: the evaluator answers; planning, figures and conclusion are the leader's"""
        self.check_access("write")
        if self._is_guarded() and self.filtered(lambda evaluation: not evaluation.user_leads):
            raise AccessError(self.env._(
                "The leader of the partnership (manager or network worker) plans, begins and concludes an evaluation.",
            ))

    def action_start(self):
        """Planned → running: the goals and the figures of the period are taken over (K3D-152)."""
        self._check_leads()
        for evaluation in self:
            if evaluation.state != "planned":
                raise UserError(self.env._("This evaluation has been begun already."))
            if not evaluation.line_ids:
                raise UserError(self.env._("Choose at least one question of the catalogue first."))
            if evaluation.date_from > office_today():
                raise UserError(self.env._("The period of the evaluation has not begun yet."))
        self._unguarded().write({"started_on": office_today()})
        for evaluation in self:
            evaluation._take_goals()
        self._take_values()
        return True

    def action_refresh_figures(self):
        """The figures as they are today; after the conclusion they stay."""
        self._check_leads()
        for evaluation in self:
            if evaluation.state != "running":
                raise UserError(self.env._("Figures are taken while the evaluation runs."))
        self._take_values()
        return True

    def action_add_questions(self):
        """Questions of the catalogue that this evaluation does not hold yet."""
        self._check_leads()
        for evaluation in self:
            evaluation._document_check_editable()
            held = evaluation.line_ids.question_id
            company = evaluation.company_id
            catalogue = self.env["kooperacje.evaluation.question"]._used_by(company, [("id", "not in", held.ids)])
            evaluation.line_ids = evaluation._lines_of(catalogue._in_words_of(company))
        return True

    def action_conclude(self):
        """Running → concluded: the figures freeze and the report is issued.

        :raises UserError: naming what is missing
        """
        self._check_leads()
        return self.action_issue()

    def _missing_lines(self):
        """What the evaluation lacks to be concluded, as parts of a sentence."""
        self.ensure_one()
        missing = []
        if self.date_to and self.date_to >= office_today():
            missing.append(self.env._(
                "the end of the period (%(date)s)", date=self.date_to.strftime("%d.%m.%Y"),
            ))
        missing += [
            self.env._("an answer to: %(question)s", question=line.name)
            for line in self.line_ids if line.is_obligatory and not line.is_answered
        ]
        if not (self.summary or "").strip():
            missing.append(self.env._("the conclusions"))
        missing += [
            self.env._("who answers for the recommendation “%(name)s” and until when", name=recommendation.name)
            for recommendation in self.recommendation_ids
            if not recommendation.owner_id or not recommendation.date_due
        ]
        if self.variant == "rural" and self.scope != "families" and not self.decision:
            # RUR-101
            missing.append(self.env._("the decision on continuing the work"))
        return missing

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        self._check_leads()
        for evaluation in self:
            if evaluation.state != "running":
                raise UserError(self.env._("Begin the evaluation first: it takes over the goals and the figures."))
            missing = evaluation._missing_lines()
            if missing:
                raise UserError(self.env._(
                    "The evaluation cannot be concluded yet. Missing:\n%(missing)s",
                    missing="\n".join(f"• {line}" for line in missing),
                ))
            evaluation._take_values()
            evaluation._unguarded().concluded_on = office_today()
        return result

    def _take_goals(self):
        """A row for each goal of partnerships, with the actions of the yearly plans of the period (K3D-151)."""
        self.ensure_one()
        Line = self.env["kooperacje.action.plan.line"]
        actions = Line.search([
            ("partnership_id", "=", self.partnership_id.id), ("plan_id.document_state", "=", "signed"),
            ("year", ">=", self.date_from.year), ("year", "<=", self.date_to.year),
        ])
        by_goal = actions.grouped("goal_id")
        goals = self.env["kooperacje.partnership.goal"]._used_by(self.company_id) | actions.goal_id
        self.goal_ids.unlink()
        self.env["kooperacje.evaluation.goal"]._unguarded().create([{
            "evaluation_id": self.id, "goal_id": goal.id,
            "planned_count": len(by_goal.get(goal, Line)),
            "done_count": len(by_goal.get(goal, Line).filtered(lambda action: action.state == "done")),
        } for goal in goals])

    def _take_values(self):
        """Figures of monitoring in the period, for each evaluation in ``self``; see ``kooperacje.indicator``."""
        Value = self.env["kooperacje.evaluation.value"]
        rows = []
        for evaluation in self:
            years, indicators = self.env["kooperacje.published.figures"]._published(
                evaluation.partnership_id, evaluation.date_from, evaluation.date_to,
            )
            exact = self.env["kooperacje.published.figures"]._exact_texts(evaluation.partnership_id, years)
            rows += [
                {
                    "evaluation_id": evaluation.id, "sequence": number, "year": year, "value_text": row["texts"][year],
                    "exact_text": exact[row["code"]][year],
                    **{name: row[name] for name in ("code", "name", "group", "formula")},
                } for number, row in enumerate(indicators) for year in years
            ]
        # sudo: nobody types figures; the list of access grants reading only.
        Value.sudo().search([("evaluation_id", "in", self.ids)]).unlink()
        Value.sudo().create(rows)

    def _on_document_voided(self):
        result = super()._on_document_voided()
        self.partnership_id.invalidate_recordset(["evaluation_due", "is_evaluation_overdue"])
        return result

    # ------------------------------------------------------------------
    # Recommendations → next yearly plan
    # ------------------------------------------------------------------

    def action_to_plan(self):
        """Put the recommendations into the next yearly plan, as actions of their owners.

        The plan is the first draft after the year in which the period ended; without one it is begun.

        :raises UserError: before the conclusion, or when all of them stand in a plan
        """
        self.ensure_one()
        self._check_leads()
        if self.state not in ("concluded", "adopted"):
            raise UserError(self.env._("Conclude the evaluation first: its recommendations may still change."))
        serialise_on(self.partnership_id)
        open_ones = self.recommendation_ids._unplanned()
        if not open_ones:
            raise UserError(self.env._("All recommendations of this evaluation stand in a plan already."))
        plan = self._next_plan()
        goals = self.env["kooperacje.partnership.goal"]._used_by(self.company_id)
        goal = (goals.filtered("is_main") or goals)[:1]
        last = max(plan.line_ids.mapped("sequence"), default=0)
        for number, recommendation in enumerate(open_ones, 1):
            line = plan.line_ids.create({
                "plan_id": plan.id, "sequence": last + 10 * number, "name": recommendation.name,
                "goal_id": (recommendation.goal_id or goal).id, "owner_id": recommendation.owner_id.id,
                "date_to": recommendation._date_in(plan.year),
            })
            recommendation._unguarded().plan_line_id = line
        return form(plan, views=[(False, "form")])

    def _next_plan(self):
        Plan = self.env["kooperacje.action.plan"]
        plans = Plan.search([
            ("partnership_id", "=", self.partnership_id.id), ("year", ">", self.date_to.year),
            ("document_state", "!=", "void"),
        ], order="year")
        draft = plans.filtered(lambda plan: plan.document_state == "draft")[:1]
        return draft or Plan.create({
            "partnership_id": self.partnership_id.id,
            "year": max(plans.mapped("year"), default=self.date_to.year) + 1,
        })

    def action_view_recommendations(self):
        return window_of(self, "action_recommendation", "evaluation_id", default_partnership_id=self.partnership_id.id)

    # ------------------------------------------------------------------
    # Paper
    # ------------------------------------------------------------------

    @api.readonly
    def action_print_interview(self):
        return self._print_tool("by_interview", "kooperacje.report_evaluation_interview")

    @api.readonly
    def action_print_focus(self):
        return self._print_tool("by_focus", "kooperacje.report_evaluation_focus")

    def _print_tool(self, method, report):
        """:raises UserError: when no question is asked that way"""
        self.ensure_one()
        if not self.line_ids.filtered(method):
            raise UserError(self.env._("No question of this evaluation is asked that way. Tick it on the questions."))
        return self.env.ref(report).report_action(self)

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "scope", "date_from", "date_to", "summary", "decision", "decision_note", "is_external",
            "evaluator_id", "evaluator_name", "pool_ids", "line_ids", "goal_ids", "value_ids",
        }

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.date_from": self.env._("first day of the period"),
            "object.date_to": self.env._("last day of the period"),
            "object.evaluator_name": self.env._("evaluating institution"),
        }

    def _print_adoption(self):
        return super()._print_adoption() if self.meeting_id else ""

    def copy_data(self, default=None):
        """A copy asks the same questions about the period that follows."""
        values_list = super().copy_data(default)
        for values, evaluation in zip(values_list, self, strict=True):
            values["date_from"], values["date_to"] = evaluation.partnership_id._next_evaluation_period(evaluation.scope)
        return values_list

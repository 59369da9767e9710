from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.access.windows import count_by, window
from odoo.addons.kooperacje.models.casework.person import ADULT_AGE

# Days ahead in which what is to come is shown as due.
SOON_DAYS = 30
RETURN_DAYS = 7
# The step of the Model → method of the case that opens the right thing; a step without one is done on the page.
STEP_ACTIONS = {
    "consent": "action_record_consent", "renew": "action_record_consent", "sign": "action_open_waiting_consent",
    "team": "action_choose_team", "answers": "action_open_teams", "return": "action_return",
}


class Case(models.Model):
    """What is due now in a case: one list in order, each line with the button that opens the right thing.

    Computed whenever it is read, so that a day that has come needs no job to show. Each room adds what it knows
    (``_due_items``); who may not write the case sees their own tasks instead.
    """

    _inherit = "kooperacje.case"

    due_items = fields.Json("What is due now", compute="_compute_due_items", export_string_translation=False)
    person_count = fields.Integer("Number of persons", compute="_compute_person_count")
    consent_scope_text = fields.Text(
        "The family shares its data with", compute="_compute_consent_scope_text", compute_sudo=False,
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
    )
    team_partner_ids = fields.Many2many("res.partner", string="In the team", compute="_compute_team_partner_ids")
    plan_in_force_id = fields.Many2one("kooperacje.plan", "Plan in force", compute="_compute_plan_in_force")
    overview_goal_ids = fields.Many2many("kooperacje.goal", string="Goals now", compute="_compute_plan_in_force")
    overview_service_ids = fields.Many2many(
        "kooperacje.plan.service", string="Services now", compute="_compute_plan_in_force",
    )
    overview_action_ids = fields.Many2many(
        "kooperacje.plan.action", string="Actions now", compute="_compute_plan_in_force",
    )

    @api.depends("case_person_ids")
    def _compute_person_count(self):
        # sudo: a number per case that the caller may read already.
        count_by_case = count_by(self.env["kooperacje.case.person"].sudo(), "case_id", self.ids)
        for case in self:
            case.person_count = count_by_case.get(case._origin.id, 0)

    @api.depends(
        "consent_statement_ids.document_state", "consent_statement_ids.withdrawn_on",
        "consent_statement_ids.open_scope_ids",
    )
    def _compute_consent_scope_text(self):
        Statement = self.env["kooperacje.consent.statement"]
        statements = Statement.search_fetch(
            Statement._valid_domain() & fields.Domain([("case_id", "in", self.ids), ("kind", "=", "sharing")]),
        )
        by_case = statements.grouped("case_id")
        for case in self:
            case.consent_scope_text = "\n".join(
                f"{statement.institution_id.name}: {', '.join(statement.open_scope_ids.mapped('name')).lower()}"
                for statement in by_case.get(case._origin, Statement)
            )

    @api.depends("team_ids.member_ids.state")
    def _compute_team_partner_ids(self):
        for case in self:
            members = case._get_open_team().member_ids.filtered(lambda member: member.state == "accepted")
            case.team_partner_ids = members.partner_id

    @api.depends("plan_ids.state", "plan_ids.action_ids.state")
    def _compute_plan_in_force(self):
        for case in self:
            plan = case.plan_ids.filtered(lambda plan: plan.state == "signed")[:1]
            case.plan_in_force_id = plan
            case.overview_goal_ids = plan.goal_ids
            case.overview_service_ids = plan.service_line_ids
            case.overview_action_ids = plan.action_ids.filtered(lambda action: action.state in ("planned", "started"))

    # ------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------

    @api.depends(
        "next_step", "phase", "consent_state", "suspended_until", "assessment_due_on", "aftercare_next_on",
        "need_line_ids.request_state", "plan_ids.state", "handover_ids.state", "team_ids.closing_survey_ids",
        "is_without_worker", "case_person_ids.birth_date", "case_person_ids.in_household",
        "consent_statement_ids.withdrawn_on",
    )
    @api.depends_context("uid", "lang")
    def _compute_due_items(self):
        for case in self:
            if not case._origin:
                case.due_items = []
                continue
            items = case._due_items() if case.has_access("write") else case._my_due_items()
            case.due_items = sorted(items, key=lambda item: (not item["late"], item["order"], item["date"] or "9999"))

    def _due(self, key, text, *, date=None, button=None, order=5):
        """A line of the list.

        :param key: what ``action_due`` is called with
        :param order: place among lines that are as late: 1 the step of the Model, 9 what can wait
        """
        return {
            "key": key, "text": text, "date": fields.Date.to_string(date) if date else False, "button": button or False,
            "late": bool(date) and date < office_today(), "order": order,
        }

    @api.model
    def _due_actions(self):
        """Key of a line → name of the method behind its button. The only methods ``action_due`` calls."""
        return {
            **{f"step_{step}": action for step, action in STEP_ACTIONS.items()},
            "step_qualify": "action_qualify", "assess": "action_assess", "effects": "action_assess_effects",
            "survey": "action_closing_survey", "close": "action_close", "contact": "action_record_contact",
            "return": "action_return", "needs": "action_request_needs", "plan": "action_open_plan_in_force",
            "team": "action_open_teams", "renew": "action_record_consent", "handover": "action_open_handovers",
            "away": "action_open_teams", "without_worker": "action_give_to",
        }

    def action_due(self, key):
        """Open what the line ``key`` of the list is about. Over RPC the method does what its button does, no more."""
        self.ensure_one()
        self.check_access("read")
        method = self._due_actions().get(key)
        return getattr(self, method)() if method else False

    def _due_items(self):
        self.ensure_one()
        env, today, items = self.env, office_today(), []
        soon = today + timedelta(days=SOON_DAYS)
        if self.is_without_worker:
            first = self._due("without_worker", env._("Nobody runs this case: say to whom it goes"),
                              button=env._("Give to another worker"), order=0)
            items.append({**first, "late": True})
        if self.next_step != "none":
            items.append(self._due_step())
        if self.consent_state == "expiring" and self.next_step != "renew":
            items.append(self._due("renew", env._("The consent ends: ask the family for a new one"),
                                   date=self.consent_until, button=env._("Record consent"), order=3))
        if self.phase == "suspended" and self.suspended_until and (
            self.suspended_until <= today + timedelta(days=RETURN_DAYS)
        ):
            items.append(self._due("return", env._("The time of the suspension ends"), date=self.suspended_until,
                                   button=env._("Take up again"), order=2))
        late = self._get_open_team().member_ids.filtered("is_late")
        if late:
            items.append(self._due("team", env._("Invitations without an answer: %s", len(late)),
                                   date=min(late.mapped("answer_due")), button=env._("Open the team"), order=4))
        if self.handover_ids.filtered(lambda one: one.state == "offered"):
            items.append(self._due("handover", env._("The case has been offered; the answer is awaited"),
                                   button=env._("Open"), order=6))
        items += self._due_signatures(soon) + self._due_plan() + self._due_assessment(soon)
        return items + self._due_ending(today) + self._due_away()

    def _due_step(self):
        step = self.next_step
        text = dict(self._fields["next_step"]._description_selection(self.env))[step]
        button = {
            "consent": self.env._("Record consent"), "renew": self.env._("Record consent"),
            "sign": self.env._("Open the prepared consent"), "team": self.env._("Choose the team"),
            "answers": self.env._("Open the team"), "return": self.env._("Take up again"),
        }.get(step)
        if step == "qualify":
            missing = self._missing_qualification()
            if missing:
                text = self.env._("To qualify the case, write down: %s.", "; ".join(missing))
            else:
                button = self.env._("Qualify")
        return self._due(f"step_{step}", text, button=button, order=1)

    def _due_signatures(self, soon):
        """Whose signature the consent in force lacks since it was signed: who has come of age, or soon will, signs for
        himself or herself, whoever signed before (art. 11 k.c.).
        """
        env, items = self.env, []
        consents = self.consent_statement_ids.filtered(lambda one: one.state == "valid" and one.is_granted).consent_id
        signed_on = min(consents.mapped("signed_on"), default=None)
        if not signed_on:
            return items
        for person in self.case_person_ids.filtered("in_household").person_id - consents.signer_ids:
            grown_on = person.birth_date and person.birth_date + relativedelta(years=ADULT_AGE)
            if grown_on and signed_on < grown_on <= soon and person.legal_capacity != "none" and not person.death_date:
                items.append(self._due("renew", env._(
                    "%s comes of age and signs for himself or herself: record a new consent", person.display_name,
                ), date=grown_on, button=env._("Record consent"), order=3))
        return items

    def _due_plan(self):
        env, plan, items = self.env, self.plan_in_force_id, []
        overdue = self.overview_action_ids.filtered("is_overdue")
        if overdue:
            items.append(self._due("plan", env._("Actions of the plan past their date: %s", len(overdue)),
                                   date=min(overdue.mapped("deadline")), button=env._("Open the plan"), order=4))
        if plan.has_lapsed:
            items.append(self._due("plan", env._("A service of the plan is no longer in the local basket"),
                                   button=env._("Open the plan"), order=4))
        needs = self._needs_to_request()
        if needs and self.phase not in ("suspended", "aftercare", "closed"):
            items.append(self._due("needs", env._("Needs that nothing covers: %s", len(needs)),
                                   button=env._("Ask the partnership"), order=7))
        return items

    def _due_assessment(self, soon):
        env = self.env
        draft = self.assessment_ids.filtered(lambda one: one.state == "draft")[:1]
        if draft:
            return [self._due("assess" if draft.kind == "periodic" else "effects",
                              env._("An assessment is in preparation"), date=self.assessment_due_on,
                              button=env._("Go on"), order=5)]
        if self.assessment_due_on and self.assessment_due_on <= soon:
            return [self._due("assess", env._("Assessment of the situation"), date=self.assessment_due_on,
                              button=env._("Assess"), order=5)]
        return []

    def _due_ending(self, today):
        env = self.env
        if self.phase == "aftercare":
            if self.aftercare_next_on:
                return [self._due("contact", env._("Ask the family how it is doing"), date=self.aftercare_next_on,
                                  button=env._("Record a contact"), order=2)]
            return [self._due("close", env._("After-care is over: close the case"), date=self.aftercare_until,
                              button=env._("Close"), order=2)]
        last = self.assessment_ids.filtered(lambda one: one.state == "done")[:1]
        if self.phase == "closed" or last.kind != "final" or last.conclusion != "end":
            return []
        # sudo: what the end owes is counted, not shown.
        team = self.sudo()._last_worked_team()
        if team and team.state != "closed" and "survey" in team._end_missing():
            return [self._due("survey", env._("Send the closing survey to the members of the team"),
                              button=env._("Closing survey"), order=2)]
        return [self._due("close", env._("The effects are assessed: end the work"), date=today,
                          button=env._("End the work"), order=2)]

    def _due_away(self):
        away = self._get_open_team().member_ids.filtered(
            lambda member: member.state in ("invited", "accepted") and member.away_from
        )
        if not away:
            return []
        return [self._due(
            "away", self.env._(
                "Take over from institutions that stop taking part: %s",
                ", ".join(sorted(set(away.institution_id.mapped("name")), key=alphabetical)),
            ), date=min(away.mapped("away_from")), button=self.env._("Open"), order=4,
        )]

    def _my_due_items(self):
        """Open actions of the user, who takes part in the team."""
        mine = self.overview_action_ids.filtered(lambda action: action.user_id == self.env.user)
        return [
            self._due("plan", action.name, date=action.deadline, button=self.env._("Open the plan"))
            for action in mine
        ]

    def action_open_plan_in_force(self):
        self.ensure_one()
        return self.plan_in_force_id._open_form()

    def action_open_handovers(self):
        self.ensure_one()
        return window(self.env, "action_handover", domain=[("case_id", "=", self.id)], context={})

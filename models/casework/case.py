import re
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import suggestion
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.access.case_scoped import scoped
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import count_by, dialog, form, window, window_of

from .data_scope import SUPPORT
from .workload import WORKING_PHASES

CONSENT_EXPIRING_DAYS = 30
CONSENT_STATES = [
    ("none", "No consent"), ("valid", "Consent valid"), ("expiring", "Consent ends soon"),
    ("expired", "Consent expired"), ("withdrawn", "Consent withdrawn"), ("refused", "Consent refused"),
]


class Case(models.Model):
    """Case of a person, family or group (K3D-2), run by the social worker as case manager (K3D-24).

    Its display name is a code, never a name of a person: records others can list must not reveal who is helped.
    A case moves freely over the board as long as the gates of the phase it enters are open (``_gate_missing``);
    leaving towards ordinary social work, after-care and closing is never gated by a consent (art. 11, K3D-37).

    Codes, people of the office, stage and dates are open to whoever has a part in the case. Its texts are shared with
    another institution as the scope “previous support and plan of work”.
    """

    _name = "kooperacje.case"
    _description = "Case"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.served.mixin", "mail.thread", "mail.activity.mixin",
        "kooperacje.case.root",
    ]
    _order = "id desc"
    _mail_post_access = "read"
    _system_fields = frozenset({
        "name", "phase", "company_id", "qualified_on", "suspended_on", "returned_on", "closed_on", "owes_return",
    })
    # The board and the list of cases: codes, people of the office, dates and counts.
    _neutral_fields = frozenset({
        "display_name", "name", "unit_kind", "partnership_id", "user_id", "stage_id", "phase", "area_id", "reported_on",
        "qualified_on", "closed_on", "aftercare_until", "team_ids", "consent_ids", "plan_ids", "diagnosis_ids",
        "consent_state", "consent_until", "need_count", "team_count", "next_step", "suspended_on", "suspended_until",
        "returned_on",
    })

    # What is said and to be done beside the case goes with its texts, which not everyone of the team is shown. Core
    # searches both past their rules: bodies could be guessed letter by letter.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)

    name = fields.Char("Family code", required=True, readonly=True, copy=False, default="/", index=True)
    unit_kind = fields.Selection(
        [("person", "Person"), ("family", "Family"), ("group", "Group")], required=True, default="family",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self._default_partnership_id(), domain="[('company_id', 'in', allowed_company_ids)]",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Case manager", required=True, default=lambda self: self.env.user, index=True, tracking=True,
        domain="[('role_assignment_ids', 'any', [('role', '=', 'social_worker'), ('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )
    stage_id = fields.Many2one(
        "kooperacje.case.stage", "Stage", required=True, index=True, tracking=True, copy=False, ondelete="restrict",
        group_expand="_expand_stages", check_company=True,
        default=lambda self: self.env["kooperacje.case.stage"]._used_by(self.env.company)[:1],
    )
    phase = fields.Selection(related="stage_id.phase", store=True, index=True)
    area_id = fields.Many2one(
        "kooperacje.area", "Commune", compute="_compute_area_id", store=True, readonly=False, precompute=True,
        index="btree_not_null", domain=[("level", "=", "commune")],
    )
    source = fields.Selection(
        [("person", "Person"), ("family", "Family"), ("worker", "Worker"), ("institution", "Institution"),
         ("ex_officio", "Ex officio")],
        "Reported by", default="person", help="Who reported the need (art. 102 u.p.s.).",
    )
    reported_on = fields.Date(default=lambda self: office_today())
    need_words = scoped(fields.Text, SUPPORT, "Need in the person's own words")
    interview_date = fields.Date("Environmental interview on")
    interview_signature = scoped(
        fields.Char, SUPPORT, help="Reference of the official questionnaire (art. 107 u.p.s.); not its content.",
    )
    working_institution_ids = fields.Many2many(
        "res.partner", string="Already working with the family", domain=[("is_institution", "=", True)],
        # K3D-163
        help="Their staff are invited to the team first.",
    )
    parallel_plans = scoped(
        fields.Char, SUPPORT, help="Social contract, family assistant's plan and the like: kind and number only.",
    )
    resources = scoped(fields.Text, SUPPORT, "Resources and strengths")
    limits = scoped(fields.Text, SUPPORT, "Limits and risks")
    premise_ids = fields.Many2many(
        "kooperacje.premise", string="Premises of qualification", domain=[("kind", "=", "qualification")],
        check_company=True, context={"active_test": False},
    )
    qualification_reason = scoped(
        fields.Text, SUPPORT, help="Why a task team is the right form of help for this person or family.",
    )
    qualified_on = fields.Date(copy=False, readonly=True)
    case_person_ids = fields.One2many("kooperacje.case.person", "case_id", "Persons")
    main_person_id = fields.Many2one(
        "kooperacje.person", "Main person", compute="_compute_main_person_id",
        groups="kooperacje.group_social_worker,kooperacje.group_manager,kooperacje.group_specialist",
    )
    need_line_ids = fields.One2many("kooperacje.case.need", "case_id", "Needs")
    # On the first page of a new case, where a line for each would be too much. Of a saved case the lines alone say what
    # is needed: each is shared by its scope, and a list of their needs beside them would be shared by none.
    first_need_ids = fields.Many2many(
        "kooperacje.need", string="Needs named first", compute="_compute_first_need_ids",
        inverse="_inverse_first_need_ids", compute_sudo=False, check_company=True,
    )
    need_count = fields.Integer("Number of needs", compute="_compute_need_count")
    consent_ids = fields.One2many("kooperacje.consent", "case_id", "Consents")
    consent_statement_ids = fields.One2many("kooperacje.consent.statement", "case_id", "Consent statements")
    consent_state = fields.Selection(
        CONSENT_STATES, "Consent", compute="_compute_consent_state", search="_search_consent_state",
        help="State today of the consent to work by the method (tool 14 G).",
    )
    consent_until = fields.Date("Consent until", compute="_compute_consent_state")
    team_ids = fields.One2many("kooperacje.team", "case_id", "Task teams")
    team_count = fields.Integer("Number of teams", compute="_compute_team_count")
    plan_ids = fields.One2many("kooperacje.plan", "case_id", "Plans")
    suspension_premise_id = fields.Many2one(
        "kooperacje.premise", "Premise of suspension", domain=[("kind", "=", "suspension")], copy=False,
        tracking=True, ondelete="restrict", check_company=True,
        # K3D-189
        help="Recorded whenever the work is suspended.",
    )
    suspended_on = fields.Date(readonly=True, copy=False)
    suspended_until = fields.Date(copy=False)
    return_premise_id = fields.Many2one(
        "kooperacje.premise", "Premise of return", domain=[("kind", "=", "return")], copy=False, tracking=True,
        ondelete="restrict", check_company=True,
        # K3D-189
        help="Recorded whenever the work by the method is taken up again.",
    )
    returned_on = fields.Date(readonly=True, copy=False)
    owes_return = fields.Boolean(
        "Return bears a premise", readonly=True, copy=False,
        # K3D-189
        help="The work by the method has ended before; taking it up again says why.",
    )
    closed_on = fields.Date(readonly=True, copy=False)
    closing_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of ending", domain=[("kind", "=", "end")], copy=False, tracking=True,
        ondelete="restrict", check_company=True,
    )
    aftercare_until = fields.Date(copy=False)
    next_step = fields.Selection(
        [
            ("persons", "Enter the persons of the household."),
            ("qualify", "Enter the needs, the premises and the reason, then qualify the case."),
            ("consent", "Talk with the family and record its consent."),
            ("sign", "The consent is prepared: enter what the family decided, attach the signed copy and confirm."),
            ("team", "Choose the task team with the family."),
            ("answers", "The invited persons are to answer."),
            ("plan", "Prepare the meeting and the plan with the team and the family."),
            ("renew", "The consent ends soon: ask the family for a new one."),
            ("return", "The work is suspended. When the cause has ended, take it up again."),
            ("none", "Nothing is due."),
            ("joint", "Bring the case before the partnership and record the joint qualification (R8)."),
            ("ordinary", "The partnership has not qualified the family. Ordinary social work goes on, benefits are not "
                         "affected."),
        ],
        compute="_compute_next_step",
    )

    source_institution_id = fields.Many2one(
        "res.partner", "Reporting institution", ondelete="restrict", index="btree_not_null",
        domain=[("is_institution", "=", True)],
    )
    source_consent_on = fields.Date(
        "Agreed to the report on", help="Another institution reports with the person's consent (art. 102 u.p.s.).",
    )
    report_way = fields.Selection(
        [("visit", "In person"), ("phone", "By telephone"), ("letter", "In writing"), ("mail", "Electronically"),
         ("worker", "During social work")],
        "Way of reporting",
    )
    group_kind = fields.Selection(
        [("categorical", "Categorical (a common situation)"), ("territorial", "Territorial (a common place)")],
        "Kind of group",
    )
    group_description = fields.Char("Who the group is", help="Situation or place it shares. No names.")
    qualification_ids = fields.One2many("kooperacje.qualification", "case_id", "Joint qualifications (R8)")
    is_joint = fields.Boolean(related="partnership_id.joint_qualification", string="Qualified jointly")
    joint_decision = fields.Selection(
        [("none", "Not yet"), ("qualified", "Qualified"), ("not_qualified", "Not qualified"),
         ("deferred", "Deferred")],
        "Joint qualification", compute="_compute_joint_decision",
        help="By the last signed paper (R8).",
    )

    diagnosis_ids = fields.One2many("kooperacje.diagnosis", "case_id", "Diagnoses")
    diagnosis_line_ids = fields.One2many(
        "kooperacje.diagnosis.line", "case_id", "Diagnosis by areas",
        domain=[("state", "=", "settled")],
    )
    contract_ids = fields.One2many("kooperacje.case.contract", "case_id", "Contracts and other plans")

    activity_log_ids = fields.One2many("kooperacje.activity.log", "case_id", "Activity card")
    logged_hours = fields.Float("Hours of work", compute="_compute_logged_hours")
    manager_case_count = fields.Integer("Families of the case manager", compute="_compute_manager_load")
    manager_case_limit = fields.Integer("Norm of families", compute="_compute_manager_load")
    manager_is_over = fields.Boolean("Over the norm", compute="_compute_manager_load")

    working_partner_ids = fields.Many2many(
        "res.partner", "kooperacje_case_working_partner_rel", string="Staff working with the family",
        domain=[("is_company", "=", False), "|", ("parent_id", "!=", False), ("user_ids.share", "=", False)],
        # K3D-163
        help="Invited to the team first: staff of the own office and of other institutions.",
    )

    social_project_ids = fields.One2many("kooperacje.social.project", "case_id", "Social projects")
    social_project_count = fields.Integer("Number of social projects", compute="_compute_social_project_count")

    _code_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "There is already a case with this code.",
    )
    # The board: one column per stage, the user's own cases.
    _user_stage_idx = models.Index("(user_id, stage_id)")
    _company_stage_idx = models.Index("(company_id, stage_id)")

    def _has_children(self):
        """Whether there are minors among the persons; a child without a birth date is taken for one."""
        self.ensure_one()
        return any(
            line.person_id.is_minor or (not line.person_id.birth_date and line.relation == "child")
            for line in self.case_person_ids if not line.left_on
        )

    def _attached_scope_ids(self):
        """What is said and filed on the case goes with its texts."""
        return [self._paper_scope().id] * len(self)

    @api.model
    def _paper_scope(self):
        return self.env["kooperacje.data.scope"]._of(SUPPORT)

    @api.model
    def _default_partnership_id(self):
        return self.env["kooperacje.partnership"]._only_one([
            ("company_id", "=", self.env.company.id), ("state", "in", ("initiation", "active")),
        ])

    @api.model
    def _expand_stages(self, stages, domain):
        """Columns of the offices chosen at the top of the screen, and those in which cases stand."""
        return (stages | stages.search([("company_id", "in", (False, *self.env.companies.ids))])).sorted()

    @api.depends("partnership_id")
    def _compute_area_id(self):
        for case in self:
            territory = case.partnership_id.area_ids
            case.area_id = case.area_id or (territory if len(territory) == 1 else False)

    @api.depends("case_person_ids.relation", "case_person_ids.sequence")
    def _compute_main_person_id(self):
        for case in self:
            lines = case.case_person_ids
            case.main_person_id = (lines.filtered(lambda line: line.relation == "main") or lines)[:1].person_id

    @api.depends("need_line_ids.need_id")
    def _compute_first_need_ids(self):
        for case in self:
            case.first_need_ids = False if case._origin else case.need_line_ids.need_id

    def _inverse_first_need_ids(self):
        """A line for each need that has none."""
        self.env["kooperacje.case.need"].create([
            {"case_id": case.id, "need_id": need.id}
            for case in self for need in case.first_need_ids - case.need_line_ids.need_id
        ])

    @api.depends("need_line_ids")
    def _compute_need_count(self):
        # sudo: a number per case that the caller may read already.
        count_by_case = count_by(self.env["kooperacje.case.need"].sudo(), "case_id", self.ids)
        for case in self:
            case.need_count = count_by_case.get(case._origin.id, len(case.need_line_ids) if not case._origin else 0)

    @api.depends("team_ids")
    def _compute_team_count(self):
        count_by_case = count_by(self.env["kooperacje.team"], "case_id", self.ids)
        for case in self:
            case.team_count = count_by_case.get(case._origin.id, 0)

    def _consent_states_sql(self):
        """``(case_id, state, valid_until)`` of every case with a signed statement on the method, as of today.

        A consent that holds today decides; without one, the paper signed last says why there is none.
        """
        self.env["kooperacje.consent.statement"].flush_model()
        today = office_today()
        return SQL(
            """
            SELECT case_id, valid_until,
                   CASE WHEN valid_until >= %(soon)s THEN 'valid'
                        WHEN valid_until IS NOT NULL THEN 'expiring'
                        ELSE last_state END AS state
              FROM (
                SELECT case_id,
                       MAX(date_to) FILTER (
                           WHERE is_granted AND date_from <= %(today)s AND date_to >= %(today)s
                             AND (withdrawn_on IS NULL OR withdrawn_on > %(today)s)
                       ) AS valid_until,
                       (ARRAY_AGG(
                           CASE WHEN NOT is_granted THEN 'refused'
                                WHEN withdrawn_on <= %(today)s THEN 'withdrawn'
                                WHEN date_to < %(today)s THEN 'expired'
                                ELSE 'none' END
                           ORDER BY signed_on DESC NULLS LAST, id DESC
                       ))[1] AS last_state
                  FROM kooperacje_consent_statement
                 WHERE kind = 'method' AND document_state = 'signed'
                 GROUP BY case_id
              ) AS method
            """,
            today=today, soon=today + timedelta(days=CONSENT_EXPIRING_DAYS),
        )

    @api.depends(
        "consent_statement_ids.document_state", "consent_statement_ids.is_granted",
        "consent_statement_ids.date_from", "consent_statement_ids.date_to", "consent_statement_ids.withdrawn_on",
        "consent_statement_ids.signed_on",
    )
    def _compute_consent_state(self):
        """One query for all cases; computed when read, so that a consent expires at midnight without any job."""
        found = {}
        if self.ids:
            rows = self.env.execute_query(SQL(
                "SELECT case_id, state, valid_until FROM (%s) AS consent WHERE case_id IN %s",
                self._consent_states_sql(), tuple(self.ids),
            ))
            found = {case_id: (state, until) for case_id, state, until in rows}
        for case in self:
            case.consent_state, case.consent_until = found.get(case._origin.id, ("none", False))

    def _search_consent_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = tuple(state for state in value if state) or ("",)
        consent = self._consent_states_sql()
        domain = fields.Domain("id", "in", SQL(
            "(SELECT case_id FROM (%s) AS consent WHERE state IN %s)", consent, states,
        ))
        if "none" in states:
            domain |= fields.Domain("id", "not in", SQL("(SELECT case_id FROM (%s) AS consent)", consent))
        return domain

    @api.depends(
        "phase", "consent_state", "case_person_ids", "need_line_ids", "premise_ids", "qualification_reason",
        "consent_ids.document_state", "team_ids.state", "team_ids.member_ids.state", "suspended_on",
    )
    def _compute_next_step(self):
        for case in self:
            case.next_step = case._get_next_step()

    def _get_next_step(self):
        """Key of ``next_step``: the first thing that is missing on the way of the Model.

        The joint qualification comes after what it decides on, and before the family is asked for its consent.
        """
        self.ensure_one()
        # sudo: the hint depends on the case's own consents and teams, which a specialist may not read one by one.
        case = self.sudo()
        step = case._step_of_the_method()
        if step in ("consent", "team") and case._missing_joint_qualification():
            return "ordinary" if self.joint_decision == "not_qualified" else "joint"
        return step

    def _step_of_the_method(self):
        if self.phase in ("closed", "aftercare"):
            return "none"
        if self.phase == "suspended":
            return "return"
        if not self.case_person_ids:
            return "persons"
        if self._missing_qualification() or not self.qualified_on:
            return "qualify"
        if self.consent_state not in ("valid", "expiring"):
            waiting = self.consent_ids.filtered(lambda consent: consent.document_state in ("draft", "issued"))
            return "sign" if waiting else "consent"
        if self.suspended_on:
            return "return"
        team = self._get_open_team()
        if not team:
            return "team"
        if self.consent_state == "expiring":
            return "renew"
        if team.state != "inviting":
            return "plan"
        return "answers" if "invited" in team.member_ids.mapped("state") else "team"

    def _get_open_team(self):
        self.ensure_one()
        return self.team_ids.filtered(lambda team: team.state != "closed")[:1]

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        if not self.env.su:
            # Gate 1 (K3D-129). sudo: it counts the agreements there are, not those the caller may see.
            cases.sudo().partnership_id._check_may_act()
        # superuser: the code is the system's, see _system_fields.
        for case in cases.sudo():
            if case.name == "/":
                case.name = case.company_id._next_register_number("kooperacje.case")
        cases.sudo().filtered(lambda case: case.phase != "recognition")._stamp_phase({})
        return cases

    def write(self, vals):
        if "blue_card" in vals:
            self._mark_blue_card(vals["blue_card"])
            vals = {name: value for name, value in vals.items() if name != "blue_card"}
            if not vals:
                return True
        self._check_change_of_case_manager(vals)
        self._check_change_of_partnership(vals)
        manager_by_case = {case: case.user_id for case in self} if "user_id" in vals else {}
        phase_by_case = {case.id: case.phase for case in self} if "stage_id" in vals else {}
        result = super().write(vals)
        if phase_by_case:
            self.filtered(lambda case: case.phase != phase_by_case[case.id])._stamp_phase(phase_by_case)
        moved = {case: user for case, user in manager_by_case.items() if case.user_id != user}
        if moved:
            # superuser: who has just given the cases away may no longer read them.
            self.union(*moved).sudo()._follow_case_manager(
                {case.id: user for case, user in moved.items()},
            )
        return result

    def _open_stage_wizard(self, kind, name):
        return self._open_wizard("kooperacje.case.stage.wizard", name, default_kind=kind, dialog_size="medium")

    def action_qualify(self):
        self._move_to_phase("qualification")

    def _open_wizard(self, model, name, **context):
        self.ensure_one()
        return dialog(name, model, context={"default_case_id": self.id, "dialog_size": "extra-large", **context})

    def action_record_consent(self):
        return self._open_wizard("kooperacje.consent.wizard", self.env._("Consent of the person or family"))

    def action_open_waiting_consent(self):
        self.ensure_one()
        waiting = self.consent_ids.filtered(lambda consent: consent.document_state in ("draft", "issued"))[:1]
        return form(waiting, name=waiting.document_number)

    def action_withdraw_consent(self):
        return self._open_wizard(
            "kooperacje.consent.withdrawal", self.env._("Withdraw the consent"), dialog_size="medium",
        )

    def action_choose_team(self):
        return self._open_wizard("kooperacje.team.wizard", self.env._("Choose the task team"))

    def action_open_consents(self):
        return window_of(self, "action_consent", "case_id", create=False)

    def action_open_teams(self):
        return window_of(self, "action_team", "case_id", create=False)

    def action_suspend(self):
        return self._open_stage_wizard("suspend", self.env._("Suspend the work"))

    def action_return(self):
        return self._open_stage_wizard("return", self.env._("Take up again"))

    def action_close(self):
        return self._open_stage_wizard("close", self.env._("Close the case"))

    def action_ordinary(self):
        return self._open_stage_wizard("ordinary", self.env._("Back to ordinary social work"))

    def action_end_team(self):
        return self._open_stage_wizard("end_team", self.env._("End the team"))

    # ------------------------------------------------------------
    # Services that answer the needs
    # ------------------------------------------------------------
    # What the kernel ``suggestion`` is told of a case, and the way to the finder beside it (K3D-219–222).

    def _suggestion_needs(self):
        return [suggestion.Need(line.need_id.id, int(line.priority or 0)) for line in self.need_line_ids]

    def _household_ages(self):
        """Ages of the household, in years; persons without a date of birth say nothing."""
        persons = self.case_person_ids.filtered("in_household").person_id
        return persons.filtered("birth_date").mapped("age")

    def _services_in_plan(self):
        """Services of the plan in preparation, or where there is none of the plan in force."""
        draft = self.plan_ids.filtered(lambda plan: plan.state == "draft")
        return (draft or self.plan_ids.filtered(lambda plan: plan.state == "signed")).service_line_ids.service_id

    def action_find_services(self):
        self.ensure_one()
        return self.env["kooperacje.service.finder"].create({"case_id": self.id})._reopen()

    # ------------------------------------------------------------
    # Intake and joint qualification
    # ------------------------------------------------------------
    # Intake (tool 14, part I) and joint qualification of rural families (R7, R8).

    @api.depends("qualification_ids.document_state", "qualification_ids.decision", "qualification_ids.decided_on")
    def _compute_joint_decision(self):
        # sudo: that a case of theirs is qualified is known to the whole team; the paper is for the office.
        decided = self.env["kooperacje.qualification"].sudo().search(
            [("case_id", "in", self.ids), ("document_state", "=", "signed")], order="decided_on, id",
        )
        decision_by_case = {one.case_id.id: one.decision for one in decided}
        for case in self:
            case.joint_decision = decision_by_case.get(case._origin.id, "none")

    @api.constrains("unit_kind", "group_kind", "group_description")
    def _check_group(self):
        for case in self:
            if case.unit_kind != "group" and (case.group_kind or case.group_description):
                raise ValidationError(self.env._(
                    "Only a group has a kind of group. Choose “Group”, or empty both fields.",
                ))

    def action_joint_qualification(self):
        """Open the qualification in preparation, or a new one with a vote for each institution of the partnership."""
        self.ensure_one()
        serialise_on(self)
        waiting = self.qualification_ids.filtered(lambda one: one.document_state in ("draft", "issued"))[:1]
        if not waiting:
            # sudo: the members of the partnership are known to everyone in it.
            members = self.partnership_id.sudo().membership_ids.filtered(lambda one: one.state == "member")
            waiting = self.env["kooperacje.qualification"].create({
                "case_id": self.id,
                "vote_ids": [Command.create({
                    "institution_id": member.institution_id.id,
                    "partner_id": member.representative_id.filtered(
                        lambda partner, member=member: partner._works_at(member.institution_id)
                    ).id,
                }) for member in members],
            })
        return form(waiting, name=self.env._("Joint qualification (R8)"))

    def action_open_qualifications(self):
        return window_of(self, "action_qualification", "case_id", create=False)

    @api.readonly
    def action_print_intake(self):
        """Part I of tool 14: what was reported, before and without any consent."""
        return self.env.ref("kooperacje.report_intake").report_action(self)

    # ------------------------------------------------------------
    # Diagnosis
    # ------------------------------------------------------------

    def action_open_diagnosis(self):
        """Open the diagnosis in preparation, else the settled one, else begin one with all areas."""
        self.ensure_one()
        serialise_on(self)
        diagnoses = self.diagnosis_ids
        found = diagnoses.filtered(lambda diagnosis: diagnosis.state == "draft")[:1] or diagnoses.filtered(
            lambda diagnosis: diagnosis.state == "settled"
        )[:1]
        if not found:
            found = diagnoses.create({"case_id": self.id})
            found.action_add_areas()
        return found._open_form()

    # ------------------------------------------------------------
    # Needs that nothing covers
    # ------------------------------------------------------------

    def _needs_to_request(self):
        """Needs that no service answers, found when the team was chosen or by the plan in force, not asked for yet."""
        self.ensure_one()
        plan = self.plan_ids.filtered(lambda plan: plan.state == "signed")[:1]
        return self.need_line_ids.filtered(lambda line: (
            line.need_id in plan.uncovered_need_ids if plan else line.is_uncovered
        ) and not line._is_asked_for())

    def _check_says_nothing_of_the_family(self, text):
        """:raises UserError: the text names a person of the case or its code; a request is read by many."""
        self.ensure_one()
        # sudo: all names of the case, whoever of the office writes the request.
        case = self.sudo()
        persons = case.case_person_ids.person_id
        words = {*persons.mapped("last_name"), *persons.mapped("first_name"), case.name, *persons.mapped("pesel")}
        found = [
            word for word in words
            if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text or "", re.IGNORECASE)
        ]
        if found:
            raise UserError(self.env._(
                "The request is read by everyone in the partnership. Take out what points to the family: %(words)s.",
                words=", ".join(sorted(found, key=alphabetical)),
            ))

    def action_request_needs(self):
        return self._open_wizard("kooperacje.need.request.wizard", self.env._("Needs that nothing covers"))

    # ------------------------------------------------------------
    # Activity card and load
    # ------------------------------------------------------------
    # Activity card of the case (tool 15) and the load of its case manager (art. 110 ust. 11 u.p.s.).

    @api.depends("activity_log_ids.duration")
    @api.depends_context("uid")
    def _compute_logged_hours(self):
        """Of the lines that the user may read: a member from another institution sees the own hours."""
        groups = self.env["kooperacje.activity.log"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["duration:sum"],
        )
        hours_by_case = {case.id: hours for case, hours in groups}
        for case in self:
            case.logged_hours = hours_by_case.get(case._origin.id, 0)

    @api.depends("user_id", "partnership_id")
    def _compute_manager_load(self):
        # sudo: a number per worker of the office, no case among them is named.
        groups = self.env["kooperacje.case"].sudo()._read_group(
            [("user_id", "in", self.user_id.ids), ("company_id", "in", self.company_id.ids),
             ("phase", "in", WORKING_PHASES)],
            ["user_id", "company_id"], ["__count"],
        )
        count_by_key = {(user.id, company.id): count for user, company, count in groups}
        for case in self:
            # sudo: the norm of the office, which a guest of another institution may not read as a company.
            company = case.sudo().company_id
            case.manager_case_count = count_by_key.get((case.user_id.id, company.id), 0)
            case.manager_case_limit = company.kooperacje_workload_limit
            case.manager_is_over = case.manager_case_count > company.kooperacje_workload_limit

    def action_log_activity(self):
        """The short form of a new line, filled in as far as it goes: saving it is the second click."""
        self.ensure_one()
        return self.env["kooperacje.activity.log"]._open_quick_form(self)

    def action_open_activity_log(self):
        return window_of(self, "action_activity_log", "case_id")

    # ------------------------------------------------------------
    # Who works with the family already
    # ------------------------------------------------------------
    # Who works with the family already: institutions, and their staff by name (K3D-163, tool 14 C).

    def _working_institutions(self):
        """Institutions working with the family, through their named staff too; a guest may not know of them all."""
        self.ensure_one()
        people = self.working_partner_ids
        places = people.commercial_partner_id.union(*people._workplaces().values())
        return self.working_institution_ids | places.filtered("is_institution")

    # ------------------------------------------------------------
    # Social projects
    # ------------------------------------------------------------

    @api.depends("social_project_ids")
    def _compute_social_project_count(self):
        counts = count_by(self.env["kooperacje.social.project"], "case_id", self.ids)
        for case in self:
            case.social_project_count = counts.get(case._origin.id, 0)

    def action_open_social_projects(self):
        """The projects of the case, or a new one where there is none and the reader may begin one (K3D-191)."""
        self.ensure_one()
        action = window(
            self.env, "action_social_project", domain=[("case_id", "=", self.id)],
            context={
                "default_case_id": self.id, "default_kind": "group" if self.unit_kind == "group" else "family",
            },
        )
        if not self.social_project_count and self.env["kooperacje.social.project"].has_access("create"):
            action.update(views=[(False, "form")], view_mode="form")
        return action

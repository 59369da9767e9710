from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.case_scoped import scoped

from .data_scope import SUPPORT

# Phases that stand on the qualification, and those that stand on the family's consent to the method as well.
QUALIFIED_PHASES = ("qualification", "consent", "team", "plan", "realisation")
CONSENTED_PHASES = ("team", "plan", "realisation")
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
        "name", "phase", "company_id", "qualified_on", "suspended_on", "returned_on", "closed_on",
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
        group_expand="_read_group_expand_full",
        default=lambda self: self.env["kooperacje.case.stage"].search([], limit=1),
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
        help="Their staff are invited to the team first (K3D-163).",
    )
    parallel_plans = scoped(
        fields.Char, SUPPORT, help="Social contract, family assistant's plan and the like: kind and number only.",
    )
    resources = scoped(fields.Text, SUPPORT, "Resources and strengths")
    limits = scoped(fields.Text, SUPPORT, "Limits and risks")
    premise_ids = fields.Many2many(
        "kooperacje.premise", string="Premises of qualification", domain=[("kind", "=", "qualification")],
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
        tracking=True, ondelete="restrict", help="Recorded whenever the work is suspended (K3D-189).",
    )
    suspended_on = fields.Date(readonly=True, copy=False)
    suspended_until = fields.Date(copy=False)
    return_premise_id = fields.Many2one(
        "kooperacje.premise", "Premise of return", domain=[("kind", "=", "return")], copy=False, tracking=True,
        ondelete="restrict", help="Recorded whenever the work by the method is taken up again (K3D-189).",
    )
    returned_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closing_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of ending", domain=[("kind", "=", "end")], copy=False, tracking=True,
        ondelete="restrict",
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
        ],
        compute="_compute_next_step",
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "There is already a case with this code.",
    )
    # The board: one column per stage, the user's own cases.
    _user_stage_idx = models.Index("(user_id, stage_id)")
    _company_stage_idx = models.Index("(company_id, stage_id)")

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

    @api.depends("need_line_ids")
    def _compute_need_count(self):
        # sudo: a number per case that the caller may read already.
        groups = self.env["kooperacje.case.need"].sudo()._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"],
        )
        count_by_case = {case.id: count for case, count in groups}
        for case in self:
            case.need_count = count_by_case.get(case._origin.id, len(case.need_line_ids) if not case._origin else 0)

    @api.depends("team_ids")
    def _compute_team_count(self):
        groups = self.env["kooperacje.team"]._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"])
        count_by_case = {case.id: count for case, count in groups}
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
        """Key of ``next_step``: the first thing that is missing on the way of the Model."""
        self.ensure_one()
        # sudo: the hint depends on the case's own consents and teams, which a specialist may not read one by one.
        case = self.sudo()
        if case.phase in ("closed", "aftercare"):
            return "none"
        if case.phase == "suspended":
            return "return"
        if not case.case_person_ids:
            return "persons"
        if case._missing_qualification() or not case.qualified_on:
            return "qualify"
        if case.consent_state not in ("valid", "expiring"):
            waiting = case.consent_ids.filtered(lambda consent: consent.document_state in ("draft", "issued"))
            return "sign" if waiting else "consent"
        if case.suspended_on:
            return "return"
        team = case._get_open_team()
        if not team:
            return "team"
        if case.consent_state == "expiring":
            return "renew"
        if team.state != "inviting":
            return "plan"
        return "answers" if "invited" in team.member_ids.mapped("state") else "team"

    def _get_open_team(self):
        self.ensure_one()
        return self.team_ids.filtered(lambda team: team.state != "closed")[:1]

    # Gates

    def _missing_qualification(self):
        """What tool 14 D and RUR-132–134 ask for before a case is qualified, as a list of texts."""
        self.ensure_one()
        missing = []
        if not self.need_line_ids:
            missing.append(self.env._("at least one need of the person or family"))
        if not self.premise_ids:
            missing.append(self.env._("at least one premise of qualification"))
        if not (self.qualification_reason or "").strip():
            missing.append(self.env._("the reason of qualification"))
        return missing

    def _missing_consent(self):
        """K3D-169: what is missing of the consent to the method, as a list of texts that says why."""
        self.ensure_one()
        if self.consent_state in ("valid", "expiring"):
            return []
        return [{
            "none": self.env._("a signed consent to work by the method (tool 14)"),
            "expired": self.env._("a new consent to work by the method: the last one has expired"),
            "withdrawn": self.env._("a new consent to work by the method: the last one was withdrawn"),
            "refused": self.env._(
                "the consent to work by the method: it was refused. Go on with ordinary social work, or talk with the "
                "family again",
            ),
        }[self.consent_state]]

    def _institutions_without_consent(self, institutions):
        """Those of ``institutions`` with which the case's data may not be shared today. The controller's own staff
        need no consent (art. 100 ust. 2 u.p.s.).
        """
        self.ensure_one()
        # sudo: see _gate_missing.
        Statement = self.env["kooperacje.consent.statement"].sudo()
        covered = Statement.search(Statement._valid_domain() & fields.Domain([
            ("case_id", "=", self.id), ("kind", "=", "sharing"), ("institution_id", "in", institutions.ids),
        ])).institution_id
        return institutions - covered - self.company_id.sudo().partner_id

    def _gate_missing(self, phase):
        """What keeps the case from entering ``phase``, as a list of texts; empty when the gate is open.

        Other rooms add their gates by ``super()``. To be called as superuser: a gate counts what there is, not what
        the caller may see.
        """
        self.ensure_one()
        missing = []
        if phase in QUALIFIED_PHASES:
            missing += self._missing_qualification()
        if phase in CONSENTED_PHASES:
            missing += self._missing_consent()
            if self.suspended_on and not self.return_premise_id:
                missing.append(self.env._("the premise of return to work by the method (button “Take up again”)"))
        if phase == "realisation" and not self.team_ids.filtered(lambda team: team._is_complete()):
            missing.append(self.env._("a task team in which a member from another institution has accepted"))
        if phase == "suspended" and not self.suspension_premise_id:
            missing.append(self.env._("the premise of suspension (button “Suspend”)"))
        if phase == "closed" and not self.closing_premise_id:
            missing.append(self.env._("the reason of ending (button “Close”)"))
        return missing

    def _check_not_ended(self):
        """:raises UserError: a case in after-care or closed: no work by the method begins there (K3D-190, 192)"""
        for case in self:
            if case.phase in ("aftercare", "closed"):
                raise UserError(self.env._(
                    "The work in case %(case)s has ended. Take it up again on the board first, in the stage of the "
                    "task team.", case=case.name,
                ))

    @api.constrains("stage_id")
    def _check_gates(self):
        # sudo: see _gate_missing; the message names stages and papers, never a person.
        for case in self.sudo():
            missing = case._gate_missing(case.phase)
            if missing:
                raise ValidationError(self.env._(
                    "Case %(case)s cannot go to “%(stage)s” yet. Missing:\n%(missing)s",
                    case=case.name, stage=case.stage_id.name, missing="\n".join(f"– {text}" for text in missing),
                ))

    @api.constrains("premise_ids", "suspension_premise_id", "return_premise_id", "closing_premise_id")
    def _check_premise_kinds(self):
        for case in self:
            case.premise_ids._check_kind("qualification")
            case.suspension_premise_id._check_kind("suspension")
            case.return_premise_id._check_kind("return")
            case.closing_premise_id._check_kind("end")

    @api.constrains("suspension_premise_id", "closing_premise_id")
    def _check_premise_kept(self):
        """The gate asks for the premise on the way in (K3D-189); here it stays for as long as it is the reason."""
        for case in self:
            if case.suspended_on and not case.suspension_premise_id:
                raise ValidationError(self.env._(
                    "A case on hold keeps its premise of suspension. Choose another premise, or take the work up "
                    "again.",
                ))
            if case.phase == "closed" and not case.closing_premise_id:
                raise ValidationError(self.env._("A closed case keeps its reason of ending. Choose another reason."))

    @api.constrains("user_id", "partnership_id")
    def _check_case_manager(self):
        for case in self:
            if not case.user_id._has_role("social_worker", case.company_id):
                raise ValidationError(self.env._(
                    "%(user)s is not a social worker of %(office)s today and cannot be a case manager there. Choose "
                    "another person or ask the administrator for the role.",
                    user=case.user_id.name, office=case.company_id.name,
                ))

    # Life of a case

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
        self._check_change_of_case_manager(vals)
        self._check_change_of_partnership(vals)
        phase_by_case = {case.id: case.phase for case in self} if "stage_id" in vals else {}
        result = super().write(vals)
        if phase_by_case:
            self.filtered(lambda case: case.phase != phase_by_case[case.id])._stamp_phase(phase_by_case)
        return result

    def _check_change_of_case_manager(self, vals):
        """Only the manager gives a case to another case manager; with it goes the access."""
        if self.env.su or "user_id" not in vals:
            return
        for case in self:
            if case.user_id.id != vals["user_id"] and not self.env.user._has_role("manager", case.company_id):
                raise UserError(self.env._(
                    "Only the manager gives a case to another case manager. Ask the manager of %(office)s.",
                    office=case.company_id.name,
                ))

    def _check_change_of_partnership(self, vals):
        if self.env.su or "partnership_id" not in vals:
            return
        # sudo: the caller may not see partnerships of other offices nor every team, and is refused all the same.
        partnership = self.env["kooperacje.partnership"].sudo().browse(vals["partnership_id"])
        moved = self.sudo().filtered(lambda case: case.partnership_id != partnership)
        if any(case.company_id != partnership.company_id for case in moved):
            raise UserError(self.env._(
                "A case stays with the office that is the controller of its data. Close it with the reason “moved” and "
                "let the other office open its own case.",
            ))
        if moved.team_ids or moved.plan_ids:
            raise UserError(self.env._(
                "A case with a task team or a plan stays in its partnership, whose institutions and basket they stand "
                "on. Correct the partnership before choosing the team, or open a new case.",
            ))
        if moved:
            partnership._check_may_act()

    def _stamp_phase(self, phase_by_case):
        """Dates and team state that follow from a new phase; ``phase_by_case`` gives the phase before."""
        today = office_today()
        # superuser: dates of phases are the system's, see _system_fields; the caller has written the stage.
        for case in self.sudo():
            before, team = phase_by_case.get(case.id), case._get_open_team()
            values = {}
            if case.phase in QUALIFIED_PHASES and not case.qualified_on:
                values["qualified_on"] = today
            if case.phase == "suspended":
                values.update(
                    suspended_on=case.suspended_on or today, return_premise_id=False, returned_on=False,
                )
                team._suspend()
            elif case.suspended_on and case.phase in (*CONSENTED_PHASES, "aftercare", "closed"):
                # Not before: who leaves the suspension by another phase still owes the premise of return (K3D-189).
                values.update(suspended_on=False, suspended_until=False, suspension_premise_id=False)
                if case.phase in CONSENTED_PHASES:
                    values["returned_on"] = today
            if case.phase in CONSENTED_PHASES:
                team._resume()
            if case.phase == "closed":
                values["closed_on"] = today
            elif before == "closed":
                values["closed_on"] = False
                if case.phase != "aftercare":
                    values["closing_premise_id"] = False
            if case.phase in ("aftercare", "closed"):
                team._close()
            case.write(values)

    def _move_to_phase(self, *phases):
        """Put each case into the first stage of the first of ``phases`` the board has, unless it is there already."""
        stages = self.env["kooperacje.case.stage"].search([("phase", "in", phases)])
        for phase in phases:
            stage = stages.filtered(lambda stage, phase=phase: stage.phase == phase)[:1]
            if stage:
                self.filtered(lambda case, phase=phase: case.phase != phase).stage_id = stage
                return

    def _fall_back_to_team(self):
        """A plan is not carried out by the office alone: without a member from another institution the case stands
        again where its team is chosen.
        """
        # superuser: the move follows from a member's leaving; who left may no longer read the case.
        for case in self.sudo():
            if case.phase == "realisation" and not any(team._is_complete() for team in case.team_ids):
                case._move_to_phase("team")

    def _end_of_consent(self):
        """The family no longer agrees to the method: its team stops and the work waits, with the premise recorded
        (K3D-189). Statutory help and closing go on as before (art. 11).
        """
        premise = self.env.ref("kooperacje.premise_suspension_request", raise_if_not_found=False)
        for case in self:
            if case.phase in CONSENTED_PHASES and premise:
                case.suspension_premise_id = premise
                case._move_to_phase("suspended")
            case._get_open_team()._suspend()

    # Buttons

    def _open_stage_wizard(self, kind, name):
        return self._open_wizard("kooperacje.case.stage.wizard", name, default_kind=kind, dialog_size="medium")

    def action_qualify(self):
        self._move_to_phase("qualification")

    def _open_wizard(self, model, name, **context):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "target": "new",
            "context": {"default_case_id": self.id, "dialog_size": "extra-large", **context},
        }

    def action_record_consent(self):
        return self._open_wizard("kooperacje.consent.wizard", self.env._("Consent of the person or family"))

    def action_open_waiting_consent(self):
        self.ensure_one()
        waiting = self.consent_ids.filtered(lambda consent: consent.document_state in ("draft", "issued"))[:1]
        return {
            "type": "ir.actions.act_window", "res_model": "kooperacje.consent", "view_mode": "form",
            "res_id": waiting.id, "name": waiting.document_number,
        }

    def action_withdraw_consent(self):
        return self._open_wizard(
            "kooperacje.consent.withdrawal", self.env._("Withdraw the consent"), dialog_size="medium",
        )

    def action_choose_team(self):
        return self._open_wizard("kooperacje.team.wizard", self.env._("Choose the task team"))

    def action_open_consents(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_consent"),
            "domain": [("case_id", "=", self.id)], "context": {"create": False},
        }

    def action_open_teams(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_team"),
            "domain": [("case_id", "=", self.id)], "context": {"create": False},
        }

    def action_suspend(self):
        return self._open_stage_wizard("suspend", self.env._("Suspend the work"))

    def action_return(self):
        return self._open_stage_wizard("return", self.env._("Take up again"))

    def action_close(self):
        return self._open_stage_wizard("close", self.env._("Close the case"))

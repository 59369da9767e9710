from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today
from odoo.addons.kooperacje.models.access.case_scoped import scoped
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import count_by, window
from odoo.addons.kooperacje.models.casework.data_scope import SUPPORT

KINDS = [
    ("partnership", "Partnership"), ("consultation", "Consultation (without the family)"),
    ("team_first", "First meeting of the team"), ("team_next", "Next meeting of the team"),
    ("team_final", "Final meeting of the team"),
]
# What a meeting of a partnership is for (tools 5, 10 and 12).
PURPOSES = [
    ("initiating", "Initiating"), ("formalising", "Formalising"), ("next", "Next"),
    # Of the voivodeship team alone (RUR-35, 99).
    ("animators", "Meeting of animators"),
]
# Sides from which the situation is looked at (K3D-185); each has its field on the meeting.
PERSPECTIVES = [
    ("family", "The family's view"), ("worker", "The social worker's view"), ("members", "The other members' view"),
]
# What tells the program on which day a point of the preparation was done (tool 17).
EVIDENCE = [
    ("authorisation", "The authority's acceptance"), ("invitations", "Invitations sent"), ("consent", "Consent"),
    ("team", "Decision on the team"), ("members", "Members invited"), ("answers", "All invitations answered"),
    ("secrecy", "Secrecy undertaken by everyone"), ("consultation", "Consultation held"),
]
TEAM_KINDS = ("team_first", "team_next", "team_final")
# Who of those present speaks for the family (K3D-12); relatives and guests come beside it (K3D-165).
FAMILY_KINDS = ("family", "guardian")
MAX_HOURS = 12
MAX_YEARS_AHEAD = 2
# Kind of meeting → kind of action on the activity card.
ACTION_BY_KIND = {
    "consultation": "activity_kind_consultation_meeting", "team_first": "activity_kind_team_meeting",
    "team_next": "activity_kind_team_meeting", "team_final": "activity_kind_team_meeting",
}


class Meeting(models.Model):
    """Meeting of a partnership or of a task team; its document is the protocol (tool 19 for a team).

    planned → held / cancelled, through the methods only. A consultation meeting is held without the family (K3D-13),
    needs the family's consent to that, and takes no decisions about it. A planned meeting stands in the calendars of
    the users who take part and may see the case, under its number alone; the calendar holds nothing of the family,
    the place included, since a team may meet at the family's home.

    What was said at a meeting is shared by scope; the protocol and its scan, which hold diagnosis and names as well,
    are for the office. A partner that prints the protocol gets what it may read.

    Who sat at the table heard them; the institution may keep reading them only if the family agreed to share the
    course of the support with it. Date, place, those present, the decisions and the plan stay open to the whole team,
    for each has to know who does what by when (K3D-186); it takes the part with the own tasks home. A meeting of a
    partnership has no case, and so no scope.
    """

    _name = "kooperacje.meeting"
    _description = "Meeting"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "mail.activity.mixin", "kooperacje.case.scoped"]
    _order = "start desc, id desc"
    _system_fields = frozenset({"name", "ordinal", "state", "company_id", "case_id", "stop", "event_id"})
    # Those who are engaged in the partnership read its meetings and are invited to them.
    _fixed_fields = frozenset({"partnership_id"})
    _duties = {name: [("state", "=", "planned")] for name in ("chair_id", "minute_taker_id")}
    # The calendar of meetings: number, place and time.
    _words_of_others = frozenset({"members_perspective"})
    _neutral_fields = frozenset({
        "display_name", "name", "kind", "partnership_id", "team_id", "plan_id", "start", "stop", "duration", "location",
        "is_remote", "chair_id", "minute_taker_id", "next_start", "purpose",
    })

    # Searched under the rules of messages; see the case.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    document_pdf = scoped(fields.Binary, None)
    signed_copy = scoped(fields.Binary, None)
    signature_reading = scoped(fields.Text, None)

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/", index=True)
    ordinal = fields.Integer(readonly=True, copy=False, help="Which meeting of its team this is.")
    kind = fields.Selection(
        KINDS, required=True, compute="_compute_kind", store=True, readonly=False, precompute=True, index=True,
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, compute="_compute_partnership_id", store=True,
        readonly=False, precompute=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        "kooperacje.team", "Task team", index="btree_not_null", ondelete="restrict",
        help="A meeting that took place is recorded with its team, even if that has ended since.",
    )
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index="btree_not_null")
    plan_id = fields.Many2one(
        "kooperacje.plan", "Plan", compute="_compute_plan_id", store=True, readonly=False, precompute=True,
        index="btree_not_null", ondelete="restrict",
        domain="[('case_id', '=', case_id), ('state', 'in', ['draft', 'signed'])]",
        help="The plan that the protocol holds. Signing the protocol freezes it.",
    )
    plan_state = fields.Selection(related="plan_id.state", related_sudo=False, string="Plan status")
    plan_label = fields.Char(related="plan_id.label", related_sudo=False)
    plan_main_goal = fields.Text(related="plan_id.main_goal", related_sudo=False)
    plan_goal_ids = fields.One2many(related="plan_id.goal_ids", related_sudo=False, string="Goals of the plan")
    plan_service_line_ids = fields.One2many(
        related="plan_id.service_line_ids", related_sudo=False, string="Services of the plan",
    )
    plan_uncovered_need_ids = fields.Many2many(
        related="plan_id.uncovered_need_ids", related_sudo=False, string="Needs without a service",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Took place"), ("cancelled", "Cancelled")], default="planned", required=True,
        readonly=True, copy=False, tracking=True, index=True,
    )
    start = fields.Datetime("Begins at", required=True, index=True, tracking=True)
    duration = fields.Float("Duration (hours)", default=1.5)
    stop = fields.Datetime("End", compute="_compute_stop", store=True)
    location = fields.Char()
    is_remote = fields.Boolean("On-line")
    chair_id = fields.Many2one(
        "res.partner", "Chair", compute="_compute_chair_id", store=True, readonly=False, precompute=True,
        domain="[('is_company', '=', False)]",
    )
    minute_taker_id = fields.Many2one(
        "res.partner", "Minute-taker", compute="_compute_minute_taker_id", store=True, readonly=False, precompute=True,
        domain="[('is_company', '=', False)]",
    )
    family_absence_reason = scoped(
        fields.Char, SUPPORT,
        # K3D-12
        help="Why the meeting was held without the person, the family or a representative.",
    )
    family_perspective = scoped(fields.Text, SUPPORT, "The family's view")
    worker_perspective = scoped(fields.Text, SUPPORT, "The social worker's view")
    members_perspective = scoped(fields.Text, SUPPORT, "The other members' view")
    course = scoped(fields.Text, SUPPORT, "Course of the meeting")
    next_start = fields.Datetime("Next meeting")
    participant_ids = fields.One2many(
        "kooperacje.meeting.participant", "meeting_id", "Participants", compute="_compute_participant_ids",
        store=True, readonly=False,
    )
    present_count = fields.Integer("Number present", compute="_compute_present_count")
    decision_ids = fields.One2many("kooperacje.decision", "meeting_id", "Decisions")
    event_id = fields.Many2one(
        "calendar.event", "Calendar event", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )

    scenario_id = fields.Many2one(
        "kooperacje.agenda.scenario", "Scenario", compute="_compute_scenario_id", store=True, readonly=False,
        ondelete="set null", index="btree_not_null",
        domain="[('kind', '=', kind), ('purpose', 'in', [purpose, False]), ('company_id', 'in', [company_id, False])]",
        help="Its points make the agenda; take out what you do not need.",
    )
    agenda_ids = fields.One2many(
        "kooperacje.meeting.agenda", "meeting_id", "Agenda", compute="_compute_agenda_ids", store=True, readonly=False,
        domain=[("is_before", "=", False)],
    )
    agenda_minutes = fields.Integer("Agenda (min)", compute="_compute_agenda_minutes")
    # A protocol tells of a meeting that was held; before that its steps would only be refused.
    _document_bar_invisible = "state != 'held'"

    secrecy_missing = fields.Char(
        "Secrecy not undertaken yet", compute="_compute_secrecy_missing", compute_sudo=False,
        help="Those at the table, beside the family, who have not signed the undertaking yet.",
    )

    # The case board asks for the next meeting of each of its cases.
    _case_idx = models.Index("(case_id, start) WHERE case_id IS NOT NULL")
    _ordinal_uniq = models.UniqueIndex("(team_id, ordinal) WHERE team_id IS NOT NULL AND ordinal > 0")
    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "There is already a meeting with this number.",
    )
    _first_uniq = models.UniqueIndex(
        "(team_id) WHERE kind = 'team_first' AND state != 'cancelled'",
        "This team already has its first meeting. Plan the next one.",
    )
    _team_kind = models.Constraint(
        "CHECK ((kind = 'partnership') = (team_id IS NULL))",
        "A meeting of a team needs its task team; a meeting of the partnership has none.",
    )

    # Computed

    @api.depends("team_id")
    def _compute_kind(self):
        """Without a team a meeting of the partnership; with one its first meeting, then the next ones."""
        for meeting in self:
            if not meeting.team_id:
                meeting.kind = "partnership"
            elif meeting.kind in (False, "partnership", "team_first", "team_next"):
                others = meeting.team_id.meeting_ids - meeting._origin
                has_first = any(m.kind == "team_first" and m.state != "cancelled" for m in others)
                meeting.kind = "team_next" if has_first else "team_first"

    @api.depends("team_id")
    def _compute_partnership_id(self):
        for meeting in self:
            meeting.partnership_id = meeting.team_id.partnership_id or meeting.partnership_id or (
                self._default_partnership()
            )

    @api.model
    def _default_partnership(self):
        return self.env["kooperacje.partnership"]._only_one([("company_id", "=", self.env.company.id)])

    @api.depends("team_id", "kind")
    def _compute_plan_id(self):
        for meeting in self:
            meeting.plan_id = meeting._proposed_plan()

    def _proposed_plan(self):
        """The plan being prepared, or else the one in force."""
        self.ensure_one()
        plans = self.case_id.plan_ids if self.kind in TEAM_KINDS else self.plan_id.browse()
        draft = plans.filtered(lambda plan: plan.state == "draft")
        return (draft or plans.filtered(lambda plan: plan.state == "signed"))[:1]

    @api.depends("team_id", "partnership_id")
    def _compute_chair_id(self):
        """The case manager; in a partnership by turns, where its rules say so (K3D-105)."""
        for meeting in self:
            meeting.chair_id = meeting.team_id.case_id.user_id.partner_id or meeting.chair_id
        for meeting in self._without("chair_id"):
            meeting.chair_id = meeting.partnership_id._origin._rota()[:1]

    @api.depends("chair_id")
    def _compute_minute_taker_id(self):
        """Chosen by hand; a partnership that takes turns proposes whose turn comes after the moderator's."""
        for meeting in self:
            meeting.minute_taker_id = meeting.minute_taker_id
        for meeting in self._without("minute_taker_id"):
            meeting.minute_taker_id = meeting.partnership_id._origin._rota().filtered(
                lambda person, meeting=meeting: person != meeting.chair_id
            )[:1]

    @api.depends("start", "duration")
    def _compute_stop(self):
        for meeting in self:
            meeting.stop = meeting.start and meeting.start + timedelta(hours=meeting.duration or 0)

    @api.depends("participant_ids.presence")
    def _compute_present_count(self):
        count_by_meeting = count_by(
            self.env["kooperacje.meeting.participant"], "meeting_id", self.ids, [("presence", "=", "present")],
        )
        for meeting in self:
            meeting.present_count = count_by_meeting.get(meeting._origin.id, 0)

    @api.depends("team_id", "kind", "partnership_id", "purpose")
    def _compute_participant_ids(self):
        """Whom the kind of meeting calls for; those added by hand stay as long as the kind allows them."""
        for meeting in self:
            commands = []
            if meeting.state == "planned" and meeting.document_state == "draft":
                wanted = meeting._wanted_participants()
                kept = meeting.participant_ids.filtered(lambda p, m=meeting: p._belongs_to(m))
                present = {p._key() for p in kept}
                commands = [Command.delete(p.id) for p in meeting.participant_ids - kept]
                commands += [Command.create(values) for key, values in wanted.items() if key not in present]
            meeting.participant_ids = commands or meeting.participant_ids

    def _wanted_participants(self):
        """Values of the participants this meeting calls for, by ``_key`` of the participant.

        Accepted members; for a meeting with the family also the household and guardians, who take part but are no
        members (K3D-165–167). For a partnership its member institutions, through their representatives.
        """
        self.ensure_one()
        if self.kind == "partnership":
            return self._wanted_of_partnership()
        wanted = {
            ("member", member.id): {"kind": "member", "member_id": member.id}
            for member in self.team_id.member_ids._origin
            if member._was_in_team(self._day() if self.start else None) and member._may_meet_children()
        }
        if self.kind in TEAM_KINDS:
            for line in self.team_id.case_id.case_person_ids._origin:
                if (line.guardian_kind or line.in_household) and not line.person_id.death_date:
                    wanted["person", line.person_id.id] = {
                        "kind": "guardian" if line.guardian_kind else "family", "person_id": line.person_id.id,
                    }
        return wanted

    # Rules

    @api.constrains("start", "duration", "next_start", "state")
    def _check_dates(self):
        limit = fields.Datetime.now() + timedelta(days=366 * MAX_YEARS_AHEAD)
        for meeting in self:
            if not 0 < meeting.duration <= MAX_HOURS:
                raise ValidationError(self.env._(
                    "A meeting lasts more than 0 and at most %s hours. Correct its duration.", MAX_HOURS,
                ))
            if meeting.start > limit:
                raise ValidationError(self.env._("The date of the meeting is more than two years away. Correct it."))
            if meeting.next_start and meeting.next_start <= meeting.start:
                raise ValidationError(self.env._("The next meeting comes after this one. Correct its date."))
            if meeting.state == "held" and not meeting._has_begun():
                raise ValidationError(self.env._("A meeting in the future has not been held. Correct its date."))

    @api.constrains("team_id", "partnership_id", "plan_id", "kind")
    def _check_belongs_together(self):
        for meeting in self:
            if meeting.team_id and meeting.team_id.partnership_id != meeting.partnership_id:
                raise ValidationError(self.env._("The team belongs to another partnership. Choose that partnership."))
            if meeting.plan_id and meeting.plan_id.case_id != meeting.case_id:
                raise ValidationError(self.env._("Choose a plan of the case this team works on."))
            if meeting.plan_id and meeting.kind not in TEAM_KINDS:
                raise ValidationError(self.env._(
                    "A consultation is held without the family and settles no plan. Choose a meeting of the team.",
                ))

    @api.constrains("kind", "participant_ids", "decision_ids")
    def _check_kind(self):
        self.participant_ids._check_kind()
        self.decision_ids._check_meeting()

    def _has_begun(self):
        """Whether the day of the meeting has come; within the day the clock is not held against the worker."""
        self.ensure_one()
        return self._day() <= office_today()

    def _day(self):
        self.ensure_one()
        return office_day(self.start)

    # Life

    @api.model_create_multi
    def create(self, vals_list):
        """A gate stops meetings still to come. Meetings that took place before are recorded (decision 15 of the
        architecture).

        :raises UserError: on a day after its team was put on hold or ended; a consultation the family has not agreed
            to (tool 14); a partnership that the authority has not accepted yet (K3D-129); to come, in one that is
            closed
        """
        # Two who plan a meeting of one team at once draw one ordinal after the other, and one first meeting.
        serialise_on(self.env["kooperacje.team"].browse({
            vals["team_id"] for vals in vals_list if vals.get("team_id")
        }))
        meetings = super().create(vals_list)
        for meeting in meetings:
            meeting._check_team_open()
            if meeting.kind == "partnership":
                meeting._check_partnership_open()
            if meeting.kind == "consultation":
                meeting._check_consultation()
        meetings._assign_numbers()
        meetings._sync_calendar()
        # Not left for later: a meeting recorded after the fact has its agenda too.
        meetings._recompute_recordset(["scenario_id", "agenda_ids", "preparation_ids"])
        meetings._copy_perspectives([name for name, _label in PERSPECTIVES])
        return meetings

    def write(self, vals):
        self._check_rota(vals)
        self._check_change(vals)
        result = super().write(vals)
        if vals.get("kind") == "consultation":
            for meeting in self:
                meeting._check_consultation()
        if {"start", "duration", "kind", "participant_ids"} & vals.keys():
            self._sync_calendar()
        self._copy_perspectives([name for name, _label in PERSPECTIVES if f"{name}_perspective" in vals])
        if {"location", "is_remote", "video_url", "purpose", "agenda_ids"} & vals.keys():
            self.filtered(lambda meeting: meeting.kind == "partnership" and meeting.event_id)._sync_calendar()
        return result

    def _check_change(self, vals):
        """A meeting that was held or called off keeps what was recorded."""
        if "purpose" in vals and any(
            meeting.state == "held" and meeting.purpose and meeting.purpose != vals["purpose"] for meeting in self
        ):
            raise UserError(self.env._("The meeting has been held: what it was for no longer changes."))
        fixed = {"team_id", "kind", "partnership_id"} & vals.keys()
        for meeting in self:
            if meeting.state == "cancelled" and vals.keys() - {"activity_ids", "message_follower_ids", "message_ids"}:
                if not self.env.su:
                    raise UserError(self.env._("Meeting %s was cancelled. Plan a new one.", meeting.name))
            elif meeting.state == "held" and fixed:
                raise UserError(self.env._(
                    "Meeting %s has been held: its kind and its team no longer change.", meeting.name,
                ))
            elif "team_id" in fixed and meeting.team_id.id != vals["team_id"]:
                raise UserError(self.env._(
                    "Meeting %s bears the number of its team. Cancel it and plan one for the other team.",
                    meeting.name,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Meetings stay on record. Cancel the meeting instead of deleting it."))

    def _assign_numbers(self):
        """``ZZK/2026/0001/1``: the team's number and its meetings counted on; ``PZK/2026/0003`` for a partnership.

        Drawn when the meeting is saved. A cancelled meeting keeps its number.
        """
        # superuser: numbers are system fields, and a series belongs to the office.
        for meeting in self.sudo():
            if not meeting.team_id:
                meeting.name = meeting._next_partnership_number()
                continue
            [[last]] = meeting._read_group([("team_id", "=", meeting.team_id.id)], [], ["ordinal:max"])
            ordinal = (last or 0) + 1
            meeting.write({"ordinal": ordinal, "name": f"{meeting.team_id.name}/{ordinal}"})

    def _next_partnership_number(self):
        return self.company_id._draw_number(
            "kooperacje.meeting.partnership", self._day(), name=f"{self._office_label()} ({self.company_id.name})",
            prefix="PZK/%(range_year)s/", padding=4,
        )

    def _check_team_open(self):
        """:raises UserError: the meeting is later than the day on which its team was put on hold or ended"""
        for meeting in self.filtered("team_id"):
            # sudo: whether its team still meets; the dates are open to whoever has a part in the case.
            last_day = meeting.team_id.sudo()._rests_from()
            if last_day and meeting._day() > last_day:
                raise UserError(self.env._(
                    "Team %(team)s is on hold or has ended since %(date)s. Take its work up again before it meets; a "
                    "meeting up to that day is recorded with its own date.",
                    team=meeting.team_id.name, date=format_date(self.env, last_day),
                ))

    def _check_partnership_open(self):
        self.ensure_one()
        # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
        partnership = self.partnership_id.sudo()
        if partnership.state == "closed" and self._day() < office_today():
            return
        partnership._check_may_act()

    def _check_consultation(self):
        """Asked today of one to come, on its own day of one that took place."""
        self.ensure_one()
        day = min(self._day(), office_today())
        self.case_id._check_consent("consultation", on=day, is_over=self._day() < office_today())

    def action_hold(self):
        """Record that the meeting took place; its decisions become activities of their owners.

        This records a fact. It does not matter what case, team or partnership have become since, or what the Model asks
        for before the meeting. A consent taken back at the meeting was valid until then.

        :raises UserError: not planned or still to come; nobody present; a meeting with the family without it, its
            representative or a stated reason (K3D-12); no valid consent on that day (K3D-169, gate 4) or no consent
            to a consultation; later than the end of its team; a vote without a quorum or without its votes.
        """
        self.check_access("write")
        of_partnership = self.filtered(lambda meeting: meeting.kind == "partnership")
        for meeting in self:
            if meeting.state != "planned":
                raise UserError(self.env._("Meeting %s is not planned any more.", meeting.name))
            if not meeting._has_begun():
                raise UserError(self.env._(
                    "Meeting %s has not taken place yet. Come back on its day, or correct its date.", meeting.name,
                ))
            present = meeting.participant_ids.filtered(lambda p: p.presence == "present")
            if not present:
                raise UserError(self.env._(
                    "Nobody is marked as present at meeting %s. Mark who came, or cancel the meeting.", meeting.name,
                ))
            if meeting.kind in TEAM_KINDS and not (meeting.family_absence_reason or "").strip() and not any(
                p.kind in FAMILY_KINDS for p in present
            ):
                raise UserError(self.env._(
                    "The person, the family or a representative takes part in the team's meetings. Mark who was "
                    "present, or write the reason why the meeting was held without them.",
                ))
            meeting._check_team_open()
            if meeting.case_id:
                meeting.case_id._check_consent("method", on=meeting._day(), is_over=True)
                if meeting.kind == "consultation":
                    meeting.case_id._check_consent("consultation", on=meeting._day(), is_over=True)
        # superuser: the state is a system field; the caller may write the meeting.
        self.sudo().write({"state": "held"})
        self.decision_ids._sync_activities()
        for meeting in of_partnership:
            meeting._unguarded().quorum_percent = meeting.partnership_id.quorum_percent
        of_partnership.decision_ids._check_votes()
        return True

    def action_cancel(self):
        """Call a planned meeting off; it leaves the calendars."""
        self.check_access("write")
        self._check_whole()
        for meeting in self:
            if meeting.state != "planned":
                raise UserError(self.env._("Only a planned meeting is cancelled."))
        # superuser: the state is a system field; the caller may write the meeting.
        self.sudo().write({"state": "cancelled"})
        self.flush_recordset(["state"])  # frees the place of the first meeting
        self._sync_calendar()
        return True

    def action_plan_next(self):
        """Open the form of the next meeting of the same team."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form", "views": [(False, "form")],
            "context": {
                "default_team_id": self.team_id.id, "default_partnership_id": self.partnership_id.id,
                "default_start": self.next_start, "default_location": self.location,
            },
        }

    def action_add_participants(self):
        """Add the accepted members and persons of the case who are not on the list yet."""
        for meeting in self:
            have = {p._key() for p in meeting.participant_ids}
            meeting.participant_ids = [
                Command.create(values) for key, values in meeting._wanted_participants().items() if key not in have
            ]
        return True

    def action_open_plan(self):
        self.ensure_one()
        return self.plan_id._open_form()

    def action_prepare_plan(self):
        """Open the plan this meeting may change: a new one, the draft, or a revision of the one in force."""
        self.ensure_one()
        if self.kind not in TEAM_KINDS:
            raise UserError(self.env._("A plan is settled at a meeting with the family."))
        serialise_on(self.case_id)
        plans = self.case_id.plan_ids
        draft = plans.filtered(lambda plan: plan.state == "draft")
        in_force = plans.filtered(lambda plan: plan.state == "signed")
        if draft:
            action = draft._open_form()
        elif in_force:
            action = in_force.action_revise()
        else:
            action = self.env["kooperacje.plan"].create({
                "case_id": self.case_id.id, "team_id": self.team_id.id,
            })._open_form()
        self.plan_id = action["res_id"]
        return action

    # ------------------------------------------------------------
    # Agenda
    # ------------------------------------------------------------
    # Agenda by a scenario (tools 5, 10, 12, 18 and 21) and presence in one click.

    @api.depends("kind", "company_id", "purpose")
    def _compute_scenario_id(self):
        Scenario = self.env["kooperacje.agenda.scenario"]
        for meeting in self:
            scenario = meeting.scenario_id
            if scenario.kind != meeting.kind or scenario.purpose not in (meeting.purpose, False):
                meeting.scenario_id = Scenario._scenario_for(meeting.kind, meeting.company_id, meeting.purpose)

    @api.depends("scenario_id")
    def _compute_agenda_ids(self):
        """Points of the scenario; those added by hand, and those with notes, stay when another one is chosen."""
        for meeting in self:
            if meeting.state != "planned" or meeting.document_state != "draft":
                meeting.agenda_ids = meeting.agenda_ids
                continue
            stale = meeting.agenda_ids.filtered(
                lambda point: point.is_proposed and not point.notes and not point.is_done
            )
            # sudo: a scenario holds no data of anyone. One of another office stays there, and is refused when saved.
            scenario = meeting.scenario_id.sudo()
            points = scenario._agenda_commands() if meeting._may_use(scenario) else []
            meeting.agenda_ids = [Command.delete(point.id) for point in stale] + points

    def _may_use(self, scenario):
        return scenario.company_id in (self.company_id, scenario.company_id.browse())

    @api.constrains("scenario_id", "partnership_id")
    def _check_scenario(self):
        for meeting in self:
            # sudo: whose scenario it is.
            if not meeting._may_use(meeting.scenario_id.sudo()):
                raise ValidationError(self.env._(
                    "This scenario belongs to another office. Choose a common one or one of your own office.",
                ))

    def _copy_perspectives(self, names):
        """Bring the points of the agenda that look from the sides ``names`` up to the fields of the meeting."""
        for meeting in self if names else ():
            for point in meeting.agenda_ids.filtered(lambda point: point.perspective in names):
                text = meeting[f"{point.perspective}_perspective"]
                if point.notes != text:
                    point.notes = text

    @api.depends("agenda_ids.minutes")
    def _compute_agenda_minutes(self):
        for meeting in self:
            meeting.agenda_minutes = sum(meeting.agenda_ids.mapped("minutes"))

    @api.model
    def _document_bar_name(self):
        return self.env._("Protocol")

    def action_all_present(self):
        """Note as present everybody of whom nothing is noted yet."""
        for meeting in self:
            if meeting.state == "cancelled":
                raise UserError(self.env._("Meeting %s was cancelled. Plan a new one.", meeting.name))
            meeting.participant_ids.filtered(lambda line: line.presence == "invited").action_present()
        return True

    # ------------------------------------------------------------
    # Secrecy
    # ------------------------------------------------------------

    @api.depends("participant_ids.presence", "participant_ids.kind", "team_id")
    def _compute_secrecy_missing(self):
        for meeting in self:
            meeting.secrecy_missing = ", ".join(
                name for name in meeting._without_secrecy().mapped("display_name") if name
            )

    def _without_secrecy(self):
        """Participants, beside the family, who are expected or present and have not undertaken secrecy."""
        self.ensure_one()
        if not self.team_id:
            return self.participant_ids.browse()
        covered = self.env["kooperacje.secrecy.undertaking"]._covered(
            self.team_id._origin, office_day(self.start) if self.start else None,
        )
        return self.participant_ids.filtered(
            lambda line: line.presence in ("invited", "present") and line._needs_secrecy()
            and line._key() not in covered
        )

    def action_prepare_secrecy(self):
        """Make the undertakings that are missing, and open them: print, have them signed, register the signature."""
        self.ensure_one()
        self.check_access("write")
        serialise_on(self.team_id)
        Undertaking = self.env["kooperacje.secrecy.undertaking"]
        papers = Undertaking.search([("team_id", "=", self.team_id.id), ("document_state", "!=", "void")])
        have = {
            ("member", paper.member_id.id) if paper.member_id else ("person", paper.person_id.id)
            if paper.person_id else ("guest", paper.guest_name) for paper in papers
        }
        lines = self._without_secrecy().filtered(lambda line: line._key() not in have)
        papers |= Undertaking.create([line._secrecy_values() for line in lines])
        if not papers:
            raise UserError(self.env._("Everyone at the table has undertaken secrecy."))
        return window(
            self.env, "action_secrecy_undertaking", domain=[("id", "in", papers.ids)],
            context={"default_team_id": self.team_id.id},
        )

    # ------------------------------------------------------------
    # Activity card
    # ------------------------------------------------------------

    def action_log_activity(self):
        """The short form of an entry for this meeting: kind, day and length are known."""
        self.ensure_one()
        if not self.case_id:
            raise UserError(self.env._("The activity card tells of work with a family. Choose a meeting of a team."))
        if not self._has_begun():
            raise UserError(self.env._("This meeting is still to come. Enter it when it has taken place."))
        return self.env["kooperacje.activity.log"]._open_quick_form(
            self.case_id, date=self._day(), duration=self.duration,
            kind_id=self.env.ref(f"kooperacje.{ACTION_BY_KIND[self.kind]}").id,
        )

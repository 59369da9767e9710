from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog

from .team_member import LIVE_STATES


class Team(models.Model):
    """Task team (zadaniowy zespół kooperacyjny, ZZK, K3D-11) around one case, and its entry in the register (K3D-108).

    Holds no family data, so that the network worker can keep the register. The team is at work (``active``) as soon
    as one member from another institution than the leading one has accepted: before that there is nobody to
    cooperate with.
    """

    _name = "kooperacje.team"
    _description = "Task team"
    _inherit = [
        "kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin", "kooperacje.access.source",
        "kooperacje.case.data",
    ]
    _order = "id desc"
    _system_fields = frozenset({
        "name", "state", "closed_on", "suspended_on", "end_premise_id", "partnership_id", "company_id",
    })
    _fixed_fields = frozenset({"case_id"})
    _access_fields = frozenset({"case_id", "state"})

    # Kept by the network worker as a register (K3D-108).
    _holds_family_data = False

    name = fields.Char("Register number", required=True, readonly=True, copy=False, default="/", index=True)
    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    case_code = fields.Char("Family code", related="case_id.name", help="The register shows the code, not the case.")
    case_manager_id = fields.Many2one("res.users", "Case manager", related="case_id.user_id")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", related="case_id.partnership_id", store=True, index=True,
    )
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    state = fields.Selection(
        [("inviting", "Inviting"), ("active", "At work"), ("suspended", "On hold"), ("closed", "Finished")],
        default="inviting", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    decided_on = fields.Date(required=True, default=lambda self: office_today())
    decided_stage = fields.Selection(
        [("diagnosis", "Diagnosis"), ("plan", "Plan"), ("realisation", "Realisation"), ("evaluation", "Evaluation")],
        # K3D-182
        default="diagnosis", required=True, help="Stage of social work at which the team was decided on.",
    )
    closed_on = fields.Date(readonly=True, copy=False)
    suspended_on = fields.Date("On hold since", readonly=True, copy=False)
    end_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of ending", domain=[("kind", "=", "end")], readonly=True, copy=False,
        ondelete="restrict", groups="kooperacje.group_social_worker,kooperacje.group_manager",
        # K3D-189, 192
        help="Why the team ended. It stands in no register: it may tell of the family.",
    )
    member_ids = fields.One2many("kooperacje.team.member", "team_id", "Members")
    member_count = fields.Integer("Members accepted", compute="_compute_counts")
    waiting_count = fields.Integer("Answers awaited", compute="_compute_counts")
    declined_count = fields.Integer("Invitations declined", compute="_compute_counts")

    closing_survey_ids = fields.One2many("kooperacje.closing.survey", "team_id", "Closing surveys")

    _number_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "There is already a team with this number in the register.",
    )
    _open_uniq = models.UniqueIndex(
        "(case_id) WHERE state != 'closed'",
        "This case has an open task team already. Change its composition, or close it before appointing another.",
    )
    _register_idx = models.Index("(company_id, state, id)")

    @api.depends("member_ids.state")
    def _compute_counts(self):
        # sudo: numbers per team that the caller may read already.
        groups = self.env["kooperacje.team.member"].sudo()._read_group(
            [("team_id", "in", self.ids)], ["team_id", "state"], ["__count"],
        )
        counts = {(team.id, state): count for team, state, count in groups}
        for team in self:
            team.member_count = counts.get((team._origin.id, "accepted"), 0)
            team.waiting_count = counts.get((team._origin.id, "invited"), 0)
            team.declined_count = counts.get((team._origin.id, "declined"), 0)

    @api.constrains("decided_on")
    def _check_decided_on(self):
        today = office_today()
        if any(team.decided_on > today for team in self):
            raise ValidationError(self.env._("The decision on a team cannot lie in the future. Correct its date."))

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if not self.env.su:
            teams._check_consent()
            teams._check_follows_others()
        # superuser: the number is the system's, see _system_fields.
        for team in teams.sudo().filtered(lambda team: team.name == "/"):
            team.name = team.company_id._next_register_number("kooperacje.team")
        return teams

    def _check_consent(self):
        """K3D-169: no team without the family's consent, by whatever way a user creates it. The superuser (migration,
        import of teams that have ended) is trusted.
        """
        # sudo: the gate counts what there is, not what the caller may see.
        for case in self.sudo().case_id:
            case._check_not_ended()
            # A new team is a new step: the authorisation is in force on that day (K3D-129).
            case.partnership_id._check_may_act()
            missing = case._missing_joint_qualification() + case._missing_consent()
            if missing:
                raise ValidationError(self.env._(
                    "A task team needs the family's consent. Case %(case)s lacks: %(missing)s.",
                    case=case.name, missing="; ".join(missing),
                ))

    def write(self, vals):
        result = super().write(vals)
        if "decided_on" in vals and not self.env.su:
            self._check_follows_others()
        return result

    def _check_follows_others(self):
        """One team after the other: dated back, a team would end on what was assessed with the one before (gate 5,
        K3D-200). The superuser is trusted as above.
        """
        serialise_on(self.case_id)
        for team in self:
            # sudo: teams of the same case, whoever of the office may see them today.
            for other in team.sudo().case_id.team_ids - team:
                if other.closed_on and team.decided_on < other.closed_on and (
                    not team.closed_on or team.closed_on > other.decided_on
                ):
                    raise ValidationError(self.env._(
                        "Team %(other)s worked in this case until %(date)s. The decision on another one bears that "
                        "day or a later one.", other=other.name, date=format_date(self.env, other.closed_on),
                    ))

    def _write_state(self, state, **values):
        # superuser: the state follows from answers and from the case; callers have checked who asks.
        self.sudo().write({"state": state, **values})

    def _is_complete(self):
        """Whether somebody of another institution is in the team; one on hold may go on with those it has.

        Private persons come from no institution to cooperate with.
        """
        self.ensure_one()
        others = self.member_ids.filtered(lambda member: member.institution_id and not member._is_own_staff())
        return self.state != "closed" and "accepted" in others.mapped("state")

    def _refresh_state(self):
        """At work or not, by who is in the team today; a suspended or closed team stays so."""
        # superuser: see _write_state; who left may no longer read the team.
        for team in self.sudo().filtered(lambda team: team.state in ("inviting", "active")):
            state = "active" if team._is_complete() else "inviting"
            if team.state != state:
                team._write_state(state)

    def _suspend(self):
        self.filtered(lambda team: team.state in ("inviting", "active"))._write_state(
            "suspended", suspended_on=office_today(),
        )

    def _resume(self):
        suspended = self.filtered(lambda team: team.state == "suspended")
        suspended._write_state("inviting", suspended_on=False)
        suspended._refresh_state()

    def _close(self, premise=None):
        """End the team and with it the membership of everyone in it, as of today.

        :param premise: why it ends, which the Model asks to record
        """
        today = office_today()
        # superuser: see _write_state.
        for team in self.sudo().filtered(lambda team: team.state != "closed"):
            team._write_state(
                "closed", closed_on=today, suspended_on=False, end_premise_id=premise.id if premise else False,
            )
            team.member_ids.filtered(lambda member: member.state in LIVE_STATES)._leave(today)

    def _rests_from(self):
        """Last day on which the team may have met, if it is on hold or has ended; empty while it is open."""
        self.ensure_one()
        if self.state == "closed":
            return self.closed_on or office_today()
        return self.state == "suspended" and (self.suspended_on or self.case_id.suspended_on or office_today())

    def action_close(self):
        """Ask why the team ends; the case goes on in ordinary social work."""
        self.ensure_one()
        return self.case_id.action_end_team()

    def _close_alone(self, premise):
        """End the team alone, for ``premise``.

        Gate 5 (K3D-200, 201) holds, except where the family has taken its consent back or cannot be asked.
        """
        self.check_access("write")
        premise._check_kind("end")
        # sudo: the gate counts what there is, not what the caller may see.
        for team in self.sudo().filtered(lambda team: team.state != "closed"):
            missing = [] if team.case_id._consent_taken_back() else team._end_texts(team._end_missing(premise))
            if missing:
                raise UserError(self.env._(
                    "Team %(team)s cannot end yet. Missing:\n%(missing)s",
                    team=team.name, missing="\n".join(f"– {text}" for text in missing),
                ))
        self._close(premise)

    def action_add_members(self):
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("This team has ended. Appoint a new one from the case."))
        return self.case_id.action_choose_team()

    def action_add_private(self):
        """Ask for a private person: a relative, a neighbour, a volunteer, without a login (K3D-164, 165)."""
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("This team has ended. Appoint a new one from the case."))
        return dialog(
            self.env._("Invite a private person"), "kooperacje.team.private", context={"default_team_id": self.id},
        )

    # ------------------------------------------------------------
    # How the work of a team ends
    # ------------------------------------------------------------
    # How the work of a team ends (K3D-192, 200, 201).

    def _worked(self):
        """Those of the teams that have worked: somebody of another institution was in it, and it had a plan in force or
        met at least twice. One that met once or never has nothing to assess.

        To be called as superuser.
        """
        return self.filtered(lambda team: any(
            member.date_from and not member._is_own_staff() for member in team.member_ids
        ) and (team._had_plan() or team._times_met() > 1))

    def _had_plan(self):
        self.ensure_one()
        return any(plan.signed_on and (
            plan.team_id == self or plan.signed_on >= self.decided_on or plan.state == "signed"
        ) for plan in self.case_id.plan_ids)

    def _times_met(self):
        """How often the team met with the family; the room of meetings knows."""
        return 0

    def _end_missing(self, premise=None):
        """What the end of the team still owes, as keys: ``effects`` (dimension I), ``survey`` (dimension II).

        Call it as superuser. A team that never worked owes nothing; with who has died or moved away nothing is
        assessed.

        :param premise: reason for which the work is to end, where it is known
        """
        self.ensure_one()
        if not self._worked():
            return []
        assessments = self.case_id.assessment_ids
        owed = []
        if not (premise and premise.ends_contact) and not any(
            one.kind == "final" and one.state == "done" and one.assessed_on >= self.decided_on for one in assessments
        ):
            owed.append("effects")
        if not self.closing_survey_ids:
            owed.append("survey")
        return owed

    @api.model
    def _end_texts(self, owed):
        texts = {
            "effects": self.env._(
                "the final assessment of the effects with the family (button “Assess the effects”)",
            ),
            "survey": self.env._("the closing survey sent to the members of the team (button “Closing survey”)"),
        }
        return [texts[key] for key in owed]

    def _record_closing_survey(self, recipients, channel, sent_on=None):
        """Record when, how, by whom and to whom the survey was sent (K3D-201).

        :raises UserError: nobody to send it to, or people who were never in the team
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: who ever was a member, whoever of the office may see it today.
        members = self.sudo().member_ids.filtered("date_from").partner_id
        if not recipients:
            raise UserError(self.env._("Choose the members to whom the survey was sent."))
        if recipients - members:
            raise UserError(self.env._(
                "The survey goes to members of the team. Take out: %(names)s.",
                names=", ".join((recipients - members).mapped("name")),
            ))
        # superuser: nobody may write the record by hand; the caller may write the team.
        return self.env["kooperacje.closing.survey"].sudo().create({
            "team_id": self.id, "sent_on": sent_on or office_today(), "sent_by_id": self.env.uid,
            "recipient_ids": [(6, 0, recipients.ids)], "channel": channel,
        })

    def action_closing_survey(self):
        self.ensure_one()
        return dialog(
            self.env._("Closing survey"), "kooperacje.closing.survey.wizard",
            context={"default_team_id": self.id, "dialog_size": "medium"},
        )

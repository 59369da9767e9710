from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import quorum
from odoo.addons.kooperacje.kernels.office_day import office_today


class Decision(models.Model):
    """Decision of a meeting with an owner and a date; becomes an activity of its owner (tool 19 G, H).

    At a consultation it is a task of the staff (preliminary plan of cooperation, K3D-183), never one of the family.

    The activity says only which meeting it comes from, for activities are seen by more people than the case is. A
    decision owned by the family makes no activity; it stands in the protocol.
    """

    _name = "kooperacje.decision"
    _description = "Decision of a meeting"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin", "kooperacje.case.data"]
    _order = "meeting_id, sequence, id"
    _document_field = "meeting_id"
    _system_fields = frozenset({"case_id", "company_id", "user_id", "state", "done_on", "activity_id", "result"})
    _fixed_fields = frozenset({"meeting_id"})
    _duties = {"partner_id": [("state", "=", "open"), ("owner_kind", "=", "partner")]}

    meeting_id = fields.Many2one("kooperacje.meeting", "Meeting", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="meeting_id.case_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", related="meeting_id.company_id", store=True, index=True)
    team_id = fields.Many2one("kooperacje.team", related="meeting_id.team_id")
    plan_id = fields.Many2one("kooperacje.plan", related="meeting_id.plan_id")
    meeting_kind = fields.Selection(related="meeting_id.kind", string="Kind of meeting")
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    owner_kind = fields.Selection(
        [("member", "Member"), ("family", "Person or family"), ("partner", "Institution")],
        "Whose", required=True, compute="_compute_owner_kind", store=True, readonly=False, precompute=True,
    )
    member_id = fields.Many2one(
        "kooperacje.team.member", "Owner", ondelete="restrict", index="btree_not_null",
        domain="[('team_id', '=', team_id), ('date_from', '!=', False)]",
    )
    person_id = fields.Many2one(
        "kooperacje.person", "Person", ondelete="restrict", index="btree_not_null",
        domain="[('case_person_ids.case_id', '=', case_id)]",
        help="Empty when it is the family as a whole.",
    )
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict", index="btree_not_null")
    owner_name = fields.Char("Who", compute="_compute_owner_name")
    user_id = fields.Many2one(
        "res.users", "User", compute="_compute_user_id", store=True, index="btree_not_null",
    )
    goal_id = fields.Many2one(
        "kooperacje.goal", "Goal", ondelete="set null", domain="[('plan_id', '=', plan_id)]",
    )
    support_needed = fields.Char()
    deadline = fields.Date(required=True)
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("dropped", "Dropped")], default="open", required=True, readonly=True,
        copy=False, index=True,
    )
    done_on = fields.Date(readonly=True, copy=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    can_close = fields.Boolean(compute="_compute_can_close")
    activity_id = fields.Many2one(
        "mail.activity", "Activity", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )

    settled_by = fields.Selection(
        [("consensus", "Consensus"), ("vote", "By vote")], "Taken by", required=True, default="consensus",
        help="One institution has one vote. A vote needs a quorum, consensus does not.",
    )
    votes_for = fields.Integer("Votes for")
    votes_against = fields.Integer("Votes against")
    votes_abstained = fields.Integer("Votes abstaining")
    result = fields.Selection(
        [("adopted", "Passed"), ("rejected", "Not passed")], compute="_compute_result", store=True, precompute=True,
    )

    # "My tasks": what I have to do, soonest first.
    _user_idx = models.Index("(user_id, state, deadline)")
    _votes = models.Constraint(
        "CHECK (votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0)",
        "A number of votes is not negative.",
    )

    @api.depends("meeting_id")
    def _compute_owner_kind(self):
        for decision in self:
            wanted = "partner" if decision.meeting_id.kind == "partnership" else "member"
            if not decision.owner_kind or "partner" in (wanted, decision.owner_kind):
                decision.owner_kind = wanted

    @api.depends("owner_kind", "member_id.acting_user_id", "partner_id.user_ids.share")
    def _compute_user_id(self):
        for decision in self:
            decision.user_id = decision.owner_kind != "family" and (
                decision.member_id.acting_user_id or decision.partner_id._accounts()[:1]
            )

    @api.depends("owner_kind", "member_id.successor_id", "person_id", "partner_id")
    def _compute_owner_name(self):
        for decision in self:
            if decision.owner_kind == "family":
                decision.owner_name = decision.person_id.display_name or self.env._("The family")
            else:
                decision.owner_name = (
                    decision.member_id._acting_name() if decision.member_id else decision.partner_id.name
                )

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        today = office_today()
        for decision in self:
            decision.is_overdue = bool(
                decision.state == "open" and decision.deadline and decision.deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain([("state", "=", "open"), ("deadline", "<", office_today())])

    @api.depends_context("uid")
    @api.depends("user_id", "case_id", "state")
    def _compute_can_close(self):
        writable = self.filtered("id")._filtered_access("write")
        for decision in self:
            decision.can_close = decision.state == "open" and (
                decision.user_id == self.env.user or decision in writable
            )

    # Rules

    @api.constrains("meeting_id", "owner_kind", "member_id", "person_id", "partner_id", "deadline", "goal_id")
    def _check_meeting(self):
        for decision in self:
            meeting = decision.meeting_id
            if meeting.kind == "consultation" and (decision.owner_kind != "member" or decision.goal_id):
                raise ValidationError(self.env._(
                    "A consultation is held without the family and takes no decisions about it. It gives the staff "
                    "tasks: choose the member who is to do it, and decide the rest together with the family.",
                ))
            if meeting.state == "cancelled":
                raise ValidationError(self.env._("Meeting %s was cancelled. Plan a new one.", meeting.name))
            if (decision.owner_kind == "partner") != (meeting.kind == "partnership"):
                raise ValidationError(self.env._(
                    "Decisions of a team belong to its members or to the family, those of a partnership to its "
                    "institutions.",
                ))
            if decision.owner_kind == "member" and not decision.member_id:
                raise ValidationError(self.env._("Choose who is to do it: “%s”.", decision.name))
            if decision.owner_kind == "partner" and not decision.partner_id:
                raise ValidationError(self.env._("Choose who is to do it: “%s”.", decision.name))
            if decision.member_id and decision.member_id.team_id != meeting.team_id:
                raise ValidationError(self.env._("%s is not a member of the team that met.",
                                                 decision.member_id.person_name))
            if decision.person_id and decision.person_id not in meeting.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._("Choose a person of this case."))
            if decision.goal_id and decision.goal_id.case_id != meeting.case_id:
                raise ValidationError(self.env._("Choose a goal of this case."))
            if decision.deadline and decision.deadline < meeting._day():
                raise ValidationError(self.env._(
                    "“%(what)s”: the date (%(deadline)s) is before the meeting (%(meeting)s).",
                    what=decision.name, deadline=format_date(self.env, decision.deadline),
                    meeting=format_date(self.env, meeting._day()),
                ))

    @api.model
    def _document_line_free_fields(self):
        return super()._document_line_free_fields() | {"state", "done_on", "activity_id"}

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._sync_activities()
        return decisions

    def write(self, vals):
        result = super().write(vals)
        if {"owner_kind", "member_id", "partner_id", "deadline"} & vals.keys():
            self._sync_activities()
        if {"settled_by", "votes_for", "votes_against"} & vals.keys():
            self._sync_activities()
        return result

    def unlink(self):
        self.check_access("unlink")
        # sudo: an activity of a colleague goes with the decision it stands for.
        activities = self.sudo().activity_id
        result = super().unlink()
        activities.unlink()
        return result

    def _sync_activities(self):
        """One activity per open decision of a meeting that was held, for the owner's user if there is one.

        A decision that was voted down becomes nobody's task. Neither does one whose owner can no longer open the case.
        """
        self._drop_rejected()
        # sudo: the owner need not be readable to the writer, and activities of others are theirs; only number and
        # date go into them.
        readers = self.sudo().case_id._pairs_readable(self.sudo().user_id)
        for decision in self.sudo():
            activity, user = decision.activity_id, decision.user_id
            if decision.state != "open" or decision.meeting_id.state != "held":
                continue
            if decision.case_id and (decision.case_id.id, user.id) not in readers:
                user = user.browse()
            if activity and activity.user_id != user:
                activity.unlink()
                activity = activity.browse()
            if activity and activity.date_deadline != decision.deadline:
                activity.date_deadline = decision.deadline
            elif user and not activity:
                meeting = decision.meeting_id._in_language_of(user)
                decision.activity_id = meeting.activity_schedule(
                    "mail.mail_activity_data_todo", date_deadline=decision.deadline, user_id=user.id,
                    summary=meeting.env._("Decision of meeting %s", meeting.name),
                )

    def _drop_rejected(self):
        rejected = self.filtered(
            lambda decision: decision.result == "rejected" and decision.state == "open"
            and decision.meeting_id.state == "held"
        )
        if rejected:
            # sudo: state and activity follow from the vote, which the caller was allowed to record.
            activities = rejected.sudo().activity_id
            rejected.sudo().write({"state": "dropped", "activity_id": False})
            activities.unlink()

    def action_done(self):
        return self._close("done")

    def action_drop(self):
        return self._close("dropped")

    def action_reopen(self):
        self.check_access("write")
        # superuser: the state is a system field; the caller may write the decision.
        self.sudo().write({"state": "open", "done_on": False})
        self._sync_activities()
        return True

    def _close(self, state):
        """By the owner, or by whoever runs the case.

        :raises AccessError: anyone else, and an owner who has lost the case
        """
        self.check_access("read")
        for decision in self:
            if decision.user_id != self.env.user and not decision.has_access("write"):
                raise AccessError(self.env._("Only its owner or the case manager closes a decision."))
            if decision.state != "open":
                raise UserError(self.env._("“%s” is closed already.", decision.name))
        # sudo: members may not write decisions, but each closes his or her own; checked above.
        decisions = self.sudo()
        activities = decisions.activity_id
        decisions.write({"state": state, "done_on": office_today(), "activity_id": False})
        if state == "done":
            activities.action_done()
        else:
            activities.unlink()
        return True

    # ------------------------------------------------------------
    # Votes
    # ------------------------------------------------------------
    # Decisions of a partnership are taken by consensus or by vote; one that is rejected becomes nobody's task.

    @api.depends("settled_by", "votes_for", "votes_against", "votes_abstained")
    def _compute_result(self):
        """Without votes a decision that is still to be voted on counts as adopted; it is not held like that."""
        for decision in self:
            is_voted = decision.settled_by == "vote" and decision._vote_count()
            adopted = not is_voted or quorum.is_adopted(decision.votes_for, decision.votes_against)
            decision.result = "adopted" if adopted else "rejected"

    def _vote_count(self):
        self.ensure_one()
        return self.votes_for + self.votes_against + self.votes_abstained

    @api.constrains("settled_by", "votes_for", "votes_against", "votes_abstained", "meeting_id")
    def _check_votes(self):
        for decision in self.filtered(lambda decision: decision.settled_by == "vote"):
            meeting, votes = decision.meeting_id, decision._vote_count()
            if meeting.kind != "partnership":
                raise ValidationError(self.env._("A team decides together with the family, it does not vote."))
            if not votes and meeting.state != "held":
                continue
            if not votes:
                raise ValidationError(self.env._("Enter the votes on “%s”, or choose consensus.", decision.name))
            if not meeting.has_quorum:
                raise ValidationError(self.env._(
                    "There is no quorum: %(present)s of %(members)s member institutions are present and "
                    "%(needed)s are needed. Mark who is present, decide by consensus, or put the vote off.",
                    present=meeting.present_institution_count, members=meeting.member_institution_count,
                    needed=meeting.quorum_needed,
                ))
            if votes > meeting.present_institution_count:
                raise ValidationError(self.env._(
                    "“%(what)s”: %(votes)s votes of %(present)s institutions present. One institution has one vote.",
                    what=decision.name, votes=votes, present=meeting.present_institution_count,
                ))

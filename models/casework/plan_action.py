from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

# state → states it may follow.
PREDECESSORS = {
    "started": ("planned",), "done": ("planned", "started"), "dropped": ("planned", "started"),
    "planned": ("started", "done", "dropped"),
}
OPEN_STATES = ("planned", "started")


class PlanAction(models.Model):
    """Action of the plan: who does what by when, a member of the team (tool 19 G) or the family itself (H).

    Direct work is done with the family, indirect work on its behalf (K3D-255). On a signed version only the state
    moves, by its owner or by whoever runs the case. The owner's activity says only which plan it comes from.
    """

    _name = "kooperacje.plan.action"
    _description = "Action of the plan"
    _inherit = ["kooperacje.plan.part", "kooperacje.case.data"]
    _order = "plan_id, sequence, id"
    _system_fields = frozenset({
        "case_id", "user_id", "state", "state_reason", "state_date", "previous_action_id", "activity_id",
    })
    _fixed_fields = frozenset({"plan_id"})
    _origin_field = "previous_action_id"
    _status_fields = ("state", "state_reason", "state_date")
    _compared_fields = ("name", "owner_name", "goal_id", "contact_mode", "support_needed", "deadline")

    plan_id = fields.Many2one("kooperacje.plan", "Plan", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="plan_id.case_id", store=True, index=True)
    plan_state = fields.Selection(related="plan_id.state", related_sudo=False, string="Plan status")
    goal_id = fields.Many2one(
        "kooperacje.goal", "Goal", index="btree_not_null", ondelete="cascade", domain="[('plan_id', '=', plan_id)]",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    owner_kind = fields.Selection(
        [("member", "Team member"), ("family", "Person or family")], "Whose", required=True, default="member",
    )
    member_id = fields.Many2one(
        "kooperacje.team.member", "Team member", ondelete="restrict", index="btree_not_null",
        domain="[('case_id', '=', case_id), ('state', '=', 'accepted')]",
    )
    person_id = fields.Many2one(
        "kooperacje.person", "Person", ondelete="restrict", index="btree_not_null",
        domain="[('case_person_ids.case_id', '=', case_id)]", help="Empty when it is the family as a whole.",
    )
    owner_name = fields.Char("Who", compute="_compute_owner_name")
    user_id = fields.Many2one(
        "res.users", "User", related="member_id.acting_user_id", store=True, index="btree_not_null",
    )
    contact_mode = fields.Selection(
        [("direct", "With the family"), ("indirect", "On its behalf")], "Direct or indirect", default="direct",
        required=True,
        # K3D-255
        help="Direct work is done with the person or family, indirect work on their behalf.",
    )
    support_needed = fields.Char(help="What the family needs to be able to do it.")
    deadline = fields.Date("By when")
    state = fields.Selection(
        [("planned", "To do"), ("started", "In progress"), ("done", "Done"), ("dropped", "Given up")],
        default="planned", required=True, readonly=True, copy=False, index=True,
    )
    state_reason = fields.Char("Reason", readonly=True, copy=False)
    state_date = fields.Date("Status since", readonly=True, copy=False)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    can_move = fields.Boolean(compute="_compute_can_move", export_string_translation=False)
    previous_action_id = fields.Many2one(
        "kooperacje.plan.action", "Action of the previous version", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null",
    )
    activity_id = fields.Many2one(
        "mail.activity", "Activity", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )

    # "My tasks": what I have to do, soonest first.
    _user_idx = models.Index("(user_id, state, deadline)")

    @api.depends("owner_kind", "member_id.successor_id", "person_id")
    def _compute_owner_name(self):
        for action in self:
            if action.owner_kind == "family":
                action.owner_name = action.person_id.display_name or self.env._("The family")
            else:
                action.owner_name = action.member_id and action.member_id._acting_name()

    def _neutral_owner(self):
        """The owner's part without a name, for a text that is kept and read by members with whom no identity is shared.
        """
        self.ensure_one()
        if self.owner_kind == "family":
            return self.env._("The family")
        # sudo: of the member the name that stands in the register.
        return self.member_id.sudo()._neutral_name()

    @api.depends("state", "deadline", "plan_id.state")
    def _compute_is_overdue(self):
        today = office_today()
        for action in self:
            action.is_overdue = bool(
                action.state in OPEN_STATES and action.plan_id.state == "signed"
                and action.deadline and action.deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain([
            ("state", "in", OPEN_STATES), ("plan_id.state", "=", "signed"), ("deadline", "<", office_today()),
        ])

    @api.depends_context("uid")
    @api.depends("user_id", "plan_id.state", "case_id")
    def _compute_can_move(self):
        writable = self.filtered("id")._filtered_access("write")
        for action in self:
            action.can_move = action.plan_id.state == "signed" and (
                action.user_id == self.env.user or action in writable
            )

    @api.constrains("plan_id", "goal_id", "owner_kind", "member_id", "person_id")
    def _check_belongs_together(self):
        for action in self:
            if action.goal_id and action.goal_id.plan_id != action.plan_id:
                raise ValidationError(self.env._("“%s”: choose a goal of the same plan.", action.name))
            if action.owner_kind == "member" and not action.member_id:
                raise ValidationError(self.env._("Choose who is to do it: “%s”.", action.name))
            if action.owner_kind == "family" and action.member_id:
                raise ValidationError(self.env._(
                    "“%s” is an action of the family. Take the team member out, or make it an action of the member.",
                    action.name,
                ))
            if action.member_id and action.member_id.case_id != action.case_id:
                raise ValidationError(self.env._(
                    "%s is not in the task team of this case.", action.member_id.person_name,
                ))
            if action.person_id and action.person_id not in action.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._("Choose a person of this case."))

    @api.model
    def _values_in(self, part, plan, new_goal):
        return {
            **super()._values_in(part, plan, new_goal), "goal_id": new_goal.get(part.goal_id.id, False),
            "member_id": part.member_id and part.member_id.sudo()._standing().id,  # sudo: who took the place over
        }

    def _settle(self):
        self._sync_activities()

    # ------------------------------------------------------------
    # Steps on the plan in force
    # ------------------------------------------------------------

    def action_start(self):
        return self._set_state("started")

    def action_done(self):
        return self._set_state("done")

    def action_drop(self, reason=None):
        return self._set_state("dropped", reason)

    def action_reopen(self):
        return self._set_state("planned")

    def action_ask_reason(self):
        self.ensure_one()
        return dialog(
            self.env._("Give an action up"), "kooperacje.plan.action.drop", context={"default_action_id": self.id},
        )

    def _set_state(self, state, reason=None):
        """Move actions to ``state``; the owner moves the own ones, whoever may write the case all of them.

        :raises AccessError: anyone else, and an owner who has lost the case
        :raises UserError: a step that does not follow from the present state, giving up without a reason, or a
            version that is not in force
        """
        self.check_access("read")
        reason = (reason or "").strip()
        if state == "dropped" and not reason:
            raise UserError(self.env._("Write why the action is given up: the team plans the next step from it."))
        label = dict(self._fields["state"]._description_selection(self.env))
        for action in self:
            if action.user_id != self.env.user and not action.has_access("write"):
                raise AccessError(self.env._("Only its owner or the case manager moves an action."))
            if action.plan_id.state != "signed":
                raise UserError(self.env._(
                    "Actions are carried out under the plan in force. This version is a draft or has been replaced.",
                ))
            if action.state not in PREDECESSORS[state]:
                raise UserError(self.env._(
                    "“%(action)s”: the status cannot go from “%(old)s” to “%(new)s”.",
                    action=action.name, old=label[action.state], new=label[state],
                ))
        # superuser: members may not write the plan, but each moves his or her own; checked above.
        actions = self.sudo()
        actions.write({"state": state, "state_reason": reason or False, "state_date": office_today()})
        actions._sync_activities()
        return True

    def _sync_activities(self):
        """One activity per open action of a plan in force, for the owner's user if there is one and a date."""
        # sudo: the owner's activity is the owner's, whoever signed the plan; nothing of the family goes into it.
        for action in self.sudo():
            activity, user = action.activity_id, action.user_id
            wanted = action.state in OPEN_STATES and action.plan_id.state == "signed" and user and action.deadline
            if action.member_id.state == "left" and action.member_id.team_id.state == "closed":
                wanted = False
            if activity and (not wanted or activity.user_id != user):
                if action.state == "done":
                    activity.action_done()
                else:
                    activity.unlink()
                action.activity_id = activity = activity.browse()
            if wanted and not activity:
                plan = action.plan_id._in_language_of(user)
                action.activity_id = plan.activity_schedule(
                    "mail.mail_activity_data_todo", date_deadline=action.deadline, user_id=user.id,
                    summary=plan.env._("Action of the plan of team %s", plan.team_id.name or plan.case_id.name),
                )

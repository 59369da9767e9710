from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.models.access.case_scoped import scoped
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.casework.data_scope import SUPPORT

from .meeting import TEAM_KINDS

# Outcome of a meeting → kind of its premise, for those that need one.
PREMISE_BY_OUTCOME = {"suspend": "suspension", "return": "return", "end": "end"}
STEP_BY_OUTCOME = {"suspend": "action_suspend", "return": "action_return", "end": "action_close"}


class Meeting(models.Model):
    """Sections J and K of the protocol (tool 19): what the work has brought, and how it goes on, by the team with the
    family.
    """

    _inherit = "kooperacje.meeting"

    outcome = fields.Selection(
        [("continue", "Go on by the plan"), ("change", "Change the plan or the team"), ("project", "Social project"),
         ("suspend", "Suspend the work"), ("return", "Take the work up again"), ("end", "End the work")],
        "How it goes on", index=True, help="Asked at the end of every meeting (tool 21.7).",
    )
    assessment_id = fields.Many2one(
        "kooperacje.assessment", "Assessment of effects", ondelete="restrict", index="btree_not_null", copy=False,
        domain="[('case_id', '=', case_id)]", help="What was assessed at this meeting; printed in the protocol (J).",
    )
    outcome_premise_kind = fields.Char(compute="_compute_outcome_premise_kind", export_string_translation=False)
    outcome_premise_id = fields.Many2one(
        "kooperacje.premise", "Premise", compute="_compute_outcome_premise_id", store=True, readonly=False,
        precompute=True, ondelete="restrict", domain="[('kind', '=', outcome_premise_kind)]",
        check_company=True,
    )
    outcome_until = fields.Date("Until", help="Suspended until, or how long the family is asked how it is doing.")
    outcome_note = scoped(fields.Char, SUPPORT, "Reason, condition of return")

    social_project_ids = fields.One2many("kooperacje.social.project", "meeting_id", "Social projects")

    @api.depends("outcome")
    def _compute_outcome_premise_kind(self):
        for meeting in self:
            meeting.outcome_premise_kind = PREMISE_BY_OUTCOME.get(meeting.outcome, False)

    @api.depends("outcome")
    def _compute_outcome_premise_id(self):
        """The premise of another outcome goes with it."""
        for meeting in self:
            premise = meeting.outcome_premise_id
            meeting.outcome_premise_id = premise if premise.kind == PREMISE_BY_OUTCOME.get(meeting.outcome) else False

    @api.constrains("kind", "outcome", "outcome_premise_id", "assessment_id")
    def _check_outcome(self):
        """A consultation decides and assesses nothing about the family, which is not there (K3D-13)."""
        for meeting in self:
            if meeting.assessment_id and meeting.assessment_id.case_id != meeting.case_id:
                raise ValidationError(self.env._("Choose an assessment of this case."))
            if (
                meeting.outcome or meeting.outcome_premise_id or meeting.assessment_id
            ) and meeting.kind not in TEAM_KINDS:
                raise ValidationError(self.env._(
                    "Only a meeting of the team with the family decides how the work goes on. Write what the staff "
                    "agreed in the course of the meeting.",
                ))
            if meeting.outcome_premise_id:
                meeting.outcome_premise_id._check_kind(PREMISE_BY_OUTCOME.get(meeting.outcome, "qualification"))

    def action_assess(self):
        """Open the assessment made at this meeting: the one linked, the one in preparation, or a new one of its day."""
        self.ensure_one()
        if self.state != "held" or self.kind not in TEAM_KINDS:
            raise UserError(self.env._("Effects are assessed at a meeting with the family that was held."))
        serialise_on(self.case_id)
        if not self.assessment_id:
            draft = self.case_id.assessment_ids.filtered(lambda one: one.state == "draft")[:1]
            self.assessment_id = draft or draft.create({
                "case_id": self.case_id.id, "assessed_on": self._day(),
                "kind": "final" if self.kind == "team_final" or self.outcome == "end" else "periodic",
            })
        return self.assessment_id._open_form()

    def action_carry_out(self):
        """Open the step that the meeting has decided on, filled in from the protocol: on the case, or a project."""
        self.ensure_one()
        if self.outcome == "project":
            return self._carry_out_project()
        if self.outcome not in STEP_BY_OUTCOME or self.state != "held":
            raise UserError(self.env._(
                "There is nothing to carry out on the case: the work goes on, or the meeting is still to come.",
            ))
        action = getattr(self.case_id, STEP_BY_OUTCOME[self.outcome])()
        values = {"default_premise_id": self.outcome_premise_id.id}
        if self.outcome == "suspend" and self.outcome_until:
            values["default_suspended_until"] = self.outcome_until
        return {**action, "context": {**action.get("context", {}), **values}}

    # ------------------------------------------------------------
    # Social project
    # ------------------------------------------------------------

    def _carry_out_project(self):
        """A decision on a social project opens its card, filled in from the meeting."""
        if self.state != "held":
            raise UserError(self.env._("Record that the meeting was held; then the project can be begun."))
        projects = self.social_project_ids
        return {
            "type": "ir.actions.act_window", "name": self.env._("Social project"),
            "res_model": "kooperacje.social.project", "view_mode": "form", "views": [(False, "form")],
            "res_id": projects[:1].id, "context": {
                "default_meeting_id": self.id, "default_case_id": self.case_id.id,
                "default_partnership_id": self.partnership_id.id,
                "default_kind": ("group" if self.case_id.unit_kind == "group" else "family") if self.case_id
                else "community",
            },
        }

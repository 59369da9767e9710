from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.models.casework.data_scope import SUPPORT

from .meeting import TEAM_KINDS
from .meeting_outcome import PREMISE_BY_OUTCOME


class Meeting(models.Model):
    """The protocol of a meeting (tool 19): what it holds beside the plan, when it may be issued, and what its signature
    and its voiding mean for plan and diagnosis.
    """

    _inherit = "kooperacje.meeting"

    diagnosis_id = fields.Many2one(
        "kooperacje.diagnosis", "Diagnosis", compute="_compute_diagnosis_id", store=True, readonly=False,
        precompute=True, index="btree_not_null", ondelete="restrict",
        domain="[('case_id', '=', case_id), ('state', 'in', ['draft', 'settled'])]",
        help="The diagnosis that the protocol holds. Signing the protocol settles it.",
    )

    @api.depends("team_id", "kind")
    def _compute_diagnosis_id(self):
        """The diagnosis being prepared, or else the settled one."""
        for meeting in self:
            diagnoses = meeting.case_id.diagnosis_ids if meeting.kind in TEAM_KINDS else meeting.diagnosis_id.browse()
            draft = diagnoses.filtered(lambda diagnosis: diagnosis.state == "draft")
            meeting.diagnosis_id = (draft or diagnoses.filtered(lambda diagnosis: diagnosis.state == "settled"))[:1]

    @api.constrains("diagnosis_id", "team_id")
    def _check_diagnosis(self):
        for meeting in self.filtered("diagnosis_id"):
            if meeting.diagnosis_id.case_id != meeting.case_id:
                raise ValidationError(self.env._("Choose a diagnosis of the case this team works on."))

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "kind", "team_id", "partnership_id", "plan_id", "start", "duration", "location", "is_remote", "chair_id",
            "minute_taker_id", "family_absence_reason", "family_perspective", "worker_perspective",
            "members_perspective", "course", "next_start", "scenario_id", "assessment_id", "outcome",
            "outcome_premise_id", "outcome_until", "outcome_note", "diagnosis_id", "purpose", "video_url",
            "attachments_note", "late_reason",
        }

    def _document_check_issuable(self):
        """A protocol tells of a meeting that was held; of the first one with the three perspectives (K3D-185).

        One that suspends, takes up or ends the work says why (tool 19 K, K3D-189).
        """
        result = super()._document_check_issuable()
        if self.state != "held":
            raise UserError(self.env._("The protocol is issued after the meeting. Mark the meeting as held first."))
        if self.kind == "team_first":
            views = ("family_perspective", "worker_perspective", "members_perspective")
            missing = [
                self._fields[name]._description_string(self.env) for name in views if not (self[name] or "").strip()
            ]
            if missing:
                raise UserError(self.env._(
                    "The first meeting looks at the situation from three sides, the family's first. Write down: %s.",
                    ", ".join(missing),
                ))
        if self.kind in TEAM_KINDS and not self._may_be_first():
            raise UserError(self.env._(
                "The first protocol of a team holds the plan of work or the decision on a social project (tool 19). "
                "Prepare the plan, begin the project, or choose how it goes on if the work does not begin (tab "
                "“Effects and decision”).",
            ))
        if self.plan_id.state == "draft" and self._puts_into_force(self._day()):
            self.plan_id._check_ready()
            if self.plan_id.has_lapsed:
                raise UserError(self.env._(
                    "A service of the plan is no longer in the local basket. Replace or remove it first.",
                ))
        if self.outcome in PREMISE_BY_OUTCOME and not self.outcome_premise_id:
            raise UserError(self.env._(
                "Choose the premise for which the work is suspended, taken up or ended (tab “Effects and decision”).",
            ))
        self.diagnosis_id.filtered(lambda diagnosis: diagnosis.state == "draft")._check_ready()
        return result

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        """:raise UserError: as for every document, and signed before the day of the meeting"""
        if signed_on and fields.Date.to_date(signed_on) < self._day():
            raise UserError(self.env._(
                "The protocol cannot be signed before the meeting, which was held on %s. Correct the date of the "
                "signature.", format_date(self.env, self._day()),
            ))
        return super()._document_register_signature(signed_on, kind, file, filename, checked)

    def _may_be_first(self):
        """K3D-186: whether the protocol holds a plan or a project, or need not: it is not the first one of its team, or
        the work does not begin.
        """
        self.ensure_one()
        if self.plan_id or self.outcome in ("project", "suspend", "end") or self.social_project_ids:
            return True
        if not self._puts_into_force(self._day()):
            return True
        # sudo: protocols of the team, whoever of the office may see them.
        return any(
            meeting.document_state == "signed" for meeting in self.team_id.sudo().meeting_ids - self.sudo()
        )

    def _puts_into_force(self, day):
        """Whether the plan of the protocol may begin: not where the family has taken its consent back."""
        self.ensure_one()
        # sudo: the gate counts the consents there are, not those the caller may open.
        Statement = self.env["kooperacje.consent.statement"].sudo()
        valid = Statement._valid_domain(day) & fields.Domain([
            ("case_id", "=", self.case_id.id), ("kind", "=", "method"),
        ])
        return bool(Statement.search_count(valid, limit=1))

    def _on_document_signed(self):
        """The signature puts the plan and the diagnosis of the protocol into force, as of the day it was signed.

        If the family no longer agrees to a plan, the plan stays in preparation: the protocol records what was said, and
        nothing begins.
        """
        result = super()._on_document_signed()
        for meeting in self.filtered("plan_id"):
            if meeting._puts_into_force(meeting.signed_on):
                meeting.plan_id._freeze(meeting.signed_on)
        for meeting in self.filtered("diagnosis_id"):
            meeting.diagnosis_id._settle(meeting.signed_on)
        return result

    def _attached_scope_ids(self):
        """What is said and filed beside the protocol goes with its texts."""
        scope = self.env["kooperacje.data.scope"]._of(SUPPORT)
        return [scope.id if meeting.case_id else False for meeting in self]

    def _on_document_voided(self):
        """Voiding takes back what the signature put into force. A protocol that was never signed has put nothing into
        force.
        """
        result = super()._on_document_voided()
        for meeting in self.filtered("signed_on"):
            meeting.plan_id._protocol_voided(meeting.void_reason)
            meeting.diagnosis_id._protocol_voided()
        return result

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .meeting import TEAM_KINDS


class Meeting(models.Model):
    """The diagnosis a protocol holds beside the plan, and what voiding a signed protocol means for both."""

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
        return super()._document_frozen_fields() | {"diagnosis_id"}

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        self.diagnosis_id.filtered(lambda diagnosis: diagnosis.state == "draft")._check_ready()
        return result

    def _on_document_signed(self):
        result = super()._on_document_signed()
        for meeting in self.filtered("diagnosis_id"):
            meeting.diagnosis_id._settle(meeting.signed_on)
        return result

    def _on_document_voided(self):
        """What the signature put into force, voiding takes out again; a protocol that was never signed put nothing."""
        result = super()._on_document_voided()
        for meeting in self.filtered("signed_on"):
            meeting.plan_id._protocol_voided(meeting.void_reason)
            meeting.diagnosis_id._protocol_voided()
        return result

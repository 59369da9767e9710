from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kooperacje.models.access.windows import dialog

# What is written at the table. Date, team, plan, diagnosis and who has the turn are the office's.
ROTA_FIELDS = frozenset({
    "course", "family_perspective", "worker_perspective", "members_perspective", "family_absence_reason",
    "participant_ids", "agenda_ids", "preparation_ids", "scenario_id", "decision_ids", "next_start", "location",
    "is_remote", "video_url", "outcome", "outcome_premise_id", "outcome_until", "outcome_note", "attachments_note",
    # By methods only, see the guards of the meeting.
    "quorum_percent", "event_id",
})


class Meeting(models.Model):
    """Rota (K3D-105): who moderates the meeting or takes its minutes writes this meeting, although from another
    institution, from the day it is planned to the day its minutes are signed; and each member prepares the own part.

    The name on the meeting opens no case: who writes has to read the case, or to be engaged in the partnership, on
    that day. Record rules open this door; ``ROTA_FIELDS`` say how far.
    """

    _inherit = "kooperacje.meeting"

    user_hand = fields.Selection(
        [("whole", "The whole meeting"), ("rota", "What is written at the meeting"), ("none", "Nothing")],
        compute="_compute_user_hand", compute_sudo=False, export_string_translation=False,
    )
    my_participant_id = fields.Many2one(
        "kooperacje.meeting.participant", compute="_compute_my_participant_id", compute_sudo=False,
        export_string_translation=False,
    )
    prepared_ids = fields.Many2many(
        "kooperacje.meeting.participant", string="Prepared by members", compute="_compute_prepared_ids",
        compute_sudo=False,
    )

    @api.depends_context("uid")
    @api.depends("case_id", "kind", "company_id", "chair_id", "minute_taker_id", "state", "document_state")
    def _compute_user_hand(self):
        saved = self._origin
        writable = saved if self.env.su else saved._filtered_access("write")
        whole = writable if self.env.su else writable._filtered_whole()
        for meeting in self:
            origin = meeting._origin
            meeting.user_hand = "whole" if not origin or origin in whole else "rota" if origin in writable else "none"

    def _filtered_whole(self):
        """The meetings that the user may write as the one who runs the case or the partnership."""
        # sudo: the keys of case and office; what they open is asked of the user.
        cases = self.sudo().case_id
        open_cases = cases.sudo(False)._filtered_access("write")
        companies = self.sudo().filtered(lambda meeting: meeting.kind == "partnership").company_id
        led = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("company_id", "in", companies.ids), ("is_current", "=", True),
            ("role", "in", ["manager", "network_worker", "county_animator"]),
        ]).company_id if companies else companies
        return self.filtered(
            lambda meeting: meeting.sudo().case_id.id in open_cases.ids if meeting.sudo().case_id
            else meeting.sudo().company_id in led
        )

    def _check_whole(self):
        """:raises AccessError: for who moderates or takes minutes alone"""
        if not self.env.su and any(meeting.user_hand == "rota" for meeting in self):
            raise self._rota_error()

    @api.model
    def _rota_error(self):
        return AccessError(self.env._(
            "Who moderates a meeting or takes its minutes writes down what was said, who came and what was "
            "decided. Everything else about the meeting is changed by the office that runs it: ask it to.",
        ))

    def _check_rota(self, vals):
        """:raises AccessError: ``vals`` go beyond what is written at the table, for who moderates or takes minutes"""
        if vals.keys() - ROTA_FIELDS:
            self._check_whole()

    @api.depends_context("uid")
    def _compute_document_user_may_write(self):
        """Issued and signed by the office: the signature puts the plan into force."""
        super()._compute_document_user_may_write()
        for meeting in self:
            meeting.document_user_may_write = meeting.document_user_may_write and meeting.user_hand == "whole"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """What the user may not write in this meeting is shown, not offered."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.tag == "form":
            for node in arch.xpath("//field[not(ancestor::field)]"):
                closed = "user_hand == 'none'" if node.get("name") in ROTA_FIELDS else "user_hand in ('none', 'rota')"
                own, field = node.get("readonly"), self._fields.get(node.get("name"))
                if own not in ("1", "True", "true") and (own or (field and not field.readonly)):
                    node.set("readonly", f"({own}) or {closed}" if own else closed)
        return arch, view

    # ------------------------------------------------------------
    # What hangs on the meeting
    # ------------------------------------------------------------
    # Core lets who may write a record do as he or she likes with the notes, tasks, files and followers of colleagues.

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Notes and activities of others stay; nobody is given the right to delete a meeting."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation in ("write", "unlink"):
            # Core asks as superuser too, and checks the user by what it is told.
            for meeting in self.sudo(False):
                if meeting.user_hand == "rota":
                    operations[meeting] = "unlink"
        return operations

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._check_followers(partner_ids)
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def message_unsubscribe(self, partner_ids=None):
        self._check_followers(partner_ids)
        return super().message_unsubscribe(partner_ids=partner_ids)

    def _check_followers(self, partner_ids):
        """:raises AccessError: somebody else is to follow the meeting or not"""
        if set(partner_ids or ()) - set(self.env.user.partner_id.ids):
            self._check_whole()

    # ------------------------------------------------------------
    # The own part
    # ------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("participant_ids.member_id.user_id", "participant_ids.partner_id")
    def _compute_my_participant_id(self):
        for meeting in self:
            meeting.my_participant_id = meeting.participant_ids.filtered("is_own")[:1]

    @api.depends("participant_ids.own_part")
    def _compute_prepared_ids(self):
        for meeting in self:
            meeting.prepared_ids = meeting.participant_ids.filtered("own_part")

    def action_prepare_part(self):
        """Open what the user brings to the meeting.

        :raises UserError: the user does not sit at this meeting
        """
        self.ensure_one()
        if not self.my_participant_id:
            raise UserError(self.env._(
                "You are not on the list of participants of meeting %s. Ask the one who runs it to add you.", self.name,
            ))
        return {
            **dialog(self.env._("My part of the protocol"), "kooperacje.meeting.participant"),
            "res_id": self.my_participant_id.id,
            "views": [(self.env.ref("kooperacje.meeting_participant_view_form_part").id, "form")],
        }

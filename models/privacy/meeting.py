from odoo import api, fields, models
from odoo.tools import SQL

from .case_scoped import kept, scoped

# What the team said of the family is shared with another institution as previous support and plan of work.
SUPPORT = "kooperacje.data_scope_support"


class Meeting(models.Model):
    """What was said at a meeting is shared by scope; the protocol and its scan, which hold diagnosis and names as well,
    are for the office. A partner that prints the protocol gets what it may read.

    Who sat at the table heard them; the institution may keep reading them only if the family agreed to share the
    course of the support with it. Date, place, those present, the decisions and the plan stay open to the whole team,
    for each has to know who does what by when (K3D-186); it takes the part with the own tasks home. A meeting of a
    partnership has no case, and so no scope.
    """

    _name = "kooperacje.meeting"
    _inherit = ["kooperacje.meeting", "kooperacje.case.scoped"]

    _scoped_fields = {
        **dict.fromkeys((
            "family_absence_reason", "family_perspective", "worker_perspective", "members_perspective", "course",
            "outcome_note",
        ), SUPPORT),
        "document_pdf": None, "signed_copy": None,
    }

    # The calendar of meetings: number, place and time.
    _neutral_fields = frozenset({
        "display_name", "name", "kind", "partnership_id", "team_id", "plan_id", "start", "stop", "duration", "location",
        "is_remote", "chair_id", "minute_taker_id", "next_start", "purpose",
    })

    # Searched under the rules of messages; see the case.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)

    def init(self):
        """What was said beside a meeting before it bore a scope bears one too. Before the first data there is none."""
        super().init()
        scope = self.env.ref(SUPPORT, raise_if_not_found=False)
        if scope:
            self._scope_old_chatter(scope)

    @api.model
    def _scope_old_chatter(self, scope):
        for table, model_field in (("mail_message", "model"), ("mail_followers", "res_model")):
            self.env.cr.execute(SQL(
                "UPDATE %s SET scope_id = %s WHERE %s = %s AND case_id IS NOT NULL AND scope_id IS NULL",
                SQL.identifier(table), scope.id, SQL.identifier(model_field), self._name,
            ))
        self.env.cr.execute(SQL(
            "UPDATE mail_notification SET scope_id = message.scope_id FROM mail_message message "
            "WHERE message.id = mail_message_id AND message.model = %s AND mail_notification.case_id IS NOT NULL "
            "AND message.scope_id IS NOT NULL AND mail_notification.scope_id IS NULL", self._name,
        ))

    def _attached_scope_ids(self):
        """What is said and filed beside the protocol goes with its texts."""
        scope = self.env["kooperacje.data.scope"]._of(SUPPORT)
        return [scope.id if meeting.case_id else False for meeting in self]

    family_absence_reason = scoped(fields.Char, "family_absence_reason")
    family_absence_reason_kept = kept(fields.Char)
    family_perspective = scoped(fields.Text, "family_perspective")
    family_perspective_kept = kept(fields.Text)
    worker_perspective = scoped(fields.Text, "worker_perspective")
    worker_perspective_kept = kept(fields.Text)
    members_perspective = scoped(fields.Text, "members_perspective")
    members_perspective_kept = kept(fields.Text)
    course = scoped(fields.Text, "course")
    course_kept = kept(fields.Text)
    outcome_note = scoped(fields.Char, "outcome_note")
    outcome_note_kept = kept(fields.Char)
    document_pdf = scoped(fields.Binary, "document_pdf")
    document_pdf_kept = kept(fields.Binary)
    signed_copy = scoped(fields.Binary, "signed_copy")
    signed_copy_kept = kept(fields.Binary)

from odoo import api, models
from odoo.exceptions import MissingError


class MailThread(models.AbstractModel):
    """Mails and push messages about case data say only that there is news, and go only to people who may read it."""

    _inherit = "mail.thread"

    def _is_family_data(self):
        """Whether the thread is case data that says something of a family."""
        return self.env["kooperacje.case.data"]._is_family_data_model(self._name)

    def _is_told_neutrally(self, message):
        """Whether mails about ``message`` say only that there is news."""
        return self._is_family_data()

    def message_post(self, *args, **kwargs):
        """Core asks what the record is called before it asks who may write to it."""
        try:
            return super().message_post(*args, **kwargs)
        except MissingError as error:
            if not self._is_family_data():
                raise
            missing = error
        # In the words for a case that is closed, and outside the block, so that the one does not lead to the other.
        self.env["kooperacje.case.pointer"]._check_readable(self._name, self.ids)
        raise missing

    @api.readonly
    def message_get_followers(self, *args, **kwargs):
        """Core gives the followers of any record to any colleague."""
        if self._name in self.env["kooperacje.case.data"]._case_data_models():
            self.check_access("read")
        return super().message_get_followers(*args, **kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """A follower whose consent ran out at midnight remains a follower and is notified of nothing more."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not self or not self._is_family_data():
            return recipients
        able = {
            uid for uid in {recipient["uid"] for recipient in recipients} - {False, None}
            if self.with_user(uid).has_access("read") and self.with_user(uid)._attached_open()
        }
        return [recipient for recipient in recipients if not recipient["uid"] or recipient["uid"] in able]

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        values = super()._notify_by_email_prepare_rendering_context(message, *args, **kwargs)
        if self._is_told_neutrally(message):
            values.update(tracking_values=[], subtitles=[self.display_name], record_name=self.display_name)
        return values

    def _notify_by_email_render_layout(self, message, recipients_group, msg_vals=False, render_values=None):
        if self._is_told_neutrally(message):
            msg_vals = {**(msg_vals or {}), "email_layout_xmlid": "kooperacje.mail_notification_neutral"}
        return super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values,
        )

    def _notify_by_email_get_base_mail_values(self, message, *args, **kwargs):
        values = super()._notify_by_email_get_base_mail_values(message, *args, **kwargs)
        if self._is_told_neutrally(message):
            values["subject"] = self.display_name
        return values

    def _notify_by_web_push_prepare_payload(self, message, *args, **kwargs):
        payload = super()._notify_by_web_push_prepare_payload(message, *args, **kwargs)
        if self._is_told_neutrally(message):
            payload["title"] = self.display_name
            payload["options"]["body"] = self.env._("There is news. Log in to read it.")
        return payload

import ast
from collections import Counter

from odoo import models

# In the headers of a reminder: the number of its wave.
REMINDER_OF = "X-Kooperacje-Reminder"


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """A reminder that failed is counted and goes: in the list of mails it would name who has not answered.

        Core keeps mails that failed, for the administrator of the database to send again. Invitations stay: all are
        invited.
        """
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type,
        )
        # sudo: mails of the queue, as core takes them, and a number of the wave.
        failed = self.sudo().exists().filtered(
            lambda mail: mail.state == "exception" and REMINDER_OF in (mail.headers or ""),
        )
        for wave_id, count in Counter(int(ast.literal_eval(mail.headers)[REMINDER_OF]) for mail in failed).items():
            wave = self.env["kooperacje.survey.wave"].sudo().browse(wave_id).exists()
            if wave:
                wave._unguarded().reminders_failed += count
        failed.unlink()
        return result

"""What was written on the calendar's copy of a team's meeting bears the key of its case, and closes with it."""

from odoo.tools import SQL

ATTACHED = {
    "mail_message": ("model", "res_id"), "mail_scheduled_message": ("model", "res_id"),
    "mail_activity": ("res_model", "res_id"), "mail_followers": ("res_model", "res_id"),
}


def migrate(cr, version):
    for table, (model, id_) in ATTACHED.items():
        cr.execute(SQL(
            """
            UPDATE %s attached
               SET case_id = meeting.case_id
              FROM kooperacje_meeting meeting
             WHERE attached.%s = 'calendar.event' AND attached.%s = meeting.event_id
               AND meeting.case_id IS NOT NULL AND attached.case_id IS NULL
            """,
            SQL.identifier(table), SQL.identifier(model), SQL.identifier(id_),
        ))
    cr.execute("""
        UPDATE mail_notification notification
           SET case_id = message.case_id
          FROM mail_message message
         WHERE message.id = notification.mail_message_id AND message.model = 'calendar.event'
           AND message.case_id IS NOT NULL AND notification.case_id IS NULL
    """)

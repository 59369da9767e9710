"""Events of the calendar that are meetings bear a mark of their own, and so do their guests: rules ask for it."""

from odoo.tools.sql import column_exists, create_column, table_exists


def migrate(cr, version):
    if not table_exists(cr, "kooperacje_meeting") or not column_exists(cr, "kooperacje_meeting", "event_id"):
        return
    for table in ("calendar_event", "calendar_attendee"):
        if not column_exists(cr, table, "kooperacje_meeting"):
            create_column(cr, table, "kooperacje_meeting", "boolean")
    cr.execute("""
        UPDATE calendar_event SET kooperacje_meeting = true
         WHERE id IN (SELECT event_id FROM kooperacje_meeting) AND kooperacje_meeting IS NOT TRUE;
        UPDATE calendar_attendee SET kooperacje_meeting = true
          FROM calendar_event event
         WHERE event.id = calendar_attendee.event_id AND event.kooperacje_meeting AND event.privacy = 'private'
           AND calendar_attendee.kooperacje_meeting IS NOT TRUE
    """)

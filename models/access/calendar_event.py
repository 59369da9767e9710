from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CalendarEvent(models.Model):
    """The calendar's copy of a meeting of the Model is told to those who sit in it, and of a team to those of them to
    whom its case is open today.

    Core keeps a private event in everybody's calendar as “Busy” and hides its words only where it reads them; whoever
    searched, sorted or counted would learn number, time and guests all the same. So a rule leaves such events out. It
    asks the access relation at every read: what has been held closes with the consent, and opens again with it.
    Events of others cost one look at a column of their own.
    """

    _inherit = "calendar.event"

    kooperacje_open = fields.Boolean(
        compute="_compute_kooperacje_open", search="_search_kooperacje_open", compute_sudo=True,
        groups=fields.NO_ACCESS, export_string_translation=False,
    )

    @api.depends("attendee_ids.partner_id", "user_id")
    @api.depends_context("uid")
    def _compute_kooperacje_open(self):
        """Under sudo too the answer is that of the user; what is not saved yet is open."""
        closed = self._closed_ids(self._origin.ids)
        for event in self:
            event.kooperacje_open = event._origin.id not in closed

    @api.model
    def _closed_ids(self, ids):
        """Those of ``ids`` that are not for the user of the environment, see ``_closed_sql``. One query."""
        return {id_ for [id_] in self.env.execute_query(SQL(
            "SELECT asked.id FROM unnest(%s) asked(id) WHERE %s", list(ids), self._closed_sql(SQL("asked.id")),
        ))} if ids else set()

    @api.model
    def _search_kooperacje_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("(%s) IS NOT TRUE", self._closed_sql(SQL.identifier(alias, "id"))),
        )

    @api.model
    def _closed_sql(self, event_id):
        """Whether the event with this id is of a meeting that is not for the user of the environment: one in which he
        or she takes no part, or of a case that is closed.
        """
        self.env["kooperacje.meeting"].flush_model(["event_id", "case_id"])
        self.env["calendar.event"].flush_model(["user_id"])
        self.env["calendar.attendee"].flush_model(["event_id", "partner_id"])
        self.env["res.users"].flush_model(["partner_id"])
        Access = self.env["kooperacje.access"]
        cases = Access._open_cases_sql() if Access._may_be_open() else SQL("SELECT NULL::int4 WHERE FALSE")
        return SQL(
            "EXISTS (SELECT FROM kooperacje_meeting meeting WHERE meeting.event_id = %(event)s AND NOT ("
            " (meeting.case_id IS NULL OR meeting.case_id IN (%(cases)s)) AND ("
            " EXISTS (SELECT FROM calendar_attendee guest JOIN res_users me ON me.partner_id = guest.partner_id"
            " WHERE guest.event_id = meeting.event_id AND me.id = %(user)s)"
            " OR EXISTS (SELECT FROM calendar_event event WHERE event.id = meeting.event_id"
            " AND event.user_id = %(user)s))))",
            event=event_id, user=self.env.uid, cases=cases,
        )

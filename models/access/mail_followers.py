from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MailFollowers(models.Model):
    """Only those who can read a case see who follows it, and only those who sit in a meeting who follows its event:
    its guests do.
    """

    _name = "mail.followers"
    _inherit = ["mail.followers", "kooperacje.case.attached"]

    is_event_open = fields.Boolean(
        compute="_compute_is_event_open", search="_search_is_event_open", compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_is_event_open(self):
        of_events = self.filtered(lambda follower: follower.res_model == "calendar.event")
        closed = self.env["calendar.event"]._closed_ids(of_events.mapped("res_id"))
        for follower in self:
            follower.is_event_open = follower.res_model != "calendar.event" or follower.res_id not in closed

    @api.model
    def _search_is_event_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(to_sql=lambda model, alias, query: SQL(
            "(%s = 'calendar.event' AND %s) IS NOT TRUE", SQL.identifier(alias, "res_model"),
            self.env["calendar.event"]._closed_sql(SQL.identifier(alias, "res_id")),
        ))

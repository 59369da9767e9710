from odoo import api, fields, models
from odoo.tools import format_date, plaintext2html

from odoo.addons.kooperacje.kernels.office_day import office_today

from .service_card import OPEN_STATES


class ServiceCard(models.Model):
    """The card as one that was asked for: by when, whether its institution has been reminded."""

    _inherit = "kooperacje.service.card"

    collection_id = fields.Many2one(
        "kooperacje.card.collection", "Collecting", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null", groups="kooperacje.group_network_worker,kooperacje.group_manager",
    )
    reminded_on = fields.Date("Last reminder", readonly=True, copy=False)
    coordinator_ids = fields.Many2many(
        "res.users", string="Coordinators", compute="_compute_coordinator_ids",
        groups="kooperacje.group_network_worker,kooperacje.group_manager",
        help="Who fills in the card for the institution. Nobody: send the workbook and upload it yourself.",
    )
    is_late = fields.Boolean("Past the due date", compute="_compute_is_late")

    @api.depends("state", "deadline")
    def _compute_is_late(self):
        today = office_today()
        for card in self:
            card.is_late = bool(card.state in OPEN_STATES and card.deadline and card.deadline < today)

    @api.depends("institution_id", "company_id")
    def _compute_coordinator_ids(self):
        # sudo: the roles of others are not readable; the leader may know whom to ask.
        roles = self.env["kooperacje.role.assignment"].sudo()._read_group(
            [
                ("institution_id", "in", self.institution_id.ids), ("company_id", "in", self.company_id.ids),
                ("role", "=", "coordinator"), ("is_current", "=", True), ("user_id.active", "=", True),
            ],
            ["institution_id", "company_id"], ["user_id:recordset"],
        )
        users = {(institution, company): users.sudo(False) for institution, company, users in roles}
        for card in self:
            card.coordinator_ids = users.get((card.institution_id.sudo(), card.company_id.sudo()), False)

    def _ask_institution(self, message=None):
        """An activity for each coordinator; where there is none, the workbook by e-mail to the institution."""
        self._notify_institution(lambda card: card.env._("Fill in the service card"))
        for card in self:
            if card.coordinator_ids:
                if message:
                    card.message_post(body=plaintext2html(message))
            else:
                card._mail_workbook(message)

    def _mail_workbook(self, message=None):
        """Send the card to the institution's address, to come back as a file; without an address nothing is sent."""
        self.ensure_one()
        if not self.institution_id.email:
            told = self._in_office_language()
            told.message_post(body=told.env._(
                "The institution has neither a coordinator here nor an e-mail address: hand the workbook over "
                "yourself.",
            ))
            return
        told = self._in_language_of(self.institution_id)
        body = told.env._(
            "Please fill in the attached service card and send it back to the office by %(date)s.",
            date=format_date(told.env, self.deadline),
        )
        told.message_post(
            body=plaintext2html("\n\n".join(filter(None, (body, message)))), partner_ids=self.institution_id.ids,
            attachments=[(f"karta-uslug-{self.id}.xlsx", self._card_workbook())],
        )

    def _remind(self):
        """Once a day at most: the coordinator's activity is renewed and a message sent."""
        today = office_today()
        cards = self.filtered(lambda card: card.state in OPEN_STATES and card.reminded_on != today)
        # sudo: the activity of the coordinator gives way to the reminder.
        cards.sudo().activity_unlink(["kooperacje.activity_fill_card"])
        for card in cards:
            card._notify_institution(self._due_summary)
            for user in card.coordinator_ids:
                told = card._in_language_of(user)
                told.message_notify(
                    partner_ids=user.partner_id.ids, subject=self._due_summary(told),
                    body=told.env._("The service card of your institution has not been handed in yet."),
                )
            if not card.coordinator_ids:
                card._mail_workbook()
        cards._unguarded().write({"reminded_on": today})

    @api.model
    def _due_summary(self, card):
        return card.env._("Service card due on %(date)s", date=format_date(card.env, card.deadline))

    def _move_deadline(self, deadline):
        """The office has put the date off: on the card and on what its coordinator is asked to do."""
        self._unguarded().write({"deadline": deadline})
        fill = self.env.ref("kooperacje.activity_fill_card")
        # sudo: the activity of the coordinator follows the card.
        self.sudo().activity_ids.filtered(lambda a: a.activity_type_id == fill).date_deadline = deadline

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import window

OPEN = ("draft", "returned")
# The last reminder comes on the eve of the deadline.
EVE = 1


class CardCollection(models.Model):
    """Collecting of service cards (K3D-209, 211, 212): who was asked, by when, who has handed in, who is missing.

    draft → running → closed. The leader asks all institutions of the partnership with one action. Institutions are
    reminded so many days before the date their card is due and on its eve; the day after it the leader gets the list
    of the missing. A card may be given a later date of its own.
    """

    _name = "kooperacje.card.collection"
    _description = "Collecting of service cards"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.served.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "deadline desc, id desc"
    _system_fields = frozenset({"state", "asked_on", "asked_by_id", "closed_on", "missing_told_on"})
    _fixed_fields = frozenset({"partnership_id"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_led(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    deadline = fields.Date("Cards due", required=True, tracking=True, copy=False)
    reminder_days = fields.Integer(
        "Remind before (days)", default=7,
        help="Whose card is still missing so many days before it is due is reminded, and once more on the eve.",
    )
    scope = fields.Selection(
        [("missing", "Institutions without a verified card"), ("all", "All, to bring their cards up to date")],
        "Who is asked", required=True, default="missing",
    )
    message = fields.Text(
        "Message to the institutions",
        help="Why the card is asked for and what to keep in mind; sent with the request.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("closed", "Closed")], default="draft", required=True,
        readonly=True, copy=False, tracking=True, index=True,
    )
    asked_on = fields.Date(readonly=True, copy=False)
    asked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    missing_told_on = fields.Date(readonly=True, copy=False, export_string_translation=False)
    card_ids = fields.One2many("kooperacje.service.card", "collection_id", "Cards")
    missing_card_ids = fields.Many2many(
        "kooperacje.service.card", string="Missing", compute="_compute_missing_card_ids",
        help="Cards still with their institution, those past the due date first.",
    )
    asked_count = fields.Integer("Asked", compute="_compute_counts")
    missing_count = fields.Integer("With the institution", compute="_compute_counts")
    late_count = fields.Integer("Late", compute="_compute_counts")
    submitted_count = fields.Integer("To check", compute="_compute_counts")
    verified_count = fields.Integer("Verified", compute="_compute_counts")
    progress = fields.Float("Handed in", compute="_compute_counts", help="Per cent of the cards asked for.")

    _one_running = models.UniqueIndex(
        "(partnership_id) WHERE state = 'running'",
        "Cards are being collected in this partnership already. Close that collecting first.",
    )
    _reminder_positive = models.Constraint(
        "CHECK(reminder_days BETWEEN 0 AND 60)", "Remind between 0 and 60 days before the cards are due.",
    )

    @api.depends("partnership_id.name", "deadline")
    def _compute_display_name(self):
        for collection in self:
            collection.display_name = self.env._(
                "%(partnership)s – cards due %(date)s", partnership=collection.partnership_id.name or "",
                date=format_date(self.env, collection.deadline),
            )

    @api.depends("card_ids.state", "card_ids.deadline")
    def _compute_counts(self):
        today = office_today()
        Card = self.env["kooperacje.service.card"]
        counts, late = {}, dict(Card._read_group(
            [("collection_id", "in", self.ids), ("state", "in", OPEN), ("deadline", "<", today)],
            ["collection_id"], ["__count"],
        ))
        for collection, state, count in Card._read_group(
            [("collection_id", "in", self.ids)], ["collection_id", "state"], ["__count"],
        ):
            counts.setdefault(collection.id, {})[state] = count
        for collection in self:
            count = counts.get(collection._origin.id, {})
            collection.asked_count = sum(count.values())
            collection.missing_count = sum(count.get(state, 0) for state in OPEN)
            collection.late_count = late.get(collection._origin, 0)
            collection.submitted_count = count.get("submitted", 0)
            collection.verified_count = count.get("verified", 0) + count.get("replaced", 0)
            handed = collection.submitted_count + collection.verified_count
            collection.progress = 100 * handed / collection.asked_count if collection.asked_count else 0

    @api.depends("card_ids.state", "card_ids.deadline")
    def _compute_missing_card_ids(self):
        for collection in self:
            collection.missing_card_ids = collection.card_ids.filtered(lambda card: card.state in OPEN).sorted(
                lambda card: (card.deadline or card.collection_id.deadline, card.institution_id.name or "", card.id),
            )

    @api.constrains("deadline", "asked_on")
    def _check_deadline(self):
        for collection in self:
            if collection.asked_on and collection.deadline < collection.asked_on:
                raise UserError(self.env._("The cards cannot be due before they were asked for. Choose a later date."))

    def write(self, vals):
        """A new date is the date of every card that has none of its own."""
        if self._is_guarded() and self.filtered(lambda collection: collection.state == "closed") and vals.keys() - {
            "message_follower_ids", "activity_ids", "message_ids",
        }:
            raise UserError(self.env._(
                "This collecting is closed and stays in the files as it ended. Begin a new one.",
            ))
        before = {collection: collection.deadline for collection in self}
        result = super().write(vals)
        if "deadline" in vals:
            for collection, old in before.items():
                followers = collection.card_ids.filtered(
                    lambda card, old=old: card.state in OPEN and card.deadline == old
                )
                followers._move_deadline(collection.deadline)
                if collection.deadline != old:
                    collection._unguarded().missing_told_on = False
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(collection.state != "draft" for collection in self):
            raise UserError(self.env._("Institutions were asked for their cards. Close the collecting instead."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_ask(self):
        """Ask every institution concerned for its card, by the date given; those that joined later as well."""
        self._check_leader()
        serialise_on(self)
        for collection in self:
            if collection.state == "closed":
                raise UserError(self.env._("This collecting is closed. Begin a new one."))
            if collection.deadline < office_today():
                raise UserError(self.env._("The date by which the cards are due has passed. Choose a later one."))
            # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
            collection.partnership_id.sudo()._check_may_act()
            collection._ask()
        return True

    def _ask(self):
        self.ensure_one()
        Card = self.env["kooperacje.service.card"]
        institutions = self.partnership_id._card_institutions()
        cards = Card.search([
            ("partnership_id", "=", self.partnership_id.id), ("institution_id", "in", institutions.ids),
            ("state", "!=", "replaced"),
        ])
        being_filled = cards.filtered(lambda card: card.state in OPEN and card.collection_id != self)
        current = cards.filtered(lambda card: card.state == "verified")
        if self.scope == "all":
            # A card verified in this very collecting has been brought up to date.
            to_update = current.filtered(
                lambda card: card.collection_id != self
                and card.institution_id not in (cards - current).institution_id
            )
            being_filled |= Card.union(*(card._open_new_version() for card in to_update))
        # sudo: who has handed in a card to a partnership that shares its basket; nothing else of it is read.
        elsewhere = Card.sudo().search([
            ("partnership_id", "in", self.partnership_id.basket_partner_ids.ids), ("state", "=", "verified"),
        ]).institution_id
        new = Card.create([
            {"partnership_id": self.partnership_id.id, "institution_id": institution.id}
            for institution in institutions - cards.institution_id - elsewhere
        ])
        asked = new | being_filled
        if not asked and not self.card_ids:
            raise UserError(self.env._(
                "There is nobody to ask: every institution of the partnership has handed in its card. To have the "
                "cards brought up to date, choose “All”.",
            ))
        asked._unguarded().write({"collection_id": self.id, "deadline": self.deadline, "reminded_on": False})
        self._unguarded().write({
            "state": "running", "asked_on": self.asked_on or office_today(),
            "asked_by_id": self.asked_by_id.id or self.env.uid,
        })
        asked._ask_institution(self.message)
        told = self._in_office_language()
        told.message_post(body=told.env._("Asked for the service card: %(count)s institutions.", count=len(asked)))

    def action_remind(self):
        """Remind now everybody whose card is still missing."""
        self._check_leader()
        for collection in self:
            if collection.state != "running":
                raise UserError(self.env._("Nobody has been asked yet. Press “Ask for the cards” first."))
            missing = collection.card_ids.filtered(lambda card: card.state in OPEN)
            if not missing:
                raise UserError(self.env._("No card is missing: all have been handed in."))
            missing._remind()
            told = collection._in_office_language()
            told.message_post(body=told.env._("Reminded: %(count)s institutions.", count=len(missing)))
        return True

    def action_close(self):
        """End the collecting; cards not handed in stay open, but nobody is reminded any more."""
        self._check_leader()
        if any(collection.state != "running" for collection in self):
            raise UserError(self.env._("Only a running collecting is closed."))
        self._unguarded().write({"state": "closed", "closed_on": office_today()})
        self._close_told()
        return True

    def _check_leader(self):
        """Only the office that leads the partnership collects cards (K3D-209)."""
        self.check_access("write")
        if not self.env["kooperacje.partnership"]._leads(self):
            raise UserError(self.env._(
                "Only the network worker or the manager of the office asks for service cards.",
            ))

    # ------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------

    @api.model
    def _cron_collect(self):
        """Reminders before a card is due, and to the leader the number of those missing after it. Repeatable."""
        Job = self.env["kooperacje.job"]
        # One by one: each may write mails to institutions.
        name, cls = "kooperacje.card.collection._cron_collect", type(self)
        if Job._run(f"{name}:remind", self._running, cls._remind_in_time, batch=1):
            Job._run(f"{name}:missing", self._find_to_tell, cls._tell_missing)

    @api.model
    def _running(self):
        return self.search([("state", "=", "running")])

    @api.model
    def _find_to_tell(self):
        return self.search([
            ("state", "=", "running"), ("deadline", "<", office_today()), ("missing_told_on", "=", False),
        ])

    def _remind_in_time(self):
        today = office_today()
        for collection in self:
            days = {collection.reminder_days, EVE}
            due = collection.card_ids.filtered(lambda card, days=days: (
                card.state in OPEN and card.deadline and (card.deadline - today).days in days
                and card.reminded_on != today
            ))
            due._remind()

    def _tell_missing(self):
        """Once, the day after the date: an activity for the leader; new cards that run late are on the screen."""
        today = office_today()
        for collection in self.filtered(lambda c: c.deadline < today and not c.missing_told_on and c.missing_count):
            # The summary names nobody: it travels in mails.
            for user in collection.partnership_id._leader_users():
                told = collection._in_language_of(user)
                told.activity_schedule(
                    "kooperacje.activity_missing_cards", user_id=user.id,
                    summary=told.env._("Service cards missing: %(count)s", count=collection.missing_count),
                )
            collection._unguarded().missing_told_on = today

    def _close_told(self):
        # sudo: an activity of a colleague is done with the step it asked for.
        self.sudo().activity_feedback(["kooperacje.activity_missing_cards"])

    # ------------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------------

    def action_open_cards(self):
        self.ensure_one()
        return window(
            self.env, "action_service_card", domain=Domain("collection_id", "=", self.id), context={"create": False},
        )

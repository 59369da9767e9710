from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date, plaintext2html

from odoo.addons.kooperacje.kernels.card_writer import write_card
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import count_by, dialog, window, window_of
from odoo.addons.kooperacje.models.network.membership import CURRENT

OPEN_STATES = ("draft", "returned")
# What the institution declares; closed to it once the card is submitted.
CONTENT_FIELDS = {"sector_id", "extra", "terms_accepted", "declared_by", "declared_on", "service_ids"}
# Fields of a service by key of the workbook, where the value is taken as it is; 0 and empty leave the cell blank.
PLAIN = (
    "name", "description", "kind", "form", "age_from", "age_to", "access_mode", "documents_needed",
    "conditions", "fee", "fee_note", "place", "address", "schedule", "waiting_days", "specialists", "accessibility",
    "contact_name", "contact_phone", "contact_email", "capacity_status", "capacity_stated_on", "date_from",
    "date_to", "origin", "visibility", "duration",
)
# The same of the institution, part I.
PLAIN_INSTITUTION = (
    "name", "short_name", "regon", "krs", "institution_level", "governing_body", "street", "zip", "city", "phone",
    "email", "website", "legal_form", "operating_area", "opening_hours", "accessibility", "legal_basis",
    "secrecy_limits",
)

# Without these nobody knows what a service is, how one gets it and what it costs.
ASKED = ("description", "access_mode", "fee")


class ServiceCard(models.Model):
    """Service card of a cooperant (karta usług kooperanta, tool 7A–I): what an institution offers, on what terms.

    draft → submitted → returned (with remarks) / verified → replaced. The institution's coordinator submits, or the
    leader on its behalf; only the leader returns or verifies (K3D-213, 228). Only a verified card's services enter
    the local basket.

    A verified card never changes, since it may be a signed document. To change what it says a **new version** is
    opened: a new card whose services are working copies of those in the basket (``service.replaces_id``). The basket
    stays as it is until the new version is verified; then each copy is written over its original, which keeps its id
    and so its place in plans, services without a copy are withdrawn, new ones enter, and the old card is *replaced*.
    """

    _name = "kooperacje.service.card"
    _description = "Service card"
    _inherit = [
        "kooperacje.card.extra.mixin", "kooperacje.document.mixin", "kooperacje.served.mixin", "mail.thread",
        "mail.activity.mixin",
    ]
    _extra_part = "card"
    _order = "create_date desc, id desc"
    _rec_name = "institution_id"

    _system_fields = frozenset({
        "state", "remarks", "submitted_on", "submitted_by_id", "verified_on", "verified_by_id", "version",
        "previous_id", "company_id", "collection_id", "reminded_on", "variant_id",
    })

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self._default_partnership_id(),
    )
    company_id = fields.Many2one(
        "res.company", related="partnership_id.company_id", store=True, index=True, precompute=True,
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)], default=lambda self: self._default_institution_id(),
    )
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", compute="_compute_sector_id", store=True, readonly=False, precompute=True,
        index="btree_not_null",
    )
    variant_id = fields.Many2one(
        "kooperacje.card.variant", "Card variant", compute="_compute_variant_id", store=True, precompute=True,
        index="btree_not_null", ondelete="set null",
    )
    extra = fields.Properties(
        "Fields of the variant", definition="variant_id.card_extra_definition", copy=True,
    )
    staff_ids = fields.Many2many(
        "res.partner", string="Staff for teams", compute="_compute_staff_ids",
        help="Staff whom the institution has named for task teams, and those who decide on cooperation.",
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "kooperacje.service.card", "Previous version", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted to the office"), ("returned", "Returned with remarks"),
         ("verified", "Verified"), ("replaced", "Replaced by a newer card")],
        default="draft", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    # K3D-211
    deadline = fields.Date(help="Date by which the institution hands the card in.")
    remarks = fields.Text(help="What the leader asks the institution to correct.", copy=False, readonly=True)
    terms_accepted = fields.Boolean(
        "Services on the terms so far", copy=False,
        # K3D-207
        help="Part III: the services are made available on the rules in force so far and changes will be "
             "reported without delay.",
    )
    declared_by = fields.Char("Declared by (name, function)", copy=False)
    declared_on = fields.Date(copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_on = fields.Datetime(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    service_ids = fields.One2many("kooperacje.service", "card_id", "Services")
    service_count = fields.Integer("Number of services", compute="_compute_service_count")
    user_leads = fields.Boolean(
        "I verify this card", compute="_compute_user_may", export_string_translation=False,
        help="The current user is network worker or manager of the office.",
    )
    user_may_edit = fields.Boolean("I may edit this card", compute="_compute_user_may", export_string_translation=False)

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

    due_service_count = fields.Integer("Services to confirm", compute="_compute_due_service_count")
    check_changes = fields.Text("Changed since the version in the basket", compute="_compute_check_changes")
    check_missing = fields.Text("Services that leave something open", compute="_compute_check_missing")

    _open_uniq = models.UniqueIndex(
        "(partnership_id, institution_id) WHERE state IN ('draft', 'submitted', 'returned')",
        "This institution already has an open service card in the partnership. Continue that one.",
    )
    _current_uniq = models.UniqueIndex(
        "(partnership_id, institution_id) WHERE state = 'verified'",
        "This institution already has a verified service card in the partnership. Open a new version of it.",
    )

    @api.model
    def _default_institution_id(self):
        own = self.env["kooperacje.partnership"]._coordinated_institutions()
        return own if len(own) == 1 else False

    @api.model
    def _default_partnership_id(self):
        own = self.env["kooperacje.partnership"]._coordinated_institutions()
        domain = Domain("state", "!=", "closed")
        if own:
            domain &= Domain("membership_ids", "any", [("institution_id", "in", own.ids), ("state", "in", CURRENT)])
        return self.env["kooperacje.partnership"]._only_one(domain)

    @api.depends("institution_id")
    def _compute_sector_id(self):
        for card in self:
            card.sector_id = card.institution_id.sector_id

    @api.depends("sector_id", "company_id")
    def _compute_variant_id(self):
        variants = self.env["kooperacje.card.variant"]._variants_for(self.sector_id, self.company_id)
        for card in self:
            card.variant_id = variants.get((card.sector_id.id, card.company_id.id), False)

    @api.depends("institution_id.child_ids.team_available", "institution_id.child_ids.is_decision_maker")
    def _compute_staff_ids(self):
        for card in self:
            card.staff_ids = card.institution_id.child_ids.filtered(
                lambda person: person.team_available or person.is_decision_maker
            )

    @api.depends("service_ids")
    def _compute_service_count(self):
        counts = count_by(self.env["kooperacje.service"], "card_id", self.ids)
        for card in self:
            card.service_count = counts.get(card._origin.id, 0)

    @api.depends("state", "document_state", "company_id", "institution_id")
    @api.depends_context("uid")
    def _compute_user_may(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for card in self:
            card.user_leads = card.company_id.id in led
            card.user_may_edit = card.document_state in (False, "draft") and (
                not card.state or card.state in OPEN_STATES or (card.state == "submitted" and card.user_leads)
            )

    @api.constrains("partnership_id", "institution_id")
    def _check_institution_belongs(self):
        for card in self:
            if not card.institution_id._offers_services():
                raise ValidationError(self.env._(
                    "%(institution)s is a body without services of its own (%(sector)s) and fills in no service card. "
                    "Correct its type on the institution, if it has services.",
                    institution=card.institution_id.name, sector=card.institution_id.sector_id.name,
                ))
            if card.institution_id not in card.partnership_id._card_institutions():
                raise ValidationError(self.env._(
                    "%(institution)s does not belong to the partnership “%(partnership)s”. Add it to the members "
                    "first, or put its services into the basket one by one as services in the neighbourhood.",
                    institution=card.institution_id.name, partnership=card.partnership_id.name,
                ))

    @api.constrains("partnership_id", "institution_id", "previous_id")
    def _check_version(self):
        current = {
            (card.partnership_id, card.institution_id): card for card in self.search([
                ("partnership_id", "in", self.partnership_id.ids), ("institution_id", "in", self.institution_id.ids),
                ("state", "=", "verified"),
            ])
        }
        for card in self:
            verified = current.get((card.partnership_id, card.institution_id), card)
            if verified not in (card, card.previous_id):
                raise ValidationError(self.env._(
                    "%(institution)s already has a verified service card. Open it and press “Update card”.",
                    institution=card.institution_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        if not self.env.su:
            # sudo: as for a service; a coordinator need not read the agreements the gate reads.
            cards.partnership_id.sudo()._check_may_act()
        return cards

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            for name in {"partnership_id", "institution_id"} & vals.keys():
                if any(card[name].id != vals[name] for card in self):
                    raise UserError(self.env._("A card stays with its institution and partnership. Make a new card."))
            if CONTENT_FIELDS & vals.keys() or "deadline" in vals:
                self._check_may_edit("deadline" in vals)
        return super().write(vals)

    def _check_may_edit(self, leader_only=False):
        """The leader until verification; the institution while the card is with it; nobody afterwards."""
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for card in self:
            leads = card.company_id.id in led
            if leader_only and not leads:
                raise UserError(self.env._("The office that leads the partnership sets the date the card is due."))
            if card.state in ("verified", "replaced"):
                raise UserError(self.env._(
                    "The card of %(institution)s is closed. Open a new version with “Update card”.",
                    institution=card.institution_id.name,
                ))
            if card.state == "submitted" and not leads:
                raise UserError(self.env._(
                    "The card of %(institution)s is being checked by the office. Ask the network worker to return it "
                    "if it has to be changed.", institution=card.institution_id.name,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_in(self):
        if any(card.state != "draft" or card.submitted_on for card in self):
            raise UserError(self.env._(
                "A card that was handed in stays in the files. Only a draft that nobody has submitted can be deleted.",
            ))

    def unlink(self):
        self.service_ids.filtered(lambda service: service.state == "proposed").unlink()
        return super().unlink()

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_submit(self):
        """Hand the card in. The coordinator of the institution, or the leader on its behalf (K3D-212)."""
        self.check_access("write")
        led = self.env["kooperacje.partnership"]._led_company_ids()
        own = self.env["kooperacje.partnership"]._coordinated_institutions()
        for card in self:
            if not self.env.su and card.company_id.id not in led and card.institution_id not in own:
                raise UserError(self.env._("The coordinator of %(institution)s submits its card, or the office on its "
                                           "behalf.", institution=card.institution_id.name))
            if card.state not in OPEN_STATES:
                raise UserError(self.env._("The card has been submitted already."))
            missing = card._missing_for_submission()
            if missing:
                raise UserError(self.env._(
                    "The card cannot be submitted yet:\n%(missing)s",
                    missing="\n".join(f"– {line}" for line in missing),
                ))
        self._unguarded().write({
            "state": "submitted", "submitted_on": fields.Datetime.now(), "submitted_by_id": self.env.uid,
        })
        self._close_activities("kooperacje.activity_fill_card")
        self._notify_office()
        return True

    def _missing_for_submission(self):
        """What the institution still has to do, in its words."""
        self.ensure_one()
        missing = []
        if not self.service_ids:
            missing.append(self.env._("add at least one service, or upload the filled workbook,"))
        if not self.terms_accepted:
            missing.append(self.env._("confirm that the services are offered on the terms so far (part III),"))
        if not (self.declared_by or "").strip():
            missing.append(self.env._("say who confirms the card for the institution (part III)."))
        return missing

    def _return(self, remarks):
        """Give the card back to the institution; ``remarks`` say what to correct and are required."""
        remarks = (remarks or "").strip()
        if not remarks:
            raise UserError(self.env._("Write what the institution should correct."))
        self._check_leader()
        if any(card.state != "submitted" for card in self):
            raise UserError(self.env._("Only a submitted card can be returned."))
        self._unguarded().write({"state": "returned", "remarks": remarks})
        for card in self:
            told = card._in_office_language()
            told.message_post(body=told.env._("Returned with remarks: %(remarks)s", remarks=remarks))
        self._close_activities("kooperacje.activity_check_card")
        self._notify_institution(lambda card: card.env._("Correct the service card"))
        return True

    def action_return(self):
        self.ensure_one()
        self._check_leader()
        return dialog(self.env._("Return the card"), "kooperacje.card.return", context={"default_card_id": self.id})

    def action_verify(self):
        """Accept the cards: their services are in the local basket from now on (K3D-213).

        :raises UserError: a card is not submitted, or a service of it does not say whether it is free
        """
        self._check_leader()
        if any(card.state != "submitted" for card in self):
            raise UserError(self.env._("Only a submitted card can be verified."))
        self.service_ids._check_fee_stated()
        self.service_ids._check_partnership_may_act()
        previous = self.previous_id.filtered(lambda card: card.state == "verified")
        previous._unguarded().write({"state": "replaced"})
        previous.flush_recordset(["state"])
        self._unguarded().write({
            "state": "verified", "verified_on": fields.Datetime.now(), "verified_by_id": self.env.uid, "remarks": False,
        })
        for card in self:
            card.service_ids._enter_basket(card)
        left_out = previous.service_ids.filtered(lambda service: service.state == "verified")
        left_out._withdraw(left_out._in_office_language().env._("Left out of the institution's updated card"))
        self._close_activities("kooperacje.activity_check_card")
        return True

    def action_update(self):
        """Open the new version of a verified card: a draft with working copies of its services in the basket."""
        self.ensure_one()
        self.check_access("write")
        serialise_on(self)
        newer = self.search([("previous_id", "=", self.id)], limit=1)
        if not newer:
            if self.state != "verified":
                raise UserError(self.env._("The card is still open: change it as it is."))
            newer = self._open_new_version()
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": newer.id, "view_mode": "form",
            "views": [(False, "form")],
        }

    def _open_new_version(self):
        self.ensure_one()
        in_basket = self.service_ids.filtered(lambda service: service.state == "verified")
        return self._unguarded(self._name, "kooperacje.service").create({
            "partnership_id": self.partnership_id.id, "institution_id": self.institution_id.id,
            "sector_id": self.sector_id.id, "version": self.version + 1, "previous_id": self.id,
            "extra": dict(self.extra._values or {}),
            "service_ids": [
                Command.create({**vals, "replaces_id": service.id})
                for service, vals in zip(in_basket, in_basket.copy_data({"card_id": False}), strict=True)
            ],
        }).with_env(self.env)

    def _check_leader(self):
        """Only the office that leads the partnership changes the basket (K3D-228)."""
        self.check_access("write")
        if not self.env["kooperacje.partnership"]._leads(self):
            raise UserError(self.env._(
                "The network worker or the manager of the office that leads the partnership checks service cards.",
            ))

    # ------------------------------------------------------------------
    # Who is asked to do what
    # ------------------------------------------------------------------

    def _notify_office(self):
        """An activity for each network worker of the office; for the manager where there is none."""
        for card in self:
            for user in card.partnership_id._leader_users():
                card._in_language_of(user).activity_schedule("kooperacje.activity_check_card", user_id=user.id)

    def _notify_institution(self, summary, deadline=None):
        """An activity for each coordinator of the institution.

        :param summary: gives the text for a card in the language of its reader
        """
        for card in self:
            for user in card.coordinator_ids:
                told = card._in_language_of(user)
                told.activity_schedule(
                    "kooperacje.activity_fill_card", date_deadline=deadline or card.deadline, summary=summary(told),
                    user_id=user.id,
                )

    def _close_activities(self, xml_id):
        # sudo: an activity of a colleague is done with the step it asked for.
        self.sudo().activity_feedback([xml_id])

    # ------------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------------

    @api.depends("institution_id.display_name", "version")
    def _compute_display_name(self):
        for card in self:
            name = card.institution_id.display_name or ""
            card.display_name = self.env._("%(institution)s – version %(version)s", institution=name,
                                           version=card.version) if card.version > 1 else name

    @api.model
    def action_my_card(self):
        """The coordinator's way to the card of the own institution; nothing is created by looking."""
        own = self.env["kooperacje.partnership"]._coordinated_institutions()
        action = window(self.env, "action_my_cards")
        action["domain"] = [("institution_id", "in", own.ids)]
        cards = self.search(
            Domain("institution_id", "in", own.ids) & Domain("state", "not in", ("verified", "replaced")), limit=2,
        ) or self.search([("institution_id", "in", own.ids), ("state", "=", "verified")], limit=2)
        known = self.search_count([("institution_id", "in", own.ids)], limit=1)
        if len(own) == 1 and (len(cards) == 1 or not known):
            action.update(views=[(False, "form")], view_mode="form", res_id=cards.id)
        return action

    def action_upload(self):
        """Open the wizard that reads a filled workbook into this card."""
        self.ensure_one()
        return dialog(
            self.env._("Upload a service card"), "kooperacje.card.upload",
            context={
                "default_partnership_id": self.partnership_id.id, "default_institution_id": self.institution_id.id,
            },
        )

    @api.readonly
    def action_download(self):
        """Download the card as a workbook with what is already known."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/card/{self.id}/workbook", "target": "download"}

    def action_open_services(self):
        return window_of(self, "action_service", "card_id", create=False)

    def action_open_staff(self):
        """The staff of the institution, to name those who may be delegated to teams."""
        self.ensure_one()
        return window(
            self.env, "action_card_staff",
            domain=[("parent_id", "=", self.institution_id.id), ("type", "=", "contact")],
            context={
                "default_parent_id": self.institution_id.id, "default_type": "contact", "default_team_available": True,
            },
        )

    # ------------------------------------------------------------------
    # Workbook
    # ------------------------------------------------------------------
    # The card as a workbook to download, fill in and upload again.

    @api.model
    def _card_dictionaries(self):
        """Dictionaries of the workbook as pairs (code, label); see ``kernels/card_layout.py``."""
        company = self.partnership_id.company_id[:1] or self.env.company
        needs = self.env["kooperacje.need"]._used_by(company).sorted(lambda need: need.kind != "reason")
        sectors = self.env["kooperacje.sector"].search(Domain.TRUE)
        groups = self.env["kooperacje.target.group"]._used_by(company)
        return {
            "sector": [(s.code, f"{s.code} {s.name}") for s in sectors],
            "area": [(n.code, f"{n.code} {n.name}") for n in needs if n.kind != "reason"],
            "need": [(n.code, f"{n.code} {n.name}") for n in needs],
            "target_group": [(g.code, g.name) for g in groups],
        }

    def _card_workbook(self):
        """Bytes of the workbook with all that is known of the institution and its services."""
        self.ensure_one()
        institution, staff = self.institution_id, self.staff_ids.filtered("team_available")
        services = self.service_ids.filtered(lambda service: service.state != "withdrawn")
        return write_card(
            institution=self._institution_row(institution),
            specialists=[{
                "name": person.name, "function": person.function, "speciality": person.speciality,
                "phone": person.phone, "email": person.email, "decision_maker": person.is_decision_maker or None,
            } for person in staff],
            services=[self._service_row(service) for service in services],
            statements={
                "terms_accepted": self.terms_accepted or None, "changes_reported": self.terms_accepted or None,
                "declared_by": self.declared_by, "declared_on": self.declared_on,
            },
            dictionaries=self._card_dictionaries(), extra=self.variant_id._layout_extra(),
        )

    def _institution_row(self, institution):
        return {
            **{name: institution[name] or None for name in PLAIN_INSTITUTION},
            "nip": institution.vat, "sector": self.sector_id.code, "teryt": institution.area_id.code,
            **self._extra_values(),
        }

    @api.model
    def _service_row(self, service):
        return {
            **{name: service[name] or None for name in PLAIN},
            "activities": service.part_ids.mapped("name"), **service._extra_values(),
            "area": service.need_area_id.code, "needs": service.need_ids.mapped("code"),
            "target_groups": service.target_group_ids.mapped("code"), "teryt": service.territory_id.code,
            "capacity": service.capacity or None,
            "capacity_free": service.capacity_free if service.capacity else service.capacity_free or None,
            # The number of the service in the basket, which stays the same over the versions of the card.
            "id": service.replaces_id.id or service.id,
        }

    # ------------------------------------------------------------------
    # Collecting
    # ------------------------------------------------------------------
    # The card as one that was asked for: by when, whether its institution has been reminded.

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
            # sudo: only the ids, under which the roles above were grouped.
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

    # ------------------------------------------------------------------
    # Confirmation
    # ------------------------------------------------------------------
    # The card is where an institution is asked to confirm its services, and confirms them all with one click.

    @api.depends("service_ids.confirmed_on", "service_ids.state")
    def _compute_due_service_count(self):
        counts = count_by(self.env["kooperacje.service"], "card_id", self.ids, [("is_due", "=", True)])
        for card in self:
            card.due_service_count = counts.get(card._origin.id, 0)

    def action_confirm_services(self):
        """Confirm all services of the card that are in the basket."""
        self.service_ids.filtered(lambda service: service.state == "verified").action_confirm()
        return True

    # ------------------------------------------------------------------
    # What the leader sees before verifying
    # ------------------------------------------------------------------
    # What has changed since the version in the basket, and which services leave open what they are, how one gets them
    # or what they cost. Of these only the fee stops the verification.

    @api.depends("service_ids", "state", *(f"service_ids.{name}" for name in ASKED))
    def _compute_check_missing(self):
        labels = {name: self.env["kooperacje.service"]._fields[name]._description_string(self.env) for name in ASKED}
        for card in self:
            lines = []
            for service in card.service_ids if card.state != "replaced" else ():
                empty = [label for name, label in labels.items() if not (service[name] or "").strip()]
                if empty:
                    lines.append(self.env._(
                        "%(service)s: without %(fields)s", service=service.name, fields=", ".join(empty),
                    ))
            card.check_missing = "\n".join(lines)

    @api.depends("service_ids", "state", "previous_id")
    def _compute_check_changes(self):
        """Of a new version not verified yet: services added, left out, and each field that differs."""
        for card in self:
            card.check_changes = False
            if card.previous_id and card.state in ("draft", "submitted", "returned"):
                card.check_changes = "\n".join(card._change_lines()) or self.env._("Nothing has changed.")

    def _change_lines(self):
        self.ensure_one()
        Service = self.env["kooperacje.service"]
        kept = self.service_ids.filtered("replaces_id")
        originals = kept.replaces_id
        names = Service._content_fields()
        before, after = originals._shown_values(names), kept._shown_values(names)
        lines = [self.env._("New: %s", service.name) for service in self.service_ids - kept]
        left_out = self.previous_id.service_ids.filtered(lambda service: service.state == "verified") - originals
        lines += [self.env._("Left out: %s", service.name) for service in left_out]
        for service in kept:
            old, new = before[service.replaces_id], after[service]
            lines += [
                self.env._(
                    "%(service)s, %(field)s: “%(old)s” → “%(new)s”", service=service.replaces_id.name,
                    field=Service._fields[name]._description_string(self.env), old=old[name], new=new[name],
                ) for name in names if old[name] != new[name]
            ]
        return lines

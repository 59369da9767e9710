from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog, window

from .basket_request import NEW_SERVICE_KINDS

# Fewer free places than one in ten count as the last ones.
FEW = 10


class Service(models.Model):
    """Service of the local basket (lokalny koszyk usług, K3D-14): simple activity or complex set of them (K3D-15).

    proposed → verified (in the basket) → withdrawn (with a reason) → verified again. Only the leader changes the
    basket (K3D-228): a service comes in with its institution's card, or one by one when the leader adds one of the
    neighbourhood or of self-help (K3D-112, 224–227). Once it was in the basket it is never deleted, for plans point
    at it.

    While a card is updated its services exist twice: the original in the basket, and a proposed working copy
    (``replaces_id``) on the new version of the card.
    """

    _name = "kooperacje.service"
    _description = "Service"
    _inherit = ["kooperacje.card.extra.mixin", "kooperacje.served.mixin", "mail.thread", "kooperacje.case.pointer"]
    # The plans that use a service hang on it.
    _holds_family_data = False
    _extra_part = "service"
    _order = "name, id"

    _system_fields = frozenset({
        "state", "withdrawal_reason", "withdrawn_on", "verified_on", "confirmed_on", "confirmed_by_id", "review_due",
        "confirmation_from", "merged_into_id", "distinct_ids", "replaces_id", "company_id", "variant_id", "away_from",
    })

    name = fields.Char(required=True, index="trigram", tracking=True)
    description = fields.Text()
    card_id = fields.Many2one("kooperacje.service.card", "Service card", index=True, ondelete="restrict")
    replaces_id = fields.Many2one(
        "kooperacje.service", "Changes", readonly=True, copy=False, index="btree_not_null", ondelete="cascade",
        help="Service of the basket that this proposal changes once the card is verified.",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        compute="_compute_from_card", store=True, readonly=False, precompute=True,
    )
    company_id = fields.Many2one(
        "res.company", related="partnership_id.company_id", store=True, index=True, precompute=True,
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
        compute="_compute_from_card", store=True, readonly=False, precompute=True,
    )
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", related="institution_id.sector_id", store=True, index=True, precompute=True,
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("verified", "In the basket"), ("withdrawn", "Withdrawn")],
        default="proposed", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    withdrawal_reason = fields.Char(copy=False, readonly=True, tracking=True)
    withdrawn_on = fields.Date(copy=False, readonly=True)
    origin = fields.Selection(
        [("partnership", "Partnership (PZK)"), ("neighbourhood", "Neighbourhood"), ("self_help", "Self-help")],
        default="partnership", required=True,
        # K3D-113
        help="Neighbourhood: an institution nearby, also of another local government; not the statutory "
             "“usługi sąsiedzkie”.",
    )
    kind = fields.Selection([("simple", "Simple"), ("complex", "Complex")], default="simple", required=True)
    need_area_id = fields.Many2one(
        "kooperacje.need", "Area of social services", domain=[("kind", "!=", "reason")], index="btree_not_null",
        check_company=True,
    )
    # What the office leaves out is offered no more, and stays where it stands.
    need_ids = fields.Many2many(
        "kooperacje.need", string="Needs it answers", check_company=True, context={"active_test": False},
    )
    form = fields.Selection(
        [
            ("counselling", "Counselling"), ("therapy", "Therapy"), ("classes", "Classes"), ("care", "Care"),
            ("intervention", "Intervention"), ("material", "Material help"), ("training", "Training"),
            ("placement", "Placement"), ("mediation", "Mediation"), ("transport", "Transport"),
            ("lending", "Lending of rooms or equipment"), ("other", "Other form"),
        ],
        default="other",
    )
    target_group_ids = fields.Many2many(
        "kooperacje.target.group", string="Addressees", check_company=True, context={"active_test": False},
    )
    age_from = fields.Integer()
    age_to = fields.Integer(help="Last year of age served; 0 for no limit.")
    access_mode = fields.Selection(
        [
            ("open", "Without formalities"), ("enrolment", "Enrolment"), ("application", "Application"),
            ("referral", "Referral"), ("decision", "Decision"),
        ],
        default="open",
    )
    documents_needed = fields.Char()
    conditions = fields.Char()
    fee = fields.Selection(
        [("free", "Free of charge"), ("partial", "Partly paid"), ("full", "Paid")],
        help="Empty: the institution has not stated it. Nothing is taken for free unless somebody says so.",
    )
    fee_note = fields.Char()
    place = fields.Selection(
        [("seat", "At the institution"), ("environment", "In the environment"), ("remote", "Remotely")],
        default="seat",
    )
    address = fields.Char()
    territory_id = fields.Many2one("kooperacje.area", "Place (TERYT)", index="btree_not_null")
    schedule = fields.Char("Hours")
    waiting_days = fields.Integer(help="Usual waiting time in days.")
    capacity = fields.Integer("Places")
    capacity_free = fields.Integer("Free places")
    capacity_stated_on = fields.Date(
        "Places stated on", compute="_compute_capacity_stated_on", store=True, readonly=False, precompute=True,
        copy=True,
    )
    specialists = fields.Char()
    accessibility = fields.Char()
    contact_name = fields.Char()
    contact_phone = fields.Char()
    contact_email = fields.Char()
    date_from = fields.Date("Offered from")
    date_to = fields.Date("Offered until")
    age = fields.Integer(
        "Age of the person", compute="_compute_age", search="_search_age",
        help="Only for searching: services for a person of this age.",
    )
    verified_on = fields.Date("In the basket since", readonly=True, copy=False)
    is_offered = fields.Boolean(
        compute="_compute_is_offered", search="_search_is_offered",
        help="In the basket and within the dates of its offer.",
    )
    is_available = fields.Boolean(
        compute="_compute_is_available", search="_search_is_available",
        help="May enter a new individual basket today: in the basket, within the dates of its offer, and confirmed "
             "in time.",
    )

    user_leads = fields.Boolean(compute="_compute_user_may", export_string_translation=False)
    user_may_edit = fields.Boolean(compute="_compute_user_may", export_string_translation=False)

    change_ids = fields.One2many("kooperacje.basket.change", "service_id", "History")
    change_reason = fields.Char(
        "Why changed", store=False, help="Kept in the history of the basket with what you change now.",
    )

    variant_id = fields.Many2one(
        "kooperacje.card.variant", "Card variant", compute="_compute_variant_id", store=True, precompute=True,
        index="btree_not_null", ondelete="set null",
    )
    extra = fields.Properties("Fields of the variant", definition="variant_id.service_extra_definition", copy=True)
    part_ids = fields.One2many("kooperacje.service.part", "service_id", "Parts of a complex service")
    activities = fields.Text(
        "Activities of a complex service", compute="_compute_activities", inverse="_inverse_activities", store=True,
        copy=True, help="Names of the parts, one a line.",
    )
    duration = fields.Char(help="How long it lasts, e.g. ten meetings of 50 minutes.")
    visibility = fields.Selection(
        [("public", "Everybody"), ("partnership", "Partnership (PZK)"), ("office", "Only the office")],
        default="partnership", required=True,
        help="Who finds the service: everybody, where the partnership publishes its basket; everyone engaged in the "
             "partnership; or only the staff of the office that leads it.",
    )
    capacity_status = fields.Selection(
        [("free", "Free places"), ("few", "Last places"), ("waiting", "Waiting list"), ("full", "No places")],
        "Availability of places", compute="_compute_capacity_status", store=True, readonly=False, precompute=True,
        copy=True, index="btree_not_null",
        help="Follows from the number of places where that is given; otherwise as the institution states it.",
    )

    away_from = fields.Date(
        "Provider away from", compute="_compute_away_from", store=True,
        help="First day on which the institution takes no part in the partnership: suspended, or gone.",
    )
    is_provider_away = fields.Boolean("Provider suspended or gone", compute="_compute_is_provider_away")

    _basket_idx = models.Index("(partnership_id, state, name)")
    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A service cannot end before it starts.",
    )

    _ages_order = models.Constraint(
        "CHECK(COALESCE(age_from, 0) >= 0 AND (COALESCE(age_to, 0) = 0 OR age_to >= COALESCE(age_from, 0)))",
        "The last year of age served comes before the first. Correct the ages, or leave the last one empty for no "
        "limit.",
    )
    _places_order = models.Constraint(
        "CHECK(COALESCE(capacity, 0) = 0 OR COALESCE(capacity_free, 0) <= capacity)",
        "There cannot be more free places than places.",
    )

    @api.depends("card_id")
    def _compute_from_card(self):
        only = None
        for service in self:
            service.partnership_id = service.card_id.partnership_id or service.partnership_id
            if not service.partnership_id and not service._origin:
                # A service without a card, just begun.
                only = only if only is not None else self.partnership_id._only_one_led()
                service.partnership_id = only
            service.institution_id = service.card_id.institution_id or service.institution_id

    @api.depends("state", "company_id", "card_id.state", "card_id.document_state")
    @api.depends_context("uid")
    def _compute_user_may(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for service in self:
            service.user_leads = service.company_id.id in led or (not service.company_id and bool(led))
            # sudo: the state of its card decides who edits a service; nothing else of the card is shown.
            card_state = service.card_id.sudo().state
            service.user_may_edit = service.user_leads or (
                service.state == "proposed" and card_state in (False, "draft", "returned")
            )
            if service.state == "proposed" and service.card_id.sudo().document_state not in (False, "draft"):
                service.user_may_edit = False

    def _compute_age(self):
        self.age = False

    @api.model
    def _search_age(self, operator, value):
        """Services for a person of the given age: an upper limit of 0 is none."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("age_from", "<=", age) & (Domain("age_to", "in", (0, False)) | Domain("age_to", ">=", age))
            for age in value
        )

    @api.depends("state", "date_from", "date_to", "away_from")
    def _compute_is_offered(self):
        today = office_today()
        for service in self:
            service.is_offered = (
                service.state == "verified" and not service.is_provider_away
                and (not service.date_from or service.date_from <= today)
                and (not service.date_to or service.date_to >= today)
            )

    def _search_is_offered(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = office_today()
        return (
            Domain("state", "=", "verified")
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
            & (Domain("away_from", "=", False) | Domain("away_from", ">", today))
        )

    @api.depends("is_offered", "is_stale")
    def _compute_is_available(self):
        for service in self:
            service.is_available = service.is_offered and not service.is_stale

    def _search_is_available(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("is_offered", "=", True) & Domain("review_due", ">=", office_today())

    @api.constrains("card_id", "institution_id", "partnership_id")
    def _check_card(self):
        for service in self.filtered("card_id"):
            # sudo: whoever writes a service of a card may compare the two.
            card = service.card_id.sudo()
            if card.institution_id != service.institution_id or card.partnership_id != service.partnership_id:
                raise ValidationError(self.env._(
                    "“%(service)s” stands on the card of %(institution)s and belongs to it.",
                    service=service.name, institution=card.institution_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        services._log_created()
        if services._is_guarded():
            services._check_partnership_may_act()
            services._check_may_edit()
        return services

    def write(self, vals):
        if self._is_guarded():
            with self._history_of_parts(vals):
                self.check_access("write")
                self._check_stays(vals)
                self._check_may_edit()
                untouched = self._untouched_copies(vals)
                with self._history_of(vals):
                    result = super().write(vals)
                for copy, same in untouched.items():
                    copy.write(same)
            return result
        with self._history_of(vals):
            return super().write(vals)

    def _check_stays(self, vals):
        """A service does not move; a proposal that stands nowhere yet is put on a card that may still change."""
        for name in {"partnership_id", "card_id"} & vals.keys():
            moved = self.filtered(lambda service, name=name: (service[name].id or False) != (vals[name] or False))
            if any(service[name] or service.state != "proposed" for service in moved):
                raise UserError(self.env._(
                    "A service stays on its card and in its partnership. Add it to the other one as a new service.",
                ))
            if name == "card_id" and moved:
                card = self.env["kooperacje.service.card"].browse(vals[name])
                card._check_may_edit()
                card._document_check_editable()
        if "institution_id" in vals and any(
            service.state != "proposed" and service.institution_id.id != vals["institution_id"] for service in self
        ):
            raise UserError(self.env._(
                "A service of the basket stays with its institution, for plans point at it. Withdraw it and add a new "
                "one for the other institution.",
            ))

    def _untouched_copies(self, vals):
        """Working copies with those of ``vals`` that the institution has left as they are in the basket.

        A change by the leader is carried over to them, otherwise verifying the card would undo it. Copies on a card
        that was issued or signed stay as the paper says.
        """
        names = vals.keys() & set(self._content_fields())
        if not names or all(service.state == "proposed" for service in self):
            return {}
        # sudo: the copy may stand on a card that this user keeps but whose institution another one fills in.
        copies = self.sudo().search([
            ("replaces_id", "in", self.ids), ("card_id.document_state", "=", "draft"),
        ])
        return {
            copy: {name: vals[name] for name in names if copy[name] == copy.replaces_id[name]} for copy in copies
        }

    def _check_may_edit(self):
        """The leader may always edit. The institution may edit only what it proposes on a card that it holds (K3D-228).

        A proposal on a card that was issued or signed is part of that document and changes for nobody.
        """
        led = self.env["kooperacje.partnership"]._led_company_ids()
        cards = self.env["kooperacje.service.card"]
        for service in self:
            if service.state == "proposed":
                cards |= service.card_id
            if service.company_id.id in led:
                continue
            if not service.card_id:
                raise UserError(self.env._(
                    "The office that leads the partnership adds services that stand on no card. Add yours on the "
                    "service card of your institution.",
                ))
            if service.state != "proposed":
                raise UserError(self.env._(
                    "“%(service)s” is in the local basket, which only the office that leads the partnership changes. "
                    "Press “Update card” on the service card of the institution and change it there.",
                    service=service.name,
                ))
        cards._check_may_edit()
        cards._document_check_editable()

    def _check_partnership_may_act(self):
        """Gate 1: a basket is filled once the authority has accepted the partnership (K3D-129), until it is closed."""
        # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
        self.partnership_id.sudo()._check_may_act()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        for service in self:
            if service.state != "proposed":
                raise UserError(self.env._(
                    "“%(service)s” has been in the local basket and plans may point at it. Withdraw it with a reason "
                    "instead of deleting it.", service=service.name,
                ))
        if self._is_guarded():
            self._check_may_edit()

    # ------------------------------------------------------------------
    # In and out of the basket
    # ------------------------------------------------------------------

    def action_verify(self):
        """Put services into the basket one by one, put withdrawn ones back, or confirm at a review that they hold."""
        self._check_leader()
        self._check_partnership_may_act()
        for service in self:
            card = service.card_id
            if service.state == "proposed" and card:
                raise UserError(self.env._(
                    "“%(service)s” enters the basket with the card of %(institution)s. Verify the card.",
                    service=service.name, institution=card.institution_id.name,
                ))
            if service.origin == "partnership" and (
                service.institution_id not in service.partnership_id._card_institutions()
            ):
                raise UserError(self.env._(
                    "%(institution)s does not belong to the partnership. Add it to the members, or choose "
                    "“Neighbourhood” or “Self-help” as the origin of the service.",
                    institution=service.institution_id.name,
                ))
        self._check_fee_stated()
        self._mark_verified()
        return True

    def _check_fee_stated(self):
        """What is not in the basket yet enters it with its fee: nothing is taken for free unless somebody says so.

        :raises UserError: names the services by their institutions
        """
        unstated = self.filtered(lambda service: service.state == "proposed" and not service.fee)
        if unstated:
            raise UserError(self.env._(
                "Say of each service whether it is free of charge, partly paid or paid; families ask for it first. It "
                "is not stated of:\n%(services)s\nEnter it; a card may also be returned to the institution.",
                services="\n".join(f"– {service.institution_id.name}: {service.name}" for service in unstated),
            ))

    def action_withdraw(self, reason=None):
        """Ask why the services leave the basket; ``reason`` is proposed."""
        self._check_leader()
        return dialog(
            self.env._("Withdraw from the basket"), "kooperacje.service.withdraw",
            context={"default_service_ids": self.ids, "default_reason": reason},
        )

    def _check_leader(self):
        self.check_access("write")
        if not self.env["kooperacje.partnership"]._leads(self):
            raise UserError(self.env._("Only the office that leads the partnership changes the local basket."))

    def _mark_verified(self, reason=None, changes=None):
        """Services are in the basket from today on, and their offer confirmed (K3D-230).

        :param reason: for the history
        :param changes: what was written over services already in it, ``{service: {field: [before, after]}}``
        """
        changes = changes or {}
        today = office_today()
        kinds = {"proposed": "added", "withdrawn": "restored"}
        history = [
            (service, kinds.get(service.state) or ("changed" if changes.get(service) else "confirmed"))
            for service in self
        ]
        self._unguarded().write({
            "state": "verified", "verified_on": today, "confirmed_on": today, "confirmed_by_id": self.env.uid,
            "withdrawal_reason": False, "withdrawn_on": False, "merged_into_id": False,
        })
        self._log_history(history, reason, changes)
        self.env["kooperacje.basket.request"]._close_realised(self, NEW_SERVICE_KINDS)

    def _withdraw(self, reason):
        """Take services out of the basket (K3D-227). Other rooms extend this to tell whom it concerns.

        :param reason: required, kept on the service
        :raise UserError: no reason, not the leader, or not in the basket
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write why the service is withdrawn."))
        if not self:
            return
        self._check_leader()
        if any(service.state != "verified" for service in self):
            raise UserError(self.env._("Only a service of the local basket can be withdrawn."))
        self._unguarded().write({
            "state": "withdrawn", "withdrawal_reason": reason, "withdrawn_on": office_today(),
        })
        self._log_history([(service, "withdrawn") for service in self], reason)
        self.env["kooperacje.basket.request"]._close_realised(self, ["remove"])

    def _enter_basket(self, card):
        """Proposals of a card just verified: new ones enter, working copies are written over their originals.

        An original withdrawn meanwhile comes back, for the leader has just accepted that it is offered.
        """
        copies = self.filtered("replaces_id")
        originals = copies.replaces_id
        names = self._content_fields()
        before = originals._shown_values(names)
        for copy in copies:
            changed = {
                name: self._fields[name].convert_to_write(copy[name], copy)
                for name in names if copy[name] != copy.replaces_id[name]
            }
            copy.replaces_id._unguarded().write({**changed, "card_id": card.id})
        copies._unguarded().unlink()
        ((self - copies) | originals)._mark_verified(
            card._in_office_language().env._(
                "Service card of the institution, version %(version)s", version=card.version,
            ),
            originals._changes_since(before),
        )
        self._tell_of_similar(card)

    @api.model
    def _content_fields(self):
        """Fields that say what the service is. A copy takes all of them over, but not the owner."""
        keys = {"card_id", "partnership_id", "institution_id", "company_id", "sector_id"}
        return [
            name for name, field in self._fields.items()
            if field.store and field.copy and field.type != "one2many" and name not in models.MAGIC_COLUMNS
            and name not in keys and name not in self._system_names()
        ]

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------
    # What happens to a service of the basket goes into its history: who, when, what, why (``basket.change``).

    def _shown_values(self, names):
        """Values of the fields ``names`` as the office writes them: ``{service: {name: text}}``."""
        printed = self.env["kooperacje.document.printed"]
        services = self.with_context(lang=printed._print_lang())
        result = {}
        for service, shown in zip(self, services, strict=True):
            result[service] = {name: shown._shown_value(printed, name) for name in names}
        return result

    def _shown_value(self, printed, name):
        if name == "extra":
            return "; ".join(f"{label}: {text}" for label, text in self._extra_print())
        field, value = self._fields[name], self[name]
        if field.type in ("date", "datetime"):
            return fields.Date.to_string(value) if value else ""
        if field.type in ("integer", "float") and not value:
            return ""
        return printed._print_value(value, field)

    def _changes_since(self, before):
        """What differs from ``before`` (of ``_shown_values``): ``{service: {field: [before, after]}}``."""
        names = list(next(iter(before.values()), ()))
        after = self._shown_values(names)
        return {
            service: {
                name: [before[service][name], after[service][name]] for name in names
                if before[service][name] != after[service][name]
            } for service in self if service in before
        }

    @contextmanager
    def _history_of(self, vals):
        """Log what a write changes on services that are or were in the basket; transitions log for themselves."""
        reason = vals.pop("change_reason", False)
        names = [name for name in self._content_fields() if name in vals]
        in_basket = self.browse() if self._is_by_method() or not names else (
            self.filtered(lambda service: service.state != "proposed")
        )
        before = in_basket._shown_values(names)
        yield
        changes = in_basket._changes_since(before)
        in_basket._log_history([(service, "changed") for service in in_basket if changes[service]], reason, changes)

    def _log_created(self):
        """Services that come into the world in the basket (installation, data): confirmed, and in the history."""
        entered = self.filtered(lambda service: service.state == "verified")
        unconfirmed = entered.filtered(lambda service: not service.confirmed_on)
        # sudo: only the superuser creates a service in the basket.
        unconfirmed.sudo().write({"confirmed_on": office_today(), "confirmed_by_id": self.env.uid})
        entered._log_history([(service, "added") for service in entered])

    def _log_history(self, history, reason=None, changes=None):
        """Write the history of ``[(service, kind)]``, in one go.

        :param changes: ``{service: {field: [before, after]}}``
        """
        changes = changes or {}
        # sudo: the history is written by the basket for whoever changed it, and by nobody by hand.
        self.env["kooperacje.basket.change"].sudo().create([{
            "service_id": service.id, "kind": kind, "reason": reason or False, "user_id": self.env.uid,
            "values": changes.get(service) or False,
        } for service, kind in history])

    def action_open_history(self):
        self.ensure_one()
        return window(self.env, "action_basket_change", domain=[("service_id", "=", self.id)], context={})

    # ------------------------------------------------------------------
    # Variant, parts and places
    # ------------------------------------------------------------------
    # What the card's variant adds to a service: the sector's own fields, parts of a complex service, capacity.

    @api.depends("card_id.variant_id", "sector_id", "company_id")
    def _compute_variant_id(self):
        # sudo: which fields a service has follows from its card; whoever sees the service sees them.
        bare = self.filtered(lambda service: not service.card_id.sudo().variant_id)
        variants = self.env["kooperacje.card.variant"]._variants_for(bare.sector_id, bare.company_id)
        for service in self:
            service.variant_id = service.card_id.sudo().variant_id.sudo(False) or variants.get(
                (service.sector_id.id, service.company_id.id), False,
            )

    @api.depends("part_ids.name", "part_ids.sequence")
    def _compute_activities(self):
        for service in self:
            parts = service.part_ids.sorted(lambda part: (part.sequence, part._origin.id or part.id.ref or 0))
            service.activities = "\n".join(part.name for part in parts if part.name) or False

    def _inverse_activities(self):
        """Parts named by the lines, in their order; a part whose name stays is the same part."""
        created, removed = [], self.env["kooperacje.service.part"]
        for service in self:
            lines = (line.strip() for line in (service.activities or "").splitlines())
            names = list(dict.fromkeys(line for line in lines if line))
            known = {part.name: part for part in service.part_ids}
            removed |= service.part_ids.filtered(lambda part, names=names: part.name not in names)
            for sequence, name in enumerate(names, start=1):
                if name not in known:
                    created.append({"service_id": service.id, "name": name, "sequence": sequence})
                elif known[name].sequence != sequence:
                    known[name]._unguarded().sequence = sequence
        # The service has been checked by whoever wrote it.
        removed._unguarded().unlink()
        self.env["kooperacje.service.part"]._unguarded().create(created)

    @api.depends("capacity", "capacity_free", "waiting_days")
    def _compute_capacity_status(self):
        for service in self:
            if not service.capacity:
                service.capacity_status = service.capacity_status or False
            elif service.capacity_free <= 0:
                service.capacity_status = "waiting" if service.waiting_days else "full"
            else:
                few = service.capacity_free * FEW < service.capacity
                service.capacity_status = "few" if few else "free"

    @api.depends("capacity", "capacity_free", "capacity_status")
    def _compute_capacity_stated_on(self):
        today = office_today()
        for service in self:
            service.capacity_stated_on = today if service.capacity or service.capacity_status else False

    @api.onchange("kind")
    def _onchange_kind(self):
        """A simple service has no parts."""
        if self.kind == "simple":
            self.part_ids = False

    @contextmanager
    def _history_of_parts(self, vals):
        """Parts that the leader changes go into the history, and to copies that have them as they were."""
        if "part_ids" not in vals:
            yield
            return
        before = self.filtered(lambda service: service.state != "proposed")._shown_values(["activities"])
        reason = vals.get("change_reason")
        # sudo: as for the fields of a copy, see ``_untouched_copies``.
        copies = self.sudo().search([
            ("replaces_id", "in", self.ids), ("card_id.document_state", "=", "draft"),
        ]).filtered(lambda copy: copy.activities == copy.replaces_id.activities)
        yield
        for copy in copies:
            copy.activities = copy.replaces_id.activities
        changes = {service: change for service, change in self._changes_since(before).items() if change}
        self._log_history([(service, "changed") for service in changes], reason, changes)

    # ------------------------------------------------------------------
    # Institutions that stop taking part
    # ------------------------------------------------------------------
    # A service is not offered while its institution is suspended in the partnership, nor after it has left it.

    @api.depends(
        "institution_id", "partnership_id.membership_ids.away_from", "partnership_id.membership_ids.state",
        "partnership_id.membership_ids.institution_id",
    )
    def _compute_away_from(self):
        # sudo: memberships of the partnership whose basket it is; only one day leaves this method.
        for partnership, services in self.grouped("partnership_id").items():
            last = {
                membership.institution_id.id: membership.away_from
                for membership in partnership.sudo().membership_ids.sorted(
                    lambda one: (one.state in ("member", "suspended"), one._origin.id)
                ) if membership.state != "invited"
            }
            for service in services:
                service.away_from = last.get(service.institution_id._origin.id, False)

    @api.depends("away_from")
    def _compute_is_provider_away(self):
        today = office_today()
        for service in self:
            service.is_provider_away = bool(service.away_from) and service.away_from <= today

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import agreement_term
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import count_by, dialog, window_of

# Months of the three phases of the cycle (RUR-119–122).
PHASES = ("preparation_months", "work_months", "closing_months")
CYCLE = (3, 13, 2)
# Agreements between units of self-government: each of them has a treasurer.
GOVERNMENT_KINDS = {"region", "county"}


class Agreement(models.Model):
    """Agreement behind a partnership (RUR-155–157): between levels of government, or establishing the partnership.

    It is printed from the clauses of its kind, or only registered when it was drawn up elsewhere. Once signed it
    stands until its term is over or it is terminated. Terminated, it no longer opens any gate; the end of its term
    alone does not stop the work with families, the next cycle asks for a new agreement (gate 9, RUR-114).

    An annex is an agreement of its own that changes another one. It opens no gate, it may only move the end.
    """

    _name = "kooperacje.agreement"
    _description = "Agreement"
    _inherit = ["kooperacje.document.term.mixin", "mail.thread"]
    _order = "signed_on desc, id desc"
    _system_fields = frozenset({
        "annex_number", "termination_date", "termination_notice_on", "termination_party_id", "termination_reason",
        "valid_until",
    })
    _fixed_fields = frozenset({"annex_of_id"})
    _document_elsewhere_field = "is_external"
    _term_fields = ("date_from", "valid_until")

    name = fields.Char("Subject of the agreement", required=True)
    kind = fields.Selection(
        [
            ("region", "Voivodeship – county – communes"),
            ("county", "County – communes: implementing the Model"),
            ("partnership", "Establishing the partnership"),
            ("other", "Other"),
        ],
        required=True, default="partnership",
    )
    is_external = fields.Boolean(
        "Drawn up elsewhere", help="The text was not made here: only its signed copy is registered.",
    )
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict",
        help="The office that keeps the agreement; the offices of its partnerships read it.",
    )
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")
    partnership_ids = fields.Many2many(
        "kooperacje.partnership", string="Partnerships",
        help="One agreement between county and communes may stand behind the partnerships of several offices.",
    )
    party_ids = fields.Many2many("res.partner", string="Parties")
    signatory_ids = fields.One2many("kooperacje.agreement.signatory", "agreement_id", "Signatories", copy=True)
    place = fields.Char("Place of signing", help="Town printed above the parties; empty: the town of the office.")
    provisions = fields.Text("Particular provisions", help="What these parties agree beside the clauses.")

    date_from = fields.Date("In force from")
    preparation_months = fields.Integer("Preparation (months)", compute="_compute_phases", store=True, readonly=False)
    work_months = fields.Integer("Work with families (months)", compute="_compute_phases", store=True, readonly=False)
    closing_months = fields.Integer("Summary (months)", compute="_compute_phases", store=True, readonly=False)
    date_to = fields.Date(
        "In force until", compute="_compute_date_to", store=True, readonly=False,
        help="Follows from the phases; empty for an agreement without end.",
    )
    notice_months = fields.Integer("Notice (months)", default=1, help="To the end of a month; 0: at once.")
    valid_until = fields.Date(
        "Stands until", compute="_compute_valid_until", store=True,
        help="Its end, as moved by the last signed annex or brought forward by termination.",
    )

    scope = fields.Selection(
        [("whole", "The whole Model"), ("elements", "Elements of the Model")], "What is implemented", default="whole",
        # RUR-8
        required=True, help="Communes decide to implement an element of the Model or the whole.",
    )
    scope_elements = fields.Text("Which elements")

    amount = fields.Monetary("Money involved", help="With an amount the treasurer signs too.")
    amount_purpose = fields.Char("Purpose of the money")

    annex_of_id = fields.Many2one(
        "kooperacje.agreement", "Annex to", index="btree_not_null", ondelete="restrict", copy=False,
    )
    annex_number = fields.Integer("Annex no.", readonly=True, copy=False)
    annex_ids = fields.One2many("kooperacje.agreement", "annex_of_id", "Annexes")
    annex_count = fields.Integer("Number of annexes", compute="_compute_annex_count")

    termination_notice_on = fields.Date("Notice given on", readonly=True, copy=False)
    termination_date = fields.Date("Terminated with the end of", readonly=True, copy=False, tracking=True)
    termination_party_id = fields.Many2one(
        "res.partner", "Terminated by", readonly=True, copy=False, help="Empty: by consent of the parties.",
        ondelete="restrict",
    )
    termination_reason = fields.Char("Reason of termination", readonly=True, copy=False)

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "An agreement cannot end before it begins. Correct “In force from” or “In force until”.",
    )
    _months = models.Constraint(
        "CHECK(preparation_months BETWEEN 0 AND 120 AND work_months BETWEEN 0 AND 120 "
        "AND closing_months BETWEEN 0 AND 120)",
        "A phase lasts 0 to 120 months.",
    )
    _notice_months = models.Constraint("CHECK(notice_months BETWEEN 0 AND 24)", "Notice is 0 to 24 months.")
    _amount = models.Constraint("CHECK(amount >= 0)", "An amount of money is not negative.")
    _annex_uniq = models.UniqueIndex(
        "(annex_of_id, annex_number) WHERE annex_of_id IS NOT NULL", "This annex has been numbered already.",
    )

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------

    @api.depends("kind", "annex_of_id", "is_external")
    def _compute_phases(self):
        for agreement in self:
            cycle = agreement.kind == "county" and not agreement.annex_of_id and not agreement.is_external
            for name, months in zip(PHASES, CYCLE, strict=True):
                agreement[name] = agreement[name] or (months if cycle else 0)

    @api.depends("date_from", *PHASES)
    def _compute_date_to(self):
        for agreement in self:
            months = sum(agreement[name] for name in PHASES)
            follows = agreement.date_from and months > 0
            agreement.date_to = (
                agreement_term.end_of_months(agreement.date_from, months) if follows else agreement.date_to
            )

    @api.depends("date_to", "termination_date", "annex_ids.document_state", "annex_ids.date_to")
    def _compute_valid_until(self):
        for agreement in self:
            moved = agreement.annex_ids.filtered(
                lambda annex: annex.document_state == "signed" and annex.date_to
            ).sorted("annex_number")[-1:]
            end = moved.date_to or agreement.date_to
            terminated = agreement.termination_date
            agreement.valid_until = min(end, terminated) if end and terminated else end or terminated

    @api.depends("annex_ids")
    def _compute_annex_count(self):
        counts = count_by(self, "annex_of_id", self.ids)
        for agreement in self:
            agreement.annex_count = counts.get(agreement._origin.id, 0)

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("annex_of_id", "kind")
    def _check_annex(self):
        for annex in self.filtered("annex_of_id"):
            main = annex.annex_of_id
            if main.annex_of_id:
                raise ValidationError(self.env._("An annex is made to the agreement itself, not to another annex."))
            if annex.kind != main.kind or annex.company_id != main.company_id:
                raise ValidationError(self.env._("An annex is of the kind and office of its agreement."))

    @api.constrains("date_from", "date_to", "annex_of_id")
    def _check_annex_dates(self):
        for annex in self.filtered("annex_of_id"):
            begins = annex.annex_of_id.date_from
            if begins and any(day and day < begins for day in (annex.date_from, annex.date_to)):
                raise ValidationError(self.env._(
                    "An annex is not in force before its agreement, which begins on %(date)s.",
                    date=format_date(self.env, begins),
                ))

    @api.model_create_multi
    def create(self, vals_list):
        serialise_on(self.browse({vals["annex_of_id"] for vals in vals_list if vals.get("annex_of_id")}))
        agreements = super().create(vals_list)
        for annex in agreements.filtered("annex_of_id"):
            annex.annex_of_id._check_may_change()
            # The annex is written by its keeper; so must be the agreement that it changes.
            annex.annex_of_id.check_access("write")
            (last,), = self._read_group([("annex_of_id", "=", annex.annex_of_id.id)], [], ["annex_number:max"])
            annex._unguarded().annex_number = (last or 0) + 1
        return agreements

    def write(self, vals):
        if "company_id" in vals and any(agreement.company_id.id != vals["company_id"] for agreement in self):
            raise UserError(self.env._("An agreement stays with the office that keeps it."))
        before = {agreement: agreement.partnership_ids for agreement in self if "partnership_ids" in vals}
        result = super().write(vals)
        self._check_partnerships(before)
        return result

    @api.model
    def _check_partnerships(self, before):
        """:raises UserError: a partnership is taken out of a signed agreement, or put under one to which its leader is
            no party
        :param before: partnerships by agreement, as they were
        """
        for agreement, partnerships in before.items():
            if agreement.document_state not in ("issued", "signed"):
                continue
            if partnerships - agreement.partnership_ids:
                raise UserError(self.env._(
                    "Agreement %s is signed for its partnerships, and they stay. An annex or a new agreement changes "
                    "for whom it is.", agreement.document_number or agreement.name,
                ))
            # sudo: who leads a partnership stands in its documents; one of another office may be among them.
            joined = (agreement.partnership_ids - partnerships).sudo()
            if not self.env.su and joined.leader_id - agreement.party_ids:
                raise UserError(self.env._(
                    "%(leader)s is no party to agreement %(agreement)s. A partnership stands on an agreement that its "
                    "leader has signed.", leader=", ".join((joined.leader_id - agreement.party_ids).mapped("name")),
                    agreement=agreement.document_number or agreement.name,
                ))

    def copy_data(self, default=None):
        """A copy is a new agreement; an annex is made with its button."""
        if self.annex_of_id:
            raise UserError(self.env._("An annex is not copied. Open the agreement and press “Annex”."))
        return super().copy_data(default)

    def _stands(self):
        """Those that open gates: signed, no annex, and not terminated by today."""
        today = office_today()
        return self.filtered(
            lambda agreement: agreement.document_state == "signed" and not agreement.annex_of_id
            and not (agreement.termination_date and agreement.termination_date < today)
        )

    def _establishes_rural_team(self):
        """Those by which institutions establish a team of the rural Model, annexes left out."""
        return self.filtered(
            lambda agreement: agreement.kind == "partnership" and not agreement.annex_of_id
            and "rural" in agreement.partnership_ids.mapped("variant")
        )

    def _check_team_is_temporary(self):
        """:raises UserError: a rural team without the day on which it begins or ends (RUR-16)"""
        for agreement in self._establishes_rural_team():
            if not (agreement.date_from and agreement.date_to):
                raise UserError(self.env._(
                    "A team of the rural Model is temporary. Enter its first and last day in “In force from” and “In "
                    "force until”; going on takes a new agreement.",
                ))

    def _check_order_of_signing(self):
        """:raises UserError: those of voivodeship, county and communes are not signed before the one that establishes
            the team (RUR-157); where the voivodeship has none in preparation, it takes no part
        """
        for agreement in self._establishes_rural_team():
            # sudo: agreements behind the partnership may be kept by another office; only what is missing is told.
            others = agreement.sudo().partnership_ids.agreement_ids.filtered(
                lambda other: other.document_state != "void" and not other.annex_of_id
            )
            missing = []
            waiting = others.filtered(lambda other: other.document_state != "signed")
            if "region" in waiting.mapped("kind"):
                missing.append(self.env._("voivodeship, county and communes"))
            if "county" not in others._stands().mapped("kind"):
                missing.append(self.env._("county and communes"))
            if missing:
                raise UserError(self.env._(
                    # RUR-157
                    "The agreement that establishes the team is the last one to be signed. Not signed yet:\n"
                    "%(missing)s", missing="\n".join(f"• {parties}" for parties in missing),
                ))

    def _check_may_change(self):
        """Raise ``UserError`` unless each agreement is signed and not terminated."""
        for agreement in self:
            if agreement.document_state != "signed":
                raise UserError(self.env._(
                    "“%(name)s” is not signed. Correct the draft instead.", name=agreement.name,
                ))
            if agreement.termination_date:
                raise UserError(self.env._(
                    "“%(name)s” was terminated with the end of %(date)s.", name=agreement.name,
                    date=format_date(self.env, agreement.termination_date),
                ))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_propose_signatories(self):
        """A line for each party that nobody signs for, and for the treasurer where money is involved.

        Who signs for a party is known from its membership; the rest is typed (RUR-158 leaves it open).
        """
        self.ensure_one()
        self.check_access("write")
        self._document_check_editable()
        signing = self.signatory_ids.grouped("capacity")
        members = self.partnership_ids.membership_ids.filtered("representative_id")
        heads = {member.institution_id: member.representative_id for member in members}
        values = [
            {"party_id": party.id, "capacity": "party", "person_id": heads[party].id if party in heads else False}
            for party in self.party_ids - signing.get("party", self.signatory_ids.browse()).party_id
        ]
        if self.amount:
            paying = self.party_ids if self.kind in GOVERNMENT_KINDS else self.company_id.partner_id & self.party_ids
            values += [
                {"party_id": party.id, "capacity": "treasurer", "function": self.env._("Treasurer")}
                for party in paying - signing.get("treasurer", self.signatory_ids.browse()).party_id
            ]
        if not values:
            raise UserError(self.env._("Every party has its signatory. Add the parties first, or edit the lines."))
        last = max(self.signatory_ids.mapped("sequence"), default=0)
        self.signatory_ids = [
            Command.create({**line, "sequence": last + number}) for number, line in enumerate(values, start=1)
        ]

    def action_annex(self):
        """Draft the next annex, with the parties and signatories of the agreement, and open it.

        One that is in preparation already is opened instead: a second press makes no second annex.
        """
        self.ensure_one()
        self._check_may_change()
        if self.annex_of_id:
            raise UserError(self.env._("An annex is made to the agreement itself, not to another annex."))
        serialise_on(self)
        draft = self.search([("annex_of_id", "=", self.id), ("document_state", "=", "draft")], limit=1)
        annex = draft or self.create({
            "name": self.name, "kind": self.kind, "company_id": self.company_id.id, "annex_of_id": self.id,
            "partnership_ids": [Command.set(self.partnership_ids.ids)],
            "party_ids": [Command.set(self.party_ids.ids)], "place": self.place,
            "signatory_ids": [
                Command.create(line) for line in self.signatory_ids.copy_data()
            ],
        })
        return {**self._agreement_form(), "res_id": annex.id}

    def _agreement_form(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form"}

    def action_view_annexes(self):
        return window_of(self, "action_agreement", "annex_of_id", create=False)

    def action_terminate(self):
        """Open the wizard that registers notice or the consent of the parties."""
        self.ensure_one()
        self._check_may_change()
        return dialog(
            self.env._("Terminate the agreement"), "kooperacje.agreement.terminate",
            context={"default_agreement_id": self.id},
        )

    def _terminate(self, notice_on, ends_on, reason, party=None):
        """Register that the agreement ends with the end of ``ends_on``.

        :param party: the party that gave notice; ``None`` when all parties consented, on whatever day they like
        :raise UserError: not signed, terminated already, an annex, no reason, notice in the future or from somebody
            who is no party, an end before the beginning, the notice or the period of notice
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_change()
        reason = (reason or "").strip()
        notice_on, ends_on = fields.Date.to_date(notice_on), fields.Date.to_date(ends_on)
        if self.annex_of_id:
            raise UserError(self.env._("An annex ends with its agreement. Terminate the agreement itself."))
        if not reason:
            raise UserError(self.env._("Give the reason of the termination."))
        if not notice_on or not ends_on:
            raise UserError(self.env._("Give the day of the notice and the day with which the agreement ends."))
        if notice_on > office_today():
            raise UserError(self.env._("Notice that has not been given yet cannot be registered."))
        begins = max(filter(None, (self.date_from, self.signed_on)))
        if ends_on < begins or ends_on < notice_on:
            raise UserError(self.env._(
                "The agreement cannot end before it begins (%(begins)s) nor before the notice (%(notice)s).",
                begins=format_date(self.env, begins), notice=format_date(self.env, notice_on),
            ))
        if self.valid_until and ends_on > self.valid_until:
            raise UserError(self.env._(
                "The agreement ends on %(date)s anyway.", date=format_date(self.env, self.valid_until),
            ))
        if party:
            if party not in self.party_ids:
                raise UserError(self.env._("%(name)s is not a party to this agreement.", name=party.name))
            earliest = agreement_term.end_of_notice(notice_on, self.notice_months)
            if ends_on < earliest:
                raise UserError(self.env._(
                    "With %(months)s months of notice the agreement ends on %(date)s at the earliest; sooner only by "
                    "consent of all parties.",
                    months=self.notice_months, date=format_date(self.env, earliest),
                ))
        self._unguarded().write({
            "termination_notice_on": notice_on, "termination_date": ends_on, "termination_reason": reason,
            "termination_party_id": party.id if party else False,
        })
        told = self._in_office_language()
        told._document_log(told.env._("Terminated with the end of %(date)s.", date=format_date(told.env, ends_on)))

    def action_cancel_termination(self):
        """Take back a termination before it took effect: the notice was withdrawn or registered by mistake."""
        self.check_access("write")
        today = office_today()
        for agreement in self:
            if not agreement.termination_date or agreement.termination_date < today:
                raise UserError(self.env._("There is no termination that could still be taken back."))
        self._unguarded().write({
            "termination_notice_on": False, "termination_date": False, "termination_reason": False,
            "termination_party_id": False,
        })
        for agreement in self:
            told = agreement._in_office_language()
            told._document_log(told.env._("The termination was taken back."))

    # ------------------------------------------------------------------
    # Core institutions
    # ------------------------------------------------------------------

    def action_add_core(self):
        """Make the core institutions parties to the agreement that establishes the team (RUR-77)."""
        self.ensure_one()
        self.check_access("write")
        self._document_check_editable()
        core = self.partnership_ids.membership_ids.filtered(
            lambda membership: membership.kind == "core" and membership.state in ("invited", "member")
        ).institution_id
        if not core - self.party_ids:
            raise UserError(self.env._(
                "All core institutions of the partnership are parties already. Invite institutions to the partnership "
                "first, or add other parties by hand.",
            ))
        self.party_ids |= core

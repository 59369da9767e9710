from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import composition
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window, window_of

from .membership import CURRENT
from .process_step import VARIANTS
from .role_assignment import COUNTY_ANIMATOR

# Kooperacje 3D is meant for urban communes of more than 20,000 inhabitants (K3D-1).
URBAN_POPULATION = 20_000
# Roles that act for the leader: they keep the partnership, its basket and its requests.
LEADER_ROLES = ("network_worker", "manager")
VOIVODESHIP = "voivodeship"


class Partnership(models.Model):
    """Partnership of institutions: partnerski zespół kooperacyjny (PZK, K3D-7), rural Partnerski Zespół Kooperacji.

    It belongs to the company of its leader. Everything under it carries that key, so it never changes company.

    preparation → initiation → active → closed, by the methods below only. Nothing is initiated and no institution
    joins before the authority has accepted it (K3D-129): in the urban variant the mayor by the authorisation of
    tool 4, in the rural one county and communes by a signed agreement (RUR-156).

    The voivodeship team (wojewódzki zespół kooperacyjny, WZK; RUR-39–42, 71, 83, 99, 106) is a partnership of its own
    kind, led by the regional centre (ROPS) as an office of this database: its members are institutions of the
    voivodeship, its board, universities. It meets, plans its year, takes decisions, recommends and gives references, on
    a way of its own. It helps no families, so it has neither basket nor cases, and no mayor authorises it. Like every
    partnership it is kept by the network worker of its office, here the adviser for the Model (RUR-31), and by the
    head; those who hold the regional role of the centre read it.
    """

    _name = "kooperacje.partnership"
    _description = "Partnership"
    _inherit = ["kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "company_id, name"
    _system_fields = frozenset({"state"})
    _duties = {
        name: [("state", "!=", "closed")]
        for name in ("register_keeper_id", "commune_animator_id", "county_animator_id", "adviser_id")
    }

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    variant = fields.Selection(VARIANTS, required=True, default="urban", tracking=True)
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict",
    )
    leader_id = fields.Many2one(
        "res.partner", "Leader", related="company_id.partner_id", store=True, index=True,
        # K3D-6
        help="Social assistance centre (OPS) or social services centre (CUS) that leads the partnership.",
    )
    strategic_partner_id = fields.Many2one(
        "res.partner", "Strategic partner (PCPR)", index="btree_not_null", ondelete="restrict", tracking=True,
        domain=[("institution_type_id.is_strategic", "=", True)],
    )
    regional_centre_id = fields.Many2one(
        "res.partner", "Regional centre (ROPS)", index="btree_not_null", ondelete="restrict", tracking=True,
        domain=[("institution_type_id.is_regional", "=", True)],
    )
    area_ids = fields.Many2many("kooperacje.area", string="Territory")
    # K3D-31
    territory_note = fields.Char(help="Narrower territory, e.g. a housing estate.")
    state = fields.Selection(
        [("preparation", "Preparation"), ("initiation", "Initiation"), ("active", "Active"), ("closed", "Closed")],
        default="preparation", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    authorisation_number = fields.Char(
        # K3D-129
        copy=False, help="Mayor's authorisation (tool 4). Nothing may be done for the partnership before it.",
    )
    authorisation_date = fields.Date("Authorised on", copy=False, tracking=True)
    date_established = fields.Date(copy=False)
    date_end = fields.Date(copy=False)
    request_days = fields.Integer(
        "Days to decide a request", default=14,
        help="Time the rules of the partnership give the leader to decide on requests: to complete the composition of "
             "the partnership, to update the local basket.",
    )
    membership_ids = fields.One2many("kooperacje.membership", "partnership_id", "Members")
    member_ids = fields.Many2many(
        "res.partner", string="Member institutions", compute="_compute_member_ids", search="_search_member_ids",
    )
    # Not copied: a copy would stand on the signed acceptance of another partnership (K3D-129).
    agreement_ids = fields.Many2many("kooperacje.agreement", string="Agreements", copy=False)
    member_count = fields.Integer("Number of members", compute="_compute_counts")
    invited_count = fields.Integer("Number of invited institutions", compute="_compute_counts")
    agreement_count = fields.Integer("Number of agreements", compute="_compute_agreement_count")
    missing_sector_ids = fields.Many2many(
        "kooperacje.sector", string="Sectors without a member", compute="_compute_missing_sector_ids",
        # K3D-64
        help="Basic cooperation areas that no member institution represents yet.",
    )
    is_strategic_partner_required = fields.Boolean(compute="_compute_is_strategic_partner_required")
    scope_warning = fields.Char(compute="_compute_scope_warning")
    missing_steps = fields.Text("Missing for the next step", compute="_compute_missing_steps")

    authorisation_ids = fields.One2many("kooperacje.authorisation", "partnership_id", "Authorisations")
    authorisation_date_to = fields.Date("Authorised until", copy=False, tracking=True)
    has_authorisation = fields.Boolean(compute="_compute_has_authorisation")

    # K3D-66
    missing_dimensions = fields.Text(compute="_compute_missing_dimensions")
    suspended_count = fields.Integer("Suspended members", compute="_compute_suspended_count")

    _dates_order = models.Constraint(
        "CHECK(date_established IS NULL OR date_end IS NULL OR date_end >= date_established)",
        "A partnership cannot end before it was established.",
    )

    _request_days = models.Constraint(
        "CHECK(request_days BETWEEN 1 AND 90)", "Requests are decided within 1 to 90 days.",
    )
    # A team that was closed or archived gives way to the next one.
    _one_voivodeship_team = models.UniqueIndex(
        "(company_id) WHERE variant = 'voivodeship' AND state != 'closed' AND active",
        "This office leads a voivodeship team already. There is one in a voivodeship: close it before you set up "
        "another.",
    )

    @api.depends("membership_ids.state")
    def _compute_member_ids(self):
        for partnership in self:
            partnership.member_ids = partnership.membership_ids.filtered(
                lambda m: m.state == "member"
            ).institution_id

    def _search_member_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return [("membership_ids", "any", [("state", "=", "member"), ("institution_id", operator, value)])]

    @api.depends("membership_ids.state")
    def _compute_counts(self):
        rows = self.env["kooperacje.membership"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "in", CURRENT)], ["partnership_id", "state"], ["__count"],
        )
        counts = {(partnership.id, state): count for partnership, state, count in rows}
        for partnership in self:
            partnership.member_count = counts.get((partnership._origin.id, "member"), 0)
            partnership.invited_count = counts.get((partnership._origin.id, "invited"), 0)

    @api.depends("agreement_ids")
    def _compute_agreement_count(self):
        count_by_partnership = count_by(self.env["kooperacje.agreement"], "partnership_ids", self.ids)
        for partnership in self:
            partnership.agreement_count = count_by_partnership.get(partnership._origin.id, 0)

    @api.depends("variant", "membership_ids.state", "membership_ids.institution_id.sector_id")
    def _compute_missing_sector_ids(self):
        """The areas of K3D-64 are those of a commune's institutions; the team of RUR-39 is composed otherwise."""
        basic = self.env["kooperacje.sector"].search([("is_basic", "=", True)])
        for partnership in self:
            communal = not partnership._is_voivodeship_team()
            partnership.missing_sector_ids = communal and basic - partnership.member_ids.sector_id

    @api.depends("variant", "area_ids.code")
    def _compute_is_strategic_partner_required(self):
        """In a city with county rights the tasks of PCPR are the city's own (art. 112 ust. 12 u.p.s.)."""
        for partnership in self:
            partnership.is_strategic_partner_required = not partnership._is_voivodeship_team() and not (
                partnership.area_ids and all(area.has_county_rights for area in partnership.area_ids)
            )

    @api.depends("variant", "area_ids.population", "area_ids.kind")
    def _compute_scope_warning(self):
        """The Model is elastic: a commune out of its scope is warned, never blocked (K3D-1, RUR-1)."""
        for partnership in self:
            communes = partnership.area_ids.filtered(lambda area: area.level == "commune")
            warning = False
            if partnership.variant == "urban" and communes:
                population = sum(communes.mapped("population"))
                if any(commune.kind in ("2", "5") for commune in communes):
                    warning = self.env._(
                        "Kooperacje 3D is meant for urban communes. For a rural commune choose the rural variant.",
                    )
                elif population and population <= URBAN_POPULATION:
                    warning = self.env._(
                        "Kooperacje 3D is meant for urban communes of more than 20,000 inhabitants; this one has "
                        "%(population)s.", population=population,
                    )
            elif partnership.variant == "rural" and any(commune.kind == "1" for commune in communes):
                warning = self.env._(
                    "The rural variant is meant for rural communes. For an urban commune choose Kooperacje 3D.",
                )
            partnership.scope_warning = warning

    @api.depends(
        "state", "variant", "authorisation_number", "authorisation_date", "agreement_ids.document_state",
        "agreement_ids.kind", "agreement_ids.termination_date",
        "area_ids.code", "leader_id.institution_type_id", "strategic_partner_id",
        "membership_ids.state",
    )
    def _compute_missing_steps(self):
        following = {"preparation": "initiation", "initiation": "active"}
        for partnership in self:
            partnership.missing_steps = "\n".join(partnership._missing_for(following.get(partnership.state)))

    @api.constrains("strategic_partner_id", "regional_centre_id")
    def _check_functions(self):
        for partnership in self:
            strategic, regional = partnership.strategic_partner_id, partnership.regional_centre_id
            if strategic and not strategic.institution_type_id.is_strategic:
                raise ValidationError(self.env._(
                    "%(institution)s cannot be the strategic partner: that is the county family support centre (PCPR). "
                    "Choose a PCPR or correct the type of the institution.", institution=strategic.name,
                ))
            if regional and not regional.institution_type_id.is_regional:
                raise ValidationError(self.env._(
                    "%(institution)s cannot be the regional centre: that is the ROPS of the voivodeship. Choose a ROPS "
                    "or correct the type of the institution.", institution=regional.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            office = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            self._check_one_leader(vals, office)
        partnerships = super().create(vals_list)
        # sudo: the steps of a partnership one may create follow from the pattern.
        partnerships.sudo()._start_process()
        partnerships.filtered("register_keeper_id")._check_names_keeper()
        partnerships._complete_voivodeship_teams()
        return partnerships

    def _check_one_leader(self, vals, office):
        """A partnership has one leader, the office that keeps it (K3D-6)."""
        # sudo: which institution an office is, is no secret.
        if vals.get("leader_id") and vals["leader_id"] != office.sudo().partner_id.id:
            raise UserError(self.env._(
                "A partnership has one leader: the office that keeps it. Invite the other institution as a member, or "
                "set the partnership up in the office that is to lead it.",
            ))

    def write(self, vals):
        other_kind = self._changing_kind(vals)
        self._check_authorisation_kept(vals)
        if "register_keeper_id" in vals:
            self._check_names_keeper()
        self._check_rules_kept(vals)
        other_variant = self._changing_variant(vals)
        for partnership in self if "leader_id" in vals else ():
            partnership._check_one_leader(vals, partnership.company_id)
        if "company_id" in vals and any(partnership.company_id.id != vals["company_id"] for partnership in self):
            raise UserError(self.env._(
                "A partnership stays with the office that leads it, with its cases and documents. Close it and set up "
                "a new one in the other office.",
            ))
        agreements = self.agreement_ids if "agreement_ids" in vals else self.env["kooperacje.agreement"]
        before = {agreement: agreement.partnership_ids for agreement in agreements}
        result = super().write(vals)
        if "agreement_ids" in vals:
            new = self.agreement_ids - agreements
            agreements._check_partnerships({
                **before, **{agreement: agreement.partnership_ids - self for agreement in new},
            })
        if other_variant:
            other_variant._replace_steps()
        elif "cycle_start" in vals:
            self._plan_steps()
        other_kind._complete_voivodeship_teams()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(partnership.state != "preparation" for partnership in self):
            raise UserError(self.env._("A partnership that has begun is closed or archived, not deleted."))

    @api.model
    def _only_one(self, domain):
        """The partnership of ``domain`` that the user reads; none where there are several."""
        partnerships = self.search(domain, limit=2)
        return partnerships if len(partnerships) == 1 else self.browse()

    @api.model
    def _only_one_of_user(self):
        """The partnership of the user, where there is but one that is not closed."""
        return self._only_one([("state", "!=", "closed")])

    @api.model
    def _only_one_led(self):
        """The partnership for which the user acts, where there is but one that is not closed."""
        return self._only_one([("company_id", "in", list(self._led_company_ids())), ("state", "!=", "closed")])

    @api.model
    def _leads(self, records):
        """Whether the user acts for the partnerships of all ``records``, by their office; the program itself does."""
        if self.env.su:
            return True
        led = self._led_company_ids()
        return all(record.company_id.id in led for record in records)

    @api.model
    def _led_company_ids(self):
        """Offices for whose partnerships the user acts: network worker or manager there today (K3D-228)."""
        # sudo: a user may always know the roles that are his or her own.
        return set(self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "in", LEADER_ROLES), ("is_current", "=", True),
        ]).company_id.ids)

    @api.model
    def _leads_voivodeship_only(self):
        """Whether the offices for which the user acts lead the team of a voivodeship and no partnership that helps
        families (RUR-39).
        """
        # sudo: which kinds of partnership the own offices lead; nothing of them is told.
        kinds = {variant for [variant] in self.sudo()._read_group([
            ("company_id", "in", list(self._led_company_ids())), ("state", "!=", "closed"),
        ], ["variant"])}
        return kinds == {VOIVODESHIP}

    @api.model
    def _coordinated_company_ids(self):
        """Offices whose partnerships the user coordinates today as animator of the county (RUR-44, 51)."""
        # sudo: a user may always know the roles that are his or her own.
        return set(self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", COUNTY_ANIMATOR), ("is_current", "=", True),
        ]).company_id.ids)

    # ------------------------------------------------------------------
    # Gates
    # ------------------------------------------------------------------

    def _missing_authorisation(self):
        """What the authority's acceptance still lacks, as sentences; empty once anything may be done (K3D-129).

        Beside number and date: the authorisation has not expired, unless an agreement stands in its place. No mayor
        stands above the voivodeship team: the regional centre sets it up (RUR-83).
        """
        if self._is_voivodeship_team():
            return []
        missing = self._missing_acceptance()
        expired = self.authorisation_date_to and self.authorisation_date_to < office_today()
        if missing or not expired:
            return missing
        if self.variant == "rural" and self.agreement_ids._stands().filtered(lambda paper: paper.kind == "county"):
            return []
        return [self.env._(
            "a new authorisation: the last one was valid until %(date)s",
            date=format_date(self.env, self.authorisation_date_to),
        )]

    def _missing_acceptance(self):
        """The same for an acceptance of a commune's authority, expired or not."""
        self.ensure_one()
        if self.variant == "rural":
            if self.agreement_ids._stands().filtered(lambda agreement: agreement.kind == "county"):
                return []
            # Communes without an agreement of their own act on an authorisation as towns do (RUR-158).
            if self.authorisation_number and self.authorisation_date:
                if self.authorisation_date > office_today():
                    return [self.env._("a date of the authorisation that is not in the future")]
                return []
            return [self.env._(
                "a signed agreement of county and communes on implementing the Model, or the authorisation of the "
                "head of the commune (number and date)",
            )]
        missing = []
        if not self.authorisation_number:
            missing.append(self.env._("the number of the mayor's authorisation (tool 4)"))
        if not self.authorisation_date:
            missing.append(self.env._("the date of the mayor's authorisation (tool 4)"))
        elif self.authorisation_date > office_today():
            missing.append(self.env._("a date of the mayor's authorisation that is not in the future"))
        return missing

    def _missing_leader(self):
        """What keeps the office from leading such a partnership, as sentences."""
        if self._is_voivodeship_team():
            return [] if self.leader_id.institution_type_id.is_regional else [
                self.env._("the leader must be the regional centre (ROPS)"),
            ]
        if self.leader_id.institution_type_id.can_lead:
            return []
        return [self.env._(
            "the leader must be a social assistance centre (OPS) or social services centre (CUS): set the type of "
            "%(leader)s", leader=self.leader_id.name or self.company_id.name,
        )]

    def _missing_for(self, state):
        """What the partnership still lacks to enter ``state``, as sentences for an office worker.

        In Kooperacje 3D the members of a partnership at work realise all three dimensions (K3D-66).
        """
        self.ensure_one()
        if state not in ("initiation", "active"):
            return []
        missing = self._missing_authorisation() + self._missing_leader()
        if state == "active":
            if not self.area_ids:
                missing.append(self.env._("the territory"))
            if self.is_strategic_partner_required and not self.strategic_partner_id:
                missing.append(self.env._(
                    "the strategic partner (PCPR); only a city with county rights may do without",
                ))
            if not (self.member_ids - self.leader_id).filtered(lambda member: member._offers_services()):
                missing.append(self.env._("at least one member besides the leader"))
            elif self.variant == "urban":
                missing += [
                    self.env._("a dimension of cooperation %(dimension)s", dimension=text)
                    for text in self._missing_dimensions()
                ]
        return missing

    def _check_gate(self, state):
        for partnership in self:
            missing = partnership._missing_for(state)
            if missing:
                raise UserError(self.env._(
                    "%(partnership)s cannot go on yet. Missing:\n%(missing)s", partnership=partnership.name,
                    missing="\n".join(f"• {line}" for line in missing),
                ))

    def _check_may_act(self):
        """Raise ``UserError`` unless work may be done for the partnership: authorised, begun and not closed.

        Asked before institutions are invited and join, it meets, and its basket is filled (K3D-129).
        """
        for partnership in self:
            missing = partnership._missing_authorisation()
            if missing or partnership.state == "preparation":
                missing = missing or [self.env._("press “Begin” on the partnership")]
                raise UserError(self.env._(
                    "Nothing may be done for %(partnership)s before the authority has accepted it. Missing:\n"
                    "%(missing)s",
                    partnership=partnership.name, missing="\n".join(f"• {line}" for line in missing),
                ))
        self._check_not_closed()

    def _check_not_closed(self):
        for partnership in self:
            if partnership.state == "closed":
                raise UserError(self.env._("%(partnership)s is closed.", partnership=partnership.name))

    def _start_step(self, states, action):
        """Check the caller and the present state; what follows runs as superuser, past the guard on ``state``."""
        self.check_access("write")
        for partnership in self:
            if partnership.state not in states:
                raise UserError(self.env._(
                    "“%(action)s” does not apply to %(partnership)s in its present state.", action=action,
                    partnership=partnership.name,
                ))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_begin(self):
        """Preparation → initiation, once authorised (K3D-129, 130). The leader is the first member."""
        self._start_step(("preparation",), self.env._("Begin"))
        self._check_gate("initiation")
        # sudo: the caller and the gate have been checked.
        partnerships = self.sudo()
        partnerships.state = "initiation"
        partnerships._add_leader()

    def action_activate(self):
        """Initiation → active: leader, strategic partner and at least one more member are there."""
        self._start_step(("initiation",), self.env._("Activate"))
        self._check_gate("active")
        # sudo: the caller and the gate have been checked.
        for partnership in self.sudo():
            partnership.write({
                "state": "active",
                "date_established": partnership.date_established or office_today(),
            })

    def action_close(self):
        """:raises UserError: work of the partnership is still open; the message says what, and where to look"""
        self._start_step(("preparation", "initiation", "active"), self.env._("Close"))
        for partnership in self:
            still_open = partnership._still_open()
            if still_open:
                raise UserError(self.env._(
                    "%(partnership)s is not closed over work that goes on:\n%(open)s\nEnd it or hand it over first.",
                    partnership=partnership.name, open="\n".join(f"– {text}" for text in still_open),
                ))
        # sudo: the caller has been checked.
        for partnership in self.sudo():
            partnership.write({
                "state": "closed", "date_end": partnership.date_end or office_today(),
            })
        # The next voivodeship team may be set up at once: this one has to be out of the unique index by then.
        self.flush_recordset(["state"])

    def _still_open(self):
        """What still goes on in the partnership and keeps it from being closed, as sentences that name no person."""
        self.ensure_one()
        return []

    def _add_leader(self):
        for partnership in self:
            memberships = partnership.membership_ids.filtered(
                lambda m, leader=partnership.leader_id: m.institution_id == leader and m.state in CURRENT
            )
            if not memberships:
                memberships = self.env["kooperacje.membership"].create({
                    "partnership_id": partnership.id, "institution_id": partnership.leader_id.id,
                })
            memberships.filtered(lambda m: m.state == "invited")._join(office_today())

    def get_formview_id(self, access_uid=None):
        """A user who is engaged nowhere, such as an evaluator from outside, gets the form without registers."""
        if not self.env.user.has_group("kooperacje.group_user"):
            return self.env.ref("kooperacje.partnership_view_form_outside").id
        return super().get_formview_id(access_uid=access_uid)

    def action_view_memberships(self):
        return window_of(self, "action_membership", "partnership_id", search_default_current=1)

    def action_view_agreements(self):
        return window(
            self.env, "action_agreement", domain=[("partnership_ids", "in", self.ids)],
            context={"default_partnership_ids": self.ids, "default_company_id": self.company_id.id},
        )

    # ------------------------------------------------------------------
    # Authorisation
    # ------------------------------------------------------------------
    # The acceptance of the mayor, typed or following from the signed authorisation.

    @api.depends("authorisation_ids.document_state")
    def _compute_has_authorisation(self):
        groups = self.env["kooperacje.authorisation"]._read_group(
            [("partnership_id", "in", self.ids), ("document_state", "=", "signed")], ["partnership_id"],
        )
        signed = {partnership.id for partnership, in groups}
        for partnership in self:
            partnership.has_authorisation = partnership._origin.id in signed

    def _check_authorisation_kept(self, vals):
        """:raises UserError: ``vals`` type over what the signed authorisation says"""
        given = {"authorisation_number", "authorisation_date", "authorisation_date_to"} & vals.keys()
        if given and self._is_guarded():
            for partnership in self.filtered("has_authorisation"):
                if any(self._fields[name].convert_to_cache(vals[name], partnership) != (partnership[name] or None)
                       for name in given):
                    raise UserError(self.env._(
                        "Number and date come from the signed authorisation of %(partnership)s. Void it, or have a new "
                        "one signed.", partnership=partnership.name,
                    ))

    def _apply_authorisation(self):
        """Number and dates from the authorisation signed last; none when all were revoked."""
        for partnership in self:
            paper = self.env["kooperacje.authorisation"].search([
                ("partnership_id", "=", partnership.id), ("document_state", "=", "signed"),
            ], order="signed_on desc, id desc", limit=1)
            # sudo: they come from the paper whose signature the caller was allowed to register.
            partnership.sudo().write({
                "authorisation_number": paper.authority_number or paper.document_number,
                "authorisation_date": paper.signed_on,
                "authorisation_date_to": paper.date_to,
            })

    def action_view_authorisations(self):
        return window_of(self, "action_authorisation", "partnership_id")

    # ------------------------------------------------------------------
    # Composition
    # ------------------------------------------------------------------
    # Whether the composition realises the three dimensions: sectors, departments, organisations (K3D-66).

    def _dimension_labels(self):
        return {
            "sectors": self.env._(
                "between sectors: besides public institutions invite an association, a church or a company",
            ),
            "departments": self.env._(
                "between departments: besides social assistance invite e.g. a school, health care, the police",
            ),
            "organisations": self.env._("between organisations: invite at least one institution besides the leader"),
        }

    def _missing_dimensions(self):
        self.ensure_one()
        labels = self._dimension_labels()
        return [labels[name] for name in composition.missing(
            (member._origin.id, member.sector_id.id, member.ownership)
            for member in self.member_ids if member._offers_services()
        )]

    @api.depends(
        "variant", "membership_ids.state", "membership_ids.institution_id.sector_id",
        "membership_ids.institution_id.ownership",
    )
    def _compute_missing_dimensions(self):
        for partnership in self:
            # The team of the voivodeship is composed otherwise (RUR-39).
            communal = partnership.variant in ("urban", "rural")
            partnership.missing_dimensions = communal and "\n".join(partnership._missing_dimensions())

    @api.depends("membership_ids.state")
    def _compute_suspended_count(self):
        counts = count_by(self.env["kooperacje.membership"], "partnership_id", self.ids, [("state", "=", "suspended")])
        for partnership in self:
            partnership.suspended_count = counts.get(partnership._origin.id, 0)

    # ------------------------------------------------------------------
    # Voivodeship team
    # ------------------------------------------------------------------

    def _is_voivodeship_team(self):
        self.ensure_one()
        return self.variant == VOIVODESHIP

    @api.constrains("variant", "company_id", "area_ids", "regional_centre_id", "strategic_partner_id")
    def _check_voivodeship_team(self):
        for team in self.filtered(lambda one: one.variant == VOIVODESHIP):
            if not team.leader_id.institution_type_id.is_regional:
                raise ValidationError(self.env._(
                    "The voivodeship team is led by the regional centre (ROPS), and %(leader)s is none. Choose the "
                    "office of the ROPS, or the variant of a commune.", leader=team.leader_id.name,
                ))
            if team.area_ids.filtered(lambda area: area.level != "voivodeship"):
                raise ValidationError(self.env._(
                    "The territory of the voivodeship team is the voivodeship. Remove counties and communes.",
                ))
            if team.strategic_partner_id or team.regional_centre_id - team.leader_id:
                raise ValidationError(self.env._(
                    "The voivodeship team is led by the regional centre itself. Leave the strategic partner empty.",
                ))

    def _changing_kind(self, vals):
        """Those that ``vals`` make a voivodeship team, or of such a team a partnership of communes.

        :raises UserError: one of them has begun
        """
        changing = self.filtered(
            lambda one: "variant" in vals and vals["variant"] != one.variant and VOIVODESHIP in (
                vals["variant"], one.variant,
            )
        )
        if changing.filtered(lambda one: one.state != "preparation"):
            raise UserError(self.env._(
                "A partnership that has begun does not become a voivodeship team, nor the reverse. Set up another one.",
            ))
        return changing

    def _complete_voivodeship_teams(self):
        """Regional centre and territory follow from who leads the team."""
        for team in self.filtered(lambda one: one.variant == VOIVODESHIP):
            values = {}
            if not team.regional_centre_id:
                values["regional_centre_id"] = team.leader_id.id
            if not team.area_ids and team.leader_id.area_id:
                area = team.leader_id.area_id
                while area.parent_id:
                    area = area.parent_id
                values["area_ids"] = [fields.Command.set(area.ids)]
            if values:
                team.write(values)

    def _check_serves_families(self):
        """:raises ValidationError: for a voivodeship team, which has neither basket nor cases"""
        teams = self.filtered(lambda one: one.variant == VOIVODESHIP)
        if teams:
            raise ValidationError(self.env._(
                "%(team)s is a voivodeship team: it decides, recommends and supports, and has neither a local basket "
                "nor families. Choose the partnership of the commune.", team=teams[0].name,
            ))

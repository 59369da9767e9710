from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pl import nip, regon
from stdnum.util import clean

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.models.access.windows import count_by, window_of

from .institution_type import OWNERSHIP
from .membership import CURRENT
from .role_assignment import OUTSIDE_ROLES

# Roles of an office that keep the records of institutions.
KEEPER_ROLES = ("network_worker", "manager", "admin")
# What an institution says of its staff for the teams. None of it leads to an account, unlike e-mail or name.
OWN_STAFF_FIELDS = {"is_decision_maker", "speciality", "team_available"}
STAFF_FIELDS = OWN_STAFF_FIELDS | {"function", "phone"}


class ResPartner(models.Model):
    """Institution of the network, and its staff as child contacts. Persons helped are never partners.

    Contacts are core's. Whoever another application lets write or create them does so as without the Model; whoever
    may do so only by a role of the Model is held to the institutions kept by that role, and to their staff (the rules
    on contacts ask ``res.users._held_to_institutions``).

    Who works where, as a municipality's Odoo knows it.

    Staff of an institution are its contacts. Staff of an office are besides those the people whose accounts and
    employee records bear its company: Odoo's own user form, its personnel application, LDAP and OAuth make accounts
    without a parent contact, or under the contact of the municipality.
    """

    _inherit = "res.partner"

    is_institution = fields.Boolean("Institution of the Model", index=True)
    institution_type_id = fields.Many2one(
        "kooperacje.institution.type", "Institution type", index="btree_not_null", prefetch="kooperacje",
    )
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", compute="_compute_sector_id", store=True, readonly=False, precompute=True,
        index="btree_not_null",
        prefetch="kooperacje",
    )
    area_id = fields.Many2one(
        "kooperacje.area", "Seat (TERYT)", index="btree_not_null", ondelete="restrict", prefetch="kooperacje",
    )
    institution_level = fields.Selection(
        [("commune", "Commune"), ("county", "County"), ("voivodeship", "Voivodeship"), ("other", "Other")],
        # K3D-4
        "Level of government", help="Level of local government the institution belongs to.",
        prefetch="kooperacje",
    )
    short_name = fields.Char(help="Abbreviation used in tables and on cards, e.g. PCPR.", prefetch="kooperacje")
    regon = fields.Char("REGON", index="btree_not_null", prefetch="kooperacje")
    krs = fields.Char("KRS", prefetch="kooperacje")
    governing_body = fields.Char(help="The body that runs the institution (organ prowadzący).", prefetch="kooperacje")
    team_available = fields.Boolean(
        "Available for teams", help="Staff member the institution has named for task teams (ZZK).",
        prefetch="kooperacje",
    )
    is_decision_maker = fields.Boolean(
        "Decides on cooperation",
        # K3D-65
        help="Head of the institution or a person authorised to decide on cooperation.",
        prefetch="kooperacje",
    )
    speciality = fields.Char(
        help="Profession or speciality, as shown when a task team is chosen.", prefetch="kooperacje",
    )
    # With the groups that may read what they lead to: whoever reads a contact whole, as other programs do over RPC,
    # would be refused otherwise.
    role_assignment_ids = fields.One2many(
        "kooperacje.role.assignment", "institution_id", "Access", groups="kooperacje.group_user,base.group_system",
    )
    membership_ids = fields.One2many(
        "kooperacje.membership", "institution_id", "Memberships", groups="kooperacje.group_user",
    )
    appointment_ids = fields.One2many(
        "kooperacje.appointment", "person_id", "Appointments", groups="kooperacje.group_user",
    )
    regional_partnership_ids = fields.One2many(
        "kooperacje.partnership", "regional_centre_id", "Served as ROPS", groups="kooperacje.group_user",
    )
    strategic_partnership_ids = fields.One2many(
        "kooperacje.partnership", "strategic_partner_id", "Served as PCPR", groups="kooperacje.group_user",
    )
    membership_count = fields.Integer(
        "Number of partnerships", compute="_compute_membership_count", groups="kooperacje.group_user",
    )
    can_edit_institution = fields.Boolean(
        compute="_compute_can_edit_institution", search="_search_can_edit_institution", compute_sudo=False,
        export_string_translation=False,
    )

    workplace_ids = fields.Many2many(
        "res.partner", string="Works at", compute="_compute_workplace_ids", search="_search_workplace_ids",
        compute_sudo=True,
        help="The institution of the contact; the offices of the account and of the employee record; where the person "
             "holds a role today.",
    )

    ownership = fields.Selection(
        OWNERSHIP, "Sector of the economy", compute="_compute_ownership", store=True, readonly=False,
        precompute=True,
        prefetch="kooperacje",
    )

    @api.depends("membership_ids.state")
    def _compute_membership_count(self):
        counts = count_by(self.env["kooperacje.membership"], "institution_id", self.ids, [("state", "in", CURRENT)])
        for partner in self:
            partner.membership_count = counts.get(partner._origin.id, 0)

    def _offers_services(self):
        """Whether the institution has services of its own; councils, a mayor, an interdisciplinary team have none
        (RUR-68, 71, 79, 95).
        """
        self.ensure_one()
        return not self.sector_id or self.sector_id.offers_services

    @api.depends_context("uid")
    def _compute_can_edit_institution(self):
        # sudo: the answer is a yes or no about the current user; memberships of other offices stay unseen.
        editable = self.sudo().with_context(active_test=False).search(
            fields.Domain("id", "in", self.ids) & self._editable_institution_domain()
        )
        for partner in self:
            partner.can_edit_institution = not partner.ids or partner._origin.id in editable._ids

    def _search_can_edit_institution(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as above; the query is a condition on ids and shows nothing by itself.
        editable = self.sudo().with_context(active_test=False)._search(self._editable_institution_domain())
        return [("id", "in", editable)]

    @api.model
    def _editable_institution_domain(self):
        """Institutions, and their staff, that the current user keeps by a role held today.

        A coordinator keeps the own institution. A network worker, manager or administrator keeps the own office and
        every institution of its partnerships, besides those that belong to no partnership yet; never another office
        of the same database nor an institution that only another office has to do with.
        """
        # sudo: one's own roles.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("is_current", "=", True), ("role", "in", [*KEEPER_ROLES, "coordinator"]),
        ])
        coordinated = roles.filtered(lambda r: r.role == "coordinator").institution_id
        offices = roles.filtered(lambda r: r.role in KEEPER_ROLES).company_id
        institutions = fields.Domain("id", "in", (coordinated | offices.partner_id).ids)
        if offices:
            ours = fields.Domain("membership_ids", "any", [("company_id", "in", offices.ids), ("state", "in", CURRENT)])
            theirs = fields.Domain(
                "membership_ids", "any", [("company_id", "not in", offices.ids), ("state", "in", CURRENT)],
            )
            # sudo: a subquery of ids, of which none is shown.
            other_offices = self.env["res.company"].sudo()._search([("id", "not in", offices.ids)])
            institutions |= (
                fields.Domain("is_institution", "=", True)
                & fields.Domain("id", "not in", other_offices.subselect("partner_id")) & (ours | ~theirs)
            )
        return institutions | fields.Domain("parent_id", "any", institutions)

    @api.depends("institution_type_id")
    def _compute_sector_id(self):
        self._follow_institution_type("sector_id")

    def _follow_institution_type(self, name):
        """Give the field ``name`` the value of the institution's type, where that has one.

        Contacts about to be made without a type, of any application, get nothing all at once.
        """
        untyped = self.filtered(lambda partner: not partner._origin and not partner.institution_type_id)
        untyped[name] = False
        for partner in self - untyped:
            partner[name] = partner.institution_type_id[name] or partner[name]

    @api.constrains("vat", "is_institution")
    def _check_institution_nip(self):
        for partner in self.filtered(lambda p: p.is_institution and p.vat):
            try:
                nip.validate(partner.vat)
            except StdnumError as error:
                raise ValidationError(self.env._(
                    "%(number)s is not a correct NIP of %(name)s: a NIP has 10 digits and the last one is a check "
                    "digit. Correct the number or leave it empty.", number=partner.vat, name=partner.name,
                )) from error

    @api.constrains("regon")
    def _check_regon(self):
        for partner in self.filtered("regon"):
            try:
                regon.validate(partner.regon)
            except StdnumError as error:
                raise ValidationError(self.env._(
                    "%(number)s is not a correct REGON of %(name)s: a REGON has 9 or 14 digits and the last one is a "
                    "check digit. Correct the number or leave it empty.", number=partner.regon, name=partner.name,
                )) from error

    @api.constrains("krs")
    def _check_krs(self):
        for partner in self.filtered("krs"):
            if not (partner.krs.isascii() and partner.krs.isdigit() and len(partner.krs) == 10):
                raise ValidationError(self.env._(
                    "%(number)s is not a correct KRS number: write its 10 digits.", number=partner.krs,
                ))

    def modified(self, fnames, create=False, before=False):
        """Before a deletion the ORM looks for all that follows from the contact; in our tables it need not.

        Whatever of ours names a contact refuses its deletion or goes with it, so nothing is left to follow.
        """
        deleted = before and fnames is self._fields
        return super(ResPartner, self.with_context(kooperacje_deleted=True) if deleted else self).modified(
            fnames, create=create, before=before,
        )

    def _modified_triggers(self, tree, create=False):
        if self.env.context.get("kooperacje_deleted"):
            rest = {field: tree[field] for field in tree if not field.model_name.startswith("kooperacje.")}
            tree = type(tree)(tree.root, rest)
        return super()._modified_triggers(tree, create)

    def copy_data(self, default=None):
        """What an institution says of itself is copied with it; other contacts are not even asked for it."""
        institutions = self.filtered("is_institution")
        others = self - institutions
        nothing = {name: False for name, field in self._fields.items() if field.prefetch == "kooperacje" and field.copy}
        copied = dict(zip(institutions, super(ResPartner, institutions).copy_data(default), strict=True))
        copied |= zip(others, super(ResPartner, others).copy_data({**nothing, **(default or {})}), strict=True)
        return [copied[partner] for partner in self]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("is_institution"):
                self._normalise_numbers(vals)
        default = self.env.context.get("default_company_id")
        if any(vals.get("company_id", default) for vals in vals_list) and not self.env.su and (
            self.env.user._held_to_institutions("create")
        ):
            raise self._kept_for_one_error()
        return super().create(vals_list)

    def write(self, vals):
        numbers = {"vat", "regon", "krs"} & vals.keys()
        if numbers and (vals.get("is_institution") or any(partner.is_institution for partner in self)):
            self._normalise_numbers(vals)
        if self.env.su:
            return super().write(vals)
        if vals and vals.keys() <= STAFF_FIELDS and self._is_staff_to_write(vals):
            # sudo: the rules on contacts and the role have been asked. Core refuses any change to the contact of a
            # user by who may not administer users; these fields say what the person does in the institution and
            # touch neither the account nor the address a password is sent to.
            return super(ResPartner, self.sudo()).write(vals)
        if not self.env.user._held_to_institutions("write"):
            return super().write(vals)
        if "company_id" in vals and any(partner.company_id.id != (vals["company_id"] or False) for partner in self):
            raise self._kept_for_one_error()
        moved = bool({"parent_id", "is_institution"} & vals.keys())
        result = super().write(vals)
        if moved:
            # Whom one may write follows from these fields: nobody puts a contact where it is out of reach.
            self.invalidate_recordset(["can_edit_institution"])
            self.check_access("write")
        return result

    def _kept_for_one_error(self):
        return AccessError(self.env._(
            "Institutions and their staff are shared by all offices: they are not kept for one of them.",
        ))

    def _is_staff_to_write(self, vals):
        """Whether these are people with an account who work in institutions that the user keeps by a role, and may be
        written ``vals`` (of the fields ``STAFF_FIELDS``) for that reason.

        Phone and function belong to core: those of people who administer the database or its accounts stay with core.
        """
        # sudo: whether there is an account and how much it may do; nothing of it is shown.
        users = self.sudo().user_ids.filtered(lambda user: user._is_internal() and user != self.env.user)
        if not users or not all(partner.sudo().parent_id for partner in self):
            return False
        if not vals.keys() <= OWN_STAFF_FIELDS and any(user.has_group("base.group_erp_manager") for user in users):
            return False
        return self.has_access("write") and all(partner.can_edit_institution for partner in self)

    def action_view_memberships(self):
        return window_of(self, "action_membership", "institution_id")

    @api.model
    def _normalise_numbers(self, vals):
        """Keep digits only in the numbers of an institution, as people copy them from stamps and registers."""
        if vals.get("vat"):
            vals["vat"] = clean(nip.compact(vals["vat"]), ".,/")
        if vals.get("regon"):
            vals["regon"] = clean(regon.compact(vals["regon"]), ".,/")
        if vals.get("krs"):
            number = clean(vals["krs"], " -.,/").upper().removeprefix("KRS")
            vals["krs"] = number.zfill(10) if number.isdigit() else number

    # ------------------------------------------------------------------
    # Who works where
    # ------------------------------------------------------------------

    @api.depends("parent_id")
    def _compute_workplace_ids(self):
        places = self._workplaces()
        for person in self:
            person.workplace_ids = places[person]

    def _workplaces(self):
        """``{person: institutions}``; asked anew each time, for accounts and roles change beside the contact."""
        # sudo: tells where somebody works and nothing else of accounts, roles and employee records.
        people = self.sudo()
        offices = people._offices_of_staff()
        workplaces = {}
        for person in people:
            places = person.parent_id
            if not places.is_institution:
                places |= places.parent_id
            if not places.filtered("is_institution"):
                places |= offices.get(person._origin.id, people.browse())
            held = person.user_ids.role_assignment_ids.filtered(
                lambda role: role.is_current and role.role not in OUTSIDE_ROLES
            )
            workplaces[person.sudo(False)] = (places | held.institution_id).sudo(False)
        return workplaces

    def _workplace(self):
        """The institution for which the person speaks: that of the contact before any other."""
        self.ensure_one()
        return self.parent_id or self._workplaces()[self].filtered("is_institution")[:1]

    def _institution_shown(self):
        """What stands beside the name: the contact's own organisation, else where the person works."""
        organisation = self.commercial_partner_id
        return organisation if organisation != self or self.is_company or not self else self._workplace() or self

    def _accounts(self):
        """Accounts with which these people open the program. One of Odoo's portal, as a shop or a school site gives it,
        opens nothing of ours: who has no other is asked and told as somebody without an account.
        """
        return self.user_ids.filtered(lambda user: not user.share)

    def _works_at(self, institutions):
        """Whether the person works at one of ``institutions``."""
        self.ensure_one()
        return bool(self.parent_id & institutions or self._workplaces()[self] & institutions)

    def _offices_of_staff(self):
        """``{person id: institutions}`` of the offices that the accounts and the employee records of ``self`` bear."""
        offices = {}
        for user in self._accounts().filtered("active"):
            # A company that a role of ours has opened to somebody says nothing of where the person works.
            opened = user.role_assignment_ids.filtered("gave_company").company_id
            offices[user.partner_id.id] = (user.company_ids - opened).partner_id
        if "hr.employee" in self.env:
            # sudo: only in which office somebody works; employees are closed to those who are not of the personnel
            # department.
            for employee in self.env["hr.employee"].sudo().search([("work_contact_id", "in", self._origin.ids)]):
                person = employee.work_contact_id.id
                offices[person] = offices.get(person, self.browse()) | employee.company_id.partner_id
        return offices

    def _search_workplace_ids(self, operator, value):
        if operator != "in" or not all(isinstance(one, int) for one in value):
            return NotImplemented
        ids = [one for one in value if one]
        # sudo: answers with people only, whom the rules of the caller choose from; roles and accounts stay unseen.
        roles = self.env["kooperacje.role.assignment"].sudo()._search([
            ("institution_id", "in", ids), ("is_current", "=", True), ("role", "not in", list(OUTSIDE_ROLES)),
        ])
        holders = self.env["res.users"].sudo()._search([("id", "in", roles.subselect("user_id"))])
        no_institution = Domain("is_institution", "=", False)
        staff = (
            Domain("parent_id", "in", ids)
            | Domain("parent_id", "any", no_institution & Domain("parent_id", "in", ids))
            | Domain("id", "in", holders.subselect("partner_id"))
        )
        free = Domain("parent_id", "=", False) | Domain("parent_id", "any", no_institution & (
            Domain("parent_id", "=", False) | Domain("parent_id", "any", no_institution)
        ))
        # sudo: offices and accounts are looked through for ids alone; the contacts found are bound by the caller's
        # rules.
        for office in self.env["res.company"].sudo().search([("partner_id", "in", ids)]):
            users = self.env["res.users"].sudo()._search([
                ("share", "=", False), ("company_ids", "in", office.ids),
                ("role_assignment_ids", "not any", [("gave_company", "=", True), ("company_id", "=", office.id)]),
            ])
            people = Domain("id", "in", users.subselect("partner_id"))
            if "hr.employee" in self.env:
                # sudo: a subquery of ids, as above.
                employees = self.env["hr.employee"].sudo()._search([("company_id", "=", office.id)])
                people |= Domain("id", "in", employees.subselect("work_contact_id"))
            staff |= free & people
        return Domain("is_company", "=", False) & staff

    def _check_on_staff_of(self, institution):
        """:raises ValidationError: one of these people does not work there"""
        for person, places in self._workplaces().items():
            if institution not in places:
                raise ValidationError(self.env._(
                    "%(person)s is not on the staff of %(institution)s. Add the person to the institution first.",
                    person=person.name, institution=institution.name,
                ))

    # ------------------------------------------------------------------
    # Sector of the economy
    # ------------------------------------------------------------------

    @api.depends("institution_type_id")
    def _compute_ownership(self):
        self._follow_institution_type("ownership")

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kooperacje.models.access.windows import form
from odoo.addons.kooperacje.models.network.partnership import LEADER_ROLES
from odoo.addons.kooperacje.models.network.process_step import VARIANTS

POLISH = "pl_PL"
# What stands on the papers of the office, by the field of its contact.
OFFICE = ("name", "institution_type_id", "area_id", "street", "zip", "city", "phone", "email", "vat")
UNNAMED = ("My Company", "YourCompany")
# Whom an office cannot begin without.
FIRST_ROLES = ("manager", "network_worker", "social_worker")


class FirstRun(models.TransientModel):
    """First steps of an office, on one page: who it is, who works in it, its first partnership, and what comes next.

    The page shows how things stand each time it is opened and can be opened again at any time. Who administers the
    database sets the first office up: with it he becomes its administrator of access, as he may name himself one
    anyway; from then on whoever holds that role does. Head and network worker find what is theirs here. Everything
    typed is kept in one step or not at all. It shows no family.
    """

    _name = "kooperacje.first.run"
    _description = "First steps"

    company_id = fields.Many2one("res.company", "Office", required=True, default=lambda self: self.env.company)
    name = fields.Char("Name of the office", compute="_compute_office", store=True, readonly=False, precompute=True)
    institution_type_id = fields.Many2one(
        "kooperacje.institution.type", "Kind of office",
        domain=["|", ("can_lead", "=", True), ("is_regional", "=", True)],
        compute="_compute_office", store=True, readonly=False, precompute=True,
    )
    area_id = fields.Many2one(
        "kooperacje.area", "Commune", compute="_compute_office", store=True, readonly=False, precompute=True,
    )
    street = fields.Char("Street and number", compute="_compute_office", store=True, readonly=False, precompute=True)
    zip = fields.Char("Postal code", compute="_compute_office", store=True, readonly=False, precompute=True)
    city = fields.Char("Town", compute="_compute_office", store=True, readonly=False, precompute=True)
    phone = fields.Char(compute="_compute_office", store=True, readonly=False, precompute=True)
    email = fields.Char("E-mail", compute="_compute_office", store=True, readonly=False, precompute=True)
    vat = fields.Char("NIP", compute="_compute_office", store=True, readonly=False, precompute=True)

    person_ids = fields.One2many("kooperacje.first.run.person", "first_run_id", "People")

    partnership_name = fields.Char(
        "Name of the partnership", compute="_compute_partnership_name", store=True, readonly=False, precompute=True,
    )
    variant = fields.Selection(
        VARIANTS[:2], compute="_compute_variant", store=True, readonly=False, precompute=True,
        help="Proposed by the kind of the commune.",
    )
    authorisation_number = fields.Char(
        "Number of the authorisation", compute="_compute_authorisation", store=True, readonly=False, precompute=True,
        help="Consent of the mayor or head of the commune to the partnership (tool 4).",
    )
    authorisation_date = fields.Date(
        "Authorised on", compute="_compute_authorisation", store=True, readonly=False, precompute=True,
    )
    partnership_id = fields.Many2one("kooperacje.partnership", compute="_compute_state", compute_sudo=True)
    partnership_title = fields.Char("First partnership", compute="_compute_state", compute_sudo=True)
    partnership_begun = fields.Boolean(compute="_compute_state", compute_sudo=True, export_string_translation=False)
    partnership_state = fields.Char("Its state", compute="_compute_state", compute_sudo=True)

    may_set_up = fields.Boolean(compute="_compute_may", export_string_translation=False)
    keeps_partnership = fields.Boolean(compute="_compute_may", export_string_translation=False)
    administrators = fields.Char("Access is given by", compute="_compute_may")
    is_administrator = fields.Boolean(compute="_compute_may", export_string_translation=False)
    speaks_polish = fields.Boolean(compute="_compute_may", export_string_translation=False)
    is_office_ready = fields.Boolean(compute="_compute_state", compute_sudo=True, export_string_translation=False)
    missing_people = fields.Char("Still nobody is", compute="_compute_state", compute_sudo=True)
    has_mail_server = fields.Boolean(compute="_compute_state", compute_sudo=True, export_string_translation=False)
    is_sign_up_open = fields.Boolean(compute="_compute_state", compute_sudo=True, export_string_translation=False)
    institution_count = fields.Integer("Institutions", compute="_compute_state", compute_sudo=True)

    # ------------------------------------------------------------
    # The page
    # ------------------------------------------------------------

    @api.model
    def action_open(self):
        """The page of the office chosen at the top, as things stand now.

        :raises AccessError: for who neither administers the database nor sets the office up or keeps its partnership
        """
        self.check_access("create")
        page = self.create({})
        page.person_ids = [Command.create(line) for line in page._lines()]
        # In place of the page before, not after it.
        return form(page, name=self.env._("First steps"), target="main")

    def _lines(self):
        """Who works in the office already, and empty lines for those whom it cannot begin without."""
        self.ensure_one()
        roles = self._roles() if self.may_set_up else self.env["kooperacje.role.assignment"]
        lines = [{
            "role": role.role, "name": role.user_id.name, "email": role.user_id.email or role.user_id.login,
            "authorisation_date": role.authorisation_date, "secrecy_date": role.secrecy_date, "role_id": role.id,
        } for role in roles]
        if self.may_set_up:
            lines += [{"role": role} for role in FIRST_ROLES if role not in roles.mapped("role")]
        return lines

    def _roles(self):
        # sudo: names and roles of the people of the office, for who sets it up; the caller asks ``may_set_up``.
        return self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "=", self.company_id.id), ("institution_id", "=", self.company_id.partner_id.id),
            ("is_current", "=", True),
        ])

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("First steps")

    @api.depends("company_id")
    def _compute_office(self):
        for page in self:
            # sudo: name and seat of the office in which the user works.
            partner = page.company_id.sudo().partner_id
            for name in OFFICE:
                page[name] = partner[name]
            if not partner.is_institution and page.company_id == self.env.ref("base.main_company", False):
                # What Odoo calls the first company is nobody's name.
                page.name = False if partner.name in UNNAMED else partner.name
            if not page.institution_type_id:
                page.institution_type_id = self.env["kooperacje.institution.type"].search(
                    [("can_lead", "=", True)], limit=1,
                )

    @api.depends("area_id")
    def _compute_partnership_name(self):
        for page in self:
            proposed = page.area_id and self.env._("Partnership of %(commune)s", commune=page.area_id.name)
            page.partnership_name = proposed or page.partnership_name

    @api.depends("area_id")
    def _compute_variant(self):
        for page in self:
            page.variant = "rural" if page.area_id.kind in ("2", "3", "5") else "urban"

    @api.depends("company_id")
    def _compute_authorisation(self):
        for page in self:
            page.authorisation_number = page.partnership_id.authorisation_number
            page.authorisation_date = page.partnership_id.authorisation_date

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may(self):
        user = self.env.user
        for page in self:
            # sudo: whose names they are stands on each institution's tab “Access”.
            holders = self.env["kooperacje.role.assignment"].sudo().search([
                ("company_id", "=", page.company_id.id), ("role", "=", "admin"), ("is_current", "=", True),
            ]).user_id
            page.is_administrator = user in holders
            page.may_set_up = user in holders or (not holders and user.has_group("base.group_system"))
            page.administrators = ", ".join(holders.mapped("name"))
            page.keeps_partnership = any(user._has_role(role, page.company_id) for role in LEADER_ROLES)
            page.speaks_polish = (user.lang or "").startswith("pl")

    @api.depends("company_id")
    def _compute_state(self):
        Check, states = self.env["kooperacje.system.check"], self.env["kooperacje.partnership"]._fields["state"]
        states = dict(states._description_selection(self.env))
        roles = dict(self.env["kooperacje.role.assignment"]._fields["role"]._description_selection(self.env))
        for page in self:
            office = page.company_id.partner_id
            page.is_office_ready = bool(office.is_institution and office.institution_type_id and office.area_id)
            held = page._roles().mapped("role")
            page.missing_people = ", ".join(roles[role].lower() for role in FIRST_ROLES if role not in held)
            partnership = self.env["kooperacje.partnership"].search(
                [("company_id", "=", page.company_id.id), ("state", "!=", "closed")], order="id", limit=1,
            )
            page.partnership_id = partnership
            page.partnership_title = partnership.name
            page.partnership_begun = partnership.state in ("initiation", "active")
            page.partnership_state = states.get(partnership.state)
            page.has_mail_server = Check._has_mail_server()
            page.is_sign_up_open = Check._is_sign_up_open()
            page.institution_count = len(partnership.membership_ids.institution_id - office)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_set_up(self):
        """Keep the office, make the accounts and set up the partnership, as far as they are filled in.

        :raises UserError: names what is missing or wrong; nothing is kept then
        """
        self.ensure_one()
        self._check_may_set_up()
        self._keep_office()
        self._become_administrator()
        for line in self.person_ids.filtered(lambda line: not line.role_id and (line.name or line.email)):
            line._give_access()
        self._set_up_partnership()
        return self.action_open()

    def _check_may_set_up(self):
        if not self.may_set_up:
            raise AccessError(self.env._(
                "%(office)s is set up by its administrators of access: %(names)s.", office=self.company_id.name,
                names=self.administrators or self.env._("nobody yet"),
            ))

    def _keep_office(self):
        if not self.name or not self.area_id:
            raise UserError(self.env._("Write the name of the office and choose its commune first."))
        # sudo: the contact of the office that the caller sets up, and only what the page shows of it.
        office = self.company_id.sudo().partner_id
        values = {"is_institution": True, "institution_level": "commune"}
        for name in OFFICE:
            value = self[name].id if self._fields[name].relational else self[name] or False
            if value != (office[name].id if self._fields[name].relational else office[name] or False):
                values[name] = value
        if not office.country_id:
            values["country_id"] = self.env.ref("base.pl").id
        office.write(values)

    def _become_administrator(self):
        """Who gives access is an administrator of access: by a role that is seen and can be ended, like any other."""
        if not self.is_administrator:
            self.env["kooperacje.access.grant"].with_company(self.company_id).create({
                "institution_id": self.company_id.partner_id.id, "company_id": self.company_id.id,
                "person_id": self.env.user.partner_id.id, "role": "admin",
            })._grant()

    def _set_up_partnership(self):
        """The first partnership of the office; with the authorisation it begins at once (K3D-129)."""
        if not self.partnership_name or self.partnership_id or self.institution_type_id.is_regional:
            return
        # sudo: an office without a partnership has none that anybody keeps. Who sets the office up makes the first
        # one; from then on it belongs to its head and network worker.
        partnership = self.env["kooperacje.partnership"].sudo().create({
            "name": self.partnership_name, "variant": self.variant, "company_id": self.company_id.id,
            "area_ids": [Command.set(self.area_id.ids)], "authorisation_number": self.authorisation_number,
            "authorisation_date": self.authorisation_date,
        })
        if self.authorisation_number and self.authorisation_date:
            partnership.action_begin()

    def action_begin_partnership(self):
        """Head or network worker enter the authorisation that was missing, and begin."""
        self.ensure_one()
        partnership = self.partnership_id.with_env(self.env)
        partnership.write({
            name: self[name] for name in ("authorisation_number", "authorisation_date") if self[name]
        })
        partnership.action_begin()
        return self.action_open()

    def action_open_partnership(self):
        self.ensure_one()
        return form(self.partnership_id.with_env(self.env))

    def action_close_sign_up(self):
        """Strangers make themselves no accounts any more."""
        self.env["kooperacje.system.check"]._close_sign_up()
        return self.action_open()

    def action_speak_polish(self):
        """The page, and the program, in Polish for the reader."""
        # sudo: which languages there are, and the reader's own.
        if not self.env["res.lang"].sudo().search_count([("code", "=", POLISH), ("active", "=", True)]):
            self.env["kooperacje.system.check"]._check_administrator()
            self.env["kooperacje.system.check"]._repair_language()
        self.env.user.sudo().lang = POLISH
        return {"type": "ir.actions.client", "tag": "reload_context"}

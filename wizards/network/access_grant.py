from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.role_assignment import CASE_ROLES, OFFICE_ROLES, ROLES


class AccessGrant(models.TransientModel):
    """“Give access” on the Access tab of an institution: a role for a member of staff, with an account if needed.

    Who may give which role where is decided by the rules and checks of the role assignment, which is created with the
    caller's own rights. Only the account needs more than those: see ``_create_user``.
    """

    _name = "kooperacje.access.grant"
    _description = "Give access"

    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, domain=[("is_institution", "=", True)],
        default=lambda self: self.env.company.partner_id,
    )
    company_id = fields.Many2one(
        "res.company", "Office", compute="_compute_company_id", store=True, readonly=False, precompute=True,
        required=True, help="The office (OPS) whose partnership and cases the role concerns.",
    )
    person_id = fields.Many2one(
        "res.partner", "Member of staff",
        domain="['|', ('workplace_ids', '=', institution_id), ('user_ids', '=', uid)]",
        help="Leave empty to add a new person to the institution.",
    )
    name = fields.Char("Name and surname", compute="_compute_person", store=True, readonly=False)
    email = fields.Char("E-mail", compute="_compute_person", store=True, readonly=False)
    function = fields.Char("Position", compute="_compute_person", store=True, readonly=False)
    has_account = fields.Boolean(compute="_compute_has_account")
    role = fields.Selection(ROLES, required=True, default=lambda self: self._default_role())
    date_from = fields.Date("From", required=True, default=lambda self: office_today())
    date_to = fields.Date("Until", help="Last day of the role; empty for a role without end.")
    authorisation_number = fields.Char(help="Written authorisation of the controller (art. 100 ust. 6 u.p.s.).")
    authorisation_date = fields.Date("Authorised on")
    authorisation_date_to = fields.Date("Authorised until")
    secrecy_date = fields.Date("Secrecy undertaken on", help="Date of the signed secrecy undertaking.")
    opens_no_case = fields.Boolean(compute="_compute_opens_no_case")
    is_office_role = fields.Boolean(compute="_compute_opens_no_case")

    @api.model
    def _default_role(self):
        """The administrator of the database has one role to give, unless he holds a role himself."""
        user = self.env.user
        return user.has_group("base.group_system") and not user._has_role("admin") and "admin"

    @api.depends("institution_id")
    def _compute_company_id(self):
        for grant in self:
            # sudo: whether an institution is an office of this database is no secret.
            office = self.env["res.company"].sudo().search([("partner_id", "=", grant.institution_id.id)], limit=1)
            grant.company_id = office if office in self.env.user.company_ids else self.env.company

    @api.depends("person_id")
    def _compute_person(self):
        for grant in self:
            if grant.person_id:
                grant.name = grant.person_id.name
                grant.email = grant.person_id.email
                grant.function = grant.person_id.function
            else:
                grant.name = grant.name
                grant.email = grant.email
                grant.function = grant.function

    @api.depends("person_id")
    def _compute_has_account(self):
        for grant in self:
            # sudo: that a colleague has an account is seen by every user already.
            grant.has_account = bool(grant.person_id.sudo().user_ids)

    @api.depends("role", "authorisation_date", "secrecy_date")
    def _compute_opens_no_case(self):
        for grant in self:
            grant.opens_no_case = grant.role in CASE_ROLES and not (grant.authorisation_date and grant.secrecy_date)
            grant.is_office_role = grant.role in OFFICE_ROLES

    def action_grant(self):
        role, is_new = self._grant()
        return role._invitation_result() if is_new else {"type": "ir.actions.act_window_close"}

    def _grant(self, lang=None):
        """Give the role, with an account where there is none, which is invited.

        :param lang: language of a new account, else that of who gives the role
        :return: the role, and whether an account was made and invited for it
        """
        self.ensure_one()
        self._check_may_grant()
        found = self._find_user()
        user = found or self._create_user(lang)
        role = self.env["kooperacje.role.assignment"].create({
            "user_id": user.id,
            **{name: self[name].id for name in ("institution_id", "company_id")},
            **{name: self[name] for name in (
                "role", "date_from", "date_to", "authorisation_number", "authorisation_date", "authorisation_date_to",
                "secrecy_date",
            )},
        })
        is_new = not found and not self.env.context.get("no_reset_password")
        if is_new:
            # sudo: the account made above, for which the caller is the one who invites.
            user.sudo()._kooperacje_invite()
        return role, is_new

    def _is_first_administrator(self):
        """The administrator of the database names the first administrators of an office, and nothing else."""
        return self.role == "admin" and self.env.user.has_group("base.group_system")

    def _check_may_grant(self):
        """Ask before an account is made what the rules on role assignments would ask after it."""
        if self._is_first_administrator():
            # sudo: marks the office's own partner as an institution, without which it could have no roles at all.
            self.company_id.sudo().partner_id.is_institution = True
            return
        if not self.env.user._has_role("admin", company=self.company_id):
            raise AccessError(self.env._(
                "Only an administrator of access of %(office)s gives roles there.", office=self.company_id.name,
            ))
        if not self.institution_id.can_edit_institution:
            raise AccessError(self.env._(
                "%(institution)s belongs to another office. Ask its administrator.",
                institution=self.institution_id.name,
            ))

    def _find_user(self):
        """The account of the chosen person or of the typed e-mail; empty when there is none.

        Raises ``UserError`` when the account is not one of this institution's staff, so that a mistyped address never
        gives a stranger a role.
        """
        # sudo: looks for one account only, of a person the caller has chosen or whose address the caller typed.
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        if self.person_id:
            if not self._is_first_administrator() and not self.person_id._works_at(self.institution_id):
                raise UserError(self.env._(
                    "%(person)s is not on the staff of %(institution)s. Add the person to the institution first.",
                    person=self.person_id.name,
                    institution=self.institution_id.name,
                ))
            user = Users.search([("partner_id", "=", self.person_id.id)], limit=1)
        else:
            user = Users.browse()
        email = email_normalize(self.email or "")
        if not user and email:
            user = Users.search(["|", ("login", "=ilike", email), ("email_normalized", "=", email)], limit=1)
            if user and not self._is_first_administrator() and not user.partner_id._works_at(self.institution_id):
                raise UserError(self.env._(
                    "There is already an account with the e-mail %(email)s, of a person outside %(institution)s. "
                    "Correct the e-mail. If the person works there, ask the administrator of the database to open the "
                    "office to the account (Settings, Users, Companies) or to put the contact under the institution.",
                    email=email, institution=self.institution_id.name,
                ))
        if user and (user.share or not user.active):
            raise UserError(self.env._(
                "The account of this person is switched off or is a guest's account. Ask the administrator of the "
                "database to make it an account of an employee.",
            ))
        return user.sudo(False)

    def _create_user(self, lang=None):
        """An account for a member of staff of the institution, invited by e-mail to set a password."""
        email = email_normalize(self.email or "")
        if not self.name or not email:
            raise UserError(self.env._(
                "Give the name and a correct e-mail of the person: the invitation to set a password goes there.",
            ))
        # sudo: for the first administrator only, see there.
        partner_model = self.env["res.partner"].sudo(self._is_first_administrator())
        person = self.person_id or partner_model.search([
            ("parent_id", "=", self.institution_id.id), ("email_normalized", "=", email),
        ], limit=1)
        values = {"name": self.name, "email": email, "function": self.function}
        if person:
            # The contact of an employee record is kept by the personnel application: nothing to write, nothing asked.
            changed = {name: value for name, value in values.items() if value != person[name]}
            if changed:
                person.with_env(partner_model.env).write(changed)
        else:
            # With the caller's rights: an administrator adds staff to the institutions of the own network only.
            person = partner_model.create({**values, "parent_id": self.institution_id.id})
        # sudo: an administrator of access may not administer users. What is made here is the least there is: an
        # internal user (base.group_user and nothing more) of the office in which the caller has just been found to be
        # administrator, for a member of staff of an institution of its network. Values come from this method, none
        # from the client besides name and e-mail. The groups of the role follow from the assignment.
        return self.env["res.users"].sudo().with_company(self.company_id).with_context(no_reset_password=True).create({
            "login": email,
            "partner_id": person.id,
            "company_id": self.company_id.id,
            "company_ids": [fields.Command.set(self.company_id.ids)],
            "group_ids": [fields.Command.set(self.env.ref("base.group_user").ids)],
            "lang": lang or self.env.user.lang,
            "tz": self.env.user.tz or "Europe/Warsaw",
        }).with_env(self.env)

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ROLES = [
    ("social_worker", "Social worker"),
    ("network_worker", "Network worker"),
    ("manager", "OPS manager"),
    ("coordinator", "Institution coordinator"),
    ("specialist", "Institution specialist"),
    ("regional", "Regional centre"),
    ("dpo", "Data-protection officer"),
    ("admin", "Administrator of access"),
]
# Roles that an institution gives its own staff only when it is the company (controller) itself.
OFFICE_ROLES = {"social_worker", "manager", "network_worker", "admin"}
FAR_FUTURE = date(9999, 12, 31)


class RoleAssignment(models.Model):
    """Role of a user: user × institution × controller × role × dates.

    The controller (``company_id``) is the municipality's OPS whose partnership and cases the role concerns; a
    specialist of a county institution that works with two communes holds two assignments, for art. 100 ust. 6
    u.p.s. asks each controller for its own written authorisation and secrecy undertaking. Without both the
    assignment opens no case (``case_from`` stays empty).

    Assignments drive group membership. Groups only say what kind of thing a user may do; record rules read the
    assignments with today's date, so a role that ends closes its records at midnight without any job.
    """

    _name = "kooperacje.role.assignment"
    _description = "Role assignment"
    _order = "institution_id, role, user_id, id"
    _rec_name = "user_id"
    _check_company_auto = False

    user_id = fields.Many2one(
        "res.users", "User", required=True, index=True, ondelete="cascade", domain=[("share", "=", False)],
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    role = fields.Selection(ROLES, required=True, index=True)
    company_id = fields.Many2one(
        "res.company", "Controller", compute="_compute_company_id", store=True, readonly=False, precompute=True,
        required=True, index=True, ondelete="restrict",
        help="The office (OPS) whose partnership and cases the role concerns.",
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", help="Last day of the role; empty for a role without end.")
    valid_until = fields.Date(
        compute="_compute_valid_until", store=True, precompute=True,
        help="Last day on which the role opens records.",
    )
    authorisation_number = fields.Char(help="Written authorisation of the controller (art. 100 ust. 6 u.p.s.).")
    authorisation_date = fields.Date("Authorised on")
    authorisation_date_to = fields.Date("Authorised until")
    secrecy_date = fields.Date("Secrecy undertaken on", help="Date of the signed secrecy undertaking.")
    case_from = fields.Date(
        "Cases from", compute="_compute_case_dates", store=True, precompute=True,
        help="First day on which the role may open a case; empty as long as the authorisation or the secrecy "
             "undertaking is missing.",
    )
    case_until = fields.Date("Cases until", compute="_compute_case_dates", store=True, precompute=True)
    is_current = fields.Boolean(compute="_compute_is_current", search="_search_is_current")

    _user_company_idx = models.Index("(user_id, company_id, role, valid_until)")
    _dates_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A role cannot end before it begins.",
    )

    @api.depends("institution_id")
    def _compute_company_id(self):
        # sudo: whether an institution is a company of this database is no secret, and the administrator of one
        # municipality may not read the companies of others.
        companies = self.env["res.company"].sudo().search([("partner_id", "in", self.institution_id.ids)])
        by_partner = {company.partner_id.id: company for company in companies}
        for assignment in self:
            assignment.company_id = (
                by_partner.get(assignment.institution_id.id) or assignment.company_id or self.env.company
            )

    @api.depends("date_to")
    def _compute_valid_until(self):
        for assignment in self:
            assignment.valid_until = assignment.date_to or FAR_FUTURE

    @api.depends("date_from", "date_to", "authorisation_date", "authorisation_date_to", "secrecy_date")
    def _compute_case_dates(self):
        for assignment in self:
            needed = (assignment.date_from, assignment.authorisation_date, assignment.secrecy_date)
            assignment.case_from = max(needed) if all(needed) else False
            assignment.case_until = min(
                assignment.date_to or FAR_FUTURE, assignment.authorisation_date_to or FAR_FUTURE,
            )

    @api.depends("date_from", "valid_until")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for assignment in self:
            assignment.is_current = bool(
                assignment.date_from and assignment.date_from <= today <= assignment.valid_until
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        current = fields.Domain([("date_from", "<=", "today"), ("valid_until", ">=", "today")])
        return current if True in value else ~current

    @api.constrains("role", "institution_id", "company_id")
    def _check_office_role(self):
        for assignment in self:
            if assignment.role in OFFICE_ROLES and assignment.company_id.sudo().partner_id != assignment.institution_id:
                raise ValidationError(self.env._(
                    "The role “%(role)s” belongs to the office that leads the partnership. Choose %(office)s as the "
                    "institution, or another role for the staff of %(institution)s.",
                    role=dict(self._fields["role"]._description_selection(self.env))[assignment.role],
                    office=assignment.company_id.sudo().name, institution=assignment.institution_id.name,
                ))

    @api.constrains("user_id", "institution_id", "company_id", "role", "date_from", "date_to")
    def _check_overlap(self):
        for assignment in self:
            if self.search_count([
                ("id", "!=", assignment.id),
                ("user_id", "=", assignment.user_id.id),
                ("institution_id", "=", assignment.institution_id.id),
                ("company_id", "=", assignment.company_id.id),
                ("role", "=", assignment.role),
                ("date_from", "<=", assignment.valid_until),
                ("valid_until", ">=", assignment.date_from),
            ], limit=1):
                raise ValidationError(self.env._(
                    "%(user)s already holds this role in this institution at that time. Change the dates of the "
                    "existing assignment instead.", user=assignment.user_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        assignments = super().create(vals_list)
        assignments._sync_groups(assignments.user_id)
        return assignments

    def write(self, vals):
        if "user_id" in vals and any(assignment.user_id.id != vals["user_id"] for assignment in self):
            raise UserError(self.env._(
                "An assignment stays with its user, since it is the record of who was authorised. End it and make a "
                "new one for the other user.",
            ))
        result = super().write(vals)
        self._sync_groups(self.user_id)
        return result

    def unlink(self):
        users = self.user_id
        result = super().unlink()
        self._sync_groups(users)
        return result

    @api.model
    def _sync_groups(self, users):
        """Give ``users`` exactly the role groups of their assignments that have not ended, and their companies."""
        # sudo: group membership follows from assignments the caller was allowed to write; only groups of this
        # addon are touched, so no one gains rights of another application by it.
        open_assignments = self.sudo().search([
            ("user_id", "in", users.ids), ("valid_until", ">=", fields.Date.context_today(self)),
        ])
        group_by_role = {role: self.env.ref(f"kooperacje.group_{role}") for role, _label in ROLES}
        roles_by_user = open_assignments.grouped("user_id")
        for user in users.sudo():
            mine = roles_by_user.get(user, self.browse())
            wanted = {group_by_role[role].id for role in mine.mapped("role")}
            held = {group.id for group in group_by_role.values()} & set(user.group_ids.ids)
            commands = [fields.Command.link(group) for group in wanted - held]
            commands += [fields.Command.unlink(group) for group in held - wanted]
            companies = mine.company_id - user.company_ids
            values = {}
            if commands:
                values["group_ids"] = commands
            if companies:
                values["company_ids"] = [fields.Command.link(company.id) for company in companies]
            if values:
                user.write(values)

    @api.model
    def _cron_sync_groups(self):
        """Take away the groups of roles that have ended. Access itself closed at midnight by the record rules."""
        role_groups = self.env["res.groups"].browse(
            self.env.ref(f"kooperacje.group_{role}").id for role, _label in ROLES
        )
        self._sync_groups(role_groups.user_ids)

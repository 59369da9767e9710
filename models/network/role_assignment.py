from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on

ROLES = [
    ("social_worker", "Social worker"),
    ("network_worker", "Network worker"),
    ("manager", "OPS manager"),
    ("coordinator", "Institution coordinator"),
    ("specialist", "Institution specialist"),
    ("regional", "Regional centre"),
    ("dpo", "Data-protection officer"),
    ("admin", "Administrator of access"),
    ("evaluator", "External evaluator"),
]
# Roles that an institution gives its own staff only when it is the company (controller) itself.
OFFICE_ROLES = {"social_worker", "manager", "network_worker", "admin"}
# Roles that open families' cases or watch over them. Nobody gives them to oneself (principle of four eyes).
FOUR_EYES_ROLES = {"social_worker", "manager", "specialist", "dpo"}
# What makes an assignment the one it is: the record of who was authorised for what.
IDENTITY_FIELDS = ("user_id", "institution_id", "company_id", "role")
# Roles that open cases at all, hence need authorisation and secrecy undertaking (art. 100 ust. 6 u.p.s.).
CASE_ROLES = {"social_worker", "manager", "specialist"}
# Roles of people from outside the partnership: they edit nothing of their institution's.
OUTSIDE_ROLES = {"evaluator"}
# A year short of the last one there is: grouped by month or year, Odoo asks for the first day after the period.
FAR_FUTURE = date(9998, 12, 31)


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
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.access.source"]
    _order = "institution_id, role, user_id, id"
    _rec_name = "user_id"
    _check_company_auto = False
    # What the dates and papers open is derived from them, never typed.
    _system_fields = frozenset({"revoked_on", "valid_until", "case_from", "case_until", "gave_company"})
    _access_fields = frozenset({
        "user_id", "company_id", "institution_id", "role", "date_from", "date_to", "authorisation_date",
        "authorisation_date_to", "secrecy_date",
    })

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
    date_from = fields.Date("From", required=True, default=lambda self: office_today())
    date_to = fields.Date("Until", help="Last day of the role; empty for a role without end.")
    revoked_on = fields.Date(
        "Taken back on", readonly=True, copy=False, help="The role opens nothing from this day on, whatever its dates.",
    )
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
    opens_cases = fields.Boolean(
        compute="_compute_is_current", search="_search_opens_cases",
        help="In force today, with the written authorisation and the secrecy undertaking registered.",
    )
    status = fields.Selection(
        [("planned", "Planned"), ("current", "In force"), ("incomplete", "Opens no case yet"), ("ended", "Ended")],
        compute="_compute_status",
        help="A role whose authorisation or secrecy undertaking is missing or has expired opens no case.",
    )
    gave_company = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False,
        help="The user could not switch to the controller's company before this role.",
    )

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

    @api.depends("date_to", "revoked_on")
    def _compute_valid_until(self):
        for assignment in self:
            last_day = assignment.date_to or FAR_FUTURE
            if assignment.revoked_on:
                last_day = min(last_day, assignment.revoked_on - timedelta(days=1))
            assignment.valid_until = last_day

    @api.depends("date_from", "valid_until", "authorisation_date", "authorisation_date_to", "secrecy_date")
    def _compute_case_dates(self):
        for assignment in self:
            needed = (assignment.date_from, assignment.authorisation_date, assignment.secrecy_date)
            assignment.case_from = max(needed) if all(needed) else False
            assignment.case_until = min(
                assignment.valid_until, assignment.authorisation_date_to or FAR_FUTURE,
            )

    @api.depends("date_from", "valid_until", "case_from", "case_until")
    def _compute_is_current(self):
        today = office_today()
        for assignment in self:
            assignment.is_current = bool(
                assignment.date_from and assignment.date_from <= today <= assignment.valid_until
            )
            assignment.opens_cases = bool(
                assignment.case_from and assignment.case_from <= today <= assignment.case_until
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = office_today()
        return fields.Domain([("date_from", "<=", today), ("valid_until", ">=", today)])

    def _search_opens_cases(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = office_today()
        return fields.Domain([("case_from", "<=", today), ("case_until", ">=", today)])

    @api.depends("role", "date_from", "valid_until", "case_from", "case_until")
    def _compute_status(self):
        today = office_today()
        for assignment in self:
            if not assignment.date_from or assignment.date_from > today:
                assignment.status = "planned"
            elif assignment.valid_until < today:
                assignment.status = "ended"
            elif assignment.role in CASE_ROLES and not assignment.opens_cases:
                assignment.status = "incomplete"
            else:
                assignment.status = "current"

    @api.constrains("authorisation_date", "authorisation_date_to")
    def _check_authorisation_dates(self):
        for assignment in self:
            start, end = assignment.authorisation_date, assignment.authorisation_date_to
            if start and end and end < start:
                raise ValidationError(self.env._("An authorisation cannot end before it was given."))

    @api.constrains("role", "institution_id", "company_id")
    def _check_office_role(self):
        # sudo: the name of an office and its institution, which a caller in another office may not read as a company.
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
        serialise_on(self.user_id)
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

    @api.constrains("user_id", "role", "date_from", "date_to")
    def _check_outside(self):
        """Who evaluates from outside is engaged nowhere at that time: rules for the engaged ask for any role."""
        serialise_on(self.user_id)
        for assignment in self:
            others = self.search([
                ("id", "!=", assignment.id), ("user_id", "=", assignment.user_id.id),
                ("date_from", "<=", assignment.valid_until), ("valid_until", ">=", assignment.date_from),
            ])
            roles = {assignment.role, *others.mapped("role")}
            if roles & OUTSIDE_ROLES and roles - OUTSIDE_ROLES:
                raise ValidationError(self.env._(
                    "%(user)s cannot be an external evaluator and hold another role at the same time. Choose somebody "
                    "from outside, or end the other role first.", user=assignment.user_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        assignments = super().create(vals_list)
        assignments._check_giver()
        assignments._check_four_eyes()
        assignments._sync_groups(assignments.user_id)
        return assignments

    def write(self, vals):
        for name in IDENTITY_FIELDS:
            if name in vals and any(
                (assignment[name] if name == "role" else assignment[name].id) != vals[name] for assignment in self
            ):
                raise UserError(self.env._(
                    "An assignment keeps its user, institution, office and role, since it is the record of who was "
                    "authorised. End it and make a new one.",
                ))
        ends_only = "date_to" in vals and vals.keys() <= {"date_to", "revoked_on"} and vals["date_to"] and all(
            fields.Date.to_date(vals["date_to"]) <= (assignment.date_to or FAR_FUTURE) for assignment in self
        )
        if not ends_only:
            self._check_four_eyes()
        result = super().write(vals)
        if not vals.keys() <= {"gave_company", "disturbed_on", "disturbed_by_id", "disturbance"}:
            self._sync_groups(self.user_id)
        return result

    def _check_four_eyes(self):
        """No administrator opens families' cases to oneself: neither by a new role nor by changing an own one.

        One may always end an own role. The superuser (installation, data) is not bound.
        """
        if self.env.su:
            return
        for assignment in self:
            if assignment.user_id == self.env.user and assignment.role in FOUR_EYES_ROLES:
                raise UserError(self.env._(
                    "You cannot give yourself the role “%(role)s” nor change it: it opens the cases of families or the "
                    "register of who read them. Ask another administrator of access to do it.",
                    role=dict(self._fields["role"]._description_selection(self.env))[assignment.role],
                ))

    def _check_giver(self):
        """An administrator of the office gives roles, and in the network of the office only.

        The record rule alone does not do: it is asked once the rows are there, and a row that makes oneself the
        administrator of another office would answer it. Hence the look for a role held *besides* the new ones.
        Who coordinates an institution edits its data, so an administrator may not appoint coordinators in
        institutions that his office has nothing to do with.
        """
        if self.env.su:
            return
        # sudo: one's own roles.
        held = self.sudo().search([
            ("id", "not in", self.ids), ("user_id", "=", self.env.uid), ("role", "=", "admin"),
            ("is_current", "=", True),
        ])
        names_administrators = self.env.user.has_group("base.group_system")
        for assignment in self:
            if assignment.company_id not in held.company_id and not (
                names_administrators and assignment.role == "admin"
            ):
                raise AccessError(self.env._(
                    "Only an administrator of access of %(office)s gives roles there.",
                    office=assignment.company_id.sudo().name,
                ))
            # sudo: the administrator of access answers for the roles, not for the partnerships, yet must be told.
            company = assignment.company_id.sudo()
            partnerships = self.env["kooperacje.partnership"].sudo().search([("company_id", "=", company.id)])
            network = (
                company.partner_id | partnerships.strategic_partner_id | partnerships.regional_centre_id
                | partnerships.membership_ids.filtered(lambda m: m.state != "left").institution_id
            )
            if assignment.institution_id not in network and assignment.role not in OUTSIDE_ROLES:
                raise UserError(self.env._(
                    "%(institution)s belongs to no partnership of %(office)s. Invite the institution to a partnership "
                    "first, then give its staff their roles.", institution=assignment.institution_id.name,
                    office=company.name,
                ))

    def action_end(self):
        """Take the role back at once, even one given today."""
        today = office_today()
        for assignment in self.filtered(lambda a: a.valid_until >= today):
            last_day = max(assignment.date_from, today - timedelta(days=1))
            assignment._unguarded().write({
                "date_to": min(last_day, assignment.date_to or FAR_FUTURE), "revoked_on": today,
            })

    def unlink(self):
        users = self.user_id
        result = super().unlink()
        self._sync_groups(users)
        return result

    @api.model
    def _group_ids_by_role(self):
        # From a cache that accounts made and changed do not empty: every one of them asks for these.
        find = self.env["res.groups"]._get_group_definitions().get_id
        return {role: find(f"kooperacje.group_{role}") for role, _label in ROLES}

    @api.model
    def _sync_groups(self, users, outside=False):
        """Give ``users`` exactly the role groups of their assignments that have not ended, and their companies.

        With ``outside`` it looks after what another hand or program may have changed, and notes what it finds. An
        account that has become a guest's is given nothing: its role shows that it opens nothing.

        A company that came with a role goes with the last role there; one that the user had before stays, as does
        the user's main company, for other applications may need it.
        """
        # sudo: group membership follows from assignments the caller was allowed to write; only groups of this
        # addon are touched, so no one gains rights of another application by it.
        assignments = self.sudo().search([("user_id", "in", users.ids)])
        today = office_today()
        open_assignments = assignments.filtered(lambda assignment: assignment.valid_until >= today)
        given = assignments.filtered("gave_company").grouped("user_id")
        group_by_role = self._group_ids_by_role()
        roles_by_user, assignments_by_user = open_assignments.grouped("user_id"), assignments.grouped("user_id")
        changed = {}
        for user in users.sudo():
            mine = roles_by_user.get(user, self.browse())
            wanted = set() if user._is_guest() else {group_by_role[role] for role in mine.mapped("role")}
            held = set(group_by_role.values()) & set(user.group_ids.ids)
            added = mine.company_id - user.company_ids
            over = given.get(user, self.browse())
            withdrawn = (over.company_id - mine.company_id - user.company_id) & user.company_ids
            change = (*map(frozenset, (wanted - held, held - wanted, added.ids, withdrawn.ids)),)
            changed[change] = changed.get(change, users.browse()) | user
            mine.filtered(lambda assignment, new=added: assignment.company_id in new).gave_company = True
            if outside:
                ever = {group_by_role[assignment.role] for assignment in assignments_by_user.get(user, mine)}
                self._note_outside_change(
                    user, lost=mine.filtered(lambda a, new=wanted - held: group_by_role[a.role] in new),
                    cut_off=mine.filtered(lambda a, new=added: a.company_id in new), by_hand=held - ever - wanted,
                )
        # Those with the same change in one step, for each empties the caches of rights.
        links, unlinks, moved = {}, {}, users.browse()
        for (new, old, added, withdrawn), some in changed.items():
            for groups, commands in ((new, links), (old, unlinks)):
                for group in groups:
                    commands[group] = commands.get(group, users.browse()) | some
            if added or withdrawn:
                moved |= some
                some.sudo().with_context(kooperacje_sync=True).write({"company_ids": [
                    *map(fields.Command.link, added), *map(fields.Command.unlink, withdrawn),
                ]})
        # From the group's side: other applications hang their own idea of a user's groups on each write of a user.
        for group in links.keys() | unlinks.keys():
            self.env["res.groups"].sudo().browse(group).with_context(kooperacje_sync=True).write({"user_ids": [
                *map(fields.Command.link, links.get(group, users.browse()).ids),
                *map(fields.Command.unlink, unlinks.get(group, users.browse()).ids),
            ]})
        if links or unlinks:
            self.env.registry.clear_cache()
        if moved and not self.env.context.get("kooperacje_sync"):
            # The write of companies gave other applications their chance at the groups.
            self.with_context(kooperacje_sync=True)._sync_groups(moved, outside)

    @api.model
    def _cron_sync_groups(self):
        """Take away groups and companies of roles that have ended, give back what else is missing, and say so.

        Access itself closed at midnight, by the rules.
        """
        role_groups = self.env["res.groups"].browse(self._group_ids_by_role().values())
        holders = self.search([("valid_until", ">=", office_today())]).user_id
        self.env["kooperacje.job"]._run(
            "kooperacje.role.assignment._cron_sync_groups", lambda: role_groups.user_ids | holders,
            lambda users: self._sync_groups(users, outside=True), batch=1000,
        )

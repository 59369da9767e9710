from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import window

from .membership import CURRENT

ROLES = [
    ("social_worker", "Social worker"),
    ("network_worker", "Network worker"),
    ("manager", "OPS manager"),
    ("coordinator", "Institution coordinator"),
    ("specialist", "Institution specialist"),
    ("county_animator", "Animator of the county"),
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
COUNTY_ANIMATOR = "county_animator"
# What a paper of each kind says of the role; typed by hand only while no such paper is signed.
PAPER_FIELDS = {
    "authorisation": frozenset({"authorisation_number", "authorisation_date", "authorisation_date_to"}),
    "secrecy": frozenset({"secrecy_date"}),
}
# A year short of the last one there is: grouped by month or year, Odoo asks for the first day after the period.
FAR_FUTURE = date(9998, 12, 31)


class RoleAssignment(models.Model):
    """Role of a user: user × institution × controller × role × dates.

    The controller (``company_id``) is the municipality's OPS whose partnership and cases the role concerns; a
    specialist of a county institution that works with two communes holds two assignments, for art. 100 ust. 6
    u.p.s. asks each controller for its own written authorisation and secrecy undertaking. Without both the
    assignment opens no case (``case_from`` stays empty).

    The animator of the county (PCPR; RUR-44, 45, 51) holds one in each commune of the county that has acceded. It
    opens what the partnership of that commune keeps, and no family, as long as the signed appointment names its
    holder: not a day before the appointment begins and not a day after it ends (RUR-176).

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
    _system_fields = frozenset({
        "revoked_on", "valid_from", "valid_until", "case_from", "case_until", "gave_company", "away_from", "gone_from",
        "appointed_from", "appointed_until",
    })
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
    valid_from = fields.Date(
        compute="_compute_valid_until", store=True, precompute=True,
        help="First day on which the role opens records.",
    )
    valid_until = fields.Date(
        compute="_compute_valid_until", store=True, precompute=True,
        help="Last day on which the role opens records.",
    )
    appointed_from = fields.Date(
        compute="_compute_appointed", store=True, precompute=True, help="By the signed appointment of the animator.",
    )
    appointed_until = fields.Date(
        compute="_compute_appointed", store=True, precompute=True, help="By the signed appointment of the animator.",
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
        [("planned", "Planned"), ("current", "In force"), ("incomplete", "Opens no case yet"),
         ("unappointed", "Waits for the appointment"), ("ended", "Ended")],
        compute="_compute_status",
        help="A role whose authorisation or secrecy undertaking is missing or has expired opens no case; that of an "
             "animator of the county opens nothing before the appointment is signed.",
    )
    gave_company = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False,
        help="The user could not switch to the controller's company before this role.",
    )

    paper_ids = fields.One2many("kooperacje.role.paper", "role_id", "Papers")
    missing_papers = fields.Char(
        "Missing for cases", compute="_compute_missing_papers",
        help="What the role needs before it opens a case (art. 100 ust. 6 u.p.s.).",
    )
    # Past the rules: whether a paper is signed, for whoever sees the role; the paper itself stays unseen.
    has_authorisation_paper = fields.Boolean(compute="_compute_signed_papers", compute_sudo=True)
    has_secrecy_paper = fields.Boolean(compute="_compute_signed_papers", compute_sudo=True)

    away_from = fields.Date(compute="_compute_away", store=True, precompute=True, export_string_translation=False)
    gone_from = fields.Date(compute="_compute_away", store=True, precompute=True, export_string_translation=False)

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

    @api.depends("role", "date_from", "date_to", "revoked_on", "gone_from", "appointed_from", "appointed_until")
    def _compute_valid_until(self):
        for assignment in self:
            assignment.valid_from = assignment.date_from
            last_day = assignment.date_to or FAR_FUTURE
            if assignment.role == COUNTY_ANIMATOR and assignment.date_from:
                assignment.valid_from = max(assignment.date_from, assignment.appointed_from or assignment.date_from)
                # Without a paper it ends before it begins.
                last_day = min(last_day, assignment.appointed_until or assignment.date_from - timedelta(days=1))
            if assignment.revoked_on:
                last_day = min(last_day, assignment.revoked_on - timedelta(days=1))
            if assignment.gone_from:
                last_day = min(last_day, assignment.gone_from - timedelta(days=1))
            assignment.valid_until = last_day

    @api.depends(
        "date_from", "valid_until", "authorisation_date", "authorisation_date_to", "secrecy_date", "away_from",
    )
    def _compute_case_dates(self):
        for assignment in self:
            needed = (assignment.date_from, assignment.authorisation_date, assignment.secrecy_date)
            assignment.case_from = max(needed) if all(needed) else False
            last_day = min(assignment.valid_until, assignment.authorisation_date_to or FAR_FUTURE)
            if assignment.away_from:
                last_day = min(last_day, assignment.away_from - timedelta(days=1))
            assignment.case_until = last_day

    @api.depends("valid_from", "valid_until", "case_from", "case_until")
    def _compute_is_current(self):
        today = office_today()
        for assignment in self:
            assignment.is_current = bool(
                assignment.valid_from and assignment.valid_from <= today <= assignment.valid_until
            )
            assignment.opens_cases = bool(
                assignment.case_from and assignment.case_from <= today <= assignment.case_until
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = office_today()
        return fields.Domain([("valid_from", "<=", today), ("valid_until", ">=", today)])

    def _search_opens_cases(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = office_today()
        return fields.Domain([("case_from", "<=", today), ("case_until", ">=", today)])

    @api.depends("role", "date_to", "revoked_on", "valid_from", "valid_until", "case_from", "case_until")
    def _compute_status(self):
        today = office_today()
        for assignment in self:
            if assignment._waits_for_appointment():
                assignment.status = "unappointed"
            elif not assignment.valid_from or assignment.valid_from > today:
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
        assignments._renew_links()
        if assignments._is_guarded():
            for assignment in assignments:
                assignment._check_typed({
                    name: assignment[name] for names in PAPER_FIELDS.values() for name in names
                })
        assignments._follow_end()
        return assignments

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if self._is_guarded():
            for assignment in self:
                changed = {
                    name: vals[name] for names in PAPER_FIELDS.values() for name in names & vals.keys()
                    if self._fields[name].convert_to_cache(vals[name], assignment) != (assignment[name] or None)
                }
                assignment._check_typed(changed)
                assignment._check_not_signed(changed)
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
        if {"date_to", "revoked_on"} & vals.keys():
            self._follow_end()
        return result

    def _check_four_eyes(self):
        """No administrator opens families' cases to himself or herself, neither by a new role nor by changing an own
        one.

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
                # sudo: the name of the office, for the message.
                raise AccessError(self.env._(
                    "Only an administrator of access of %(office)s gives roles there.",
                    office=assignment.company_id.sudo().name,
                ))
            # sudo: the administrator of access answers for the roles, not for the partnerships, yet must be told.
            company = assignment.company_id.sudo()
            partnerships = self.env["kooperacje.partnership"].sudo().search([("company_id", "=", company.id)])
            network = (
                company.partner_id | partnerships.strategic_partner_id | partnerships.regional_centre_id
                | partnerships.membership_ids.filtered(lambda m: m.state in CURRENT).institution_id
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
        for assignment in self.filtered(lambda a: a.valid_until >= today or a._waits_for_appointment()):
            last_day = max(assignment.date_from, today - timedelta(days=1))
            assignment._unguarded().write({
                "date_to": min(last_day, assignment.date_to or FAR_FUTURE), "revoked_on": today,
            })

    def unlink(self):
        users = self.user_id
        result = super().unlink()
        self._sync_groups(users)
        return result

    # ------------------------------------------------------------------
    # Papers
    # ------------------------------------------------------------------
    # The papers behind a role: typed as kept elsewhere, or drawn up and signed here.

    @api.depends("paper_ids.document_state", "paper_ids.kind")
    def _compute_signed_papers(self):
        for role in self:
            signed = role.paper_ids.filtered(lambda paper: paper.document_state == "signed").mapped("kind")
            role.has_authorisation_paper = "authorisation" in signed
            role.has_secrecy_paper = "secrecy" in signed

    @api.depends("role", "authorisation_date", "authorisation_date_to", "secrecy_date", "valid_until", "away_from")
    def _compute_missing_papers(self):
        today = office_today()
        for role in self:
            missing = []
            if role.role in CASE_ROLES and role.valid_until and role.valid_until >= today:
                expired = role.authorisation_date_to and role.authorisation_date_to < today
                if not role.authorisation_date or expired:
                    missing.append(self.env._("authorisation"))
                if not role.secrecy_date:
                    missing.append(self.env._("secrecy undertaking"))
                if role.away_from and role.away_from <= today:
                    missing.append(self.env._("the institution takes no part in the partnership now"))
            role.missing_papers = ", ".join(missing)

    def _check_typed(self, values):
        """Raise ``UserError`` where the office counts only papers signed here and dates are typed nevertheless."""
        # sudo: one setting of the office in which the caller gives roles.
        company = self.company_id.sudo()
        if any(values.values()) and company.kooperacje_papers_only:
            raise UserError(self.env._(
                "In %(office)s only authorisations and undertakings drawn up and signed here count. Leave the fields "
                "empty, save the role and press “Prepare papers”.", office=company.name,
            ))

    def _check_not_signed(self, changed):
        for kind, names in PAPER_FIELDS.items():
            if names & changed.keys() and self[f"has_{kind}_paper"]:
                raise UserError(self.env._(
                    "This comes from the signed paper of %(user)s. Void it, or have a new one signed.",
                    user=self.user_id.name,
                ))

    def _last_paper(self, kind):
        self.ensure_one()
        return self.paper_ids.filtered(
            lambda paper: paper.kind == kind and paper.document_state == "signed"
        ).sorted(lambda paper: (paper.signed_on, paper._origin.id))[-1:]

    def _apply_papers(self, kinds):
        """Write to the roles what the last signed papers of ``kinds`` say, or clear it if all were taken back."""
        for role in self:
            values = {}
            if "authorisation" in kinds:
                paper = role._last_paper("authorisation")
                values.update({
                    "authorisation_number": paper.document_number,
                    "authorisation_date": paper and max(paper.signed_on, paper.date_from or paper.signed_on),
                    "authorisation_date_to": paper.date_to,
                })
            if "secrecy" in kinds:
                values["secrecy_date"] = role._last_paper("secrecy").signed_on
            # sudo: they come from the paper whose signature the caller was allowed to register; the head of the
            # office, who authorises for the controller, does not give roles.
            role.sudo()._unguarded().write(values)

    def action_prepare_papers(self):
        """Draft what each of the roles lacks, and open all their papers."""
        Paper = self.env["kooperacje.role.paper"]
        today = office_today()
        serialise_on(self)
        values = []
        for role in self.filtered(lambda role: role.valid_until >= today):
            there = set(role.paper_ids.filtered(lambda paper: paper.document_state != "void").mapped("kind"))
            expired = role.authorisation_date_to and role.authorisation_date_to < today
            if (not role.authorisation_date and "authorisation" not in there) or (
                expired and not role.paper_ids.filtered(
                    lambda paper: paper.kind == "authorisation" and paper.document_state in ("draft", "issued")
                )
            ):
                values.append({"role_id": role.id, "kind": "authorisation"})
            if not role.secrecy_date and "secrecy" not in there:
                values.append({"role_id": role.id, "kind": "secrecy"})
        papers = Paper.create(values)
        if not papers and not self.paper_ids:
            raise UserError(self.env._("These roles have their authorisation and secrecy undertaking already."))
        return window(self.env, "action_role_paper", domain=[("role_id", "in", self.ids)], context={})

    # ------------------------------------------------------------------
    # Institutions that stop taking part
    # ------------------------------------------------------------------
    # A role ends when the institution has left every partnership of the office, and opens no case while it is away.

    @api.depends(
        "institution_id.membership_ids.away_from", "institution_id.membership_ids.gone_from",
        "institution_id.membership_ids.state", "company_id.partner_id",
    )
    def _compute_away(self):
        # sudo: memberships of an institution in the office of the role; only two days leave this method.
        for role in self.sudo():
            last = {}
            # Whoever left or declined and is invited anew may be given roles anew.
            for membership in role.institution_id.membership_ids.sorted(lambda m: (m.state in CURRENT, m._origin.id)):
                if membership.company_id == role.company_id:
                    last[membership.partnership_id] = membership
            own = role.company_id.partner_id == role.institution_id
            for name in ("away_from", "gone_from"):
                days = [membership[name] for membership in last.values()]
                role[name] = max(days) if days and all(days) and not own else False

    # ------------------------------------------------------------------
    # Animator of the county
    # ------------------------------------------------------------------

    @api.depends(
        "role", "date_from", "company_id", "institution_id", "user_id.partner_id.appointment_ids.subject",
        "user_id.partner_id.appointment_ids.document_state", "user_id.partner_id.appointment_ids.signed_on",
        "user_id.partner_id.appointment_ids.date_from", "user_id.partner_id.appointment_ids.date_to",
        "user_id.partner_id.appointment_ids.partnership_id.accession_date",
        "user_id.partner_id.appointment_ids.partnership_id.strategic_partner_id",
    )
    def _compute_appointed(self):
        """From the first appointment that stands while the role runs to the last that follows it without a gap.

        Of appointments to partnerships of the commune that has acceded, by the institution of the role (RUR-176).
        """
        animators = self.filtered(lambda role: role.role == COUNTY_ANIMATOR)
        (self - animators).appointed_from = (self - animators).appointed_until = False
        for role in animators:
            # sudo: appointments to the office of the role; only two days leave this method.
            papers = role.user_id.sudo().partner_id.appointment_ids.filtered(lambda paper, role=role: (
                paper.subject == COUNTY_ANIMATOR and paper.document_state == "signed"
                and paper.company_id == role.company_id and paper.partnership_id.accession_date
                and paper.partnership_id.strategic_partner_id == role.institution_id
            ))
            first = last = False
            for start, end in sorted(paper._standing() for paper in papers):
                if end < max(start, role.date_from or start):
                    continue
                if not first:
                    first, last = start, end
                elif start <= last + timedelta(days=1):
                    last = max(last, end)
            role.appointed_from, role.appointed_until = first, last

    def _waits_for_appointment(self):
        """Whether nothing but the signed appointment is missing."""
        return (
            self.role == COUNTY_ANIMATOR and not self.appointed_until and not self.revoked_on
            and (self.date_to or FAR_FUTURE) >= office_today()
        )

    @api.constrains("role", "institution_id", "company_id")
    def _check_county_animator(self):
        """Gate 6: the county's animator begins after the commune has acceded and named its own (RUR-176).

        :raises ValidationError: the office has no rural partnership with this PCPR, or it is not that far
        """
        for role in self.filtered(lambda one: one.role == COUNTY_ANIMATOR):
            # sudo: the administrator of access answers for the roles, not for the partnerships, yet must be told.
            partnerships = self.env["kooperacje.partnership"].sudo().search([
                ("company_id", "=", role.company_id.id), ("variant", "=", "rural"), ("state", "!=", "closed"),
                ("strategic_partner_id", "=", role.institution_id.id),
            ])
            if not partnerships:
                raise ValidationError(self.env._(
                    "The animator of the county works at the PCPR that is the strategic partner of a rural partnership "
                    "of the office. %(institution)s is not. Choose the PCPR, or enter it on the partnership first.",
                    institution=role.institution_id.name,
                ))
            if not partnerships.filtered(lambda one: one.accession_date and one.commune_animator_id):
                raise ValidationError(self.env._(
                    "The animator of the county starts after the commune has reported its accession and named its own "
                    "animator. Have both entered on the partnership first, then give the role.",
                ))

    # ------------------------------------------------------------------
    # Leader-families
    # ------------------------------------------------------------------

    @api.constrains("user_id", "date_from", "date_to", "revoked_on")
    def _check_no_leader(self):
        today = office_today()
        serialise_on(self.user_id)
        # sudo: one look whether somebody is a leader-family; the record itself stays unseen.
        leaders = self.env["kooperacje.leader.person"].sudo().search([
            ("user_id", "in", self.user_id.ids), ("document_state", "!=", "void"),
            "|", ("date_to", "=", False), ("date_to", ">", today),
        ])
        for role in self:
            if role.user_id in leaders.user_id and role.valid_until >= today:
                raise ValidationError(self.env._(
                    # RUR-80
                    "%(name)s speaks for families in a partnership and holds no role in the Model: a leader-family "
                    "never sees data of another family.", name=role.user_id.name,
                ))

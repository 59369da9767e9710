from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today

from .role_assignment import COUNTY_ANIMATOR, FAR_FUTURE

# Who is named on the partnership by the signed paper: subject → field, or the user's instead of the contact's.
PLACES = {
    "commune_animator": "commune_animator_id", "county_animator": "county_animator_id",
    "register_keeper": "register_keeper_id",
}
# An order may establish the team without naming anybody; who is entrusted with a function is named.
OF_THE_TEAM = {"team"}
ANIMATORS = ("commune_animator", "county_animator")


class Appointment(models.Model):
    """Order of an authority or entrusting of a function (zarządzenie, powierzenie funkcji; papers 4.5, 4.6).

    By an order the mayor establishes the team or names the animator, where the office chooses that form (RUR-158
    leaves it open); by entrusting, the head of the institution gives the function of network worker or animator, with
    the post, what the person is relieved of and for how long (RUR-51–54, K3D-10, K3D-110). The signed paper names the
    person on the partnership. Voiding it is its revocation: like the end of its time it gives the place back to whom
    another paper in force names, or to nobody until the office names the next one.
    """

    _name = "kooperacje.appointment"
    _description = "Order or appointment"
    _inherit = ["kooperacje.document.term.mixin", "mail.thread"]
    _order = "partnership_id, signed_on desc, id desc"
    _rec_name = "document_number"
    _fixed_fields = frozenset({"partnership_id"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("order", "Order of the authority"), ("function", "Entrusting of a function")], required=True,
        default="function",
    )
    subject = fields.Selection(
        string="What for", selection=[
            ("team", "Establishing the partnership team"), ("network_worker", "Network worker"),
            ("register_keeper", "Keeper of the register of task teams"),
            ("commune_animator", "Animator of the commune"), ("county_animator", "Animator of the county"),
        ],
        required=True, default="network_worker",
    )
    authority = fields.Char(
        required=True, help="Who orders or entrusts, as printed: e.g. Head of the commune, Director of the centre.",
    )
    authority_name = fields.Char("Name of who signs")
    authority_number = fields.Char(
        "Number at the authority", help="Number the paper has in the register of the authority; may be the same.",
    )
    person_id = fields.Many2one(
        "res.partner", "Person", index="btree_not_null", ondelete="restrict", domain="[('is_company', '=', False)]",
    )
    person_function = fields.Char("Position", compute="_compute_person_function", store=True, readonly=False)
    engagement = fields.Selection(
        [("post", "A post of its own"), ("combined", "Combined with other duties"), ("allowance", "With an allowance")],
        "Form", default="combined",
    )
    post_fraction = fields.Float(
        # RUR-52, 53
        "Part of a post", digits=(3, 2), help="1.00 is a full post, 0.25 a quarter. 0: not set.",
    )
    network_ground = fields.Selection(
        [("manager", "Managerial function in the centre"), ("social_worker", "Social worker"),
         ("qualified", "Qualified for the profession of social worker")],
        "Ground", compute="_compute_network_ground", store=True, readonly=False, precompute=True,
        # K3D-9
        help="A network worker is a manager, a social worker or qualified for that profession.",
    )
    network_ground_note = fields.Char(
        "Evidence of the qualification", help="Diploma, certificate or degree, with its number and date.",
    )
    network_ground_missing = fields.Char(compute="_compute_network_ground_missing")
    works_in = fields.Selection(
        [("services", "Services"), ("benefits", "Benefits"), ("both", "Both")], "Works in",
        # RUR-54
        help="An animator should be a worker of services and not of benefits.",
    )
    is_of_benefits = fields.Boolean(compute="_compute_is_of_benefits")
    # RUR-53
    relief = fields.Text("Relieved of", help="Duties taken over by others for that time.")
    tasks = fields.Text(help="Beside those of the clauses.")
    date_from = fields.Date("From", default=lambda self: office_today())
    date_to = fields.Date("Until", help="Empty: until it is revoked.")
    person_access = fields.Char(compute="_compute_person_access", export_string_translation=False)

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "An appointment cannot end before it begins.",
    )
    _post_fraction = models.Constraint(
        "CHECK(post_fraction IS NULL OR post_fraction BETWEEN 0 AND 1)", "A part of a post is 0 to 1.",
    )

    @api.depends("person_id")
    def _compute_person_function(self):
        for appointment in self:
            appointment.person_function = appointment.person_id.function or appointment.person_function

    @api.depends("subject", "person_id", "partnership_id")
    def _compute_network_ground(self):
        """Proposed from the roles that the person holds in the office today."""
        for appointment in self:
            if appointment.subject != "network_worker":
                appointment.network_ground = False
            elif appointment.document_state != "draft":
                # Of a paper of the past it is said by hand; the paper itself does not print it.
                appointment.network_ground = appointment.network_ground
            elif appointment.person_id != appointment._origin.person_id or not appointment.network_ground:
                roles = appointment._office_roles()
                appointment.network_ground = next((one for one in ("manager", "social_worker") if one in roles), False)

    @api.depends("subject", "works_in")
    def _compute_is_of_benefits(self):
        """A recommendation: it is said and stops no appointment."""
        for appointment in self:
            appointment.is_of_benefits = appointment.subject in ANIMATORS and appointment.works_in == "benefits"

    def _office_roles(self):
        # sudo: only which roles the person holds in the office of the partnership today.
        return set(self.sudo().person_id.user_ids.role_assignment_ids.filtered(
            lambda role: role.company_id == self.sudo().partnership_id.company_id and role.is_current
        ).mapped("role"))

    @api.depends("subject", "person_id", "network_ground", "network_ground_note", "partnership_id")
    def _compute_network_ground_missing(self):
        """What is wanting is said, not refused: who has worked as network worker is on record all the same."""
        for appointment in self:
            missing = False
            if appointment.subject == "network_worker" and appointment.person_id:
                if not appointment.network_ground:
                    missing = self.env._(
                        # K3D-9
                        "A network worker holds a managerial function in the centre, is a social worker or is "
                        "qualified for that profession. Say in “Ground” which it is, or appoint somebody else.",
                    )
                elif appointment.network_ground == "qualified":
                    missing = not (appointment.network_ground_note or "").strip() and self.env._(
                        # K3D-9
                        "Enter the evidence of the qualification for the profession of social worker.",
                    )
                elif appointment.network_ground not in appointment._office_roles():
                    missing = self.env._(
                        # K3D-9
                        "%s holds no such role in the centre today. Check the ground.",
                        appointment.person_id.name,
                    )
            appointment.network_ground_missing = missing

    @api.depends("document_number", "subject")
    def _compute_display_name(self):
        labels = dict(self._fields["subject"]._description_selection(self.env))
        for appointment in self:
            appointment.display_name = appointment.document_number or self.env._(
                "%(subject)s (draft)", subject=labels.get(appointment.subject, ""),
            )

    @api.constrains("subject", "kind", "person_id", "partnership_id")
    def _check_person(self):
        for appointment in self:
            person, partnership = appointment.person_id, appointment.partnership_id
            if appointment.subject in OF_THE_TEAM and appointment.kind != "order":
                raise ValidationError(self.env._(
                    "A team is established by an order. Choose “Order of the authority”, or the function entrusted.",
                ))
            if appointment.subject in OF_THE_TEAM:
                continue
            institution = partnership.leader_id
            if appointment.subject == "county_animator":
                institution = partnership.strategic_partner_id
            if institution:
                person._check_on_staff_of(institution)

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "kind", "subject", "authority", "authority_name", "authority_number", "person_id",
            "person_function", "engagement", "works_in", "post_fraction", "relief", "tasks", "date_from", "date_to",
        }

    def _document_check_issuable(self):
        """:raises UserError: nobody named, over before it begins, or gate 6 of the county animator (RUR-176)"""
        result = super()._document_check_issuable()
        for appointment in self:
            if appointment.subject not in OF_THE_TEAM and not appointment.person_id:
                raise UserError(self.env._("Say who is entrusted with the function (“Person”)."))
            # A paper of an earlier time is entered with the day it bears.
            if appointment.date_to and appointment.date_to < (appointment.document_date or office_today()):
                raise UserError(self.env._(
                    "The appointment would be over before it was given. Correct “Until”; of one given earlier enter "
                    "“Document Date” as well.",
                ))
            partnership = appointment.partnership_id
            partnership._check_not_closed()
            if appointment.subject == "county_animator" and not (
                partnership.accession_date and partnership.commune_animator_id
            ):
                raise UserError(self.env._(
                    "The animator of the county starts after the commune has reported its accession and named its own "
                    "animator. Enter “Commune acceded on” on the partnership and have the animator of the commune "
                    "appointed first.",
                ))
            if appointment.subject == "register_keeper":
                appointment._keeper()
        return result

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        """:raises UserError: as the document's own; the head names who keeps the register (K3D-110)"""
        self._check_names_keeper()
        return super()._document_register_signature(signed_on, kind, file, filename, checked)

    def _document_void(self, reason):
        """:raises UserError: as the document's own; who keeps the register is revoked by the head, too (K3D-110)"""
        if "register_keeper" in self.mapped("subject"):
            self._check_names_keeper()
        # Asked before: a paper that does not stand today names nobody, and its voiding takes nobody's place.
        standing = self.filtered("is_in_force")
        result = super()._document_void(reason)
        standing._give_back()
        self._open_roles()
        return result

    def _check_names_keeper(self):
        for appointment in self.filtered(lambda one: one.subject == "register_keeper"):
            if not self.env.su and not self.env.user._has_role("manager", appointment.company_id):
                raise UserError(self.env._(
                    # K3D-110
                    "The head of the office names who keeps the register of task teams.",
                ))

    def _on_document_signed(self):
        result = super()._on_document_signed()
        self._apply()
        self._open_roles()
        return result

    def _standing(self):
        """First and last day on which the signed paper names its person."""
        self.ensure_one()
        start = max(filter(None, (self.date_from, self.signed_on, self.partnership_id.accession_date)))
        return start, self.date_to or FAR_FUTURE

    def _open_roles(self):
        """Roles of animators of the county open and close with their papers; their accounts follow at once."""
        # sudo: the groups of people whose roles the paper opens or closes; who they are is not shown.
        animators = self.filtered(lambda paper: paper.subject == COUNTY_ANIMATOR).sudo().person_id.user_ids
        if animators:
            self.env["kooperacje.role.assignment"]._sync_groups(animators)

    @api.depends("subject", "person_id", "document_state", "date_to")
    def _compute_person_access(self):
        """Whether the animator of the county can open the partnership; said at once, for nobody sees it otherwise."""
        today = office_today()
        for appointment in self:
            says = False
            if appointment.subject == COUNTY_ANIMATOR and appointment.person_id and (
                appointment.document_state != "void" and (appointment.date_to or today) >= today
            ):
                # sudo: whether the person holds the role in the office, by a word.
                roles = appointment.sudo().person_id.user_ids.role_assignment_ids.filtered(
                    lambda role, appointment=appointment: role.role == COUNTY_ANIMATOR and not role.revoked_on
                    and role.company_id == appointment.company_id and (role.date_to or today) >= today
                )
                if not roles:
                    says = self.env._(
                        "%(person)s has no access yet. The administrator of access gives the role “Animator of the "
                        "county” (“Give access”); it opens with this signed appointment and ends with it.",
                        person=appointment.person_id.name,
                    )
            appointment.person_access = says

    def _keeper(self):
        """The account of the person who keeps the register. Raises ``UserError`` if that person is no network worker.
        """
        user = self._named()
        if not user or not user._has_role("network_worker", self.company_id):
            raise UserError(self.env._(
                "%(person)s is no network worker of the office today. The keeper of the register is one of them.",
                person=self.person_id.name or "",
            ))
        return user

    def _named(self):
        """The person whom the paper names in the field of its subject: a contact, or the account of the register's
        keeper.
        """
        self.ensure_one()
        if self.subject != "register_keeper":
            return self.person_id
        # sudo: that a colleague has an account is seen by every user already.
        return self.person_id.sudo()._accounts()[:1]

    def _apply(self):
        """Name the person on the partnership, from the day of the appointment on."""
        for appointment in self.filtered("is_in_force"):
            place = PLACES.get(appointment.subject)
            if not place:
                continue
            chosen = appointment._keeper() if place == "register_keeper_id" else appointment.person_id
            if appointment.partnership_id[place] != chosen:
                # sudo: it follows from the paper whose signature the caller was allowed to register.
                appointment.partnership_id.sudo()[place] = chosen

    def _give_back(self):
        """When a paper is over or revoked, its place goes to the person named by the newest other paper in force, or to
        nobody.

        If the office has named somebody else since, that person stays.
        """
        for appointment in self.filtered(lambda one: one.subject in PLACES):
            partnership, place = appointment.partnership_id, PLACES[appointment.subject]
            if not appointment._named() or partnership[place] != appointment._named():
                continue
            standing = self.search([
                ("partnership_id", "=", partnership.id), ("subject", "=", appointment.subject),
                ("document_state", "=", "signed"),
            ]).filtered("is_in_force")
            if appointment.subject == "register_keeper":
                # Who is network worker no more keeps no register, whatever an older paper says.
                standing = standing.filtered(
                    lambda other: other._named() and other._named()._has_role("network_worker", other.company_id)
                )
            # sudo: as on signing.
            partnership.sudo()[place] = standing[:1]._named() if standing else False

    @api.model
    def _cron_apply(self):
        """Name those whose appointment, signed ahead, has begun since the last run; take back appointments that have
        ended.

        One that cannot be followed any more, e.g. of somebody who has left, says so and holds up no other.
        """
        today, last, signed = office_today(), self.env.context.get("lastcall"), [("document_state", "=", "signed")]
        last = office_day(last) if last else today - timedelta(days=1)
        # One by one: of two for one place the newer comes last and stays.
        Job = self.env["kooperacje.job"]
        done = Job._run(
            "kooperacje.appointment._cron_apply:end",
            lambda: self.search([*signed, ("date_to", ">=", last), ("date_to", "<", today)]),
            lambda appointment: appointment._follow(type(self)._give_back), batch=1,
        )
        if done:
            Job._run(
                "kooperacje.appointment._cron_apply:begin",
                lambda: self.search(
                    [*signed, ("date_from", ">", last), ("date_from", "<=", today)], order="date_from, signed_on, id",
                ),
                lambda appointment: appointment._follow(type(self)._apply), batch=1,
            )

    def _follow(self, step):
        """Do ``step``; a paper that cannot be followed says why in its history, in the words of its office."""
        told = self._in_office_language()
        try:
            with self.env.cr.savepoint():
                step(told)
        except UserError as error:
            told._document_log(str(error))

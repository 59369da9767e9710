from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.models.access.serialise import serialise_on

from .membership import CURRENT


class SchoolEnrolment(models.Model):
    """Participant of an offer of the School of Cooperation: a worker of a member institution (R4).

    enrolled → attended / absent. Enrolled by the leader or the coordinator of the institution, who rate it afterwards;
    attendance and hours are the organiser's.
    """

    _name = "kooperacje.school.enrolment"
    _description = "Participant of the School of Cooperation"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "course_id, institution_id, id"
    _rec_name = "partner_id"
    _system_fields = frozenset({"state", "institution_id", "hours"})
    _fixed_fields = frozenset({"course_id", "partnership_id", "partner_id"})

    course_id = fields.Many2one(
        "kooperacje.school.course", "Offer", required=True, index=True, ondelete="restrict",
        domain=[("state", "=", "offered")],
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Participant", required=True, index=True, ondelete="restrict",
        domain=[
            ("is_company", "=", False), "|", ("parent_id.is_institution", "=", True), ("user_ids.share", "=", False),
        ],
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", compute="_compute_institution_id", store=True, precompute=True, index=True,
    )
    date_from = fields.Date(related="course_id.date_from", string="Date")
    form = fields.Selection(related="course_id.form")
    state = fields.Selection(
        [("enrolled", "Enrolled"), ("attended", "Took part"), ("absent", "Absent")], default="enrolled", required=True,
        readonly=True, copy=False, index=True,
    )
    hours = fields.Float(readonly=True, copy=False)
    rating = fields.Integer(copy=False, aggregator=None, help="From 1 (of no use) to 5 (very useful).")
    opinion = fields.Char(copy=False)

    _once = models.Constraint("UNIQUE(course_id, partner_id)", "This person is enrolled already.")
    _rating_range = models.Constraint("CHECK(rating BETWEEN 0 AND 5)", "Rate from 1 to 5.")

    @api.depends("partner_id")
    def _compute_institution_id(self):
        """Where the person worked when enrolled; moving to another institution changes no past participation."""
        for enrolment in self:
            enrolment.institution_id = enrolment.partner_id and enrolment.partner_id._workplace()

    @api.constrains("partner_id", "partnership_id")
    def _check_member(self):
        for enrolment in self:
            partnership = enrolment.partnership_id
            network = partnership.leader_id | partnership.strategic_partner_id | partnership.membership_ids.filtered(
                lambda membership: membership.state in CURRENT
            ).institution_id
            if not enrolment.partner_id._works_at(network):
                raise ValidationError(self.env._(
                    "%(person)s works in no institution of %(partnership)s. Choose a worker of a member.",
                    person=enrolment.partner_id.name, partnership=partnership.name,
                ))

    @api.constrains("course_id", "partnership_id")
    def _check_course(self):
        for enrolment in self:
            partnership = enrolment.partnership_id
            if enrolment.course_id.provider_id not in partnership.regional_centre_id | partnership.strategic_partner_id:
                raise ValidationError(self.env._("The organiser does not serve %(partnership)s.",
                                                 partnership=partnership.name))

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever takes a place waits for the one before, and then counts that place too.
        serialise_on(self.env["kooperacje.school.course"].browse({
            vals["course_id"] for vals in vals_list if vals.get("course_id")
        }))
        enrolments = super().create(vals_list)
        # sudo: how many people of all offices are enrolled.
        for course in enrolments.course_id.sudo():
            if course.state != "offered":
                raise UserError(self.env._("“%(course)s” has been held or called off already.", course=course.name))
            if course.places and course.participant_count > course.places:
                raise UserError(self.env._(
                    "“%(course)s” has %(places)s places and all are taken.", course=course.name, places=course.places,
                ))
        if enrolments._is_guarded():
            enrolments.partnership_id._check_not_closed()
        if enrolments._is_guarded() and any(enrolment.rating or enrolment.opinion for enrolment in enrolments):
            raise UserError(self.env._("An offer is rated by those who took part, once it was held."))
        return enrolments

    def write(self, vals):
        if self._is_guarded() and {"rating", "opinion"} & vals.keys():
            if any(enrolment.state != "attended" for enrolment in self):
                raise UserError(self.env._("An offer is rated by those who took part, once it was held."))
            own = self.course_id.filtered("user_provides")
            if own and self.course_id <= own:
                raise UserError(self.env._("The organiser does not rate its own offer."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(enrolment.state != "enrolled" for enrolment in self):
            raise UserError(self.env._("Who took part, or was absent, stays on the list."))

    def action_absent(self):
        """Enrolled → absent, by the organiser before the list is closed."""
        self.course_id._check_provides("offered")
        self._unguarded().write({"state": "absent", "hours": 0})
        return True

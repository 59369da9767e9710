from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today

from .support_request import PROVIDER_ROLES

# What the School teaches (RUR-153).
TOPICS = [
    ("communication", "Communication"), ("team_building", "Building an effective team"),
    ("problem_solving", "Solving problems"), ("assertiveness", "Assertiveness"),
    ("family_work", "Work with the family"), ("empowerment", "Empowerment"), ("conflict", "Conflict"),
    ("negotiation", "Negotiation"),
]


class SchoolCourse(models.Model):
    """Offer of the School of Cooperation (Szkoła Kooperacji, R4; K3D-94, RUR-33, 46, 89, 93, 96, 107).

    offered → held / called off, by the methods only. ROPS and PCPR offer, each for itself; the offices whose
    partnerships they serve enrol the staff of their members. Once held, hours and people are counted.
    """

    _name = "kooperacje.school.course"
    _description = "Offer of the School of Cooperation"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread"]
    _order = "date_from desc, id desc"
    _system_fields = frozenset({"state"})
    _fixed_fields = frozenset({"provider_id"})

    name = fields.Char("Topic", required=True)
    topic = fields.Selection(
        TOPICS, "Topic of the School", index=True, help="Empty: another topic than the eight of the School.",
    )
    form = fields.Selection(
        [
            ("training", "Training"), ("workshop", "Seminar or workshop"), ("coaching", "Coaching"),
            ("supervision", "Supervision"), ("visit", "Study visit"), ("online", "E-learning module"),
            ("conference", "Conference"),
        ],
        required=True, default="training", index=True,
    )
    provider_id = fields.Many2one(
        "res.partner", "Organiser", required=True, index=True, ondelete="restrict",
        default=lambda self: self._own_centres()[:1],
        domain=["|", ("institution_type_id.is_regional", "=", True), ("institution_type_id.is_strategic", "=", True)],
    )
    date_from = fields.Date("From", required=True, default=lambda self: office_today(), index=True)
    date_to = fields.Date("Until", compute="_compute_date_to", store=True, readonly=False, precompute=True)
    hours = fields.Float(help="Hours of the whole programme for one person.")
    places = fields.Integer(help="0: without a limit.", aggregator=None)
    location = fields.Char("Place", help="Address, or the link to an on-line meeting.")
    description = fields.Text("Programme")
    state = fields.Selection(
        [("offered", "On offer"), ("held", "Held"), ("cancelled", "Called off")], default="offered", required=True,
        readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    enrolment_ids = fields.One2many("kooperacje.school.enrolment", "course_id", "Participants")
    participant_count = fields.Integer("Number of participants", compute="_compute_figures", compute_sudo=True)
    free_places = fields.Integer(compute="_compute_figures", compute_sudo=True)
    rating = fields.Float("Average rating", compute="_compute_figures", compute_sudo=True, digits=(2, 1))
    user_provides = fields.Boolean(compute="_compute_user_provides", export_string_translation=False)

    _dates_order = models.Constraint("CHECK(date_to >= date_from)", "An offer cannot end before it begins.")
    _not_negative = models.Constraint("CHECK(hours >= 0 AND places >= 0)", "Hours and places are not negative.")

    @api.model
    def _own_centres(self):
        """Centres for which the user offers today."""
        # sudo: one's own roles.
        return self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "in", PROVIDER_ROLES), ("is_current", "=", True), "|",
            ("institution_id.institution_type_id.is_regional", "=", True),
            ("institution_id.institution_type_id.is_strategic", "=", True),
        ]).institution_id.with_env(self.env)

    @api.depends("date_from")
    def _compute_date_to(self):
        for course in self:
            if not course.date_to or (course.date_from and course.date_to < course.date_from):
                course.date_to = course.date_from

    @api.depends("places", "enrolment_ids.state", "enrolment_ids.rating")
    def _compute_figures(self):
        """Figures over the participants of all offices: who they are is shown to their own office only."""
        rows = self.env["kooperacje.school.enrolment"]._read_group(
            [("course_id", "in", self.ids), ("state", "!=", "absent")], ["course_id"], ["__count"],
        )
        counts = dict(rows)
        ratings = dict(self.env["kooperacje.school.enrolment"]._read_group(
            [("course_id", "in", self.ids), ("rating", ">", 0)], ["course_id"], ["rating:avg"],
        ))
        for course in self:
            course.participant_count = counts.get(course._origin, 0)
            course.free_places = max(course.places - course.participant_count, 0)
            course.rating = ratings.get(course._origin, 0)

    @api.depends("provider_id")
    @api.depends_context("uid")
    def _compute_user_provides(self):
        own = self._own_centres()
        for course in self:
            course.user_provides = course.provider_id in own

    @api.constrains("provider_id")
    def _check_provider(self):
        for course in self:
            kind = course.provider_id.institution_type_id
            if not (kind.is_regional or kind.is_strategic):
                raise ValidationError(self.env._("The School of Cooperation is run by ROPS and PCPR."))

    @api.constrains("places")
    def _check_places(self):
        for course in self:
            if 0 < course.places < course.participant_count:
                raise ValidationError(self.env._(
                    "%(count)s people are enrolled in “%(course)s”. There are not fewer places than that.",
                    count=course.participant_count, course=course.name,
                ))

    def write(self, vals):
        if self._is_guarded() and any(course.state != "offered" for course in self):
            closed = {"name", "form", "date_from", "date_to", "hours", "places", "location"} & vals.keys()
            if closed:
                raise UserError(self.env._("What was held or called off stays as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_empty(self):
        if any(course.state == "held" or course.participant_count for course in self):
            raise UserError(self.env._("People are enrolled. Call the offer off instead of deleting it."))

    def _check_provides(self, *states):
        self.check_access("write")
        for course in self:
            if not self.env.su and not course.user_provides:
                raise AccessError(self.env._("%(centre)s keeps its own offers.", centre=course.provider_id.name))
            if course.state not in states:
                raise UserError(self.env._("“%(course)s” has been held or called off already.", course=course.name))

    def action_held(self):
        """Offered → held: who was not marked absent took part, with the hours of the programme."""
        self._check_provides("offered")
        for course in self:
            if course.date_to > office_today():
                raise UserError(self.env._("“%(course)s” has not ended yet.", course=course.name))
            # sudo: the organiser closes the list of participants of every office.
            for enrolment in course.sudo().enrolment_ids.filtered(lambda line: line.state == "enrolled"):
                enrolment.write({"state": "attended", "hours": enrolment.hours or course.hours})
        self._unguarded().write({"state": "held"})
        return True

    def action_cancel(self):
        """Offered → called off; those who enrolled the participants are told."""
        self._check_provides("offered")
        self._unguarded().write({"state": "cancelled"})
        for course in self:
            # sudo: who enrolled whom in other offices; each is told the topic only.
            people = course.sudo().enrolment_ids.create_uid.partner_id
            if people:
                course._tell_people(people, lambda told: (
                    told.env._("Called off: %s", told.name),
                    told.env._("“%(course)s” has been called off.", course=told.name),
                ))
        return True

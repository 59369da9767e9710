from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, plaintext2html

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.access.serialise import serialise_on

from .membership import CURRENT
from .partnership import LEADER_ROLES

# Who answers for the centre that was asked: its own workers at ROPS, coordinator and animator of the county at PCPR.
PROVIDER_ROLES = ("regional", "coordinator", "county_animator")
CONTENT_FIELDS = frozenset({
    "kind", "provider_id", "notice_id", "description", "audience", "people_wanted", "date_wanted", "need_ids",
})
ANSWER_FIELDS = frozenset({"answer", "date_agreed", "refusal_kind"})
DELIVERY_FIELDS = frozenset({"hours", "people_reached", "outcome"})


class SupportRequest(models.Model):
    """Request for support to the regional centre or PCPR (S6; K3D-75, 80, 86–100, 117; RUR-34–37, 46, 87).

    draft → requested → agreed → delivered, or refused with the means that are lacking, by the methods only. The leader
    or the animator of the county (RUR-36, 43) asks; the centre that was asked answers, and the leader records its
    letter where nobody of the centre works in the system. The notice of the intention to create a partnership
    (paper 4.4) is one of the kinds: the needs entered on it are requests of their own, sent with it and answered one by
    one.

    It is no ``kooperacje.request.mixin``: that one is decided by the leader and waits for the acceptance of the
    authority, while ROPS is told before (RUR-87 comes before the agreement).

    Names institutions and what they need, never a family.
    """

    _name = "kooperacje.support.request"
    _description = "Request for support"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread", "mail.activity.mixin"]
    _order = "sent_on desc, id desc"
    _rec_name = "number"
    _system_fields = frozenset({
        "number", "state", "requested_by_id", "sent_on", "answered_by_id", "answered_on", "delivered_on",
    })
    _fixed_fields = frozenset({"partnership_id"})

    number = fields.Char(readonly=True, copy=False, index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        compute="_compute_partnership_id", store=True, readonly=False, precompute=True,
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("notice", "Notice of the intention to create a partnership"), ("training", "Training"),
            ("advice", "Advice and consultations"), ("mediation", "Mediation"), ("supervision", "Supervision"),
            ("coaching", "Coaching"), ("moderator", "Moderator"), ("evaluation", "Evaluation"),
        ],
        required=True, default="training", index=True,
    )
    provider_id = fields.Many2one(
        "res.partner", "Asked centre", index=True, ondelete="restrict", compute="_compute_provider_id", store=True,
        readonly=False, precompute=True, tracking=True,
        help="Regional centre (ROPS) or strategic partner (PCPR) of the partnership.",
    )
    provider_choice_ids = fields.Many2many("res.partner", compute="_compute_provider_choice_ids")
    notice_id = fields.Many2one(
        "kooperacje.support.request", "Filed with the notice", index="btree_not_null", ondelete="cascade",
        domain="[('kind', '=', 'notice'), ('partnership_id', '=', partnership_id)]",
    )
    need_ids = fields.One2many("kooperacje.support.request", "notice_id", "Needs of support")
    description = fields.Text("Scope and content", help="What is needed and why. No names of people helped.")
    audience = fields.Char("For whom", help="e.g. members of the partnership, key social workers, animators.")
    people_wanted = fields.Integer("Number of people", aggregator=None)
    date_wanted = fields.Date("Wanted by")
    state = fields.Selection(
        [("draft", "Draft"), ("requested", "Request filed"), ("agreed", "Agreed"), ("delivered", "Delivered"),
         ("refused", "Refused"), ("taken_back", "Taken back")],
        default="draft", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    requested_by_id = fields.Many2one(
        "res.users", "Filed by", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
    )
    sent_on = fields.Date("Filed on", readonly=True, copy=False, index=True)
    answer = fields.Text(copy=False, help="What was agreed, or why it is refused.")
    date_agreed = fields.Date("Agreed date", copy=False)
    refusal_kind = fields.Selection(
        [("financial", "No financial means"), ("organisational", "No organisational means"),
         ("other", "Another reason")],
        # K3D-86
        "Reason of the refusal", copy=False, help="The centre supports within its means.",
    )
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True, copy=False, ondelete="restrict")
    answered_on = fields.Date(readonly=True, copy=False)
    delivered_on = fields.Date(readonly=True, copy=False)
    hours = fields.Float("Hours delivered", copy=False)
    people_reached = fields.Integer("People who took part", copy=False)
    outcome = fields.Text("What was done", copy=False)
    feedback = fields.Text("Evaluation by the partnership", copy=False, help="How useful the support was.")
    user_leads = fields.Boolean(compute="_compute_user_may", export_string_translation=False)
    user_answers = fields.Boolean(compute="_compute_user_may", export_string_translation=False)

    _provider_idx = models.Index("(provider_id, state)")
    _figures_not_negative = models.Constraint(
        "CHECK(hours >= 0 AND people_wanted >= 0 AND people_reached >= 0)",
        "Hours and numbers of people are not negative.",
    )

    @api.depends("notice_id")
    def _compute_partnership_id(self):
        only = self.env["kooperacje.partnership"]._only_one_of_user()
        for request in self:
            request.partnership_id = request.notice_id.partnership_id or request.partnership_id or only

    @api.depends("partnership_id", "notice_id")
    def _compute_provider_id(self):
        for request in self:
            if not request.provider_id or request.provider_id not in request._providers():
                request.provider_id = request.notice_id.provider_id or request._providers()[:1]

    @api.depends("partnership_id.regional_centre_id", "partnership_id.strategic_partner_id")
    def _compute_provider_choice_ids(self):
        for request in self:
            request.provider_choice_ids = request._providers()

    def _providers(self):
        """Centres that may be asked, the regional one first; a voivodeship team is led by the centre itself."""
        partnership = self.partnership_id
        return (partnership.regional_centre_id | partnership.strategic_partner_id) - partnership.leader_id

    @api.depends("company_id", "provider_id", "state")
    @api.depends_context("uid")
    def _compute_user_may(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        asks = led | self.env["kooperacje.partnership"]._coordinated_company_ids()
        # sudo: who works for the asked centres; only whether it is the user, or nobody, follows from it.
        roles = self.env["kooperacje.role.assignment"].sudo().search(self._provider_roles_domain())
        mine = roles.filtered(lambda role: role.user_id == self.env.user).institution_id
        for request in self:
            request.user_leads = not request._origin or request.company_id.id in asks
            request.user_answers = request.provider_id in mine or (
                request.company_id.id in led and request.provider_id not in roles.institution_id
            )

    def _provider_roles_domain(self):
        return Domain("institution_id", "in", self.provider_id.ids) & Domain("is_current", "=", True) & (
            Domain("role", "in", PROVIDER_ROLES) & Domain("user_id.active", "=", True)
        )

    @api.depends("number")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.number or self.env._("Request for support (draft)")

    @api.constrains("provider_id", "partnership_id", "state")
    def _check_provider(self):
        for request in self:
            # An answered request stays with the centre that was asked, whoever the centre of the partnership is now.
            if request.state in ("draft", "requested") and request.provider_id and (
                request.provider_id not in request._providers()
            ):
                raise ValidationError(self.env._(
                    "%(institution)s is neither the regional centre nor the strategic partner of the partnership. "
                    "Choose one of them.", institution=request.provider_id.name,
                ))

    @api.constrains("notice_id", "kind")
    def _check_notice(self):
        for request in self.filtered("notice_id"):
            notice = request.notice_id
            if request.kind == "notice" or notice.kind != "notice" or notice.partnership_id != request.partnership_id:
                raise ValidationError(self.env._(
                    "Needs are entered on a notice of the same partnership; a notice holds no other notice.",
                ))

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        if requests._is_guarded():
            requests.notice_id._check_takes_needs()
            if any(request[name] for request in requests for name in (*ANSWER_FIELDS, *DELIVERY_FIELDS, "feedback")):
                raise UserError(self.env._("A new request has no answer yet. File it first."))
        return requests

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            self._check_may_edit(vals)
            self.browse(vals.get("notice_id"))._check_takes_needs()
        return super().write(vals)

    def _check_takes_needs(self):
        """:raises UserError: for a notice that was filed, which stays as it was sent"""
        if any(notice.state != "draft" for notice in self):
            raise UserError(self.env._("The notice has been filed. File the further need as a request of its own."))

    def _check_may_edit(self, vals):
        """The leader writes the request until it is filed, the asked centre its answer and what it delivered."""
        for request in self:
            if CONTENT_FIELDS & vals.keys() and not (request.state == "draft" and request.user_leads):
                raise UserError(self.env._(
                    "Request %(number)s has been filed and stays as it was sent. Take it back and file a new one.",
                    number=request.number or "",
                ))
            answers = ANSWER_FIELDS & vals.keys() and request.state not in ("requested", "agreed")
            delivers = DELIVERY_FIELDS & vals.keys() and request.state != "agreed"
            if answers or delivers:
                raise UserError(self.env._(
                    "%(number)s: an answer is written to a request that was filed, what was done to one that was "
                    "agreed.", number=request.number or "",
                ))
            if (ANSWER_FIELDS | DELIVERY_FIELDS) & vals.keys():
                request._check_answers()
            if "feedback" in vals and not (request.user_leads and request.state in ("agreed", "delivered")):
                raise UserError(self.env._("The office that asked evaluates the support it received."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("A request that was filed stays in the register. Take it back instead."))

    def _check_answers(self):
        for request in self:
            if not self.env.su and not request.user_answers:
                raise UserError(self.env._(
                    "%(centre)s answers itself, in the system. The office records an answer only of a centre that has "
                    "nobody here.", centre=request.provider_id.name,
                ))

    def _check_leads(self):
        self.check_access("write")
        for request in self:
            if not self.env.su and not request.user_leads:
                raise UserError(self.env._(
                    "The office that leads the partnership or the animator of the county asks for support.",
                ))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_send(self):
        """Draft → requested: the number is drawn and the centre is asked. A notice takes its needs along.

        :raise UserError: not the leader, no centre, nothing said, or the partnership is closed
        """
        self._check_leads()
        for request in self:
            if request.state != "draft":
                raise UserError(self.env._("Request %(number)s has been filed already.", number=request.number))
            if request.notice_id.state == "draft":
                raise UserError(self.env._("This need is sent with the notice it stands on. Send the notice."))
            request._file()
            for need in request.need_ids:
                need._file()
        return True

    def _file(self):
        self.ensure_one()
        self.partnership_id._check_not_closed()
        if not self.provider_id:
            raise UserError(self.env._(
                "Choose the centre that is asked. If none can be chosen, enter the regional centre on the partnership.",
            ))
        if not (self.description or "").strip() and not (self.kind == "notice" and self.need_ids):
            raise UserError(self.env._("Write in “Scope and content” what is needed and why."))
        today = office_today()
        serialise_on(self)
        number = self.company_id._draw_number(
            "kooperacje.support.request", today, prefix="WSP/", suffix="/%(range_year)s",
            # sudo: the name of the office, for its series.
            name=f"{self._office_label()} ({self.company_id.sudo().name})",
        )
        self._unguarded().write({
            "state": "requested", "sent_on": today, "requested_by_id": self.env.uid,
            "number": number,
        })
        if not self.notice_id:
            self._ask_centre()

    def _ask_centre(self):
        # sudo: who works for the centre; roles of others are not readable.
        roles = self.env["kooperacje.role.assignment"].sudo().search(self._provider_roles_domain())
        for user in roles.user_id - self.env.user:
            # sudo: a task for a colleague of another institution.
            self.sudo()._in_language_of(user).activity_schedule(
                "kooperacje.activity_decide_request", user_id=user.id,
            )

    def _step_over(self):
        return UserError(self.env._("%(number)s: this step does not apply any more.", number=self.number or ""))

    def _check_step(self, *states):
        self.check_access("write")
        self._check_answers()
        for request in self:
            if request.state not in states:
                raise request._step_over()

    def action_agree(self):
        """Requested → agreed (K3D-86); a date is needed for everything but the notice, which is taken note of."""
        self._check_step("requested")
        for request in self:
            if request.kind != "notice" and not request.date_agreed:
                raise UserError(self.env._("Enter the agreed date of the support first."))
        return self._answer("agreed")

    def action_refuse(self):
        """Requested → refused, with the means that are lacking and a word to who asked."""
        self._check_step("requested")
        for request in self:
            if not request.refusal_kind or not (request.answer or "").strip():
                raise UserError(self.env._(
                    "Choose the reason of the refusal and write it in “Answer”: the partnership plans by it.",
                ))
        return self._answer("refused")

    def _answer(self, state):
        self._unguarded().write({"state": state, "answered_by_id": self.env.uid, "answered_on": office_today()})
        # sudo: tasks of colleagues end with the answer.
        self.sudo().activity_feedback(["kooperacje.activity_decide_request"])
        for request in self:
            request._tell_people(
                request.requested_by_id.partner_id, lambda told: (told._answer_line(), told._answer_words()),
            )
        return True

    def _answer_line(self):
        label = dict(self._fields["state"]._description_selection(self.env))[self.state]
        return self.env._("%(number)s: %(state)s", number=self.number, state=label)

    def _answer_words(self):
        """What whoever asked is told: the answer, the day agreed and what was written to it."""
        lines = [self._answer_line()]
        if self.state == "agreed" and self.date_agreed:
            lines.append(self.env._("Day agreed: %s", format_date(self.env, self.date_agreed)))
        if (self.answer or "").strip():
            lines.append(self.answer.strip())
        return plaintext2html("\n".join(lines))

    def action_deliver(self):
        """Agreed → delivered; hours or what was done are needed, for they are counted."""
        self._check_step("agreed")
        for request in self:
            if not request.hours and not (request.outcome or "").strip():
                raise UserError(self.env._("Write how many hours were delivered or what was done."))
        self._unguarded().write({"state": "delivered", "delivered_on": office_today()})
        return True

    def action_take_back(self):
        """Requested or agreed → taken back, by the office that asked."""
        self._check_leads()
        for request in self:
            if request.state not in ("requested", "agreed"):
                raise request._step_over()
        self._unguarded().write({"state": "taken_back"})
        # sudo: tasks of colleagues end with the request.
        self.sudo().activity_unlink(["kooperacje.activity_decide_request"])
        return True

    # ------------------------------------------------------------------
    # Paper 4.4
    # ------------------------------------------------------------------

    def _document_report(self):
        return "kooperacje.report_support_request"

    def _document_title(self):
        return self.number or self.env._("Request for support (draft)")

    @api.readonly
    def action_print(self):
        self.ensure_one()
        return self.env.ref(self._document_report()).report_action(self)

    def _print_network_workers(self):
        """Names of the network workers of the office today (paper 4.4)."""
        # sudo: who the network worker of an office is stands on its papers.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "=", self.company_id.id), ("role", "in", LEADER_ROLES[:1]), ("is_current", "=", True),
        ])
        return ", ".join(roles.user_id.mapped("name"))

    def _print_institutions(self):
        """Institutions that are, or are going to be, in the partnership."""
        members = self.partnership_id.membership_ids.filtered(
            lambda m: m.state in CURRENT and m.institution_id != self.partnership_id.leader_id
        )
        return members.institution_id.sorted(lambda one: alphabetical(one.name))

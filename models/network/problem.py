from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

# What the office that leads the partnership says of the matter, not who reports it.
LEADER_FIELDS = ("intervention", "mediator_id", "outcome")


class Problem(models.Model):
    """Register of refusals of cooperation, problems and conflicts between institutions (K3D-85, 116, 150).

    reported → in mediation → solved / not solved, by the methods only. Anyone engaged reports; the leader (network
    worker, manager) mediates and records what came of it. Members are told of a refusal (K3D-116).

    Names institutions, never a family: the members read it.
    """

    _name = "kooperacje.problem"
    _description = "Problem of cooperation"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed", "mail.thread", "mail.activity.mixin"]
    _order = "reported_on desc, id desc"
    _rec_name = "number"
    _system_fields = frozenset({
        "number", "company_id", "state", "reported_by_id", "reported_on", "mediation_from", "closed_on", "informed_on",
    })
    _fixed_fields = frozenset({"partnership_id", "on_behalf_of_id"})
    _duties = {"mediator_id": [("state", "in", ["reported", "mediation"])]}

    number = fields.Char(readonly=True, copy=False, index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("refusal", "Refusal of cooperation"), ("conflict", "Conflict"), ("problem", "Problem of cooperation")],
        required=True, default="problem", index=True,
    )
    institution_ids = fields.Many2many(
        "res.partner", string="Institutions concerned", domain=[("is_institution", "=", True)],
    )
    description = fields.Text(
        required=True,
        help="What happened between the institutions. No names and nothing that would point to a family.",
    )
    occurred_on = fields.Date("Happened on", default=lambda self: office_today())
    reported_by_id = fields.Many2one(
        "res.users", "Reported by", required=True, readonly=True, copy=False, index=True, ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    on_behalf_of_id = fields.Many2one(
        "res.users", "On behalf of", copy=False, ondelete="restrict", domain=[("share", "=", False)],
        # K3D-116
        help="Social worker from whom the network worker heard of it.",
    )
    reported_on = fields.Date(
        "Reported on", required=True, readonly=True, copy=False, default=lambda self: office_today(), index=True,
    )
    state = fields.Selection(
        [("reported", "Reported"), ("mediation", "In mediation"), ("solved", "Solved"), ("unsolved", "Not solved")],
        default="reported", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    intervention = fields.Selection(
        [("talk", "Talk by the leader"), ("meeting", "Meeting of the partnership"),
         ("mediation", "Mediation by the leader"), ("regional", "Mediation by the regional centre"),
         ("authority", "The authority of the institution")],
        # K3D-85; K3D-96
        "How it is taken up", copy=False, help="The leader mediates; the regional centre may help.",
    )
    mediator_id = fields.Many2one("res.partner", "Who mediates", copy=False, domain=[("is_company", "=", False)])
    mediation_from = fields.Date("Taken up on", readonly=True, copy=False)
    outcome = fields.Text(copy=False, help="What was agreed, or why it could not be.")
    closed_on = fields.Date("Closed on", readonly=True, copy=False)
    days_open = fields.Integer("Days", compute="_compute_days_open", help="From the report to the end, or to today.")
    informed_on = fields.Date("Members told on", readonly=True, copy=False)
    user_leads = fields.Boolean(compute="_compute_user_leads", export_string_translation=False)

    _state_idx = models.Index("(partnership_id, state, reported_on)")

    @api.depends("reported_on", "closed_on")
    def _compute_days_open(self):
        today = office_today()
        for problem in self:
            problem.days_open = ((problem.closed_on or today) - problem.reported_on).days if problem.reported_on else 0

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_user_leads(self):
        led = self.env["kooperacje.partnership"]._led_company_ids()
        for problem in self:
            problem.user_leads = problem.company_id.id in led or not problem._origin

    @api.constrains("occurred_on", "reported_on")
    def _check_occurred_on(self):
        for problem in self:
            if problem.occurred_on and problem.occurred_on > problem.reported_on:
                raise ValidationError(self.env._("What is reported has happened already. Correct the day."))

    @api.constrains("institution_ids", "mediator_id")
    def _check_named(self):
        """The members read it: it names institutions, and of people only who mediates."""
        for problem in self:
            others = problem.institution_ids.filtered(lambda partner: not partner.is_institution)
            if others:
                raise ValidationError(self.env._(
                    "%(name)s is not an institution of the Model. The register names institutions only.",
                    name=others[0].name,
                ))
            if problem.mediator_id.is_company:
                raise ValidationError(self.env._("A person mediates. Choose who it is of %(institution)s.",
                                                 institution=problem.mediator_id.name))

    @api.constrains("on_behalf_of_id")
    def _check_on_behalf_of(self):
        for problem in self.filtered("on_behalf_of_id"):
            if not problem.reported_by_id._has_role("network_worker", problem.company_id):
                raise ValidationError(self.env._("Only the network worker reports on behalf of a social worker."))
            if not problem.on_behalf_of_id._has_role("social_worker", problem.company_id):
                raise ValidationError(self.env._(
                    "%(user)s is no social worker of the office.", user=problem.on_behalf_of_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        problems = super().create(vals_list)
        if problems._is_guarded():
            for problem in problems:
                # Looked for in the record, not in the values: defaults may come with the context.
                problem._check_may_write({name: problem[name] for name in LEADER_FIELDS})
            # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
            problems.sudo().partnership_id._check_may_act()
        for problem in problems:
            number = problem.company_id._draw_number(
                "kooperacje.problem", problem.reported_on, prefix="RPK/", suffix="/%(range_year)s",
                # sudo: the name of the office, for its series; who reports need not be its user.
                name=f"{problem._office_label()} ({problem.company_id.sudo().name})",
            )
            # sudo: the number is drawn for who reports, in the series of the office.
            problem.sudo().number = number
        problems._ask_leader()
        return problems

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            if any(problem.state in ("solved", "unsolved") for problem in self):
                raise UserError(self.env._("The matter is closed and stays in the register as it is."))
            self._check_may_write(vals)
        return super().write(vals)

    def _check_may_write(self, vals):
        """The leader may write until the matter is closed. The person who reported it may change the report until it is
        taken up.
        """
        for problem in self:
            if problem.user_leads:
                continue
            if any(vals.get(name) for name in LEADER_FIELDS):
                raise UserError(self.env._(
                    "The office that leads the partnership records how the matter is taken up and what came of it.",
                ))
            if problem.state != "reported":
                raise UserError(self.env._(
                    "%(number)s has been taken up and stays as it was reported. Tell the network worker what has "
                    "changed.", number=problem.number,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was reported stays in the register."))

    def _ask_leader(self):
        """Give each network worker of the office a task, except the one who has just reported the problem."""
        # sudo: roles of others are not readable; only who is to be told follows from them.
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "in", self.company_id.ids), ("role", "=", "network_worker"), ("is_current", "=", True),
        ])
        for problem in self.sudo():
            for user in roles.filtered(lambda role, one=problem: role.company_id == one.company_id).user_id:
                if user != problem.reported_by_id:
                    told = problem._in_language_of(user)
                    told.activity_schedule(
                        "mail.mail_activity_data_todo", user_id=user.id,
                        summary=told.env._("Take up: %s", problem.number),
                    )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_step(self, states):
        self.check_access("write")
        for problem in self:
            if not problem.user_leads:
                # K3D-85
                raise UserError(self.env._("The office that leads the partnership mediates."))
            if problem.state not in states:
                raise UserError(self.env._("%(number)s: this step does not apply any more.", number=problem.number))

    def action_mediate(self):
        """Take the matter up; how is said before."""
        self._check_step(("reported",))
        if any(not problem.intervention for problem in self):
            raise UserError(self.env._("Choose in “How it is taken up” what the partnership does about it."))
        self._unguarded().write({"state": "mediation", "mediation_from": office_today()})
        return True

    def action_solved(self):
        return self._end("solved")

    def action_unsolved(self):
        return self._end("unsolved")

    def _end(self, state):
        self._check_step(("reported", "mediation"))
        if any(not (problem.outcome or "").strip() for problem in self):
            raise UserError(self.env._("Write in “Outcome” what was agreed, or why it could not be."))
        self._unguarded().write({"state": state, "closed_on": office_today()})
        # sudo: tasks of colleagues end with the matter.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_inform_members(self):
        """Tell the members (K3D-116). Who has an account gets a mail that names no more than the number, and reads the
        register; who has none gets the entry itself. Letters for members of whom nobody has either are opened.

        :raises UserError: the members have been told, or there are none
        """
        self._check_step(("reported", "mediation"))
        letters = self.browse()
        for problem in self:
            if problem.informed_on:
                raise UserError(self.env._("The members have been told already."))
            # sudo: who represents the members is known to all engaged in the partnership.
            people = problem.sudo()._members()._people().filtered("email")
            if problem._letters():
                letters |= problem
            elif not people:
                raise UserError(self.env._(
                    "No representative of the members has an e-mail address. Enter them on the memberships.",
                ))
            readers = people.filtered(lambda person: person._accounts())
            problem._tell_people(readers, lambda told: (told._news_title(), told._news()))
            for partner in people - readers:
                told = problem._in_language_of(partner)
                told.message_notify(partner_ids=partner.ids, subject=told._news_title(), body=told._news(whole=True))
        self._unguarded().informed_on = office_today()
        return letters.action_print_letters() if letters else True

    def _news_title(self):
        return self.env._("Register of cooperation: %s", self.number)

    def _news(self, whole=False):
        """What the members are told of the matter, in the language of the environment; ``whole`` tells what stands in
        the register. It names institutions and no family.
        """
        self.ensure_one()
        if not whole:
            return self.env._(
                "A matter of cooperation was entered in the register as %s. Please see it in the system.", self.number,
            )
        labels = {
            name: dict(self._fields[name]._description_selection(self.env)).get(self[name])
            for name in ("kind", "intervention")
        }
        return self.env["ir.qweb"]._render("kooperacje.mail_problem_entry", {
            "problem": self, "partnership": self.partnership_id.name, "labels": labels,
            "institutions": ", ".join(self.institution_ids.mapped("name")),
            "occurred_on": self.occurred_on and format_date(self.env, self.occurred_on),
            "reported_on": format_date(self.env, self.reported_on),
        })

    def _members(self):
        return self.partnership_id.membership_ids.filtered(lambda membership: membership.state == "member")

    def _document_title(self):
        return self.number

    def action_print_letters(self):
        """The letter to the members of whom nobody has an account or e-mail, with the list of those who get it.

        :raises UserError: every member is told otherwise
        """
        self.check_access("read")
        due = self.filtered(lambda problem: problem._letters())
        if not due:
            raise UserError(self.env._(
                "Nobody needs a letter: somebody of each member has an account or an e-mail address.",
            ))
        return self.env.ref(self._document_report()).report_action(due)

    def _document_report(self):
        return "kooperacje.report_problem_letter"

    def _letters(self):
        """Memberships to which a letter goes: nobody who speaks for the member has an account or an e-mail address.
        The office that leads writes none to itself.
        """
        self.ensure_one()
        # sudo: who represents the members, and whether they have an account, is known to all engaged.
        return self.sudo()._members().filtered(
            lambda membership: membership.institution_id != membership.partnership_id.leader_id
        )._without_account().filtered(lambda membership: not membership._people().filtered("email"))

    @api.readonly
    def action_print_register(self):
        """The whole register of the partnership on paper: of those chosen, or of the user's own.

        :raises UserError: nothing has been entered yet
        """
        problems = self or self.search([("partnership_id", "!=", False)])
        if not problems:
            raise UserError(self.env._("The register is empty: nothing has been reported yet."))
        problems.check_access("read")
        # A paper each: the first of a partnership stands for all of it.
        first = self.union(*(group[:1] for group in problems.grouped("partnership_id").values()))
        return self.env.ref("kooperacje.report_problem_register").report_action(first)

    def _register_rows(self):
        """All that is in the register beside this matter, the oldest first, as far as the user reads it."""
        self.ensure_one()
        return self.search([("partnership_id", "=", self.partnership_id.id)], order="reported_on, id")

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import report_book
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.suppression import THRESHOLD
from odoo.addons.kooperacje.models.access.serialise import serialise_on

MOMENTS = [("before", "Before the work"), ("during", "During the work"), ("after", "After the work")]
AUDIENCES = [
    ("ops_staff", "Staff of the leader's office"), ("partner_staff", "Staff of the partner institutions"),
    ("team_members", "Members of the task team"), ("family", "Families"), ("institutions", "Institutions"),
]
# Whom a tool asks and when (docs/tools.md, Questionnaires); both may be changed on the wave.
TOOL_AUDIENCE = {
    "1A": "institutions", "1B": "institutions", "2": "ops_staff", "3": "ops_staff", "6": "partner_staff",
    "13": "partner_staff", "16A": "team_members", "16B": "team_members", "16C": "team_members",
    "16S": "team_members", "FAM": "family",
}
TOOL_MOMENT = {"1A": "before", "1B": "before", "16A": "before", "16C": "after", "16S": "after", "FAM": "after"}
# Tools of the end of a team's work: one of them is obligatory (K3D-201, 202).
CLOSING_TOOLS = ("16C", "16S")
# Tool 16C: the link is valid for 14 days.
USUAL_DAYS = 14
# So long a wave that is too small alone remembers who has answered, so that people are not counted twice together with
# other teams.
WAITING_DAYS = 90
# What may still be changed once people have been asked: a later end, and when they are reminded.
OPEN_FIELDS = frozenset({"date_to", "reminder_days"})


class SurveyWave(models.Model):
    """A questionnaire sent to the right people for a time (K3D-159, 201, 204).

    Prepared, then sent with one action; it is open from ``date_from`` to the end of ``date_to`` by the clock of the
    office, and over the day after, whether a job has run or not. Nobody types addresses: whom it goes to follows from
    roles, memberships and teams (``_audience_people``).

    Anonymity (docs/tools.md) rests on three things. Tickets hold who was asked, ``survey.user_input`` holds what was
    answered, and nothing leads from one to the other (``survey_ticket.py``). Nobody reads answers, only results of five
    or more (``survey_pool.py``). There are no results while a wave is open, for two looks one answer apart would show
    that answer.
    """

    _name = "kooperacje.survey.wave"
    _description = "Wave of a questionnaire"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.pointer"]
    # A wave about one team goes with its family, but for what its office counts.
    _erased_with = ("team_id",)
    _outlives_erasure = True
    _order = "date_from desc, id desc"
    _rec_name = "survey_id"
    _system_fields = frozenset({"sent_on", "sent_by_id", "ended_on", "pool_id", "reminded_on", "reminders_failed"})
    _fixed_fields = frozenset({"partnership_id", "team_id"})
    # It names the team as the register of teams does, and asks about the co-operation, never about the family.
    _holds_family_data = False

    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", required=True, index=True, ondelete="restrict",
        domain="[('kooperacje_tool', '!=', False), ('company_id', 'in', (False, company_id))]",
    )
    tool = fields.Char(related="survey_id.kooperacje_tool", store=True, index=True)
    anonymous = fields.Boolean(related="survey_id.kooperacje_anonymous", store=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        compute="_compute_partnership_id", store=True, readonly=False, precompute=True,
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        "kooperacje.team", "Task team", index="btree_not_null", ondelete="restrict",
        help="For the questionnaires of one team (16A–C). It asks about the cooperation, never about the family.",
    )
    audience = fields.Selection(
        AUDIENCES, "Who is asked", required=True, compute="_compute_audience", store=True, readonly=False,
        precompute=True,
    )
    moment = fields.Selection(
        MOMENTS, required=True, compute="_compute_audience", store=True, readonly=False, precompute=True,
        # K3D-204
        help="Ex-ante, on-going or ex-post: waves of the same questionnaire compare.",
    )
    institution_ids = fields.Many2many(
        "res.partner", "kooperacje_survey_wave_institution_rel", "wave_id", "partner_id", "Institutions",
        domain=[("is_institution", "=", True)],
        help="For the assessment of resources (1A, 1B): institutions whether or not they belong to the partnership.",
    )
    only_partner_ids = fields.Many2many(
        "res.partner", "kooperacje_survey_wave_partner_rel", "wave_id", "partner_id", "Only these members",
        help="Empty: everybody of the team.",
    )
    on_paper = fields.Boolean(
        "Links on paper", help="Nobody gets a mail: the links are printed and handed out.",
    )
    date_from = fields.Date("From", required=True, default=lambda self: office_today())
    date_to = fields.Date(
        "Until", required=True, default=lambda self: office_today() + timedelta(days=USUAL_DAYS),
        help="Last day on which answers are taken.",
    )
    reminder_days = fields.Integer(
        "Remind before the end (days)", default=3, help="Those who have not answered are reminded once. 0: nobody.",
    )
    sent_on = fields.Date("Sent on", readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", "Sent by", readonly=True, copy=False)
    ended_on = fields.Date("Ended early on", readonly=True, copy=False)
    reminded_on = fields.Date("Reminded on", readonly=True, copy=False)
    reminders_failed = fields.Integer(
        "Reminders not sent", readonly=True, copy=False,
        help="The mail server did not take them. They are not kept, for a list of them would tell who has not "
             "answered.",
    )
    state = fields.Selection(
        [("draft", "In preparation"), ("open", "Under way"), ("closed", "Ended")], compute="_compute_state",
        search="_search_state",
    )
    days_left = fields.Integer(compute="_compute_state")
    ticket_ids = fields.One2many("kooperacje.survey.ticket", "wave_id", "People invited")
    # Numbers of the tickets that have been used, as the keys of an object: PostgreSQL keeps those in the order of the
    # numbers, not in that of writing. Emptied with the results. Written by SQL only.
    used_tickets = fields.Json(
        copy=False, readonly=True, prefetch=False, groups=fields.NO_ACCESS, export_string_translation=False,
    )
    invited_count = fields.Integer("Number invited", compute="_compute_counts")
    answered_count = fields.Integer("Answered", compute="_compute_counts")
    answered_share = fields.Float("Share of answers", compute="_compute_counts", help="Per cent of those invited.")
    without_email_count = fields.Integer("Without e-mail", compute="_compute_counts")
    pool_id = fields.Many2one(
        "kooperacje.survey.pool", "Survey results", index="btree_not_null", readonly=True, copy=False,
        ondelete="restrict",
    )
    people_preview = fields.Char("Who will be asked", compute="_compute_people_preview")
    results_shown = fields.Boolean(compute="_compute_results_shown")
    result_note = fields.Char("What is shown", compute="_compute_results_shown")

    _dates_order = models.Constraint("CHECK(date_to >= date_from)", "A wave cannot end before it begins.")
    _reminder_positive = models.Constraint(
        "CHECK(reminder_days BETWEEN 0 AND 60)", "Remind between 0 and 60 days before the end.",
    )
    _sent_idx = models.Index("(company_id, sent_on, date_to)")

    # ------------------------------------------------------------
    # What follows from what
    # ------------------------------------------------------------

    @api.depends("team_id")
    def _compute_partnership_id(self):
        only = None
        for wave in self:
            if wave.team_id:
                wave.partnership_id = wave.team_id.partnership_id
            elif not wave.partnership_id:
                only = only if only is not None else self.env["kooperacje.partnership"]._only_one_led()
                wave.partnership_id = only

    @api.depends("survey_id")
    def _compute_audience(self):
        for wave in self:
            tool = wave.survey_id.kooperacje_tool
            wave.audience = TOOL_AUDIENCE.get(tool) or wave.audience or "ops_staff"
            wave.moment = TOOL_MOMENT.get(tool) or "during"

    @api.depends("sent_on", "ended_on", "date_from", "date_to")
    def _compute_state(self):
        today = office_today()
        for wave in self:
            if not wave.sent_on:
                wave.state = "draft"
            else:
                wave.state = "closed" if wave.ended_on or wave.date_to < today else "open"
            wave.days_left = max(0, (wave.date_to - today).days) if wave.state == "open" else 0

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        over = Domain("ended_on", "!=", False) | Domain("date_to", "<", office_today())
        sent = Domain("sent_on", "!=", False)
        domains = {"draft": ~sent, "open": sent & ~over, "closed": sent & over}
        return Domain.OR(domains[state] for state in value if state in domains)

    def _counts(self):
        """``{wave id: (invited, answered, without e-mail)}`` in two queries."""
        if not self._origin:
            return {}
        # sudo: numbers per wave that the caller may read already; who answered is read by nobody.
        groups = self.env["kooperacje.survey.ticket"].sudo()._read_group(
            [("wave_id", "in", self._origin.ids)], ["wave_id", "has_email"], ["__count"],
        )
        counts = {}
        for wave, has_email, count in groups:
            total = counts.setdefault(wave.id, [0, len(wave._used_ids()), 0])
            total[0] += count
            total[2] += 0 if has_email else count
        return counts

    def _used_ids(self):
        """Numbers of the tickets of one wave that have been used. Called as superuser."""
        return {int(number) for number in self.used_tickets or ()}

    @api.depends("ticket_ids")
    def _compute_counts(self):
        counts, kept = self._counts(), self._answer_counts()
        for wave in self:
            invited, answered, without = counts.get(wave._origin.id, (0, 0, 0))
            answered = max(answered, kept.get(wave._origin.id, 0))
            wave.invited_count, wave.answered_count, wave.without_email_count = invited, answered, without
            wave.answered_share = 100 * answered / invited if invited else 0

    def _answer_counts(self):
        """Answers by wave: tickets forget who has answered when the results are made."""
        if not self._origin:
            return {}
        # sudo: numbers, see _counts.
        return {wave.id: count for wave, count in self.env["survey.user_input"].sudo()._read_group(
            [("wave_id", "in", self._origin.ids)], ["wave_id"], ["__count"],
        )}

    @api.depends("survey_id", "audience", "partnership_id", "institution_ids", "only_partner_ids", "on_paper")
    def _compute_people_preview(self):
        for wave in self:
            draft = wave.state == "draft" and wave.partnership_id
            wave.people_preview = wave._people_preview() if draft else ""

    def _people_preview(self):
        self.ensure_one()
        if not self.survey_id:
            return ""
        if self.audience == "family":
            return self.env._(
                "Families get the link one by one: on the tablet of their social worker, or on paper. After sending, "
                "use the buttons of this page or the case.",
            )
        # The rule of the wave decides whom the caller may ask; before it is saved the caller must lead the office.
        led = self.env["kooperacje.partnership"]._led_company_ids()
        if not self._origin and not self.team_id and self.company_id.id not in led:
            return ""
        people = self._audience_people()
        without = sum(self.on_paper or not partner.email for partner in people)
        if not people:
            return self._nobody_text()
        return self.env._(
            "%(count)s people will be asked, %(without)s of them on paper.", count=len(people), without=without,
        ) if without else self.env._("%s people will be asked, all by e-mail.", len(people))

    @api.depends("pool_id", "sent_on", "ended_on", "date_to", "anonymous")
    def _compute_results_shown(self):
        for wave in self:
            wave.results_shown = bool(wave.pool_id)
            wave.result_note = wave._result_note()

    def _result_note(self):
        self.ensure_one()
        if self.state == "draft":
            return ""
        if self.state == "open":
            return self.env._("Results are made when the wave has ended, never while people are still answering.")
        if self.pool_id:
            return ""
        if not self.answered_count:
            return self.env._("Nobody has answered.")
        if self.answered_count >= THRESHOLD:
            return self.env._("The wave has ended. Press “Results”.")
        if self.team_id:
            return self.env._(
                "Answers: %(count)s. Results are shown from %(minimum)s answers on, or it could be seen who said what. "
                "These will be shown together with those of the next teams.",
                count=self.answered_count, minimum=THRESHOLD,
            )
        return self.env._(
            "Answers: %(count)s. Results are shown from %(minimum)s answers on, or it could be seen who said what. "
            "Nothing of this wave is shown.", count=self.answered_count, minimum=THRESHOLD,
        )

    @api.depends("survey_id.title", "team_id.name", "date_from", "partnership_id.name")
    def _compute_display_name(self):
        for wave in self:
            of = wave.team_id.name or wave.partnership_id.name or ""
            wave.display_name = (
                f"{wave.survey_id.title} – {of} ({wave.date_from.strftime('%d.%m.%Y') if wave.date_from else ''})"
                if wave.survey_id else ""
            )

    # ------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------

    @api.constrains("survey_id", "partnership_id")
    def _check_survey(self):
        for wave in self:
            survey = wave.survey_id
            if not survey.kooperacje_tool:
                raise ValidationError(self.env._(
                    "“%s” is no questionnaire of the Model. Choose another.", survey.title,
                ))
            if survey.company_id and survey.company_id != wave.company_id:
                raise ValidationError(self.env._(
                    "“%s” is another municipality's version. Choose your own, or the one that came with the Model.",
                    survey.title,
                ))

    @api.constrains("audience", "team_id", "only_partner_ids", "institution_ids", "survey_id")
    def _check_audience(self):
        for wave in self:
            if wave.audience == "institutions" and (wave.anonymous or wave.institution_ids.filtered(
                lambda partner: not partner.is_institution
            )):
                # Chosen one by one, as above, and answered with the name of the institution.
                raise ValidationError(self.env._(
                    "Institutions chosen one by one are asked with their names (1A, 1B). An anonymous questionnaire "
                    "goes to the staff of the office, of the partners, or of a team.",
                ))
            if wave.only_partner_ids and not wave.team_id:
                # Else one could ask four people of one's own and one other, and subtract.
                raise ValidationError(self.env._("Everybody is asked; single people are chosen in a task team only."))
            if (wave.audience == "team_members") != bool(wave.team_id):
                raise ValidationError(self.env._(
                    "Members of a task team are asked with questionnaires 16A to 16C and the three questions: choose "
                    "the team. All other questionnaires go to everybody: leave the team empty.",
                ))

    @api.constrains("survey_id", "audience", "partnership_id", "team_id", "date_from", "date_to", "sent_on", "ended_on")
    def _check_overlap(self):
        """The same people are not asked the same questions twice at a time."""
        sent = self.filtered("sent_on")
        sent._one_at_a_time()
        for wave in sent:
            other = self.search([
                ("id", "!=", wave.id), ("tool", "=", wave.tool), ("audience", "=", wave.audience),
                ("partnership_id", "=", wave.partnership_id.id), ("team_id", "=", wave.team_id.id),
                ("sent_on", "!=", False), ("date_from", "<=", wave.ended_on or wave.date_to),
                "|", "&", ("ended_on", "=", False), ("date_to", ">=", wave.date_from),
                ("ended_on", ">", wave.date_from),
            ], limit=1)
            if other and not (wave.ended_on and wave.ended_on <= other.date_from):
                raise ValidationError(self.env._(
                    "The same people are asked this questionnaire already, from %(start)s to %(end)s. Let this wave "
                    "begin after that, or end the other one first.",
                    start=other.date_from.strftime("%d.%m.%Y"),
                    end=(other.ended_on or other.date_to).strftime("%d.%m.%Y"),
                ))

    def _one_at_a_time(self):
        """Make Odoo repeat the second of two people who send waves of one partnership at once; the repetition sees what
        the first has sent. Both write the row of the partnership: a search for other waves is not enough, for neither
        sees what the other has not saved yet.
        """
        serialise_on(self.partnership_id)

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if self._is_guarded() and vals.keys() - OPEN_FIELDS and self.filtered("sent_on"):
            raise UserError(self.env._(
                "The wave has been sent: only its end and the reminder can be changed, so that all people are asked "
                "the same.",
            ))
        if "date_to" in vals and not self._is_by_method():
            end = fields.Date.to_date(vals["date_to"])
            for wave in self.filtered("sent_on"):
                if wave.state == "closed":
                    raise UserError(self.env._("The wave has ended. Send another one to ask again."))
                if end < office_today():
                    raise UserError(self.env._("To end the wave today, press “End now”."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered("sent_on"):
            raise UserError(self.env._("People have been asked. A wave that was sent stays; end it instead."))

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def action_send(self):
        """Invite everybody who is to be asked. Sent again, it invites those who have joined since. It invites nobody
        twice.

        The invitations are queued, the mails written by the job: the screen does not wait for 2,000 of them.

        :raises UserError: nobody to ask, no questions, the end has passed
        """
        self.check_access("write")
        # Two clicks at a time: the second begins again when the first is done, and invites those who are left: nobody.
        self._one_at_a_time()
        for wave in self:
            wave._check_sendable()
            new = wave._new_people()
            if not wave.sent_on:
                if not new and wave.audience != "family":
                    raise UserError(wave._nobody_text())
                wave._unguarded().write({"sent_on": office_today(), "sent_by_id": self.env.uid})
                wave.survey_id._retire_older()
            wave._invite(new)
        return True

    def _check_sendable(self):
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("The wave has ended. Send another one to ask again."))
        if self.date_to < office_today():
            raise UserError(self.env._("The last day for answers has passed. Choose a later one."))
        if not self.survey_id.question_ids:
            raise UserError(self.env._("“%s” has no questions yet.", self.survey_id.title))
        # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
        if self.audience != "institutions":
            self.partnership_id.sudo()._check_may_act()

    def _nobody_text(self):
        self.ensure_one()
        return {
            "partner_staff": self.env._(
                "There is nobody to ask: no institution of the partnership has a person with a role or a "
                "representative. Enter the representatives of the members first.",
            ),
            "institutions": self.env._("Choose the institutions to ask."),
            "team_members": self.env._("There is nobody to ask: nobody has accepted the invitation to the team."),
        }.get(self.audience) or self.env._("There is nobody to ask: nobody holds a role in the office.")

    def action_remind(self):
        """Remind now those who have not answered, at most once a day."""
        self.check_access("write")
        for wave in self:
            if wave.state != "open":
                raise UserError(self.env._("Only people who can still answer are reminded: the wave is not open."))
            if wave.reminded_on == office_today():
                raise UserError(self.env._(
                    "People have been reminded today already. They can be reminded again tomorrow.",
                ))
            wave._remind()
        return True

    def _remind(self):
        self.ensure_one()
        self._unguarded().reminded_on = office_today()
        self._queue_mails("remind")

    def action_end(self):
        """No more answers from now on; results are made."""
        self.check_access("write")
        for wave in self.filtered(lambda wave: wave.state == "open"):
            wave._unguarded().ended_on = office_today()
        self._settle()
        return True

    @api.model
    def _cron_daily(self):
        """Reminders in time, and results of the waves that are over. Nothing waits for it but these."""
        Job = self.env["kooperacje.job"]
        # One by one: each writes a mail for each of its people, or reads all its answers.
        if Job._run("kooperacje.survey.wave._cron_daily:remind", self._find_to_remind, type(self)._remind, batch=1):
            Job._run(
                "kooperacje.survey.wave._cron_daily:settle",
                lambda: self.search([("state", "=", "closed"), ("pool_id", "=", False)]), type(self)._settle, batch=1,
            )

    @api.model
    def _find_to_remind(self):
        today = office_today()
        return self.search([
            ("state", "=", "open"), ("reminded_on", "=", False), ("reminder_days", ">", 0),
        ]).filtered(
            lambda wave: wave.date_to <= today + timedelta(days=wave.reminder_days) and wave.sent_on < today
        )

    # ------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------

    def action_results(self):
        """Make the results if the wave has ended, and open them.

        :raises UserError: nothing may be shown, and why
        """
        self.ensure_one()
        self.check_access("read")
        if self.state == "closed" and not self.pool_id:
            self._settle()
        if not self.pool_id:
            raise UserError(self.result_note or self.env._("Nobody has been asked yet."))
        return self.pool_id._action_open()

    def action_open_tickets(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("People invited"), "view_mode": "list",
            "res_model": "kooperacje.survey.ticket", "domain": [("wave_id", "=", self.id)],
            "context": {"create": False},
        }

    # ------------------------------------------------------------
    # Mixing
    # ------------------------------------------------------------
    # Answers of an anonymous wave are written anew, so that nothing about a row tells when it was given.

    def _mix_if_due(self):
        """Every fifth answer mixes the five: until then their order is that of the answering."""
        self.ensure_one()
        self.env.cr.execute(SQL(
            "SELECT count(*) FROM survey_user_input WHERE wave_id = %s AND wave_mixed IS NOT TRUE", self.id,
        ))
        if self.env.cr.fetchone()[0] >= THRESHOLD:
            self._mix(SQL("wave_mixed IS NOT TRUE"))

    def _mix(self, which=None):
        """Write answers anew, with new numbers and tokens in random order, in one transaction.

        :param SQL which: answers of the wave to mix; all without it
        """
        self.env.flush_all()
        for wave in self.filtered("anonymous"):
            self.env.cr.execute(SQL(
                "SELECT id FROM survey_user_input WHERE wave_id = %s AND %s", wave.id, which or SQL("TRUE"),
            ))
            old = [id_ for (id_,) in self.env.cr.fetchall()]
            if not old:
                continue
            self.env.cr.execute(SQL(
                "SELECT nextval('survey_user_input_id_seq') FROM generate_series(1, %s)", len(old),
            ))
            new = [id_ for (id_,) in self.env.cr.fetchall()]
            secrets.SystemRandom().shuffle(new)
            tokens = [secrets.token_hex(16) for _id in new]
            moves = SQL("unnest(%s::int[], %s::int[], %s::text[]) AS moved(old, new, token)", old, new, tokens)
            entries = self._columns("survey.user_input", {"id", "access_token", "wave_mixed"})
            self.env.cr.execute(SQL(
                "INSERT INTO survey_user_input (id, access_token, wave_mixed, %s) SELECT moved.new, moved.token, TRUE,"
                " %s FROM survey_user_input JOIN %s ON moved.old = id ORDER BY moved.new",
                entries, entries, moves,
            ))
            lines = self._columns("survey.user_input.line", {"id", "user_input_id"})
            self.env.cr.execute(SQL(
                "INSERT INTO survey_user_input_line (user_input_id, %s) SELECT moved.new, %s"
                " FROM survey_user_input_line JOIN %s ON moved.old = user_input_id ORDER BY random()",
                lines, lines, moves,
            ))
            self.env.cr.execute(SQL("DELETE FROM survey_user_input_line WHERE user_input_id = ANY(%s)", old))
            self.env.cr.execute(SQL("DELETE FROM survey_user_input WHERE id = ANY(%s)", old))
        self.env.invalidate_all(flush=False)

    def _columns(self, model, without):
        names = sorted(
            name for name, field in self.env[model]._fields.items()
            if field.store and field.column_type and name not in without
        )
        return SQL(", ").join(SQL.identifier(name) for name in names)

    # ------------------------------------------------------------
    # Settling
    # ------------------------------------------------------------
    # What an ended wave becomes: a result of its own, or one together with those of other teams.

    def _settle(self):
        """Make the results of waves that have ended: alone, or with waves of other teams that wait for them."""
        # superuser: counts what nobody may read, and shows five and more only; the callers have been checked.
        ended = self.sudo().filtered(lambda wave: wave.state == "closed" and not wave.pool_id)
        Pool = self.env["kooperacje.survey.pool"].sudo()
        for wave in ended:
            least = THRESHOLD if wave.anonymous else 1
            if wave.pool_id:
                continue
            if wave._distinct_people() >= least:
                Pool._make(wave)
            elif wave.team_id:
                waiting = wave._waiting_with()
                if waiting._distinct_people() >= least:
                    Pool._make(waiting)
                elif wave.used_tickets and office_today() > (wave.ended_on or wave.date_to) + timedelta(WAITING_DAYS):
                    # Others have been waited for long enough with the names of those who answered. The answers wait
                    # on, and are shown together with those of teams whose people can still be counted.
                    wave._mix()
                    wave._forget()
            elif wave.anonymous and wave.used_tickets:
                # Too few, and nobody to wait for: there will be no results with which it would be forgotten.
                wave._mix()
                wave._forget()

    def _forget(self):
        """Forget for good who has answered; all links stop working.

        All tickets are written anew, in the order of their numbers: a reminder has written the rows of those who had
        not answered, which lay behind the others ever after, in the table and in every dump of it.
        """
        self.env.flush_all()
        kept = self._columns("kooperacje.survey.ticket", {"mail_due", "access_token"})
        self.env.cr.execute(SQL(
            "WITH taken AS (DELETE FROM kooperacje_survey_ticket WHERE wave_id = ANY(%s) RETURNING *)"
            " INSERT INTO kooperacje_survey_ticket (access_token, %s)"
            " SELECT md5(random()::text) || id, %s FROM taken ORDER BY id", self.ids, kept, kept,
        ))
        self.env.cr.execute(SQL("UPDATE kooperacje_survey_wave SET used_tickets = NULL WHERE id = ANY(%s)", self.ids))
        self.env.invalidate_all()

    def _waiting_with(self):
        """The ended waves of teams, too small alone, that were asked the same in the same partnership."""
        self.ensure_one()
        waves = self.search([
            ("survey_id", "=", self.survey_id.id), ("partnership_id", "=", self.partnership_id.id),
            ("team_id", "!=", False), ("moment", "=", self.moment), ("state", "=", "closed"), ("pool_id", "=", False),
        ])
        return waves.filtered("answered_count") | self

    def _distinct_people(self):
        """How many different people have answered the waves."""
        answered = self.ticket_ids.filtered("answered")
        named = answered.filtered("partner_id")
        return len(named.partner_id) + len(answered - named)

    # ------------------------------------------------------------
    # Signed answers
    # ------------------------------------------------------------
    # Signed answers (1A, 1B): the record of the resources of institutions, by which partners are invited.

    def _check_signed(self):
        """:raises UserError: people were promised that nobody would know who answered what"""
        if any(self.mapped("anonymous")):
            raise UserError(self.env._("Nobody reads the answers of an anonymous questionnaire, only its results."))

    def action_open_answers(self):
        """What each institution has written."""
        self.ensure_one()
        self._check_signed()
        return self._signed_action([("wave_id", "=", self.id)])

    def _signed_action(self, domain):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Resources of institutions"), "view_mode": "list,form",
            "res_model": "survey.user_input", "domain": domain, "context": {"create": False},
            "views": [
                (self.env.ref("kooperacje.survey_user_input_view_list_named").id, "list"),
                (self.env.ref("kooperacje.survey_user_input_view_form_named").id, "form"),
            ],
        }

    @api.readonly
    def action_answers_workbook(self):
        self.ensure_one()
        self._check_signed()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/wave/{self.id}/answers", "target": "download"}

    def _answers_workbook(self):
        """All institutions side by side, and each on a sheet of its own; bytes. With the rights of the reader."""
        self.ensure_one()
        self._check_signed()
        wave = self.with_context(lang="pl_PL")
        entries = wave.env["survey.user_input"].search([("wave_id", "=", self.id)]).sorted(
            lambda entry: entry.partner_id.name or "",
        )
        said = {entry: entry._kooperacje_texts() for entry in entries}
        # In the order of whoever answered most; what only others were asked or answered comes after it.
        questions = dict.fromkeys(
            question for texts in sorted(said.values(), key=len, reverse=True) for question in texts
        )
        facts = [
            ("Ankieta", wave.survey_id.title), ("Partnerstwo", wave.partnership_id.name),
            ("Okres", self.env["kooperacje.document.printed"]._print_period(wave.date_from, wave.date_to)),
            ("Instytucje, które odpowiedziały", str(len(entries))),
        ]
        return report_book.write("Zasoby instytucji", facts, [
            ("Zestawienie", "", wave._answers_table(
                [entry.partner_id.name or "" for entry in entries],
                [[question, *(said[entry].get(question, "") for entry in entries)] for question in questions],
            )),
            *((
                entry.partner_id.name or "", entry.sector_id.name or "",
                wave._answers_table(["Odpowiedź"], [list(pair) for pair in said[entry].items()]),
            ) for entry in entries),
        ])

    def _answers_table(self, labels, rows):
        return {
            "columns": [{"label": "Pytanie", "width": 50}, *({"label": label, "width": 40} for label in labels)],
            "rows": rows, "empty": "Nikt jeszcze nie odpowiedział.", "note": "", "graph": [], "maximum": None,
        }

    # ------------------------------------------------------------
    # Slips on paper
    # ------------------------------------------------------------
    # Tickets handed out by the office: to a family, and on paper to those without e-mail.

    def _issue_ticket(self):
        """One more ticket for a family: it bears nothing but the wave, so not even the office can tell whose it is."""
        self.ensure_one()
        self.check_access("read")
        if self.audience != "family" or self.state != "open":
            raise UserError(self.env._("Families are asked while a questionnaire for families is open."))
        # superuser: tickets are made by the wave only; the caller may read it, hence asks families of the office.
        ticket = self.env["kooperacje.survey.ticket"].sudo().create({"wave_id": self.id})
        return ticket.sudo(False)

    def action_take_family(self):
        """Hand the tablet to a family."""
        return self._issue_ticket().action_take()

    def action_print_family(self):
        """One slip with a link on paper, for a family that answers at home."""
        return self._issue_ticket().action_print()

    @api.readonly
    def action_print_slips(self):
        """Slips for those without e-mail."""
        self.ensure_one()
        self.check_access("write")
        tickets = self.ticket_ids.filtered(lambda ticket: not ticket.has_email)
        if not tickets:
            raise UserError(self.env._("Everybody who was invited has an e-mail address."))
        return tickets.action_print()

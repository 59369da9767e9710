import base64
import json
import secrets

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.suppression import hidden_cells
from odoo.addons.kooperacje.kernels.typed_code import new_code, typed_code
from odoo.addons.kooperacje.models.evaluation.mail_mail import REMINDER_OF
from odoo.addons.kooperacje.models.evaluation.survey_wave import CLOSING_TOOLS

# As many as one job writes before it saves its work.
MAIL_BATCH = 200


def _new_token():
    return secrets.token_urlsafe(24)


# Of advisory locks of PostgreSQL: whose turn it is to store an answer of a wave.
TURN = 0x4B4F4F50
# Columns in which FALSE is a value, not the lack of one.
FLAGS = frozenset({"test_entry", "is_session_answer", "scoring_success", "skipped", "answer_is_correct"})
CORE_COMPUTES = ("question_sequence", "answer_score", "answer_is_correct")
# Nothing is noted of the making of an answer: no message, no follower, no tracking.
QUIET = {
    "tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


class SurveyTicket(models.Model):
    """The right of one person to answer a wave once. Made by the wave only (``_invite``, ``_issue_ticket``).

    A ticket knows whom it was given to; it knows no answer, and no answer knows a ticket. A family's ticket does not
    know the family either. Which have been used stands with the wave until the results are made, for all of them in one
    place (``wave.used_tickets``): the row of a ticket is not written when it is used. Token and use are read by nobody.

    Answering. An attacker who reads the whole database finds afterwards, table by table:

    * ``survey.user_input`` and its lines of an anonymous wave bear no user, contact, mail or language, no moment (not
      even of creation), a token that was in no link, and a sector only where five invited people share it.
    * Numbers of rows and the transaction that wrote them (``xmin``) would tell who answered when. So using a ticket
      writes no row of that ticket: which have been used stands in *one* row for all of them, that of the wave, without
      an order (``used_tickets``); its ``xmin`` is that of the newest answer, whoever gave it. Answers are written anew
      in random order, five at a time and once more when the results are made (``_mix``).
    * Who has answered is forgotten when the results are made.
    * The link is read in the address, but the answers are sent without it, and no session or cookie is kept.

    One row of the wave is written by every answer, so answers to one wave are stored one after the other. That costs
    little because a turn is short: all that is looked up and checked is done before, and what is stored in the turn is
    plain SQL in a transaction of its own that begins after the lock has been given (``_submit_in_turn``). A transaction
    that has begun before would be refused (40001) and the request repeated. Marks that are gathered and settled later
    were weighed and left: until they are settled they would tell in one transaction what nobody may learn, and a
    server that stops would leave that in the database and its backup.
    """

    _name = "kooperacje.survey.ticket"
    _description = "Invitation to answer a questionnaire"
    _inherit = ["kooperacje.case.pointer"]
    _order = "wave_id, partner_id, id"
    _rec_name = "wave_id"
    # Rows bear no moments: who was last to change would tell when somebody has answered.
    _log_access = False
    # The team is that of its wave.
    _holds_family_data = False

    wave_id = fields.Many2one("kooperacje.survey.wave", "Wave", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="wave_id.company_id", store=True, index=True)
    team_id = fields.Many2one("kooperacje.team", related="wave_id.team_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Who", index="btree_not_null", ondelete="cascade")
    institution_id = fields.Many2one("res.partner", "Institution", related="partner_id.parent_id", related_sudo=True)
    sector_id = fields.Many2one("kooperacje.sector", "Sector", ondelete="restrict")
    has_email = fields.Boolean("By e-mail", help="The others get the link on paper.")
    access_token = fields.Char(
        default=lambda self: _new_token(), required=True, copy=False, groups=fields.NO_ACCESS,
    )
    answered = fields.Boolean(compute="_compute_answered", groups=fields.NO_ACCESS)
    mail_due = fields.Selection([("invite", "Invitation"), ("remind", "Reminder")], copy=False, groups=fields.NO_ACCESS)

    _token_uniq = models.UniqueIndex("(access_token)", "Two tickets bear the same token.")
    _partner_uniq = models.UniqueIndex(
        "(wave_id, partner_id) WHERE partner_id IS NOT NULL", "This person has been invited already.",
    )
    _mail_idx = models.Index("(id) WHERE mail_due IS NOT NULL")

    @api.depends("wave_id.used_tickets")
    def _compute_answered(self):
        used = {wave: wave._used_ids() for wave in self.wave_id}
        for ticket in self:
            ticket.answered = ticket.id in used[ticket.wave_id]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("has_email"):
                vals.setdefault("access_token", new_code())
        return super().create(vals_list)

    def _url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/kooperacje/survey/{self.access_token}"

    def _printed_url(self):
        """The link, for paper. Who got it by mail answers alone: whoever sends a wave cannot answer for the others.

        :raises UserError: the link went by mail
        """
        self.ensure_one()
        self.check_access("read")
        if self.has_email:
            raise UserError(self.env._("Links that were sent by e-mail are not printed: they belong to their reader."))
        # sudo: the token is read by nobody; who may read this ticket hands it out.
        return self.sudo()._url()

    def _qr(self):
        """The link as a picture, in the page itself: no other request, no address with the token in a log."""
        self.ensure_one()
        drawing = createBarcodeDrawing("QR", value=self._printed_url(), width=100, height=100, barBorder=1)
        picture = drawing.asString("svg")
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"

    @api.model
    def _by_token(self, token):
        """The ticket of ``token`` as superuser, or an empty recordset. The holder of the link need not be logged in."""
        # sudo: the token is the right to answer.
        Ticket = self.sudo()
        if not token:
            return Ticket.browse()
        # One query without the names by which lists of tickets are sorted: sixty people may press “Send” at once.
        ticket = Ticket.search_fetch(
            [("access_token", "in", [token.replace("\x00", ""), typed_code(token)])],
            ["wave_id", "partner_id", "sector_id", "has_email", "access_token"], order="id", limit=1,
        )
        # Of the person no more than the page needs.
        ticket.partner_id.fetch(["lang", "parent_id"])
        return ticket

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    @api.model
    def _cron_mails(self):
        """Write the mails that wait, a batch at a time; Odoo's own queue sends them."""
        self.env["kooperacje.job"]._run(
            "kooperacje.survey.ticket._cron_mails", lambda: self.search([("mail_due", "!=", False)], order="id"),
            type(self)._write_mails, batch=MAIL_BATCH, office=lambda ticket: ticket.wave_id.company_id,
        )

    def _write_mails(self):
        """Queue one mail for each ticket that may still be used; the queue deletes it once it is sent."""
        values = []
        usable = self.filtered(
            lambda ticket: ticket.wave_id.state == "open" and ticket.partner_id.email and not ticket.answered
        )
        for ticket in usable:
            wave, partner = ticket.wave_id, ticket.partner_id
            env = self._in_language_of(partner).env
            title = wave.with_env(env).survey_id.title
            remind = ticket.mail_due == "remind"
            # The subject names neither a person nor a family; reminders are the same for all.
            subject = env._("Reminder: %s", title) if remind else env._("Please answer: %s", title)
            values.append({
                "subject": subject, "email_from": wave.company_id.email_formatted or self.env.user.email_formatted,
                "recipient_ids": [(4, partner.id)], "auto_delete": True,
                "headers": repr({REMINDER_OF: str(wave.id)}) if remind else False,
                "body_html": env["ir.qweb"]._render("kooperacje.survey_mail", {
                    "wave": wave.with_env(env), "url": ticket._url(), "remind": remind, "title": title,
                    "office": wave.company_id.name,
                }),
            })
        self.env["mail.mail"].create(values)
        self.write({"mail_due": False})

    # ------------------------------------------------------------
    # On paper and on a tablet
    # ------------------------------------------------------------

    @api.readonly
    def action_print(self):
        """Slips with the link as a picture (QR), for those without e-mail."""
        self.check_access("read")
        on_paper = self.filtered(lambda ticket: not ticket.has_email)
        if not on_paper:
            raise UserError(self.env._("Links that were sent by e-mail are not printed: they belong to their reader."))
        return self.env.ref("kooperacje.action_report_survey_slip").report_action(on_paper)

    def action_take(self):
        """Open the questionnaire here: the worker's tablet, handed over to the person."""
        self.ensure_one()
        self.check_access("read")
        if self.partner_id and self.partner_id != self.env.user.partner_id:
            raise UserError(self.env._("Everybody answers for himself or herself. Print the slip with the link."))
        # sudo: the token is read by nobody; who may read this ticket may hand it out.
        return {"type": "ir.actions.act_url", "url": self.sudo()._url(), "target": "new"}

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    def _refusal(self):
        """Why the ticket cannot be used (any more), as a key of the page that says so; empty if it can."""
        if not self:
            return "unknown"
        wave = self.wave_id
        if wave.state == "draft" or wave.date_from > office_today():
            return "early"
        if wave.state == "closed":
            return "over"
        if self.answered:
            return "done"
        if not self._still_asked():
            return "left"
        return ""

    def _still_asked(self):
        """Whether the person still belongs to those who are asked. Somebody who has left meanwhile cannot answer.

        The closing survey is for all who sat in a meeting of the team, whether they are still in it or not (16C).
        """
        self.ensure_one()
        wave, partner = self.wave_id, self.partner_id
        if not partner:
            return True
        if wave.audience == "team_members" and wave.tool not in CLOSING_TOOLS:
            return any(
                member._answers_survey(wave.sent_on) for member in wave.team_id.member_ids
                if member.partner_id == partner
            )
        return partner in wave._audience_people(among=partner)

    def _submit(self, answers):
        """Take the answers of a ticket, once.

        :param dict answers: question → (answer, comment) as ``survey.question`` expects them
        :raises UserError: the ticket cannot be used
        :raises ValidationError: an answer does not fit its question
        """
        self._keep(*self._checked(answers))

    def _submit_in_turn(self, answers):
        """As ``_submit``, in a transaction of its own, when no other answer to the wave is being stored.

        A transaction that waits for its turn holds no lock that others need.
        """
        checked = self._checked(answers)
        turn = SQL("%s, %s", TURN, self.wave_id.id)
        self.env.cr.execute(SQL("SELECT pg_advisory_lock(%s)", turn))
        try:
            # The turn first, then the snapshot: what the one before has stored is seen.
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr))._keep(*checked)
        finally:
            self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s)", turn))

    def _checked(self, answers):
        """What is to be stored, as values of the answer and of its lines.

        :raises UserError: the ticket cannot be used
        :raises ValidationError: an answer does not fit its question
        """
        self.ensure_one()
        refusal = self._refusal()
        if refusal:
            raise UserError(refusal)
        wave = self.wave_id
        # Questions by number, or as records.
        answers = {int(question): given for question, given in answers.items()}
        questions = wave.survey_id._kooperacje_questions()
        if answers.keys() - {question.id for question in questions}:
            raise ValidationError(self.env._("These questions belong to another questionnaire."))
        said = [(question, *answers.get(question.id, (False, None))) for question in questions]
        doubtful = self.env["survey.question"].browse(
            question.id for question, answer, comment in said if not question.surely_fits(answer, comment)
        )
        errors = {}
        for question in doubtful:
            errors |= question._kooperacje_check(*answers.get(question.id, (False, None)))
        if errors:
            raise ValidationError("\n".join(errors.values()))
        return {
            "survey_id": wave.survey_id.id, "wave_id": wave.id, "state": "done", "side": wave._side(),
            "sector_id": self._told_sector().id, **({} if wave.anonymous else {"partner_id": self.partner_id.id}),
        }, [line for question, answer, comment in said for line in question.lines(answer, comment)]

    def _keep(self, values, lines):
        """Use up the ticket and store what ``_checked`` has made. Quietly: nothing names the ticket or an answer in the
        log of the server, not even a conflict.

        :raises UserError: the ticket has been used, or the wave ended, meanwhile; with the key of ``_refusal``
        """
        # First of all, so that of two at a time the second is refused before anything is written.
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_survey_wave SET used_tickets = COALESCE(used_tickets, '{}') || jsonb_build_object(%s, 1)"
            " WHERE id = %s AND ended_on IS NULL AND pool_id IS NULL AND NOT COALESCE(used_tickets ? %s, FALSE)",
            str(self.id), values["wave_id"], str(self.id),
        ), log_exceptions=False)
        if not self.env.cr.rowcount:
            self.env.cr.execute(SQL(
                "SELECT FROM kooperacje_survey_wave WHERE id = %s AND used_tickets ? %s", values["wave_id"],
                str(self.id),
            ), log_exceptions=False)
            raise UserError("done" if self.env.cr.rowcount else "over")
        if "partner_id" not in values:
            self._keep_unsigned(values, lines)
        else:
            # superuser: nobody has a right to write answers; the caller holds a ticket that has just been checked.
            entry = self.env(user=1, su=True, context={"lang": "pl_PL", **QUIET})["survey.user_input"].create({
                **values, "predefined_question_ids": [], "end_datetime": fields.Datetime.now(),
            })
            entry.env["survey.user_input.line"].create([
                {name: value for name, value in line.items() if name not in CORE_COMPUTES}
                | {"user_input_id": entry.id} for line in lines
            ])
        self.env.invalidate_all()

    def _keep_unsigned(self, values, lines):
        """Rows that say nothing but the answers: no user, no moment, and a token that was in no link."""
        entry_id = self._insert("survey_user_input", [{
            **values, "access_token": secrets.token_hex(16), "test_entry": False, "is_session_answer": False,
            "scoring_percentage": 0, "scoring_total": 0, "scoring_success": False,
        }])
        self._insert("survey_user_input_line", [
            {**line, "user_input_id": entry_id, "survey_id": values["survey_id"]} for line in lines
        ])
        self.env["kooperacje.survey.wave"].browse(values["wave_id"])._mix_if_due()

    def _insert(self, table, rows):
        """Rows in their order, sent as one value: sixty lines with twelve columns each take Python longer than
        PostgreSQL.

        :return: the number of the (last) row
        """
        names = sorted({name for row in rows for name in row})
        # An empty value of the ORM is no value of a column; “no” to a question is.
        kept = json.dumps([
            {name: value for name, value in row.items() if value is not False or name in FLAGS} for row in rows
        ])
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        self.env.cr.execute(SQL(
            "INSERT INTO %(table)s (%(columns)s)"
            " SELECT %(columns)s FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s) RETURNING id",
            table=SQL.identifier(table), columns=columns, rows=kept,
        ), log_exceptions=False)
        return self.env.cr.fetchall()[-1][0]

    def _told_sector(self):
        """The sector that the answer bears: only one shared by enough invited people, and only if its absence tells
        nothing.
        """
        wave = self.wave_id
        if not wave.anonymous:
            return self.sector_id
        if wave.audience != "partner_staff":
            return self.sector_id.browse()
        counts = {sector.id: count for sector, count in self._read_group(
            [("wave_id", "=", wave.id)], ["sector_id"], ["__count"],
        )}
        hidden = hidden_cells(counts) | {False}
        return self.sector_id if self.sector_id.id not in hidden else self.sector_id.browse()

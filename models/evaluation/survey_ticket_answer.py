from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.suppression import hidden_cells
from odoo.addons.kooperacje.models.evaluation.survey_wave import CLOSING_TOOLS

# Nothing is noted of the making of an answer: no message, no follower, no tracking.
QUIET = {
    "tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


class SurveyTicket(models.Model):
    """Answering. What an attacker who reads the whole database finds afterwards, table by table:

    * ``survey.user_input`` and its lines of an anonymous wave bear no user, contact, mail or language, no moment (not
      even of creation), a token that was in no link, and a sector only where five invited people share it.
    * Numbers of rows and the transaction that wrote them (``xmin``) would tell who answered when: so each answer
      touches *all* tickets of the wave, and answers are written anew in random order, five at a time and once more
      when the results are made (``_mix``).
    * Tickets bear no moments, and forget who has answered when the results are made.
    * The link is read in the address, but the answers are sent without it, and no session or cookie is kept.
    """

    _inherit = "kooperacje.survey.ticket"

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
        """Whether the person still belongs to those who are asked: who has left meanwhile cannot answer.

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
        self.ensure_one()
        refusal = self._refusal()
        if refusal:
            raise UserError(refusal)
        wave = self.wave_id
        questions = wave.survey_id.question_ids
        if set(answers) - set(questions):
            raise ValidationError(self.env._("These questions belong to another questionnaire."))
        errors = {}
        for question in questions:
            errors |= question._kooperacje_check(*answers.get(question, (False, None)))
        if errors:
            raise ValidationError("\n".join(errors.values()))
        # First of all, so that of two at a time the second is refused before anything is written.
        self._use()
        self._store(questions, answers)

    def _use(self):
        """Use up the ticket; all tickets of the wave are written, so that none stands out. Quietly: a conflict with
        another answer is repeated by Odoo and must not name the ticket in the server's log.
        """
        self.flush_model()
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_survey_ticket SET answered = (answered IS TRUE OR id = %s), mail_due = "
            "CASE WHEN id = %s THEN NULL ELSE mail_due END WHERE wave_id = %s", self.id, self.id, self.wave_id.id,
        ), log_exceptions=False)
        self.invalidate_model(["answered", "mail_due"])

    def _store(self, questions, answers):
        wave = self.wave_id
        values = {
            "survey_id": wave.survey_id.id, "wave_id": wave.id, "state": "done", "predefined_question_ids": [],
            "side": wave._side(), "sector_id": self._told_sector().id,
        }
        if not wave.anonymous:
            values.update(partner_id=self.partner_id.id, end_datetime=fields.Datetime.now())
        # superuser: nobody has a right to write answers; the caller holds a ticket that has just been checked.
        entry = self.env(user=1, su=True, context={"lang": "pl_PL", **QUIET})["survey.user_input"].create(values)
        entry.env["survey.user_input.line"].create([
            values for question in questions
            for values in entry._kooperacje_lines(question.with_env(entry.env), *answers.get(question, (False, None)))
        ])
        if wave.anonymous:
            entry.flush_model()
            entry.env["survey.user_input.line"].flush_model()
            for table, column in (("survey_user_input", "id"), ("survey_user_input_line", "user_input_id")):
                self.env.cr.execute(SQL(
                    "UPDATE %s SET create_uid = NULL, write_uid = NULL, create_date = NULL, write_date = NULL"
                    " WHERE %s = %s", SQL.identifier(table), SQL.identifier(column), entry.id,
                ), log_exceptions=False)
            self.env.invalidate_all()
            wave._mix_if_due()

    def _told_sector(self):
        """The sector the answer bears: only one that enough invited people share, and whose absence tells nothing."""
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

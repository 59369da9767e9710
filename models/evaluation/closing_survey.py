from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.evaluation.survey_wave import CLOSING_TOOLS


class TeamMember(models.Model):
    _inherit = "kooperacje.team.member"

    def _answers_survey(self, asked_on):
        """Whether the member may answer a wave sent on ``asked_on``: in the team today, in it to its end, or asked
        after leaving. Who left after being asked may not.
        """
        self.ensure_one()
        team = self.team_id
        if self.state == "accepted":
            return True
        if self.state != "left" or not self.date_from:
            return False
        to_the_end = team.state == "closed" and self.date_to >= team.closed_on
        return to_the_end or self.date_to < asked_on


class Team(models.Model):
    """A team is asked about its cooperation: at the beginning, half-way, and at the end without fail (K3D-201, 204)."""

    _inherit = "kooperacje.team"

    survey_wave_ids = fields.One2many("kooperacje.survey.wave", "team_id", "Questionnaires")
    survey_wave_count = fields.Integer("Number of questionnaires", compute="_compute_survey_wave_count")

    @api.depends("survey_wave_ids")
    def _compute_survey_wave_count(self):
        # sudo: a number per team that the caller may read already.
        counts = dict(self.env["kooperacje.survey.wave"].sudo()._read_group(
            [("team_id", "in", self.ids)], ["team_id"], ["__count"],
        ))
        for team in self:
            team.survey_wave_count = counts.get(team._origin, 0)

    def _survey_members(self):
        """Members who are in the team today; of a finished team those who were in it to its end."""
        return self.member_ids.filtered(lambda member: member.state == "accepted" or (
            member.state == "left" and member.team_id.state == "closed" and member.date_to >= member.team_id.closed_on
        ))

    def action_open_survey_waves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_survey_wave")
        return {
            **action, "domain": [("team_id", "=", self.id)], "context": {"default_team_id": self.id},
        }

    def _send_closing_survey(self, survey, recipients, channel, sent_on=None):
        """Record that the closing survey goes out, and ask ``recipients`` with ``survey``.

        People who are being asked already are not asked twice; others join the wave that is open.

        :return: the wave
        """
        self.ensure_one()
        if survey.kooperacje_tool not in CLOSING_TOOLS:
            raise UserError(self.env._("The work of a team is closed with questionnaire 16C or the three questions."))
        self._record_closing_survey(recipients, channel, sent_on)
        wave = self.survey_wave_ids.filtered(lambda one: one.state == "open" and one.survey_id == survey)[:1]
        if wave:
            wave._unguarded().write({"only_partner_ids": [(4, partner.id) for partner in recipients]})
        else:
            wave = self.env["kooperacje.survey.wave"].create({
                "survey_id": survey.id, "team_id": self.id, "moment": "after", "on_paper": channel != "email",
                "only_partner_ids": [(6, 0, recipients.ids)],
            })
        wave.action_send()
        return wave


class Case(models.Model):
    """The two obligatory dimensions of evaluation, on the page of the case and on the board (K3D-200, 201)."""

    _inherit = "kooperacje.case"

    dimension_state = fields.Selection(
        [("both", "Effects and closing survey missing"), ("effects", "Assessment of the effects missing"),
         ("survey", "Closing survey missing"), ("complete", "Effects and closing survey done")],
        "Evaluation of the team", compute="_compute_dimension_state",
        help="The work of a team ends with the effects assessed with the family and the closing survey.",
    )

    @api.depends("team_ids.member_ids.date_from", "team_ids.closing_survey_ids", "assessment_ids.state")
    def _compute_dimension_state(self):
        # sudo: what a team still owes is a figure of the register; the case is the caller's to read.
        cases = self.sudo()
        # Read for all cards at once: the gate looks at one case after the other.
        cases.team_ids.closing_survey_ids.mapped("sent_on")
        cases.team_ids.member_ids.mapped("institution_id")
        cases.assessment_ids.mapped("state")
        for case in cases:
            team = case._last_worked_team()
            owed = team._end_missing() if team else None
            if owed is None:
                case.dimension_state = False
            else:
                case.dimension_state = "both" if len(owed) == 2 else owed[0] if owed else "complete"

    @api.model
    def _due_actions(self):
        return {**super()._due_actions(), "survey_open": "action_open_surveys"}

    def _due_items(self):
        items = super()._due_items()
        # sudo: how many have answered, never who.
        waves = self.sudo().team_ids.survey_wave_ids.filtered(lambda wave: wave.state == "open")
        for wave in waves.filtered(lambda wave: wave.answered_count < wave.invited_count):
            items.append(self._due(
                "survey_open", self.env._(
                    "%(survey)s: answered %(answered)s of %(invited)s", survey=wave.survey_id.title,
                    answered=wave.answered_count, invited=wave.invited_count,
                ), date=wave.date_to, button=self.env._("Open"), order=8,
            ))
        return items

    def action_open_surveys(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_survey_wave")
        return {**action, "domain": [("team_id", "in", self.team_ids.ids)], "context": {"create": False}}

    def action_family_survey(self):
        """A ticket for the family of this case, in the open wave of the partnership; the case is noted nowhere."""
        self.ensure_one()
        self.check_access("write")
        wave = self.env["kooperacje.survey.wave"].search([
            ("partnership_id", "=", self.partnership_id.id), ("audience", "=", "family"), ("state", "=", "open"),
        ], limit=1)
        if not wave:
            raise UserError(self.env._(
                "No questionnaire for families is open in the partnership. Ask the network worker to send one "
                "(Evaluation ‣ Questionnaires sent).",
            ))
        return wave._issue_ticket().action_take()


class SurveyWave(models.Model):
    _inherit = "kooperacje.survey.wave"

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

    def action_print_slips(self):
        """Slips for those without e-mail."""
        self.ensure_one()
        self.check_access("write")
        tickets = self.ticket_ids.filtered(lambda ticket: not ticket.has_email)
        if not tickets:
            raise UserError(self.env._("Everybody who was invited has an e-mail address."))
        return tickets.action_print()

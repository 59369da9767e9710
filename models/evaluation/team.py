from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.kooperacje.models.access.windows import count_by, window_of
from odoo.addons.kooperacje.models.evaluation.survey_wave import CLOSING_TOOLS


class Team(models.Model):
    """A team is asked about its cooperation: at the beginning, half-way, and at the end without fail (K3D-201, 204)."""

    _inherit = "kooperacje.team"

    survey_wave_ids = fields.One2many("kooperacje.survey.wave", "team_id", "Questionnaires")
    statement_result = fields.Text(
        "Grades of the members over time", compute="_compute_statement_result",
        # K3D-198, 204
        help="Means of what members said under their names, as far as you may read it. The anonymous "
             "questionnaires are not in it.",
    )
    survey_wave_count = fields.Integer("Number of questionnaires", compute="_compute_survey_wave_count")

    @api.depends("survey_wave_ids")
    def _compute_survey_wave_count(self):
        # sudo: a number per team that the caller may read already.
        counts = count_by(self.env["kooperacje.survey.wave"].sudo(), "team_id", self.ids)
        for team in self:
            team.survey_wave_count = counts.get(team._origin.id, 0)

    def _survey_members(self):
        """Members of the team today; for a finished team, those who were in it to its end."""
        return self.member_ids.filtered(lambda member: member._was_in_to_the_end())

    def _attended_members(self):
        """Members who sat in at least one meeting of the team, including those who have left since (tool 16C).

        Where no list of those present was kept, all who ever worked in the team.
        """
        self.ensure_one()
        # sudo: who sat at the table, of a team that the caller keeps; not one word of what was said there.
        members = self.sudo().member_ids.filtered("date_from")
        present = self.env["kooperacje.meeting.participant"].sudo()._read_group([
            ("member_id", "in", members.ids), ("presence", "=", "present"), ("meeting_id.state", "=", "held"),
        ], ["member_id"])
        attended = members.filtered(lambda member: (member,) in present)
        partners = (attended or members).partner_id
        return members.filtered(lambda member: member.partner_id in partners).with_env(self.env)

    @api.depends_context("uid", "lang")
    def _compute_statement_result(self):
        Statement = self.env["kooperacje.team.statement"]
        for team in self:
            means = Statement._means(team) if team._origin and Statement.has_access("read") else []
            team.statement_result = "\n".join(
                f"{grade}: " + " → ".join(
                    self.env._("%(moment)s %(mean)s (people: %(people)s)", moment=moment,
                               mean=formatLang(self.env, mean, digits=1), people=people)
                    for moment, mean, people in told
                ) for grade, told in means
            )

    def action_open_statements(self):
        """What members said of the team under their names: of what the reader may read."""
        return window_of(self, "action_team_statement", "team_id")

    def action_open_survey_waves(self):
        return window_of(self, "action_survey_wave", "team_id")

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

from odoo import api, fields, models

from odoo.addons.kooperacje.models.evaluation.survey_wave import CLOSING_TOOLS


class ClosingSurveyWizard(models.TransientModel):
    """Sends the closing survey, 16C or the three questions (K3D-201, 202), or records that it was done elsewhere."""

    _inherit = "kooperacje.closing.survey.wizard"

    company_id = fields.Many2one("res.company", related="team_id.company_id")
    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", compute="_compute_survey_id", store=True, readonly=False,
        domain=f"[('kooperacje_tool', 'in', {CLOSING_TOOLS!r}), ('company_id', 'in', (False, company_id))]",
    )

    @api.depends("team_id")
    def _compute_survey_id(self):
        """The shortest that the office has: three questions rather than thirteen, its own rather than the seeded."""
        found = self.env["survey.survey"].search([("kooperacje_tool", "in", CLOSING_TOOLS)])
        for wizard in self:
            fitting = found.filtered(lambda survey, wizard=wizard: survey.company_id in (
                wizard.env["res.company"], wizard.team_id.company_id,
            ))
            wizard.survey_id = fitting.sorted(
                lambda survey: (survey.kooperacje_tool == "16S", bool(survey.company_id), survey.kooperacje_version),
            )[-1:]

    @api.depends("team_id")
    def _compute_recipient_ids(self):
        """Everyone who sat in at least one meeting, except the one who sends it; others may be added (16C)."""
        for wizard in self:
            # In a dialog not saved yet the team and its people are copies, equal to none of those that are read.
            team, members = wizard.team_id._origin, wizard.member_partner_ids._origin
            attended = team._attended_members().partner_id if team else members.browse()
            wizard.recipient_ids = (attended & members) - self.env.user.partner_id

    def action_confirm(self):
        self.ensure_one()
        if not self.survey_id:
            return super().action_confirm()
        self._take_once()
        wave = self.team_id._send_closing_survey(self.survey_id, self.recipient_ids, self.channel, self.sent_on)
        if self.channel != "email":
            return wave.ticket_ids.filtered(lambda ticket: ticket.partner_id in self.recipient_ids).action_print()
        return {"type": "ir.actions.act_window_close"}

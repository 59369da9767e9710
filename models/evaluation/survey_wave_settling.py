from odoo import models

from odoo.addons.kooperacje.kernels.suppression import THRESHOLD


class SurveyWave(models.Model):
    """What an ended wave becomes: a result of its own, or one together with those of other teams."""

    _inherit = "kooperacje.survey.wave"

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
        answered = self.env["kooperacje.survey.ticket"].search([
            ("wave_id", "in", self.ids), ("answered", "=", True),
        ])
        named = answered.filtered("partner_id")
        return len(named.partner_id) + len(answered - named)

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.windows import window


class Case(models.Model):
    """The two obligatory dimensions of evaluation, on the page of the case and on the board (K3D-200, 201)."""

    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({"dimension_state"})
    _system_fields = frozenset({"dimension_state"})

    dimension_state = fields.Selection(
        [("both", "Effects and closing survey missing"), ("effects", "Assessment of the effects missing"),
         ("survey", "Closing survey missing"), ("complete", "Effects and closing survey done")],
        "Evaluation of the team", compute="_compute_dimension_state", store=True,
        help="The work of a team ends with the effects assessed with the family and the closing survey.",
    )

    @api.depends(
        "team_ids.decided_on", "team_ids.member_ids.date_from", "team_ids.member_ids.institution_id",
        "team_ids.closing_survey_ids", "assessment_ids.kind", "assessment_ids.state", "assessment_ids.assessed_on",
    )
    def _compute_dimension_state(self):
        """Kept, for every card of a board shows it; as superuser, as all that is kept."""
        for case in self:
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
        return window(
            self.env, "action_survey_wave", domain=[("team_id", "in", self.team_ids.ids)], context={"create": False},
        )

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

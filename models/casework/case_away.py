from odoo import api, models


class Case(models.Model):
    _inherit = "kooperacje.case"

    @api.model
    def _due_actions(self):
        return {**super()._due_actions(), "away": "action_open_teams"}

    def _due_items(self):
        items = super()._due_items()
        away = self._get_open_team().member_ids.filtered(
            lambda member: member.state in ("invited", "accepted") and member.away_from
        )
        if away:
            items.append(self._due(
                "away", self.env._(
                    "Take over from institutions that stop taking part: %s",
                    ", ".join(sorted(set(away.institution_id.mapped("name")))),
                ), date=min(away.mapped("away_from")), button=self.env._("Open"), order=4,
            ))
        return items

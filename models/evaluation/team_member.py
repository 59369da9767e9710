from odoo import models


class TeamMember(models.Model):
    _inherit = "kooperacje.team.member"

    def _answers_survey(self, asked_on):
        """Whether the member may answer a wave sent on ``asked_on``: in the team today, in it to its end, or asked
        after leaving. Who left after being asked may not.
        """
        self.ensure_one()
        return self._was_in_to_the_end() or (
            self.state == "left" and bool(self.date_from) and self.date_to < asked_on
        )

    def _was_in_to_the_end(self):
        """In the team today; of a finished team, in it when it ended."""
        self.ensure_one()
        team = self.team_id
        return self.state == "accepted" or (
            self.state == "left" and team.state == "closed" and bool(self.date_to) and self.date_to >= team.closed_on
        )

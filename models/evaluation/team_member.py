from odoo import models


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

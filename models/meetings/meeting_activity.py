from odoo import models
from odoo.exceptions import UserError

# Kind of meeting → kind of action on the activity card.
ACTION_BY_KIND = {
    "consultation": "activity_kind_consultation_meeting", "team_first": "activity_kind_team_meeting",
    "team_next": "activity_kind_team_meeting", "team_final": "activity_kind_team_meeting",
}


class Meeting(models.Model):
    _inherit = "kooperacje.meeting"

    def action_log_activity(self):
        """The short form of an entry for this meeting: kind, day and length are known."""
        self.ensure_one()
        if not self.case_id:
            raise UserError(self.env._("The activity card tells of work with a family. Choose a meeting of a team."))
        if not self._has_begun():
            raise UserError(self.env._("This meeting is still to come. Enter it when it has taken place."))
        return self.env["kooperacje.activity.log"]._open_quick_form(
            self.case_id, date=self._day(), duration=self.duration,
            kind_id=self.env.ref(f"kooperacje.{ACTION_BY_KIND[self.kind]}").id,
        )

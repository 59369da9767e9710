from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

CHANNELS = [
    ("email", "E-mail"), ("meeting", "At the last meeting"), ("paper", "On paper"), ("phone", "By telephone"),
]


class ClosingSurvey(models.Model):
    """Record that the closing survey (dimension II, K3D-201, 202; tool 16C) was sent to the members of a team.

    It asks about the co-operation, never about a family, so it stands in the register of teams and holds nothing of
    the case. Written once, by ``team._record_closing_survey``; what the members answer belongs to a survey wave.
    """

    _name = "kooperacje.closing.survey"
    _description = "Closing survey sent"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "team_id, sent_on desc, id desc"
    _rec_name = "team_id"
    # Codes, dates and people of the offices: kept in the register of teams (K3D-108).
    _holds_family_data = False

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, index=True, ondelete="restrict")
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index=True)
    company_id = fields.Many2one("res.company", related="team_id.company_id", store=True, index=True)
    sent_on = fields.Date(required=True)
    sent_by_id = fields.Many2one("res.users", "Sent by", required=True, ondelete="restrict")
    recipient_ids = fields.Many2many("res.partner", string="Sent to")
    channel = fields.Selection(CHANNELS, "How", required=True)

    @api.constrains("sent_on", "team_id")
    def _check_sent_on(self):
        today = office_today()
        for survey in self:
            if not survey.team_id.decided_on <= survey.sent_on <= today:
                raise ValidationError(self.env._(
                    "The survey was sent between the day of the decision on the team (%(start)s) and today. Correct "
                    "the date.", start=format_date(self.env, survey.team_id.decided_on),
                ))

    def write(self, vals):  # pylint: disable=method-required-super
        # The superuser too: a record of what was done is not rewritten.
        raise UserError(self.env._("What was sent stays on record. Record another survey if it was sent again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was sent stays on record."))

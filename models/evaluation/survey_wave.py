from odoo import fields, models

MOMENTS = [("before", "Before the work"), ("during", "During the work"), ("after", "After the work")]
AUDIENCES = [
    ("ops_staff", "Staff of the leader's office"), ("partner_staff", "Staff of the partner institutions"),
    ("team_members", "Members of the task team"), ("family", "Families"), ("institutions", "Institutions"),
]


class SurveyWave(models.Model):
    """A questionnaire sent to the right people for a time (K3D-159, 201, 204)."""

    _name = "kooperacje.survey.wave"
    _description = "Wave of a questionnaire"
    _order = "date_from desc, id desc"

    survey_id = fields.Many2one("survey.survey", "Questionnaire", required=True, index=True, ondelete="restrict")
    tool = fields.Char(related="survey_id.kooperacje_tool", store=True, index=True)
    anonymous = fields.Boolean(related="survey_id.kooperacje_anonymous", store=True)
    partnership_id = fields.Many2one("kooperacje.partnership", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="partnership_id.company_id", store=True, index=True)
    moment = fields.Selection(MOMENTS, required=True, default="during")
    audience = fields.Selection(AUDIENCES, required=True, default="ops_staff")
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True)
    sent_on = fields.Date("Sent on", readonly=True, copy=False)

from odoo import fields, models


class SurveyUserInput(models.Model):
    """Answers of one person in a wave. Of an anonymous wave the row says nothing but the answers."""

    _inherit = "survey.user_input"

    wave_id = fields.Many2one("kooperacje.survey.wave", "Wave", index="btree_not_null", ondelete="restrict", copy=False)
    sector_id = fields.Many2one("kooperacje.sector", "Sector", index="btree_not_null", copy=False)
    side = fields.Selection([
        ("ops", "Leader's office"), ("partner", "Partners"), ("family", "Families"),
    ], copy=False)
    wave_mixed = fields.Boolean(copy=False, export_string_translation=False)

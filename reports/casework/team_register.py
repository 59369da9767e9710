from odoo import models


class TeamRegister(models.Model):
    """Register of task teams passed to the office and the partnership (ewidencja ZZK), K3D-109."""

    _inherit = "kooperacje.team.register"

    _document_code = "team_register"
    _document_prefix = "EZZK"

    def _document_report(self):
        return "kooperacje.report_team_register"

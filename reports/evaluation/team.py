from odoo import api, models


class Team(models.Model):
    """Guide to a free interview of the social worker with one member of the team (K3D-203, optional).

    Its questions are clauses that a municipality words: what the Model asks about the work of the team itself
    (K3D-197–199). Nothing of the family is on it but the number of the team.
    """

    _name = "kooperacje.team"
    _inherit = ["kooperacje.team", "kooperacje.document.printed"]
    _document_code = "team_interview"

    def _document_report(self):
        return "kooperacje.report_team_interview"

    def _document_title(self):
        self.ensure_one()
        return self.env._("Interview guide, team %s", self.name)

    @api.readonly
    def action_print_interview(self):
        self.ensure_one()
        return self.env.ref(self._document_report()).report_action(self)

from odoo import api, models


class LeaderPerson(models.Model):
    """Declaration of a leader-family: joins freely, keeps secret what it hears."""

    _inherit = "kooperacje.leader.person"

    _document_code = "leader_person"
    _document_prefix = "LID"

    def _document_report(self):
        return "kooperacje.report_leader_person"

    def _document_title(self):
        return f"Oświadczenie {self.document_number or ''}"

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.name": self.env._("name of the leader"),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.partnership_id.leader_id.name": self.env._("leader of the partnership"),
        }

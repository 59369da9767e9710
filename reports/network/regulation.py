from odoo import api, models


class Regulation(models.Model):
    """Tool 9: framework rules of the partnership (ramowy regulamin), K3D-68."""

    _inherit = "kooperacje.regulation"

    _document_code = "regulation"
    _document_prefix = "N9"

    def _document_report(self):
        return "kooperacje.report_regulation"

    @api.model
    def _document_placeholders(self):
        partnership = {
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.partnership_id.team_title": self.env._("what the team is called in this variant of the Model"),
            "object.partnership_id.team_title_genitive": self.env._("the same in the genitive"),
            "object.partnership_id.authorisation_number": self.env._("number of the mayor's authorisation"),
            "object.partnership_id.strategic_partner_id.name": self.env._("strategic partner"),
            "object.partnership_id.regional_centre_id.name": self.env._("regional centre"),
            "object.date_from": self._fields["date_from"]._description_string(self.env),
        }
        parameters = {
            f"object.{name}": self._fields[name]._description_string(self.env) for name in self._parameters()
        }
        return {**super()._document_placeholders(), **partnership, **parameters}

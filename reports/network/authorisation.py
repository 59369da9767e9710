from odoo import api, models


class Authorisation(models.Model):
    """Tool 4: authorisation, signed by the mayor, and the note of the office that goes with it."""

    _inherit = "kooperacje.authorisation"

    _document_code = "authorisation"
    _document_prefix = "N4"

    def _document_report(self):
        return "kooperacje.report_authorisation"

    @api.readonly
    def action_print_note(self):
        return self.env.ref("kooperacje.report_authorisation_note").report_action(self)

    def _print_note_sections(self):
        return [(title, self[name]) for title, name in (
            ("Potrzeba powołania partnerstwa", "note_need"),
            ("Dane z oceny zasobów pomocy społecznej i badań", "note_figures"),
            ("Planowani partnerzy", "note_partners"),
            ("Kadra i koszty", "note_cost"),
            ("Proponowane warunki", "conditions"),
        ) if self[name]]

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.authority": self.env._("the authority"),
            "object.person_id.name": self.env._("person who is authorised"),
            "object.person_function": self.env._("function of that person"),
            "object.delegate_id.name": self.env._("person who may be authorised further"),
            "object.date_to": self._fields["date_to"]._description_string(self.env),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.partnership_id.team_title": self.env._("what the team is called in this variant of the Model"),
            "object.partnership_id.team_title_genitive": self.env._("the same in the genitive"),
            "object.partnership_id.area_ids": self.env._("territory"),
            "object.partnership_id.regional_centre_id.name": self.env._("regional centre"),
        }

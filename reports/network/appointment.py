from odoo import api, models

from odoo.addons.kooperacje.kernels.polish_number import polish_number

# What is entrusted, as printed; an order is “w sprawie …” of the same, but of a person where a duty is entrusted.
SUBJECTS = {
    "team": "powołania zespołu partnerstwa",
    "network_worker": "pracownika ds. sieci",
    "register_keeper": "prowadzenia ewidencji zadaniowych zespołów kooperacyjnych",
    "commune_animator": "gminnego animatora kooperacji",
    "county_animator": "powiatowego animatora kooperacji",
}
ORDER_SUBJECTS = {
    **SUBJECTS, "register_keeper": "osoby prowadzącej ewidencję zadaniowych zespołów kooperacyjnych",
}
ENGAGEMENTS = {
    "post": "odrębne stanowisko", "combined": "łączenie z innymi obowiązkami", "allowance": "za dodatkiem",
}


class Appointment(models.Model):
    """Orders (paper 4.5) and entrusting of functions (paper 4.6): clauses by what they are about."""

    _inherit = "kooperacje.appointment"

    @property
    def _document_code(self):
        return "appointment_order" if self.kind == "order" else "appointment_function"

    @property
    def _document_prefix(self):
        return "ZARZ" if self.kind == "order" else "POW"

    def _document_report(self):
        return "kooperacje.report_appointment"

    def _document_title(self):
        return f"{'Zarządzenie' if self.kind == 'order' else 'Powierzenie funkcji'} {self.document_number or ''}"

    def _print_subject(self):
        if self.subject == "team":
            return f"powołania {self.partnership_id.team_title_genitive}"
        return (ORDER_SUBJECTS if self.kind == "order" else SUBJECTS)[self.subject]

    def _print_engagement(self):
        form = ENGAGEMENTS.get(self.engagement, "")
        part = polish_number(self.post_fraction, 2) + " etatu" if self.post_fraction else ""
        return ", ".join(filter(None, (form, part)))

    def _print_tasks(self):
        """Clauses with the tasks of this function; each has its own, which an office may edit."""
        return self._document_clauses("body", f"appointment_{self.subject}")

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.authority": self.env._("the authority"),
            "object.person_id.name": self.env._("person who is appointed"),
            "object.person_function": self.env._("function of that person"),
            "object.date_from": self._fields["date_from"]._description_string(self.env),
            "object.date_to": self._fields["date_to"]._description_string(self.env),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.partnership_id.area_ids": self.env._("territory"),
            "object.partnership_id.leader_id.name": self.env._("leader of the partnership"),
            "object.partnership_id.strategic_partner_id.name": self.env._("strategic partner"),
        }

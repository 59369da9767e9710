from odoo import api, models

# What a role works with, as printed in its authorisation; the office may word it otherwise.
SCOPES = {
    "social_worker": "dane osób, rodzin i grup, którym ośrodek udziela pomocy w Modelu Kooperacji, w tym dane "
                     "szczególnych kategorii, w zakresie koniecznym do prowadzenia spraw: zbieranie, utrwalanie, "
                     "przechowywanie, przeglądanie, zmienianie, udostępnianie członkom zespołów za zgodą, usuwanie.",
    "manager": "dane osób, rodzin i grup, którym ośrodek udziela pomocy w Modelu Kooperacji, w tym dane szczególnych "
               "kategorii, w zakresie koniecznym do kierowania ośrodkiem i nadzoru nad sprawami.",
    "specialist": "dane osób i rodzin, w których sprawie osoba upoważniona pracuje jako członek zadaniowego zespołu "
                  "kooperacyjnego, wyłącznie w zakresie objętym zgodą tych osób: przeglądanie i wprowadzanie ustaleń "
                  "zespołu.",
    "coordinator": "dane służbowe pracowników instytucji i opis jej usług w lokalnym koszyku; bez danych osób i "
                   "rodzin, którym udzielana jest pomoc.",
    "network_worker": "dane służbowe przedstawicieli i pracowników instytucji partnerstwa oraz ewidencja zespołów bez "
                      "danych osób i rodzin, którym udzielana jest pomoc.",
    "county_animator": "dane służbowe przedstawicieli i pracowników instytucji partnerstwa gminy; bez danych osób i "
                       "rodzin, którym udzielana jest pomoc.",
    "regional": "dane służbowe przedstawicieli partnerstw; bez danych osób i rodzin, którym udzielana jest pomoc.",
    "dpo": "rejestr upoważnień i rejestr odczytów w zakresie koniecznym do monitorowania przestrzegania przepisów o "
           "ochronie danych.",
    "evaluator": "zestawienia zbiorcze partnerstwa i odpowiedzi ankiet bez danych pozwalających ustalić osobę.",
    "admin": "konta i role użytkowników programu; bez danych osób i rodzin, którym udzielana jest pomoc.",
}
# kind → (key of the clauses and of the series, prefix of the numbers, report)
PAPERS = {
    "authorisation": ("role_authorisation", "UPO", "kooperacje.report_role_authorisation"),
    "secrecy": ("role_secrecy", "OSW", "kooperacje.report_role_secrecy"),
}


class RolePaper(models.Model):
    """Authorisation (paper 4.8) and secrecy undertaking (paper 4.7): each kind has its clauses, series and report."""

    _inherit = "kooperacje.role.paper"

    @property
    def _document_code(self):
        return PAPERS[self.kind or "authorisation"][0]

    @property
    def _document_prefix(self):
        return PAPERS[self.kind or "authorisation"][1]

    def _document_report(self):
        return PAPERS[self[:1].kind or "authorisation"][2]

    def _document_title(self):
        return f"{'Upoważnienie' if self.kind == 'authorisation' else 'Oświadczenie'} {self.document_number or ''}"

    def _proposed_scope(self):
        return SCOPES.get(self.role_id.role, "")

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.user_id.name": self.env._("person whose role it is"),
            "object.institution_id.name": self.env._("institution of that person"),
            "object.role": self.env._("role of that person"),
            "object.scope": self._fields["scope"]._description_string(self.env),
            "object.date_from": self._fields["date_from"]._description_string(self.env),
            "object.date_to": self._fields["date_to"]._description_string(self.env),
        }

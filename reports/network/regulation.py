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
            "object.partnership_id.team_basis": self.env._("what the team stands on, in the genitive"),
            "object.partnership_id.team_basis_form": self.env._("form by which members join, in the genitive"),
            "object.partnership_id.authorisation_number": self.env._("number of the mayor's authorisation"),
            "object.partnership_id.strategic_partner_id.name": self.env._("strategic partner"),
            "object.partnership_id.regional_centre_id.name": self.env._("regional centre"),
            "object.date_from": self._fields["date_from"]._description_string(self.env),
        }
        parameters = {
            f"object.{name}": self._fields[name]._description_string(self.env) for name in self._parameters()
        }
        return {**super()._document_placeholders(), **partnership, **parameters}

    def _document_annexes(self):
        """Forms that the regulation names as its annexes, empty: title, text, lines to fill in, columns of a table."""
        self.ensure_one()
        partnership, rows = self.partnership_id, range(1, 9)
        joins = partnership.team_basis_form
        return [
            {
                "title": "KARTA USŁUG KOOPERANTA", "text": "",
                "fields": [
                    "Nazwa instytucji", "Adres", "Telefon, e-mail, strona", "Osoba do kontaktu", "Grupy odbiorców",
                    "Teren działania", "Oświadczenie o zgodności danych",
                ],
                "columns": ["Usługa", "Dla kogo, na jakich warunkach", "Gdzie i kiedy", "Odpłatność", "Liczba miejsc"],
                "rows": rows, "signature": "kierownik instytucji – data, podpis",
            },
            {
                "title": joins.replace("deklaracji", "deklaracja").replace("porozumienia", "porozumienie").upper(),
                "text": f"Instytucja przystępuje do {partnership.team_title_genitive} „{partnership.name}” i przyjmuje "
                        "jego regulamin. Wskazuje osoby, które będą ją w nim reprezentować.",
                "fields": [
                    "Nazwa instytucji", "Adres", "Reprezentowana przez", "Osoba do współpracy", "Zastępca",
                    "Uwagi i zastrzeżenia",
                ],
                "columns": [], "rows": [], "signature": "kierownik instytucji – data, podpis, pieczęć",
            },
            {
                "title": "LOKALNY KOSZYK USŁUG", "text": "", "fields": ["Stan na dzień"],
                "columns": ["Potrzeba", "Usługa", "Instytucja", "Dla kogo", "Warunki, odpłatność", "Kontakt"],
                "rows": rows, "signature": "",
            },
            {
                "title": "ROCZNY PLAN DZIAŁANIA", "text": "", "fields": ["Rok", "Cel ogólny"],
                "columns": ["Cel", "Działanie", "Odpowiedzialny i partnerzy", "Termin", "Zasoby", "Wskaźnik"],
                "rows": rows, "signature": "lider partnerstwa – data, podpis",
            },
        ]

from num2words import num2words

from odoo import api, models

from odoo.addons.kooperacje.kernels.polish_order import alphabetical


class ServiceCard(models.Model):
    """Tool 7: service card of a cooperant (karta usług kooperanta), K3D-207."""

    _inherit = "kooperacje.service.card"

    _document_code = "service_card"
    _document_prefix = "N7"

    def _document_report(self):
        return "kooperacje.report_service_card"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "institution_id", "sector_id", "extra", "terms_accepted", "declared_by",
        }

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.institution_id.name": self.env._("name of the institution"),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.declared_by": self.env._("who made the statement"),
        }

    def _document_services(self):
        """Services of the card in the order of print; withdrawn ones are no longer offered."""
        self.ensure_one()
        services = self.service_ids.filtered(lambda service: service.state != "withdrawn")
        return services.sorted(lambda service: alphabetical(service.name))

    def _document_institution_lines(self):
        """Rest of part I and the variant's own fields as ``[(label, text)]``, only what is stated."""
        self.ensure_one()
        institution = self.institution_id
        lines = [
            ("Forma prawna", institution.legal_form), ("Podstawa prawna działania", institution.legal_basis),
            ("Obszar działania", institution.operating_area), ("Godziny pracy", institution.opening_hours),
            ("Dostępność", institution.accessibility),
            ("Ograniczenia wymiany informacji", institution.secrecy_limits), *self._extra_print(),
        ]
        return [line for line in lines if line[1]]

    def _document_service_count(self):
        """Number of services in digits and words, as on papers whose pages could be exchanged."""
        count = len(self._document_services())
        return f"{count} (słownie: {num2words(count, lang='pl')})"

    @api.model
    def _document_service_cells(self, service):
        """Columns of a service as lists of (label, text), only what is filled in."""
        def label(name):
            return self._print_value(service[name], service._fields[name])

        age = ""
        if service.age_from or service.age_to:
            upper = f"wiek {service.age_from or 0}–{service.age_to} lat"
            age = upper if service.age_to else f"od {service.age_from} lat"
        term = self._print_period(service.date_from, service.date_to)
        places = f"{service.capacity}, w tym wolnych {service.capacity_free}" if service.capacity else ""
        places = ", ".join(filter(None, [places, label("capacity_status")]))
        if places and service.capacity_stated_on:
            places += f" (stan na {service.capacity_stated_on:%d.%m.%Y})"
        who = [
            ("", ", ".join(filter(None, [label("target_group_ids"), age]))),
            ("odpowiada na", label("need_ids")),
            ("tryb", label("access_mode")),
            ("dokumenty", service.documents_needed),
            ("warunki", service.conditions),
            ("odpłatność", ", ".join(filter(None, [label("fee"), service.fee_note]))),
            ("czas oczekiwania", f"{service.waiting_days} dni" if service.waiting_days else ""),
            ("miejsca", places),
        ]
        where = [
            ("", ", ".join(filter(None, [label("place"), service.address]))),
            ("terminy", service.schedule),
            ("czas trwania", service.duration),
            ("obowiązuje", term),
            ("dostępność", service.accessibility),
            ("kontakt", ", ".join(filter(None, [
                service.contact_name, service.contact_phone and f"tel. {service.contact_phone}", service.contact_email,
            ]))),
        ]
        return [[line for line in column if line[1]] for column in (who, where)]

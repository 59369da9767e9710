from odoo import models

from odoo.addons.kooperacje.kernels.amount_words import amount_in_digits, amount_in_words

SUBJECTS = {
    "implementation": "w sprawie wdrażania Modelu Kooperacji",
    "selection": "w sprawie wyboru radnych i animatorów kooperacji",
}


class AuthorityDecision(models.Model):
    """R2: decision of the authorities to implement the Model, and their other key decisions (RUR-8, 69, 85, 86)."""

    _inherit = "kooperacje.authority.decision"

    _document_code = "authority_decision"
    _document_prefix = "R2"

    def _document_report(self):
        return not any(self.mapped("is_external")) and "kooperacje.report_authority_decision"

    def _document_extend_form(self, arch, snippet):
        for button in snippet.iter("button"):
            if button.get("name") == "action_document_print":
                button.set("invisible", "not id or is_external")
        super()._document_extend_form(arch, snippet)

    def _print_subject(self):
        return SUBJECTS.get(self.subject) or f"w sprawie: {self.name}"

    def _print_scope(self):
        if self.scope == "elements":
            return f"elementy Modelu: {self.scope_elements or '................'}"
        return "cały Model"

    def _print_people(self):
        """``[(label, names)]`` of councillors and animators who are named."""
        return [
            (label, ", ".join(people.mapped("name"))) for label, people in (
                ("Radni gminy", self.commune_councillor_ids), ("Radni powiatu", self.county_councillor_ids),
                ("Animator gminny", self.commune_animator_id), ("Animator powiatowy", self.county_animator_id),
            ) if people
        ]

    def _print_money(self):
        """``[(label, amount in digits and words)]`` of the money secured."""
        return [
            (label, f"{amount_in_digits(self[name])} (słownie: {amount_in_words(self[name])})") for label, name in (
                ("Zabezpieczone środki", "amount"), ("w tym na działania edukacyjne", "education_amount"),
            ) if self[name]
        ]

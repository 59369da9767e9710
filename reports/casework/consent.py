from odoo import api, models


class Consent(models.Model):
    """Tool 14: protocol of intake and consent (przyjęcie wniosku – protokół), K3D-169, 181; docs/law.md §4.

    Consent to the method and consents to share data stand apart on the paper, each with its own TAK / NIE.
    """

    _inherit = "kooperacje.consent"

    _document_code = "consent"
    _document_prefix = "N14"

    def _document_report(self):
        return "kooperacje.report_consent"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "case_id", "signer_ids", "information_given", "clause_given", "child_opinion",
        }

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.case_id.name": self.env._("code of the case"),
            "object.case_id.user_id.name": self.env._("case manager"),
            "object.case_id.partnership_id.name": self.env._("name of the partnership"),
        }

    def _document_issue(self, document_date=None):
        """A paper issued with the day of its signature tells what the family has answered; see ``_document_answer``."""
        paper = self.with_context(kooperacje_consent_answered=bool(document_date))
        return super(Consent, paper)._document_issue(document_date)

    def _document_answer(self, statement):
        """What is ticked on the paper: the family's answer, ``None`` as long as it has not given any.

        A paper to be signed bears no tick: who is asked decides (motyw 32 RODO).
        """
        self.ensure_one()
        if self.signed_on or self.env.context.get("kooperacje_consent_answered"):
            return statement.is_granted
        return None

    def _document_statements(self, kind):
        self.ensure_one()
        return self.statement_ids.filtered(lambda statement: statement.kind == kind)

    def _document_signatures(self):
        """Rows of the signature block: each signer (or an empty line to sign on) and the case manager."""
        signers = []
        for signer in self.signer_ids:
            wards = self._signs_for(signer)
            under = "data i podpis"
            if wards:
                under += "; także jako przedstawiciel ustawowy: " + ", ".join(wards.mapped("display_name"))
            elif signer.is_minor:
                under += " (osoba małoletnia podpisuje obok przedstawiciela)"
            signers.append((signer.display_name, under))
        signers = signers or [("................................", "imię i nazwisko, data i podpis")]
        return [*signers, (self.case_id.user_id.name, "pracownik socjalny – data i podpis")]

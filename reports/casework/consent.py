from odoo import api, models


class Consent(models.Model):
    """Tool 14: protocol of intake and consent (przyjęcie wniosku – protokół), K3D-169, 181; law.md §4.

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

    def _document_statements(self, kind):
        self.ensure_one()
        return self.statement_ids.filtered(lambda statement: statement.kind == kind)

    def _document_signatures(self):
        """Rows of the signature block: each signer (or an empty line to sign on) and the case manager."""
        minor = " – w imieniu małoletniej/-ego podpisuje przedstawiciel ustawowy"
        signers = [
            (signer.display_name, "data i podpis" + (minor if signer.is_minor else "")) for signer in self.signer_ids
        ]
        signers = signers or [("................................", "imię i nazwisko, data i podpis")]
        return [*signers, (self.case_id.user_id.name, "pracownik socjalny – data i podpis")]

    def _document_needs(self):
        """Needs of the case as (reasons of art. 7, others), most important first."""
        lines = self.case_id.need_line_ids.sorted(lambda line: (-int(line.priority or 0), line.need_id.sequence))
        reasons = lines.filtered(lambda line: line.need_id.kind == "reason")
        return reasons, lines - reasons

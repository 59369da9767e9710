from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.agreement_term import phases
from odoo.addons.kooperacje.kernels.amount_words import amount_in_digits, amount_in_words, plural
from odoo.addons.kooperacje.models.network.agreement import PHASES

# Names of the phases as they are printed.
PHASE_NAMES = ("przygotowanie", "praca z osobami i rodzinami", "podsumowanie")
MONTHS = ("miesiąc", "miesiące", "miesięcy")


class Agreement(models.Model):
    """Agreements (papers 4.1–4.3) as the parties sign: Polish clauses of the office, one set for each kind."""

    _inherit = "kooperacje.agreement"

    _document_prefix = "POR"

    term_text = fields.Char("Term in words", compute="_compute_print_texts")
    phases_text = fields.Char("Phases in words", compute="_compute_print_texts")
    scope_text = fields.Char("Extent in words", compute="_compute_print_texts")
    amount_text = fields.Char("Amount in words", compute="_compute_print_texts")
    notice_text = fields.Char("Notice in words", compute="_compute_print_texts")
    partnership_names = fields.Char("Names of the partnerships", compute="_compute_print_texts", compute_sudo=False)

    @api.depends(
        "kind", "date_from", "date_to", "amount", "amount_purpose", "notice_months", "partnership_ids.variant", "scope",
        "scope_elements", *PHASES,
    )
    def _compute_print_texts(self):
        for agreement in self:
            agreement.term_text = agreement._print_term()
            agreement.phases_text = agreement._print_phases()
            agreement.scope_text = (
                f"wdrażają następujące elementy Modelu: {agreement.scope_elements or '................'}"
                if agreement.scope == "elements" else "wdrażają Model w całości"
            )
            agreement.amount_text = agreement._print_amount()
            months = agreement.notice_months
            agreement.notice_text = (
                f"z zachowaniem okresu wypowiedzenia: {months} {plural(months, MONTHS)}, ze skutkiem na koniec miesiąca"
                if months else "ze skutkiem natychmiastowym"
            )
            agreement.partnership_names = ", ".join(agreement.partnership_ids.mapped("name"))

    def _print_term(self):
        start = f"od dnia {self._print_date(self.date_from)}" if self.date_from else "od dnia podpisania"
        if self.date_to:
            end = f"do dnia {self._print_date(self.date_to)}"
        else:
            # A rural team is temporary: the draft keeps the place of its last day (RUR-16).
            end = "do dnia ................" if self._establishes_rural_team() else "na czas nieoznaczony"
        return f"{start} {end}"

    def _print_phases(self):
        if not self.date_from or not any(self[name] > 0 for name in PHASES):
            return ""
        spans = phases(self.date_from, [self[name] for name in PHASES])
        return "; ".join(
            f"{label} – {self[name]} {plural(self[name], MONTHS)} ({self._print_period(*span)})"
            for label, name, span in zip(PHASE_NAMES, PHASES, spans, strict=True) if span
        )

    def _print_amount(self):
        if not self.amount:
            return ""
        purpose = f" Przeznaczenie: {self.amount_purpose}." if self.amount_purpose else ""
        return (
            f"Na realizację Porozumienia przeznacza się kwotę {amount_in_digits(self.amount)} "
            f"(słownie: {amount_in_words(self.amount)}).{purpose}"
        )

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    def _document_report(self):
        return not any(self.mapped("is_external")) and "kooperacje.report_agreement"

    def _document_title(self):
        return f"{'Aneks' if self.annex_of_id else 'Porozumienie'} {self.document_number or ''}"

    @api.model
    def _document_extend_form(self, arch, snippet):
        for button in snippet.iter("button"):
            if button.get("name") == "action_document_print":
                button.set("invisible", "not id or is_external")
        super()._document_extend_form(arch, snippet)

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "name", "kind", "is_external", "party_ids", "signatory_ids", "place", "provisions", "date_from", "date_to",
            "notice_months", "amount", "amount_purpose", "annex_of_id", "scope", "scope_elements", *PHASES,
        }

    def _document_check_issuable(self):
        """Who signs must be known before the paper is printed; one drawn up elsewhere says it itself."""
        result = super()._document_check_issuable()
        for agreement in self.filtered(lambda agreement: not agreement.is_external):
            agreement._check_team_is_temporary()
            agreement._check_order_of_signing()
            agreement._check_signatories()
            if agreement.scope == "elements" and not (agreement.scope_elements or "").strip():
                # RUR-8
                raise UserError(self.env._("Write in “Which elements” what of the Model is implemented."))
            if agreement.annex_of_id and not (agreement.provisions or agreement.date_to):
                raise UserError(self.env._("Write what the annex changes, or the new end of the agreement."))
            if agreement.annex_of_id:
                agreement.annex_of_id._check_may_change()
        return result

    def _check_signatories(self):
        if len(self.party_ids) < 2:
            raise UserError(self.env._("An agreement has at least two parties. Add them before issuing it."))
        signing = self.signatory_ids.grouped("capacity")
        unsigned = self.party_ids - signing.get("party", self.signatory_ids.browse()).party_id
        if unsigned:
            raise UserError(self.env._(
                "Nobody signs for %(parties)s. Press “Propose signatories” and complete the lines.",
                parties=", ".join(unsigned.mapped("name")),
            ))
        unnamed = self.signatory_ids.filtered(lambda signatory: not signatory.function)
        if unnamed:
            raise UserError(self.env._(
                "Enter in which function %(parties)s is represented.",
                parties=", ".join(unnamed.party_id.mapped("name")),
            ))
        if self.amount and "treasurer" not in signing:
            raise UserError(self.env._(
                "Money is involved, so the treasurer countersigns. Press “Propose signatories” or add the line.",
            ))

    def _document_clauses(self, place=None, code=None):
        return super()._document_clauses(
            place, code or ("agreement_annex" if self.annex_of_id else f"agreement_{self.kind}"),
        )

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.name": self.env._("subject of the agreement"),
            "object.partnership_names": self.env._("names of the partnerships"),
            "object.term_text": self.env._("term of the agreement"),
            "object.phases_text": self.env._("phases of the implementation"),
            "object.scope_text": self.env._("whole Model or its elements"),
            "object.amount_text": self.env._("amount of money, in figures and words"),
            "object.notice_text": self.env._("period of notice"),
            "object.date_from": self._fields["date_from"]._description_string(self.env),
            "object.date_to": self._fields["date_to"]._description_string(self.env),
            "object.annex_of_id.document_number": self.env._("number of the agreement that the annex changes"),
            "object.annex_of_id.signed_on": self.env._("day on which that agreement was signed"),
        }

    def _print_parties(self):
        """``[(party, address, signatories)]`` in the order in which they sign."""
        self.ensure_one()
        signatories = self.signatory_ids.sorted("sequence")
        parties = signatories.party_id | self.party_ids
        return [(
            party,
            ", ".join(filter(None, (party.street, " ".join(filter(None, (party.zip, party.city)))))),
            signatories.filtered(lambda signatory, party=party: signatory.party_id == party),
        ) for party in parties]

    def _print_signatures(self):
        """``(above, below)`` of each place for a signature: the parties first, then treasurers and acceptance."""
        labels = {"party": "", "treasurer": "kontrasygnata", "acceptance": "akceptuję"}
        order = list(labels)
        return [
            (
                ", ".join(filter(None, (line.name, line.function))),
                " – ".join(filter(None, (labels[line.capacity], line.party_id.name, "data, podpis, pieczęć"))),
            )
            for line in self.signatory_ids.sorted(lambda line: (order.index(line.capacity), line.sequence, line.id))
        ]

from odoo import api, models
from odoo.exceptions import UserError


class Handover(models.Model):
    """Letter by which a case is handed over to another centre (paper 4.11; RUR-102).

    It bears what the receiving side may read of an offer: the code and the reason, nothing of the family.
    """

    _name = "kooperacje.handover"
    _inherit = ["kooperacje.handover", "kooperacje.document.printed"]

    def _document_report(self):
        return "kooperacje.report_handover"

    def _document_title(self):
        self.ensure_one()
        return f"Przekazanie {self.case_code}"

    def _document_filename(self):
        """File name without extension, made of the code alone."""
        self.ensure_one()
        return self._file_label(f"przekazanie-{self.case_code or ''}")

    @api.readonly
    def action_print_letter(self):
        """Print the letter to the other centre.

        :raises UserError: the case of a colleague changes hands without one
        """
        self.ensure_one()
        self.check_access("read")
        if self.kind != "office":
            raise UserError(self.env._(
                "A case that a colleague of the office takes over takes no letter: the letter asks another centre.",
            ))
        return self.env.ref("kooperacje.report_handover").report_action(self)

    def _print_address(self):
        """Lines of the receiver's address."""
        to = self.to_institution_id
        return list(filter(None, (to.name, to.street, " ".join(filter(None, (to.zip, to.city))))))

    def _print_answer(self):
        """What came of the offer, as a sentence; empty while it waits."""
        day = self._print_date(self.answered_on)
        sentence = {
            "accepted": f"Sprawę przejęto dnia {day}" + (f" pod kodem {self.new_code}" if self.new_code else ""),
            "declined": f"Przejęcia odmówiono dnia {day} Powód: {self.decline_reason}",
            "withdrawn": f"Propozycję przekazania wycofano dnia {day}",
        }.get(self.state, "")
        # The date ends with the full stop of “r.”, and so may the reason.
        return sentence if not sentence or sentence.endswith(".") else f"{sentence}."

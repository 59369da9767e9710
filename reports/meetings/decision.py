from odoo import models


class Decision(models.Model):
    _inherit = "kooperacje.decision"

    def _document_how(self):
        """“głosowanie: za 4, przeciw 1, wstrzymało się 0”, in Polish, for the minutes."""
        self.ensure_one()
        if self.settled_by != "vote":
            return "konsensus"
        result = "odrzucono" if self.result == "rejected" else "przyjęto"
        return (
            f"głosowanie: za {self.votes_for}, przeciw {self.votes_against}, "
            f"wstrzymało się {self.votes_abstained} – {result}"
        )

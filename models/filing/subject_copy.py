from odoo import api, models

from odoo.addons.kooperacje.kernels.office_day import office_time


class SubjectCopy(models.AbstractModel):
    """To whom a file was handed over or a letter sent stands among the recipients of data (art. 15 ust. 1 lit. c)."""

    _inherit = "kooperacje.subject.copy"

    @api.model
    def _recipients(self, person, cases):
        lines = super()._recipients(person, cases)
        for one in self.env["kooperacje.release"].search([("case_id", "in", cases.ids)], order="id"):
            if who := one._print_recipient():
                day = str(office_time(one.released_at).date())
                lines.append({
                    "who": who, "why": f"przekazanie akt {one.number}", "what": "akta sprawy", "from": day,
                    "until": day,
                })
        for one in self.env["kooperacje.dispatch"].search([
            ("case_id", "in", cases.ids), ("recipient_id", "!=", False), ("struck_reason", "=", False),
        ], order="id"):
            lines.append({
                "who": one.recipient_id.name, "why": f"przesyłka {one.number}", "what": one.subject,
                "from": str(one.sent_on), "until": str(one.sent_on),
            })
        return lines

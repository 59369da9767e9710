from odoo import models

from odoo.addons.kooperacje.kernels.office_day import office_today

SEQUENCES = {"kooperacje.case": "S", "kooperacje.team": "ZZK", "kooperacje.referral": "ZU"}


class ResCompany(models.Model):
    _inherit = "res.company"

    def _create_register_sequences(self):
        """Registers of cases, of task teams and of requests for services, numbered per office and year; idempotent.

        Of offices alone: the other companies of the database have nothing to number.
        """
        for company in self:
            for code in SEQUENCES:
                company._register_series(code)

    def _register_series(self, code):
        return self._number_series(code, **self._register_values(code))

    def _register_values(self, code):
        prefix = SEQUENCES[code]
        # sudo: the name of the office, for the list of its series.
        return {"name": f"{prefix} – {self.sudo().name}", "prefix": f"{prefix}/%(range_year)s/", "padding": 4}

    def _next_register_number(self, code):
        """Next number of the office's register ``code``; taken when a record is saved, so an opened form burns none."""
        return self._draw_number(code, office_today(), **self._register_values(code))

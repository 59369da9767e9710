from odoo import api, models

from odoo.addons.kooperacje.kernels.office_day import office_today

SEQUENCES = {"kooperacje.case": "S", "kooperacje.team": "ZZK"}


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_register_sequences()
        return companies

    def _create_register_sequences(self):
        """Registers of cases and of task teams, numbered per office and year; idempotent."""
        # sudo: numbering belongs to the office, whoever sets it up; nothing else of the sequences is touched.
        sequences = self.env["ir.sequence"].sudo()
        known = {
            (sequence.company_id, sequence.code)
            for sequence in sequences.search([("code", "in", list(SEQUENCES)), ("company_id", "in", self.ids)])
        }
        sequences.create([
            {
                "name": f"{prefix} – {company.name}", "code": code, "company_id": company.id,
                "prefix": f"{prefix}/%(range_year)s/", "padding": 4, "use_date_range": True,
                "implementation": "no_gap",
            }
            for company in self for code, prefix in SEQUENCES.items() if (company, code) not in known
        ])

    @api.model
    def _create_all_register_sequences(self):
        # Every office of the database, once, at installation.
        companies = self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        companies._create_register_sequences()

    def _next_register_number(self, code):
        """Next number of the office's register ``code``; taken when a record is saved, so an opened form burns none."""
        self.ensure_one()
        # sudo: the number is the office's, and workers may not read or write sequences.
        sequences = self.env["ir.sequence"].sudo()
        domain = [("code", "=", code), ("company_id", "=", self.id)]
        sequence = sequences.search(domain, limit=1)
        if not sequence:
            self.sudo()._create_register_sequences()
            sequence = sequences.search(domain, limit=1)
        return sequence.next_by_id(sequence_date=office_today())

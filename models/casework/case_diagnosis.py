from odoo import fields, models


class Case(models.Model):
    _inherit = "kooperacje.case"

    diagnosis_ids = fields.One2many("kooperacje.diagnosis", "case_id", "Diagnoses")
    diagnosis_line_ids = fields.One2many(
        "kooperacje.diagnosis.line", "case_id", "Diagnosis by areas",
        domain=[("state", "=", "settled")],
    )

    contract_ids = fields.One2many("kooperacje.case.contract", "case_id", "Contracts and other plans")

    def action_open_diagnosis(self):
        """Open the diagnosis in preparation, else the settled one, else begin one with all areas."""
        self.ensure_one()
        diagnoses = self.diagnosis_ids
        found = diagnoses.filtered(lambda diagnosis: diagnosis.state == "draft")[:1] or diagnoses.filtered(
            lambda diagnosis: diagnosis.state == "settled"
        )[:1]
        if not found:
            found = diagnoses.create({"case_id": self.id})
            found.action_add_areas()
        return found._open_form()

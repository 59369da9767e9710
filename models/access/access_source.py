from odoo import api, models


class AccessSource(models.AbstractModel):
    """A model that feeds the access relation: a change of it refreshes the cases it concerns, before and after."""

    _name = "kooperacje.access.source"
    _description = "Source of access to cases"

    # Fields whose change may open or close a case.
    _access_fields = frozenset()

    def _access_cases(self):
        """Cases (sudo) whose access depends on these records."""
        # sudo: to derive access one must reach the cases one may not read; nothing of them is handed to the caller.
        return self.sudo().case_id

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # sudo, here and below: access is derived for everyone concerned, whoever makes the change.
        self.env["kooperacje.access"].sudo()._refresh(records._access_cases())
        return records

    def write(self, vals):
        if self._access_fields.isdisjoint(vals):
            return super().write(vals)
        cases = self._access_cases()
        result = super().write(vals)
        # sudo: who may see a case follows from what the caller was allowed to write; nobody writes the relation by
        # hand.
        self.env["kooperacje.access"].sudo()._refresh(cases | self._access_cases())
        return result

    def unlink(self):
        self.check_access("unlink")
        cases = self._access_cases()
        result = super().unlink()
        # sudo: as in write.
        self.env["kooperacje.access"].sudo()._refresh(cases.exists())
        return result

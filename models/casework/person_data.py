from odoo import fields, models


class PersonData(models.AbstractModel):
    """What the office keeps of a person beside the record itself. For the office's own staff: a partner institution
    reads the person where the family shares it, never who represents whom by which decision, or what was before.

    How to use: inherit it, give the model the two rules of ``security/casework/person_rules.xml``.
    """

    _name = "kooperacje.person.data"
    _description = "Data of a person"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _fixed_fields = frozenset({"person_id"})

    person_id = fields.Many2one("kooperacje.person", "Person", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Office", related="person_id.company_id", store=True, index=True)

    def _check_access(self, operation):
        """The rules walk the cases of the person as superuser, see there: what they met is not for the user."""
        result = super()._check_access(operation)
        if not self.env.su:
            self.env["kooperacje.person"].invalidate_model(["case_person_ids"], flush=False)
        return result

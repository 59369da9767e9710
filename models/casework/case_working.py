from odoo import fields, models


class Case(models.Model):
    """Who works with the family already: institutions, and their staff by name (K3D-163, tool 14 C)."""

    _inherit = "kooperacje.case"

    working_partner_ids = fields.Many2many(
        "res.partner", "kooperacje_case_working_partner_rel", string="Staff working with the family",
        domain=[("is_company", "=", False), "|", ("parent_id", "!=", False), ("user_ids.share", "=", False)],
        help="Invited to the team first: staff of the own office and of other institutions (K3D-163).",
    )

    def _working_institutions(self):
        """Institutions working with the family, through their named staff too; a guest may not know of them all."""
        self.ensure_one()
        people = self.working_partner_ids
        places = people.commercial_partner_id.union(*people._workplaces().values())
        return self.working_institution_ids | places.filtered("is_institution")

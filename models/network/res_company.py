from odoo import fields, models


class ResCompany(models.Model):
    """The office (OPS or CUS) that leads partnerships and is the controller of its cases (art. 100 ust. 5 u.p.s.)."""

    _inherit = "res.company"

    role_assignment_ids = fields.One2many("kooperacje.role.assignment", "company_id", "Role assignments")

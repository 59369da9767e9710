from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    role_assignment_ids = fields.One2many("kooperacje.role.assignment", "user_id", "Roles in the Model")

    def _has_role(self, role, company=None, institution=None):
        """Whether the user holds ``role`` today, in ``company`` and at ``institution`` if these are given."""
        self.ensure_one()
        domain = fields.Domain([("user_id", "=", self.id), ("role", "=", role), ("is_current", "=", True)])
        if company:
            domain &= fields.Domain("company_id", "=", company.id)
        if institution:
            domain &= fields.Domain("institution_id", "=", institution.id)
        # sudo: a user may always know the roles that are his or her own.
        return bool(self.env["kooperacje.role.assignment"].sudo().search_count(domain, limit=1))

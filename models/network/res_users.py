from odoo import api, fields, models, tools
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    role_assignment_ids = fields.One2many(
        "kooperacje.role.assignment", "user_id", "Roles in the Model", groups="kooperacje.group_user,base.group_system",
    )

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

    def _held_to_institutions(self, operation):
        """Whether a role of the Model alone lets the user ``write`` or ``create`` contacts.

        Who may do so by another application, or in accounts, does so as without the Model. Costs no query once it has
        been asked for a set of groups.
        """
        self.ensure_one()
        # Without a role nothing is asked, in a cache just emptied neither.
        return self.has_group("kooperacje.group_user") and self._held_to_institutions_by(
            tuple(self._get_group_ids()), operation,
        )

    @api.model
    @tools.ormcache("group_ids", "operation")
    def _held_to_institutions_by(self, group_ids, operation):
        # The rules on contacts count for what inherits them by ``_inherits`` too: for accounts.
        heirs = [name for name, Model in self.env.registry.items() if "res.partner" in Model._inherits]
        self.env["ir.model.access"].flush_model()
        return bool(self.env.execute_query(SQL(
            """
            SELECT FROM ir_model_access access
              JOIN ir_model model ON model.id = access.model_id
         LEFT JOIN ir_model_data data ON data.model = 'ir.model.access' AND data.res_id = access.id
                                     AND data.module = 'kooperacje'
             WHERE access.active AND %(permission)s AND model.model = ANY(%(names)s)
               AND (access.group_id IS NULL OR access.group_id = ANY(%(groups)s))
            HAVING COUNT(*) > 0 AND COUNT(*) = COUNT(data.id)
            """,
            permission=SQL.identifier("access", {"write": "perm_write", "create": "perm_create"}[operation]),
            names=["res.partner", *heirs], groups=list(group_ids),
        )))

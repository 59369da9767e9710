from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.models.access.windows import count_by, window


class Partnership(models.Model):
    """Registers of the network worker: who keeps them, and what stands in them."""

    _inherit = "kooperacje.partnership"

    register_keeper_id = fields.Many2one(
        "res.users", "Keeper of the register", index="btree_not_null", tracking=True, copy=False,
        domain=[("share", "=", False)],
        help="Where several network workers share the partnership, the head names the one who keeps its register of "
             "task teams (K3D-110).",
    )
    problem_ids = fields.One2many("kooperacje.problem", "partnership_id", "Problems of cooperation")
    open_problem_count = fields.Integer("Open problems", compute="_compute_open_problem_count")

    @api.depends("problem_ids.state")
    def _compute_open_problem_count(self):
        counts = count_by(
            self.env["kooperacje.problem"], "partnership_id", self.ids, [("state", "in", ("reported", "mediation"))],
        )
        for partnership in self:
            partnership.open_problem_count = counts.get(partnership._origin.id, 0)

    @api.constrains("register_keeper_id", "company_id")
    def _check_register_keeper(self):
        for partnership in self.filtered("register_keeper_id"):
            if not partnership.register_keeper_id._has_role("network_worker", partnership.company_id):
                raise ValidationError(self.env._(
                    "%(user)s is no network worker of the office today. The keeper of the register is one of them.",
                    user=partnership.register_keeper_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        partnerships = super().create(vals_list)
        partnerships.filtered("register_keeper_id")._check_names_keeper()
        return partnerships

    def write(self, vals):
        if "register_keeper_id" in vals:
            self._check_names_keeper()
        return super().write(vals)

    def _check_names_keeper(self):
        for partnership in self if self._is_guarded() else ():
            if not self.env.user._has_role("manager", partnership.company_id):
                raise ValidationError(self.env._(
                    "The head of the office names who keeps the register of task teams (K3D-110).",
                ))

    def _register_keepers(self):
        """Users who may keep the register of this partnership: the one named, or every network worker."""
        self.ensure_one()
        # sudo: roles of others are not readable; only who keeps the register follows from them.
        workers = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "=", self.company_id.id), ("role", "=", "network_worker"), ("is_current", "=", True),
        ]).user_id
        return (self.register_keeper_id & workers) or workers

    def action_view_problems(self):
        self.ensure_one()
        return window(
            self.env, "action_problem", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id, "search_default_open": 1},
        )

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ServicePart(models.Model):
    """One activity of a complex service, linked with the others to a common goal (K3D-15)."""

    _name = "kooperacje.service.part"
    _description = "Part of a complex service"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "service_id, sequence, id"
    _fixed_fields = frozenset({"service_id"})

    service_id = fields.Many2one("kooperacje.service", "Service", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="service_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Activity of the service", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_service()
        return parts

    def write(self, vals):
        self._check_service()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_while_service_is_open(self):
        self._check_service()

    def _check_service(self):
        """Parts change with their service, by whoever may change it, and as long as its card may."""
        if not self._is_guarded():
            return
        services = self.service_id
        if len(services._filtered_access("write")) != len(services):
            raise AccessError(self.env._("The parts of a service are changed by those who may change the service."))
        services._check_may_edit()

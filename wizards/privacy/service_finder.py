from odoo import models

from odoo.addons.kooperacje.models.privacy.case_data import _on_master


class ServiceFinder(models.TransientModel):
    _name = "kooperacje.service.finder"
    _inherit = ["kooperacje.service.finder", "kooperacje.case.pointer"]

    @_on_master
    def web_read(self, specification):
        """Why services are proposed is logged like the case itself, so no replica answers."""
        return super().web_read(specification)

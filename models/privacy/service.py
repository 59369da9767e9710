from odoo import models


class Service(models.Model):
    """The plans that use a service hang on it."""

    _name = "kooperacje.service"
    _inherit = ["kooperacje.service", "kooperacje.case.pointer"]

    _holds_family_data = False

    def _finder_case(self):
        """Why a service is proposed tells of the case, by whatever way it is asked: it leaves a trace in the log."""
        case = super()._finder_case()
        if case:
            self.env["kooperacje.read.log"]._note(case, "read")
        return case

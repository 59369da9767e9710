from odoo import models


class AftercareContact(models.Model):
    _name = "kooperacje.aftercare.contact"
    _inherit = ["kooperacje.aftercare.contact", "kooperacje.case.data"]

    _neutral_fields = frozenset({"display_name", "contact_on", "user_id", "form"})

from odoo import models


class SecrecyUndertaking(models.Model):
    _name = "kooperacje.secrecy.undertaking"
    _inherit = ["kooperacje.secrecy.undertaking", "kooperacje.case.data"]

    _neutral_fields = frozenset({"display_name", "team_id", "signed_on"})

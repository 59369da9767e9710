from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kooperacje_papers_only = fields.Boolean(
        "Only papers signed here count",
        help="Authorisations and secrecy undertakings of roles are drawn up and signed in the program; dates of papers "
             "kept elsewhere are no longer typed. Roles that have them keep them.",
    )

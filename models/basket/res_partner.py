from odoo import fields, models


class ResPartner(models.Model):
    """Part I of the service card beyond the register of institutions (tool 7).

    Institutions and their staff are known outside the database by a key of their own.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "kooperacje.exchange.key.mixin"]

    exchange_key = fields.Char(prefetch="kooperacje")
    legal_form = fields.Char(help="E.g. unit of the commune, association, limited company.", prefetch="kooperacje")
    operating_area = fields.Char(
        help="Communes, county or housing estates the institution serves.", prefetch="kooperacje",
    )
    opening_hours = fields.Char(prefetch="kooperacje")
    accessibility = fields.Char(
        help="Architectural, digital, communication: ramp, lift, induction loop, sign language, interpreter.",
        prefetch="kooperacje",
    )
    legal_basis = fields.Char("Legal basis of its work", prefetch="kooperacje")
    secrecy_limits = fields.Text(
        "Limits on exchanging information", help="Secrecy that binds the institution: medical, of an attorney …",
        prefetch="kooperacje",
    )

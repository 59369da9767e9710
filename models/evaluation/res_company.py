from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_setting import PERIODS, office_setting


class ResCompany(models.Model):
    _inherit = "res.company"

    kooperacje_small_count = office_setting(
        fields.Integer, PERIODS, "Families from which on figures are told", default=5,
        help="A figure that counts fewer families does not leave the office; at least five.",
    )

    _small_count = models.Constraint(
        "CHECK(kooperacje_small_count BETWEEN 5 AND 50)",
        "Figures leave the office from 5 families on at least; the office may ask for up to 50.",
    )

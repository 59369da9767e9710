from odoo import fields, models


class SocialProjectIndicator(models.Model):
    """Indicator of product or result, where it is read and what it shall be (tool 20, point 11)."""

    _name = "kooperacje.social.project.indicator"
    _description = "Indicator of a social project"
    _inherit = ["kooperacje.social.project.part", "kooperacje.case.scoped"]
    _scope_xmlid = "kooperacje.data_scope_support"
    _course_fields = frozenset({"reached"})

    name = fields.Char("Indicator")
    kind = fields.Selection([("product", "Product"), ("result", "Result")], required=True, default="product")
    source = fields.Char("Read from", help="List of attendance, survey, register …")
    baseline = fields.Char("Now")
    target = fields.Char()
    reached = fields.Char(copy=False)

from odoo import fields, models
from odoo.fields import Domain
from odoo.orm.utils import COLLECTION_TYPES
from odoo.tools import SQL


class ReadableMany2many(fields.Many2many):
    """Core asks no rule on records that are named by their number: "who is linked to number 7" would be answered to
    whoever counts up. Here only records that the user may read link anybody.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if model.env.su or operator not in ("in", "not in") or not isinstance(value, COLLECTION_TYPES):
            return super().condition_to_sql(field_expr, operator, value, model, alias, query)

        def linked(operator, domain):
            return super(ReadableMany2many, self).condition_to_sql(field_expr, operator, domain, model, alias, query)

        one_of, none = ("any", "not any") if operator == "in" else ("not any", "any")
        conditions = [linked(one_of, Domain("id", "in", [id_ for id_ in value if id_]))]
        if False in value:
            conditions.append(linked(none, Domain.TRUE))
        return SQL("(%s)", SQL(" OR " if operator == "in" else " AND ").join(conditions))


class ResPartner(models.Model):
    """Whether somebody sits in a meeting of the Model is told to those who sit in it."""

    _inherit = "res.partner"

    meeting_ids = ReadableMany2many()

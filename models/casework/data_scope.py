from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedChar, WordedInteger

# “Previous support and plan of work”: what the office wrote down of the family, what was said at meetings.
SUPPORT = "kooperacje.data_scope_support"


class DataScope(models.Model):
    """Category of personal data that a consent may cover: identity and contact, family, health, education …"""

    _name = "kooperacje.data.scope"
    _description = "Scope of data"
    _inherit = ["kooperacje.words.mixin"]
    _order = "sequence, name"

    name = WordedChar(required=True)
    code = fields.Char(required=True)
    sequence = WordedInteger(default=10)
    is_special = fields.Boolean("Special category (art. 9 RODO)")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already a data scope with this code.")

    @api.model
    def _of(self, xmlid):
        """The scope with that XML id. For rules and reads, which ask many times: ``env.ref`` queries each time."""
        return self.browse(self.env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=True))

from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger


class Need(models.Model):
    """Taxonomy that cases and services share: reasons for help (art. 7 u.p.s.) and areas of social services (art. 2
    of the CUS act). A case has needs; a service answers them.

    An office may put narrower needs under one of the acts: what answers the narrower one answers the wider one too.
    """

    _name = "kooperacje.need"
    _description = "Need"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "kind, sequence, code"
    _parent_store = True
    _rec_names_search = ["name", "code"]
    _entry_keys = frozenset({"kind", "parent_id"})

    name = WordedChar(required=True)
    code = fields.Char(required=True, help="Point of the act, e.g. 7.13 or CUS.5; stable key of imports.")
    kind = fields.Selection(
        [("reason", "Reason for help (art. 7)"), ("area", "Area of social services (CUS)"), ("local", "Local")],
        required=True, default="local", index=True,
    )
    parent_id = fields.Many2one(
        "kooperacje.need", "Part of", index="btree_not_null", ondelete="restrict", check_company=True,
        help="Wider need of which this one is a part: a search for the wider one finds services for this one too.",
    )
    parent_path = fields.Char(index=True)
    sequence = WordedInteger(default=10)
    active = WordedBoolean(default=True)

    _code_office_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a need with this code.",
    )

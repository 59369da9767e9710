from odoo import fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today


class PersonMerged(models.Model):
    """A record that was merged into another: its number, so that the log of accesses, which bears numbers and is never
    rewritten, still says who has read the person. It holds no name.
    """

    _name = "kooperacje.person.merged"
    _description = "Merged record of a person"
    _inherit = ["kooperacje.person.data"]
    _order = "id desc"
    _rec_name = "former_number"
    _system_fields = frozenset({"former_number", "merged_on", "merged_by_id", "reason"})
    _neutral_fields = frozenset({"person_id", "former_number", "merged_on", "merged_by_id"})

    former_number = fields.Integer("Number before", required=True, readonly=True, index=True, aggregator=None)
    merged_on = fields.Date("On", required=True, readonly=True, default=lambda self: office_today())
    merged_by_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict",
                                   default=lambda self: self.env.user)
    reason = fields.Char(readonly=True)

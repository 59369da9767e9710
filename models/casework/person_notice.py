from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class PersonNotice(models.Model):
    """Whom the office has told that a person's data have changed, when and how (art. 19 RODO)."""

    _name = "kooperacje.person.notice"
    _description = "Notice of a change"
    _inherit = ["kooperacje.person.data"]
    _order = "told_on desc, id desc"
    _rec_name = "institution_id"
    _fixed_fields = frozenset({"change_id"})

    change_id = fields.Many2one("kooperacje.person.change", "Change", required=True, index=True, ondelete="cascade")
    person_id = fields.Many2one(related="change_id.person_id", store=True, index=True, required=False)
    institution_id = fields.Many2one(
        "res.partner", "Told to", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    told_on = fields.Date("On", required=True, default=lambda self: office_today())
    way = fields.Selection(
        [("letter", "Letter"), ("delivery", "Electronic delivery"), ("phone", "By phone"), ("spoken", "In person")],
        required=True, default="letter",
    )

    _once = models.Constraint(
        "UNIQUE(change_id, institution_id)", "This institution has been told of this change already.",
    )

    @api.constrains("told_on")
    def _check_told_on(self):
        if any(notice.told_on > office_today() for notice in self):
            raise ValidationError(self.env._("The day on which the institution was told lies in the future."))

import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_today

from .school_course import TOPICS


class LearningMaterial(models.Model):
    """Learning material on the Platform of the regional centre (e-Szkoła Kooperacji; RUR-33, 107).

    A page elsewhere or a file that lies here, with what one learns by it. Everyone who works in a partnership that the
    centre serves reads it.
    """

    _name = "kooperacje.learning.material"
    _description = "Learning material"
    _inherit = ["kooperacje.centre.mixin"]
    _order = "published_on desc, id desc"

    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [("guide", "Guide"), ("presentation", "Presentation"), ("film", "Film"), ("module", "E-learning module"),
         ("template", "Template or exercise"), ("article", "Article")],
        required=True, default="guide", index=True,
    )
    topic = fields.Selection(
        TOPICS, "Topic of the School", index=True, help="Empty: another topic than the eight of the School.",
    )
    audience = fields.Char("For whom", help="e.g. new members of task teams, moderators.")
    summary = fields.Text("What one learns by it")
    minutes = fields.Integer(help="How long it takes.", aggregator=None)
    file = fields.Binary(attachment=True, copy=False, help="PDF or picture. What is elsewhere is named by its page.")
    file_name = fields.Char("Name of the file", copy=False)
    course_id = fields.Many2one(
        "kooperacje.school.course", "Belongs to the offer", index="btree_not_null", ondelete="set null",
    )
    published_on = fields.Date("On the Platform since", required=True, default=lambda self: office_today(), index=True)
    active = fields.Boolean(default=True)

    _not_negative = models.Constraint("CHECK(minutes >= 0)", "Minutes are not negative.")

    @api.constrains("url", "file")
    def _check_there_is_something(self):
        for material in self.with_context(bin_size=False):
            if not (material.url or "").strip() and not material.file:
                raise ValidationError(self.env._(
                    "“%s” leads nowhere. Give the page on which it is, or attach the file.", material.name,
                ))
            content = material.file and base64.b64decode(material.file)
            if content and (
                len(content) > signed_copy.MAX_SIZE or signed_copy.kind_of(content) not in signed_copy.SCANS
            ):
                raise ValidationError(self.env._(
                    "Attach a PDF or a picture (PNG, JPEG, TIFF) of at most %(size)s MB. Name the page on which "
                    "anything else is.", size=signed_copy.MAX_SIZE // (1024 * 1024),
                ))

    def action_open_page(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

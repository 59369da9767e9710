from odoo import api, fields, models

CONTENTS = [
    ("family", "Data of a family: erased with it"),
    ("people", "People of institutions and leaders: erased in time"),
    ("network", "Work of institutions: names people in their office only"),
    ("words", "Words of a dictionary: names nobody"),
    ("figures", "Figures: names nobody"),
    ("program", "Kept by the program itself: names nobody"),
]


class FileKind(models.Model):
    """Kind of record or paper: the class of the register of files it bears, and whether it holds personal data.

    The one place that says how long anything is kept: screens, papers and jobs ask it. Every model of the program has a
    row; a test demands one of each model added later.
    """

    _name = "kooperacje.file.kind"
    _description = "Kind of record"
    _order = "content, model, id"

    model = fields.Char(required=True, readonly=True, export_string_translation=False)
    name = fields.Char("Kind of record", compute="_compute_name")
    content = fields.Selection(CONTENTS, "What it holds", required=True, readonly=True)
    class_id = fields.Many2one(
        "kooperacje.file.class", "Proposed class", required=True, index=True, ondelete="restrict",
        domain=[("company_id", "=", False)],
    )
    office_class_id = fields.Many2one(
        "kooperacje.file.class", "Class", compute="_compute_office_class_id", help="In the office you work in.",
    )
    category = fields.Char(compute="_compute_office_class_id")

    _model_uniq = models.Constraint("UNIQUE(model)", "This kind of record has a class already.")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_name(self):
        for kind in self:
            kind.name = self.env["ir.model"]._get(kind.model).name or kind.model

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = kind.name

    @api.depends("class_id")
    @api.depends_context("company")
    def _compute_office_class_id(self):
        common = self.class_id
        own_by_common = dict(zip(common, common._in_office(self.env.company), strict=True))
        for kind in self:
            kind.office_class_id = own_by_common.get(kind.class_id, kind.class_id)
            kind.category = kind.office_class_id.category

    @api.model
    def _class_of(self, model, company):
        """The class that records of ``model`` bear in the office ``company``; empty for a kind without a row."""
        # sudo: classes name nobody; they are asked for by jobs and papers of every reader.
        return self.sudo().search_fetch([("model", "=", model)], ["class_id"], limit=1).class_id._in_office(company)

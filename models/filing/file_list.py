from odoo import api, fields, models

from odoo.addons.kooperacje.kernels import file_reference
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import count_by


class FileList(models.Model):
    """List of cases of one class of the register of files and one year (spis spraw).

    The numbers of its cases run from 1 without gaps: whoever takes the next one writes ``last_number``, so two who do
    so at once take two (the later transaction is repeated), and one that is taken back gives its number back. A case
    that is struck out keeps its line.
    """

    _name = "kooperacje.file.list"
    _description = "List of cases"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed"]
    _order = "year desc, symbol, id"
    _rec_names_search = ["symbol", "name"]
    _system_fields = frozenset({"company_id", "year", "symbol", "name", "class_id", "last_number"})

    company_id = fields.Many2one("res.company", "Office", required=True, index=True, ondelete="restrict")
    year = fields.Integer(required=True)
    symbol = fields.Char("Class", required=True)
    name = fields.Char("Title", required=True)
    class_id = fields.Many2one(
        "kooperacje.file.class", "Class of the register of files", index="btree_not_null", ondelete="set null",
        domain="[('company_id', 'in', [company_id] + [False])]",
    )
    category = fields.Char(related="class_id.category")
    last_number = fields.Integer(
        readonly=True, help="The highest number in the list. The next case takes the one after it.",
    )
    entry_ids = fields.One2many("kooperacje.file.entry", "list_id", "Cases")
    entry_count = fields.Integer("Number of cases", compute="_compute_entry_count")

    _list_uniq = models.UniqueIndex(
        "(company_id, symbol, year)", "The office has a list of cases of this class and year already.",
    )

    @api.depends("symbol", "year", "name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.symbol} {one.name} ({one.year})"

    @api.depends("entry_ids")
    @api.depends_context("uid")
    def _compute_entry_count(self):
        counted = count_by(self.env["kooperacje.file.entry"], "list_id", self.ids)
        for one in self:
            one.entry_count = counted.get(one.id, 0)

    def _document_title(self):
        self.ensure_one()
        return self.env._("List of cases %(symbol)s / %(year)s", symbol=self.symbol, year=self.year)

    def _document_filename(self):
        self.ensure_one()
        return self._file_label(f"spis-spraw-{self.symbol}-{self.year}")

    @api.readonly
    def action_print(self):
        """The whole list on paper, for the head, who reads every line of it."""
        self.ensure_one()
        return self.env.ref("kooperacje.report_file_list").report_action(self)

    @api.readonly
    def action_workbook(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/file/list/{self.id}/workbook", "target": "download"}

    @api.model
    def _of(self, company, file_class, year):
        """The list of a class and year of an office, made when its first case is entered."""
        domain = [("company_id", "=", company.id), ("symbol", "=", file_class.symbol), ("year", "=", year)]
        found = self.search(domain, limit=1)
        if not found:
            # Two who enter the first case of the year must not make two lists.
            serialise_on(company)
            found = self.search(domain, limit=1) or self.create({
                "company_id": company.id, "symbol": file_class.symbol, "year": year, "class_id": file_class.id,
                "name": file_class.name,
            })
        return found

    def _draw(self, vals_list):
        """Enter new cases under the next numbers; their order is that of ``vals_list``.

        :return: entries
        """
        self.ensure_one()
        # Who draws at the same moment writes this row too.
        serialise_on(self)
        office, number = self.company_id, self.last_number
        for vals in vals_list:
            number += 1
            vals |= {"list_id": self.id, "number": number, "name": file_reference.written(
                office.kooperacje_reference_pattern, office.kooperacje_unit_symbol, self.symbol, number, self.year,
            )}
        self.last_number = number
        return self.env["kooperacje.file.entry"].create(vals_list)

    def _count_on(self):
        """Let the next number follow the highest there is: one typed by mistake and taken away is forgotten."""
        for one in self:
            serialise_on(one)
            one.last_number = max(one.entry_ids.mapped("number"), default=0)

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels import keeping
from odoo.addons.kooperacje.models.access.office_words import WordedBoolean, WordedChar, WordedInteger
from odoo.addons.kooperacje.models.access.windows import form


class FileClass(models.Model):
    """Class of the register of files (JRWA): symbol, title and category, which says how long its files are kept.

    Common entries are a proposal for a welfare centre. An office whose register has others adds its own and says which
    proposed class each of them replaces: from then on kinds of records of that class bear the office's own.
    """

    _name = "kooperacje.file.class"
    _description = "Class of the register of files"
    _inherit = ["kooperacje.own.entry.mixin"]
    _order = "sequence, symbol, id"
    _rec_names_search = ["symbol", "name"]

    name = WordedChar("Title", required=True)
    symbol = fields.Char(required=True, help="Symbol of the class in the register of files, e.g. 5021.")
    category = fields.Char(
        required=True, default="B10",
        help="A is kept for ever; B5, B10: so many full years after the year of closing; BE50: then the state archive "
             "decides; Bc: until it is of no more use.",
    )
    sequence = WordedInteger(default=10)
    active = WordedBoolean(default=True)
    keep_years = fields.Integer("Years of keeping", compute="_compute_period")
    is_for_ever = fields.Boolean("Kept for ever", compute="_compute_period")
    is_proposal = fields.Boolean(
        "Proposal", compute="_compute_is_proposal",
        help="Of the program. Compare it with the register of files of your office.",
    )
    replaces_id = fields.Many2one(
        "kooperacje.file.class", "Stands for", domain=[("company_id", "=", False)], index="btree_not_null",
        ondelete="cascade", help="Proposed class in whose place your office has this one.",
    )
    kind_ids = fields.One2many("kooperacje.file.kind", "class_id", "Kinds of records")

    _replaces_uniq = models.UniqueIndex(
        "(replaces_id, company_id) WHERE replaces_id IS NOT NULL",
        "Your office already has a class of its own in place of this one. Change that one.",
    )

    @api.depends("symbol", "name", "category")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.symbol or ''} {one.name or ''} ({one.category or ''})".strip()

    @api.depends("category")
    def _compute_period(self):
        for one in self:
            years = keeping.years_of(one.category) if keeping.is_category(one.category) else 0
            one.is_for_ever, one.keep_years = years is None, years or 0

    @api.depends("company_id")
    def _compute_is_proposal(self):
        for one in self:
            one.is_proposal = not one.company_id

    @api.constrains("category")
    def _check_category(self):
        for one in self:
            if not keeping.is_category(one.category):
                raise ValidationError(self.env._(
                    "“%(category)s” is no category of the register of files. Write A, Bc, or B or BE with the number "
                    "of years, e.g. B10 or BE50.", category=one.category,
                ))

    @api.constrains("replaces_id", "company_id")
    def _check_replaces(self):
        for one in self:
            if one.replaces_id and (not one.company_id or one.replaces_id.company_id):
                raise ValidationError(self.env._(
                    "A class of your own office stands in place of a proposed one. Choose a proposed class."))

    def action_make_own(self):
        """Open the office's own class in place of a proposed one, made from it where there is none yet.

        :raises UserError: this is an own class already
        """
        self.ensure_one()
        if self.company_id:
            raise UserError(self.env._("This class is your office's own already: change it here."))
        own = self.search([("replaces_id", "=", self.id), ("company_id", "=", self.env.company.id)], limit=1)
        return form(own or self.create({
            "company_id": self.env.company.id, "replaces_id": self.id, "symbol": self.symbol, "name": self.name,
            "category": self.category, "sequence": self.sequence,
        }), name=self.env._("Own class"))

    def _in_office(self, company):
        """The classes that the office ``company`` has in place of these, in their order; one query for all."""
        # sudo: the classes of an office, for whoever asks for a period; they name nobody.
        own = self.sudo().search([("replaces_id", "in", self.ids), ("company_id", "=", company.id)])
        by_common = {one.replaces_id.id: one.id for one in own}
        return self.browse(by_common.get(one.id, one.id) for one in self)

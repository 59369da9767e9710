from odoo import api, models, tools
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import blue_card

from .office_words import COMMON, KEY, Worded, WordsOf


class WordsMixin(models.AbstractModel):
    """Dictionary whose common entries are the program's, and whose words an office may have in its own (K3D-34, 40).

    ``name``, ``active`` and ``sequence`` of such a model are ``WordedChar``, ``WordedBoolean``, ``WordedInteger``. They
    show what the office of the reader calls, leaves out and orders; the columns stay common. So a stage, a need or a
    premise bears the office's word wherever its name is shown, searched or printed, and no query is added.

    Common entries are written by the program and by the administrator of the database (rights of each model).
    """

    _name = "kooperacje.words.mixin"
    _description = "Dictionary with words of an office"
    _inherit = ["kooperacje.edit.mixin"]

    @api.model
    @tools.ormcache()
    def _worded_names(self):
        """Names of the fields of which an office may have its own."""
        return frozenset(name for name, field in self._fields.items() if isinstance(field, Worded))

    @api.depends_context("company", KEY)
    def _compute_display_name(self):
        super()._compute_display_name()

    def _field_to_sql(self, alias, field_expr, query=None):
        """Join the words of the office once for a whole query: a board sorts thousands of cases by their stage."""
        field = self._fields.get(field_expr)
        if query is None or not isinstance(field, Worded):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(field, "read")
        return field.to_sql(self, alias, query)

    def _in_words_of(self, company):
        """The same entries as the office ``company`` calls them; with no company, in the common words."""
        return self.with_context(**{KEY: WordsOf(company.id or 0)})

    @api.model
    def _refuse_blue_card(self, texts):
        """:raises ValidationError: an entry of a dictionary names the procedure Niebieskie Karty: it would stand in
            papers and on screens that the family and the team read
        """
        for text in texts:
            if isinstance(text, str) and blue_card.names(text):
                raise ValidationError(self.env._(
                    "“%s” names the procedure Niebieskie Karty. What stands in a list is read by the family and the "
                    "whole team: call it otherwise.", text,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_blue_card(vals.get("name") for vals in vals_list)
        return super(WordsMixin, self.with_context(**{KEY: COMMON})).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._refuse_blue_card([vals.get("name")])
        written = self._worded_names() & vals.keys()
        if not written:
            return super().write(vals)
        # Nothing that an office calls its own may be taken for the common value, in the cache or by a comparison.
        self.invalidate_recordset(written)
        result = super(WordsMixin, self.with_context(**{KEY: COMMON})).write(vals)
        self.flush_recordset()
        self.invalidate_recordset(["display_name", *written])
        return result

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        # sudo: the words that offices have for an entry go with it, whoever takes it out of the dictionary.
        self.env["kooperacje.office.word"].sudo().search([
            ("dictionary", "=", self._name), ("entry_id", "in", ids),
        ]).unlink()
        return result

    @api.model
    def _used_by(self, company, domain=()):
        """The entries that the office ``company`` uses, in its order: common ones, and its own where there are any.

        To be asked wherever entries are put into a record of that office: the user may work in another one, or in
        several at a time, and a nightly job in none.
        """
        own = [("company_id", "in", (False, company.id))] if "company_id" in self._fields else []
        return self._in_words_of(company).search([*own, *domain]).with_env(self.env)

    def _check_left_out(self, company):
        """Refuse that the office ``company`` leaves out entries without which its work would stand still.

        :raises UserError: says what stands in the way
        """

from dataclasses import dataclass

from odoo import fields
from odoo.tools import SQL

# Key of the context that says in whose words entries are read, see ``WordsMixin._in_words_of``.
KEY = "kooperacje_words"


@dataclass(frozen=True)
class WordsOf:
    """An office in whose words a dictionary is read; 0 for the common words. No client can send this object."""

    company_id: int


COMMON = WordsOf(0)


def reading_office(env):
    """Id of the company in whose words ``env`` reads dictionaries, 0 for the common ones."""
    chosen = env.context.get(KEY)
    return chosen.company_id if isinstance(chosen, WordsOf) else env.company.id


class Worded(fields.Field):
    """Column of a dictionary that an office may have in a word of its own.

    The column holds the common value. What is read, searched, sorted and grouped by is the office's own row of
    ``kooperacje.office.word``, where there is one; it is joined in the same query. Who writes the column writes the
    common value: ``words_mixin.py`` writes with the common words in the context, so the value that waits in the cache
    to be written is the one found there.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, depends_context=("company", KEY), **kwargs)

    def _own(self, common, own):
        """The value shown, of the common one and the row ``own``."""
        raise NotImplementedError

    def to_sql(self, model, alias, query=None):
        """With ``query``, the row of the office is joined to it: once for all rows and all such fields."""
        common = super().to_sql(model, alias)
        company_id = reading_office(model.env)
        if not company_id:
            return common
        if query is None:
            own = SQL.identifier("own")
            return SQL(
                "COALESCE((SELECT %(value)s FROM kooperacje_office_word own WHERE %(condition)s), %(common)s)",
                value=self._own(common, own), condition=self._row(model, alias, own, company_id), common=common,
            )
        name = query.make_alias(alias, f"own_{company_id}")
        own = SQL.identifier(name)
        query.add_join("LEFT JOIN", name, "kooperacje_office_word", self._row(model, alias, own, company_id))
        return SQL("COALESCE(%s, %s)", self._own(common, own), common)

    @staticmethod
    def _row(model, alias, own, company_id):
        """The condition on which the row ``own`` is what that office says of the entry ``alias``."""
        return SQL(
            "%(own)s.dictionary = %(model)s AND %(own)s.entry_id = %(id)s AND %(own)s.company_id = %(company)s",
            own=own, model=model._name, id=SQL.identifier(alias, "id"), company=company_id,
        )

    def get_column_update(self, record):
        for (_company, words), cache in record.env.transaction.field_data[self].items():
            if words == COMMON and record.id in cache:
                return self.convert_to_column_insert(cache[record.id], record, validate=False)
        raise AssertionError(f"No common value of {self} in the cache for id={record.id}")


class WordedChar(Worded, fields.Char):
    """A name: the office's own one, unless it is empty."""

    def _own(self, common, own):
        return SQL("NULLIF(%s.name, '')", own)


class WordedBoolean(Worded, fields.Boolean):
    """Whether an entry is used: an office may leave out what is in use, not use what the program no longer has."""

    def _own(self, common, own):
        return SQL("%s.is_used AND %s", own, common)


class WordedInteger(Worded, fields.Integer):
    """Place in the order: once an office has put the entries into an order of its own, that one."""

    def _own(self, common, own):
        return SQL("CASE WHEN %(own)s.is_ordered THEN %(own)s.sequence END", own=own)

from odoo import api, models
from odoo.fields import Domain

from .case_data import shown_by_groups


class NotedMixin(models.AbstractModel):
    """A model of core that hangs on documents of any kind: whoever is shown what it says of a case has read of the
    case, and that stands in the log of accesses. Of no case it costs no query.

    A model that takes this in says which cases its records tell of (``_note_cases``, ``_of_cases_domain``).
    """

    _name = "kooperacje.noted.mixin"
    _description = "What is shown of it is noted with its case"

    # Fields that tell what somebody wrote of the family: a read of them is a read of the case.
    _content_names = frozenset()

    def _note_cases(self, channel):
        """Note the cases of the records in the log of accesses."""
        raise NotImplementedError

    @api.model
    def _of_cases_domain(self):
        """Domain of the records that tell of a case."""
        raise NotImplementedError

    def _note_documents(self, names, channel="read"):
        """Note the cases of the records, if ``names`` show something of them."""
        if not self.env.su and not self._content_names.isdisjoint(names):
            self._note_cases(channel)

    def _read_format(self, fnames, load="_classic_read"):
        """What the web client shows passes here too: core's ``_to_store`` reads columns by it."""
        self._note_documents(fnames)
        return super()._read_format(fnames, load=load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._note_documents({path[0] for path in fields if path}, "export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        self.browse(id_ for id_, _name in found)._note_documents(["display_name"])
        return found

    @api.model
    def _note_groups(self, domain, grouping_sets, aggregates):
        """A group by what was written, or an array of it, shows it as a list does."""
        names = shown_by_groups(grouping_sets, aggregates)
        if not self.env.su and not self._content_names.isdisjoint(names):
            of_cases = self.with_context(active_test=False).search(Domain(domain) & self._of_cases_domain())
            of_cases._note_documents(names)

    def _note_end_of_path(self, name):
        """Groups of another model show the field ``name`` of these records."""
        self._note_documents([name])

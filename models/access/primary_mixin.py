from odoo import api, models


def on_primary(method):
    """The opposite of ``api.readonly``, which overrides inherit otherwise: no replica answers ``method``."""
    method._readonly = False
    return method


class PrimaryMixin(models.AbstractModel):
    """Records that are read from the primary alone, where ``db_replica_host`` lets a replica answer what only reads.

    For case data: showing it writes to the log of reads, which on a replica fails and makes Odoo repeat the request,
    and a replica that lags would still show to a guest what a withdrawal of consent has closed. And for what is made
    by one request to be shown by the next. Odoo asks the method of the class (``/web/dataset/call_kw``, ``/json/2``),
    so each way of reading is named here, and a test looks for ways that are not.
    """

    _name = "kooperacje.primary.mixin"
    _description = "Read from the primary database"

    @on_primary
    def read(self, fields=None, load="_classic_read"):
        return super().read(fields, load)

    @on_primary
    def web_read(self, specification):
        return super().web_read(specification)

    @api.model
    @on_primary
    def search(self, domain, offset=0, limit=None, order=None):
        return super().search(domain, offset, limit, order)

    @api.model
    @on_primary
    def search_count(self, domain, limit=None):
        return super().search_count(domain, limit)

    @api.model
    @on_primary
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        return super().search_read(domain, fields, offset, limit, order, **read_kwargs)

    @api.model
    @on_primary
    def web_search_read(self, domain, specification, offset=0, limit=None, order=None, count_limit=None):
        return super().web_search_read(domain, specification, offset, limit, order, count_limit)

    @api.model
    @on_primary
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        return super().name_search(name, domain, operator, limit)

    @api.model
    @on_primary
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        return super().web_name_search(name, specification, domain, operator, limit)

    @api.model
    @on_primary
    def read_group(self, domain, fields, groupby, offset=0, limit=None, orderby=False, lazy=True):
        return super().read_group(domain, fields, groupby, offset, limit, orderby, lazy)

    @api.model
    @on_primary
    def web_read_group(self, domain, groupby, aggregates=(), limit=None, offset=0, order=None, **options):
        return super().web_read_group(domain, groupby, aggregates, limit, offset, order, **options)

    @api.model
    @on_primary
    def formatted_read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        return super().formatted_read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    @on_primary
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), *, order=None):
        return super().formatted_read_grouping_sets(domain, grouping_sets, aggregates, order=order)

    @api.model
    @on_primary
    def read_progress_bar(self, domain, group_by, progress_bar):
        return super().read_progress_bar(domain, group_by, progress_bar)

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from .concrete import concrete_models


class CaseKey(models.AbstractModel):
    """Who may read a record that bears the key of its case, by what of the case is shared with the institution.

    A consent to share data names institution and scopes of data (docs/law.md §4). The scopes stand in the row of
    the access relation, dates and all: a narrower consent closes by the same statement that derives the access, and
    one that ends at midnight needs no job. In a search the answer costs look-ups in that one relation, each asked
    once however many records there are; for records read, one query for all of them together.
    """

    _name = "kooperacje.case.key"
    _description = "Bears the key of a case"

    # Scope of every record, if the model has no ``scope_id`` of its own.
    _scope_xmlid = None

    user_can_read = fields.Boolean(
        "May be read", compute="_compute_user_can_read", search="_search_user_can_read", compute_sudo=True,
        export_string_translation=False,
    )

    @api.model
    @tools.ormcache()
    def _keyed_models(self):
        return concrete_models(self.env, "kooperacje.case.key")

    def _scope_ids(self):
        """Number of the scope of each record in order, false where the record is as open as its case."""
        if self._scope_xmlid:
            return [self.env["kooperacje.data.scope"]._of(self._scope_xmlid).id] * len(self)
        if "scope_id" in self._fields:
            return [record.scope_id.id for record in self]
        return [False] * len(self)

    @api.depends(lambda self: ["case_id", "scope_id"] if "scope_id" in self._fields else ["case_id"])
    @api.depends_context("uid")
    def _compute_user_can_read(self):
        """As on the case: under sudo too the answer is that of the user, and what is not saved yet is open."""
        Access = self.env["kooperacje.access"]
        case_ids = [record._origin.case_id.id for record in self]
        open_scopes = Access._open_scopes(set(case_ids) - {False}) if Access._may_be_open() else {}
        # Straight into the cache, see the case.
        self._fields["user_can_read"]._insert_cache(self, [
            not case_id or (
                case_id in open_scopes
                and (not scope_id or open_scopes[case_id] is None or scope_id in open_scopes[case_id])
            )
            for case_id, scope_id in zip(case_ids, self._scope_ids(), strict=True)
        ])

    @api.model
    def _search_user_can_read(self, operator, value):
        if operator != "in":
            return NotImplemented
        Access = self.env["kooperacje.access"]
        if not Access._may_be_open():
            return Domain.FALSE
        if self._scope_xmlid:
            scope = self.env["kooperacje.data.scope"]._of(self._scope_xmlid)
            return Domain("case_id", "any", SQL("(%s)", Access._open_cases_sql(scope=scope)))
        domain = Domain("case_id.user_can_read", "=", True)
        if "scope_id" not in self._fields:
            return domain
        covered = Domain.custom(to_sql=lambda model, alias, query: SQL(
            "(%(case)s IN (%(whole)s) OR (%(case)s, %(scope)s) IN (%(pairs)s))",
            case=SQL.identifier(alias, "case_id"), scope=SQL.identifier(alias, "scope_id"),
            whole=Access._open_cases_sql(whole=True), pairs=Access._open_pairs_sql(),
        ))
        return domain & (Domain("scope_id", "=", False) | covered)

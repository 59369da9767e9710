from odoo import api, fields, models
from odoo.tools import SQL


class CaseRoot(models.AbstractModel):
    """The case itself, whose key all data of the case bears.

    Who may read and write it, and who reads it as staff of its office: booleans that every rule on case data asks
    (architecture, decision 4). In a search they are one sub-select on the access relation. Odoo also evaluates rules in
    Python on the records it has read; there they cost one query for all of them together, whereas a domain on the rows
    of the relation would load every row of every case.
    """

    _name = "kooperacje.case.root"
    _description = "Case that bears its own key"
    _inherit = ["kooperacje.case.scoped"]

    user_can_read = fields.Boolean(compute="_compute_user_can", search="_search_user_can_read", compute_sudo=True)
    user_can_write = fields.Boolean(compute="_compute_user_can", search="_search_user_can_write", compute_sudo=True)
    # What the office keeps to itself: consents with their signers, PESEL.
    user_is_staff = fields.Boolean(compute="_compute_user_can", search="_search_user_is_staff", compute_sudo=True)
    # The day, and what of the case the user reads on it: ``None`` for all, ``False`` where it is closed, else a set of
    # numbers of scopes.
    user_scopes = fields.Json(
        compute="_compute_user_can", compute_sudo=True, groups=fields.NO_ACCESS, export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_user_can(self):
        """Under sudo as well the answer is that of the user, for rules are evaluated as ``sudo()`` with the uid kept.

        A case not saved yet is open to the one who types it. Whoever asks first asks for all that follows: the case,
        its lines, their texts and their files need one query in a transaction, until something changes the access.
        """
        write_by_case, staff_by_case, scopes_by_case = {}, {}, {}
        for case_id, can_write, is_staff, scopes in self.env["kooperacje.access"]._open_rows(self._origin.ids):
            write_by_case[case_id] = can_write or write_by_case.get(case_id, False)
            staff_by_case[case_id] = is_staff or staff_by_case.get(case_id, False)
            if scopes is None or scopes_by_case.get(case_id, ()) is None:
                scopes_by_case[case_id] = None
            else:
                scopes_by_case[case_id] = scopes_by_case.get(case_id, frozenset()) | set(scopes)
        origins = [case._origin.id for case in self]
        # Straight into the cache: rules ask this of every record of a page, and assigning costs more than the query.
        self._fields["user_can_read"]._insert_cache(self, [not id_ or id_ in write_by_case for id_ in origins])
        self._fields["user_can_write"]._insert_cache(
            self, [not id_ or write_by_case.get(id_, False) for id_ in origins],
        )
        self._fields["user_is_staff"]._insert_cache(
            self, [not id_ or staff_by_case.get(id_, False) for id_ in origins],
        )
        today = self.env["kooperacje.access"]._today()
        self._fields["user_scopes"]._insert_cache(
            self, [(today, scopes_by_case.get(id_, False) if id_ else None) for id_ in origins],
        )

    def _open_scopes(self):
        """Scopes open today to the user of the environment, as ``{case id: set of scope ids, None for all}``.

        A case that is not open is missing. One query for any number of cases, none for those asked before on the same
        day.
        """
        # sudo: the answer is that of the user, as above.
        cases, field = self.sudo(), self._fields["user_scopes"]
        cache, today = field._get_cache(cases.env), self.env["kooperacje.access"]._today()
        # Midnight may pass within a transaction.
        old = cases.browse(id_ for id_ in cases._ids if id_ in cache and cache[id_][0] != today)
        if old:
            old.invalidate_recordset(["user_can_read", "user_can_write", "user_is_staff", "user_scopes"], flush=False)
        unknown = cases.browse(field._cache_missing_ids(cases))
        if unknown:
            unknown._compute_user_can()
        cache = field._get_cache(cases.env)
        return {id_: cache[id_][1] for id_ in self._ids if cache[id_][1] is not False}

    def _pairs_readable(self, users):
        """Pairs of case id and user id: which of ``users`` may read which case today. One query for all."""
        return self.env["kooperacje.access"]._open_pairs(self.ids, users.ids)

    def _search_user_can_read(self, operator, value):
        return self._search_user_can(operator, write=False)

    def _search_user_can_write(self, operator, value):
        return self._search_user_can(operator, write=True)

    def _search_user_is_staff(self, operator, value):
        return self._search_user_can(operator, staff=True)

    def _search_user_can(self, operator, **kind):
        if operator != "in":
            return NotImplemented
        return [("id", "in", SQL("(%s)", self.env["kooperacje.access"]._open_cases_sql(**kind)))]

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

    @api.depends_context("uid")
    def _compute_user_can(self):
        """Under sudo as well the answer is that of the user, for rules are evaluated as ``sudo()`` with the uid kept.

        A case not saved yet is open to the one who types it.
        """
        ids = [id_ for id_ in self._origin.ids if id_]
        write_by_case, staff_by_case = {}, {}
        if ids:
            Access = self.env["kooperacje.access"]
            for case_id, can_write, is_staff in self.env.execute_query(SQL(
                "SELECT case_id, bool_or(can_write), bool_or(%s) FROM kooperacje_access "
                "WHERE user_id = %s AND valid_from <= %s AND valid_until >= %s AND case_id = ANY(%s) GROUP BY case_id",
                Access._is_staff_sql(), self.env.uid, Access._today(), Access._today(), ids,
            )):
                write_by_case[case_id], staff_by_case[case_id] = can_write, is_staff
        origins = [case._origin.id for case in self]
        # Straight into the cache: rules ask this of every record of a page, and assigning costs more than the query.
        self._fields["user_can_read"]._insert_cache(self, [not id_ or id_ in write_by_case for id_ in origins])
        self._fields["user_can_write"]._insert_cache(
            self, [not id_ or write_by_case.get(id_, False) for id_ in origins],
        )
        self._fields["user_is_staff"]._insert_cache(
            self, [not id_ or staff_by_case.get(id_, False) for id_ in origins],
        )

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

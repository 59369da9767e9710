from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog


class Case(models.Model):
    """Cases that nobody runs: the role of their case manager has ended, or the account is closed.

    They stay in the office's lists under the name of who has left, and stand first on the head's, until the head gives
    them to somebody (``kooperacje.case.give``).
    """

    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({"is_without_worker"})

    is_without_worker = fields.Boolean(
        "Nobody runs it", compute="_compute_is_without_worker", search="_search_is_without_worker",
        help="Who ran the case is no social worker of the office any more.",
    )

    @api.model
    def _without_worker_sql(self, alias):
        """Condition on a row of cases: no social worker of the office runs it today, and it has not ended.

        Without its papers a role opens no case, yet its holder has not left.
        """
        today = office_today()
        return SQL(
            """(%(alias)s.phase != 'closed' AND NOT EXISTS (
                   SELECT FROM kooperacje_role_assignment held
                     JOIN res_users holder ON holder.id = held.user_id AND holder.active
                    WHERE held.user_id = %(alias)s.user_id AND held.company_id = %(alias)s.company_id
                      AND held.role = 'social_worker' AND held.date_from <= %(today)s AND held.valid_until >= %(today)s
            ))""",
            alias=SQL.identifier(alias), today=today,
        )

    def _flush_workers(self):
        self.flush_model(["user_id", "company_id", "phase"])
        self.env["kooperacje.role.assignment"].flush_model(
            ["user_id", "company_id", "role", "date_from", "valid_until"],
        )
        self.env["res.users"].flush_model(["active"])

    @api.depends("user_id.active", "user_id.role_assignment_ids.valid_until", "company_id", "phase")
    def _compute_is_without_worker(self):
        """By today's roles, whenever it is read: one query for all."""
        found = set()
        if self.ids:
            self._flush_workers()
            found = {id_ for [id_] in self.env.execute_query(SQL(
                "SELECT c.id FROM kooperacje_case c WHERE c.id IN %s AND %s", tuple(self.ids),
                self._without_worker_sql("c"),
            ))}
        for case in self:
            case.is_without_worker = case._origin.id in found

    def _search_is_without_worker(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._flush_workers()
        return fields.Domain("id", "in", SQL(
            "(SELECT c.id FROM kooperacje_case c WHERE %s)", self._without_worker_sql("c"),
        ))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The list of the head begins with them."""
        if field_name == "is_without_worker":
            self._flush_workers()
            return SQL("%s %s %s", self._without_worker_sql(alias), direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # ------------------------------------------------------------
    # Giving cases
    # ------------------------------------------------------------

    def _check_may_give(self):
        """:raises AccessError: the user is not the head of the office of each of the cases"""
        self.check_access("write")
        for office in self.company_id:
            if not self.env.user._has_role("manager", office):
                raise AccessError(self.env._(
                    "Only the manager gives cases to another worker. Ask the manager of %(office)s, or offer a case to "
                    "a colleague by “Hand over”.", office=office.name,
                ))

    def action_give_to(self):
        """The head gives the cases to another worker, many at once."""
        self._check_may_give()
        return dialog(
            self.env._("Give to another worker"), "kooperacje.case.give",
            context={"default_case_ids": self.ids, "dialog_size": "medium"},
        )

    def _follow_case_manager(self, before):
        result = super()._follow_case_manager(before)
        former = self.env["res.users"].browse(user.id for user in before.values())
        self.env["kooperacje.role.assignment"]._tell_of_cases_left(former, self.company_id)
        return result

    @api.depends("is_without_worker")
    def _compute_due_items(self):
        return super()._compute_due_items()

    @api.model
    def _due_actions(self):
        return {**super()._due_actions(), "without_worker": "action_give_to"}

    def _due_items(self):
        items = super()._due_items()
        if self.is_without_worker:
            first = self._due("without_worker", self.env._("Nobody runs this case: say to whom it goes"),
                              button=self.env._("Give to another worker"), order=0)
            items.append({**first, "late": True})
        return items

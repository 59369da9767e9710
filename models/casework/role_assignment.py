from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.role_assignment import FAR_FUTURE


class RoleAssignment(models.Model):
    """A role of social worker that ends over running cases asks to whom they go.

    The heads of the office are told when the end is known, with the number of the cases; until then the cases stand
    first on their list (``is_without_worker``).
    """

    _inherit = "kooperacje.role.assignment"

    def _follow_end(self):
        super()._follow_end()
        workers = self.filtered(lambda role: role.role == "social_worker")
        self._tell_of_cases_left(workers.user_id, workers.company_id)

    @api.model
    def _duties_left(self, users, companies):
        """Without what goes along with the cases that the person runs."""
        left = {}
        for (user, company), duties in super()._duties_left(users, companies).items():
            own = [
                (field, records.filtered(lambda one, user=user: one.case_id.user_id != user)
                 if "case_id" in records._fields else records) for field, records in duties
            ]
            if own := [(field, records) for field, records in own if records]:
                left[user, company] = own
        return left

    def action_end(self):
        """Take the role back, and say how many cases wait for another worker now."""
        result = super().action_end()
        workers = self.filtered(lambda role: role.role == "social_worker")
        left = sum(count for count, _day in self._cases_left(workers.user_id, workers.company_id).values())
        if not left:
            return result
        return {
            "type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "warning", "sticky": True, "message": self.env._(
                    "The role has ended. Cases that nobody runs now: %s. The manager has been told and gives them to "
                    "other workers; until then they stand first on the list of cases.", left,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _running_cases(self):
        """Cases that the person runs in the office of the role; for its head."""
        self._check_may_give_duties()
        return self.env["kooperacje.case"].search([
            ("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id), ("phase", "!=", "closed"),
        ])

    def _give_duties(self, user, reason, what=("duties", "cases")):
        """The cases first: they take along what belongs to them."""
        kept, cases = [], self._running_cases() if "cases" in what else self.env["kooperacje.case"]
        if cases:
            try:
                with self.env.cr.savepoint():
                    self.env["kooperacje.handover"]._give(cases, user, office_today(), reason)
            except UserError as refused:
                kept = [(cases._fields["user_id"], cases, str(refused))]
        kept += super()._give_duties(user, reason, what)
        self._tell_of_cases_left(self.user_id | user, self.company_id)
        return kept

    @api.model
    def _cases_left(self, users, companies):
        """``{(user, company): (number of cases, last day of the role)}`` of those who run cases and whose role of
        social worker has ended or will end.
        """
        # sudo: a number for who ends a role; the administrator of access reads no case.
        counts = self.env["kooperacje.case"].sudo()._read_group([
            ("user_id", "in", users.ids), ("company_id", "in", companies.ids), ("phase", "!=", "closed"),
        ], ["user_id", "company_id"], ["__count"])
        # sudo: see above.
        roles = self.sudo().search([
            ("user_id", "in", users.ids), ("company_id", "in", companies.ids), ("role", "=", "social_worker"),
        ])
        left = {}
        for user, company, count in counts:
            days = roles.filtered(
                lambda role, user=user, company=company: role.user_id == user and role.company_id == company
            ).mapped("valid_until")
            last_day = max(days, default=office_today())
            if last_day < FAR_FUTURE or not user.active:
                left[user, company] = (count, min(last_day, office_today()) if not user.active else last_day)
        return left

    @api.model
    def _tell_of_cases_left(self, users, companies):
        """The heads are told of the cases of who leaves; see ``_keep_told``."""
        if not users or not companies:
            return

        def told(user, count, last_day):
            def text(env):
                return env._("Cases of %s need another worker", user.name), plaintext2html(env._(
                    "The role of social worker ends on %(date)s. Cases: %(count)s. Open the list of cases, choose "
                    "them and press “Give to another worker”.", date=format_date(env, last_day), count=count,
                ))
            return text
        self._keep_told("activity_cases_left", users, companies, {
            (user, company): (last_day, told(user, count, last_day))
            for (user, company), (count, last_day) in self._cases_left(users, companies).items()
        })

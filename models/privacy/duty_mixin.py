from odoo import api, models

TODO = "mail.mail_activity_data_todo"


class DutyMixin(models.AbstractModel):
    """A matter of the office with a deadline: a task of who sees to it and of its data-protection officers.

    ``_duty_day`` says when the task falls due, ``_duty_summary`` what it is called; the number alone, for tasks are
    listed. ``_duty_open`` finds what is still open.
    """

    _name = "kooperacje.duty.mixin"
    _description = "Matter with a deadline"

    # Roles at the office that may see to the matter.
    _duty_roles = ("manager", "dpo")

    @api.model
    def _duty_open(self):
        """Domain of the matters that are still open."""
        raise NotImplementedError

    def _duty_day(self):
        raise NotImplementedError

    def _duty_summary(self):
        raise NotImplementedError

    def _remind(self):
        """Give each open matter its tasks, and take them from who may no longer open it. What people plan by hand
        stays as they planned it.

        Queries do not grow with the number of matters, but for the tasks that are made.
        """
        # sudo: roles of others, and tasks of colleagues, follow from the register; they hold the number alone.
        matters = self.sudo().filtered_domain(self._duty_open())
        roles = self.env["kooperacje.role.assignment"].sudo().search([
            ("company_id", "in", matters.company_id.ids), ("role", "in", self._duty_roles), ("is_current", "=", True),
        ])
        tasks = self.env["mail.activity"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", matters.ids), ("automated", "=", True),
        ])
        for matter in matters:
            there = roles.filtered(lambda role, one=matter: role.company_id == one.company_id)
            users = there.filtered(lambda role: role.role == "dpo").user_id
            # Who saw to it and has left is followed by the head.
            users |= matter.user_id & there.user_id or there.filtered(lambda role: role.role == "manager").user_id
            own = tasks.filtered(lambda task, one=matter: task.res_id == one.id)
            strange = own.filtered(lambda task, users=users: task.user_id not in users)
            own -= strange
            strange.unlink()
            deadline = matter._duty_day()
            own.filtered(lambda task, day=deadline: task.date_deadline != day).write({"date_deadline": deadline})
            for user in users - own.user_id:
                told = matter._in_language_of(user)
                told.activity_schedule(TODO, deadline, user_id=user.id, summary=told._duty_summary())

    def _end_tasks(self):
        # sudo: tasks of colleagues end with the matter.
        self.sudo().activity_unlink([TODO])

    @api.model
    def _cron_remind(self):
        """Nightly: officers and workers come and go."""
        self.env["kooperacje.job"]._run(
            f"{self._name}._cron_remind", lambda: self.search(self._duty_open()), lambda matters: matters._remind(),
        )

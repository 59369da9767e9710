from odoo import api, models
from odoo.tools import format_date, plaintext2html

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.role_assignment import FAR_FUTURE


class RoleAssignment(models.Model):
    """A role of social worker that ends over running cases asks to whom they go.

    The heads of the office are told when the end is known, with the number of the cases; until then the cases stand
    first on their list (``is_without_worker``).
    """

    _inherit = "kooperacje.role.assignment"

    @api.model_create_multi
    def create(self, vals_list):
        """Who comes back, or stays longer, by a new role is no longer asked about."""
        roles = super().create(vals_list)
        workers = roles.filtered(lambda role: role.role == "social_worker")
        self._tell_of_cases_left(workers.user_id, workers.company_id)
        return roles

    def write(self, vals):
        result = super().write(vals)
        if {"date_to", "revoked_on"} & vals.keys():
            workers = self.filtered(lambda role: role.role == "social_worker")
            self._tell_of_cases_left(workers.user_id, workers.company_id)
        return result

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
        """Keep one activity of each head for each worker who leaves cases, in the head's language, up to date."""
        if not users or not companies:
            return
        left = self._cases_left(users, companies)
        kind = self.env.ref("kooperacje.activity_cases_left")
        # sudo: the heads of the office, their partnership and their activities, whoever ends the role.
        heads = self.sudo().search([
            ("company_id", "in", companies.ids), ("role", "=", "manager"), ("is_current", "=", True),
            ("user_id.active", "=", True),
        ])
        partnerships = self.env["kooperacje.partnership"].sudo().search([("company_id", "in", companies.ids)])
        told = self.env["mail.activity"].sudo().search([
            ("activity_type_id", "=", kind.id), ("user_id", "in", heads.user_id.ids),
        ])
        for company in companies:
            place = partnerships.filtered(lambda one, company=company: one.company_id == company)[:1]
            for head in heads.filtered(lambda one, company=company: one.company_id == company).user_id if place else ():
                for user in users:
                    place_told = place._in_language_of(head)
                    summary = place_told.env._("Cases of %s need another worker", user.name)
                    mine = told.filtered(lambda one, head=head, summary=summary, place=place: (
                        one.user_id == head and one.summary == summary and one.res_id == place.id
                    ))
                    if (user, company) not in left:
                        told -= mine
                        mine.unlink()
                        continue
                    count, last_day = left[user, company]
                    values = {"date_deadline": last_day, "note": plaintext2html(place_told.env._(
                        "The role of social worker ends on %(date)s. Cases: %(count)s. Open the list of cases, choose "
                        "them and press “Give to another worker”.",
                        date=format_date(place_told.env, last_day), count=count,
                    ))}
                    if mine:
                        mine.write(values)
                    else:
                        place_told.activity_schedule(
                            "kooperacje.activity_cases_left", user_id=head.id, summary=summary, **values,
                        )

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today

# Cases in which social work goes on; after-care only asks how the family is doing.
WORKING_PHASES = ("recognition", "qualification", "consent", "team", "plan", "realisation", "suspended")


class Workload(models.Model):
    """Families per social worker against the norm of art. 110 ust. 11 u.p.s. (50), live.

    One row for each social worker of an office today, and first one for each who has left families behind
    (``is_without_worker``), so that the rows together count every family. It names none; the limit is the office's
    setting, and going over it warns, it does not forbid: who is in need is not sent away.
    """

    _name = "kooperacje.workload"
    _description = "Workload of a social worker"
    _auto = False
    _order = "is_without_worker desc, case_count desc, user_id"
    _rec_name = "user_id"
    _depends = {
        "kooperacje.case": ["user_id", "company_id", "phase"],
        "kooperacje.role.assignment": ["user_id", "company_id", "role", "date_from", "valid_until"],
        "res.company": ["kooperacje_workload_limit"],
        "res.users": ["active"],
    }

    user_id = fields.Many2one("res.users", "Social worker", readonly=True)
    company_id = fields.Many2one("res.company", "Office", readonly=True)
    case_count = fields.Integer("Families", readonly=True)
    case_limit = fields.Integer("Norm", readonly=True, aggregator=None)
    load_percent = fields.Float("Load (%)", readonly=True, aggregator="avg")
    is_over = fields.Boolean("Over the norm", readonly=True)
    is_without_worker = fields.Boolean(
        "Without worker", readonly=True, help="Families of somebody who is no social worker of the office any more.",
    )

    @property
    def _table_query(self):
        """The count is a sub-select of each row: only rows that the rules let through are counted."""
        today = office_today()
        return SQL(
            """
            SELECT held.id, held.user_id, held.company_id, counted.families AS case_count,
                   office.kooperacje_workload_limit AS case_limit,
                   CASE WHEN works.today THEN 100.0 * counted.families / office.kooperacje_workload_limit ELSE 0
                    END AS load_percent,
                   works.today AND counted.families > office.kooperacje_workload_limit AS is_over,
                   NOT works.today AS is_without_worker
              FROM kooperacje_role_assignment held
              JOIN res_users holder ON holder.id = held.user_id
              JOIN res_company office ON office.id = held.company_id
              JOIN LATERAL (
                       SELECT held.role = 'social_worker' AND held.date_from <= %(today)s
                              AND held.valid_until >= %(today)s AND holder.active AS today
                   ) works ON TRUE
              JOIN LATERAL (
                       SELECT COUNT(*)::int AS families
                         FROM kooperacje_case c
                        WHERE c.user_id = held.user_id AND c.company_id = held.company_id AND c.phase IN %(phases)s
                   ) counted ON TRUE
             WHERE works.today
                OR counted.families > 0
               AND NOT EXISTS (
                       SELECT FROM kooperacje_role_assignment other
                        WHERE other.user_id = held.user_id AND other.company_id = held.company_id AND (
                              other.id < held.id
                              OR holder.active AND other.role = 'social_worker' AND other.date_from <= %(today)s
                                 AND other.valid_until >= %(today)s))
            """,
            phases=WORKING_PHASES, today=today,
        )

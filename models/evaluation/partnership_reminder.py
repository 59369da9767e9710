from datetime import date

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today

from .periodic_report import YEARLY

# First day of reminding, and the day by which OZPS is presented to the council (art. 16a u.p.s.). The law gives the
# report of the centre (art. 110 ust. 9) no day; it goes to the same session as a rule.
FIRST, LAST = (3, 1), (4, 30)


class Partnership(models.Model):
    """The manager is reminded of the yearly reports in time, once a year (art. 16a, 110 ust. 9 u.p.s.)."""

    _inherit = "kooperacje.partnership"
    _system_fields = frozenset({"reports_reminded_year"})

    reports_reminded_year = fields.Integer(
        "Reminded of the reports of", readonly=True, copy=False, help="Ticked off or cancelled, it does not come back.",
    )

    @api.model
    def _cron_remind_reports(self):
        """An activity for the manager of every report of last year that is not issued, from 1 March to 30 April.

        One query each finds those to remind, their reports and their managers, however many there are.
        """
        today = office_today()
        year, due = today.year - 1, date(today.year, *LAST)
        if not date(today.year, *FIRST) <= today <= due:
            return
        partnerships = self.search([
            ("state", "in", ("initiation", "active")), ("variant", "!=", "voivodeship"),
            ("reports_reminded_year", "<", year), ("date_established", "<=", date(year, 12, 31)),
        ])
        issued = {(partnership, kind) for partnership, kind in self.env["kooperacje.periodic.report"]._read_group([
            ("partnership_id", "in", partnerships.ids), ("kind", "in", YEARLY), ("date_to", "=", date(year, 12, 31)),
            ("document_state", "in", ("issued", "signed")),
        ], ["partnership_id", "kind"])}
        managers = dict(self.env["kooperacje.role.assignment"]._read_group([
            ("company_id", "in", partnerships.company_id.ids), ("role", "=", "manager"), ("is_current", "=", True),
            ("user_id.active", "=", True),
        ], ["company_id"], ["user_id:recordset"]))
        reached = partnerships.filtered(lambda one: one.company_id in managers)
        model_id = self.env["ir.model"]._get_id(self._name)
        # Shown among the activities of the manager; no mails by the hundred.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([{
            "res_model_id": model_id, "res_id": partnership.id, "user_id": user.id, "date_deadline": due,
            "activity_type_id": self.env.ref(f"kooperacje.activity_report_{kind}").id,
        } for partnership in reached for kind in YEARLY if (partnership, kind) not in issued
            for user in managers[partnership.company_id]])
        reached._unguarded().reports_reminded_year = year

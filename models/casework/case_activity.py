from odoo import api, fields, models

from .workload import WORKING_PHASES


class Case(models.Model):
    """Activity card of the case (tool 15) and the load of its case manager (art. 110 ust. 11 u.p.s.)."""

    _inherit = "kooperacje.case"

    activity_log_ids = fields.One2many("kooperacje.activity.log", "case_id", "Activity card")
    logged_hours = fields.Float("Hours of work", compute="_compute_logged_hours")
    manager_case_count = fields.Integer("Families of the case manager", compute="_compute_manager_load")
    manager_case_limit = fields.Integer("Norm of families", compute="_compute_manager_load")
    manager_is_over = fields.Boolean("Over the norm", compute="_compute_manager_load")

    @api.depends("activity_log_ids.duration")
    @api.depends_context("uid")
    def _compute_logged_hours(self):
        """Of the lines that the user may read: a member from another institution sees the own hours."""
        groups = self.env["kooperacje.activity.log"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["duration:sum"],
        )
        hours_by_case = {case.id: hours for case, hours in groups}
        for case in self:
            case.logged_hours = hours_by_case.get(case._origin.id, 0)

    @api.depends("user_id", "partnership_id")
    def _compute_manager_load(self):
        # sudo: a number per worker of the office, no case among them is named.
        groups = self.env["kooperacje.case"].sudo()._read_group(
            [("user_id", "in", self.user_id.ids), ("company_id", "in", self.company_id.ids),
             ("phase", "in", WORKING_PHASES)],
            ["user_id", "company_id"], ["__count"],
        )
        count_by_key = {(user.id, company.id): count for user, company, count in groups}
        for case in self:
            # sudo: the norm of the office, which a guest of another institution may not read as a company.
            company = case.sudo().company_id
            case.manager_case_count = count_by_key.get((case.user_id.id, company.id), 0)
            case.manager_case_limit = company.kooperacje_workload_limit
            case.manager_is_over = case.manager_case_count > company.kooperacje_workload_limit

    def action_log_activity(self):
        """The short form of a new line, filled in as far as it goes: saving it is the second click."""
        self.ensure_one()
        return self.env["kooperacje.activity.log"]._open_quick_form(self)

    def action_open_activity_log(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_activity_log"),
            "domain": [("case_id", "=", self.id)], "context": {"default_case_id": self.id},
        }

from odoo import models

from odoo.addons.kooperacje.kernels import suggestion


class Case(models.Model):
    """What the kernel ``suggestion`` is told of a case, and the way to the finder beside it (K3D-219–222)."""

    _inherit = "kooperacje.case"

    def _suggestion_needs(self):
        return [suggestion.Need(line.need_id.id, int(line.priority or 0)) for line in self.need_line_ids]

    def _household_ages(self):
        """Ages of the household, in years; persons without a date of birth say nothing."""
        persons = self.case_person_ids.filtered("in_household").person_id
        return persons.filtered("birth_date").mapped("age")

    def _services_in_plan(self):
        """Services of the plan in preparation, or where there is none of the plan in force."""
        draft = self.plan_ids.filtered(lambda plan: plan.state == "draft")
        return (draft or self.plan_ids.filtered(lambda plan: plan.state == "signed")).service_line_ids.service_id

    def action_find_services(self):
        self.ensure_one()
        return self.env["kooperacje.service.finder"].create({"case_id": self.id})._reopen()

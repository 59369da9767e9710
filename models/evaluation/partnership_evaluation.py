from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today

# Days before it is due that the partnership is told of its evaluation.
NOTICE_DAYS = 30


class Partnership(models.Model):
    """When the partnership is to be evaluated next: the regulation in force sets how often (K3D-157)."""

    _inherit = "kooperacje.partnership"

    evaluation_ids = fields.One2many("kooperacje.evaluation", "partnership_id", "Evaluations")
    evaluation_count = fields.Integer("Number of evaluations", compute="_compute_evaluation_count")
    periodic_report_count = fields.Integer("Number of reports", compute="_compute_periodic_report_count")
    evaluation_due = fields.Date(
        "Next evaluation", compute="_compute_evaluation_due", search="_search_evaluation_due",
        help="End of the period that is to be evaluated next, by the interval that the regulation sets.",
    )
    is_evaluation_overdue = fields.Boolean("Evaluation overdue", compute="_compute_evaluation_due")
    is_evaluation_near = fields.Boolean("Evaluation is near", compute="_compute_evaluation_due")

    @api.depends("evaluation_ids")
    def _compute_evaluation_count(self):
        counts = dict(self.env["kooperacje.evaluation"]._read_group(
            [("partnership_id", "in", self.ids), ("state", "!=", "void")], ["partnership_id"], ["__count"],
        ))
        for partnership in self:
            partnership.evaluation_count = counts.get(partnership._origin, 0)

    def _compute_periodic_report_count(self):
        counts = dict(self.env["kooperacje.periodic.report"]._read_group(
            [("partnership_id", "in", self.ids), ("document_state", "!=", "void")], ["partnership_id"], ["__count"],
        ))
        for partnership in self:
            partnership.periodic_report_count = counts.get(partnership._origin, 0)

    def _evaluated_until(self, scope="partnership", concluded=True):
        """End of the last evaluated period, ``{partnership_id: date}``, in one query."""
        domain = [("partnership_id", "in", self.ids), ("scope", "=", scope)]
        domain.append(("state", "in", ("concluded", "adopted")) if concluded else ("state", "!=", "void"))
        return {
            partnership.id: day for partnership, day in self.env["kooperacje.evaluation"]._read_group(
                domain, ["partnership_id"], ["date_to:max"],
            )
        }

    @api.depends("evaluation_ids.state", "evaluation_ids.date_to", "evaluation_months", "date_established",
                 "cycle_start", "state")
    def _compute_evaluation_due(self):
        today = office_today()
        until = self._evaluated_until()
        for partnership in self:
            start = until.get(partnership._origin.id) or partnership.date_established or partnership.cycle_start
            due = (
                start + relativedelta(months=partnership.evaluation_months)
                if start and partnership.state == "active" else False
            )
            partnership.evaluation_due = due
            partnership.is_evaluation_overdue = bool(due and due < today)
            partnership.is_evaluation_near = bool(due and due < today + relativedelta(days=NOTICE_DAYS))

    def _search_evaluation_due(self, operator, value):
        """Few partnerships lead to few dates: asked of the active ones the user reads."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        value = fields.Date.to_date(value)
        test = {
            "<": lambda day: day < value, "<=": lambda day: day <= value,
            ">": lambda day: day > value, ">=": lambda day: day >= value,
        }[operator]
        active = self.search([("state", "=", "active")])
        return [("id", "in", active.filtered(lambda one: one.evaluation_due and test(one.evaluation_due)).ids)]

    def _next_evaluation_period(self, scope="partnership"):
        """First and last day of the period to evaluate next, after all those planned already."""
        self.ensure_one()
        until = self._evaluated_until(scope, concluded=False).get(self._origin.id)
        start = (
            until + relativedelta(days=1) if until else self.date_established or self.cycle_start or office_today()
        )
        return start, start + relativedelta(months=self.evaluation_months or 12, days=-1)

    def _missing_evidence_evaluation(self):
        """An evaluation of the partnership concluded in this cycle (K3D-151; RUR-101, 118)."""
        return self._missing_evaluation("partnership", self.env._("a concluded evaluation of the partnership"))

    def _missing_evidence_family_evaluation(self):
        """An evaluation of the work with families concluded in this cycle (RUR-100)."""
        return self._missing_evaluation("families", self.env._("a concluded evaluation of the work with families"))

    def _missing_evaluation(self, scope, words):
        concluded = self.evaluation_ids.filtered(
            lambda one: one.scope == scope and one.state in ("concluded", "adopted")
            and (self.cycle == 1 or not self.cycle_start or one.date_to >= self.cycle_start)
        )
        return [] if concluded else [words]

    def action_view_periodic_reports(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_periodic_report")
        return {
            **action, "domain": [("partnership_id", "=", self.id)],
            "context": {"default_partnership_id": self.id},
        }

    def action_view_evaluations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_evaluation")
        return {
            **action, "domain": [("partnership_id", "=", self.id)],
            "context": {"default_partnership_id": self.id},
        }

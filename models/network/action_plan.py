from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class ActionPlan(models.Model):
    """Yearly action plan of a partnership (roczny plan działania PZK, K3D-136; rural work plan, RUR-94).

    Drafted, adopted by the members (the signed document), then reported on: after adoption its actions keep their
    content and receive their result. One plan of a year at a time; the next one replaces a voided one.
    """

    _name = "kooperacje.action.plan"
    _description = "Yearly action plan"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "kooperacje.case.pointer"]
    _rec_names_search = ["partnership_id"]
    _order = "year desc, partnership_id, id desc"
    _fixed_fields = frozenset({"partnership_id"})
    # Its meeting is one of the partnership; a meeting of a team is neither named nor opened by it.
    _holds_family_data = False

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    year = fields.Integer(required=True, default=lambda self: office_today().year, index=True, aggregator=None)
    # K3D-137
    summary = fields.Text("Diagnosis and priorities", help="Resources against needs and problems.")
    line_ids = fields.One2many("kooperacje.action.plan.line", "plan_id", "Actions", copy=True)
    action_count = fields.Integer("Number of actions", compute="_compute_counts")
    done_count = fields.Integer("Actions done", compute="_compute_counts")
    overdue_count = fields.Integer("Overdue actions", compute="_compute_counts")
    report_text = fields.Text(
        "Realisation", help="How the plan was realised and why it was departed from; printed in the report.",
    )

    _year_uniq = models.UniqueIndex(
        "(partnership_id, year) WHERE document_state != 'void'",
        "The partnership already has a plan for this year. Change that one, or void it first.",
    )
    _year_range = models.Constraint("CHECK(year BETWEEN 2010 AND 2100)", "Enter the year with four digits.")

    @api.depends("year", "partnership_id.name")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "Action plan %(year)s – %(partnership)s", year=plan.year, partnership=plan.partnership_id.name or "",
            )

    @api.depends("line_ids.state", "line_ids.date_to")
    def _compute_counts(self):
        Line = self.env["kooperacje.action.plan.line"]
        rows = Line._read_group([("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count"])
        late = dict(Line._read_group(
            [("plan_id", "in", self.ids), ("is_overdue", "=", True)], ["plan_id"], ["__count"],
        ))
        total, done = {}, {}
        for plan, state, count in rows:
            total[plan] = total.get(plan, 0) + count
            if state == "done":
                done[plan] = count
        for plan in self:
            origin = plan._origin
            plan.action_count, plan.done_count = total.get(origin, 0), done.get(origin, 0)
            plan.overdue_count = late.get(origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        if plans._is_guarded():
            # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
            plans.sudo().partnership_id._check_may_act()
        return plans

    def write(self, vals):
        if "report_text" in vals and self._is_guarded():
            # As its lines: what was reported on a plan stays with it when it is voided.
            self.filtered(lambda plan: plan.document_state == "void")._document_check_editable()
        return super().write(vals)

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"partnership_id", "year", "summary"}

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        for plan in self:
            if not plan.line_ids:
                raise UserError(self.env._("The plan has no action yet. Add what the partnership is going to do."))
            nameless = plan.line_ids.filtered(lambda line: not line.owner_id or not line.date_to)
            if nameless:
                raise UserError(self.env._(
                    "Say who answers for each action and until when. Missing for:\n%(actions)s",
                    actions="\n".join(f"• {line.name}" for line in nameless),
                ))
        return result

    def action_carry_over(self):
        """Draft of the next year's plan with what was not done and the recommendations of this one."""
        self.ensure_one()
        self.check_access("write")
        serialise_on(self.partnership_id)
        following = self.search([
            ("partnership_id", "=", self.partnership_id.id), ("year", "=", self.year + 1),
            ("document_state", "!=", "void"),
        ], limit=1) or self.create({
            "partnership_id": self.partnership_id.id, "year": self.year + 1,
            "line_ids": [
                fields.Command.create({
                    **line.copy_data()[0], "date_from": False, "date_to": False,
                    "baseline": line.actual or line.baseline,
                }) for line in self.line_ids if line.state != "done"
            ],
        })
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": following.id, "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.readonly
    def action_print_realisation(self):
        """Report of the realisation, for the members, the council and ROPS."""
        self.ensure_one()
        if self.document_state != "signed":
            raise UserError(self.env._("A plan is reported on once it has been adopted."))
        return self.env.ref("kooperacje.report_action_plan_realisation").report_action(self)

    @api.constrains("year")
    def _check_lines_year(self):
        """The dates of the actions follow the year, when it is the year that changes."""
        self.line_ids._check_year()

    @api.constrains("year", "document_state")
    def _check_not_far(self):
        for plan in self:
            if plan.document_state == "signed" and plan.signed_on and plan.signed_on.year < plan.year - 1:
                raise ValidationError(self.env._("A plan is adopted in its own year or in the year before it."))

    def _print_adoption(self):
        """Sentence on how the members adopted it; the room of meetings knows."""
        return ""

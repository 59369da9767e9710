from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.models.network.membership import CURRENT


class Recommendation(models.Model):
    """Recommendation that an evaluation made: whose it is, until when, and the action of the plan it became."""

    _inherit = "kooperacje.recommendation"
    _system_fields = frozenset({"state", "closed_on", "plan_line_id"})
    _fixed_fields = frozenset({"partnership_id", "evaluation_id"})

    evaluation_id = fields.Many2one(
        "kooperacje.evaluation", "Made by the evaluation", index="btree_not_null", ondelete="restrict", copy=False,
    )
    goal_id = fields.Many2one(
        "kooperacje.partnership.goal", "Goal", index="btree_not_null", ondelete="restrict", check_company=True,
        help="Goal of the partnership that it serves; the yearly plan is ordered by them.",
    )
    owner_id = fields.Many2one(
        "res.partner", "Who answers for it", index="btree_not_null", ondelete="restrict",
        domain="['|', ('id', 'in', member_ids), ('workplace_ids', 'in', member_ids)]",
        help="Member institution, or a person of its staff.",
    )
    member_ids = fields.Many2many(related="partnership_id.member_ids", export_string_translation=False)
    date_due = fields.Date("To be done by")
    plan_line_id = fields.Many2one(
        "kooperacje.action.plan.line", "Action of the plan", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )
    plan_state = fields.Selection(related="plan_line_id.state", string="Realisation", related_sudo=False)

    @api.constrains("evaluation_id", "partnership_id")
    def _check_evaluation(self):
        for record in self.filtered("evaluation_id"):
            if record.evaluation_id.partnership_id != record.partnership_id:
                raise ValidationError(self.env._("The evaluation is one of another partnership."))

    @api.constrains("owner_id", "partnership_id")
    def _check_owner(self):
        for record in self.filtered("owner_id"):
            owner = record.owner_id
            # sudo: who belongs to a partnership is known to all engaged in it.
            members = record.partnership_id.sudo().membership_ids.filtered(lambda m: m.state in CURRENT).institution_id
            if owner not in members and not owner._works_at(members):
                raise ValidationError(self.env._(
                    "%(owner)s does not belong to the partnership: a recommendation is answered for by a member "
                    "institution or its staff.", owner=owner.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_evaluation_open()
        return records

    def write(self, vals):
        if self._is_guarded() and {"name", "description", "goal_id", "owner_id", "date_due", "kind"} & vals.keys():
            self._check_evaluation_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_concluded(self):
        self._check_evaluation_open()

    def _check_evaluation_open(self):
        """The report of a concluded evaluation lists its recommendations: they stay as it lists them."""
        for record in self.sudo():  # sudo: the state of the evaluation alone
            if record.evaluation_id.document_state not in (False, "draft"):
                raise UserError(self.env._(
                    "“%(name)s” stands in the report of a concluded evaluation and stays as it was.", name=record.name,
                ))

    def _unplanned(self):
        """Those that are still to be put into a yearly plan."""
        return self.filtered(
            lambda one: not one.plan_line_id and one.state != "declined" and one.kind == "recommendation"
        )

    def _date_in(self, year):
        """Day until which the plan of ``year`` has it done: its own, or the end of the year where that is too far."""
        self.ensure_one()
        day = self.date_due
        return day if day and year - 1 <= day.year <= year + 1 else fields.Date.to_date(f"{year}-12-31")

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from .case import CONSENTED_PHASES


class Case(models.Model):
    """Intake (tool 14, part I) and joint qualification of rural families (R7, R8)."""

    _inherit = "kooperacje.case"

    source_institution_id = fields.Many2one(
        "res.partner", "Reporting institution", ondelete="restrict", index="btree_not_null",
        domain=[("is_institution", "=", True)],
    )
    source_consent_on = fields.Date(
        "Agreed to the report on", help="Another institution reports with the person's consent (art. 102 u.p.s.).",
    )
    report_way = fields.Selection(
        [("visit", "In person"), ("phone", "By telephone"), ("letter", "In writing"), ("mail", "Electronically"),
         ("worker", "During social work")],
        "Way of reporting",
    )
    group_kind = fields.Selection(
        [("categorical", "Categorical (a common situation)"), ("territorial", "Territorial (a common place)")],
        "Kind of group",
    )
    group_description = fields.Char("Who the group is", help="Situation or place it shares. No names.")
    qualification_ids = fields.One2many("kooperacje.qualification", "case_id", "Joint qualifications (R8)")
    is_joint = fields.Boolean(related="partnership_id.joint_qualification", string="Qualified jointly")
    joint_decision = fields.Selection(
        [("none", "Not yet"), ("qualified", "Qualified"), ("not_qualified", "Not qualified"),
         ("deferred", "Deferred")],
        "Joint qualification", compute="_compute_joint_decision",
        help="By the last signed paper (R8).",
    )

    next_step = fields.Selection(selection_add=[
        ("joint", "Bring the case before the partnership and record the joint qualification (R8)."),
        ("ordinary", "The partnership has not qualified the family. Ordinary social work goes on, benefits are not "
                     "affected."),
    ])

    @api.depends("qualification_ids.document_state", "qualification_ids.decision", "qualification_ids.decided_on")
    def _compute_joint_decision(self):
        # sudo: that a case of theirs is qualified is known to the whole team; the paper is for the office.
        decided = self.env["kooperacje.qualification"].sudo().search(
            [("case_id", "in", self.ids), ("document_state", "=", "signed")], order="decided_on, id",
        )
        decision_by_case = {one.case_id.id: one.decision for one in decided}
        for case in self:
            case.joint_decision = decision_by_case.get(case._origin.id, "none")

    @api.constrains("unit_kind", "group_kind", "group_description")
    def _check_group(self):
        for case in self:
            if case.unit_kind != "group" and (case.group_kind or case.group_description):
                raise ValidationError(self.env._(
                    "Only a group has a kind of group. Choose “Group”, or empty both fields.",
                ))

    def _missing_joint_qualification(self):
        """RUR-129–134: what keeps a family of a partnership that qualifies jointly from its team."""
        self.ensure_one()
        if not self.is_joint or self.joint_decision == "qualified":
            return []
        return [{
            "none": self.env._("the joint qualification by the partnership, signed (R8)"),
            "deferred": self.env._("the joint qualification (R8): the partnership has deferred its decision"),
            "not_qualified": self.env._(
                "the joint qualification (R8): the partnership has not qualified the family. Go on with ordinary "
                "social work, or bring new reasons before the partnership",
            ),
        }[self.joint_decision]]

    def _gate_missing(self, phase):
        missing = super()._gate_missing(phase)
        if phase in CONSENTED_PHASES:
            missing = self._missing_joint_qualification() + missing
        return missing

    def _get_next_step(self):
        """The joint qualification comes after what it decides on, and before the family is asked for its consent."""
        step = super()._get_next_step()
        # sudo: as in the method above, the hint only.
        if step in ("consent", "team") and self.sudo()._missing_joint_qualification():
            return "ordinary" if self.joint_decision == "not_qualified" else "joint"
        return step

    def action_joint_qualification(self):
        """Open the qualification in preparation, or a new one with a vote for each institution of the partnership."""
        self.ensure_one()
        waiting = self.qualification_ids.filtered(lambda one: one.document_state in ("draft", "issued"))[:1]
        if not waiting:
            # sudo: the members of the partnership are known to everyone in it.
            members = self.partnership_id.sudo().membership_ids.filtered(lambda one: one.state == "member")
            waiting = self.env["kooperacje.qualification"].create({
                "case_id": self.id,
                "vote_ids": [Command.create({
                    "institution_id": member.institution_id.id,
                    "partner_id": member.representative_id.filtered(
                        lambda partner, member=member: partner._works_at(member.institution_id)
                    ).id,
                }) for member in members],
            })
        return {
            "type": "ir.actions.act_window", "res_model": "kooperacje.qualification", "view_mode": "form",
            "res_id": waiting.id, "name": self.env._("Joint qualification (R8)"),
        }

    def action_open_qualifications(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_qualification"),
            "domain": [("case_id", "=", self.id)], "context": {"create": False},
        }

    def action_print_intake(self):
        """Part I of tool 14: what was reported, before and without any consent."""
        return self.env.ref("kooperacje.report_intake").report_action(self)

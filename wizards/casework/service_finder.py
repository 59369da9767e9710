from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels import suggestion
from odoo.addons.kooperacje.models.access.serialise import serialise_on

# More than anyone reads; who wants another one narrows the search.
SHOWN = 25


class ServiceFinder(models.TransientModel):
    """Finder beside a case: services of the local basket, the fittest for this family first, each with the reason
    (K3D-219–222). One click puts a service into the individual basket of the plan in preparation (K3D-223).

    Without words it shows what answers the needs of the case. Words search the whole basket, as the social worker
    then knows what is wanted; the needs go on to decide the order.
    """

    _name = "kooperacje.service.finder"
    _description = "Find services for a case"
    # Why services are proposed is logged like the case itself.
    _inherit = ["kooperacje.case.pointer", "kooperacje.primary.mixin"]

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    words = fields.Char("Find", help="Part of a name, a word of the description, an institution; slips are forgiven.")
    company_id = fields.Many2one("res.company", related="case_id.company_id", export_string_translation=False)
    need_ids = fields.Many2many(
        "kooperacje.need", "kooperacje_service_finder_need_rel", string="Needs", compute="_compute_from_case",
        compute_sudo=False, store=True, readonly=False, check_company=True,
        help="Needs of the case; others may be tried.",
    )
    area_id = fields.Many2one(
        "kooperacje.area", "Commune", compute="_compute_from_case", compute_sudo=False, store=True, readonly=False,
        domain=[("level", "=", "commune")],
    )
    reach = fields.Selection(
        [("commune", "In the commune"), ("county", "In the county"), ("any", "Anywhere")], default="county",
        required=True,
    )
    only_age = fields.Boolean(
        "For the ages of the household", default=True, help="Leave out services that take nobody of the household.",
    )
    ages = fields.Char(compute="_compute_ages", compute_sudo=False)
    only_free = fields.Boolean("With free places", default=True, help="Leave out services that have no free places.")
    only_easy = fields.Boolean("Without referral or decision")
    fee = fields.Selection([("free", "Free of charge"), ("partial", "Free or partly paid")])
    goal_id = fields.Many2one(
        "kooperacje.goal", "Goal", compute="_compute_goal_id", compute_sudo=False, store=True, readonly=False,
        ondelete="cascade", domain="[('case_id', '=', case_id), ('plan_id.state', '=', 'draft')]",
        help="Goal of the plan in preparation that the service is for. Without one, a goal named after the need is "
             "made.",
    )
    # Not stored: the order is what has been worked out, and services may leave the basket.
    service_ids = fields.Many2many(
        "kooperacje.service", string="Services", compute="_compute_service_ids", compute_sudo=False,
    )
    more_count = fields.Integer("More services", compute="_compute_service_ids", compute_sudo=False)
    unanswered_ids = fields.Many2many(
        "kooperacje.need", string="Nothing covers", compute="_compute_service_ids", compute_sudo=False,
    )

    @api.depends("case_id")
    def _compute_from_case(self):
        for finder in self:
            finder.need_ids = finder.case_id.need_line_ids.need_id
            finder.area_id = finder.case_id.area_id

    @api.depends("case_id")
    def _compute_ages(self):
        for finder in self:
            finder.ages = ", ".join(str(age) for age in sorted(finder.case_id._household_ages()))

    @api.depends("case_id")
    def _compute_goal_id(self):
        for finder in self:
            goals = finder._draft_plan().goal_ids
            finder.goal_id = goals if len(goals) == 1 else False

    def _draft_plan(self):
        return self.case_id.plan_ids.filtered(lambda plan: plan.state == "draft")

    def _domain(self):
        """What is asked of a service, the needs aside."""
        baskets = self.case_id.partnership_id._baskets()
        domain = Domain([("partnership_id", "in", baskets.ids), ("is_available", "=", True)])
        if self.words:
            domain &= Domain("find", "ilike", self.words)
        if self.only_age and (ages := self.case_id._household_ages()):
            domain &= Domain("age", "in", ages)
        if self.reach == "county" and self.area_id:
            domain &= Domain("serves_area_id", "=", self.area_id.id)
        elif self.reach == "commune" and self.area_id:
            domain &= Domain("territory_id", "=", False) | Domain("territory_id", "parent_of", self.area_id.id)
        if self.only_free:
            domain &= Domain("is_full", "=", False)
        if self.only_easy:
            domain &= Domain("access_mode", "in", ("open", "enrolment"))
        if self.fee:
            domain &= Domain("fee", "in", ("free",) if self.fee == "free" else ("free", "partial"))
        return domain

    @api.depends("case_id", "words", "need_ids", "area_id", "reach", "only_age", "only_free", "only_easy", "fee")
    def _compute_service_ids(self):
        for finder in self:
            case = finder.case_id
            needs = finder.need_ids._origin
            Service = self.env["kooperacje.service"]
            domain = finder._domain()
            if not finder.words:
                domain &= Service._answers_domain(needs)
            offers = Service._offers(domain, needs, order=Service._order)
            priority = {line.need_id.id: int(line.priority or 0) for line in case.need_line_ids}
            matches = suggestion.rank(
                [suggestion.Need(need.id, priority.get(need.id, 0)) for need in needs], offers,
                finder.area_id.code or "", case.working_institution_ids.ids,
            )
            finder.service_ids = Service.browse(match.id for match in matches[:SHOWN])
            finder.more_count = max(0, len(matches) - SHOWN)
            answered = set().union(*(offer.needs for offer in offers))
            finder.unanswered_ids = (case.need_line_ids.need_id & needs).filtered(
                lambda need, finder=finder, answered=answered: not finder.words and need.id not in answered
            )

    def action_report_missing(self):
        """Count the needs of the case that nothing answers as gaps of the partnership; “usługa brakująca” (tool 11)."""
        self.ensure_one()
        self.case_id.check_access("write")
        case = self.case_id
        needs = case.need_line_ids.need_id & self.unanswered_ids
        Service = self.env["kooperacje.service"]
        basket = Domain([("partnership_id", "in", case.partnership_id._baskets().ids), ("state", "=", "verified")])
        found = suggestion.suggest(
            [need for need in case._suggestion_needs() if need.id in needs.ids],
            Service._offers(basket & Service._answers_domain(needs), needs) if needs else [],
            case._household_ages(), case.area_id.code or "",
        )
        if not found.uncovered:
            raise UserError(self.env._(
                "The basket answers every need of the case, though perhaps not by what is asked here. Ask for less, or "
                "send the network worker a request for the service that is missing.",
            ))
        case.need_line_ids._count_gaps(found.uncovered)
        return {
            "type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "success", "next": self._reopen(), "message": self.env._(
                    "Counted for the partnership, without any data of the family. The network worker sees what is "
                    "missing.",
                ),
            },
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Find services"), "res_model": self._name,
            "res_id": self.id, "view_mode": "form", "views": [(False, "form")], "target": "new",
            # The web client reads the list before it knows the fields beside it: the case comes with the action.
            "context": {
                "dialog_size": "extra-large", "finder_case_id": self.case_id.id,
                "finder_need_ids": self.need_ids.ids,
            },
        }

    def _goal_for(self, needs):
        """The goal a service is added to: the one chosen, else one named after the first of ``needs``.

        The plan in preparation is opened where there is none; its own gates say what a plan needs.

        :raises UserError: when the plan is signed, which is revised and not added to
        """
        plan = self._draft_plan()
        if not plan and "signed" in self.case_id.plan_ids.mapped("state"):
            raise UserError(self.env._(
                "The plan of this case is signed. Open it, press “Revise the plan”, then add services to the new "
                "version.",
            ))
        plan = plan or plan.create({"case_id": self.case_id.id})
        if self.goal_id.plan_id == plan:
            return self.goal_id
        name = needs[:1].name or self.env._("Goal to be agreed with the family")
        return plan.goal_ids.filtered(lambda goal: goal.name == name)[:1] or plan.goal_ids.create({
            "plan_id": plan.id, "name": name,
        })

    def _add(self, service):
        """``service`` into the individual basket of the plan in preparation; the gates of plan and line hold."""
        self.ensure_one()
        serialise_on(self.case_id)
        if service not in self.case_id._services_in_plan():
            needs = self.need_ids & service._answered(self.need_ids)
            goal = self._goal_for(needs)
            self.env["kooperacje.plan.service"].create({"goal_id": goal.id, "service_id": service.id})
        return self._reopen()

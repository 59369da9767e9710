from odoo import api, fields, models
from odoo.exceptions import UserError


class Service(models.Model):
    """A service in the list of the finder: why it is proposed for the case of the context, and the way into the plan.

    What is said here comes from the case, so it is worked out under the rules of whoever asks, for one case only.
    """

    _inherit = "kooperacje.service"

    finder_reason = fields.Text("Why proposed", compute="_compute_finder", compute_sudo=False)
    finder_in_plan = fields.Boolean("In the plan", compute="_compute_finder", compute_sudo=False)

    def _finder_case(self):
        """The case beside which the finder is open, if any.

        :raises AccessError: for a case that the user may not read
        """
        case_id = self.env.context.get("finder_case_id")
        case = self.env["kooperacje.case"].browse(case_id if isinstance(case_id, int) else None)
        if case:
            case.check_access("read")
            # Why a service is proposed tells of the case, by whatever way it is asked: it leaves a trace in the log.
            case._note_shown()
        return case

    @api.depends_context("uid", "finder_case_id", "finder_need_ids")
    def _compute_finder(self):
        case = self._finder_case()
        if not case:
            self.finder_reason = self.finder_in_plan = False
            return
        tried = self.env.context.get("finder_need_ids")
        needs = self.env["kooperacje.need"].browse(tried) if tried else case.need_line_ids.need_id
        wider, in_plan, ages = self._wider_needs(needs), case._services_in_plan(), case._household_ages()
        for service in self:
            answered = {
                need for own in (service.need_ids | service.need_area_id).ids for need in wider.get(own, ())
            }
            service.finder_in_plan = service in in_plan
            service.finder_reason = "; ".join(service._finder_reasons(
                case, needs.filtered(lambda need, answered=answered: need.id in answered), ages,
            ))

    def _finder_reasons(self, case, needs, ages):
        """Why the service is proposed, in words that can be read out to the family; what it answers comes last."""
        self.ensure_one()
        reasons = []
        if self.institution_id in case.working_institution_ids:
            reasons.append(self.env._("works with the family already"))
        if self.age_from or self.age_to:
            fitting = [
                str(age) for age in sorted(ages)
                if age >= self.age_from and (not self.age_to or age <= self.age_to)
            ]
            if fitting:
                reasons.append(self.env._("for the age of %(ages)s", ages=", ".join(fitting)))
        if self.territory_id and self.territory_id == case.area_id:
            reasons.append(self.env._("in the commune"))
        if self.capacity and not self.is_full:
            reasons.append(self.env._("free places: %(count)s", count=self.capacity_free))
        if self.is_full:
            reasons.append(self.env._("no free places now"))
        if needs:
            reasons.append(self.env._("answers: %(needs)s", needs=", ".join(needs.mapped("name"))))
        return reasons

    def _answered(self, needs):
        """Those of ``needs`` that this service answers, by itself or by a part of them."""
        self.ensure_one()
        wider = self._wider_needs(needs)
        own = (self.need_ids | self.need_area_id).ids
        return needs.browse(sorted({need for one in own for need in wider.get(one, ())}))

    def action_add_to_plan(self):
        """Into the individual basket of the case whose finder is open, with one click (K3D-223)."""
        self.ensure_one()
        finder_id = self.env.context.get("finder_id")
        finder = self.env["kooperacje.service.finder"].browse(finder_id if isinstance(finder_id, int) else None)
        if not finder.exists():
            raise UserError(self.env._("Open “Find services” on the case, and add the service from there."))
        finder.check_access("write")
        return finder._add(self)

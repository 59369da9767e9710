import re

from odoo import api, fields, models
from odoo.exceptions import UserError


class CaseNeed(models.Model):
    """What became of a need that nothing covers: a request to the leader of the partnership (K3D-111, 114).

    The link stands here alone. The request is read by everyone engaged in the partnership and knows no case.
    """

    _inherit = "kooperacje.case.need"

    basket_request_id = fields.Many2one(
        "kooperacje.basket.request", "Request for the basket", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null",
    )
    composition_request_id = fields.Many2one(
        "kooperacje.composition.request", "Request for the composition", readonly=True, copy=False,
        ondelete="set null", index="btree_not_null",
    )
    request_state = fields.Selection(
        selection=lambda self: self.env["kooperacje.basket.request"]._fields["state"]._description_selection(self.env),
        string="Request", compute="_compute_request_state", compute_sudo=False,
    )

    @api.model
    def _guarded_names(self):
        return super()._guarded_names() | {"basket_request_id", "composition_request_id"}

    @api.depends("basket_request_id.state", "composition_request_id.state")
    def _compute_request_state(self):
        for need in self:
            need.request_state = (need.basket_request_id or need.composition_request_id).state

    def _is_asked_for(self):
        """Whether a request waits or was met; one that was rejected may be filed again."""
        self.ensure_one()
        # sudo: only the state; a request is open to everyone engaged in the partnership anyway.
        return self.sudo().request_state in ("new", "accepted", "done")


class Case(models.Model):
    _inherit = "kooperacje.case"

    def _needs_to_request(self):
        """Needs that no service answers, found when the team was chosen or by the plan in force, not asked for yet."""
        self.ensure_one()
        plan = self.plan_ids.filtered(lambda plan: plan.state == "signed")[:1]
        return self.need_line_ids.filtered(lambda line: (
            line.need_id in plan.uncovered_need_ids if plan else line.is_uncovered
        ) and not line._is_asked_for())

    def _check_says_nothing_of_the_family(self, text):
        """:raises UserError: the text names a person of the case or its code; a request is read by many."""
        self.ensure_one()
        # sudo: all names of the case, whoever of the office writes the request.
        case = self.sudo()
        persons = case.case_person_ids.person_id
        words = {*persons.mapped("last_name"), *persons.mapped("first_name"), case.name, *persons.mapped("pesel")}
        found = [
            word for word in words
            if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text or "", re.IGNORECASE)
        ]
        if found:
            raise UserError(self.env._(
                "The request is read by everyone in the partnership. Take out what points to the family: %(words)s.",
                words=", ".join(sorted(found)),
            ))

    def action_request_needs(self):
        return self._open_wizard("kooperacje.need.request.wizard", self.env._("Needs that nothing covers"))


class RequestMixin(models.AbstractModel):
    """A decision comes back to the case managers whose cases wait for it, and says nothing but its number."""

    _inherit = "kooperacje.request.mixin"

    def _decide(self, decision, reason):
        result = super()._decide(decision, reason)
        self._tell_case_managers()
        return result

    def _mark_done(self, values=None):
        super()._mark_done(values)
        self._tell_case_managers()

    def _tell_case_managers(self):
        field = {
            "kooperacje.basket.request": "basket_request_id",
            "kooperacje.composition.request": "composition_request_id",
        }.get(self._name)
        if not field:
            return
        # sudo: who decides reaches no case; the activity hangs on the case, bears the number of the request, and is
        # read by the case manager alone.
        label = dict(self._fields["state"]._description_selection(self.env))
        for need in self.env["kooperacje.case.need"].sudo().search([(field, "in", self.ids)]):
            case = need.case_id
            case.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=case.user_id.id, summary=self.env._(
                    "Request %(number)s: %(state)s", number=need[field].number, state=label[need[field].state],
                ),
            )

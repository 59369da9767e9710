import re

from odoo import models
from odoo.exceptions import UserError


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

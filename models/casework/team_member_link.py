from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today


class TeamMember(models.Model):
    """An invitation to a task team answered without an account: the office need not call everybody.

    What opens the case to the person is what it always is: an account, a role, the written authorisation.
    """

    _name = "kooperacje.team.member"
    _inherit = ["kooperacje.team.member", "kooperacje.answer.link.mixin"]

    @api.model
    def _answer_depends(self):
        return ["state", "user_id", "partner_id", "is_private"]

    def _answer_person(self):
        return self.partner_id

    def _answer_is_awaited(self):
        return self.state == "invited" and self.team_id.state in ("inviting", "active")

    def _answer_last_day(self):
        """An answer that comes late is better than none."""
        return max(self.answer_due or office_today(), fields.Date.add(office_today(), days=14))

    def _answer_question(self):
        env, office = self.env, self.company_id
        facts = [
            (env._("Institution"), self.institution_id.name), (env._("Team"), self.team_id.name),
            (env._("Invites"), self.case_manager_id.name),
        ]
        if self.answer_due:
            facts.append((env._("Please answer by"), format_date(env, self.answer_due)))
        return {
            "title": env._("Invitation to a task team (ZZK)"),
            "paragraphs": [
                env._("%s invites you to a task team, in which workers of several institutions help one person or "
                      "family together and with its consent.", office.name),
                env._("Whom it concerns you learn from the office after you have joined and been authorised in "
                      "writing. Nothing of the family is written here."),
            ],
            "facts": facts,
        }

    def _answer_choices(self):
        premises = self.env["kooperacje.premise"]._in_words_of(self.company_id).search([
            ("kind", "=", "decline"), ("company_id", "in", (False, self.company_id.id)),
        ])
        return [
            {"key": "accept", "label": self.env._("I accept"), "reasons": None, "asks_words": False, "hint": ""},
            {"key": "decline", "label": self.env._("I decline"), "asks_words": True,
             "reasons": [(premise.id, premise.name) for premise in premises],
             "hint": self.env._("Without names or data of families: the office and its network worker read it.")},
        ]

    def _take_answer(self, key, reason_id, words):
        if key == "accept":
            self.action_accept()
            return self.env._(
                "You are in the team. The office will call you about the authorisation and the first meeting.",
            )
        self.action_decline(reason_id, words)
        return self.env._("The office has your answer. Thank you for telling us.")

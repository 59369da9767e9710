from odoo import api, models


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _sections(self):
        env, user = self.env, self.env.user
        sections = super()._sections()
        if user.has_group("kooperacje.group_dpo") or user.has_group("kooperacje.group_manager"):
            sections.append(self._section(
                "officer", env._("Data protection: what is due"), "kooperacje.officer.duty", domain=[],
                words=("kind", "name", "company_id"), date="due_on", window="action_officer_duty",
                order=8 if user.has_group("kooperacje.group_dpo") else 42,
                method="action_open",
            ))
        else:
            sections.append(self._section(
                "information_request", env._("Requests for information"), "kooperacje.information.request",
                domain=[("user_id", "=", user.id), ("state", "=", "open")], words=("number",), date="due_on", order=9,
                window="action_information_request", button=env._("Open"),
            ))
            sections.append(self._section(
                "subject_request", env._("Requests of persons to be answered"), "kooperacje.subject.request",
                domain=[("user_id", "=", user.id), ("state", "=", "open")], words=("number",), date="due_on", order=8,
                window="action_subject_request", button=env._("Answer"),
            ))
        return sections

    @api.model
    def _activities_shown_elsewhere(self):
        return [
            *super()._activities_shown_elsewhere(),
            [("res_model", "in", (
                "kooperacje.subject.request", "kooperacje.information.request", "kooperacje.breach",
            )), ("automated", "=", True)],
        ]

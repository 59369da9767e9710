from odoo import models


class RequestMixin(models.AbstractModel):
    """Tells the case managers who wait for a decision that it was made, by its number alone."""

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
        for need in self.env["kooperacje.case.need"].sudo().search([(field, "in", self.ids)]):
            case = need.case_id._in_language_of(need.case_id.user_id)
            label = dict(self._fields["state"]._description_selection(case.env))
            case.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=case.user_id.id, summary=case.env._(
                    "Request %(number)s: %(state)s", number=need[field].number, state=label[need[field].state],
                ),
            )

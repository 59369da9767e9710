from odoo import api, models


class MyDay(models.AbstractModel):
    _inherit = "kooperacje.my.day"

    @api.model
    def _screens(self):
        """An office that has no verified card yet goes on with the first steps, whoever of its keepers looks."""
        # sudo: the kind of the offices for which the user acts; a regional centre has no basket to begin.
        offices = self.env["res.company"].sudo().browse(self._led_companies())
        led = offices.filtered(lambda office: not office.partner_id.institution_type_id.is_regional).ids
        begun = not led or self.env["kooperacje.service.card"].search_count([
            ("company_id", "in", led), ("state", "=", "verified"),
        ], limit=1)
        first = [] if begun else [{"name": self.env._("First steps"), "action": "kooperacje.action_first_run"}]
        return [*first, *super()._screens()]

    @api.model
    def _sections(self):
        env, led = self.env, self._led_companies()
        own = env["kooperacje.partnership"]._coordinated_institutions().ids
        return [
            *super()._sections(),
            self._section(
                "card_fill", env._("Service cards to fill in or correct"), "kooperacje.service.card",
                domain=[("state", "in", ("draft", "returned")), ("institution_id", "in", own)],
                words=("institution_id", "partnership_id", "state"), date="deadline", order=22,
                window="action_my_cards", button=env._("Fill in"),
            ),
            self._section(
                "service_confirm", env._("Services to confirm: are they offered as they stand?"), "kooperacje.service",
                domain=[("is_due", "=", True), ("institution_id", "in", own)],
                words=("name", "institution_id"), date="review_due", order=24, window="action_service_review",
                button=env._("Confirm"), method="action_confirm",
            ),
            self._section(
                "card_check", env._("Service cards to check"), "kooperacje.service.card",
                domain=[("state", "=", "submitted"), ("company_id", "in", led)],
                words=("institution_id", "partnership_id"), date="submitted_on", order=26,
                window="action_service_card", button=env._("Check"), aged=True,
            ),
            self._section(
                "basket_request", env._("Requests on the basket to be decided"), "kooperacje.basket.request",
                domain=[("state", "=", "new"), ("company_id", "in", led)],
                words=("name", "kind", "institution_id"), date="deadline", order=28, window="action_basket_request",
                button=env._("Decide"),
            ),
        ]

    @api.model
    def _activities_shown_elsewhere(self):
        types = [self.env.ref(f"kooperacje.{name}").id for name in (
            "activity_fill_card", "activity_check_card", "activity_decide_basket_request", "activity_confirm_services",
        )]
        return [*super()._activities_shown_elsewhere(), [("activity_type_id", "in", types)]]

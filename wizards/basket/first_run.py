from odoo import fields, models

from odoo.addons.kooperacje.models.access.windows import form, window


class FirstRun(models.TransientModel):
    _inherit = "kooperacje.first.run"

    verified_card_count = fields.Integer("Verified service cards", compute="_compute_state", compute_sudo=True)

    def _compute_state(self):
        super()._compute_state()
        for page in self:
            page.verified_card_count = self.env["kooperacje.service.card"].search_count([
                ("company_id", "=", page.company_id.id), ("state", "=", "verified"),
            ])

    def action_first_card(self):
        """The service card of the own office, begun if there is none: what the basket starts with."""
        self.ensure_one()
        Card = self.env["kooperacje.service.card"]
        office = self.company_id.partner_id
        card = Card.search([("institution_id", "=", office.id), ("state", "!=", "replaced")], limit=1)
        person = self.env.user.partner_id
        return form(card, context={
            "default_institution_id": office.id, "default_partnership_id": self.partnership_id.id,
            "default_declared_by": ", ".join(filter(None, [person.name, person.function])),
            "default_declared_on": fields.Date.to_string(fields.Date.context_today(self)),
        })

    def action_collect_cards(self):
        """Cards of the other institutions are asked for in one step."""
        return window(self.env, "action_service_card")

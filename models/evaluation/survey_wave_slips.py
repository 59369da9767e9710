from odoo import models
from odoo.exceptions import UserError


class SurveyWave(models.Model):
    """Tickets handed out by the office: to a family, and on paper to those without e-mail."""

    _inherit = "kooperacje.survey.wave"

    def _issue_ticket(self):
        """One more ticket for a family: it bears nothing but the wave, so not even the office can tell whose it is."""
        self.ensure_one()
        self.check_access("read")
        if self.audience != "family" or self.state != "open":
            raise UserError(self.env._("Families are asked while a questionnaire for families is open."))
        # superuser: tickets are made by the wave only; the caller may read it, hence asks families of the office.
        ticket = self.env["kooperacje.survey.ticket"].sudo().create({"wave_id": self.id})
        return ticket.sudo(False)

    def action_take_family(self):
        """Hand the tablet to a family."""
        return self._issue_ticket().action_take()

    def action_print_family(self):
        """One slip with a link on paper, for a family that answers at home."""
        return self._issue_ticket().action_print()

    def action_print_slips(self):
        """Slips for those without e-mail."""
        self.ensure_one()
        self.check_access("write")
        tickets = self.ticket_ids.filtered(lambda ticket: not ticket.has_email)
        if not tickets:
            raise UserError(self.env._("Everybody who was invited has an e-mail address."))
        return tickets.action_print()

from odoo import models

STATES = {"open": "w toku", "done": "wykonano", "dropped": "zaniechano"}


class Meeting(models.Model):
    """Minutes of a meeting of the partnership (tool 12): moderator and minute-taker sign them."""

    _inherit = "kooperacje.meeting"

    def _document_next_number(self, document_date):
        """The minutes bear the number of the meeting, ``PZK/2026/0003``; protocols of teams have a series."""
        if self.kind == "partnership" and self.name != "/":
            return self.name
        return super()._document_next_number(document_date)

    def _document_title(self):
        if self.kind == "partnership":
            return self.document_number or f"{self.name} ({self.env._('draft')})"
        return super()._document_title()

    def _document_minutes_title(self):
        self.ensure_one()
        titles = {"initiating": "INICJUJĄCEGO PZK", "formalising": "FORMALIZUJĄCEGO PZK"}
        return f"PROTOKÓŁ SPOTKANIA {titles.get(self.purpose, 'PARTNERSTWA')}"

    def _document_minutes_people(self, present=True):
        self.ensure_one()
        lines = self.participant_ids.filtered(lambda line: (line.presence == "present") is present)
        return [line._document_row() for line in lines]

    def _document_minutes_decisions(self):
        """Decisions of this meeting as texts, those that a vote rejected among them."""
        self.ensure_one()
        return [{
            "name": decision.name, "who": decision.owner_name or "", "rejected": decision.result == "rejected",
            "deadline": decision.deadline.strftime("%d.%m.%Y"), "how": decision._document_how(),
        } for decision in self.decision_ids]

    def _document_minutes_earlier(self):
        """What became of the decisions of earlier meetings."""
        self.ensure_one()
        return [{
            "name": decision.name, "meeting": decision.meeting_id.name, "who": decision.owner_name or "",
            "deadline": decision.deadline.strftime("%d.%m.%Y"),
            "state": STATES[decision.state] + (
                f" {decision.done_on.strftime('%d.%m.%Y')}" if decision.done_on else ""
            ),
        } for decision in self.previous_decision_ids]

from odoo import fields, models

from .case_scoped import kept, scoped
from .meeting import SUPPORT


class MeetingAgenda(models.Model):
    """Points of the agenda stay open to the team; what was noted under them is shared like the protocol."""

    _name = "kooperacje.meeting.agenda"
    _inherit = ["kooperacje.meeting.agenda", "kooperacje.case.scoped"]

    _scoped_fields = {"notes": SUPPORT}

    notes = scoped(fields.Text, "notes")
    notes_kept = kept(fields.Text)

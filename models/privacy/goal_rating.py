from odoo import fields, models

from .case_scoped import kept, scoped

SUPPORT = "kooperacje.data_scope_support"


class GoalRating(models.Model):
    """The level reached is the team's to know; what the family says of it is shared as in an assessment."""

    _name = "kooperacje.goal.rating"
    _inherit = ["kooperacje.goal.rating", "kooperacje.case.scoped"]

    _scoped_fields = {"family_view": SUPPORT, "note": SUPPORT}

    family_view = scoped(fields.Text, "family_view")
    family_view_kept = kept(fields.Text)
    note = scoped(fields.Text, "note")
    note_kept = kept(fields.Text)

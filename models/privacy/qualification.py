from odoo import models


class Qualification(models.Model):
    _name = "kooperacje.qualification"
    _inherit = ["kooperacje.qualification", "kooperacje.case.data"]

    # The register of qualifications: number, day and decision.
    _neutral_fields = frozenset({
        "display_name", "decided_on", "decision", "deferred_until", "votes_for", "votes_against", "votes_abstained",
    })

from odoo import models


class TeamMember(models.Model):
    _name = "kooperacje.team.member"
    _inherit = ["kooperacje.team.member", "kooperacje.access.source", "kooperacje.case.data"]

    _access_fields = frozenset({"team_id", "partner_id", "user_id", "institution_id", "state", "date_from", "date_to"})

    _holds_family_data = False

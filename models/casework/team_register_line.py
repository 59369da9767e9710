from odoo import fields, models


class TeamRegisterLine(models.Model):
    """One team as it stood in the register on the day it was passed on; made by the register only."""

    _name = "kooperacje.team.register.line"
    _description = "Team in the register passed on"
    _inherit = ["kooperacje.document.line.mixin"]
    _order = "register_id, team_number"
    _rec_name = "team_number"
    _document_field = "register_id"

    register_id = fields.Many2one(
        "kooperacje.team.register", "Register", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="register_id.company_id", store=True, index=True)
    partnership_id = fields.Many2one(related="register_id.partnership_id", store=True, index=True)
    team_number = fields.Char("Register number", required=True, readonly=True)
    decided_on = fields.Date(readonly=True)
    decided_stage = fields.Selection(
        [("diagnosis", "Diagnosis"), ("plan", "Plan"), ("realisation", "Realisation"), ("evaluation", "Evaluation")],
        readonly=True,
    )
    lead_name = fields.Char("Social worker", readonly=True)
    institution_ids = fields.Many2many("res.partner", string="Institutions", readonly=True)
    state = fields.Selection(
        [("inviting", "Inviting"), ("active", "At work"), ("suspended", "On hold"), ("closed", "Finished")],
        readonly=True,
    )
    closed_on = fields.Date(readonly=True)

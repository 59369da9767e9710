from odoo import fields, models


class ReadLog(models.Model):
    """Who saw which case or person, from which institution, when. Append-only."""

    _name = "kooperacje.read.log"
    _description = "Log of accesses"
    _order = "id desc"
    _log_access = False

    logged_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "User", required=True, readonly=True, ondelete="restrict")
    institution_id = fields.Many2one("res.partner", "Institution", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", "Office", required=True, readonly=True, ondelete="restrict")
    case_id = fields.Many2one("kooperacje.case", "Case", readonly=True, ondelete="restrict")
    person_id = fields.Many2one("kooperacje.person", "Person", readonly=True, ondelete="restrict")
    channel = fields.Selection(
        [("read", "Screen"), ("export", "Export"), ("report", "Document")], required=True, readonly=True,
    )

    _user_idx = models.Index("(user_id, id)")
    _case_idx = models.Index("(case_id, id) WHERE case_id IS NOT NULL")
    _company_idx = models.Index("(company_id, logged_at)")

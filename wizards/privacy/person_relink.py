from odoo import fields, models


class PersonRelink(models.TransientModel):
    """A line of a case names the wrong person: it, and all that names that person in the case, is to name another."""

    _name = "kooperacje.person.relink"
    _description = "Correct the person of a line"
    _inherit = ["kooperacje.once.mixin", "kooperacje.case.pointer"]

    line_id = fields.Many2one("kooperacje.case.person", "Line", required=True, readonly=True, ondelete="cascade")
    wrong_id = fields.Many2one("kooperacje.person", "Named now", related="line_id.person_id", related_sudo=False)
    company_id = fields.Many2one("res.company", related="line_id.person_id.company_id", related_sudo=False)
    person_id = fields.Many2one(
        "kooperacje.person", "Right person", ondelete="cascade", domain="[('company_id', '=', company_id)]",
    )
    reason = fields.Char("How it came about")

    def action_confirm(self):
        """:raises UserError: see ``kooperacje.case.person``: ``_relink``"""
        self.ensure_one()
        self._take_once()
        self.line_id._relink(self.person_id, self.reason)
        return {"type": "ir.actions.act_window_close"}

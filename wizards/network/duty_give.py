from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import dialog


class DutyGive(models.TransientModel):
    """The head hands all open duties of somebody to one person. What that person cannot take is named, with the reason,
    and the dialog asks for somebody else.
    """

    _name = "kooperacje.duty.give"
    _description = "Hand on duties"

    role_id = fields.Many2one("kooperacje.role.assignment", required=True, readonly=True, ondelete="cascade")
    leaver_id = fields.Many2one("res.users", "Whose duties", compute="_compute_leaver_id")
    company_id = fields.Many2one("res.company", compute="_compute_leaver_id")
    to_user_id = fields.Many2one(
        "res.users", "To whom", ondelete="cascade",
        domain="[('id', '!=', leaver_id), ('role_assignment_ids', 'any', [('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )
    reason = fields.Char(help="Without data of a family.")
    open_text = fields.Html("Open", compute="_compute_open_text", sanitize=False)
    has_open = fields.Boolean(compute="_compute_open_text")
    kept_text = fields.Html("Not handed on", readonly=True)

    @api.depends("role_id")
    def _compute_leaver_id(self):
        for wizard in self:
            wizard.leaver_id = wizard.role_id.user_id
            wizard.company_id = wizard.role_id.company_id

    @api.depends("role_id")
    def _compute_open_text(self):
        for wizard in self:
            lines = wizard._open_lines()
            wizard.has_open = bool(lines)
            wizard.open_text = lines and Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li>%s</li>") % line for line in lines
            )

    def _open_lines(self):
        """What is open, a line for each kind; for the head of the office alone."""
        self.role_id._check_may_give_duties()
        key = (self.role_id.user_id, self.role_id.company_id)
        left = list(self.role_id._duties_left(*key).get(key, []))
        if tasks := self.role_id._tasks_left():
            left.append((tasks._fields["user_id"], tasks))
        return [self.role_id._duty_line(self.env, field, records) for field, records in left]

    def _what(self):
        """Kinds that are handed on, see ``_give_duties``."""
        return {"duties"}

    def action_confirm(self):
        """:raises UserError: as ``kooperacje.role.assignment._give_duties``"""
        self.ensure_one()
        kept = self.role_id._give_duties(self.to_user_id, self.reason, self._what())
        if kept:
            again = self.create({
                "role_id": self.role_id.id, "reason": self.reason,
                "kept_text": Markup("<ul>%s</ul>") % self.role_id._duties_kept_text(kept),
            })
            return dialog(
                self.env._("Hand on duties"), self._name, res_id=again.id, context={"dialog_size": "medium"},
            )
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": "success", "message": self.env._("All is handed on to %s.", self.to_user_id.name),
            "next": {"type": "ir.actions.act_window_close"},
        }}

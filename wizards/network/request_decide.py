from odoo import api, fields, models
from odoo.exceptions import UserError


class RequestDecide(models.TransientModel):
    """Decides on a request of any kind; to reject it takes a reason."""

    _name = "kooperacje.request.decide"
    _description = "Decision on a request"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    decision = fields.Selection(
        [("accepted", "Accept"), ("rejected", "Reject")], required=True, default="accepted",
    )
    reason = fields.Char(help="Told to who filed the request, and kept in the register.")
    number = fields.Char(compute="_compute_number")

    @api.depends("res_model", "res_id")
    def _compute_number(self):
        for wizard in self:
            wizard.number = wizard._request().number

    def _request(self):
        """The request under the rights of the user; ``UserError`` when it is gone or no request."""
        Model = self.env.get(self.res_model or "")
        request = Model.browse(self.res_id).exists() if hasattr(Model, "_request_prefix") else None
        if not request:
            raise UserError(self.env._("The request does not exist any more. Open it again from the list."))
        request.check_access("write")
        return request

    def action_confirm(self):
        self.ensure_one()
        self._request()._decide(self.decision, self.reason)
        return {"type": "ir.actions.act_window_close"}

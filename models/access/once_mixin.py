from odoo import fields, models
from odoo.exceptions import UserError

from .serialise import serialise_on


class OnceMixin(models.AbstractModel):
    """A dialog that makes something new and is confirmed once, however often its button is pressed.

    Two presses at once are two requests: each would make its own consent, meeting or number. Records that keep their
    state need no mixin, for both presses write it; a dialog keeps none.
    """

    _name = "kooperacje.once.mixin"
    _description = "Dialog that is confirmed once"

    is_taken = fields.Boolean(readonly=True, copy=False, export_string_translation=False)

    def _take_once(self):
        """:raises UserError: what this dialog makes has been made already"""
        self.ensure_one()
        serialise_on(self)
        if self.is_taken:
            raise UserError(self.env._("This has been done already. Close the dialog and look at the result."))
        self.is_taken = True

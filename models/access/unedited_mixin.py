from odoo import api, models


class UneditedMixin(models.AbstractModel):
    """Rows that the program alone writes, by SQL: through the ORM nobody makes, changes or deletes one, sudo included.

    ``_refuse_edit`` raises, and says why.
    """

    _name = "kooperacje.unedited.mixin"
    _description = "Rows written by the program alone"

    def _refuse_edit(self):
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse_edit()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse_edit()

    def unlink(self):  # pylint: disable=method-required-super
        self._refuse_edit()

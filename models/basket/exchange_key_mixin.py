from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class ExchangeKeyMixin(models.AbstractModel):
    """A key by which a record is known outside the database: in the workbook of the basket, in HSDS.

    Unlike the id it stays when the data move to another database. It is a UUID, given once and never changed.

    ``create`` gives it, not a default: a default is proposed to forms and handed on by whatever inherits the model by
    ``_inherits``. Core makes a user's contact so, and what it hands on would look like a key somebody chose.
    """

    _name = "kooperacje.exchange.key.mixin"
    _description = "Key for exchange of data"

    exchange_key = fields.Char(
        readonly=True, copy=False, index="btree_not_null", export_string_translation=False,
    )

    def _init_column(self, column_name):
        """A key of its own for each record that was there before."""
        if column_name == "exchange_key":
            self.env.cr.execute(SQL(
                "UPDATE %(table)s SET exchange_key = gen_random_uuid()::text WHERE exchange_key IS NULL",
                table=SQL.identifier(self._table),
            ))
            return None
        return super()._init_column(column_name)

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: somebody else than the program brings a key along"""
        if not self.env.su and any(vals.get("exchange_key") for vals in vals_list):
            raise self._exchange_key_error()
        return super().create([
            {**vals, "exchange_key": vals.get("exchange_key") or str(uuid4())} for vals in vals_list
        ])

    def write(self, vals):
        """:raise AccessError: a record that has a key would get another one"""
        if "exchange_key" in vals and any(
            record.exchange_key and record.exchange_key != vals["exchange_key"] for record in self
        ):
            raise self._exchange_key_error()
        return super().write(vals)

    def _exchange_key_error(self):
        return AccessError(self.env._("The key of a record is given by the system and stays."))

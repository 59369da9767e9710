from odoo import models
from odoo.exceptions import AccessError


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None):
        """A link with a token stays good for weeks, whoever holds it: files of case data open by the rules only."""
        where = {"xmlid": xmlid, "res_model": res_model, "res_id": res_id, "field": field}
        if not access_token:
            return super()._find_record(**where)
        try:
            record = super()._find_record(**where, access_token=access_token)
        except AccessError:
            # A token that is no good (any more) closes no file to whoever may read it.
            record = self.env[res_model].browse(res_id or []).exists()
            if not self._is_case_data(record):
                raise
        # Asked of the record found, whose columns are read to hand it out anyway: no query for files of others.
        return super()._find_record(**where) if self._is_case_data(record) else record

    def _is_case_data(self, record):
        # sudo: only to learn which model's rules decide.
        name = record.sudo().res_model if record._name == "ir.attachment" else record._name
        return name in self.env["kooperacje.case.data"]._case_data_models()

    def _get_stream_from(self, record, field_name="raw", *args, **kwargs):
        """A file of a case that is opened is logged as a document seen."""
        document = record
        # sudo: only to learn of which document the opened file is, for the log.
        if record._name == "ir.attachment" and record.sudo().res_model in self.env:
            document = self.env[record.sudo().res_model].browse(record.sudo().res_id)
        if self.env["kooperacje.case.data"]._is_family_data_model(document._name):
            self.env["kooperacje.read.log"]._note(self.env[document._name].browse(document.ids), "report")
        return super()._get_stream_from(record, field_name, *args, **kwargs)

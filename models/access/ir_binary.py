from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None):
        """A link with a token stays good for weeks, whoever holds it: files of case data open by the rules only."""
        if access_token and self._is_case_data(res_model, res_id):
            access_token = None
        return super()._find_record(
            xmlid=xmlid, res_model=res_model, res_id=res_id, access_token=access_token, field=field,
        )

    def _is_case_data(self, res_model, res_id):
        guarded = self.env["kooperacje.case.data"]._case_data_models()
        if res_model == "ir.attachment" and res_id:
            # sudo: only to learn which model's rules decide.
            return self.env["ir.attachment"].sudo().browse(res_id).exists().res_model in guarded
        return res_model in guarded

    def _get_stream_from(self, record, field_name="raw", *args, **kwargs):
        """A file of a case that is opened is logged as a document seen."""
        document = record
        # sudo: only to learn of which document the opened file is, for the log.
        if record._name == "ir.attachment" and record.sudo().res_model in self.env:
            document = self.env[record.sudo().res_model].browse(record.sudo().res_id)
        if self.env["kooperacje.case.data"]._is_family_data_model(document._name):
            self.env["kooperacje.read.log"]._note(self.env[document._name].browse(document.ids), "report")
        return super()._get_stream_from(record, field_name, *args, **kwargs)

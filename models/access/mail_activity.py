from odoo import api, models


class MailActivity(models.Model):
    """Activities on case data close with it, those one was assigned too.

    A task from a meeting bears no scope, for each of the team has to know who does what by when (K3D-186).
    """

    _name = "mail.activity"
    _inherit = ["mail.activity", "kooperacje.case.attached"]

    _content_names = frozenset({"summary", "note", "res_name", "feedback", "attachment_ids", "display_name"})

    @api.readonly
    @api.model
    def get_activity_data(self, res_model, domain, limit=None, offset=0, fetch_done=False):
        """The board of activities shows what is to be done for each family."""
        shown = super().get_activity_data(res_model, domain, limit=limit, offset=offset, fetch_done=fetch_done)
        if self.env["kooperacje.case.data"]._is_family_data_model(res_model):
            self.env[res_model].browse(shown["activity_res_ids"])._note_shown()
        return shown

    @api.model
    def _document_keys(self, documents):
        keys = super()._document_keys(documents)
        return {
            document: (case_id, scope_id and document[0] != "kooperacje.meeting" and scope_id)
            for document, (case_id, scope_id) in keys.items()
        }

    def _attached_document(self, vals):
        """Activities name their document's model by its record."""
        name, id_ = super()._attached_document(vals)
        model_id = vals.get("res_model_id") or self.env.context.get("default_res_model_id")
        if not name and model_id:
            # sudo: the technical name of a model is no secret.
            name = self.env["ir.model"].sudo().browse(model_id).model
        return name, id_

from odoo import api, models


class MailActivity(models.Model):
    """Activities on case data close with it, those one was assigned too.

    A task from a meeting bears no scope, for each of the team has to know who does what by when (K3D-186).
    """

    _name = "mail.activity"
    _inherit = ["mail.activity", "kooperacje.case.attached"]

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

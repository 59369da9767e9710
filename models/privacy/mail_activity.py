from odoo import models


class MailActivity(models.Model):
    """Activities on case data close with it, those one was assigned too."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "kooperacje.case.attached"]

    def _attached_document(self, vals):
        """Activities name their document's model by its record."""
        name, id_ = super()._attached_document(vals)
        model_id = vals.get("res_model_id") or self.env.context.get("default_res_model_id")
        if not name and model_id:
            # sudo: the technical name of a model is no secret.
            name = self.env["ir.model"].sudo().browse(model_id).model
        return name, id_

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class CaseAttached(models.AbstractModel):
    """Something that hangs on a document by model and id: a message, an activity, a follower.

    Odoo lets authors read their messages and people notified read what they were notified of, whether or not they
    may still read the document; for case data that would keep a door open after a withdrawal. Hence a rule for
    everyone: what hangs on case data can be read by those who can read it. Other documents are not looked at, and
    the rule costs them no query.
    """

    _name = "kooperacje.case.attached"
    _description = "Attached to case data"

    # Fields of the document's model and id.
    _attached_to = ("res_model", "res_id")

    is_document_open = fields.Boolean(
        compute="_compute_is_document_open", search="_search_is_document_open",
        help="Whether the rules of case data let the user read the document; true for all other documents.",
    )

    @api.depends_context("uid")
    def _compute_is_document_open(self):
        """Under sudo too the answer is that of the user, since rules are evaluated as ``sudo()``."""
        model_field, id_field = self._attached_to
        guarded = set(self.env["kooperacje.case.data"]._case_data_models())
        ids_by_model = defaultdict(set)
        for record in self:
            if record[model_field] in guarded and record[id_field]:
                ids_by_model[record[model_field]].add(record[id_field])
        open_by_model = {}
        for name, ids in ids_by_model.items():
            documents = self.env[name].sudo(False).with_context(active_test=False).browse(ids).exists()
            open_by_model[name] = set(documents._filtered_access("read")._ids)
        for record in self:
            ids = open_by_model.get(record[model_field])
            record.is_document_open = ids is None or not record[id_field] or record[id_field] in ids

    def _search_is_document_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        model_field, id_field = self._attached_to
        guarded = self.env["kooperacje.case.data"]._case_data_models()
        domain = Domain(model_field, "not in", guarded) | Domain(id_field, "in", [False, 0])
        for name in guarded:
            documents = self.env[name].sudo(False).with_context(active_test=False)
            if documents.has_access("read"):
                domain |= Domain(model_field, "=", name) & Domain(id_field, "in", documents._search([]))
        return domain

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from .concrete import concrete_models


class CaseAttached(models.AbstractModel):
    """Something that hangs on a document by model and id: a message, an activity, a follower.

    Odoo lets authors read their messages and people notified read what they were notified of, whether or not they
    may still read the document; for family data that would keep a door open after a withdrawal. So what hangs on such
    a document bears the key of its case, and a rule for everyone asks the access relation by it. Everything else in
    the database has an empty key and costs nothing: no query in Python, one condition in SQL.

    A plain column set on creation, not a computed one: installing the addon computes nothing for the messages of
    years. What lies on the register of teams, which holds no family data, keeps Odoo's own rules.
    """

    _name = "kooperacje.case.attached"
    _description = "Attached to case data"
    _inherit = ["kooperacje.case.key", "kooperacje.noted.mixin"]

    # Fields of the document's model and id.
    _attached_to = ("res_model", "res_id")

    case_id = fields.Many2one(
        "kooperacje.case", "Case (key)", readonly=True, copy=False, index="btree_not_null", ondelete="cascade",
        help="The case whose access decides who may read this; set by the program.",
    )
    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data (key)", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict", help="The scope of the document, if it is shared by scopes; set by the program.",
        prefetch="kooperacje",
    )

    @api.model
    @tools.ormcache()
    def _attached_models(self):
        return concrete_models(self.env, "kooperacje.case.attached")

    @api.model
    def _attached_domain(self, name, ids):
        """Domain of what hangs on the documents ``ids`` of the model ``name``."""
        model_field, id_field = self._attached_to
        return Domain(model_field, "=", name) & Domain(id_field, "in", ids)

    @api.model
    def _document_keys(self, documents):
        """``{(model, id): (case id, scope id)}`` of those of ``documents``, pairs of model and id, that are family
        data.
        """
        result = {}
        ids_by_model = {}
        for name, id_ in documents:
            if id_ and self.env["kooperacje.case.data"]._is_family_data_model(name):
                ids_by_model.setdefault(name, set()).add(int(id_))
        for name, ids in ids_by_model.items():
            # sudo: the key is for the rules; nobody is shown it who may not read the document.
            records = self.env[name].sudo().with_context(active_test=False).browse(ids).exists()
            if name != "kooperacje.case" and "case_id" not in records._fields:
                continue
            for record, scope_id in zip(records, records._attached_scope_ids(), strict=True):
                case = record if name == "kooperacje.case" else record.case_id
                result[name, record.id] = (case.id, scope_id)
        return result

    def _attached_document(self, vals):
        """Model and id of the document in ``vals`` of a new record, defaults of the context included."""
        return tuple(
            vals[name] if name in vals else self.env.context.get(f"default_{name}") for name in self._attached_to
        )

    def onchange(self, values, field_names, fields_spec):
        """An unsaved activity or message computes the name of its document as superuser, whoever may read it."""
        # sudo: where the saved record hangs is needed in order to ask whether the user may read that document.
        names, ids = set(), set()
        for name, place in zip(self._attached_to, (names, ids), strict=True):
            place |= {values.get(name), self.env.context.get(f"default_{name}"), *self.sudo().mapped(name)}
        model_ids = set()
        for id_ in (values.get("res_model_id"), self.env.context.get("default_res_model_id")):
            if id_:
                model_ids.add(id_["id"] if isinstance(id_, dict) else id_)
        # sudo: only to learn which model's rules decide.
        names |= set(self.env["ir.model"].sudo().browse(model_ids).mapped("model"))
        guarded = names.intersection(self.env["kooperacje.case.data"]._case_data_models())
        ids = [int(id_) for id_ in ids if id_]
        for name in guarded if ids and not self.env.su else ():
            self.env["kooperacje.case.pointer"]._check_readable(name, ids)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_documents(self, documents):
        """:raise AccessError: in the same words for a document of a family that is closed and for none at all"""
        ids_by_model = {}
        for name, id_ in documents if not self.env.su else ():
            if id_ and self.env["kooperacje.case.data"]._is_family_data_model(name):
                ids_by_model.setdefault(name, set()).add(int(id_))
        for name, ids in ids_by_model.items():
            self.env["kooperacje.case.pointer"]._check_readable(name, ids)
            self.env[name].browse(ids)._check_not_restricted()

    @api.model_create_multi
    def create(self, vals_list):
        documents = {self._attached_document(vals) for vals in vals_list}
        if self._name != "mail.message":
            self._check_documents(documents)
        keys = self._document_keys(documents)
        if not any(case_id for case_id, _scope_id in keys.values()) and not self._given_keys(vals_list):
            return super().create(vals_list)
        new_vals_list = []
        for vals in vals_list:
            case_id, scope_id = keys.get(self._attached_document(vals), (False, False))
            new_vals_list.append({**vals, "case_id": case_id, "scope_id": scope_id})
        return super().create(new_vals_list)

    def _given_keys(self, vals_list):
        """Whether a client has put a key into new records, where only the program may."""
        context = self.env.context
        return "default_case_id" in context or "default_scope_id" in context or any(
            "case_id" in vals or "scope_id" in vals for vals in vals_list
        )

    def write(self, vals):
        if not self.env.su and not {"case_id", "scope_id"}.isdisjoint(vals):
            raise UserError(self.env._("This key follows from the document and is set by the program."))
        result = super().write(vals)
        if not set(self._attached_to).isdisjoint(vals):
            self._set_keys()
        return result

    def _set_keys(self):
        # sudo: the keys are the program's own, see ``write``.
        records = self.sudo()
        documents = [tuple(record[name] for name in self._attached_to) for record in records]
        keys = self._document_keys(set(documents))
        for record, document in zip(records, documents, strict=True):
            case_id, scope_id = keys.get(document, (False, False))
            record.write({"case_id": case_id, "scope_id": scope_id})

    # ------------------------------------------------------------
    # Whoever is shown what was written on a case has read of it
    # ------------------------------------------------------------

    def _note_cases(self, channel):
        # sudo: the key of the case only, for the log.
        cases = self.env["kooperacje.case"].browse(self.sudo().case_id.ids)
        self.env["kooperacje.read.log"]._note(cases, channel)

    @api.model
    def _of_cases_domain(self):
        return Domain("case_id", "!=", False)

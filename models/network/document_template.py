from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.serialise import serialise_on


class DocumentTemplate(models.Model):
    """Clauses of one kind of document: the common version, or the one of a municipality, which goes before it."""

    _name = "kooperacje.document.template"
    _description = "Document and its clauses"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "code, company_id"
    # They say in whose papers, and in which, the clauses are printed.
    _fixed_fields = frozenset({"code", "model", "company_id"})

    name = fields.Char(required=True)
    code = fields.Char(required=True, readonly=True, help="Key by which the document finds its clauses.")
    model = fields.Char("Printed model", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", "Office", index="btree_not_null", ondelete="cascade", readonly=True,
        help="Office whose version this is; empty for the common version.",
    )
    active = fields.Boolean(default=True)
    clause_ids = fields.One2many("kooperacje.document.clause", "template_id", "Clauses", copy=True)
    placeholder_help = fields.Html("Placeholders", compute="_compute_placeholder_help", sanitize=False)
    has_own_version = fields.Boolean(compute="_compute_has_own_version")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This office has its own version of the document already.",
    )

    @api.depends("name", "company_id")
    def _compute_display_name(self):
        for template in self:
            # sudo: the name of the office whose version one may read.
            office = template.company_id.sudo().name
            template.display_name = f"{template.name} ({office})" if office else template.name

    @api.depends("model")
    def _compute_placeholder_help(self):
        for template in self:
            template.placeholder_help = self.env["ir.qweb"]._render("kooperacje.document_placeholder_help", {
                "placeholders": template._placeholders(),
            })

    @api.depends("code", "company_id")
    @api.depends_context("company")
    def _compute_has_own_version(self):
        own = self.search([("code", "in", self.mapped("code")), ("company_id", "=", self.env.company.id)])
        codes = set(own.mapped("code"))
        for template in self:
            template.has_own_version = bool(template.company_id) or template.code in codes

    def _placeholders(self):
        """``{expression: meaning}`` that the clauses of this document may use."""
        self.ensure_one()
        Model = self.env.get(self.model)
        return Model._document_placeholders() if hasattr(Model, "_document_placeholders") else {}

    @api.model
    def _template_for(self, code, company):
        """Clauses that ``company`` uses for documents of ``code``: its own version before the common one."""
        # sudo: the clauses are the text of a document the user may read; the office is fixed by that document.
        templates = self.sudo().search([("code", "=", code), ("company_id", "in", [company.id, False])])
        return templates.filtered("company_id") or templates

    def action_customise(self):
        """Make the version of the current office from the common one, and open it."""
        self.ensure_one()
        if self.company_id:
            raise UserError(self.env._("This is the version of an office already."))
        serialise_on(self)
        own = self.search([("code", "=", self.code), ("company_id", "=", self.env.company.id)], limit=1)
        if not own:
            own = self.copy({"company_id": self.env.company.id, "name": self.name})
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": own.id, "view_mode": "form",
        }

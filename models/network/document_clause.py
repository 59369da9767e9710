from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mail import html2plaintext
from odoo.tools.rendering_tools import parse_inline_template


def one_full_stop(pieces):
    """Text put together of ``pieces``. A value that ends with a full stop (“r.”, “sp. z o.o.”) ends the sentence; a
    line of dots to be filled in stays as long as it is.
    """
    text = ""
    for piece in pieces:
        ended = text.endswith(".") and not text.endswith("..")
        text += piece[1:] if ended and piece.startswith(".") and not piece.startswith("..") else piece
    return text


class DocumentClause(models.Model):
    """One clause of a document, with placeholders of ``mail.render.mixin`` (``{{ object.partnership_id.name }}``).

    Only the placeholders that the printed model offers are accepted, for administrators too. Clauses so always take
    the static path of the mixin: nothing in them is ever evaluated as code, and what they name is read under the
    rules of the user who prints. An editor of clauses cannot make a document show more than its reader may see.
    """

    _name = "kooperacje.document.clause"
    _description = "Clause"
    _inherit = ["kooperacje.guarded.mixin", "mail.render.mixin"]
    _order = "template_id, sequence, id"
    _rec_name = "title"
    # Another template would put the text of one office into the papers of all.
    _fixed_fields = frozenset({"template_id"})

    template_id = fields.Many2one(
        "kooperacje.document.template", "Document", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", related="template_id.company_id", store=True, precompute=True, index="btree_not_null",
    )
    sequence = fields.Integer(default=10)
    place = fields.Selection(
        [
            ("opening", "Opening"),
            ("information", "Information given"),
            ("body", "Main text"),
            ("statement", "Statements"),
            ("sharing", "Sharing of data"),
            ("refusal", "Refusal"),
            ("secrecy", "Secrecy"),
            ("closing", "Closing"),
            ("privacy", "Information clause (RODO)"),
        ],
        "Place in the document", required=True, default="body",
    )
    title = fields.Char()
    body = fields.Html("Text", required=True, render_engine="inline_template")
    active = fields.Boolean(default=True)

    @api.depends("template_id.model")
    def _compute_render_model(self):
        for clause in self:
            clause.render_model = clause.template_id.model

    @api.constrains("body", "template_id")
    def _check_placeholders(self):
        for clause in self:
            accepted = clause.template_id._placeholders()
            text = str(clause.body or "")
            found = clause._placeholders_used()
            unknown = [expression for expression in found if expression not in accepted]
            if text.count("{{") != len(found):
                unknown.append("{{")
            if unknown:
                raise ValidationError(self.env._(
                    "Clause “%(title)s”: the placeholder “%(unknown)s” is not known in this document. You may use: "
                    "%(accepted)s.",
                    title=clause.title or "", unknown=", ".join(html2plaintext(item) for item in unknown),
                    accepted=", ".join(f"{{{{ {expression} }}}}" for expression in accepted),
                ))

    def _placeholders_used(self):
        """Expressions of the text between double braces."""
        self.ensure_one()
        parts = parse_inline_template(str(self.body or ""))
        return [expression for _text, expression, _default in parts if expression]

    def _render(self, document):
        """The clause as HTML for ``document``; ``UserError`` naming the clause when a placeholder is not accepted."""
        self.ensure_one()
        source = str(self.body or "")
        if self._has_unsafe_expression_template_inline_template(source, document._name):
            raise UserError(self.env._(
                "The clause “%(title)s” holds a placeholder that the document does not offer. Ask the administrator to "
                "correct it in Configuration, Documents and clauses.", title=self.title or "",
            ))
        # In the environment of the document: clauses are found with sudo, what they name is not read so.
        reader = self.with_env(document.env)
        return Markup(reader._render_template_inline_template_regex(source, document._name, document.ids)[document.id])

    @api.model
    def _render_template_inline_template_regex(self, template_txt, model, res_ids):
        """As in core, but with values an office writes (dates in words, labels) and escaped: clauses are HTML."""
        # A default is written with spaces around it: “||| until revoked }}”.
        parts = [(text, expression, (default or "").strip()) for text, expression, default in parse_inline_template(
            str(template_txt),
        )]
        return {
            record.id: one_full_stop(
                piece for text, expression, default in parts for piece in (
                    text, str(escape(record._document_placeholder_value(expression) or default)) if expression else "",
                )
            )
            for record in self.env[model].browse(res_ids)
        }

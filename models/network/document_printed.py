from babel.dates import format_date
from markupsafe import Markup, escape

from odoo import api, models
from odoo.tools.misc import babel_locale_parse

from odoo.addons.kooperacje.kernels.office_day import office_time

# Printed papers are Polish whatever the language of the screen.
PRINT_LANG = "pl_PL"


class DocumentPrinted(models.AbstractModel):
    """A record printed on the office's paper: letterhead, clauses, values in words. Signed or not.

    A placeholder of a clause is ``{{ object.<field>[.<field>…] }}``, ``{{ office.<key> }}`` or ``{{ act.<code> }}``;
    only those of ``_document_placeholders`` are accepted. They are read under the rules of the user who prints.
    """

    _name = "kooperacje.document.printed"
    _description = "Printed record"

    # Kind of document: key of its clauses (kooperacje.document.template) and of its series of numbers.
    _document_code = None

    def _document_company(self):
        """The office whose letterhead the document bears and whose series numbers it."""
        self.ensure_one()
        return ("company_id" in self._fields and self.company_id) or self.env.company

    def _document_report(self):
        """External id of the report that prints the document; ``False`` when the paper comes from elsewhere."""
        return False

    def _document_title(self):
        """Title of the PDF. Neutral: it is shown in the window bar and kept by readers, so it names nobody."""
        self.ensure_one()
        return self.env._("Document %s", self.id)

    @api.model
    def _file_label(self, text):
        """``text`` as a name of a file, without extension."""
        return "".join(char if char.isalnum() or char in "-_." else "-" for char in text)

    def _document_file_reference(self):
        """Reference of the file that the record lies in (znak sprawy), empty without one; printed where the paper has
        none of its own.
        """
        self.ensure_one()
        return ""

    def _document_stored_pdf(self):
        """The PDF kept when the document was issued, as bytes, or ``False`` to print the record as it is now."""
        return False

    def _document_stamp(self):
        """The text stamped on the stored PDF when it is printed; empty for no stamp."""
        return ""

    @api.model
    def _document_placeholders(self):
        """Expressions a clause may use on this model, ``{expression: meaning}``."""
        return {
            "office.name": self.env._("name of the office"),
            "office.address": self.env._("address of the office"),
            "office.city": self.env._("town of the office"),
            "office.phone": self.env._("telephone of the office"),
            "office.email": self.env._("e-mail of the office"),
            "office.dpo": self.env._("e-mail of the data-protection officer"),
            "office.kept": self.env._("how long the office keeps such a record"),
            **{f"act.{act.code}": act.name for act in self.env["kooperacje.legal.act"].search([])},
        }

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *self._document_placeholders())

    # ------------------------------------------------------------------
    # What the reports print
    # ------------------------------------------------------------------

    def _document_office(self):
        """Letterhead of the office as a dictionary of texts, and ``logo`` (base64 or ``False``)."""
        # sudo: what stands on the letterhead of every paper; one may print a document of an office one cooperates
        # with without being its user.
        company = self._document_company().sudo()
        partner = company.partner_id
        officer = self.env["kooperacje.role.assignment"].sudo().search(
            [("company_id", "=", company.id), ("role", "=", "dpo"), ("is_current", "=", True)], limit=1,
        )
        return {
            "name": company.name or "",
            "street": partner.street or "",
            "town": " ".join(filter(None, [partner.zip, partner.city])),
            "address": ", ".join(filter(None, [partner.street, " ".join(filter(None, [partner.zip, partner.city]))])),
            "city": partner.city or "",
            "phone": partner.phone or "",
            "email": partner.email or "",
            "dpo": officer.user_id.partner_id.email or "",
            "logo": not company.uses_default_logo and company.logo,
        }

    def _document_kept(self):
        """How long the office keeps the record, in the words of a clause: “Dane przechowuje się …”."""
        return "przez okres wynikający z jednolitego rzeczowego wykazu akt"

    def _document_clauses(self, place=None, code=None):
        """Clauses of the office (or the common ones) for this document as ``[{"title", "body", "place"}]``.

        :param code: of another paper of the same record than the document itself
        """
        self.ensure_one()
        template = self.env["kooperacje.document.template"]._template_for(
            code or self._document_code, self._document_company(),
        )
        clauses = template.clause_ids.filtered(lambda clause: not place or clause.place == place)
        return [{"title": clause.title, "body": clause._render(self), "place": clause.place} for clause in clauses]

    @api.model
    def _print_lang(self):
        return PRINT_LANG if self.env["res.lang"]._get_data(code=PRINT_LANG) else self.env.lang or "en_US"

    @api.model
    def _print_date(self, value):
        """``21 listopada 2026 r.`` of a date or a datetime (by the clock of the office)."""
        if not value:
            return ""
        if hasattr(value, "hour"):
            value = office_time(value)
        return f"{format_date(value, 'd MMMM y', locale=babel_locale_parse(PRINT_LANG))} r."

    @api.model
    def _print_period(self, start, end):
        """``01.01.2026 – 30.06.2027``, or the one end that is known."""
        start, end = (day.strftime("%d.%m.%Y") if day else "" for day in (start, end))
        if start and end:
            return f"{start} – {end}"
        return f"od {start}" if start else f"do {end}" if end else ""

    @api.model
    def _print_time(self, value):
        return office_time(value).strftime("%H:%M") if value else ""

    @api.model
    def _print_value(self, value, field=None):
        """A field's value as an office writes it: dates in words, labels of selections, names of records."""
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.with_context(lang=self._print_lang()).env)).get(value, "")
        if isinstance(value, models.BaseModel):
            return ", ".join(name for name in value.mapped("display_name") if name)
        if field is not None and field.type == "boolean":
            return "tak" if value else "nie"
        if field is not None and field.type in ("date", "datetime"):
            return self._print_date(value)
        return "" if value is False or value is None else str(value)

    def _print_field(self, name):
        self.ensure_one()
        return self._print_value(self[name], self._fields[name])

    def _print_text(self, value):
        """Text typed in several lines, escaped, its lines kept."""
        return Markup("<br/>").join(escape(value or "").split("\n"))

    def _document_placeholder_value(self, expression):
        """Value of one accepted placeholder as text; empty when a step of the path is empty."""
        self.ensure_one()
        root, *path = expression.split(".")
        if expression == "office.kept":
            return self._document_kept()
        if root == "office":
            return self._document_office().get(path[0], "")
        if root == "act":
            act = self.env["kooperacje.legal.act"].search([("code", "=", path[0])], limit=1)
            return act.citation or ""
        record, value, field = self, "", None
        for name in path:
            if not record:
                return ""
            field, value = record._fields[name], record[name]
            record = value
        return self._print_value(value, field)

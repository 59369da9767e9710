from odoo import models

from odoo.addons.kooperacje.kernels.office_day import OFFICE_TZ
from odoo.addons.kooperacje.models.access.office_words import KEY, WordsOf

# Spoken where nothing says otherwise, if it is installed: the program is made for Polish offices.
HOME_LANG = "pl_PL"


class Base(models.AbstractModel):
    """A text is made in the language of whoever reads it, whoever makes it.

    A nightly job has neither language nor time zone, a colleague may use another one, and what is written into a
    column, a mail or a note keeps the language it was made in. So every such text is made in the environment that one
    of these methods gives: an activity and a mail in that of their addressee, what a whole office reads (notes,
    titles, reasons) in that of the office.
    """

    _inherit = "base"

    def _in_language_of(self, reader):
        """The same records with the language, the time zone and the words of ``reader``: a user, a contact, an office.

        Of several readers the first one decides. Who has chosen no language reads that of the own office, an office
        without one Polish, if it is installed.
        """
        # sudo: which language and which clock a reader uses is no secret; nothing else is looked at.
        reader = reader[:1].sudo()
        partner = reader if reader._name == "res.partner" else reader.partner_id
        company = reader if reader._name == "res.company" else (
            reader if reader._name == "res.users" else partner.user_ids[:1]
        ).company_id
        # In that reader's office entries of dictionaries may have words of their own.
        words = {KEY: WordsOf(company.id)} if company else {}
        spoken = (partner.lang, company.partner_id.lang, HOME_LANG, self.env.lang)
        return self.with_context(
            lang=next((code for code in spoken if code and self._is_spoken(code)), "en_US"),
            tz=partner.tz or company.partner_id.tz or OFFICE_TZ.key,
            **words,
        )

    def _in_office_language(self):
        """The same records with the language and the time zone of the office that they belong to.

        Of records of several offices the first one decides: ask each in turn.
        """
        # sudo: one may write into a record of an office that one cooperates with without being its user.
        record = self[:1].sudo()
        field = self._fields.get("company_id")
        company = record.company_id if field and field.comodel_name == "res.company" else False
        return self._in_language_of(company or self.env.company)

    def _office_label(self):
        """What the office calls this kind of record."""
        told = self._in_office_language()
        return told.env["ir.model"]._get(self._name).name

    def _is_spoken(self, code):
        """Whether the language is installed; the source language always is."""
        return code == "en_US" or bool(self.env["res.lang"]._get_data(code=code))

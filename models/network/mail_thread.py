from odoo import models


class MailThread(models.AbstractModel):
    """Notes that the program writes into the history of our records, in the language of their office.

    “Sprawa utworzono” is no sentence: in Polish a thing is created by its gender, so its name follows a colon.
    """

    _inherit = "mail.thread"

    def _creation_message(self):
        if not self._name.startswith("kooperacje."):
            return super()._creation_message()
        told = self._in_office_language()
        return told.env._("Created: %s", told.env["ir.model"]._get(self._name).name)

    def _bears_mail_of_office(self):
        """Whether mails about these records are the office's: of our records."""
        return self._name.startswith("kooperacje.")

    def _notify_by_email_render_layout(self, message, recipients_group, msg_vals=False, render_values=None):
        """Mails of ours bear the office's name and address, and no word of core's frame."""
        if self._bears_mail_of_office():
            msg_vals = {**(msg_vals or {}), "email_layout_xmlid": "kooperacje.mail_of_office"}
        return super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values,
        )

    def _tell_people(self, partners, words):
        """Tell each of ``partners`` by a mail (or in the own inbox) in the own language; the history of the record
        keeps it in the language of the office.

        :param words: function of the record in the reader's environment; gives the subject, which names nobody, and
            the body
        """
        self.ensure_one()
        told = self._in_office_language()
        told.message_post(body=words(told)[1], subtype_xmlid="mail.mt_note")
        for partner in partners:
            reader = self._in_language_of(partner)
            subject, body = words(reader)
            reader.message_notify(partner_ids=partner.ids, subject=subject, body=body)

    def _message_track(self, fields_iter, initial_values_dict):
        """Keep changes as text: labels and names in the language of the office, whoever made the change."""
        if not self._name.startswith("kooperacje."):
            return super()._message_track(fields_iter, initial_values_dict)
        told_by_lang = self.grouped(lambda record: record._in_office_language().env.lang)
        # Core takes these away with the first call; there is one for each language.
        data = self.env.cr.precommit.data
        given = {key: data.get(key) for key in (f"mail.tracking.{kind}.{self._name}" for kind in ("message", "author"))}
        tracking = {}
        for lang, some in told_by_lang.items():
            data.update({key: dict(value) for key, value in given.items() if value})
            records = some.with_context(lang=lang)
            initial = {
                record.id: {
                    name: value.with_env(records.env) if isinstance(value, models.BaseModel) else value
                    for name, value in initial_values_dict[record.id].items()
                } for record in records
            }
            tracking.update(super(MailThread, records)._message_track(fields_iter, initial))
        return tracking

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

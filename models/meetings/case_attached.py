from odoo import api, models


class CaseAttached(models.AbstractModel):
    """What is written on the calendar's copy of a team's meeting hangs on the case too, and closes with it.

    Without a scope: whoever sits in the meeting reads it, as the event itself.
    """

    _inherit = "kooperacje.case.attached"

    @api.model
    def _document_keys(self, documents):
        keys = super()._document_keys(documents)
        ids = {int(document[1]) for document in documents if document[0] == "calendar.event" and document[1]}
        if ids:
            # sudo: the key is for the rules; nobody is shown it who may not read the event.
            events = self.env["calendar.event"].sudo().with_context(active_test=False).browse(ids).exists()
            for id_, case_id in events._of_cases().items():
                keys["calendar.event", id_] = (case_id, False)
        return keys

from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _check_access(self, operation):
        """Who only moderates a meeting or takes its minutes files papers with it, and leaves those of others alone."""
        result = super()._check_access(operation)
        if operation not in ("write", "unlink") or self.env.su:
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: only the columns that say what the files belong to and whose they are.
        files = (self - forbidden).sudo().filtered(
            lambda file: file.res_model == "kooperacje.meeting" and file.create_uid.id != self.env.uid,
        ).sudo(False)
        if not files:
            return result
        Meeting = self.env["kooperacje.meeting"]
        meetings = Meeting.browse(set(files.mapped("res_id"))).filtered(lambda meeting: meeting.user_hand == "rota")
        closed = files.filtered(lambda file: file.res_id in meetings.ids)
        if not closed:
            return result
        return forbidden | closed, (result[1] if result else Meeting._rota_error)

import base64

from odoo import fields, models
from odoo.exceptions import UserError


class WholeFile(models.TransientModel):
    """The whole file of a case as one PDF: which parts, why, and with which password.

    The finished file is handed out once and then forgotten, the password as soon as it has been used.
    """

    _name = "kooperacje.whole.file"
    _description = "Whole file of a case as one PDF"
    _inherit = ["kooperacje.case.pointer", "kooperacje.once.mixin"]

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    with_course = fields.Boolean("Intake and course of the case", default=True)
    with_papers = fields.Boolean("Issued and signed papers", default=True)
    with_plans = fields.Boolean("Plans and assessments", default=True)
    with_attached = fields.Boolean(
        "Signed copies, confirmations and files of others", default=True, help="Attached inside the PDF as they are.",
    )
    recipient_name = fields.Char("For whom", help="Leave it empty when it is for your own work.")
    reason = fields.Char(required=True, help="Stands in the log of accesses. Without data of the family.")
    password = fields.Char(
        copy=False, help="At least 8 characters. Tell it the recipient by another way than the file.",
    )
    content = fields.Binary(attachment=False, readonly=True, copy=False, groups=fields.NO_ACCESS)

    def action_confirm(self):
        """Make the PDF and hand it out.

        :raises UserError: no reason, nothing chosen; see ``kooperacje.release``
        """
        self._take_once()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write why the file is taken out: the log of accesses says it."))
        parts = {part for part in ("course", "papers", "plans", "attached") if self[f"with_{part}"]}
        _release, content = self.env["kooperacje.release"]._make_whole(
            self.case_id, parts, (self.recipient_name or "").strip(), self.reason.strip(), self.password,
        )
        # superuser: the field is closed to everyone; this is the user's own dialog.
        self.sudo().write({"content": base64.b64encode(content), "password": False})
        return {
            # Core closes the dialog behind a new window only, which is gone again once the file is saved.
            "type": "ir.actions.act_url", "target": "new", "url": f"/kooperacje/whole-file/{self.id}", "close": True,
        }

    def _take_content(self):
        """The PDF, once, and its name: afterwards it is here no longer.

        :raises UserError: it has been handed out already
        """
        self.ensure_one()
        # superuser: the field is closed to everyone; the caller has read the dialog, which is open to its user alone.
        own = self.sudo().with_context(bin_size=False)
        content = own.content
        if not content:
            raise UserError(self.env._("This file has been handed out already. Make it anew from the case."))
        own.content = False
        case = self.env["kooperacje.release"]._sign_of(self.case_id)
        return base64.b64decode(content), f"akta-{self.env['kooperacje.release']._file_label(case)}.pdf"

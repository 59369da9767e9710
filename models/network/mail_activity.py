from odoo import fields, models
from odoo.tools import format_date


class MailActivity(models.Model):
    _inherit = "mail.activity"

    kooperacje_leaver_id = fields.Many2one(
        "res.partner", "Who leaves", readonly=True, index="btree_not_null", ondelete="cascade", prefetch="kooperacje",
        help="Whose duties the activity asks to hand on, whatever the person is called meanwhile.",
    )

    def action_notify(self):
        """Who is given something to do at a record of ours is told by the office, in the own language."""
        ours = self.filtered(lambda activity: (activity.res_model or "").startswith("kooperacje."))
        if not ours:
            return super().action_notify()
        for activity in ours.filtered("user_id"):
            told = activity._in_language_of(activity.user_id)
            record = told.env[told.res_model].browse(told.res_id)
            # sudo: whether the record is still there; who is told reads the rest by the own rights.
            if not record.sudo().exists():
                continue
            summary = told.summary or told.activity_type_id.name or ""
            what = summary if (told.res_name or "") in summary else f"{summary} ({told.res_name})"
            record.message_notify(
                partner_ids=told.user_id.partner_id.ids, subtitles=[summary], subject=told.env._("To do: %s", what),
                body=told.env["ir.qweb"]._render("kooperacje.mail_activity_assigned", {
                    "summary": summary, "record_name": told.res_name, "note": told.note,
                    "kind": told.env["ir.model"]._get(told.res_model).name,
                    "deadline": format_date(told.env, told.date_deadline),
                    # What the program asks for is asked by nobody.
                    "author": told.create_uid.id != 1 and told.create_uid.name,
                }),
            )
        return super(MailActivity, self - ours).action_notify()

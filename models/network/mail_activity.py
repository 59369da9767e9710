from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    kooperacje_leaver_id = fields.Many2one(
        "res.partner", "Who leaves", readonly=True, index="btree_not_null", ondelete="cascade", prefetch="kooperacje",
        help="Whose duties the activity asks to hand on, whatever the person is called meanwhile.",
    )

from odoo import api, fields, models


class AccessLink(models.TransientModel):
    """The link by which an invited person sets a password, to be handed over where no letter arrives.

    The link itself is not kept: it is made from the account each time the form is read by who may give it out.
    """

    _name = "kooperacje.access.link"
    _description = "Link to hand over"

    role_id = fields.Many2one("kooperacje.role.assignment", "Role", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "For", related="role_id.user_id", related_sudo=False)
    link = fields.Char(compute="_compute_link")
    valid_until = fields.Datetime("Valid until", compute="_compute_link")
    failure = fields.Selection(
        lambda self: self.env["res.users"]._fields["kooperacje_invitation_failure"]._description_selection(self.env),
        "The invitation was not sent", compute="_compute_link",
    )

    @api.depends_context("uid")
    @api.depends("role_id")
    def _compute_link(self):
        for wizard in self:
            wizard.role_id._check_may_invite()
            # sudo: who may give the account out has just been asked.
            account = wizard.role_id.user_id.sudo()
            wizard.link = account._kooperacje_link()
            wizard.valid_until = account.kooperacje_invited_until
            wizard.failure = account.kooperacje_invitation_failure

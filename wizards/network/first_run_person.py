from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.network.role_assignment import ROLES

from .first_run import POLISH


class FirstRunPerson(models.TransientModel):
    """Somebody of the office on the page of first steps: to be given access, or with the role held already.

    The link by which an invited person sets a password is not kept: it is made from the account each time the page is
    read by who may give it out, and only where no letter has brought it.
    """

    _name = "kooperacje.first.run.person"
    _description = "Person on the page of first steps"
    _order = "id"

    first_run_id = fields.Many2one("kooperacje.first.run", "First steps", required=True, index=True, ondelete="cascade")
    role = fields.Selection(
        [role for role in ROLES if role[0] in ("manager", "network_worker", "social_worker", "dpo", "admin")],
        required=True, default="social_worker",
    )
    name = fields.Char("Name and surname")
    email = fields.Char("E-mail")
    authorisation_date = fields.Date(
        "Authorised on", help="Date of the written authorisation of the controller (art. 100 ust. 6 u.p.s.).",
    )
    secrecy_date = fields.Date("Secrecy undertaken on", help="Date of the signed secrecy undertaking.")
    role_id = fields.Many2one("kooperacje.role.assignment", "Role given", readonly=True, ondelete="cascade")
    account_state = fields.Selection(related="role_id.account_state", related_sudo=False)
    link = fields.Char("Link to hand over", compute="_compute_link")

    @api.depends_context("uid")
    @api.depends("role_id")
    def _compute_link(self):
        for line in self:
            role = line.role_id
            handed_over = role.account_state in ("unsent", "invited") and role._is_mine_to_invite()
            # sudo: who may give the account out has just been asked.
            account = role.user_id.sudo()
            line.link = handed_over and account.kooperacje_invitation_failure and account._kooperacje_link()

    def _give_access(self):
        """The role, with an account where there is none.

        :raises UserError: the line is not complete, or the role may not be given; names the line
        """
        self.ensure_one()
        page = self.first_run_id
        if not self.name or not self.email:
            raise UserError(self.env._(
                "Write name and e-mail of each person (%(line)s), or leave the whole line empty.",
                line=self.name or self.email,
            ))
        grant = self.env["kooperacje.access.grant"].with_company(page.company_id).create({
            "institution_id": page.company_id.partner_id.id, "company_id": page.company_id.id,
            "name": self.name, "email": self.email, "role": self.role,
            # What the role bears is typed only where it opens cases.
            **{name: self[name] for name in ("authorisation_date", "secrecy_date") if self[name]},
        })
        # An office in Poland: its people are greeted in Polish, in whatever language the database was installed.
        role, _is_new = grant._grant(lang=POLISH)
        self.role_id = role

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog


class RoleAssignment(models.Model):
    """The account behind a role: whether the person came in, and whether account and role still agree."""

    _inherit = "kooperacje.role.assignment"

    account_state = fields.Selection(
        [
            ("signed_in", "Signed in"), ("invited", "Invited"), ("unsent", "Invitation not sent"),
            ("expired", "Invitation expired"), ("never", "Never signed in"),
        ],
        "Account", compute="_compute_account", compute_sudo=True,
        help="“Invitation not sent”: the mail server refused it. Hand the link over, or have the server put right and "
             "send the invitation again.",
    )
    account_issue = fields.Selection(
        [
            ("archived", "Account switched off"), ("guest", "Account of a guest"), ("group", "Groups missing"),
            ("company", "Office missing"),
        ],
        "Disagrees with the role", compute="_compute_account", compute_sudo=True,
        help="What the account lacks of what the role gives.",
    )
    may_invite = fields.Boolean(compute="_compute_may_invite", export_string_translation=False)
    disturbed_on = fields.Datetime(
        "Changed from outside on", readonly=True, copy=False,
        help="Somebody or another program took away from the account what this role gives. It was given back.",
    )
    disturbed_by_id = fields.Many2one("res.users", "Changed by", readonly=True, copy=False, ondelete="set null")
    disturbance = fields.Selection(
        [("group", "The group of the role"), ("company", "The office")], "What was taken", readonly=True, copy=False,
    )

    @api.model
    def _guarded_names(self):
        return super()._guarded_names() | {"disturbed_on", "disturbed_by_id", "disturbance"}

    @api.depends(
        "user_id.active", "user_id.group_ids", "user_id.company_ids", "valid_until", "user_id.kooperacje_invited_until",
        "user_id.kooperacje_invitation_failure",
    )
    def _compute_account(self):
        today, now = office_today(), fields.Datetime.now()
        logged = {user for [user] in self.env["res.users.log"].sudo()._read_group(
            [("create_uid", "in", self.user_id.ids)], ["create_uid"],
        )}
        for role in self:
            user = role.user_id
            if user in logged:
                role.account_state = "signed_in"
            elif user.kooperacje_invitation_failure or user.kooperacje_invitation_mail_id.state == "exception":
                role.account_state = "unsent"
            elif user.kooperacje_invited_until:
                # Core ends the link of an account that is switched off.
                stands = user.kooperacje_invited_until >= now and user.partner_id.signup_type
                role.account_state = "invited" if stands else "expired"
            else:
                role.account_state = "never"
            role.account_issue = role._find_account_issue() if role.valid_until >= today else False

    def _find_account_issue(self):
        user = self.user_id
        if not user.active:
            return "archived"
        if user._is_guest():
            return "guest"
        if self.role and self._group_ids_by_role()[self.role] not in user.all_group_ids.ids:
            return "group"
        return "company" if self.company_id not in user.company_ids else False

    # ------------------------------------------------------------------
    # What others change
    # ------------------------------------------------------------------

    @api.model
    def _note_outside_change(self, user, lost, cut_off, by_hand):
        """Keep on the roles and the account what was found changed, before it is put right.

        :param lost: roles of ``user`` whose group the account does not bear
        :param cut_off: roles of ``user`` whose office the account may not enter
        :param by_hand: ids of role groups that the account bears without ever having held the role
        """
        by = {"disturbed_on": fields.Datetime.now(), "disturbed_by_id": self.env.uid}
        for roles, what in ((cut_off - lost, "company"), (lost, "group")):
            if roles:
                roles._unguarded().write({**by, "disturbance": what})
        if by_hand:
            user.write({"kooperacje_taken_on": by["disturbed_on"], "kooperacje_taken_by_id": self.env.uid})
        user._tell_group_changes(lost | cut_off, self.env["res.groups"].browse(by_hand))

    def action_disturbance_seen(self):
        """The administrator has seen to it; the line disappears until it happens again."""
        self._check_may_manage()
        self._unguarded().write({"disturbed_on": False, "disturbed_by_id": False, "disturbance": False})

    # ------------------------------------------------------------------
    # Invitation
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("user_id", "company_id", "valid_until")
    def _compute_may_invite(self):
        for role in self:
            role.may_invite = (
                role.account_state != "signed_in" and role.valid_until >= office_today() and role._is_mine_to_invite()
            )

    def _is_mine_to_invite(self):
        """Whether the caller may hand out the first way into this account.

        Who has the link sets the password. Hence the administrator of access gives it out only for accounts made by
        “Give access” in the own office, which nobody has used and which open nothing besides roles of the Model.
        """
        self.ensure_one()
        if self.env.user.has_group("base.group_erp_manager"):
            return True
        # sudo: asks for three facts of the account.
        account = self.user_id.sudo()
        return bool(
            account.kooperacje_invited_on and account.company_id == self.company_id
            and self.env.user._has_role("admin", company=self.company_id)
            and not account.all_group_ids - self._groups_of_roles()
        )

    @api.model
    def _groups_of_roles(self):
        """Groups that an account made for roles of the Model may bear, with all they imply."""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        groups = self.env["res.groups"].sudo().browse([
            find("base.group_user"), find("base.group_multi_company"), *self._group_ids_by_role().values(),
        ])
        return groups | groups.all_implied_ids

    def _check_may_invite(self):
        """:raises AccessError: not the caller's to invite
        :raises UserError: nobody is to be invited any more"""
        for role in self:
            if not role._is_mine_to_invite():
                raise AccessError(self.env._(
                    "An invitation of %(user)s is given out by the administrator of the database: the account was not "
                    "made by giving access in this office, or it opens other applications too.",
                    user=role.user_id.name,
                ))
            if role.account_state == "signed_in":
                raise UserError(self.env._(
                    "%(user)s has signed in already. Whoever has forgotten the password asks for a new one on the "
                    "sign-in page.", user=role.user_id.name,
                ))
            if role.valid_until < office_today():
                raise UserError(self.env._(
                    "The role of %(user)s is over. Give a new role first, then prepare its papers.",
                    user=role.user_id.name,
                ))

    def _check_may_manage(self):
        if self.env.user.has_group("base.group_system"):
            return
        for role in self:
            if not self.env.user._has_role("admin", company=role.company_id):
                raise AccessError(self.env._(
                    "Only an administrator of access of %(office)s gives roles there.",
                    office=role.company_id.sudo().name,
                ))

    def action_invite(self):
        """Send the invitation again. The link sent before opens nothing from now on."""
        self.ensure_one()
        self._check_may_invite()
        # sudo: the caller may give this account out, as just asked.
        self.user_id.sudo()._kooperacje_invite()
        return self._invitation_result()

    def _invitation_result(self):
        """What the screen shows after an invitation: a word that it went, or the link and why it did not go."""
        if self.user_id.sudo().kooperacje_invitation_failure:
            return self._open_link()
        return {
            "type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "success", "message": self.env._("The invitation has been sent."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_invitation_link(self):
        """Show the link, to be handed over. It is one link: showing it ends the one that was sent before."""
        self.ensure_one()
        self._check_may_invite()
        # sudo: the caller may give this account out, as just asked.
        self.user_id.sudo()._kooperacje_renew_link()
        return self._open_link()

    def _open_link(self):
        wizard = self.env["kooperacje.access.link"].create({"role_id": self.id})
        return dialog(self.env._("Link to hand over"), wizard._name, res_id=wizard.id)

    @api.model
    def _sync_groups(self, users, outside=False):
        result = super()._sync_groups(users, outside)
        # sudo: the links of people whose roles have just been read as superuser.
        waiting = users.sudo().filtered("kooperacje_invited_until")
        if waiting:
            open_roles = self.sudo().search(
                Domain("user_id", "in", waiting.ids) & Domain("valid_until", ">=", office_today())
            )
            (waiting - open_roles.user_id)._kooperacje_end_link()
        return result

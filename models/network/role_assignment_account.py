from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

from .role_assignment import ROLES


class RoleAssignment(models.Model):
    """The account behind a role: its groups and companies, whether the person came in, whether both still agree."""

    _inherit = "kooperacje.role.assignment"
    _system_fields = frozenset({"disturbed_on", "disturbed_by_id", "disturbance"})

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

    @api.depends(
        "user_id.active", "user_id.group_ids", "user_id.company_ids", "valid_until", "user_id.kooperacje_invited_until",
        "user_id.kooperacje_invitation_failure",
    )
    def _compute_account(self):
        today, now = office_today(), fields.Datetime.now()
        # sudo: only whether somebody has ever signed in, for who administers the role.
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
    # Groups and companies
    # ------------------------------------------------------------------

    @api.model
    def _group_ids_by_role(self):
        # From a cache that accounts made and changed do not empty: every one of them asks for these.
        find = self.env["res.groups"]._get_group_definitions().get_id
        return {role: find(f"kooperacje.group_{role}") for role, _label in ROLES}

    @api.model
    def _sync_groups(self, users, outside=False):
        """Give ``users`` exactly the role groups of their assignments that have not ended, and their companies.

        With ``outside`` it looks after what another hand or program may have changed, and notes what it finds. An
        account that has become a guest's is given nothing: its role shows that it opens nothing.

        A company that came with a role goes with the last role there; one that the user had before stays, as does
        the user's main company, for other applications may need it.
        """
        # sudo: group membership follows from assignments the caller was allowed to write; only groups of this
        # addon are touched, so no one gains rights of another application by it.
        assignments = self.sudo().search([("user_id", "in", users.ids)])
        today = office_today()
        open_assignments = assignments.filtered(lambda assignment: assignment.valid_until >= today)
        given = assignments.filtered("gave_company").grouped("user_id")
        group_by_role = self._group_ids_by_role()
        roles_by_user, assignments_by_user = open_assignments.grouped("user_id"), assignments.grouped("user_id")
        changed = {}
        # sudo: see above: only groups of this addon and offices that roles gave are touched.
        for user in users.sudo():
            mine = roles_by_user.get(user, self.browse())
            wanted = set() if user._is_guest() else {group_by_role[role] for role in mine.mapped("role")}
            held = set(group_by_role.values()) & set(user.group_ids.ids)
            added = mine.company_id - user.company_ids
            over = given.get(user, self.browse())
            withdrawn = (over.company_id - mine.company_id - user.company_id) & user.company_ids
            change = (*map(frozenset, (wanted - held, held - wanted, added.ids, withdrawn.ids)),)
            changed[change] = changed.get(change, users.browse()) | user
            mine.filtered(lambda assignment, new=added: assignment.company_id in new).gave_company = True
            if outside:
                ever = {group_by_role[assignment.role] for assignment in assignments_by_user.get(user, mine)}
                self._note_outside_change(
                    user, lost=mine.filtered(lambda a, new=wanted - held: group_by_role[a.role] in new),
                    cut_off=mine.filtered(lambda a, new=added: a.company_id in new), by_hand=held - ever - wanted,
                )
        # Those with the same change in one step, for each empties the caches of rights.
        links, unlinks, moved = {}, {}, users.browse()
        for (new, old, added, withdrawn), some in changed.items():
            for groups, commands in ((new, links), (old, unlinks)):
                for group in groups:
                    commands[group] = commands.get(group, users.browse()) | some
            if added or withdrawn:
                moved |= some
                # sudo: see above: offices that a role opens, or that a role gave and nothing else.
                some.sudo().with_context(kooperacje_sync=True).write({"company_ids": [
                    *map(fields.Command.link, added), *map(fields.Command.unlink, withdrawn),
                ]})
        # From the group's side: other applications hang their own idea of a user's groups on each write of a user.
        for group in links.keys() | unlinks.keys():
            # sudo: see above: groups of this addon alone.
            self.env["res.groups"].sudo().browse(group).with_context(kooperacje_sync=True).write({"user_ids": [
                *map(fields.Command.link, links.get(group, users.browse()).ids),
                *map(fields.Command.unlink, unlinks.get(group, users.browse()).ids),
            ]})
        if links or unlinks:
            self.env.registry.clear_cache()
        if moved and not self.env.context.get("kooperacje_sync"):
            # The write of companies gave other applications their chance at the groups.
            self.with_context(kooperacje_sync=True)._sync_groups(moved, outside)
        # sudo: the links of people whose roles have just been read as superuser.
        waiting = users.sudo().filtered("kooperacje_invited_until")
        if waiting:
            open_roles = self.sudo().search(
                Domain("user_id", "in", waiting.ids) & Domain("valid_until", ">=", office_today())
            )
            (waiting - open_roles.user_id)._kooperacje_end_link()

    @api.model
    def _cron_sync_groups(self):
        """Take away groups and companies of roles that have ended, give back what else is missing, and say so.

        Access itself closed at midnight, by the rules.
        """
        self.env["kooperacje.job"]._check_by_itself()
        self.env["res.groups"]._end_implied_roles()
        role_groups = self.env["res.groups"].browse(self._group_ids_by_role().values())
        holders = self.search([("valid_until", ">=", office_today())]).user_id
        self.env["kooperacje.job"]._run(
            "kooperacje.role.assignment._cron_sync_groups", lambda: role_groups.user_ids | holders,
            lambda users: self._sync_groups(users, outside=True), batch=1000,
        )

    # ------------------------------------------------------------------
    # What others change
    # ------------------------------------------------------------------

    @api.model
    def _note_outside_change(self, user, lost, cut_off, by_hand):
        """Note on the roles and on the account what was found changed, before it is put right.

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
        # sudo: the mark that something was found, for who manages the role or the database, as just asked.
        self.sudo().write({"disturbed_on": False, "disturbed_by_id": False, "disturbance": False})

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

        The holder of the link sets the password. So the administrator of access gives it out only for accounts made by
        “Give access” in the own office that nobody has used and that open nothing besides roles of the Model there:
        with a role of another office the account would open that office's families.
        """
        self.ensure_one()
        if self.env.user.has_group("base.group_erp_manager"):
            return True
        # sudo: asks for four facts of the account.
        account = self.user_id.sudo()
        open_roles = account.role_assignment_ids.filtered(lambda role: role.valid_until >= office_today())
        return bool(
            account.kooperacje_invited_on and (account.company_id | open_roles.company_id) == self.company_id
            and self.env.user._has_role("admin", company=self.company_id)
            and not account.all_group_ids - self._groups_of_roles()
        )

    @api.model
    def _groups_of_roles(self):
        """Groups that an account made for roles of the Model may bear, with all they imply."""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        # sudo: which groups there are is no secret; the caller compares ids.
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
                    "made by giving access in this office, or it opens another office or other applications too.",
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
                # sudo: the name of the office, for the message.
                raise AccessError(self.env._(
                    "Only an administrator of access of %(office)s gives roles there.",
                    office=role.company_id.sudo().name,
                ))

    def _renew_links(self):
        """An account that these roles open another office with gets a new link by mail.

        The administrator of the first office may hold a copy of the link that stands, and would sign in with it to
        what is no longer of that office alone.
        """
        # sudo: whether a link stands, and the offices of all roles of the account.
        for account in self.sudo().user_id.filtered("kooperacje_invited_until"):
            mine = self.sudo().filtered(lambda role, account=account: role.user_id == account)
            before = (account.role_assignment_ids - mine).filtered(lambda role: role.valid_until >= office_today())
            if mine.company_id - before.company_id - account.company_id:
                account._kooperacje_invite()

    def action_invite(self):
        """Send the invitation again. The link sent before opens nothing from now on."""
        self.ensure_one()
        self._check_may_invite()
        # sudo: the caller may give this account out, as just asked.
        self.user_id.sudo()._kooperacje_invite()
        return self._invitation_result()

    def _invitation_result(self):
        """What the screen shows after an invitation: a word that it went, or the link and why it did not go."""
        # sudo: callers have checked that this is an administrator of access of the office.
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

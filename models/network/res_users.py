import secrets
import smtplib
from datetime import timedelta
from urllib.parse import urlencode

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

# How long an invitation opens the way in. Core's links live for six days, and a second link does not end the first.
INVITATION_HOURS = 72


class ResUsers(models.Model):
    """Roles of a user in the Model, and what they let the user do to contacts.

    Accounts of the Model's people are invited once, and kept in agreement with the roles whoever changes them.
    """

    _inherit = "res.users"

    role_assignment_ids = fields.One2many(
        "kooperacje.role.assignment", "user_id", "Roles in the Model", groups="kooperacje.group_user,base.group_system",
    )

    kooperacje_invited_on = fields.Datetime(
        "Invited on", readonly=True, copy=False, groups="base.group_system", prefetch="kooperacje",
    )
    kooperacje_invited_until = fields.Datetime(
        "Link valid until", readonly=True, copy=False, groups="base.group_system", prefetch="kooperacje",
    )
    kooperacje_invitation_failure = fields.Selection(
        [
            ("no_server", "No outgoing mail server is set up or it does not answer."),
            ("refused", "The mail server refused the message."),
        ],
        "Why the invitation was not sent", readonly=True, copy=False, groups="base.group_system", prefetch="kooperacje",
    )
    kooperacje_invitation_mail_id = fields.Many2one(
        "mail.mail", "Invitation in the queue", readonly=True, copy=False, ondelete="set null",
        groups="base.group_system", prefetch="kooperacje",
    )
    kooperacje_taken_on = fields.Datetime(
        "Groups taken away on", readonly=True, copy=False, groups="base.group_system",
        help="Groups of the Model had been given by hand, without a role.",
        prefetch="kooperacje",
    )
    kooperacje_taken_by_id = fields.Many2one(
        "res.users", "Given by hand by", readonly=True, copy=False, ondelete="set null", groups="base.group_system",
        prefetch="kooperacje",
    )

    def _has_role(self, role, company=None, institution=None):
        """Whether the user holds ``role`` today, in ``company`` and at ``institution`` if these are given."""
        self.ensure_one()
        domain = fields.Domain([("user_id", "=", self.id), ("role", "=", role), ("is_current", "=", True)])
        if company:
            domain &= fields.Domain("company_id", "=", company.id)
        if institution:
            domain &= fields.Domain("institution_id", "=", institution.id)
        # sudo: a user may always know the roles that are his or her own.
        return bool(self.env["kooperacje.role.assignment"].sudo().search_count(domain, limit=1))

    def _kooperacje_institution(self):
        """Where the user works, for the bar: the institution of the role that began last, and how many more."""
        self.ensure_one()
        # sudo: a user may always know the roles that are his or her own.
        roles = self.env["kooperacje.role.assignment"].sudo().search(
            [("user_id", "=", self.id), ("is_current", "=", True)], order="date_from desc, id desc",
        )
        institutions = roles.institution_id
        if len(institutions) < 2:
            return institutions.name or ""
        return f"{institutions[0].name} (+{len(institutions) - 1})"

    def _held_to_institutions(self, operation):
        """Whether a role of the Model alone lets the user ``write`` or ``create`` contacts.

        Who may do so by another application, or in accounts, does so as without the Model. Costs no query once it has
        been asked for a set of groups.
        """
        self.ensure_one()
        # Without a role nothing is asked, in a cache just emptied neither.
        return self.has_group("kooperacje.group_user") and self._held_to_institutions_by(
            tuple(self._get_group_ids()), operation,
        )

    @api.model
    @tools.ormcache("group_ids", "operation")
    def _held_to_institutions_by(self, group_ids, operation):
        # The rules on contacts count for what inherits them by ``_inherits`` too: for accounts.
        heirs = [name for name, Model in self.env.registry.items() if "res.partner" in Model._inherits]
        self.env["ir.model.access"].flush_model()
        return bool(self.env.execute_query(SQL(
            """
            SELECT FROM ir_model_access access
              JOIN ir_model model ON model.id = access.model_id
         LEFT JOIN ir_model_data data ON data.model = 'ir.model.access' AND data.res_id = access.id
                                     AND data.module = 'kooperacje'
             WHERE access.active AND %(permission)s AND model.model = ANY(%(names)s)
               AND (access.group_id IS NULL OR access.group_id = ANY(%(groups)s))
            HAVING COUNT(*) > 0 AND COUNT(*) = COUNT(data.id)
            """,
            permission=SQL.identifier("access", {"write": "perm_write", "create": "perm_create"}[operation]),
            names=["res.partner", *heirs], groups=list(group_ids),
        )))

    # ------------------------------------------------------------------
    # Groups, companies, account
    # ------------------------------------------------------------------

    @api.constrains("group_ids", "company_ids", "active")
    def _check_roles_agree(self):
        """Put right at once what a form, a copy, a template or another program has changed.

        A constraint, for it is asked wherever in the chain of overrides the write comes from: programs of user roles
        write groups past everybody who overrides ``write`` before them.
        """
        if not self.env.context.get("kooperacje_sync"):
            self.env["kooperacje.role.assignment"]._sync_groups(self, outside=True)

    def write(self, vals):
        """An account that is switched off leaves its duties to somebody; one that is opened again takes them back."""
        changed = self.filtered(lambda user: user.active != vals["active"]) if "active" in vals else self.browse()
        result = super().write(vals)
        if changed:
            # sudo: the offices in which the holder has duties, for whoever administers accounts.
            roles = changed.sudo().role_assignment_ids
            if roles:
                roles._follow_end()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_role_holders(self):
        # sudo: a yes or no about the accounts to be deleted.
        held = self.env["kooperacje.role.assignment"].sudo().search([("user_id", "in", self.ids)], limit=1)
        if held:
            raise UserError(self.env._(
                "%(user)s holds or held roles in the Model. The record of who was authorised to work with data of "
                "families is kept, so archive the account instead of deleting it.", user=held.user_id.name,
            ))

    @api.model
    def _update_last_login(self):
        """At sign-in the account gets what its roles give, whatever was done to it meanwhile."""
        result = super()._update_last_login()
        self.env["kooperacje.role.assignment"]._sync_groups(self.env.user, outside=True)
        return result

    @api.model
    def _role_groups(self):
        ids = self.env["kooperacje.role.assignment"]._group_ids_by_role().values()
        # While the addon is being installed there are none yet.
        return self.env["res.groups"].browse(filter(None, ids))

    def _is_guest(self):
        """Whether the account is a portal user's or the public one: no role of ours works there."""
        self.ensure_one()
        find = self.env["ir.model.data"]._xmlid_to_res_id
        guests = {find("base.group_portal"), find("base.group_public")}
        return self.share and not guests.isdisjoint(self.all_group_ids.ids)

    def _tell_group_changes(self, roles, by_hand):
        """Tell the person who saves an account at once that roles decide on the groups just changed."""
        if self.env.uid == SUPERUSER_ID:
            return
        messages = []
        if roles:
            messages.append(self.env._(
                "%(user)s still holds a role in the Model: its groups and office have been given back. End the role "
                "under “Roles and authorisations” to take them away.", user=self.name,
            ))
        if by_hand:
            messages.append(self.env._(
                "%(groups)s: groups of the Model follow from roles and have been taken away from %(user)s. Give a role "
                "under “Roles and authorisations” instead.", groups=", ".join(by_hand.mapped("name")), user=self.name,
            ))
        for message in messages:
            self.env.user._bus_send("simple_notification", {"type": "warning", "message": message, "sticky": True})

    # ------------------------------------------------------------------
    # Invitation
    # ------------------------------------------------------------------

    def _kooperacje_renew_link(self):
        """Begin a new link and end every one before it: core's token is bound to this word."""
        self.ensure_one()
        self.kooperacje_invitation_mail_id.unlink()
        self.partner_id.signup_type = f"signup {secrets.token_hex(8)}"
        self.write({
            "kooperacje_invited_on": self.kooperacje_invited_on or fields.Datetime.now(),
            "kooperacje_invited_until": fields.Datetime.now() + timedelta(hours=INVITATION_HOURS),
        })

    def _kooperacje_end_link(self):
        """No link to these accounts opens anything any more."""
        self.partner_id.signup_cancel()
        self.kooperacje_invitation_mail_id.unlink()
        self.write({"kooperacje_invited_until": False, "kooperacje_invitation_failure": False})

    def _kooperacje_link(self):
        """The link that stands now, or nothing. Never kept and never logged: it sets a password."""
        self.ensure_one()
        until = self.kooperacje_invited_until
        if not until or until <= fields.Datetime.now() or not self.partner_id.signup_type:
            return False
        hours = (until - fields.Datetime.now()).total_seconds() / 3600
        token = self.partner_id._generate_signup_token(expiration=hours)
        query = urlencode({"db": self.env.cr.dbname, "token": token})
        return f"{self.get_base_url()}/web/signup?{query}"

    def _kooperacje_invite(self):
        """Send the invitation and remember whether the server took it. Never raises for the server's sake."""
        self.ensure_one()
        self._kooperacje_renew_link()
        reader = self._in_language_of(self)
        mail = self.env["mail.mail"].create({
            "subject": reader.env._("Invitation to the program Kooperacje"),
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            # Kept until its state has been read.
            "auto_delete": False,
            "email_to": self.email_formatted,
            "body_html": reader.env["ir.qweb"]._render("kooperacje.invitation_email", {
                "user": reader, "office": self.company_id, "link": self._kooperacje_link(),
                "hours": INVITATION_HOURS,
            }),
        })
        try:
            mail.send()
        except smtplib.SMTPServerDisconnected:
            mail.state = "exception"
        failure = False
        if mail.state == "exception":
            failure = "refused" if mail.failure_type and mail.failure_type != "mail_smtp" else "no_server"
        self.write({"kooperacje_invitation_failure": failure, "kooperacje_invitation_mail_id": mail.id})
        if mail.state == "outgoing":
            # A server that sends by turns takes it from the queue.
            mail.auto_delete = True
        else:
            # The letter bears the link.
            mail.unlink()

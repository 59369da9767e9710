import logging

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

_logger = logging.getLogger(__name__)


class ResGroups(models.Model):
    """The list of users on a group's own form gives no role and takes none, and no other group brings one along."""

    _inherit = "res.groups"

    def write(self, vals):
        if not {"user_ids", "all_user_ids"} & vals.keys() or self.env.context.get("kooperacje_sync"):
            return super().write(vals)
        groups = self & self.env["res.users"]._role_groups()
        before = groups.user_ids
        result = super().write(vals)
        if groups:
            users = before | groups.user_ids
            self.env["kooperacje.role.assignment"]._sync_groups(users, outside=True)
        return result

    @api.constrains("implied_ids", "implied_by_ids")
    def _check_implies_no_role(self):
        """Data files of a module pass: that a group of theirs brings ours along is found, and ended, afterwards."""
        if self.env.context.get("install_mode"):
            return
        ours = self._of_the_model()
        for group in self - ours:
            if brought := group.implied_ids & ours:
                raise ValidationError(self.env._(
                    "“%(group)s” cannot give “%(ours)s” too: groups of the Model follow from roles. Leave them out, "
                    "and give the person a role under “Roles and authorisations”.",
                    group=group.name, ours=", ".join(brought.mapped("name")),
                ))
        if (self & ours)._implying_roles():
            raise ValidationError(self.env._(
                "Groups of the Model follow from roles: no other group gives them. Give the person a role under "
                "“Roles and authorisations”.",
            ))

    @api.model
    def _of_the_model(self):
        # sudo: which groups are ours is no secret.
        shared = self.env["res.groups"]._get_group_definitions().get_id("kooperacje.group_user")
        return (self.env["res.users"]._role_groups() | self.browse(filter(None, [shared]))).sudo()

    def _implying_roles(self):
        """Groups of others that bring one of ``self``, groups of the Model, along."""
        # sudo: which groups bring ours along is no secret.
        return self.sudo().implied_by_ids - self._of_the_model()

    @api.model
    def _end_implied_roles(self):
        """Take from groups of others the groups of the Model that they bring along; who holds a role keeps them.

        :return: the groups of others
        """
        # sudo: of groups of others only that they imply ours is changed.
        ours = self._of_the_model()
        others = ours._implying_roles()
        if others:
            users = others.all_user_ids
            others.write({"implied_ids": [Command.unlink(group.id) for group in ours]})
            _logger.warning("Groups of the Model are no longer implied by the groups %s.", others.ids)
            self.env["kooperacje.role.assignment"]._sync_groups(users, outside=True)
        return others

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Those whose matter it is; they take part, but are no members (K3D-166).
FAMILY_RELATIONS = ("main", "partner", "child")


class CasePerson(models.Model):
    """A close person may be a private member of the team. The link lies here, under the rules of the case: the
    register of teams, which others read, does not say who it is.
    """

    _inherit = "kooperacje.case.person"
    _system_fields = frozenset({"team_member_id"})

    team_member_id = fields.Many2one(
        "kooperacje.team.member", "Member of the team", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )

    @api.constrains("team_member_id", "relation", "in_household", "case_id")
    def _check_member(self):
        for line in self.filtered("team_member_id"):
            # sudo: the case of the team, which need not be the one of the caller.
            if line.team_member_id.sudo().case_id != line.case_id:
                raise ValidationError(self.env._("Choose a member of a team of this case."))
            if line.in_household or line.relation in FAMILY_RELATIONS:
                raise ValidationError(self.env._(
                    "The person and the family take part in the work of the team, but are no members of it. Only "
                    "someone from outside the household may be a private member.",
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_member(self):
        if any(line.team_member_id for line in self):
            raise UserError(self.env._(
                "This person is, or was, a private member of the task team and stays on the list of the case.",
            ))

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.signing import Party

# Whose children the children of the household are, unless a formal guardian is named for them.
PARENTS = ("main", "partner", "parent")
# Those whose matter it is; they take part, but are no members (K3D-166).
FAMILY_RELATIONS = ("main", "partner", "child")


class CasePerson(models.Model):
    """A person's part in a case: member of the household, close person, guardian (art. 6 pkt 14 u.p.s.).

    Who belongs to the family: without the consent to share identities a partner institution works by the code.
    """

    _name = "kooperacje.case.person"
    _description = "Person in a case"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "case_id, sequence, id"
    _rec_name = "person_id"
    _fixed_fields = frozenset({"case_id", "person_id"})
    _of_one_person = True
    _scope_xmlid = "kooperacje.data_scope_identity"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    person_id = fields.Many2one("kooperacje.person", "Person", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    relation = fields.Selection(
        [
            ("main", "Main person"), ("partner", "Spouse or partner"), ("child", "Child"), ("parent", "Parent"),
            ("sibling", "Sibling"), ("grandparent", "Grandparent"), ("other_relative", "Other relative"),
            ("unrelated", "Unrelated"), ("significant", "Significant other"),
        ],
        required=True, default="main",
    )
    in_household = fields.Boolean("In the household", default=True)
    guardian_kind = fields.Selection(
        [("formal", "Formal guardian"), ("informal", "Informal guardian")],
        help="Formal: parent without custody of the household, guardian or curator appointed by a court; signs for "
             "those named. Informal: helps a person unable to take part actively (K3D-167) and signs for nobody.",
    )
    guardian_of_ids = fields.Many2many("kooperacje.person", string="Guardian of")
    guardian_reason = fields.Char(
        help="Why the person is represented or helped: health, age, hard conditions; or the court's decision.",
    )
    birth_date = fields.Date(related="person_id.birth_date", related_sudo=False)
    is_minor = fields.Boolean("Minor", related="person_id.is_minor", related_sudo=False)

    _system_fields = frozenset({"team_member_id"})
    team_member_id = fields.Many2one(
        "kooperacje.team.member", "Member of the team", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )

    _person_uniq = models.Constraint("UNIQUE(case_id, person_id)", "This person is already in the case.")

    @api.model_create_multi
    def create(self, vals_list):
        """Linking a person opens it to the readers of the case, so only those who may see the person may link it.

        Asked before the line exists, since the line itself would give the answer.
        """
        default = self.env.context.get("default_person_id")
        ids = {vals.get("person_id", default) for vals in vals_list} - {None, False}
        self.env["kooperacje.person"].browse(ids).check_access("read")
        return super().create(vals_list)

    @api.constrains("case_id", "person_id")
    def _check_person(self):
        for line in self:
            if line.person_id.company_id != line.case_id.company_id:
                raise ValidationError(self.env._(
                    "%(person)s is registered in another office. Register the person in the office of the case.",
                    person=line.person_id.display_name,
                ))

    @api.constrains("guardian_kind", "guardian_of_ids")
    def _check_guardian(self):
        for line in self:
            if line.guardian_kind and line.person_id.is_minor:
                raise ValidationError(self.env._(
                    "%(person)s is under age and cannot be a guardian. Name an adult.",
                    person=line.person_id.display_name,
                ))
            if line.person_id in line.guardian_of_ids:
                raise ValidationError(self.env._(
                    "%(person)s cannot be his or her own guardian.", person=line.person_id.display_name,
                ))
            if line.guardian_of_ids - line.case_id.case_person_ids.person_id:
                raise ValidationError(self.env._(
                    "A guardian is named for persons of the case. Add the person to the case first.",
                ))

    def _parties(self):
        """The persons of one case as ``kernels.signing`` asks for them.

        A formal guardian represents those named; the children of the household whom no formal guardian is named for
        are represented by its adults in the place of parents.
        """
        wards = self.filtered(lambda line: line.guardian_kind == "formal").guardian_of_ids
        children = self.filtered(
            lambda line: line.in_household and line.person_id.is_minor and line.person_id not in wards
        ).person_id
        parties = []
        for line in self:
            person, represents = line.person_id, self.env["kooperacje.person"]
            if line.guardian_kind == "formal":
                represents |= line.guardian_of_ids
            if line.in_household and line.relation in PARENTS:
                represents |= children
            parties.append(Party(
                person.id, person.age if person.birth_date else None, person.legal_capacity, line.in_household,
                frozenset((represents - person).ids),
            ))
        return parties

    # ------------------------------------------------------------
    # Members of the team
    # ------------------------------------------------------------
    # A close person may be a private member of the team. The link lies here, under the rules of the case: the
    # register of teams, which others read, does not say who it is.

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

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CasePerson(models.Model):
    """A person's part in a case: member of the household, close person, guardian (art. 6 pkt 14 u.p.s.)."""

    _name = "kooperacje.case.person"
    _description = "Person in a case"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "case_id, sequence, id"
    _rec_name = "person_id"
    _fixed_fields = frozenset({"case_id", "person_id"})

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
        help="Guardian named by a person unable to take part actively (K3D-167).",
    )
    guardian_of_ids = fields.Many2many("kooperacje.person", string="Guardian of")
    birth_date = fields.Date(related="person_id.birth_date", related_sudo=False)
    is_minor = fields.Boolean("Minor", related="person_id.is_minor", related_sudo=False)

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

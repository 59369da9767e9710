from odoo import fields, models


class CasePerson(models.Model):
    """A person's part in a case: member of the household, close person, guardian (art. 6 pkt 14 u.p.s.)."""

    _name = "kooperacje.case.person"
    _description = "Person in a case"
    _order = "case_id, sequence, id"
    _rec_name = "person_id"

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

    _person_uniq = models.Constraint("UNIQUE(case_id, person_id)", "This person is already in the case.")

from odoo import fields, models


class PersonPair(models.Model):
    """The answer that two records which look like one person are two: namesakes, twins. Asked once."""

    _name = "kooperacje.person.pair"
    _description = "Two persons who look like one"
    _inherit = ["kooperacje.person.data"]
    _order = "id desc"
    _rec_name = "person_id"
    _fixed_fields = frozenset({"other_id"})

    other_id = fields.Many2one("kooperacje.person", "Another person", required=True, index=True, ondelete="cascade")

    _once = models.UniqueIndex(
        "(LEAST(person_id, other_id), GREATEST(person_id, other_id))", "This has been answered already.",
    )
    _two_persons = models.Constraint("CHECK(person_id != other_id)", "A record is not compared with itself.")

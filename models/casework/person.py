from odoo import api, fields, models


class Person(models.Model):
    """Person helped, or close to the family. Never ``res.partner``: every internal user can read partners."""

    _name = "kooperacje.person"
    _description = "Person"
    _order = "last_name, first_name, id"

    first_name = fields.Char(required=True)
    last_name = fields.Char(required=True)
    birth_date = fields.Date()
    pesel = fields.Char(
        "PESEL", size=11, copy=False, groups="kooperacje.group_social_worker,kooperacje.group_manager",
    )
    phone = fields.Char()
    email = fields.Char()
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    area_id = fields.Many2one("kooperacje.area", "Commune", index="btree_not_null")
    communication = fields.Char(help="Language, sign language, other needs in communication and accessibility.")
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    is_minor = fields.Boolean(compute="_compute_is_minor")
    case_person_ids = fields.One2many("kooperacje.case.person", "person_id", "Cases")

    @api.depends("birth_date")
    def _compute_is_minor(self):
        today = fields.Date.context_today(self)
        for person in self:
            born = person.birth_date
            person.is_minor = bool(born) and (
                today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < 18
            )

    @api.depends("first_name", "last_name")
    def _compute_display_name(self):
        for person in self:
            person.display_name = f"{person.first_name or ''} {person.last_name or ''}".strip()

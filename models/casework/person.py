from dateutil.relativedelta import relativedelta
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pl import pesel as pesel_number

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window

ADULT_AGE = 18


class Person(models.Model):
    """Person helped, or close to the family. Never ``res.partner``: every internal user can read partners.

    A child or a foreigner may have no PESEL; it is asked for only where the office must identify someone
    (docs/law.md §9), and no partner institution ever sees it.
    """

    _name = "kooperacje.person"
    _description = "Person"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "last_name, first_name, id"
    _rec_names_search = ["last_name", "first_name"]
    _fixed_fields = frozenset({"company_id"})

    first_name = fields.Char(required=True)
    last_name = fields.Char(required=True)
    birth_date = fields.Date(
        compute="_compute_birth_date", store=True, readonly=False,
        help="Read from the PESEL if left empty.",
    )
    pesel = fields.Char(
        "PESEL", size=11, copy=False, groups="kooperacje.group_social_worker,kooperacje.group_manager",
        help="Only where the office needs it to identify the person; a child or a foreigner may have none.",
    )
    no_pesel_reason = fields.Selection(
        [("newborn", "Newborn, no number yet"), ("foreigner", "Foreigner without a number"),
         ("unknown", "Number not known"), ("not_needed", "Not needed to identify the person")],
        "Why no PESEL", compute="_compute_no_pesel_reason", store=True, readonly=False,
    )
    identity_document = fields.Char(
        groups="kooperacje.group_social_worker,kooperacje.group_manager", copy=False,
        help="Kind and number of the document by which a person without PESEL is identified where it is needed.",
    )
    legal_capacity = fields.Selection(
        [("full", "Full, by age"), ("partial", "Partially incapacitated (signs with the curator)"),
         ("none", "Fully incapacitated (the guardian signs)")],
        required=True, default="full", help="As a court has found. Minors are known by their birth date.",
    )
    phone = fields.Char()
    email = fields.Char()
    street = fields.Char()
    zip = fields.Char("ZIP code")
    city = fields.Char()
    area_id = fields.Many2one(
        "kooperacje.area", "Commune", index="btree_not_null", domain=[("level", "=", "commune")],
    )
    communication = fields.Char(help="Language, sign language, other needs in communication and accessibility.")
    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    age = fields.Integer(compute="_compute_age", help="Full years; 0 without a birth date.")
    is_minor = fields.Boolean("Minor", compute="_compute_age")
    case_person_ids = fields.One2many("kooperacje.case.person", "person_id", "Cases")
    case_count = fields.Integer("Number of cases", compute="_compute_case_count")

    @api.depends("pesel")
    def _compute_birth_date(self):
        for person in self:
            if not person.birth_date and pesel_number.is_valid(person.pesel or ""):
                person.birth_date = pesel_number.get_birth_date(person.pesel)
            else:
                person.birth_date = person.birth_date

    @api.depends("pesel")
    def _compute_no_pesel_reason(self):
        for person in self:
            person.no_pesel_reason = False if person.pesel else person.no_pesel_reason

    @api.depends("birth_date")
    def _compute_age(self):
        """Who was born on 29 February is a year older on 28 February of a common year (civil code, art. 112)."""
        today = office_today()
        for person in self:
            born = person.birth_date
            person.age = born and relativedelta(today, born).years
            person.is_minor = bool(born) and person.age < ADULT_AGE

    @api.depends("case_person_ids")
    def _compute_case_count(self):
        count_by_person = count_by(self.env["kooperacje.case.person"], "person_id", self.ids)
        for person in self:
            person.case_count = count_by_person.get(person._origin.id, 0)

    @api.depends("first_name", "last_name")
    def _compute_display_name(self):
        for person in self:
            person.display_name = person._full_name()

    def _full_name(self):
        self.ensure_one()
        return f"{self.first_name or ''} {self.last_name or ''}".strip()

    @api.constrains("pesel", "birth_date")
    def _check_pesel(self):
        for person in self.filtered("pesel"):
            try:
                pesel_number.validate(person.pesel)
            except StdnumError as error:
                raise ValidationError(self.env._(
                    "The PESEL of %(person)s is not correct: it has 11 digits, begins with the date of birth and ends "
                    "with a check digit. Compare it with the document, or leave it empty.",
                    person=person.display_name,
                )) from error
            born = pesel_number.get_birth_date(person.pesel)
            if person.birth_date != born:
                raise ValidationError(self.env._(
                    "The PESEL of %(person)s says that the birth date is %(born)s. Correct the birth date or the "
                    "PESEL.", person=person.display_name, born=format_date(self.env, born),
                ))

    @api.constrains("birth_date")
    def _check_birth_date(self):
        today = office_today()
        for person in self:
            if person.birth_date and person.birth_date > today:
                raise ValidationError(self.env._(
                    "The birth date of %(person)s lies in the future. Correct it.", person=person.display_name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise_pesel(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise_pesel(vals))

    @api.model
    def _normalise_pesel(self, vals):
        """``vals`` with the PESEL as bare digits, or None where it was blank."""
        if vals.get("pesel"):
            vals = {**vals, "pesel": pesel_number.compact(vals["pesel"]) or False}
        return vals

    def action_open_cases(self):
        self.ensure_one()
        return window(self.env, "action_case", domain=[("case_person_ids.person_id", "=", self.id)], context={})

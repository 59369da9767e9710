from uuid import uuid4

from dateutil.relativedelta import relativedelta
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pl import pesel as pesel_number

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.person_name import document_key, names_in, plain_name, search_words
from odoo.addons.kooperacje.models.access.primary_mixin import on_primary
from odoo.addons.kooperacje.models.access.windows import count_by, window

ADULT_AGE = 18
OF_THE_OFFICE = "kooperacje.group_social_worker,kooperacje.group_manager"
# How the library names them.
SEXES = {"M": "male", "F": "female"}

# Fields of which the form asks why they change, when something else stood there.
ASKED_FIELDS = (
    "first_name", "last_name", "sex", "birth_date", "pesel", "identity_document", "street", "zip", "city", "area_id",
    "legal_capacity", "capacity_decision",
)
# What is said of a change beside it → field of ``kooperacje.person.change``.
SAID_FIELDS = {"change_on": "changed_on", "change_reason": "reason", "change_is_mistake": "is_mistake"}

# What another centre needs in order to help, beside the name: never the numbers, which it asks for itself.
TRAVELLING_FIELDS = (
    "first_name", "last_name", "former_names", "birth_date", "sex", "death_date", "phone", "legal_capacity",
    "capacity_decision", "communication",
)


class Person(models.Model):
    """Person helped, or close to the family. Never ``res.partner``: every internal user can read partners.

    A child or a foreigner may have no PESEL; it is asked for only where the office must identify someone
    (docs/law.md §9), and no partner institution ever sees it.
    """

    _name = "kooperacje.person"
    _description = "Person"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "last_name, first_name, id"
    _rec_names_search = ["find"]
    _fixed_fields = frozenset({"company_id"})

    first_name = fields.Char(required=True)
    last_name = fields.Char(required=True)
    former_names = fields.Char(
        help="Maiden name and other names borne before. A surname that is changed comes here by itself.",
    )
    sex = fields.Selection(
        [("female", "Woman"), ("male", "Man")], "Sex (marker)", compute="_compute_sex", store=True, readonly=False,
        help="As in the document. Read from the PESEL if left empty. One that differs from the PESEL bears its reason.",
    )
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
    capacity_decision = fields.Char(
        "Decision on the capacity", help="Court, date and file number of the decision on incapacitation.",
    )
    death_date = fields.Date("Died on", help="Who has died neither signs nor takes part from that day on.")
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
    continuity_key = fields.Char(
        groups=fields.NO_ACCESS, copy=False, export_string_translation=False, index="btree_not_null",
        help="The same on the records of one person at two offices that have handed the person over to each other.",
    )
    find = fields.Char(
        compute="_compute_find", search="_search_find",
        help="Only for searching: names in any order, with or without Polish letters, former names too.",
    )
    find_words = fields.Char(
        compute="_compute_find_words", store=True, compute_sudo=True, groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    document_key = fields.Char(
        compute="_compute_document_key", store=True, compute_sudo=True, groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    age = fields.Integer(compute="_compute_age", help="Full years; 0 without a birth date.")
    is_minor = fields.Boolean("Minor", compute="_compute_age")
    case_person_ids = fields.One2many("kooperacje.case.person", "person_id", "Cases")
    case_count = fields.Integer("Number of cases", compute="_compute_case_count")
    # Of the office alone: whoever else reads a person reads the rest of it.
    representation_ids = fields.One2many(
        "kooperacje.person.representation", "person_id", "Represented by", copy=False, groups=OF_THE_OFFICE,
    )
    ward_ids = fields.One2many(
        "kooperacje.person.representation", "representative_id", "Represents", copy=False, groups=OF_THE_OFFICE,
    )
    change_ids = fields.One2many(
        "kooperacje.person.change", "person_id", "What was before", copy=False, groups=OF_THE_OFFICE,
    )
    merged_ids = fields.One2many(
        "kooperacje.person.merged", "person_id", "Records merged into this one", copy=False,
        groups="kooperacje.group_manager,kooperacje.group_dpo",
    )

    # Said of the change that is being made, and kept with it (``kooperacje.person.change``).
    change_asked = fields.Boolean(
        compute="_compute_change_asked", groups=OF_THE_OFFICE, export_string_translation=False,
    )
    sex_differs = fields.Boolean(
        compute="_compute_sex_differs", groups=OF_THE_OFFICE, export_string_translation=False,
    )
    change_on = fields.Date("Since when", store=False, groups=OF_THE_OFFICE, help="Empty: from today.")
    change_reason = fields.Char(
        "Why it changes", compute="_compute_change_reason", readonly=False, groups=OF_THE_OFFICE,
        help="Marriage, decision of a court, removal, a new document…",
    )
    change_is_mistake = fields.Boolean(
        "Correction of a mistake", store=False, groups=OF_THE_OFFICE, help="The data before were never true.",
    )

    @api.depends("pesel")
    def _compute_sex(self):
        for person in self:
            valid = not person.sex and pesel_number.is_valid(person.pesel or "")
            person.sex = SEXES[pesel_number.get_gender(person.pesel)] if valid else person.sex

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
        today = office_today()
        for person in self:
            person.age = person._age_on(today) or 0
            person.is_minor = bool(person.birth_date) and person.age < ADULT_AGE

    def _age_on(self, day):
        """Full years on ``day``, None without a birth date.

        An age is reached as the day begins; who was born on 29 February is a year older on 28 February of a common
        year (civil code, art. 112).
        """
        self.ensure_one()
        return relativedelta(day, self.birth_date).years if self.birth_date else None

    @api.depends("case_person_ids")
    def _compute_case_count(self):
        count_by_person = count_by(self.env["kooperacje.case.person"], "person_id", self.ids)
        for person in self:
            person.case_count = count_by_person.get(person._origin.id, 0)

    @api.model
    def default_get(self, fields):
        """Who was looked for by name and is entered now bears what was typed: the last word is the surname."""
        values = super().default_get(fields)
        typed = str(self.env.context.get("default_name") or "").split()
        if typed and not ({"first_name", "last_name"} & values.keys()):
            values.update(first_name=" ".join(typed[:-1]), last_name=typed[-1])
        return values

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

    @api.constrains("birth_date", "death_date")
    def _check_birth_date(self):
        today = office_today()
        for person in self:
            if person.death_date and not (person.birth_date or person.death_date) <= person.death_date <= today:
                raise ValidationError(self.env._(
                    "The day of death of %(person)s lies in the future or before the birth. Correct it.",
                    person=person.display_name,
                ))
            if person.birth_date and person.birth_date > today:
                raise ValidationError(self.env._(
                    "The birth date of %(person)s lies in the future. Correct it.", person=person.display_name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        said = [self._said_of_change(vals) for vals in vals_list]
        persons = super().create([self._normalise(vals) for vals in vals_list])
        for person, reason in zip(persons, said, strict=True):
            person._keep_sex_reason(reason)
        return persons

    def write(self, vals):
        """A surname that gives way to another stays among the former names, by which people go on asking."""
        said, vals = self._said_of_change(vals), self._normalise(vals)
        mistake = self.env.context.get("kooperacje_mistake") or said.get("is_mistake")
        if vals.get("last_name") and "former_names" not in vals and not mistake:
            for person in self.filtered(lambda one: one.last_name and one.last_name != vals["last_name"]):
                former = names_in(person.former_names)
                if person.last_name not in former and plain_name(person.last_name) != plain_name(vals["last_name"]):
                    super(Person, person).write({"former_names": ", ".join([*former, person.last_name])})
        kinds = [kind for kind, names in self._kept_before().items() if names & vals.keys()]
        before = self._before(kinds)
        result = super().write(vals)
        if before:
            self._keep_before(before, self._before(kinds), said)
        if {"sex", "pesel"} & vals.keys():
            for person in self:
                person._keep_sex_reason(said)
        return result

    # ------------------------------------------------------------
    # Why something changes
    # ------------------------------------------------------------

    @api.depends(*ASKED_FIELDS)
    def _compute_change_asked(self):
        """On a form being filled: something that stood there is another now."""
        for person in self:
            before = person._origin
            person.change_asked = person != before and any(
                before[name] and before[name] != person[name] for name in ASKED_FIELDS
            )

    @api.depends("sex", "pesel", "change_ids.kind")
    def _compute_sex_differs(self):
        for person in self:
            told = any(change.kind == "sex" and change.reason for change in person.change_ids)
            person.sex_differs = not told and bool(person._sex_by_number(person.pesel))

    def _sex_by_number(self, number):
        """What ``number``, a PESEL, says of the sex where the marker says another; else empty."""
        self.ensure_one()
        if not self.sex or not pesel_number.is_valid(number or ""):
            return ""
        said = SEXES[pesel_number.get_gender(number)]
        return said if said != self.sex else ""

    @api.depends_context("kooperacje_change_reason")
    def _compute_change_reason(self):
        self.change_reason = self._said_of_change({}).get("reason")

    @api.model
    def _said_of_change(self, vals):
        """What ``vals`` or the context say of the change, as values of ``kooperacje.person.change``."""
        said = {"reason": self.env.context.get("kooperacje_change_reason")}
        typed = {told: vals[name] for name, told in SAID_FIELDS.items() if vals.get(name)}
        return {name: value for name, value in {**said, **typed}.items() if value}

    def _keep_sex_reason(self, said):
        """A marker that is not what the PESEL says is kept with its reason (art. 16 RODO): a court may have changed
        one before the other, and a slip is found at once.

        :raises ValidationError: no reason is said, nor has one been before
        """
        self.ensure_one()
        # sudo: the number is compared for whoever writes, and shown to nobody.
        person = self.sudo()
        by_number = person._sex_by_number(person._document_numbers()[0])
        if not by_number or any(change.kind == "sex" and change.reason for change in person.change_ids):
            return
        if not said.get("reason"):
            raise ValidationError(self.env._(
                "The sex marker of %(person)s is not the one that the PESEL says (%(sex)s). Correct one of them; or, "
                "where the document says so, enter why.",
                person=self.display_name, sex=person._sex_label(by_number),
            ))
        # sudo: the record is the program's; the caller has written the person.
        person.env["kooperacje.person.change"].create({
            "person_id": person.id, "kind": "sex", "old_value": f"PESEL: {person._sex_label(by_number)}",
            "new_value": person._sex_label(person.sex), **said,
        })

    @api.model
    def _sex_label(self, value):
        return dict(self._fields["sex"]._description_selection(self.env)).get(value, "")

    # ------------------------------------------------------------
    # What was before (art. 16)
    # ------------------------------------------------------------

    @api.model
    def _kept_before(self):
        """Kind of change → fields of which the value before is kept."""
        return {
            "name": {"first_name", "last_name"}, "sex": {"sex"}, "birth": {"birth_date"},
            "document": {"pesel", "identity_document"}, "address": {"street", "zip", "city", "area_id"},
            "capacity": {"legal_capacity", "capacity_decision"},
        }

    def _before(self, kinds):
        """``{(person, kind): text}`` of what the fields of ``kinds`` say now."""
        found = {}
        # sudo: what the caller changes is kept, the columns behind the numbers included; the caller is shown nothing.
        for person in self.sudo() if kinds else ():
            for kind in kinds:
                if kind == "name":
                    text = person._full_name()
                elif kind == "sex":
                    text = person._sex_label(person.sex)
                elif kind == "capacity":
                    labels = dict(person._fields["legal_capacity"]._description_selection(person.env))
                    text = ", ".join(filter(None, (labels.get(person.legal_capacity), person.capacity_decision)))
                elif kind == "birth":
                    text = format_date(person.env, person.birth_date) if person.birth_date else ""
                elif kind == "document":
                    text = ", ".join(filter(None, person._document_numbers()))
                else:
                    place = " ".join(filter(None, (person.zip, person.city)))
                    text = ", ".join(filter(None, (person.street, place, person.area_id.name)))
                found[person.id, kind] = text
        return found

    def _document_numbers(self):
        self.ensure_one()
        return (self.pesel, self.identity_document)

    def _keep_before(self, before, now, said):
        """A value that was there and is another now is kept; what is only filled in changes nothing.

        :param said: see :meth:`_said_of_change`
        """
        # sudo: the record is the program's; the caller has written the person.
        self.env["kooperacje.person.change"].sudo().create([
            {"person_id": id_, "kind": kind, "old_value": old, "new_value": now[id_, kind],
             "old_key": document_key(old.rpartition(", ")[2]) if kind == "document" else False, **said}
            for (id_, kind), old in before.items() if old and old != now[id_, kind]
        ])

    @api.model
    def _normalise(self, vals):
        """``vals`` with names without stray blanks, the PESEL as bare digits, and without what is said of a change.

        :raises ValidationError: a name is blank
        """
        vals = {name: value for name, value in vals.items() if name not in SAID_FIELDS}
        for name in ("first_name", "last_name"):
            if isinstance(vals.get(name), str):
                vals[name] = " ".join(vals[name].split())
                if not vals[name]:
                    raise ValidationError(self.env._("A person is entered with a first name and a surname."))
        if isinstance(vals.get("former_names"), str):
            vals["former_names"] = ", ".join(names_in(vals["former_names"]))
        if vals.get("pesel"):
            vals["pesel"] = pesel_number.compact(vals["pesel"]) or False
        return vals

    # ------------------------------------------------------------
    # Searching by the names
    # ------------------------------------------------------------

    _find_idx = models.Index("USING gin (to_tsvector('simple', COALESCE(find_words, '')))")
    _document_idx = models.Index("(company_id, document_key) WHERE document_key IS NOT NULL")

    @api.depends("first_name", "last_name", "former_names")
    def _compute_find_words(self):
        for person in self:
            person.find_words = plain_name(" ".join(filter(None, (
                person.first_name, person.last_name, person.former_names,
            ))))

    @api.depends("identity_document")
    def _compute_document_key(self):
        for person in self:
            person.document_key = document_key(person.identity_document) or False

    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        """By the beginnings of the words for ``ilike``, by whole words for ``in``."""
        if operator in ("ilike", "=ilike", "like", "=like"):
            return self._find_domain(value, beginnings=True)
        if operator == "in":
            return Domain.OR(self._find_domain(text, beginnings=False) for text in value)
        return NotImplemented

    @api.model
    def _find_domain(self, text, *, beginnings):
        words = search_words(text if isinstance(text, str) else "")
        if not words:
            # Signs alone name nobody.
            return Domain.FALSE if isinstance(text, str) and text.strip() else Domain.TRUE
        query = " & ".join(f"{word}:*" if beginnings else word for word in words)
        # sudo: only brings the column of the index up to date; nothing is read.
        self.sudo().flush_model(["find_words"])
        return Domain.custom(to_sql=lambda model, alias, _query: SQL(
            "to_tsvector('simple', COALESCE(%s, '')) @@ to_tsquery('simple', %s)",
            SQL.identifier(alias, "find_words"), query,
        ))

    @api.model
    @on_primary
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Namesakes among those found bear the year of birth and the commune."""
        found = super().name_search(name, domain, operator, limit)
        apart = self._namesakes(found)
        return [(id_, apart.get(id_, label)) for id_, label in found]

    @api.model
    @on_primary
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        rows = super().web_name_search(name, specification, domain, operator, limit)
        for row in rows:
            if "__formatted_display_name" in row:
                row["__formatted_display_name"] = row["display_name"]
        return rows

    @api.model
    def _namesakes(self, found):
        """``{id: label}`` of those of ``found`` that bear a name borne twice there."""
        ids_by_name = {}
        for id_, label in found:
            ids_by_name.setdefault(plain_name(label), []).append(id_)
        ids = [id_ for same in ids_by_name.values() if len(same) > 1 for id_ in same]
        labels = {}
        for person in self.browse(ids):
            parts = [str(person.birth_date.year) if person.birth_date else self.env._("year of birth not known"),
                     person.area_id.name or person.city]
            labels[person.id] = f"{person.display_name} ({', '.join(filter(None, parts))})"
        return labels

    # ------------------------------------------------------------
    # To another office and back
    # ------------------------------------------------------------

    def _copy_to_office(self, company):
        """The records of these persons at the office of ``company``, as ``{person here: person there}``.

        To be called as superuser. Whom the two offices have handed over before is met again, not entered twice: a case
        that comes back finds its persons. Representatives come along with their name, also where they stand in no
        case. Titles that ended stay behind.
        """
        titles = self.env["kooperacje.person.representation"]
        titles = titles.search(titles._in_force_domain(office_today()) & titles._persons_domain(self))
        persons = self | titles.representative_id
        for person in persons.filtered(lambda one: not one.continuity_key):
            person.continuity_key = uuid4().hex
        known = {
            person.continuity_key: person for person in self.search([
                ("company_id", "=", company.id), ("continuity_key", "in", persons.mapped("continuity_key")),
            ])
        }
        there = {}
        for person in persons:
            values = {name: person[name] for name in TRAVELLING_FIELDS}
            if person not in self:
                values = {name: values[name] for name in ("first_name", "last_name", "birth_date")}
            if other := known.get(person.continuity_key):
                # What the centre has learnt meanwhile comes back with the case; nothing is emptied.
                other.write({
                    name: value for name, value in values.items() if value and value != other[name]
                })
                there[person] = other
            else:
                there[person] = self.create({
                    **values, "company_id": company.id, "continuity_key": person.continuity_key,
                })
        held = titles.search(titles._in_force_domain(office_today()) & titles._persons_domain(
            self.union(*there.values()),
        ))
        had = {(title.person_id, title.representative_id, title.kind, title.authority) for title in held}
        titles.create([
            {"person_id": there[title.person_id].id, "representative_id": there[title.representative_id].id,
             **{name: title[name] for name in ("kind", "authority", "decision", "date_from", "date_to", "from_line")}}
            for title in titles
            if (there[title.person_id], there[title.representative_id], title.kind, title.authority) not in had
        ])
        return there

    def action_open_cases(self):
        self.ensure_one()
        return window(self.env, "action_case", domain=[("case_person_ids.person_id", "=", self.id)], context={})

import uuid

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.person_name import document_key
from odoo.addons.kooperacje.models.access.case_scoped import kept
from odoo.addons.kooperacje.models.access.windows import window

from .read_key import fill_read_keys


class Person(models.Model):
    """Every field says something of the person, the name first of all.

    The PESEL and the number of a document are for the staff of the office that helps the person. The groups of the
    fields keep most others away; to who holds such a group at one office and comes to another as a member of a team
    they are empty, and no search finds anything by them.
    """

    _inherit = "kooperacje.person"

    pesel = fields.Char(
        compute="_compute_staff_only", inverse=lambda self: self._inverse_staff_only("pesel"), compute_sudo=True,
        search=lambda self, operator, value: self._search_staff_only("pesel", operator, value),
    )
    pesel_kept = kept(fields.Char)
    identity_document = fields.Char(
        compute="_compute_staff_only", inverse=lambda self: self._inverse_staff_only("identity_document"),
        compute_sudo=True,
        search=lambda self, operator, value: self._search_staff_only("identity_document", operator, value),
    )
    identity_document_kept = kept(fields.Char)
    # Stands in the log of accesses for the number of the person; goes with the person.
    read_key = fields.Char(
        default=lambda self: uuid.uuid4().hex, readonly=True, copy=False, groups=fields.NO_ACCESS,
        index="btree_not_null", export_string_translation=False, prefetch="kooperacje",
    )
    duplicate_count = fields.Integer(
        "Possible duplicates", compute="_compute_duplicate_count",
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
        help="Other records with the same PESEL, or the same name and birth date, among those open to you.",
    )
    has_duplicate = fields.Boolean(
        compute="_compute_has_duplicate", search="_search_has_duplicate",
        groups="kooperacje.group_social_worker,kooperacje.group_manager", export_string_translation=False,
    )

    _pesel_idx = models.Index("(company_id, pesel_kept) WHERE pesel_kept IS NOT NULL")
    _name_idx = models.Index("(company_id, birth_date, lower(last_name)) WHERE birth_date IS NOT NULL")

    def _init_column(self, column_name):
        if column_name != "read_key":
            return super()._init_column(column_name)
        return fill_read_keys(self)

    @api.depends("case_person_ids")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """The name behind a link is read as superuser: to whoever may not read the person it is a number, there too.

        Decisions and lists of participants stay readable so, for members with whom no identities are shared.
        """
        closed = self._closed_ids()
        # sudo: a name is taken over only where the user may see it.
        for person, source in zip(self, self.sudo(), strict=True):
            person.display_name = (
                self.env._("Person %(number)s", number=person._origin.id) if person._origin.id in closed
                else source._full_name()
            )

    def _closed_ids(self, **kind):
        """Ids of the persons who are in a case but in none that is open to the user in that way; one query for all.

        For a person in no case yet the rules alone decide.

        :param kind: see ``kooperacje.access._open_cases_sql``; by default the cases in which names are shared
        """
        ids = self._origin.ids
        if self.env.uid == SUPERUSER_ID or not ids:
            return set()
        self.env["kooperacje.case.person"].flush_model(["case_id", "person_id"])
        kind = kind or {"scope": self.env["kooperacje.data.scope"]._of("kooperacje.data_scope_identity")}
        return {id_ for [id_] in self.env.execute_query(SQL(
            "SELECT person_id FROM kooperacje_case_person WHERE person_id = ANY(%s) GROUP BY person_id "
            "HAVING NOT bool_or(case_id IN (%s))", ids, self.env["kooperacje.access"]._open_cases_sql(**kind),
        ))}

    def _check_access(self, operation):
        """The rules walk the lines of a person as superuser; what they met must not be handed to the user, who would
        learn by it that the person is in a case of a colleague.
        """
        result = super()._check_access(operation)
        if not self.env.su:
            self._origin.invalidate_recordset(["case_person_ids"], flush=False)
        return result

    # ------------------------------------------------------------
    # PESEL and document
    # ------------------------------------------------------------

    @api.depends("pesel_kept", "identity_document_kept")
    @api.depends_context("uid")
    def _compute_staff_only(self):
        """By the user, under sudo too: so an unsaved form and what is computed from it see the same number."""
        closed = self._closed_ids(staff=True)
        for person in self:
            is_open = person._origin.id not in closed
            person.pesel = is_open and person.pesel_kept
            person.identity_document = is_open and person.identity_document_kept

    @api.depends("identity_document_kept")
    def _compute_document_key(self):
        for person in self:
            person.document_key = document_key(person.identity_document_kept) or False

    @api.model
    def _kept_before(self):
        """The columns behind the numbers change, not the fields in front of them."""
        return {**super()._kept_before(), "document": {"pesel_kept", "identity_document_kept"}}

    def _document_numbers(self):
        return (self.pesel_kept, self.identity_document_kept)

    def _inverse_staff_only(self, name):
        values = [person[name] for person in self]
        closed = self._closed_ids(staff=True)
        for person, value in zip(self, values, strict=True):
            if person.id in closed:
                raise AccessError(self.env._("The PESEL is for the staff of the office that runs the case."))
            # sudo: writing the person has been checked, and that the user is of its office just now.
            person.sudo()[f"{name}_kept"] = value

    @api.constrains("pesel_kept", "birth_date")
    def _check_pesel(self):
        """When the column is written: Odoo checks a computed field together with stored ones before it is kept."""
        return super()._check_pesel()

    @api.model
    def _search_staff_only(self, name, operator, value):
        """What may not be read must not be found either: eleven guesses would tell the number."""
        self._check_field_access(self._fields[name], "read")
        # sudo: the numbers are searched, and taken only where they are open to the user.
        found = Domain("id", "in", self.sudo()._search(Domain(f"{name}_kept", operator, value)))
        return found if self.env.uid == SUPERUSER_ID else found & self._staff_domain()

    @api.model
    def _staff_domain(self):
        """Persons whom the user helps as staff of their office. Persons in no case are open to staff alone anyway."""
        staffed = self.env["kooperacje.access"]._open_cases_sql(staff=True)
        return Domain("case_person_ids", "=", False) | Domain("case_person_ids.case_id", "any", SQL("(%s)", staffed))

    # ------------------------------------------------------------
    # Duplicates
    # ------------------------------------------------------------

    def _duplicates_sql(self, select):
        """Pairs ``person``, ``other`` of one office that look like one person, both open to the user as staff.

        Only among what the user sees: a colleague's case must not show by a warning, an error or the time it takes.
        The head sees all the office's, and finds the pairs that no worker could.
        """
        self.flush_model(["pesel_kept", "first_name", "last_name", "birth_date", "company_id"])
        pairs = SQL("%s FROM kooperacje_person person JOIN kooperacje_person other", SQL("SELECT %s", select))
        # Two joins, each by its index; one with an OR would compare everybody with everybody.
        return SQL(
            """
            %(pairs)s ON other.company_id = person.company_id AND other.id != person.id
                     AND other.pesel_kept = person.pesel_kept
             WHERE other.id IN %(open)s
            UNION
            %(pairs)s ON other.company_id = person.company_id AND other.id != person.id
                     AND other.birth_date = person.birth_date AND lower(other.last_name) = lower(person.last_name)
                     AND lower(other.first_name) = lower(person.first_name)
             WHERE other.id IN %(open)s AND (other.pesel_kept IS NULL OR person.pesel_kept IS NULL)
            """,
            pairs=pairs, open=self.with_context(active_test=False)._search(self._staff_domain()).subselect(),
        )

    @api.depends("pesel", "first_name", "last_name", "birth_date", "company_id")
    @api.depends_context("uid")
    def _compute_duplicate_count(self):
        pairs = self._duplicates_sql(SQL("person.id AS person_id, other.id"))
        count_by_person = {}
        if self._origin.ids:
            for id_, _other_id in self.env.execute_query(SQL(
                "SELECT * FROM (%s) AS pair WHERE pair.person_id = ANY(%s)", pairs, self._origin.ids,
            )):
                count_by_person[id_] = count_by_person.get(id_, 0) + 1
        for person in self:
            person.duplicate_count = (
                count_by_person.get(person._origin.id, 0) if person._origin
                else self.search_count(person._same_person_domain() & self._staff_domain())
            )

    def _same_person_domain(self):
        """The same comparison for a person being typed."""
        self.ensure_one()
        same = Domain("pesel", "=", self.pesel) if self.pesel else Domain.FALSE
        if self.birth_date and self.last_name and self.first_name:
            same |= Domain([
                ("birth_date", "=", self.birth_date), ("last_name", "=ilike", self.last_name),
                ("first_name", "=ilike", self.first_name),
            ])
        return same & Domain("company_id", "=", self.company_id.id)

    @api.model
    def _search_has_duplicate(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", SQL("(%s)", self._duplicates_sql(SQL("person.id"))))]

    def _compute_has_duplicate(self):
        for person in self:
            person.has_duplicate = bool(person.duplicate_count)

    def action_open_duplicates(self):
        self.ensure_one()
        self.check_access("read")
        others = self.search(self._same_person_domain() & self._staff_domain())
        return window(self.env, "action_person", domain=[("id", "in", (others | self).ids)], context={})

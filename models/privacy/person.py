import uuid
from datetime import date

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.person_name import alike, document_key, names_in, plain_name
from odoo.addons.kooperacje.models.access.case_scoped import kept
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog, window

from .read_key import fill_read_keys

# What a merge takes from either record, in the order in which people look at it.
MERGED_FIELDS = (
    "first_name", "last_name", "former_names", "birth_date", "sex", "pesel", "no_pesel_reason", "identity_document",
    "legal_capacity", "capacity_decision", "death_date", "communication", "phone", "email", "street", "zip", "city",
    "area_id",
)


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
        self.env["kooperacje.case.person"].flush_model(["case_id", "person_id", "taken_back_on"])
        kind = kind or {"scope": self.env["kooperacje.data.scope"]._of("kooperacje.data_scope_identity")}
        Access = self.env["kooperacje.access"]
        return {id_ for [id_] in self.env.execute_query(SQL(
            "SELECT person_id FROM kooperacje_case_person WHERE person_id = ANY(%s) GROUP BY person_id "
            "HAVING NOT bool_or(case_id IN (%s) AND (taken_back_on IS NULL OR case_id IN (%s)))",
            ids, Access._open_cases_sql(**kind), Access._open_cases_sql(staff=True),
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

    @api.constrains("pesel_kept", "company_id")
    def _check_pesel_once(self):
        """A PESEL stands once in an office. Where the other record lies in a colleague's case, only that there is one
        is told, and the head, who sees both, puts the person into the second case.
        """
        # sudo: whether there is another record; what is told of it is decided below by what the user may read.
        numbered = self.sudo().filtered("pesel_kept")
        # Not by a unique index: records of earlier databases may bear one number, and are merged by people.
        serialise_on(numbered.company_id)
        others = numbered.search([
            ("pesel_kept", "in", numbered.mapped("pesel_kept")), ("company_id", "in", numbered.company_id.ids),
        ])
        first = {}
        for person in others.sorted("id"):
            first.setdefault((person.company_id, person.pesel_kept), []).append(person)
        for person in numbered:
            other = next((one for one in first[person.company_id, person.pesel_kept] if one != person), None)
            if not other:
                continue
            # The number is kept as superuser; what is told is for the user.
            other = other.sudo(False)
            if other.has_access("read") and other.id not in other._closed_ids(staff=True):
                raise ValidationError(self.env._(
                    "This PESEL stands on the record of %(person)s. Use that record: one person stands in the "
                    "office's records once.", person=other.display_name,
                ))
            raise ValidationError(self.env._(
                "A person with this PESEL stands in the records of your office already, in a case that is not open to "
                "you. Ask the manager to add the person to your case: one person stands in the office's records once.",
            ))

    def _doubles_sql(self):
        """Pairs of one office that may be one person, as rows ``(person, other, sure, names of both)``; both open to
        the user as staff, and not answered to be two.

        Only among what the user sees: a colleague's case must not show by a warning or the time it takes. The head sees
        all the office's, and finds the pairs that no worker could. Each branch is a join by an index of its own; one
        with an OR would compare everybody with everybody.
        """
        self.flush_model([
            "pesel_kept", "document_key", "first_name", "last_name", "former_names", "birth_date", "company_id",
        ])
        self.env["kooperacje.person.pair"].flush_model(["person_id", "other_id"])
        self.env["kooperacje.person.change"].flush_model(["person_id", "old_key"])
        pairs = SQL("FROM kooperacje_person person JOIN kooperacje_person other "
                    "ON other.company_id = person.company_id AND other.id != person.id")
        names = SQL("person.first_name, person.last_name, person.former_names, "
                    "other.first_name, other.last_name, other.former_names")
        # Two numbers are two persons, however alike the rest.
        not_two = SQL("(person.pesel_kept IS NULL OR other.pesel_kept IS NULL "
                      "OR person.pesel_kept = other.pesel_kept)")
        staffed = self.with_context(active_test=False)._search(self._staff_domain())
        return SQL(
            """
            WITH open AS (%(open)s), pairs AS (
                SELECT person.id AS person_id, other.id AS other_id, TRUE AS sure, %(names)s %(pairs)s
                       AND other.pesel_kept = person.pesel_kept
                 UNION ALL
                SELECT person.id, other.id, TRUE, %(names)s %(pairs)s
                       AND other.document_key = person.document_key AND %(not_two)s
                 UNION ALL
                SELECT person.id, other.id, TRUE, %(names)s %(pairs)s AND %(not_two)s
                  JOIN kooperacje_person_change change
                    ON change.person_id = person.id AND change.old_key = other.document_key
                 UNION ALL
                SELECT person.id, other.id, TRUE, %(names)s %(pairs)s AND %(not_two)s
                  JOIN kooperacje_person_change change
                    ON change.person_id = other.id AND change.old_key = person.document_key
                 UNION ALL
                SELECT person.id, other.id, FALSE, %(names)s %(pairs)s
                       AND other.birth_date = person.birth_date AND %(not_two)s
            )
            SELECT pairs.* FROM pairs
             WHERE person_id IN (SELECT id FROM open) AND other_id IN (SELECT id FROM open)
               AND NOT EXISTS (SELECT FROM kooperacje_person_pair answered
                                WHERE (answered.person_id, answered.other_id) IN (
                                      (pairs.person_id, pairs.other_id), (pairs.other_id, pairs.person_id)))
            """,
            open=staffed.select(), names=names, pairs=pairs, not_two=not_two,
        )

    @api.model
    def _double_pairs(self, ids=None):
        """``(person id, other id)`` of those that may be one person, of the persons ``ids`` or of all."""
        condition = SQL("TRUE") if ids is None else SQL("found.person_id = ANY(%s)", list(ids))
        rows = self.env.execute_query(SQL(
            "SELECT * FROM (%s) AS found (person_id, other_id, sure, first, last, former, first2, last2, former2) "
            "WHERE %s", self._doubles_sql(), condition,
        ))
        return {
            (id_, other_id) for id_, other_id, sure, first, last, former, first2, last2, former2 in rows
            if sure or alike(first, _surnames(last, former), first2, _surnames(last2, former2))
        }

    def _doubles(self):
        """The records that may be of this person, saved or being typed."""
        self.ensure_one()
        if self._origin:
            return self.browse(sorted(other for _id, other in self._double_pairs(self._origin.ids)))
        sure, alike_ = Domain.FALSE, self.browse()
        if self.pesel:
            sure |= Domain("pesel", "=", self.pesel)
        if key := document_key(self.identity_document):
            self.flush_model(["document_key"])
            self.env["kooperacje.person.change"].flush_model(["person_id", "old_key"])
            sure |= Domain("id", "in", SQL(
                "(SELECT id FROM kooperacje_person WHERE document_key = %s UNION "
                "SELECT person_id FROM kooperacje_person_change WHERE old_key = %s)", key, key,
            ))
        office = Domain("company_id", "=", self.company_id.id) & self._staff_domain()
        if self.birth_date and self.last_name and self.first_name:
            own = _surnames(self.last_name, self.former_names)
            alike_ = self.search(office & Domain("birth_date", "=", self.birth_date)).filtered(lambda other: alike(
                self.first_name, own, other.first_name, _surnames(other.last_name, other.former_names),
            ))
        # Two numbers are two persons, however alike the rest.
        return (self.search(office & sure) | alike_).filtered(
            lambda other: not (self.pesel and other.pesel) or self.pesel == other.pesel
        )

    @api.depends(
        "pesel", "identity_document", "first_name", "last_name", "former_names", "birth_date", "company_id",
    )
    @api.depends_context("uid")
    def _compute_duplicate_count(self):
        counts = {}
        if self._origin.ids:
            for id_, _other_id in self._double_pairs(self._origin.ids):
                counts[id_] = counts.get(id_, 0) + 1
        for person in self:
            person.duplicate_count = counts.get(person._origin.id, 0) if person._origin else len(person._doubles())

    @api.model
    def _search_has_duplicate(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", sorted({id_ for id_, _other_id in self._double_pairs()}))]

    def _compute_has_duplicate(self):
        for person in self:
            person.has_duplicate = bool(person.duplicate_count)

    def action_open_duplicates(self):
        self.ensure_one()
        self.check_access("read")
        return window(self.env, "action_person", domain=[("id", "in", (self._doubles() | self).ids)], context={})

    def action_another_person(self):
        """The answer to the warning: namesakes, or twins. It is kept, so that nobody is asked again."""
        self.ensure_one()
        self.check_access("write")
        self.env["kooperacje.person.pair"].create([
            {"person_id": self.id, "other_id": other.id} for other in self._doubles()
        ])
        return True

    # ------------------------------------------------------------
    # Mending
    # ------------------------------------------------------------
    # Two records of one person become one, a record made by mistake goes: by the head, and by social workers whom the
    # office names for it on their role, as far as the records are open to them. Never between two offices.

    may_mend = fields.Boolean(
        compute="_compute_may_mend", export_string_translation=False,
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
    )

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may_mend(self):
        """Whether the user is head of the office or named for it there; one question for all. Shows the buttons; the
        steps ask again, and whether the person is open.
        """
        # sudo: a user may always know the roles that are his or her own.
        offices = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("is_current", "=", True), "|", ("role", "=", "manager"),
            "&", "&", ("role", "=", "social_worker"), ("opens_cases", "=", True), ("mends_persons", "=", True),
        ]).company_id
        for person in self:
            person.may_mend = person.company_id in offices

    def _check_may_mend(self):
        """:raises AccessError: the user is neither head of the office of each person nor named for it there"""
        self.check_access("write")
        # sudo: says what the user's own roles are.
        for person in self.sudo():
            office = person.company_id
            if not person.may_mend:
                raise AccessError(self.env._(
                    "Only the manager of %(office)s, and whom the office names for it on the role, mend records of "
                    "persons. Ask the manager.", office=office.name,
                ))
        closed = self._closed_ids(staff=True)
        if closed:
            raise AccessError(self.env._("Records of persons are mended by the staff of the office that helps them."))

    def _keeping_reason(self):
        """Why the person, in no case any more, cannot be erased now; empty where that may be. See that of cases."""
        self.ensure_one()
        if self.case_person_ids:
            return self.env._("The person belongs to a case.")
        # sudo: whether the processing is restricted; storage is what a restriction leaves (art. 18 ust. 2 RODO).
        if self.env["kooperacje.restriction"].sudo().search_count(
            [("person_id", "in", self.ids), ("lifted_on", "=", False)], limit=1,
        ):
            return self.env._("The processing of the person's data is restricted.")
        return ""

    # ------------------------------------------------------------
    # Two records of one person
    # ------------------------------------------------------------

    def action_merge(self):
        """Open the preview for the two records chosen, or for this one and the record it looks like."""
        persons = self
        if len(self) == 1:
            persons |= self._doubles()[:1]
        if len(persons) != 2:
            raise UserError(self.env._("Choose the two records of one person in the list, then merge them."))
        persons._check_may_mend()
        winner, loser = persons.sorted("id")
        return dialog(self.env._("Merge two records of one person"), "kooperacje.person.merge", context={
            "default_winner_id": winner.id, "default_loser_id": loser.id, "dialog_size": "large",
        })

    def _merge_into(self, winner, values, reason):
        """Merge this record into ``winner``: all that hung on it hangs on the winner, and it is gone.

        The log of accesses is not touched; ``kooperacje.person.merged`` says which number has become which.

        :param values: what the winner is to say from now on, by name of field
        :raises UserError: not of one office, one represents the other, or both have what a person has once
        """
        self.ensure_one()
        winner.ensure_one()
        (self | winner)._check_may_mend()
        if self == winner or self.company_id != winner.company_id:
            raise UserError(self.env._("Two records of one office are merged, never those of two offices."))
        if not (reason or "").strip():
            raise UserError(self.env._("Write why the two records are of one person."))
        serialise_on(self | winner)
        self.env.flush_all()
        # superuser: who merges has been checked; what hangs on the records is moved whole, whoever wrote it.
        loser, kept = self.sudo(), winner.sudo()
        # For taking the merge back, see ``kooperacje.person.merged``.
        References = self.env["kooperacje.person.references"]
        journal = {"loser": References._row(self._table, self.id), "winner": winner.id, "rows": [],
                   "before": winner._said(), "key": kept.continuity_key}
        # sudo: whether there is such a title; it is told to who may merge.
        Title = self.env["kooperacje.person.representation"].sudo()
        both = (self | winner).ids
        if Title.search_count([("person_id", "in", both), ("representative_id", "in", both)], limit=1):
            raise UserError(self.env._(
                "One of the two represents the other, so they are two persons. If the entry is wrong, take it out "
                "first.",
            ))
        # sudo: the answer that they are two falls with the merge.
        self.env["kooperacje.person.pair"].sudo().search([
            ("person_id", "in", both), ("other_id", "in", both),
        ]).unlink()
        self._drop_second_answers(loser, kept)
        cases = loser.case_person_ids.case_id
        former = names_in(kept.former_names)
        known = {plain_name(name) for name in (*former, values.get("last_name") or kept.last_name)}
        for name in (kept.last_name, loser.last_name, *names_in(loser.former_names)):
            if name and plain_name(name) not in known:
                known.add(plain_name(name))
                former.append(name)
        values = {**values, "former_names": values.get("former_names") or ", ".join(former)}
        keys = kept.continuity_key or loser.continuity_key
        References._repoint(self._name, loser.id, kept.id, journal["rows"])
        number = loser.id
        # sudo: nobody is one's own guardian, in whichever case.
        own_wards = self.env["kooperacje.case.person"].sudo().search([
            ("person_id", "=", kept.id), ("guardian_of_ids", "in", kept.ids),
        ])
        own_wards.write({"guardian_of_ids": [Command.unlink(kept.id)]})
        loser.unlink()
        kept.continuity_key = keys
        said = {"kooperacje_change_reason": reason, "kooperacje_mistake": True}
        winner.with_context(**said).write(values)
        self.env.flush_all()
        journal["after"] = winner._said()
        # sudo: which number became which is the program's to write.
        self.env["kooperacje.person.merged"].sudo().create({
            "person_id": kept.id, "former_number": number, "reason": reason, "journal": journal,
        })
        # superuser: a restriction of either record stops the use of the cases of both from now on.
        restrictions = kept.env["kooperacje.restriction"].search([
            ("person_id", "=", kept.id), ("lifted_on", "=", False),
        ])
        if restrictions:
            restrictions.write({"case_ids": [Command.link(case.id) for case in kept.case_person_ids.case_id]})
        for case in cases:
            told = case._in_office_language()
            told.message_post(body=told.env._("Two records of one person were merged by %s.", self.env.user.name))
        return winner

    def _said(self):
        """What a merge may change on the record that stays, as values that JSON bears and ``write`` takes."""
        self.ensure_one()
        # sudo: kept for taking the merge back; shown to nobody.
        person = self.sudo()
        kept = {"pesel": "pesel_kept", "identity_document": "identity_document_kept"}
        told = {name: person[kept.get(name, name)] for name in MERGED_FIELDS}
        told = {name: value.id if isinstance(value, models.BaseModel) else value for name, value in told.items()}
        return {name: fields.Date.to_string(value) if isinstance(value, date) else value
                for name, value in told.items()}

    @api.model
    def _drop_second_answers(self, loser, kept):
        """Both were told apart from a third: one answer is enough."""
        # sudo: as above, answers of colleagues too.
        Pair = self.env["kooperacje.person.pair"].sudo()
        told_apart = Pair.search(["|", ("person_id", "in", kept.ids), ("other_id", "in", kept.ids)])
        third = (told_apart.person_id | told_apart.other_id) - kept
        Pair.search([
            "|", "&", ("person_id", "in", loser.ids), ("other_id", "in", third.ids),
            "&", ("other_id", "in", loser.ids), ("person_id", "in", third.ids),
        ]).unlink()

    # ------------------------------------------------------------
    # A record made by mistake
    # ------------------------------------------------------------

    def action_throw_away(self):
        """:raises UserError: something hangs on the record"""
        self.ensure_one()
        self._check_may_mend()
        hanging = self.env["kooperacje.person.references"]._hanging_texts(self)
        if hanging:
            raise UserError(self.env._(
                "The record of %(person)s cannot be thrown away, for something hangs on it:\n%(what)s\nMerge it with "
                "the right record instead.", person=self.display_name, what="\n".join(f"– {text}" for text in hanging),
            ))
        # superuser: no role deletes persons but here; who asks and that nothing hangs on it has been checked.
        self.sudo().unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


def _surnames(last_name, former_names):
    return [last_name or "", *names_in(former_names)]

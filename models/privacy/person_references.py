from collections import defaultdict
from typing import NamedTuple

from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation
from psycopg2.extras import Json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

# Of two rows of one thing that only one may have (a line of a case, a participant), the rows are merged as well. Two
# rows of any other model stop the merge: what would be lost is for people to decide.
MERGED_ROWS = ("kooperacje.case.person", "kooperacje.meeting.participant")
# What a merged row says as soon as one of the two does: who was there under either record was there.
SAID_BY_EITHER = {"presence": "present", "relation": "main"}
# A follower that follows twice follows once.
DROPPED_ROWS = ("mail.followers",)


class Pointer(NamedTuple):
    """A column in which the number of a record of a model may stand."""

    model: str
    field: str
    kind: str
    table: str
    column: str
    # Of the record that points, in its own table; in that of a many2many the other column.
    owner: str
    # The column that holds the model's name, for numbers of any model.
    named_by: str = ""


class PersonReferences(models.AbstractModel):
    """All that points at a person, read from the registry: a field that a room or another application adds later is
    found like those of today.

    For the methods that have asked whether the caller may: what is asked and moved here is so past all rules.
    """

    _name = "kooperacje.person.references"
    _description = "What points at a person"

    @api.model
    def _pointers(self, comodel="kooperacje.person"):
        """Every :class:`Pointer` at ``comodel``, in a fixed order. The log of accesses is none: it bears numbers."""
        found = {}
        for name in sorted(self.env.registry):
            Model = self.env[name]
            if Model._abstract or Model._transient or not Model._auto:
                continue
            for field in Model._fields.values():
                if not field.store:
                    continue
                pointer = None
                if field.type == "many2one" and field.comodel_name == comodel and field.column_type:
                    pointer = Pointer(name, field.name, "one", Model._table, field.name, "id")
                elif field.type == "many2many" and field.comodel_name == comodel:
                    pointer = Pointer(name, field.name, "many", field.relation, field.column2, field.column1)
                elif field.type == "many2many" and name == comodel:
                    pointer = Pointer(name, field.name, "own", field.relation, field.column1, field.column2)
                elif field.type == "reference":
                    pointer = Pointer(name, field.name, "reference", Model._table, field.name, "id")
                elif field.type == "many2one_reference" and Model._fields[field.model_field].store:
                    pointer = Pointer(name, field.name, "number", Model._table, field.name, "id", field.model_field)
                if pointer:
                    found.setdefault((pointer.table, pointer.column), pointer)
        return list(found.values())

    @api.model
    def _pointing_sql(self, pointer, comodel, id_):
        """Condition on the rows of ``pointer`` that point at the record ``id_`` of ``comodel``."""
        column = SQL.identifier(pointer.column)
        if pointer.kind == "reference":
            return SQL("%s = %s", column, f"{comodel},{id_}")
        if pointer.named_by:
            return SQL("%s = %s AND %s = %s", column, id_, SQL.identifier(pointer.named_by), comodel)
        return SQL("%s = %s", column, id_)

    @api.model
    def _hanging(self, person):
        """``{pointer: number of rows}`` of what points at ``person``; one query for the whole registry.

        Not what the program keeps of the person by itself and goes with the record: xml ids, changes, namesakes.
        """
        person.ensure_one()
        self.env.flush_all()
        pointers = [
            pointer for pointer in self._pointers()
            if pointer.model not in ("ir.model.data", "kooperacje.person.change", "kooperacje.person.notice",
                                     "kooperacje.person.pair")
        ]
        parts = [
            SQL("SELECT %s, COUNT(*) FROM %s WHERE %s", number, SQL.identifier(pointer.table),
                self._pointing_sql(pointer, person._name, person.id))
            for number, pointer in enumerate(pointers)
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        return {pointers[number]: count for number, count in rows if count}

    @api.model
    def _hanging_texts(self, person):
        """What hangs on ``person``, as lines for people: ``Persons of a case: 2``."""
        counts = defaultdict(int)
        for pointer, count in self._hanging(person).items():
            # sudo: the labels of models, which every role may know.
            counts[self.env["ir.model"].sudo()._get(pointer.model).name] += count
        return [f"{name}: {count}" for name, count in sorted(counts.items())]

    # ------------------------------------------------------------
    # Pointing elsewhere
    # ------------------------------------------------------------

    @api.model
    def _repoint(self, comodel, loser_id, winner_id, journal=None):
        """Let everything that points at ``loser_id`` of ``comodel`` point at ``winner_id``.

        Straight in the tables: what is signed and frozen is about the same person as before, and who wrote it when
        does not change. The number of queries depends on the registry, not on the number of rows.

        :param journal: list to which what is done is added, in order, for :meth:`_take_back`
        :raises UserError: two rows that only one of the persons may have, and that are not merged by themselves
        """
        touched, journal = [], [] if journal is None else journal
        for pointer in self._pointers(comodel):
            ids = self._repoint_one(pointer, comodel, loser_id, winner_id, journal)
            if ids:
                touched.append((pointer, ids))
        self.env.invalidate_all(flush=False)
        for pointer, ids in touched:
            if pointer.kind != "own":
                self.env[pointer.model].browse(ids).exists().modified([pointer.field])

    @api.model
    def _repoint_one(self, pointer, comodel, loser_id, winner_id, journal):
        table, column, owner = map(SQL.identifier, (pointer.table, pointer.column, pointer.owner))
        condition = self._pointing_sql(pointer, comodel, loser_id)
        ids = [id_ for [id_] in self.env.execute_query(SQL("SELECT %s FROM %s WHERE %s", owner, table, condition))]
        if not ids:
            return ids
        value = f"{comodel},{winner_id}" if pointer.kind == "reference" else winner_id
        moved = {"do": "moved", "comodel": comodel, "old": loser_id, "new": winner_id, "ids": ids,
                 "pointer": [pointer.table, pointer.column]}
        if pointer.kind in ("many", "own"):
            both = self.env.execute_query(SQL(
                "SELECT %s FROM %s WHERE %s = %s AND %s = ANY(%s)", owner, table, column, value, owner, ids,
            ))
            journal.append({**moved, "both": [id_ for [id_] in both]})
            self.env.cr.execute(SQL(
                "INSERT INTO %(table)s (%(owner)s, %(column)s) SELECT %(owner)s, %(value)s FROM %(table)s "
                "WHERE %(condition)s ON CONFLICT DO NOTHING",
                table=table, owner=owner, column=column, value=value, condition=condition,
            ))
            self.env.cr.execute(SQL("DELETE FROM %s WHERE %s", table, condition))
            return ids
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.env.cr.execute(SQL("UPDATE %s SET %s = %s WHERE %s", table, column, value, condition))
            journal.append(moved)
        except UniqueViolation:
            for id_ in ids:  # rare, and few: rows of which the other person has one of the same kind
                self._repoint_row(pointer, id_, value, journal, {**moved, "ids": [id_]})
        return ids

    @api.model
    def _repoint_row(self, pointer, id_, value, journal, moved):
        table, column = SQL.identifier(pointer.table), SQL.identifier(pointer.column)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.env.cr.execute(SQL("UPDATE %s SET %s = %s WHERE id = %s", table, column, value, id_))
            journal.append(moved)
        except IntegrityError as error:
            if pointer.model in MERGED_ROWS:
                self._merge_row(pointer, id_, value, error.diag.constraint_name, journal)
            elif pointer.model not in DROPPED_ROWS:
                # sudo: the label of a model, which every role may know.
                raise UserError(self.env._(
                    "Both records have an entry of the same kind (%(what)s), of which a person has one. End or void "
                    "one of the two first, then merge. Nothing has been changed.",
                    what=self.env["ir.model"].sudo()._get(pointer.model).name,
                )) from error
            else:
                journal.append({"do": "gone", "model": pointer.model, "row": self._row(pointer.table, id_)})
                self.env.cr.execute(SQL("DELETE FROM %s WHERE id = %s", table, id_))

    @api.model
    def _row(self, table, id_):
        """The row ``id_`` of ``table`` as ``{column: value}``, ready for JSON; empty if there is none."""
        rows = self.env.execute_query(SQL("SELECT to_jsonb(row) FROM %s row WHERE id = %s", SQL.identifier(table), id_))
        return rows[0][0] if rows else {}

    @api.model
    def _merge_row(self, pointer, id_, value, index, journal):
        """The winner has a row of the same kind already: what the loser's holds beside is taken over."""
        Model = self.env[pointer.model]
        columns = [name for [name] in self.env.execute_query(SQL(
            "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey) "
            "WHERE indexrelid = %s::regclass", index,
        )) if name != pointer.column]
        same = SQL(" AND ").join(
            SQL("twin.%s = row.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns
        )
        table = SQL.identifier(pointer.table)
        [[twin_id]] = self.env.execute_query(SQL(
            "SELECT twin.id FROM %s twin JOIN %s row ON %s WHERE row.id = %s AND twin.%s = %s",
            table, table, same, id_, SQL.identifier(pointer.column), value,
        ))
        self._repoint(pointer.model, id_, twin_id, journal)
        filled = [
            field.name for field in Model._fields.values()
            if field.store and field.column_type and field.name not in (*models.MAGIC_COLUMNS, pointer.field)
        ]
        assignments = [
            SQL("%s = COALESCE(%s, row.%s)" if Model._fields[name].type != "boolean" else "%s = (%s OR row.%s)",
                SQL.identifier(name), SQL.identifier(pointer.table, name), SQL.identifier(name))
            for name in filled
        ]
        for name, value in SAID_BY_EITHER.items():
            if name in filled:
                assignments[filled.index(name)] = SQL(
                    "%s = CASE WHEN row.%s = %s THEN %s ELSE %s END", SQL.identifier(name), SQL.identifier(name),
                    value, value, SQL.identifier(pointer.table, name),
                )
        for name in ("left_on", "left_reason"):
            if name in filled:
                # Who lives in the household under either record has not left it.
                assignments[filled.index(name)] = SQL(
                    "%s = CASE WHEN NOT %s AND NOT row.in_household THEN COALESCE(%s, row.%s) END",
                    SQL.identifier(name), SQL.identifier(pointer.table, "in_household"),
                    SQL.identifier(pointer.table, name), SQL.identifier(name),
                )
        row, before = self._row(pointer.table, id_), self._row(pointer.table, twin_id)
        # First the row goes: unique columns of it are to be free.
        self.env.cr.execute(SQL("DELETE FROM %s WHERE id = %s", table, id_))
        self.env.cr.execute(SQL(
            "UPDATE %s SET %s FROM jsonb_populate_record(NULL::%s, %s::jsonb) row WHERE %s.id = %s",
            table, SQL(", ").join(assignments), table, Json(row), table, twin_id,
        ))
        after = self._row(pointer.table, twin_id)
        differ = [name for name in before if before[name] != after[name]]
        journal += [
            {"do": "gone", "model": pointer.model, "row": row},
            {"do": "changed", "model": pointer.model, "id": twin_id, "before": {name: before[name] for name in differ},
             "after": {name: after[name] for name in differ}},
        ]

    # ------------------------------------------------------------
    # Taking a merge back
    # ------------------------------------------------------------

    @api.model
    def _take_back(self, journal):
        """Undo what ``journal`` says, the last first: only where it still stands as the merge left it.

        :raises IntegrityError: a row cannot come back, for what it belonged to has gone or has been entered anew
        """
        touched = []
        for entry in reversed(journal):
            if entry["do"] == "moved":
                touched += self._move_back(entry)
                continue
            Model = self.env[entry["model"]]
            if entry["do"] == "gone":
                self.env.cr.execute(SQL(
                    "INSERT INTO %s SELECT * FROM jsonb_populate_record(NULL::%s, %s::jsonb)",
                    SQL.identifier(Model._table), SQL.identifier(Model._table), Json(entry["row"]),
                ))
                touched.append((Model._name, [entry["row"]["id"]], list(entry["row"])))
            else:
                now = self._row(Model._table, entry["id"])
                after = entry["after"]
                values = {name: value for name, value in entry["before"].items() if now.get(name) == after[name]}
                if now and values:
                    table, columns = SQL.identifier(Model._table), map(SQL.identifier, values)
                    self.env.cr.execute(SQL(
                        "UPDATE %s SET %s FROM jsonb_populate_record(NULL::%s, %s::jsonb) row WHERE %s.id = %s",
                        table, SQL(", ").join(SQL("%s = row.%s", name, name) for name in columns), table, Json(values),
                        table, entry["id"],
                    ))
                    touched.append((Model._name, [entry["id"]], list(values)))
        self.env.invalidate_all(flush=False)
        for model, ids, names in touched:
            Model = self.env[model]
            Model.browse(ids).exists().modified([name for name in names if name in Model._fields])

    @api.model
    def _move_back(self, entry):
        """Let the rows of ``entry`` that still point at the winner point at the loser; what was touched."""
        pointer = next((
            one for one in self._pointers(entry["comodel"]) if [one.table, one.column] == entry["pointer"]
        ), None)
        if not pointer:
            return []  # a model that is there no more
        table, column, owner = map(SQL.identifier, (pointer.table, pointer.column, pointer.owner))
        pointing = self._pointing_sql(pointer, entry["comodel"], entry["new"])
        still = SQL("%s AND %s = ANY(%s)", pointing, owner, entry["ids"])
        value = f"{entry['comodel']},{entry['old']}" if pointer.kind == "reference" else entry["old"]
        if pointer.kind in ("many", "own"):
            self.env.cr.execute(SQL(
                "INSERT INTO %(table)s (%(owner)s, %(column)s) SELECT %(owner)s, %(value)s FROM %(table)s "
                "WHERE %(still)s ON CONFLICT DO NOTHING",
                table=table, owner=owner, column=column, value=value, still=still,
            ))
            self.env.cr.execute(SQL("DELETE FROM %s WHERE %s AND %s != ALL(%s)", table, still, owner, entry["both"]))
        else:
            self.env.cr.execute(SQL("UPDATE %s SET %s = %s WHERE %s", table, column, value, still))
        return [] if pointer.kind == "own" else [(pointer.model, entry["ids"], [pointer.field])]

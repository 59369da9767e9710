import re
from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models, tools
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.person_name import names_in
from odoo.addons.kooperacje.models.evaluation.measures import DEPENDS

CASE, PERSON, LOG = "kooperacje.case", "kooperacje.person", "kooperacje.read.log"
ROOTS = (CASE, PERSON)
ATTACHMENT, EVENT, NAMES = "ir.attachment", "calendar.event", "ir.model.data"
# What stands for a text that was there: whether something was written is counted, what it was is gone.
GONE = "–"
# What somebody typed into a search that was saved.
TYPED = re.compile(r"""['"]([^'"]{3,})['"]""")
TEXTS = ("char", "text", "html")
# Of rows that stay: a row without its case would be taken for one that is being typed, and be open.
STAYS = ("create_date", "case_id", "company_id", "partnership_id")
# Read by figures beside those of ``measures.py``: attainment of goals (``survey_analysis._attainment``).
COUNTED = {
    **DEPENDS,
    "kooperacje.goal": [
        "plan_id", "weight", "start_level", "level_m2", "level_m1", "level_0", "level_p1", "level_p2",
    ],
    "kooperacje.goal.rating": ["goal_id", "level", "rated_on"],
}


@dataclass(frozen=True)
class Step:
    """What erasing does to the rows of one model.

    :param links: ``(field, parent model)`` by which its rows are found
    :param referenced: ``(field with the model, field with the id)`` by which its rows hang on others
    :param kept: whether its rows stay, without a word and without a person
    :param emptied: columns of rows that stay: ``(column, what becomes of it)``, ``null`` or ``text``
    :param loosened: columns to be emptied before rows that they point at can be deleted
    :param relations: ``(table, column)`` of many2many relations of rows that stay
    """

    model: str
    links: tuple = ()
    referenced: tuple = ()
    kept: bool = False
    emptied: tuple = ()
    loosened: tuple = ()
    relations: tuple = ()


class Erasure(models.AbstractModel):
    """Erases families from every table, by the registry: a model added later is covered without anyone remembering.

    What belongs to a case or a person is found by walking the models:

    - a link to ``kooperacje.case`` or ``kooperacje.person``, whatever it is called;
    - a link, required or deleted with its target, to a model found so;
    - a link that the model names in ``_erased_with``, where it is neither;
    - model and id (messages, files, activities, followers, calendar, names of imports), to rows of all of them.

    Rows are deleted. Those that figures are counted from stay (``measures.DEPENDS``), with the columns that figures
    read and nothing else: no text, no person, no worker, no file. So figures of past years are what they were. The row
    of the case is among them: without its code it is in no access relation, so nobody reads it. A model with
    ``_outlives_erasure = True`` keeps its rows too, without texts and without the person (a register that has to show
    what was done, art. 5 ust. 2 RODO); it names in ``_stays_when_erased`` texts that say nothing of anybody, such as
    its number, and in ``_emptied_when_erased`` what else goes.

    Plain SQL: the guards of the models refuse what is done here, and 60 models would each read what they delete.
    """

    _name = "kooperacje.erasure"
    _description = "Erasure of families"

    # ------------------------------------------------------------
    # The walk
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _steps(self):
        """Steps in the order in which rows are found: each model after those that it is found by."""
        tables = self._tables()
        links = self._links(tables, ROOTS, {})
        if EVENT in tables:
            links[EVENT] = ()
        referenced = {
            name: tuple((field.model_field, field.name) for field in self._columns(name)
                        if field.type == "many2one_reference")
            for name in tables if name not in links or name not in (ATTACHMENT, NAMES)
        }
        referenced = {name: pairs for name, pairs in referenced.items() if pairs and self._may_hang(name)}
        first = self._sorted(links)
        hanging = {name: links.get(name, ()) for name in referenced if name not in (ATTACHMENT, NAMES)}
        below = self._links(tables, (*links, *hanging), {**links, **hanging})
        order = [
            *(name for name in first if name not in hanging), *sorted(hanging),
            *(name for name in self._sorted(below) if name not in links and name not in hanging),
            *(name for name in (ATTACHMENT, NAMES) if name in tables),
        ]
        kept = self._kept(order)
        return tuple(self._step(name, {**below, **links}.get(name, ()), referenced.get(name, ()), order, kept)
                     for name in order)

    @api.model
    def _tables(self):
        """Models with rows of their own, transient ones too."""
        return {
            name for name, Model in self.env.registry.items()
            if not Model._abstract and Model._auto and name != LOG
        }

    @api.model
    def _columns(self, name):
        return [field for field in self.env[name]._fields.values() if field.store and field.column_type]

    @api.model
    def _may_hang(self, name):
        """Whether rows with model and id hang on records. The stub of a disposal outlives them."""
        return name not in ("kooperacje.office.word", "kooperacje.disposal.line")

    @api.model
    def _links(self, tables, roots, known):
        """``{model: ((field, parent), …)}`` of all that hangs on ``roots`` by links."""
        found = {name: () for name in roots if name in tables}
        while True:
            new = {}
            for name in tables - found.keys() - known.keys():
                many2one = [field for field in self._columns(name) if field.type == "many2one"]
                also = getattr(self.env[name], "_erased_with", ())
                direct = [field for field in many2one if field.comodel_name in ROOTS]
                pairs = tuple((field.name, field.comodel_name) for field in direct or many2one if (
                    field.comodel_name in ROOTS or (field.comodel_name in found and (
                        field.required or field.ondelete == "cascade" or field.name in also))
                ))
                if pairs:
                    new[name] = pairs
            if not new:
                return {name: pairs for name, pairs in found.items() if name in ROOTS or name not in known}
            found.update(new)

    @api.model
    def _sorted(self, links):
        """Names of ``links``, parents first."""
        order, waiting = [], dict(sorted(links.items()))
        while waiting:
            ready = [name for name, pairs in waiting.items()
                     if not any(parent in waiting and parent != name for _field, parent in pairs)]
            for name in ready or list(waiting)[:1]:
                order.append(name)
                del waiting[name]
        return order

    @api.model
    def _kept(self, order):
        """Models whose rows stay, with all that their rows cannot be without."""
        kept = {CASE} | {name for name in order if name in COUNTED or getattr(
            self.env[name], "_outlives_erasure", False)}
        while True:
            needed = {
                field.comodel_name for name in kept for field in self._columns(name)
                if field.type == "many2one" and field.comodel_name in order and self._is_filled(name, field)
            } - kept - {PERSON}
            if not needed:
                return kept
            kept |= needed

    @api.model
    def _is_filled(self, name, field):
        """Whether the column cannot be empty in the database."""
        return (self.env[name]._table, field.name) in self._filled_columns()

    @api.model
    @tools.ormcache()
    def _filled_columns(self):
        return frozenset(self.env.execute_query(SQL(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema AND is_nullable = 'NO'",
        )))

    @api.model
    def _checked(self, name):
        """Columns that a constraint of the table compares: they stay, or the row would be refused."""
        return {column for [column] in self.env.execute_query(SQL(
            "SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)"
            " WHERE contype = 'c' AND conrelid = to_regclass(%s)", self.env[name]._table,
        ))}

    @api.model
    def _step(self, name, links, referenced, order, kept):
        gone = {other for other in order if other not in kept} | {PERSON}
        columns = self._columns(name)
        if name not in kept:
            loosened = tuple(
                field.name for field in columns
                if field.type == "many2one" and field.comodel_name in gone and field.ondelete == "restrict"
                and not self._is_filled(name, field)
            )
            return Step(name, links, referenced, loosened=loosened)
        emptied, checked = [], self._checked(name)
        counted = COUNTED.get(name)
        Model = self.env[name]
        outlives, told = getattr(Model, "_outlives_erasure", False), getattr(Model, "_stays_when_erased", ())
        also = getattr(Model, "_emptied_when_erased", ())
        for field in columns:
            if field.name == "id" or field.name in told:
                continue
            if field.type in TEXTS:
                emptied.append((field.name, "text"))
            elif self._is_filled(name, field) or field.name in STAYS:
                continue
            elif (
                field.name in also or field.type in ("json", "binary", "properties", "many2one_reference")
                or (field.relational and field.comodel_name in gone)
                or (not outlives and field.name not in (counted or ()) and field.name not in checked)
            ):
                emptied.append((field.name, "null"))
        relations = tuple(sorted({
            (field.relation, field.column1) for field in self.env[name]._fields.values()
            if field.type == "many2many" and field.store and not outlives
        }))
        return Step(name, links, referenced, True, tuple(emptied), (), relations)

    @api.model
    @tools.ormcache()
    def _outside(self):
        """``{model: ((table, column), …)}``: links of all other models that keep rows of the model from being
        deleted.
        """
        steps = {step.model: step for step in self._steps()}
        result = defaultdict(list)
        for name in self._tables() - steps.keys():
            for field in self._columns(name):
                step = field.type == "many2one" and steps.get(field.comodel_name)
                if step and not step.kept and field.ondelete == "restrict":
                    result[field.comodel_name].append((self.env[name]._table, field.name))
        return {name: tuple(pairs) for name, pairs in result.items()}

    # ------------------------------------------------------------
    # Erasing
    # ------------------------------------------------------------

    @api.model
    def _erase_record(self, record):
        """Erase one record of a disposal, whatever its kind."""
        if record._name == CASE:
            persons = record.case_person_ids.person_id
            self._erase(record, persons.filtered(lambda person: self._is_free(person, record)))
        elif record._name == PERSON:
            self._erase(self.env[CASE], record)
        else:
            self._erase_alone(record)

    @api.model
    def _is_free(self, person, case):
        """Whether nothing of another case names the person."""
        return not any(
            self.env.execute_query(SQL(
                "SELECT 1 FROM %s WHERE %s = %s AND case_id IS DISTINCT FROM %s AND case_id IS NOT NULL LIMIT 1",
                SQL.identifier(self.env[step.model]._table), SQL.identifier(field), person.id, case.id,
            ))
            for step in self._steps() for field, parent in step.links
            if parent == PERSON and "case_id" in self.env[step.model]._fields
        )

    @api.model
    def _erase(self, cases, persons):
        """Erase ``cases`` with all that belongs to them, and ``persons``. The caller has asked whether they may go.

        Files leave the disk with the next nightly clean-up of Odoo. Figures stay, see above.
        """
        self.env.flush_all()
        ids = self._find({CASE: cases.ids, PERSON: persons.ids})
        words = self._names_of(ids.get(PERSON, ()))
        self._forget_in_log(cases.ids, persons.ids)
        self._forget_merges(cases.ids)
        self._forget_searches(words)
        self._empty_kept(ids)
        self._delete(ids)
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_case SET erased_on = %s, name = '/', read_key = NULL WHERE id = ANY(%s)",
            office_today(), cases.ids,
        ))
        self.env.invalidate_all()

    @api.model
    def _erase_alone(self, record):
        """Erase a record outside a case, and what is said and filed on it. A contact stays as a row without a name: it
        stands in papers and teams.
        """
        self.env.flush_all()
        ids = {record._name: record.ids}
        for name in (EVENT, "mail.message", "mail.activity", "mail.followers", "mail.scheduled.message", ATTACHMENT,
                     NAMES):
            found = self.env[name]
            step = next(step for step in self._steps() if step.model == name)
            for of_model, of_id in step.referenced:
                # sudo: only to be deleted, by the step of the head; nothing of it is read.
                found |= found.sudo().with_context(active_test=False).search([
                    (of_model, "=", record._name), (of_id, "in", record.ids)])
            if found:
                ids[name] = found.ids
        if record._name == "res.partner":
            self._empty_contact(ids.pop("res.partner"))
        elif record._name == "kooperacje.survey.wave":
            # How many were invited is counted; who they were is forgotten.
            self.env.cr.execute(SQL(
                "UPDATE kooperacje_survey_ticket SET partner_id = NULL WHERE wave_id = ANY(%s)",
                ids.pop("kooperacje.survey.wave"),
            ))
        self._delete_rows(ids)
        self.env.invalidate_all()

    @api.model
    def _empty_contact(self, ids):
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET name = %s, %s WHERE id = ANY(%s)", GONE,
            SQL(", ").join(
                SQL("%s = NULL", SQL.identifier(field.name)) for field in self._columns("res.partner")
                if field.type in TEXTS and field.name not in ("name", "lang", "tz", "type")
                and not self._is_filled("res.partner", field)
            ), ids,
        ))

    @api.model
    def _find(self, roots):
        """``{model: ids}`` of all that belongs to ``roots``, ``{model: ids}``. One query for each model."""
        found = {name: list(ids) for name, ids in roots.items()}
        for step in self._steps():
            conditions = []
            if step.model not in ROOTS:
                conditions += [
                    SQL("%s = ANY(%s)", SQL.identifier(field), found[parent])
                    for field, parent in step.links if found.get(parent)
                ]
            conditions += self._hangs_on(step, found)
            if step.model == EVENT and found.get("kooperacje.meeting"):
                conditions.append(SQL(
                    "id IN (SELECT event_id FROM kooperacje_meeting WHERE id = ANY(%s))", found["kooperacje.meeting"]))
            if step.model == ATTACHMENT:
                conditions += self._attached_by_relation(found)
            if conditions:
                rows = self.env.execute_query(SQL(
                    "SELECT id FROM %s WHERE %s", SQL.identifier(self.env[step.model]._table),
                    SQL(" OR ").join(conditions),
                ))
                found[step.model] = [*found.get(step.model, ()), *(id_ for [id_] in rows)]
        return {name: ids for name, ids in found.items() if ids}

    @api.model
    def _hangs_on(self, step, found):
        return [
            SQL("%s = %s AND %s = ANY(%s)", SQL.identifier(of_model), name, SQL.identifier(of_id), ids)
            for of_model, of_id in step.referenced for name, ids in found.items() if ids
        ]

    @api.model
    def _attached_by_relation(self, found):
        """Files that records name in a list: those of a message are of no record before it is sent."""
        conditions, seen = [], set()
        for name, ids in found.items():
            for field in self.env[name]._fields.values():
                if field.type == "many2many" and field.store and field.comodel_name == ATTACHMENT and ids and (
                    field.relation not in seen
                ):
                    seen.add(field.relation)
                    conditions.append(SQL(
                        "id IN (SELECT %s FROM %s WHERE %s = ANY(%s))", SQL.identifier(field.column2),
                        SQL.identifier(field.relation), SQL.identifier(field.column1), ids,
                    ))
        return conditions

    @api.model
    def _names_of(self, person_ids):
        """First, last and former names of the persons: what may stand in a saved search."""
        rows = self.env.execute_query(SQL(
            "SELECT first_name, last_name, former_names FROM kooperacje_person WHERE id = ANY(%s)", list(person_ids),
        )) if person_ids else ()
        names = {word for row in rows for names in row for word in names_in(names)}
        return sorted(word for word in names if len(word) > 2)

    @api.model
    def _forget_in_log(self, case_ids, person_ids):
        """Empty whom the rows of the log are of; what is sealed is a key whose meaning goes with the record.

        The numbers of records merged into these persons are theirs as well.
        """
        Merged = self.env["kooperacje.person.merged"]
        numbers = Merged.search([("person_id", "in", list(person_ids))]).mapped("former_number")
        self.env[LOG]._forget(case_ids, [*person_ids, *numbers])

    @api.model
    def _forget_merges(self, case_ids):
        """What a merge moved, of persons of these cases who stay in others: the merge is no longer taken back."""
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_person_merged SET journal = NULL WHERE journal IS NOT NULL AND person_id IN "
            "(SELECT person_id FROM kooperacje_case_person WHERE case_id = ANY(%s))", list(case_ids),
        ))

    @api.model
    def _forget_searches(self, words):
        """Saved searches for a name or the beginning of one, and notices to the web client, which live for a day."""
        names = [word.lower() for word in words]
        rows = self.env.execute_query(SQL(
            "SELECT id, concat_ws(' ', domain, context) FROM ir_filters WHERE model_id LIKE 'kooperacje.%%'",
        )) if names else ()
        found = [id_ for id_, text in rows if any(
            typed.lower() in name or name in typed.lower() for typed in TYPED.findall(text) for name in names
        )]
        if found:
            self.env.cr.execute(SQL("DELETE FROM ir_filters WHERE id = ANY(%s)", found))
        self.env.cr.execute("DELETE FROM bus_bus WHERE message LIKE '%kooperacje.%'")

    @api.model
    def _empty_kept(self, ids):
        for step in self._steps():
            if not step.kept or not ids.get(step.model):
                continue
            for table, column in step.relations:
                self.env.cr.execute(SQL(
                    "DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), SQL.identifier(column),
                    ids[step.model],
                ))
            changes = [
                SQL("%s = NULL", SQL.identifier(column)) if kind == "null" else self._blank(step.model, column)
                for column, kind in step.emptied
            ]
            if changes:
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s)", SQL.identifier(self.env[step.model]._table),
                    SQL(", ").join(changes), ids[step.model],
                ))

    @api.model
    def _blank(self, model, column):
        """A text becomes a dash. A number that must be unique becomes that of the row."""
        name = SQL.identifier(column)
        if column == self.env[model]._rec_name:
            return SQL("%s = %s || id", name, GONE)
        if self.env[model]._fields[column].translate:
            return SQL("%s = NULL", name)
        return SQL("%s = CASE WHEN %s <> '' THEN %s ELSE %s END", name, name, GONE, name)

    @api.model
    def _delete(self, ids):
        outside = self._outside()
        steps = [step for step in self._steps() if not step.kept and ids.get(step.model)]
        for step in steps:
            table = SQL.identifier(self.env[step.model]._table)
            if step.loosened:
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s)", table,
                    SQL(", ").join(SQL("%s = NULL", SQL.identifier(column)) for column in step.loosened),
                    ids[step.model],
                ))
            for other, column in outside.get(step.model, ()):
                self.env.cr.execute(SQL(
                    "UPDATE %(table)s SET %(column)s = NULL WHERE %(column)s = ANY(%(ids)s)",
                    table=SQL.identifier(other), column=SQL.identifier(column), ids=ids[step.model],
                ))
        self._delete_rows({step.model: ids[step.model] for step in reversed(steps)})

    @api.model
    def _delete_rows(self, ids):
        """Delete rows by ``{model: ids}`` in that order; files are marked for the nightly clean-up."""
        for name, some in ids.items():
            self.env.cr.execute(SQL(
                "DELETE FROM %s WHERE id = ANY(%s)%s", SQL.identifier(self.env[name]._table), some,
                SQL(" RETURNING store_fname") if name == ATTACHMENT else SQL(""),
            ))
            if name == ATTACHMENT:
                for [stored] in self.env.cr.fetchall():
                    if stored:
                        self.env[ATTACHMENT]._file_delete(stored)

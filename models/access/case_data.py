import functools

from lxml import etree

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.office_day import office_today

from .concrete import concrete_models
from .guarded_mixin import _OPEN, named
from .primary_mixin import on_primary

# These say nothing of a family: keys, numbers, dates and states of the record. Everything else is content.
NEUTRAL_FIELDS = frozenset({
    "id", ".id", "case_id", "company_id", "state", "sequence", "create_uid", "create_date", "write_uid", "write_date",
    "user_can_read", "user_can_write", "user_is_staff", "has_message", "document_state", "document_number",
    "document_date", "document_filename", "restriction_notice",
})
# What chatter and activities add for a list.
NEUTRAL_PREFIXES = ("activity_", "my_activity_", "message_")
# Set by the few methods that may write under a restriction of processing.
DESPITE = "kooperacje_despite_restriction"
# What somebody is to do for the family. Core's icons of activities ask for it on every board and list.
SUMMARY = "activity_summary"


def shown_by_groups(grouping_sets, aggregates):
    """Names of the fields whose values groups by ``grouping_sets`` with ``aggregates`` show. Of a path the first."""
    names = {spec.partition(":")[0].partition(".")[0] for groupby in grouping_sets for spec in groupby}
    return names | {
        spec.partition(":")[0] for spec in aggregates
        if spec != "__count" and not spec.endswith((":count", ":count_distinct"))
    }


class CaseData(models.AbstractModel):
    """Data of a case. What is attached to it (messages, activities, files) is as closed as the record itself, mails
    about it carry none of it, and reading it is logged.

    Every model that belongs to a case takes this in; a test demands it of each model with a ``case_id``.
    """

    _name = "kooperacje.case.data"
    _description = "Data of a case"
    _inherit = ["kooperacje.case.pointer", "kooperacje.primary.mixin"]

    # False for the register of teams, which the network worker keeps: it says nothing of the family.
    _holds_family_data = True
    # Fields that may be read without leaving a trace, beside those above: boards and lists of codes. A field not
    # named, one added later among them, counts as content. Each class names those of the fields it declares itself.
    _neutral_fields = frozenset()
    # Whether each record tells of one person. Another one's copy (art. 15 RODO) leaves it out.
    _of_one_person = False
    # Texts in which others than the family speak, or are spoken of: no copy for a member of the family holds them. Each
    # class names those of the fields it declares itself.
    _words_of_others = frozenset()
    # Texts in which the children speak: in the copy of a child only.
    _words_of_children = frozenset()

    @api.model
    def _is_content(self, field_names):
        """Whether reading ``field_names`` shows something of a person or family."""
        return self._holds_family_data and any(not self._is_neutral(name) for name in field_names)

    @api.model
    def _is_neutral(self, name):
        """A file is content whatever it is called."""
        field = self._fields.get(name)
        if field and field.type == "binary":
            return False
        if name == SUMMARY:
            return False
        return name in NEUTRAL_FIELDS or name in self._neutral_names() or name.startswith(NEUTRAL_PREFIXES)

    @api.model
    @tools.ormcache()
    def _neutral_names(self):
        return named(self, "_neutral_fields")

    @api.model
    @tools.ormcache()
    def _case_data_models(self):
        """Names of the models of case data."""
        return concrete_models(self.env, "kooperacje.case.data")

    @api.model
    def _is_family_data_model(self, name):
        """Whether ``name`` is a model of case data that says something of a family; any text may be asked."""
        return name in self._case_data_models() and self.env[name]._holds_family_data

    # ------------------------------------------------------------
    # A number that nobody bears is refused as one that is closed: else one could count the cases of an office
    # ------------------------------------------------------------

    def _check_access(self, operation):
        try:
            refused = super()._check_access(operation)
        except MissingError:
            if not self._holds_family_data:
                raise
            # Rules that look through a record ask it first whether it is there.
            there = self.exists()
            closed = there._check_access(operation)
            nobody = (self - there) + (closed[0] if closed else there.browse())
            return nobody, functools.partial(self.env["ir.rule"]._make_access_error, operation, nobody)
        if refused or operation == "read":
            return refused
        held = self._restricted()
        return (held, held._restriction_error) if held else None

    def get_external_id(self):
        """Core reads the names as superuser: that there is one would tell that there is the record."""
        self.check_access("read")
        return super().get_external_id()

    @api.private
    def fetch(self, field_names=None):
        """Core fetches what is there, and leaves the rest to whoever reads.

        :raises AccessError: also for records that do not exist, in the same words as for those that are closed
        """
        super().fetch(field_names)
        if self.env.su or not self._holds_family_data:
            return
        names = ["create_date"] if field_names is None else field_names
        columns = (self._fields[name] for name in names if name != "id" and name in self._fields)
        column = next((field for field in columns if field.store and field.column_type), None)
        if column is None:
            return
        found = column._get_cache(self.env)
        missing = self.browse(id_ for id_ in self._origin._ids if id_ not in found)
        if missing:
            raise self.env["ir.rule"]._make_access_error("read", missing)

    def _fetch_query(self, query, fields):
        """Core finds the lines of a record by their key alone, and reads them by a second query as soon as a field of
        theirs is asked for. Whoever finds lines of a case asks for them: they are read where they are found.
        """
        if self._are_keys(fields):
            fields = [*fields, *(
                field for field in self._determine_fields_to_fetch() if field.column_type and field not in fields
            )]
        return super()._fetch_query(query, fields)

    @api.model
    def _are_keys(self, fields):
        """Whether ``fields`` are what core asks for in order to find lines: their record, and whether they are active.
        """
        keys = [field for field in fields if field.name != self._active_name]
        return len(keys) == 1 and keys[0].type == "many2one"

    # ------------------------------------------------------------
    # Restriction of processing (art. 18 RODO): kept and read by the office, and nothing else
    # ------------------------------------------------------------

    restriction_notice = fields.Char(
        "Restriction of processing", compute="_compute_restriction_notice", compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends(lambda self: ["case_id"] if "case_id" in self._fields else [])
    @api.depends_context("uid", "lang")
    def _compute_restriction_notice(self):
        marks = self._restriction_marks()
        for record, mark in zip(self, marks, strict=True):
            record.restriction_notice = self.env["kooperacje.restriction"]._told(mark) if mark else False

    def _restriction_marks(self):
        """The mark on each record: of the person itself, else of its case; ``None`` without one. Costs no query where
        nothing is restricted.
        """
        marks = self.env["kooperacje.restriction"]._marks()
        if not marks:
            return [None] * len(self)
        if "case_id" not in self._fields:
            return [marks.get(self._name, {}).get(id_) for id_ in self._origin._ids] if any(self._origin._ids) else (
                [None] * len(self))
        field = self._fields.get("person_id")
        of_person = field is not None and field.comodel_name == "kooperacje.person"
        # sudo: the keys of case and person only.
        return [
            marks.get("kooperacje.case", {}).get(record.case_id._origin.id)
            or (of_person and marks.get("kooperacje.person", {}).get(record.person_id._origin.id)) or None
            for record in self.sudo()
        ]

    def _restricted(self):
        """The records that may not be used today."""
        if self.env.context.get(DESPITE) is _OPEN:
            return self.browse()
        today = office_today()
        return self.browse(
            record.id for record, mark in zip(self, self._restriction_marks(), strict=True)
            if mark and not (mark[2] and mark[2] >= today)
        )

    def _restriction_error(self):
        return AccessError(self.env["kooperacje.restriction"]._told(
            next(mark for mark in self._restriction_marks() if mark),
        ))

    def _check_not_restricted(self):
        """:raises AccessError: a record may not be used; the message says what to do"""
        held = self.browse() if self.env.su else self._restricted()
        if held:
            raise held._restriction_error()

    def _despite_restriction(self):
        """The same records, for what a restriction never stops: the will of the person, who takes a consent back."""
        return self.with_context(**{DESPITE: _OPEN})

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Every form of case data says that processing is restricted."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.tag == "form":
            banner = etree.fromstring(
                '<div class="alert alert-danger mb-0" role="alert" invisible="not restriction_notice">'
                '<field name="restriction_notice" readonly="1"/></div>'
            )
            place = arch.find("sheet")
            if place is not None:
                place.addprevious(banner)
            else:
                arch.insert(0, banner)
        return arch, view

    # ------------------------------------------------------------
    # What hangs on the records
    # ------------------------------------------------------------

    def _attached_scope_ids(self):
        """Number of the scope of data that what hangs on each record belongs to, false where it has none."""
        return [False] * len(self)

    def _attached_open(self):
        """Whether the user may read what hangs on the record, the record itself being readable."""
        self.ensure_one()
        [scope_id] = self._attached_scope_ids()
        case = self if self._name == "kooperacje.case" else self.case_id
        scopes = self.env["kooperacje.access"]._open_scopes(case.ids).get(case.id, ()) if scope_id else None
        return scopes is None or scope_id in scopes

    def _set_attached_scope(self):
        """Let the keys of what hangs on the records follow their scope."""
        ids_by_scope = {}
        for record, scope_id in zip(self, self._attached_scope_ids(), strict=True):
            ids_by_scope.setdefault(scope_id, []).append(record.id)
        for name in self.env["kooperacje.case.attached"]._attached_models():
            # sudo: the key is the program's own; the caller has written the record.
            Attached = self.env[name].sudo()
            for scope_id, ids in ids_by_scope.items():
                Attached.search(Attached._attached_domain(self._name, ids)).scope_id = scope_id

    # ------------------------------------------------------------
    # The ways in which content leaves the server
    # ------------------------------------------------------------

    def _note_shown(self, channel="read"):
        """Note in the log of accesses that the user has been shown the records."""
        self.env["kooperacje.read.log"]._note(self, channel)

    def _read_format(self, fnames, load="_classic_read"):
        """The one way out of ``read``, ``search_read``, ``web_read``, ``web_search_read`` and ``web_read_group``.

        A board leaves no trace, so it does not tell what is to be done next: whoever presses the icon of the activity
        is shown it, and that is logged.
        """
        is_content = self._is_content(name for name in fnames if name != SUMMARY)
        if is_content:
            self.env["kooperacje.read.log"]._note(self, "read")
        rows = super()._read_format(fnames, load=load)
        if SUMMARY in fnames and not is_content and self._holds_family_data and not self.env.su:
            for row in rows:
                row[SUMMARY] = False
        if len(rows) < len(self) and not self.env.su and self._holds_family_data:
            # What is computed without a column of the record, core leaves out in silence.
            raise self.env["ir.rule"]._make_access_error("read", self.browse({*self.ids} - {row["id"] for row in rows}))
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._check_not_restricted()
        if self._is_content(path[0] for path in fields if path):
            self.env["kooperacje.read.log"]._note(self, "export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def copy_data(self, default=None):
        values = super().copy_data(default)
        if self._is_content(self._fields):
            self.env["kooperacje.read.log"]._note(self, "read")
        return values

    def onchange(self, values, field_names, fields_spec):
        """Refuse a new record at once if the role does not allow to save it, so that nobody fills in a form in vain."""
        if not self and not field_names and self._holds_family_data:
            self.env["kooperacje.refusal"]._in_readers_language()._check_may_begin(self._name)
        if self._is_content(fields_spec):
            # An answer to a saved form may bear whatever is computed from it.
            self.env["kooperacje.read.log"]._note(self, "read")
        return super().onchange(values, field_names, fields_spec)

    @api.model
    @on_primary
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        if self._is_content(["display_name"]):
            self.env["kooperacje.read.log"]._note(self.browse(id_ for id_, _name in found), "read")
        return found

    @api.model
    def _note_groups(self, domain, grouping_sets, aggregates):
        """Groups by a name or a date of birth show it as a list does, only by another way; so does a number of those in
        whose texts a word was looked for.
        """
        names = shown_by_groups(grouping_sets, aggregates)
        is_content = self._is_content(names) or self._looks_into_texts(domain)
        if is_content and self.env["kooperacje.read.log"]._is_watched():
            self.env["kooperacje.read.log"]._note(self.search(domain), "read")

    @api.model
    def _looks_into_texts(self, domain):
        """Whether ``domain`` looks for words in texts of a family, its own or those at the end of a path: who is told
        which records hold a word has read it there, although the list shows their numbers alone.
        """
        for condition in Domain(domain or Domain.TRUE).iter_conditions():
            if not condition.value or isinstance(condition.value, bool):
                continue
            Model = self
            for name in condition.field_expr.split("."):
                field = Model._fields.get(name)
                if not field:
                    break
                is_text = field.type in ("char", "text", "html")
                if is_text and hasattr(Model, "_is_content") and Model._is_content([name]):
                    return True
                if not field.relational:
                    break
                Model = self.env[field.comodel_name]
            else:
                if condition.operator in ("any", "not any") and isinstance(condition.value, (Domain, list, tuple)) and (
                    hasattr(Model, "_looks_into_texts") and Model._looks_into_texts(condition.value)
                ):
                    return True
        return False

    @api.private
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """The one way of ``search``, ``search_read`` and ``web_search_read``."""
        found = super().search_fetch(domain, field_names, offset, limit, order)
        if self.env["kooperacje.read.log"]._is_watched() and self._looks_into_texts(domain):
            self.env["kooperacje.read.log"]._note(found, "read")
        return found

    @api.model
    @on_primary
    def search_count(self, domain, limit=None):
        if self.env["kooperacje.read.log"]._is_watched() and self._looks_into_texts(domain):
            return len(self.search(domain, limit=limit))
        return super().search_count(domain, limit)

    def _note_end_of_path(self, name):
        """Groups of another model show the field ``name`` of these records."""
        if self._is_content([name]):
            self._note_shown()

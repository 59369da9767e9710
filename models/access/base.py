import lxml.html
from markupsafe import Markup

from odoo import api, models, tools
from odoo.exceptions import AccessError, LockError, ValidationError

from odoo.addons.kooperacje.kernels import bounds

MODULE = "kooperacje"
# Marks a paragraph of an empty list that says what to press: it is for those who may add to the list.
FOR_WRITERS = "o_kooperacje_for_writers"
# Models of other programs whose rows have each change of a model copied, in clear, to where our rules do not reach,
# with the field that names that model.
COPIERS = {"auditlog.rule": "model_id"}


class Base(models.AbstractModel):
    """What is typed into fields of this program is judged at the door of each model, before a method reckons with it.

    Only fields that the program defines are looked at, on its own models and on those of core that it extends; for all
    else core does as without it.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_beyond_bounds(vals)
            if self._name in COPIERS:
                self._refuse_copies(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if self._name in COPIERS:
            self._refuse_copies(vals)
        return super().write(vals)

    @api.model
    def _refuse_copies(self, vals):
        """:raises ValidationError: records of the Model would be copied past consent, scopes and erasure"""
        # sudo: the technical name of a model is no secret.
        model = self.env["ir.model"].sudo().browse(vals.get(COPIERS[self._name]) or [])
        if any(name.startswith(f"{MODULE}.") for name in model.mapped("model")):
            raise ValidationError(self.env._(
                "“%(model)s” is a record of the Model. A log of another program would keep names and texts of families "
                "in clear, past consent and erasure. The Model keeps a log of its own: open “Log of accesses”.",
                model=model.name,
            ))

    def onchange(self, values, field_names, fields_spec):
        self._refuse_beyond_bounds(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _refuse_beyond_bounds(self, vals):
        """Refuse values that no calendar, number or text column of the database can hold.

        A model whose own ``write`` reckons with the values before it hands them on calls this first.

        :raises ValidationError: names the field, what was given and what may be
        """
        for name in self._fields_within_bounds() & vals.keys():
            field, value = self._fields[name], vals[name]
            if not value:
                continue
            if field.type in ("one2many", "many2many"):
                self._refuse_lines_beyond_bounds(field, value)
            elif wrong := bounds.fault(self._bounds_kind(field), value):
                raise ValidationError(self._bounds_message(field, value, wrong))

    @api.model
    @tools.ormcache()
    def _fields_within_bounds(self):
        """Names of the fields that this program defines: most models of others have none."""
        return frozenset(name for name, field in self._fields.items() if field._module == MODULE)

    @api.model
    def _bounds_kind(self, field):
        """Numbers named for a stretch of time are added to dates."""
        spans = field.type == "integer" and field.name.rpartition("_")[2] in bounds.SPANS
        return "span" if spans else field.type

    def _refuse_lines_beyond_bounds(self, field, commands):
        for command in commands if isinstance(commands, (list, tuple)) else ():
            if isinstance(command, (list, tuple)) and len(command) == 3 and isinstance(command[2], dict):
                self.env[field.comodel_name]._refuse_beyond_bounds(command[2])

    def _bounds_message(self, field, value, wrong):
        label, given = field._description_string(self.env), str(value)
        given = given if len(given) <= 40 else f"{given[:40]}…"
        given = given.replace("\x00", "").encode(errors="replace").decode()
        if wrong == "no_date":
            return self.env._(
                "“%(field)s”: %(value)s is no date of the calendar. Choose a day from the calendar.",
                field=label, value=given)
        if wrong == "far_date":
            return self.env._(
                "“%(field)s”: %(value)s lies too far away. Give a day between the years %(first)s and %(last)s.",
                field=label, value=given, first=str(bounds.FIRST_YEAR), last=str(bounds.LAST_YEAR))
        if wrong == "no_number":
            return self.env._("“%(field)s”: %(value)s is no number. Give it in digits.", field=label, value=given)
        if wrong in ("large_count", "large_amount"):
            return self.env._(
                "“%(field)s”: %(value)s is too large a number to be kept. Check the digits.", field=label, value=given)
        if wrong == "unreadable":
            return self.env._(
                "“%(field)s” holds a sign that cannot be kept. Type the text anew instead of pasting it.", field=label)
        longest = bounds.LONGEST_LINE if wrong == "long_line" else bounds.LONGEST_TEXT
        return self.env._(
            "“%(field)s” is too long: %(length)s characters, where %(longest)s fit. Shorten it, or put the rest into a "
            "note.", field=label, length=str(len(value)), longest=str(longest))

    def _check_field_access(self, field, operation):
        """Core refuses a field with its technical name and tells who is asked for help; ours say who is shown it."""
        try:
            super()._check_field_access(field, operation)
        except AccessError:
            if field._module != MODULE:
                raise
        else:
            return
        raise AccessError(self.env["kooperacje.refusal"]._in_readers_language()._by_field(self._name, field, operation))

    # Empty lists

    @api.model
    def get_empty_list_help(self, help_message):
        """The text of an empty list asks nobody to add something who may not add it.

        Paragraphs marked with :data:`FOR_WRITERS` are left out for them; where none is left, one that fits takes their
        place. Helps without the mark, those of other applications too, are as in core.
        """
        told = super().get_empty_list_help(help_message)
        # An action is read with sudo; the list is opened by the user.
        if not told or FOR_WRITERS not in told or self.sudo(False).has_access("create"):
            return told
        page = lxml.html.fragment_fromstring(str(told), create_parent="div")
        for paragraph in page.find_class(FOR_WRITERS):
            paragraph.drop_tree()
        if page.text_content().strip():
            return Markup("").join(Markup(lxml.html.tostring(each, encoding="unicode")) for each in page)
        return Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>') % (
            self.env._("There is nothing here yet"),
            self.env._("Others keep this list. What they enter, and you may read, will stand here."),
        )

    # Groups show what they are made by

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        self._note_groups(domain, [groupby], aggregates)
        self._note_paths(domain, groupby)
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        self._note_groups(domain, grouping_sets, aggregates)
        self._note_paths(domain, [spec for groupby in grouping_sets for spec in groupby])
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    @api.model
    def _note_groups(self, domain, grouping_sets, aggregates):
        """For models that tell of a case: note what the groups, or arrays in them, show of it."""

    @api.model
    def _note_paths(self, domain, groupby):
        """A group by a path (``case_id.need_words``) shows, from whatever model, what the record at its end says."""
        for spec in groupby if not self.env.su else ():
            path = spec.partition(":")[0].split(".")
            if len(path) == 1:
                continue
            records = self
            for position, name in enumerate(path[:-1]):
                field = records._fields.get(name)
                if not field or field.type != "many2one":
                    break
                # sudo: which records the groups lead to; of them only those count that the rules show the user.
                here = records.search(domain) if not position else records
                records = self.env[field.comodel_name].with_context(active_test=False).search(
                    [("id", "in", here.sudo()[name].ids)],
                )
                note = getattr(records, "_note_end_of_path", None)
                if note:
                    note(path[position + 1])

    # Errors of the database

    @api.model
    def _sql_error_to_message_generic(self, exc):
        """In plain words what the database refused, for records of this program; a constraint's own words go before."""
        if not self._name.startswith(f"{MODULE}."):
            return super()._sql_error_to_message_generic(exc)
        what = self.env["ir.model"]._get(self._name).name or self._description
        field = self._fields.get(exc.diag.column_name or "")
        if field is None:
            named = (exc.diag.constraint_name or "").removeprefix(f"{self._table}_").removesuffix("_fkey")
            field = self._fields.get(named)
        label = field._description_string(self.env) if field else what
        code = exc.pgcode
        if code == "23502":
            return self.env._("“%(what)s” needs “%(field)s”. Fill it in and save again.", what=what, field=label)
        if code == "23503":
            return self.env._(
                "“%(field)s” of “%(what)s” names what you want to delete, or what is no longer there. Archive it "
                "instead of deleting it; where you were saving, load the page again and choose anew.",
                what=what, field=label)
        if code == "23505":
            return self.env._(
                "There is such a “%(what)s” already. Load the page again and change the one that is there; perhaps it "
                "was saved twice.", what=what)
        return self.env._(
            "What was entered in “%(what)s” does not go together. Check dates and numbers, and save again.", what=what)

    @api.private
    def lock_for_update(self, *, allow_referencing=False):
        if not self._name.startswith(f"{MODULE}."):
            return super().lock_for_update(allow_referencing=allow_referencing)
        try:
            return super().lock_for_update(allow_referencing=allow_referencing)
        except LockError as error:
            raise LockError(self.env._(
                "This is being saved just now, by your first click or by somebody else. Wait a moment and load the "
                "page again before you try once more.",
            )) from error

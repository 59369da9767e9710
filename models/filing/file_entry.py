from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import file_reference
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.concrete import concrete_models
from odoo.addons.kooperacje.models.access.serialise import serialise_on

CASE, PARTNERSHIP = "kooperacje.case", "kooperacje.partnership"


class FileEntry(models.Model):
    """A case of the office in its list (sprawa w spisie spraw): the reference, and what it is the reference of.

    What has a reference is the case of a family, a partnership, the papers of one class that a partnership issues in a
    year, or a paper that belongs to neither. The papers of a family's case all lie in the file of the case.

    The line is the office's register: it outlives the erasing of the case, without a word on it. It is written by the
    program alone; a reference is corrected by :meth:`_correct`, which strikes the line of a number out of the list and
    never takes it away.
    """

    _name = "kooperacje.file.entry"
    _description = "Case in the list of cases"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "list_id desc, number, id"
    _outlives_erasure = True
    _stays_when_erased = ("name",)
    _neutral_fields = frozenset({
        "display_name", "name", "number", "list_id", "year", "title", "opened_on", "closed_on", "partnership_id",
        "res_model", "res_id", "is_given", "note", "replaced_by_id", "letter_count", "remark",
    })
    _system_fields = frozenset({
        "list_id", "number", "name", "title", "opened_on", "case_id", "partnership_id", "res_model", "res_id", "state",
        "is_given", "note", "replaced_by_id", "letter_count",
    })

    list_id = fields.Many2one("kooperacje.file.list", "List of cases", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="list_id.company_id", store=True, index=True)
    year = fields.Integer(related="list_id.year")
    number = fields.Integer(help="In the list. Empty for a reference that was given elsewhere.")
    name = fields.Char("Case reference", required=True)
    title = fields.Char(
        "Case", compute="_compute_title", store=True, readonly=True,
        help="What it is about: the code of the family, the name of the partnership, the kind of paper. No names.",
    )
    opened_on = fields.Date("Begun on", required=True, default=lambda self: office_today())
    closed_on = fields.Date("Concluded on", compute="_compute_closed_on")
    state = fields.Selection(
        [("open", "In the list"), ("struck", "Struck out")], default="open", required=True, index=True,
    )
    is_given = fields.Boolean("Typed", help="The reference was typed, not drawn by the program.")
    note = fields.Char(help="Why the reference was corrected.")
    replaced_by_id = fields.Many2one(
        "kooperacje.file.entry", "Now", index="btree_not_null", ondelete="set null",
        help="The reference that stands in place of this one.",
    )
    letter_count = fields.Integer("Papers", help="Number of the last paper that bears this reference.")
    remark = fields.Char("Remarks", compute="_compute_remark")
    case_id = fields.Many2one("kooperacje.case", "Case of a family", index="btree_not_null", ondelete="set null")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", index="btree_not_null", ondelete="set null",
    )
    res_model = fields.Char("Model of the paper", export_string_translation=False)
    res_id = fields.Many2oneReference("Paper", model_field="res_model", export_string_translation=False)

    _number_uniq = models.UniqueIndex(
        "(list_id, number) WHERE number > 0", "This number of the list of cases is taken.",
    )
    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name)) WHERE state = 'open'",
        "Another case of the office bears this reference. Look it up in the list of cases.",
    )
    _partnership_idx = models.Index("(partnership_id, list_id) WHERE partnership_id IS NOT NULL")

    @api.depends("case_id.name", "partnership_id.name")
    def _compute_title(self):
        for entry in self:
            # A line whose case is gone keeps what stood there.
            entry.title = entry.case_id.name or entry.partnership_id.name or entry.title

    @api.depends("case_id", "partnership_id", "res_model", "res_id", "state")
    def _compute_closed_on(self):
        # sudo: the day a case was closed, for whoever reads its line of the list.
        lines = self.sudo()
        papers = {}
        for name, some in lines.filtered("res_id").grouped("res_model").items():
            if name in self.env:
                papers |= {(name, paper.id): paper for paper in self.env[name].sudo().browse(some.mapped("res_id"))
                           .exists()}
        for entry, line in zip(self, lines, strict=True):
            paper = papers.get((line.res_model, line.res_id))
            entry.closed_on = line.state == "open" and (
                line.case_id.closed_on or (not paper and line._covers_partnership() and line.partnership_id.date_end)
                or (paper and paper.signed_on)
            )

    def _covers_partnership(self):
        """Whether the line is that of the whole partnership, not of some papers of a year."""
        return self.partnership_id.file_entry_id == self

    @api.depends("note", "replaced_by_id", "state", "case_id")
    @api.depends_context("lang")
    def _compute_remark(self):
        for entry in self:
            # sudo: whether the file is still there, and the reference in its place, for whoever reads the line.
            line, words = entry.sudo(), []
            if line.state == "struck":
                words.append(self.env._("struck out, now %(reference)s", reference=line.replaced_by_id.name)
                             if line.replaced_by_id else self.env._("struck out"))
            if line.case_id.erased_on:
                words.append(self.env._(
                    "file destroyed on %(day)s", day=format_date(self.env, line.case_id.erased_on)))
            if line.note and line.note != "–":
                words.append(line.note)
            entry.remark = "; ".join(words)

    # ------------------------------------------------------------
    # Papers
    # ------------------------------------------------------------

    def _next_letter(self):
        """The next number of a paper in the file, and the reference the paper bears."""
        self.ensure_one()
        serialise_on(self)
        self.letter_count += 1
        return self.letter_count, self._letter_reference(self.letter_count)

    def _letter_reference(self, number):
        return file_reference.of_letter(self.company_id.kooperacje_letter_pattern, self.name, number)

    def _papers(self):
        """The papers that bear the reference, as ``{model: records}``; asked only when a reference is corrected."""
        found = {}
        for name in concrete_models(self.env, "kooperacje.document.mixin"):
            papers = self.env[name].with_context(active_test=False).search([("file_entry_id", "in", self.ids)])
            if papers:
                found[name] = papers
        return found

    # ------------------------------------------------------------
    # Typed and corrected references
    # ------------------------------------------------------------

    @api.model
    def _checked_reference(self, text, company, case):
        """The typed reference ``text`` as it is kept.

        :raises UserError: it is none, or it names a person of the case
        """
        reference = file_reference.cleaned(text)
        if not file_reference.is_reference(reference):
            raise UserError(self.env._(
                "“%(text)s” is no reference of a case. Write letters and digits with dots, dashes or slashes between "
                "them, at most %(length)s signs, e.g. %(example)s.", text=reference, length=file_reference.LONGEST,
                example=file_reference.written(
                    company.kooperacje_reference_pattern, company.kooperacje_unit_symbol, "5021", 7,
                    office_today().year,
                ),
            ))
        persons = case.case_person_ids.person_id
        if file_reference.names_person(reference, persons.mapped("first_name") + persons.mapped("last_name")):
            raise UserError(self.env._(
                "A reference names nobody: whoever sees the list of cases would know whom they concern. Take the name "
                "out of it.",
            ))
        return reference

    @api.model
    def _typed_values(self, reference, company, file_class):
        """Values of a line for a typed reference: of the list it names, if this office gave it by its own pattern."""
        parts = file_reference.read(
            company.kooperacje_reference_pattern, company.kooperacje_unit_symbol, reference)
        year, number = office_today().year, 0
        if parts:
            symbol, number, year = parts
            if year > office_today().year:
                raise UserError(self.env._("The year %(year)s has not begun yet. Correct the reference.", year=year))
            if symbol != file_class.symbol:
                other = self.env["kooperacje.file.class"].search([
                    ("symbol", "=", symbol), ("company_id", "in", (False, company.id)),
                ], limit=1)
                if not other:
                    raise UserError(self.env._(
                        "The register of files of the office has no class %(symbol)s. Correct the reference, or enter "
                        "the class first.", symbol=symbol,
                    ))
                file_class = other
        file_list = self.env["kooperacje.file.list"]._of(company, file_class, year)
        # Who draws a number of this list at the same moment writes this row too.
        serialise_on(file_list)
        taken = number and self.search([("list_id", "=", file_list.id), ("number", "=", number)], limit=1)
        if taken or self.search_count([
            ("company_id", "=", company.id), ("name", "=ilike", reference), ("state", "=", "open")], limit=1,
        ):
            raise UserError(self.env._(
                "The reference %(reference)s is taken already. Look it up in the list of cases of class %(symbol)s of "
                "%(year)s.", reference=reference, symbol=file_list.symbol, year=file_list.year,
            ))
        file_list.last_number = max(file_list.last_number, number)
        return {"list_id": file_list.id, "number": number, "name": reference, "is_given": True}

    def _check_correctable(self):
        """:raises UserError: a paper with the reference has been signed, or waits for its signature"""
        self.ensure_one()
        for papers in self._papers().values():
            for paper in papers:
                if paper.signed_on:
                    raise UserError(self.env._(
                        "The reference %(reference)s stands on the signed paper %(number)s and stays.",
                        reference=self.name, number=paper.document_number or paper.document_reference,
                    ))
                if paper.document_state == "issued":
                    raise UserError(self.env._(
                        "Paper %(number)s bears the reference %(reference)s and waits for its signature. Press "
                        "“Correct” on the paper first.", reference=self.name, number=paper.document_number,
                    ))

    def _correct(self, text, note):
        """Put the typed reference ``text`` in the place of this one, with the reason in ``note``.

        The drafts of its papers follow. A number of the list stays in it, struck out; a reference that was typed and
        bears the highest number gives it back.

        :raises UserError: a signed paper bears it; no reason; no reference, or one that is taken
        """
        self.ensure_one()
        note = " ".join((note or "").split())
        if not note:
            raise UserError(self.env._("Say why the reference is corrected."))
        serialise_on(self)
        if self.state != "open":
            raise UserError(self.env._("This reference has been corrected already."))
        self._check_correctable()
        reference = self._checked_reference(text, self.company_id, self.case_id)
        if reference == self.name:
            raise UserError(self.env._("The case bears this reference already."))
        papers = self._papers()
        self.write({"state": "struck", "note": note})
        # The unique index counts lines that are not struck out.
        self.flush_recordset(["state"])
        values = self._typed_values(reference, self.company_id, self.list_id.class_id or self.env[
            "kooperacje.file.kind"]._class_of(self._subject()._name, self.company_id))
        new = self.create({
            **values, "title": self.title, "opened_on": self.opened_on, "letter_count": self.letter_count,
            **{name: self[name].id for name in ("case_id", "partnership_id")}, "res_model": self.res_model,
            "res_id": self.res_id,
        })
        self.replaced_by_id = new
        subject = new._subject()
        if "file_entry_id" in subject._fields and subject.file_entry_id == self:
            subject._set_file_entry(new)
        for records in papers.values():
            for paper in records:
                paper._set_file_entry(new)
        if self.is_given and not self.letter_count and self.number:
            self._give_back()
        return new

    def _give_back(self):
        """Take a typed line away that was a slip of the pen: nothing was ever written under it."""
        file_list = self.list_id
        self.unlink()
        file_list._count_on()

    def _subject(self):
        """The record whose reference it is: a case, a partnership, a paper; empty where it is gone."""
        self.ensure_one()
        if self.case_id or (self.partnership_id and self._covers_partnership()):
            return self.case_id or self.partnership_id
        if self.res_model and self.res_model in self.env:
            return self.env[self.res_model].browse(self.res_id).exists()
        return self.partnership_id

    # ------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------

    def action_open_subject(self):
        """Open what the reference is of, under the rules of the reader."""
        self.ensure_one()
        self.check_access("read")
        # sudo: only to learn which record it is; the client asks for it as the user.
        subject = self.sudo()._subject().sudo(False)
        if not subject:
            raise UserError(self.env._("What bore this reference is no longer here."))
        return {
            "type": "ir.actions.act_window", "res_model": subject._name, "res_id": subject.id, "view_mode": "form",
        }

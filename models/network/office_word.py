from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kooperacje.kernels.polish_order import alphabetical
from odoo.addons.kooperacje.models.access.windows import window

KEEPERS = ("admin", "manager", "network_worker")


class OfficeWord(models.Model):
    """What one office calls an entry of a dictionary, whether it uses it, and where it puts it (K3D-34, 40, 156, 189).

    Shown in place of the common word by the fields of ``models/access/office_words.py``, to that office alone. Kept by
    its head, network worker or administrator. Where a row says nothing of its own, the common entry shows through, so
    rows are made for all entries when an office opens the list.
    """

    _name = "kooperacje.office.word"
    _description = "Word of an office"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "dictionary, sequence, id"
    _rec_name = "common_name"
    _fixed_fields = frozenset({"company_id", "dictionary", "entry_id"})
    _system_fields = frozenset({"is_ordered"})

    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.company,
    )
    dictionary = fields.Selection("_selection_dictionary", required=True)
    entry_id = fields.Many2oneReference("Entry", model_field="dictionary", required=True)
    common_name = fields.Char("Common word", compute="_compute_common_name", search="_search_common_name")
    name = fields.Char("Own word", help="What your office calls it. Leave it empty to use the common word.")
    is_used = fields.Boolean(
        "Used", default=True, help="Entries that your office does not use are left out of its lists of choice.",
    )
    sequence = fields.Integer(default=10)
    is_ordered = fields.Boolean(
        "In an order of its own", readonly=True, help="The office has put the entries of this dictionary into its own "
                                                      "order.",
    )
    may_leave_out = fields.Boolean(compute="_compute_may_leave_out", export_string_translation=False)
    is_changed = fields.Boolean("Differs", compute="_compute_is_changed", search="_search_is_changed")

    _entry_uniq = models.UniqueIndex(
        "(dictionary, entry_id, company_id)", "This entry already has a row of this office. Change that one.",
    )

    @api.constrains("name")
    def _check_name(self):
        self.env["kooperacje.words.mixin"]._refuse_blue_card(self.mapped("name"))

    @api.model
    def _dictionaries(self):
        """Names of the models whose words an office may have in its own."""
        return [
            name for name, Model in self.env.registry.items()
            if not Model._abstract and hasattr(Model, "_worded_names")
        ]

    @api.model
    def _selection_dictionary(self):
        return sorted(
            ((name, self.env["ir.model"]._get(name).name) for name in self._dictionaries()),
            key=lambda pair: alphabetical(pair[1]),
        )

    # ------------------------------------------------------------
    # Common words
    # ------------------------------------------------------------

    def _entries(self, dictionary):
        """The entries of ``dictionary`` that the rows are of, in the common words."""
        ids = [word.entry_id for word in self if word.dictionary == dictionary]
        # sudo: common words are read by everybody; a row is made for none but common entries.
        return self.env[dictionary].sudo().browse(ids).exists()._in_words_of(self.env["res.company"])

    @api.depends("dictionary", "entry_id")
    def _compute_common_name(self):
        names = {
            (dictionary, entry.id): entry.name
            for dictionary in set(self.mapped("dictionary")) if dictionary
            for entry in self._entries(dictionary)
        }
        for word in self:
            word.common_name = names.get((word.dictionary, word.entry_id), False)

    def _search_common_name(self, operator, value):
        return Domain.OR(
            Domain("dictionary", "=", name) & Domain("entry_id", "in", self.env[name].with_context(
                active_test=False,
            )._in_words_of(self.env["res.company"]).search([("name", operator, value)]).ids)
            for name in self._dictionaries()
        )

    @api.depends("dictionary")
    def _compute_may_leave_out(self):
        for word in self:
            word.may_leave_out = word.dictionary and "active" in self.env[word.dictionary]._worded_names()

    @api.depends("name", "is_used")
    def _compute_is_changed(self):
        for word in self:
            word.is_changed = bool(word.name) or not word.is_used

    def _search_is_changed(self, operator, value):
        if operator != "in":
            return NotImplemented
        changed = Domain("name", "not in", (False, "")) | Domain("is_used", "=", False)
        return changed if True in value else ~changed

    # ------------------------------------------------------------
    # Keeping
    # ------------------------------------------------------------

    @api.constrains("dictionary", "entry_id")
    def _check_entry(self):
        for dictionary in set(self.mapped("dictionary")):
            words = self.filtered(lambda word, dictionary=dictionary: word.dictionary == dictionary)
            entries = words._entries(dictionary)
            if "company_id" in entries._fields:
                entries = entries.filtered(lambda entry: not entry.company_id)
            if set(words.mapped("entry_id")) - set(entries.ids):
                raise ValidationError(self.env._("There is no common entry like this. Open the list of words anew."))

    @api.constrains("is_used")
    def _check_left_out(self):
        for word in self.filtered(lambda word: not word.is_used):
            if not word.may_leave_out:
                raise ValidationError(self.env._(
                    "“%(word)s” is always used: the program depends on it. You may give it another name.",
                    word=word.common_name,
                ))
            word._entries(word.dictionary)._check_left_out(word.company_id)

    @api.model_create_multi
    def create(self, vals_list):
        words = super().create([
            {**vals, "name": vals["name"].strip()} if vals.get("name") else vals for vals in vals_list
        ])
        self._shown_anew()
        return words

    def write(self, vals):
        if vals.get("name"):
            vals = {**vals, "name": vals["name"].strip()}
        result = super().write(vals)
        if "sequence" in vals and "is_ordered" not in vals:
            self._keep_order()
        self._shown_anew()
        return result

    def unlink(self):
        result = super().unlink()
        self._shown_anew()
        return result

    def _shown_anew(self):
        """Words stand in the cache of every dictionary, and in names made of them."""
        self.env.flush_all()
        self.env.invalidate_all()

    def _keep_order(self):
        """From now on the order of these dictionaries is the office's, of all their entries."""
        for company, dictionary in {(word.company_id, word.dictionary) for word in self}:
            # superuser: whoever may write one row of the office may write the others; the mark is the program's.
            self.sudo().search([
                ("company_id", "=", company.id), ("dictionary", "=", dictionary), ("is_ordered", "=", False),
            ])._unguarded().write({"is_ordered": True})

    def action_common(self):
        """Back to the common word."""
        self.write({"name": False, "is_used": True})

    def action_common_order(self):
        """Back to the common order, in the dictionaries of the rows."""
        self.check_access("write")
        for company, dictionary in {(word.company_id, word.dictionary) for word in self}:
            # superuser: the rows of the same office; checked above.
            self.sudo().search([
                ("company_id", "=", company.id), ("dictionary", "=", dictionary),
            ])._unguarded().write({"is_ordered": False})
            self._fill_in(company)

    @api.model
    def _fill_in(self, company):
        """Make the rows that ``company`` lacks, for each common entry in use, in the common order or its own."""
        # superuser: rows that say nothing of their own, for an office whose keeper has asked for its list.
        Word = self.sudo()
        known = {(word.dictionary, word.entry_id): word for word in Word.search([("company_id", "=", company.id)])}
        ordered = {word.dictionary for word in known.values() if word.is_ordered}
        missing = []
        for dictionary in self._dictionaries():
            Model = self.env[dictionary].sudo()._in_words_of(self.env["res.company"])
            common = [("company_id", "=", False)] if "company_id" in Model._fields else []
            for entry in Model.search(common):
                word = known.pop((dictionary, entry.id), None)
                sequence = entry.sequence
                if not word:
                    missing.append({
                        "company_id": company.id, "dictionary": dictionary, "entry_id": entry.id,
                        "sequence": sequence, "is_ordered": dictionary in ordered,
                    })
                elif not word.is_ordered and word.sequence != sequence:
                    word._unguarded().write({"sequence": sequence, "is_ordered": False})
        # Of entries no longer in use.
        Word.browse(word.id for word in known.values() if not word.is_changed).unlink()
        Word._unguarded().create(missing)

    @api.model
    def action_open(self):
        """The list of words of the office in which the user works, with a row for each entry.

        :raises UserError: the user does not keep the words of that office
        """
        company = self.env.company
        self._check_keeper(company)
        self._fill_in(company)
        return window(
            self.env, "action_office_word", name=self.env._("Words of our office: %s", company.name),
            domain=[("company_id", "=", company.id)],
            context={"searchpanel_default_dictionary": self._selection_dictionary()[0][0]},
        )

    @api.model
    def _check_keeper(self, company):
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        # sudo: a user may always know the roles that are his or her own.
        if not self.env["kooperacje.role.assignment"].sudo().search_count([
            ("user_id", "=", self.env.uid), ("company_id", "=", company.id), ("role", "in", KEEPERS),
            ("is_current", "=", True),
        ], limit=1):
            raise UserError(self.env._(
                "The words of %s are kept by its head, network worker or administrator. If that is you in another "
                "office, choose that office at the top of the screen first.", company.name,
            ))

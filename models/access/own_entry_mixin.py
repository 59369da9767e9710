from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .guarded_mixin import named


class OwnEntryMixin(models.AbstractModel):
    """Dictionary to which an office adds entries of its own, seen and used in that office only.

    An entry without ``company_id`` is common. Whose an entry is, and what the program reads in it
    (``_entry_keys``), is said when it is entered and stays; the administrator of the database may change it.
    """

    _name = "kooperacje.own.entry.mixin"
    _description = "Dictionary with entries of an office"
    _inherit = ["kooperacje.words.mixin"]
    _entry_keys = frozenset({"company_id"})

    company_id = fields.Many2one(
        "res.company", "Office", index="btree_not_null", ondelete="cascade", copy=False,
        help="Office whose own entry it is; only that office sees it. Empty: common to all offices.",
    )

    may_change = fields.Boolean(compute="_compute_may_change", compute_sudo=False, export_string_translation=False)

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_may_change(self):
        """Whether the form may offer a change; the rules decide."""
        new = self.filtered(lambda entry: not entry._origin)
        kept = self if self._keeps_common() else self.filtered("company_id")._filtered_access("write") | new
        for entry in self:
            entry.may_change = entry in kept

    @api.model
    def _keeps_common(self):
        """Whether the user keeps the common entries: the program and the administrator of the database."""
        return self.env.su or self.env.user.has_group("base.group_system")

    @api.model_create_multi
    def create(self, vals_list):
        if not self._keeps_common():
            vals_list = [{"company_id": self.env.company.id, **vals} for vals in vals_list]
        vals_list = self._with_codes(vals_list)
        return super().create(vals_list)

    @api.model
    def _with_codes(self, vals_list):
        """Give each own entry without a code the next one of its office, so that nobody has to think of one."""
        if "code" not in self._fields:
            return vals_list
        result, taken = [], {}
        for vals in vals_list:
            company_id = vals.get("company_id")
            if company_id and not vals.get("code"):
                if company_id not in taken:
                    # sudo: how many own entries the office has, archived ones included.
                    taken[company_id] = self.sudo().with_context(active_test=False).search(
                        [("company_id", "=", company_id), ("code", "=like", "W%")], order="id",
                    ).mapped("code")
                number = len(taken[company_id]) + 1
                while f"W{number}" in taken[company_id]:
                    number += 1
                taken[company_id].append(f"W{number}")
                result.append({**vals, "code": f"W{number}"})
            else:
                result.append(vals)
        return result

    def write(self, vals):
        if not self._keeps_common():
            for name in named(self, "_entry_keys") & vals.keys():
                field = self._fields[name]
                if any(field.convert_to_write(entry[name], entry) != vals[name] for entry in self):
                    raise AccessError(self.env._(
                        "“%(field)s” of an entry is said when it is entered, and stays. Leave this entry out and add "
                        "another one.", field=field._description_string(self.env),
                    ))
        return super().write(vals)

    @api.constrains(lambda self: tuple(name for name in ("code", "company_id") if name in self._fields))
    def _check_own_code(self):
        """An own code that is also a common one would be taken for it by imports."""
        if "code" not in self._fields:
            return
        own = self.filtered("company_id")
        # sudo: common entries, which everybody reads.
        common = own and self.sudo().with_context(active_test=False).search([
            ("company_id", "=", False), ("code", "in", own.mapped("code")),
        ], limit=1)
        if common:
            raise ValidationError(self.env._(
                "Code %s belongs to a common entry. Choose another code.", common.code,
            ))

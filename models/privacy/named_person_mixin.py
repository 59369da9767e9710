from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kooperacje.models.access.windows import form


class NamedPersonMixin(models.AbstractModel):
    """A matter of a register that names a person by words, and points at the record the office has of the person.

    Who keeps the register need not read persons: whether there is a record is found by the whole name, and the record
    stays closed to who may not read it.
    """

    _name = "kooperacje.named.person.mixin"
    _description = "Names a person of the records"
    _system_fields = frozenset({"person_id"})
    _emptied_when_erased = ("birth_date",)

    first_name = fields.Char(copy=False)
    last_name = fields.Char(copy=False)
    birth_date = fields.Date(copy=False, help="Tells namesakes apart.")
    person_id = fields.Many2one(
        "kooperacje.person", "Person in the records", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )

    def _check_open(self):
        """:raises UserError: the matter is closed"""
        raise NotImplementedError

    def action_find_person(self):
        """Point at the person in the office's records: by the whole name, and the birth date where it is given.

        :raises UserError: the name is missing; nobody, or more than one
        """
        self.ensure_one()
        self._check_open()
        if not (self.first_name or "").strip() or not (self.last_name or "").strip():
            raise UserError(self.env._("Enter first name and surname of the person first."))
        # sudo: who keeps the register for the controller learns whether it holds data of the person (art. 15 ust. 1);
        # who it is stays closed to who may not read the person.
        found = self.env["kooperacje.person"].sudo().search(self._named_domain(), limit=2)
        if not found:
            raise UserError(self.env._(
                "Nobody of this name and birth date stands in the records of the office. Compare the spelling; else "
                "answer that no data are held.",
            ))
        if len(found) > 1:
            raise UserError(self.env._(
                "More than one person of this name stands in the records. Enter the birth date; if there are two "
                "records of one person, the head joins them first.",
            ))
        # sudo: the register points at the person it names, and at nobody else.
        self.sudo().person_id = found.id
        return True

    def action_open_person(self):
        """Open the person: for who may read it.

        :raises AccessError: the person is closed to the user
        """
        self.ensure_one()
        self.person_id.check_access("read")
        return form(self.person_id)

    def _named_domain(self):
        domain = Domain([
            ("company_id", "=", self.company_id.id), ("first_name", "=ilike", self.first_name.strip()),
            ("last_name", "=ilike", self.last_name.strip()),
        ])
        if self.birth_date:
            domain &= Domain("birth_date", "in", [self.birth_date, False])
        return domain

from odoo import api, models
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels import version_changes
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class PlanPart(models.AbstractModel):
    """Part of a plan: a goal, a service, an action. It lives and freezes with its version of the plan.

    Only ``_system_fields`` move on a signed version, by the steps of the part's own model. A revision copies the
    parts; each copy knows its origin (``_origin_field``) and takes over ``_status_fields`` from it when its version
    is signed.
    """

    _name = "kooperacje.plan.part"
    _description = "Part of a cooperation plan"
    _inherit = ["kooperacje.guarded.mixin"]
    _origin_field = None
    _status_fields = ()
    # What of a part is compared between versions, in the order of the paper.
    _compared_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_plan_draft()
        return parts

    def write(self, vals):
        if not vals.keys() <= self._system_names():
            self._check_plan_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_plan_draft()

    def _check_plan_draft(self):
        """:raises UserError: when one of the plans is frozen, be it by a colleague this moment"""
        serialise_on(self.plan_id)
        self.plan_id._check_draft()

    # ------------------------------------------------------------
    # From version to version
    # ------------------------------------------------------------

    def _origin_in(self, plan):
        """The part of the version ``plan`` that this one is, or was copied from; empty if there is none."""
        self.ensure_one()
        origin = self if self.plan_id == plan else self[self._origin_field]
        return origin if plan and origin.plan_id == plan else origin.browse()

    def _statuses(self):
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self) for name in self._status_fields
        }

    def _copy_to(self, plan, in_force, new_goal=None):
        """Copy the parts to the draft ``plan``, which revises the version ``in_force`` (may be empty).

        :param new_goal: ids of the copied goals by the id of their pattern
        :return: ids of the copies by the id of their pattern
        """
        values_list = []
        for part, values in zip(self, self.copy_data(), strict=True):
            origin = part._origin_in(in_force)
            values_list.append({
                **values, self._origin_field: origin.id, **(origin._statuses() if origin else {}),
                **self._values_in(part, plan, new_goal),
            })
        # superuser: origins and statuses are system fields; the caller may write the plan.
        copies = self.sudo().create(values_list)
        return dict(zip(self.ids, copies.ids, strict=True))

    @api.model
    def _values_in(self, part, plan, new_goal):
        return {"plan_id": plan.id}

    def _compared(self, before=None):
        """The parts for ``kernels/version_changes.py``, in the language of the environment.

        :param before: the older version, when these are the parts of the newer one
        """
        return [
            version_changes.Part(
                part.id if before is None else part._origin_in(before).id or None, part._compared_label(),
                {
                    part._fields[name]._description_string(self.env): part._compared_text(name)
                    for name in self._compared_fields
                },
            )
            for part in self
        ]

    def _compared_label(self):
        return self.display_name

    def _compared_text(self, name):
        self.ensure_one()
        field, value = self._fields[name], self[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return (value and format_date(self.env, value)) or ""
        if field.type == "many2one":
            # sudo: as in a list of these lines, the name of what a line names; the line is the reader's to read.
            return value.sudo().display_name or ""
        return str(value or "")

    def _carry_over(self):
        """Take over the statuses the origins have reached, at the moment the new version is signed."""
        for part in self:
            if origin := part[self._origin_field]:
                # sudo: statuses are system fields; who signs the plan has been checked by its step.
                part.sudo().write(origin._statuses())

    def _carry_back(self):
        """Give the statuses back to the origins: this version has been annulled."""
        for part in self:
            if origin := part[self._origin_field]:
                # sudo: statuses are system fields; who annuls the plan has been checked by its step.
                origin.sudo().write(part._statuses())

    def _skip_origin(self):
        """The version between was annulled: be a copy of what its part was a copy of."""
        for part in self:
            # superuser: origins are system fields.
            part.sudo()[self._origin_field] = part[self._origin_field][self._origin_field]

    def _settle(self):
        """Hook: the version has come into force or gone out of it."""

from odoo import models
from odoo.exceptions import UserError


class CountyDiagnosis(models.Model):
    """Local resources of the diagnosis (R1) from the local basket and its gaps (RUR-4, 84)."""

    _inherit = "kooperacje.county.diagnosis"

    def action_take_resources(self):
        """Write below the local resources how many services the basket holds, by sector, and what families lacked.

        :raises UserError: the basket is empty
        """
        self.ensure_one()
        self.check_access("write")
        self._document_check_editable()
        key = [("partnership_id", "=", self.partnership_id.id)]
        services = self.env["kooperacje.service"]._read_group(
            [*key, ("state", "=", "verified")], ["sector_id"], ["__count", "institution_id:count_distinct"],
            order="sector_id",
        )
        if not services:
            raise UserError(self.env._("The local basket is empty. Describe the resources by hand."))
        told = self._in_office_language()
        lines = [told.env._("Local basket, services and institutions by sector:")]
        lines += [
            f"– {sector.with_env(told.env).name or told.env._('without a sector')}: {count} ({institutions})"
            for sector, count, institutions in services
        ]
        gaps = self.env["kooperacje.gap"].search([*key, ("kind", "=", "missing"), ("is_common", "=", True)])
        if gaps:
            lines.append(told.env._(
                "Families lacked: %(needs)s.", needs=", ".join(gaps.need_id.with_env(told.env).mapped("name")),
            ))
        written, taken = (self.resources or "").strip(), "\n".join(lines)
        # A second press writes nothing twice.
        if taken not in written:
            self.resources = "\n".join(filter(None, [written, taken]))
        return True

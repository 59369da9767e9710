from odoo import api, fields, models

from odoo.addons.kooperacje.kernels import composition
from odoo.addons.kooperacje.models.access.windows import count_by


class Partnership(models.Model):
    """Whether the composition realises the three dimensions: sectors, departments, organisations (K3D-66)."""

    _inherit = "kooperacje.partnership"

    missing_dimensions = fields.Text(compute="_compute_missing_dimensions", help="K3D-66.")
    suspended_count = fields.Integer("Suspended members", compute="_compute_suspended_count")

    def _dimension_labels(self):
        return {
            "sectors": self.env._(
                "between sectors: besides public institutions invite an association, a church or a company",
            ),
            "departments": self.env._(
                "between departments: besides social assistance invite e.g. a school, health care, the police",
            ),
            "organisations": self.env._("between organisations: invite at least one institution besides the leader"),
        }

    def _missing_dimensions(self):
        self.ensure_one()
        labels = self._dimension_labels()
        return [labels[name] for name in composition.missing(
            (member._origin.id, member.sector_id.id, member.ownership) for member in self.member_ids
        )]

    @api.depends(
        "variant", "membership_ids.state", "membership_ids.institution_id.sector_id",
        "membership_ids.institution_id.ownership",
    )
    def _compute_missing_dimensions(self):
        for partnership in self:
            # The team of the voivodeship is composed otherwise (RUR-39).
            communal = partnership.variant in ("urban", "rural")
            partnership.missing_dimensions = communal and "\n".join(partnership._missing_dimensions())

    @api.depends("membership_ids.state")
    def _compute_suspended_count(self):
        counts = count_by(self.env["kooperacje.membership"], "partnership_id", self.ids, [("state", "=", "suspended")])
        for partnership in self:
            partnership.suspended_count = counts.get(partnership._origin.id, 0)

    def _missing_for(self, state):
        """In Kooperacje 3D the members of a partnership at work realise all three dimensions (K3D-66)."""
        missing = super()._missing_for(state)
        if state == "active" and self.variant == "urban" and self.member_ids - self.leader_id:
            missing += [
                self.env._("a dimension of cooperation %(dimension)s", dimension=text)
                for text in self._missing_dimensions()
            ]
        return missing

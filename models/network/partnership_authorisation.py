from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import window


class Partnership(models.Model):
    """The acceptance of the mayor, typed or following from the signed authorisation."""

    _inherit = "kooperacje.partnership"

    authorisation_ids = fields.One2many("kooperacje.authorisation", "partnership_id", "Authorisations")
    authorisation_date_to = fields.Date("Authorised until", copy=False, tracking=True)
    has_authorisation = fields.Boolean(compute="_compute_has_authorisation")

    @api.depends("authorisation_ids.document_state")
    def _compute_has_authorisation(self):
        groups = self.env["kooperacje.authorisation"]._read_group(
            [("partnership_id", "in", self.ids), ("document_state", "=", "signed")], ["partnership_id"],
        )
        signed = {partnership.id for partnership, in groups}
        for partnership in self:
            partnership.has_authorisation = partnership._origin.id in signed

    def write(self, vals):
        given = {"authorisation_number", "authorisation_date", "authorisation_date_to"} & vals.keys()
        if given and self._is_guarded():
            for partnership in self.filtered("has_authorisation"):
                if any(self._fields[name].convert_to_cache(vals[name], partnership) != (partnership[name] or None)
                       for name in given):
                    raise UserError(self.env._(
                        "Number and date come from the signed authorisation of %(partnership)s. Void it, or have a new "
                        "one signed.", partnership=partnership.name,
                    ))
        return super().write(vals)

    def _missing_authorisation(self):
        """Beside number and date: the authorisation has not expired, unless an agreement stands in its place."""
        missing = super()._missing_authorisation()
        expired = self.authorisation_date_to and self.authorisation_date_to < office_today()
        if missing or not expired:
            return missing
        if self.variant == "rural" and self.agreement_ids._stands().filtered(lambda paper: paper.kind == "county"):
            return []
        return [self.env._(
            "a new authorisation: the last one was valid until %(date)s",
            date=format_date(self.env, self.authorisation_date_to),
        )]

    def _apply_authorisation(self):
        """Number and dates from the authorisation signed last; none when all were revoked."""
        for partnership in self:
            paper = self.env["kooperacje.authorisation"].search([
                ("partnership_id", "=", partnership.id), ("document_state", "=", "signed"),
            ], order="signed_on desc, id desc", limit=1)
            # sudo: they come from the paper whose signature the caller was allowed to register.
            partnership.sudo().write({
                "authorisation_number": paper.authority_number or paper.document_number,
                "authorisation_date": paper.signed_on,
                "authorisation_date_to": paper.date_to,
            })

    def action_view_authorisations(self):
        self.ensure_one()
        return window(
            self.env, "action_authorisation", domain=[("partnership_id", "=", self.id)],
            context={"default_partnership_id": self.id},
        )

from odoo import api, fields, models
from odoo.tools import plaintext2html

from .plan_service import OPEN_STATUSES


class Service(models.Model):
    _inherit = "kooperacje.service"

    plan_line_ids = fields.One2many("kooperacje.plan.service", "service_id", "Use in plans")

    @api.depends("institution_id")
    @api.depends_context("service_with_institution")
    def _compute_display_name(self):
        """With ``service_with_institution`` in the context also who provides it, as a chooser in a meeting needs."""
        result = super()._compute_display_name()
        if self.env.context.get("service_with_institution"):
            for service in self:
                institution = service.institution_id
                service.display_name = f"{service.name or ''} – {institution.short_name or institution.name or ''}"
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "withdrawn":
            self._flag_lapsed()
        elif vals.get("state") == "verified":
            # sudo: as in _flag_lapsed.
            lines = self.env["kooperacje.plan.service"].sudo().search([
                ("service_id", "in", self.ids), ("is_lapsed", "=", True),
            ])
            lines.write({"is_lapsed": False})
        return result

    def _flag_lapsed(self):
        """Mark the open lines of plans that use these services and tell each case manager, nobody else."""
        # sudo: who keeps the basket (network worker) may not see any case, and nothing of it is given back.
        lines = self.env["kooperacje.plan.service"].sudo().search([
            ("service_id", "in", self.ids), ("status", "in", OPEN_STATUSES), ("is_lapsed", "=", False),
            ("plan_id.state", "in", ["draft", "signed"]),
        ])
        lines.write({"is_lapsed": True})
        for case, case_lines in lines.grouped("case_id").items():
            manager = case.with_context(lang=case.user_id.lang)
            manager.activity_schedule(
                "mail.mail_activity_data_warning", user_id=case.user_id.id,
                summary=manager.env._("A service of the plan left the local basket"),
                note=plaintext2html(", ".join(case_lines.service_id.mapped("name"))),
            )

    @api.model
    def _cron_flag_lapsed(self):
        """Services whose offer ended by its date lapse as those withdrawn do."""
        lines = self.env["kooperacje.plan.service"].search([
            ("status", "in", OPEN_STATUSES), ("is_lapsed", "=", False), ("plan_id.state", "in", ["draft", "signed"]),
            ("service_id.is_available", "=", False),
        ])
        lines.service_id._flag_lapsed()

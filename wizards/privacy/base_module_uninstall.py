from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.polish_order import alphabetical

MODULE = "kooperacje"


class BaseModuleUninstall(models.TransientModel):
    """Before the Model's program is uninstalled: what each office loses, and who has to export it first.

    The administrator of the database may not read what families said, so he is told numbers and the names of heads,
    and gets no archive: each head exports the office's own papers and registers (see ``docs/upgrading.md``).
    """

    _inherit = "base.module.uninstall"

    kooperacje_losses = fields.Html("What the offices lose", compute="_compute_kooperacje_losses")
    kooperacje_exported = fields.Boolean("Each office has exported what it has to keep")

    @api.depends("module_ids")
    def _compute_kooperacje_losses(self):
        for wizard in self:
            wizard.kooperacje_losses = wizard._kooperacje_losses() if wizard._kooperacje_goes() else False

    def _kooperacje_goes(self):
        return MODULE in self._get_modules().mapped("name")

    @api.model
    def _kooperacje_counts(self):
        """Numbers of what each office loses: ``{company: [cases, people, meetings, signed papers, answers]}``."""
        # sudo: the administrator reads no case; numbers of whole offices say nothing of a family.
        env = self.env(su=True, context={**self.env.context, "active_test": False})
        counts = {}
        for place, (name, domain, path) in enumerate((
            ("kooperacje.case", [], "company_id"),
            ("kooperacje.person", [], "company_id"),
            ("kooperacje.meeting", [], "company_id"),
            ("ir.attachment", [
                ("res_model", "=like", f"{MODULE}.%"), ("res_field", "in", ["signed_copy", "signed_copy_kept"]),
            ], "company_id"),
            ("survey.user_input", [("wave_id", "!=", False)], "wave_id.company_id"),
        )):
            for company, count in env[name]._read_group(domain, [path], ["__count"]):
                counts.setdefault(company, [0] * 5)[place] += count
        return counts

    @api.model
    def _kooperacje_losses(self):
        labels = (
            self.env._("Office"), self.env._("Cases"), self.env._("People"), self.env._("Meetings"),
            self.env._("Signed papers"), self.env._("Answers to questionnaires"), self.env._("Head"),
        )
        heads = self._kooperacje_heads()
        counts = self._kooperacje_counts()
        rows = Markup().join(
            Markup("<tr><td>%s</td>%s<td>%s</td></tr>") % (
                company.name or self.env._("No office"),
                Markup().join(Markup("<td class='text-end'>%s</td>") % count for count in numbers),
                ", ".join(heads.get(company, [])),
            ) for company, numbers in sorted(counts.items(), key=lambda item: alphabetical(item[0].name))
        )
        return Markup("<table class='table table-sm'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>") % (
            Markup().join(Markup("<th>%s</th>") % label for label in labels), rows,
        )

    @api.model
    def _kooperacje_heads(self):
        # sudo: names of the heads of offices, whom the administrator has to ask.
        assignments = self.env["kooperacje.role.assignment"].sudo().search([
            ("role", "=", "manager"), ("valid_until", ">=", office_today()),
        ])
        return {
            company: sorted(held.user_id.mapped("name"), key=alphabetical)
            for company, held in assignments.grouped("company_id").items()
        }

    def action_uninstall(self):
        """:raises UserError: offices lose cases and nobody has said that they exported what they have to keep"""
        for wizard in self:
            if wizard._kooperacje_goes() and not wizard.kooperacje_exported and wizard._kooperacje_counts():
                raise UserError(self.env._(
                    "The law asks offices to keep their papers. Ask the heads named in the list to export them, then "
                    "tick “Each office has exported what it has to keep”.",
                ))
        return super().action_uninstall()

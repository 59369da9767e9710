from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.amount_words import amount_in_digits, amount_in_words
from odoo.addons.kooperacje.kernels.polish_number import polish_number

from ...models.casework.social_project import PLAN_FIELDS
from ...models.casework.social_project_budget import SOURCES

FOR_WHOM = {"family": "dla osoby lub rodziny", "group": "dla grupy", "community": "dla społeczności lokalnej"}


class SocialProject(models.Model):
    """Tool 20: card of a social project (karta projektu socjalnego), K3D-191; and its final report (point 18)."""

    _inherit = "kooperacje.social.project"

    _document_code = "social_project"
    _document_prefix = "N20"

    def _document_report(self):
        return "kooperacje.report_social_project"

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | PLAN_FIELDS

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        for project in self:
            if project.state in ("idea", "rejected"):
                raise UserError(self.env._(
                    "The card is issued once the project has been submitted: until then its plan may change.",
                ))
        return result

    @api.model
    def _document_placeholders(self):
        return {
            **super()._document_placeholders(),
            "object.partnership_id.name": self.env._("name of the partnership"),
            "object.user_id.name": self.env._("who leads the project"),
        }

    def _document_for_whom(self):
        self.ensure_one()
        return FOR_WHOM[self.kind]

    def _document_totals(self):
        """Sums by source as ``[(source, digits)]``, those that occur, in the order of the sources."""
        self.ensure_one()
        amounts = {source: 0 for source, _label in SOURCES}
        for line in self.budget_ids:
            amounts[line.source] += line.amount
        field = self.budget_ids._fields["source"]
        return [
            (self._print_value(source, field), amount_in_digits(amount)) for source, amount in amounts.items() if amount
        ]

    @api.model
    def _print_amount(self, value):
        return amount_in_digits(value)

    @api.model
    def _print_amount_words(self, value):
        return amount_in_words(value)

    @api.model
    def _print_quantity(self, value):
        return polish_number(value, 3)

    def _document_goal_lines(self):
        self.ensure_one()
        return [line.strip(" -–\t") for line in (self.goals or "").splitlines() if line.strip()]

    def _document_signatures(self):
        """Who leads, who approves, and the authority where money outside the office's budget is taken."""
        self.ensure_one()
        office = self._document_office()["name"]
        signatures = [
            (self.user_id.name, "osoba prowadząca projekt – data i podpis"),
            (self.approved_by_id.name or office, "zatwierdzam: kierownik/dyrektor ośrodka – data i podpis"),
        ]
        if self.needs_authority:
            signatures.append((
                "................................", "zgoda organu (wójt, burmistrz, prezydent) – data i podpis",
            ))
        signatures += [
            (line.institution_id.name, "partner: potwierdzam wkład – data i podpis") for line in self.partner_line_ids
        ]
        return signatures

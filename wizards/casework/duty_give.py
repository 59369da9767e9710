from odoo import api, fields, models


class DutyGive(models.TransientModel):
    """With the cases that the person runs: they take along their place in the team, tasks and meetings."""

    _inherit = "kooperacje.duty.give"

    case_count = fields.Integer("Cases", compute="_compute_case_count")
    with_cases = fields.Boolean(
        "The cases too", default=True,
        help="Switch it off to give the cases to several workers: choose them on the list of cases.",
    )

    @api.depends("role_id")
    def _compute_case_count(self):
        for wizard in self:
            wizard.case_count = len(wizard.role_id._running_cases())

    @api.depends("case_count")
    def _compute_open_text(self):
        super()._compute_open_text()
        for wizard in self.filtered("case_count"):
            wizard.has_open = True

    def _what(self):
        return super()._what() | ({"cases"} if self.with_cases else set())

from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.aftercare import next_contact
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog


class Case(models.Model):
    """How the work with a family ends, and what is kept of it afterwards (K3D-190, 192, 200, 201).

    Gate 5: the work of a team ends with the effects assessed with the family (dimension I) and the closing survey
    sent to its members (dimension II). A family that takes its consent back never waits for either: the case ends at
    once, and what was left out is kept as a figure. With who has died or moved away nothing is assessed; a team that
    met once or never has nothing to assess and is not asked how it worked.
    """

    _inherit = "kooperacje.case"
    _system_fields = frozenset({"aftercare_from", "left_out"})

    aftercare_from = fields.Date("After-care since", readonly=True, copy=False)
    aftercare_contact_ids = fields.One2many("kooperacje.aftercare.contact", "case_id", "Contacts of after-care")
    aftercare_next_on = fields.Date("Next contact", compute="_compute_aftercare_next_on")
    left_out = fields.Selection(
        [("effects", "Assessment of the effects"), ("survey", "Closing survey"), ("both", "Both")],
        "Ended without", readonly=True, copy=False,
        help="What was not done at the end, for the family had taken its consent back or could not be asked any more.",
    )

    @api.depends("phase", "aftercare_from", "aftercare_until", "aftercare_contact_ids.contact_on")
    def _compute_aftercare_next_on(self):
        for case in self:
            case.aftercare_next_on = (
                case.phase == "aftercare" and case.aftercare_from and case.aftercare_until and next_contact(
                    case.aftercare_from, case.aftercare_until,
                    max(case.aftercare_contact_ids.mapped("contact_on"), default=None),
                )
            ) or False

    def _consent_taken_back(self):
        self.ensure_one()
        return self.consent_state in ("withdrawn", "refused")

    def _last_worked_team(self):
        """The team whose work is assessed at the end; empty where none has worked."""
        self.ensure_one()
        # sudo: whether a team has worked is asked of what there is, not of what the caller may see.
        return self.sudo().team_ids._worked().sorted("id")[-1:].sudo(self.env.su)

    @api.model
    def _cron_end_aftercare(self):
        """Close cases whose after-care is over. A case in which nobody has asked the family stays open and overdue."""
        # One by one: to close a case is to close what belongs to it.
        self.env["kooperacje.job"]._run(
            "kooperacje.case._cron_end_aftercare", self._find_after_aftercare,
            lambda cases: cases._move_to_phase("closed"), batch=1,
        )

    @api.model
    def _find_after_aftercare(self):
        over = self.search([
            ("phase", "=", "aftercare"), ("aftercare_until", "<", office_today()),
            ("closing_premise_id", "!=", False), ("aftercare_contact_ids", "!=", False),
        ])
        return over.filtered(lambda case: case.aftercare_contact_ids.sorted("contact_on")[-1:].decision != "return")

    def action_assess_effects(self):
        return self.with_context(assessment_kind="final").action_assess()

    def action_closing_survey(self):
        self.ensure_one()
        return (self._last_worked_team() or self._get_open_team()).action_closing_survey()

    def action_record_contact(self):
        self.ensure_one()
        return dialog(
            self.env._("Contact with the family"), "kooperacje.aftercare.contact",
            context={"default_case_id": self.id, "dialog_size": "medium"},
        )

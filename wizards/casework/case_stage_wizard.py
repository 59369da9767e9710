from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today


class CaseStageWizard(models.TransientModel):
    """Suspends a case, takes it up again, closes it or goes back to ordinary social work, with the premise the Model
    asks to record (K3D-189, 192).
    """

    _name = "kooperacje.case.stage.wizard"
    _description = "Suspend, take up again or close a case"
    _inherit = ["kooperacje.case.pointer"]

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [("suspend", "Suspend"), ("return", "Take up again"), ("close", "Close"),
         ("ordinary", "Back to ordinary social work"), ("end_team", "End the team")],
        required=True, readonly=True,
    )
    has_team = fields.Boolean("There is a task team", compute="_compute_has_team")
    asks_premise = fields.Boolean(compute="_compute_asks_premise", export_string_translation=False)
    team_goes = fields.Selection(
        [("rests", "The team rests"), ("ends", "The team ends")], "Task team", default="rests",
        help="A team that rests may be taken up again; one that ends gives way to another.",
    )
    premise_kind = fields.Selection(
        [("suspension", "Suspension"), ("return", "Return"), ("end", "End")], compute="_compute_premise_kind",
    )
    company_id = fields.Many2one("res.company", related="case_id.company_id", export_string_translation=False)
    premise_id = fields.Many2one(
        "kooperacje.premise", "Reason", domain="[('kind', '=', premise_kind)]", ondelete="cascade",
        check_company=True,
    )
    suspended_until = fields.Date("Suspended until", help="When to look at it again; leave empty if not known.")
    stage_id = fields.Many2one(
        "kooperacje.case.stage", "Continue with", compute="_compute_stage_id", compute_sudo=False, store=True,
        readonly=False, domain=[("phase", "in", ["team", "plan", "realisation"])], ondelete="cascade",
        check_company=True,
    )
    ends_contact = fields.Boolean(related="premise_id.ends_contact", export_string_translation=False)
    missing = fields.Text(compute="_compute_missing")
    owes_effects = fields.Boolean(compute="_compute_missing", export_string_translation=False)
    owes_survey = fields.Boolean(compute="_compute_missing", export_string_translation=False)
    with_aftercare = fields.Boolean(
        "After-care first", compute="_compute_with_aftercare", compute_sudo=False, store=True, readonly=False,
        # K3D-190
        help="The situation of the family is followed for some time before the case is closed.",
    )
    aftercare_until = fields.Date(
        compute="_compute_aftercare_until", compute_sudo=False, store=True, readonly=False,
    )

    @api.depends("case_id")
    def _compute_has_team(self):
        for wizard in self:
            # sudo: whether there is a team that has not ended; the caller may read the case.
            case = wizard.case_id.sudo()
            wizard.has_team = bool(case and case._get_open_team())

    @api.depends("case_id", "kind", "team_goes")
    def _compute_asks_premise(self):
        """Without a team, or with one that rests already, the way back has no premise of its own."""
        for wizard in self:
            wizard.asks_premise = wizard.kind != "ordinary" or (
                wizard.has_team and (wizard._ends_team() or not wizard.case_id.suspended_on)
            )

    @api.depends("kind", "team_goes")
    def _compute_premise_kind(self):
        for wizard in self:
            wizard.premise_kind = {"suspend": "suspension", "return": "return"}.get(wizard.kind, "end")
            if wizard.kind == "ordinary" and wizard.team_goes != "ends":
                wizard.premise_kind = "suspension"

    def _ends_team(self):
        return self.kind in ("close", "end_team") or (self.kind == "ordinary" and self.team_goes == "ends")

    @api.depends("case_id")
    def _compute_stage_id(self):
        """Where the work stopped: with a plan in force and its team, in its realisation."""
        for wizard in self:
            case = wizard.case_id
            stages = self.env["kooperacje.case.stage"]._used_by(
                case.company_id, [("phase", "in", ("team", "plan", "realisation"))],
            )
            at_work = any(plan.state == "signed" for plan in case.plan_ids) and any(
                team._is_complete() for team in case.team_ids)
            phase = "realisation" if at_work else "plan" if case and case._get_open_team() else "team"
            wizard.stage_id = stages.filtered(lambda stage, phase=phase: stage.phase == phase)[:1]

    @api.depends("case_id", "kind", "team_goes", "premise_id")
    def _compute_missing(self):
        """What the end still owes (gate 5), before the reason is even chosen, and with it."""
        for wizard in self:
            # sudo: the gate counts what there is; the caller may read the case.
            case = wizard.case_id.sudo()
            team = case._last_worked_team() if case and wizard._ends_team() else False
            if team and wizard.kind != "close" and team.state == "closed":
                team = False
            owed = team._end_missing(wizard.premise_id) if team and not case._consent_taken_back() else []
            wizard.owes_effects, wizard.owes_survey = "effects" in owed, "survey" in owed
            wizard.missing = "\n".join(f"– {text}" for text in team._end_texts(owed)) if owed else ""

    @api.depends("case_id", "premise_id.ends_contact")
    def _compute_with_aftercare(self):
        """The family that a team has worked with is asked later how it is doing (K3D-190); not who is dead or gone."""
        for wizard in self:
            case = wizard.case_id
            wizard.with_aftercare = bool(
                case and case.phase != "aftercare" and case._last_worked_team() and wizard.aftercare_until
                and not wizard.premise_id.ends_contact
            )

    @api.depends("case_id")
    def _compute_aftercare_until(self):
        today = office_today()
        for wizard in self:
            months = wizard.case_id.company_id.kooperacje_aftercare_months
            wizard.aftercare_until = months and today + relativedelta(months=months)

    def action_assess_effects(self):
        return self.case_id.action_assess_effects()

    def action_closing_survey(self):
        return self.case_id.action_closing_survey()

    def action_confirm(self):
        """:raises UserError: without the premise, which the Model asks to record"""
        self.ensure_one()
        case = self.case_id
        if self.asks_premise and not self.premise_id:
            raise UserError(self.env._("Choose the reason."))
        # After-care may begin late, for the reason the case has ended for.
        if case.phase == "closed" and (
            self.kind in ("suspend", "end_team")
            or (self.kind == "close" and self.premise_id != case.closing_premise_id)
        ):
            raise UserError(self.env._(
                "Case %s has been closed meanwhile, and nothing has been changed. Open it again to see the reason.",
                case.name,
            ))
        if self.kind == "suspend":
            if self.suspended_until and self.suspended_until < office_today():
                raise UserError(self.env._("The day until which the work is suspended has passed. Correct it."))
            case.write({"suspension_premise_id": self.premise_id.id, "suspended_until": self.suspended_until})
            case._move_to_phase("suspended")
        elif self.kind == "return":
            case.write({"return_premise_id": self.premise_id.id, "stage_id": self.stage_id.id})
        elif self.kind in ("ordinary", "end_team"):
            self._back_to_ordinary()
        else:
            case.closing_premise_id = self.premise_id
            if self.with_aftercare:
                if not self.aftercare_until or self.aftercare_until <= office_today():
                    raise UserError(self.env._(
                        "Enter until which day, later than today, the family is asked how it is doing; or leave the "
                        "after-care out.",
                    ))
                case.aftercare_until = self.aftercare_until
                case._move_to_phase("aftercare")
            else:
                case._move_to_phase("closed")
        return {"type": "ir.actions.act_window_close"}

    def _back_to_ordinary(self):
        """One step from every stage (K3D-37): the team rests or ends, the doors of those from outside close with it."""
        case = self.case_id
        team = case._get_open_team()
        if team and self._ends_team():
            team._close_alone(self.premise_id)
        elif team and not case.suspended_on:
            case.suspension_premise_id = self.premise_id
        if self.kind == "ordinary":
            case._move_to_phase("recognition")

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

# Phases that stand on the qualification, and those that stand on the family's consent to the method as well.
QUALIFIED_PHASES = ("qualification", "consent", "team", "plan", "realisation")
CONSENTED_PHASES = ("team", "plan", "realisation")
ENDED_PHASES = ("aftercare", "closed")
# Ordinary social work, and what prepares the work by the method.
PREPARING_PHASES = ("recognition", "qualification", "consent")
# Known to this process only: a context that comes over RPC cannot hold this very object.
_MAKING = object()


class Case(models.Model):
    """The phases of a case: what each gate asks for, and what follows from a new phase (K3D-129, 169, 189, 190, 200).

    A gate stops the next step, never the record of a fact. Leaving towards ordinary social work, after-care and closing
    is never gated by a consent (art. 11, K3D-37).
    """

    _inherit = "kooperacje.case"

    # ------------------------------------------------------------
    # Gates
    # ------------------------------------------------------------

    def _missing_qualification(self):
        """What tool 14 D and RUR-132–134 ask for before a case is qualified, as a list of texts."""
        self.ensure_one()
        missing = []
        if not self.need_line_ids:
            missing.append(self.env._("at least one need of the person or family"))
        if not self.premise_ids:
            missing.append(self.env._("at least one premise of qualification"))
        if not (self.qualification_reason or "").strip():
            missing.append(self.env._("the reason of qualification"))
        return missing

    def _missing_joint_qualification(self):
        """RUR-129–134: what keeps a family of a partnership that qualifies jointly from its team."""
        self.ensure_one()
        if not self.is_joint or self.joint_decision == "qualified":
            return []
        return [{
            "none": self.env._("the joint qualification by the partnership, signed (R8)"),
            "deferred": self.env._("the joint qualification (R8): the partnership has deferred its decision"),
            "not_qualified": self.env._(
                "the joint qualification (R8): the partnership has not qualified the family. Go on with ordinary "
                "social work, or bring new reasons before the partnership",
            ),
        }[self.joint_decision]]

    def _missing_consent(self):
        """K3D-169: what is missing of the consent to the method, as a list of texts that says why."""
        self.ensure_one()
        if self.consent_state in ("valid", "expiring"):
            return []
        return [{
            "none": self.env._("a signed consent to work by the method (tool 14)"),
            "expired": self.env._("a new consent to work by the method: the last one has expired"),
            "withdrawn": self.env._("a new consent to work by the method: the last one was withdrawn"),
            "refused": self.env._(
                "the consent to work by the method: it was refused. Go on with ordinary social work, or talk with the "
                "family again",
            ),
        }[self.consent_state]]

    def _institutions_without_consent(self, institutions):
        """Those of ``institutions`` with which the case's data may not be shared today. The controller's own staff
        need no consent (art. 100 ust. 2 u.p.s.).
        """
        self.ensure_one()
        # sudo: see _gate_missing.
        Statement = self.env["kooperacje.consent.statement"].sudo()
        covered = Statement.search(Statement._valid_domain() & fields.Domain([
            ("case_id", "=", self.id), ("kind", "=", "sharing"), ("institution_id", "in", institutions.ids),
        ])).institution_id
        return institutions - covered - self.company_id.sudo().partner_id

    def _check_consent(self, kind, on=None, is_over=False):
        """Gate 4: a signed statement of ``kind`` ("method", "consultation") holds on the day ``on`` (today).

        :param is_over: what is recorded took place on that day. A consent taken back in its course held until then,
            and what the partnership has decided since is no matter.
        :raises UserError: naming the case and what to do.
        """
        on = on or office_today()
        # sudo: the gate counts the consents there are, not those the caller may open (a specialist may open none).
        Statement = self.env["kooperacje.consent.statement"].sudo()
        covered = Statement.search(
            Statement._valid_domain(on, in_its_course=is_over)
            & fields.Domain([("case_id", "in", self.ids), ("kind", "=", kind)])
        ).case_id
        for case in self - covered:
            if kind == "consultation":
                raise UserError(self.env._(
                    "The family of case %(case)s has not agreed to a consultation without it (on %(date)s). Ask for "
                    "the consent to a consultation meeting (tool 14), or invite the family to a meeting of the team.",
                    case=case.name, date=format_date(self.env, on),
                ))
            raise UserError(self.env._(
                "Case %(case)s has no valid consent to work by the method (on %(date)s). Record the signed consent "
                "first (tool 14).", case=case.name, date=format_date(self.env, on),
            ))
        # sudo: as above; the paper of the qualification is for the office.
        for case in self.sudo() if kind == "method" and not is_over else ():
            missing = case._missing_joint_qualification()
            if missing:
                raise UserError(self.env._(
                    "Case %(case)s lacks %(missing)s.", case=case.name, missing="; ".join(missing),
                ))

    def _gate_missing(self, phase):
        """What keeps the case from entering ``phase``, as a list of texts; empty when the gate is open.

        Other rooms add their gates by ``super()``. To be called as superuser: a gate counts what there is, not what
        the caller may see.
        """
        self.ensure_one()
        missing = []
        if phase in CONSENTED_PHASES:
            missing += self._missing_joint_qualification()
        if phase in QUALIFIED_PHASES:
            missing += self._missing_qualification()
        if phase in CONSENTED_PHASES:
            missing += self._missing_consent()
            if (self.suspended_on or self.owes_return) and not self.return_premise_id:
                missing.append(self.env._("the premise of return to work by the method (button “Take up again”)"))
        if phase == "realisation" and not self.team_ids.filtered(lambda team: team._is_complete()):
            missing.append(self.env._("a task team in which a member from another institution has accepted"))
        if phase == "suspended" and not self.suspension_premise_id:
            missing.append(self.env._("the premise of suspension (button “Suspend”)"))
        if phase == "closed" and not self.closing_premise_id:
            missing.append(self.env._("the reason of ending (button “Close”)"))
        if phase == "aftercare" and not self.closing_premise_id:
            missing.append(self.env._("the reason of ending (button “End the work”)"))
        if phase == "aftercare" and self.closing_premise_id.ends_contact:
            missing.append(self.env._("somebody to be asked after the end; close the case at once"))
        team = self._last_worked_team() if phase in ENDED_PHASES else self.team_ids[:0]
        if team and not self._consent_taken_back():
            missing += team._end_texts(team._end_missing(self.closing_premise_id))
        return missing

    def _check_rest(self):
        """A case that goes back to ordinary social work says why its team rests (K3D-37, 189).

        :raises ValidationError: no premise; naming the button that asks for it
        """
        self.ensure_one()
        if not self.suspension_premise_id:
            raise ValidationError(self.env._(
                "Case %(case)s cannot go to “%(stage)s” yet. Missing:\n%(missing)s",
                case=self.name, stage=self.stage_id.name, missing="– " + self.env._(
                    "the premise for which the team rests or ends (button “Back to ordinary social work”)",
                ),
            ))

    def _being_made(self):
        """The same cases, whose first lines come with them, in whatever stage an import brings them."""
        return self.with_context(kooperacje_case_being_made=_MAKING)

    def _check_not_ended(self):
        """:raises UserError: a case in after-care or closed: no work by the method begins there (K3D-190, 192)"""
        if self.env.context.get("kooperacje_case_being_made") is _MAKING:
            return
        for case in self:
            if case.phase in ("aftercare", "closed"):
                raise UserError(self.env._(
                    "The work in case %(case)s has ended. Take it up again on the board first, in the stage of the "
                    "task team.", case=case.name,
                ))

    @api.constrains("stage_id")
    def _check_gates(self):
        # sudo: see _gate_missing; the message names stages and papers, never a person.
        for case in self.sudo():
            missing = case._gate_missing(case.phase)
            if missing:
                raise ValidationError(self.env._(
                    "Case %(case)s cannot go to “%(stage)s” yet. Missing:\n%(missing)s",
                    case=case.name, stage=case.stage_id.name, missing="\n".join(f"– {text}" for text in missing),
                ))

    @api.constrains("premise_ids", "suspension_premise_id", "return_premise_id", "closing_premise_id")
    def _check_premise_kinds(self):
        for case in self:
            case.premise_ids._check_kind("qualification")
            case.suspension_premise_id._check_kind("suspension")
            case.return_premise_id._check_kind("return")
            case.closing_premise_id._check_kind("end")

    @api.constrains("suspension_premise_id", "closing_premise_id")
    def _check_premise_kept(self):
        """The gate asks for the premise on the way in (K3D-189); here it stays for as long as it is the reason."""
        for case in self:
            # Taken up again in the same save, it is on hold no longer.
            is_waiting = case.suspended_on and case.phase not in (*CONSENTED_PHASES, *ENDED_PHASES)
            if is_waiting and not case.suspension_premise_id:
                raise ValidationError(self.env._(
                    "A case on hold keeps its premise of suspension. Choose another premise, or take the work up "
                    "again.",
                ))
            if case.phase == "closed" and not case.closing_premise_id:
                raise ValidationError(self.env._("A closed case keeps its reason of ending. Choose another reason."))

    @api.constrains("user_id", "partnership_id")
    def _check_case_manager(self):
        for case in self:
            if not case.user_id._has_role("social_worker", case.company_id):
                raise ValidationError(self.env._(
                    "%(user)s is not a social worker of %(office)s today and cannot be a case manager there. Choose "
                    "another person or ask the administrator for the role.",
                    user=case.user_id.name, office=case.company_id.name,
                ))

    def _check_change_of_case_manager(self, vals):
        """Only the manager gives a case to another case manager; with it goes the access."""
        if self.env.su or "user_id" not in vals:
            return
        for case in self:
            if case.user_id.id != vals["user_id"] and not self.env.user._has_role("manager", case.company_id):
                raise UserError(self.env._(
                    "Only the manager gives a case to another case manager. Ask the manager of %(office)s.",
                    office=case.company_id.name,
                ))

    def _check_change_of_partnership(self, vals):
        if self.env.su or "partnership_id" not in vals:
            return
        # sudo: the caller may not see partnerships of other offices nor every team, and is refused all the same.
        partnership = self.env["kooperacje.partnership"].sudo().browse(vals["partnership_id"])
        moved = self.sudo().filtered(lambda case: case.partnership_id != partnership)
        if any(case.company_id != partnership.company_id for case in moved):
            raise UserError(self.env._(
                "A case stays with the office that is the controller of its data. Close it with the reason “moved” and "
                "let the other office open its own case.",
            ))
        if moved.team_ids or moved.plan_ids:
            raise UserError(self.env._(
                "A case with a task team or a plan stays in its partnership, whose institutions and basket they stand "
                "on. Correct the partnership before choosing the team, or open a new case.",
            ))
        if moved:
            partnership._check_may_act()

    # ------------------------------------------------------------
    # From phase to phase
    # ------------------------------------------------------------

    def _stamp_phase(self, phase_by_case):
        """Dates and team state that follow from a new phase; ``phase_by_case`` gives the phase before."""
        today = office_today()
        # superuser: dates of phases are the system's, see _system_fields; the caller has written the stage.
        for case in self.sudo():
            before, team = phase_by_case.get(case.id), case._get_open_team()
            values = {}
            if case.phase in QUALIFIED_PHASES and not case.qualified_on:
                values["qualified_on"] = today
            if case.phase == "suspended":
                values.update(
                    suspended_on=case.suspended_on or today, return_premise_id=False, returned_on=False,
                )
                team._suspend()
            elif case.phase in PREPARING_PHASES and before in CONSENTED_PHASES and team:
                # Outsiders' access closes with the team, in the same transaction.
                case._check_rest()
                values.update(suspended_on=case.suspended_on or today, return_premise_id=False, returned_on=False)
                team._suspend()
            elif case.phase in PREPARING_PHASES and before in CONSENTED_PHASES and case.team_ids:
                values.update(owes_return=True, return_premise_id=False)
            elif case.suspended_on and case.phase in (*CONSENTED_PHASES, "aftercare", "closed"):
                # Not before: who leaves the suspension by another phase still owes the premise of return (K3D-189).
                values.update(suspended_on=False, suspended_until=False, suspension_premise_id=False)
                if case.phase in CONSENTED_PHASES:
                    values["returned_on"] = today
            if case.phase in CONSENTED_PHASES:
                if case.owes_return:
                    values.update(owes_return=False, returned_on=today)
                team._resume()
            if case.phase == "closed":
                values["closed_on"] = today
            elif before == "closed":
                values["closed_on"] = False
                if case.phase != "aftercare":
                    values["closing_premise_id"] = False
            if case.phase in ENDED_PHASES:
                team._close(case.closing_premise_id)
                if before not in ENDED_PHASES and case.team_ids:
                    values.update(owes_return=True, return_premise_id=False)
            case.write(values)
        self._end_requests_to_providers()
        self._stamp_ending(phase_by_case)

    def _end_requests_to_providers(self):
        """With the work by the method end the requests to its providers."""
        ended = self.filtered(lambda case: case.phase in ENDED_PHASES)
        if ended:
            # sudo: requests end with the case, whoever may read them.
            lines = self.env["kooperacje.plan.service"].sudo().search([("case_id", "in", ended.ids)])
            lines._open_referrals()._cancel(ended._in_office_language().env._("The work with the family has ended."))

    def _stamp_ending(self, phase_by_case):
        today = office_today()
        # superuser: see ``_stamp_phase``.
        for case in self.sudo():
            before = phase_by_case.get(case.id)
            if case.phase in ENDED_PHASES and before not in ENDED_PHASES:
                case.plan_ids._end()
                team = case._last_worked_team()
                # Whatever the reason is: what was not done stays a figure.
                owed = team._end_missing() if team else []
                case.left_out = "both" if len(owed) == 2 else owed[0] if owed else False
            if case.phase == "aftercare" and before != "aftercare":
                case.aftercare_from = today
            if case.phase not in ENDED_PHASES and before in ENDED_PHASES:
                case.write({
                    "closing_premise_id": False, "aftercare_from": False, "aftercare_until": False,
                    "left_out": False,
                })

    def _move_to_phase(self, *phases):
        """Put each case into the first stage of the first of ``phases`` the board has, unless it is there already."""
        for company, cases in self.grouped("company_id").items():
            stages = self.env["kooperacje.case.stage"]._used_by(company, [("phase", "in", phases)])
            phase = next((phase for phase in phases if phase in stages.mapped("phase")), None)
            if phase:
                cases.filtered(lambda case, phase=phase: case.phase != phase).stage_id = stages.filtered(
                    lambda stage, phase=phase: stage.phase == phase
                )[:1]

    def _advance_to(self, phase):
        """Move cases forward on the board to ``phase`` where their work has led; a gate still closed keeps a case."""
        order = ("recognition", "qualification", "consent", "team", "plan", "realisation")
        for case in self:
            # superuser: the move follows from the plan, which the caller was allowed to write.
            if case.phase in order[:order.index(phase)] and not case.sudo()._gate_missing(phase):
                case.sudo()._move_to_phase(phase)

    def _fall_back_to_team(self):
        """A plan is not carried out by the office alone: without a member from another institution the case stands
        again where its team is chosen.
        """
        # superuser: the move follows from a member's leaving; who left may no longer read the case.
        for case in self.sudo():
            if case.phase == "realisation" and not any(team._is_complete() for team in case.team_ids):
                case._move_to_phase("team")

    def _end_of_consent(self):
        """The family no longer agrees to the method: its team stops and the work waits, with the premise recorded
        (K3D-189). Statutory help and closing go on as before (art. 11).
        """
        premise = self.env.ref("kooperacje.premise_suspension_request", raise_if_not_found=False)
        for case in self:
            if case.phase in CONSENTED_PHASES and premise:
                case.suspension_premise_id = premise
                case._move_to_phase("suspended")
            case._get_open_team()._suspend()

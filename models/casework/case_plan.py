from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today


class Case(models.Model):
    _inherit = "kooperacje.case"

    def _check_consent(self, kind, on=None):
        """Gate 4: a signed statement of ``kind`` ("method", "consultation") holds on the day ``on`` (today).

        :raises UserError: naming the case and what to do.
        """
        on = on or office_today()
        # sudo: the gate counts the consents there are, not those the caller may open (a specialist may open none).
        Statement = self.env["kooperacje.consent.statement"].sudo()
        covered = Statement.search(
            Statement._valid_domain(on) & fields.Domain([("case_id", "in", self.ids), ("kind", "=", kind)])
        ).case_id
        for case in self - covered:
            if kind == "consultation":
                raise UserError(self.env._(
                    "The family of case %(case)s has not agreed to a consultation without it (on %(date)s). Ask for "
                    "the consent to a consultation meeting (tool 14), or invite the family to a meeting of the team.",
                    case=case.name, date=on,
                ))
            raise UserError(self.env._(
                "Case %(case)s has no valid consent to work by the method (on %(date)s). Record the signed consent "
                "first (tool 14).", case=case.name, date=on,
            ))
        # sudo: as above; the paper of the qualification is for the office.
        for case in self.sudo() if kind == "method" else ():
            missing = case._missing_joint_qualification()
            if missing:
                raise UserError(self.env._(
                    "Case %(case)s lacks %(missing)s.", case=case.name, missing="; ".join(missing),
                ))

    def _stamp_phase(self, phase_by_case):
        """With the work by the method end the requests to its providers."""
        result = super()._stamp_phase(phase_by_case)
        ended = self.filtered(lambda case: case.phase in ("aftercare", "closed"))
        if ended:
            # sudo: requests end with the case, whoever may read them.
            lines = self.env["kooperacje.plan.service"].sudo().search([("case_id", "in", ended.ids)])
            lines._open_referrals()._cancel(self.env._("The work with the family has ended."))
        return result

    def _advance_to(self, phase):
        """Move cases forward on the board to ``phase`` where their work has led; a gate still closed keeps a case."""
        order = ("recognition", "qualification", "consent", "team", "plan", "realisation")
        for case in self:
            # superuser: the move follows from the plan, which the caller was allowed to write.
            if case.phase in order[:order.index(phase)] and not case.sudo()._gate_missing(phase):
                case.sudo()._move_to_phase(phase)

from odoo import Command

from .common import CaseworkCommon


class CourseCommon(CaseworkCommon):
    """A family with which a team is at work: Anna, Tomasz of the PPP and Zofia of the association, with a plan."""

    @classmethod
    def _at_work(cls, case=None, signer=None):
        """``case`` (the Nowaks') with a consent, a team at work and a plan in force with a goal and the therapy."""
        case = case or cls.case
        cls._consent(case, cls.ppp, cls.ngo, signer=signer or cls.halina)
        team = cls._team(case, cls.ppp, cls.ngo, accepted=(cls.tomasz, cls.zofia))
        cls._plan_in_force(case)
        return team

    @classmethod
    def _plan_in_force(cls, case):
        plan = cls.env["kooperacje.plan"].with_user(case.user_id).create({"case_id": case.id})
        goal = cls.env["kooperacje.goal"].with_user(case.user_id).create({
            "plan_id": plan.id, "name": "Kuba chodzi do szkoły", "baseline": "2 dni", "target": "5 dni",
            "service_line_ids": [Command.create({"service_id": cls.therapy.id})],
        })
        plan._freeze(cls.today)
        goal.service_line_ids.action_start()
        return plan.with_env(cls.env)

    def _assess(self, case, kind="periodic", **values):
        """An assessment that says all that is asked for, not done yet."""
        assessment = self.env["kooperacje.assessment"].with_user(case.user_id).create({
            "case_id": case.id, "kind": kind, "family_changes": "Kuba chodzi na lekcje.", "conclusion": "continue",
            "worker_view": "Rodzina trzyma się ustaleń.", **values,
        })
        assessment.goal_line_ids.attainment = "0"
        assessment.service_line_ids.filtered("is_given").effect = "4"
        return assessment

    def _assessed(self, case, kind="periodic", **values):
        assessment = self._assess(case, kind, **values)
        assessment.action_complete()
        return assessment.with_env(self.env)

    def _survey(self, team):
        wizard = self.env["kooperacje.closing.survey.wizard"].with_user(team.case_id.user_id).create({
            "team_id": team.id,
        })
        wizard.action_confirm()
        return team.closing_survey_ids[:1]

    def _wizard(self, case, kind, premise, user=None, **values):
        """What the buttons “Suspend”, “Take up again” and “Close” do."""
        wizard = self.env["kooperacje.case.stage.wizard"].with_user(user or case.user_id).create({
            "case_id": case.id, "kind": kind, "premise_id": self.env.ref(f"kooperacje.premise_{premise}").id,
            **values,
        })
        wizard.action_confirm()
        return wizard

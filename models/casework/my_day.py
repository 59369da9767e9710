from datetime import timedelta

from odoo import api, models

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.casework.case_due import RETURN_DAYS, SOON_DAYS
from odoo.addons.kooperacje.models.casework.plan_action import OPEN_STATES

# Phases in which the next step of the Model is the case manager's, and those in which nothing runs.
FIRST_PHASES = ("recognition", "qualification", "consent", "team", "plan")


class MyDay(models.AbstractModel):
    """Cases bear their codes here: whose they are stands on the case, for whoever may read it."""

    _inherit = "kooperacje.my.day"

    @api.model
    def _sections(self):
        env, user = self.env, self.env.user
        sections = [
            *super()._sections(),
            self._section(
                "invitation", env._("Invitations to task teams: your answer is awaited"), "kooperacje.team.member",
                domain=[("user_id", "=", user.id), ("state", "=", "invited")],
                words=("team_id", "institution_id"), date="answer_due", order=10, window="action_my_invitations",
                button=env._("Answer"),
            ),
            self._section(
                "handover", env._("Cases offered to me"), "kooperacje.handover",
                domain=[("to_user_id", "=", user.id), ("state", "=", "offered")],
                words=("display_name", "from_user_id"), date="offered_on", order=12, window="action_handover",
                button=env._("Answer"), aged=True,
            ),
            self._section(
                "referral", env._("Requests for our services: an answer is awaited"), "kooperacje.referral",
                domain=[("state", "=", "requested"), ("institution_id", "in", self._provided_institutions())],
                words=("name", "service_id"), date="answer_due", order=14, window="action_referral_provider",
                button=env._("Answer"),
            ),
            self._section(
                "plan_action", env._("What I do by the plans of families"), "kooperacje.plan.action",
                domain=[("user_id", "=", user.id), ("state", "in", OPEN_STATES), ("plan_id.state", "=", "signed")],
                words=("name", "case_id"), date="deadline", order=18, window="action_plan_action", target="plan_id",
                button=env._("Open the plan"),
            ),
        ]
        if user.has_group("kooperacje.group_social_worker"):
            sections += self._sections_of_worker()
        if user.has_group("kooperacje.group_manager"):
            sections += self._sections_of_head()
        return sections

    @api.model
    def _sections_of_worker(self):
        env, today, soon = self.env, office_today(), office_today() + timedelta(days=SOON_DAYS)
        mine = [("user_id", "=", self.env.uid)]

        def cases(key, title, *, domain, words, date, order):
            return self._section(
                key, title, "kooperacje.case", domain=mine + domain, words=("name", *words), date=date, order=order,
                window="action_case",
            )
        return [
            cases(
                "case_step", env._("My cases: the next step"), domain=[("phase", "in", FIRST_PHASES)],
                words=("stage_id", "next_step"), date=None, order=30,
            ),
            cases(
                "consent_end", env._("Consents that end soon or have ended"),
                domain=[("consent_state", "in", ("expiring", "expired")), ("phase", "not in", ("closed", "aftercare"))],
                words=("consent_state",), date="consent_until", order=16,
            ),
            cases(
                "assessment", env._("Assessments of the situation"),
                domain=[("assessment_due_on", "<=", soon), ("phase", "!=", "closed")], words=("stage_id",),
                date="assessment_due_on", order=20,
            ),
            cases(
                "case_return", env._("Suspended work to take up again"),
                domain=[("phase", "=", "suspended"), ("suspended_until", "<=", today + timedelta(days=RETURN_DAYS))],
                words=(), date="suspended_until", order=21,
            ),
            cases(
                "aftercare", env._("Families in after-care: the next contact"), domain=[("phase", "=", "aftercare")],
                words=("stage_id",), date="aftercare_next_on", order=32,
            ),
            self._section(
                "referral_late", env._("Providers who have not answered me in time"), "kooperacje.referral",
                domain=[("requested_by_id", "=", self.env.uid), ("is_late", "=", True)],
                words=("name", "service_id", "institution_id"), date="answer_due", order=34, window="action_referral",
            ),
        ]

    @api.model
    def _sections_of_head(self):
        """What needs attention in the office."""
        env = self.env
        offices = [("company_id", "in", self._led_companies())]
        return [
            self._section(
                "report_card", env._("Reports of families to be answered"), "kooperacje.report.card",
                domain=[("state", "=", "sent"), *offices], words=("display_name", "institution_id"), date="sent_on",
                order=11, window="action_report_card", button=env._("Answer"), aged=True,
            ),
            self._section(
                "without_worker", env._("Cases that nobody runs"), "kooperacje.case",
                domain=[("is_without_worker", "=", True), *offices], words=("name", "stage_id"), date=None, order=13,
                window="action_case_office", method="action_give_to", button=env._("Give to a worker"),
            ),
            self._section(
                "office_action", env._("Overdue in the plans of the office"), "kooperacje.plan.action",
                domain=[("is_overdue", "=", True), ("user_id", "!=", self.env.uid),
                 ("case_id.company_id", "in", self._led_companies())],
                words=("case_id", "user_id"), date="deadline", order=36, window="action_plan_action",
                target="plan_id", button=env._("Open the plan"),
            ),
        ]

    @api.model
    def _provided_institutions(self):
        """Institutions whose services the user answers for today."""
        # sudo: a user may always know the roles that are his or her own.
        return self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "in", ("coordinator", "specialist")), ("is_current", "=", True),
        ]).institution_id.ids

    @api.model
    def _activities_shown_elsewhere(self):
        env = self.env
        # sudo: keys of one's own activities, whatever one is shown of the plans that they stand for.
        actions = env["kooperacje.plan.action"].sudo()._search([
            ("user_id", "=", self.env.uid), ("state", "in", OPEN_STATES), ("activity_id", "!=", False),
        ])
        return [
            *super()._activities_shown_elsewhere(),
            [("id", "in", actions.subselect("activity_id"))],
            [("activity_type_id", "=", env.ref("kooperacje.activity_invitation").id),
             ("res_model", "=", "kooperacje.team.member")],
        ]

"""How each indicator is counted: the SQL behind its definition (``data/evaluation_indicator.xml`` says it in words).

A *source* is a set of rows with the partnership they belong to and, where they tell of a family, its case. A *measure*
counts rows of one source on one day each; all measures of a source are counted in one pass over it
(``kooperacje.indicator._values``), so that counting everything costs what counting by hand would.

Nothing here reads a name, a birth date or a text of a family. Dates are days of the office; a moment is turned into
one (Europe/Warsaw). ``%(today)s`` is today at the office, ``%%`` a per cent sign.
"""

from dataclasses import dataclass, field

from odoo.tools import SQL

# How many families there are at the end of two years and how many have come between tells how many have left: so a
# state of families is told in steps. The running year grows from month to month, and one family would be the difference
# of two months: what is counted so far goes down to the step below, and what no step hides (shares, means, hours) waits
# for the end of the year.
STEP = 5
TOLD_AMOUNT = SQL(
    "CASE WHEN figure.is_state AND figure.is_personal THEN ROUND(figure.amount / %(step)s) * %(step)s"
    " WHEN figure.is_running AND figure.is_personal THEN FLOOR(figure.amount / %(step)s) * %(step)s"
    " ELSE figure.amount END", step=STEP,
)
# Days of a meeting: the clock of the office decides which day a moment belongs to.
OFFICE_DAY = "({} AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Warsaw')::date"


@dataclass(frozen=True)
class Source:
    """Rows to be counted.

    :param tables: what stands after FROM; ``t`` is the table counted
    :param partnership: column with the id of the partnership
    :param family: column with the id of the case a row tells of; empty where it tells of none
    :param depends: fields the rows are read from, by model
    """

    tables: str
    partnership: str
    depends: dict = field(hash=False)
    family: str = ""


@dataclass(frozen=True)
class Part:
    """What the rows of a measure are told apart by.

    :param value: SQL of the key or of the name
    :param selection: (model, field) whose labels name the keys; empty where ``value`` is the name
    :param join: joins that only the name needs
    :param own: SQL that tells an own entry of an office: figures of several offices are told apart by the common
        entries, and what an office calls its own stays there
    """

    value: str
    selection: tuple = ()
    join: str = ""
    own: str = ""


@dataclass(frozen=True)
class Measure:
    """One figure of a source.

    :param day: SQL of the day a row counts on; for a state, of the first day it holds
    :param until: SQL of the first day a state holds no more (null: it lasts); empty where events are counted
    :param where: condition on the rows
    :param amount: what is summed up
    :param base: what the sum is divided by, for shares and means
    :param unit: ``count``, ``hours``, ``percent`` (amount by base, times 100), ``days``, ``score`` or ``mean``
    :param protection: ``open`` tells of institutions alone; ``register`` counts families in registers that the network
        worker keeps; ``case`` counts families in their cases
    :param records: model of the records behind the figure, and the SQL of their id
    :param released_by_part: whether the parts may be told outside the office too. They may where no other figure that
        is told there is a sum of some of them, for then a withheld part could be worked out from it.
    :param total_is_open: whether the total is told outside the office however small it is, as the number of task teams
        is: every member of the partnership reads the register with each of them (K3D-146). Its parts stay protected.
    """

    source: str
    day: str
    records: tuple
    where: str = "TRUE"
    until: str = ""
    amount: str = "1"
    base: str = ""
    unit: str = "count"
    protection: str = "open"
    part: Part = None
    released_by_part: bool = True
    total_is_open: bool = False

    @property
    def is_state(self):
        return bool(self.until)

    @property
    def factor(self):
        return 100 if self.unit == "percent" else 1

    @property
    def is_personal(self):
        """Whether the figure itself is told outside the office only of enough families."""
        return self.protection != "open" and not self.total_is_open


CASE, TEAM, MEMBER = "kooperacje.case", "kooperacje.team", "kooperacje.team.member"
REFERRAL, MEETING, DECISION = "kooperacje.referral", "kooperacje.meeting", "kooperacje.decision"
PLAN, ASSESSMENT, LOG = "kooperacje.plan", "kooperacje.assessment", "kooperacje.activity.log"
OF_CASE = {CASE: ["partnership_id"]}
JOIN_CASE = "JOIN kooperacje_case c ON c.id = t.case_id"
REQUEST_FIELDS = ["partnership_id", "kind", "state", "filed_on", "decided_on", "done_on", "decision_reason"]

SOURCES = {
    "case": Source(
        "kooperacje_case t", "t.partnership_id", family="t.id",
        depends={CASE: [
            "partnership_id", "unit_kind", "source", "phase", "reported_on", "closed_on", "closing_premise_id",
        ]},
    ),
    "need": Source(
        f"kooperacje_case_need t {JOIN_CASE}", "c.partnership_id", family="t.case_id",
        depends={CASE: ["partnership_id", "reported_on"],
                 "kooperacje.case.need": ["case_id", "need_id", "is_uncovered", "uncovered_kind"]},
    ),
    "team": Source(
        f"kooperacje_team t {JOIN_CASE}", "t.partnership_id", family="t.case_id",
        depends={
            CASE: ["reported_on"], TEAM: ["case_id", "partnership_id", "state", "decided_on", "decided_stage",
                                          "closed_on"],
            MEMBER: ["team_id", "institution_id", "date_from"], ASSESSMENT: ["case_id", "kind", "state", "assessed_on"],
            "kooperacje.closing.survey": ["team_id"],
        },
    ),
    "member": Source(
        "kooperacje_team_member t JOIN kooperacje_team team ON team.id = t.team_id", "team.partnership_id",
        family="t.case_id",
        depends={TEAM: ["partnership_id"], MEMBER: [
            "team_id", "case_id", "state", "invited_on", "answered_on", "decline_premise_id",
        ]},
    ),
    "referral": Source(
        "kooperacje_referral t JOIN kooperacje_plan_service line ON line.id = t.line_id", "t.partnership_id",
        family="line.case_id",
        depends={REFERRAL: [
            "line_id", "partnership_id", "state", "requested_on", "answer_due", "answered_on", "starts_on", "closed_on",
            "decline_premise_id",
        ], "kooperacje.plan.service": ["case_id"]},
    ),
    "service_line": Source(
        f"kooperacje_plan_service t JOIN kooperacje_plan plan ON plan.id = t.plan_id {JOIN_CASE}", "c.partnership_id",
        family="t.case_id",
        depends={**OF_CASE, PLAN: ["state", "signed_on"],
                 "kooperacje.plan.service": ["plan_id", "case_id", "status", "status_date"]},
    ),
    "action": Source(
        f"kooperacje_plan_action t JOIN kooperacje_plan plan ON plan.id = t.plan_id {JOIN_CASE}", "c.partnership_id",
        family="t.case_id",
        depends={**OF_CASE, PLAN: ["state"],
                 "kooperacje.plan.action": ["plan_id", "case_id", "state", "state_date", "deadline"]},
    ),
    "assessment": Source(
        f"kooperacje_assessment t {JOIN_CASE}", "c.partnership_id", family="t.case_id",
        depends={**OF_CASE, ASSESSMENT: [
            "case_id", "state", "assessed_on", "due_on", "family_score", "family_activity", "family_nearness",
        ]},
    ),
    "assessed": Source(
        "kooperacje_assessment_line t JOIN kooperacje_assessment of ON of.id = t.assessment_id"
        " JOIN kooperacje_case c ON c.id = of.case_id", "c.partnership_id", family="of.case_id",
        depends={**OF_CASE, ASSESSMENT: ["case_id", "state", "kind", "assessed_on"],
                 "kooperacje.assessment.line": ["assessment_id", "kind", "attainment", "effect"]},
    ),
    "meeting": Source(
        "kooperacje_meeting t", "t.partnership_id", family="t.case_id",
        depends={MEETING: ["partnership_id", "case_id", "kind", "purpose", "state", "start"],
                 "kooperacje.meeting.participant": ["meeting_id", "kind", "presence"]},
    ),
    "decision": Source(
        "kooperacje_decision t JOIN kooperacje_meeting meeting ON meeting.id = t.meeting_id", "meeting.partnership_id",
        family="t.case_id",
        depends={MEETING: ["partnership_id", "kind", "state"],
                 DECISION: ["meeting_id", "case_id", "state", "deadline", "done_on"]},
    ),
    "log": Source(
        f"kooperacje_activity_log t {JOIN_CASE} JOIN kooperacje_activity_kind kind ON kind.id = t.kind_id",
        "c.partnership_id", family="t.case_id",
        depends={**OF_CASE, LOG: ["case_id", "date", "duration", "kind_id", "contact"],
                 "kooperacje.activity.kind": ["formality"]},
    ),
    "membership": Source(
        "kooperacje_membership t", "t.partnership_id",
        depends={"kooperacje.membership": ["partnership_id", "sector_id", "date_from", "date_to"]},
    ),
    "composition_request": Source(
        "kooperacje_composition_request t", "t.partnership_id",
        depends={"kooperacje.composition.request": REQUEST_FIELDS},
    ),
    "basket_request": Source(
        "kooperacje_basket_request t", "t.partnership_id", depends={"kooperacje.basket.request": REQUEST_FIELDS},
    ),
    "service": Source(
        "kooperacje_service t", "t.partnership_id",
        depends={"kooperacje.service": [
            "partnership_id", "sector_id", "state", "verified_on", "withdrawn_on", "date_to", "review_due",
        ]},
    ),
    "consultation": Source(
        "kooperacje_consultation t", "t.partnership_id",
        depends={"kooperacje.consultation": ["partnership_id", "date", "kind", "duration"]},
    ),
    "problem": Source(
        "kooperacje_problem t", "t.partnership_id",
        depends={"kooperacje.problem": ["partnership_id", "kind", "state", "reported_on", "closed_on"]},
    ),
    "support": Source(
        "kooperacje_support_request t", "t.partnership_id",
        depends={"kooperacje.support.request": ["partnership_id", "kind", "state", "delivered_on"]},
    ),
    "recommendation": Source(
        "kooperacje_recommendation t", "t.partnership_id",
        depends={"kooperacje.recommendation": ["partnership_id", "kind", "state", "date", "closed_on", "fate"]},
    ),
    "plan_line": Source(
        "kooperacje_action_plan_line t", "t.partnership_id",
        depends={"kooperacje.action.plan.line": ["partnership_id", "state", "state_changed_on", "date_to"]},
    ),
}

REPORTED = "COALESCE(t.reported_on, t.create_date::date)"
REPORTED_CASE = "COALESCE(c.reported_on, c.create_date::date)"
# A task counts on the day it was done, or on the day it should have been.
DONE_OR_DUE = "CASE WHEN t.state = 'done' THEN t.done_on ELSE t.deadline END"
MET = OFFICE_DAY.format("t.start")
TEAM_MEETING = "t.state = 'held' AND t.kind IN ('team_first', 'team_next', 'team_final')"


def _premise(column):
    """Parts by the premise in ``column``."""
    return Part(
        "CASE WHEN premise.company_id IS NULL THEN premise.name END",
        join=f"LEFT JOIN kooperacje_premise premise ON premise.id = t.{column}",
        own="premise.company_id IS NOT NULL",
    )


SECTOR = Part("sector.name", join="LEFT JOIN kooperacje_sector sector ON sector.id = t.sector_id")
BEHIND_CASE = (CASE, "t.case_id")


def _requests(source, model):
    """The figures of one kind of request (K3D-147, 148): filed, realised, refused with the reasons, days to decide."""
    records = (model, "t.id")
    kind = Part("t.kind", (model, "kind"))
    return {
        "filed": Measure(source, "t.filed_on", records, where="t.state != 'taken_back'", part=kind),
        "done": Measure(source, "t.done_on", records, where="t.state = 'done'", part=kind),
        "rejected": Measure(source, "t.decided_on", records, where="t.state = 'rejected'",
                            part=Part("t.decision_reason"), released_by_part=False),
        "decision_days": Measure(source, "t.decided_on", records, where="t.decided_on IS NOT NULL",
                                 amount="t.decided_on - t.filed_on", base="1", unit="days"),
    }


MEASURES = {
    # The partnership
    "members": Measure("membership", "t.date_from", ("kooperacje.membership", "t.id"), until="t.date_to", part=SECTOR),
    "partnership_meetings": Measure(
        "meeting", MET, (MEETING, "t.id"), where="t.state = 'held' AND t.kind = 'partnership'",
        part=Part("t.purpose", (MEETING, "purpose")),
    ),
    "partnership_tasks_in_time": Measure(
        "decision", DONE_OR_DUE, (DECISION, "t.id"), unit="percent",
        where="meeting.kind = 'partnership' AND meeting.state = 'held' AND t.state != 'dropped'"
              " AND (t.state = 'done' OR t.deadline < %(today)s)",
        amount="(t.state = 'done' AND t.done_on <= t.deadline)::int", base="1",
    ),
    **{f"composition_{key}": measure for key, measure in _requests(
        "composition_request", "kooperacje.composition.request").items()},
    "consultations": Measure(
        "consultation", "t.date", ("kooperacje.consultation", "t.id"),
        part=Part("t.kind", ("kooperacje.consultation", "kind")),
    ),
    "problems": Measure(
        "problem", "t.reported_on", ("kooperacje.problem", "t.id"), part=Part("t.kind", ("kooperacje.problem", "kind")),
    ),
    "problems_solved": Measure(
        "problem", "t.closed_on", ("kooperacje.problem", "t.id"), where="t.state = 'solved'",
        part=Part("t.kind", ("kooperacje.problem", "kind")),
    ),
    "support_delivered": Measure(
        "support", "t.delivered_on", ("kooperacje.support.request", "t.id"),
        part=Part("t.kind", ("kooperacje.support.request", "kind")),
    ),
    "plan_lines_done": Measure(
        "plan_line", "CASE WHEN t.state IN ('done', 'not_done') THEN t.state_changed_on ELSE t.date_to END",
        ("kooperacje.action.plan.line", "t.id"), unit="percent",
        where="t.state IN ('done', 'not_done') OR t.date_to < %(today)s", amount="(t.state = 'done')::int", base="1",
    ),
    "presentations": Measure(
        "recommendation", "t.date", ("kooperacje.recommendation", "t.id"),
        where="t.kind = 'presentation' AND t.state != 'draft'",
    ),
    "recommendations": Measure(
        "recommendation", "t.date", ("kooperacje.recommendation", "t.id"),
        where="t.kind = 'recommendation' AND t.state != 'draft'",
    ),
    "recommendations_taken_up": Measure(
        "recommendation", "t.closed_on", ("kooperacje.recommendation", "t.id"),
        where="t.kind = 'recommendation' AND t.state = 'taken_up'",
        part=Part("t.fate", ("kooperacje.recommendation", "fate")),
    ),
    # The local basket
    "services": Measure(
        "service", "t.verified_on", ("kooperacje.service", "t.id"), until="LEAST(t.withdrawn_on, t.date_to + 1)",
        where="t.state IN ('verified', 'withdrawn')", part=SECTOR,
    ),
    "services_stale": Measure(
        "service", "COALESCE(t.review_due + 1, t.verified_on, t.create_date::date)", ("kooperacje.service", "t.id"),
        until="t.withdrawn_on", where="t.state = 'verified'", part=SECTOR,
    ),
    **{f"basket_{key}": measure for key, measure in _requests("basket_request", "kooperacje.basket.request").items()},
    # Task teams
    "teams_open": Measure(
        "team", "t.decided_on", (TEAM, "t.id"), until="t.closed_on", protection="register", total_is_open=True,
        part=Part("t.state", (TEAM, "state")),
    ),
    "teams_new": Measure(
        "team", "t.decided_on", (TEAM, "t.id"), protection="register", total_is_open=True,
        part=Part("t.decided_stage", (TEAM, "decided_stage")),
    ),
    "teams_closed": Measure("team", "t.closed_on", (TEAM, "t.id"), protection="register", total_is_open=True),
    "team_institutions": Measure(
        "team", "t.decided_on", (TEAM, "t.id"), protection="register", unit="mean", base="1",
        amount="(SELECT COUNT(DISTINCT member.institution_id) FROM kooperacje_team_member member"
               " WHERE member.team_id = t.id AND member.date_from IS NOT NULL)",
    ),
    "team_meetings": Measure(
        "meeting", MET, (MEETING, "t.id"), where=TEAM_MEETING, protection="case",
        part=Part("t.kind", (MEETING, "kind")),
    ),
    "meetings_with_family": Measure(
        "meeting", MET, (MEETING, "t.id"), where=TEAM_MEETING, protection="case", unit="percent", base="1",
        amount="(EXISTS (SELECT 1 FROM kooperacje_meeting_participant present WHERE present.meeting_id = t.id"
               " AND present.kind IN ('family', 'guardian') AND present.presence = 'present'))::int",
    ),
    "invitations": Measure("member", "t.invited_on", (MEMBER, "t.id"), protection="register"),
    "invitation_days": Measure(
        "member", "t.answered_on", (MEMBER, "t.id"), protection="register", unit="days", base="1",
        where="t.invited_on IS NOT NULL AND t.answered_on IS NOT NULL", amount="t.answered_on - t.invited_on",
    ),
    "invitations_declined": Measure(
        "member", "t.answered_on", (MEMBER, "t.id"), protection="register", where="t.state = 'declined'",
        part=_premise("decline_premise_id"),
    ),
    "team_tasks_in_time": Measure(
        "decision", DONE_OR_DUE, (DECISION, "t.id"), protection="case", unit="percent", base="1",
        where="meeting.kind != 'partnership' AND meeting.state = 'held' AND t.state != 'dropped'"
              " AND (t.state = 'done' OR t.deadline < %(today)s)",
        amount="(t.state = 'done' AND t.done_on <= t.deadline)::int",
    ),
    # Families
    "cases_open": Measure(
        "case", REPORTED, (CASE, "t.id"), until="t.closed_on", protection="case",
        part=Part("t.unit_kind", (CASE, "unit_kind")),
    ),
    "cases_new": Measure("case", REPORTED, (CASE, "t.id"), protection="case", part=Part("t.source", (CASE, "source"))),
    "cases_closed": Measure(
        "case", "t.closed_on", (CASE, "t.id"), protection="case",
        part=_premise("closing_premise_id"),
    ),
    "needs": Measure(
        "need", REPORTED_CASE, BEHIND_CASE, protection="case",
        part=Part(
            "CASE WHEN need.company_id IS NULL THEN need.name ELSE wider.name END",
            join="JOIN kooperacje_need need ON need.id = t.need_id "
                 "LEFT JOIN kooperacje_need wider ON wider.id = need.parent_id AND wider.company_id IS NULL",
            own="need.company_id IS NOT NULL",
        ),
    ),
    "needs_uncovered": Measure(
        "need", REPORTED_CASE, BEHIND_CASE, where="t.is_uncovered", protection="case",
        part=Part("t.uncovered_kind", ("kooperacje.case.need", "uncovered_kind")),
    ),
    "days_to_team": Measure(
        "team", "t.decided_on", BEHIND_CASE, protection="case", unit="days", base="1",
        where=f"t.decided_on >= {REPORTED_CASE} AND NOT EXISTS ("  # noqa: S608  constants of this module
              "SELECT 1 FROM kooperacje_team earlier WHERE earlier.case_id = t.case_id AND earlier.id < t.id)",
        amount=f"t.decided_on - {REPORTED_CASE}",
    ),
    # Services in plans
    "referrals": Measure("referral", "t.requested_on", (REFERRAL, "t.id"), protection="register"),
    "referral_days": Measure(
        "referral", "t.answered_on", (REFERRAL, "t.id"), protection="register", unit="days", base="1",
        where="t.answered_on IS NOT NULL", amount="t.answered_on - t.requested_on",
    ),
    "referrals_in_time": Measure(
        "referral", "COALESCE(t.answered_on, t.answer_due)", (REFERRAL, "t.id"), protection="register",
        unit="percent", base="1",
        where="t.answered_on IS NOT NULL OR (t.answer_due < %(today)s AND t.state != 'cancelled')",
        amount="(t.answered_on IS NOT NULL AND t.answered_on <= t.answer_due)::int",
    ),
    "referrals_declined": Measure(
        "referral", "COALESCE(t.closed_on, t.answered_on)", (REFERRAL, "t.id"), protection="register",
        where="t.state IN ('declined', 'not_provided')",
        part=_premise("decline_premise_id"),
    ),
    "service_wait_days": Measure(
        "referral", "t.starts_on", (REFERRAL, "t.id"), protection="register", unit="days", base="1",
        where="t.state IN ('accepted', 'started', 'done') AND t.starts_on >= t.requested_on",
        amount="t.starts_on - t.requested_on",
    ),
    "services_in_plans": Measure(
        "service_line", "COALESCE(t.status_date, plan.signed_on)", (PLAN, "t.plan_id"), where="plan.state = 'signed'",
        protection="case", part=Part("t.status", ("kooperacje.plan.service", "status")),
    ),
    "service_effect": Measure(
        "assessed", "of.assessed_on", (ASSESSMENT, "t.assessment_id"), protection="case", unit="score", base="1",
        where="of.state = 'done' AND t.kind = 'service' AND t.effect IS NOT NULL", amount="t.effect::int",
    ),
    # Results
    "plan_actions_in_time": Measure(
        "action", "CASE WHEN t.state = 'done' THEN t.state_date ELSE t.deadline END", (PLAN, "t.plan_id"),
        protection="case", unit="percent", base="1",
        where="plan.state = 'signed' AND t.deadline IS NOT NULL AND t.state != 'dropped'"
              " AND (t.state = 'done' OR t.deadline < %(today)s)",
        amount="(t.state = 'done' AND t.state_date <= t.deadline)::int",
    ),
    "goals_reached": Measure(
        "assessed", "of.assessed_on", (ASSESSMENT, "t.assessment_id"), protection="case", unit="percent", base="1",
        where="of.state = 'done' AND of.kind = 'final' AND t.kind = 'goal' AND t.attainment IS NOT NULL",
        amount="(t.attainment::int >= 0)::int",
    ),
    "family_score": Measure(
        "assessment", "t.assessed_on", (ASSESSMENT, "t.id"), protection="case", unit="score", base="1",
        where="t.state = 'done' AND t.family_score IS NOT NULL", amount="t.family_score::int",
    ),
    "family_activity": Measure(
        "assessment", "t.assessed_on", (ASSESSMENT, "t.id"), protection="case", unit="score", base="1",
        where="t.state = 'done' AND t.family_activity IS NOT NULL", amount="t.family_activity::int",
    ),
    "family_nearness": Measure(
        "assessment", "t.assessed_on", (ASSESSMENT, "t.id"), protection="case", unit="score", base="1",
        where="t.state = 'done' AND t.family_nearness IS NOT NULL", amount="t.family_nearness::int",
    ),
    "assessments_in_time": Measure(
        "assessment", "t.assessed_on", (ASSESSMENT, "t.id"), protection="case", unit="percent", base="1",
        where="t.state = 'done' AND t.due_on IS NOT NULL", amount="(t.assessed_on <= t.due_on)::int",
    ),
    "teams_effects_assessed": Measure(
        "team", "t.closed_on", (TEAM, "t.id"), protection="register", unit="percent", base="1",
        amount="(EXISTS (SELECT 1 FROM kooperacje_assessment final WHERE final.case_id = t.case_id"
               " AND final.kind = 'final' AND final.state = 'done' AND final.assessed_on >= t.decided_on"
               " AND final.assessed_on <= t.closed_on))::int",
    ),
    "teams_surveyed": Measure(
        "team", "t.closed_on", (TEAM, "t.id"), protection="register", unit="percent", base="1",
        amount="(EXISTS (SELECT 1 FROM kooperacje_closing_survey survey WHERE survey.team_id = t.id))::int",
    ),
    # Work and co-operation
    "work_hours": Measure(
        "log", "t.date", (LOG, "t.id"), protection="case", unit="hours", amount="t.duration",
        part=Part("t.contact", (LOG, "contact")), released_by_part=False,
    ),
    "contacts": Measure(
        "log", "t.date", (LOG, "t.id"), protection="case", where="kind.formality IS NOT NULL",
        part=Part("kind.formality", ("kooperacje.activity.kind", "formality")), released_by_part=False,
    ),
    "contacts_formal": Measure(
        "log", "t.date", (LOG, "t.id"), protection="case", where="kind.formality IS NOT NULL", unit="percent",
        amount="(kind.formality = 'formal')::int", base="1",
    ),
}


def _depends_of_sources():
    result = {}
    for source in SOURCES.values():
        for model, names in source.depends.items():
            result.setdefault(model, set()).update(names)
    return {model: sorted(names) for model, names in result.items()}


# Fields that the figures are counted from, by model.
DEPENDS = _depends_of_sources()

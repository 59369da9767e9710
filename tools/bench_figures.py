"""All indicators of a voivodeship beside the same counted by SQL written by hand: part of `make bench`.

200,000 cases of 400 partnerships with their needs, teams, plans, requests, assessments, meetings and card entries,
spread over two years. What a program would be asked for, every indicator of every partnership in one year, is
``kooperacje.indicator._values``; by hand it is one statement a table, with nothing looked up and nothing put together.
Both give the same figures, which is checked. Beside them the page as a manager and the regional centre open it, with
all partnerships and with a tenth of them: not one query more.
"""

import time
from contextlib import closing
from datetime import date, timedelta
from functools import partial

from bench import KEEP, analyse, begin, create_database, insert, measure, report

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

CASES = 200_000
PARTNERSHIPS = 400
OFFICES = 40
FEWER = 10  # a tenth of the partnerships
GOAL = 1.3
TODAY = date.today()
YEAR = (date(TODAY.year - 1, 1, 1), date(TODAY.year - 1, 12, 31))

# Rows of everything that figures are counted from: %(day)s is two years before today, g the number of a row.
STATEMENTS = (
    """
    INSERT INTO kooperacje_case (name, unit_kind, partnership_id, company_id, user_id, stage_id, phase, source,
        reported_on, closed_on, create_date)
    SELECT 'F/' || g, 'family', p.id, p.company_id, 1, %(stage)s, 'realisation', 'family', %(day)s::date + g %% 730,
           CASE WHEN g %% 3 = 0 THEN %(day)s::date + g %% 730 + 90 END, now()
      FROM generate_series(1, %(cases)s) g
      JOIN (SELECT id, company_id, row_number() OVER (ORDER BY id) - 1 AS place FROM kooperacje_partnership) p
        ON p.place = g %% %(partnerships)s
    """,
    """
    INSERT INTO kooperacje_case_need (case_id, need_id, priority, is_uncovered, uncovered_kind)
    SELECT c.id, need, '0', c.id %% 7 = 0, CASE WHEN c.id %% 7 = 0 THEN 'missing' END
      FROM kooperacje_case c
CROSS JOIN LATERAL (VALUES ((%(needs)s)[1 + c.id %% 10]), ((%(needs)s)[11 + c.id %% 9])) needs(need)
        ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO kooperacje_team (name, case_id, partnership_id, company_id, state, decided_on, decided_stage,
        closed_on)
    SELECT 'T/' || id, id, partnership_id, company_id, CASE WHEN closed_on IS NULL THEN 'active' ELSE 'closed' END,
           reported_on + 20, 'diagnosis', closed_on FROM kooperacje_case WHERE id %% 2 = 0 AND name LIKE 'F/%%'
    """,
    """
    INSERT INTO kooperacje_team_member (team_id, case_id, company_id, institution_id, partner_id, state, invited_on,
        answered_on, date_from, decline_premise_id)
    SELECT t.id, t.case_id, t.company_id, (%(partners)s)[g], (%(partners)s)[g],
           CASE WHEN g = 3 AND t.id %% 4 = 0 THEN 'declined' ELSE 'accepted' END, t.decided_on, t.decided_on + g,
           CASE WHEN g = 3 AND t.id %% 4 = 0 THEN NULL ELSE t.decided_on + g END,
           CASE WHEN g = 3 AND t.id %% 4 = 0 THEN %(premise)s END
      FROM kooperacje_team t, generate_series(1, 3) g WHERE t.name LIKE 'T/%%'
    """,
    """
    INSERT INTO kooperacje_plan (case_id, company_id, team_id, version, state, signed_on)
    SELECT case_id, company_id, id, 1, 'signed', decided_on + 14 FROM kooperacje_team WHERE name LIKE 'T/%%'
    """,
    "INSERT INTO kooperacje_goal (plan_id, case_id, name, weight) SELECT id, case_id, 'Goal', 1 FROM kooperacje_plan",
    """
    INSERT INTO kooperacje_plan_service (goal_id, plan_id, case_id, service_id, status, status_date)
    SELECT goal.id, goal.plan_id, goal.case_id, (%(services)s)[1 + (goal.id + g) %% cardinality(%(services)s)],
           (ARRAY['planned', 'started', 'done'])[1 + goal.id %% 3], plan.signed_on + 10
      FROM kooperacje_goal goal JOIN kooperacje_plan plan ON plan.id = goal.plan_id, generate_series(1, 2) g
    """,
    """
    INSERT INTO kooperacje_referral (name, line_id, company_id, partnership_id, service_id, state, requested_on,
        answer_due, answered_on, starts_on)
    SELECT 'R/' || line.id, line.id, c.company_id, c.partnership_id, line.service_id,
           (ARRAY['done', 'started', 'declined', 'requested'])[1 + line.id %% 4], line.status_date,
           line.status_date + 7, CASE WHEN line.id %% 4 < 3 THEN line.status_date + (line.id %% 12)::int END,
           CASE WHEN line.id %% 4 < 2 THEN line.status_date + 21 END
      FROM kooperacje_plan_service line JOIN kooperacje_case c ON c.id = line.case_id
        ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO kooperacje_plan_action
           (plan_id, case_id, name, owner_kind, contact_mode, deadline, state, state_date)
    SELECT id, case_id, 'Action', 'family', 'direct', signed_on + 30,
           CASE WHEN id %% 3 = 0 THEN 'planned' ELSE 'done' END, signed_on + (id %% 40)::int
      FROM kooperacje_plan, generate_series(1, 2)
    """,
    """
    INSERT INTO kooperacje_assessment (case_id, company_id, kind, state, assessed_on, due_on, family_score,
                                       family_activity, family_nearness)
    SELECT id, company_id, CASE WHEN closed_on IS NULL THEN 'periodic' ELSE 'final' END, 'done', reported_on + 85,
           reported_on + 80 + (id %% 9)::int, (1 + id %% 5)::text, (1 + id %% 4)::text, (1 + id %% 3)::text
      FROM kooperacje_case WHERE id %% 2 = 0
    """,
    """
    INSERT INTO kooperacje_assessment_line (assessment_id, case_id, kind, name, attainment, effect)
    SELECT id, case_id, CASE g WHEN 1 THEN 'goal' ELSE 'service' END, 'Line',
           CASE g WHEN 1 THEN (id %% 5 - 2)::text END, CASE WHEN g > 1 THEN (1 + id %% 5)::text END
      FROM kooperacje_assessment, generate_series(1, 3) g
    """,
    """
    INSERT INTO kooperacje_meeting (name, kind, partnership_id, company_id, team_id, case_id, state, start, stop,
        duration, document_state)
    SELECT 'P/' || id, 'team_next', partnership_id, company_id, id, case_id, 'held',
           decided_on + interval '15 days 9 hours', decided_on + interval '15 days 10 hours', 1, 'draft'
      FROM kooperacje_team
    """,
    """
    INSERT INTO kooperacje_meeting_participant (meeting_id, case_id, kind, guest_name, presence)
    SELECT id, case_id, 'guardian', 'Guardian', CASE WHEN id %% 5 = 0 THEN 'absent' ELSE 'present' END
      FROM kooperacje_meeting
    """,
    """
    INSERT INTO kooperacje_meeting (name, kind, purpose, partnership_id, company_id, state, start, stop, duration,
        document_state)
    SELECT 'Z/' || p.id || '/' || g, 'partnership', 'next', p.id, p.company_id, 'held',
           %(day)s::timestamp + g * interval '30 days', %(day)s::timestamp + g * interval '30 days', 1, 'draft'
      FROM kooperacje_partnership p, generate_series(0, 23) g
    """,
    """
    INSERT INTO kooperacje_decision (meeting_id, case_id, company_id, name, owner_kind, settled_by, deadline, state,
        done_on)
    SELECT id, case_id, company_id, 'Decision', 'family', 'consensus', start::date + 30,
           CASE WHEN id %% 3 = 0 THEN 'open' ELSE 'done' END,
           CASE WHEN id %% 3 = 0 THEN NULL ELSE start::date + (id %% 40)::int END FROM kooperacje_meeting
    """,
    """
    INSERT INTO kooperacje_activity_log (case_id, company_id, user_id, date, kind_id, contact, duration)
    SELECT c.id, c.company_id, 1, c.reported_on + 20 * g, (%(kinds)s)[1 + (c.id + g) %% cardinality(%(kinds)s)],
           'direct', 1 FROM kooperacje_case c, generate_series(1, 3) g
    """,
    """
    INSERT INTO kooperacje_membership (partnership_id, company_id, institution_id, kind, document_state, state,
        date_from)
    SELECT p.id, p.company_id, partner, 'core', 'draft', 'member', %(day)s
      FROM kooperacje_partnership p, unnest((%(partners)s)[1:3]) partner
    """,
    """
    INSERT INTO kooperacje_basket_request (name, partnership_id, company_id, kind, description, requested_by_id,
        filed_on, state, decided_on, done_on, decision_reason)
    SELECT 'Service', p.id, p.company_id, 'add', 'What', 1, %(day)s::date + 35 * g,
           (ARRAY['done', 'rejected', 'new'])[1 + g %% 3], %(day)s::date + 35 * g + g,
           %(day)s::date + 35 * g + 30, 'Why'
      FROM kooperacje_partnership p, generate_series(0, 20) g
    """,
    """
    INSERT INTO kooperacje_consultation (date, team_id, partnership_id, company_id, user_id, kind, channel, duration)
    SELECT decided_on + 5, id, partnership_id, company_id, 1, 'basket', 'talk', 1 FROM kooperacje_team WHERE id %% 5 = 0
    """,
    """
    INSERT INTO kooperacje_problem (partnership_id, company_id, kind, description, reported_by_id, reported_on, state,
        closed_on)
    SELECT p.id, p.company_id, 'problem', 'What', 1, %(day)s::date + 35 * g, 'solved', %(day)s::date + 35 * g + 9
      FROM kooperacje_partnership p, generate_series(0, 20) g
    """,
)

# The same figures by hand: one statement a table, its columns in the order of the codes.
SPAN = "BETWEEN %(since)s AND %(until)s"
BY_HAND = {
    ("cases_open", "cases_new", "cases_closed"): f"""
        SELECT partnership_id,
               COUNT(*) FILTER (WHERE reported_on <= %(until)s AND (closed_on IS NULL OR closed_on > %(until)s)),
               COUNT(*) FILTER (WHERE reported_on {SPAN}), COUNT(*) FILTER (WHERE closed_on {SPAN})
          FROM kooperacje_case GROUP BY 1
    """,
    ("needs", "needs_uncovered"): f"""
        SELECT c.partnership_id, COUNT(*), COUNT(*) FILTER (WHERE n.is_uncovered)
          FROM kooperacje_case_need n JOIN kooperacje_case c ON c.id = n.case_id WHERE c.reported_on {SPAN} GROUP BY 1
    """,
    ("teams_open", "teams_new", "teams_closed", "team_institutions", "days_to_team", "teams_effects_assessed",
     "teams_surveyed"): f"""
        SELECT t.partnership_id,
               COUNT(*) FILTER (WHERE decided_on <= %(until)s AND (t.closed_on IS NULL OR t.closed_on > %(until)s)),
               COUNT(*) FILTER (WHERE decided_on {SPAN}), COUNT(*) FILTER (WHERE t.closed_on {SPAN}),
               AVG((SELECT COUNT(DISTINCT m.institution_id) FROM kooperacje_team_member m
                     WHERE m.team_id = t.id AND m.date_from IS NOT NULL)) FILTER (WHERE decided_on {SPAN}),
               AVG(decided_on - c.reported_on) FILTER (WHERE decided_on {SPAN} AND decided_on >= c.reported_on
                   AND NOT EXISTS (SELECT 1 FROM kooperacje_team e WHERE e.case_id = t.case_id AND e.id < t.id)),
               100.0 * AVG((EXISTS (SELECT 1 FROM kooperacje_assessment a WHERE a.case_id = t.case_id
                   AND a.kind = 'final' AND a.state = 'done' AND a.assessed_on BETWEEN t.decided_on AND t.closed_on
                   ))::int) FILTER (WHERE t.closed_on {SPAN}),
               100.0 * AVG((EXISTS (SELECT 1 FROM kooperacje_closing_survey s WHERE s.team_id = t.id))::int)
                   FILTER (WHERE t.closed_on {SPAN})
          FROM kooperacje_team t JOIN kooperacje_case c ON c.id = t.case_id GROUP BY 1
    """,
    ("invitations", "invitation_days", "invitations_declined"): f"""
        SELECT t.partnership_id, COUNT(*) FILTER (WHERE invited_on {SPAN}),
               AVG(answered_on - invited_on) FILTER (WHERE answered_on {SPAN} AND invited_on IS NOT NULL),
               COUNT(*) FILTER (WHERE answered_on {SPAN} AND m.state = 'declined')
          FROM kooperacje_team_member m JOIN kooperacje_team t ON t.id = m.team_id GROUP BY 1
    """,
    ("referrals", "referral_days", "referrals_in_time", "referrals_declined", "service_wait_days"): f"""
        SELECT r.partnership_id, COUNT(*) FILTER (WHERE requested_on {SPAN}),
               AVG(answered_on - requested_on) FILTER (WHERE answered_on {SPAN}),
               100.0 * AVG((answered_on IS NOT NULL AND answered_on <= answer_due)::int) FILTER (
                   WHERE COALESCE(answered_on, answer_due) {SPAN}
                     AND (answered_on IS NOT NULL OR answer_due < %(today)s AND state != 'cancelled')),
               COUNT(*) FILTER (WHERE state IN ('declined', 'not_provided')
                                  AND COALESCE(closed_on, answered_on) {SPAN}),
               AVG(starts_on - requested_on) FILTER (WHERE starts_on {SPAN} AND starts_on >= requested_on
                                                       AND state IN ('accepted', 'started', 'done'))
          FROM kooperacje_referral r JOIN kooperacje_plan_service l ON l.id = r.line_id GROUP BY 1
    """,
    ("services_in_plans",): f"""
        SELECT c.partnership_id, COUNT(*)
          FROM kooperacje_plan_service s JOIN kooperacje_plan p ON p.id = s.plan_id
          JOIN kooperacje_case c ON c.id = s.case_id
         WHERE p.state = 'signed' AND COALESCE(s.status_date, p.signed_on) {SPAN} GROUP BY 1
    """,
    ("plan_actions_in_time",): f"""
        SELECT c.partnership_id, 100.0 * AVG((a.state = 'done' AND a.state_date <= a.deadline)::int)
          FROM kooperacje_plan_action a JOIN kooperacje_plan p ON p.id = a.plan_id
          JOIN kooperacje_case c ON c.id = a.case_id
         WHERE p.state = 'signed' AND a.deadline IS NOT NULL AND a.state != 'dropped'
           AND (a.state = 'done' OR a.deadline < %(today)s)
           AND CASE WHEN a.state = 'done' THEN a.state_date ELSE a.deadline END {SPAN} GROUP BY 1
    """,
    ("family_score", "family_activity", "family_nearness", "assessments_in_time"): f"""
        SELECT c.partnership_id, AVG(family_score::int), AVG(family_activity::int), AVG(family_nearness::int),
               100.0 * AVG((assessed_on <= due_on)::int) FILTER (WHERE due_on IS NOT NULL)
          FROM kooperacje_assessment a JOIN kooperacje_case c ON c.id = a.case_id
         WHERE a.state = 'done' AND assessed_on {SPAN} GROUP BY 1
    """,
    ("service_effect", "goals_reached"): f"""
        SELECT c.partnership_id, AVG(effect::int) FILTER (WHERE l.kind = 'service'),
               100.0 * AVG((attainment::int >= 0)::int) FILTER (
                   WHERE l.kind = 'goal' AND a.kind = 'final' AND attainment IS NOT NULL)
          FROM kooperacje_assessment_line l JOIN kooperacje_assessment a ON a.id = l.assessment_id
          JOIN kooperacje_case c ON c.id = a.case_id
         WHERE a.state = 'done' AND assessed_on {SPAN} GROUP BY 1
    """,
    ("partnership_meetings", "team_meetings", "meetings_with_family"): f"""
        SELECT partnership_id, COUNT(*) FILTER (WHERE kind = 'partnership'),
               COUNT(*) FILTER (WHERE kind IN ('team_first', 'team_next', 'team_final')),
               100.0 * AVG((EXISTS (SELECT 1 FROM kooperacje_meeting_participant f WHERE f.meeting_id = m.id
                   AND f.kind IN ('family', 'guardian') AND f.presence = 'present'))::int)
                   FILTER (WHERE kind IN ('team_first', 'team_next', 'team_final'))
          FROM kooperacje_meeting m
         WHERE state = 'held' AND (start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Warsaw')::date {SPAN} GROUP BY 1
    """,
    ("partnership_tasks_in_time", "team_tasks_in_time"): f"""
        SELECT m.partnership_id,
               100.0 * AVG((d.state = 'done' AND d.done_on <= d.deadline)::int) FILTER (WHERE m.kind = 'partnership'),
               100.0 * AVG((d.state = 'done' AND d.done_on <= d.deadline)::int) FILTER (WHERE m.kind != 'partnership')
          FROM kooperacje_decision d JOIN kooperacje_meeting m ON m.id = d.meeting_id
         WHERE m.state = 'held' AND d.state != 'dropped' AND (d.state = 'done' OR d.deadline < %(today)s)
           AND CASE WHEN d.state = 'done' THEN d.done_on ELSE d.deadline END {SPAN} GROUP BY 1
    """,
    ("work_hours", "contacts", "contacts_formal"): f"""
        SELECT c.partnership_id, SUM(duration), COUNT(*) FILTER (WHERE k.formality IS NOT NULL),
               100.0 * AVG((k.formality = 'formal')::int)
          FROM kooperacje_activity_log l JOIN kooperacje_case c ON c.id = l.case_id
          JOIN kooperacje_activity_kind k ON k.id = l.kind_id WHERE l.date {SPAN} GROUP BY 1
    """,
    ("members",): """
        SELECT partnership_id, COUNT(*) FROM kooperacje_membership
         WHERE date_from <= %(until)s AND (date_to IS NULL OR date_to > %(until)s) GROUP BY 1
    """,
    ("services", "services_stale"): """
        SELECT partnership_id,
               COUNT(*) FILTER (WHERE state IN ('verified', 'withdrawn') AND verified_on <= %(until)s
                   AND (withdrawn_on IS NULL OR withdrawn_on > %(until)s)
                   AND (date_to IS NULL OR date_to >= %(until)s)),
               COUNT(*) FILTER (WHERE state = 'verified' AND withdrawn_on IS NULL
                   AND COALESCE(review_due + 1, verified_on, create_date::date) <= %(until)s)
          FROM kooperacje_service GROUP BY 1
    """,
    **{
        tuple(f"{prefix}_{what}" for what in ("filed", "done", "rejected", "decision_days")): f"""
        SELECT partnership_id, COUNT(*) FILTER (WHERE filed_on {SPAN} AND state != 'taken_back'),
               COUNT(*) FILTER (WHERE done_on {SPAN} AND state = 'done'),
               COUNT(*) FILTER (WHERE decided_on {SPAN} AND state = 'rejected'),
               AVG(decided_on - filed_on) FILTER (WHERE decided_on {SPAN})
          FROM kooperacje_{prefix}_request GROUP BY 1
        """ for prefix in ("composition", "basket")
    },
    ("consultations",): f"""
        SELECT partnership_id, COUNT(*) FROM kooperacje_consultation WHERE date {SPAN} GROUP BY 1
    """,
    ("problems", "problems_solved"): f"""
        SELECT partnership_id, COUNT(*) FILTER (WHERE reported_on {SPAN}),
               COUNT(*) FILTER (WHERE closed_on {SPAN} AND state = 'solved')
          FROM kooperacje_problem GROUP BY 1
    """,
    ("support_delivered",): f"""
        SELECT partnership_id, COUNT(*) FROM kooperacje_support_request WHERE delivered_on {SPAN} GROUP BY 1
    """,
    ("presentations", "recommendations", "recommendations_taken_up"): f"""
        SELECT partnership_id, COUNT(*) FILTER (WHERE kind = 'presentation' AND date {SPAN} AND state != 'draft'),
               COUNT(*) FILTER (WHERE kind = 'recommendation' AND date {SPAN} AND state != 'draft'),
               COUNT(*) FILTER (WHERE kind = 'recommendation' AND closed_on {SPAN} AND state = 'taken_up')
          FROM kooperacje_recommendation GROUP BY 1
    """,
    ("plan_lines_done",): f"""
        SELECT partnership_id, 100.0 * AVG((state = 'done')::int)
          FROM kooperacje_action_plan_line
         WHERE (state IN ('done', 'not_done') OR date_to < %(today)s)
           AND CASE WHEN state IN ('done', 'not_done') THEN state_changed_on ELSE date_to END {SPAN} GROUP BY 1
    """,
}


def run(name):
    """Build (unless KEEP is set), check that both count the same, measure, print; whether each goal was met."""
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            fill(api.Environment(cr, SUPERUSER_ID, {}))
    registry = Registry(name)
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        check(env)
        users = {login: env["res.users"].search([("login", "=", login)]).id for login in ("head", "region")}
    calls = {"values": (registry, SUPERUSER_ID, values), "by hand": (registry, SUPERUSER_ID, by_hand)}
    for login, uid in users.items():
        calls |= {login: (registry, uid, page), f"{login}, few": (registry, uid, partial(page, few=True))}
    found = measure(calls)
    print(f"Figures of {CASES:,} cases in {PARTNERSHIPS} partnerships")
    many = {"head": PARTNERSHIPS // OFFICES, "region": PARTNERSHIPS}
    return [
        report("all indicators of a voivodeship ÷ by hand", found["values"], found["by hand"], GOAL),
        *(report(f"page of the {login}: {number} partnerships ÷ {number // FEWER}", found[login],
                 found[f"{login}, few"], FEWER, no_more_queries=True) for login, number in many.items()),
    ]


def values(env):
    partnerships = env["kooperacje.partnership"].search([])

    def call():
        return 0, len(env["kooperacje.indicator"]._values(partnerships, *YEAR))

    return call


def by_hand(env):
    def call():
        for statement in BY_HAND.values():
            env.execute_query(SQL(statement, since=YEAR[0], until=YEAR[1], today=TODAY))
        return 0, 0

    return call


def page(env, few=False):
    """The page as it opens; with ``few``, as if nine of ten partnerships belonged to others."""
    if few:
        env.cr.execute(SQL(
            """
            WITH ranked AS (
                SELECT id, row_number() OVER (PARTITION BY company_id ORDER BY id) AS place FROM kooperacje_partnership
            )
            UPDATE kooperacje_partnership p SET company_id = %(other)s, regional_centre_id = NULL
              FROM ranked WHERE ranked.id = p.id AND place > (
                   SELECT count(*) / %(fewer)s FROM kooperacje_partnership own WHERE own.company_id = p.company_id)
            """,
            other=env.ref("base.main_company").id, fewer=FEWER,
        ))

    def call():
        return 0, len(env["kooperacje.indicator"].dashboard()["sections"])

    return call


def check(env):
    """Both ways give the same figures, of every partnership and indicator."""
    counted = env["kooperacje.indicator"]._values(env["kooperacje.partnership"].search([]), *YEAR)
    codes = set()
    for names, statement in BY_HAND.items():
        codes.update(names)
        for partnership_id, *numbers in env.execute_query(
            SQL(statement, since=YEAR[0], until=YEAR[1], today=TODAY)
        ):
            for code, number in zip(names, numbers, strict=True):
                ours = counted[partnership_id][code]
                theirs = None if number is None else round(float(number), 2)
                if ours != theirs and not (ours in (0, None) and not theirs):
                    raise AssertionError(f"{code} of partnership {partnership_id}: {ours} is not {theirs}")
    if codes != set(next(iter(counted.values()))):
        raise AssertionError(f"not counted by hand: {set(next(iter(counted.values()))) ^ codes}")


def fill(env):
    started = time.perf_counter()
    env = env(context={**env.context, "tracking_disable": True, "no_reset_password": True})
    _people(env)
    env.flush_all()
    arguments = {
        "cases": CASES, "partnerships": PARTNERSHIPS, "day": TODAY - timedelta(days=730),
        "stage": env["kooperacje.case.stage"].search([("phase", "=", "realisation")], limit=1).id,
        "needs": env["kooperacje.need"].search([], limit=20).ids,
        "premise": env["kooperacje.premise"].search([("kind", "=", "decline")], limit=1).id,
        "partners": env["res.partner"].search([("name", "=like", "Figures %")]).ids,
        "services": env["kooperacje.service"].search([]).ids,
        "kinds": env["kooperacje.activity.kind"].search([]).ids,
    }
    for statement in STATEMENTS:
        insert(env.cr, statement, **arguments)
    analyse(env.cr)
    print(f"  {CASES:,} cases with all that is counted of them: {time.perf_counter() - started:.0f} s", flush=True)


def _people(env):
    """Forty offices with ten partnerships each under one regional centre, the head of one and someone of the centre."""
    centre_type = env["kooperacje.institution.type"].search([("is_regional", "=", True)], limit=1)
    centre = env["res.partner"].create({
        "name": "ROPS", "is_company": True, "is_institution": True, "institution_type_id": centre_type.id,
    })
    env["res.partner"].create([
        {"name": f"Figures {number}", "is_company": True, "is_institution": True} for number in range(3)
    ])
    companies = env["res.company"].create([{"name": f"OPS {number}"} for number in range(OFFICES)])
    companies.partner_id.is_institution = True
    partnerships = env["kooperacje.partnership"].create([{
        "name": f"PZK {number}", "variant": "rural", "company_id": companies[number % OFFICES].id,
        "regional_centre_id": centre.id,
    } for number in range(PARTNERSHIPS)])
    env["kooperacje.service"].create([{
        "name": f"Service {number}", "partnership_id": partnership.id, "state": "verified",
        "institution_id": partnership.company_id.partner_id.id,
    } for partnership in partnerships for number in range(5)])
    for login, role, institution in (
        ("head", "manager", companies[0].partner_id), ("region", "regional", centre),
    ):
        partner = env["res.partner"].create({"name": login, "parent_id": institution.id})
        user = env["res.users"].create({
            "login": login, "partner_id": partner.id, "company_id": companies[0].id,
            "company_ids": [(6, 0, companies[0].ids)], "tz": "Europe/Warsaw",
        })
        env["kooperacje.role.assignment"].create({
            "user_id": user.id, "institution_id": institution.id, "role": role, "company_id": companies[0].id,
            "date_from": "2020-01-01", "authorisation_date": "2020-01-01", "secrecy_date": "2020-01-01",
            "authorisation_number": "1/2020",
        })

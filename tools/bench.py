"""How fast the board of cases is, beside Odoo's own board of opportunities: `make bench`.

Builds a voivodeship in a database of its own, 100,000 cases in 200 municipalities with their teams, consents and
access rows, and 100,000 opportunities of Odoo's crm, then loads both boards as the web client does: the groups with
their cards, by the read specification of the real kanban views. Both boards have as many columns and as many cards.
Runs take turns, the first of each is a warm-up, and what is printed is the median of seven.

KOOPERACJE_DATABASE names the database; it is dropped and built anew out of KOOPERACJE_TEMPLATE, a database with the
addon and nothing else, which `make bench` makes. With KEEP=1 what the last run built is measured once more;
`make bench ONLY=region` measures `bench_region.py` alone.
"""

import importlib
import os
import statistics
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tools import SQL, config, split_every

DATABASE = os.environ.get("KOOPERACJE_DATABASE", "kooperacje_bench")
TEMPLATE = os.environ.get("KOOPERACJE_TEMPLATE", f"{DATABASE}_template")
KEEP = os.environ.get("KEEP", "") not in ("", "0")
MUNICIPALITIES = 200
FEW_MUNICIPALITIES = MUNICIPALITIES // 10
CASES_OF_OFFICE = 500
WORKERS_OF_OFFICE = 10
CASES_OF_WORKER = CASES_OF_OFFICE // WORKERS_OF_OFFICE
LEADS = MUNICIPALITIES * CASES_OF_OFFICE
RUNS = 7
# The first one measures memory too, while there is little.
PARTS = ("exchange", "region", "figures", "wave", "privacy", "papers")
PAGE = 80  # records the web client loads per column or page

# What a widget reads beside its own field; the web client's JavaScript has these lists.
WIDGET_FIELDS = {
    "kanban_activity": [
        "activity_exception_decoration", "activity_exception_icon", "activity_state", "activity_summary",
        "activity_type_icon", "activity_type_id",
    ],
}


# ----------------------------------------------------------------
# The voivodeship
# ----------------------------------------------------------------


class Builder:
    """Makes municipalities and opportunities: people by the ORM, everything that comes in thousands by SQL."""

    def __init__(self, env):
        self.env = env(context={
            **env.context, "tracking_disable": True, "no_reset_password": True, "mail_create_nosubscribe": True,
        })
        self.today = date.today()
        self.stages = self.env["kooperacje.case.stage"].search([("fold", "=", False)])

    def execute(self, query, **arguments):
        insert(self.env.cr, query, **arguments)

    def users(self, people):
        """Users for ``people``: (login, institution, groups, company) each."""
        partners = self.env["res.partner"].create([
            {"name": login, "parent_id": institution.id} for login, institution, _groups, _company in people
        ])
        return self.env["res.users"].create([{
            "login": login, "partner_id": partner.id, "company_id": company.id,
            "company_ids": [(6, 0, company.ids)], "tz": "Europe/Warsaw",
            "group_ids": [(6, 0, [self.env.ref(group).id for group in ("base.group_user", *groups)])],
        } for (login, _institution, groups, company), partner in zip(people, partners, strict=True)])

    def offices(self, numbers):
        """Offices with a head and ten social workers, each with a counselling centre and its two psychologists."""
        companies = self.env["res.company"].create([{"name": f"OPS {number}"} for number in numbers])
        companies.partner_id.is_institution = True
        centres = self.env["res.partner"].create([
            {"name": f"PPP {number}", "is_company": True, "is_institution": True} for number in numbers
        ])
        staff = []
        for number, company, centre in zip(numbers, companies, centres, strict=True):
            staff.append((f"head@{number}", "manager", company.partner_id, company))
            staff += [
                (f"worker{index}@{number}", "social_worker", company.partner_id, company)
                for index in range(WORKERS_OF_OFFICE)
            ]
            staff += [(f"psychologist{index}@{number}", "specialist", centre, company) for index in range(2)]
        users = self.users([
            (login, institution, (f"kooperacje.group_{role}",), company) for login, role, institution, company in staff
        ])
        self.env["kooperacje.role.assignment"].create([{
            "user_id": user.id, "institution_id": institution.id, "role": role, "company_id": company.id,
            "date_from": "2020-01-01", "authorisation_date": "2020-01-01", "secrecy_date": "2020-01-01",
            "authorisation_number": "1/2020",
        } for user, (_login, role, institution, company) in zip(users, staff, strict=True)])
        self.env["kooperacje.partnership"].create([{
            "name": f"Partnership {number}", "company_id": company.id, "variant": "rural",
        } for number, company in zip(numbers, companies, strict=True)])
        self.env.flush_all()
        return companies

    def cases(self, companies):
        """500 cases an office, spread over its workers and the columns; persons, needs, consent, team and meeting."""
        common = {
            "companies": companies.ids, "stages": self.stages.ids, "count": CASES_OF_OFFICE, "today": self.today,
            "workers": WORKERS_OF_OFFICE, "until": self.today + timedelta(days=300),
            "since": self.today - timedelta(days=100), "need": self.need.id, "activity": self.activity_type.id,
            "model": self.env["ir.model"]._get_id("kooperacje.case"),
        }
        self.execute("""
            INSERT INTO kooperacje_case (
                name, unit_kind, partnership_id, company_id, user_id, stage_id, phase, source, reported_on,
                need_words_kept,
                create_uid, create_date, write_uid, write_date)
            SELECT 'R/' || p.company_id || '/' || g, 'family', p.id, p.company_id, worker.user_id, stage.id,
                   stage.phase,
                   'family', %(today)s, repeat('Need in the words of the family. ', 10), 1, now(), 1, now()
              FROM kooperacje_partnership p
        CROSS JOIN generate_series(0, %(count)s - 1) g
              JOIN (SELECT company_id, user_id, row_number() OVER (PARTITION BY company_id ORDER BY id) - 1 AS place
                      FROM kooperacje_role_assignment WHERE role = 'social_worker') worker
                ON worker.company_id = p.company_id AND worker.place = g %% %(workers)s
              JOIN kooperacje_case_stage stage
                ON stage.id = (%(stages)s)[1 + (g / %(workers)s) %% cardinality(%(stages)s)]
             WHERE p.company_id = ANY(%(companies)s)
        """, **common)
        self.execute("""
            WITH persons AS (
                INSERT INTO kooperacje_person (
                    first_name, last_name, legal_capacity, company_id, create_uid, create_date)
                SELECT 'Name', 'Surname ' || c.id || '-' || p, 'full', c.company_id, 1, now()
                  FROM kooperacje_case c, generate_series(1, 3) p WHERE c.company_id = ANY(%(companies)s)
             RETURNING id, last_name)
            INSERT INTO kooperacje_case_person (case_id, person_id, relation, in_household, sequence)
            SELECT substring(last_name FROM 'Surname (\\d+)-')::int, id,
                   CASE WHEN last_name LIKE '%%-1' THEN 'main' ELSE 'child' END, TRUE, 10 FROM persons
        """, **common)
        self.execute("""
            INSERT INTO kooperacje_case_need (case_id, need_id, priority)
            SELECT id, %(need)s, '0' FROM kooperacje_case WHERE company_id = ANY(%(companies)s)
        """, **common)
        self.execute("""
            WITH consents AS (
                INSERT INTO kooperacje_consent (
                    case_id, company_id, document_state, signed_on, create_uid, create_date)
                SELECT id, company_id, 'signed', %(since)s, 1, now()
                  FROM kooperacje_case WHERE company_id = ANY(%(companies)s)
             RETURNING id, case_id, company_id)
            INSERT INTO kooperacje_consent_statement (
                consent_id, case_id, kind, institution_id, is_granted, date_from, date_to, document_state,
                signed_on)
            SELECT id, case_id, kind, CASE WHEN kind = 'sharing' THEN centre.institution_id END, TRUE, %(since)s,
                   %(until)s, 'signed', %(since)s
              FROM consents
              JOIN (SELECT DISTINCT company_id, institution_id FROM kooperacje_role_assignment
                     WHERE role = 'specialist') centre USING (company_id)
        CROSS JOIN unnest(ARRAY['method', 'sharing']) kind
        """, **common)
        self.execute("""
            INSERT INTO kooperacje_team (
                name, case_id, partnership_id, company_id, state, decided_on, decided_stage, create_uid, create_date)
            SELECT 'ZZK/' || name, id, partnership_id, company_id, 'active', %(since)s, 'diagnosis', 1, now()
              FROM kooperacje_case WHERE company_id = ANY(%(companies)s)
        """, **common)
        self.execute("""
            INSERT INTO kooperacje_team_member (
                team_id, case_id, company_id, institution_id, partner_id, user_id, state, date_from, create_uid,
                create_date)
            SELECT team.id, team.case_id, team.company_id, held.institution_id, holder.partner_id, held.user_id,
                   'accepted', %(since)s, 1, now()
              FROM kooperacje_team team
              JOIN kooperacje_role_assignment held ON held.company_id = team.company_id AND held.role = 'specialist'
              JOIN res_users holder ON holder.id = held.user_id
             WHERE team.company_id = ANY(%(companies)s)
        """, **common)
        self.execute("""
            UPDATE kooperacje_case SET dimension_state = 'both' WHERE company_id = ANY(%(companies)s)
        """, **common)
        self.execute("""
            INSERT INTO kooperacje_meeting (
                name, kind, partnership_id, company_id, team_id, case_id, state, start, stop, duration, document_state,
                create_uid, create_date)
            SELECT 'P/' || name, 'team_next', partnership_id, company_id, id, case_id, 'planned',
                   now() + '10 days', now() + '10 days', 1, 'draft', 1, now()
              FROM kooperacje_team WHERE company_id = ANY(%(companies)s)
        """, **common)
        self.execute("""
            INSERT INTO mail_activity (
                res_model_id, res_model, res_id, case_id, activity_type_id, user_id, date_deadline, active, create_uid,
                create_date)
            SELECT %(model)s, 'kooperacje.case', id, id, %(activity)s, user_id, %(today)s, TRUE, 1, now()
              FROM kooperacje_case WHERE company_id = ANY(%(companies)s) AND id %% 3 = 0
        """, **common)

    def voivodeship(self, numbers):
        self.need = self.env["kooperacje.need"].search([], limit=1) or self.env["kooperacje.need"].create({
            "name": "Need", "code": "B",
        })
        self.activity_type = self.env.ref("mail.mail_activity_data_todo")
        companies = self.env["res.company"]
        for some in split_every(10, numbers):
            companies |= self.offices(some)
            print(f"  offices and their staff: {some[-1] + 1} of {MUNICIPALITIES}", flush=True)
        started = time.perf_counter()
        self.cases(companies)
        print(f"  {len(companies) * CASES_OF_OFFICE:,} cases: {time.perf_counter() - started:.0f} s", flush=True)
        analyse(self.env.cr)
        started = time.perf_counter()
        self.env["kooperacje.access"]._derive(SQL("c.company_id = ANY(%s)", companies.ids))
        analyse(self.env.cr)
        print(f"  their access, in one statement: {time.perf_counter() - started:.1f} s", flush=True)

    def opportunities(self):
        """As many opportunities as cases, in as many columns; a salesperson with as many as a social worker has."""
        Stage = self.env["crm.stage"]
        stages = Stage.search([])
        stages.fold = False
        stages |= Stage.create([{"name": f"Stage {n}"} for n in range(len(self.stages) - len(stages))])
        company = self.env.ref("base.main_company")
        office = company.partner_id
        salesman, boss = ("sales_team.group_sale_salesman",), ("base.group_system", "sales_team.group_sale_manager")
        salesperson, _boss = self.users([("seller", office, salesman, company), ("boss", office, boss, company)])
        others = self.users([(f"seller{number}", office, salesman, company) for number in range(100)])
        self.env.flush_all()
        common = {
            "stages": stages[:len(self.stages)].ids, "count": LEADS, "mine": CASES_OF_WORKER, "today": self.today,
            "me": salesperson.id, "others": others.ids, "company": company.id,
            "model": self.env["ir.model"]._get_id("crm.lead"), "activity": self.activity_type.id,
        }
        self.execute("""
            INSERT INTO crm_lead (
                name, type, stage_id, user_id, company_id, expected_revenue, priority, probability, active, won_status,
                create_uid, create_date, write_uid, write_date, date_open, date_last_stage_update)
            SELECT 'Lead ' || g, 'opportunity', (%(stages)s)[1 + g %% cardinality(%(stages)s)],
                   CASE WHEN g < %(mine)s THEN %(me)s ELSE (%(others)s)[1 + g %% cardinality(%(others)s)] END,
                   %(company)s, 1000, '0', 10, TRUE, 'pending', 1, now(), 1, now(), now(), now()
              FROM generate_series(0, %(count)s - 1) g
        """, **common)
        self.execute("""
            INSERT INTO mail_activity (
                res_model_id, res_model, res_id, activity_type_id, user_id, date_deadline, active, create_uid,
                create_date)
            SELECT %(model)s, 'crm.lead', id, %(activity)s, user_id, %(today)s, TRUE, 1, now()
              FROM crm_lead WHERE id %% 3 = 0
        """, **common)
        analyse(self.env.cr)


def insert(cr, query, **arguments):
    """Rows by SQL; a statement that writes none would leave less to be measured, and nobody would see it."""
    cr.execute(SQL(query, **arguments))
    if not cr.rowcount:
        raise AssertionError(f"no row is written by {query}")


# ----------------------------------------------------------------
# Measuring
# ----------------------------------------------------------------


@dataclass
class Measure:
    milliseconds: float
    queries: int
    columns: int = 0
    cards: int = 0

    def __str__(self):
        return f"{self.milliseconds:7.1f} ms {self.queries:3d} queries"


def measure(calls, runs=RUNS):
    """Medians of ``runs`` runs of each of ``calls``, taking turns: ``{name: (registry, user id, prepare)}``.

    ``prepare(env)`` returns the function that is timed. Every run has a cursor and an environment of its own, as a
    request has; what is written at the end of a request (the log of accesses) is timed with it.
    """
    seconds = {name: [] for name in calls}
    result = {}
    for run in range(runs + 1):
        for name, (registry, uid, prepare) in calls.items():
            with closing(registry.cursor()) as cr:
                env = api.Environment(cr, uid, {"tz": "Europe/Warsaw"})
                env = env(context={**env.context, "allowed_company_ids": env.user.company_ids.ids})
                call = prepare(env)
                env.invalidate_all()
                queries = cr.sql_log_count
                started = time.perf_counter()
                columns, cards = call()
                cr.flush()
                elapsed = time.perf_counter() - started
                queries = cr.sql_log_count - queries
                cr.rollback()
            if run:
                seconds[name].append(elapsed)
            result[name] = Measure(0, queries, columns, cards)
    for name, times in seconds.items():
        result[name].milliseconds = statistics.median(times) * 1000
    return result


def specification(env, model, view, kind):
    """What the web client reads for a view: its fields with what their widgets need, and names of linked records.

    :param view: the view's XML id; without one, the first of its kind
    """
    arch = etree.fromstring(env[model].get_views([(view and env.ref(view).id, kind)])["views"][kind]["arch"])
    sums = [f"{node.get('sum_field')}:sum" for node in arch.iter("progressbar") if node.get("sum_field")]
    return _specification(env[model], arch), sums


def _specification(model, arch):
    wanted = {}
    for node in arch.iter("field"):
        if any(parent.tag == "field" for parent in node.iterancestors() if parent in set(arch.iterdescendants())):
            continue  # of the list within a field, see below
        if node.get("optional") == "hide":
            continue
        for name in [node.get("name"), *WIDGET_FIELDS.get(node.get("widget"), [])]:
            field = model._fields[name]
            lines = node.find("list")
            if field.type == "many2one":
                wanted[name] = {"fields": {"display_name": {}}}
            elif node.get("widget") == "many2many_tags":
                wanted[name] = {"fields": {"display_name": {}, "color": {}} if "color" in model.env[field.comodel_name]
                                else {"display_name": {}}}
            elif lines is not None and field.relational:
                wanted[name] = {"fields": _specification(model.env[field.comodel_name], lines), "limit": 40}
            else:
                wanted[name] = {}
    return wanted


def board(model, view, domain, limit, env):
    """The board as the web client loads it: all columns with their first ``limit`` cards."""
    read, sums = specification(env, model, view, "kanban")

    def load():
        groups = env[model].web_read_group(
            domain, ["stage_id"], ["__count", *sums], auto_unfold=True, unfold_read_specification=read,
            unfold_read_default_limit=limit,
        )["groups"]
        opened = [group["__records"] for group in groups if "__records" in group]
        return len(opened), sum(map(len, opened))

    return load


def read(kind, number, sudo, env):
    """``number`` cases read as a list or a form shows them, with or without the rules and the log."""
    fields, _sums = specification(env, "kooperacje.case", f"kooperacje.case_view_{kind}", kind)
    # superuser on purpose: this measures what the rules cost.
    records = env["kooperacje.case"].search([], limit=number, order="id").sudo(sudo)

    def load():
        records.web_read(fields)
        return 0, len(records)

    return load


def same_work(many, *pairs):
    """Both halves of each pair have shown as many columns and as many cards, and some: less work is no speed."""
    for left, right in pairs:
        a, b = many[left], many[right]
        if not a.cards or (a.columns, a.cards) != (b.columns, b.cards):
            raise AssertionError(
                f"{left} shows {a.columns} columns with {a.cards} records, {right} {b.columns} with {b.cards}"
            )


def report(title, ours, theirs, goal, *, no_more_queries=False):
    """Print one line of results, met or not.

    :return: whether the goal was met
    """
    ratio = ours.milliseconds / theirs.milliseconds
    met = ratio <= goal and (not no_more_queries or ours.queries <= theirs.queries)
    aim = f"≤ {goal:.2f}" + (", no more queries" if no_more_queries else "")
    print(f"{title:<62}{ours}   {theirs}   {ratio:5.2f}   {aim:<25} {'met' if met else 'NOT MET'}")
    return met


# ----------------------------------------------------------------


def begin(name):
    """Odoo's settings, for a database of that name."""
    config.parse_config(["-d", name, "--no-http", "--max-cron-threads=0", "--log-level=error"], setup_logging=True)


def create_database(name, template=TEMPLATE):
    """A new database ``name`` in place of the one before: a copy of ``template``."""
    close_db(template)
    with closing(db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))
        cr.execute(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(name), SQL.identifier(template)))


def build(name, name_few):
    """The voivodeship in ``name``; ``name_few`` is what it was with a tenth of the municipalities."""
    create_database(name)
    registry = Registry.new(name, update_module=True, install_modules=["crm"])
    with closing(registry.cursor()) as cr:
        Builder(api.Environment(cr, SUPERUSER_ID, {})).voivodeship(range(FEW_MUNICIPALITIES))
    create_database(name_few, name)
    with closing(registry.cursor()) as cr:
        builder = Builder(api.Environment(cr, SUPERUSER_ID, {}))
        builder.voivodeship(range(FEW_MUNICIPALITIES, MUNICIPALITIES))
        builder.opportunities()
        finding().build(builder.env)


def calls_of(registry, registry_few):
    """What is measured. What is compared stands side by side, so that both halves meet the same weather."""
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        user = {login: env["res.users"].search([("login", "=", login)]).id
                for login in ("head@0", "worker0@0", "boss", "seller")}
        columns = env["kooperacje.case.stage"].search_count([("fold", "=", False)])
    # What the web client loads of a column, or less where the 500 cases of an office do not fill it.
    cards = min(PAGE, CASES_OF_OFFICE // columns)
    cases = partial(board, "kooperacje.case", "kooperacje.case_view_kanban", [], cards)
    leads = partial(board, "crm.lead", "crm.crm_case_kanban_view_leads", [("type", "=", "opportunity")], cards)
    head, worker = user["head@0"], user["worker0@0"]
    return {
        "administrator": (registry, user["boss"], leads),
        "head": (registry, head, cases), "head among few": (registry_few, head, cases),
        "salesperson": (registry, user["seller"], leads),
        "worker": (registry, worker, cases), "worker among few": (registry_few, worker, cases),
        "list": (registry, head, partial(read, "list", PAGE, False)),
        "list past the rules": (registry, head, partial(read, "list", PAGE, True)),
        "form": (registry, head, partial(read, "form", 1, False)),
        "form past the rules": (registry, head, partial(read, "form", 1, True)),
    }


def boards(name):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    name_few = f"{name}_few"
    begin(name)
    if not KEEP:
        print(f"Building {LEADS:,} cases in {MUNICIPALITIES} municipalities and as many opportunities …", flush=True)
        build(name, name_few)
    many = measure(calls_of(Registry(name), Registry(name_few)))
    for left, right in (("head", "administrator"), ("worker", "salesperson")):
        a, b = many[left], many[right]
        print(f"{left}: {a.columns} columns, {a.cards} cards; {right}: {b.columns} columns, {b.cards} cards")
    print()
    same_work(many, ("head", "administrator"), ("head among few", "head"), ("worker", "salesperson"),
              ("worker among few", "worker"), ("list past the rules", "list"), ("form past the rules", "form"))
    if many["list"].cards != PAGE:
        raise AssertionError(f"{many['list'].cards} cases are read, not {PAGE}")
    return [
        report("board, head of 500 cases ÷ crm administrator", many["head"], many["administrator"], 1.0,
               no_more_queries=True),
        report("board, social worker of 50 cases ÷ salesperson of 50 leads", many["worker"], many["salesperson"], 1.0,
               no_more_queries=True),
        report(f"board, head: {MUNICIPALITIES} municipalities ÷ {FEW_MUNICIPALITIES}", many["head"],
               many["head among few"], 1.15),
        report(f"board, social worker: {MUNICIPALITIES} municipalities ÷ {FEW_MUNICIPALITIES}", many["worker"],
               many["worker among few"], 1.15),
        report(f"read of {PAGE} cases as a list, under the rules ÷ past them", many["list"],
               many["list past the rules"], 1.2),
        report("read of a case as a form, under the rules and the log ÷ past", many["form"],
               many["form past the rules"], 1.2),
    ]


def main():
    """Everything, or the one part that is named; the exit code says whether all goals are met."""
    # Started with a safe path, on which what lies beside this file is not looked for.
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(0 if importlib.import_module("bench").measure_parts(sys.argv[1:]) else 1)


def measure_parts(only):
    started = time.perf_counter()
    print(f"Median of {RUNS} after a warm-up, unless said otherwise.", flush=True)
    goals = [] if only else [*boards(DATABASE), *finding().goals(Registry(DATABASE))]
    for part in only or PARTS:
        print(flush=True)
        goals += importlib.import_module(f"bench_{part}").run(f"{DATABASE}_{part}")
    print(f"\n{sum(goals)} of {len(goals)} goals met, in {(time.perf_counter() - started) / 60:.0f} min")
    return bool(goals) and all(goals)


def finding():
    """The part that measures finding services; it builds on this module."""
    return importlib.import_module("bench_finding")


def analyse(cr):
    """What autovacuum would have done by the next morning."""
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False


if __name__ == "__main__":
    main()

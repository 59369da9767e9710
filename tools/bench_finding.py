"""How fast a service is found and a team suggested, beside SQL written by hand: part of `make bench`.

The basket of a voivodeship: 50,000 services of 5,000 institutions in the 200 partnerships of ``bench.py``, searched
with a word mistyped, a need with its parts, an age and a commune, by someone engaged in every municipality and by the
head of one. Timed are the search itself and the list as the web client loads it. By hand it is one statement that does
the same: who may see what, the mistyped word, the rank; for the list also names of institution and needs, the count.

`make bench ONLY=finding` builds the municipalities without the 100,000 cases and measures finding alone.
"""

import json
import time
from contextlib import closing
from functools import partial

from bench import (
    KEEP,
    MUNICIPALITIES,
    PAGE,
    Builder,
    analyse,
    begin,
    create_database,
    measure,
    report,
    specification,
)

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

SERVICES = 50_000
INSTITUTIONS = 5_000
NEEDS_OF_CASE = 10
WORDS = ("terapja", "dzieci")
AGE = 10
SERVICE_VIEW = "kooperacje.service_view_list"

WHAT = (
    "Terapia", "Poradnictwo", "Konsultacje", "Zajęcia", "Warsztaty", "Grupa wsparcia", "Opieka", "Rehabilitacja",
    "Mediacje", "Szkolenie", "Wsparcie", "Interwencja", "Doradztwo", "Klub", "Pomoc rzeczowa", "Asystentura",
)
KIND = (
    "pedagogiczna", "psychologiczne", "logopedyczne", "rodzinne", "zawodowe", "prawne", "uzależnień", "środowiskowa",
    "wytchnieniowa", "sportowe", "plastyczne", "integracyjne", "zadłużonych", "mieszkaniowe", "kryzysowa", "korekcyjne",
)
WHOM = (
    "dla dzieci", "dla młodzieży", "dla seniorów", "dla rodzin", "dla osób bezrobotnych", "dla rodziców", "dla par",
    "dla osób z niepełnosprawnością", "dla cudzoziemców", "dla opiekunów", "dla uczniów", "dla kobiet w ciąży",
)
MORE = (
    "Spotkania raz w tygodniu po południu", "Diagnoza i plan pracy z rodziną", "Dojazd do miejsca zamieszkania",
    "Udział bezpłatny po zapisaniu się", "Prowadzi psycholog z doświadczeniem", "Zajęcia w małych grupach",
    "Współpraca ze szkołą i kuratorem", "Pomoc w wypełnianiu wniosków", "Rozmowy motywujące i trening umiejętności",
    "Dyżur telefoniczny w dni robocze", "Wypożyczenie sprzętu rehabilitacyjnego", "Paczki żywnościowe i odzież",
)


def build(env):
    """Institutions, services, a case with ten needs, and someone engaged in every municipality."""
    started = time.perf_counter()
    partnerships = env["kooperacje.partnership"].search([], order="id")
    areas = _areas(env, len(partnerships))
    arguments = {
        "partnerships": partnerships.ids, "count": len(partnerships), "services": SERVICES,
        "institutions": INSTITUTIONS, "areas": areas.ids, "needs": env["kooperacje.need"].search([]).ids,
        "sectors": env["kooperacje.sector"].search([]).ids, "what": list(WHAT), "kind": list(KIND),
        "whom": list(WHOM), "more": list(MORE), "accented": "ąćęłńóśźż", "plain": "acelnoszz",
    }
    env.flush_all()
    for statement in STATEMENTS:
        env.cr.execute(SQL(statement, **arguments))
    case = env["kooperacje.case"].search([("partnership_id", "=", partnerships[:1].id)], limit=1, order="id")
    case.area_id = areas[0]
    needs = env["kooperacje.need"].search([], limit=NEEDS_OF_CASE) - case.need_line_ids.need_id
    case.need_line_ids = [(0, 0, {"need_id": need.id}) for need in needs]
    _worker_of_all(env, partnerships.company_id)
    env.flush_all()
    analyse(env.cr)
    seconds = time.perf_counter() - started
    print(f"  {SERVICES:,} services of {INSTITUTIONS:,} institutions: {seconds:.0f} s", flush=True)


def _areas(env, count):
    """``count`` communes in twenty counties of a voivodeship."""
    Area = env["kooperacje.area"]
    Area.create([{"code": "98", "name": "województwo"}])
    Area.create([{"code": f"98{county:02d}", "name": f"powiat {county}"} for county in range(1, 21)])
    return Area.create([
        {"code": f"98{number % 20 + 1:02d}{number // 20 + 1:02d}2", "name": f"Gmina {number}"}
        for number in range(count)
    ])


def _worker_of_all(env, companies):
    user = Builder(env).users([("all", companies[:1].partner_id, ("kooperacje.group_network_worker",), companies[:1])])
    user.company_ids = companies
    env["kooperacje.role.assignment"].create([{
        "user_id": user.id, "institution_id": company.partner_id.id, "role": "network_worker", "company_id": company.id,
        "date_from": "2020-01-01", "authorisation_date": "2020-01-01", "secrecy_date": "2020-01-01",
        "authorisation_number": "1/2020",
    } for company in companies])


STATEMENTS = (
    """
    INSERT INTO res_partner (
        name, is_company, is_institution, sector_id, active, type, create_uid, create_date, complete_name)
    SELECT 'Instytucja ' || g, TRUE, TRUE, (%(sectors)s)[1 + g %% cardinality(%(sectors)s)], TRUE, 'contact', 1, now(),
           'Instytucja ' || g
      FROM generate_series(0, %(institutions)s - 1) g
    """,
    "UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL",
    """
    INSERT INTO kooperacje_service (
        name, description, partnership_id, company_id, institution_id, sector_id, state, origin, kind, form, fee, place,
        access_mode, age_from, age_to, territory_id, capacity, capacity_free, capacity_status, capacity_stated_on,
        waiting_days, visibility, verified_on, confirmed_on, review_due, create_uid, create_date, write_uid, write_date)
    SELECT (%(what)s)[1 + g %% cardinality(%(what)s)] || ' ' || (%(kind)s)[1 + g / 7 %% cardinality(%(kind)s)] || ' '
               || (%(whom)s)[1 + g / 3 %% cardinality(%(whom)s)],
           (%(more)s)[1 + g / 5 %% cardinality(%(more)s)] || '. ' || (%(more)s)[1 + g / 11 %% cardinality(%(more)s)]
               || '. ' || translate(substr(md5(g::text), 1, 9), '0123456789', 'ghijklmnop') || ' '
               || translate(substr(md5((g / 9)::text), 1, 6), '0123456789', 'ghijklmnop'),
           p.id, p.company_id, institution.id, institution.sector_id, 'verified', 'partnership', 'simple', 'therapy',
           (ARRAY['free', 'free', 'partial'])[1 + g %% 3], 'seat', (ARRAY['open', 'referral', 'enrolment'])[1 + g %% 3],
           (ARRAY[0, 0, 6, 13, 60])[1 + g %% 5], (ARRAY[0, 0, 12, 18, 0])[1 + g %% 5],
           CASE WHEN g %% 3 > 0 THEN (%(areas)s)[1 + g %% %(count)s] END, 20, g %% 7,
           (ARRAY['full', 'few', 'free'])[LEAST(g %% 7, 2) + 1], current_date, g %% 40, 'partnership', current_date,
           current_date, current_date + 300, 1, now(), 1, now()
      FROM generate_series(0, %(services)s - 1) g
      JOIN kooperacje_partnership p ON p.id = (%(partnerships)s)[1 + g %% %(count)s]
      JOIN (SELECT id, sector_id, row_number() OVER (ORDER BY id) - 1 AS place
              FROM res_partner WHERE name LIKE 'Instytucja %%') institution
        ON institution.place = g %% %(institutions)s
    """,
    """
    INSERT INTO kooperacje_need_kooperacje_service_rel (kooperacje_service_id, kooperacje_need_id)
    SELECT DISTINCT id, (%(needs)s)[1 + (id * 7 + n * 11) %% cardinality(%(needs)s)]
      FROM kooperacje_service, generate_series(0, 1) n
        ON CONFLICT DO NOTHING
    """,
    """
    WITH texts AS (
        SELECT service.id, service.name AS title, concat_ws(
                   ' ', service.description, institution.name, sector.name, string_agg(need.name, ' '), 'Terapia'
               ) AS body
          FROM kooperacje_service service
          JOIN res_partner institution ON institution.id = service.institution_id
          JOIN kooperacje_sector sector ON sector.id = service.sector_id
          JOIN kooperacje_need_kooperacje_service_rel rel ON rel.kooperacje_service_id = service.id
          JOIN kooperacje_need need ON need.id = rel.kooperacje_need_id
      GROUP BY service.id, institution.name, sector.name
    )
    UPDATE kooperacje_service service
       SET find_title = trim(regexp_replace(translate(lower(title), %(accented)s, %(plain)s), '[^a-z0-9]+', ' ', 'g')),
           find_text = trim(regexp_replace(translate(lower(body), %(accented)s, %(plain)s), '[^a-z0-9]+', ' ', 'g'))
      FROM texts WHERE texts.id = service.id
    """,
    """
    INSERT INTO kooperacje_service_word
    SELECT word FROM ts_stat('SELECT find_vector FROM kooperacje_service') ON CONFLICT DO NOTHING
    """,
)

BY_HAND = """
WITH office AS (
    SELECT company_id FROM kooperacje_role_assignment
     WHERE user_id = %(uid)s AND date_from <= current_date AND valid_until >= current_date
), meant AS (
    SELECT to_tsquery('simple', string_agg(word, ' | ')) AS query
      FROM kooperacje_service_word WHERE word %% %(first)s OR word LIKE 'tera%%'
), wanted AS (
    SELECT query && to_tsquery('simple', %(second)s) AS query FROM meant
), parts AS (
    SELECT id FROM kooperacje_need WHERE parent_path LIKE (
        SELECT parent_path || '%%' FROM kooperacje_need WHERE id = %(need)s)
), near AS (
    SELECT id FROM kooperacje_area WHERE code LIKE left(%(commune)s, 4) || '%%' OR code = left(%(commune)s, 2)
), found AS (
    SELECT service.*, count(*) OVER () AS total, ts_rank(find_vector, wanted.query) AS rank
      FROM kooperacje_service service, wanted
     WHERE find_vector @@ wanted.query AND company_id IN (SELECT company_id FROM office)
       AND state = 'verified' AND review_due >= current_date
       AND (date_from IS NULL OR date_from <= current_date) AND (date_to IS NULL OR date_to >= current_date)
       AND COALESCE(age_from, 0) <= %(age)s AND (COALESCE(age_to, 0) = 0 OR age_to >= %(age)s)
       AND (territory_id IS NULL OR territory_id IN (SELECT id FROM near))
       AND (need_area_id IN (SELECT id FROM parts) OR EXISTS (
            SELECT FROM kooperacje_need_kooperacje_service_rel rel
             WHERE rel.kooperacje_service_id = service.id AND rel.kooperacje_need_id IN (SELECT id FROM parts)))
  ORDER BY rank DESC, name, id LIMIT %(page)s
)
"""

IDS_BY_HAND = "SELECT id FROM found ORDER BY rank DESC, name, id"

LIST_BY_HAND = """
SELECT found.*, institution.complete_name, ARRAY(
           SELECT need.name FROM kooperacje_need_kooperacje_service_rel rel
             JOIN kooperacje_need need ON need.id = rel.kooperacje_need_id WHERE rel.kooperacje_service_id = found.id)
  FROM found JOIN res_partner institution ON institution.id = found.institution_id
 ORDER BY found.rank DESC, found.name, found.id
"""


def domain(wanted):
    return [
        ("is_available", "=", True), ("find", "ilike", " ".join(WORDS)), ("age", "=", AGE),
        ("serves_area_id", "=", wanted["area"]), "|", ("need_ids", "child_of", wanted["need"]),
        ("need_area_id", "child_of", wanted["need"]),
    ]


def search(wanted, env):
    """The services found, the best first."""
    def load():
        found = env["kooperacje.service"].search(domain(wanted), limit=PAGE)
        return len(found), 0

    return load


def listing(wanted, env):
    """The list of the basket as the web client loads it."""
    read, _sums = specification(env, "kooperacje.service", SERVICE_VIEW, "list")

    def load():
        result = env["kooperacje.service"].web_search_read(domain(wanted), read, limit=PAGE, count_limit=10_001)
        return result["length"], len(result["records"])

    return load


def by_hand(wanted, ending, env):
    query = SQL(
        BY_HAND + ending, uid=env.uid, first=WORDS[0], second=f"{WORDS[1]}:*", need=wanted["need"],
        commune=wanted["commune"], age=AGE, page=PAGE,
    )

    def load():
        rows = env.execute_query_dict(query)
        json.dumps(rows, default=str)
        return len(rows), len(rows)

    return load


def suggest(case_id, env):
    """The team proposed for a case of ten needs: what the wizard asks before it shows anything."""
    def load():
        found = env["kooperacje.team.wizard"].new({"case_id": case_id})._suggest()
        return len(found.chosen), len(found.alternatives)

    return load


def goals(registry):
    """Measure and print.

    :return: for each goal whether it was met
    """
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        case = env["kooperacje.case"].search([], limit=1, order="id")
        wanted = {
            "need": env["kooperacje.need"].search([], limit=1, offset=7).id, "area": case.area_id.id,
            "commune": case.area_id.code,
        }
        every = env["res.users"].search([("login", "=", "all")]).id
        office = env["res.users"].search([("login", "=", "head@0")]).id
        case_id = case.id
    calls = {"team": (registry, office, partial(suggest, case_id))}
    for who, uid in (("all", every), ("office", office)):
        calls |= {
            f"{who}: search": (registry, uid, partial(search, wanted)),
            f"{who}: search by hand": (registry, uid, partial(by_hand, wanted, IDS_BY_HAND)),
            f"{who}: list": (registry, uid, partial(listing, wanted)),
            f"{who}: list by hand": (registry, uid, partial(by_hand, wanted, LIST_BY_HAND)),
        }
    found = measure(calls)
    for name, measured in found.items():
        if not measured.columns:
            raise AssertionError(f"{name} finds nothing")
    for name, measured in found.items():
        print(f"{name}: {measured.columns} found" if name != "team" else f"team: {measured.columns} proposed")
    return [
        report(f"search of {SERVICES:,} services ÷ by hand", found["all: search"], found["all: search by hand"], 2.0),
        report("search of an office's 250 ÷ by hand", found["office: search"], found["office: search by hand"], 2.0),
        report(f"list with names, of {SERVICES:,} ÷ by hand", found["all: list"], found["all: list by hand"], 2.0),
        report(f"team for {NEEDS_OF_CASE} needs ÷ search of all", found["team"], found["all: search"], 3.0),
        report(f"team for {NEEDS_OF_CASE} needs ÷ list of the same worker", found["team"], found["office: list"], 3.0),
    ]


def municipalities(builder):
    """All partnerships, with staff and cases in the first of them only."""
    builder.need = builder.env["kooperacje.need"].search([], limit=1)
    builder.activity_type = builder.env.ref("mail.mail_activity_data_todo")
    first = builder.offices(range(1))
    builder.cases(first)
    others = builder.env["res.company"].create([{"name": f"OPS {number}"} for number in range(1, MUNICIPALITIES)])
    others.partner_id.is_institution = True
    builder.env["kooperacje.partnership"].create([
        {"name": company.name, "company_id": company.id, "variant": "rural"} for company in others
    ])
    builder.env.flush_all()
    analyse(builder.env.cr)
    builder.env["kooperacje.access"]._derive(SQL("c.company_id = ANY(%s)", first.ids))


def run(name):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            municipalities(Builder(api.Environment(cr, SUPERUSER_ID, {})))
            build(api.Environment(cr, SUPERUSER_ID, {}))
    return goals(Registry(name))

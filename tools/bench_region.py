"""How fast a regional centre sees its voivodeship: the overview, the board and the map of 400 partnerships.

Each partnership is led by an office of its own, in twenty counties, at different steps of the way, a third of them
late. Measured as the web client loads them, by somebody who holds nothing but the regional role; beside them the same
with a tenth of the partnerships. Ten times as many may take ten times as long and not one query more.
"""

from contextlib import closing
from datetime import date, timedelta
from functools import partial

from bench import KEEP, PAGE, Builder, analyse, begin, create_database, measure, report, specification

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

PARTNERSHIPS = 400
FEW = PARTNERSHIPS // 10
COUNTIES = 20


def region(env):
    """The regional centre with its worker, and the communes of the voivodeship."""
    Area = env["kooperacje.area"]
    voivodeship = Area.create({"code": "98", "name": "województwo"})
    Area.create([{"code": f"98{county:02d}", "name": f"powiat {county}"} for county in range(1, COUNTIES + 1)])
    centre = env["res.partner"].create({
        "name": "ROPS", "is_company": True, "is_institution": True, "area_id": voivodeship.id,
        "institution_type_id": env.ref("kooperacje.institution_type_rops").id,
    })
    company = env["res.company"].create({"name": "ROPS", "partner_id": centre.id})
    user = Builder(env).users([("regional", centre, ("kooperacje.group_regional",), company)])
    env["kooperacje.role.assignment"].create({
        "user_id": user.id, "institution_id": centre.id, "role": "regional", "company_id": company.id,
        "date_from": "2020-01-01",
    })
    return centre


def partnerships(env, centre, numbers):
    areas = env["kooperacje.area"].create([{
        "code": f"98{number % COUNTIES + 1:02d}{number // COUNTIES + 1:02d}2", "name": f"Gmina {number}",
        "population": 5_000 + number,
    } for number in numbers])
    companies = env["res.company"].create([{"name": f"OPS {number}"} for number in numbers])
    companies.partner_id.write({
        "is_institution": True, "institution_type_id": env.ref("kooperacje.institution_type_ops").id,
    })
    made = env["kooperacje.partnership"].create([{
        "name": f"PZK {number}", "company_id": company.id, "variant": "rural", "regional_centre_id": centre.id,
        "area_ids": [(6, 0, area.ids)], "authorisation_number": "1", "authorisation_date": "2025-01-01",
        "cycle_start": date.today() - timedelta(days=60 + 150 * (number % 3)),
    } for number, company, area in zip(numbers, companies, areas, strict=True)])
    made.action_begin()
    for number, partnership in zip(numbers, made, strict=True):
        done = partnership.step_ids.filtered(lambda step: not step.is_standing)[:number % 9]
        done._unguarded().write({"state": "done"})
    env.flush_all()
    analyse(env.cr)


def overview(env):
    """By county, the first groups opened, as the list of the region loads."""
    read, _sums = specification(
        env, "kooperacje.partnership", "kooperacje.partnership_view_list_region", "list",
    )
    return _opened(env, "kooperacje.partnership", [("state", "!=", "closed")], "county_id", read)


def board(env):
    read, _sums = specification(env, "kooperacje.partnership", "kooperacje.partnership_view_kanban", "kanban")
    return _opened(env, "kooperacje.partnership", [("state", "!=", "closed")], "process_stage_id", read)


def late(env):
    read, _sums = specification(
        env, "kooperacje.partnership.step", "kooperacje.partnership_step_view_list_region", "list",
    )
    return _opened(env, "kooperacje.partnership.step", [("is_overdue", "=", True)], "responsible", read)


def map_of_communes(env):
    read, _sums = specification(
        env, "kooperacje.region.commune", "kooperacje.region_commune_view_list", "list",
    )
    return _opened(env, "kooperacje.region.commune", [("is_own_region", "=", True)], "county_id", read)


def _opened(env, model, domain, groupby, read):
    def load():
        groups = env[model].web_read_group(
            domain, [groupby], ["__count"], auto_unfold=True, unfold_read_specification=read,
            unfold_read_default_limit=PAGE,
        )["groups"]
        opened = [group["__records"] for group in groups if "__records" in group]
        return len(opened), sum(map(len, opened))

    return load


SCREENS = {"overview": overview, "board": board, "late steps": late, "map": map_of_communes}


def goals(registry, registry_few):
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        uid = env["res.users"].search([("login", "=", "regional")]).id
    calls = {}
    for name, screen in SCREENS.items():
        calls[name] = (registry, uid, partial(screen))
        calls[f"{name} among few"] = (registry_few, uid, partial(screen))
    measured = measure(calls)
    for name in SCREENS:
        if not measured[name].cards:
            raise AssertionError(f"{name} shows nothing")
    return [
        report(f"{name}: {PARTNERSHIPS} partnerships ÷ {FEW} ({measured[name].cards} rows)", measured[name],
               measured[f"{name} among few"], PARTNERSHIPS / FEW, no_more_queries=True)
        for name in SCREENS
    ]


def run(name):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    name_few = f"{name}_few"
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            env = Builder(api.Environment(cr, SUPERUSER_ID, {})).env
            partnerships(env, region(env), range(FEW))
        create_database(name_few, name)
        with closing(Registry(name).cursor()) as cr:
            env = Builder(api.Environment(cr, SUPERUSER_ID, {})).env
            centre = env["res.partner"].search([("name", "=", "ROPS"), ("is_institution", "=", True)], limit=1)
            partnerships(env, centre, range(FEW, PARTNERSHIPS))
    return goals(Registry(name), Registry(name_few))

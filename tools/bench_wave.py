"""How long the screen waits while a questionnaire is sent to a whole office: part of `make bench`.

2,000 people of an office without a login, asked with tool 3 in one step by the network worker. What is timed is the
button: tickets, and a place in the queue for a mail each, which a job writes later, 200 at a time. Beside it Odoo's own
way to invite as many people to the same questionnaire, which writes the mails at once.
"""

from contextlib import closing
from functools import partial

from bench import KEEP, Builder, analyse, begin, create_database, measure, report

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

PEOPLE = 2_000
FEW = PEOPLE // 10
RUNS = 3


def fill(env):
    """An office whose partnership is at work, its network worker, and everybody else."""
    builder = Builder(env)
    env = builder.env
    company = env["res.company"].create({"name": "OPS of many", "email": "ops@example.com"})
    office = company.partner_id
    office.is_institution = True
    env["kooperacje.partnership"].create({
        "name": "PZK of many", "company_id": company.id, "variant": "rural", "authorisation_number": "1",
        "authorisation_date": "2020-01-01",
    }).state = "active"
    groups = ("kooperacje.group_network_worker", "survey.group_survey_manager")
    user = builder.users([("asks", office, groups, company)])
    user.email = "asks@example.com"
    env["kooperacje.role.assignment"].create({
        "user_id": user.id, "institution_id": office.id, "role": "network_worker", "company_id": company.id,
        "date_from": "2020-01-01",
    })
    env["res.partner"].create([
        {"name": f"Person {number}", "parent_id": office.id, "email": f"person{number}@example.com"}
        for number in range(PEOPLE)
    ])
    env.flush_all()
    analyse(env.cr)


def send(people, env):
    """The button of the wave, for so many people."""
    partnership = env["kooperacje.partnership"].search([("name", "=", "PZK of many")])
    _keep(env, people)
    wave = env["kooperacje.survey.wave"].create({"survey_id": _questionnaire(env).id, "partnership_id": partnership.id})
    env.flush_all()

    def call():
        wave.action_send()
        env.flush_all()
        return 0, wave.invited_count

    return call


def odoo_invite(people, env):
    """Odoo's own wizard, on a copy of the questionnaire."""
    partners = _keep(env, people)
    # superuser: what Odoo's wizard may do with a questionnaire of the Model is not what is measured.
    survey = _questionnaire(env).sudo().copy({"kooperacje_tool": False, "kooperacje_anonymous": False})
    wizard = env["survey.invite"].sudo().create({
        "survey_id": survey.id, "partner_ids": [(6, 0, partners.ids)], "subject": "Please answer",
        "body": "<p>Please answer.</p>",
    })
    env.flush_all()

    def call():
        wizard.action_invite()
        env.flush_all()
        return 0, len(survey.user_input_ids)

    return call


def write_mails(people, env):
    """What the job does afterwards with one batch."""
    send(people, env)()
    tickets = env["kooperacje.survey.ticket"].sudo()

    def call():
        done, _left = tickets._write_due_mails()
        env.flush_all()
        return 0, done

    return call


def _questionnaire(env):
    return env["survey.survey"].search([("kooperacje_tool", "=", "3")], limit=1)


def _keep(env, people):
    """Only so many of the people; the others have left the office."""
    partners = env["res.partner"].sudo().search([("name", "=like", "Person %")], order="id")
    env.cr.execute(SQL("UPDATE res_partner SET parent_id = NULL WHERE id = ANY(%s)", partners[people:].ids))
    env.invalidate_all()
    return partners[:people]


def run(name):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            fill(api.Environment(cr, SUPERUSER_ID, {}))
    registry = Registry(name)
    with closing(registry.cursor()) as cr:
        uid = api.Environment(cr, SUPERUSER_ID, {})["res.users"].search([("login", "=", "asks")]).id
    found = measure({
        "wave": (registry, uid, partial(send, PEOPLE)), "few": (registry, uid, partial(send, FEW)),
        "Odoo": (registry, uid, partial(odoo_invite, PEOPLE)), "mails": (registry, uid, partial(write_mails, PEOPLE)),
    }, RUNS)
    assert found["wave"].cards >= PEOPLE and found["Odoo"].cards == PEOPLE, found
    print(f"Wave to {found['wave'].cards} people, median of {RUNS}; its job then writes {found['mails'].cards} mails in"
          f" {found['mails']}")
    return [
        report(f"wave to {PEOPLE:,} people queued ÷ Odoo's own invitation", found["wave"], found["Odoo"], 0.1),
        report(f"wave to {PEOPLE:,} people queued ÷ to {FEW}", found["wave"], found["few"], PEOPLE / FEW),
    ]

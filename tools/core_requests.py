"""Requests of the web client in a company that has nothing to do with the addon: `make core-test`.

    core_requests.py prepare DATABASE             makes the company, its salesperson and what they work on
    core_requests.py compare WITHOUT WITH         asks both databases the same, in turns

The second database is a copy of the first with the addon installed, so both hold the same rows. What is compared are
the queries, which have to be equal, and the median of the times, whose sum may be 5 % longer.
"""

import statistics
import sys
import time
from contextlib import closing
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import call_kw

# Started with a safe path, on which what lies beside this file is not looked for.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench import begin, specification

RUNS = 15
REQUESTS = 47
SLOWER = 1.05
LOGIN = "salesperson.of.a.shop"
# Queries that a request asks more with the addon, and why it must.
KNOWN = {
    "rename a contact": (1, "services are found by the name of their institution"),
}


def prepare(env):
    """An unrelated company: a salesperson, a manager, customers, opportunities with activities, events, messages."""
    company = env["res.company"].create({"name": "Shop", "country_id": env.ref("base.pl").id})
    groups = ["base.group_user", "base.group_partner_manager", "sales_team.group_sale_salesman",
              "base.group_allow_export", "survey.group_survey_user"]
    user = env["res.users"].with_context(no_reset_password=True).create({
        "name": "Salesperson", "login": LOGIN, "email": f"{LOGIN}@example.com", "company_id": company.id,
        "company_ids": [(6, 0, company.ids)], "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
    })
    mine = env(user=user, su=False)
    customers = mine["res.partner"].create([
        {"name": f"Customer {number}", "is_company": number % 2 == 0, "phone": f"600 000 {number:03}",
         "email": f"customer{number}@example.com"} for number in range(60)
    ])
    leads = mine["crm.lead"].create([
        {"name": f"Order {number}", "type": "opportunity", "partner_id": customer.id, "user_id": user.id}
        for number, customer in enumerate(customers)
    ])
    for lead in leads[:20]:
        lead.activity_schedule("mail.mail_activity_data_todo", summary="Ring", user_id=user.id)
        lead.message_post(body="Has asked for a price", attachments=[("price.txt", b"100")])
    ask(mine)
    mine["calendar.event"].create([
        {"name": f"Visit {number}", "start": f"2026-12-{number + 1:02} 09:00:00",
         "stop": f"2026-12-{number + 1:02} 10:00:00", "partner_ids": [(6, 0, (user.partner_id | customer).ids)]}
        for number, customer in enumerate(customers[:20])
    ])


def ask(env):
    """Surveys of the shop's own."""
    env["survey.survey"].create([{
        "title": f"Satisfied {number}", "question_and_page_ids": [(0, 0, {
            "title": f"Question {place}", "question_type": "simple_choice",
            "suggested_answer_ids": [(0, 0, {"value": value}) for value in ("yes", "no")],
        }) for place in range(5)],
    } for number in range(5)])


class Client:
    """The web client's requests as the salesperson sends them, each by its name."""

    # What a client knows from the views it has loaded; both sides know the same, but for fields of the addon.
    known = {}

    def __init__(self, env):
        self.env = env
        self.today = "2026-12-01"

    def call(self, model, method, *args, **kwargs):
        return call_kw(self.env[model], method, list(args), kwargs)

    def views(self, model, *kinds):
        return lambda: self.call(model, "get_views", [(False, kind) for kind in kinds], options={"toolbar": True})

    def specification(self, model, kind):
        key = (self.env.cr.dbname, model, kind)
        if key not in self.known:
            self.known[key] = specification(self.env, model, False, kind)[0]
        return self.known[key]

    def listing(self, model, kind, domain=(), limit=80):
        wanted = self.specification(model, kind)
        return lambda: self.call(model, "web_search_read", list(domain), wanted, limit=limit)

    def form(self, model, domain=()):
        wanted = self.specification(model, "form")
        record = self.env[model].search(list(domain), limit=1)
        assert record, f"there is no {model} to open"
        return lambda: self.call(model, "web_read", record.ids, wanted)

    def groups(self, model, by, domain=()):
        wanted = self.specification(model, "kanban" if model == "crm.lead" else "list")
        return lambda: self.call(
            model, "web_read_group", list(domain), by, ["__count"], auto_unfold=True,
            unfold_read_specification=wanted, unfold_read_default_limit=40,
        )

    def new(self, model):
        wanted = self.specification(model, "form")
        return lambda: self.call(model, "onchange", [], {}, [], wanted)

    def save(self, model, values, domain=None):
        wanted = self.specification(model, "form")
        ids = self.env[model].search(domain, limit=1).ids if domain is not None else []
        return lambda: self.call(model, "web_save", ids, dict(values), wanted)

    def requests(self):
        lead = self.env["crm.lead"].search([("message_ids", "!=", False)], order="id", limit=1)
        customer = self.env["res.partner"].search([("name", "=", "Customer 3")], limit=1)
        stage = self.env["crm.stage"].search([], order="sequence desc", limit=1)
        todo = self.env.ref("mail.mail_activity_data_todo").id
        ours = [("name", "=like", "Customer %")]
        at = [("id", "=", customer.id)]
        of_lead = [("id", "=", lead.id)]
        asked = [("title", "=like", "Satisfied %")]
        question = self.env["survey.question"].search([("survey_id.title", "=", "Satisfied 1")], limit=1)
        return {
            "menus": lambda: self.call("ir.ui.menu", "load_web_menus", [], False),
            "own settings": lambda: self.call("res.users", "has_group", [self.env.uid], "base.group_user"),
            "own preferences": self.form("res.users", [("id", "=", self.env.uid)]),
            "activities of the day": self.env["res.users"]._get_activity_groups,
            "board: views": self.views("crm.lead", "kanban", "list", "form", "search"),
            "board of opportunities": self.groups("crm.lead", ["stage_id"]),
            "opportunities by salesperson": self.groups("crm.lead", ["user_id"]),
            "list of opportunities": self.listing("crm.lead", "list"),
            "an opportunity": self.form("crm.lead", of_lead),
            "new opportunity": self.new("crm.lead"),
            "save an opportunity": self.save("crm.lead", {"name": "Order", "partner_id": customer.id}),
            "change an opportunity": self.save("crm.lead", {"expected_revenue": 100.0}, of_lead),
            "move an opportunity": self.save("crm.lead", {"stage_id": stage.id}, of_lead),
            "look for an opportunity": lambda: self.call("crm.lead", "name_search", "Order 1"),
            "contacts: views": self.views("res.partner", "kanban", "list", "form", "search"),
            "board of contacts": self.listing("res.partner", "kanban", limit=40),
            "list of contacts": self.listing("res.partner", "list"),
            "contacts by country": self.groups("res.partner", ["country_id"]),
            "a contact": self.form("res.partner", at),
            "new contact": self.new("res.partner"),
            "save a contact": self.save("res.partner", {"name": "New customer", "phone": "600 100 100"}),
            "save a company with a person": self.save("res.partner", {
                "name": "New firm", "is_company": True, "child_ids": [(0, 0, {"name": "Buyer"})],
            }),
            "change a contact": self.save("res.partner", {"phone": "600 100 200"}, at),
            "change a contact's company": self.save("res.partner", {"company_id": self.env.company.id}, at),
            "look for a contact": lambda: self.call("res.partner", "name_search", "Customer 1"),
            "copy a contact": lambda: self.call("res.partner", "copy", customer.ids),
            "import contacts": lambda: self.call(
                "res.partner", "load", ["name", "phone"], [[f"Row {number}", "1"] for number in range(10)],
            ),
            "export contacts": lambda: self.call(
                "res.partner", "export_data", self.env["res.partner"].search(ours).ids, ["name", "phone"],
            ),
            "archive a contact": lambda: self.call("res.partner", "action_archive", customer.ids),
            "delete a contact": lambda: self.call(
                "res.partner", "unlink", self.env["res.partner"].create({"name": "For a moment"}).ids,
            ),
            "rename a contact": self.save("res.partner", {"name": "Renamed"}, at),
            "list of surveys": self.listing("survey.survey", "list"),
            "board of surveys": self.listing("survey.survey", "kanban"),
            "a survey": self.form("survey.survey", asked),
            "change a question": lambda: self.call("survey.question", "write", question.ids, {"title": "Why?"}),
            "change an answer to choose": lambda: self.call(
                "survey.question.answer", "write", question.suggested_answer_ids[:1].ids, {"value": "perhaps"},
            ),
            "look for messages": lambda: self.call("mail.message", "search_read", [
                ("model", "=", "crm.lead"), ("body", "ilike", "price")], ["author_id", "date"], limit=80),
            "calendar: views": self.views("calendar.event", "calendar", "form", "search"),
            "calendar of the month": lambda: self.call(
                "calendar.event", "search_read", [("start", ">=", self.today)],
                ["name", "start", "stop", "partner_ids", "user_id", "privacy"],
            ),
            "an event": self.form("calendar.event"),
            "save an event": self.save("calendar.event", {
                "name": "Visit", "start": f"{self.today} 09:00:00", "stop": f"{self.today} 10:00:00",
            }),
            "messages of an opportunity": lambda: self.env["mail.message"]._message_fetch(None, thread=lead, limit=30),
            "write a message": lambda: self.env["crm.lead"].browse(lead.id).message_post(
                body="Rings back", partner_ids=customer.ids,
            ).id,
            "plan an activity": lambda: self.call("mail.activity", "create", [{
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"), "res_id": lead.id,
                "activity_type_id": todo, "summary": "Ring", "user_id": self.env.uid,
            }]),
            "activities of opportunities": lambda: self.call(
                "mail.activity", "get_activity_data", "crm.lead", [], limit=80, offset=0, fetch_done=False,
            ),
            "attach a file": lambda: self.call("ir.attachment", "create", [{
                "name": "offer.txt", "raw": b"offer", "res_model": "crm.lead", "res_id": lead.id,
            }]),
            "files of opportunities": lambda: self.call(
                "ir.attachment", "search_read", [("res_model", "=", "crm.lead")], ["name", "res_id", "mimetype"],
            ),
        }


def measure(env, name):
    """Queries and seconds of one request with a cold cache, undone afterwards."""
    call = Client(env).requests()[name]
    env.flush_all()
    env.invalidate_all()
    queries = env.cr.sql_log_count
    started = time.perf_counter()
    call()
    env.flush_all()
    return env.cr.sql_log_count - queries, time.perf_counter() - started


def compare(*databases):
    """Print each request whose queries differ and the sum of the times; return whether all is equal enough."""
    registries = [Registry(name) for name in databases]

    def environment(registry, cr):
        uid = api.Environment(cr, SUPERUSER_ID, {})["res.users"].search([("login", "=", LOGIN)]).id
        env = api.Environment(cr, uid, {"lang": "en_US", "tz": "Europe/Warsaw"})
        return env(context={**env.context, "allowed_company_ids": env.user.company_ids.ids})

    with closing(registries[0].cursor()) as cr:
        names = list(Client(environment(registries[0], cr)).requests())
    assert len(names) >= REQUESTS, names
    differ, times = [], [0.0, 0.0]
    for name in names:
        queries, seconds = [None, None], [[], []]
        for run in range(RUNS + 1):
            # In turns, and first this one and then that one.
            for side in (0, 1) if run % 2 else (1, 0):
                with closing(registries[side].cursor()) as cr:
                    queries[side], took = measure(environment(registries[side], cr), name)
                    cr.rollback()
                if run:
                    seconds[side].append(took)
        medians = [statistics.median(each) for each in seconds]
        times = [total + median for total, median in zip(times, medians, strict=True)]
        if queries[1] - queries[0] != KNOWN.get(name, (0,))[0]:
            differ.append(name)
        print(
            f"{name:<34}{queries[0]:4d} queries, with the addon {queries[1]:4d}   "
            f"{medians[0] * 1000:7.1f} ms {medians[1] * 1000:7.1f} ms{'   OTHER THAN KNOWN' if name in differ else ''}",
            flush=True,
        )
    ratio = times[1] / times[0]
    print(f"{len(names)} requests: {len(differ)} ask another number of queries; time with ÷ without {ratio:.3f}")
    return not differ and ratio <= SLOWER


def main(goal, *databases):
    begin(databases[0])
    if goal == "prepare":
        with closing(Registry(databases[0]).cursor()) as cr:
            prepare(api.Environment(cr, SUPERUSER_ID, {}))
            cr.commit()
        return 0
    return 0 if compare(*databases) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""How fast papers are made, and what memory they take, beside the converter before: part of `make bench`.

The papers are the demo's, loaded into the database of the bench: a protocol, a consent, a service card, a report, and
200 invitations to one meeting. Each is made by the program as it is and, turn by turn, by wkhtmltopdf out of the same
HTML, as until version 19.0.2.1.0, without page numbers and tags. Memory is the most that the process and
its children held while the paper was made, over what they held before.
"""

import threading
from contextlib import closing, contextmanager
from functools import partial
from unittest.mock import patch

import psutil
from bench import KEEP, analyse, begin, create_database, measure, report

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.loading import force_demo
from odoo.modules.registry import Registry

RUNS = 5
INVITATIONS = 200
FEW = INVITATIONS // 5
PAPERS = {
    "protocol": ("report_meeting", "kooperacje.meeting", [("state", "=", "held"), ("team_id", "!=", False)]),
    "consent": ("report_consent", "kooperacje.consent", []),
    "service card": ("report_service_card", "kooperacje.service.card", []),
    "report": ("report_periodic_report", "kooperacje.periodic.report", []),
}
MEGABYTE = 1024 * 1024


def records_of(env, name):
    _report, model, domain = PAPERS[name]
    return env[model].search(domain, limit=1, order="id")


def invitations_of(env, number):
    """So many guests without an e-mail address on the list of a planned meeting."""
    meeting = env["kooperacje.meeting"].search([("kind", "=", "partnership"), ("state", "=", "planned")], limit=1)
    before = meeting.participant_ids
    meeting.participant_ids = [
        Command.create({"kind": "guest", "guest_name": f"Gość {index}"}) for index in range(number)
    ]
    env.flush_all()
    return meeting.participant_ids - before


def make(name, number, env):
    """The paper as the program makes it; nothing that was issued before is handed out."""
    # Where addons lie is known once the settings are read.
    from odoo.addons.kooperacje.models.network.ir_actions_report import AT_A_TIME

    report, records = _asked(name, number, env)
    Report = env["ir.actions.report"]

    def call():
        parts = [records[start:start + AT_A_TIME] for start in range(0, len(records), AT_A_TIME)]
        return sum(len(Report._print_papers(report, part, {})) for part in parts), len(records)

    return call


def make_before(name, number, env):
    """The same HTML by core's converter: a process for each paper, which waits for no scripts."""
    report, records = _asked(name, number, env)
    Report = env["ir.actions.report"]
    arguments = type(Report)._build_wkhtmltopdf_args

    def without_waiting(self, *args, **kwargs):
        command = arguments(self, *args, **kwargs)
        command[command.index("--javascript-delay") + 1] = "1"
        return command

    def call():
        size = 0
        with patch.object(type(Report), "_build_wkhtmltopdf_args", without_waiting):
            for record in records:
                page = Report._render_qweb_html(report, record.ids, data={"report_type": "pdf"})[0]
                size += len(Report._run_wkhtmltopdf([page.decode()], report_ref=report.report_name))
        return size, len(records)

    return call


def _asked(name, number, env):
    if name == "invitations":
        return env.ref("kooperacje.report_meeting_invitation"), invitations_of(env, number)
    return env.ref(f"kooperacje.{PAPERS[name][0]}"), records_of(env, name)


@contextmanager
def most_memory(found):
    """Put into ``found`` by how many bytes the process and its children grew at most within the block."""
    process, over = psutil.Process(), threading.Event()

    def held():
        total = 0
        for one in [process, *process.children(recursive=True)]:
            try:
                total += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total

    def watch():
        while not over.wait(0.02):
            found.append(held() - begin_with)

    begin_with = held()
    found.append(0)
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def memory(call):
    found = []
    with most_memory(found):
        call()
    return max(found) / MEGABYTE


def run(name):
    """Build (unless KEEP is set), measure, print; return whether each goal was met."""
    begin(name)
    if not KEEP:
        create_database(name)
        with closing(Registry(name).cursor()) as cr:
            force_demo(api.Environment(cr, SUPERUSER_ID, {}))
            analyse(cr)
    registry = Registry(name)
    asked = dict.fromkeys(PAPERS, 1) | {"invitations": INVITATIONS}
    found = measure({
        f"{paper} {how.__name__}": (registry, SUPERUSER_ID, partial(how, paper, number))
        for paper, number in asked.items() for how in (make, make_before)
    }, RUNS)
    grown = {}
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for number in (FEW, INVITATIONS):
            grown[number] = memory(make("invitations", number, env))
        cr.rollback()
    print(f"Memory over idle: {FEW} invitations {grown[FEW]:.0f} MB, {INVITATIONS} {grown[INVITATIONS]:.0f} MB")
    return [
        *(report(f"{paper} ÷ by wkhtmltopdf", found[f"{paper} make"], found[f"{paper} make_before"], 0.7)
          for paper in PAPERS),
        report(f"{INVITATIONS} invitations ÷ by wkhtmltopdf", found["invitations make"],
               found["invitations make_before"], 0.3),
        _flat(grown),
    ]


def _flat(grown):
    met = grown[INVITATIONS] <= max(1.5 * grown[FEW], grown[FEW] + 50)
    print(f"memory of {INVITATIONS} invitations ÷ of {FEW}: {'met' if met else 'NOT MET'}")
    return met

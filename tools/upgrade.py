"""An early database, with the demo and its Polish, is brought to the present by `-u` and compared with a new one.

`tests/upgrade/early.sql.xz` is what `make demo` of commit 2a14682 left in PostgreSQL, without the queue of mails, the
wizards and the files (16 signed papers stand in the database instead). An office has edited in it one clause, one
premise, one type of institution, one paper format and the hour of one job.
"""

import functools
import io
import json
import lzma
import subprocess

from . import checks, processes
from .places import TEST_DATABASE
from .trouble import CommandFailed

DATABASE = "kooperacje_upgrade"
EARLY = "tests/upgrade/early.sql.xz"
# What the dump holds.
PEOPLE_WITH_PESEL, SIGNED_PAPERS = 18, 16
KEPT = [
    "cron_role_sync_groups", "document_clause_service_card_statement_terms", "institution_type_ngo",
    "premise_qualification_rural_a",
]
# The same words in every database, though the row is the office's.
OFFICE_WORDS = {
    "kooperacje.document.clause document_clause_service_card_statement_terms": "body",
    "kooperacje.institution.type institution_type_ngo": "name",
    "kooperacje.premise premise_qualification_rural_a": "name",
}


def upgrade_test(office):
    """Twice, as when older code has lowered the version in between; returns the exit code."""
    office.ensure()
    outcome = checks._timed(lambda office: upgrade(office, times=2), office)
    office.rest()
    return checks.summarise([outcome])


def upgrade(office, times=1, reference=None, quiet=False):
    """Each thing compared counts as one check.

    :param reference: gives what a new database holds, when it is asked; else the database of the tests is looked at
    :param quiet: for to run beside something else that tells how it is getting on
    """
    log = office.places.log("upgrade")
    log.write_bytes(b"")
    step = processes.Step("Upgrade", io.StringIO() if quiet else None)
    try:
        reference = reference or functools.cache(lambda: _reference(office, step, log))
        if not quiet:
            reference()
        step.say("restoring an early database")
        _restore(office)
        before = _sql_facts(office)
        for time in range(times):
            if time:
                office.cluster.psql(
                    "UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'kooperacje'", DATABASE,
                )
            office.run_odoo(
                "-u", "kooperacje", "--stop-after-init", "--no-http",
                database=DATABASE, what="upgrading it", log=log, step=step,
            )
        after = look(office, DATABASE, step, log)
        office.drop(DATABASE)
    except CommandFailed as failure:
        step.clear()
        return checks.Outcome("upgrade", failed=1, report=[*checks._last_blocks(log), str(failure)])
    step.clear()
    wrong = compare(before, after, reference())
    errors = [block["text"] for block in checks.blocks(log.read_text(errors="replace")) if checks.is_error(block)]
    wrong["log"] = errors
    report = [f"upgrade, {name}: {line}" for name, lines in wrong.items() for line in lines]
    failed = sum(bool(lines) for lines in wrong.values())
    return checks.Outcome("upgrade", len(wrong) - failed, failed, report=report)


def _reference(office, step, log):
    """What a new database holds."""
    if office.made_from(TEST_DATABASE) != office.fingerprint():
        step.say("making a new database to compare with")
        office.create(TEST_DATABASE, step, log)
    return look(office, TEST_DATABASE, step, log)


def look(office, database, step, log):
    """What `tools/look.py` finds in a database."""
    office.shell(looking(office, database), database, f"looking at {database}", log, step)
    return looked(office, database, log)


def looking(office, database):
    """A script for Odoo's shell that looks at its database."""
    found = _found(office, database)
    found.unlink(missing_ok=True)
    return f"import os\nos.environ['LOOK'] = {str(found)!r}\n" + (
        office.places.repo / "tools" / "look.py"
    ).read_text(encoding="utf-8")


def looked(office, database, log):
    """What :func:`looking` has found."""
    found = _found(office, database)
    if not found.exists():
        raise CommandFailed("A look at the database", 1, processes.tail(log), log)
    return json.loads(found.read_text(encoding="utf-8"))


def _found(office, database):
    return office.places.run / f"look-{database}.json"


def _restore(office):
    office.create_empty(DATABASE)
    dump = lzma.decompress((office.places.repo / EARLY).read_bytes())
    done = subprocess.run(
        [office.cluster.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", DATABASE], input=dump,
        capture_output=True, check=False, cwd="/", env=office.environment,
    )
    if done.returncode:
        raise CommandFailed("PostgreSQL", done.returncode, done.stderr.decode(errors="replace"), office.cluster.log)


def _sql_facts(office):
    """Counts and the access relation before the upgrade, when no code of then is at hand."""
    tables = office.cluster.psql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
        DATABASE,
    ).split()
    counts = office.cluster.psql(
        " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables), DATABASE,
    )
    access = office.cluster.psql(
        "SELECT case_id, login, origin, valid_from, valid_until FROM kooperacje_access"
        " JOIN res_users ON res_users.id = user_id", DATABASE,
    )
    return {
        "rows": {table: int(count) for table, count in (line.split("|") for line in counts.splitlines())},
        "access": sorted([int(case), *rest] for case, *rest in (line.split("|") for line in access.splitlines())),
    }


def compare(before, after, reference):
    """Lines of what is wrong, by what was compared."""
    words = {name: after["records"].get(name, {}).get(field) for name, field in OFFICE_WORDS.items()}
    shipped = {name: reference["records"][name][field] for name, field in OFFICE_WORDS.items()}
    looked_at = {
        "column": reference["columns"], "record": reference["records"], "row": before["rows"],
        "access": before["access"], "screen": after["opened"],
    }
    return {
        # Nothing differs where nothing was found.
        "looked at": [f"no {name}" for name, found in looked_at.items() if not found],
        "columns": [
            f"{name} is {after['columns'].get(name)}, not {kind}" for name, kind in reference["columns"].items()
            if after["columns"].get(name) != kind
        ],
        "rows": [
            f"{table} had {count} rows and has {after['rows'][table]}" for table, count in before["rows"].items()
            # What wizards hold is for the hour.
            if "_wizard" not in table and after["rows"].get(table, count) < count
        ],
        "access": [
            f"{way} was not open before" for way in after["access"] if way not in before["access"]
        ] + [f"{way} is closed" for way in before["access"] if way not in after["access"]],
        "dictionaries": list(_differences(after, reference)),
        "kept": [f"{after['kept']} are kept, not {KEPT}"] * (after["kept"] != KEPT) + [
            f"{name} bears the words of the program again" for name in words if words[name] == shipped[name]
        ],
        "files": [f"{after['papers']} signed papers of {SIGNED_PAPERS} can be read"] * (
            after["papers"] != SIGNED_PAPERS
        ),
        "numbers of people": [f"{after['pesel']} of {PEOPLE_WITH_PESEL} are there"] * (
            after["pesel"] != PEOPLE_WITH_PESEL
        ),
        "screens": [f"{name}: {error}" for name, error in after["screens"].items()],
    }


def _differences(after, reference):
    for name in sorted({*after["records"], *reference["records"]}):
        mine, new = after["records"].get(name), reference["records"].get(name)
        if mine is None or new is None:
            yield f"{name} is {'missing' if mine is None else 'no longer shipped'}"
            continue
        kept = name.partition(" ")[2] in KEPT
        for field, value in new.items():
            # The early demo has fewer people; what they may see is compared by itself.
            if field == "user_ids" and set(mine.get(field) or ()) <= set(value):
                continue
            # An office's row keeps its words; columns that are new are filled in it too.
            if mine.get(field) != value and not (kept and field in ("name", "body", "description")):
                yield f"{name}, {field}: {mine.get(field)!r:.120} instead of {value!r:.120}"

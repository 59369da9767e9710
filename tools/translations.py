"""Bring ``i18n/pl.po`` up to date with the source strings of the addon.

The template comes from Odoo itself (``odoo i18n export -l pot``); this script merges: translations that stand are
kept, new ones are taken from the given PO files (the addon's own drafts first, then Odoo's Polish catalogues, for the
labels of fields inherited from ``mail`` and the like), entries without a source are dropped. Prints what is missing
and ends with 1 if anything is.

    python tools/translations.py kooperacje.pot i18n/pl.po [draft.po …]

The template that is kept beside it has the same entries without the Polish, and is made from it:

    python tools/translations.py i18n/pl.po i18n/kooperacje.pot
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import polib

PLURALS = (
    "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)


def load(path):
    """Return ``{msgid: msgstr}`` of the translated, non-fuzzy entries of a PO file."""
    return {
        entry.msgid: entry.msgstr
        for entry in polib.pofile(str(path))
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }


def merge(template, target, sources):
    """Write ``target`` with the entries of ``template``; return the msgids that no source translates.

    :param sources: dictionaries, the first that knows a msgid wins
    """
    pot = polib.pofile(str(template))
    result = polib.POFile(wrapwidth=110)
    result.header = "Polish translation of Kooperacje."
    result.metadata = {
        "Project-Id-Version": "kooperacje",
        "PO-Revision-Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M+0000"),
        "Language": "pl",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    missing = []
    for entry in pot:
        translation = next((source[entry.msgid] for source in sources if source.get(entry.msgid)), "")
        if not translation:
            missing.append(entry.msgid)
        result.append(polib.POEntry(
            msgid=entry.msgid, msgstr=translation, comment=entry.comment, occurrences=entry.occurrences,
        ))
    result.save(str(target))
    return missing


def empty(source):
    """The entries of a PO file without their translations, as a template."""
    result = polib.POFile(wrapwidth=110)
    result.header = "Template of the translations of Kooperacje."
    result.metadata = {
        "Project-Id-Version": "kooperacje", "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit",
    }
    result.extend(
        polib.POEntry(msgid=entry.msgid, comment=entry.comment, occurrences=entry.occurrences)
        for entry in polib.pofile(str(source)) if not entry.obsolete
    )
    return result


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("template", type=Path)
    parser.add_argument("target", type=Path, help="pl.po, or the .pot that is made from it")
    parser.add_argument("drafts", type=Path, nargs="*")
    parser.add_argument("--odoo-addons", type=Path, help="folder whose */i18n/pl.po translate inherited labels")
    arguments = parser.parse_args(argv)
    if arguments.target.suffix == ".pot":
        empty(arguments.template).save(str(arguments.target))
        return 0
    # A draft wins over what stands, so that a translation can be corrected.
    sources = [load(path) for path in arguments.drafts]
    if arguments.target.exists():
        sources.append(load(arguments.target))
    if arguments.odoo_addons:
        for name in ("mail", "base", "web", "calendar", "portal", "contacts"):
            catalogue = arguments.odoo_addons / name / "i18n" / "pl.po"
            if catalogue.exists():
                sources.append(load(catalogue))
    missing = merge(arguments.template, arguments.target, sources)
    for msgid in missing:
        print(f"not translated: {msgid!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

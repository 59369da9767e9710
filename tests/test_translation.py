import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

REQUIREMENT = re.compile(r"(K3D|RUR)-\d")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\{[^<>]*?\}\}")


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    """Polish is complete in every commit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = Path(__file__).parent.parent / "i18n" / "pl.po"
        cls.catalogue = {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}
        cls.sources = {
            source for _module, _type, _name, _res_id, source, _value, _comments
            in TranslationModuleReader(cls.env.cr, modules=["kooperacje"], lang="pl_PL")
        }

    def test_every_source_string_has_a_translation(self):
        self.assertGreater(len(self.sources), 500, "the addon's strings were not found: nothing was checked")
        missing = sorted(
            source for source in self.sources
            if source not in self.catalogue or not self.catalogue[source].msgstr
        )
        self.assertFalse(missing, "without Polish translation:\n" + "\n".join(map(repr, missing)))

    def test_no_fuzzy_entry(self):
        self.assertFalse([entry.msgid for entry in self.catalogue.values() if entry.fuzzy])

    def test_placeholders_survive(self):
        broken = [
            entry.msgid for entry in self.catalogue.values()
            if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
        ]
        self.assertFalse(broken, "placeholders differ in the translation")

    def test_no_number_of_a_requirement_is_shown(self):
        """People of an office do not know them; they stand in comments and docstrings, for whoever reads the code."""
        numbered = [source for source in self.sources | set(self.catalogue) if REQUIREMENT.search(source)]
        numbered += [entry.msgstr for entry in self.catalogue.values() if REQUIREMENT.search(entry.msgstr)]
        self.assertFalse(numbered)

    def test_texts_of_code_say_so(self):
        """Odoo shows a text of the code in Polish where its entry bears the remark of its kind, and only there."""
        silent = [
            entry.msgid for entry in self.catalogue.values()
            if any(place.startswith("code:") for place, _line in entry.occurrences)
            and not {"odoo-python", "odoo-javascript"} & set(entry.comment.splitlines())
        ]
        self.assertFalse(silent, "shown in English: export the template from the program and merge it")

    def test_template_has_the_same_entries(self):
        """Who translates into another language begins with it, and Odoo takes places and remarks from it."""
        folder = Path(__file__).parent.parent / "i18n"
        template = {entry.msgid: entry for entry in polib.pofile(str(folder / "kooperacje.pot"))}
        advice = "make it anew: python tools/translations.py i18n/pl.po i18n/kooperacje.pot"
        self.assertEqual(template.keys() ^ self.catalogue.keys(), set(), advice)
        self.assertFalse([entry.msgid for entry in template.values() if entry.msgstr])
        self.assertEqual(
            {msgid for msgid, entry in template.items() if entry.occurrences != self.catalogue[msgid].occurrences},
            set(), advice,
        )
        self.assertEqual(
            {msgid for msgid, entry in template.items() if entry.comment != self.catalogue[msgid].comment},
            set(), advice,
        )

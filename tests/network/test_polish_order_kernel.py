import random
import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.polish_order import alphabetical

ADDON = Path(__file__).parents[2]
# Sorted by a name in Python: that is the order of numbers of characters.
BY_CODE = re.compile(
    r"""sorted\(["'](?:name|display_name|last_name)["']"""
    r"""|sorted\((?:set\()?[\w.]+\.mapped\(["']\w*name["']\)\)+(?!, key)""",
)


@tagged("post_install", "-at_install")
class TestPolishOrderKernel(TransactionCase):
    """What Python sorts stands as in a Polish register, and as the database sorts it."""

    def test_the_alphabet(self):
        names = [
            "", "1 Maja", "Ala", "Ąkowa", "Ćwik", "Cyran", "Ewa", "Łaski", "Lis", "Mazur", "Świetlica", "Szkoła",
            "Zespół", "Zych", "Żak", "Źrebak",
        ]
        mixed = random.Random(5).sample(names, len(names))
        self.assertEqual(sorted(mixed, key=alphabetical), [
            "", "1 Maja", "Ala", "Ąkowa", "Cyran", "Ćwik", "Ewa", "Lis", "Łaski", "Mazur", "Szkoła", "Świetlica",
            "Zespół", "Zych", "Źrebak", "Żak",
        ])
        self.assertEqual(sorted(["ala", "Ala", "ALA"], key=alphabetical), ["ala", "Ala", "ALA"])
        self.assertEqual(alphabetical(False), alphabetical(None))

    def test_as_the_database_sorts(self):
        """Against the ICU collation of PostgreSQL, for two thousand random names of letters, digits and signs."""
        letters = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżéüößèqvx"
        draw = random.Random(20261201)
        texts = sorted({
            "".join(draw.choice(letters + letters.upper() + "0123456789 -") for _ in range(draw.randint(1, 6))).strip()
            for _ in range(2000)
        })
        found = self.env.execute_query(SQL(
            """SELECT t FROM unnest(%s) AS t ORDER BY t COLLATE "pl-PL-x-icu" """, texts,
        ))
        self.assertGreater(len(found), 1500)
        self.assertEqual(sorted(texts, key=alphabetical), [text for text, in found])

    def test_other_alphabets_and_anything(self):
        self.assertEqual(sorted(["Оксана", "Żak", "Ala"], key=alphabetical), ["Ala", "Żak", "Оксана"])
        for text in ("\x00", "\u0301", "z\u0301", "٣", "½", "ﬁ", "🙂", "\u200b"):
            alphabetical(text)
        self.assertEqual(alphabetical("z\u0301"), alphabetical("ź"), "a letter with its mark apart")

    def test_nothing_shown_is_sorted_by_code(self):
        found = [
            f"{path.relative_to(ADDON)}: {line.strip()}"
            for room in ("models", "wizards", "controllers", "reports")
            for path in sorted((ADDON / room).rglob("*.py")) for line in path.read_text().splitlines()
            if BY_CODE.search(line)
        ]
        self.assertFalse(found, "say key=alphabetical (kernels/polish_order.py)")
        for line in ('x.sorted("name")', 'sorted(set(roles.user_id.mapped("name")))'):
            self.assertTrue(BY_CODE.search(line))

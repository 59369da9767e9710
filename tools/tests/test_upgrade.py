import copy
import unittest

from tools import upgrade

CLAUSE = "kooperacje.document.clause document_clause_service_card_statement_terms"
KIND = "kooperacje.institution.type institution_type_ngo"
PREMISE = "kooperacje.premise premise_qualification_rural_a"


def new_database():
    return {
        "columns": {"kooperacje_case.name": ["text", "NO"]},
        "records": {
            CLAUSE: {"body": "ours", "sequence": "1"}, KIND: {"name": "ours", "ownership": "social"},
            PREMISE: {"name": "ours"}, "ir.rule rule_case": {"groups": ["kooperacje.group_manager"]},
        },
        "kept": [], "rows": {}, "access": [], "screens": {}, "opened": 1, "pesel": 0, "papers": 0,
    }


class TestCompare(unittest.TestCase):
    """What an upgrade gets wrong is told by its name; nothing else is."""

    def setUp(self):
        self.reference = new_database()
        self.before = {"rows": {"kooperacje_case": 15}, "access": [[1, "anna", "manager", "2020-01-01", "9998-12-31"]]}
        self.after = copy.deepcopy(self.reference) | {
            "rows": {"kooperacje_case": 15}, "access": copy.deepcopy(self.before["access"]), "kept": upgrade.KEPT,
            "pesel": upgrade.PEOPLE_WITH_PESEL, "papers": upgrade.SIGNED_PAPERS,
        }
        self.after["records"][CLAUSE]["body"] = "the office's"
        self.after["records"][KIND]["name"] = self.after["records"][PREMISE]["name"] = "the office's"

    def wrong(self):
        found = upgrade.compare(self.before, self.after, self.reference)
        return sorted(name for name, lines in found.items() if lines)

    def test_nothing_is_wrong(self):
        self.assertEqual(self.wrong(), [])

    def test_a_column_is_missing(self):
        del self.after["columns"]["kooperacje_case.name"]
        self.assertEqual(self.wrong(), ["columns"])

    def test_nothing_was_looked_at(self):
        self.after["opened"] = 0
        self.before["access"] = self.after["access"] = []
        self.assertEqual(self.wrong(), ["looked at"])

    def test_a_row_is_lost(self):
        self.after["rows"]["kooperacje_case"] = 14
        self.assertEqual(self.wrong(), ["rows"])

    def test_a_door_is_opened_or_closed(self):
        self.after["access"].append([1, "tomasz", "member", "2020-01-01", "9998-12-31"])
        self.assertEqual(self.wrong(), ["access"])
        self.after["access"] = []
        self.assertEqual(self.wrong(), ["access"])

    def test_a_shipped_row_is_old(self):
        self.after["records"]["ir.rule rule_case"]["groups"] = []
        self.assertEqual(self.wrong(), ["dictionaries"])

    def test_a_new_column_of_an_office_s_row_is_empty(self):
        self.after["records"][KIND]["ownership"] = "public"
        self.assertEqual(self.wrong(), ["dictionaries"])

    def test_words_of_the_office_are_overwritten(self):
        self.after["records"][CLAUSE]["body"] = "ours"
        self.assertEqual(self.wrong(), ["kept"])

    def test_papers_numbers_and_screens(self):
        self.after |= {"papers": 15, "pesel": 0, "screens": {"Cases": "broken"}}
        self.assertEqual(self.wrong(), ["files", "numbers of people", "screens"])

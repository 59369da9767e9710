"""What `make mutate` makes of a run."""

import unittest

from tools import mutate

NOTICED = {"mail.thread._message_track": "TestReaderLanguage.test_it"}


def judge(noticed=(), unnoticed=(), broken=()):
    return mutate.judge({"noticed": dict(noticed), "unnoticed": dict(unnoticed), "broken": dict(broken)})


class Judge(unittest.TestCase):
    def test_every_override_is_noticed(self):
        outcome = judge(NOTICED)
        self.assertEqual((outcome.passed, outcome.failed, outcome.report), (1, 0, []))

    def test_one_that_nothing_notices(self):
        outcome = judge(NOTICED, {"ir.rule._make_access_error": "TestRefusalWords"})
        self.assertEqual((outcome.passed, outcome.failed), (1, 1))
        self.assertIn("ir.rule._make_access_error can go unnoticed", outcome.report[0])

    def test_a_class_that_fails_anyway_notices_nothing(self):
        self.assertEqual(judge(NOTICED, broken={"TestRefusalWords": "test_it"}).failed, 1)

    def test_nothing_was_switched_off(self):
        self.assertEqual(judge().failed, 1)


class Table(unittest.TestCase):
    def test_classes_are_read_from_the_table(self):
        found = mutate.classes()
        self.assertIn("TestReadLog", found)
        self.assertGreater(len(found), 30)
        self.assertEqual(found, sorted(set(found)))

    def test_for_record_rules_the_classes_that_tell_of_rights(self):
        for only in ("rules", "rules:team"):
            found = mutate.classes(only)
            self.assertIn("TestClosingDoors", found)
            self.assertNotIn("TestReadLog", found)
        self.assertEqual(mutate.classes("ir.rule"), mutate.classes())

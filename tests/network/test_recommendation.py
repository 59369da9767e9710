import base64
from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_support_request import SupportCommon

# Neither engaged in the office nor at its regional centre.
OUTSIDERS = ("other office", "evaluator")


@tagged("post_install", "-at_install")
class TestRecommendation(SupportCommon):
    """What is recommended, to whom it was shown and what came of it (R13; RUR-72–74, 103–105, 160)."""

    def _recommend(self, user=None, **values):
        return self.env["kooperacje.recommendation"].with_user(user or self.piotr).create({
            "name": "Dowóz rodzin do poradni", "partnership_id": self.partnership.id, "change": "organisational",
            "addressee": "wójt gminy", "barrier_ids": [(6, 0, self.env.ref("kooperacje.barrier_4").ids)], **values,
        })

    def _presented(self):
        record = self._recommend(body="commune_council", date=self.today)
        record.action_present()
        return record

    def test_from_draft_to_the_strategy(self):
        record = self._recommend()
        with self.assertRefused("to whom and on what day"):
            record.action_present()
        record.write({"body": "commune_council", "session": "sesja XII", "date": self.today + timedelta(days=1)})
        with self.assertRefused("has not come yet"):
            record.action_present()
        record.write({"date": self.today, "addressee": " "})
        with self.assertRefused("who is to act on it"):
            record.action_present()
        record.addressee = "wójt gminy"
        record.action_present()
        with self.assertRefused("name the document"):
            record.action_taken_up()
        record.write({"fate": "strategy", "fate_note": "uchwała nr XII/88/2026"})
        with self.assertRefused("leave “Taken up in” empty"):
            record.action_declined()
        record.action_taken_up()
        self.assertEqual((record.state, record.closed_on), ("taken_up", self.today))

    def test_presentation_and_good_practice_need_no_addressee(self):
        for kind in ("presentation", "practice"):
            record = self._recommend(kind=kind, addressee=False, change=False, body="county_board", date=self.today)
            record.write({"body_name": "Zarząd Powiatu Ostrowskiego", "presented_by_id": self.maria.partner_id.id})
            record.action_present()
            self.assertEqual(record.state, "presented")

    def test_presentation_to_a_council(self):
        """Day, council, who spoke, the paper shown, and what the council resolved (RUR-72, 73, 103)."""
        record = self._recommend(kind="presentation", change=False, body="commune_council", date=self.today)
        with self.assertRefused("before which body and by whom"):
            record.action_present()
        record.write({
            "body_name": "Rada Gminy Małkinia Górna", "session": "sesja XIV", "paper_name": "prezentacja.pdf",
            "presented_by_id": self.maria.partner_id.id, "paper": base64.b64encode(b"%PDF-1.4 x %%EOF"),
        })
        record.action_present()
        for values in ({"body_name": "x"}, {"presented_by_id": False}, {"paper": False}):
            with self.subTest(values), self.assertRefused("stays as it was"):
                record.write(values)
        record.resolution = "Uchwała nr XIV/101/2026: rada popiera dalszą pracę Modelem."
        record.write({"fate": "programme", "fate_note": "gminny program wspierania rodziny"})
        record.action_taken_up()
        with self.assertRefused("stays as it was"):
            record.resolution = "inna"
        self.assertFalse(record.copy().paper)

    def test_paper_is_a_scan(self):
        for content in (b"MZ\x90 program", b"<html></html>", b"%PDF-1.4 cut"):
            with self.subTest(content), self.assertRefused("as PDF or as a scan", ValidationError):
                self._recommend(kind="presentation", paper=base64.b64encode(content))

    def test_good_practice_spreads_to_all(self):
        """Everyone working by the Model reads a practice once it is spread; nothing else crosses offices (K3D-97)."""
        record = self._recommend(kind="practice", change=False, body="partnership", date=self.today)
        with self.assertRefused("once it was presented", ValidationError):
            record.is_shared = True
        record.action_present()
        seen = self.env["kooperacje.recommendation"].with_user(self.olga)
        self.assertFalse(seen.search([("id", "=", record.id)]))
        record.is_shared = True
        self.assertEqual(seen.search([("id", "=", record.id)]), record)
        self.assertEqual(seen.browse(record.id).read(["name"])[0]["name"], record.name)
        with self.assertRefused(".", AccessError):
            seen.browse(record.id).name = "x"
        with self.assertRefused("Only a good practice", ValidationError):
            self._presented().is_shared = True

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_regional_centre_notes_and_spreads_practices_of_all_kinds(self):
        """Of starting, running and evaluating partnerships (K3D-90, 97, 99), found in its own voivodeship."""
        Practice = self.env["kooperacje.recommendation"].with_user(self.robert)
        values = {"kind": "practice", "partnership_id": self.partnership.id}
        for area in ("initiation", "operation", "evaluation"):
            practice = Practice.create({**values, "name": f"Praktyka {area}"})
            with self.assertRefused("so that others can follow it"):
                practice.action_spread()
            practice.write({"practice_area": area, "description": "Dyżur psychologa w szkole."})
            seen = practice.with_user(self.olga)
            self.assertFalse(seen.has_access("read"), "a draft is the centre's own")
            practice.action_spread()
            self.assertTrue(practice.is_shared and practice.date == self.today)
            self.assertEqual(seen.practice_area, area)
            self.assertEqual((practice.user_may_write, seen.user_may_write), (True, False))
            with self.assertRefused("stays as it was"):
                practice.practice_area = "operation"
        theirs = self._recommend(kind="practice")
        away = self._partnership("PZK z innego województwa", self.company_nur, self.commune_nur)
        away.regional_centre_id = False
        for attempt in (
            lambda: theirs.with_user(self.robert).write({"name": "x"}),
            lambda: Practice.create({**values, "name": "x", "kind": "recommendation"}),
            lambda: Practice.create({**values, "name": "x", "partnership_id": away.id}),
            lambda: Practice.with_user(self.bogna).create({**values, "name": "x"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with self.assertRefused("Only a good practice"):
            self._presented().action_spread()

    def test_declined_with_a_reason(self):
        record = self._presented()
        with self.assertRefused("why it was declined"):
            record.action_declined()
        record.fate_note = "brak środków w budżecie"
        record.action_declined()
        for step in ("action_present", "action_taken_up", "action_declined"):
            with self.subTest(step), self.assertRefused("does not apply any more"):
                getattr(record, step)()

    def test_presented_stays_as_it_was(self):
        record = self._presented()
        for values in ({"name": "x"}, {"date": self.today - timedelta(days=1)}, {"body": "other"}, {"level": "county"}):
            with self.subTest(values), self.assertRefused("stays as it was"):
                record.write(values)
        with self.assertRefused("stays in the register"):
            record.unlink()
        for values in ({"state": "taken_up"}, {"closed_on": self.today}, {"partnership_id": self.partnership_nur.id}):
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                record.write(values)
        record.write({"fate": "ozps", "fate_note": "OZPS 2026, s. 40"})
        record.action_taken_up()
        with self.assertRefused("stays as it was"):
            record.fate = "law"
        copy = record.copy()
        self.assertEqual((copy.state, copy.fate, copy.closed_on), ("draft", False, False))
        self._recommend().unlink()

    def test_who_keeps_and_who_reads(self):
        record, draft = self._presented(), self._recommend()
        Model = self.env["kooperacje.recommendation"]
        for role, user in {**self.user_by_role, "other office": self.olga}.items():
            with self.subTest(role):
                mine = Model.with_user(user).search([("id", "in", (record | draft).ids)])
                keeps = role in ("manager", "network_worker")
                seen = record | draft if keeps else record if role not in OUTSIDERS else Model
                self.assertEqual(mine, seen)
                if keeps:
                    self._recommend(user)
                    continue
                with self.assertRefused(".", AccessError):
                    self._recommend(user)
                for attempt in ("action_present", "action_taken_up", "action_declined", "unlink"):
                    with self.assertRefused(".", AccessError):
                        getattr(record.with_user(user), attempt)()

    def test_regional_centre_reads_what_its_partnerships_presented(self):
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        record = self._recommend(
            helena, partnership_id=self.partnership_nur.id, body="commune_council", date=self.today,
        )
        self.assertFalse(record.with_user(self.robert).search([("id", "=", record.id)]))
        record.action_present()
        self.assertTrue(record.with_user(self.robert).search([("id", "=", record.id)]))

    def test_list_costs_the_same_at_10_and_100(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["kooperacje.recommendation"].with_user(self.piotr).search([
                ("partnership_id", "=", self.partnership.id),
            ]).read(["name", "kind", "barrier_ids", "partnership_id", "fate", "state"])
            return self.env.cr.sql_log_count - before

        for _number in range(10):
            self._recommend()
        cost()
        at_ten = cost()
        for _number in range(90):
            self._recommend()
        cost()
        self.assertEqual(cost(), at_ten)

    def test_common_barriers_are_written_by_no_role(self):
        barrier = self.env.ref("kooperacje.barrier_1")
        for role, user in self.user_by_role.items():
            self.env.invalidate_all()
            self.assertEqual(barrier.with_user(user).has_access("read"), role != "evaluator")
            with self.subTest(role), self.assertRefused(".", AccessError):
                barrier.with_user(user).name = "x"
        barrier.with_user(self.env.ref("base.user_admin")).name = "Brak wspólnej diagnozy"

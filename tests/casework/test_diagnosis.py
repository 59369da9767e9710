import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image
from psycopg2 import IntegrityError
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestDiagnosis(TeamCommon):
    """The situation of the Nowaks by areas of life (tool 19 D; R9 in the rural variant)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.education = cls.env.ref("kooperacje.diagnosis_area_education")
        cls.health = cls.env.ref("kooperacje.diagnosis_area_health")

    def setUp(self):
        super().setUp()
        self.case.write({"interview_date": self.today, "interview_signature": "RWŚ/12/2026"})
        self.diagnosis = self._diagnosis()
        self.school_line, self.health_line = self.diagnosis.line_ids

    def _diagnosis(self, case=None, **values):
        return self.env["kooperacje.diagnosis"].with_user(self.anna).create({
            "case_id": (case or self.case).id, "line_ids": [
                Command.create({
                    "area_id": self.education.id, "family_view": "Kuba nie lubi swojej klasy.",
                    "worker_view": "Nieobecności od września.", "others_view": "Wychowawca: dobrze liczy.",
                    "resources": "babcia", "needs": "pomoc w lekcjach", "limits": "dojazd",
                    "scale_now": 3, "scale_expected": 7,
                }),
                Command.create({"area_id": self.health.id, "family_view": "Kuba bierze leki."}),
            ], **values,
        })

    def _sign(self, diagnosis=None, **values):
        on = values.get("on", self.today)
        (diagnosis or self.diagnosis)._document_register_signature(on, "trusted", **self._e_file(on))

    def _share(self, *areas):
        """The family shares with the PPP the scopes of ``areas`` and nothing else."""
        self.consent.statement_ids.filtered(lambda statement: statement.kind == "sharing").sudo().write({
            "scope_ids": [Command.set([area.scope_id.id for area in areas])],
        })
        self.env.invalidate_all()

    # Making it

    def test_it_begins_with_all_areas_and_the_interview(self):
        case = self._case(self.anna)
        case.write({"interview_date": self.today, "interview_signature": "RWŚ/13/2026"})
        action = case.with_user(self.anna).action_open_diagnosis()
        diagnosis = self.env["kooperacje.diagnosis"].browse(action["res_id"])
        self.assertEqual(len(diagnosis.line_ids), self.env["kooperacje.diagnosis.area"].search_count([]))
        self.assertEqual((diagnosis.interview_date, diagnosis.interview_signature), (self.today, "RWŚ/13/2026"))
        self.assertEqual(case.with_user(self.anna).action_open_diagnosis()["res_id"], diagnosis.id, "one at a time")
        with self.assertRefused("says nothing yet"):
            diagnosis.action_issue()

    def test_way_follows_the_variant(self):
        self.assertEqual(self.diagnosis.kind, "workshop", "the partnership works by the rural variant")
        self.partnership.variant = "urban"
        other = self._diagnosis(self._case(self.anna))
        self.assertEqual(other.kind, "team")

    def test_form(self):
        with Form(self.diagnosis) as form:
            form.priorities = "Najpierw szkoła"
            with form.line_ids.edit(0) as line:
                line.scale_now = 4
        self.assertEqual((self.diagnosis.priorities, self.school_line.scale_now), ("Najpierw szkoła", 4))

    def test_scale_and_areas_have_their_bounds(self):
        for values in ({"scale_now": 11}, {"scale_expected": -1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.school_line.write(values)
                self.school_line.flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.diagnosis.line_ids = [Command.create({"area_id": self.health.id})]

    def test_one_draft_at_a_time(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._diagnosis()

    def test_name_says_no_name(self):
        self.assertEqual(self.diagnosis.display_name, f"{self.case.name}, diagnosis 1")

    # Frozen

    def _attempts(self):
        other = self._diagnosis(self._case(self.anna))
        return {
            "words": lambda: self.diagnosis.write({"family_words": "x"}),
            "interview": lambda: self.diagnosis.write({"interview_signature": "x"}),
            "area": lambda: self.school_line.write({"needs": "x"}),
            "scope": lambda: self.school_line.write({"scope_id": False}),
            "area away": self.school_line.unlink,
            "new area": lambda: self.school_line.create({
                "diagnosis_id": self.diagnosis.id, "area_id": self.env.ref("kooperacje.diagnosis_area_work").id,
            }),
            "through the diagnosis": lambda: self.diagnosis.write({"line_ids": [Command.delete(self.school_line.id)]}),
            "to another diagnosis": lambda: self.school_line.write({"diagnosis_id": other.id}),
            "from another diagnosis": lambda: other.line_ids[0].write({"diagnosis_id": self.diagnosis.id}),
            "copy of an area": lambda: self.school_line.copy({
                "area_id": self.env.ref("kooperacje.diagnosis_area_work").id,
            }),
            "import": lambda: self._import(self.school_line, "needs"),
        }

    def _import(self, record, field):
        result = record.load([".id", field], [[str(record.id), "x"]])
        if not result["ids"]:
            raise UserError(str(result["messages"]))

    def test_signed_card_is_frozen(self):
        self.diagnosis.action_issue()
        for what, attempt in self._attempts().items():
            with self.subTest(what, state="issued"), self.assertRefused("."):
                attempt()
        self._sign()
        self.assertEqual((self.diagnosis.state, self.diagnosis.settled_on), ("settled", self.today))
        for what, attempt in self._attempts_settled().items():
            with self.subTest(what, state="settled"), self.assertRefused("."):
                attempt()
        with self.assertRefused("."):
            self.school_line.sudo().unlink()
        with self.assertRefused("."):
            self.diagnosis.sudo().unlink()

    def _attempts_settled(self):
        case = self._case(self.jan)
        return {
            **self._attempts_of_others(),
            "state": lambda: self.diagnosis.write({"state": "draft"}),
            "document": lambda: self.diagnosis.write({"document_state": "draft"}),
            "version": lambda: self.diagnosis.write({"version": 7}),
            "case": lambda: self.diagnosis.write({"case_id": case.id}),
            "words": lambda: self.diagnosis.write({"priorities": "x"}),
            "area": lambda: self.school_line.write({"scale_now": 9}),
            "area away": self.school_line.unlink,
        }

    def _attempts_of_others(self):
        return {
            "key": lambda: self.school_line.write({"case_id": self._case(self.jan).id}),
            "state of a line": lambda: self.school_line.write({"state": "draft"}),
        }

    def test_protocol_settles_it(self):
        meeting = self._held(outcome="project")
        meeting.write({"family_perspective": "x", "worker_perspective": "x", "members_perspective": "x"})
        self.assertEqual(meeting.diagnosis_id, self.diagnosis)
        meeting.action_issue()
        with self.assertRefused("waits for its signature"):
            self.school_line.needs = "x"
        meeting._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        self.assertEqual(self.diagnosis.state, "settled")
        with self.assertRefused("no longer changes"):
            self.school_line.needs = "x"
        meeting._document_void("pomyłka")
        self.assertEqual(self.diagnosis.state, "void")

    def test_voided_protocol_leaves_what_the_own_card_settled(self):
        self._sign()
        meeting = self._held(outcome="project")
        meeting.write({"family_perspective": "x", "worker_perspective": "x", "members_perspective": "x"})
        meeting._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        meeting._document_void("pomyłka")
        self.assertEqual(self.diagnosis.state, "settled")

    def test_diagnosis_of_another_case_is_not_in_the_protocol(self):
        other = self._diagnosis(self._case(self.anna))
        with self.assertRefused("diagnosis of the case"):
            self._meeting(diagnosis_id=other.id)

    # Versions

    def test_next_version_starts_from_the_last(self):
        with self.assertRefused("draft can be changed"):
            self.diagnosis.action_revise()
        self._sign()
        draft = self.diagnosis.browse(self.diagnosis.action_revise()["res_id"])
        self.assertEqual((draft.version, draft.state, draft.previous_id), (2, "draft", self.diagnosis))
        self.assertEqual((draft.document_state, draft.document_number), ("draft", False))
        line = draft.line_ids.filtered(lambda line: line.area_id == self.education)
        self.assertEqual((line.needs, line.scale_before), ("pomoc w lekcjach", 3))
        line.scale_now = 6
        self.assertEqual(self.school_line.scale_now, 3, "history")
        self.assertEqual(self.diagnosis.action_revise()["res_id"], draft.id)
        self._sign(draft)
        self.assertEqual((self.diagnosis.state, draft.state), ("superseded", "settled"))
        draft._document_void("pomyłka")
        self.assertEqual((self.diagnosis.state, draft.state), ("settled", "void"))

    def test_copy_is_a_clean_draft(self):
        self._sign()
        copy = self.diagnosis.copy()
        self.assertEqual((copy.state, copy.document_state, copy.signed_on, copy.settled_on),
                         ("draft", "draft", False, False))

    # The workshop needs the family's consent

    def test_workshop_needs_the_consent(self):
        """RUR-129: joint diagnosis with the consent of the person or family."""
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        with self.assertRefused("no valid consent"):
            self.diagnosis.with_user(self.maria).action_issue()
        self.diagnosis.kind = "team"
        self.diagnosis.action_issue()
        self.assertEqual(self.diagnosis.document_state, "issued")

    # Who reads what

    def test_partner_reads_the_areas_shared_with_it(self):
        self._share(self.education)
        Line = self.env["kooperacje.diagnosis.line"].with_user(self.tomasz)
        self.assertEqual(Line.search([]), self.school_line)
        self.assertEqual(self.school_line.with_user(self.tomasz).needs, "pomoc w lekcjach")
        for ask in (
            lambda: self.health_line.with_user(self.tomasz).read(["family_view"]),
            lambda: self.diagnosis.with_user(self.tomasz).read(["family_words"]),
        ):
            with self.assertRaises(AccessError):
                ask()
        self.assertFalse(Line.search([("family_view", "ilike", "leki")]))
        self.assertFalse(self.env["kooperacje.case"].with_user(self.tomasz).search(
            [("diagnosis_ids.line_ids.family_view", "ilike", "leki")],
        ))
        groups = Line.formatted_read_group([], ["area_id"], ["__count"])
        self.assertEqual([group["area_id"][0] for group in groups], [self.education.id])

    def test_partner_opens_the_case_of_which_one_area_is_shared(self):
        """The diagnosis as a whole is closed to the partner; the form of the case shows its area all the same."""
        self._sign()
        draft = self.diagnosis.browse(self.diagnosis.action_revise()["res_id"])
        line = draft.line_ids.filtered(lambda line: line.area_id == self.education)
        line.scale_now = 6
        self._sign(draft)
        self._share(self.education)
        form = {"diagnosis_line_ids": {"fields": {"scale_now": {}, "scale_before": {}}}}
        [case] = self.case.with_user(self.tomasz).web_read(form)
        self.assertEqual(
            [(shown["scale_before"], shown["scale_now"]) for shown in case["diagnosis_line_ids"]], [(3, 6)],
        )
        # Of a version before, too, only what is shared.
        self.env.cr.execute(
            "UPDATE kooperacje_diagnosis_line SET scope_id = %s WHERE id = %s",
            [self.health.scope_id.id, self.school_line.id],
        )
        self.env.invalidate_all()
        self.assertFalse(line.with_user(self.tomasz).scale_before)
        self.assertEqual(line.with_user(self.anna).scale_before, 3)

    def test_narrowed_consent_closes_the_area_at_once(self):
        self._share(self.health)
        self.assertTrue(self.health_line.with_user(self.tomasz).family_view)
        self._share(self.education)
        with self.assertRaises(AccessError):
            self.health_line.with_user(self.tomasz).read(["family_view"])
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        self.assertFalse(self.env["kooperacje.diagnosis.line"].with_user(self.tomasz).search([]))

    def test_an_area_without_a_scope_is_not_open_to_all(self):
        """The administrator adds an area and names no scope: it goes with the family's situation."""
        area = self.env["kooperacje.diagnosis.area"].create({"name": "Pamięć rodziny", "code": "T-OWN"})
        line = self.env["kooperacje.diagnosis.line"].create({
            "diagnosis_id": self.diagnosis.id, "area_id": area.id, "worker_view": "Tylko dla ośrodka",
        })
        self.assertEqual(line.scope_id, self.env.ref("kooperacje.data_scope_family"))

    def test_worker_may_narrow_an_area(self):
        self.school_line.scope_id = self.health.scope_id
        self._share(self.education)
        self.assertFalse(self.env["kooperacje.diagnosis.line"].with_user(self.tomasz).search([]))

    def test_roles(self):
        self._share(self.education, self.health, self.env.ref("kooperacje.diagnosis_area_family"))
        readers = {self.anna, self.maria, self.tomasz}
        for user in {*self.user_by_role.values(), self.jan, self.olga, self.zofia}:
            for record in (self.diagnosis, self.school_line):
                mine = record.with_user(user)
                with self.subTest(user.login, model=record._name):
                    self.assertEqual(mine.has_access("read"), user in readers)
                    self.assertEqual(mine.has_access("write"), user in readers - {self.tomasz})
                    if user not in readers:
                        with self.assertRaises(AccessError):
                            mine.read(["case_id"])
                        with self.assertRaises(AccessError):
                            mine.copy()
        with self.assertRaises(AccessError):
            self._diagnosis(self._case(self.jan))
        with self.assertRaises(AccessError):
            self.diagnosis.with_user(self.tomasz).action_revise() if self.diagnosis.state != "draft" else (
                self.diagnosis.with_user(self.tomasz).write({"priorities": "x"})
            )

    def test_areas_are_the_programs(self):
        for role, user in self.engaged_by_role.items():
            area = self.education.with_user(user)
            self.assertTrue(area.has_access("read"), role)
            self.assertFalse(area.has_access("write"), role)
        self.assertTrue(self.education.with_user(self.env.ref("base.user_admin")).has_access("write"))

    def test_readers_are_logged(self):
        before = self.env["kooperacje.read.log"].search_count([("case_id", "=", self.case.id)])
        self._share(self.education)
        self.school_line.with_user(self.tomasz).read(["needs"])
        self.env.flush_all()
        after = self.env["kooperacje.read.log"].search_count([("case_id", "=", self.case.id)])
        self.assertGreaterEqual(after, before)

    # Paper

    def _html(self, diagnosis, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.anna)
        html, _kind = report._render_qweb_html("kooperacje.report_diagnosis", diagnosis.ids)
        return html.decode()

    def test_card_of_the_workshop(self):
        self.diagnosis.write({"priorities": "Najpierw szkoła", "participants": "Barbara, Tomasz"})
        html = self._html(self.diagnosis)
        for text in ("KARTA WARSZTATU DIAGNOSTYCZNEGO", "RWŚ/12/2026", "Kuba nie lubi swojej klasy.", "Wychowawca:",
                     "teraz", "Najpierw szkoła", "Edukacja", self.case.name):
            self.assertIn(text, html)
        self.diagnosis.action_add_areas()
        self.assertNotIn("Uzależnienia", self._html(self.diagnosis), "areas nothing is said of are not printed")
        self.diagnosis.kind = "team"
        self.assertIn("DIAGNOZA SYTUACJI", self._html(self.diagnosis))

    def test_picture_is_printed(self):

        buffer = io.BytesIO()
        Image.new("RGB", (4, 4), "white").save(buffer, "PNG")
        self.diagnosis.genogram = base64.b64encode(buffer.getvalue())
        self.assertIn("genogram", self._html(self.diagnosis))

    def test_protocol_prints_the_areas(self):
        self._plan()
        meeting = self._held()
        html, _kind = self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_meeting", meeting.ids,
        )
        self.assertIn("Kuba nie lubi swojej klasy.", html.decode())

    def test_form_costs_the_same_for_ten_and_a_hundred_areas(self):
        Area = self.env["kooperacje.diagnosis.area"]

        def queries(number):
            areas = Area.create([
                {"name": f"Obszar {number} {i}", "code": f"T{number}.{i}", "scope_id": self.health.scope_id.id}
                for i in range(number)
            ])
            diagnosis = self._diagnosis(self._case(self.anna, persons=False), line_ids=[
                Command.create({"area_id": area.id, "needs": "x"}) for area in areas
            ])
            return self._read_cost(diagnosis, {
                "display_name": {}, "kind": {}, "state": {}, "line_ids": {"fields": {
                    "area_id": {"fields": {"display_name": {}}}, "needs": {}, "is_filled": {}, "scale_before": {},
                    "scope_id": {"fields": {"display_name": {}}},
                }},
            })

        self.assertEqual(queries(10), queries(100))

    def test_a_day_later(self):
        """The day is the office's: what is signed tomorrow is refused today."""
        with self.assertRefused("future"):
            self._sign(on=self.today + timedelta(days=1))
        with patch("odoo.addons.kooperacje.models.network.document_mixin.office_today",
                   lambda: self.today + timedelta(days=1)):
            self._sign(on=self.today + timedelta(days=1))
        self.assertEqual(self.diagnosis.settled_on, self.today + timedelta(days=1))

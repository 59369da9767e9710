from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.kooperacje.models.casework.data_scope import SUPPORT

from .common import TeamCommon


class RotaCommon(TeamCommon):
    """The PPP shares the course of the support; Tomasz of the PPP sits in the team of the Nowaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent.statement_ids.filtered("institution_id").scope_ids = cls.env.ref(SUPPORT)
        cls.env.flush_all()

    def _rpc(self, user, record, method, *args, **kwargs):
        """What ``/web/dataset/call_kw`` does: public methods only, ids and plain values."""
        return call_kw(self.env[record._name].with_user(user), method, [record.ids, *args], kwargs)

    @contextmanager
    def _undone(self):
        """What is done inside is taken back."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()

    def assertNoDoor(self, user, record, values, operation="write"):
        """Refused over RPC, and by the rule whatever way the record is reached."""
        with self.assertRefused("", (AccessError, UserError)):
            if operation == "create":
                call_kw(self.env[record._name].with_user(user), "create", [[values]], {})
            elif operation == "unlink":
                self._rpc(user, record, "unlink")
            else:
                self._rpc(user, record, "write", values)


@tagged("post_install", "-at_install")
class TestRota(RotaCommon):
    """N12: who moderates a meeting or takes its minutes writes that meeting, although from another institution."""

    # A team

    def test_the_minute_taker_of_another_institution_writes_the_meeting(self):
        meeting = self._meeting(days=-1)
        self.assertNoDoor(self.tomasz, meeting, {"course": "Rozmowa"})
        meeting.minute_taker_id = self.tomasz.partner_id
        mine = meeting.with_user(self.tomasz)
        self._rpc(self.tomasz, meeting, "web_save", {
            "course": "Rozmawiano o szkole.", "family_perspective": "Mama prosi o pomoc.",
            "participant_ids": [
                Command.update(line.id, {"presence": "present"}) for line in mine.participant_ids
            ],
            "decision_ids": [Command.create({
                "name": "Telefon do szkoły", "member_id": self.member.id, "deadline": str(self.today),
            })],
            "agenda_ids": [Command.create({"name": "Sprawy różne", "notes": "Nie było."})],
        }, specification={"course": {}})
        self.assertEqual(meeting.course, "Rozmawiano o szkole.")
        self.assertEqual(set(meeting.participant_ids.mapped("presence")), {"present"})
        self._rpc(self.tomasz, meeting, "action_hold")
        self.assertEqual(meeting.state, "held")
        self.assertEqual(meeting.decision_ids.activity_id.user_id, self.tomasz)
        self._rpc(self.tomasz, meeting.decision_ids, "unlink")
        self.assertFalse(meeting.decision_ids)

    def test_the_form_of_who_takes_minutes(self):
        meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
        with Form(meeting.with_user(self.tomasz)) as form:
            form.course = "Przebieg rozmowy"
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.start = "2026-01-01 10:00:00"
        self.assertEqual(meeting.course, "Przebieg rozmowy")
        other = self._meeting(days=1, chair_id=self.anna.partner_id.id)
        with Form(other.with_user(self.tomasz)) as form, self.assertRaisesRegex(AssertionError, "readonly"):
            form.course = "Nie moje"

    def test_only_that_meeting(self):
        meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
        other = self._meeting(days=3)
        self.assertNoDoor(self.tomasz, other, {"course": "Nie moje"})
        self.assertNoDoor(self.tomasz, other.participant_ids[:1], {"presence": "absent"})
        self.assertNoDoor(self.tomasz, other.participant_ids[:1], {}, "unlink")
        self.assertNoDoor(self.tomasz, other.agenda_ids[:1], {"is_done": True})
        for values in (
            {"meeting_id": other.id, "kind": "guest", "guest_name": "Obcy"},
            {"meeting_id": other.id, "name": "Zadanie", "member_id": self.member.id, "deadline": str(self.today)},
        ):
            model = "participant" if "kind" in values else "decision"
            records = meeting.participant_ids if model == "participant" else self.env["kooperacje.decision"]
            self.assertNoDoor(self.tomasz, records, values, "create")
        line = meeting.agenda_ids[:1]
        self.assertNoDoor(self.tomasz, line, {"meeting_id": other.id})

    def test_only_what_is_written_at_a_meeting(self):
        meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
        plan = self._plan()
        for values in (
            {"chair_id": self.tomasz.partner_id.id}, {"minute_taker_id": False}, {"start": "2026-01-01 10:00:00"},
            {"kind": "consultation"}, {"plan_id": plan.id}, {"diagnosis_id": False}, {"document_date": "2026-01-01"},
            {"document_reference": "ZS.1"}, {"document_state": "signed"}, {"state": "held"}, {"team_id": False},
        ):
            with self.subTest(values=values):
                self.assertNoDoor(self.tomasz, meeting, values)
        for method in ("action_cancel", "action_prepare_plan", "action_prepare_secrecy", "action_issue"):
            with self.subTest(method=method), self.assertRefused("", (AccessError, UserError)):
                self._rpc(self.tomasz, meeting, method)
        self.assertEqual((meeting.state, meeting.document_state), ("planned", "draft"))

    def test_never_the_case(self):
        meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
        plan = self._plan()
        meeting.plan_id = plan
        for record, values in (
            (self.case, {"resources": "…"}), (self.team, {"name": "ZZK/1"}), (self.member, {"role": "…"}),
            (plan, {"main_goal": "…"}), (plan.goal_ids, {"name": "…"}), (self.consent, {"document_date": "2026-01-01"}),
            (self.case.case_person_ids[:1], {"in_household": False}),
        ):
            with self.subTest(model=record._name):
                self.assertNoDoor(self.tomasz, record, values)
                with self.assertRefused("", (AccessError, UserError)):
                    self._rpc(self.tomasz, meeting, "write", {"participant_ids": [
                        Command.update(meeting.participant_ids[0].id, {"case_id": self.case.id + 1}),
                    ]})

    def test_the_door_closes(self):
        """With the signature, the calling off, the turn of somebody else, the withdrawal and the end of the role."""
        closings = {
            "signed": lambda meeting: meeting.sudo()._unguarded("kooperacje.document.mixin").write({
                "document_state": "signed", "signed_on": self.today,
            }),
            "cancelled": lambda meeting: meeting.action_cancel(),
            "turn": lambda meeting: meeting.write({"minute_taker_id": self.anna.partner_id.id}),
            "consent": lambda _meeting: self.consent.sudo().write({"document_state": "void"}),
            "role": lambda _meeting: self.tomasz.sudo().role_assignment_ids.write({
                "date_to": self.today.replace(year=self.today.year - 1),
            }),
        }
        for name, close in closings.items():
            with self.subTest(name), self._undone():
                meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
                line = meeting.participant_ids[:1]
                self._rpc(self.tomasz, meeting, "write", {"next_start": False})
                close(meeting)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertNoDoor(self.tomasz, meeting, {"next_start": "2027-01-01 10:00:00"})
                self.assertNoDoor(self.tomasz, line, {"presence": "absent"})

    def test_who_takes_minutes_without_a_part_in_the_case(self):
        """Put down by mistake: the name on the meeting opens no case, whatever the role."""
        portal = new_test_user(self.env, "portal.rota", groups="base.group_portal")
        plain = new_test_user(self.env, "plain.rota", groups="base.group_user")
        for user in (
            self.jan, self.piotr, self.ewa, self.zofia, self.robert, self.irena, self.adam, self.urszula, self.olga,
            portal, plain,
        ):
            with self.subTest(user.login):
                meeting = self._meeting(days=-1, kind="team_next")
                meeting.minute_taker_id = meeting.chair_id = user.partner_id
                self.env.flush_all()
                self.assertNoDoor(user, meeting, {"course": "…"})
                self.assertNoDoor(user, meeting.participant_ids[:1], {"presence": "absent"})
                with self.assertRefused("", (AccessError, UserError)):
                    self._rpc(user, meeting, "action_hold")
                with self.assertRefused("", (AccessError, UserError)):
                    self._rpc(user, meeting, "read", ["course"])

    def test_a_colleague_of_the_office_who_takes_minutes(self):
        """Jan sits in the team of Anna's family: he writes its minutes, not the case."""
        self._member(self.team, self.jan, self.ops)
        meeting = self._meeting(days=-1, minute_taker_id=self.jan.partner_id.id)
        self._rpc(self.jan, meeting, "write", {"course": "Spisał Jan"})
        self.assertEqual(meeting.course, "Spisał Jan")
        self.assertNoDoor(self.jan, meeting, {"chair_id": self.jan.partner_id.id})
        self.assertNoDoor(self.jan, self.case, {"resources": "…"})

    def test_files_notes_and_followers_of_others_stay(self):
        """The door leads to the minutes: what colleagues have filed, noted and follow is not behind it."""
        meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
        file = self.env["ir.attachment"].with_user(self.anna).create({
            "name": "lista.pdf", "raw": b"%PDF-1.4", "res_model": meeting._name, "res_id": meeting.id,
        })
        note = meeting.with_user(self.anna).message_post(body="Notatka Anny", attachment_ids=[])
        meeting.with_user(self.anna).message_subscribe(self.anna.partner_id.ids)
        activity = meeting.with_user(self.anna).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.anna.id, summary="Zadzwonić",
        )
        self.env.flush_all()
        for record, values in ((file, {"raw": False}), (file, {"name": "inna.pdf"}), (note, {"body": "…"}),
                               (activity, {"summary": "…"})):
            with self.subTest(model=record._name, values=values), self._undone():
                self.assertNoDoor(self.tomasz, record, values)
        for record in (file, note, activity):
            with self.subTest(model=record._name, operation="unlink"), self._undone():
                self.assertNoDoor(self.tomasz, record, {}, "unlink")
        for method, people in (
            ("message_unsubscribe", self.anna.partner_id), ("message_subscribe", self.jan.partner_id),
        ):
            with self.subTest(method), self._undone(), self.assertRefused("", (AccessError, UserError)):
                self._rpc(self.tomasz, meeting, method, people.ids)
        self._rpc(self.tomasz, meeting, "message_subscribe", self.tomasz.partner_id.ids)
        mine = self.env["ir.attachment"].with_user(self.tomasz).create({
            "name": "obecni.pdf", "raw": b"%PDF-1.4", "res_model": meeting._name, "res_id": meeting.id,
        })
        self._rpc(self.tomasz, mine, "unlink")
        self._rpc(self.anna, file, "unlink")
        self.assertIn(self.anna.partner_id, meeting.message_partner_ids)

    def test_the_agenda_of_another_office_is_not_taken_over(self):
        """Whose scenario it is is asked of the meeting, of everybody who chooses one."""
        meeting = self._meeting(days=1, minute_taker_id=self.tomasz.partner_id.id)
        foreign = self.env["kooperacje.agenda.scenario"].sudo().create({
            "name": "Obcy", "kind": meeting.kind, "company_id": self.company_nur.id,
            "item_ids": [Command.create({"name": "Punkt obcego urzędu"})],
        })
        for user in (self.tomasz, self.anna):
            with self.subTest(user.login), self._undone():
                told = self._rpc(user, meeting, "onchange", {"scenario_id": foreign.id}, ["scenario_id"], {
                    "scenario_id": {}, "agenda_ids": {"fields": {"name": {}}},
                })
                self.assertNotIn("Punkt obcego", str(told))
                self.assertNoDoor(user, meeting, {"scenario_id": foreign.id})

    def test_what_is_not_shared_is_not_written(self):
        self.consent.statement_ids.filtered("institution_id").scope_ids = self.env["kooperacje.data.scope"].search([
            ("id", "!=", self.env.ref(SUPPORT).id),
        ], limit=1)
        meeting = self._meeting(days=-1, minute_taker_id=self.tomasz.partner_id.id)
        with self.assertRefused("not shared with your institution"):
            self._rpc(self.tomasz, meeting, "write", {"course": "…"})
        self._rpc(self.tomasz, meeting, "action_all_present")
        self.assertEqual(set(meeting.participant_ids.mapped("presence")), {"present"})

    # A partnership

    def test_the_moderator_of_a_partnership(self):
        meeting = self._meeting(days=-1, user=self.piotr, kind="partnership")
        self.assertNoDoor(self.ewa, meeting, {"course": "…"})
        meeting.chair_id = self.ewa.partner_id
        self._rpc(self.ewa, meeting, "write", {
            "course": "Omówiono plan roku.",
            "participant_ids": [Command.create({"kind": "guest", "guest_name": "Wójt", "presence": "present"})],
            "decision_ids": [Command.create({
                "name": "Ulotka", "partner_id": self.school.id, "deadline": str(self.today),
            })],
        })
        self._rpc(self.ewa, meeting, "action_hold")
        self.assertEqual((meeting.state, meeting.course), ("held", "Omówiono plan roku."))
        for method in ("action_issue", "action_invite", "action_cancel"):
            with self.subTest(method), self.assertRefused("", (AccessError, UserError)):
                self._rpc(self.ewa, meeting, method)
        other = self._meeting(days=3, user=self.piotr, kind="partnership")
        self.assertNoDoor(self.ewa, other, {"course": "…"})
        self.assertNoDoor(self.ewa, self.partnership, {"name": "…"})
        meeting.chair_id = self.olga.partner_id
        self.env.flush_all()
        self.assertNoDoor(self.olga, meeting, {"course": "…"})


@tagged("post_install", "-at_install")
class TestOwnPart(RotaCommon):
    """A member prepares the own part of the protocol before the meeting and sees it in it."""

    def _line(self, meeting):
        return self._participant(meeting, self.member)

    def test_prepared_before_and_printed(self):
        meeting = self._meeting(days=3)
        mine = meeting.with_user(self.tomasz)
        action = self._rpc(self.tomasz, meeting, "action_prepare_part")
        self.assertEqual(action["res_id"], self._line(meeting).id)
        form = Form(self._line(meeting).with_user(self.tomasz), view=action["views"][0][0])
        form.own_part = "Kuba był na trzech zajęciach."
        form.save()
        self.assertEqual(mine.prepared_ids, self._line(meeting))
        self.assertEqual(mine.prepared_ids.own_part, "Kuba był na trzech zajęciach.")
        html = self.env["ir.actions.report"]._render_qweb_html("kooperacje.report_meeting", meeting.ids)[0].decode()
        self.assertIn("Kuba był na trzech zajęciach.", html)

    def test_only_the_own_part(self):
        meeting = self._meeting(days=3)
        mine, annas = self._line(meeting), self._participant(meeting, self.member_anna)
        self.assertNoDoor(self.tomasz, annas, {"own_part": "…"})
        self.assertNoDoor(self.tomasz, mine, {"presence": "present"})
        self.assertNoDoor(self.tomasz, mine, {"own_part": "…", "presence": "present"})
        self.assertNoDoor(self.tomasz, mine, {}, "unlink")
        self.assertNoDoor(self.tomasz, meeting, {"participant_ids": [Command.update(mine.id, {"own_part": "…"})]})
        self.assertEqual(mine.presence, "invited")
        with self.assertRefused("not on the list"):
            self._rpc(self.maria, meeting, "action_prepare_part")

    def test_own_words_stay_the_own(self):
        """An institution with which the course is not shared writes and reads its own part, not that of others."""
        self.consent.statement_ids.filtered("institution_id").scope_ids = self.env["kooperacje.data.scope"].search([
            ("id", "!=", self.env.ref(SUPPORT).id),
        ], limit=1)
        meeting = self._meeting(days=3)
        self._rpc(self.tomasz, self._line(meeting), "write", {"own_part": "Moje"})
        self._participant(meeting, self.member_anna).own_part = "Anny"
        self.env.flush_all()
        self.env.invalidate_all()
        lines = meeting.with_user(self.tomasz).participant_ids.filtered("member_id")
        self.assertEqual({line.member_id: line.own_part for line in lines}, {
            self.member: "Moje", self.member_anna: False,
        })
        self.assertFalse(lines.search([("own_part", "=", "Anny"), ("meeting_id", "=", meeting.id)]))

    def test_who_keeps_the_list_does_not_read_what_others_wrote(self):
        """Own words are those of the line as it was written: nobody takes another's line over to read them."""
        self.consent.statement_ids.filtered("institution_id").scope_ids = self.env["kooperacje.data.scope"].search([
            ("id", "!=", self.env.ref(SUPPORT).id),
        ], limit=1)
        meeting = self._meeting(days=3, minute_taker_id=self.tomasz.partner_id.id)
        annas = self._participant(meeting, self.member_anna)
        annas.own_part = "Anny"
        self.env.flush_all()
        self.env.invalidate_all()
        for values in (
            {"member_id": False, "kind": "guest", "partner_id": self.tomasz.partner_id.id},
            {"member_id": self.member.id},
        ):
            with self.subTest(values=values), self._undone():
                told = self._rpc(self.tomasz, annas, "onchange", values, list(values), {
                    **{name: {} for name in values}, "own_part": {}, "is_own": {},
                })
                self.assertNotIn("Anny", str(told))
                told = self._rpc(self.tomasz, meeting, "onchange", {
                    "participant_ids": [Command.update(annas.id, values)],
                }, ["participant_ids"], {"participant_ids": {"fields": {
                    **{name: {} for name in values}, "own_part": {}, "is_own": {},
                }}})
                self.assertNotIn("Anny", str(told))
            with self.subTest(values=values, saved=True), self._undone():
                self._line(meeting).unlink()
                self.assertNoDoor(self.tomasz, annas, values)

    def test_closed_with_the_protocol(self):
        meeting = self._held()
        self._rpc(self.tomasz, self._line(meeting), "write", {"own_part": "Moje"})
        meeting.sudo()._unguarded("kooperacje.document.mixin").document_state = "issued"
        self.assertNoDoor(self.tomasz, self._line(meeting), {"own_part": "Inne"})

    def test_a_member_of_the_partnership(self):
        meeting = self._meeting(days=3, user=self.piotr, kind="partnership")
        line = self.env["kooperacje.meeting.participant"].with_user(self.piotr).create({
            "meeting_id": meeting.id, "kind": "institution", "partner_id": self.ewa.partner_id.id,
        })
        self._rpc(self.ewa, line, "write", {"own_part": "Szkoła proponuje świetlicę."})
        self.assertNoDoor(self.tomasz, line, {"own_part": "…"})
        self.assertNoDoor(self.ewa, line, {"presence": "present"})
        html = self.env["ir.actions.report"]._render_qweb_html("kooperacje.report_meeting", meeting.ids)[0].decode()
        self.assertIn("Szkoła proponuje świetlicę.", html)

    def test_queries(self):
        """As many for ten at the table as for a hundred."""
        costs = []
        for count in (10, 100):
            meeting = self._meeting(days=3, kind="team_next")
            meeting.participant_ids = [
                Command.create({"kind": "guest", "guest_name": f"Gość {number}"}) for number in range(count)
            ]
            costs.append(self._read_cost(meeting, {
                "user_hand": {}, "prepared_ids": {"fields": {"own_part": {}}},
                "participant_ids": {"fields": {"own_part": {}, "is_own": {}, "presence": {}}},
            }))
        self.assertEqual(*costs)

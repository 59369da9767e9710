import base64
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..access.migrations import migrate
from .common import PrivacyCommon
from .test_closing_doors import LOUD, SECRET, DoorsCommon

PDF = base64.b64encode(b"%PDF-1.4")


class ScopeMixin:
    """The family's needs of three kinds: health (scope health), housing (scope housing), and one with no scope."""

    @classmethod
    def _set_up_scopes(cls):
        for code in ("identity", "family", "health", "housing", "support"):
            setattr(cls, f"scope_{code}", cls.env.ref(f"kooperacje.data_scope_{code}"))
        Need = cls.env["kooperacje.need"]
        cls.kind_health, cls.kind_housing, cls.kind_plain = Need.create([
            {"code": "S1", "name": "Leczenie", "scope_id": cls.scope_health.id},
            {"code": "S2", "name": "Mieszkanie", "scope_id": cls.scope_housing.id},
            {"code": "S3", "name": "Dojazd"},
        ])
        cls.need_health, cls.need_housing, cls.need_plain = cls.env["kooperacje.case.need"].create([
            {"case_id": cls.case.id, "need_id": need.id, "note": SECRET}
            for need in (cls.kind_health, cls.kind_housing, cls.kind_plain)
        ])
        cls.needs = cls.need_health | cls.need_housing | cls.need_plain

    @classmethod
    def _share(cls, *scopes):
        """What the family shares with the counselling centre from now on."""
        cls.sharing.scope_ids = [Command.set([scope.id for scope in scopes])]
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestCaseScoped(ScopeMixin, PrivacyCommon):
    """What of the case a partner institution reads follows the scopes the consent names (K3D-181, docs/law.md §4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_scopes()

    def _seen(self, user):
        """Needs of the case that ``user`` sees: by a search, and by the record rule on the records; they must agree."""
        self.env.invalidate_all()
        found = self.env["kooperacje.case.need"].with_user(user).search([("case_id", "=", self.case.id)])
        self.assertEqual(found, self.needs.with_user(user)._filtered_access("read"))
        return found.with_env(self.env)

    def test_a_need_bears_the_scope_of_its_kind(self):
        self.assertEqual(self.need_health.scope_id, self.scope_health)
        self.assertFalse(self.need_plain.scope_id)
        self.need_plain.scope_id = self.scope_family
        self.assertFalse(self.kind_plain.scope_id, "the office says otherwise for this family only")

    def test_dictionary_says_what_a_need_tells(self):
        """Every reason of art. 7 and every area of services tells something of a family."""
        needs = self.env["kooperacje.need"].search([("kind", "in", ("reason", "area"))])
        self.assertTrue(needs)
        loaded = self.env["ir.model.data"].search([("model", "=", "kooperacje.need"), ("module", "=", "kooperacje")])
        self.assertTrue(set(needs.filtered("scope_id").ids) <= set(loaded.mapped("res_id")))

    def test_a_guest_sees_the_scopes_shared(self):
        for shared, expected in (
            ((), self.need_plain),
            ((self.scope_health,), self.need_plain | self.need_health),
            ((self.scope_housing, self.scope_identity), self.need_plain | self.need_housing),
            ((self.scope_housing, self.scope_health), self.needs),
        ):
            self._share(*shared)
            self.assertEqual(self._seen(self.tomasz), expected)

    def test_the_office_sees_all(self):
        """Case manager, head and a colleague in the team are of the controller itself (art. 100 ust. 2 u.p.s.)."""
        self._share()
        for user in (self.anna, self.maria, self.jan):
            self.assertEqual(self._seen(user), self.needs)
            self.assertEqual(self.case.with_user(user).need_words, SECRET)
            self.assertEqual(self.person.with_user(user).display_name, "Halina Kowalska")

    def test_needs_named_first_are_told_by_the_lines_alone(self):
        """A specialist's page asks for all its fields at once, some of which are counted past the rules."""
        self._share(self.scope_health)
        for user in (self.tomasz, self.anna):
            self.env.invalidate_all()
            [page] = self.case.with_user(user).web_read({
                "next_step": {}, "due_items": {}, "first_need_ids": {}, "need_line_ids": {"fields": {"need_id": {}}},
            })
            self.assertEqual(page["first_need_ids"], [])
            seen = self.needs if user == self.anna else self.need_plain | self.need_health
            self.assertLessEqual(set(seen.ids), {line["id"] for line in page["need_line_ids"]})
            self.assertEqual(self.need_housing.id in {line["id"] for line in page["need_line_ids"]}, user == self.anna)

    def test_a_surname_finds_the_case_for_whoever_reads_names(self):
        """The first field of the search: the code for every reader, the name with the scope of identity alone."""
        arch = etree.fromstring(self.env["kooperacje.case"].get_view(view_type="search")["arch"])
        words = arch.find(".//field").get("filter_domain")

        def found(user, text):
            return self.env["kooperacje.case"].with_user(user).search(safe_eval(words, {"self": text}))

        for shared, seen in ((self.scope_health, False), (self.scope_identity, True)):
            self._share(shared)
            self.env.invalidate_all()
            self.assertEqual(self.case in found(self.tomasz, "Kowalska"), seen, shared.code)
            self.assertIn(self.case, found(self.tomasz, self.case.name))
            self.assertIn(self.case, found(self.anna, "Kowalska"))

    def test_what_is_remembered_ends_with_the_access(self):
        """One transaction asks once who may read a case; nothing is kept past what changes the answer."""
        Access = self.env["kooperacje.access"].with_user(self.tomasz)
        need = self.need_health.with_user(self.tomasz)
        self._share(self.scope_health)
        self.assertEqual(Access._open_scopes(self.case.ids), {self.case.id: {self.scope_health.id}})
        self.assertTrue(need.user_can_read)
        for narrower in (self.scope_housing, self.scope_health):
            self.sharing.scope_ids = [Command.set(narrower.ids)]
            self.assertEqual(Access._open_scopes(self.case.ids), {self.case.id: set(narrower.ids)})
            self.assertEqual(need.user_can_read, narrower == self.scope_health)
        self.sharing.withdrawn_on = self.today
        self.assertEqual(Access._open_scopes(self.case.ids), {})
        self.assertFalse(need.user_can_read)
        self.assertEqual(Access.with_user(self.anna)._open_scopes(self.case.ids), {self.case.id: None})

    def test_lines_are_read_where_they_are_found(self):
        case = self.case.with_user(self.anna)
        for _turn in ("warm", "measured"):
            self.env.flush_all()
            self.env.invalidate_all()
            lines = case.need_line_ids
            before = self.env.cr.sql_log_count
            self.assertEqual(set(lines.mapped("note")), {SECRET})
            asked = self.env.cr.sql_log_count - before
        self.assertEqual(asked, 0, "they are not read again")

    def test_what_is_remembered_holds_to_midnight(self):
        """In one transaction, with nothing forgotten in between."""
        Access = self.env["kooperacje.access"].with_user(self.tomasz)
        self._share(self.scope_health)
        self.sharing.date_to = self.today
        self.assertTrue(Access._open_scopes(self.case.ids))
        with freeze_time(self.env.cr.now() + timedelta(days=1)):
            self.assertFalse(Access._open_scopes(self.case.ids))
        self.assertTrue(Access._open_scopes(self.case.ids))

    def test_what_is_remembered_is_undone_with_the_rest(self):
        Access = self.env["kooperacje.access"].with_user(self.tomasz)
        self._share(self.scope_health)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.sharing.scope_ids = [Command.set(self.scope_housing.ids)]
            self.assertEqual(Access._open_scopes(self.case.ids), {self.case.id: set(self.scope_housing.ids)})
            raise ZeroDivisionError
        self.assertEqual(Access._open_scopes(self.case.ids), {self.case.id: {self.scope_health.id}})

    def test_the_access_is_asked_once(self):
        """The case, its lines, their texts and what hangs on them: one query of the access relation."""
        self._share(self.scope_health)
        case, needs = self.case.with_user(self.tomasz), self.need_health.with_user(self.tomasz)
        case.name, needs.note  # noqa: B018 what is kept in memory is there
        self.env.invalidate_all()
        with patch.object(
            type(self.env["kooperacje.access"]), "_open_rows", autospec=True,
            side_effect=type(self.env["kooperacje.access"])._open_rows,
        ) as asked:
            self.assertTrue(case.user_can_read)
            self.assertFalse(case.user_can_write)
            self.assertFalse(case.need_words)
            self.assertEqual(needs.note, SECRET)
            self.assertTrue(needs.user_can_read)
            self.assertTrue(needs._attached_open())
        self.assertEqual(asked.call_count, 1)

    def test_each_institution_its_own(self):
        self._share(self.scope_health)
        self._consent(self.case, self.ngo, scopes=self.scope_housing)
        self.assertEqual(self._seen(self.tomasz), self.need_plain | self.need_health)
        self.assertEqual(self._seen(self.zofia), self.need_plain | self.need_housing)

    def test_two_consents_add_up(self):
        self._share(self.scope_health)
        self._consent(self.case, self.ppp, scopes=self.scope_housing)
        self.assertEqual(self._seen(self.tomasz), self.needs)
        rows = self.case.access_ids.filtered(lambda row: row.user_id == self.tomasz)
        self.assertEqual({tuple(row.scopes) for row in rows}, {(self.scope_health.id,), (self.scope_housing.id,)})

    def test_a_scope_ends_at_midnight(self):
        self._share(self.scope_health, self.scope_housing)
        self.sharing.date_to = self.today
        self._consent(self.case, self.ppp, scopes=self.scope_housing)
        self.assertEqual(self._seen(self.tomasz), self.needs)
        with freeze_time(f"{self.tomorrow} 12:00"):
            self.assertEqual(self._seen(self.tomasz), self.need_plain | self.need_housing)

    def test_a_scope_opens_on_its_day(self):
        self._share(self.scope_housing)
        self._consent(self.case, self.ppp, scopes=self.scope_health, date_from=self.tomorrow)
        self.assertEqual(self._seen(self.tomasz), self.need_plain | self.need_housing)
        with freeze_time(f"{self.tomorrow} 12:00"):
            self.assertEqual(self._seen(self.tomasz), self.needs)

    def test_the_relation_says_what_is_shared(self):
        """The head and the data-protection officer see it in the list of who can see the case."""
        self._share(self.scope_health)
        rows = self.case.access_ids.filtered(lambda row: row.user_id == self.tomasz).with_user(self.irena)
        self.assertEqual(rows.scope_ids, self.scope_health)
        self.assertFalse(self.case.access_ids.filtered(lambda row: row.user_id == self.anna).scope_ids)

    def test_rows_from_before_the_scopes_open_nothing(self):
        """An update closes what it cannot narrow, and opens again what the family shares."""
        self._share(self.scope_health)
        self.env.cr.execute("UPDATE kooperacje_access SET scopes = NULL WHERE case_id = %s", [self.case.id])
        for _run in ("first", "again"):
            migrate(self.env, "19.0.2.0.0", "post-closed_doors")
            self.assertEqual(self._seen(self.tomasz), self.need_plain | self.need_health)
            rows = self.case.access_ids.filtered(lambda row: row.user_id == self.tomasz)
            self.assertEqual(rows.mapped("scopes"), [[self.scope_health.id]])

    def _protocol(self):
        """A meeting of the team with all that is written down of one, and its papers."""
        meeting = self.env["kooperacje.meeting"].create({
            "team_id": self.team.id, "start": fields.Datetime.now() + timedelta(days=1), "location": "OPS",
            "family_absence_reason": SECRET, "family_perspective": SECRET, "worker_perspective": SECRET,
            "members_perspective": SECRET, "course": SECRET, "outcome_note": SECRET,
        })
        meeting.write({"document_pdf": PDF, "signed_copy": PDF})
        self.env["kooperacje.meeting.agenda"].create({
            "meeting_id": meeting.id, "name": "Omówienie", "notes": SECRET,
        })
        self.env.flush_all()
        self.env.invalidate_all()
        return meeting

    def test_the_protocol_is_shared_as_previous_support(self):
        """Who sat at the table heard it; the institution reads on only what the family shares (K3D-181, 186)."""
        meeting = self._protocol()
        texts = sorted(name for name, scope in meeting._scoped_fields().items() if scope)
        points = meeting.agenda_ids.filtered("notes")
        (self.tomasz | self.anna | self.jan).group_ids += self.env.ref("base.group_allow_export")
        for user, shared, is_open in (
            (self.tomasz, [self.scope_family, self.scope_health], False), (self.tomasz, [self.scope_support], True),
            (self.anna, [self.scope_family], True), (self.jan, [self.scope_family], True),
        ):
            self._share(*shared)
            self.env.invalidate_all()
            mine = meeting.with_user(user)
            with self.subTest(user=user.login, shared=[scope.code for scope in shared]):
                values = mine.read(texts)[0]
                self.assertEqual({bool(values[name]) for name in texts}, {is_open})
                self.assertEqual(bool(points.with_user(user).read(["notes"])[0]["notes"]), is_open)
                self.assertEqual(mine.read(["location"])[0]["location"], "OPS", "the meeting itself stays open")
                exported = str(mine.export_data(["course", "agenda_ids/notes"]))
                self.assertEqual(SECRET in exported, is_open)
                for name in ("course", "family_perspective"):
                    self.assertEqual(
                        bool(mine.search_count([("id", "=", meeting.id), (name, "ilike", SECRET)])), is_open,
                    )
                found = points.with_user(user).search_count([("id", "in", points.ids), ("notes", "ilike", SECRET)])
                self.assertEqual(bool(found), is_open)

    def test_papers_that_hold_all_at_once_are_for_the_office(self):
        """Protocol and card of a diagnosis hold areas and names that no single scope covers."""
        diagnosis = self.env["kooperacje.diagnosis"].create({"case_id": self.case.id, "family_words": SECRET})
        papers = self._protocol(), diagnosis
        diagnosis.write({"document_pdf": PDF, "signed_copy": PDF})
        self.sharing.scope_ids = self.env["kooperacje.data.scope"].search([("code", "!=", "HEALTH")])
        self.env.flush_all()
        self.env.invalidate_all()
        for paper in papers:
            for user, is_open in ((self.tomasz, False), (self.anna, True), (self.jan, True)):
                mine = paper.with_user(user)
                with self.subTest(paper=paper._name, user=user.login):
                    self.assertTrue(mine.has_access("read"))
                    for name in ("document_pdf", "signed_copy"):
                        self.assertEqual(bool(mine.read([name])[0][name]), is_open)
                        self.assertEqual(
                            bool(mine.search_count([("id", "=", paper.id), (name, "!=", False)])), is_open,
                        )

    def test_what_the_family_says_of_a_goal_is_shared_as_previous_support(self):
        plan = self.env["kooperacje.plan"].create({"case_id": self.case.id})
        goal = self.env["kooperacje.goal"].create({
            "plan_id": plan.id, "name": "Szkoła", **dict.fromkeys(
                ("level_m2", "level_m1", "level_0", "level_p1", "level_p2"), "opis",
            ),
        })
        plan._freeze(self.today)
        rating = self.env["kooperacje.goal.rating"].create({
            "goal_id": goal.id, "level": "1", "family_view": SECRET, "note": SECRET,
        })
        for shared, is_open in ((self.scope_family, False), (self.scope_support, True)):
            self._share(shared)
            self.env.invalidate_all()
            values = rating.with_user(self.tomasz).read(["level", "family_view", "note"])[0]
            self.assertEqual(values["level"], "1", "how far the team has come is for the team")
            self.assertEqual((bool(values["family_view"]), bool(values["note"])), (is_open, is_open))

    def test_the_column_behind_a_text_is_nobodys(self):
        meeting = self._protocol()
        for name in meeting._scoped_fields():
            with self.subTest(name), mute_logger(*LOUD), self.assertRaises(AccessError):
                meeting.with_user(self.anna).read([f"{name}_kept"])
            with self.subTest(name), mute_logger(*LOUD), self.assertRaises(AccessError):
                meeting.with_user(self.anna).write({f"{name}_kept": False})

    def test_files_of_the_protocol_close_with_it(self):
        meeting = self._protocol()
        files = self.env["ir.attachment"].search([
            ("res_model", "=", meeting._name), ("res_id", "=", meeting.id), ("res_field", "!=", False),
        ])
        self.assertEqual(len(files), 2)
        self._share(self.scope_family)
        self.env.invalidate_all()
        for user in (self.tomasz, self.anna):
            with self.subTest(user.login), mute_logger(*LOUD), self.assertRaises(AccessError):
                files.with_user(user).read(["datas"])

    def test_what_is_written_is_not_read_as_it_was(self):
        """The program, as superuser, sees what the user has just typed."""
        meeting = self._protocol()
        mine = meeting.with_user(self.anna)
        self.assertEqual(mine.sudo().course, SECRET)
        mine.course = "Inaczej"
        self.assertEqual((mine.course, mine.sudo().course), ("Inaczej", "Inaczej"))

    def test_what_was_typed_before_a_text_bore_a_scope_stays(self):
        meeting = self._protocol()
        self.env.cr.execute("ALTER TABLE kooperacje_meeting RENAME COLUMN course_kept TO course")
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_field = 'document_pdf' WHERE res_field = 'document_pdf_kept'",
        )
        for _run in ("first", "again"):
            migrate(self.env, "19.0.2.0.0", "pre-scoped_texts")
            self.assertEqual(meeting.with_user(self.anna).course, SECRET)
            self.assertTrue(meeting.with_user(self.anna).document_pdf)

    def test_a_scope_in_use_cannot_be_deleted(self):
        """It would open the records that bear it, and take it out of the consents."""
        for scope in (self.scope_health, self.scope_identity):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                scope.unlink()

    def test_another_case_shares_nothing_here(self):
        """Tomasz reads health in one family; that opens no health in another."""
        other = self._case(self.anna, self._person("Zając", "Jan"))
        self._consent(other, self.ppp, scopes=self.scope_housing)
        self._team(other, self.tomasz)
        need = self.env["kooperacje.case.need"].create({"case_id": other.id, "need_id": self.kind_health.id})
        self._share(self.scope_health)
        self.assertFalse(need.with_user(self.tomasz)._filtered_access("read"))
        self.assertFalse(self.env["kooperacje.case.need"].with_user(self.tomasz).search([("id", "=", need.id)]))
        self.assertTrue(self.need_health.with_user(self.tomasz)._filtered_access("read"))

    # Texts of the case

    def test_texts_are_empty_to_whom_they_are_not_shared(self):
        self.case.write({"resources": "Babcia pomaga", "limits": "Długi"})
        self._share(self.scope_identity)
        mine = self.case.with_user(self.tomasz)
        values = mine.read(["name", "need_words", "resources", "limits"])[0]
        self.assertTrue(values["name"])
        self.assertFalse(values["need_words"] or values["resources"] or values["limits"])
        self._share(self.scope_support)
        self.assertEqual(mine.read(["resources"])[0]["resources"], "Babcia pomaga")

    def test_texts_are_not_found_either(self):
        mine = self.env["kooperacje.case"].with_user(self.tomasz)
        questions = (
            [("need_words", "ilike", "szkoły")], [("need_words", "!=", False)], [("need_words", "=", SECRET)],
            [("need_words", "in", [SECRET])],
        )
        for domain in questions:
            self._share(self.scope_support)
            self.assertIn(self.case, mine.search(domain), domain)
            self._share()
            self.assertNotIn(self.case, mine.search(domain), domain)

    def test_a_wrong_guess_and_a_right_one_look_alike(self):
        """Neither a denial nor an order tells the text."""
        self._share()
        mine = self.env["kooperacje.case"].with_user(self.tomasz)
        here = [("id", "=", self.case.id)]
        for operator in ("not ilike", "!=", "not in"):
            answers = {
                bool(mine.search_count([*here, ("need_words", operator, [text] if operator == "not in" else text)]))
                for text in ("szkoły", SECRET, "nic takiego")
            }
            self.assertEqual(len(answers), 1, operator)
        for error, way in (
            (ValueError, lambda: mine.search(here, order="need_words")),
            (AccessError, lambda: mine.search(here, order="need_words_kept")),
            (ValueError, lambda: mine.formatted_read_group(here, ["need_words"], ["__count"])),
            (AccessError, lambda: mine.formatted_read_group(here, ["need_words_kept"], ["__count"])),
            (AccessError, lambda: mine.search([("need_words_kept", "ilike", "szkoły")])),
            (AccessError, lambda: mine.browse(self.case.id).read(["need_words_kept"])),
        ):
            with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(error):
                way()

    def test_texts_are_written_by_the_office(self):
        self.case.with_user(self.anna).write({"resources": "Ciotka pomaga", "limits": "Brak dojazdu"})
        self.env.invalidate_all()
        self.assertEqual(self.case.with_user(self.maria).resources, "Ciotka pomaga")
        self.assertEqual(self.case.resources_kept, "Ciotka pomaga")
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.case.with_user(self.tomasz).write({"resources": "x"})
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self.case.with_user(self.anna).write({"resources_kept": "x"})

    def test_whoever_does_not_see_a_text_does_not_overwrite_it(self):
        """A form saved by someone with a narrower view must not empty what it did not show."""
        self._share()
        mine = self.case.with_user(self.tomasz)
        with patch.object(type(self.case), "check_access", lambda *args: None), \
                self.assertRefused("not yours to change"):
            mine.need_words = "inne"

    # Persons

    def test_without_the_scope_of_identity_a_code_stands_for_the_name(self):
        self._share(self.scope_support)
        mine = self.person.with_user(self.tomasz)
        self.assertFalse(self.env["kooperacje.person"].with_user(self.tomasz).search([("id", "=", self.person.id)]))
        self.assertFalse(self.env["kooperacje.case.person"].with_user(self.tomasz).search([
            ("case_id", "=", self.case.id),
        ]))
        self.assertEqual(mine.display_name, f"Person {self.person.id}")
        self.assertEqual(mine.sudo().display_name, f"Person {self.person.id}", "names of links are read as superuser")
        self.assertFalse(self.case.with_user(self.tomasz).main_person_id)
        self._share(self.scope_identity)
        self.env.invalidate_all()
        self.assertEqual(mine.display_name, "Halina Kowalska")
        self.assertEqual(self.case.with_user(self.tomasz).main_person_id, self.person)

    def test_a_participant_is_a_number_to_others(self):
        self._share(self.scope_support)
        meeting = self.env["kooperacje.meeting"].create({
            "partnership_id": self.partnership.id, "team_id": self.team.id, "start": "2026-01-10 10:00:00",
            "participant_ids": [Command.create({"kind": "family", "person_id": self.person.id})],
        })
        self.env.invalidate_all()
        participants = meeting.with_user(self.tomasz).participant_ids.filtered(lambda one: one.kind == "family")
        self.assertEqual(
            participants.read(["person_id", "display_name"]),
            [{"id": one.id, "person_id": (self.person.id, f"Person {self.person.id}"),
              "display_name": f"Person {self.person.id}"} for one in participants],
        )

    def test_names_of_persons_of_nobody_and_of_new_ones(self):
        """A person just being registered has a name for the one who types it."""
        alone = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Ola", "last_name": "Nowa", "company_id": self.company.id,
        })
        self.assertEqual(alone.display_name, "Ola Nowa")
        self.assertEqual(self.env["kooperacje.person"].new({"first_name": "Jan"}).display_name, "Jan")

    # What hangs on it

    def test_the_chatter_goes_with_the_papers_of_the_case(self):
        message = self.case.with_user(self.anna).message_post(body=SECRET)
        self.assertEqual(message.scope_id, self.scope_support)
        mine = self.env["mail.message"].with_user(self.tomasz)
        for scopes, seen in (((self.scope_support,), True), ((self.scope_identity,), False)):
            self._share(*scopes)
            self.assertEqual(bool(mine.search([("id", "=", message.id)])), seen)
            self.assertEqual(bool(mine.browse(message.id)._filtered_access("read")), seen)
            self.assertEqual(bool(mine.search([("body", "ilike", "szkoły")])), seen)

    def test_what_is_said_is_not_guessed_by_a_search_of_its_document(self):
        """Core searches messages of a document past the rules of messages: bodies could be told letter by letter."""
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).create({
            "team_id": self.team.id, "start": self.today + timedelta(days=1),
        })
        documents = (self.case, meeting, self.consent)
        for document in documents:
            document.with_user(self.anna).message_post(
                body=SECRET, message_type="comment", subtype_xmlid="mail.mt_comment",
            )
        self.case.with_user(self.anna).activity_schedule("mail.mail_activity_data_todo", summary=SECRET)
        for user, scopes, expected in (
            (self.tomasz, (self.scope_support,), {"kooperacje.case", "kooperacje.meeting"}),
            (self.tomasz, (self.scope_identity,), set()), (self.irena, (self.scope_support,), set()),
        ):
            self._share(*scopes)
            for field in ("message_ids.body", "website_message_ids.body"):
                self.env.invalidate_all()
                found = {
                    document._name for document in documents if document.with_user(user).has_access("read")
                    and document.with_user(user).search([("id", "=", document.id), (field, "ilike", SECRET[:5])])
                }
                self.assertEqual(found, expected, (user.login, field))
        self._share(self.scope_identity)
        self.env.invalidate_all()
        mine = self.case.with_user(self.tomasz)
        self.assertFalse(mine.search([("activity_ids.summary", "=", SECRET)]))
        # One by one: what the user was shown of the activities would hide from the summary those he was not shown.
        for name, nothing in (("activity_summary", False), ("activity_ids", [])):
            self.env.invalidate_all()
            self.assertEqual(mine.read([name]), [{"id": self.case.id, name: nothing}])
        self.env.invalidate_all()
        self.assertEqual(self.case.with_user(self.anna).activity_summary, SECRET)

    def test_no_news_of_what_is_not_shared(self):
        self.case.message_subscribe(self.tomasz.partner_id.ids)
        self._share(self.scope_identity)
        message = self.case.with_user(self.anna).message_post(
            body="Nowe", subtype_xmlid="mail.mt_comment", message_type="comment",
            partner_ids=self.tomasz.partner_id.ids,
        )
        self.assertNotIn(self.tomasz.partner_id, message.notified_partner_ids)
        self._share(self.scope_support)
        message = self.case.with_user(self.anna).message_post(
            body="Nowe", subtype_xmlid="mail.mt_comment", message_type="comment",
            partner_ids=self.tomasz.partner_id.ids,
        )
        self.assertIn(self.tomasz.partner_id, message.notified_partner_ids)

    def test_files_of_the_case_go_with_its_papers(self):
        file = self.env["ir.attachment"].create({
            "name": "opinia.txt", "raw": SECRET.encode(), "res_model": "kooperacje.case", "res_id": self.case.id,
        })
        mine = self.env["ir.attachment"].with_user(self.tomasz)
        for scopes, seen in (((self.scope_support,), True), ((self.scope_identity,), False)):
            self._share(*scopes)
            self.env.invalidate_all()
            self.assertEqual(bool(mine.search([("res_model", "=", "kooperacje.case")])), seen)
            self.assertEqual(bool(mine.search([("id", "=", file.id)])), seen)
            self.assertEqual(bool(mine.browse(file.id)._filtered_access("read")), seen)
        self.assertTrue(file.with_user(self.anna)._filtered_access("read"))

    def test_chatter_and_files_of_a_meeting_go_with_what_was_said_there(self):
        """The task that follows from a decision stays its owner's: each has to know who does what by when (K3D-186)."""
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).create({
            "team_id": self.team.id, "start": self.today + timedelta(days=1),
        })
        message = meeting.message_post(body=SECRET)
        file = self.env["ir.attachment"].with_user(self.anna).create({
            "name": "notatka.txt", "raw": SECRET.encode(), "res_model": "kooperacje.meeting", "res_id": meeting.id,
        })
        task = meeting.activity_schedule("mail.mail_activity_data_todo", user_id=self.tomasz.id, summary="Telefon")
        self.assertEqual((message.scope_id, task.sudo().scope_id.id), (self.scope_support, False))
        for scopes, seen in (((self.scope_support,), True), ((self.scope_identity,), False)):
            self._share(*scopes)
            self.env.invalidate_all()
            for record in (message, file):
                mine = record.with_user(self.tomasz)
                self.assertEqual(bool(mine.search([("id", "=", record.id)])), seen, record._name)
                self.assertEqual(bool(mine._filtered_access("read")), seen, record._name)
            self.assertTrue(task.with_user(self.tomasz)._filtered_access("read"))
            self.assertTrue(meeting.with_user(self.tomasz)._filtered_access("read"), "place and time stay open")
        self.assertTrue(file.with_user(self.anna)._filtered_access("read"))

    def test_what_was_said_before_a_meeting_bore_a_scope_closes_too(self):
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).create({
            "team_id": self.team.id, "start": self.today + timedelta(days=1),
        })
        message = meeting.message_post(body=SECRET, partner_ids=self.jan.partner_id.ids)
        old = message.sudo() | self.case.message_post(body=SECRET)
        task = meeting.activity_schedule("mail.mail_activity_data_todo", user_id=self.tomasz.id).sudo()
        records = (message.sudo(), meeting.sudo().message_follower_ids, message.sudo().notification_ids)
        for record in (*records, old):
            record.scope_id = False
        self.env.flush_all()
        migrate(self.env, "19.0.2.0.0", "post-closed_doors")
        for record in records:
            self.assertTrue(record)
            self.assertEqual(record.scope_id, self.scope_support, record._name)
        self.assertEqual((old - message).scope_id, self.scope_support, "what is said beside the case itself")
        self.assertFalse(task.scope_id)

    def test_chatter_and_files_of_a_partnership_s_meeting_bear_no_scope(self):
        meeting = self.env["kooperacje.meeting"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "start": self.today + timedelta(days=1),
        })
        file = self.env["ir.attachment"].with_user(self.piotr).create({
            "name": "prezentacja.txt", "raw": b"x", "res_model": "kooperacje.meeting", "res_id": meeting.id,
        })
        self.assertFalse(meeting.message_post(body="Porządek obrad").scope_id)
        mine = file.with_user(self.tomasz)
        self.assertEqual(mine.search([("id", "=", file.id)]), mine._filtered_access("read"))
        self.assertEqual(bool(mine._filtered_access("read")), meeting.with_user(self.tomasz).has_access("read"))

    def test_files_of_other_documents_are_as_before(self):
        file = self.env["ir.attachment"].create({
            "name": "statut.txt", "raw": b"x", "res_model": "res.partner", "res_id": self.ppp.id,
        }).with_user(self.tomasz)
        self.assertTrue(file._filtered_access("read"))
        self.assertIn(file, file.search([("res_model", "=", "res.partner"), ("res_id", "=", self.ppp.id)]))
        own = self.env["ir.attachment"].with_user(self.tomasz).create({"name": "notatka.txt", "raw": b"x"})
        self.assertIn(own, own.search([("id", "=", own.id)]))

    def test_the_keys_follow_the_scope_of_the_document(self):
        """An activity on a need, or a file's message, moves with the need to another scope."""
        follower = self.env["mail.followers"].create({
            "res_model": "kooperacje.case.need", "res_id": self.need_health.id,
            "partner_id": self.anna.partner_id.id,
        })
        self.assertEqual(follower.scope_id, self.scope_health)
        self.need_health.with_user(self.anna).scope_id = self.scope_family
        self.assertEqual(follower.scope_id, self.scope_family)
        self.need_health.scope_id = False
        self.assertFalse(follower.scope_id)
        with self.assertRefused("set by the program"):
            follower.with_user(self.anna).write({"scope_id": False})

    # Cost

    def _cost(self, user, needs):
        self.env.flush_all()
        self.env.invalidate_all()
        needs = needs.with_user(user)
        needs.search([("id", "in", needs.ids)])  # what a process learns once
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        needs.web_search_read([("id", "in", needs.ids)], specification={"note": {}, "scope_id": {"fields": {}}})
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_records(self):
        """Ten needs or a hundred, of as many cases: the same number of queries, for a guest and for the office."""
        cases = self.env["kooperacje.case"].union(*(
            self._case(self.anna, self._person(f"Osoba {number}", "Jan")) for number in range(100)
        ))
        for case in cases:
            self._consent(case, self.ppp, scopes=self.scope_health)
            self._team(case, self.tomasz)
        needs = self.env["kooperacje.case.need"].create([
            {"case_id": case.id, "need_id": self.kind_health.id} for case in cases
        ])
        for user in (self.tomasz, self.anna):
            self.assertEqual(len(needs.with_user(user).search([("id", "in", needs.ids)])), 100)
            self.assertEqual(self._cost(user, needs[:10]), self._cost(user, needs), user.login)
        persons = self.env["kooperacje.person"].browse(cases.case_person_ids.person_id.ids)
        for user in (self.tomasz, self.anna):
            persons.with_user(user).mapped("display_name")  # what a process learns once
            counts = []
            for some in (persons[:10], persons):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.with_user(user).mapped("display_name")
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestNarrowing(ScopeMixin, DoorsCommon):
    """A narrower consent closes at once on every way what it no longer names, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_scopes()
        # Scopes other than those of the case's papers, of persons and of the need in question.
        cls.narrow = cls.scope_housing | cls.scope_family

    def _narrowed(self):
        """Ways that must close when only ``narrow`` is shared: names of ``_ways`` and ways to the need."""
        return {
            **{
                name: way for name, way in self._ways().items()
                if name.startswith(("kooperacje.person", "person of", "messages", "message of", "message sent",
                                    "thread", "inbox", "followers", "notification", "activit", "file"))
                or name == "kooperacje.case field of the search"
            },
            **self._record_ways("kooperacje.case.need", self.need_health, "note"),
            "text of the case": lambda: self.rpc("kooperacje.case", "read", self.case.ids, ["need_words"])[0][
                "need_words"],
            "text, exported": lambda: self.rpc(
                "kooperacje.case", "export_data", self.case.ids, ["need_words"])["datas"][0][0],
            "needs through the case": lambda: set(self.need_health.ids) & set(self.rpc(
                "kooperacje.case", "read", self.case.ids, ["need_line_ids"])[0]["need_line_ids"]),
            "persons through the case": lambda: self.rpc(
                "kooperacje.case", "read", self.case.ids, ["case_person_ids"])[0]["case_person_ids"],
            "need by a path": lambda: self.rpc("kooperacje.case", "search", [
                ("id", "=", self.case.id), ("need_line_ids", "any", [("need_id", "=", self.kind_health.id)])]),
            "name behind a link": lambda: "Kowalska" in str(self.rpc(
                "kooperacje.case.person", "search_read", [("case_id", "=", self.case.id)], ["person_id"])),
        }

    def setUp(self):
        super().setUp()
        self.assertEqual(set(self._narrowed()) - self._open_ways(self._narrowed()), set(), "all this is open before")

    def _assert_narrowed(self):
        self.assertEqual(self._open_ways(self._narrowed()), set())
        # The rest of the work goes on: the case by its code, the plan, the meeting, the needs that stay shared.
        still = self._open_ways({
            "case": lambda: self.rpc("kooperacje.case", "read", self.case.ids, ["name"]),
            "plan": lambda: self.rpc("kooperacje.plan", "read", self.plan.ids, ["main_goal"]),
            "meeting": lambda: self.rpc("kooperacje.meeting", "read", self.meeting.ids, ["start"]),
            "need": lambda: self.rpc("kooperacje.case.need", "read", self.need_housing.ids, ["note"]),
        })
        self.assertEqual(still, {"case", "plan", "meeting", "need"})

    def test_a_narrower_statement(self):
        self._share(*self.narrow)
        self._assert_narrowed()

    def test_a_narrower_paper(self):
        """As the office does it: the family signs a new paper, and the old statement gives way the same day."""
        paper = self._consent(
            self.case, self.ppp, state="draft", scopes=self.narrow, date_from=self.today,
        )
        paper.write({"document_state": "signed", "signed_on": self.today})
        paper._on_document_signed()
        self.assertEqual(self.sharing.withdrawn_on, self.today)
        self._assert_narrowed()

    def test_the_day_the_wider_one_ends(self):
        self.sharing.date_to = self.today
        self._consent(self.case, self.ppp, scopes=self.narrow)
        with freeze_time(f"{self.today + timedelta(days=1)} 12:00", tick=True):
            self._assert_narrowed()

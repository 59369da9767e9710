from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..meetings.common import TeamCommon

RULES = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestActivityLog(TeamCommon):
    """The activity card of the Nowaks (tool 15): Anna and Tomasz write down what they did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls.env.ref("kooperacje.activity_kind_visit")
        cls.letter = cls.env.ref("kooperacje.activity_kind_letter")

    def _log(self, user, case=None, **values):
        return self.env["kooperacje.activity.log"].with_user(user).create({
            "case_id": (case or self.case).id, "kind_id": self.visit.id, "duration": 1, **values,
        })

    # Fast

    def test_two_clicks_from_the_case(self):
        """The button opens a form that can be saved as it is; the second time it proposes the kind of the first."""
        action = self.case.with_user(self.anna).action_log_activity()
        Log = self.env["kooperacje.activity.log"].with_user(self.anna).with_context(action["context"])
        form = Form(Log, view="kooperacje.activity_log_view_form_quick")
        form.kind_id = self.letter
        entry = form.save()
        self.assertEqual((entry.case_id, entry.user_id, entry.date), (self.case, self.anna, self.today))
        self.assertEqual((entry.duration, entry.contact), (0.5, "indirect"), "a letter is work for the family")
        again = Form(Log, view="kooperacje.activity_log_view_form_quick").save()
        self.assertEqual(again.kind_id, self.letter)

    def test_length_by_one_click(self):
        form = Form(
            self.env["kooperacje.activity.log"].with_user(self.anna).with_context(default_case_id=self.case.id),
            view="kooperacje.activity_log_view_form_quick",
        )
        form.kind_id = self.visit
        form.quick_duration = "90"
        self.assertEqual(form.duration, 1.5)
        form.duration = 1.25
        self.assertEqual(form.save().duration, 1.25, "what was typed counts")

    def test_direct_or_indirect_is_proposed_and_may_be_changed(self):
        self.assertEqual(self._log(self.anna).contact, "direct")
        self.assertEqual(self._log(self.anna, contact="indirect").contact, "indirect")
        entry = self._log(self.anna)
        entry.kind_id = self.letter
        self.assertEqual(entry.contact, "indirect")

    def test_from_where_the_worker_comes(self):
        self.assertEqual(self._log(self.anna).institution_id, self.ops)
        self.assertEqual(self._log(self.tomasz).institution_id, self.ppp)
        self.assertEqual(self._log(self.maria).institution_id, self.ops, "the head is in no team")

    def test_name_of_an_entry_names_nobody(self):
        entry = self._log(self.anna, description="Rozmowa z Kubą Nowakiem", person_ids=[Command.set(self.kuba.ids)])
        self.assertNotIn("Nowak", entry.display_name)
        self.assertIn(self.visit.name, entry.display_name)

    def test_dictionary_is_that_of_the_tool(self):
        kinds = self.env["kooperacje.activity.kind"].search([])
        self.assertGreaterEqual(len(kinds), 14)
        self.assertEqual(set(kinds.mapped("contact")), {"direct", "indirect"})
        self.assertIn("Wizyta w środowisku", kinds.mapped("name"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            kinds.create({"name": "Druga wizyta", "code": "VISIT"})

    # Bad input

    def test_only_what_has_been_done(self):
        with self.assertRefused("has been done", ValidationError):
            self._log(self.anna, date=self.today + timedelta(days=1))
        self._log(self.anna, date=self.today - timedelta(days=400))

    @mute_logger("odoo.sql_db")
    def test_length_must_make_sense(self):
        for hours in (0, -1, 24.5):
            with self.subTest(hours), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._log(self.anna, duration=hours).flush_recordset()

    def test_goal_and_persons_are_of_this_case(self):
        goal = self._plan().goal_ids
        self._log(self.anna, goal_id=goal.id, person_ids=[Command.set((self.barbara | self.kuba).ids)])
        other = self._case(self.anna, persons=False)
        with self.assertRefused("goal of this case", ValidationError):
            self._log(self.anna, other, goal_id=goal.id)
        with self.assertRefused("persons of this case", ValidationError):
            self._log(self.anna, other, person_ids=[Command.set(self.kuba.ids)])

    # Who sees what

    def test_staff_reads_all_guest_the_own(self):
        hers, his = self._log(self.anna), self._log(self.tomasz)
        Log = self.env["kooperacje.activity.log"]
        for user, expected in (
            (self.anna, hers | his), (self.maria, hers | his), (self.tomasz, his), (self.zofia, Log),
            (self.piotr, Log), (self.olga, Log), (self.irena, Log), (self.adam, Log), (self.ewa, Log),
            (self.robert, Log), (self.jan, Log),
        ):
            with self.subTest(user.login):
                if Log.with_user(user).has_access("read"):
                    self.assertEqual(Log.with_user(user).search([("case_id", "=", self.case.id)]), expected)
                else:
                    with self.assertRaises(AccessError):
                        Log.with_user(user).search([])

    @mute_logger(RULES)
    def test_hours_of_a_guest_are_not_told_to_another_by_a_group(self):
        self._log(self.anna, duration=3)
        self._log(self.tomasz, duration=2)
        Log = self.env["kooperacje.activity.log"].with_user(self.tomasz)
        rows = Log.formatted_read_group([], ["user_id"], ["duration:sum"])
        self.assertEqual([row["duration:sum"] for row in rows], [2])
        self.assertEqual(self.case.with_user(self.tomasz).logged_hours, 2)
        self.env.invalidate_all()
        self.assertEqual(self.case.with_user(self.anna).logged_hours, 5)

    @mute_logger(RULES)
    def test_nobody_writes_in_anothers_name(self):
        with self.assertRaisesRegex(AccessError, "not changed by hand"):
            self._log(self.anna, user_id=self.tomasz.id)
        with self.assertRaisesRegex(AccessError, "not changed by hand"):
            self._log(self.anna, institution_id=self.ppp.id)
        with self.assertRaises(AccessError):
            self.env["kooperacje.activity.log"].with_user(self.anna).with_context(
                default_user_id=self.tomasz.id,
            ).create({"case_id": self.case.id, "kind_id": self.visit.id})
        entry = self._log(self.anna)
        with self.assertRaisesRegex(AccessError, "not changed by hand"):
            entry.user_id = self.jan
        with self.assertRaises(AccessError):
            entry.case_id = self._case(self.anna, persons=False)
        for user in (self.maria, self.tomasz):
            for action in ("write", "unlink"):
                self.assertFalse(entry.with_user(user).has_access(action), f"{user.login} {action}")

    def test_a_copy_is_the_own_and_of_today(self):
        entry = self._log(self.tomasz, date=self.today - timedelta(days=9))
        copy = entry.copy()
        self.assertEqual((copy.user_id, copy.date), (self.tomasz, self.today))

    @mute_logger(RULES)
    def test_withdrawal_closes_the_card_to_the_guest_not_to_the_office(self):
        entry = self._log(self.tomasz)
        self.consent.statement_ids.withdrawn_on = self.today
        self.env.invalidate_all()
        self.assertFalse(entry.with_user(self.tomasz).has_access("read"))
        with self.assertRaises(AccessError):
            self._log(self.tomasz)
        self.assertEqual(self._log(self.anna).user_id, self.anna, "social work goes on, withdrawn or not")
        self.assertIn(entry, self.env["kooperacje.activity.log"].with_user(self.anna).search([]))

    def test_what_was_done_after_the_end_is_entered_too(self):
        """Tool 15: from first contact to the monitoring after the end."""
        self.case.stage_id = self.env["kooperacje.case.stage"].search([("phase", "=", "recognition")], limit=1)
        self.assertTrue(self._log(self.anna))

    def test_reading_an_entry_is_logged_the_list_of_hours_is_not(self):
        entry = self._log(self.anna, description="Rozmowa")
        Log = self.env["kooperacje.activity.log"]
        self.assertFalse(Log._is_content(["date", "kind_id", "duration", "user_id", "case_id"]))
        for name in ("description", "person_ids", "others", "place", "goal_id", "next_step", "arrangements"):
            self.assertTrue(Log._is_content([name]), name)
        entry.read(["description"])

    # Cost

    def test_list_costs_the_same_for_ten_and_a_hundred(self):
        specification = {
            "date": {}, "case_id": {"fields": {"display_name": {}}}, "kind_id": {"fields": {"display_name": {}}},
            "contact": {}, "duration": {}, "user_id": {"fields": {"display_name": {}}},
            "goal_id": {"fields": {"display_name": {}}},
        }
        entries = self._log(self.anna)
        for number in range(99):
            entries |= self._log(self.anna if number % 2 else self.tomasz, date=self.today - timedelta(days=number))
        entries = entries.with_user(self.anna)
        self.assertEqual(self._read_cost(entries[:10], specification), self._read_cost(entries, specification))

    def test_locked_entries_cost_one_query(self):
        entries = self.env["kooperacje.activity.log"].browse()
        for number in range(100):
            entries |= self._log(self.anna, date=self.today - timedelta(days=number))
        entries = entries.with_user(self.anna)
        costs = [self._read_cost(part, {"date": {}, "is_locked": {}}) for part in (entries[:10], entries)]
        self.assertEqual(costs[0], costs[1])


@tagged("post_install", "-at_install")
class TestActivityCard(TeamCommon):
    """The monthly card: the worker's hours, issued by the worker, seen by the head; issued, the month stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls.env.ref("kooperacje.activity_kind_visit")
        cls.month = cls.today.replace(day=1)

    def _log(self, user, **values):
        return self.env["kooperacje.activity.log"].with_user(user).create({
            "case_id": self.case.id, "kind_id": self.visit.id, "duration": 1, "date": self.month, **values,
        })

    def _card(self, user, **values):
        return self.env["kooperacje.activity.card"].with_user(user).create({
            "month": self.today, **values,
        })

    def test_it_adds_up(self):
        self._log(self.anna, duration=1.5)
        self._log(self.anna, duration=0.25, contact="indirect")
        self._log(self.anna, duration=8, date=self.month - timedelta(days=1))
        self._log(self.tomasz, duration=2)
        card = self._card(self.anna)
        self.assertEqual(card.month, self.month, "any day of the month will do")
        self.assertEqual((card.hours_direct, card.hours_indirect, card.hours_total), (1.5, 0.25, 1.75))
        self.assertEqual((card.entry_count, card.case_count), (2, 1))

    def test_hours_stay_when_the_case_has_gone_to_another(self):
        """What was done in March was done, whoever runs the case in April."""
        self._log(self.anna, duration=2)
        self.case.user_id = self.jan
        self.env.invalidate_all()
        self.assertEqual(self._card(self.anna).hours_total, 2)

    def test_issued_it_keeps_the_month(self):
        entry = self._log(self.anna)
        card = self._card(self.anna)
        card.action_issue()
        self.assertTrue(card.document_number.startswith("N15/"))
        self.assertTrue(entry.is_locked)
        for change in (
            lambda: entry.write({"duration": 5}), entry.unlink, lambda: self._log(self.anna),
            lambda: entry.write({"date": self.month - timedelta(days=1)}),
        ):
            with self.assertRefused("has been issued"):
                change()
        before = self._log(self.anna, date=self.month - timedelta(days=1))
        with self.assertRefused("has been issued"):
            before.date = self.month  # nor is it slipped in from another month
        self._log(self.tomasz)  # his month is another's

    def test_corrected_it_opens_again(self):
        entry = self._log(self.anna)
        card = self._card(self.anna)
        card.action_issue()
        card.action_document_correct()
        entry.duration = 3
        card.invalidate_recordset()
        self.assertEqual(card.hours_total, 3)

    def test_only_the_worker_issues_it(self):
        self._log(self.anna)
        card = self._card(self.anna)
        self.assertTrue(card.with_user(self.maria).has_access("read"), "seen by the head")
        with self.assertRefused("issues the own card"):
            card.with_user(self.maria).action_issue()
        for user in (self.tomasz, self.jan, self.piotr, self.olga, self.irena, self.adam):
            self.assertFalse(card.with_user(user).has_access("read"), user.login)

    def test_an_empty_month_is_not_issued_nor_one_to_come(self):
        with self.assertRefused("Nothing has been entered"):
            self._card(self.anna).action_issue()
        with self.assertRefused("has not begun", ValidationError):
            self._card(self.jan, month=self.today + timedelta(days=40))

    @mute_logger("odoo.sql_db")
    def test_one_card_a_month(self):
        self._card(self.anna)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._card(self.anna)
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_a_day_proposed_by_a_screen_is_no_second_month(self):
        """``default_month`` of a context is any day as well; there is still one card."""
        last_month = self.month - timedelta(days=1)
        Card = self.env["kooperacje.activity.card"].with_user(self.anna).with_context(default_month=last_month)
        self.assertEqual(Card.create({}).month, last_month.replace(day=1))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._card(self.anna, month=last_month.replace(day=1))
            self.env.flush_all()

    @mute_logger(RULES)
    def test_nobody_makes_a_card_for_another(self):
        with self.assertRaises(AccessError):
            self._card(self.anna, user_id=self.jan.id)
        card = self._card(self.anna)
        with self.assertRaises(AccessError):
            card.month = self.month - timedelta(days=31)
        with self.assertRaises(UserError):
            card.document_state = "signed"

    def test_entries_behind_it_are_those_one_may_open(self):
        self._log(self.anna)
        action = self._card(self.anna).action_open_entries()
        found = self.env["kooperacje.activity.log"].with_user(self.tomasz).search(action["domain"])
        self.assertFalse(found)

    def test_list_of_cards_costs_the_same(self):
        users = [self.anna, self.jan]
        for user in users:
            for number in range(1, 50):
                self._card(user, month=self.month - timedelta(days=31 * number))
        self._log(self.anna)
        cards = self.env["kooperacje.activity.card"].with_user(self.maria).search([])
        specification = {name: {} for name in ("month", "hours_total", "entry_count", "case_count", "document_state")}
        self.assertGreater(len(cards), 90)
        self.assertEqual(self._read_cost(cards[:10], specification), self._read_cost(cards, specification))


@tagged("post_install", "-at_install")
class TestWorkload(TeamCommon):
    """Families per social worker against the 50 of art. 110 ust. 11 u.p.s."""

    def _rows(self, user):
        return {row.user_id: row for row in self.env["kooperacje.workload"].with_user(user).search([])}

    def test_the_head_sees_every_social_worker_of_the_office(self):
        rows = self._rows(self.maria)
        self.assertEqual(set(rows), {self.anna, self.jan})
        self.assertEqual((rows[self.anna].case_count, rows[self.anna].case_limit), (1, 50))
        self.assertEqual((rows[self.jan].case_count, rows[self.jan].load_percent), (0, 0))
        self.assertFalse(rows[self.anna].is_over)

    def test_a_worker_sees_the_own_number_others_none(self):
        self.assertEqual(set(self._rows(self.anna)), {self.anna})
        self.assertEqual(set(self._rows(self.olga)), {self.olga}, "another office counts its own")
        for user in (self.tomasz, self.piotr, self.irena, self.adam, self.ewa, self.robert):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._rows(user)

    def test_closed_cases_and_after_care_do_not_count(self):
        case = self._case(self.anna, persons=False)
        self.assertEqual(self._rows(self.maria)[self.anna].case_count, 2)
        for phase in ("aftercare", "closed"):
            self.env["kooperacje.case"].flush_model()
            self.env.cr.execute("UPDATE kooperacje_case SET phase = %s WHERE id = %s", [phase, case.id])
            self.env.invalidate_all()
            self.assertEqual(self._rows(self.maria)[self.anna].case_count, 1, phase)
        self.env.cr.execute("UPDATE kooperacje_case SET phase = 'suspended' WHERE id = %s", [case.id])
        self.env.invalidate_all()
        self.assertEqual(self._rows(self.maria)[self.anna].case_count, 2, "suspended is still social work")

    def test_over_the_norm_is_shown_where_the_case_is_given(self):
        """It warns and does not forbid: nobody in need is sent away."""
        self.company.kooperacje_workload_limit = 1
        second = self._case(self.anna, persons=False)
        self.env.invalidate_all()
        row = self._rows(self.maria)[self.anna]
        self.assertTrue(row.is_over)
        self.assertEqual(row.load_percent, 200)
        mine = second.with_user(self.anna)
        self.assertTrue(mine.manager_is_over)
        self.assertEqual((mine.manager_case_count, mine.manager_case_limit), (2, 1))
        names = dict(self.env["res.users"].with_user(self.maria).with_context(show_workload=True).name_search(
            "", [("id", "in", (self.anna | self.jan).ids)],
        ))
        self.assertEqual(names[self.anna.id], "Anna (2/1)")
        self.assertEqual(names[self.jan.id], "Jan (0/1)")
        plain = self.jan.with_user(self.maria).with_context(show_workload=False)
        self.assertEqual(plain.display_name, "Jan")

    def test_limit_is_the_offices_and_never_above_the_act(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.company.kooperacje_workload_limit = 51
            self.env.flush_all()

    def test_a_role_that_ends_leaves_the_list(self):
        self.jan.role_assignment_ids.date_to = self.today - timedelta(days=1)
        self.env.flush_all()
        self.assertEqual(set(self._rows(self.maria)), {self.anna})

    def test_other_offices_cost_nothing(self):
        """The plan of the query counts only for rows the rules let through."""
        self.env.flush_all()
        with self.assertQueryCount(20):
            self._rows(self.maria)

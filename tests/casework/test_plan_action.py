from datetime import timedelta

from psycopg2.errors import NotNullViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.access.migrations import migrate
from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestPlanAction(TeamCommon):
    """Who does what by when in the plan of the Nowaks: Tomasz, Anna and the family itself (tool 19 G, H)."""

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.goal = self.plan.goal_ids
        self.soon = self.today + timedelta(days=7)
        self.task = self._action(name="Umówić pierwszą wizytę w poradni", member_id=self.member.id)
        self.family_task = self._action(
            name="Budzić Kubę o 6.30", owner_kind="family", person_id=self.barbara.id, support_needed="budzik",
        )

    def _action(self, **values):
        return self.env["kooperacje.plan.action"].with_user(self.anna).create({
            "plan_id": self.plan.id, "goal_id": self.goal.id, "deadline": self.soon, **values,
        })

    def _activity(self, action):
        return action.sudo().activity_id

    def test_actions_are_filled_in_on_the_plan(self):
        with Form(self.plan) as form, form.action_ids.new() as action:
            action.name = "Zadzwonić do wychowawcy"
            action.member_id = self.member_anna
            action.contact_mode = "indirect"
        action = self.plan.action_ids[-1]
        self.assertEqual((action.owner_name, action.contact_mode, action.state), ("Anna", "indirect", "planned"))
        self.assertEqual(self.family_task.owner_name, self.barbara.display_name)
        self.family_task.person_id = False
        self.assertEqual(self.family_task.owner_name, "The family")

    def test_every_action_is_direct_or_indirect(self):
        """K3D-255; no way leaves the mark out, and rows of before it was asked for are direct work."""
        action = self.plan.action_ids[:1]
        with mute_logger("odoo.sql_db"), self.assertRaises(NotNullViolation):
            action.contact_mode = False
            self.env.flush_all()
        self.env.cr.execute("ALTER TABLE kooperacje_plan_action ALTER contact_mode DROP NOT NULL")
        self.env.cr.execute("UPDATE kooperacje_plan_action SET contact_mode = NULL WHERE id = %s", [action.id])
        for _twice in range(2):
            migrate(self.env, "19.0.2.2.0", "pre-plan_actions")
        action.invalidate_recordset()
        self.assertEqual(action.contact_mode, "direct")

    def test_owner_is_of_the_team_or_of_the_family(self):
        other = self._case(self.anna)
        stranger = self._member(self.env["kooperacje.team"].create({"case_id": other.id}), self.anna, self.ops)
        outsider = self._person("Obcy", "Człowiek")
        self.env["kooperacje.case.person"].create({"case_id": other.id, "person_id": outsider.id})
        other_plan = self._other_plan(other)
        for why, message, values in (
            ("nobody", "Choose who", {"member_id": False}),
            ("member of another team", "not in the task team", {"member_id": stranger.id}),
            ("member for the family", "of the family", {"owner_kind": "family", "member_id": self.member.id}),
            ("person of another case", "person of this case", {
                "owner_kind": "family", "member_id": False, "person_id": outsider.id,
            }),
            ("goal of another plan", "same plan", {
                "member_id": self.member.id, "goal_id": other_plan.goal_ids.id,
            }),
        ):
            with self.subTest(why), self.assertRefused(message, ValidationError):
                self._action(name="x", **values)

    def _other_plan(self, case):
        self._consent(case, "method")
        plan = self.env["kooperacje.plan"].with_user(self.anna).create({"case_id": case.id})
        self.goal.create({"plan_id": plan.id, "name": "Inny cel"})
        return plan

    # Frozen with the plan

    def test_signed_actions_are_frozen(self):
        self.plan._freeze(self.today)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        attempts = {
            "name": lambda: self.task.write({"name": "x"}),
            "deadline": lambda: self.task.write({"deadline": False}),
            "owner": lambda: self.task.write({"member_id": self.member_anna.id}),
            "state": lambda: self.task.write({"state": "done"}),
            "reason": lambda: self.task.write({"state_reason": "x"}),
            "plan": lambda: self.task.write({"plan_id": draft.id}),
            "into a signed plan": lambda: draft.action_ids[:1].write({"plan_id": self.plan.id}),
            "key": lambda: self.task.write({"case_id": self._case(self.jan).id}),
            "user": lambda: self.task.write({"user_id": self.jan.id}),
            "new": lambda: self._action(name="x", member_id=self.member.id),
            "copy": self.task.copy,
            "through the plan": lambda: self.plan.write({"action_ids": [Command.create({"name": "x"})]}),
            "through the goal": lambda: self.goal.write({"action_ids": [Command.delete(self.task.id)]}),
            "import": lambda: self._import("Inna treść"),
            "delete": self.task.unlink,
        }
        for what, attempt in attempts.items():
            for user in (self.anna, self.maria):
                with self.subTest(what, user=user.login), self.assertRefused(".", UserError):
                    attempt()
        with self.assertRefused("no longer changes"):
            self.task.sudo().unlink()

    def _import(self, name):
        """What the import screen does; it collects refusals instead of raising them."""
        result = self.task.load([".id", "name"], [[str(self.task.id), name]])
        if not result["ids"]:
            raise UserError(str(result["messages"]))

    def test_new_action_starts_planned(self):
        with self.assertRaises(AccessError):
            self._action(name="x", member_id=self.member.id, state="done")
        with self.assertRaises(AccessError):
            self.task.with_context(default_state="done").create({
                "plan_id": self.plan.id, "name": "x", "member_id": self.member.id,
            })

    # Steps

    def test_owner_moves_the_own_action(self):
        self.plan._freeze(self.today)
        mine = self.task.with_user(self.tomasz)
        self.assertTrue(mine.can_move)
        mine.action_start()
        self.assertEqual((self.task.state, self.task.state_date), ("started", self.today))
        mine.action_done()
        self.assertEqual(self.task.state, "done")
        with self.assertRefused("cannot go from"):
            mine.action_start()
        mine.action_reopen()
        self.assertEqual(self.task.state, "planned")
        self.assertFalse(self.family_task.with_user(self.tomasz).can_move)
        with self.assertRaises(AccessError):
            self.family_task.with_user(self.tomasz).action_done()
        self.family_task.action_done()
        self.assertEqual(self.family_task.state, "done", "the case manager notes what the family did")

    def test_nobody_else_moves_it(self):
        self.plan._freeze(self.today)
        for user in (self.zofia, self.piotr, self.ewa, self.robert, self.irena, self.adam, self.olga, self.jan):
            for step in ("action_start", "action_done"):
                with self.subTest(user.login, step=step), self.assertRaises(AccessError):
                    getattr(self.task.with_user(user), step)()

    def test_owner_who_lost_the_case_moves_nothing(self):
        self.plan._freeze(self.today)
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        with self.assertRaises(AccessError):
            self.task.with_user(self.tomasz).action_done()

    def test_giving_up_needs_its_reason(self):
        self.plan._freeze(self.today)
        for reason in (None, "", "  "):
            with self.assertRefused("Write why"):
                self.task.action_drop(reason)
        action = self.task.action_ask_reason()
        wizard = self.env["kooperacje.plan.action.drop"].with_user(self.tomasz).with_context(**action["context"])
        wizard.create({"reason": "poradnia zmieniła termin"}).action_confirm()
        self.assertEqual((self.task.state, self.task.state_reason), ("dropped", "poradnia zmieniła termin"))
        self.task.action_reopen()
        self.assertFalse(self.task.state_reason)

    def test_wizard_does_not_point_at_a_closed_case(self):
        self.plan._freeze(self.today)
        for user in (self.olga, self.jan, self.zofia):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["kooperacje.plan.action.drop"].with_user(user).create({
                    "action_id": self.task.id, "reason": "x",
                })

    def test_actions_move_on_the_plan_in_force_only(self):
        with self.assertRefused("plan in force"):
            self.task.action_done()
        self.plan._freeze(self.today)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        with self.assertRefused("plan in force"):
            draft.action_ids[0].action_done()
        draft._freeze(self.today)
        with self.assertRefused("plan in force"):
            self.task.action_done()

    # Activities say nothing of the family

    def test_owner_is_reminded_when_the_plan_is_signed(self):
        self.assertFalse(self._activity(self.task))
        self.plan._freeze(self.today)
        activity = self._activity(self.task)
        self.assertEqual((activity.user_id, activity.date_deadline), (self.tomasz, self.soon))
        told = f"{activity.summary} {activity.note} {activity.res_name}"
        self.assertIn(self.team.name, told)
        for secret in ("Nowak", "Kuba", "wizytę", "poradni"):
            self.assertNotIn(secret, told)
        self.assertFalse(self._activity(self.family_task), "the family has no login")
        self.assertFalse(self.env["mail.activity"].with_user(self.piotr).search([("id", "=", activity.id)]))
        self.task.with_user(self.tomasz).action_done()
        self.assertFalse(self._activity(self.task))
        self.assertFalse(activity.exists() and activity.active)

    def test_withdrawn_consent_hides_the_reminder(self):
        self.plan._freeze(self.today)
        activity = self._activity(self.task)
        self.consent.statement_ids.write({"withdrawn_on": self.today})
        self.assertFalse(self.env["mail.activity"].with_user(self.tomasz).search([("id", "=", activity.id)]))

    def test_revision_takes_the_action_over(self):
        self.plan._freeze(self.today)
        self.task.action_start()
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        copy = draft.action_ids.filtered(lambda action: action.previous_action_id == self.task)
        self.assertEqual((copy.state, copy.goal_id, copy.member_id), ("started", draft.goal_ids, self.member))
        self.assertFalse(self._activity(copy))
        self.task.action_done()
        draft._freeze(self.today)
        self.assertEqual((copy.state, self.task.state), ("done", "done"))
        dropped = draft.action_ids.filtered(lambda action: action.previous_action_id == self.family_task)
        self.assertEqual(dropped.state, "planned")

    def test_reminder_moves_to_the_version_in_force(self):
        self.plan._freeze(self.today)
        draft = self.plan.browse(self.plan.action_revise()["res_id"])
        copy = draft.action_ids.filtered("previous_action_id.member_id")
        draft._freeze(self.today)
        self.assertFalse(self._activity(self.task), "no reminder on history")
        self.assertEqual(self._activity(copy).user_id, self.tomasz)

    def test_overdue(self):
        self.plan._freeze(self.today)
        self.assertFalse(self.task.is_overdue)
        self.env.cr.execute(
            "UPDATE kooperacje_plan_action SET deadline = %s WHERE id = %s",
            [self.today - timedelta(days=1), self.task.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.task.is_overdue)
        self.assertEqual(self.plan.overdue_action_count, 1)
        Action = self.env["kooperacje.plan.action"].with_user(self.anna)
        mine = [("plan_id", "=", self.plan.id)]
        self.assertEqual(Action.search([*mine, ("is_overdue", "=", True)]), self.task)
        self.assertEqual(Action.search([*mine, ("is_overdue", "=", False)]), self.family_task)
        self.task.action_done()
        self.assertFalse(self.task.is_overdue)

    def test_list_costs_the_same_for_ten_and_a_hundred(self):
        def queries(number):
            case = self._case(self.anna, persons=False)
            plan = self._other_plan(case)
            team = self.env["kooperacje.team"].create({"case_id": case.id})
            member = self._member(team, self.anna, self.ops)
            actions = self.env["kooperacje.plan.action"].with_user(self.anna).create([{
                "plan_id": plan.id, "name": f"Zadanie {i}", "member_id": member.id, "deadline": self.soon,
            } for i in range(number)])
            return self._read_cost(actions, {
                "name": {}, "owner_name": {}, "is_overdue": {}, "can_move": {}, "state": {},
                "goal_id": {"fields": {"display_name": {}}}, "case_id": {"fields": {"display_name": {}}},
            })

        self.assertEqual(queries(10), queries(100))

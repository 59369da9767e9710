from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.meetings.common import TeamCommon


@tagged("post_install", "-at_install")
class TestPlanFrozen(TeamCommon):
    """Ways around a signature, each tried over RPC by the case manager and by the manager of the office."""

    def setUp(self):
        super().setUp()
        self.plan = self._plan()
        self.goal = self.plan.goal_ids
        self.goal.write({
            **dict.fromkeys(("level_m2", "level_m1", "level_0", "level_p1", "level_p2"), "x"), "start_level": "-2",
        })
        self.action = self.env["kooperacje.plan.action"].with_user(self.anna).create({
            "plan_id": self.plan.id, "goal_id": self.goal.id, "name": "Telefon", "member_id": self.member.id,
        })
        self.plan._freeze(self.today)
        self.line = self.plan.service_line_ids
        self.rating = self.env["kooperacje.goal.rating"].with_user(self.anna).create({
            "goal_id": self.goal.id, "level": "0",
        })
        self.draft = self.plan.browse(self.plan.action_revise()["res_id"])
        self.other = self._case(self.anna)
        self._consent(self.other, "method")
        self.other_plan = self.env["kooperacje.plan"].with_user(self.anna).create({"case_id": self.other.id})

    def _snapshot(self):
        """Everything the signed version says."""
        self.env.flush_all()
        self.env.invalidate_all()
        skipped = {"write_date", "write_uid", "__last_update"}
        result = []
        for record in (part.sudo() for part in (self.plan, self.goal, self.line, self.action, self.rating)):
            names = [name for name, field in record._fields.items()
                     if field.store and not name.startswith(("message_", "activity_")) and name not in skipped]
            result.append((record._name, record.read(names, load=None)))
        return result

    def _load(self, record, **values):
        """What the import screen does; it collects refusals instead of raising them."""
        result = record.load([".id", *values], [[str(record.id), *values.values()]])
        if not result["ids"]:
            raise UserError(str(result["messages"]))

    def _attempts(self, user):
        plan, goal, line, action, rating, draft, other_plan = (
            record.with_user(user) for record in
            (self.plan, self.goal, self.line, self.action, self.rating, self.draft, self.other_plan)
        )
        return {
            "copy of the plan in force": plan.copy,
            "copy with a state": lambda: plan.copy({"state": "signed"}),
            "state back to draft": lambda: plan.write({"state": "draft"}),
            "state forward": lambda: draft.write({"state": "signed"}),
            "annulled by hand": lambda: plan.write({"state": "void", "void_reason": "x"}),
            "signature date": lambda: plan.write({"signed_on": False}),
            "to another case": lambda: plan.write({"case_id": self.other.id}),
            "origin": lambda: draft.write({"previous_id": other_plan.id}),
            "main goal": lambda: plan.write({"main_goal": "x"}),
            "goal": lambda: goal.write({"name": "x"}),
            "scale": lambda: goal.write({"level_0": "łatwiej"}),
            "start": lambda: goal.write({"start_level": "-1"}),
            "weight": lambda: goal.write({"weight": 9}),
            "goal taken into the draft": lambda: goal.write({"plan_id": draft.id}),
            "goal put in from the draft": lambda: draft.goal_ids.write({"plan_id": plan.id}),
            "goal linked": lambda: plan.write({"goal_ids": [Command.link(draft.goal_ids.id)]}),
            "goal of the draft linked away": lambda: draft.write({"goal_ids": [Command.link(goal.id)]}),
            "copy of a goal": goal.copy,
            "goal through the case": lambda: self.case.with_user(user).write({
                "plan_ids": [Command.update(plan.id, {"main_goal": "x"})],
            }),
            "service to another goal": lambda: line.write({"goal_id": draft.goal_ids.id}),
            "service status": lambda: line.write({"status": "done"}),
            "service copied": line.copy,
            "action to another plan": lambda: action.write({"plan_id": other_plan.id}),
            "action state": lambda: action.write({"state": "done"}),
            "action copied": action.copy,
            "rating to another goal": lambda: rating.write({"goal_id": draft.goal_ids.id}),
            "rating of a draft": lambda: rating.copy({"goal_id": draft.goal_ids.id}),
            "import of the plan": lambda: self._load(plan, main_goal="x"),
            "import of a goal": lambda: self._load(goal, name="x"),
            "import of a scale": lambda: self._load(goal, level_0="x"),
            "import of a service": lambda: self._load(line, terms="x"),
            "import of an action": lambda: self._load(action, name="x"),
            "plan deleted": plan.unlink,
            "goal deleted": goal.unlink,
            "service deleted": line.unlink,
            "action deleted": action.unlink,
        }

    def test_nothing_changes_what_was_signed(self):
        before = self._snapshot()
        for user in (self.anna, self.maria):
            for name, attempt in self._attempts(user).items():
                with self.subTest(name, user=user.login):
                    with mute_logger("odoo.sql_db"), self.assertRefused(".", (UserError, IntegrityError)):
                        attempt()
                    self.assertEqual(self._snapshot(), before)

    def test_superuser_code_does_not_change_content_either(self):
        """A cascade or a script of the addon itself meets the same gate."""
        for attempt in (
            lambda: self.goal.sudo().write({"name": "x"}), lambda: self.line.sudo().write({"terms": "x"}),
            lambda: self.action.sudo().write({"name": "x"}), lambda: self.goal.sudo().unlink(),
            lambda: self.plan.sudo().unlink(), lambda: self.rating.sudo().copy({"goal_id": self.draft.goal_ids.id}),
        ):
            with self.assertRefused("."):
                attempt()

    def test_replaced_and_annulled_versions_are_as_frozen(self):
        def assert_frozen(state):
            self.assertEqual(self.plan.state, state)
            for attempt in (
                lambda: self.goal.write({"name": "x"}), lambda: self.action.write({"name": "x"}),
                lambda: self.rating.write({"level": "2"}), self.rating.unlink, self.goal.unlink,
                lambda: self.plan.write({"state": "draft"}), self.action.action_done, self.line.action_start,
            ):
                with self.assertRefused("."):
                    attempt()

        self.draft._freeze(self.today)
        assert_frozen("superseded")
        self.draft._annul("pomyłka")
        self.assertEqual(self.plan.state, "signed")
        self.plan._annul("pomyłka")
        assert_frozen("void")

    def test_draft_of_the_next_version_stays_free(self):
        self.draft.goal_ids.write({"name": "Kuba zdaje", "level_0": "y"})
        self.draft.action_ids.unlink()
        self.draft.service_line_ids.unlink()
        self.draft.goal_ids.unlink()
        self.assertEqual(self.plan.state, "signed")

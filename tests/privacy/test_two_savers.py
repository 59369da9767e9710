from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.models.access.edit_mixin import ChangedMeanwhile
from odoo.addons.kooperacje.tests.meetings.common import TeamCommon
from odoo.addons.kooperacje.tests.two_at_once import TwoAtOnce


@tagged("post_install", "-at_install", "kooperacje_two_at_once")
class TestTwoSavers(TwoAtOnce, TeamCommon):
    """Anna and Maria write at one meeting of the team; both opened it before the other saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting = cls._meeting(course="Pierwszy zapis")
        cls.plan = cls._plan(cls)
        cls.goal = cls.plan.goal_ids
        cls._commit()

    def _open(self, record, *names):
        """What the form of ``record`` is loaded with."""
        return record.with_user(self.anna).web_read({name: {} for name in names})[0]

    def _save(self, record, loaded=None, user=None, **vals):
        """A request that saves ``vals`` from a form loaded with ``loaded``."""
        def request(env):
            context = {} if loaded is None else {
                "kooperacje_loaded": {name: value for name, value in loaded.items() if name in vals},
            }
            return env[record._name].with_context(**context).browse(record.id).web_save(vals, {"write_date": {}})

        return lambda: self._request(request, user or self.anna), request

    def _read(self, record, name):
        self._commit()
        return record[name]

    def test_the_second_is_told_who_changed_what_and_nothing_is_saved(self):
        seen = self._open(self.meeting, "course", "location")
        self._save(self.meeting, seen, self.maria, course="Zapis Marii")[0]()
        save, _request = self._save(self.meeting, seen, course="Zapis Anny", location="Sala 2")
        with self.assertRaises(ChangedMeanwhile) as refusal:
            save()
        [change] = refusal.exception.context["kooperacje_changed"]
        self.assertEqual(
            {name: change[name] for name in ("name", "theirs", "mine", "who", "theirs_value")},
            {"name": "course", "theirs": "Zapis Marii", "mine": "Zapis Anny", "who": "Maria",
             "theirs_value": "Zapis Marii"},
        )
        self.assertEqual(change["when"], str(self._read(self.meeting, "write_date").replace(microsecond=0)))
        self.assertNotIn("Zapis", str(refusal.exception), "the message may stand in the log")
        self.assertEqual(self.meeting.course, "Zapis Marii")
        self.assertNotEqual(self.meeting.location, "Sala 2", "what was not in question is not saved by half")

    def test_keep_mine_saves_what_was_seen_and_no_third_one(self):
        seen = self._open(self.meeting, "course")
        self._save(self.meeting, seen, self.maria, course="Drugi")[0]()
        decided = {"course": "Drugi"}
        self._save(self.meeting, decided, course="Mój")[0]()
        self.assertEqual(self._read(self.meeting, "course"), "Mój")
        with self.assertRaises(ChangedMeanwhile):
            self._save(self.meeting, decided, course="Mój jeszcze raz")[0]()

    def test_different_fields_are_merged(self):
        seen = self._open(self.meeting, "family_perspective", "location", "is_remote", "duration", "start")
        self._save(self.meeting, seen, self.maria, family_perspective="Chcemy spokoju", is_remote=True)[0]()
        self._save(self.meeting, seen, location="Świetlica", duration=2.0)[0]()
        self._commit()
        self.assertEqual(
            (self.meeting.family_perspective, self.meeting.is_remote, self.meeting.location, self.meeting.duration),
            ("Chcemy spokoju", True, "Świetlica", 2.0),
        )

    def test_the_same_value_from_both_is_no_conflict(self):
        seen = self._open(self.meeting, "location")
        self._save(self.meeting, seen, self.maria, location="Sala 7")[0]()
        self._save(self.meeting, seen, location="Sala 7")[0]()
        self.assertEqual(self._read(self.meeting, "location"), "Sala 7")

    def test_every_kind_of_value_that_came_back_unchanged_is_saved(self):
        """What the form was loaded with compares equal to what it finds: text, number, choice, day, record, nothing."""
        names = [
            name for name, field in self.env["kooperacje.meeting"].with_user(self.anna)._fields.items()
            if field.type in ("char", "text", "html", "selection", "date", "datetime", "integer", "float", "boolean",
                              "many2one") and not field.related
            and self.meeting.with_user(self.anna)._has_field_access(field, "read")
        ]
        seen = self._open(self.meeting, *names)
        meeting = self.meeting.with_user(self.anna)
        self.assertGreater(len(names), 30)
        self.assertEqual(meeting._changed_meanwhile(dict.fromkeys(names, False), seen), [])

    def test_what_is_no_date_is_refused_as_ever(self):
        with self.assertRaises(ValidationError):
            self._save(self.meeting, self._open(self.meeting, "start"), start="jutro")[0]()

    def test_a_goal_in_the_form_of_the_plan_is_compared_line_by_line(self):
        seen = self.goal.with_user(self.anna).web_read({"name": {}, "weight": {}})[0]
        lines = {str(self.goal.id): {"name": seen["name"]}}
        self._save(self.goal, seen, self.maria, name="Kuba kończy szkołę")[0]()
        with self.assertRaises(ChangedMeanwhile) as refusal:
            self._save(self.plan, {"goal_ids": lines}, goal_ids=[[1, self.goal.id, {"name": "Kuba lubi szkołę"}]])[0]()
        [change] = refusal.exception.context["kooperacje_changed"]
        self.assertEqual((change["list"], change["line"], change["theirs"]),
                         ("goal_ids", self.goal.id, "Kuba kończy szkołę"))
        with self.assertRaises(ChangedMeanwhile) as refusal:
            self._save(self.plan, {"goal_ids": lines}, goal_ids=[[2, self.goal.id]])[0]()
        self.assertTrue(refusal.exception.context["kooperacje_changed"][0]["is_deletion"])
        # Another field of the same line is nobody's loss.
        self._save(self.plan, {"goal_ids": {str(self.goal.id): {"weight": seen["weight"]}}},
                   goal_ids=[[1, self.goal.id, {"weight": 3}]])[0]()
        self._commit()
        self.assertEqual((self.goal.name, self.goal.weight), ("Kuba kończy szkołę", 3))

    def test_of_two_at_the_very_same_moment_the_later_is_told(self):
        for _turn in range(3):
            seen = self._open(self.meeting, "course")
            results = self._together(*(
                (self._save(self.meeting, seen, course=f"{user.name} {_turn}")[1], user)
                for user in (self.anna, self.maria)
            ))
            refused = [one for one in results if isinstance(one, Exception)]
            self.assertEqual([type(one) for one in refused], [ChangedMeanwhile], results)
            self._commit()
        before = self._open(self.meeting, "course")
        with self.assertRaises(ChangedMeanwhile):
            self._overtaken(
                self._save(self.meeting, before, course="A")[1], self._save(self.meeting, before, course="B")[1],
                self.anna, first_user=self.maria,
            )

    def test_a_text_that_is_not_shared_is_not_told(self):
        """Tomasz of the PPP writes no text that his institution does not see, and learns nothing of it either."""
        identity = self.env.ref("kooperacje.data_scope_identity")
        self._save(self.meeting, None, self.maria, course="Tylko dla ośrodka")[0]()
        for scopes, told in ((identity | self.env.ref("kooperacje.data_scope_support"), True), (identity, False)):
            self.consent.statement_ids.sudo().scope_ids = scopes
            self._commit()
            self.env.invalidate_all()
            changes = self.meeting.with_user(self.tomasz)._changed_meanwhile({"course": "Moje"}, {"course": "Inne"})
            with self.subTest(told=told):
                self.assertEqual(len(changes), 1)
                self.assertEqual("ośrodka" in str(changes), told)

    def test_without_loaded_values_a_program_saves_as_it_always_did(self):
        self._save(self.meeting, None, self.maria, course="Z programu")[0]()
        self._save(self.meeting, None, course="Z drugiego")[0]()
        self.assertEqual(self._read(self.meeting, "course"), "Z drugiego")

    def test_what_no_form_sends_is_taken_as_nothing(self):
        """Another program may send anything by this name; it saves as if it had sent nothing."""
        for number, loaded in enumerate((
            "x", 5, ["name"], {"goal_ids": 3}, {"goal_ids": {"virtual_1": {"name": "a"}}},
            {"goal_ids": {str(self.goal.id): "x"}}, {"goal_ids": {str(self.goal.id): None}}, {"none": 1},
        )):
            with self.subTest(loaded=loaded):
                self.env["kooperacje.plan"].with_user(self.anna).with_context(kooperacje_loaded=loaded).browse(
                    self.plan.id,
                ).web_save({"goal_ids": [[1, self.goal.id, {"weight": number + 1}]]}, {})
                self.assertEqual(self.goal.weight, number + 1)

    def test_a_save_without_conflict_costs_one_query(self):
        seen = self._open(self.meeting, "course", "location", "duration", "start", "is_remote")

        def save(**context):
            meeting = self.env["kooperacje.meeting"].with_user(self.anna).with_context(**context).browse(
                self.meeting.id,
            )
            return self._queries(lambda: meeting.web_save({"location": "Sala", "is_remote": False}, {"location": {}}))

        save()
        # What is kept in memory may have been dropped by whatever ran before.
        for _time in range(2):
            checked, plain = save(kooperacje_loaded={**seen, "location": "Sala"}), save()
        self.assertLessEqual(checked - plain, 1)

    def test_fields_of_the_program_are_guarded_as_before(self):
        with self.assertRaises(UserError):
            self._save(self.meeting, {"state": "planned"}, state="held")[0]()

    def test_models_with_a_form_of_their_own_take_part(self):
        """Whatever an office edits in a form: a model that misses it would overwrite in silence."""
        forms = self.env["ir.ui.view"].search([
            ("type", "=", "form"), ("model", "=like", "kooperacje.%"), ("mode", "=", "primary"),
        ])
        missing = {
            name for name in set(forms.mapped("model"))
            if name in self.env and not self.env[name]._transient and self.env[name]._auto
            and not hasattr(self.env[name], "_changed_meanwhile")
            and any(self.env["ir.model.access"].with_user(user).check(name, "write", raise_exception=False)
                    for user in self.user_by_role.values())
        }
        self.assertFalse(missing)
        self.assertFalse(hasattr(self.env["res.partner"], "_changed_meanwhile"), "a guest in core")

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.models.network.document_mixin import MIXIN
from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon

GUARD = "kooperacje.guarded.mixin"


@tagged("post_install", "-at_install")
class TestGuards(PrivacyCommon):
    """One guard keeps what only steps write; a step opens the model it belongs to."""

    def setUp(self):
        super().setUp()
        self.mine = self.case.with_user(self.anna)

    def test_a_step_opens_its_own_model_alone(self):
        """A step of the case that writes its team on the way would otherwise open the team as well."""
        opened = self.mine._unguarded()
        opened.returned_on = self.today
        self.assertEqual(self.case.returned_on, self.today)
        team = opened.team_ids
        self.assertTrue(team)
        self.assertEqual((opened._is_guarded(), team._is_guarded()), (False, True))
        with self.assertRaises(AccessError):
            team.write({"state": "suspended"})
        with self.assertRaises(AccessError):
            team.member_ids[:1].write({"date_from": self.yesterday})
        self.assertEqual(self.team.state, "active")

    def test_lines_that_come_with_a_record_are_named(self):
        opened = self.mine._unguarded("kooperacje.case", "kooperacje.team")
        self.assertEqual((opened._is_guarded(), opened.team_ids._is_guarded()), (False, False))
        self.assertTrue(opened.team_ids.member_ids._is_guarded())

    def test_a_document_opens_its_own_fields(self):
        """The steps of a paper sign it; those of its model say whose it is. Neither does the other's work."""
        consent = self.consent.with_user(self.anna)
        with self.assertRaisesRegex(UserError, "not typed in"):
            consent._unguarded().write({"document_number": "X/1"})
        with self.assertRaises(AccessError):
            consent._unguarded(MIXIN).write({"company_id": self.company_nur.id})

    def test_a_context_from_outside_opens_nothing(self):
        for name in (None, "kooperacje.case", MIXIN):
            for value in (True, 1, "unguarded", [], {}, object()):
                with self.subTest(name, value=value):
                    mine = self.mine.with_context(**{self.mine._guard_key(name): value})
                    self.assertTrue(mine._is_guarded(name))
                    with self.assertRaises(AccessError):
                        mine.write({"returned_on": self.today})

    def test_superuser_is_not_guarded_but_is_no_step(self):
        """What accounts for steps asks who writes, not whether it may."""
        self.assertFalse(self.case._is_guarded())
        self.assertFalse(self.case._is_by_method())
        self.assertTrue(self.case._unguarded()._is_by_method())

    def test_every_room_names_the_fields_it_declares(self):
        """Casework, its file on the ending, evaluation: nobody repeats what another has named."""
        self.assertLessEqual({"phase", "aftercare_from", "dimension_state"}, self.case._guarded_names())
        self.assertIn("company_id", self.case._guarded_names(), "a key copied from the parent")
        self.assertLessEqual({"access_ids", "meeting_ids", "stage_id"}, self.case._neutral_names())

    def test_what_is_named_is_a_field(self):
        """A name misspelt would guard nothing, and no form would tell."""
        names = self.env.registry.descendants([GUARD], "_inherit")
        self.assertGreater(len(names), 60)
        for name in names:
            Model = self.env[name]
            if not Model._abstract:
                self.assertFalse((Model._system_names() | Model._fixed_names()) - set(Model._fields), name)
        for name in self.env["kooperacje.case.data"]._case_data_models():
            self.assertFalse(self.env[name]._neutral_names() - set(self.env[name]._fields), name)
        for name in self.env.registry.descendants(["kooperacje.access.source"], "_inherit"):
            self.assertFalse(self.env[name]._access_fields - set(self.env[name]._fields), name)

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.basket.test_basket_import import BasketImportCommon
from odoo.addons.kooperacje.tests.two_at_once import TwoAtOnce


@tagged("post_install", "-at_install", "kooperacje_two_at_once")
class TestTwoImports(TwoAtOnce, BasketImportCommon):
    """Piotr and Maria each bring in the same workbook with new services, at the same moment."""

    def _ready(self, user, *names):
        """The workbook with new services ``names``, uploaded and checked."""
        data = None
        for name in names:
            data = self._changed(data, institution=self.school.name, name=name)
        upload = self._upload(data, user)
        upload.action_check()
        self.assertEqual(upload.state, "ready", upload.report)
        return upload

    def _confirm(self, upload):
        return lambda env: env["kooperacje.basket.import"].browse(upload.id).action_import()

    def _count(self, *names):
        self._commit()
        return [self.Service.search_count([("name", "=", name), ("institution_id", "=", self.school.id)])
                for name in names]

    def test_one_workbook_confirmed_twice_is_taken_once(self):
        names = "Chór", "Szachy", "Judo"
        first, second = self._ready(self.piotr, *names), self._ready(self.maria, *names)
        self._commit()
        self._overtaken(self._confirm(first), self._confirm(second), self.maria, first_user=self.piotr)
        self.assertEqual(self._count(*names), [1, 1, 1])
        self.assertEqual((first.state, second.state), ("done", "wrong"))
        self.assertIn("Chór", second.report, "the second reads which rows are there already")

    def test_the_button_pressed_twice_imports_once(self):
        upload = self._ready(self.piotr, "Szermierka")
        self._commit()
        with self.assertRaisesRegex(UserError, "imported once"):
            self._overtaken(self._confirm(upload), self._confirm(upload), self.piotr)
        self.assertEqual(self._count("Szermierka"), [1])

    def test_both_at_the_very_same_moment(self):
        first, second = self._ready(self.piotr, "Teatr"), self._ready(self.maria, "Teatr")
        self._commit()
        results = self._together((self._confirm(first), self.piotr), (self._confirm(second), self.maria))
        self.assertFalse([one for one in results if isinstance(one, Exception)], results)
        self.assertEqual(self._count("Teatr"), [1])
        self.assertEqual({first.state, second.state}, {"done", "wrong"})

    def test_the_job_begins_again_when_it_was_overtaken(self):
        """Nobody repeats a job for Odoo: it repeats itself, and a long workbook does not end as “failed”."""
        first, second = self._ready(self.piotr, "Harcerstwo"), self._ready(self.maria, "Harcerstwo")
        self._commit()
        self._overtaken(
            self._confirm(first),
            lambda env: env["kooperacje.basket.import"].browse(second.id)._import_in_turn(), self.maria,
            first_user=self.piotr,
        )
        self.assertEqual(self._count("Harcerstwo"), [1])
        self.assertEqual((first.state, second.state), ("done", "wrong"))

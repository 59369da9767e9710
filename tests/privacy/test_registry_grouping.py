from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestRegistryGrouping(KooperacjeCommon):
    """Lists group by whatever field they offer, for whoever reads them; the registry itself says what they offer."""

    def _readers(self):
        """``(model as a user, {field: its description})`` for every model: the first role that reads it stands for all.

        Which rows are seen differs by role, what a field is in SQL does not.
        """
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("kooperacje.") or model._abstract or model._transient:
                continue
            for user in self.user_by_role.values():
                theirs = model.with_user(user)
                if theirs.has_access("read"):
                    yield theirs, theirs.fields_get(attributes=["groupable", "type"])
                    break

    def test_every_field_offered_groups(self):
        """Above all dates that stand for “never ends”: the end of their month must be a date as well."""
        count = 0
        for model, described in self._readers():
            for field, description in described.items():
                if not description["groupable"] or description["type"] == "properties":
                    continue
                spec = f"{field}:month" if description["type"] in ("date", "datetime") else field
                with self.subTest(model=model._name, field=field):
                    count += 1
                    model.formatted_read_group([], [spec], ["__count"])
        self.assertGreater(count, 1000)

    def test_a_role_without_end_groups_by_its_last_day(self):
        roles = self.env["kooperacje.role.assignment"].with_user(self.adam)
        for step in ("day", "week", "month", "quarter", "year"):
            self.assertTrue(roles.formatted_read_group([], [f"valid_until:{step}"], ["__count"]))

    def test_reports_group_by_all_they_show(self):
        """A view of SQL is there to be grouped: what it names or chooses from is a column of it."""
        deaf = [
            f"{model._name}.{field}" for model, described in self._readers() if not model._auto
            for field, description in described.items()
            if description["type"] in ("many2one", "selection") and not description["groupable"]
        ]
        self.assertFalse(deaf)

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.tests.common import KooperacjeCommon

from ..access.migrations import migrate

VERSION = "19.0.2.1.0"


@tagged("post_install", "-at_install")
class TestWordsMigration(KooperacjeCommon):
    """Until 19.0.2.1.0 an administrator of access edited the common entries: what was edited is not lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage = cls.env.ref("kooperacje.case_stage_recognition")
        cls.premise = cls.env.ref("kooperacje.premise_end_ops")
        cls.need = cls.env["kooperacje.need"].search([("scope_id", "!=", False)], limit=1)
        cls.area = cls.env["kooperacje.diagnosis.area"].search([], order="id", limit=1)
        cls.shipped = {row: row.read(["name", "sequence"])[0] for row in (cls.stage, cls.premise, cls.need, cls.area)}
        cls.scope = cls.need.scope_id
        # As the old version left them: edited by Adam, who was no superuser.
        cls._edit(cls.stage, "name = 'Rozmowa na początek'")
        cls._edit(cls.premise, "active = false")
        cls._edit(cls.need, "name = 'Nasza potrzeba', scope_id = NULL")
        cls._edit(cls.area, "sequence = 999")
        cls.added = cls.env["kooperacje.barrier"].create({"name": "Brak autobusu"})
        cls._edit(cls.added, "name = 'Brak autobusu'", created=True)
        for row in (cls.stage, cls.premise, cls.need, cls.area):
            cls.env["kooperacje.upkeep"]._keep(row._name, row.ids)

    @classmethod
    def _edit(cls, row, assignment, created=False):
        cls.env.flush_all()
        for part in (assignment, f"write_uid = {cls.adam.id}", f"create_uid = {cls.adam.id if created else 1}"):
            cls.env.cr.execute(SQL(
                "UPDATE %s SET %s WHERE id = %s", SQL.identifier(row._table), SQL(part), row.id,
            ))
        cls.env.invalidate_all()

    def _one_office(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE kooperacje_partnership SET company_id = %s", [self.company.id])
        self.env.invalidate_all()

    def _common(self, row):
        return row._in_words_of(self.env["res.company"])

    def test_one_office_gets_its_words(self):
        self._one_office()
        for _time in ("first", "again"):
            migrate(self.env, VERSION, "post-office_words")
            for row, shipped in self.shipped.items():
                common = self._common(row)
                self.assertEqual((common.name, common.sequence), (shipped["name"], shipped["sequence"]))
                self.assertEqual(row.write_uid.id, 1, "follows upgrades again")
            ours = self.anna
            self.assertEqual(self.stage.with_user(ours).name, "Rozmowa na początek")
            self.assertEqual(self.need.with_user(ours).name, "Nasza potrzeba")
            self.assertEqual(self.need.scope_id, self.scope, "what a need tells of a family is the program's")
            self.assertEqual(self.area.with_user(ours).search([])[-1].id, self.area.id)
            self.assertTrue(self._common(self.premise).active)
            self.assertFalse(self.premise.with_user(ours).active)
            self.assertEqual(self.stage.with_user(self.olga).name, self.shipped[self.stage]["name"])
            self.assertEqual(self.added.company_id, self.company)
            self.assertFalse(self.env["kooperacje.upkeep"]._kept("kooperacje.case.stage"))

    def test_with_several_offices_it_stays_common_and_is_told(self):
        self.assertGreater(len(self.env["kooperacje.partnership"].search([]).company_id), 1)
        with self.assertLogs(level="WARNING") as logs:
            migrate(self.env, VERSION, "post-office_words")
        told = "\n".join(logs.output)
        self.assertIn("kooperacje.case.stage: 1 entries were changed", told)
        for word in ("Rozmowa", "Nasza potrzeba", "autobusu", "adam"):
            self.assertNotIn(word, told)
        self.assertEqual(self.stage.with_user(self.olga).name, "Rozmowa na początek")
        self.assertFalse(self.added.company_id)
        self.assertFalse(self.env["kooperacje.office.word"].search([]))

    def test_codes_were_unique_over_all_offices(self):
        self.env.cr.execute("ALTER TABLE kooperacje_need ADD CONSTRAINT kooperacje_need_code_uniq UNIQUE (code)")
        for _time in ("first", "again"):
            migrate(self.env, VERSION, "pre-office_words")
        self.env.cr.execute("SELECT 1 FROM pg_constraint WHERE conname = 'kooperacje_need_code_uniq'")
        self.assertFalse(self.env.cr.fetchall())

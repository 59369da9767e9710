from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestExchangeKeyColumn(KooperacjeCommon):
    """A database from before the keys gets one for each of its records, none shared and none left without."""

    def test_records_that_were_there_before(self):
        institutions = self.ops | self.pcpr | self.school
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE res_partner ALTER COLUMN exchange_key DROP NOT NULL")
        self.env.cr.execute("UPDATE res_partner SET exchange_key = NULL WHERE id != %s", [self.ngo.id])
        kept = self.ngo.exchange_key
        self.env.invalidate_all()
        self.env["res.partner"]._init_column("exchange_key")
        self.env.invalidate_all()
        keys = institutions.mapped("exchange_key")
        self.assertEqual(len(set(keys)), 3)
        self.assertTrue(all(keys))
        self.assertEqual(self.ngo.exchange_key, kept)

    def test_other_columns_are_core_s(self):
        """Its own column of a default is filled as without us."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET color = NULL WHERE id = %s", [self.ops.id])
        self.env["res.partner"]._init_column("color")
        self.env.invalidate_all()
        self.assertEqual(self.ops.color, 0)

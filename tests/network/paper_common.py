from odoo import Command

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class PaperCommon(KooperacjeCommon):
    """Papers that an authority or the head of the office signs electronically."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()

    @classmethod
    def _prepared(cls, name, variant):
        """A partnership of the office in preparation: nobody has authorised it yet."""
        return cls.env["kooperacje.partnership"].create({
            "name": name, "variant": variant, "company_id": cls.company.id,
            "area_ids": [Command.set(cls.commune.ids)], "strategic_partner_id": cls.pcpr.id,
        })

    def _sign(self, papers, day=None):
        for paper in papers:
            on = day or self.today
            paper._document_register_signature(on, "qualified", **self._e_file(on))
        return papers

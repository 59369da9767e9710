from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon


@tagged("post_install", "-at_install")
class TestBodiesWithoutServices(KooperacjeCommon):
    """A commune council and a mayor take part (RUR-68, 71, 79); they have no services and stop no step (RUR-95)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.council, cls.mayor = (
            cls._institution(name, cls.env.ref(f"kooperacje.institution_type_{code}"), cls.commune)
            for name, code in (("Rada Gminy Małkinia (test)", "rada_gminy"), ("Wójt Gminy Małkinia (test)", "wojt"))
        )
        cls.env["kooperacje.membership"].create([{
            "partnership_id": cls.partnership.id, "institution_id": body.id, "state": "member", "date_from": LONG_AGO,
        } for body in cls.council | cls.mayor])

    def test_own_types_and_sector(self):
        types = self.env["kooperacje.institution.type"].search([("offers_services", "=", False)])
        self.assertLessEqual({"RADA_GMINY", "RADA_POWIATU", "WOJT", "STAROSTA", "ZI"}, set(types.mapped("code")))
        self.assertEqual(types.sector_id.mapped("code"), ["J"])
        self.assertFalse(types.sector_id.is_basic)
        self.assertFalse(self.council._offers_services())
        self.assertTrue(self.school._offers_services())

    def test_never_asked_for_a_card(self):
        self.assertIn(self.council, self.partnership.member_ids)
        self.assertNotIn(self.council, self.partnership._card_institutions())
        collection = self.env["kooperacje.card.collection"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "deadline": office_today() + timedelta(days=14),
        })
        collection.action_ask()
        self.assertFalse(collection.card_ids.institution_id & (self.council | self.mayor))
        self.assertIn(self.school, collection.card_ids.institution_id)
        with self.assertRefused("fills in no service card"):
            self.env["kooperacje.service.card"].with_user(self.piotr).create({
                "partnership_id": self.partnership.id, "institution_id": self.council.id,
            })

    def test_no_step_waits_for_them(self):
        missing = "\n".join(self.partnership._missing_evidence("basket"))
        self.assertIn(self.school.name, missing)
        self.assertNotIn(self.council.name, missing)
        self.assertNotIn(self.mayor.name, missing)

    def test_they_distort_no_figure(self):
        """Three dimensions are those of institutions that help; the coverage has no empty row of theirs."""
        alone = self._partnership("PZK z radą (test)", self.company, self.commune, members=self.ops | self.council)
        alone.write({"variant": "urban"})
        self.assertEqual(len(alone._missing_dimensions()), 3)
        self.assertIn("at least one member besides the leader", "\n".join(alone._missing_for("active")))
        coverage = self.env["kooperacje.service.coverage"].with_user(self.piotr)
        sectors = {sector.code for sector, in coverage._read_group([], ["sector_id"])}
        self.assertIn("A", sectors)
        self.assertNotIn("J", sectors)
        self.assertNotIn("J", self.partnership.missing_sector_ids.mapped("code"))


@tagged("post_install", "-at_install")
class TestSilentPartner(KooperacjeCommon):
    """Gate 2 counts who has joined and what was promised (K3D-211–214)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.urban = cls._partnership("PZK miejskie (test)", cls.company, cls.commune, members=cls.ops | cls.school)
        cls.urban.variant = "urban"
        cls.env["kooperacje.membership"].create({
            "partnership_id": cls.urban.id, "institution_id": cls.ppp.id,
        })

    def _card(self, institution, state, **values):
        return self.env["kooperacje.service.card"].create({
            "partnership_id": self.urban.id, "institution_id": institution.id, "state": state, **values,
        })

    def _missing(self):
        return "\n".join(self.urban._missing_evidence("basket"))

    def test_who_is_only_invited_is_not_waited_for(self):
        self.assertIn(self.school.name, self._missing())
        self.assertNotIn(self.ppp.name, self._missing())

    def test_what_was_promised_is_merged_first(self):
        self._card(self.ppp, "submitted")
        self.assertIn(self.ppp.name, self._missing())

    def test_a_day_that_has_passed_lets_the_others_go_on(self):
        card = self._card(self.school, "draft", deadline=self.today + timedelta(days=1))
        self.assertIn(self.school.name, self._missing())
        card.deadline = self.today - timedelta(days=1)
        self.assertNotIn(self.school.name, self._missing())
        self._card(self.ops, "verified")
        self.assertEqual(self._missing(), "a service in the local basket")
        self.env["kooperacje.service"].create({
            "name": "Asystent rodziny", "partnership_id": self.urban.id, "institution_id": self.ops.id,
            "state": "verified",
        })
        self.assertEqual(self._missing(), "")

    def test_silence_adds_nothing_to_what_any_step_waits_for(self):
        """Every kind of evidence of every process, with the invitation and without it (nine steps were shut by one)."""
        field = self.env["kooperacje.process.step"]._fields["evidence"]
        kinds = [kind for kind, _label in field._description_selection(self.env)]
        self.assertGreater(len(kinds), 11)
        invited = self.urban.membership_ids.filtered(lambda one: one.state == "invited")
        for partnership in (self.urban, self.partnership):
            with_silent = {kind: partnership._missing_evidence(kind) for kind in kinds}
            if partnership == self.urban:
                invited.unlink()
            else:
                self.env["kooperacje.membership"].create({
                    "partnership_id": partnership.id, "institution_id": self.gops_nur.id,
                })
            self.env.invalidate_all()
            without = {kind: partnership._missing_evidence(kind) for kind in kinds}
            for kind in kinds:
                with self.subTest(partnership.variant, kind=kind):
                    self.assertEqual(with_silent[kind], without[kind])

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


@tagged("post_install", "-at_install")
class TestCompositionRequest(KooperacjeCommon):
    """Requests to complete the composition of the partnership (K3D-114), and how many were realised (K3D-147)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Request = cls.env["kooperacje.composition.request"]
        cls.court = cls._institution("Sąd Rejonowy (test)", cls.type_ngo, cls.county)

    def _request(self, user=None, **values):
        return self.Request.with_user(user or self.anna).create({
            "partnership_id": self.partnership.id, "description": "Brakuje kuratora sądowego.", **values,
        })

    def test_filed_by_whom(self):
        for role, user in self.user_by_role.items():
            with self.subTest(role=role):
                if role in ("social_worker", "network_worker", "manager", "coordinator", "specialist"):
                    self.assertRegex(self._request(user).number, r"^WUS/\d+/\d{4}$")
                else:
                    with self.assertRefused(".", AccessError):
                        self._request(user)
        with self.assertRefused("."):
            self._request(self.olga)

    def test_sector_follows_the_institution(self):
        self.assertEqual(self._request(institution_id=self.court.id).sector_id, self.court.sector_id)
        self.assertEqual(self._request(sector_id=self.sector_help.id).sector_id, self.sector_help)
        with self.assertRefused("not an institution of the Model", ValidationError):
            self._request(institution_id=self.anna.partner_id.id)

    def test_realised_on_the_day_the_institution_joins(self):
        request = self._request().with_user(self.piotr)
        with self.assertRefused("Accept the request"):
            request.action_invite()
        request.action_accept()
        with self.assertRefused("Name the institution"):
            request.action_invite()
        request.institution_id = self.court
        membership = self.env["kooperacje.membership"].browse(request.action_invite()["res_id"])
        self.assertEqual((membership.state, membership.institution_id), ("invited", self.court))
        self.assertEqual(request.membership_id, membership)
        self.assertEqual(request.action_invite()["res_id"], membership.id, "invited once")
        self.assertEqual(request.state, "accepted")
        membership.with_user(self.piotr).write({
            "date_from": office_today(), "representative_id": self._head(self.court).id,
        })
        membership.with_user(self.piotr).action_join()
        self.assertEqual((request.state, request.done_on), ("done", office_today()))

    def test_institution_that_is_a_member_already(self):
        request = self._request(institution_id=self.ppp.id).with_user(self.piotr)
        request.action_accept()
        request.action_invite()
        self.assertEqual((request.state, request.membership_id.institution_id), ("done", self.ppp))

    def test_specialist_is_done_by_hand(self):
        request = self._request(kind="specialist", speciality="tłumacz języka migowego").with_user(self.piotr)
        request.action_accept()
        with self.assertRefused("Accept the request for an institution"):
            request.action_invite()
        request.outcome = "PPP wskazała tłumaczkę"
        request.action_done()
        self.assertEqual(request.state, "done")

    def test_only_the_leader_decides_and_invites(self):
        request = self._request(institution_id=self.court.id)
        request.with_user(self.piotr).action_accept()
        for role, user in self.user_by_role.items():
            if role in ("network_worker", "manager"):
                continue
            for attempt in ("action_invite", "action_done", "action_accept"):
                with self.subTest(role=role, attempt=attempt), self.assertRefused("."):
                    getattr(request.with_user(user), attempt)()
            for values in ({"membership_id": self.partnership.membership_ids[0].id}, {"state": "done"}):
                with self.subTest(role=role), self.assertRefused("."):
                    request.with_user(user).write(values)

    def test_on_behalf_of_a_social_worker(self):
        self.assertEqual(self._request(self.piotr, on_behalf_of_id=self.anna.id).source, "network_worker")
        with self.assertRefused("your own", ValidationError):
            self._request(self.anna, on_behalf_of_id=self.anna.id)

    def test_register_is_of_the_office(self):
        request = self._request()
        for role, user in self.user_by_role.items():
            if role == "evaluator":
                self.assertFalse(request.with_user(user).has_access("read"), "who comes from outside reads none")
                continue
            self.assertEqual(self.Request.with_user(user).search([("id", "=", request.id)]), request)
        self.assertFalse(self.Request.with_user(self.olga).search([("id", "=", request.id)]))

    def test_counted_for_monitoring(self):
        self._request().with_user(self.piotr)._decide("rejected", "Kurator działa w sąsiedniej gminie")
        self._request(kind="specialist")
        counts = dict(self.Request.with_user(self.piotr)._read_group(
            [("partnership_id", "=", self.partnership.id)], ["state"], ["__count"],
        ))
        self.assertEqual(counts, {"rejected": 1, "new": 1})

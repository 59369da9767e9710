from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.basket.common import BasketCommon

FILING = ("social_worker", "network_worker", "manager", "coordinator", "specialist", "county_animator")


@tagged("post_install", "-at_install")
class TestBasketRequest(BasketCommon):
    """Requests to update the basket: who files them, who decides and why, what comes of it (K3D-111, 112, 148, 225)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Request = cls.env["kooperacje.basket.request"]
        cls.service = cls._verified_card().with_env(cls.env).service_ids[0]

    def _request(self, user=None, **values):
        return self.Request.with_user(user or self.anna).create({
            "partnership_id": self.partnership.id, "kind": "add", "name": "Logopeda na wsi",
            "description": "Rodziny pytają o logopedę, który przyjmuje na miejscu.", **values,
        })

    def _about(self, kind, user=None, **values):
        return self.Request.with_user(user or self.anna).create({
            "partnership_id": self.partnership.id, "kind": kind, "service_id": self.service.id,
            "description": "Nie jest już prowadzona.", **values,
        })

    def _as_leader(self, request):
        return request.with_user(self.piotr)

    # Filing

    def test_filed_and_numbered(self):
        first, second = self._request(), self._request(self.ewa)
        self.assertEqual((first.state, first.requested_by_id, first.filed_on), ("new", self.anna, self.today))
        self.assertEqual(first.deadline, self.today + timedelta(days=14))
        self.assertRegex(first.number, r"^WAK/\d+/\d{4}$")
        self.assertEqual(int(second.number.split("/")[1]), int(first.number.split("/")[1]) + 1)
        self.assertIn("Logopeda", first.display_name)

    def test_services_kept_to_the_office_are_named_to_its_staff_only(self):
        """Neither through the register, nor by filing a request on what one may not read."""
        self.service.with_user(self.piotr).write({"visibility": "office", "name": "Mieszkanie chronione"})
        self.env.flush_all()
        self.env.invalidate_all()
        request = self._about("change")
        for user in (self.anna, self.jan, self.piotr, self.maria):
            self.assertEqual(self.Request.with_user(user).search([("id", "=", request.id)]), request, user.login)
        for user in (self.tomasz, self.ewa, self.irena):
            self.assertFalse(self.Request.with_user(user).search([("id", "=", request.id)]), user.login)
        for user in (self.tomasz, self.kamil):
            with self.assertRefused(".", AccessError):
                self._about("change", user, name="x", institution_id=self.ngo.id)
            own = self._request(user)
            with self.assertRefused(".", AccessError):
                own.write({"kind": "change", "service_id": self.service.id, "name": "x"})

    def test_on_whose_part(self):
        """Institution, member of task teams, network worker (K3D-225)."""
        for user, source in (
            (self.ewa, "institution"), (self.anna, "team"), (self.tomasz, "team"), (self.piotr, "network_worker"),
            (self.maria, "institution"),
        ):
            self.assertEqual(self._request(user).source, source, user.login)

    def test_network_worker_files_on_behalf_of_a_social_worker(self):
        request = self._request(self.piotr, on_behalf_of_id=self.anna.id)
        self.assertEqual((request.on_behalf_of_id, request.source), (self.anna, "network_worker"))
        for user, behalf, message in (
            (self.piotr, self.tomasz, "no social worker"), (self.piotr, self.olga, "no social worker"),
            (self.ewa, self.anna, "Only the network worker"), (self.anna, self.jan, "Only the network worker"),
        ):
            with self.subTest(user=user.login, behalf=behalf.login), self.assertRefused(message, ValidationError):
                self._request(user, on_behalf_of_id=behalf.id)

    def test_leader_is_asked(self):
        request = self._request()
        self.assertEqual(request.sudo().activity_ids.user_id, self.piotr)
        self.assertEqual(request.sudo().activity_ids.date_deadline, request.deadline)
        self.assertFalse(self._request(self.piotr).sudo().activity_ids, "who files it knows")

    def test_service_named_where_there_is_one(self):
        request = self._about("change")
        self.assertEqual((request.name, request.institution_id), (self.service.name, self.school))
        for values, message in (
            ({"kind": "remove", "service_id": False}, "Choose the service"),
            ({"kind": "add", "service_id": self.service.id}, "names no service"),
        ):
            with self.assertRefused(message, ValidationError):
                self._request(**values)
        foreign = self.Service.create({
            "name": "Obca", "partnership_id": self.partnership_nur.id, "institution_id": self.school.id,
            "state": "verified",
        })
        proposed = self._card(user=self.kamil, institution_id=self.ppp.id).service_ids[0]
        for service in (foreign, proposed):
            with self.assertRefused("."):
                self._request(kind="change", service_id=service.id, name="x")

    def test_form_proposes_the_partnership(self):
        with Form(self.Request.with_user(self.anna)) as form:
            self.assertEqual(form.partnership_id, self.partnership)
            form.kind = "neighbourhood"
            form.name = "Bank żywności w Nurze"
            form.description = "Przyjmuje też mieszkańców naszej gminy."
        self.assertEqual(form.record.requested_by_id, self.anna)

    def test_who_files(self):
        for role, user in self.user_by_role.items():
            with self.subTest(role=role):
                if role in FILING:
                    self.assertTrue(self._request(user))
                else:
                    with self.assertRefused(".", AccessError):
                        self._request(user)
        for user in (self.olga, self.nadia):
            with self.subTest(user=user.login), self.assertRefused("."):
                self._request(user)

    def test_nobody_files_in_the_name_of_another(self):
        for values in (
            {"requested_by_id": self.jan.id}, {"state": "accepted"}, {"number": "WAK/99/2026"},
            {"source": "network_worker"}, {"deadline": "2099-01-01"}, {"decision_reason": "x"},
            {"filed_on": "2020-01-01"}, {"result_service_id": self.service.id},
        ):
            with self.subTest(values=values), self.assertRefused("."):
                self._request(**values)
        with self.assertRefused("."):
            self.Request.with_user(self.anna).with_context(default_state="accepted").create({
                "partnership_id": self.partnership.id, "name": "x", "description": "x",
            })

    def test_no_request_before_the_authority_has_accepted(self):
        urban = self.env["kooperacje.partnership"].with_user(self.piotr).create({
            "name": "PZK (test)", "variant": "urban", "company_id": self.company.id,
        })
        with self.assertRefused("before the authority has accepted"):
            self._request(partnership_id=urban.id)

    # Deciding

    def test_decision_with_a_reason(self):
        accepted, rejected = self._as_leader(self._request()), self._as_leader(self._request())
        accepted.action_accept()
        for reason in (False, "", "   "):
            with self.assertRefused("why the request is rejected"):
                rejected._decide("rejected", reason)
        action = rejected.with_context(request_decision="rejected").action_ask_decision()
        wizard = self.env["kooperacje.request.decide"].with_user(self.piotr).with_context(**action["context"]).create({
            "reason": "Usługa jest już w koszyku",
        })
        self.assertEqual(wizard.number, rejected.number)
        wizard.action_confirm()
        self.assertEqual((accepted.state, rejected.state), ("accepted", "rejected"))
        self.assertEqual(
            (rejected.decision_reason, rejected.decided_by_id, rejected.decided_on),
            ("Usługa jest już w koszyku", self.piotr, self.today),
        )
        self.assertFalse((accepted | rejected).sudo().activity_ids, "the leader has done what was asked")

    def test_who_filed_it_is_told(self):
        request = self._request(self.piotr, on_behalf_of_id=self.anna.id)
        request._decide("rejected", "Brak środków")
        self.assertIn("Brak środków", request.message_ids[0].body)
        told = self.env["mail.message"].search([
            ("model", "=", request._name), ("res_id", "=", request.id), ("message_type", "=", "user_notification"),
            ("partner_ids", "in", self.anna.partner_id.ids),
        ])
        self.assertIn("Brak środków", told.body)

    def test_only_the_leader_decides_and_once(self):
        request = self._request(self.ewa)
        for role, user in self.user_by_role.items():
            if role in ("network_worker", "manager"):
                continue
            with self.subTest(role=role), self.assertRefused("."):
                request.with_user(user)._decide("accepted", "x")
            with self.subTest(role=role), self.assertRefused("."):
                request.with_user(user).write({"state": "accepted"})
        with self.assertRefused("."):
            request.with_user(self.nadia)._decide("accepted", "x")
        request.with_user(self.maria).action_accept()
        with self.assertRefused("decided already"):
            self._as_leader(request)._decide("rejected", "x")
        with self.assertRefused("Accept the request or reject it"):
            self._as_leader(self._request())._decide("done", "x")

    def test_wizard_decides_requests_only(self):
        Decide = self.env["kooperacje.request.decide"].with_user(self.piotr)
        for model, id_ in (("res.partner", self.school.id), ("no.model", 1), ("kooperacje.basket.request", 0)):
            with self.subTest(model=model), self.assertRefused("does not exist any more"):
                Decide.create({"res_model": model, "res_id": id_}).action_confirm()
        with self.assertRefused("."):
            self.env["kooperacje.request.decide"].with_user(self.anna).create({
                "res_model": "kooperacje.basket.request", "res_id": self._request().id,
            })

    def test_overdue(self):
        request = self._request()
        for days, overdue in ((14, False), (15, True)):
            with freeze_time(self.today + timedelta(days=days)):
                request.invalidate_recordset()
                self.assertEqual(request.is_overdue, overdue)
                self.assertEqual(
                    bool(request.search([("id", "=", request.id), ("is_overdue", "=", True)])), overdue,
                )
        self._as_leader(request).action_accept()
        with freeze_time(self.today + timedelta(days=15)):
            request.invalidate_recordset()
            self.assertFalse(request.is_overdue)
        for days in (0, 91):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.partnership.request_days = days
                self.env.flush_all()

    def test_taking_back(self):
        request = self._request(self.ewa)
        for user in (self.piotr, self.anna):
            with self.subTest(user=user.login), self.assertRefused("."):
                request.with_user(user).action_take_back()
        request.action_take_back()
        self.assertEqual(request.state, "taken_back")
        with self.assertRefused("decided already"):
            self._as_leader(request).action_accept()

    def test_register_stays(self):
        request = self._request()
        request.write({"description": "Dokładniej: raz w tygodniu"})
        with self.assertRefused("."):
            request.with_user(self.jan).write({"description": "x"})
        with self.assertRefused("."):
            request.write({"partnership_id": self.partnership_nur.id})
        self._as_leader(request).action_accept()
        with self.assertRefused("stays in the register"):
            request.write({"description": "x"})
        with self.assertRefused("stays in the register"):
            self._as_leader(request).write({"description": "x"})
        self._as_leader(request).write({"outcome": "Rozmowa z PPP", "institution_id": self.ppp.id})
        with self.assertRefused("filed, not copied"):
            request.copy()
        with self.assertRefused("."):
            self._as_leader(request).unlink()
        with self.assertRefused("stays in the register"):
            request.sudo().unlink()

    # What comes of it

    def test_service_added(self):
        for kind, origin, institution in (
            ("add", "partnership", self.ppp), ("neighbourhood", "neighbourhood", self.gops_nur),
            ("self_help", "self_help", self.ngo),
        ):
            request = self._as_leader(self._request(kind=kind, need_id=self.need_poverty.id))
            with self.assertRefused("Accept the request first"):
                request.action_realise()
            request.action_accept()
            with self.assertRefused("Name on the request the institution"):
                request.action_realise()
            request.institution_id = institution
            action = request.action_realise()
            service = request.result_service_id
            self.assertEqual((action["res_id"], service.origin), (service.id, origin))
            self.assertEqual((service.name, service.need_ids), (request.name, self.need_poverty))
            self.assertEqual(request.action_realise()["res_id"], service.id, "added once")
            self.assertEqual(request.state, "accepted", "not in the basket yet")
            service.fee = "free"
            service.action_verify()
            self.assertEqual((request.state, request.done_on), ("done", self.today))

    def test_service_removed(self):
        request = self._as_leader(self._about("remove"))
        request.action_accept()
        action = request.action_realise()
        Withdraw = self.env["kooperacje.service.withdraw"].with_user(self.piotr)
        wizard = Withdraw.with_context(**action["context"]).create({})
        self.assertEqual(wizard.reason, request.description)
        wizard.action_withdraw()
        self.assertEqual((request.state, request.result_service_id), ("done", self.service))

    def test_service_changed(self):
        request = self._as_leader(self._about("change"))
        request.action_accept()
        self.assertEqual(request.action_realise()["res_id"], self.service.id)
        self.assertEqual(request.state, "accepted")
        request.action_done()
        self.assertEqual((request.state, request.result_service_id), ("done", self.service))
        with self.assertRefused("Only an accepted request"):
            request.action_done()

    def test_withdrawal_closes_only_what_asked_for_it(self):
        change = self._as_leader(self._about("change"))
        change.action_accept()
        waiting = self._about("remove", self.ewa)
        self.service.with_user(self.piotr)._withdraw("Koniec")
        self.assertEqual((change.state, waiting.state), ("accepted", "new"))

    def test_counted_for_monitoring(self):
        """Number, realised, reasons of refusal (K3D-148)."""
        for reason in ("Jest już w koszyku", "Jest już w koszyku", "Brak realizatora"):
            self._as_leader(self._request())._decide("rejected", reason)
        self._request()
        for user in (self.piotr, self.anna):
            groups = dict(self.Request.with_user(user)._read_group(
                [("partnership_id", "=", self.partnership.id), ("state", "=", "rejected")],
                ["decision_reason"], ["__count"],
            ))
            self.assertEqual(groups, {"Jest już w koszyku": 2, "Brak realizatora": 1})

    # Who reads

    def test_everyone_engaged_reads_the_register(self):
        request = self._request()
        for role, user in self.engaged_by_role.items():
            with self.subTest(role=role):
                self.assertEqual(self.Request.with_user(user).search([("id", "=", request.id)]), request)
        for user in (self.olga, self.nadia):
            self.assertFalse(self.Request.with_user(user).search([("id", "=", request.id)]))
            with self.assertRefused(".", AccessError):
                request.with_user(user).read(["description"])

    def test_role_that_ended_changes_nothing(self):
        request = self._request(self.tomasz)
        self.tomasz.role_assignment_ids.date_to = self.today
        with freeze_time(self.today + timedelta(days=1)):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertRefused(".", AccessError):
                request.with_user(self.tomasz).write({"description": "x"})

    def test_nothing_of_a_family_is_asked_for(self):
        """Neither a field nor a link: a request is read by every institution."""
        for name in ("kooperacje.basket.request", "kooperacje.composition.request"):
            related = {field.comodel_name for field in self.env[name]._fields.values() if field.relational}
            guarded = set(self.env["kooperacje.case.data"]._case_data_models())
            self.assertFalse(related & guarded, name)

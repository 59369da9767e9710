from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class SupportCommon(KooperacjeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Request = cls.env["kooperacje.support.request"]
        cls.barbara = cls._user("barbara", cls.pcpr, "coordinator")
        cls.today = office_today()

    def _request(self, user=None, send=True, **values):
        request = self.Request.with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "kind": "training", "description": "Praca zespołu z rodziną.",
            **values,
        })
        if send:
            request.action_send()
        return request

    def _agreed(self, **values):
        request = self._request(**values)
        answered = request.with_user(self.robert)
        answered.date_agreed = self.today
        answered.action_agree()
        return request


@tagged("post_install", "-at_install")
class TestSupportRequest(SupportCommon):
    """Requested → agreed → delivered within the means of the regional centre (K3D-80, 86–96; RUR-34–37)."""

    def test_from_request_to_delivery(self):
        request = self._request()
        self.assertEqual((request.state, request.provider_id, request.sent_on), ("requested", self.rops, self.today))
        self.assertRegex(request.number, rf"^WSP/\d+/{self.today.year}$")
        self.assertEqual(request.sudo().activity_ids.user_id, self.robert, "the centre is asked")
        answered = request.with_user(self.robert)
        with self.assertRefused("agreed date"):
            answered.action_agree()
        answered.write({"answer": "Dwa dni w siedzibie ośrodka", "date_agreed": self.today})
        answered.action_agree()
        self.assertEqual((request.state, request.answered_by_id), ("agreed", self.robert))
        self.assertFalse(request.sudo().activity_ids)
        told = self.env["mail.message"].sudo().search([
            ("model", "=", request._name), ("res_id", "=", request.id),
            ("partner_ids", "in", self.piotr.partner_id.ids),
        ], limit=1)
        self.assertIn("Dwa dni w siedzibie ośrodka", told.body)
        with self.assertRefused("how many hours"):
            answered.action_deliver()
        answered.write({"hours": 12, "people_reached": 18})
        answered.action_deliver()
        self.assertEqual((request.state, request.delivered_on), ("delivered", self.today))
        request.feedback = "Potrzebne także nowym członkom."
        groups = self.Request.with_user(self.maria)._read_group(
            [("partnership_id", "=", self.partnership.id)], ["kind"], ["state:array_agg", "hours:sum"],
        )
        self.assertEqual(groups, [("training", ["delivered"], 12.0)])

    def test_refused_with_the_means_that_lack(self):
        request = self._request(kind="supervision").with_user(self.robert)
        for values in ({}, {"refusal_kind": "financial"}, {"refusal_kind": False, "answer": "Brak środków"}):
            request.write(values)
            with self.subTest(values), self.assertRefused("reason of the refusal"):
                request.action_refuse()
        request.refusal_kind = "financial"
        request.action_refuse()
        self.assertEqual(request.state, "refused")
        for step in ("action_agree", "action_deliver", "action_refuse"):
            with self.subTest(step), self.assertRefused("does not apply any more"):
                getattr(request, step)()

    def test_only_the_leader_asks(self):
        for role, user in {**self.user_by_role, "coordinator of PCPR": self.barbara, "other office": self.olga}.items():
            with self.subTest(role):
                if role in ("manager", "network_worker", "county_animator"):
                    self.assertEqual(self._request(user).requested_by_id, user)
                else:
                    with self.assertRefused(".", AccessError):
                        self._request(user)

    def test_only_the_asked_centre_answers(self):
        request = self._request()
        everyone = {**self.user_by_role, "coordinator of PCPR": self.barbara, "other office": self.olga}
        for role, user in everyone.items():
            if role == "regional":
                continue
            for attempt in ("action_agree", "action_refuse", "action_deliver"):
                with self.subTest(role, attempt=attempt), self.assertRefused(".", Exception):
                    getattr(request.with_user(user), attempt)()
            with self.subTest(role), self.assertRefused(".", Exception):
                request.with_user(user).write({"answer": "x", "date_agreed": self.today})
        self.assertEqual((request.state, request.answer), ("requested", False))

    def test_pcpr_is_answered_for_by_its_coordinator(self):
        """RUR-46: PCPR trains and supports; a coordinator of another member has no say in it."""
        request = self._request(provider_id=self.pcpr.id)
        self.assertEqual(request.sudo().activity_ids.user_id, self.barbara | self.bogna, "and by the animator")
        for user in (self.ewa, self.robert):
            with self.assertRefused(".", Exception):
                request.with_user(user).write({"date_agreed": self.today})
        request.with_user(self.barbara).date_agreed = self.today
        request.with_user(self.barbara).action_agree()
        self.assertEqual(request.state, "agreed")

    def test_office_records_the_letter_of_a_centre_without_users(self):
        self.env["kooperacje.role.assignment"].search([("institution_id", "=", self.pcpr.id)]).action_end()
        request = self._request(provider_id=self.pcpr.id)
        self.assertTrue(request.user_answers)
        request.date_agreed = self.today
        request.action_agree()
        self.assertEqual(request.answered_by_id, self.piotr)

    def test_role_that_ended_answers_nothing(self):
        request = self._request()
        role = self.env["kooperacje.role.assignment"].search([("user_id", "=", self.robert.id)])
        role.date_to = self.today
        self.assertTrue(self.Request.with_user(self.robert).search([("id", "=", request.id)]))
        with freeze_time(fields.Date.add(self.today, days=2)):
            self.assertFalse(self.Request.with_user(self.robert).search([("id", "=", request.id)]))
            with self.assertRefused(".", AccessError):
                request.with_user(self.robert).action_refuse()

    def test_draft_is_the_office_s_own(self):
        draft = self._request(send=False)
        # Who evaluates from outside has nothing to do with support.
        for role, user in {**self.engaged_by_role, "other office": self.olga}.items():
            found = self.Request.with_user(user).search([("id", "=", draft.id)])
            self.assertEqual(bool(found), role in ("manager", "network_worker"), role)
        draft.action_send()
        for role, user in self.engaged_by_role.items():
            self.assertTrue(self.Request.with_user(user).search([("id", "=", draft.id)]), role)
        self.assertFalse(self.Request.with_user(self.olga).search([("id", "=", draft.id)]))

    def test_regional_centre_sees_what_it_was_asked_by_any_office(self):
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        request = self._request(helena, partnership_id=self.partnership_nur.id)
        self.assertTrue(self.Request.with_user(self.robert).search([("id", "=", request.id)]))
        self.assertFalse(self.Request.with_user(self.maria).search([("id", "=", request.id)]))
        asked_pcpr = self._request(helena, partnership_id=self.partnership_nur.id, provider_id=self.pcpr.id)
        self.assertFalse(self.Request.with_user(self.robert).search([("id", "=", asked_pcpr.id)]))

    def test_what_was_filed_stays_as_it_was_sent(self):
        request = self._request()
        for user in (self.piotr, self.robert):
            for values in ({"description": "x"}, {"kind": "advice"}, {"provider_id": self.pcpr.id}):
                with self.subTest(values), self.assertRefused("stays as it was sent"):
                    request.with_user(user).write(values)
        with self.assertRefused("Take it back instead"):
            request.unlink()
        with self.assertRefused("filed already"):
            request.action_send()
        with self.assertRefused("asks for support"):
            request.with_user(self.robert).action_take_back()
        request.action_take_back()
        self.assertEqual(request.state, "taken_back")
        self.assertFalse(request.sudo().activity_ids)
        self._request(send=False).unlink()

    def test_states_are_not_typed(self):
        request = self._request()
        for user in (self.piotr, self.robert):
            for values in ({"state": "delivered"}, {"number": "1"}, {"answered_on": self.today},
                           {"partnership_id": self.partnership_nur.id}):
                with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                    request.with_user(user).write(values)
        with self.assertRefused("not changed by hand", AccessError):
            self._request(state="agreed")
        for values in ({"answer": "x"}, {"hours": 3}, {"feedback": "x"}):
            with self.subTest(values), self.assertRefused("no answer yet"):
                self._request(**values)
        with self.assertRefused("what was done to one that was agreed"):
            request.with_user(self.robert).hours = 3
        with self.assertRefused("evaluates the support"):
            request.feedback = "x"

    def test_copy_is_a_clean_draft(self):
        copy = self._agreed().copy()
        self.assertEqual((copy.state, copy.number, copy.answer, copy.date_agreed), ("draft", False, False, False))

    def test_whom_to_ask(self):
        with self.assertRefused("neither the regional centre nor", ValidationError):
            self._request(provider_id=self.school.id)
        self.partnership.write({"regional_centre_id": False, "strategic_partner_id": False})
        with self.assertRefused("enter the regional centre on the partnership"):
            self._request()

    def test_answered_request_outlives_a_change_of_the_centre(self):
        request = self._agreed()
        self.partnership.regional_centre_id = False
        self.assertEqual(request.provider_id, self.rops)
        request.with_user(self.robert).hours = 2
        request.with_user(self.robert).action_deliver()

    def test_nothing_to_ask_for(self):
        with self.assertRefused("what is needed and why"):
            self._request(description=" ")
        self.partnership.state = "closed"
        with self.assertRefused("is closed"):
            self._request()


@tagged("post_install", "-at_install")
class TestNotice(SupportCommon):
    """Notice to ROPS of the intention to create a partnership, with its needs and the reply (K3D-75, 131; RUR-87)."""

    def _notice(self, send=True, **values):
        return self._request(send=send, kind="notice", need_ids=[
            Command.create({"kind": "training", "description": "Szkolenie animatorów"}),
            Command.create({"kind": "moderator", "description": "Pierwsze spotkanie"}),
        ], **values)

    def test_needs_go_with_the_notice_and_are_answered_one_by_one(self):
        notice = self._notice()
        self.assertEqual(set(notice.need_ids.mapped("state")), {"requested"})
        self.assertEqual(len({*notice.need_ids.mapped("number"), notice.number}), 3)
        self.assertEqual(notice.need_ids.provider_id, self.rops)
        self.assertEqual(len((notice | notice.need_ids).sudo().activity_ids), 1, "one letter, one task")
        training, moderator = notice.need_ids.with_user(self.robert)
        notice.with_user(self.robert).action_agree()
        training.date_agreed = self.today
        training.action_agree()
        moderator.write({"refusal_kind": "organisational", "answer": "Nie mamy wolnych moderatorów."})
        moderator.action_refuse()
        self.assertEqual([notice.state, training.state, moderator.state], ["agreed", "agreed", "refused"])

    def test_need_is_sent_with_its_notice_only(self):
        notice = self._notice(send=False)
        with self.assertRefused("Send the notice"):
            notice.need_ids[0].action_send()
        notice.action_send()
        with self.assertRefused("request of its own"):
            self._request(send=False, notice_id=notice.id)
        with self.assertRefused("no other notice", ValidationError):
            self._request(send=False, kind="notice", notice_id=self._notice(send=False).id)

    def test_step_waits_for_the_notice(self):
        """1.2 of Kooperacje 3D (K3D-131) and 2.4 of the rural Model (RUR-87): sending it is enough."""
        for process, code in (("process_k3d", "1.2"), ("process_rural", "2.4")):
            step = self.env.ref(f"kooperacje.{process}").step_ids.filtered(lambda step, c=code: step.code == c)
            self.assertEqual(step.evidence, "rops_notice")
        step = self.partnership.step_ids.filtered(lambda step: step.code == "2.4").with_user(self.maria)
        self.partnership.step_ids.filtered(lambda s: s.code in ("2.1", "2.2", "2.3")).sudo()._unguarded().state = "done"
        notice = self._notice(send=False)
        with self.assertRefused("the notice to the regional centre"):
            step.action_done()
        notice.action_send()
        step.action_done()
        self.assertEqual(step.state, "done")

    def test_notice_taken_back_or_of_the_last_cycle_is_none(self):
        notice = self._notice()
        self.assertFalse(self.partnership._missing_evidence("rops_notice"))
        self.partnership.sudo()._unguarded().write({
            "cycle": 2, "cycle_start": fields.Date.add(self.today, days=1),
        })
        self.assertTrue(self.partnership._missing_evidence("rops_notice"))
        self.partnership.sudo()._unguarded().write({"cycle": 1})
        notice.action_take_back()
        self.assertTrue(self.partnership._missing_evidence("rops_notice"))

    def test_notice_comes_before_the_authority_accepts(self):
        """RUR-87 stands before the agreement: a partnership in preparation may already tell ROPS."""
        self.partnership.write({"state": "preparation", "authorisation_number": False, "authorisation_date": False})
        self.assertEqual(self._notice().state, "requested")

    def test_paper_names_the_office_the_needs_and_the_reply(self):
        notice = self._notice()
        self.env.invalidate_all()

        def text():
            html, _kind = self.env["ir.actions.report"].with_user(self.robert)._render_qweb_html(
                "kooperacje.report_support_request", notice.ids,
            )
            return html.decode()

        paper = text()
        for word in ("ZGŁOSZENIE ZAMIARU", self.partnership.name, self.rops.name, "Szkolenie animatorów",
                     self.school.name, notice.number, "wypełnia ośrodek"):
            self.assertIn(word, paper)
        notice.with_user(self.robert).answer = "Zapraszamy do Szkoły Kooperacji"
        notice.with_user(self.robert).action_agree()
        self.assertIn("Zapraszamy do Szkoły Kooperacji", text())
        self.assertNotIn("wypełnia ośrodek", text())


@tagged("post_install", "-at_install")
class TestSupportQueries(SupportCommon):

    def test_list_costs_the_same_at_10_and_100(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Request.with_user(self.piotr).search([
                ("partnership_id", "=", self.partnership.id),
            ]).read(["number", "kind", "provider_id", "state", "user_answers", "user_leads", "hours"])
            return self.env.cr.sql_log_count - before

        for _number in range(10):
            self._request(send=False)
        cost()
        at_ten = cost()
        self.Request.create([{
            "partnership_id": self.partnership.id, "kind": "advice", "description": "x",
        } for _number in range(90)])
        self.assertEqual(cost(), at_ten)

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.kooperacje.tests.common import LONG_AGO

from .common import TeamCommon


@tagged("post_install", "-at_install")
class TestSuccession(TeamCommon):
    """The counselling centre (PPP) of Ostrów goes over into the county's Centre of Support: one step of Piotr's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.centre = cls._institution("Powiatowe Centrum Wsparcia (test)", cls.type_ppp, cls.county)
        cls.membership = cls.partnership.membership_ids.filtered(lambda one: one.institution_id == cls.ppp)
        cls.membership.sudo().date_from = LONG_AGO
        cls.kamil = cls._user("kamil", cls.ppp, "coordinator")
        cls.nur = cls.partnership_nur.membership_ids.filtered(lambda one: one.institution_id == cls.ppp)

    def _go_over(self, user=None, institution=None, membership=None, **values):
        wizard = self.env["kooperacje.membership.stop"].with_user(user or self.piotr).create({
            "membership_id": (membership or self.membership).id, "what": "go_over", "day": self.today,
            "institution_id": (institution or self.centre).id, "reason": "Uchwała nr XII/84/2026", **values,
        })
        return self.env["kooperacje.membership"].browse(wizard.action_confirm()["res_id"])

    def _plan_line(self, status="planned"):
        plan = self.case.plan_ids[:1] or self.env["kooperacje.plan"].create({"case_id": self.case.id})
        goal = self.env["kooperacje.goal"].create({"plan_id": plan.id, "name": "Spokój w domu"})
        line = self.env["kooperacje.plan.service"].create({
            "goal_id": goal.id, "service_id": self.therapy.id, "member_id": self.member.id,
        })
        line.sudo().write({"status": status})
        return line

    def test_what_runs_goes_on_and_what_was_stays(self):
        done, running = self._plan_line("done"), self._plan_line()
        withdrawn = self._service("Grupa wsparcia (test)", self.ppp, state="withdrawn")
        target = self._go_over()
        before = self.membership
        self.assertEqual(
            (target.state, target.institution_id, target.date_from, target.kind),
            ("member", self.centre, self.today, before.kind),
        )
        self.assertEqual(
            (before.state, before.date_to, before.successor_id, before.leaving_reason),
            ("left", self.today - timedelta(days=1), target, "Uchwała nr XII/84/2026"),
        )
        self.assertEqual(self.therapy.institution_id, self.centre)
        self.assertTrue(self.therapy.is_offered, "a family waits for nothing")
        self.assertFalse(running.is_lapsed)
        self.assertEqual((running.institution_id, done.institution_id), (self.centre, self.ppp))
        self.assertEqual(withdrawn.institution_id, self.ppp)
        change = self.therapy.change_ids.filtered(lambda one: one.kind == "changed")
        self.assertIn(self.centre.name, change.summary)
        self.assertEqual(change.institution_id, self.centre)
        self.assertEqual((self.therapy.change_ids - change).mapped("institution_id"), self.ppp)

    def test_successor_declares_for_itself(self):
        """A new paper is nobody's to sign but the successor's: the network worker is asked to see to it."""
        target = self._go_over()
        self.assertEqual(target.document_state, "draft")
        told = self.env["mail.activity"].search([
            ("user_id", "=", self.piotr.id), ("res_model", "=", "kooperacje.partnership"),
            ("res_id", "=", self.partnership.id),
        ])
        self.assertEqual(len(told), 1)
        self.assertIn(self.centre.name, told.summary)
        card = self.env["kooperacje.service.card"].search([("institution_id", "=", self.centre.id)])
        self.assertEqual((card.state, card.service_ids.replaces_id), ("draft", self.therapy))
        card.with_user(self.kamil).write({"terms_accepted": True, "declared_by": "Anna Lis, dyrektor"})
        card.with_user(self.kamil).action_submit()
        card.service_ids.fee = "free"
        card.with_user(self.piotr).action_verify()
        self.assertEqual((self.therapy.card_id, self.therapy.state), (card, "verified"))

    def test_people_work_on_without_a_case_until_papers_and_consent(self):
        self.nur.sudo().write({"state": "left", "date_from": LONG_AGO, "date_to": LONG_AGO})
        self._go_over()
        roles = self.tomasz.role_assignment_ids.sorted("id")
        self.assertEqual(roles.mapped("institution_id.id"), [self.ppp.id, self.centre.id])
        self.assertEqual((roles[0].status, roles[1].status), ("ended", "incomplete"))
        self.assertEqual(self.tomasz.partner_id.parent_id, self.centre)
        self.assertFalse(self.case.with_user(self.tomasz)._filtered_access("read"))
        self.assertTrue(self.env["mail.activity"].search([
            ("user_id", "=", self.adam.id), ("res_model", "=", "res.partner"), ("res_id", "=", self.centre.id),
        ]), "the administrator of access prepares the papers")
        member = self.team.member_ids.filtered(lambda one: one.institution_id == self.centre)
        self.assertEqual((self.member.state, member.state), ("left", "proposed"))
        self.assertEqual(member.partner_id, self.member.partner_id)
        self.assertEqual(self.member.acting_user_id, self.anna, "until then the tasks are the case manager's")
        self.assertTrue(self.env["mail.activity"].search([
            ("user_id", "=", self.anna.id), ("res_model", "=", "kooperacje.case"), ("res_id", "=", self.case.id),
        ]))
        with self.assertRefused("has not agreed to share data"):
            member.with_user(self.anna).action_invite()

    def test_a_family_that_agrees_already_loses_nobody(self):
        self._consent(self.case, "method", self.centre)
        self._go_over()
        member = self.team.member_ids.filtered(lambda one: one.institution_id == self.centre)
        self.assertEqual((member.state, self.member.successor_id), ("accepted", member))
        self.assertEqual(self.member.acting_user_id, self.tomasz)

    def test_open_requests_go_to_the_successor_and_answered_ones_stay(self):
        answered, asked = self._plan_line("done"), self._plan_line("requested")
        Referral = self.env["kooperacje.referral"]
        Referral._request(answered | asked)
        old, new = answered.referral_ids, asked.referral_ids
        old.sudo().write({"state": "done"})
        self._go_over()
        self.assertEqual((old.institution_id, new.institution_id), (self.ppp, self.centre))
        told = self.env["mail.activity"].search([("res_model", "=", Referral._name), ("res_id", "=", new.id)])
        self.assertIn(self.kamil, told.user_id)
        new.with_user(self.kamil).action_accept()
        self.assertEqual(new.state, "accepted")

    def test_into_a_member_whose_coordinator_stays_the_one(self):
        """Two schools become one: the one that goes on keeps its card, its coordinator and its declaration."""
        school = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.school)
        target = self._go_over(institution=self.school)
        self.assertEqual(target, school)
        roles = self.env["kooperacje.role.assignment"].search([
            ("institution_id", "=", self.school.id), ("role", "=", "coordinator"), ("is_current", "=", True),
        ])
        self.assertEqual(roles.user_id, self.ewa)
        self.assertEqual((self.therapy | self.club).institution_id, self.school)

    def test_refused_where_something_is_to_be_done_first(self):
        cases = [
            ({"institution": self.ppp}, "does not go over into itself"),
            ({"day": self.today + timedelta(days=1)}, "not ahead"),
            ({"day": LONG_AGO}, "before it has joined"),
            ({"reason": " "}, "day and the reason"),
            ({"membership": self.partnership.membership_ids.filtered("is_leader")}, "CUS"),
        ]
        for values, message in cases:
            with self.subTest(message), self.assertRefused(message):
                self._go_over(**values)
        card = self.env["kooperacje.service.card"].create({
            "partnership_id": self.partnership.id, "institution_id": self.ppp.id,
        })
        with self.assertRefused("not verified yet"):
            self._go_over()
        card.unlink()
        self._service("Pokój zabaw (test)", self.ppp)
        council = self.env.ref("kooperacje.institution_type_zi")
        self.centre.write({"institution_type_id": council.id, "sector_id": council.sector_id.id})
        with self.assertRefused("body without services"):
            self._go_over()
        self.assertEqual((self.membership.state, self.therapy.institution_id), ("member", self.ppp))

    def test_who_may(self):
        """The network worker and the head of the office that leads; nobody else, by any way."""
        for user in (self.anna, self.ewa, self.tomasz, self.irena, self.adam, self.olga, self.kamil):
            with self.subTest(user.login), self.assertRefused("", (AccessError, UserError)):
                self._go_over(user)
            with self.subTest(user.login), self.assertRefused("", (AccessError, UserError)):
                self.membership.with_user(user).action_go_over()
        for values in ({"successor_id": self.membership.id}, {"state": "left"}):
            with self.subTest(values=values), self.assertRefused("", (AccessError, UserError)):
                self.membership.with_user(self.piotr).write(values)
        self.assertTrue(self._go_over(self.maria))

    def test_another_office_takes_the_step_for_itself(self):
        """The centre of the county works with two communes: what Małkinia does changes nothing in Nur."""
        nur = self.nur
        nur.sudo().write({"state": "member", "date_from": LONG_AGO})
        there = self._role(self.tomasz, self.ppp, "specialist", company=self.company_nur)
        service = self._service("Terapia w Nurze (test)", self.ppp, partnership=self.partnership_nur)
        self._go_over()
        self.assertEqual((nur.state, service.institution_id, there.status), ("member", self.ppp, "current"))
        self.assertEqual(self.tomasz.partner_id.parent_id, self.ppp, "Nur counts on its people where they are")
        with self.assertRefused("", (AccessError, UserError)):
            self._go_over(membership=nur)
        nadia = self._user("nadia", self.gops_nur, "network_worker", self.company_nur)
        self._go_over(nadia, membership=nur)
        self.assertEqual((nur.state, service.institution_id), ("left", self.centre))
        self.assertEqual(self.tomasz.partner_id.parent_id, self.centre)

    def test_signed_papers_keep_the_name_of_their_day(self):
        self.nur.sudo().write({"state": "left", "date_from": LONG_AGO, "date_to": LONG_AGO})
        head = self.env["res.partner"].create({
            "name": "Halina Dyrektor", "parent_id": self.ppp.id, "is_decision_maker": True,
        })
        self.membership.representative_id = head
        self.membership._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        pdf, number = self.membership.document_pdf, self.membership.document_number
        target = self._go_over()
        self.ppp.name = "PPP zniesiona (test)"
        self.assertEqual((self.membership.document_pdf, self.membership.document_number), (pdf, number))
        self.assertEqual(self.membership.institution_id, self.ppp)
        self.assertEqual(target.representative_id, head, "she speaks for the successor now")

    def test_the_dialog(self):
        action = self.membership.with_user(self.piotr).action_go_over()
        form = Form(self.env["kooperacje.membership.stop"].with_user(self.piotr).with_context(**action["context"]))
        form.institution_id = self.centre
        form.reason = "Uchwała"
        form.save().action_confirm()
        self.assertEqual(self.membership.successor_id.institution_id, self.centre)

    def test_the_same_queries_for_many_services(self):
        def cost(count):
            office = self._institution(f"Poradnia {count} (test)", self.type_ppp, self.county)
            heir = self._institution(f"Następca {count} (test)", self.type_ppp, self.county)
            membership = self.env["kooperacje.membership"].create({
                "partnership_id": self.partnership.id, "institution_id": office.id,
            })
            membership.sudo().write({"state": "member", "date_from": LONG_AGO})
            services = self.env["kooperacje.service"].create([{
                "name": f"Usługa {number}", "institution_id": office.id, "partnership_id": self.partnership.id,
                "state": "verified", "need_ids": [Command.set(self.need_school.ids)],
            } for number in range(count)])
            queries = self._queries(lambda: self._go_over(institution=heir, membership=membership))
            self.assertEqual(services.institution_id, heir)
            return queries
        cost(1)
        self.assertEqual(cost(10), cost(100))

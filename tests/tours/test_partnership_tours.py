from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.kernels.office_day import office_today

from ..common import KooperacjeCommon
from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestPartnershipTours(DemoMixin, HttpCase):
    """A partnership's life in Chromium, in Polish, by those whose steps they are.

    What other tours show already (service cards, support requests) is done between them by the same methods.
    """
    _e_file = staticmethod(KooperacjeCommon._e_file)

    def start(self, partnership, tour, login):
        self.start_tour(f"/odoo/kooperacje-partnerships/{partnership.id}", tour, login=login, timeout=180)
        self.env.invalidate_all()

    def _invite(self, partnership, login, *names, join=False):
        memberships = self.as_user(login, "kooperacje.membership").create([{
            "partnership_id": partnership.id, "institution_id": self.ref(name).id,
            "representative_id": self.ref(name).child_ids.filtered("is_decision_maker")[:1].id,
        } for name in names])
        for membership in memberships if join else ():
            membership._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
            membership.action_join()
        return memberships

    def _merge_cards(self, partnership, silent=None):
        """A verified card of every institution but ``silent``; how cards are handed in and merged other tours show."""
        self.env["kooperacje.service.card"].create([{
            "partnership_id": partnership.id, "institution_id": institution.id, "state": "verified",
            "service_ids": [Command.create({"name": f"Poradnictwo {institution.id}", "state": "verified"})],
        } for institution in partnership._card_institutions() if institution != silent])

    def _close(self, partnership, login, *codes):
        steps = partnership.step_ids.filtered(lambda step: step.cycle == partnership.cycle)
        for code in codes:
            steps.filtered(lambda step, code=code: step.code == code).with_user(self.ref(f"user_{login}")).action_done()

    def _notice(self, partnership, login):
        partnership.support_request_ids.create({
            "partnership_id": partnership.id, "kind": "notice", "description": "Zamiar utworzenia PZK",
        }).with_user(self.ref(f"user_{login}")).action_send()

    def test_urban_partnership_from_authorisation_to_yearly_plan(self):
        self.start_tour(
            "/odoo/kooperacje-partnerships", "kooperacje_urban_authorisation", login="teresa", timeout=180,
        )
        pzk = self.env["kooperacje.partnership"].search([], order="id desc", limit=1)
        self.assertEqual(pzk.name, "PZK Łagisza zmyślony")
        self.assertEqual(pzk.area_ids.mapped("name"), ["Będzin"])
        self.assertEqual((pzk.state, pzk.company_id), ("initiation", self.ref("pzk_bedzin").company_id))
        self.assertEqual(pzk.authorisation_number, "OR.0052.77")
        self.assertEqual(pzk.leader_id, pzk.membership_ids.institution_id)
        pzk.regional_centre_id = self.ref("pzk_bedzin").regional_centre_id
        self._close(pzk, "teresa", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "1.1")
        self._notice(pzk, "teresa")

        self.start(pzk, "kooperacje_urban_invitations", "lukasz")
        association = pzk.membership_ids.filtered(lambda m: m.institution_id == self.ref("b_ngo"))
        self.assertEqual(
            (association.state, association.participation_degree, association.participation_level),
            ("invited", "permanent", "both"),
        )
        self._invite(pzk, "lukasz", "b_pcpr", "b_ppp")
        self._close(pzk, "lukasz", "1.2", "1.3")

        self.start(pzk, "kooperacje_urban_meeting", "lukasz")
        meetings = self.env["kooperacje.meeting"].search([("partnership_id", "=", pzk.id)])
        self.assertEqual((meetings.purpose, meetings.state), ("initiating", "held"))
        meetings.start = meetings.start - timedelta(days=2)
        self._merge_cards(pzk)
        self._close(pzk, "lukasz", "1.4", "1.5", "1.6")

        self.start(pzk, "kooperacje_urban_meeting", "lukasz")
        formal = self.env["kooperacje.meeting"].search([("partnership_id", "=", pzk.id)]) - meetings
        self.assertEqual((formal.purpose, formal.state), ("formalising", "held"))
        self.start(pzk, "kooperacje_urban_declaration", "lukasz")
        self.assertEqual((association.state, association.document_state), ("member", "signed"))
        for membership in pzk.membership_ids.filtered(lambda m: m.state == "invited"):
            membership._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
            membership.action_join()

        self.start(pzk, "kooperacje_urban_rules", "teresa")
        self.assertEqual(pzk.state, "active")
        self.assertTrue(pzk.has_regulation)
        plan = self.env["kooperacje.action.plan"].search([("partnership_id", "=", pzk.id)])
        self.assertEqual((plan.document_state, len(plan.line_ids)), ("signed", 1))
        self.assertEqual(plan.line_ids.owner_id, self.ref("b_ngo"))

    def test_rural_county_from_diagnosis_to_work_and_on_with_a_new_agreement(self):
        pzk = self._rural_partnership()
        self.start(pzk, "kooperacje_rural_start", "maria")
        appointment = pzk.appointment_ids
        self.assertEqual((appointment.document_state, appointment.subject), ("signed", "commune_animator"))
        self.assertEqual(pzk.commune_animator_id, self.ref("user_anna").partner_id)
        self._accede(pzk)

        self.start(pzk, "kooperacje_rural_agreement", "maria")
        agreement = pzk.agreement_ids
        self.assertEqual((pzk.state, agreement.kind, agreement.document_state), ("initiation", "county", "signed"))
        self._found(pzk)

        self.start(pzk, "kooperacje_rural_leader_family", "piotr")
        self.assertTrue(pzk.leader_person_ids.is_active)
        self._finish_cycle(pzk)
        self.start(pzk, "kooperacje_rural_next_cycle", "maria")
        self.assertEqual(pzk.cycle, 2)
        self.assertEqual(pzk.process_id, self.env.ref("kooperacje.process_rural_next"))
        self._sign_agreement(pzk, "county")
        self.start(pzk, "kooperacje_rural_new_agreement", "maria")

    def test_a_silent_institution_stops_nobody_up_to_the_second_year(self):
        """Invited in the first spring, it never answers; what the others do waits for it at no step."""
        pzk = self._rural_partnership()
        self._close(pzk, "maria", "2.1", "2.2")
        self.as_user("maria", "kooperacje.appointment").create({
            "partnership_id": pzk.id, "subject": "commune_animator", "authority": "Kierownik ośrodka",
            "person_id": self.ref("user_anna").partner_id.id,
        })._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
        self._accede(pzk)
        self._close(pzk, "maria", "2.3", "2.4")
        self._sign_agreement(pzk, "county")
        pzk.with_user(self.ref("user_maria")).action_begin()
        self._close(pzk, "maria", "3")

        self.start(pzk, "kooperacje_silent_invited", "piotr")
        silent = pzk.membership_ids.filtered(lambda one: one.institution_id == self.ref("ngo"))
        self.assertEqual(silent.state, "invited")
        self._found(pzk)
        self.as_user("piotr", "kooperacje.leader.person").create({
            "partnership_id": pzk.id, "name": "Wanda Tymczasowa",
        })._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
        self._close(pzk, "piotr", "5.3")
        self._finish_cycle(pzk, silent.institution_id)
        self.assertEqual((silent.state, pzk.state), ("invited", "active"))
        self.assertFalse(pzk.card_ids.filtered(lambda card: card.institution_id == silent.institution_id))

        self.start(pzk, "kooperacje_rural_next_cycle", "maria")
        self.assertEqual(pzk.cycle, 2)
        self.start(pzk, "kooperacje_silent_ends", "piotr")
        self.assertEqual((silent.state, silent.invitation_end_reason), ("withdrawn", "Od roku bez odpowiedzi"))
        self.assertEqual(pzk.membership_ids.filtered(lambda one: one.state == "member").mapped("institution_id"),
                         pzk.leader_id | self.ref("pcpr") | self.ref("ppp") | self.ref("sp_malkinia"))

    def _rural_partnership(self):
        """A rural partnership of Małkinia, up to the decision of the authorities."""
        malkinia = self.ref("pzk_malkinia")
        pzk = self.as_user("maria", "kooperacje.partnership").create({
            "name": "PZK Zaręby (zmyślony)", "variant": "rural", "company_id": malkinia.company_id.id,
            "strategic_partner_id": self.ref("pcpr").id, "regional_centre_id": malkinia.regional_centre_id.id,
            "area_ids": [Command.set(malkinia.area_ids.ids)], "cycle_start": office_today(),
        }).sudo()
        self._diagnose_and_decide(pzk)
        return pzk

    def _accede(self, pzk):
        """The commune has named its animator; it accedes, the county names its own, and the centre is told."""
        pzk.with_user(self.ref("user_maria")).write({
            "accession_date": office_today(),
            "county_animator_id": self.ref("pcpr").child_ids.filtered(lambda contact: not contact.is_company)[:1].id,
        })
        self._notice(pzk, "maria")

    def _found(self, pzk):
        """Members join and are taught, and the institutions sign the agreement: steps 4 to 5.2."""
        self._invite(pzk, "piotr", "pcpr", "ppp", "sp_malkinia", join=True)
        self._train(pzk)
        self._close(pzk, "piotr", "4", "5.1")
        self._sign_agreement(pzk, "partnership")
        self._close(pzk, "piotr", "5.2")
        pzk.with_user(self.ref("user_maria")).action_activate()

    def _diagnose_and_decide(self, pzk):
        """Steps 2.1 to 2.3 on paper: the diagnosis and the decision of both authorities, taken today."""
        self.as_user("piotr", "kooperacje.county.diagnosis").create({
            "partnership_id": pzk.id, "intensity": "Wiele rodzin", "resources": "Poradnia", "construction": "Osobno",
            "conclusions": "Wdrożyć",
        }).action_issue()
        self.as_user("maria", "kooperacje.authority.decision").create({
            "name": "Wdrażanie Modelu", "partnership_id": pzk.id, "level": "both", "authority": "Wójt i Starosta",
            "authority_number": "7", "commune_councillor_ids": [Command.set(self.ref("radny_m").ids)],
            "county_councillor_ids": [Command.set(self.ref("radny_p").ids)],
        })._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))

    def _train(self, pzk):
        """Steps 4 and 6.1: a course of the regional centre for the animators and a member."""
        course = self.as_user("robert", "kooperacje.school.course").create({
            "name": "Model", "date_from": office_today(),
        })
        teacher = pzk.membership_ids.filtered(lambda m: m.institution_id == self.ref("sp_malkinia")).representative_id
        people = pzk.commune_animator_id | pzk.county_animator_id | teacher
        self.as_user("piotr", "kooperacje.school.enrolment").create([
            {"course_id": course.id, "partnership_id": pzk.id, "partner_id": person.id} for person in people
        ])
        course.action_held()

    def _sign_agreement(self, pzk, kind):
        self.as_user("maria", "kooperacje.agreement").create({
            "name": f"Porozumienie {kind} (zmyślone)", "kind": kind, "is_external": True,
            "company_id": pzk.company_id.id, "partnership_ids": [Command.set(pzk.ids)],
            "party_ids": [Command.set((self.ref("office_malkinia") | self.ref("pcpr")).ids)],
            "date_from": office_today(), "date_to": office_today() + timedelta(days=540),
        })._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))

    def _finish_cycle(self, pzk, silent=None):
        """The rest of the first cycle, each step in its order; then its agreement belongs to the past."""
        self._merge_cards(pzk, silent)
        meeting = self.as_user("piotr", "kooperacje.meeting").create({
            "kind": "partnership", "partnership_id": pzk.id, "start": fields.Datetime.now() - timedelta(days=1),
            "location": "OPS",
        })
        meeting.participant_ids.action_present()
        meeting.action_hold()
        plan = self.as_user("maria", "kooperacje.action.plan").create({
            "partnership_id": pzk.id, "year": office_today().year, "meeting_id": meeting.id,
            "line_ids": [Command.create({
                "goal_id": self.env.ref("kooperacje.partnership_goal_1").id, "name": "Spotkania co miesiąc",
                "owner_id": pzk.leader_id.id, "date_to": office_today(),
            })],
        })
        plan._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
        for scope in ("families", "partnership"):
            self.env["kooperacje.evaluation"].create({
                "partnership_id": pzk.id, "scope": scope, "date_from": office_today() - timedelta(days=30),
                "date_to": office_today(),
            }).write({"started_on": office_today(), "document_state": "issued"})
        while pzk._open_steps():
            pzk.next_step_id.with_user(self.ref("user_maria")).action_done()
        pzk.agreement_ids.signed_on = office_today() - timedelta(days=2)

    def test_county_animator_with_three_communes(self):
        """Jolanta of PCPR: a third commune appoints her; she reports it to ROPS (RUR-43, 44, 51, 176)."""
        jolanta = self.ref("user_jolanta")
        malkinia = self.ref("pzk_malkinia")
        office = self.env["res.company"].create({"name": "GOPS w Zarębach (zmyślony)"})
        office.partner_id.write({
            "is_institution": True, "institution_type_id": malkinia.leader_id.institution_type_id.id,
        })
        head = self.env["res.users"].with_context(no_reset_password=True).create({
            "name": "Halina Zmyślona", "login": "halina.zareby", "company_id": office.id, "lang": "pl_PL",
            "company_ids": [Command.set(office.ids)],
            "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })
        role = {"company_id": office.id, "date_from": office_today()}
        self.env["kooperacje.role.assignment"].create({
            **role, "user_id": head.id, "institution_id": office.partner_id.id, "role": "manager",
        })
        pzk = self.env["kooperacje.partnership"].create({
            "name": "PZK Zaręby (zmyślony)", "variant": "rural", "company_id": office.id,
            "strategic_partner_id": self.ref("pcpr").id, "regional_centre_id": malkinia.regional_centre_id.id,
            "cycle_start": office_today(), "accession_date": office_today(),
            "commune_animator_id": head.partner_id.id,
        })
        pzk.step_ids.filtered(lambda step: step.code in ("2.1", "2.2", "2.3"))._unguarded().state = "done"
        self.env["kooperacje.role.assignment"].create({
            **role, "user_id": jolanta.id, "institution_id": self.ref("pcpr").id, "role": "county_animator",
        })
        Partnership = self.env["kooperacje.partnership"].with_user(jolanta)
        self.assertEqual(len(Partnership.search([])), 2, "the third commune has not appointed her yet")
        appointment = self.env["kooperacje.appointment"].with_user(head).create({
            "partnership_id": pzk.id, "subject": "county_animator", "authority": "Dyrektor PCPR",
            "person_id": jolanta.partner_id.id, "date_to": office_today() + timedelta(days=365),
        })
        appointment.action_issue()
        appointment._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
        self.start_tour("/odoo/kooperacje-county", "kooperacje_county_animator", login="jolanta", timeout=180)
        self.env.invalidate_all()
        notice = pzk.support_request_ids
        self.assertEqual((notice.kind, notice.state, notice.requested_by_id), ("notice", "requested", jolanta))
        step = pzk.step_ids.filtered(lambda one: one.code == "2.4")
        self.assertEqual((step.state, step.done_by_id), ("done", jolanta))
        appointment._document_void("Nowy animator od stycznia")
        self.assertEqual(len(Partnership.search([])), 2)

    def test_member_is_suspended_and_returns(self):
        member = self.ref("pzk_malkinia").membership_ids.filtered(lambda m: m.institution_id == self.ref("ppp"))
        self.start_tour(f"/odoo/kooperacje-members/{member.id}", "kooperacje_member_suspended", login="piotr",
                        timeout=180)
        self.assertEqual((member.state, len(member.suspension_ids)), ("member", 1))
        self.assertEqual(member.suspension_ids.reason, "Reorganizacja poradni")

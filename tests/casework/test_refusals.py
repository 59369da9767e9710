from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SCAN
from .family import FamilyCommon


@tagged("post_install", "-at_install")
class TestRefusals(FamilyCommon):
    """What the room refuses, each rule by itself and in its own words: what is wrong and what to do next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.yesterday = cls.today - timedelta(days=1)
        cls.neighbour = cls.env["kooperacje.person"].with_user(cls.anna).create({
            "first_name": "Genowefa", "last_name": "Sąsiadkowa", "birth_date": "1950-01-01",
            "company_id": cls.company.id,
        }).with_env(cls.env)
        cls.other = cls._case(cls.anna, cls.neighbour)
        cls.close = cls.env["kooperacje.case.person"].with_user(cls.anna).create({
            "case_id": cls.case.id, "person_id": cls.neighbour.id, "relation": "significant", "in_household": False,
        }).with_env(cls.env)
        cls.env.flush_all()

    def _each(self, attempts):
        """Each attempt is refused with its words; what it had begun is undone."""
        for words, error, attempt in attempts:
            with self.subTest(words), mute_logger(
                "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db",
            ):
                savepoint = self.env.cr.savepoint()
                with self.assertRaises(error) as refusal, self.env.cr.savepoint():
                    attempt()
                    self.env.flush_all()
                self.assertIn(words, self._told(refusal.exception))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _told(self, error):
        """What a person reads: the database's own refusals are told by the constraint they broke."""
        if isinstance(error, IntegrityError):
            model = next(one for one in self.env.values() if one._table == error.diag.table_name)
            return str(model._sql_error_to_message(error))
        return str(error)

    def _create(self, model, user=None, **values):
        return self.env[f"kooperacje.{model}"].with_user(user or self.anna).create(values)

    def _private(self, **values):
        return self._create("team.private", team_id=self.family.team.id, **values).action_confirm()

    def test_private_members(self):
        """K3D-164–166: somebody close, from outside the household, whom the family wants; the family is no member."""
        team, family_line = self.family.team, self.family.person_line
        foreign = self.env["kooperacje.team"].create({"case_id": self.other.id})
        stranger = self.env["kooperacje.team.member"].create({
            "team_id": foreign.id, "is_private": True, "family_agreed_on": self.today,
        })

        def without_agreement():
            member = self._create("team.member", team_id=team.id, is_private=True)
            member.action_invite()

        def on_the_list():
            self._private(line_id=self.close.id)
            self.close.with_user(self.anna).unlink()

        def moves_in():
            self._private(line_id=self.close.id)
            self.close.with_user(self.anna).in_household = True

        self._each([
            ("Choose a member of a team of this case", ValidationError,
             lambda: self.close.sudo().write({"team_member_id": stranger.id})),
            ("are no members of it", ValidationError, lambda: self._private(line_id=family_line.id)),
            ("are no members of it", ValidationError, moves_in),
            ("stays on the list of the case", UserError, on_the_list),
            ("the day on which the family agreed", UserError, without_agreement),
            ("its agreement lies in the future", UserError,
             lambda: self._private(line_id=self.close.id, family_agreed_on=self.tomorrow)),
            ("write first and last name", UserError, lambda: self._private(first_name="Ola", last_name="  ")),
            ("write first and last name", UserError, lambda: self._private(last_name="Sąsiadka")),
            ("Choose the institution and the person to invite", IntegrityError,
             lambda: self._create("team.member", team_id=team.id, is_private=True, partner_id=self.barbara.id,
                                  institution_id=self.school.id)),
        ])

    def test_private_members_are_counted_on(self):
        """A number once given is nobody else's, though the one before was taken back unsent."""
        team = self.family.team
        members = [self._create("team.member", team_id=team.id, is_private=True, family_agreed_on=self.today)
                   for _number in range(2)]
        members[0].unlink()
        third = self._create("team.member", team_id=team.id, is_private=True, family_agreed_on=self.today)
        self.assertEqual([member.private_number for member in (members[1], third)], [2, 3])
        self.assertNotEqual(members[1].display_name, third.display_name)

    def test_members_and_invitations(self):
        family, team = self.family, self.family.team
        family.invited.with_user(self.anna).action_invite()
        jan = self._create(
            "team.member", team_id=team.id, institution_id=self.ops.id, partner_id=self.jan.partner_id.id,
        )

        def closed(step):
            team.sudo()._close()
            step(team.with_user(self.anna))

        def invite_again():
            team.sudo()._suspend()
            jan.action_invite()

        def accept_for_another():
            jan.action_invite()
            jan.with_user(self.anna).action_accept()

        self._each([
            ("The decision on a team cannot lie in the future", ValidationError,
             lambda: team.with_user(self.anna).write({"decided_on": self.tomorrow})),
            ("Appoint a new one from the case", UserError, lambda: closed(lambda one: one.action_add_members())),
            ("Appoint a new one from the case", UserError, lambda: closed(lambda one: one.action_add_private())),
            ("suspended or has ended", UserError, invite_again),
            ("answers the invitation alone", AccessError, accept_for_another),
            ("This invitation is not open", UserError, lambda: family.member.with_user(self.tomasz).action_accept()),
            ("does not work in", ValidationError, lambda: self._create(
                "team.member", team_id=team.id, institution_id=self.school.id, partner_id=self.zofia.partner_id.id)),
            ("does not belong to the partnership", ValidationError, lambda: self._create(
                "team.member", team_id=team.id, institution_id=self.university.id,
                partner_id=self.urszula.partner_id.id, outside_reason="  ")),
            ("has not agreed to share data with", UserError, lambda: self._create(
                "team.member", team_id=team.id, institution_id=self.ngo.id,
                partner_id=self.zofia.partner_id.id).action_invite()),
            ("is in the team already", IntegrityError, lambda: self._create(
                "team.member", team_id=team.id, institution_id=self.ppp.id, partner_id=self.tomasz.partner_id.id)),
        ])

    def test_choosing_the_team(self):
        wizard = self._team_wizard(self.case)
        line = {"institution_id": self.ppp.id}
        self._each([
            ("at least one institution", UserError,
             lambda: wizard.write({"line_ids": [Command.clear()]}) and wizard.action_confirm()),
            ("Choose the person to invite from", UserError,
             lambda: wizard.write({"line_ids": [Command.clear(), Command.create(line)]}) and wizard.action_confirm()),
            ("the consent to share data with", UserError, lambda: wizard.write({"line_ids": [
                Command.clear(), Command.create({"institution_id": self.ngo.id}),
            ]}) and wizard.action_confirm()),
        ])

    def test_ended_work_begins_anew_on_the_board(self):
        """K3D-190, 192: a closed case keeps no open team and no new plan, though the consent still runs."""
        closed = self.other
        self._consent(closed, self.ppp, signer=self.neighbour)
        closed.with_user(self.anna).write({
            "closing_premise_id": self.env.ref("kooperacje.premise_end_moved").id, "stage_id": self.stage["closed"].id,
        })
        self.assertEqual(closed.consent_state, "valid")
        wizard = self.env["kooperacje.team.wizard"].with_user(self.anna).create({
            "case_id": closed.id, "line_ids": [Command.create({
                "institution_id": self.ppp.id, "partner_id": self.tomasz.partner_id.id,
            })],
        })
        self._each([
            ("has ended. Take it up again", UserError, lambda: self._create("team", case_id=closed.id)),
            ("has ended. Take it up again", UserError, wizard.action_confirm),
            ("has ended. Take it up again", UserError, lambda: self._create("plan", case_id=closed.id)),
            ("is closed. Its assessments are on record", UserError,
             lambda: self._create("assessment", case_id=closed.id)),
            ("is closed, there is nothing to hand over", UserError,
             lambda: self._create("handover", case_id=closed.id, to_user_id=self.jan.id, reason="x")),
            ("is not in after-care", UserError, lambda: self._create("aftercare.contact", case_id=closed.id)),
        ])
        closed.with_user(self.anna).stage_id = self.stage["consent"]
        self.assertTrue(self._create("team", case_id=closed.id))

    def test_teams_of_a_case_follow_each_other(self):
        """Else the old assessment of the effects would serve a new team, dated back, for its end (gate 5, K3D-200)."""
        case = self.other
        self._consent(case, self.ppp, signer=self.neighbour)
        first = self._create("team", case_id=case.id, decided_on=self.today - timedelta(days=60))
        first.sudo()._close()
        second = self._create("team", case_id=case.id)
        self._each([
            ("worked in this case until", ValidationError, lambda: second.write({"decided_on": self.yesterday})),
        ])
        self.assertEqual((first.closed_on, second.decided_on), (self.today, self.today))

    def test_consent_papers(self):
        family = self.family
        paper = {"case_id": self.case.id, "information_given": True, "clause_given": True,
                 "signer_ids": [Command.set(self.halina.ids)]}
        old = {"kind": "method", "date_from": self.today - timedelta(days=30), "date_to": self.yesterday}

        def sign(*statements):
            consent = self._create("consent", **paper, statement_ids=[Command.create(one) for one in statements])
            consent._document_register_signature(self.today, "handwritten", SCAN)

        method = {"kind": "method", "date_to": self.tomorrow}
        self._each([
            ("The consent holds no statement", UserError, lambda: self._create("consent", **paper).action_issue()),
            ("a date until which the consent is valid, later", UserError, lambda: sign(old)),
            ("cannot end before it starts", IntegrityError, lambda: sign({**method, "date_to": self.yesterday})),
            ("names the institution; the other statements name none", IntegrityError,
             lambda: sign({**method, "kind": "sharing"})),
            ("names the institution; the other statements name none", IntegrityError,
             lambda: sign({**method, "institution_id": self.ppp.id})),
            ("stands once on a paper", IntegrityError, lambda: sign(method, method)),
            ("its content cannot change any more", UserError, lambda: self._create(
                "consent.statement", consent_id=family.consent.id, kind="sharing", institution_id=self.ngo.id,
                date_to=self.tomorrow)),
            ("before it was signed", UserError, lambda: self._create(
                "consent.withdrawal", case_id=self.case.id, withdrawn_on=self.yesterday).action_confirm()),
            ("before it was signed", UserError, lambda: self._create(
                "consent.withdrawal", case_id=self.case.id, extent="part", narrowed_id=family.statement.id,
                scope_ids=[Command.set(self.scope.ids)], withdrawn_on=self.yesterday).action_confirm()),
            ("not in advance", UserError, lambda: self._create(
                "consent.withdrawal", case_id=self.case.id, withdrawn_on=self.tomorrow).action_confirm()),
        ])

    def test_handing_over(self):
        case = {"case_id": self.case.id, "reason": "Urlop"}

        def answered_by_letter():
            offer = self._create("handover", **{**case, "case_id": self.other.id}, to_user_id=self.jan.id)
            offer.action_accept_outside()

        def taken_back_twice():
            offer = self._create("handover", **case, to_user_id=self.jan.id)
            offer.action_withdraw()
            offer.action_withdraw()

        self._each([
            ("Choose the social worker who is to take", ValidationError, lambda: self._create("handover", **case)),
            ("runs this case already", ValidationError,
             lambda: self._create("handover", **case, to_user_id=self.anna.id)),
            ("Choose the other centre", ValidationError, lambda: self._create("handover", **case, kind="office")),
            ("Choose the other centre", ValidationError,
             lambda: self._create("handover", **case, kind="office", to_institution_id=self.ops.id)),
            ("Choose the other centre", ValidationError,
             lambda: self._create("handover", **case, kind="office", to_institution_id=self.school.id)),
            ("The centre answers here itself", UserError, answered_by_letter),
            ("answered already", UserError, taken_back_twice),
            ("stays on record", UserError,
             lambda: self._create("handover", **case, to_user_id=self.jan.id).sudo().unlink()),
        ])

    def test_an_offer_goes_to_one_side_alone(self):
        """Whom an offer names reads its code and reason: what was chosen before the kind was changed must not stay."""
        head = self._user("halina", self.gops_nur, "manager", company=self.company_nur)
        offer = self._create("handover", case_id=self.case.id, kind="worker", to_user_id=self.jan.id,
                             to_institution_id=self.gops_nur.id, reason="Zmiana rejonu")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(offer.to_company_id)
        self.assertFalse(self.env["kooperacje.handover"].with_user(head).search([("id", "=", offer.id)]))
        self.assertEqual(offer.sudo().activity_ids.user_id, self.jan)

    def test_contracts(self):
        contract = self.family.contract.with_user(self.anna)

        def signed_without_a_day():
            contract.sudo().write({"state": "kept"})

        self._each([
            ("Enter the day on which the contract was signed", ValidationError, contract.action_end),
            ("Enter the day on which the contract was signed", ValidationError, signed_without_a_day),
            ("lies in the future", ValidationError, lambda: contract.write({"signed_on": self.tomorrow})),
            ("cannot end before it was signed", IntegrityError,
             lambda: contract.write({"signed_on": self.today, "valid_until": self.yesterday})),
            ("stays on record", UserError, lambda: contract.action_sign() and contract.unlink()),
            ("has ended and no longer changes", UserError,
             lambda: contract.action_sign() and contract.action_keep() and contract.write({"review_on": self.today})),
        ])

    def test_requests_for_services(self):
        referral, line = self.family.referral, self.family.line

        def ask(**values):
            line.sudo()._write_status("planned")
            referral.sudo().write({"state": "cancelled"})
            self.env.flush_all()
            self._create("referral.request", line_id=line.id, **values).action_confirm()

        self._each([
            ("by a day that has passed", ValidationError, lambda: ask(answer_due=self.yesterday)),
            ("stay on record. Cancel", UserError, lambda: referral.sudo().unlink()),
            ("Only whoever runs the case takes", AccessError,
             lambda: referral.with_user(self.tomasz).action_cancel()),
            ("The institution that provides the service answers", AccessError,
             lambda: referral.with_user(self.piotr).action_accept()),
            ("has been asked for already", IntegrityError, lambda: referral.sudo().copy({"line_id": line.id})),
        ])

    def test_consultations_and_the_register(self):
        team = self.family.team
        halina = self._user("halina", self.ops, "network_worker")
        consultation = self._create("consultation", self.piotr, team_id=team.id)
        register = {"partnership_id": self.partnership.id}
        self._each([
            ("entered once it was given", ValidationError,
             lambda: self._create("consultation", self.piotr, team_id=team.id, date=self.tomorrow)),
            ("given by the network worker", ValidationError,
             lambda: self.env["kooperacje.consultation"].create({"team_id": team.id, "user_id": self.anna.id})),
            ("more than 0 and at most 12 hours", IntegrityError, lambda: consultation.write({"duration": 0})),
            ("more than 0 and at most 12 hours", IntegrityError, lambda: consultation.write({"duration": 12.5})),
            ("deleted by the one who entered it", UserError, lambda: consultation.with_user(halina).unlink()),
            ("not changed by hand", AccessError, lambda: consultation.write({"user_id": halina.id})),
            ("its period ends today at the latest", ValidationError,
             lambda: self._create("team.register", self.piotr, **register, date_to=self.tomorrow)),
            ("ends before it begins", IntegrityError,
             lambda: self._create("team.register", self.piotr, **register, date_from=self.today,
                                  date_to=self.yesterday)),
            ("to whom the register is passed", UserError, lambda: self._create(
                "team.register", self.piotr, **register, passed_to_office=False, passed_to_partnership=False,
            ).action_issue()),
        ])
        consultation.unlink()

    def test_reports_of_families(self):
        """R7: who writes the answer, and when."""
        card = self._create("report.card", self.tomasz, partnership_id=self.partnership.id, institution_id=self.ppp.id,
                            subject="x", reason="x", done_so_far="x", why_not_enough="x", consent_given=True,
                            consent_on=self.today)

        def sent():
            with self._unprinted(card._name):
                card.action_send()

        def declined():
            sent()
            card.with_user(self.maria).write({"decline_reason": "Pomaga już asystent."})
            card.with_user(self.maria).action_decline()

        self._each([
            ("has been sent already", UserError, lambda: sent() or card.action_send()),
            ("Choose the social worker who is to run", UserError,
             lambda: sent() or card.with_user(self.maria).action_open_case()),
            ("answers the reports", AccessError, lambda: sent() or card.action_open_case()),
            ("Write the reason", UserError, lambda: sent() or card.with_user(self.maria).action_decline()),
            ("written by the head of the office", AccessError, lambda: card.write({"case_manager_id": self.anna.id})),
            ("written by the head of the office", AccessError,
             lambda: declined() or card.with_user(self.maria).write({"decline_reason": "Inny powód"})),
            ("written by the head of the office", AccessError, lambda: self._create(
                "report.card", self.tomasz, partnership_id=self.partnership.id, institution_id=self.ppp.id,
                decline_reason="x")),
            ("has answered this report", UserError, lambda: declined() or card.action_document_correct()),
            ("a date of consent that is not in the future", UserError,
             lambda: card.write({"consent_on": self.tomorrow}) and card.action_issue()),
            ("is not a member of this partnership", ValidationError,
             lambda: card.write({"institution_id": self.university.id})),
            *[(words, UserError, lambda n=name: card.write({n: "  "}) and card.action_issue()) for name, words in (
                ("subject", "who is reported"), ("reason", "the reason of the report"),
                ("done_so_far", "what was done so far"), ("why_not_enough", "why it does not work"),
            )],
        ])

    def test_meetings(self):
        family, team = self.family, self.family.team
        self._consent(self.other, self.ppp, signer=self.neighbour)
        foreign_plan = self.env["kooperacje.plan"].create({"case_id": self.other.id})
        start = datetime.combine(self.tomorrow, datetime.min.time()) + timedelta(hours=9)
        coming = self._create("meeting", team_id=team.id, start=start)
        partnership = self._create("meeting", self.piotr, kind="partnership", partnership_id=self.partnership.id,
                                   start=start)
        nobody = family.meeting.copy({"start": family.meeting.start, "kind": "team_next"})
        decision = {"meeting_id": family.meeting.id, "name": "x", "deadline": self.tomorrow}
        guest = {"meeting_id": coming.id, "kind": "guest"}
        undertaking = {"team_id": team.id}

        def issued_without_anyone():
            nobody.sudo().write({"state": "held", "family_perspective": "x", "worker_perspective": "x",
                                 "members_perspective": "x"})
            nobody.participant_ids.sudo().write({"presence": "absent"})
            nobody.with_user(self.anna).action_issue()

        self._each([
            ("The team belongs to another partnership", ValidationError,
             lambda: self.env["kooperacje.meeting"].create({
                 "team_id": team.id, "start": start, "partnership_id": self.partnership_nur.id})),
            ("Choose a plan of the case", ValidationError, lambda: coming.write({"plan_id": foreign_plan.id})),
            ("Mark who was present", UserError, issued_without_anyone),
            ("tells of work with a family", UserError, partnership.action_log_activity),
            ("This meeting is still to come", UserError, coming.action_log_activity),
            ("Choose who is to do it", ValidationError, lambda: self._create("decision", **decision)),
            ("does not vote", ValidationError, lambda: self._create(
                "decision", **decision, member_id=family.member.id, settled_by="vote", votes_for=1)),
            ("is before the meeting", ValidationError, lambda: self._create(
                "decision", **{**decision, "deadline": self.yesterday}, member_id=family.member.id)),
            ("Choose a person of this case", ValidationError, lambda: self._create(
                "meeting.participant", meeting_id=coming.id, kind="relative",
                person_id=self._create("person", first_name="Ola", last_name="Inna", company_id=self.company.id).id)),
            ("is no member of the team", ValidationError,
             lambda: self._create("meeting.participant", **guest, person_id=self.neighbour.id)),
            ("takes part as a member", ValidationError,
             lambda: self._create("meeting.participant", **guest, guest_name="x", member_id=family.invited.id)),
            ("Say who takes part", ValidationError, lambda: self._create("meeting.participant", **guest)),
            ("Choose a member of this team", ValidationError, lambda: self._create(
                "secrecy.undertaking", **undertaking, member_id=self.env["kooperacje.team.member"].create({
                    "team_id": self.env["kooperacje.team"].create({"case_id": self.other.id}).id,
                    "institution_id": self.ppp.id, "partner_id": self.tomasz.partner_id.id,
                }).id)),
            ("keeps its own matters", ValidationError,
             lambda: self._create("secrecy.undertaking", **undertaking, person_id=self.halina.id)),
            ("Say who undertakes", ValidationError,
             lambda: self._create("secrecy.undertaking", **undertaking, guest_name="  ")),
        ])

    def test_a_task_of_the_family_is_nobody_elses(self):
        """A member chosen before the task became the family's hears nothing of it and has no step on it."""
        decision = self._create(
            "decision", meeting_id=self.family.meeting.id, name="Wizyta u lekarza", deadline=self.tomorrow,
            owner_kind="family", member_id=self.family.member.id,
        )
        self.assertFalse(decision.user_id)
        self.assertFalse(decision.sudo().activity_id)
        self.family.decision.with_user(self.anna).owner_kind = "family"
        self.assertFalse(self.family.decision.user_id)
        self.assertFalse(self.family.decision.activity_id)
        with self.assertRaises(AccessError):
            decision.with_user(self.tomasz).action_done()

    def test_plans(self):
        family, line = self.family, self.family.line

        def in_preparation():
            family.plan.sudo().state = "draft"

        self._each([
            ("is signed. Open it, press “Revise the plan”", UserError, lambda: self._create(
                "service.finder", case_id=self.case.id)._add(self.advice.with_user(self.anna))),
            ("Open “Find services” on the case", UserError,
             lambda: self.therapy.with_user(self.anna).action_add_to_plan()),
            ("no longer in force", UserError,
             lambda: family.plan.sudo()._end() or line.with_user(self.anna).action_start()),
            ("no longer in force", UserError,
             lambda: family.plan.sudo()._annul("x") or line.with_user(self.anna).action_start()),
            ("A service cannot end before it starts", IntegrityError, lambda: in_preparation() or line.sudo().write(
                {"date_from": self.today, "date_to": self.yesterday})),
            ("The weight of a goal", IntegrityError,
             lambda: in_preparation() or family.goal.sudo().write({"weight": 0})),
            ("not rated in advance", ValidationError, lambda: self._create(
                "goal.rating", goal_id=family.goal.id, level="0", rated_on=self.tomorrow)),
            ("This version of the plan was signed on", ValidationError, lambda: self._create(
                "goal.rating", goal_id=family.goal.id, level="0", rated_on=self.yesterday)),
        ])

    def test_days_of_a_break_and_of_after_care_lie_ahead(self):
        def step(kind, premise, **values):
            self._create("case.stage.wizard", case_id=self.case.id, kind=kind,
                         premise_id=self.env.ref(f"kooperacje.premise_{premise}").id, **values).action_confirm()

        self._each([
            ("later than today", UserError, lambda day=day: step(
                "close", "end_goals", with_aftercare=True, aftercare_until=day,
            )) for day in (self.today, self.yesterday, False)
        ] + [
            ("has passed", UserError, lambda: step("suspend", "suspension_absence", suspended_until=self.yesterday)),
            ("Choose the reason", UserError, lambda: self._create(
                "case.stage.wizard", case_id=self.case.id, kind="suspend").action_confirm()),
        ])
        step("suspend", "suspension_absence", suspended_until=self.today)
        self.assertEqual(self.case.phase, "suspended")

    def test_nothing_of_the_log_of_accesses_is_changed(self):
        log = self.env["kooperacje.read.log"]
        self._each([
            ("cannot be changed by anyone", UserError, lambda: log.create({"user_id": self.anna.id})),
            ("cannot be changed by anyone", UserError,
             lambda: log.sudo().search([], limit=1).write({"channel": "read"})),
            ("cannot be changed by anyone", UserError, lambda: log.sudo().search([], limit=1).unlink()),
        ])

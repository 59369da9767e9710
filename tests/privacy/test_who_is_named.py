from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.access.migrations import migrate
from odoo.addons.kooperacje.tests.meetings.common import TeamCommon

# Fields that go on naming who has left, each for a reason; all others are duties (``_duties`` of their model).
STAYS = {
    "who signed, wrote, decided, took part or was asked: the record of what happened": """
        activity.card.user_id activity.log.user_id aftercare.contact.user_id agreement.signatory.person_id
        assessment.done_by_id basket.change.user_id basket.import.imported_by_id basket.request.decided_by_id
        basket.request.on_behalf_of_id basket.request.requested_by_id basket.review.closed_by_id
        card.collection.asked_by_id case.proposed_by_id closing.survey.sent_by_id closing.survey.recipient_ids
        composition.request.decided_by_id composition.request.on_behalf_of_id composition.request.requested_by_id
        consultation.asked_by_id consultation.user_id cost.approved_by_id cost.partner_id gap.handled_by_id
        handover.answered_by_id handover.from_user_id network.contact.user_id partnership.step.done_by_id
        problem.on_behalf_of_id problem.reported_by_id qualification.vote.partner_id read.log.user_id
        recommendation.presented_by_id referral.answered_by_id referral.requested_by_id
        role.assignment.disturbed_by_id school.enrolment.partner_id service.confirmed_by_id
        service.card.submitted_by_id service.card.verified_by_id social.project.approved_by_id
        social.project.settled_by_id support.request.answered_by_id support.request.requested_by_id
        survey.ticket.partner_id survey.wave.sent_by_id survey.wave.only_partner_ids team.register.keeper_id
        meeting.participant.partner_id membership.representation.partner_id case.working_partner_ids
        person.merged.merged_by_id disposal.approved_by_id
        team.member.register_checked_by_kept_id dispatch.sent_by_id release.released_by_id
    """,
    "a paper, which names its people until it is voided or its time is over": """
        appointment.person_id authorisation.person_id authorisation.delegate_id authority.decision.commune_animator_id
        authority.decision.county_animator_id authority.decision.commune_councillor_ids
        authority.decision.county_councillor_ids county.diagnosis.commune_person_id county.diagnosis.county_person_id
    """,
    "the role, or the family that speaks for others, by itself": "role.assignment.user_id leader.person.user_id",
    "derived from what has changed": """
        access.user_id animator.workload.partner_id decision.user_id team.member.user_id team.member.acting_user_id
        workload.user_id
    """,
    "asked about by cases (activity_cases_left), which take everything of theirs along": "case.user_id",
    "an institution, or a body that is a party": """
        access.institution_id action.plan.line.partner_ids activity.log.institution_id agreement.party_ids
        agreement.signatory.party_id agreement.termination_party_id animator.workload.institution_id
        basket.change.institution_id basket.request.institution_id basket.review.line.institution_id
        case.source_institution_id case.working_institution_ids composition.request.institution_id
        consent.statement.institution_id cost.institution_id cost.payer_id handover.to_institution_id
        membership.institution_id network.contact.institution_id partnership.regional_centre_id
        partnership.strategic_partner_id person.notice.institution_id plan.service.institution_id
        problem.institution_ids
        qualification.vote.institution_id read.log.institution_id reference.institution_id referral.institution_id
        region.commune.leader_id region.commune.regional_centre_id region.entry.regional_centre_id
        dispatch.recipient_id release.recipient_id
        region.entry.strategic_partner_id learning.material.regional_centre_id promotion.regional_centre_id
        region.need.regional_centre_id
        region.need.strategic_partner_id report.card.institution_id role.assignment.institution_id
        school.course.provider_id school.enrolment.institution_id service.card.institution_id service.institution_id
        social.project.action.institution_id social.project.budget.institution_id
        social.project.partner.institution_id social.project.responsible_institution_id support.request.provider_id
        survey.wave.institution_ids team.member.institution_id team.register.line.institution_ids
    """,
    "the member of the team: what is open follows ``_standing`` of the member, what is signed names who was there": """
        assessment.further_member_ids case.person.team_member_id decision.member_id meeting.participant.member_id
        plan.action.member_id plan.service.member_id secrecy.undertaking.member_id team.member.successor_id
        team.statement.member_id
    """,
}


@tagged("post_install", "-at_install")
class TestWhoIsNamed(TransactionCase):
    """Each field that names somebody is a duty, handed on when the person leaves, or stays for a reason."""

    def test_every_field_that_names_somebody(self):
        people = {"res.users", "res.partner", "kooperacje.team.member"}
        named = {
            f"{name.removeprefix('kooperacje.')}.{field.name}" for name, model in self.env.registry.items()
            if name.startswith("kooperacje.") and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.type in ("many2one", "many2many") and field.comodel_name in people and field.store
            and not field.related and field.name not in ("create_uid", "write_uid")
        }
        duties = {
            f"{name.removeprefix('kooperacje.')}.{field}"
            for name, field, _domain in self.env["kooperacje.role.assignment"]._duty_fields()
        }
        stays = [name for names in STAYS.values() for name in names.split()]
        self.assertEqual(len(stays), len(set(stays)))
        self.assertEqual(sorted(named - duties - set(stays)), [], "a duty, or a reason why it stays")
        self.assertEqual(sorted((duties | set(stays)) - named), [], "no such field any more")
        self.assertEqual(sorted(duties & set(stays)), [])

    def test_a_duty_is_looked_for_in_one_office(self):
        for name, field, domain in self.env["kooperacje.role.assignment"]._duty_fields():
            with self.subTest(name=name, field=field):
                self.assertTrue(self.env[name]._fields["company_id"].store)
                self.env[name].search_count(domain)


@tagged("post_install", "-at_install")
class TestDutiesLeft(TeamCommon):
    """Piotr, the network worker, leaves: what he was to see to does not stay with him unseen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.piotr.role_assignment_ids
        cls.heads = [
            ("user_id", "=", cls.maria.id),
            ("activity_type_id", "=", cls.env.ref("kooperacje.activity_duties_left").id),
        ]
        cls.partnership.sudo()._start_process()
        cls.steps = cls.partnership.step_ids.filtered(lambda step: step.state == "todo")[:2]
        cls.steps.user_id = cls.piotr
        cls.partnership.register_keeper_id = cls.piotr

    def _told(self):
        return self.env["mail.activity"].search(self.heads)

    def test_the_head_is_told_of_all_that_is_open(self):
        self.steps[1].sudo().state = "done"
        evaluation = self.env["kooperacje.evaluation"].create({
            "partnership_id": self.partnership.id, "user_id": self.piotr.id,
        })
        self.role.with_user(self.adam).action_end()
        told = self._told()
        self.assertEqual((len(told), told.res_id), (1, self.partnership.id))
        for record in (self.steps[0], self.partnership, evaluation):
            self.assertIn(record.display_name, told.note)
        self.assertNotIn(
            f'data-oe-model="{self.steps._name}" data-oe-id="{self.steps[1].id}"', told.note, "what is done stays done",
        )
        self.assertFalse(self.env["mail.activity"].search([
            *self.heads[1:], ("user_id", "!=", self.maria.id),
            ("kooperacje_leaver_id", "=", self.piotr.partner_id.id),
        ]), "nobody else is told")

    def test_of_families_only_numbers(self):
        self.assertEqual(self.member.state, "accepted")
        self.tomasz.role_assignment_ids.with_user(self.adam).action_end()
        told = self._told()
        self.assertEqual(len(told), 1)
        self.assertNotIn(self.case.name, told.note)
        self.assertNotIn(self.team.name, told.note)

    def test_told_once_whatever_the_person_is_called_meanwhile(self):
        self.role.with_user(self.adam).date_to = self.today + timedelta(days=9)
        self.assertEqual(self._told().date_deadline, self.today + timedelta(days=9))
        self.piotr.partner_id.name = "Piotr Nowak-Kowalski"
        self.role.with_user(self.adam).date_to = self.today + timedelta(days=3)
        told = self._told()
        self.assertEqual((len(told), told.date_deadline), (1, self.today + timedelta(days=3)))
        self.assertIn("Nowak-Kowalski", told.summary)
        self.role.with_user(self.adam).date_to = False
        self.assertFalse(self._told(), "he stays")

    def test_another_role_in_the_office_keeps_the_duties(self):
        self._role(self.piotr, self.ops, "specialist")
        self.role.with_user(self.adam).action_end()
        self.assertFalse(self._told())
        self.piotr.active = False
        self.assertEqual(len(self._told()), 1, "the account is closed")
        self.piotr.active = True
        self.assertFalse(self._told())

    def test_a_new_head_is_asked_in_place_of_the_former(self):
        self.role.with_user(self.adam).date_to = self.today + timedelta(days=9)
        self._role(self.jan, self.ops, "manager")
        self.maria.role_assignment_ids.sudo().action_end()
        self.role.with_user(self.adam).date_to = self.today + timedelta(days=8)
        self.assertFalse(self._told())
        told = self.env["mail.activity"].search([*self.heads[1:], ("user_id", "=", self.jan.id)])
        self.assertIn(self.piotr.name, " ".join(told.mapped("summary")))

    def test_offices_are_told_of_their_own(self):
        """A specialist of a county institution works with two communes, and leaves one of them."""
        head = self._user("wanda", self.gops_nur, "manager", self.company_nur)
        self._role(self.piotr, self.pcpr, "specialist", company=self.company_nur)
        self.role.with_user(self.adam).action_end()
        self.assertEqual(len(self._told()), 1)
        self.assertFalse(self.env["mail.activity"].search([*self.heads[1:], ("user_id", "=", head.id)]))

    def test_the_same_queries_for_many_duties(self):
        def end_of(count):
            steps = self.steps[0].copy({"user_id": self.piotr.id})
            for _number in range(count):
                steps |= self.steps[0].copy({"user_id": self.piotr.id})
            queries = self._queries(lambda: self.role.sudo().write({"date_to": self.today + timedelta(days=count)}))
            steps.unlink()
            return queries
        end_of(1)
        self.assertEqual(end_of(10), end_of(100))

    def test_update_finds_older_questions_by_the_person(self):
        self.anna.role_assignment_ids.sudo().date_to = self.today + timedelta(days=2)
        cases = [("user_id", "=", self.maria.id),
                 ("activity_type_id", "=", self.env.ref("kooperacje.activity_cases_left").id)]
        Activity = self.env["mail.activity"]
        Activity.search(cases).kooperacje_leaver_id = False
        for _time in range(2):
            migrate(self.env, "19.0.2.2.0", "post-leavers")
            self.assertEqual(Activity.search(cases).kooperacje_leaver_id, self.anna.partner_id)


@tagged("post_install", "-at_install")
class TestDutiesGiven(TeamCommon):
    """Maria, the head, hands on what is open to one person, from the task that asks her or from the leaver's role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.piotr.role_assignment_ids
        cls.partnership.sudo()._start_process()
        cls.steps = cls.partnership.step_ids.filtered(lambda step: step.state == "todo")[:3]
        cls.steps.user_id = cls.piotr
        cls.partnership.register_keeper_id = cls.piotr
        cls.zdzich = cls._user("zdzich", cls.ops, "network_worker")

    def _wizard(self, role=None, user=None, **values):
        action = (role or self.role).with_user(user or self.maria).action_give_duties()
        return self.env[action["res_model"]].with_user(user or self.maria).with_context(action["context"]).create({
            "to_user_id": self.zdzich.id, "reason": "Odchodzi z pracy", **values,
        })

    def _again(self, action):
        return self.env[action["res_model"]].with_user(self.maria).browse(action["res_id"])

    def _told(self, user):
        return self.env["mail.activity"].search([
            ("user_id", "=", self.maria.id), ("kooperacje_leaver_id", "=", user.partner_id.id),
        ])

    def test_everything_goes_to_the_new_network_worker(self):
        done = self.steps[2]
        done.sudo().state = "done"
        evaluation = self.env["kooperacje.evaluation"].create({
            "partnership_id": self.partnership.id, "user_id": self.piotr.id,
        })
        self.role.with_user(self.adam).action_end()
        told = self._told(self.piotr)
        self.assertIn(f'data-oe-model="{self.role._name}" data-oe-id="{self.role.id}"', told.note, "the way there")
        wizard = self._wizard()
        self.assertTrue(wizard.has_open)
        self.assertIn(self.partnership.name, wizard.open_text)
        self.assertEqual(wizard.action_confirm()["tag"], "display_notification")
        self.assertEqual(self.steps[:2].user_id | evaluation.user_id | self.partnership.register_keeper_id, self.zdzich)
        self.assertEqual(done.user_id, self.piotr, "what is done stays as it was done")
        self.assertFalse(self._told(self.piotr), "she is asked no more")
        self.assertFalse(self._wizard().has_open)

    def test_to_dos_go_along(self):
        """A reminder of a step stood with who had left, on the partnership that somebody else sees to now."""
        task = self.partnership.activity_schedule("mail.mail_activity_data_todo", user_id=self.piotr.id)
        invitation = self.member_zofia.activity_schedule("mail.mail_activity_data_todo", user_id=self.piotr.id)
        of_family = self.case.activity_schedule("mail.mail_activity_data_todo", user_id=self.piotr.id)
        elsewhere = self.partnership_nur.activity_schedule("mail.mail_activity_data_todo", user_id=self.piotr.id)
        wizard = self._wizard()
        self.assertEqual(self.role.with_user(self.maria)._tasks_left(), task)
        wizard.action_confirm()
        self.assertEqual(task.user_id, self.zdzich)
        self.assertEqual(invitation.user_id | of_family.user_id | elsewhere.user_id, self.piotr)
        with self.assertRaises(AccessError):
            self.role.with_user(self.anna)._tasks_left()

    def test_what_the_person_cannot_take_stays_and_is_named(self):
        """Anna sees to steps, and keeps no register; the rest is asked for once more."""
        wizard = self._wizard(to_user_id=self.anna.id)
        again = self._again(wizard.action_confirm())
        self.assertEqual(self.steps.user_id, self.anna)
        self.assertEqual(self.partnership.register_keeper_id, self.piotr)
        self.assertIn("network worker", again.kept_text)
        self.assertIn(self.partnership.name, again.kept_text)
        again.to_user_id = self.zdzich
        again.action_confirm()
        self.assertEqual(self.partnership.register_keeper_id, self.zdzich)

    def test_one_of_several_is_refused_the_others_go(self):
        closed = self._meeting(chair_id=self.piotr.partner_id.id)
        common = self._meeting(
            kind="partnership", user=self.piotr, partnership_id=self.partnership.id, purpose="next",
            chair_id=self.piotr.partner_id.id,
        )
        again = self._again(self._wizard().action_confirm())
        self.assertEqual(common.chair_id, self.zdzich.partner_id)
        self.assertEqual(closed.chair_id, self.piotr.partner_id, "of a case that is not open to her")
        self.assertIn("could not open it", again.kept_text)
        self.assertNotIn(self.case.name, again.kept_text)

    def test_cases_go_along_to_a_social_worker(self):
        role = self.anna.role_assignment_ids
        self.steps[0].user_id = self.anna
        wizard = self._wizard(role)
        self.assertEqual(wizard.case_count, 1)
        again = self._again(wizard.action_confirm())
        self.assertIn("not a social worker", again.kept_text)
        self.assertEqual((self.case.user_id, self.steps[0].user_id), (self.anna, self.zdzich))
        again.write({"to_user_id": self.jan.id, "with_cases": False})
        again.action_confirm()
        self.assertEqual(self.case.user_id, self.anna)
        again.with_cases = True
        again.action_confirm()
        self.assertEqual((self.case.user_id, self.case.handover_ids.reason), (self.jan, "Odchodzi z pracy"))

    def test_a_place_in_a_team_is_offered_to_a_colleague(self):
        """Tomasz leaves the PPP; his colleague is invited, and the family is not told of by it."""
        role = self.tomasz.role_assignment_ids
        again = self._again(self._wizard(role).action_confirm())
        self.assertIn("place of work", again.kept_text)
        self.assertEqual(self.member.state, "accepted")
        ola = self._user("ola", self.ppp, "specialist")
        again.to_user_id = ola
        again.action_confirm()
        self.assertEqual((self.member.state, self.member.leave_reason), ("left", "Odchodzi z pracy"))
        place = self.team.member_ids.filtered(lambda one: one.partner_id == ola.partner_id)
        self.assertEqual((place.state, place.institution_id), ("invited", self.ppp))
        self.assertFalse(self.case.with_user(ola).has_access("read"), "before she answers")
        self.assertEqual(self.member.acting_user_id, self.anna, "until then the case manager sees to it")

    def test_without_the_family_s_agreement_nothing_moves(self):
        self.member_zofia.sudo().state = "accepted"
        celina = self._user("celina", self.ngo, "specialist")
        again = self._again(self._wizard(self.zofia.role_assignment_ids, to_user_id=celina.id).action_confirm())
        self.assertIn("has not agreed to share data", again.kept_text)
        self.assertEqual(self.member_zofia.state, "accepted")
        self.assertFalse(self.team.member_ids.filtered(lambda one: one.partner_id == celina.partner_id))

    def test_an_offer_of_a_case_is_offered_anew(self):
        other = self._case(self.anna, persons=False)
        offer = self.env["kooperacje.handover"].with_user(self.anna).create({
            "case_id": other.id, "to_user_id": self.jan.id, "reason": "Urlop",
        })
        kasia = self._user("kasia", self.ops, "social_worker")
        self._wizard(self.jan.role_assignment_ids, to_user_id=kasia.id).action_confirm()
        self.assertEqual(offer.state, "withdrawn")
        self.assertEqual((other.handover_ids - offer).to_user_id, kasia)

    def test_a_representative_needs_authority(self):
        membership = self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.school)
        membership.sudo()._unguarded().write({
            "representative_id": self.ewa.partner_id.id, "representative_mandate": "3/2024",
            "coordinator_id": self.ewa.partner_id.id,
        })
        gosia = self._user("gosia", self.school, "coordinator")
        wizard = self._wizard(self.ewa.role_assignment_ids, to_user_id=gosia.id)
        again = self._again(wizard.action_confirm())
        self.assertIn("no authority to decide", again.kept_text)
        self.assertEqual(membership.representative_id, self.ewa.partner_id)
        self.assertEqual(membership.coordinator_id, gosia.partner_id)
        gosia.partner_id.is_decision_maker = True
        again.to_user_id = gosia
        again.action_confirm()
        self.assertEqual((membership.representative_id, membership.representative_mandate), (gosia.partner_id, ""))

    def test_whom_and_why(self):
        for values, why in (
            ({"to_user_id": False}, "Choose another person"), ({"to_user_id": self.piotr.id}, "Choose another person"),
            ({"reason": " "}, "write the reason"), ({"to_user_id": self.olga.id}, "holds no role"),
        ):
            with self.subTest(why=why), self.assertRefused(why):
                self._wizard(**values).action_confirm()
        self.assertEqual(self.steps.user_id, self.piotr)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_the_head_of_the_office(self):
        elsewhere = self._user("wanda", self.gops_nur, "manager", self.company_nur)
        wizard = self._wizard()
        for user in [*(one for one in self.user_by_role.values() if one != self.maria), self.olga, elsewhere]:
            with self.subTest(user.login):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.role.with_user(user).action_give_duties()
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    wizard.with_user(user).action_confirm()
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.env[wizard._name].with_user(user).create({
                        "role_id": self.role.id, "to_user_id": self.zdzich.id, "reason": "x",
                    }).action_confirm()
        self.assertEqual(self.steps.user_id, self.piotr)

    def test_twice_as_many_cost_at_most_twice(self):
        def cost(count):
            self.env["kooperacje.partnership.step"].concat(*(
                self.steps[0].copy({"user_id": self.piotr.id}) for _number in range(count)
            ))
            wizard = self._wizard()
            queries = self._queries(wizard.action_confirm)
            self.assertFalse(self._wizard().has_open)
            return queries
        cost(2)
        few, many = cost(10), cost(20)
        self.assertLessEqual(many, 2 * few)

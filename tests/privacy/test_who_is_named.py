from datetime import timedelta

from odoo.tests import TransactionCase, tagged

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
        team.member.register_checked_by_kept_id
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

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN, CaseworkCommon


@tagged("post_install", "-at_install")
class TestConsentScope(CaseworkCommon):
    """Who signs for whom, what is shared, and what becomes of it later: narrowing, refusal, void papers, renewal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.support = cls.env.ref("kooperacje.data_scope_support")
        cls.health = cls.env.ref("kooperacje.data_scope_health")
        cls.case.with_user(cls.anna).need_words = "Chcę spokoju"

    def _reads(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return bool(self.case.with_user(user or self.tomasz).search_count([("id", "=", self.case.id)]))

    def _sees_words(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._reads() and bool(self.case.with_user(self.tomasz).need_words)

    def _sharing(self, consent):
        return self._statement(consent, "sharing")

    def _widen(self, consent, *scopes):
        """The scopes as if they had been signed so."""
        self._sharing(consent).sudo().scope_ids = [Command.set([scope.id for scope in scopes])]

    def _paper(self, *signers, **values):
        return self.env["kooperacje.consent"].with_user(self.anna).create({
            "case_id": self.case.id, "information_given": True, "clause_given": True,
            "signer_ids": [Command.set([person.id for person in signers])],
            "statement_ids": [Command.create({"kind": "method", "date_to": self.today + timedelta(days=300)})],
            **values,
        })

    def _sign(self, paper):
        return paper._document_register_signature(self.today, "handwritten", SCAN)

    def _person(self, first_name, age=None, relation="other_relative", in_household=True, **values):
        line_values = {name: values.pop(name) for name in ("guardian_kind", "guardian_of_ids") if name in values}
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": first_name, "last_name": "Nowak", "company_id": self.company.id,
            "birth_date": age and self.today - timedelta(days=365 * age + age // 3), **values,
        })
        self.env["kooperacje.case.person"].with_user(self.anna).create({
            "case_id": self.case.id, "person_id": person.id, "relation": relation, "in_household": in_household,
            **line_values,
        })
        return person

    # Who signs for whom

    def test_a_mother_signs_for_her_child(self):
        self._sign(self._paper(self.halina))
        self.assertEqual(self.case.consent_state, "valid")

    def test_a_minor_of_sixteen_signs_too(self):
        ola = self._person("Ola", 16, "child")
        with self.assertRefused(UserError, "signature of Ola Nowak, who is old enough"):
            self._sign(self._paper(self.halina))
        self._sign(self._paper(self.halina, ola))
        self.assertEqual(self.case.consent_state, "valid")

    def test_the_office_sets_the_age(self):
        self._person("Ola", 16, "child")
        self.company.kooperacje_cosign_age = 18
        self._sign(self._paper(self.halina))
        self.assertEqual(self.case.consent_state, "valid")

    def test_a_child_of_thirteen_is_asked_not_signed_for_itself(self):
        ola = self._person("Ola", 13, "child")
        with self.assertRefused(UserError, "Ola Nowak cannot sign alone"):
            self._sign(self._paper(self.halina, ola))

    def test_partly_incapacitated_with_the_curator(self):
        brother = self._person("Marek", 45, legal_capacity="partial")
        with self.assertRefused(UserError, "a representative of Marek Nowak"):
            self._sign(self._paper(self.halina, brother))
        curator = self._person(
            "Karol", 50, "significant", in_household=False, guardian_kind="formal",
            guardian_of_ids=[Command.set(brother.ids)],
        )
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Marek"):
            self._sign(self._paper(self.halina, brother))
        with self.assertRefused(UserError, "signature of Marek Nowak"):
            self._sign(self._paper(self.halina, curator))
        self._sign(self._paper(self.halina, brother, curator))
        self.assertEqual(self.case.consent_state, "valid")

    def test_fully_incapacitated_by_the_guardian(self):
        grandfather = self._person("Józef", 80, legal_capacity="none")
        guardian = self._person(
            "Karol", 50, "significant", in_household=False, guardian_kind="formal",
            guardian_of_ids=[Command.set(grandfather.ids)],
        )
        with self.assertRefused(UserError, "Józef Nowak cannot sign alone"):
            self._sign(self._paper(self.halina, grandfather, guardian))
        self._sign(self._paper(self.halina, guardian))

    def test_a_neighbour_does_not_open_the_family_s_data(self):
        """The household has to speak: who lives elsewhere and represents nobody shares nothing of it."""
        neighbour = self._person("Karol", 50, "significant", in_household=False)
        alone = self._case(self.anna, self.halina)
        self.env["kooperacje.case.person"].with_user(self.anna).create({
            "case_id": alone.id, "person_id": neighbour.id, "relation": "significant", "in_household": False,
        })
        with self.assertRefused(UserError, "somebody of the household"):
            self._sign(self._paper(neighbour, case_id=alone.id))
        self.assertEqual(alone.consent_state, "none")
        self._sign(self._paper(self.halina, neighbour, case_id=alone.id))
        self.assertEqual(alone.consent_state, "valid")

    def test_an_informal_guardian_signs_for_nobody(self):
        """K3D-167: he helps to take part."""
        grandfather = self._person("Józef", 80, legal_capacity="none")
        friend = self._person(
            "Karol", 50, "significant", in_household=False, guardian_kind="informal",
            guardian_of_ids=[Command.set(grandfather.ids)],
        )
        with self.assertRefused(UserError, "a representative of Józef Nowak"):
            self._sign(self._paper(self.halina, friend))

    def test_a_formal_guardian_takes_the_parents_place(self):
        """A child whose custody a court gave to the grandmother: the mother's signature is not enough."""
        grandmother = self._person(
            "Genowefa", 66, "grandparent", guardian_kind="formal", guardian_of_ids=[Command.set(self.kuba.ids)],
        )
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Kuba"):
            self._sign(self._paper(self.halina))
        self._sign(self._paper(self.halina, grandmother))

    def test_a_refusal_needs_no_other_signature(self):
        """Whoever refuses shares nothing, so nobody else has to sign."""
        self._person("Marek", 45, legal_capacity="partial")
        paper = self._paper(self.halina)
        paper.statement_ids.is_granted = False
        self._sign(paper)
        self.assertEqual(self.case.consent_state, "refused")

    def test_only_the_household_refuses(self):
        """What the family shares does not end because a neighbour, or a small child alone, said no."""
        neighbour = self._person("Karol", 50, "significant", in_household=False)
        self._consent(self.case, self.ppp)
        shared = self.case.consent_statement_ids.filtered(lambda one: one.kind == "sharing")
        for signer in (neighbour, self.kuba):
            refusal = self._paper(signer)
            refusal.statement_ids.is_granted = False
            with self.assertRefused(UserError, "somebody of the household"):
                self._sign(refusal)
        self.assertEqual(self.case.consent_state, "valid")
        self.assertTrue(shared)
        self.assertEqual(set(shared.mapped("state")), {"valid"})
        refusal = self._paper(self.halina)
        refusal.statement_ids.is_granted = False
        self._sign(refusal)
        self.assertEqual(self.case.consent_state, "refused")
        self.assertEqual(set(shared.mapped("state")), {"replaced"})

    def test_a_guardian_refuses_for_the_ward(self):
        ward = self._person("Józef", 80, legal_capacity="none")
        guardian = self._person(
            "Karol", 50, "significant", in_household=False, guardian_kind="formal",
            guardian_of_ids=[Command.set(ward.ids)],
        )
        refusal = self._paper(guardian)
        refusal.statement_ids.is_granted = False
        self._sign(refusal)
        self.assertEqual(self.case.consent_state, "refused")

    def test_the_wizard_proposes_the_right_signers(self):
        ola = self._person("Ola", 17, "child")
        ward = self._person("Józef", 80, legal_capacity="none")
        guardian = self._person(
            "Karol", 50, "significant", in_household=False, guardian_kind="formal",
            guardian_of_ids=[Command.set(ward.ids)],
        )
        wizard = self.env["kooperacje.consent.wizard"].with_user(self.anna).create({"case_id": self.case.id})
        self.assertEqual(wizard.signer_ids.with_env(self.env), self.halina | ola.with_env(self.env) | guardian)

    def test_the_paper_says_for_whom_one_signs(self):
        paper = self._paper(self.halina)
        who, under = paper._document_signatures()[0]
        self.assertEqual(who, "Halina Nowak")
        self.assertIn("przedstawiciel ustawowy: Kuba Nowak", under)

    # Answers that contradict each other

    def test_who_refuses_the_method_shares_nothing(self):
        paper = self._paper(self.halina, statement_ids=[
            Command.create({"kind": "method", "is_granted": False, "date_to": self.today}),
            Command.create({
                "kind": "sharing", "institution_id": self.ppp.id, "date_to": self.today,
                "scope_ids": [Command.set(self.scope.ids)],
            }),
        ])
        with self.assertRefused(UserError, "an answer that agrees with itself"):
            self._sign(paper)

    def test_later_refusal_of_the_method_ends_the_sharing(self):
        consent = self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        refusal = self._paper(self.halina)
        refusal.statement_ids.is_granted = False
        self._sign(refusal)
        self.assertEqual(set(consent.statement_ids.mapped("state")), {"replaced"})
        self.assertEqual(consent.statement_ids.replaced_by_id, refusal.statement_ids)
        self.assertEqual(self.case._institutions_without_consent(self.ppp), self.ppp)
        self._consent(self.case)
        self.assertEqual(self.case.consent_state, "valid")
        self.assertEqual(
            self.case._institutions_without_consent(self.ppp), self.ppp, "the family is asked anew whom to share with",
        )
        self.assertFalse(self._reads())

    def test_a_paper_found_late_shares_nothing_after_a_refusal(self):
        past = self.today - timedelta(days=30)
        refusal = self._paper(self.halina)
        refusal.statement_ids.is_granted = False
        refusal._document_register_signature(self.today - timedelta(days=5), "handwritten", SCAN)
        found = self._consent(self.case, self.ppp, date_from=past, signed_on=past)
        self.assertEqual(set(found.statement_ids.mapped("state")), {"replaced"})

    # Narrowing

    def _narrow(self, consent, *scopes, **values):
        self.env["kooperacje.consent.withdrawal"].with_user(self.anna).create({
            "case_id": self.case.id, "extent": "part", "narrowed_id": self._sharing(consent).id,
            "scope_ids": [Command.set([scope.id for scope in scopes])], **values,
        }).action_confirm()

    def test_part_of_what_is_shared_is_taken_back(self):
        """As easy as giving (art. 7 ust. 3 RODO): no paper; closed at once; the rest and the team go on."""
        consent = self._consent(self.case, self.ppp)
        self._widen(consent, self.scope, self.support)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self.assertTrue(self._sees_words())
        self._narrow(consent, self.support)
        self.assertFalse(self._sees_words())
        self.assertTrue(self._reads())
        statement = self._sharing(consent)
        self.assertEqual(
            (statement.state, statement.scope_ids, statement.open_scope_ids, team.state),
            ("valid", self.scope | self.support, self.scope, "active"),
        )

    def test_taking_back_all_is_a_withdrawal(self):
        consent = self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._narrow(consent, self.scope)
        self.assertEqual(self._sharing(consent).state, "withdrawn")
        self.assertFalse(self._reads())

    def test_what_cannot_be_taken_back(self):
        consent = self._consent(self.case, self.ppp)
        self._widen(consent, self.scope, self.support)
        for scopes, values, text in (
            ((), {}, "Choose what the family takes back"), ((self.health,), {}, "Choose what the family takes back"),
            ((self.support,), {"withdrawn_on": self.today + timedelta(days=1)}, "not in advance"),
            ((self.support,), {"narrowed_id": False}, "Choose the institution"),
            ((self.support,), {"narrowed_id": self._statement(consent, "method").id}, "Choose what the family"),
        ):
            with self.subTest(text), self.assertRefused(UserError, text):
                self._narrow(consent, *scopes, **values)
        self.assertEqual(self._sharing(consent).open_scope_ids, self.scope | self.support)
        with self.assertRaises(UserError):
            self._sharing(consent).with_user(self.anna).write({"narrowed_scope_ids": [Command.set(self.scope.ids)]})

    def test_taken_back_twice(self):
        consent = self._consent(self.case, self.ppp)
        self._widen(consent, self.scope, self.support, self.health)
        self._narrow(consent, self.support)
        with self.assertRefused(UserError, "what it still shares"):
            self._narrow(consent, self.support)
        self._narrow(consent, self.health)
        self.assertEqual(self._sharing(consent).open_scope_ids, self.scope)

    def test_the_wizard_says_what_follows(self):
        consent = self._consent(self.case, self.ppp)
        self._widen(consent, self.scope, self.support)
        wizard = self.env["kooperacje.consent.withdrawal"].with_user(self.anna).new({
            "case_id": self.case.id, "extent": "part", "narrowed_id": self._sharing(consent).id,
            "scope_ids": [Command.set(self.support.ids)],
        })
        self.assertIn(self.ppp.name, wizard.effect)
        self.assertIn(self.support.name, wizard.effect)

    # Renewal

    def test_a_renewal_proposes_what_is_shared_now(self):
        consent = self._consent(self.case, self.ppp)
        self._widen(consent, self.scope, self.support, self.health)
        self._narrow(consent, self.health)
        wizard = self.env["kooperacje.consent.wizard"].with_user(self.anna).create({"case_id": self.case.id})
        line = wizard.line_ids.filtered(lambda line: line.institution_id == self.ppp)
        self.assertEqual(line.scope_ids.with_env(self.env), self.scope | self.support)
        self.assertFalse(line.answer, "the family answers anew")

    def test_a_renewal_widens_again_what_was_taken_back(self):
        consent = self._consent(self.case, self.ppp)
        self._widen(consent, self.scope, self.support)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._narrow(consent, self.support)
        renewed = self._consent(self.case, self.ppp)
        self._widen(renewed, self.scope, self.support)
        self.assertTrue(self._sees_words())

    # Void papers

    def test_a_void_paper_gives_back_what_it_replaced(self):
        wide = self._consent(self.case, self.ppp)
        self._widen(wide, self.scope, self.support)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        narrow = self._consent(self.case, self.ppp)
        self.assertFalse(self._sees_words())
        narrow.with_user(self.anna)._document_void("Podpis innej rodziny")
        self.assertEqual(set(wide.statement_ids.mapped("state")), {"valid"})
        self.assertFalse(wide.statement_ids.filtered("withdrawn_on"))
        self.assertTrue(self._sees_words(), "what the family had signed before holds again")
        self.assertEqual(self.case.consent_state, "valid")

    def test_a_void_refusal_gives_back_the_consent_not_the_team(self):
        consent = self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        refusal = self._paper(self.halina)
        refusal.statement_ids.is_granted = False
        self._sign(refusal)
        self.assertEqual((self.case.consent_state, team.state), ("refused", "suspended"))
        refusal.with_user(self.anna)._document_void("Pomyłka")
        self.assertEqual(set(consent.statement_ids.mapped("state")), {"valid"})
        self.assertEqual(team.state, "suspended", "the case manager takes the work up again, with the premise")
        self.assertFalse(self._reads())

    def test_a_void_paper_does_not_undo_a_withdrawal(self):
        consent = self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        second = self._consent(self.case, self.ppp)
        self._withdraw(self.case, extent="some", statement_ids=self._sharing(second).ids)
        third = self._consent(self.case, self.ngo)
        third.with_user(self.anna)._document_void("Pomyłka")
        self.assertEqual(self._sharing(second).state, "withdrawn")
        self.assertEqual(self._sharing(consent).state, "replaced")
        self.assertFalse(self._reads())

    def test_between_three_papers(self):
        """The first one gives way to the second again when the third, which had replaced both, is void."""
        day = self.today - timedelta(days=20)
        first = self._consent(self.case, self.ppp, date_from=day, signed_on=day)
        second_day = self.today - timedelta(days=10)
        second = self._consent(self.case, self.ppp, date_from=second_day, signed_on=second_day)
        third = self._consent(self.case, self.ppp)
        third.with_user(self.anna)._document_void("Pomyłka")
        self.assertEqual(
            [(self._sharing(one).state, self._sharing(one).withdrawn_on) for one in (first, second, third)],
            [("replaced", second_day), ("valid", False), ("void", False)],
        )

    def test_the_middle_paper_is_void(self):
        day, second_day = self.today - timedelta(days=20), self.today - timedelta(days=10)
        first = self._consent(self.case, self.ppp, date_from=day, signed_on=day)
        second = self._consent(self.case, self.ppp, date_from=second_day, signed_on=second_day)
        third = self._consent(self.case, self.ppp)
        second.with_user(self.anna)._document_void("Pomyłka")
        self.assertEqual(self._sharing(first).withdrawn_on, self.today)
        self.assertEqual(self._sharing(first).replaced_by_id, self._sharing(third))
        self.assertEqual(self._sharing(third).state, "valid")

    def test_the_only_paper_is_void(self):
        consent = self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        consent.with_user(self.anna)._document_void("Pomyłka")
        self.assertEqual((self.case.consent_state, team.state), ("none", "suspended"))
        self.assertFalse(self._reads())

    def test_an_expired_paper_is_not_brought_back(self):
        past = self.today - timedelta(days=100)
        old = self._consent(self.case, self.ppp, date_from=past, signed_on=past, date_to=self.today + timedelta(days=3))
        new = self._consent(self.case, self.ppp)
        with freeze_time(self.today + timedelta(days=10)):
            self.env.invalidate_all()
            new.with_user(self.anna)._document_void("Pomyłka")
            self.assertEqual(self._sharing(old).state, "expired")
            self.assertEqual(self.case.consent_state, "expired")

    # Never in the way

    def test_nothing_of_it_blocks_the_office(self):
        """Withdrawal suspends the team and closes the doors; statutory work and closing go on (art. 11)."""
        consent = self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._withdraw(self.case)
        self.assertEqual(set(consent.statement_ids.mapped("state")), {"withdrawn"})
        mine = self.case.with_user(self.anna)
        mine.need_words = "Praca socjalna trwa"
        self.assertEqual(mine.need_words, "Praca socjalna trwa")
        for phase in ("aftercare", "closed"):
            self.assertNotIn("consent", " ".join(mine.sudo()._gate_missing(phase)))

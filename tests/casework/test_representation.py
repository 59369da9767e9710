from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.access.migrations import migrate

from .common import SCAN, CaseworkCommon


@tagged("post_install", "-at_install")
class TestRepresentation(CaseworkCommon):
    """Who signs for whom goes with the persons: a title recorded once holds in every case and household."""

    def _paper(self, *signers, case=None):
        return self.env["kooperacje.consent"].with_user(self.anna).create({
            "case_id": (case or self.case).id, "information_given": True, "clause_given": True,
            "signer_ids": [Command.set([person.id for person in signers])],
            "statement_ids": [Command.create({"kind": "method", "date_to": self.today + timedelta(days=300)})],
        })

    def _sign(self, *signers, case=None, on=None):
        paper = self._paper(*signers, case=case)
        paper._document_register_signature(on or self.today, "handwritten", SCAN)
        return paper

    def _person(self, first_name, age=40, relation="other_relative", case=None, in_household=True, **values):
        born = values.pop("birth_date", None) or self.today - relativedelta(years=age)
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": first_name, "last_name": "Nowak", "company_id": self.company.id, "birth_date": born, **values,
        })
        if relation:
            self.env["kooperacje.case.person"].with_user(self.anna).create({
                "case_id": (case or self.case).id, "person_id": person.id, "relation": relation,
                "in_household": in_household,
            })
        return person

    def _title(self, ward, representative, kind="parent", **values):
        return self.env["kooperacje.person.representation"].with_user(self.anna).create({
            "person_id": ward.id, "representative_id": representative.id, "kind": kind, **values,
        })

    def test_a_new_partner_signs_for_no_child(self):
        """Until he is recorded as the father."""
        partner = self._person("Robert", relation="partner")
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Kuba"):
            self._sign(partner)
        self._title(self.kuba, partner)
        self._sign(partner)
        self.assertEqual(self.case.consent_state, "valid")

    def test_nobody_signs_without_a_title(self):
        """A grandmother who raises a grandchild, foster parents, the mother's mother: each with the decision alone."""
        case = self._case(self.anna, self._person("Genowefa", 66, relation=None))
        grandmother = case.case_person_ids.person_id
        for relation in ("grandchild", "foster_child", "stepchild", "other_relative", "unrelated"):
            child = self._person(f"Ola {relation}", 9, relation, case=case)
            with self.subTest(relation), self.assertRefused(UserError, f"a representative of {child.display_name}"):
                self._sign(grandmother, case=case)
            with self.assertRefused(ValidationError, "court's decision"):
                self._title(child, grandmother, "foster")
            self._title(child, grandmother, "foster", decision="SR w Ostrowi, 3.02.2026, III Nsm 12/26")
        self._sign(grandmother, case=case)
        self.assertEqual(case.consent_state, "valid")

    def test_a_parent_from_another_household(self):
        father = self._person("Adam", relation="other_relative", in_household=False)
        grandmother = self._person("Genowefa", 66, relation="grandparent")
        alone = self._case(self.anna, grandmother)
        for person, relation in ((self.kuba, "grandchild"), (father, "other_relative")):
            self.env["kooperacje.case.person"].with_user(self.anna).create({
                "case_id": alone.id, "person_id": person.id, "relation": relation, "in_household": person == self.kuba,
            })
        with self.assertRefused(UserError, "a representative of Kuba"):
            self._sign(grandmother, father, case=alone)
        title = self._title(self.kuba, father)
        self._sign(grandmother, father, case=alone)
        for authority in ("limited", "suspended", "deprived"):
            title.write({"authority": authority, "decision": "SR w Ostrowi, III Nsm 1/26"})
            with self.subTest(authority), self.assertRefused(UserError, "a representative of Kuba"):
                self._sign(grandmother, father, case=alone)

    def test_a_court_limits_the_parent_of_the_case(self):
        """The main person is a parent by law, unless a record says otherwise."""
        with self.assertRefused(ValidationError, "court's decision"):
            self._title(self.kuba, self.halina, authority="deprived")
        title = self._title(self.kuba, self.halina, authority="deprived", decision="SR w Ostrowi, III Nsm 1/26")
        with self.assertRefused(UserError, "a representative of Kuba"):
            self._sign(self.halina)
        title.write({"date_from": self.today - timedelta(days=9), "date_to": self.today - timedelta(days=1)})
        self._sign(self.halina)
        self.assertEqual(self.case.consent_state, "valid")

    def test_a_title_holds_from_its_day_to_its_last_day(self):
        partner = self._person("Robert", relation="partner")
        title = self._title(self.kuba, partner, date_from=self.today - timedelta(days=5),
                            date_to=self.today - timedelta(days=2))
        with self.assertRefused(UserError, "signature of the parent"):
            self._sign(partner)
        self._sign(partner, on=self.today - timedelta(days=2))
        self.assertFalse(title.may_sign)

    def test_who_turns_eighteen_signs_for_himself(self):
        """By the day of signing, not of entering; who was born on 29 February turns 18 as 28 February begins."""
        parties = self.case.case_person_ids
        self.kuba.birth_date = "2008-02-29"
        for day, minor, mother in (("2026-02-27", True, True), ("2026-02-28", False, False)):
            party = {one.key: one for one in parties._parties(fields.Date.to_date(day))}
            with self.subTest(day):
                self.assertEqual(party[self.kuba.id].is_minor, minor)
                self.assertEqual(self.kuba.id in party[self.halina.id].represents, mother)
        self.kuba.birth_date = self.today - relativedelta(years=18)
        with self.assertRefused(UserError, "signature of Kuba"):
            self._sign(self.halina, on=self.today - timedelta(days=1))
        self._sign(self.halina, self.kuba)

    def test_who_comes_of_age_is_asked_for_the_own_signature(self):
        """The consent that the mother signed goes on; the case manager is told from a month before the birthday."""
        self.company.kooperacje_cosign_age = 18
        self.kuba.birth_date = self.today + timedelta(days=20) - relativedelta(years=18)
        self._consent(self.case, self.ppp)

        def told():
            self.env.invalidate_all()
            return [item for item in self.case.with_user(self.anna).due_items if "comes of age" in item["text"]]

        [item] = told()
        self.assertEqual((item["date"], item["late"]), (str(self.today + timedelta(days=20)), False))
        self.kuba.death_date = self.today
        self.assertFalse(told())
        self.kuba.write({"death_date": False, "birth_date": self.today + timedelta(days=60) - relativedelta(years=18)})
        self.assertFalse(told(), "not yet")
        self.kuba.birth_date = self.today + timedelta(days=20) - relativedelta(years=18)
        self.company.kooperacje_cosign_age = 16
        self._consent(self.case, self.ppp, signer=self.halina | self.kuba)
        self.assertFalse(told())

    def test_a_title_in_one_case_holds_in_the_next(self):
        """A formal guardian named in the list of a case is on record with the persons, and gone when taken out."""
        guardian = self._person("Karol", 50, "significant", in_household=False)
        line = self.case.case_person_ids.filtered(lambda one: one.person_id == guardian.with_env(self.env))
        line.with_user(self.anna).write({
            "guardian_kind": "formal", "guardian_of_ids": [Command.set(self.kuba.ids)],
            "guardian_reason": "SR w Ostrowi, III RNs 4/26",
        })
        title = self.kuba.representation_ids
        self.assertEqual((title.representative_id, title.kind, title.decision, title.may_sign),
                         (guardian.with_env(self.env), "guardian", "SR w Ostrowi, III RNs 4/26", True))
        other = self._case(self.anna, self.halina, self.kuba, guardian)
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Kuba"):
            self._sign(self.halina, case=other)
        self._sign(self.halina, guardian, case=other)
        line.with_user(self.anna).guardian_of_ids = [Command.clear()]
        self.assertFalse(self.kuba.representation_ids.filtered("may_sign"))

    def test_a_guardian_entered_after_the_visit_has_signed_there(self):
        """The paper of Monday is registered on Thursday, the list of persons too: when the title began nobody asks."""
        guardian = self._person("Karol", 50, "significant", in_household=False)
        line = self.case.case_person_ids.filtered(lambda one: one.person_id == guardian.with_env(self.env))
        line.with_user(self.anna).write({"guardian_kind": "formal", "guardian_of_ids": [Command.set(self.kuba.ids)]})
        paper = self._sign(self.halina, guardian, on=self.today - timedelta(days=3))
        self.assertIn(self.kuba, paper._signs_for(guardian))

    def test_a_parent_outside_the_household_is_no_guardian_of_a_court(self):
        """Kuba's father lives elsewhere: he signs as a parent, and his mother signs on."""
        father = self._person("Adam", 50, "other_relative", in_household=False)
        line = self.case.case_person_ids.filtered(lambda one: one.person_id == father.with_env(self.env))
        line.with_user(self.anna).write({
            "guardian_kind": "parent", "guardian_of_ids": [Command.set(self.kuba.ids)],
        })
        self.assertRecordValues(self.kuba.representation_ids, [{"kind": "parent", "authority": "full"}])
        self._sign(self.halina)
        line.with_user(self.anna).guardian_kind = "formal"
        self.assertEqual(self.kuba.representation_ids.filtered("may_sign").kind, "guardian", "corrected in the list")
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Kuba"):
            self._sign(self.halina)
        line.with_user(self.anna).guardian_kind = "parent"
        self.assertEqual(self.kuba.representation_ids.filtered("may_sign").kind, "parent")
        self._sign(father)

    def test_who_signed_in_the_morning_and_died_in_the_evening_has_signed(self):
        self.halina.with_user(self.anna).death_date = self.today
        self._sign(self.halina, on=self.today)
        self.assertEqual(self.case.consent_state, "valid")

    def test_authority_that_is_not_full_goes_before_the_title_of_earlier(self):
        """The decision is entered as a line of its own, and the earlier line stays open."""
        father = self._person("Adam", in_household=False)
        earlier = self._title(self.kuba, father, date_from=self.today - timedelta(days=900))
        self.assertTrue(earlier.may_sign)
        later = self._title(self.kuba, father, authority="suspended", decision="III RNsm 5/26")
        self.env.invalidate_all()
        self.assertFalse(earlier.may_sign or later.may_sign)
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Kuba"):
            self._sign(father)
        day = self.today - timedelta(days=2)
        later.write({"date_from": day, "date_to": day})
        self.env.invalidate_all()
        self.assertTrue(earlier.may_sign)

    def test_guardians_of_earlier_databases(self):
        guardian = self._person("Karol", 50, "significant", in_household=False)
        line = self.case.case_person_ids.filtered(lambda one: one.person_id == guardian.with_env(self.env))
        line.write({"guardian_kind": "formal", "guardian_of_ids": [Command.set(self.kuba.ids)]})
        self.kuba.representation_ids.unlink()
        for _run in range(2):
            migrate(self.env, "19.0.2.2.0", "post-person_titles")
            self.assertEqual(self.kuba.representation_ids.representative_id, guardian.with_env(self.env))
            self.assertEqual(len(self.kuba.representation_ids), 1)

    def test_the_dead_neither_sign_nor_are_signed_for(self):
        self.halina.with_user(self.anna).death_date = self.today - timedelta(days=1)
        with self.assertRefused(UserError, "signature of the living: Halina Nowak"):
            self._sign(self.halina)
        father = self._person("Adam", relation="partner")
        self._title(self.kuba, father)
        self._sign(father)
        self.assertEqual(self.case.consent_state, "valid")
        with self.assertRefused(ValidationError, "day of death"):
            self.kuba.with_user(self.anna).death_date = self.today + timedelta(days=1)

    def test_nothing_is_assessed_with_the_dead(self):
        assessment = self.env["kooperacje.assessment"].create({
            "case_id": self.case.id, "conclusion": "end", "family_changes": "Jest spokojniej",
        })
        self.assertFalse(assessment._missing())
        (self.halina | self.kuba).death_date = self.today
        self.assertIn("nobody of the household was alive", assessment._missing()[0])
        assessment.family_changes = False
        self.assertFalse(assessment._missing(), "nobody is asked for the family's words either")

    def test_a_signer_of_a_consent_in_force_is_not_dropped(self):
        self._consent(self.case, self.ppp)
        line = self.case.case_person_ids.filtered(lambda one: one.person_id == self.halina)
        for user in (self.anna, self.maria):
            with self.subTest(user.login), self.assertRefused(UserError, "has signed consent"):
                line.with_user(user).unlink()
            with self.assertRefused(UserError, "has signed consent"):
                self.case.with_user(user).write({"case_person_ids": [Command.delete(line.id)]})
        line.with_user(self.anna).write({"left_on": self.today, "left_reason": "separated"})
        self.assertFalse(line.in_household)
        self._withdraw(self.case)
        line.with_user(self.anna).unlink()
        self.assertFalse(line.exists())

    def test_all_travels_with_the_persons_to_another_centre_and_back(self):
        """Capacity, guardian outside the household, decision and language; who comes back is no second record."""
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        olga = self.env["res.users"].browse(self.olga.id)
        curator = self._person("Karol", 50, relation=None)
        self._consent(self.case, self.gops_nur)
        brother = self._person("Marek", 45, "sibling", legal_capacity="partial", capacity_decision="III Ns 9/19",
                               communication="polski język migowy", former_names="Lis")
        self._title(brother, curator, "curator", decision="SR w Ostrowi, III RNs 4/26")
        there = self.case.sudo()._copy_to_office(olga, self.partnership_nur)
        copied = there.case_person_ids.person_id.filtered(lambda person: person.first_name == "Marek")
        self.assertEqual(
            (copied.legal_capacity, copied.capacity_decision, copied.communication, copied.former_names, copied.pesel),
            ("partial", "III Ns 9/19", "polski język migowy", "Lis", False),
        )
        title = copied.representation_ids
        self.assertEqual((title.kind, title.decision, title.representative_id.first_name, title.company_id),
                         ("curator", "SR w Ostrowi, III RNs 4/26", "Karol", self.company_nur))
        self.assertTrue(there.with_user(helena).has_access("read"))
        copied.communication = "polski język migowy, tłumacz"
        copied.legal_capacity = "full"
        self._consent(there, self.ops, signer=there.main_person_id, user=olga)
        back = there.sudo()._copy_to_office(self.anna, self.partnership)
        self.assertEqual(back.case_person_ids.person_id, self.case.case_person_ids.person_id)
        self.assertEqual(brother.communication, "polski język migowy, tłumacz")
        self.assertEqual(brother.legal_capacity, "full", "what a court has changed meanwhile")
        self.assertEqual(len(brother.representation_ids), 1)

    def test_whose_person_it_is_not_records_no_title(self):
        for user in (self.jan, self.olga, self.tomasz, self.piotr, self.irena, self.adam, self.urszula):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["kooperacje.person.representation"].with_user(user).create({
                    "person_id": self.kuba.id, "representative_id": self.halina.id,
                })
        stranger = self.env["kooperacje.person"].create({
            "first_name": "Obca", "last_name": "Osoba", "company_id": self.company_nur.id,
        })
        with self.assertRaises(AccessError):
            self._title(self.kuba, stranger)
        with self.assertRefused(ValidationError, "in one office"):
            self.env["kooperacje.person.representation"].create({
                "person_id": self.kuba.id, "representative_id": stranger.id,
            })

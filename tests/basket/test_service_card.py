from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.basket.common import BasketCommon


@tagged("post_install", "-at_install")
class TestServiceCard(BasketCommon):
    """Ewa fills in the school's card, Piotr checks it, its services enter the basket (K3D-206–213)."""

    def test_from_draft_to_the_basket(self):
        card = self._card()
        self.assertEqual(card.state, "draft")
        self.assertEqual(card.sector_id, self.sector_education, "the variant follows the institution (K3D-208)")
        self.assertEqual(set(card.service_ids.mapped("state")), {"proposed"})
        card.action_submit()
        self.assertEqual((card.state, card.submitted_by_id), ("submitted", self.ewa))
        card.with_user(self.piotr).action_verify()
        self.assertEqual((card.state, card.verified_by_id), ("verified", self.piotr))
        self.assertEqual(set(card.service_ids.mapped("state")), {"verified"})
        self.assertEqual(set(card.service_ids.mapped("verified_on")), {self.today})
        self.assertTrue(all(card.service_ids.mapped("is_available")))

    def test_review_is_due_after_the_period_of_the_partnership(self):
        """At least once a year (K3D-230)."""
        self.partnership.review_months = 6
        card = self._verified_card()
        self.assertEqual(set(card.service_ids.mapped("review_due")), {self.today + relativedelta(months=6)})

    def test_what_is_missing_is_told_before_submission(self):
        for values, hint in [
            ({"services": ()}, "at least one service"), ({"terms_accepted": False}, "terms so far"),
            ({"declared_by": "  "}, "who confirms"),
        ]:
            with self.subTest(hint=hint), self.env.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(UserError, hint):
                    self._card(**values).action_submit()
                savepoint.rollback()

    def test_the_office_submits_for_an_institution(self):
        """A card sent on paper or by e-mail: the network worker enters and submits it."""
        card = self._card(user=self.piotr)
        card.action_submit()
        self.assertEqual(card.submitted_by_id, self.piotr)

    def test_returned_with_remarks_and_submitted_again(self):
        card = self._card()
        card.action_submit()
        self.env["kooperacje.card.return"].with_user(self.piotr).create({
            "card_id": card.id, "remarks": "Proszę podać telefon.",
        }).action_return()
        self.assertEqual((card.state, card.remarks), ("returned", "Proszę podać telefon."))
        self.assertIn("Proszę podać telefon.", "".join(card.message_ids.mapped("body")))
        card.service_ids[0].contact_phone = "600 000 000"
        card.action_submit()
        self.assertEqual(card.state, "submitted")

    def test_return_needs_remarks(self):
        card = self._card()
        card.action_submit()
        with self.assertRaisesRegex(UserError, "what the institution should correct"):
            card.with_user(self.piotr)._return("   ")

    def test_steps_in_their_order_only(self):
        card = self._card()
        with self.assertRaisesRegex(UserError, "Only a submitted card"):
            card.with_user(self.piotr).action_verify()
        with self.assertRaisesRegex(UserError, "Only a submitted card"):
            card.with_user(self.piotr)._return("x")
        card.action_submit()
        with self.assertRaisesRegex(UserError, "submitted already"):
            card.action_submit()

    def test_the_institution_neither_verifies_nor_returns(self):
        card = self._card()
        card.action_submit()
        with self.assertRaisesRegex(UserError, "checks service cards"):
            card.action_verify()
        with self.assertRaisesRegex(UserError, "checks service cards"):
            card._return("sama sobie")
        with self.assertRaises(AccessError):
            self.env["kooperacje.card.return"].with_user(self.ewa).create({"card_id": card.id, "remarks": "x"})

    def test_steps_are_not_written_over_rpc(self):
        card = self._card()
        for user in (self.ewa, self.piotr, self.maria):
            for name, value in [
                ("state", "verified"), ("verified_by_id", user.id), ("verified_on", "2026-01-01 10:00:00"),
                ("submitted_by_id", user.id), ("submitted_on", "2026-01-01 10:00:00"), ("remarks", "x"), ("version", 7),
                ("company_id", self.company_nur.id), ("institution_id", self.ppp.id),
                ("partnership_id", self.partnership_nur.id),
            ]:
                with self.subTest(user=user.login, name=name), self.assertRaises(UserError):
                    card.with_user(user).write({name: value})

    def test_a_card_is_not_created_as_verified(self):
        with self.assertRaises(UserError):
            self._card(state="verified")
        with self.assertRaises(UserError):
            self.Card.with_user(self.ewa).with_context(default_state="verified").create({
                "partnership_id": self.partnership.id, "institution_id": self.school.id,
            })

    def test_guard_does_not_open_by_a_context_from_outside(self):
        card = self._card()
        for value in (True, "unguarded", {}):
            with self.assertRaises(UserError):
                card.with_context(**{card._guard_key(): value}).state = "verified"

    def test_submitted_card_is_closed_to_the_institution(self):
        card = self._card()
        card.action_submit()
        for change in (
            lambda: card.write({"declared_by": "Ktoś inny"}),
            lambda: card.write({"service_ids": [(0, 0, {"name": "Nowa"})]}),
            lambda: card.service_ids[0].write({"name": "Inna"}),
            card.service_ids[0].unlink,
            lambda: self.Service.with_user(self.ewa).create({"name": "Nowa", "card_id": card.id}),
        ):
            with self.assertRaisesRegex(UserError, "being checked by the office"):
                change()
        card.service_ids[0].with_user(self.piotr).name = "Świetlica (poprawione)"

    def test_verified_card_and_its_services_are_closed_to_the_institution(self):
        """Only the leader changes the basket (K3D-228)."""
        card = self._verified_card()
        service = card.service_ids[0]
        with self.assertRaisesRegex(UserError, "Open a new version"):
            card.declared_by = "Ktoś inny"
        with self.assertRaisesRegex(UserError, "only the office that leads"):
            service.name = "Inna"
        with self.assertRaisesRegex(UserError, "Open a new version"):
            self.Service.with_user(self.ewa).create({"name": "Dopisana", "card_id": card.id})
        with self.assertRaises(UserError):
            service.unlink()
        service.with_user(self.piotr).waiting_days = 7

    def test_signed_card_and_its_services_stay_as_signed(self):
        """Paper and record agree: what the institution signed changes neither through the card nor its services."""
        card = self._card()
        service = card.service_ids[0]
        card._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        for user in (self.ewa, self.piotr):
            signed = service.with_user(user)
            attempts = {
                "change": lambda signed=signed: signed.write({"name": "Inna"}),
                "removal": signed.unlink,
                "addition": lambda signed=signed: signed.create({
                    "name": "Nowa", "card_id": card.id, "partnership_id": self.partnership.id,
                    "institution_id": self.school.id,
                }),
                "through the card": lambda signed=signed: signed.card_id.write({
                    "service_ids": [(1, signed.id, {"name": "Inna"})],
                }),
            }
            for what, attempt in attempts.items():
                with self.subTest(what, user=user.login), self.assertRefused("closed"):
                    attempt()
            self.assertFalse(signed.user_may_edit)
            self.assertFalse(signed.card_id.user_may_edit)
        card.action_submit()
        card.with_user(self.piotr).action_verify()
        self.assertEqual(set(card.service_ids.mapped("state")), {"verified"}, "the signed card enters the basket")
        service.with_user(self.piotr).schedule = "16–18"

    def test_issued_card_is_corrected_first(self):
        card = self._card()
        card.action_issue()
        with self.assertRefused("press “Correct”"):
            card.service_ids[0].name = "Inna"
        card.action_document_correct()
        card.service_ids[0].name = "Inna"

    def test_due_date_is_the_offices(self):
        card = self._card()
        with self.assertRaisesRegex(UserError, "sets the date"):
            card.deadline = self.today
        card.with_user(self.piotr).deadline = self.today

    def test_one_open_card(self):
        self._card()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._card()

    def test_no_second_card_beside_a_verified_one(self):
        self._verified_card()
        with self.assertRaisesRegex(ValidationError, "Update card"):
            self._card()

    def test_card_of_an_institution_outside_the_partnership(self):
        outside = self._institution("Firma spoza (test)", self.type_ngo, self.county)
        with self.assertRaisesRegex(ValidationError, "does not belong to the partnership"):
            self._card(user=self.piotr, institution_id=outside.id)

    def test_card_before_accession(self):
        """Cards come before the formalising meeting: an invited institution hands in its own (K3D-212)."""
        invited = self._institution("Biblioteka (test)", self.type_ngo, self.county)
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership.id, "institution_id": invited.id,
        })
        self.assertTrue(self._card(user=self.piotr, institution_id=invited.id))

    def test_submitted_card_is_not_deleted(self):
        card = self._card()
        services = card.service_ids
        card.action_submit()
        card.with_user(self.piotr)._return("x")
        with self.assertRaisesRegex(UserError, "stays in the files"):
            card.with_user(self.piotr).unlink()
        other = self._card(user=self.kamil, institution_id=self.ppp.id)
        services = other.service_ids
        other.unlink()
        self.assertFalse(services.exists())

    def test_people_are_asked_by_activities(self):
        """The right people, without anything about families."""
        card = self._card()
        card.action_submit()
        check = card.activity_ids
        self.assertEqual((check.user_id, check.summary), (self.piotr, "Check the service card"))
        card.with_user(self.piotr)._return("Proszę podać telefon.")
        fill = card.activity_ids
        self.assertEqual(fill.user_id, self.ewa)
        self.assertFalse(fill.note)
        card.action_submit()
        self.assertEqual(card.activity_ids.user_id, self.piotr)
        card.with_user(self.maria).action_verify()
        self.assertFalse(card.activity_ids, "what a colleague has done is done for all")

    def test_no_card_without_its_fees(self):
        """Nothing is taken for free unless somebody says so; what is verified already stays."""
        card = self._card()
        logopaedist = card.service_ids[1]
        logopaedist.fee = False
        card.action_submit()
        with self.assertRaisesRegex(UserError, "not stated of:\\n– .*: Logopeda"):
            card.with_user(self.piotr).action_verify()
        with self.assertRaisesRegex(UserError, "not stated of:\\n– .*: Logopeda"):
            card.sudo().action_verify()
        self.assertEqual((card.state, set(card.service_ids.mapped("state"))), ("submitted", {"proposed"}))
        logopaedist.with_user(self.piotr).fee = "partial"
        card.with_user(self.piotr).action_verify()
        self.assertEqual(card.state, "verified")
        logopaedist.sudo().fee = False
        self.assertEqual((card.state, logopaedist.state), ("verified", "verified"))

    def test_manager_checks_where_there_is_no_network_worker(self):
        self.piotr.role_assignment_ids.date_to = self.today - timedelta(days=1)
        card = self._card()
        card.action_submit()
        self.assertEqual(card.activity_ids.user_id, self.maria)


@tagged("post_install", "-at_install")
class TestCardVersion(BasketCommon):
    """A verified card is updated by a new version; the basket does not move until the office verifies it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card()
        cls.club, cls.therapist = cls.card.service_ids.sorted("id")
        cls.club.with_user(cls.piotr).write({"need_ids": [(6, 0, cls.need_poverty.ids)], "age_from": 7, "age_to": 15})

    def _update(self, user=None):
        action = self.card.with_user(user or self.ewa).action_update()
        return self.Card.with_user(user or self.ewa).browse(action["res_id"])

    def test_new_version_holds_copies_and_the_basket_stays(self):
        new = self._update()
        self.assertEqual((new.state, new.version, new.previous_id), ("draft", 2, self.card))
        self.assertEqual(new.service_ids.replaces_id, self.club | self.therapist)
        copy = new.service_ids.filtered(lambda s: s.replaces_id == self.club)
        self.assertEqual((copy.need_ids, copy.age_from, copy.state), (self.need_poverty, 7, "proposed"))
        copy.write({"name": "Świetlica popołudniowa", "need_ids": [(6, 0, self.need_disability.ids)]})
        self.assertEqual(self.club.name, "Świetlica")
        self.assertEqual(self.club.need_ids, self.need_poverty)
        self.assertEqual(self.card.state, "verified")
        basket = self.Service.with_user(self.anna).search([("partnership_id", "=", self.partnership.id)])
        self.assertEqual(basket, self.club | self.therapist, "a social worker sees the basket, not the proposals")

    def test_verification_changes_withdraws_and_adds(self):
        new = self._update()
        new.service_ids.filtered(lambda s: s.replaces_id == self.club).write({
            "name": "Świetlica popołudniowa", "need_ids": [(6, 0, self.need_disability.ids)], "age_to": 18,
        })
        new.service_ids.filtered(lambda s: s.replaces_id == self.therapist).unlink()
        new.write({
            "terms_accepted": True, "declared_by": "Jan Nowak",
            "service_ids": [(0, 0, {"name": "Korepetycje", "fee": "free"})],
        })
        new.action_submit()
        new.with_user(self.piotr).action_verify()
        self.assertEqual(self.card.state, "replaced")
        self.assertEqual(self.club.name, "Świetlica popołudniowa", "the same record, so plans keep it")
        self.assertEqual((self.club.need_ids, self.club.age_to), (self.need_disability, 18))
        self.assertEqual((self.club.state, self.club.card_id), ("verified", new))
        self.assertEqual(self.therapist.state, "withdrawn")
        self.assertIn("updated card", self.therapist.withdrawal_reason)
        self.assertEqual(new.service_ids.mapped("name"), ["Korepetycje", "Świetlica popołudniowa"])
        self.assertEqual(set(new.service_ids.mapped("state")), {"verified"})
        self.assertFalse(new.service_ids.replaces_id)

    def test_who_verifies_sees_what_has_changed(self):
        new = self._update()
        self.assertEqual(new.check_changes, "Nothing has changed.")
        new.service_ids.filtered(lambda s: s.replaces_id == self.club).write({"name": "Świetlica nocna", "age_to": 18})
        new.service_ids.filtered(lambda s: s.replaces_id == self.therapist).unlink()
        new.write({
            "terms_accepted": True, "declared_by": "Jan Nowak",
            "service_ids": [(0, 0, {"name": "Korepetycje", "fee": "free"})],
        })
        new.action_submit()
        self.env.invalidate_all()
        shown = new.with_user(self.piotr).check_changes
        for words in ("New: Korepetycje", "Left out: Logopeda", "“Świetlica” → “Świetlica nocna”", "“15” → “18”"):
            self.assertIn(words, shown)
        new.with_user(self.piotr).action_verify()
        self.env.invalidate_all()
        self.assertFalse(new.check_changes, "the basket and the card are one again")

    def test_a_service_that_leaves_something_open_says_so(self):
        card = self._card(services=("Warsztaty",), institution_id=self.ppp.id, user=self.kamil)
        card.service_ids.write({"access_mode": False, "fee": False})
        card.action_submit()
        self.env.invalidate_all()
        shown = card.with_user(self.piotr).check_missing
        self.assertIn("Warsztaty: without", shown)
        self.assertEqual(shown.count(","), 2, "description, access and fee")
        card.service_ids.with_user(self.piotr).fee = "free"
        card.with_user(self.piotr).action_verify()
        self.assertEqual(card.state, "verified", "said, not refused")
        full = self._update()
        full.service_ids.write({"description": "Opis", "access_mode": "open", "fee": "free"})
        self.assertFalse(full.check_missing)

    def test_checking_costs_as_much_for_many_services(self):
        def cost(count):
            card = self._update()
            card.service_ids = [(0, 0, {"name": f"U{number}"}) for number in range(count)]
            card.flush_recordset()
            seen = card.with_user(self.piotr)
            return self._queries(lambda: (seen.check_changes, seen.check_missing))
        cost(1)
        self.assertEqual(cost(9), cost(90))

    def test_what_the_office_changes_meanwhile_is_not_undone(self):
        """Piotr notes a free place while Ewa prepares the update; she has changed the hours, not the places."""
        new = self._update()
        copy = new.service_ids.filtered(lambda s: s.replaces_id == self.club)
        copy.schedule = "pn–pt 12–17"
        self.club.with_user(self.piotr).write({
            "capacity": 20, "capacity_free": 1, "schedule": "pn–pt 12–15",
            "need_ids": [(4, self.need_disability.id)],
        })
        new.write({"terms_accepted": True, "declared_by": "Jan Nowak"})
        new.action_submit()
        new.with_user(self.piotr).action_verify()
        self.assertEqual((self.club.capacity, self.club.capacity_free), (20, 1))
        self.assertEqual(self.club.need_ids, self.need_poverty | self.need_disability)
        self.assertEqual(self.club.schedule, "pn–pt 12–17", "what the institution declares on the card wins")

    def test_signed_copy_stays_when_the_office_changes_the_basket(self):
        newer = self._update()
        copy = newer.service_ids[0]
        original, schedule = copy.replaces_id, copy.schedule
        newer._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        original.with_user(self.piotr).schedule = "16–18"
        self.assertEqual((original.schedule, copy.schedule), ("16–18", schedule))

    def test_service_withdrawn_meanwhile_comes_back_with_the_card(self):
        new = self._update()
        self.club.with_user(self.piotr)._withdraw("Brak kadry")
        new.write({"terms_accepted": True, "declared_by": "Jan Nowak"})
        new.action_submit()
        new.with_user(self.piotr).action_verify()
        self.assertEqual((self.club.state, self.club.withdrawal_reason), ("verified", False))
        self.assertEqual(set(new.service_ids), {self.club, self.therapist})

    def test_update_again_continues_the_open_version(self):
        self.assertEqual(self._update(), self._update(self.piotr))

    def test_only_a_verified_card_is_updated(self):
        new = self._update()
        with self.assertRaisesRegex(UserError, "still open"):
            new.action_update()

    def test_version_of_another_institution(self):
        with self.assertRaises(AccessError):
            self._update(self.kamil)

    def test_third_version(self):
        new = self._update()
        new.write({"terms_accepted": True, "declared_by": "Jan Nowak"})
        new.action_submit()
        new.with_user(self.piotr).action_verify()
        third = self.Card.browse(new.action_update()["res_id"])
        self.assertEqual((third.version, third.previous_id), (3, new))
        self.assertEqual(third.service_ids.replaces_id, self.club | self.therapist)

    def test_copies_take_over_every_field_of_the_content(self):
        """A field added to the service later is content unless it is named otherwise."""
        content = set(self.Service._content_fields())
        self.assertLessEqual({"name", "need_ids", "target_group_ids", "territory_id", "date_to", "capacity"}, content)
        self.assertFalse(content & {"state", "card_id", "institution_id", "partnership_id", "company_id", "review_due"})

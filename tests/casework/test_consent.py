from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SCAN, CaseworkCommon


@tagged("post_install", "-at_install")
class TestConsent(CaseworkCommon):
    """Tool 14: what the family decides is recorded as it decided, counts from its signature on, never changes
    afterwards and can be withdrawn at any time.
    """

    def _wizard(self, user=None, **answers):
        """The wizard as opened from the case and filled in by Anna with the family."""
        user = user or self.anna
        form = Form(self.env["kooperacje.consent.wizard"].with_user(user).with_context(
            **self.case.with_user(user).action_record_consent()["context"],
        ))
        values = {
            "information_given": True, "clause_given": True, "method_answer": "yes", "consultation_answer": "no",
            "signature_kind": "handwritten", "signed_copy": SCAN, **answers,
        }
        lines = values.pop("lines", {self.ppp: "yes", self.ngo: "no"})
        if values["method_answer"] == "no":
            # Not asked for any more once the family has refused.
            values.pop("consultation_answer")
            lines = {}
        for name, value in values.items():
            form[name] = value
        for index in range(len(form.line_ids) if lines else 0):
            with form.line_ids.edit(index) as line:
                line.answer = lines.get(line.institution_id, "no")
        return form.save()

    def _record(self, **answers):
        self._wizard(**answers).action_record_signed()
        return self.case.consent_ids[:1]

    # The wizard

    def test_wizard_is_prefilled_from_needs(self):
        self.case.working_institution_ids = self.school
        wizard = self._wizard()
        self.assertEqual(wizard.line_ids.institution_id, self.school | self.ppp | self.ngo)
        self.assertNotIn(self.ops, wizard.line_ids.institution_id, "the controller needs no consent")
        self.assertEqual(wizard.signer_ids, self.halina, "a child signs nothing")
        self.assertFalse(wizard.not_signing)
        months = self.company.kooperacje_consent_months
        self.assertAlmostEqual((wizard.date_to - wizard.date_from).days, months * 30.4, delta=3)

    def test_no_answer_is_proposed(self):
        wizard = Form(self.env["kooperacje.consent.wizard"].with_user(self.anna).with_context(
            default_case_id=self.case.id,
        )).save()
        self.assertFalse(wizard.method_answer)
        self.assertFalse(any(wizard.line_ids.mapped("answer")))
        with self.assertRefused(UserError, "work with a task team"):
            wizard.action_record_signed()
        wizard.method_answer = "yes"
        with self.assertRefused(UserError, "consultation meeting") as refusal:
            wizard.action_record_signed()
        self.assertIn(self.ppp.name, str(refusal.exception))

    def test_record_signed(self):
        consent = self._record()
        self.assertEqual(consent.document_state, "signed")
        self.assertTrue(consent.document_number)
        self.assertEqual(consent.signer_ids, self.halina)
        granted = {
            (statement.kind, statement.institution_id): statement.is_granted for statement in consent.statement_ids
        }
        none = self.env["res.partner"]
        self.assertEqual(granted, {
            ("method", none): True, ("consultation", none): False, ("sharing", self.ppp): True,
            ("sharing", self.ngo): False,
        })
        self.assertEqual(self.case.consent_state, "valid")
        self.assertEqual(self.case.consent_until, self._statement(consent, "method").date_to)
        self.assertFalse(self.case._institutions_without_consent(self.ppp))
        self.assertEqual(self.case._institutions_without_consent(self.ppp | self.ngo), self.ngo)

    def test_prepare_print_decide_and_sign(self):
        """The paper is printed first; what the family ticks on it is entered when it comes back."""
        for unready, text in (
            ({"signer_ids": self.env["kooperacje.person"]}, "who will sign"), ({"clause_given": False}, "tick both"),
        ):
            with self.assertRefused(UserError, text):
                self._wizard(method_answer=False, consultation_answer=False, lines={}, **unready).action_prepare()
        wizard = self._wizard(method_answer=False, consultation_answer=False, signed_copy=False, lines={})
        action = wizard.action_prepare()
        consent = self.env["kooperacje.consent"].with_user(self.anna).browse(action["res_id"])
        self.assertEqual(consent.document_state, "issued")
        self.assertEqual(self.case.consent_state, "none", "an unsigned paper does not count")
        self.assertEqual(self.case.next_step, "qualify")
        self.case.with_user(self.anna).action_qualify()
        self.assertEqual(self.case.next_step, "sign")
        method = self._statement(consent, "method")
        with self.assertRefused(UserError, "frozen"):
            method.date_to = self.today + timedelta(days=3000)
        method.is_granted = True
        consent._document_register_signature(self.today, "handwritten", SCAN)
        self.assertEqual(self.case.consent_state, "valid")
        self.assertEqual(self.case._institutions_without_consent(self.ppp), self.ppp, "not ticked, not granted")

    def test_refusal_has_no_consequence(self):
        """Art. 11 u.p.s.: no team, and nothing else; the reason is kept."""
        consent = self._record(method_answer="no", method_refusal="Chcę najpierw sama spróbować")
        self.assertEqual(consent.statement_ids.mapped("kind"), ["method"])
        self.assertEqual(consent.statement_ids.refusal_reason, "Chcę najpierw sama spróbować")
        self.assertEqual(self.case.consent_state, "refused")
        with self.assertRefused(ValidationError, "refused"):
            self.env["kooperacje.team"].with_user(self.anna).create({"case_id": self.case.id})
        self.case.with_user(self.anna).need_words = "Praca socjalna trwa"
        self.case.with_user(self.anna).write({
            "closing_premise_id": self.env.ref("kooperacje.premise_end_ops").id, "stage_id": self.stage["closed"].id,
        })
        self.assertEqual(self.case.phase, "closed")

    # Bad input

    def test_ends_before_it_starts(self):
        with self.assertRefused(UserError, "ends before it starts"):
            self._record(date_to=self.today - timedelta(days=1))

    def test_no_signer(self):
        with self.assertRefused(UserError, "who signed"):
            self._record(signer_ids=self.env["kooperacje.person"])

    def test_minor_alone(self):
        wizard = self._wizard()
        wizard.signer_ids = self.kuba
        self.assertIn("Halina", wizard.not_signing)
        with self.assertRefused(UserError, "signature of the parent, guardian or curator of Kuba"):
            wizard.action_record_signed()

    def test_no_scope(self):
        wizard = self._wizard()
        wizard.line_ids.scope_ids = False
        with self.assertRefused(UserError, f"may see.*|{self.ppp.name}"):
            wizard.action_record_signed()
        consent = self.env["kooperacje.consent"].with_user(self.anna).create({
            "case_id": self.case.id, "information_given": True, "clause_given": True, "signer_ids": self.halina.ids,
            "statement_ids": [Command.create({
                "kind": "sharing", "institution_id": self.ppp.id, "date_to": self.today,
            })],
        })
        with self.assertRefused(UserError, "scope of data shared with"):
            consent._document_register_signature(self.today, "trusted", **self._e_file(self.today))

    def test_signed_in_the_future(self):
        with self.assertRefused(UserError, "future"):
            self._record(signed_on=self.today + timedelta(days=1))

    def test_without_scan_or_with_an_empty_one(self):
        with self.assertRefused(UserError, "[Ss]can"):
            self._record(signed_copy=False)
        with self.assertRefused(UserError, "Attach the file with the electronic signature"):
            self._record(signed_copy=False, signature_kind="trusted")
        signed = self._e_file(self.today)
        with self.assertRefused(UserError, "was not issued before it was signed"):
            self._record(signed_copy=signed["file"], signature_kind="trusted")
        consent = self._record(
            signed_copy=signed["file"], signature_kind="trusted", signature_checked=signed["checked"],
        )
        self.assertEqual((consent.document_state, consent.signature_verdict), ("signed", "unchecked"))
        self.assertEqual(consent.signature_checked, "Porównano z dokumentem w kancelarii")

    def test_without_information(self):
        with self.assertRefused(UserError, "information and the clause"):
            self._record(information_given=False)

    def test_own_office_and_institution_twice(self):
        wizard = self._wizard()
        wizard.line_ids = [Command.create({
            "institution_id": self.ops.id, "answer": "yes", "scope_ids": self.scope.ids,
        })]
        with self.assertRefused(UserError, "controller"):
            wizard.action_record_signed()
        wizard.line_ids.filtered(lambda line: line.institution_id == self.ops).institution_id = self.ppp
        with self.assertRefused(UserError, "twice"):
            wizard.action_record_signed()

    def test_stranger_does_not_sign(self):
        stranger = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Obcy", "last_name": "Człowiek", "company_id": self.company.id,
        })
        with self.assertRefused(ValidationError, "Only persons of the case"):
            self.env["kooperacje.consent"].with_user(self.anna).create({
                "case_id": self.case.id, "signer_ids": stranger.ids,
            })

    def test_half_recorded_consent_leaves_nothing(self):
        with self.assertRefused(UserError, "Missing"):
            self._record(signer_ids=self.env["kooperacje.person"])
        self.assertFalse(self.case.consent_ids)

    def test_consent_counts_from_its_signature(self):
        """Recorded late it does not work backwards."""
        earlier = self.today - timedelta(days=10)
        consent = self._consent(self.case, self.ppp, date_from=earlier, signed_on=self.today - timedelta(days=4))
        self.assertEqual(set(consent.statement_ids.mapped("date_from")), {self.today - timedelta(days=4)})

    # Never changed

    def test_signed_consent_cannot_be_changed(self):
        consent = self._consent(self.case, self.ppp)
        mine = consent.with_user(self.anna)
        for values in (
            {"signer_ids": [Command.clear()]}, {"information_given": False}, {"signed_on": "2020-01-01"},
            {"document_state": "draft"}, {"signed_copy": False}, {"case_id": self._case(self.anna).id},
            {"statement_ids": [Command.create({"kind": "sharing", "institution_id": self.ngo.id,
                                               "date_to": self.today})]},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                mine.write(values)
        for statement in mine.statement_ids:
            for values in (
                {"is_granted": False}, {"date_to": self.today + timedelta(days=999)}, {"withdrawn_on": self.today},
                {"scope_ids": [Command.clear()]}, {"document_state": "draft"}, {"purpose": "inny"},
            ):
                with self.subTest(values), self.assertRaises(UserError):
                    statement.write(values)
            with self.assertRaises(UserError):
                statement.unlink()
        with self.assertRaises(UserError):
            mine.unlink()
        with self.assertRaises(UserError):
            self.env["kooperacje.consent.statement"].with_user(self.anna).create({
                "consent_id": consent.id, "kind": "sharing", "institution_id": self.ngo.id, "date_to": self.today,
            })

    def test_nobody_creates_a_signed_consent_over_rpc(self):
        Consent = self.env["kooperacje.consent"].with_user(self.anna)
        method = Command.create({"kind": "method", "date_to": "2199-01-01"})
        values = {"case_id": self.case.id, "statement_ids": [method]}
        with self.assertRaises(UserError):
            Consent.create({**values, "document_state": "signed"})
        with self.assertRaises(UserError):
            Consent.with_context(default_document_state="signed").create(values)
        self.assertEqual(self.case.consent_state, "none")

    # Later papers

    def test_narrower_consent_takes_the_place_of_the_wider(self):
        wide = self._consent(self.case, self.ppp, self.ngo, date_to=self.today + timedelta(days=300))
        narrow = self._consent(self.case, self.ppp, date_to=self.today + timedelta(days=30))
        replaced = self._statement(wide, "sharing", self.ppp)
        self.assertEqual((replaced.state, replaced.replaced_by_id), ("replaced", self._statement(narrow, "sharing")))
        self.assertEqual(self._statement(wide, "sharing", self.ngo).state, "valid", "not spoken of, not changed")
        with freeze_time(self.today + timedelta(days=31)):
            self.env.invalidate_all()
            self.assertEqual(self.case._institutions_without_consent(self.ppp | self.ngo), self.ppp)

    def test_renewal_leaves_no_gap(self):
        """A new consent from next month on: the old one holds until then, and so does the member's access."""
        old = self._consent(self.case, self.ppp, date_to=self.today + timedelta(days=60))
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        start = self.today + timedelta(days=30)
        new = self._consent(self.case, self.ppp, date_from=start, date_to=start + timedelta(days=365))
        self.assertEqual(self._statement(old, "sharing").state, "valid")
        self.assertEqual(self._statement(new, "sharing").state, "pending")
        for days in (0, 29, 30, 200):
            with freeze_time(self.today + timedelta(days=days)):
                self.env.invalidate_all()
                self.assertEqual(self.case.consent_state, "valid", days)
                self.assertTrue(self.case.with_user(self.tomasz).search_count([("id", "=", self.case.id)]), days)

    def test_later_refusal_ends_the_earlier_consent(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._record(method_answer="no")
        self.assertEqual(self.case.consent_state, "refused")
        self.assertEqual((self.case.phase, team.state), ("suspended", "suspended"))
        self.assertFalse(self.case.with_user(self.tomasz).search([("id", "=", self.case.id)]))

    def test_voided_paper_no_longer_counts(self):
        consent = self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        consent.with_user(self.anna)._document_void("Podpisano na niewłaściwym druku")
        self.assertEqual(self.case.consent_state, "none")
        self.assertEqual(team.state, "suspended")

    # Papers found late

    def _reads(self, user):
        return bool(self.case.with_user(user).search_count([("id", "=", self.case.id)]))

    def test_forgotten_paper_does_not_undo_a_withdrawal(self):
        """What the family said last counts, not what the office typed in last."""
        past, middle = self.today - timedelta(days=60), self.today - timedelta(days=30)
        consent = self._consent(self.case, self.ppp, date_from=middle, signed_on=middle)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._withdraw(self.case, extent="some", statement_ids=self._statement(consent, "sharing").ids, reason="Dość")
        forgotten = self._consent(self.case, self.ppp, date_from=past, signed_on=past)
        sharing, method = (self._statement(forgotten, kind) for kind in ("sharing", "method"))
        self.assertFalse(self._reads(self.tomasz))
        self.assertEqual(self.case._institutions_without_consent(self.ppp), self.ppp)
        for found in (sharing, method):
            self.assertEqual((found.state, found.withdrawn_on), ("replaced", middle))
            self.assertEqual(found.replaced_by_id, self._statement(consent, found.kind))
        self.assertEqual(self._statement(consent, "method").state, "valid")
        self.assertEqual(
            (self._statement(consent, "sharing").state, self._statement(consent, "sharing").withdrawn_on),
            ("withdrawn", self.today), "the withdrawal itself stays on record",
        )

    def test_forgotten_paper_does_not_undo_the_withdrawal_of_the_method(self):
        """It ended all sharing there was, also the one nobody had entered yet."""
        past = self.today - timedelta(days=60)
        self._consent(self.case, date_from=past, signed_on=past)
        self._withdraw(self.case, withdrawn_on=self.today - timedelta(days=1))
        forgotten = self._consent(self.case, self.ppp, date_from=past, signed_on=past)
        self.assertEqual(set(forgotten.statement_ids.mapped("state")), {"withdrawn"})
        self.assertEqual((self.case.consent_state, self.case.phase), ("withdrawn", "consent"))
        again = self._consent(self.case)
        self.assertEqual(self.case.consent_state, "valid", "a consent given after the withdrawal holds")
        self.assertEqual(set(again.statement_ids.mapped("state")), {"valid"})
        self.assertEqual(self.case._institutions_without_consent(self.ppp), self.ppp)

    def test_old_withdrawn_paper_moves_no_case(self):
        past = self.today - timedelta(days=60)
        self._consent(self.case, date_from=past, signed_on=past)
        self._withdraw(self.case)
        self.case.with_user(self.anna).stage_id = self.stage["recognition"]
        self._consent(self.case, date_from=past, signed_on=past)
        self.assertEqual(self.case.phase, "recognition")

    def test_old_refusal_does_not_end_a_later_consent(self):
        self._consent(self.case, self.ppp, signed_on=self.today - timedelta(days=5))
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._record(method_answer="no", signed_on=self.today - timedelta(days=90))
        self.assertEqual((self.case.consent_state, self.case.phase, team.state), ("valid", "team", "active"))
        self.assertTrue(self._reads(self.tomasz))
        self._withdraw(self.case)
        self.assertEqual(self.case.consent_state, "withdrawn", "the last paper by its signature says why")

    def test_old_paper_takes_the_place_of_older_ones_only(self):
        oldest, past = self.today - timedelta(days=90), self.today - timedelta(days=60)
        first = self._consent(self.case, self.ppp, date_from=oldest, signed_on=oldest)
        last = self._consent(self.case, self.ppp, date_from=self.today)
        between = self._consent(self.case, self.ppp, date_from=past, signed_on=past)
        self.assertEqual(
            [(self._statement(paper, "sharing").state, self._statement(paper, "sharing").withdrawn_on)
             for paper in (first, between, last)],
            [("replaced", past), ("replaced", self.today), ("valid", False)],
        )

    def test_scope_is_explained_honestly(self):
        for model in ("kooperacje.consent.statement", "kooperacje.consent.wizard.line"):
            told = self.env[model].fields_get(["scope_ids"])["scope_ids"]["help"]
            self.assertIn("What of the case the institution's team member sees", told)

    # Withdrawal

    def test_withdrawal_of_the_whole(self):
        consent = self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        tomasz_case = self.case.with_user(self.tomasz)
        self.assertTrue(tomasz_case.search_count([("id", "=", self.case.id)]))
        wizard = self.env["kooperacje.consent.withdrawal"].with_user(self.anna).create({"case_id": self.case.id})
        self.assertIn("Access of PPP w Ostrowi (test) to the case ends at once.", wizard.effect)
        self.assertIn("task team is suspended", wizard.effect)
        self.assertIn("Ordinary help of the office goes on", wizard.effect)
        wizard.action_confirm()
        self.assertEqual(set(consent.statement_ids.mapped("state")), {"withdrawn"})
        self.assertFalse(tomasz_case.search_count([("id", "=", self.case.id)]))
        self.assertEqual((team.state, self.case.phase), ("suspended", "suspended"))
        self.assertEqual(self.case.suspension_premise_id, self.env.ref("kooperacje.premise_suspension_request"))
        self.assertTrue(self.case.with_user(self.anna).search_count([("id", "=", self.case.id)]), "Anna goes on")

    def test_withdrawal_for_one_institution(self):
        consent = self._consent(self.case, self.ppp, self.ngo)
        team = self._team(self.case, self.ppp, self.ngo, accepted=[self.tomasz, self.zofia])
        self._withdraw(self.case, extent="some", statement_ids=self._statement(consent, "sharing", self.ppp).ids)
        self.assertFalse(self.case.with_user(self.tomasz).search([("id", "=", self.case.id)]))
        self.assertTrue(self.case.with_user(self.zofia).search([("id", "=", self.case.id)]))
        self.assertEqual((team.state, self.case.consent_state), ("active", "valid"))

    def test_withdrawing_the_method_ends_the_sharing(self):
        """The data were shared for the work of the team; without it the purpose is gone."""
        consent = self._consent(self.case, self.ppp)
        self._withdraw(self.case, extent="some", statement_ids=self._statement(consent, "method").ids)
        self.assertEqual(self._statement(consent, "sharing").state, "withdrawn")

    def test_withdrawal_bad_input(self):
        with self.assertRefused(UserError, "Choose what the family withdraws"):
            self._withdraw(self.case)
        self._consent(self.case, self.ppp, signed_on=self.today - timedelta(days=3))
        with self.assertRefused(UserError, "Choose what the family withdraws"):
            self._withdraw(self.case, extent="some")
        with self.assertRefused(UserError, "not in advance"):
            self._withdraw(self.case, withdrawn_on=self.today + timedelta(days=1))
        with self.assertRefused(UserError, "before it was signed"):
            self._withdraw(self.case, withdrawn_on=self.today - timedelta(days=4))
        self._withdraw(self.case, withdrawn_on=self.today - timedelta(days=2))
        self.assertEqual(self.case.consent_state, "withdrawn")

    def test_who_cannot_write_the_case_withdraws_nothing(self):
        consent = self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        for user in (self.jan, self.tomasz, self.piotr, self.irena):
            with self.subTest(user.login), self.assertRaises(AccessError):
                consent.statement_ids.with_user(user)._withdraw(self.today)

    def test_valid_on_its_first_and_last_day(self):
        consent = self._consent(self.case, self.ppp, date_from=self.today, date_to=self.today + timedelta(days=5))
        Statement = self.env["kooperacje.consent.statement"]
        mine = [("consent_id", "=", consent.id)]
        for days in (-1, 0, 5, 6):
            day = self.today + timedelta(days=days)
            with freeze_time(day):
                self.env.invalidate_all()
                found = Statement.search(Statement._valid_domain() & Statement._valid_domain(day)).filtered_domain(mine)
                self.assertEqual(found, consent.statement_ids if 0 <= days <= 5 else Statement)

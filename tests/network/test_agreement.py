from datetime import date, timedelta
from itertools import pairwise

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels import agreement_term
from odoo.addons.kooperacje.tests.network.paper_common import PaperCommon


@tagged("post_install", "-at_install")
class TestAgreementTermKernel(BaseCase):
    """Terms and notices, without a database."""

    def test_cycle_of_eighteen_months(self):
        self.assertEqual(agreement_term.phases(date(2026, 1, 1), (3, 13, 2)), [
            (date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2027, 4, 30)),
            (date(2027, 5, 1), date(2027, 6, 30)),
        ])
        self.assertEqual(agreement_term.end_of_months(date(2026, 1, 1), 18), date(2027, 6, 30))

    def test_phase_of_no_months_is_left_out(self):
        self.assertEqual(
            agreement_term.phases(date(2026, 1, 1), (0, 1, 0)), [None, (date(2026, 1, 1), date(2026, 1, 31)), None],
        )

    def test_period_without_months_is_refused(self):
        with self.assertRaises(ValueError):
            agreement_term.end_of_months(date(2026, 1, 1), 0)

    def test_notice_runs_to_the_end_of_a_month(self):
        self.assertEqual(agreement_term.end_of_notice(date(2026, 3, 10), 1), date(2026, 4, 30))
        self.assertEqual(agreement_term.end_of_notice(date(2026, 11, 30), 3), date(2027, 2, 28))
        self.assertEqual(agreement_term.end_of_notice(date(2026, 3, 10), 0), date(2026, 3, 10))

    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.lists(st.integers(0, 24), min_size=1, max_size=4))
    def test_phases_follow_each_other_to_the_end_of_the_term(self, start, months):
        spans = [span for span in agreement_term.phases(start, months) if span]
        for (first, last), (following, _end) in pairwise(spans):
            self.assertLessEqual(first, last)
            self.assertEqual(following, last + timedelta(days=1))
        if spans:
            self.assertEqual(spans[0][0], start)
            self.assertEqual(spans[-1][1], agreement_term.end_of_months(start, sum(months)))

    @given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 24))
    def test_notice_is_never_shorter_than_promised(self, given_on, months):
        end = agreement_term.end_of_notice(given_on, months)
        self.assertGreater(end, agreement_term.end_of_months(given_on, months) - timedelta(days=1))
        self.assertEqual((end + timedelta(days=1)).day, 1)


class AgreementCommon(PaperCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.powiat = cls._institution("Powiat Ostrowski (test)", cls.type_pcpr, cls.county, city="Ostrów Mazowiecka")
        cls.gmina = cls._institution("Gmina Małkinia Górna (test)", cls.type_ops, cls.commune)
        cls.Agreement = cls.env["kooperacje.agreement"].with_user(cls.piotr)

    def _agreement(self, **values):
        """Piotr drafts the agreement of county and commune, with everyone who signs."""
        agreement = self.Agreement.create({
            "name": "Wdrażanie Modelu Kooperacji", "kind": "county", "company_id": self.company.id,
            "date_from": self.today.replace(day=1),
            "partnership_ids": [Command.set(self.partnership.ids)],
            "party_ids": [Command.set((self.powiat | self.gmina).ids)],
            **values,
        })
        agreement.action_propose_signatories()
        for line in agreement.signatory_ids.filtered(lambda line: not line.function):
            line.write({"name": "Jan Testowy", "function": "Starosta" if line.party_id == self.powiat else "Wójt"})
        return agreement

    def _text(self, agreement):
        page = self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
            "kooperacje.report_agreement", agreement.ids,
        )[0]
        return " ".join(html.fromstring(page).text_content().split())


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):
    """Papers 4.1–4.3: drafted, signed by whom the office says, changed by annexes (RUR-88, 91, 155–158)."""

    def test_term_follows_from_the_phases(self):
        agreement = self._agreement(date_from="2026-01-01")
        self.assertEqual((agreement.preparation_months, agreement.work_months, agreement.closing_months), (3, 13, 2))
        self.assertEqual(agreement.date_to, date(2027, 6, 30))
        agreement.work_months = 7
        self.assertEqual(agreement.date_to, date(2026, 12, 31))
        agreement.date_to = "2026-11-30"
        self.assertEqual(agreement.date_to, date(2026, 11, 30), "an end the parties agreed otherwise stays")

    def test_team_of_the_towns_may_work_without_an_end(self):
        self.partnership.variant = "urban"
        agreement = self._agreement(kind="partnership")
        self.assertFalse(agreement.date_to)
        self.assertIn("na czas nieoznaczony", self._text(agreement))

    def test_rural_team_is_temporary(self):
        """RUR-16: its agreement says from when until when; the draft leaves the place open."""
        self._sign(self._agreement())
        agreement = self._agreement(kind="partnership")
        text = self._text(agreement)
        self.assertNotIn("na czas nieoznaczony", text)
        self.assertIn("do dnia ....", text)
        for values in ({}, {"date_from": False, "date_to": self.today + timedelta(days=400)}):
            agreement.write(values)
            with self.subTest(values), self.assertRefused("temporary.*In force from.*In force until"):
                agreement.action_issue()
        agreement.write({"date_from": self.today})
        agreement.action_issue()
        self.assertEqual(agreement.document_state, "issued")

    def test_rural_team_agreed_elsewhere_without_an_end_is_recorded_and_opens_no_step(self):
        """What was signed is a fact; step 5.2 waits until an annex sets the end (RUR-16)."""
        self._sign(self._agreement())
        agreement = self._sign(self._agreement(kind="partnership", is_external=True))
        self.assertEqual(agreement.document_state, "signed")
        self.assertIn("until when", self.partnership._missing_evidence("partnership_agreement")[0])
        annex = self.Agreement.browse(agreement.action_annex()["res_id"])
        annex.date_to = self.today + timedelta(days=400)
        self._sign(annex)
        self.assertFalse(self.partnership._missing_evidence("partnership_agreement"))

    def test_agreement_of_an_earlier_cycle_lends_the_next_one_no_end(self):
        """Going on takes a new agreement (gate 9), and that one says until when the team works (RUR-16)."""
        yesterday = self.today - timedelta(days=1)
        self._sign(self._agreement(), yesterday)
        self._sign(self._agreement(kind="partnership", date_to=self.today + timedelta(days=9)), yesterday)
        self.assertFalse(self.partnership._missing_evidence("partnership_agreement"))
        self.partnership._unguarded().write({"cycle": 2, "cycle_start": self.today})
        self._sign(self._agreement())
        self._sign(self._agreement(kind="partnership", is_external=True))
        self.assertIn("until when", "".join(self.partnership._missing_evidence("partnership_agreement")))

    def test_agreements_are_signed_in_their_order(self):
        """RUR-157: the one establishing the team comes after those of voivodeship, county and communes."""
        region, county = self._agreement(kind="region"), self._agreement()
        team = self._agreement(kind="partnership", date_to=self.today + timedelta(days=400))
        with self.assertRefused("county and communes"):
            team.action_issue()
        self._sign(county)
        with self.assertRefused("voivodeship"):
            team.action_issue()
        self._sign(region)
        team.action_issue()

    def test_agreement_of_a_team_signed_before_the_county_is_recorded_and_opens_no_step(self):
        self._sign(self._agreement())
        early = self.today - timedelta(days=1)
        self._sign(self._agreement(
            kind="partnership", is_external=True, date_from=early, date_to=self.today + timedelta(days=400),
        ), early)
        self.assertIn("after the agreement of county and communes",
                      self.partnership._missing_evidence("partnership_agreement")[0])

    def test_agreement_says_how_much_of_the_model_is_implemented(self):
        """RUR-8: an element or the whole; an element is named."""
        agreement = self._agreement()
        self.assertIn("wdrażają Model w całości", self._text(agreement))
        agreement.scope = "elements"
        with self.assertRefused("Which elements"):
            agreement.action_issue()
        agreement.scope_elements = "zadaniowe zespoły dla rodzin"
        self.assertIn("wdrażają następujące elementy Modelu: zadaniowe zespoły dla rodzin", self._text(agreement))
        self._sign(agreement)
        with self.assertRefused("cannot change"):
            agreement.scope = "whole"

    def test_agreement_does_not_end_before_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.Agreement.create({"name": "x", "date_from": "2026-05-01", "date_to": "2026-04-30"})

    def test_form_drafts_one(self):
        with Form(self.Agreement) as form:
            form.name = "Porozumienie powiat – gmina"
            form.kind = "county"
            form.date_from = date(2026, 1, 1)
            self.assertEqual(form.date_to, date(2027, 6, 30))
            form.party_ids.add(self.powiat)
            form.party_ids.add(self.gmina)
        form.record.action_propose_signatories()
        self.assertEqual(form.record.signatory_ids.party_id, self.powiat | self.gmina)

    def test_known_representative_is_proposed(self):
        """Who represents an institution in the partnership signs for it; the office may say otherwise (RUR-158)."""
        head = self.env["res.partner"].create({
            "name": "Halina Dyrektor", "function": "Dyrektor", "parent_id": self.school.id, "is_decision_maker": True,
        })
        member = self.partnership.membership_ids.filtered(lambda m: m.institution_id == self.school)
        member.representative_id = head
        agreement = self._agreement(kind="partnership", party_ids=[Command.set((self.ops | self.school).ids)])
        line = agreement.signatory_ids.filtered(lambda line: line.party_id == self.school)
        self.assertEqual((line.name, line.function), ("Halina Dyrektor", "Dyrektor"))
        line.write({"name": "Zofia Zastępca", "function": "Wicedyrektor"})
        self.assertIn("Zofia Zastępca – Wicedyrektor", self._text(agreement))

    def test_proposing_twice_tells_that_everybody_is_there(self):
        agreement = self._agreement()
        with self.assertRefused("Every party has its signatory"):
            agreement.action_propose_signatories()

    def test_signatory_is_of_a_party(self):
        with self.assertRefused("is not a party", ValidationError):
            self._agreement().signatory_ids = [Command.create({"party_id": self.ngo.id, "function": "Prezes"})]

    def test_what_is_missing_is_told_before_it_is_issued(self):
        agreement = self._agreement()
        for values, message in (
            ({"party_ids": [Command.unlink(self.gmina.id)]}, "at least two parties"),
            ({"party_ids": [Command.link(self.ngo.id)]}, "Nobody signs for Stowarzyszenie Most"),
            ({"amount": 100}, "treasurer countersigns"),
        ):
            with self.subTest(message), self.assertRefused(message), self.env.cr.savepoint():
                agreement.write(values)
                agreement.action_issue()
        agreement.signatory_ids[0].function = False
        with self.assertRefused("in which function"):
            agreement.action_issue()

    def test_treasurer_signs_too_when_money_is_involved(self):
        agreement = self._agreement(amount=12345.5, amount_purpose="koszty dojazdów")
        self.assertEqual(
            sorted(agreement.signatory_ids.mapped("capacity")), ["party", "party", "treasurer", "treasurer"],
        )
        text = self._text(agreement)
        self.assertIn("dwanaście tysięcy trzysta czterdzieści pięć złotych pięćdziesiąt groszy", text)
        self.assertIn("kontrasygnata – Powiat Ostrowski (test)", text)
        self.assertIn("Przeznaczenie: koszty dojazdów", text)
        agreement.action_issue()
        self.assertEqual(agreement.document_state, "issued")

    def test_team_of_institutions_has_the_treasurer_of_the_leader_only(self):
        agreement = self._agreement(
            kind="partnership", amount=500, party_ids=[Command.set((self.ops | self.school).ids)],
        )
        treasurers = agreement.signatory_ids.filtered(lambda line: line.capacity == "treasurer")
        self.assertEqual(treasurers.party_id, self.ops)

    def test_signed_agreement_and_its_signatories_stay_as_signed(self):
        agreement = self._sign(self._agreement())
        for values in (
            {"name": "Inne"}, {"date_to": "2030-01-01"}, {"provisions": "Dopisek"}, {"amount": 1},
            {"party_ids": [Command.link(self.ngo.id)]}, {"work_months": 20}, {"kind": "other"},
        ):
            with self.subTest(values), self.assertRefused("closed|cannot change"):
                agreement.write(values)
        with self.assertRefused("cannot change"):
            agreement.signatory_ids[0].name = "Kto inny"
        with self.assertRefused("cannot change"):
            agreement.signatory_ids[0].unlink()
        with self.assertRefused("cannot change"):
            self.env["kooperacje.agreement.signatory"].with_user(self.piotr).create({
                "agreement_id": agreement.id, "party_id": self.gmina.id, "function": "Sekretarz",
            })

    def test_every_kind_has_its_clauses_and_prints(self):
        titles = {
            "county": "Zadania gmin", "partnership": "Powołanie zespołu", "region": "Zadania województwa",
            "other": "Przedmiot",
        }
        for kind, title in titles.items():
            with self.subTest(kind):
                text = self._text(self._agreement(kind=kind, provisions="Spotkania odbywają się w bibliotece."))
                self.assertIn(title, text)
                self.assertIn("Spotkania odbywają się w bibliotece.", text)
                self.assertIn("wypowiedzenia: 1 miesiąc", text)
                self.assertNotIn("{{", text)
                self.assertNotIn("False", text)

    def test_office_prints_its_own_clauses(self):
        template = self.env.ref("kooperacje.document_template_agreement_county")
        own = template.copy({"company_id": self.company.id})
        own.clause_ids.filtered(lambda clause: clause.title == "Definicje").title = "Słowniczek"
        self.assertIn("Słowniczek", self._text(self._agreement()))

    def test_agreement_drawn_up_elsewhere_needs_no_signatories_and_is_not_printed(self):
        agreement = self.Agreement.create({
            "name": "Z papieru", "kind": "county", "is_external": True, "company_id": self.company.id,
        })
        self._sign(agreement)
        self.assertFalse(agreement.document_pdf)
        with self.assertRefused("not printed from here"):
            agreement.action_document_print()

    def test_query_count_of_the_list_is_the_same_at_10_and_100(self):
        fields_read = ["name", "valid_until", "annex_count", "is_in_force", "display_name"]
        agreements = self.Agreement.create([
            {"name": f"P {number}", "company_id": self.company.id} for number in range(100)
        ])
        agreements[:1].read(fields_read)  # rules and groups are read once
        counts = []
        for size in (10, 100):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            agreements[:size].read(fields_read)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestAgreementEnd(AgreementCommon):
    """Annexes and termination."""

    def test_annex_moves_the_end_once_it_is_signed(self):
        agreement = self._sign(self._agreement())
        end = agreement.date_to
        annex = self.Agreement.browse(agreement.action_annex()["res_id"])
        self.assertEqual((annex.annex_number, annex.kind), (1, "county"))
        self.assertEqual(agreement.action_annex()["res_id"], annex.id, "the second of two clicks opens the same")
        self.assertEqual(annex.party_ids, agreement.party_ids)
        self.assertEqual(annex.signatory_ids.mapped("function"), agreement.signatory_ids.mapped("function"))
        with self.assertRefused("Write what the annex changes"):
            annex.action_issue()
        annex.date_to = end + timedelta(days=90)
        self.assertEqual(agreement.valid_until, end)
        text = self._text(annex)
        self.assertIn(f"POROZUMIENIA {agreement.document_number}", text)
        self._sign(annex)
        self.assertEqual(agreement.valid_until, end + timedelta(days=90))
        self.assertEqual(agreement.date_to, end, "the signed paper itself stays")
        second = self.Agreement.browse(agreement.action_annex()["res_id"])
        self.assertEqual(second.annex_number, 2)
        annex._document_void("Pomyłka w dacie")
        self.assertEqual(agreement.valid_until, end)

    def test_annex_is_made_to_a_signed_agreement_only(self):
        agreement = self._agreement()
        with self.assertRefused("is not signed"):
            agreement.action_annex()
        self._sign(agreement)
        annex = self.Agreement.browse(agreement.action_annex()["res_id"])
        annex.provisions = "§ 2 otrzymuje brzmienie: …"
        self._sign(annex)
        with self.assertRefused("not to another annex"):
            annex.action_annex()
        with self.assertRefused("not copied"):
            annex.copy()
        with self.assertRefused("ends with its agreement"):
            annex._terminate(self.today, self.today, "x")

    def test_annex_belongs_to_its_agreement(self):
        agreement = self._sign(self._agreement())
        annex = self.Agreement.browse(agreement.action_annex()["res_id"])
        with self.assertRaises(AccessError):
            annex.annex_of_id = False
        with self.assertRaises(AccessError):
            annex.annex_number = 7
        with self.assertRefused("kind and office", ValidationError):
            annex.kind = "other"
        with self.assertRefused("not in force before", ValidationError):
            annex.date_from = agreement.date_from - timedelta(days=1)

    def test_annex_opens_no_gate(self):
        """An annex signed in the next cycle is no new agreement (RUR-114)."""
        self.partnership.write({"authorisation_number": False, "authorisation_date": False})
        agreement = self._sign(self._agreement())
        annex = self.Agreement.browse(agreement.action_annex()["res_id"])
        annex.provisions = "Zmiana adresu"
        self._sign(annex)
        self.assertFalse(self.partnership._missing_authorisation())
        self.assertEqual((agreement | annex)._stands(), agreement)

    def test_terminated_agreement_closes_the_gate_the_day_after(self):
        self.partnership.write({"authorisation_number": False, "authorisation_date": False})
        agreement = self._agreement(notice_months=1)
        self._sign(agreement)
        self.assertFalse(self.partnership._missing_evidence("county_agreement"))
        end = agreement_term.end_of_notice(self.today, 1)
        agreement._terminate(self.today, end, "Brak środków", self.gmina)
        self.assertEqual(agreement.valid_until, end)
        self.assertTrue(agreement.is_in_force)
        self.partnership._check_may_act()
        with freeze_time(end + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertFalse(agreement.is_in_force)
            self.assertNotIn(agreement, self.Agreement.search([("is_in_force", "=", True)]))
            self.assertTrue(self.partnership._missing_evidence("county_agreement"))
            with self.assertRefused("signed agreement of county and communes"):
                self.partnership._check_may_act()

    def test_end_of_the_term_alone_does_not_stop_the_work(self):
        self.partnership.write({"authorisation_number": False, "authorisation_date": False})
        agreement = self._sign(self._agreement())
        with freeze_time(agreement.date_to + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertFalse(agreement.is_in_force)
            self.partnership._check_may_act()

    def test_termination_is_refused_with_what_to_do(self):
        agreement = self._agreement(notice_months=2)
        with self.assertRefused("is not signed"):
            agreement._terminate(self.today, self.today, "x")
        self._sign(agreement)
        far = self.today + timedelta(days=100)
        for arguments, message in (
            ((self.today, far, "  "), "Give the reason"),
            ((self.today, False, "x"), "Give the day"),
            ((self.today + timedelta(days=1), far, "x"), "has not been given yet"),
            ((self.today, self.today - timedelta(days=1), "x"), "cannot end before it begins"),
            ((self.today, agreement.date_to + timedelta(days=1), "x"), "anyway"),
            ((self.today, far, "x", self.ngo), "not a party"),
            ((self.today, self.today + timedelta(days=20), "x", self.gmina), "at the earliest"),
        ):
            with self.subTest(message), self.assertRefused(message):
                agreement._terminate(*arguments)
        agreement._terminate(self.today, self.today, "Zgodna wola stron")
        with self.assertRefused("was terminated"):
            agreement._terminate(self.today, self.today, "x")
        with self.assertRefused("was terminated"):
            agreement.action_annex()

    def test_wizard_proposes_the_end_of_the_notice(self):
        agreement = self._sign(self._agreement(notice_months=1))
        action = agreement.action_terminate()
        with Form(self.env[action["res_model"]].with_user(self.piotr).with_context(**action["context"])) as form:
            form.party_id = self.gmina
            form.reason = "Koniec finansowania"
            self.assertEqual(form.ends_on, agreement_term.end_of_notice(self.today, 1))
        form.record.action_confirm()
        self.assertEqual(agreement.termination_party_id, self.gmina)
        agreement.action_cancel_termination()
        self.assertFalse(agreement.termination_date)
        with self.assertRefused("no termination"):
            agreement.action_cancel_termination()

    def test_termination_is_not_typed(self):
        agreement = self._sign(self._agreement())
        for values in (
            {"termination_date": self.today}, {"termination_reason": "x"}, {"valid_until": self.today},
            {"termination_party_id": self.gmina.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                agreement.write(values)
        with self.assertRaises(AccessError):
            self.Agreement.create({"name": "x", "termination_date": fields.Date.to_string(self.today)})

    def test_only_manager_and_network_worker_of_the_office_keep_it(self):
        agreement, draft = self._sign(self._agreement()), self._agreement(name="Projekt")
        for role, user in {**self.user_by_role, "nur": self.olga}.items():
            if role in ("manager", "network_worker"):
                continue
            with self.subTest(role):
                theirs = agreement.with_user(user)
                for method in ("action_annex", "action_cancel_termination", "action_propose_signatories"):
                    with self.assertRaises(UserError):
                        getattr(theirs, method)()
                with self.assertRaises(AccessError):
                    theirs._terminate(self.today, self.today, "x")
                with self.assertRaises(AccessError):
                    draft.with_user(user).signatory_ids[0].write({"name": "x"})
        self.assertFalse(agreement.annex_ids)
        self.assertFalse(agreement.termination_date)
        with self.assertRaises(AccessError):
            agreement.with_user(self.olga).signatory_ids.read(["name"])
        self.assertTrue(agreement.with_user(self.anna).signatory_ids.read(["name"]))

from datetime import timedelta

from freezegun import freeze_time
from lxml import html
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.network.paper_common import PaperCommon


@tagged("post_install", "-at_install")
class TestAppointment(PaperCommon):
    """Orders of the authority and entrusting of functions (papers 4.5, 4.6; RUR-51–54, 158, 176; K3D-10, 110)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rural = cls._prepared("PZK Brok (test)", "rural")
        cls.anna.partner_id.write({"name": "Anna Animatorka", "function": "pracownik socjalny"})
        cls.karol = cls.env["res.partner"].create({
            "name": "Karol Powiatowy", "function": "specjalista", "parent_id": cls.pcpr.id,
        })

    def _draft(self, user=None, **values):
        return self.env["kooperacje.appointment"].with_user(user or self.piotr).create({
            "partnership_id": self.rural.id, "subject": "commune_animator", "authority": "Kierownik ośrodka",
            "authority_name": "Maria Testowa", "person_id": self.anna.partner_id.id, **values,
        })

    def test_signed_paper_names_the_animator(self):
        paper = self._draft()
        paper.action_issue()
        self.assertFalse(self.rural.commune_animator_id, "issued is not signed")
        self._sign(paper)
        self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)
        self.assertTrue(paper.is_in_force)
        self.assertTrue(paper.document_number.startswith("POW/"))
        self.assertTrue(self._sign(self._draft(kind="order")).document_number.startswith("ZARZ/"))

    def test_an_order_names_a_person_for_a_duty(self):
        keeper = {"subject": "register_keeper"}
        self.assertEqual(self._draft(kind="order", **keeper)._print_subject()[:5], "osoby")
        self.assertEqual(self._draft(**keeper)._print_subject()[:11], "prowadzenia")

    def test_an_animator_of_benefits_is_pointed_out_and_appointed(self):
        """RUR-54 recommends workers of services."""
        paper = self._draft(works_in="benefits")
        self.assertTrue(paper.is_of_benefits)
        self.assertFalse(self._draft(works_in="services").is_of_benefits)
        self.assertFalse(self._draft(works_in="both").is_of_benefits)
        self.assertFalse(self._draft(works_in="benefits", subject="register_keeper").is_of_benefits)
        self._sign(paper)
        self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)
        with self.assertRefused("."):
            paper.works_in = "services"

    def test_county_animator_waits_for_the_commune(self):
        """Gate 6: accession and the commune's own animator come first (RUR-176)."""
        county = self._draft(subject="county_animator", person_id=self.karol.id)
        for step in (county.action_issue, lambda: self._sign(county)):
            with self.assertRefused("after the commune has reported its accession"):
                step()
        self._sign(self._draft())
        self.rural.accession_date = self.today
        self._sign(county)
        self.assertEqual(self.rural.county_animator_id, self.karol)

    def test_appointment_signed_ahead_begins_on_its_day(self):
        paper = self._sign(self._draft(date_from=self.today + timedelta(days=7)))
        self.assertFalse(self.rural.commune_animator_id)
        self.assertFalse(paper.is_in_force)
        self.env.invalidate_all()
        with freeze_time(self.today + timedelta(days=7, hours=12)):
            self.env["kooperacje.appointment"]._cron_apply()
            self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)

    def test_revoked_it_gives_the_place_back_to_whom_another_paper_in_force_names(self):
        first = self._sign(self._draft(), self.today - timedelta(days=1))
        second = self._sign(self._draft(person_id=self.jan.partner_id.id))
        self.assertEqual(self.rural.commune_animator_id, self.jan.partner_id)
        second._document_void("Odwołanie z funkcji")
        self.assertFalse(second.is_in_force)
        self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id, "the earlier paper still stands")
        first._document_void("Odwołanie z funkcji")
        self.assertFalse(self.rural.commune_animator_id, "nobody until the office names the next one")

    def test_revoking_an_older_paper_or_one_never_signed_touches_nobody_named_since(self):
        first = self._sign(self._draft())
        self._sign(self._draft(person_id=self.jan.partner_id.id))
        issued = self._draft(person_id=self.jan.partner_id.id)
        issued.action_issue()
        first._document_void("Odwołanie z funkcji")
        issued._document_void("Pomyłka")
        self.assertEqual(self.rural.commune_animator_id, self.jan.partner_id)
        self.rural.with_user(self.maria).commune_animator_id = self.anna.partner_id
        self._draft()._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)

    def test_voiding_a_paper_that_names_nobody_today_touches_nobody(self):
        """Not begun yet, or over already: whom the office has named itself, of whatever paper, stays."""
        over = self._sign(self._draft(date_to=self.today + timedelta(days=2)))
        ahead = self._sign(self._draft(date_from=self.today + timedelta(days=7)))
        with freeze_time(self.today + timedelta(days=3)):
            self.env.invalidate_all()
            self.env["kooperacje.appointment"]._cron_apply()
            self.assertFalse(self.rural.commune_animator_id)
            self.rural.with_user(self.maria).commune_animator_id = self.anna.partner_id
            for paper in (ahead, over):
                paper._document_void("Pomyłka")
                self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)

    def test_a_stopped_server_catches_up(self):
        """Over the weekend one appointment ended and another began; the next night follows both."""
        self._sign(self._draft(date_to=self.today + timedelta(days=1)))
        keeper = self._sign(self._draft(
            user=self.maria, subject="register_keeper", person_id=self.piotr.partner_id.id,
            date_from=self.today + timedelta(days=2),
        ))
        Appointment = self.env["kooperacje.appointment"].with_context(
            lastcall=fields.Datetime.now() - timedelta(minutes=5),
        )
        with freeze_time(self.today + timedelta(days=4)):
            self.env.invalidate_all()
            Appointment._cron_apply()
            self.assertFalse(self.rural.commune_animator_id)
            self.assertEqual(self.rural.register_keeper_id, self.piotr)
            # Once: whom the office names afterwards stays.
            self.rural.with_user(self.maria).write({
                "commune_animator_id": self.anna.partner_id.id, "register_keeper_id": False,
            })
            Appointment.with_context(lastcall=fields.Datetime.now())._cron_apply()
            self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)
            self.assertFalse(keeper.partnership_id.register_keeper_id)

    def test_commune_may_revoke_its_animator_while_the_county_s_is_at_work(self):
        """Gate 6 is one of starting: a revocation is never refused because somebody else works on."""
        paper = self._sign(self._draft())
        self.rural.accession_date = self.today
        self._sign(self._draft(subject="county_animator", person_id=self.karol.id))
        paper._document_void("Odwołanie z funkcji")
        self.assertFalse(self.rural.commune_animator_id)
        self.assertEqual(self.rural.county_animator_id, self.karol)

    def test_appointment_for_a_time_ends_with_it(self):
        self._sign(self._draft(person_id=self.jan.partner_id.id), self.today - timedelta(days=1))
        self._sign(self._draft(date_to=self.today + timedelta(days=7)))
        self.assertEqual(self.rural.commune_animator_id, self.anna.partner_id)
        for days, expected in ((7, self.anna.partner_id), (8, self.jan.partner_id)):
            self.env.invalidate_all()
            with freeze_time(self.today + timedelta(days=days, hours=12)):
                self.env["kooperacje.appointment"]._cron_apply()
                self.assertEqual(self.rural.commune_animator_id, expected)

    def test_head_names_the_keeper_of_the_register(self):
        values = {"subject": "register_keeper", "person_id": self.piotr.partner_id.id}
        with self.assertRefused("The head of the office names"):
            self._sign(self._draft(**values))
        with self.assertRefused("is no network worker of the office"):
            self._sign(self._draft(user=self.maria, subject="register_keeper"))
        paper = self._sign(self._draft(user=self.maria, **values))
        self.assertEqual(self.rural.register_keeper_id, self.piotr)
        with self.assertRefused("The head of the office names"):
            paper.with_user(self.piotr)._document_void("Nie chcę")
        paper._document_void("Zmiana")
        self.assertFalse(self.rural.register_keeper_id)

    def test_bad_input_is_refused(self):
        with self.assertRefused("not on the staff of OPS", ValidationError):
            self._draft(person_id=self.ewa.partner_id.id)
        with self.assertRefused("not on the staff of PCPR", ValidationError):
            self._draft(subject="county_animator")
        with self.assertRefused("established by an order", ValidationError):
            self._draft(subject="team")
        with self.assertRefused("Say who is entrusted"):
            self._draft(person_id=False).action_issue()
        with self.assertRefused("over before it was given"):
            self._draft(
                date_from=self.today - timedelta(days=9), date_to=self.today - timedelta(days=1),
            ).action_issue()
        for values in ({"date_to": self.today - timedelta(days=1)}, {"post_fraction": 1.5}, {"post_fraction": -1}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self._draft(**values)

    def test_paper_of_an_earlier_time_is_recorded_with_its_day(self):
        """What was given and is over already is a fact; it names nobody any more."""
        given = self.today - timedelta(days=40)
        paper = self._draft(document_date=given, date_from=given, date_to=self.today - timedelta(days=10))
        self._sign(paper, given)
        self.assertEqual((paper.document_state, paper.is_in_force), ("signed", False))
        self.assertFalse(self.rural.commune_animator_id)
        with self.assertRefused("over before it was given"):
            self._draft(
                document_date=given, date_from=given - timedelta(days=9), date_to=given - timedelta(days=1),
            ).action_issue()

    def test_order_may_establish_the_team_without_naming_anybody(self):
        paper = self._sign(self._draft(kind="order", subject="team", person_id=False))
        self.assertTrue(paper.is_in_force)
        self.assertFalse(self.rural.commune_animator_id)

    def test_signed_paper_stays_as_signed(self):
        paper = self._sign(self._draft())
        for values in ({"person_id": self.jan.partner_id.id}, {"date_to": self.today}, {"post_fraction": 1},
                       {"relief": "x"}, {"subject": "team"}, {"kind": "order"}):
            with self.subTest(values), self.assertRefused("cannot change"):
                paper.write(values)
        with self.assertRaises(AccessError):
            paper.partnership_id = self.partnership
        with self.assertRefused("stays in the files"):
            paper.unlink()
        self._draft().unlink()

    def test_every_subject_is_printed_in_polish(self):
        self.rural.write({"commune_animator_id": self.anna.partner_id.id, "accession_date": self.today})
        for values, words in (
            ({}, ("POWIERZENIE FUNKCJI", "gminnego animatora", "Anna Animatorka, pracownik socjalny", "0,25 etatu",
                  "łączenie z innymi", "Odciążenie", "przyjmuję")),
            ({"kind": "order"}, ("ZARZĄDZENIE NR", "w sprawie wyznaczenia gminnego animatora", "zarządza się")),
            ({"kind": "order", "subject": "team", "person_id": False},
             ("w sprawie powołania Partnerskiego Zespołu", "§ 1. Zadania", "Obsługę organizacyjną")),
            ({"subject": "network_worker"}, ("pracownika ds. sieci", "animowanie i zawiązywanie partnerstwa")),
            ({"subject": "register_keeper"}, ("prowadzenia ewidencji", "przekazywanie ewidencji")),
            ({"subject": "county_animator", "person_id": self.karol.id},
             ("powiatowego animatora", "Karol Powiatowy", "powiatowej listy aktywności")),
        ):
            paper = self._draft(post_fraction=0.25, relief="część terenu", tasks="prowadzenie strony", **values)
            page = self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
                "kooperacje.report_appointment", paper.ids,
            )[0]
            text = " ".join(html.fromstring(page).text_content().split())
            with self.subTest(values):
                for word in (*words, "prowadzenie strony", "PZK Brok"):
                    self.assertIn(word, text)
                for slip in ("{{", "False", "None"):
                    self.assertNotIn(slip, text)

    def test_form_opens_from_the_partnership(self):
        action = self.rural.with_user(self.piotr).action_view_appointments()
        with Form(self.env["kooperacje.appointment"].with_user(self.piotr).with_context(**action["context"])) as form:
            form.authority = "Wójt Gminy Brok"
            form.person_id = self.anna.partner_id
            self.assertEqual(form.person_function, "pracownik socjalny")
        self.assertEqual(form.record.partnership_id, self.rural)
        self.assertEqual(self.rural.appointment_ids, form.record)

    def test_manager_and_network_worker_keep_it_others_read(self):
        paper = self._draft()
        for role, user in self.user_by_role.items():
            theirs = paper.with_user(user)
            with self.subTest(role):
                if role in ("manager", "network_worker"):
                    theirs.relief = role
                    continue
                self.assertEqual(theirs.has_access("read"), role != "evaluator", "who comes from outside reads none")
                for attempt in (
                    lambda theirs=theirs: theirs.write({"relief": "x"}), theirs.action_issue, theirs.unlink,
                    lambda theirs=theirs: theirs._document_register_signature(
                        self.today, "qualified", **self._e_file(self.today),
                    ),
                    lambda user=user: self._draft(user=user),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        self.assertFalse(paper.with_user(self.olga).has_access("read"))

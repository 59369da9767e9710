from datetime import timedelta

from lxml import html
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.network.paper_common import PaperCommon

URBAN, RURAL = "Partnerskiego Zespołu Kooperacyjnego", "Partnerskiego Zespołu Kooperacji"


class RuralPaperCommon(PaperCommon):

    def _text(self, report, record):
        Report = self.env["ir.actions.report"].with_user(self.piotr)
        page = Report._render_qweb_html(f"kooperacje.{report}", record.ids)[0]
        return " ".join(" ".join(html.fromstring(page).find(".//main").itertext()).split())


@tagged("post_install", "-at_install")
class TestNameOfTheTeam(RuralPaperCommon):
    """Papers call the team as its variant of the Model does (K3D-7; RUR-74)."""

    def _papers(self):
        key = {"partnership_id": self.partnership.id}
        person = {"authority": "Wójt", "person_id": self.anna.partner_id.id}
        return {
            "report_membership": self.partnership.membership_ids[:1],
            "report_regulation": self.env["kooperacje.regulation"].create(key),
            "report_authorisation": self.env["kooperacje.authorisation"].create({**key, **person}),
            "report_authorisation_note": self.env["kooperacje.authorisation"].create({**key, **person}),
            "report_appointment": self.env["kooperacje.appointment"].create({
                **key, "kind": "order", "subject": "team", "authority": "Wójt",
            }),
            "report_support_request": self.env["kooperacje.support.request"].create({**key, "kind": "notice"}),
            "report_problem_letter": self.env["kooperacje.problem"].create({
                **key, "kind": "refusal", "description": "Odmowa udziału w zespole.",
            }),
        }

    def test_each_paper_has_the_name_of_its_variant(self):
        for variant, title, other in (("rural", RURAL, URBAN), ("urban", URBAN, RURAL)):
            self.partnership.variant = variant
            for report, paper in self._papers().items():
                with self.subTest(report, variant=variant):
                    text = self._text(report, paper).lower()
                    self.assertIn(title.lower(), text)
                    self.assertNotIn(other.lower(), text)
                    self.assertNotIn("{{", text)

    def test_regulation_lets_a_service_in_that_was_not_confirmed(self):
        """K3D-230 asks for a yearly update: one that is late enters a plan with a reason."""
        text = self._text("report_regulation", self._papers()["report_regulation"])
        self.assertRegex(text, "niepotwierdzoną w terminie wpisuje się do .* z podaniem powodu")
        self.assertNotIn("nie może wejść", text)

    def test_regulation_lists_its_attachments(self):
        """§ 16: card, the paper by which members join, basket, yearly plan; a form of each is printed."""
        for variant, form, basis in (
            ("urban", "deklaracji przystąpienia", "wielostronnej deklaracji przystąpienia"),
            ("rural", "porozumienia między instytucjami", "porozumienia między instytucjami o powołaniu"),
        ):
            with self.subTest(variant):
                self.partnership.variant = variant
                regulation = self._papers()["report_regulation"]
                text = self._text("report_regulation", regulation)
                self.assertRegex(text, rf"Załączniki.*karty usług.*{form}.*koszyka usług.*planu działania")
                self.assertIn(f"działa na podstawie {basis}", text)
                self.assertNotIn("narzędzie", text, "numbers of tools mean nothing to members")
                annexes = self._text("report_regulation_annexes", regulation)
                self.assertRegex(annexes, "KARTA USŁUG.*KOSZYK USŁUG.*ROCZNY PLAN DZIAŁANIA")
                self.assertIn("PRZYSTĄPIENIA" if variant == "urban" else "POROZUMIENIE", annexes)
                for number in range(1, 5):
                    self.assertIn(f"Załącznik nr {number}", annexes)


class DecisionCommon(RuralPaperCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = {"partnership_id": cls.partnership.id}
        cls.radna, cls.radny = cls.env["res.partner"].create([
            {"name": "Lucyna Radna", "function": "radna gminy"}, {"name": "Karol Radny", "function": "radny powiatu"},
        ])

    def _diagnosis(self, **values):
        return self.env["kooperacje.county.diagnosis"].with_user(self.piotr).create({
            **self.key, "intensity": "214 rodzin z trzema powodami", "resources": "Poradnia i szkoły",
            "construction": "Każdy pracuje osobno", "conclusions": "Wdrożyć Model w całości", **values,
        })

    def _decision(self, **values):
        return self.env["kooperacje.authority.decision"].with_user(self.piotr).create({
            **self.key, "name": "Wdrażanie Modelu w gminie", "authority": "Rada Gminy Małkinia Górna",
            "authority_number": "XII/31/2026", **values,
        })

    def _missing(self, code):
        """What step ``code`` still lacks of its own, told to the network worker."""
        step = self.partnership.step_ids.filtered(lambda step: step.code == code)
        self.env.invalidate_all()
        return "\n".join(self.partnership._missing_evidence(step.evidence))


@tagged("post_install", "-at_install")
class TestCountyDiagnosis(DecisionCommon):
    """R1: the three factors on which help depends, and what follows (RUR-4, 84)."""

    def test_card_prints_the_three_factors_and_the_conclusions(self):
        card = self._diagnosis(
            year=2025, meeting_date="2026-03-05", meeting_people="dyrektor PCPR", sources="OZPS powiatu",
            intensity_level="high", construction_level="low",
        )
        text = self._text("report_county_diagnosis", card)
        self.assertRegex(
            text,
            r"za rok 2025.*5 marca 2026 r\..*dyrektor PCPR.*OZPS powiatu.*1\. Intensywność problemów Ocena: wysoka 214 "
            r"rodzin.*2\. Zasoby lokalne Ocena: \.{10,} Poradnia.*3\. Konstrukcja systemu wsparcia Ocena: niska Każdy.*"
            r"Wnioski Wdrożyć Model w całości",
        )
        self.assertNotIn("False", text)

    def test_nothing_is_issued_without_one_of_them(self):
        for name in ("intensity", "resources", "construction", "conclusions"):
            with self.subTest(name), self.assertRefused(
                f"Still to be written:\n• {self.env['kooperacje.county.diagnosis']._fields[name].string}$",
            ):
                self._diagnosis(**{name: " "}).action_issue()

    def test_step_2_1_waits_for_it(self):
        self.assertIn("(R1), issued", self._missing("2.1"))
        card = self._diagnosis()
        self.assertIn("(R1), issued", self._missing("2.1"), "a draft is not enough")
        card.action_issue()
        self.assertTrue(card.document_number.startswith("R1/"))
        self.assertFalse(self._missing("2.1"))
        with self.assertRefused("frozen"):
            card.conclusions = "Inne"
        card._document_void("Pomyłka")
        self.assertIn("(R1), issued", self._missing("2.1"))

    def test_meeting_of_the_future_and_a_stranger_are_refused(self):
        with self.assertRefused("has been held already", ValidationError):
            self._diagnosis(meeting_date=self.today + timedelta(days=1))
        with self.assertRaises(ValidationError):
            self._diagnosis(commune_person_id=self.radna.id)

    def test_years_of_one_cycle_do_not_count_for_the_next(self):
        self._diagnosis(document_date=self.today - timedelta(days=9)).action_issue()
        self.partnership._unguarded().write({"cycle": 2, "cycle_start": self.today})
        self.assertTrue(self.partnership._missing_evidence("county_diagnosis"))

    def test_others_read_and_do_not_write(self):
        card = self._diagnosis()
        self.assertTrue(card.with_user(self.anna).conclusions)
        with self.assertRaises(AccessError):
            card.with_user(self.anna).conclusions = "x"
        with self.assertRaises(AccessError):
            card.with_user(self.olga).read(["conclusions"])


@tagged("post_install", "-at_install")
class TestAuthorityDecision(DecisionCommon):
    """R2 and the register of key decisions of authorities (RUR-8, 69, 85, 86, 181)."""

    def test_step_2_2_waits_for_both_authorities(self):
        self.assertRegex(self._missing("2.2"), "commune's authorities(.|\n)*county's authorities")
        commune = self._decision()
        self.assertIn("commune's", self._missing("2.2"), "a draft decides nothing")
        self._sign(commune)
        self.assertNotIn("commune's", self._missing("2.2"))
        self._sign(self._decision(level="voivodeship"))
        self._sign(self._decision(level="county", subject="services", content="x"))
        self.assertIn("county's", self._missing("2.2"), "neither the voivodeship nor another matter")
        self._sign(self._decision(level="county", authority="Zarząd Powiatu"))
        self.assertFalse(self._missing("2.2"))
        commune._document_void("Uchylona")
        self.assertIn("commune's", self._missing("2.2"))

    def test_one_decision_of_both_is_enough(self):
        self._sign(self._decision(level="both"))
        self.assertFalse(self._missing("2.2"))

    def test_decision_of_an_earlier_cycle_is_not_enough(self):
        self._sign(self._decision(level="both"), self.today - timedelta(days=3))
        self.partnership._unguarded().write({"cycle": 2, "cycle_start": self.today})
        self.assertTrue(self.partnership._missing_evidence("implementation_decision"))

    def test_step_2_3_waits_for_councillors_too(self):
        self.partnership.write({
            "accession_date": self.today, "commune_animator_id": self.anna.partner_id.id,
            "county_animator_id": self.tomasz.partner_id.id,
        })
        self.assertRegex(self._missing("2.3"), "councillors of the commune(.|\n)*councillors of the county")
        chosen = self._decision(subject="selection", commune_councillor_ids=[Command.set(self.radna.ids)])
        self._sign(chosen)
        self.assertNotIn("of the commune", self._missing("2.3"))
        self._sign(self._decision(level="county", county_councillor_ids=[Command.set(self.radny.ids)]))
        self.assertFalse(self._missing("2.3"))

    def test_elements_are_named_and_printed(self):
        decision = self._decision(scope="elements")
        with self.assertRefused("Which elements"):
            decision.action_issue()
        decision.scope_elements = "zadaniowe zespoły"
        self.assertIn("elementy Modelu: zadaniowe zespoły", self._text("report_authority_decision", decision))
        decision.scope = "whole"
        self.assertIn("Zakres wdrażania cały Model", self._text("report_authority_decision", decision))

    def test_paper_names_body_people_and_means(self):
        decision = self._decision(
            commune_councillor_ids=[Command.set(self.radna.ids)], county_councillor_ids=[Command.set(self.radny.ids)],
            amount=12000, education_amount=3000, means="Sala w domu kultury", date_from="2026-01-01",
            date_to="2026-12-31",
        )
        self.partnership.write({"accession_date": self.today, "commune_animator_id": self.anna.partner_id.id})
        decision.action_take_animators()
        text = self._text("report_authority_decision", decision)
        self.assertRegex(
            text,
            r"^Rada Gminy Małkinia Górna.*DECYZJA NR XII/31/2026 w sprawie wdrażania Modelu Kooperacji.*Okres "
            r"01\.01\.2026 – 31\.12\.2026.*Radni gminy Lucyna Radna.*Radni powiatu Karol Radny.*Animator gminny Anna.*"
            r"Zabezpieczone środki 12.000,00 zł \(słownie: dwanaście tysięcy złotych.*edukacyjne 3.000,00 zł.*"
            r"Sala w domu kultury",
        )
        self.assertNotIn("Animator powiatowy", text)

    def test_what_is_not_said_is_asked_for(self):
        for values, message in (
            ({"subject": "selection"}, "Name the councillors"), ({"subject": "services"}, "What was decided"),
        ):
            with self.subTest(message), self.assertRefused(message):
                self._decision(**values).action_issue()
        outside = self._decision(subject="services", is_external=True, authority_number=False)
        with self.assertRefused("number that Rada Gminy"):
            self._sign(outside)
        outside.authority_number = "4"
        self._sign(outside)
        self.assertFalse(outside.document_pdf)
        self.assertEqual(outside.display_name, "4: Wdrażanie Modelu w gminie")

    def test_an_institution_is_no_councillor(self):
        with self.assertRefused("is an institution", ValidationError):
            self._decision(commune_councillor_ids=[Command.set(self.school.ids)])

    def test_money_for_education_is_a_part_of_the_money(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._decision(amount=100, education_amount=101)

    def test_money_secured_stands_beside_what_was_spent(self):
        """RUR-181: approved and settled costs of that time; training apart."""
        decision = self._decision(
            amount=1000, education_amount=400, date_from=self.today - timedelta(days=30), date_to=self.today,
        )
        costs = self.env["kooperacje.cost"].create([
            {**self.key, "name": name, "kind": kind, "amount": amount, "date": self.today - timedelta(days=days)}
            for name, kind, amount, days in (
                ("Szkolenie", "training", 300, 5), ("Ulotki", "promotion", 150, 5), ("Dawniej", "training", 77, 40),
            )
        ])
        draft = self.env["kooperacje.cost"].create({**self.key, "name": "x", "kind": "room", "amount": 500})
        costs._unguarded().write({"state": "approved"})
        self.assertEqual(draft.state, "draft")
        self.env.invalidate_all()
        self.assertEqual((decision.spent, decision.education_spent, decision.left), (450, 300, 550))
        with self.assertRaises(AccessError):
            decision.with_user(self.anna).read(["spent"])
        self.assertEqual(decision.with_user(self.anna).amount, 1000)

    def test_signed_decision_stays_as_signed(self):
        decision = self._sign(self._decision())
        for values in ({"scope": "elements"}, {"authority_number": "9"}, {"amount": 5},
                       {"commune_councillor_ids": [Command.link(self.radna.id)]}):
            with self.subTest(values), self.assertRefused("cannot change"):
                decision.write(values)

    def test_office_next_door_and_helpers_do_not_write(self):
        decision = self._decision()
        with self.assertRaises(AccessError):
            decision.with_user(self.olga).read(["name"])
        with self.assertRaises(AccessError):
            decision.with_user(self.anna).name = "x"
        with self.assertRaises(AccessError):
            self._decision().with_user(self.robert).name = "x"


@tagged("post_install", "-at_install")
class TestTrainingAsEvidence(DecisionCommon):
    """Steps 4 and 6.1 are closed on a training that was held (RUR-89, 93)."""

    def _held(self, *people, absent=()):
        course = self.env["kooperacje.school.course"].create({
            "name": "Model Kooperacji", "provider_id": self.pcpr.id, "date_from": self.today, "hours": 6,
        })
        lines = self.env["kooperacje.school.enrolment"].create([
            {**self.key, "course_id": course.id, "partner_id": person.id} for person in people
        ])
        lines.filtered(lambda line: line.partner_id in absent)._unguarded().write({"state": "absent"})
        course.action_held()

    def test_step_4_waits_for_each_animator(self):
        self.partnership.write({"commune_animator_id": False, "county_animator_id": False})
        self.assertIn("the animators", self._missing("4"))
        anna, karol = self.anna.partner_id, self.env["res.partner"].create({
            "name": "Karol Powiatowy", "parent_id": self.pcpr.id,
        })
        self.partnership.write({
            "accession_date": self.today, "commune_animator_id": anna.id, "county_animator_id": karol.id,
        })
        self._held(anna, karol, absent=karol)
        self.assertNotIn(anna.name, self._missing("4"))
        self.assertIn("Karol Powiatowy", self._missing("4"))
        self._held(karol)
        self.assertFalse(self._missing("4"))

    def test_step_6_1_waits_for_people_of_members(self):
        self._held(self.anna.partner_id)
        self.assertIn("people of the members", self._missing("6.1"), "the leader's own people are not enough")
        teacher = self.env["res.partner"].create({"name": "Jan Nauczyciel", "parent_id": self.school.id})
        self._held(teacher)
        self.assertFalse(self._missing("6.1"))


@tagged("post_install", "-at_install")
class TestAllSocialWorkers(PaperCommon):
    """The centre delegates all its social workers to work by the Model (RUR-59)."""

    def test_those_with_the_role_today_stand_beside_all_employed(self):
        Role = self.env["kooperacje.role.assignment"]
        partnership = self.partnership.with_user(self.piotr)
        now = {role.user_id for role in Role.search([
            ("company_id", "=", self.company.id), ("role", "=", "social_worker"), ("is_current", "=", True),
        ])}
        partnership.social_workers_employed = len(now) + 1
        self.assertEqual(partnership.social_workers_in_model, len(now))
        newcomer = self._user("zenon", self.ops, "social_worker")
        self.env.invalidate_all()
        self.assertEqual(partnership.social_workers_in_model, partnership.social_workers_employed)
        newcomer.role_assignment_ids.date_to = self.today - timedelta(days=1)
        self.env.invalidate_all()
        self.assertEqual(partnership.social_workers_in_model, len(now), "a role that ended counts no more")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            partnership.social_workers_employed = -1
            self.env.flush_all()

    def test_the_number_is_for_who_leads(self):
        with self.assertRaises(AccessError):
            self.partnership.with_user(self.anna).read(["social_workers_in_model"])

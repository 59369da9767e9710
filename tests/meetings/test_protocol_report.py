import base64
import io

from freezegun import freeze_time
from lxml import html
from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels import paper_check

from ..documents import SCAN, DocumentCommon

FAMILY = ("Źdźbło", "Grażyna", "Jaś", "Łucja", "M/Ź1/2026")


@tagged("post_install", "-at_install")
class TestReports(DocumentCommon):
    """What stands on each paper, what must not, and who may print it."""

    def _issue(self, document):
        document.with_context(force_report_rendering=True).action_issue()
        return document

    def _sign(self, document):
        """Issued and signed in one step, as a paper that comes back from the family."""
        document.with_context(force_report_rendering=True)._document_register_signature(self.today, "handwritten", SCAN)
        return document

    def _assert_all(self, text, *wanted):
        for piece in wanted:
            self.assertIn(piece, text)

    def _assert_no_family(self, text):
        for name in (*FAMILY, "Sąsiedzka"):
            self.assertNotIn(name, text)

    # ---------------------------------------------------------------- content

    def test_protocol(self):
        """Tool 19: every section that has data, the plan and the basket in it."""
        text = self._text(self._print(self._issue(self.meeting)))
        self._assert_all(
            text, "PROTOKÓŁ POSIEDZENIA ZZK", f"{self.plan.label} – wersja 1",
            "A. Metryczka", "ZZK/7/2026", "M/Ź1/2026", "B. Obecni", "Tomasz Gębicki", "Grażyna Źdźbło",
            "ks. Józef Ćwikliński", "C. Sytuacja", "Najtrudniejszy jest strach o mieszkanie.",
            "Jaś pracuje chętnie w małej grupie.", "D. Diagnoza", "Babcia pomaga w opiece",
            f"E. {self.plan.label}", "Chcemy wyjść z długów", "Jaś nadrabia zaległości",
            "F. Indywidualny koszyk usług", "Terapia pedagogiczna", "2 razy w tygodniu",
            "G. Działania członków zespołu", "Badanie w poradni", "H. Działania osoby / rodziny",
            "Rejestracja w urzędzie pracy", "bilet na dojazd", ". Braki w lokalnym koszyku", "wyrównanie zaległości",
            ". Następne spotkanie", ". Klauzula i podpisy", "art. 100 ust. 7", self.meeting.document_number,
            "strona 1 z",
        )
        self.assertNotIn("Sąsiedzka", text)
        self.assertNotIn("PROJEKT", text)

    def test_letters_of_the_sections_leave_no_gap(self):
        """What is left out takes no letter: a reader would look for the page that is missing."""
        self.meeting.write({"next_start": False, "family_perspective": False, "worker_perspective": False})
        self.meeting.decision_ids.unlink()
        page, _kind = self.env["ir.actions.report"]._render_qweb_html("kooperacje.report_meeting", self.meeting.ids)
        heads = [" ".join(head.text_content().split()) for head in html.fromstring(page).iter("h2")]
        letters = [head[0] for head in heads if head[1:3] == ". "]
        self.assertLess(len(letters), 14, heads)
        self.assertEqual(letters, list("ABCDEFGHIJKLMN"[:len(letters)]), heads)

    def test_columns_stay_when_a_cell_is_empty(self):
        """An empty value must leave its cell: else the deadline stands under the heading of the support."""
        self.meeting.decision_ids.support_needed = False
        self.plan.goal_ids.write({"measure": False, "baseline": False, "target": False, "deadline": False})
        self.plan.service_line_ids.write({"frequency": False, "terms": False, "date_from": False, "date_to": False})
        for document in (self.meeting, self.consent, self.card, self.membership):
            page, _kind = self.env["ir.actions.report"]._render_qweb_html(document._document_report(), document.ids)
            grids = html.fromstring(page).xpath("//table[contains(@class, 'grid')]")
            self.assertTrue(grids or document == self.membership)
            for grid in grids:
                widths = {
                    sum(int(cell.get("colspan", 1)) for cell in row.xpath("./td|./th")) for row in grid.iter("tr")
                }
                self.assertEqual(len(widths), 1, html.tostring(grid, encoding="unicode")[:2000])

    def test_partnership_meeting_has_no_plan(self):
        meeting = self.env["kooperacje.meeting"].create({
            "kind": "partnership", "partnership_id": self.partnership.id, "start": "2026-03-02 09:00:00",
            "state": "held",
            "course": "Przyjęto roczny plan działania.",
            "participant_ids": [Command.create({
                "kind": "institution", "partner_id": self.ewa.partner_id.id, "presence": "present",
            })],
        })
        text = self._text(self._print(self._issue(meeting)))
        self._assert_all(text, "PROTOKÓŁ SPOTKANIA PARTNERSTWA", "Przyjęto roczny plan", "Ewa Świąder-Łukasik")
        self.assertNotIn("Indywidualny", text)
        self._assert_no_family(text)

    def test_consent(self):
        """Tool 14 A–J: consent to the method and consents to share apart, each with its answer."""
        text = self._text(self._print(self._sign(self.consent)))
        self._assert_all(
            text, "PRZYJĘCIE WNIOSKU – PROTOKÓŁ", "A. Zgłoszenie", "Nie radzę sobie z zadłużeniem",
            "B. Osoba / rodzina", "Grażyna Źdźbło", "12.04.1986", "C. Dotychczasowe wsparcie", "D. Wywiad środowiskowy",
            "PS/5022/114/2026", "Bezradność w sprawach", "E. Wstępna diagnoza", "F. Udzielona informacja",
            "każdą zgodę mogę w każdej chwili wycofać", "G. Oświadczenie woli",
            "Zgadzam się na pracę w formule zadaniowego zespołu kooperacyjnego", "spotkanie konsultacyjne",
            "H. Zgoda na udostępnienie danych", "PPP w Ostrowi (test)", "informacje o stanie zdrowia i diagnozach *",
            "diagnoza trudności szkolnych", "Stowarzyszenie Most (test)", "I. Odmowa", "Chcę być przy każdej rozmowie.",
            "J. Podpisy", "Anna Żółkiewska", "Klauzula informacyjna", "irena@example.com", "Prezesa Urzędu Ochrony",
        )
        self.assertNotIn("Sąsiedzka", text)

    def test_consent_tells_what_casework_knows(self):
        self.case.write({"working_institution_ids": [Command.set(self.ppp.ids)], "parallel_plans": "kontrakt 4/2026"})
        self.consent.child_opinion = "Chcę chodzić na szachy."
        text = self._text(self._print(self._issue(self.consent)))
        self._assert_all(text, "kontrakt 4/2026", "Zdanie dziecka", "Chcę chodzić na szachy.")

    def test_paper_to_be_filled_in_by_hand_has_a_line_to_sign(self):
        self.consent.signer_ids = False
        self.assertIn("imię i nazwisko, data i podpis", self._text(self._print(self._issue(self.consent))))

    def test_answers_are_ticked_apart(self):
        """One cross per statement in G and in H, on TAK or NIE as the person chose, and two ticks of F and H."""
        text = self._text(self._print(self._sign(self.consent)))
        part = text[text.index("G. Oświadczenie"):text.index("I. Odmowa")].replace("☒ ", "☒").replace("☐ ", "☐")
        self.assertEqual(part.count("TAK"), 6)
        self.assertEqual(part.count("☒TAK"), 3, "method and counselling centre in G, counselling centre in H")
        self.assertEqual(part.count("☒NIE"), 3, "consultation and association in G, association in H")

    def test_invitation_names_nobody_of_the_family(self):
        """Tool 17: the letter lies on a desk of another institution; it says when, where and what for."""
        text = self._text(self._print(self.member))
        self._assert_all(
            text, "ZAPROSZENIE", "ZZK/7/2026", "Tomasz Gębicki", "Biblioteka w Małkini Górnej", "O co prosimy",
            "Terapia pedagogiczna", "Prosimy o odpowiedź do", "Anna Żółkiewska", "600 000 001", "tajemnicy",
        )
        self._assert_no_family(text)
        self.assertNotIn("Zaległości szkolne", text, "why one is invited may tell of the family")

    def test_declaration(self):
        text = self._text(self._print(self._issue(self.membership)))
        self._assert_all(
            text, "DEKLARACJA PRZYSTĄPIENIA", "PZK Małkinia Górna (test)", "Szkoła w Małkini (test)",
            "Ewa Świąder-Łukasik, dyrektor szkoły", "PCPR w Ostrowi (test)", "Or.0052.1.2019", "§ 1. Podstawa",
            "art. 121 ust. 1a", "§ 4. Zobowiązania strony przystępującej", "§ 6. Finanse", "§ 7. Poufność",
            "w dwóch jednobrzmiących egzemplarzach", "w imieniu lidera", "Klauzula informacyjna",
        )
        self._assert_no_family(text)

    def test_letterhead_carries_the_logo_of_the_office(self):
        stream = io.BytesIO()
        Image.new("RGB", (120, 60), "#1f4e79").save(stream, "PNG")
        bare = self._print(self.membership)
        self.company.logo = base64.b64encode(stream.getvalue())
        self.assertEqual([len(PdfFileReader(io.BytesIO(content)).pages[0].images) for content in (
            bare, self._print(self.membership),
        )], [0, 1])

    def test_declaration_needs_a_representative(self):
        self.membership.representative_id = False
        with self.assertRaisesRegex(UserError, "representative"):
            self.membership.action_issue()

    def test_service_card(self):
        text = self._text(self._print(self._issue(self.card)))
        self._assert_all(
            text, "KARTA USŁUG KOOPERANTA", "Część I. Instytucja", "Gmina Małkinia Górna", "Część II. Usługi",
            "Liczba usług w karcie: 3 (słownie: trzy)", "Świetlica środowiskowa", "wiek 7–15 lat",
            f"01.01.{self.today.year} – 30.06.{self.today.year + 1}", "12, w tym wolnych 3",
            "Część III. Oświadczenia", "na dotychczasowych zasadach", "osoba upoważniona do reprezentowania",
        )
        self._assert_no_family(text)

    def test_long_card_keeps_its_rows_together(self):
        card = self._card(40, self.ppp)
        reader = PdfFileReader(io.BytesIO(self._print(card)))
        self.assertGreater(len(reader.pages), 4)
        for page in reader.pages:
            text = " ".join(page.extract_text().split())
            # Each row begins with its name and ends with its contact, so on no page may one miss the other.
            self.assertEqual(text.count("Zajęcia indywidualne"), text.count("kontakt:"))

    # ---------------------------------------------------------------- what was issued stays

    def test_draft_is_marked(self):
        self.assertIn("PROJEKT", self._text(self._print(self.meeting)))

    def test_issued_paper_is_printed_as_it_was_issued(self):
        self._issue(self.membership)
        first = self._print(self.membership)
        self.school.name = "Szkoła Podstawowa nr 2 (test)"
        self.assertEqual(self._print(self.membership), first)
        self.membership.action_document_correct()
        self._issue(self.membership)
        self.assertIn("Szkoła Podstawowa nr 2", self._text(self._print(self.membership)))

    def test_file_and_metadata_name_nobody(self):
        for record in (self._issue(self.consent), self._issue(self.meeting), self.member):
            metadata = PdfFileReader(io.BytesIO(self._print(record))).metadata
            self._assert_no_family(" ".join(str(value) for value in metadata.values()))
            self._assert_no_family(record._document_filename())
            self._assert_no_family(str(metadata["/Title"]))

    def test_numbers_by_kind(self):
        prefixes = {self.card: "N7", self.membership: "N8", self.consent: "N14", self.meeting: "N19"}
        for document, prefix in prefixes.items():
            document.action_issue()
            self.assertTrue(document.document_number.startswith(f"{prefix}/"), document.document_number)
            self.assertTrue(document.document_pdf)

    def test_several_at_once(self):
        """They are one document, which a reader who does not see reads whole; beside an issued one they are files."""
        both = self.membership | (self.partnership.membership_ids - self.membership)[:1]
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf("kooperacje.report_membership", both.ids)
        text = self._text(content)
        for membership in both:
            self.assertIn(membership.institution_id.name, text)
        self.assertEqual(paper_check.check(content), [])
        self._issue(self.membership)
        content, _kind = report._render_qweb_pdf("kooperacje.report_membership", both.ids)
        for membership in both:
            self.assertIn(membership.institution_id.name, self._text(content))
        self.assertIn("no tags", paper_check.check(content), "joined files do not claim what they are not")
        self.assertIn("not said to be PDF/UA-1", paper_check.check(content))

    # ---------------------------------------------------------------- who may print

    def test_who_may_not_read_may_not_print(self):
        refused = [
            (self.consent, self.olga), (self.meeting, self.olga), (self.consent, self.piotr), (self.consent, self.ewa),
            (self.meeting, self.piotr), (self.meeting, self.zofia), (self.meeting, self.robert),
            (self.member, self.zofia), (self.consent, self.adam),
        ]
        self._issue(self.consent)
        self._issue(self.meeting)
        for record, user in refused:
            self.env.invalidate_all()
            with self.subTest(record=record._name, user=user.login), self.assertRaises(AccessError):
                self._print(record, user)

    def test_who_may_read_may_print(self):
        for record, user in (
            (self.consent, self.anna), (self.meeting, self.anna), (self.membership, self.piotr), (self.card, self.ewa),
            (self.member, self.anna),
        ):
            self.env.invalidate_all()
            with self.subTest(record=record._name, user=user.login):
                self.assertIn("OPS w Małkini Górnej (test)", self._text(self._print(record, user)))

    def test_invited_person_prints_the_invitation_and_no_more(self):
        """Not a member yet: the date and the worker's telephone, but neither case nor meeting."""
        self.member.state = "invited"
        self.env.invalidate_all()
        text = self._text(self._print(self.member, self.tomasz))
        self.assertIn("godz. ", text)
        self.assertIn("600 000 001", text)
        self._assert_no_family(text)

    def test_place_is_told_to_readers_of_the_case_only(self):
        """A team may meet at the family's home."""
        self.first_meeting.location = "u rodziny, ul. Nurska 7/3"
        self.member.state = "invited"
        for user, told in ((self.anna, True), (self.maria, True), (self.tomasz, False), (self.piotr, False)):
            self.env.invalidate_all()
            with self.subTest(user.login):
                text = self._text(self._print(self.member, user))
                self.assertEqual("Nurska" in text, told)
                self.assertEqual("poda osoba zapraszająca" in text, not told)

    def test_meeting_of_today_is_on_the_invitation(self):
        """Today at the office, whatever the time zone of the one who prints."""
        with freeze_time("2026-03-10 06:00:00"):
            self.first_meeting.start = "2026-03-09 23:30:00"
            for tz in ("Europe/Warsaw", "Asia/Tokyo", "America/Los_Angeles"):
                with self.subTest(tz):
                    shown = self.member.with_context(tz=tz)._document_meeting()
                    self.assertEqual((shown["date"], shown["time"]), ("10 marca 2026 r.", "00:30"))
            self.first_meeting.start = "2026-03-09 22:30:00"
            self.assertFalse(self.member.with_context(tz="America/Los_Angeles")._document_meeting()["date"])

    def test_signed_protocol_is_frozen(self):
        self.meeting._document_register_signature(self.today, "handwritten", SCAN)
        with self.assertRaises(UserError):
            self.meeting.family_perspective = "Inaczej"


@tagged("post_install", "-at_install")
class TestReportsOverHttp(DocumentCommon, HttpCase):
    """The address of a report typed into the browser gives nobody more than the record does."""

    def _get(self, user, record):
        self.authenticate(user.login, user.login)
        action = self.env.ref(record._document_report())
        return self.url_open(f"/report/pdf/{action.report_name}/{record.id}")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.anna, cls.olga, cls.piotr, cls.zofia):
            user.password = user.login

    def test_report_of_a_case(self):
        self.consent.action_issue()
        self.meeting.action_issue()
        for record in (self.consent, self.meeting):
            self.assertEqual(self._get(self.anna, record).status_code, 200)
            for user in (self.olga, self.piotr, self.zofia):
                answer = self._get(user, record)
                self.assertEqual(answer.status_code, 403, user.login)
                self.assertNotIn("Źdźbło", answer.text)

    def test_stored_pdf_of_a_case(self):
        self.consent.action_issue()
        for user, status in ((self.anna, 200), (self.olga, 404), (self.piotr, 404)):
            self.authenticate(user.login, user.login)
            answer = self.url_open(f"/web/content/kooperacje.consent/{self.consent.id}/document_pdf")
            self.assertEqual(answer.status_code, status, user.login)

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..documents import SCAN, DocumentCommon


@tagged("post_install", "-at_install")
class TestMeetingCopies(DocumentCommon):
    """What everyone takes home: the family its copy in plain words, each member the own part, nobody more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member.write({"state": "accepted", "date_from": cls.today})
        cls.meeting.decision_ids = [Command.create({
            "name": "Zadanie kogoś innego", "owner_kind": "family", "deadline": cls.today,
        })]
        cls.part = cls.meeting.participant_ids.filtered(lambda line: line.kind == "member")
        cls.plan.goal_ids.service_line_ids[0].member_id = cls.member

    def _family_copy(self, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.anna).with_context(force_report_rendering=True)
        return self._text(report._render_qweb_pdf("kooperacje.report_meeting_family", self.meeting.ids)[0])

    def _part(self, user=None):
        return self._text(self._print(self.part, user=user or self.anna))

    def test_checklist_of_the_preparation_on_paper(self):
        self.first_meeting.preparation_ids = [
            Command.create({"name": "Sala", "hint": "kameralna i dostępna", "is_before": True}),
            Command.create({
                "name": "Przypomnienie dwa dni przed spotkaniem", "is_before": True, "done_on": self.today,
                "notes": "SMS do wszystkich",
            }),
        ]
        report = self.env["ir.actions.report"].with_user(self.anna).with_context(force_report_rendering=True)
        text = self._text(report._render_qweb_pdf("kooperacje.report_meeting_preparation", self.first_meeting.ids)[0])
        for words in ("PRZYGOTOWANIE SPOTKANIA", "Zrobiono dnia", "2.", "kameralna", "Przypomnienie dwa dni przed",
                      "SMS do wszystkich", self.first_meeting._print_date(self.today),
                      "Pozostało do zrobienia: 1"):
            self.assertIn(words, text)

    def test_family_is_invited_in_plain_words(self):
        """Tool 17, point 8: when, where, with whom; nothing of the matter, for others may open a letter."""
        planned = self.first_meeting.with_user(self.anna)
        self.assertEqual(
            planned.action_print_family_invitation()["report_name"],
            "kooperacje.report_meeting_family_invitation_document",
        )
        report = self.env["ir.actions.report"].with_user(self.anna).with_context(force_report_rendering=True)
        text = self._text(report._render_qweb_pdf("kooperacje.report_meeting_family_invitation", planned.ids)[0])
        for words in ("Zapraszamy na spotkanie", "Kiedy i gdzie?", "Kto jeszcze przyjdzie?", "Tomasz Gębicki",
                      "Udział jest dobrowolny", "bliską osobą", "Do kogo zadzwonić?", "Anna Żółkiewska", "600 000 001"):
            self.assertIn(words, text)
        for matter in ("Chcemy wyjść z długów", "ZZK", self.case.name):
            self.assertNotIn(matter, text)
        with self.assertRefused("still to come"):
            self.meeting.with_user(self.anna).action_print_family_invitation()

    # Family

    def test_family_copy_in_plain_words(self):
        text = self._family_copy()
        for words in (
            "Co razem ustaliliśmy", "Czego chcemy?", "Chcemy wyjść z długów", "Jaś nadrabia zaległości",
            "Co zrobimy my?", "Rejestracja w urzędzie pracy", "bilet na dojazd", "Co zrobią inni?",
            "Badanie w poradni", "Tomasz Gębicki", "Z jakiej pomocy skorzystamy?", "Kiedy znowu się spotkamy?",
            "Do kogo zadzwonić?", "Anna Żółkiewska", "600 000 001", "Zgodę można wycofać",
        ):
            self.assertIn(words, text)
        for jargon in ("Metryczka", "Diagnoza", "ZZK", "art.", "Klauzula", "podpis", "Perspektywa", "kooperacyjn"):
            self.assertNotIn(jargon, text)
        self.assertNotIn("Sąsiedzka", text)

    def test_family_copy_is_not_the_protocol_that_was_issued(self):
        """Two papers of one record: the stored PDF is the protocol's alone."""
        meeting = self.meeting.with_user(self.anna).with_context(force_report_rendering=True)
        meeting.action_issue()
        self.assertIn("PROTOKÓŁ POSIEDZENIA", self._text(self._print(self.meeting, user=self.anna)))
        self.assertIn("Co razem ustaliliśmy", self._family_copy())

    def test_copies_tell_of_a_meeting_that_was_held(self):
        planned = self.first_meeting.with_user(self.anna)
        for action in (planned.action_print_family_copy, planned.action_print_member_parts):
            with self.assertRefused("as held first"):
                action()
        self.assertEqual(
            self.meeting.with_user(self.anna).action_print_family_copy()["report_name"],
            "kooperacje.report_meeting_family_document",
        )

    def test_a_break_is_told_kindly(self):
        self.meeting.write({
            "outcome": "suspend", "outcome_until": self.today,
            "outcome_premise_id": self.env["kooperacje.premise"].search([("kind", "=", "suspension")], limit=1).id,
        })
        self.assertIn("można wrócić w każdej chwili", self._family_copy())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_strangers_get_no_copy(self):
        for user in (self.zofia, self.piotr, self.olga, self.jan, self.irena, self.adam):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._family_copy(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._part(user)

    # Members

    def test_part_of_a_member_holds_the_own_tasks_alone(self):
        text = self._part()
        for words in ("ZADANIA CZŁONKA ZESPOŁU", "Tomasz Gębicki", "Badanie w poradni", "2 razy w tygodniu",
                      self.meeting.name, self.case.name, "Anna Żółkiewska"):
            self.assertIn(words, text)
        for others in ("Rejestracja w urzędzie pracy", "Zadanie kogoś innego", "strach o mieszkanie", "Źdźbło",
                       "plan spłaty", "Grażyna podejmuje pracę", "Omówiono sytuację"):
            self.assertNotIn(others, text)

    def test_no_part_without_secrecy(self):
        self.tomasz.role_assignment_ids.secrecy_date = False
        with self.assertRefused("has not signed the secrecy undertaking"):
            self.part.with_user(self.anna).action_print_part()
        with self.assertRaises(UserError):
            self._part()
        undertaking = self.env["kooperacje.secrecy.undertaking"].with_user(self.anna).create({
            "team_id": self.team.id, "member_id": self.member.id,
        })
        undertaking._document_register_signature(self.today, "handwritten", SCAN)
        self.assertIn("Badanie w poradni", self._part())

    def test_no_part_when_the_family_no_longer_agrees(self):
        """Over the button, the list of all parts and the report itself."""
        self.case.consent_statement_ids.filtered(lambda one: one.institution_id == self.ppp).withdrawn_on = self.today
        self.env.invalidate_all()
        with self.assertRefused("does not agree"):
            self.part.with_user(self.anna).action_print_part()
        with self.assertRefused("No member may be handed a part"):
            self.meeting.with_user(self.anna).action_print_member_parts()
        with self.assertRaises(UserError):
            self._part()

    def test_who_left_gets_none(self):
        self.member.with_user(self.anna).action_leave("Zmiana pracy")
        with self.assertRefused("not in the team any more"):
            self.part.with_user(self.anna).action_print_part()

    def test_the_family_has_its_copy_instead(self):
        family = self.meeting.participant_ids.filtered(lambda line: line.kind == "family")
        with self.assertRefused("the family gets its copy"):
            family.with_user(self.anna).action_print_part()

    def test_all_parts_at_once(self):
        action = self.meeting.with_user(self.anna).action_print_member_parts()
        self.assertEqual(action["context"]["active_ids"], self.part.ids)

    def test_file_names_name_nobody(self):
        names = self.part._document_filename() + self.part._document_title() + self.meeting._document_filename()
        for word in ("Źdźbło", "Grażyna", "Tomasz"):
            self.assertNotIn(word, names)

    # Protocol

    def test_protocol_has_every_section(self):
        self.meeting.outcome = "continue"
        self.case.parallel_plans = "kontrakt socjalny 12/2026"
        self.plan.goal_ids.service_line_ids[0].status = "started"
        self.meeting.agenda_ids = [Command.create({"name": "Powitanie", "notes": "Każdy powiedział, kim jest."})]
        text = self._text(self._print(self.meeting, user=self.anna))
        for heading in (
            "A. Metryczka", "B. Obecni", "C. Sytuacja", "D. Diagnoza", "E. Indywidualny program współpracy (IPW)",
            "F. Indywidualny koszyk usług", "G. Działania członków zespołu", "H. Działania osoby / rodziny",
            "I. Powiązania", "J. Monitoring i ewaluacja", "K. Decyzja", "M. Następne spotkanie",
            "N. Klauzula i podpisy",
        ):
            self.assertIn(heading, text)
        self.assertIn("kontrakt socjalny 12/2026", text)
        self.assertIn("Każdy powiedział, kim jest.", text)

    def test_what_was_assessed_stands_in_the_protocol(self):
        self.plan.state = "signed"
        assessment = self.env["kooperacje.assessment"].with_user(self.anna).create({
            "case_id": self.case.id, "family_changes": "Jaś śpi spokojnie.", "family_benefits": "Mniej kłótni.",
            "worker_view": "Cele są w zasięgu.", "conclusion": "continue",
        })
        assessment.goal_line_ids[:1].attainment = "1"
        self.meeting.assessment_id = assessment
        text = self._text(self._print(self.meeting, user=self.anna))
        for words in ("Jaś śpi spokojnie.", "Mniej kłótni.", "Cele są w zasięgu.", "Jaś nadrabia zaległości", "+1"):
            self.assertIn(words, text)

    def test_a_private_member_is_named_to_those_present(self):
        self.env["kooperacje.team.private"].with_user(self.anna).create({
            "team_id": self.team.id, "first_name": "Genowefa", "last_name": "Sąsiadkowa",
        }).action_confirm()
        private = self.team.member_ids.filtered("is_private")
        private.with_user(self.anna).action_accept()
        self.meeting.participant_ids = [Command.create({
            "kind": "member", "member_id": private.id, "presence": "present",
        })]
        text = self._text(self._print(self.meeting, user=self.anna))
        self.assertIn("Genowefa Sąsiadkowa", text)
        self.assertIn("osoba prywatna", text)

    def test_undertaking_as_paper(self):
        paper = self.env["kooperacje.secrecy.undertaking"].with_user(self.anna).create({
            "team_id": self.team.id, "guest_name": "ks. Józef Ćwikliński",
        })
        text = self._text(self._print(paper, user=self.anna))
        for words in ("OŚWIADCZENIE O ZACHOWANIU POUFNOŚCI", "ks. Józef Ćwikliński", self.team.name, "art. 100"):
            self.assertIn(words, text)
        self.assertNotIn("Źdźbło", text)

    def test_activity_cards_as_paper(self):
        kind = self.env.ref("kooperacje.activity_kind_visit")
        self.env["kooperacje.activity.log"].with_user(self.anna).create([
            {"case_id": self.case.id, "kind_id": kind.id, "duration": hours, "description": "Rozmowa o długach"}
            for hours in (1.5, 0.25)
        ])
        card = self.env["kooperacje.activity.card"].with_user(self.anna).create({"company_id": self.company.id})
        text = self._text(self._print(card, user=self.anna))
        for words in ("KARTA DZIAŁAŃ", "Wizyta w środowisku", "1:45", self.case.name, "Anna Żółkiewska"):
            self.assertIn(words, text)
        self.assertNotIn("Rozmowa o długach", text, "the card of the worker tells hours, not what was talked about")
        self.assertNotIn("Źdźbło", text)
        report = self.env["ir.actions.report"].with_user(self.anna).with_context(force_report_rendering=True)
        text = self._text(report._render_qweb_pdf("kooperacje.report_case_activity", self.case.ids)[0])
        self.assertIn("Rozmowa o długach", text)
        self.assertIn("1:45", text)


@tagged("post_install", "-at_install")
class TestMeetingCopiesOverHttp(DocumentCommon, HttpCase):
    """The same over the address of a report, which a person may type."""

    def test_address_of_the_copy(self):
        address = f"/report/html/kooperacje.report_meeting_family/{self.meeting.id}"
        for user, words in ((self.anna, "Co razem"), (self.zofia, None), (self.piotr, None), (self.olga, None)):
            user.password = f"{user.login}-Haslo-1"
            self.authenticate(user.login, user.password)
            with self.subTest(user.login), mute_logger("odoo.addons.base.models.ir_rule", "odoo.http"):
                answer = self.url_open(address)
                if words:
                    self.assertIn(words, answer.text)
                else:
                    self.assertNotIn("Co razem", answer.text)
                    self.assertNotIn("Jaś", answer.text)

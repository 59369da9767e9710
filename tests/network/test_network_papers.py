from datetime import date

from lxml import html

from odoo import Command
from odoo.tests import tagged

from .common import NetworkCommon

DRAFT = "PROJEKT – dokument niewydany, nie podpisywać"
SLIPS = ("{{", "}}", "False", "None", "<b>")


@tagged("post_install", "-at_install")
class TestNetworkPapers(NetworkCommon):
    """What stands on each paper of the network: parties, days in Polish, money in words, who signs, in each state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ops.write({
            "street": "ul. Przedszkolna 1", "zip": "07-320", "city": "Małkinia Górna", "vat": "856-734-62-15",
            "krs": "12345",
        })
        cls.kept["plan"].line_ids.write({"indicator": "liczba osób", "target": 12.5, "baseline": 2})

    def _text(self, report, record, user=None):
        page = self.env["ir.actions.report"].with_user(user or self.maria)._render_qweb_html(
            f"kooperacje.{report}", record.ids,
        )[0]
        body = html.fromstring(page).find("body")
        for style in list(body.iter("style")):
            style.drop_tree()
        text = " ".join(body.text_content().split())
        for slip in SLIPS:
            self.assertNotIn(slip, text)
        return text

    def _holds(self, text, *words):
        for one in words:
            self.assertIn(one, text)

    def test_draft_says_so_and_a_paper_issued_bears_its_number_and_day(self):
        reports = {
            "agreement": "report_agreement", "appointment": "report_appointment",
            "authorisation": "report_authorisation", "leader": "report_leader_person",
            "membership": "report_membership", "paper": "report_role_authorisation", "plan": "report_action_plan",
            "regulation": "report_regulation",
        }
        for name, report in reports.items():
            record = self.kept[name]
            with self.subTest(name, state="draft"):
                text = self._text(report, record)
                self._holds(text, DRAFT)
                self.assertNotIn("28 lutego", text)
            self._in(record, {
                "document_state": "issued", "document_number": "X/7/2027", "document_date": "2027-02-28",
                "document_reference": "OPS.0141.3",
            })
            for state in ("issued", "signed", "void"):
                with self.subTest(name, state=state):
                    self._in(record, {"document_state": state})
                    text = self._text(report, record)
                    self.assertNotIn(DRAFT, text)
                    self._holds(text, "X/7/2027", "28 lutego 2027 r.", "OPS.0141.3")

    def test_names_of_people_stand_in_no_title_and_no_file_name(self):
        """Titles of windows and names of files are kept by browsers; the number is enough."""
        people = ("Anna", "Liderska", "Dyrektorska", "Powiatowy", "Podpisujący", "Kierowniczka")
        for name in ("agreement", "appointment", "authorisation", "leader", "membership", "paper", "plan",
                     "regulation", "support", "role"):
            record = self.kept[name]
            for numbered in (False, True):
                if numbered and "document_number" in record._fields:
                    self._in(record, {"document_number": "X/7/2027", "document_state": "issued"})
                told = [record._document_title()]
                if hasattr(record, "_document_filename"):
                    told.append(record._document_filename())
                    self.assertNotIn("/", told[1])
                for person in people:
                    with self.subTest(name, numbered=numbered, person=person):
                        self.assertNotIn(person, " ".join(told))

    def test_what_an_office_types_is_text_never_markup(self):
        typed = "<b>gruby</b>\ndruga linia"
        for report, name, field in (
            ("report_agreement", "agreement", "provisions"), ("report_appointment", "appointment", "relief"),
            ("report_authorisation", "authorisation", "conditions"),
            ("report_authorisation_note", "authorisation", "note_need"), ("report_action_plan", "plan", "summary"),
            ("report_action_plan_realisation", "plan", "report_text"),
            ("report_membership", "membership", "participation_purpose"),
            ("report_role_authorisation", "paper", "scope"), ("report_support_request", "support", "description"),
        ):
            self.kept[name][field] = typed
            page = self.env["ir.actions.report"].with_user(self.maria)._render_qweb_html(
                f"kooperacje.{report}", self.kept[name].ids,
            )[0].decode()
            with self.subTest(report):
                self.assertIn("&lt;b&gt;gruby&lt;/b&gt;<br/>druga linia", page.replace("<br>", "<br/>"))

    # Papers 4.1–4.3: agreements

    def test_agreement_in_words(self):
        """Term, phases, money and notice as a clause takes them (RUR-119, 125, 155)."""
        agreement = self.kept["agreement"]
        for values, field, words in (
            ({"date_from": "2026-01-01"}, "term_text", "od dnia 1 stycznia 2026 r. do dnia 30 czerwca 2027 r."),
            ({}, "phases_text",
             "przygotowanie – 3 miesiące (01.01.2026 – 31.03.2026); praca z osobami i rodzinami – 13 miesięcy "
             "(01.04.2026 – 30.04.2027); podsumowanie – 2 miesiące (01.05.2027 – 30.06.2027)"),
            ({"preparation_months": 1, "work_months": 0, "closing_months": 0}, "phases_text",
             "przygotowanie – 1 miesiąc (01.01.2026 – 31.01.2026)"),
            ({"preparation_months": 0, "date_to": False}, "phases_text", False),
            ({}, "term_text", "od dnia 1 stycznia 2026 r. na czas nieoznaczony"),
            ({"date_from": False}, "term_text", "od dnia podpisania na czas nieoznaczony"),
            ({"notice_months": 0}, "notice_text", "ze skutkiem natychmiastowym"),
            ({"notice_months": 1}, "notice_text",
             "z zachowaniem okresu wypowiedzenia: 1 miesiąc, ze skutkiem na koniec miesiąca"),
            ({"notice_months": 2}, "notice_text",
             "z zachowaniem okresu wypowiedzenia: 2 miesiące, ze skutkiem na koniec miesiąca"),
            ({"notice_months": 12}, "notice_text",
             "z zachowaniem okresu wypowiedzenia: 12 miesięcy, ze skutkiem na koniec miesiąca"),
            ({"notice_months": 22}, "notice_text",
             "z zachowaniem okresu wypowiedzenia: 22 miesiące, ze skutkiem na koniec miesiąca"),
            ({"amount": 0}, "amount_text", False),
            ({"amount": 1234.05, "amount_purpose": "dojazdy animatorów"}, "amount_text",
             "Na realizację Porozumienia przeznacza się kwotę 1\u00a0234,05\u00a0zł (słownie: tysiąc dwieście "
             "trzydzieści cztery złote pięć groszy). Przeznaczenie: dojazdy animatorów."),
        ):
            agreement.write(values)
            with self.subTest(field, **values):
                self.assertEqual(agreement[field] or False, words)

    def test_agreement_names_its_parties_and_who_signs_for_them(self):
        agreement = self.kept["agreement"]
        agreement.write({"amount": 500, "place": False})
        agreement.signatory_ids = [
            Command.create({"party_id": self.ops.id, "capacity": "treasurer", "function": "skarbnik", "sequence": 1}),
            Command.create({"party_id": self.pcpr.id, "capacity": "acceptance", "name": "Starosta Ostrowski",
                            "function": "starosta", "sequence": 2}),
        ]
        text = self._text("report_agreement", agreement)
        self._holds(
            text, "OPS w Małkini Górnej (test), ul. Przedszkolna 1, 07-320 Małkinia Górna, NIP 8567346215",
            "KRS 0000012345", "w imieniu Strony działa: Jan Podpisujący – kierownik",
            "przy kontrasygnacie: ................................................. – skarbnik",
            "zawarte dnia ................................, Małkinia Górna, przez Strony:",
            "(słownie: pięćset złotych zero groszy)", "akceptuję – PCPR w Ostrowi (test)",
        )
        feet = [line[1] for line in agreement._print_signatures()]
        self.assertEqual([foot.split(" – ")[0] for foot in feet[2:]], ["kontrasygnata", "akceptuję"],
                         "the parties sign first, whatever the order of the lines")

    def test_annex_numbers_its_paragraphs_and_names_its_agreement(self):
        agreement = self.kept["agreement"]
        self._in(agreement, {"document_state": "signed", "signed_on": "2026-01-02", "document_number": "POR/5/2026"})
        annex = agreement.browse(agreement.action_annex()["res_id"])
        clauses = len(annex._document_clauses("body"))
        year = self.today.year + 1
        for values, own, words in (
            ({"provisions": "Zmienia się skład.", "date_to": f"{year}-12-31"}, 2,
             ("ANEKS NR 1", "DO POROZUMIENIA POR/5/2026", "§ 1. Zmiany", "Zmienia się skład.",
              "§ 2. Okres obowiązywania", f"Porozumienie obowiązuje do dnia 31 grudnia {year} r.")),
            ({"provisions": False}, 1, ("§ 1. Okres obowiązywania",)),
            ({"provisions": "Zmienia się skład.", "date_to": False}, 1, ("§ 1. Zmiany",)),
        ):
            annex.write(values)
            with self.subTest(values):
                text = self._text("report_agreement", annex)
                self._holds(text, *words)
                headings = [text.count(f"§ {number}. ") for number in range(1, own + clauses + 2)]
                self.assertEqual(headings, [1] * (own + clauses) + [0])

    # Tools 4 and 8

    def test_authorisation_numbers_what_it_adds(self):
        """Tool 4: further authorisation and conditions follow the clauses, each with a number of its own."""
        paper = self.kept["authorisation"]
        clauses = len(paper._document_clauses("body"))
        year = self.today.year + 1
        for values, words in (
            ({"delegate_id": self.piotr.partner_id.id, "conditions": "Sprawozdanie co kwartał."},
             (f"§ {clauses + 1}. Dalsze upoważnienie", "Piotr, pracownik ds. sieci",
              f"§ {clauses + 2}. Uzgodnione warunki Sprawozdanie co kwartał.")),
            ({"delegate_id": False}, (f"§ {clauses + 1}. Uzgodnione warunki",)),
            ({"date_to": f"{year}-02-28", "authority_number": "Or.0052.9", "authority_name": "Zbigniew Wójtowicz"},
             (f"do dnia 28 lutego {year} r.", "Nr Or.0052.9", "Zbigniew Wójtowicz, Wójt Gminy")),
        ):
            paper.write(values)
            with self.subTest(values):
                self._holds(self._text("report_authorisation", paper), *words)
        note = self._text("report_authorisation_note", paper)
        self._holds(note, "NOTATKA INFORMACYJNA", "dla: Wójt Gminy", "Proponowane warunki Sprawozdanie co kwartał.")
        for heading in ("Potrzeba powołania", "Planowani partnerzy", "Kadra i koszty"):
            self.assertNotIn(heading, note, "a section nobody wrote has no heading")

    def test_declaration_of_accession_in_all_its_forms(self):
        """Tool 8 (K3D-65, 67, 79): who joins, by whom, how far, and how it may leave."""
        membership = self.of_school
        for values, words in (
            ({"kind": "supplementary", "participation_degree": "periodic", "participation_level": "both"},
             ("instytucja uzupełniająca", "w części prac", "kierownictwo i pracownicy")),
            ({"kind": "core", "participation_degree": "invited", "participation_level": "staff"},
             ("instytucja trzonu zespołu", "na zaproszenie", "pracownicy (zespoły zadaniowe)")),
            ({"participation_degree": "permanent", "participation_level": "management"},
             ("stały", "kierownictwo (decyzje w partnerstwie)")),
            ({"representative_mandate": "nr 4/2026"},
             ("Ewa Dyrektorska, dyrektor szkoły (upoważnienie: nr 4/2026)", "Or.0052.1.2019",
              "z dnia 1 stycznia 2020 r.", "OPS w Małkini Górnej (test), ul. Przedszkolna 1")),
        ):
            membership.write(values)
            with self.subTest(values):
                self._holds(self._text("report_membership", membership), *words)
        for months, words in ((0, "ze skutkiem od dnia złożenia"), (1, "1 miesiąc,"), (3, "3 miesiące,"),
                              (12, "12 miesięcy,")):
            self.partnership.withdrawal_months = months
            with self.subTest(months=months):
                self.assertIn(words, membership.withdrawal_text)

    def test_one_declaration_for_all_that_sign_at_one_table(self):
        """Tool 8 as the multilateral paper (K3D-67): of one chosen membership all that are invited or have joined."""
        text = self._text("report_membership_multilateral", self.of_school)
        self._holds(
            text, "WIELOSTRONNA DEKLARACJA PRZYSTĄPIENIA", "Strony przystępujące", self.school.name, self.ppp.name,
            self.ngo.name, "– lider", "Ewa Dyrektorska", "Kto przystępuje później", "Or.0052.1.2019",
        )
        self.assertNotIn("{{", text)
        memberships = self.partnership.membership_ids
        gone = memberships.filtered(lambda one: one.institution_id == self.ngo)
        gone.state = "left"
        self.assertNotIn(self.ngo.name, self._text("report_membership_multilateral", self.of_school))
        two = memberships.filtered(lambda one: one.institution_id in (self.school, self.ppp))
        self.assertEqual(two._document_multilateral().institution_id, self.school | self.ppp)
        parties = memberships._document_multilateral().institution_id
        self.assertNotIn(self.ops, parties, "the leader signs as the leader")
        with self.assertRefused("a single partnership"):
            (two | self.partnership_nur.membership_ids)._document_multilateral()
        with self.assertRefused("Invite institutions first"):
            (gone | memberships.filtered(lambda one: one.institution_id == self.ops))._document_multilateral()

    def test_declaration_is_issued_with_somebody_who_may_decide(self):
        """K3D-65: the head, or a person with a paper that says so."""
        membership = self.kept["membership"].with_user(self.piotr)
        membership.representative_id = False
        with self.assertRefused("Name the representative"):
            membership.action_issue()
        membership.representative_id = self.zofia.partner_id
        with self.assertRefused("has no authority to decide"):
            membership.action_issue()
        membership.representative_mandate = "  "
        with self.assertRefused("has no authority to decide"):
            membership.action_issue()
        membership.representative_mandate = "uchwała zarządu nr 2"
        membership.action_issue()
        self.assertEqual(membership.document_state, "issued")

    # Tools 9 and 10

    def test_regulation_is_accepted_by_members_of_the_day_only(self):
        """Tool 9: no line for whom is invited, suspended or has left."""
        for institution, state in ((self.school, "suspended"), (self.ppp, "left"), (self.ngo, "invited")):
            self._in(self._member(institution), {"state": state})
        text = self._text("report_regulation", self.kept["regulation"])
        accepted = text.split("Lista akceptacji członków")[1]
        self._holds(accepted, "OPS w Małkini Górnej", "PCPR w Ostrowi")
        for absent in ("Szkoła", "PPP", "Stowarzyszenie"):
            self.assertNotIn(absent, accepted)
        self.kept["regulation"].write({"quorum_percent": 67, "meeting_notice_days": 10, "withdrawal_months": 4})
        self._holds(self._text("report_regulation", self.kept["regulation"]), "67", "10", "4")

    def test_plan_and_its_realisation(self):
        """Tool 10 (K3D-136): by goals in their order, figures with the Polish comma, results and reasons."""
        plan = self.kept["plan"]
        first, last = self.env["kooperacje.partnership.goal"].create([
            {"name": "Cel pierwszy", "sequence": -5}, {"name": "Cel ostatni", "sequence": 999},
        ])
        late = self._yesterday()
        plan.line_ids = [
            Command.create({"name": "Spóźnione", "goal_id": last.id, "owner_id": self.school.id, "date_to": late}),
            Command.create({
                "name": "Bez wskaźnika", "goal_id": first.id, "owner_id": self.karol.id, "date_from": self.today,
                "date_to": self.today, "target": 99, "partner_ids": [Command.set((self.ppp | self.ngo).ids)],
            }),
        ]
        text = self._text("report_action_plan", plan)
        self.assertLess(text.index("Cel pierwszy"), text.index(self.goal.name))
        self.assertLess(text.index(self.goal.name), text.index("Cel ostatni"))
        today = self.today.strftime("%d.%m.%Y")
        self._holds(text, f"ROCZNY PLAN DZIAŁANIA NA ROK {self.today.year}", "12,5", "liczba osób", "Karol Powiatowy",
                    f"{today} – {today}", f"do {late:%d.%m.%Y}", "Na rzecz instytucji i ich pracowników")
        self.assertNotIn("99", text, "a figure without an indicator says nothing")
        with self.assertRefused("once it has been adopted"):
            plan.action_print_realisation()
        adopted = f"{self.today.year - 1}-01-31"
        self._in(plan, {"document_state": "signed", "signed_on": adopted, "document_number": "RPD/1/2026"})
        self.kept["action"].write({"actual": 14, "result_note": "Przyszło więcej osób"})
        self.kept["action"].action_done()
        text = self._text("report_action_plan_realisation", plan)
        self._holds(text, f"nr RPD/1/2026, przyjęty 31 stycznia {adopted[:4]} r.",
                    "zaplanowane: 3, wykonane: 1, po terminie: 1", "Przyszło więcej osób", "12,5", "14")
        self.assertTrue(plan.action_print_realisation())

    def test_plan_of_the_next_year_takes_what_was_not_done(self):
        plan = self.kept["plan"].with_user(self.piotr)
        self._in(plan, {"document_state": "signed", "signed_on": self.today})
        done = self.kept["action"].with_user(self.piotr)
        done.write({"actual": 6})
        following = plan.browse(plan.action_carry_over()["res_id"])
        carried = following.line_ids
        self.assertEqual((following.year, following.document_state), (plan.year + 1, "draft"))
        self.assertEqual((carried.name, carried.baseline, carried.actual, carried.state, carried.date_to),
                         ("Szkolenie", 6, 0, "planned", False))
        self.assertEqual(plan.action_carry_over()["res_id"], following.id, "made once")
        following.unlink()
        done.action_done()
        self.assertFalse(plan.browse(plan.action_carry_over()["res_id"]).line_ids)

    # R7–R14 and the papers of roles

    def test_declaration_of_a_leader(self):
        leader = self.kept["leader"]
        for kind, words in (("family", "lider-rodzina"), ("person", "lider-osoba")):
            leader.write({"kind": kind, "phone": "600 100 200", "email": "lider@example.com"})
            with self.subTest(kind):
                self._holds(self._text("report_leader_person", leader), words, "Rodzina Liderska",
                            "600 100 200, lider@example.com", "przyjmujący oświadczenie")

    def test_each_role_is_authorised_to_its_own_scope(self):
        """Art. 29 RODO: families' data for those who work with them, and none for the others."""
        families = {"social_worker", "manager", "specialist"}
        for role, user in self.user_by_role.items():
            paper = self.env["kooperacje.role.paper"].create({"role_id": user.role_assignment_ids.id})
            with self.subTest(role):
                self.assertTrue(paper.scope)
                works = "dane osób" in paper.scope.split(";", maxsplit=1)[0]
                self.assertEqual(works, role in families, paper.scope)
        paper = self.kept["paper"]
        year = self.today.year + 1
        paper.write({
            "date_from": f"{year}-03-01", "date_to": f"{year}-12-31", "grantor": "Maria Kierowniczka, kierownik",
        })
        self._holds(self._text("report_role_authorisation", paper),
                    f"od dnia 1 marca {year} r. do dnia 31 grudnia {year} r.", "Maria Kierowniczka, kierownik",
                    "Pracownik socjalny", "OPS w Małkini Górnej (test)", "przyjmuję upoważnienie")

    def test_request_for_support_and_its_answer(self):
        """Paper 4.4: to be answered by hand, or with the answer that was given (K3D-86)."""
        request, space = self.kept["support"], "Odpowiedź (wypełnia ośrodek)"
        year = self.today.year + 1
        request.write({"audience": "animatorzy", "people_wanted": 12, "date_wanted": f"{year}-02-28"})
        self._holds(self._text("report_support_request", request), DRAFT, "WNIOSEK O WSPARCIE", "animatorzy", "12",
                    f"28 lutego {year} r.", space, self.rops.name)
        answered = {"answered_on": "2026-05-04", "answer": "Zapraszamy", "number": "WSP/3/2026"}
        for state, values, words in (
            ("requested", {"number": "WSP/3/2026", "sent_on": "2026-05-01"}, ("WSP/3/2026", "1 maja 2026 r.", space)),
            ("agreed", {**answered, "date_agreed": "2026-06-01"},
             ("4 maja 2026 r.", "Zapraszamy", "1 czerwca 2026 r.")),
            ("delivered", {"delivered_on": "2026-06-02", "hours": 3.5}, ("2 czerwca 2026 r., 3,5 godz.",)),
            ("refused", {"refusal_kind": "financial"}, ("Przyczyna odmowy",)),
            ("taken_back", {}, ()),
        ):
            self._in(request, {"state": state, **values})
            with self.subTest(state):
                text = self._text("report_support_request", request)
                self._holds(text, *words)
                self.assertNotIn(DRAFT, text)
                self.assertEqual(space in text, state == "requested")
                self.assertEqual("Rozstrzygnięcie" in text, state != "taken_back")

    def test_register_of_the_authorised_shows_what_was_taken_back(self):
        role = self.tomasz.role_assignment_ids
        role.with_user(self.adam).action_end()
        self._in(self.ewa.role_assignment_ids, {"date_to": date(2026, 2, 28), "date_from": date(2024, 2, 29)})
        text = self._text("report_role_register", role, self.irena)
        line = text.split("Tomasz")[1].split("UP/")[1]
        self._holds(line, self.today.strftime("%d.%m.%Y"))
        self._holds(text, "29.02.2024 – 28.02.2026", "art. 29 i art. 32 ust. 4 RODO")
        self.assertNotIn("Olga", text)

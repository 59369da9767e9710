import base64
import io
import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, fields
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.kernels.office_day import office_today

from .common import KooperacjeCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SCAN = base64.b64encode(PDF)


@contextmanager
def complaints_of_the_engine():
    """What WeasyPrint finds amiss meanwhile, as a list of texts: any of them is a fault of the paper."""
    found, logger, handler = [], logging.getLogger("weasyprint"), logging.Handler(logging.WARNING)
    handler.emit = lambda record: found.append(record.getMessage())
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)


class DocumentCommon(KooperacjeCommon):
    """A family of Małkinia with everything its papers print, and a second one that must never appear on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.ops.write({
            "street": "ul. Przedszkolna 1", "zip": "07-320", "city": "Małkinia Górna", "phone": "29 745 00 00",
            "email": "ops@malkinia.example.com",
        })
        cls.school.write({
            "street": "ul. Leśna 15", "zip": "07-320", "city": "Małkinia Górna", "short_name": "SP nr 1",
            "governing_body": "Gmina Małkinia Górna", "phone": "29 745 00 11",
        })
        cls.anna.partner_id.write({
            "name": "Anna Żółkiewska", "function": "pracownik socjalny", "phone": "600 000 001",
        })
        cls.ewa.partner_id.write({
            "name": "Ewa Świąder-Łukasik", "function": "dyrektor szkoły", "is_decision_maker": True,
        })
        cls.tomasz.partner_id.write({"name": "Tomasz Gębicki", "function": "psycholog"})
        cls.case = cls._case("Źdźbło", cls.company, cls.partnership, cls.anna)
        cls.other_case = cls._case("Sąsiedzka", cls.company_nur, cls.partnership_nur, cls.olga)
        cls.card = cls._card()
        cls.service_therapy, cls.service_day_room = cls.card.service_ids[:2]
        cls.membership = cls.partnership.membership_ids.filtered(lambda m: m.institution_id == cls.school)
        cls.membership.write({"representative_id": cls.ewa.partner_id.id, "coordinator_id": cls.ewa.partner_id.id})
        signed_on = cls.today - timedelta(days=30)
        cls._consent(cls.case)._document_register_signature(signed_on, "handwritten", SCAN)
        cls.consent = cls._consent(cls.case)
        cls.team = cls.env["kooperacje.team"].create({"case_id": cls.case.id, "name": "ZZK/7/2026"})
        cls.member = cls.env["kooperacje.team.member"].create({
            "team_id": cls.team.id, "institution_id": cls.ppp.id, "partner_id": cls.tomasz.partner_id.id,
            "answer_due": cls.today + timedelta(days=7), "reason": "Zaległości szkolne Jasia",
            "service_ids": [Command.set(cls.service_therapy.ids)],
        })
        cls.plan = cls._plan()
        cls.meeting = cls._meeting()
        cls.first_meeting = cls.env["kooperacje.meeting"].create({
            "kind": "team_next", "partnership_id": cls.partnership.id, "team_id": cls.team.id,
            "start": fields.Datetime.now().replace(hour=9, minute=0) + timedelta(days=14),
            "location": "Biblioteka w Małkini Górnej",
        })

    @classmethod
    def _case(cls, surname, company, partnership, user):
        Person = cls.env["kooperacje.person"]
        persons = Person.create([
            {"first_name": first, "last_name": surname, "birth_date": born, "company_id": company.id, **more}
            for first, born, more in [
                ("Grażyna", "1986-04-12", {
                    "street": "ul. Nurska 7/3", "zip": "07-320", "city": "Małkinia Górna", "phone": "600 123 456",
                    "communication": "prosty język, rozmowy telefoniczne po 16:00", "area_id": cls.commune.id,
                }),
                ("Jaś", f"{cls.today.year - 10}-09-01", {}), ("Łucja", f"{cls.today.year - 7}-02-28", {}),
                ("Stanisława", "1958-11-30", {}),
            ]
        ])
        need = cls._need("T7.9", "Bezradność w sprawach opiekuńczo-wychowawczych i prowadzenia gospodarstwa domowego",
                         "reason")
        need_debt = cls._need("T7.4", "Bezrobocie", "reason")
        need_local = cls._need("TL.1", "Nauka dziecka i wyrównanie zaległości szkolnych", "local")
        Stage = cls.env["kooperacje.case.stage"]
        stage = Stage.search([], limit=1) or Stage.create({"name": "Rozpoznanie"})
        return cls.env["kooperacje.case"].create({
            "stage_id": stage.id,
            "name": f"M/{surname[:1]}1/2026", "partnership_id": partnership.id, "user_id": user.id,
            "reported_on": cls.today - timedelta(days=40), "interview_date": cls.today - timedelta(days=35),
            "interview_signature": "PS/5022/114/2026",
            "need_words": f"Nie radzę sobie z zadłużeniem i boję się o dzieci ({surname}).\nChcę wrócić do pracy.",
            "resources": "Babcia pomaga w opiece. Pani Grażyna ma zawód szwaczki i chce pracować.",
            "limits": "Zaległości czynszowe, brak dojazdu po godzinie 18.",
            "qualification_reason": "Potrzebna jest równoczesna pomoc szkoły, poradni i urzędu pracy.",
            "need_line_ids": [
                Command.create({"need_id": need.id, "priority": "2"}), Command.create({"need_id": need_debt.id}),
                Command.create({"need_id": need_local.id, "note": "klasa IV", "is_uncovered": True}),
            ],
            "case_person_ids": [
                Command.create({"person_id": persons[0].id, "relation": "main", "sequence": 1}),
                Command.create({"person_id": persons[1].id, "relation": "child", "sequence": 2}),
                Command.create({"person_id": persons[2].id, "relation": "child", "sequence": 3}),
                Command.create({
                    "person_id": persons[3].id, "relation": "grandparent", "in_household": False, "sequence": 4,
                    "guardian_kind": "informal", "guardian_of_ids": [Command.set(persons[1].ids)],
                }),
            ],
        })
    @classmethod
    def _need(cls, code, name, kind):
        Need = cls.env["kooperacje.need"]
        return Need.search([("code", "=", code)]) or Need.create({"code": code, "name": name, "kind": kind})

    @classmethod
    def _scope(cls, code, name, **values):
        Scope = cls.env["kooperacje.data.scope"]
        return Scope.search([("code", "=", code)]) or Scope.create({"code": code, "name": name, **values})

    @classmethod
    def _card(cls, count=3, institution=None):
        institution = institution or cls.school
        card = cls.env["kooperacje.service.card"].create({
            "partnership_id": cls.partnership.id, "institution_id": institution.id, "terms_accepted": True,
            "declared_by": "Ewa Świąder-Łukasik, dyrektor szkoły",
        })
        names = ["Terapia pedagogiczna dla uczniów z trudnościami w uczeniu się", "Świetlica środowiskowa",
                 "Zajęcia wyrównawcze z języka polskiego i matematyki w małych grupach"]
        cls.env["kooperacje.service"].create([{
            "card_id": card.id, "partnership_id": cls.partnership.id, "institution_id": institution.id,
            "name": names[number] if number < 3 else f"Zajęcia rozwijające nr {number + 1}: plastyka, muzyka i szachy",
            "description": "Zajęcia indywidualne i w małych grupach, prowadzone po lekcjach; obejmują ćwiczenia "
                           "koncentracji uwagi, czytania ze zrozumieniem i pracy nad samodzielnością.",
            "form": "therapy" if not number else "classes", "age_from": 7, "age_to": 15, "access_mode": "enrolment",
            "documents_needed": "zgoda rodzica, opinia poradni", "conditions": "uczniowie szkół gminy",
            "schedule": "poniedziałek–czwartek 13:30–16:00", "waiting_days": 14, "capacity": 12, "capacity_free": 3,
            "specialists": "pedagog specjalny, logopeda", "contact_name": "Ewa Świąder-Łukasik",
            "contact_phone": "29 745 00 11", "address": "ul. Leśna 15, Małkinia Górna",
            # Until the end of the next school year, whatever day it is.
            "date_from": f"{cls.today.year}-01-01", "date_to": f"{cls.today.year + 1}-06-30", "state": "verified",
        } for number in range(count)])
        return card

    @classmethod
    def _consent(cls, case):
        identity = cls._scope("T-ID", "dane identyfikacyjne i kontaktowe")
        health = cls._scope("T-ZDR", "informacje o stanie zdrowia i diagnozach", is_special=True)
        since, until = cls.today - timedelta(days=30), cls.today + timedelta(days=365)
        return cls.env["kooperacje.consent"].create({
            "case_id": case.id, "information_given": True, "clause_given": True,
            "signer_ids": [Command.set(case.case_person_ids[0].person_id.ids)],
            "statement_ids": [
                Command.create({"kind": "method", "date_from": since, "date_to": until}),
                Command.create({"kind": "consultation", "date_from": since, "date_to": until, "is_granted": False,
                                "refusal_reason": "Chcę być przy każdej rozmowie."}),
                Command.create({
                    "kind": "sharing", "institution_id": cls.ppp.id, "date_from": since, "date_to": until,
                    "purpose": "diagnoza trudności szkolnych i dobór zajęć",
                    "scope_ids": [Command.set((identity | health).ids)],
                }),
                Command.create({
                    "kind": "sharing", "institution_id": cls.ngo.id, "date_from": since, "date_to": until,
                    "is_granted": False,
                    "purpose": "pomoc żywnościowa", "scope_ids": [Command.set(identity.ids)],
                }),
            ],
        })

    @classmethod
    def _plan(cls):
        plan = cls.env["kooperacje.plan"].create({
            "case_id": cls.case.id, "team_id": cls.team.id,
            "main_goal": "Chcemy wyjść z długów i żeby Jaś zdał do następnej klasy.",
            "goal_ids": [
                Command.create({"name": "Jaś nadrabia zaległości z języka polskiego", "measure": "ocena śródroczna",
                                "baseline": "1", "target": "3", "deadline": cls.today + timedelta(days=120),
                                "priority": "2"}),
                Command.create({"name": "Pani Grażyna podejmuje pracę", "measure": "umowa o pracę",
                                "deadline": cls.today + timedelta(days=180)}),
            ],
        })
        cls.env["kooperacje.plan.service"].create([
            {"goal_id": plan.goal_ids[0].id, "service_id": cls.service_therapy.id, "member_id": cls.member.id,
             "frequency": "2 razy w tygodniu po 45 minut", "date_from": cls.today,
             "date_to": cls.today + timedelta(days=120), "terms": "bezpłatnie"},
            {"goal_id": plan.goal_ids[0].id, "service_id": cls.service_day_room.id, "frequency": "codziennie"},
        ])
        return plan

    @classmethod
    def _meeting(cls):
        main = cls.case.case_person_ids[0].person_id
        return cls.env["kooperacje.meeting"].create({
            "kind": "team_first", "partnership_id": cls.partnership.id, "team_id": cls.team.id, "plan_id": cls.plan.id,
            "state": "held",
            "start": fields.Datetime.now().replace(hour=9, minute=0) - timedelta(days=1),
            "location": "OPS w Małkini Górnej, sala nr 4",
            "chair_id": cls.anna.partner_id.id, "minute_taker_id": cls.tomasz.partner_id.id,
            "family_perspective": "Najtrudniejszy jest strach o mieszkanie.\nDzieci potrzebują spokoju.",
            "worker_perspective": "Rodzina ma silne wsparcie babci; potrzebny plan spłaty zadłużenia.",
            "members_perspective": "Jaś pracuje chętnie w małej grupie.",
            "course": "Omówiono sytuację i dobrano usługi.",
            "next_start": fields.Datetime.now().replace(hour=9, minute=30) + timedelta(days=30),
            "participant_ids": [
                Command.create({"kind": "member", "member_id": cls.member.id, "presence": "present"}),
                Command.create({"kind": "family", "person_id": main.id, "presence": "present"}),
                Command.create({"kind": "guest", "guest_name": "ks. Józef Ćwikliński", "presence": "excused"}),
            ],
            "decision_ids": [
                Command.create({"name": "Badanie w poradni i opinia dla szkoły", "owner_kind": "member",
                                "member_id": cls.member.id, "deadline": cls.today + timedelta(days=30)}),
                Command.create({"name": "Rejestracja w urzędzie pracy", "owner_kind": "family", "person_id": main.id,
                                "support_needed": "bilet na dojazd", "deadline": cls.today + timedelta(days=14)}),
            ],
        })

    def _print(self, record, user=None, issue=False):
        """Bytes of the PDF as ``user`` prints it; really converted, not the HTML that tests get otherwise."""
        record = record.with_context(force_report_rendering=True)
        if user:
            record = record.with_user(user)
        report = record.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf(record._document_report(), record.ids)
        self.assertEqual(kind, "pdf")
        return content

    def _text(self, content):
        """Text of all pages, white space folded so that line breaks do not matter."""
        reader = PdfFileReader(io.BytesIO(content))
        return " ".join(" ".join(page.extract_text() for page in reader.pages).split())

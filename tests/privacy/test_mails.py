import ast
import re
from datetime import timedelta
from pathlib import Path

from odoo import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from odoo.addons.kooperacje.tests.house import ROOT
from odoo.addons.kooperacje.tests.meetings.common import TeamCommon

# Words that no Polish mail holds.
ENGLISH = re.compile(
    r"\b(the|and|you|your|of|for|is|has|been|please|with|this|that|are|was|will|meeting|request|view|open|assigned|due|"
    r"date|when|where|powered|hello|dear)\b", re.IGNORECASE,
)
# What mails of core's frame bear.
FRAME = re.compile("Odoo|utm_source|Powered")


@tagged("post_install", "-at_install")
class TestEveryMail(TeamCommon):
    """Each mail that a step of ours sends: whole, in its reader's language, and without a word of the family where it
    is seen before it is opened. Readers with and without an account, in Polish and in English.
    """

    # What sends mails, as file and method → the story below that sends one.
    SENDERS = {
        "models/evaluation/survey_ticket.py:_write_mails": "questionnaire",
        "models/basket/service_card.py:_mail_workbook": "card_by_mail",
        "models/basket/service_card.py:_remind": "card",
        "models/casework/referral.py:_remind_provider": "referral",
        "models/network/answer_link_mixin.py:_mail_answer_links": "answer_link",
        "models/meetings/calendar_attendee.py:_mail_of_meeting": "meeting",
        "models/network/mail_activity.py:action_notify": "activity",
        "models/network/mail_thread.py:_tell_people": "request",
        "models/network/problem.py:action_inform_members": "register",
        "models/network/request_mixin.py:_decide": "request",
        "models/network/res_users.py:_kooperacje_invite": "account",
        "models/network/school_course.py:action_cancel": "course",
        "models/network/support_request.py:_answer": "support",
    }
    # Shipped templates, by the news they tell.
    TEMPLATES = ("invitation", "moved", "changed", "cancelled", "removed", "reminder")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.company.partner_id.lang = "pl_PL"
        cls.outsider = cls.env["res.partner"].create({
            "name": "Paulina Pedagog", "parent_id": cls.ppp.id, "email": "paulina@example.com",
        })
        cls.tomasz.partner_id.email = "tomasz@example.com"
        cls.night = cls.env(user=cls.env.ref("base.user_root"), su=True, context={})

    def _sent(self, step):
        """Mails that ``step`` has queued, by their reader."""
        Mail = self.env["mail.mail"].sudo()
        before = Mail.search([])
        step()
        self.env.flush_all()
        return [
            (mail, mail.recipient_ids) for mail in Mail.search([("id", "not in", before.ids)], order="id")
        ]

    # Stories

    def _speak(self, lang):
        (self.outsider | self.tomasz.partner_id | self.piotr.partner_id | self.anna.partner_id | self.ppp).lang = lang

    def _meeting_story(self):
        self.env["kooperacje.team.member"].create({
            "team_id": self.team.id, "institution_id": self.ppp.id, "partner_id": self.outsider.id, "state": "accepted",
            "date_from": self.member.date_from,
        })
        self._membership().representative_id = self.outsider
        for values in ({}, {"kind": "partnership", "partnership_id": self.partnership.id, "location": "Ratusz"}):
            meeting = self._meeting(days=20, user=self.piotr if values else self.anna, **values)
            if values:
                meeting.participant_ids = [Command.create({
                    "kind": "institution", "partner_id": self.tomasz.partner_id.id,
                })]
                meeting.action_invite()
                meeting.location = "Szkoła"
            meeting.start += timedelta(days=1)
            meeting.sudo().event_id.attendee_ids._tell_of_meeting("reminder")
            meeting.participant_ids.filtered(
                lambda line: (line.member_id.partner_id or line.partner_id) == self.outsider
            ).unlink()
            meeting.action_cancel()

    def _membership(self):
        return self.partnership.membership_ids.filtered(lambda one: one.institution_id == self.ppp)

    def _card_story(self):
        self._role(self.tomasz, self.ppp, "coordinator")
        card = self._card()
        card._ask_institution("Prosimy o kartę.")
        card._remind()

    def _card_by_mail_story(self):
        self.ppp.email = "ppp@example.com"
        self._card()._mail_workbook()

    def _card(self):
        return self.env["kooperacje.service.card"].create({
            "partnership_id": self.partnership.id, "institution_id": self.ppp.id,
            "deadline": self.today + timedelta(days=10),
        })

    def _answer_link_story(self):
        self.env["kooperacje.team.member"].create({
            "team_id": self.team.id, "institution_id": self.ppp.id, "partner_id": self.outsider.id,
        }).with_user(self.anna).action_invite()
        fire_brigade = self.env["res.partner"].create({
            "name": "OSP", "is_company": True, "is_institution": True, "sector_id": self.ppp.sector_id.id,
        })
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership.id, "institution_id": fire_brigade.id,
            "representative_id": self.outsider.copy({"parent_id": fire_brigade.id, "lang": self.outsider.lang}).id,
        }).with_user(self.piotr).action_send_answer_link()

    def _referral_story(self):
        self._role(self.tomasz, self.ppp, "coordinator")
        plan = self._plan()
        plan._freeze(self.today)
        line = plan.service_line_ids[:1].with_user(self.anna)
        wizard = self.env["kooperacje.referral.request"].with_user(self.anna)
        wizard.with_context(**line.action_open_request()["context"]).create({}).action_confirm()
        line.sudo().referral_ids.with_env(self.night)._remind_provider()

    def _request_story(self):
        request = self.env["kooperacje.composition.request"].with_user(self.tomasz).create({
            "partnership_id": self.partnership.id, "description": "Brakuje kuratora.",
        })
        request.with_user(self.piotr)._decide("rejected", "Kurator działa w sąsiedniej gminie")

    def _register_story(self):
        self._membership().write({"representative_id": self.outsider.id, "coordinator_id": self.tomasz.partner_id.id})
        self.env["kooperacje.problem"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "kind": "refusal", "description": "Odmowa udziału w zespole.",
        }).action_inform_members()

    def _support_story(self):
        request = self.env["kooperacje.support.request"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "kind": "training", "description": "Praca zespołu z rodziną.",
        })
        request.action_send()
        answered = request.with_user(self.robert)
        answered.write({"answer": "Dwa dni w siedzibie ośrodka", "date_agreed": self.today})
        answered.action_agree()

    def _course_story(self):
        Course = self.env["kooperacje.school.course"].with_user(self.robert)
        course = Course.create({
            "name": "Praca zespołu", "hours": 8, "date_from": self.today + timedelta(days=9),
        })
        self.env["kooperacje.school.enrolment"].with_user(self.piotr).create({
            "course_id": course.id, "partnership_id": self.partnership.id, "partner_id": self.tomasz.partner_id.id,
        })
        course.action_cancel()

    def _questionnaire_story(self):
        survey = self.env["survey.survey"].search([("kooperacje_tool", "=", "6")], limit=1)
        self._membership().representative_id = self.outsider
        wave = self.env["kooperacje.survey.wave"].with_user(self.piotr).create({
            "survey_id": survey.id, "partnership_id": self.partnership.id,
        })
        wave.action_send()
        self.env["kooperacje.survey.ticket"]._cron_mails()
        wave.action_remind()
        self.env["kooperacje.survey.ticket"]._cron_mails()

    def _activity_story(self):
        """Of a matter of the partnership, and of the family, of which no more is said than that there is news."""
        problem = self.env["kooperacje.problem"].create({
            "partnership_id": self.partnership.id, "description": "Spór o salę.",
        })
        for record in (problem, self.case):
            record._in_language_of(self.piotr).with_user(self.anna).sudo().activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.piotr.id, summary="Barbara Nowak" if record == self.case
                else record.number, note=False,
            )

    def _account_story(self):
        self.tomasz.with_env(self.night)._kooperacje_invite()

    # What is asked of each

    def _faults(self, mail, readers, lang):
        names = ("Nowak", "Barbara", "Jakub", "Leśna")
        text, subject = html2plaintext(mail.body_html or ""), mail.subject or ""
        shown_first = re.search(r"display: ?none.*?</div>", mail.body_html or "", re.DOTALL)
        before_opening = f"{subject} {shown_first.group() if shown_first else ''}"
        if not subject or len(text) < 40:
            yield "says nothing"
        if FRAME.search(mail.body_html or ""):
            yield "bears core's frame"
        yield from (f"shows {name} before it is opened" for name in names if name in before_opening)
        if lang == "pl_PL":
            found = ENGLISH.findall(re.sub(r"\S*(?://|@|\.example)\S*|\[\d+\]", " ", f"{subject} {text}"))
            if found:
                yield f"English words: {', '.join(found)}"
        elif not ENGLISH.search(f"{subject} {text}"):
            yield "not in English"
        to_the_program = re.search(r"log in|zaloguj|w systemie|in the system", text, re.IGNORECASE)
        if readers and not readers.user_ids and to_the_program:
            yield "sends to the program whoever has no account"

    def test_every_mail_is_the_offices(self):
        stories = sorted(set(self.SENDERS.values()))
        for lang in ("pl_PL", "en_US"):
            for story in stories:
                savepoint = self.env.cr.savepoint(flush=True)
                self._speak(lang)
                mails = [
                    (mail, readers) for mail, readers in self._sent(getattr(self, f"_{story}_story"))
                    if not readers or readers.lang == lang
                ]
                with self.subTest(story, lang=lang):
                    self.assertTrue(mails, "a mail is sent")
                    faults = [
                        f"{mail.subject} → {', '.join(readers.mapped('name'))}: {fault}\n"
                        f"{html2plaintext(mail.body_html)}"
                        for mail, readers in mails for fault in self._faults(mail, readers, lang)
                    ]
                    self.assertFalse(faults, "\n".join(faults))
                savepoint.rollback()
                savepoint.close(rollback=False)
                self.env.invalidate_all()

    def test_every_template_is_told_by_the_story_of_meetings(self):
        subjects = {
            self.env.ref(f"kooperacje.mail_template_meeting_{news}").with_context(lang="pl_PL").subject.split("{{")[0]
            for news in self.TEMPLATES
        }
        self._speak("pl_PL")
        sent = {mail.subject for mail, _readers in self._sent(self._meeting_story)}
        for begin in subjects:
            self.assertTrue(any(subject.startswith(begin) for subject in sent), begin)
        ours = self.env["ir.model.data"].search([("module", "=", "kooperacje"), ("model", "=", "mail.template")])
        self.assertEqual(
            {data.name for data in ours}, {f"mail_template_meeting_{news}" for news in self.TEMPLATES},
            "tell of a new template in a story",
        )

    def test_every_sender_has_its_story(self):
        found = set()
        for path in sorted(Path(ROOT).rglob("*.py")):
            place = path.relative_to(ROOT)
            if place.parts[0] not in ("models", "wizards", "controllers", "reports"):
                continue
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef) and any(_sends(call) for call in ast.walk(function)):
                    found.add(f"{place}:{function.name}")
        self.assertEqual(found, set(self.SENDERS), "tell of what sends a mail in a story of this test")


def _sends(node):
    """Whether the call sends a mail to people it names: what a note in the history does not."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    name = node.func.attr
    if name in ("message_notify", "send_mail", "_tell_people"):
        return True
    if name == "message_post":
        return any(keyword.arg == "partner_ids" for keyword in node.keywords)
    return name == "create" and ast.unparse(node.func.value).endswith("env['mail.mail']")

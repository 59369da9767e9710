from datetime import timedelta

from freezegun import freeze_time
from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.typed_code import new_code, typed_code

from ..access.migrations import migrate
from ..network.answer_link_common import PAGE, AnswerLinkCase
from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestTeamMemberLink(AnswerLinkCase, CaseworkCommon):
    """A pedagogue without an account is invited to a task team and answers from her telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.company.partner_id.lang = "pl_PL"
        cls.company.phone = "29 123 45 67"
        cls.paulina = cls.env["res.partner"].create({
            "name": "Paulina Pedagog", "parent_id": cls.ppp.id, "email": "paulina@example.com",
        })
        cls.refusal = cls.env["kooperacje.premise"].search([("kind", "=", "decline")], limit=1)
        cls._consent(cls.case, cls.ppp)
        cls.team = cls.env["kooperacje.team"].create({"case_id": cls.case.id})
        cls.member = cls.env["kooperacje.team.member"].create({
            "team_id": cls.team.id, "institution_id": cls.ppp.id, "partner_id": cls.paulina.id,
        })
        cls.secrets = {cls.case.name, cls.case.code_name if "code_name" in cls.case else cls.case.name, *(
            name for person in cls.case.case_person_ids.person_id for name in (person.first_name, person.last_name)
        )}

    def _invite(self, member=None):
        return self._mails((member or self.member).with_user(self.anna).action_invite)

    # ------------------------------------------------------------
    # From the mail to the answer
    # ------------------------------------------------------------

    def test_she_accepts_on_her_telephone(self):
        mail = self._invite()
        self.assertEqual((len(mail), mail.recipient_ids), (1, self.paulina))
        self.assertTrue(mail.auto_delete)
        self.assertEqual(mail.subject, "Zaproszenie do zespołu zadaniowego (ZZK) – prosimy o odpowiedź")
        page = self.url_open(self._link(mail))
        self.assertEqual(page.status_code, 200)
        self.assertIn("Paulina Pedagog", page.text)
        self.assertIn("29 123 45 67", page.text)
        for header, value in (("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
                              ("X-Robots-Tag", "noindex, nofollow")):
            self.assertEqual(page.headers[header], value)
        self.assertIn("frame-ancestors 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(self.member.state, "invited", "to open the link answers nothing")
        done = self._answer(self._link(mail), answer="accept")
        self.assertEqual(done.status_code, 200)
        self.assertIn("Jest Pani/Pan w zespole", done.text)
        self.assertEqual((self.member.state, self.member.answered_on), ("accepted", office_today()))
        self.assertTrue(self.member.answered_by_link)
        self.assertFalse(self.member.sudo().answer_code)
        self.assertEqual(self.url_open(self._link(mail)).status_code, 404)

    def test_nothing_of_the_family_leaves_the_office(self):
        mail = self._invite()
        page = self.url_open(self._link(mail)).text
        for secret in self.secrets - {False}:
            for text in (mail.subject, str(mail.body_html), page):
                self.assertNotIn(secret, text)
        self.assertEqual(html.fromstring(page).xpath("//title")[0].text, "Odpowiedź")

    def test_she_declines_with_a_reason(self):
        address = self._link(self._invite())
        for values in ({}, {"reason": self.refusal.id}, {"words": "Urlop"}, {"reason": "x", "words": "Urlop"},
                       {"reason": self.refusal.id, "words": " \n "}):
            with self.subTest(values):
                refused = self._answer(address, answer="decline", **values)
                self.assertEqual(refused.status_code, 400)
                self.assertIn("Nic jeszcze nie wysłano", refused.text)
                self.assertEqual(self.member.state, "invited")
        self.assertIn("Proszę wybrać jedną z odpowiedzi", self._answer(address, answer="perhaps").text)
        other = self.env["kooperacje.premise"].search([("kind", "!=", "decline")], limit=1)
        self.assertEqual(self._answer(address, answer="decline", reason=other.id, words="Urlop").status_code, 400)
        done = self._answer(address, answer="decline", reason=self.refusal.id, words="Urlop <script>x</script>")
        self.assertEqual(done.status_code, 200)
        self.assertNotIn("<script", done.text)
        self.assertEqual(self.member.state, "declined")
        self.assertEqual(self.member.decline_premise_id, self.refusal)
        self.assertEqual(self.member.decline_reason, "Urlop <script>x</script>")

    def test_what_stands_in_the_way_is_not_told(self):
        """Without the family's consent nobody joins; whose consent is missing the page does not say."""
        address = self._link(self._invite())
        self.case.consent_statement_ids.withdrawn_on = office_today()
        refused = self._answer(address, answer="accept")
        self.assertEqual(refused.status_code, 400)
        self.assertIn("Tej odpowiedzi nie można teraz przyjąć", refused.text)
        self.assertNotIn(self.case.name, refused.text)
        self.assertEqual(self.member.state, "invited")
        self.assertTrue(self.member.sudo().answer_code, "half an answer is none")

    # ------------------------------------------------------------
    # Links that die
    # ------------------------------------------------------------

    def test_a_link_dies(self):
        """Used, replaced, over, for nobody any more: each in the same words."""
        def ends(step, name):
            with self.subTest(name):
                self.member.sudo().write({"state": "invited", "answer_code": False})
                address = self._link(self._mails(self.member.with_user(self.anna).action_send_answer_link))
                self.assertEqual(self.url_open(address).status_code, 200)
                step()
                page = self.url_open(address)
                self.assertEqual(page.status_code, 404)
                self.assertIn("Pod tym kodem nie ma pytania", page.text)
                said = self.url_open(address, data={"csrf_token": self._token(page), "answer": "accept"})
                self.assertEqual(said.status_code, 404)
        self._invite()
        ends(self.member.with_user(self.anna).action_send_answer_link, "replaced")
        ends(lambda: self.paulina.write({"email": "nowa@example.com"}), "address changed")
        ends(self.member.with_user(self.anna).action_print_answer_letter, "a letter in its place")
        ends(self.member.with_user(self.anna).action_accept, "the office has recorded the answer")
        ends(lambda: self.member.sudo().write({"answer_link_until": office_today() - timedelta(days=1)}), "over")
        ends(lambda: self.member.with_user(self.anna).action_leave("Inna osoba"), "invitation taken back")
        self.team.member_ids.filtered(lambda one: one.state == "left").sudo().unlink()

    def test_who_gets_an_account_logs_in(self):
        address = self._link(self._invite())
        self.env["res.users"].create({
            "name": "Paulina Pedagog", "login": "paulina.test", "partner_id": self.paulina.id,
            "company_id": self.company.id, "company_ids": [Command.set(self.company.ids)],
        })
        self.assertEqual(self.url_open(address).status_code, 404)
        with self.assertRaisesRegex(UserError, "has an account"):
            self.member.with_user(self.anna).action_send_answer_link()

    def test_an_account_of_the_portal_is_none(self):
        """The school site gave her one: it opens nothing of ours, so she is asked by the link like anybody else."""
        portal = self._portal_user(self.paulina)
        self.assertFalse(self.member.user_id)
        address = self._link(self._invite())
        self.assertNotIn(portal, self.member.activity_ids.user_id)
        self.assertEqual(self._answer(address, answer="accept").status_code, 200)
        self.assertEqual(self.member.state, "accepted")
        self.assertIn("account", self.member.missing_to_open)
        # Once she works in the program, the member is the account's.
        portal.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertEqual(self.member.user_id, portal)

    def test_older_members_with_an_account_of_the_portal(self):
        portal = self._portal_user(self.paulina)
        self.member.flush_recordset()
        self.env.cr.execute("UPDATE kooperacje_team_member SET user_id = %s WHERE id = %s", [portal.id, self.member.id])
        self.env.invalidate_all()
        for _time in range(2):
            migrate(self.env, "19.0.2.3.0", "post-portal_accounts")
            self.assertFalse(self.member.user_id)

    def test_who_has_left_the_institution_answers_nothing(self):
        address = self._link(self._invite())
        self.paulina.active = False
        self.assertEqual(self.url_open(address).status_code, 404)

    def test_the_history_names_who_answered(self):
        address = self._link(self._invite())
        self.env.cr.precommit.run()
        before = self.member.message_ids
        self._answer(address, answer="accept")
        self.env.cr.precommit.run()
        told = self.member.message_ids - before
        self.assertTrue(told)
        self.assertEqual(told.author_id, self.paulina)

    def test_a_late_answer_is_taken_for_two_weeks(self):
        address = self._link(self._invite())
        for days, status in ((14, 200), (40, 404)):
            with freeze_time(self.env.cr.now() + timedelta(days=days)):
                record = self.env["kooperacje.answer.link.mixin"]._by_answer_code(address.rpartition("/")[2])
                self.assertEqual(200 if record else 404, status)

    def test_an_account_is_invited_as_before(self):
        member = self.env["kooperacje.team.member"].create({
            "team_id": self.team.id, "institution_id": self.ppp.id, "partner_id": self.tomasz.partner_id.id,
        })
        self.assertNotIn(PAGE, "".join(map(str, self._invite(member).mapped("body_html"))))
        self.assertFalse(member.sudo().answer_code)

    def test_no_address_no_mail(self):
        self.paulina.email = False
        self.assertFalse(self._invite())
        with self.assertRaisesRegex(UserError, "print the letter"):
            self.member.with_user(self.anna).action_send_answer_link()

    # ------------------------------------------------------------
    # The letter
    # ------------------------------------------------------------

    def test_the_letter_with_a_code(self):
        self.paulina.email = False
        self._invite()
        self.member.with_user(self.anna).action_print_answer_letter()
        code = self.member.sudo().answer_code
        self.member.with_user(self.anna).action_print_answer_letter()
        self.assertEqual(self.member.sudo().answer_code, code, "the same letter printed again")
        words = str(self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_team_member", self.member.ids,
        )[0], "utf-8")
        self.assertIn(code, words)
        for secret in self.secrets - {False}:
            self.assertNotIn(secret, words)
        page = self.url_open(PAGE)
        token = self._token(page)
        typed = " ".join(code.upper().replace("-", ""))
        found = self.url_open(PAGE, data={"csrf_token": token, "code": typed})
        self.assertEqual(found.status_code, 200)
        self.assertIn("Paulina Pedagog", found.text)
        for wrong in ("", "x", new_code(), "' OR 1=1", "\x00", "ą" * 40, code[:-1]):
            with self.subTest(wrong):
                self.assertEqual(self.url_open(PAGE, data={"csrf_token": token, "code": wrong}).status_code, 404)

    def test_what_went_by_mail_is_not_printed(self):
        self._invite()
        code = self.member.sudo().answer_code
        self.assertFalse(self.member.with_user(self.anna)._answer_letter())
        self.assertNotIn(code, str(self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_team_member", self.member.ids,
        )[0], "utf-8"))

    def test_guessing_is_slowed(self):
        tries = [self.url_open(f"{PAGE}/{new_code()}").status_code for _number in range(40)]
        self.assertEqual(tries[0], 404)
        self.assertEqual(tries[-1], 429)

    # ------------------------------------------------------------
    # Over RPC
    # ------------------------------------------------------------

    def test_nobody_reads_or_writes_the_code(self):
        self._invite()
        for user in (self.anna, self.maria, self.piotr, self.tomasz, self.irena, self.adam, self.robert):
            with self.subTest(user.login):
                member = self.member.with_user(user)
                for step in (
                    lambda member=member: member.read(["answer_code"]),
                    lambda member=member: member.search([("answer_code", "!=", False)]),
                    lambda member=member: member.write({"answer_code": "2222-2222-2222"}),
                    lambda member=member: member.write({"answer_link_to": "other@example.com"}),
                    lambda member=member: member.write({"answered_by_link": True}),
                    lambda member=member: member.export_data(["answer_code"]),
                ):
                    with self.assertRaises(UserError):
                        step()

    def test_who_may_send_and_print(self):
        """Who may write the team; nobody else, whatever the button."""
        self._invite()
        code = self.member.sudo().answer_code
        portal = self._portal_user()
        others = self.tomasz | self.zofia | self.ewa | self.piotr | self.robert | self.irena | self.adam | self.olga
        for user in others | portal:
            for name in ("action_send_answer_link", "action_print_answer_letter"):
                with self.subTest((user.login, name)), self.assertRaises(UserError):
                    getattr(self.member.with_user(user), name)()
        self.assertEqual(self.member.sudo().answer_code, code)
        for user in (self.anna, self.maria):
            self.assertEqual(len(self._mails(self.member.with_user(user).action_send_answer_link)), 1)

    def test_a_copy_has_no_code(self):
        self._invite()
        self.assertNotIn("answer_code", self.member.sudo().copy_data()[0])


@tagged("post_install", "-at_install")
class TestTypedCode(CaseworkCommon):
    def test_codes(self):
        drawn = {new_code() for _number in range(2000)}
        self.assertEqual(len(drawn), 2000)
        for code in drawn:
            self.assertRegex(code, r"^[2-9a-hj-kmnp-z]{4}(-[2-9a-hj-kmnp-z]{4}){2}$")
            self.assertEqual(typed_code(code), code)
            self.assertEqual(typed_code(f" {code.upper().replace('-', ' ')} "), code)
        for text in ("", "-", "ą", "\x00", "a" * 1000):
            self.assertIsInstance(typed_code(text), str)

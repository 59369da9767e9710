import base64
from datetime import UTC, datetime, time, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import OFFICE_TZ

from .common import PrivacyCommon

SECRET = "Córka nie chodzi do szkoły"
LOUD = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class DoorsCommon(HttpCase, PrivacyCommon):
    """Tomasz of the counselling centre, with a browser of his own: every way by which he can ask for the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomasz.write({
            "password": "tomasz.test.password",
            # Whoever could export before must not export after.
            "group_ids": [Command.link(cls.env.ref("base.group_allow_export").id)],
        })
        cls.tomasz_partner = cls.tomasz.partner_id
        cls.own_message = cls.case.with_user(cls.tomasz).sudo().message_post(
            body=SECRET, author_id=cls.tomasz_partner.id, message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        cls.notified_message = cls.case.with_user(cls.anna).message_post(
            body=SECRET, partner_ids=cls.tomasz_partner.ids, message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        # His mail of it to Anna came back.
        cls.env["mail.notification"].create({
            "mail_message_id": cls.own_message.id, "author_id": cls.tomasz_partner.id,
            "res_partner_id": cls.anna.partner_id.id, "notification_type": "email", "notification_status": "bounce",
        })
        cls.case.message_subscribe(cls.tomasz_partner.ids)
        cls.activity = cls.case.with_user(cls.anna).activity_schedule(
            "mail.mail_activity_data_todo", summary=SECRET, note=SECRET, user_id=cls.tomasz.id,
        )
        cls.file = cls.env["ir.attachment"].create({
            "name": "opinia.txt", "raw": SECRET.encode(), "res_model": "kooperacje.case", "res_id": cls.case.id,
            "mimetype": "text/plain",
        })
        cls.file_token = cls.file._get_raw_access_token()
        cls.file.generate_access_token()
        cls.meeting = cls.env["kooperacje.meeting"].create({
            "partnership_id": cls.partnership.id, "team_id": cls.team.id, "start": "2026-01-10 10:00:00",
            "family_perspective": SECRET, "signed_copy": base64.b64encode(SECRET.encode()),
            "signed_copy_filename": "protokol.txt",
        })
        cls.plan = cls.env["kooperacje.plan"].create({
            "case_id": cls.case.id, "team_id": cls.team.id, "main_goal": SECRET,
            "goal_ids": [Command.create({"name": SECRET})],
        })
        view = cls.env["ir.ui.view"].create({
            "name": "case_paper_test", "type": "qweb", "key": "kooperacje.case_paper_test",
            "arch": "<t t-name='kooperacje.case_paper_test'><main>A paper that reads no field</main></t>",
        })
        cls.env["ir.model.data"].create({
            "name": "case_paper_test", "module": "kooperacje", "model": "ir.ui.view", "res_id": view.id,
        })
        cls.env["ir.actions.report"].create({
            "name": "Case paper", "model": "kooperacje.case", "report_type": "qweb-pdf",
            "report_name": "kooperacje.case_paper_test",
        })

    def setUp(self):
        super().setUp()
        self.authenticate(self.tomasz.login, "tomasz.test.password")

    # ------------------------------------------------------------
    # Ways to ask
    # ------------------------------------------------------------

    def rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": args, "kwargs": kwargs,
        })

    def get(self, path):
        response = self.url_open(path, allow_redirects=False)
        return response.status_code == 200 and response.content

    def _record_ways(self, model, record, field):
        """Ways over RPC to one record and a field of it; each answers with something, or with nothing or a refusal."""
        mine = [("id", "=", record.id)]
        rpc = self.rpc
        return {
            f"{model} read": lambda: rpc(model, "read", record.ids, [field]),
            f"{model} web_read": lambda: rpc(model, "web_read", record.ids, specification={field: {}}),
            f"{model} search": lambda: rpc(model, "search", mine),
            f"{model} search_count": lambda: rpc(model, "search_count", mine),
            f"{model} search_read": lambda: rpc(model, "search_read", mine, [field]),
            f"{model} web_search_read": lambda: rpc(
                model, "web_search_read", mine, specification={field: {}},
            )["records"],
            f"{model} name_search": lambda: rpc(model, "name_search", "", mine),
            f"{model} web_name_search": lambda: rpc(
                model, "web_name_search", "", specification={"display_name": {}}, domain=mine,
            ),
            f"{model} formatted_read_group": lambda: sum(
                group["__count"] for group in rpc(model, "formatted_read_group", mine, ["write_uid"], ["__count"])
            ),
            f"{model} web_read_group": lambda: sum(
                group["__count"] for group in rpc(model, "web_read_group", mine, ["write_uid"], ["__count"])["groups"]
            ),
            f"{model} export_data": lambda: rpc(model, "export_data", record.ids, [field])["datas"],
            f"{model} field of the search": lambda: rpc(model, "search", [*mine, (field, "!=", False)]),
        }

    def _ways(self):
        case, rpc = self.case, self.rpc
        about = [("model", "=", "kooperacje.case"), ("res_id", "=", case.id)]
        about_res = [("res_model", "=", "kooperacje.case"), ("res_id", "=", case.id)]
        both = (self.own_message | self.notified_message).ids
        return {
            **self._record_ways("kooperacje.case", case, "need_words"),
            **self._record_ways("kooperacje.person", self.person, "last_name"),
            **self._record_ways("kooperacje.plan", self.plan, "main_goal"),
            **self._record_ways("kooperacje.goal", self.plan.goal_ids, "name"),
            **self._record_ways("kooperacje.meeting", self.meeting, "family_perspective"),
            "person of the case": lambda: rpc("kooperacje.case.person", "search", [("case_id", "=", case.id)]),
            "team": lambda: rpc("kooperacje.team", "search", [("case_id", "=", case.id)]),
            # Chatter, whether written by Tomasz himself or sent to him.
            # (for a thread one may not read core answers with whatever else one may)
            "thread": lambda: set(both) & set(self.make_jsonrpc_request("/mail/thread/messages", {
                "thread_model": "kooperacje.case", "thread_id": case.id, "fetch_params": {"limit": 30},
            })["messages"]),
            "inbox": lambda: set(both) & set(self.make_jsonrpc_request("/mail/history/messages")["messages"]),
            "mail that came back": lambda: self.make_jsonrpc_request(
                "/mail/data", {"fetch_params": ["failures"]},
            ).get("mail.message"),
            "messages search": lambda: rpc("mail.message", "search", about),
            "messages by text": lambda: rpc("mail.message", "search", [("body", "ilike", "szkoły")]),
            "messages search_read": lambda: rpc("mail.message", "search_read", about, ["body"]),
            "messages group": lambda: rpc("mail.message", "formatted_read_group", about, ["model"], ["__count"]),
            "message of his own, read": lambda: rpc("mail.message", "read", self.own_message.ids, ["body"]),
            "message sent to him, read": lambda: rpc("mail.message", "read", self.notified_message.ids, ["body"]),
            "followers": lambda: rpc("mail.followers", "search", about_res),
            "notifications": lambda: rpc("mail.notification", "search", [("mail_message_id", "in", both)]),
            "notification to its message": lambda: rpc(
                "mail.notification", "search", [("mail_message_id.body", "ilike", "szkoły")],
            ),
            "activities search": lambda: rpc("mail.activity", "search", about_res),
            "activity read": lambda: rpc("mail.activity", "read", self.activity.ids, ["note"]),
            "activity export": lambda: rpc("mail.activity", "export_data", self.activity.ids, ["note"])["datas"],
            # Files
            "files search": lambda: rpc("ir.attachment", "search", about_res),
            "file read": lambda: rpc("ir.attachment", "read", self.file.ids, ["datas"]),
            "file download": lambda: self.get(f"/web/content/{self.file.id}"),
            "file with a token of before": lambda: self.get(
                f"/web/content/{self.file.id}?access_token={self.file_token}"
            ),
            "file with its lasting token": lambda: self.get(
                f"/web/content/{self.file.id}?access_token={self.file.access_token}"
            ),
            # Documents
            "report as page": lambda: self.get(f"/report/html/kooperacje.case_paper_test/{case.id}"),
            "report as PDF": lambda: self.get(f"/report/pdf/kooperacje.case_paper_test/{case.id}"),
        }

    def _open_ways(self, ways=None):
        """Names of the ways (all without ``ways``) that lead to something now; a refusal is no answer."""
        self.env.flush_all()
        result = set()
        with mute_logger(*LOUD):
            for name, way in (ways or self._ways()).items():
                try:
                    if way():
                        result.add(name)
                except JsonRpcException as error:
                    self.assertIn("AccessError", str(error), name)
        return result


@tagged("post_install", "-at_install")
class TestClosingDoors(DoorsCommon):
    """Whatever ends Tomasz's access ends it on every way at once, without any job (architecture, decision 5)."""

    def assertClosed(self, *, invited=False):
        """All is closed; the team itself stays visible to him as his invitation, which holds no family data."""
        self.assertEqual(self._open_ways() - ({"team"} if invited else set()), set())

    def setUp(self):
        super().setUp()
        self.assertEqual(set(self._ways()) - self._open_ways(), set(), "Tomasz is to see all of this before")

    def test_withdrawn_sharing(self):
        self.sharing.withdrawn_on = self.today
        self.assertClosed(invited=True)

    def test_withdrawn_method(self):
        self.method.withdrawn_on = self.today
        self.assertClosed(invited=True)

    def test_expiry_at_midnight(self):
        """The consent ends today; two minutes after midnight in Poland nothing has run, and nothing is open."""
        (self.method | self.sharing).date_to = self.today
        late = datetime.combine(self.today, time(23, 58), OFFICE_TZ).astimezone(UTC).replace(tzinfo=None)
        with freeze_time(late, tick=True):
            self.assertEqual(set(self._ways()) - self._open_ways(), set())
        with freeze_time(late + timedelta(minutes=4), tick=True):
            self.assertClosed(invited=True)

    def test_role_ends(self):
        self.tomasz.role_assignment_ids.date_to = self.yesterday
        self.assertClosed(invited=True)

    def test_authorisation_ends(self):
        self.tomasz.role_assignment_ids.authorisation_date_to = self.yesterday
        self.assertClosed(invited=True)

    def test_team_suspended(self):
        self.team.state = "suspended"
        self.assertClosed(invited=True)

    def test_member_leaves(self):
        self.team.member_ids.filtered(lambda m: m.user_id == self.tomasz).state = "left"
        self.assertClosed(invited=True)

    def test_the_office_goes_on(self):
        """A withdrawal never stops the case manager's statutory duties."""
        self.method.withdrawn_on = self.today
        case = self.case.with_user(self.anna)
        self.assertEqual(case.need_words, SECRET)
        case.write({"resources": "Babcia pomaga"})
        self.assertIn(SECRET, self.own_message.with_user(self.anna).body)


@tagged("post_install", "-at_install")
class TestTidyUp(DoorsCommon):
    """Beside closing: nothing more is sent, and lists of followers say what is."""

    def test_followers_go_with_the_access(self):
        self.case.message_subscribe(self.jan.partner_id.ids)
        self.assertIn(self.tomasz_partner, self.case.message_partner_ids)
        self.sharing.withdrawn_on = self.today
        self.assertNotIn(self.tomasz_partner, self.case.message_partner_ids)
        self.assertIn(self.jan.partner_id, self.case.message_partner_ids)

    def test_inbox_counter_does_not_count_what_is_closed(self):
        self.env["mail.notification"].search([
            ("mail_message_id", "=", self.notified_message.id), ("res_partner_id", "=", self.tomasz_partner.id),
        ]).write({"notification_type": "inbox", "is_read": False})
        self.assertEqual(self.tomasz_partner._get_needaction_count(), 1)
        self.sharing.withdrawn_on = self.today
        self.assertEqual(self.tomasz_partner._get_needaction_count(), 0)

    def test_a_follower_of_yesterday_hears_nothing(self):
        """Expired by its date: still a follower, since no job has run, but neither notified nor able to post."""
        with freeze_time(datetime.now() + timedelta(days=400)):
            self.env.invalidate_all()
            self.assertIn(self.tomasz_partner, self.case.message_partner_ids)
            message = self.case.with_user(self.anna).message_post(
                body="Nowa wiadomość", subtype_xmlid="mail.mt_comment", message_type="comment",
                partner_ids=self.tomasz_partner.ids,
            )
            self.assertNotIn(self.tomasz_partner, message.notified_partner_ids)

    def test_a_follower_without_access_cannot_post(self):
        self.sharing.withdrawn_on = self.today
        self.case.sudo().message_subscribe(self.tomasz_partner.ids)
        self.env.flush_all()
        with mute_logger(*LOUD), self.assertRaises(JsonRpcException):
            self.rpc("kooperacje.case", "message_post", self.case.ids, body="Jestem jeszcze")

    def test_documents_and_files_seen_are_logged(self):
        for path in (
            f"/report/html/kooperacje.case_paper_test/{self.case.id}", f"/web/content/{self.file.id}",
        ):
            last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
            with mute_logger(*LOUD):
                self.assertTrue(self.get(path))
            self.env.invalidate_all()
            self.assertRecordValues(self.env["kooperacje.read.log"].search([("id", ">", last)]), [{
                "user_id": self.tomasz.id, "institution_id": self.ppp.id, "case_id": self.case.id, "channel": "report",
            }])

    def test_signed_papers_are_the_office_s(self):
        """A scan holds all scopes at once: members of other institutions have the screen and their own sheet."""
        with mute_logger(*LOUD):
            self.assertFalse(self.get(f"/web/content/kooperacje.meeting/{self.meeting.id}/signed_copy"))
        self.assertFalse(self.meeting.with_user(self.tomasz).signed_copy)
        self.env.invalidate_all()
        self.assertTrue(self.meeting.with_user(self.case.user_id).signed_copy)

    def test_files_of_a_case_stay_private(self):
        with self.assertRaisesRegex(Exception, "cannot be made public"):
            self.file.public = True

    def test_mails_carry_no_family_data(self):
        """Subject, text, tracked values and files stay behind the login."""
        self.tomasz.notification_type = "email"
        self.case.with_user(self.anna).with_context(mail_notify_force_send=False, tracking_disable=False).message_post(
            body=SECRET, subject="Kowalska Halina", message_type="comment", subtype_xmlid="mail.mt_comment",
            attachment_ids=self.file.ids,
        )
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.tomasz_partner.ids)], limit=1)
        self.assertTrue(mail)
        self.assertEqual(mail.subject, self.case.display_name)
        for outgoing in mail._prepare_outgoing_list():
            self.assertFalse(outgoing["attachments"])
            text = " ".join(str(value) for value in outgoing.values())
            for secret in (SECRET, "Kowalska", "Halina", "opinia"):
                self.assertNotIn(secret, text)
            self.assertIn("There is news", outgoing["body"])

    def test_mails_name_the_case_by_its_code_whatever_the_sender_calls_it(self):
        """Nor does a template that an office has changed get at the fields that were."""
        neutral = self.env.ref("kooperacje.mail_notification_neutral")
        neutral.arch = neutral.arch.replace('<p><strong t-out="record_name"/></p>', """
            <p><strong t-out="record_name"/></p><p t-out="subtitles"/>
            <p t-foreach="tracking_values" t-as="change"><t t-out="change"/></p>
        """)
        self.tomasz.notification_type = "email"
        case = self.case.with_user(self.anna).with_context(mail_notify_force_send=False)
        message = case.message_notify(
            body="Nowe", partner_ids=self.tomasz_partner.ids, force_record_name="Kowalska Halina",
            tracking_value_ids=[Command.create({
                "field_id": self.env["ir.model.fields"]._get("kooperacje.case", "user_id").id,
                "old_value_char": SECRET, "new_value_char": "Nowak",
            })],
        )
        self.assertEqual(message.sudo().tracking_value_ids.old_value_char, SECRET)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn(f"<strong>{self.case.display_name}</strong>", mail.body_html)
        for secret in ("Kowalska", SECRET, "Nowak"):
            self.assertNotIn(secret, mail.body_html)

    def test_push_messages_carry_no_family_data(self):
        payload = self.case._notify_by_web_push_prepare_payload(self.notified_message)
        self.assertNotIn("szkoły", str(payload))
        self.assertIn(self.case.display_name, payload["title"])

    def test_other_documents_are_as_before(self):
        """What is no case data keeps core's rules: Tomasz reads what he wrote and what was sent to him."""
        message = self.partnership.message_post(
            body="Zaproszenie", partner_ids=self.tomasz_partner.ids, message_type="comment",
        )
        self.assertIn("Zaproszenie", message.with_user(self.tomasz).read(["body"])[0]["body"])
        self.assertIn(message, self.env["mail.message"].with_user(self.tomasz).search([("id", "=", message.id)]))

    def test_messages_of_other_documents_cost_no_query(self):
        """The rule reads one column of the message; core's own reading of the message brings it along."""
        messages = self.env["mail.message"].create([
            {"model": "res.partner", "res_id": self.ppp.id, "body": f"{number}", "author_id": self.tomasz_partner.id}
            for number in range(20)
        ]).with_user(self.tomasz)
        self.assertFalse(messages.sudo().case_id)
        self.env.invalidate_all()
        messages.sudo().mapped("body")
        domain = [("case_id.user_can_read", "=", True)]
        with self.assertQueryCount(0):
            self.assertEqual(messages.sudo().filtered_domain(["|", ("case_id", "=", False), *domain]), messages)

    def test_an_account_without_groups_of_ours_finds_nothing(self):
        """Another program has taken the groups of the Model away; the row of access is there until they are back."""
        self.assertTrue(self.own_message.with_user(self.tomasz).has_access("read"))
        self.env.cr.execute("DELETE FROM res_groups_users_rel WHERE uid = %s AND gid IN %s", [
            self.tomasz.id, tuple(self.env["res.groups"]._of_the_model().ids),
        ])
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertTrue(self.env["kooperacje.access"].search([("user_id", "=", self.tomasz.id)]))
        for records in (self.own_message, self.notified_message, self.activity, self.file, self.case.message_ids):
            mine = records.with_user(self.tomasz)
            self.assertFalse(mine.search([("id", "in", records.ids)]))
            for record in mine:
                self.assertFalse(record.has_access("read"))

    def test_the_key_of_a_message_is_the_programs(self):
        """Before the withdrawal Tomasz cannot take his message out of the case, nor copy the case's key away."""
        self.assertEqual(self.own_message.case_id, self.case)
        with self.assertRaisesRegex(UserError, "set by the program"):
            self.own_message.with_user(self.tomasz).write({"case_id": False})
        message = self.env["mail.message"].with_user(self.tomasz).create({
            "model": "kooperacje.case", "res_id": self.case.id, "body": "Notatka", "case_id": False,
        })
        self.assertEqual(message.sudo().case_id, self.case)

    def test_keys_of_all_that_hangs_on_a_case(self):
        self.assertEqual(self.activity.case_id, self.case)
        notifications = self.notified_message.notification_ids
        self.assertEqual(notifications.case_id, self.case)
        self.assertEqual(self.case.message_follower_ids.case_id, self.case)
        self.assertEqual(self.plan.message_post(body="Plan omówiony").case_id, self.case)
        self.assertFalse(self.team.message_ids.case_id, "the register of teams holds no family data")

    def test_the_administrator_of_the_database_is_nobody_special(self):
        """Settings rights open neither the case nor its messages; core lets only them export messages."""
        admin = self.env["res.users"].create({
            "name": "Admin", "login": "dbadmin.test", "group_ids": [Command.set([
                self.env.ref("base.group_system").id, self.env.ref("base.group_allow_export").id,
            ])],
        })
        message = self.own_message.with_user(admin)
        with mute_logger(*LOUD), self.assertRaises(AccessError):
            message.export_data(["body"])
        with mute_logger(*LOUD), self.assertRaises(AccessError):
            message.read(["body"])
        self.assertFalse(message.search([("id", "=", message.id)]))
        with mute_logger(*LOUD), self.assertRaises(AccessError):
            self.case.with_user(admin).read(["need_words"])
        # Core opens to him what a field was and became, in rows of their own beside the message.
        Tracked = self.env["mail.tracking.value"]
        stage = self.env["ir.model.fields"]._get("kooperacje.case", "stage_id")
        ours, others = Tracked.create([
            {"mail_message_id": one.id, "field_id": stage.id, "new_value_char": "Zawieszona: choroba"}
            for one in (self.own_message, self.school.message_post(body="Nowy telefon"))
        ])
        self.assertEqual(Tracked.with_user(admin).search([("id", "in", (ours | others).ids)]), others)
        for attempt in (
            lambda row: row.read(["new_value_char"]), lambda row: row.export_data(["new_value_char"]),
            lambda row: row.write({"new_value_char": "Nic"}), lambda row: row.unlink(),
        ):
            with mute_logger(*LOUD), self.assertRaises(AccessError):
                attempt(ours.with_user(admin))
        formatted = self.own_message.with_user(self.anna).sudo().tracking_value_ids._tracking_value_format()
        self.assertEqual(formatted[0]["newValue"], "Zawieszona: choroba", "the chatter of who may read it shows it")

import io
from functools import partial

from lxml import etree
from psycopg2.errors import RaiseException

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfWriter

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestReadLog(PrivacyCommon):
    """Who saw which case or person, from which institution, when (art. 5 ust. 2 and 32 RODO)."""

    def setUp(self):
        super().setUp()
        self._written()

    def _written(self):
        """Rows written down at the end of what would be a request."""
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        self.env.cr.flush()
        self.env.invalidate_all()
        return self.env["kooperacje.read.log"].search([("id", ">", last)])

    def test_reading_a_case(self):
        self.case.with_user(self.tomasz).read(["need_words"])
        log = self._written()
        self.assertRecordValues(log, [{
            "user_id": self.tomasz.id, "institution_id": self.ppp.id, "company_id": self.company.id,
            "case_id": self.case.id, "person_id": 0, "channel": "read",
        }])
        self.assertTrue(log.logged_at)

    def test_reading_a_person(self):
        self.person.with_user(self.anna).read(["last_name"])
        self.assertRecordValues(self._written(), [{
            "user_id": self.anna.id, "institution_id": self.ops.id, "case_id": False, "person_id": self.person.id,
            "company_id": self.company.id,
        }])

    def test_codes_leave_no_trace(self):
        case = self.case.with_user(self.anna)
        case.web_search_read([("id", "=", case.id)], specification={
            "display_name": {}, "name": {}, "stage_id": {"fields": {"display_name": {}}}, "user_id": {},
            "next_meeting_date": {}, "activity_state": {},
        })
        case.web_read_group([("id", "=", case.id)], ["stage_id"], ["__count"])
        case.search_count([])
        case.name_search("")
        self.team.with_user(self.anna).read()
        self.assertFalse(self._written())

    def test_the_board_and_the_list_leave_no_trace(self):
        """What a room adds to their views too, unless somebody chooses the column."""
        Case = self.case.with_user(self.anna)
        for kind in ("kanban", "list"):
            arch = etree.fromstring(Case.get_view(self.env.ref(f"kooperacje.case_view_{kind}").id, kind)["arch"])
            names = {node.get("name") for node in arch.iter("field") if node.get("optional") != "hide"}
            with self.subTest(kind=kind):
                self.assertIn("consent_state", names)
                self.assertFalse([name for name in names if Case._is_content([name])])

    def test_every_way_out(self):
        case, person = self.case.with_user(self.anna), self.person.with_user(self.anna)
        self.anna.group_ids += self.env.ref("base.group_allow_export")
        domain = [("id", "=", self.case.id)]
        ways = {
            "read": lambda: case.read(["resources"]),
            "web_read": lambda: case.web_read({"resources": {}}),
            "search_read": lambda: case.search_read(domain, ["resources"]),
            "web_search_read": lambda: case.web_search_read(domain, specification={"resources": {}}),
            "opened groups": lambda: case.web_read_group(
                domain, ["stage_id"], ["__count"], auto_unfold=True, unfold_read_specification={"resources": {}},
            ),
            "groups by content": lambda: case.formatted_read_group(domain, ["source"], ["__count"]),
            "export": lambda: case.export_data(["resources"]),
            "export by a child": lambda: self.consent.with_user(self.anna).export_data(["case_id/resources"]),
            "copy": case.copy_data,
            "child": lambda: self.case.case_person_ids.with_user(self.anna).read(["person_id"]),
            "names of persons": lambda: person.name_search("Kowalska"),
            "names of persons, web": lambda: person.web_name_search("Kowalska", {"display_name": {}}),
            "groups of persons": lambda: person.formatted_read_group([], ["last_name"], ["__count"]),
            "a pivot of persons": lambda: person.formatted_read_grouping_sets(
                [], [["company_id"], ["last_name"]], ["__count"],
            ),
        }
        for name, way in ways.items():
            way()
            with self.subTest(name):
                self.assertTrue(self._written() & self.env["kooperacje.read.log"].search([
                    "|", ("case_id", "=", self.case.id), ("person_id", "=", self.person.id),
                ]))

    def test_looking_for_a_word_in_texts_is_reading(self):
        """The list shows numbers alone; which of them hold the word was read all the same."""
        case, domain = self.case.with_user(self.anna), [("need_words", "ilike", "szkoły")]
        consent = self.consent.with_user(self.anna)
        ways = {
            "search": lambda: case.search(domain),
            "count": lambda: case.search_count(domain),
            "board": lambda: case.web_search_read(domain, specification={"name": {}}),
            "columns": lambda: case.web_read_group(domain, ["stage_id"], ["__count"]),
            "not there": lambda: case.search(["!", ("need_words", "ilike", "osiem")]),
            "by a path": lambda: consent.search([("case_id.need_words", "ilike", "szkoły")]),
            "by a nested path": lambda: consent.search_count([("case_id", "any", domain)]),
            "by the family": lambda: case.search([("case_person_ids.person_id.last_name", "=", "Kowalska")]),
        }
        for name, way in ways.items():
            found = way()
            with self.subTest(name):
                self.assertTrue(found)
                self.assertEqual(self._written().case_id, self.case)
        for domain in ([("name", "=", self.case.name)], [("need_words", "!=", False)], [("user_id", "=", self.anna.id)],
                       [("need_words", "ilike", "słonia")]):
            case.search_count(domain)
            with self.subTest(domain):
                self.assertFalse(self._written())

    def test_files_are_content(self):
        """The paper and its signed copy hold the names and what was agreed, whatever their fields are called."""
        meeting = self.env["kooperacje.meeting"].create({"team_id": self.team.id, "start": "2026-01-08 10:00:00"})
        for record in (self.consent, meeting):
            for name in ("document_pdf", "signed_copy"):
                record.with_user(self.anna).read([name])
                with self.subTest(record=record, name=name):
                    self.assertEqual(self._written().case_id, self.case)
        self.consent.with_user(self.anna).read(["document_state", "document_number"])
        self.assertFalse(self._written(), "the register of papers")

    def test_every_file_and_long_text_is_content(self):
        """From the registry: nothing becomes neutral by its name."""
        silent = [
            f"{name}.{field.name}" for name in self.env["kooperacje.case.data"]._case_data_models()
            for field in self.env[name]._fields.values()
            if self.env[name]._holds_family_data and field.type in ("binary", "text")
            and not field.name.startswith(("activity_", "message_", "my_activity_"))
            and not self.env[name]._is_content([field.name])
        ]
        self.assertFalse(silent)

    def test_chatter_is_content(self):
        message = self.case.with_user(self.anna).message_post(body="Rozmowa w szkole", message_type="comment")
        self._written()
        message.with_user(self.jan).read(["body"])
        self.assertEqual(self._written().user_id, self.jan)

    def test_export_says_export(self):
        self.anna.group_ids += self.env.ref("base.group_allow_export")
        self.case.with_user(self.anna).export_data(["need_words"])
        self.assertEqual(self._written().mapped("channel"), ["export"])

    def test_once_per_request(self):
        case = self.case.with_user(self.anna)
        for _time in range(3):
            case.read(["need_words"])
            case.read(["resources", "limits"])
        self.assertEqual(len(self._written()), 1)
        case.read(["need_words"])
        self.assertEqual(len(self._written()), 1, "the next request is logged anew")

    def test_a_page_of_cases_is_one_statement(self):
        cases = self.env["kooperacje.case"].create([
            {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(100)
        ])

        def queries(number):
            cases[:number].with_user(self.anna).read(["need_words"])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            log = self._written()
            self.assertEqual(len(log.filtered("case_id")), number)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(10), queries(100))

    def test_the_program_itself_is_not_logged(self):
        self.case.with_user(self.anna).sudo().read(["need_words"])
        self.case.read(["need_words"])
        self.assertFalse(self._written())

    def test_refused_reads_show_nothing_and_log_nothing(self):
        muted = mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
        with muted, self.assertRaises(AccessError):
            self.case.with_user(self.olga).read(["need_words"])
        self.assertFalse(self._written().filtered(lambda log: log.user_id == self.olga))

    def test_the_officer_finds_a_case_by_its_code(self):
        """Asked about a case, the officer searches the registers by the code, without reading a single case."""
        self.case.with_user(self.anna).read(["need_words"])
        self._written()
        officer = self.env["res.users"].browse(self.irena.id)
        for model in ("kooperacje.consent", "kooperacje.consent.statement", "kooperacje.read.log"):
            with self.subTest(model):
                Register = self.env[model].with_user(officer)
                found = Register.search([("case_code", "ilike", self.case.name)])
                self.assertTrue(found)
                self.assertEqual(set(found.mapped("case_code")), {self.case.name})
                self.assertFalse(Register.search([("case_code", "=", "nie ma takiego")]))
                arch = Register.get_views([(False, "search")])["views"]["search"]["arch"]
                first = etree.fromstring(arch).find(".//field").get("name")
                self.assertEqual(first, "case_code", "a code typed and Enter: what is offered first is searched")
        olga = self.env["kooperacje.consent"].with_user(self.olga)
        self.assertFalse(olga.search([("case_code", "=", self.case.name)]), "the rules decide what is found")

    def test_two_controllers(self):
        """A psychologist authorised by two offices: each reads its own log."""
        case_nur = self._case(self.olga, partnership=self.partnership_nur)
        self.case.with_user(self.anna).read(["need_words"])
        case_nur.with_user(self.olga).read(["need_words"])
        log = self._written()
        self.assertEqual(log.company_id, self.company | self.company_nur)
        mine = log.with_user(self.irena).search([("id", "in", log.ids)])
        self.assertEqual(mine.company_id, self.company)

    def test_the_officer_reads_codes_not_names(self):
        self.case.with_user(self.anna).read(["need_words"])
        self.person.with_user(self.anna).read(["last_name"])
        self._written()
        Log = self.env["kooperacje.read.log"].with_user(self.irena)
        specification = {
            name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
            for name, field in Log._fields.items()
        }
        shown = Log.web_search_read([], specification)["records"]
        self.assertTrue(shown)
        self.assertIn(self.case.display_name, str(shown))
        for name in ("Kowalska", "Halina"):
            self.assertNotIn(name, str(shown))
        for groupby in ("user_id", "institution_id", "case_id", "logged_at:day", "person_id"):
            self.assertTrue(Log.formatted_read_group([], [groupby], ["__count"]), groupby)
        self.assertTrue(Log.search([], order="case_id"))

    def test_only_the_officer_reads_the_log(self):
        for user in (self.anna, self.maria, self.piotr, self.tomasz, self.ewa, self.robert, self.adam):
            with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
                self.env["kooperacje.read.log"].with_user(user).search([])

    def test_nobody_changes_it(self):
        self.case.with_user(self.anna).read(["need_words"])
        log = self._written().sudo()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            log.write({"user_id": self.jan.id})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            log.unlink()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            log.create({"user_id": self.jan.id, "company_id": self.company.id, "channel": "read"})
        for statement in (
            "UPDATE kooperacje_read_log SET user_id = 1", "DELETE FROM kooperacje_read_log",
            "TRUNCATE kooperacje_read_log",
        ):
            refused = self.assertRaises(RaiseException)
            with self.subTest(statement), mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
                self.env.cr.execute(statement)


CANARY = "Kanarek żółty"


@tagged("post_install", "-at_install")
class TestNoHoles(PrivacyCommon):
    """Each way by which a text of the case reaches a reader leaves a row, or is closed. The ways are taken from the
    registry: a model or field added later is walked without anyone remembering.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna.group_ids += cls.env.ref("base.group_allow_export")
        cls.case.write({"need_words": CANARY, "resources": CANARY})
        cls.person.last_name = CANARY
        cls.plan = cls.env["kooperacje.plan"].create({
            "case_id": cls.case.id, "team_id": cls.team.id, "main_goal": CANARY,
            "goal_ids": [Command.create({"name": CANARY})],
        })
        cls.message = cls.case.with_user(cls.jan).message_post(
            body=CANARY, subject=CANARY, message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        cls.activity = cls.case.with_user(cls.anna).activity_schedule(
            "mail.mail_activity_data_todo", summary=CANARY, note=CANARY, user_id=cls.anna.id,
        )
        cls.file = cls.env["ir.attachment"].create({
            "name": CANARY, "description": CANARY, "raw": CANARY.encode(), "mimetype": "text/plain",
            "res_model": "kooperacje.case", "res_id": cls.case.id,
        })
        cls.later = cls.env["mail.scheduled.message"].with_user(cls.anna).create({
            "model": "kooperacje.case", "res_id": cls.case.id, "body": CANARY, "subject": CANARY,
            "scheduled_date": "2099-01-01 08:00:00", "author_id": cls.anna.partner_id.id,
        })
        cls.env.flush_all()

    def _check(self, name, way):
        """Whether ``way`` has told; if it has, it has left a trace."""
        noted = self.env.cr.precommit.data
        noted.pop("kooperacje.read.log", None)
        self.env.invalidate_all()
        try:
            told = CANARY in str(way())
        except (AccessError, UserError, ValueError):
            told = False
        if told:
            with self.subTest(name):
                self.assertTrue(noted.get("kooperacje.read.log"), "told, and nothing was noted")
        return told

    def _as_anna(self, name):
        return self.env[name].with_user(self.anna)

    def _ways(self, records, text):
        Model, here = records.browse(), [("id", "in", records.ids)]
        return {
            "groups": lambda: Model.formatted_read_group(here, [text], ["__count"]),
            "web groups": lambda: Model.web_read_group(here, [text], ["__count"]),
            "a pivot": lambda: Model.formatted_read_grouping_sets(here, [[], [text]], ["__count"]),
            "array": lambda: Model.formatted_read_group(here, [], [f"{text}:array_agg"]),
            "greatest": lambda: Model.formatted_read_group(here, [], [f"{text}:max"]),
            "bars": lambda: Model.read_progress_bar(
                here, "create_uid", {"field": text, "colors": {CANARY: "success"}},
            ),
            "read": lambda: records.read([text]),
            "list": lambda: Model.web_search_read(here, {text: {}}),
            "export": lambda: records.export_data([text]),
            "name": lambda: Model.name_search("", here),
            "web name": lambda: Model.web_name_search("", {"display_name": {}}, here),
        }

    def test_aggregates_of_what_hangs_on_the_case(self):
        for records, texts in (
            (self.message, ("body", "subject")), (self.activity, ("summary", "note")),
            (self.later, ("body", "subject")), (self.file, ("name", "description", "index_content")),
        ):
            for text in texts:
                told = {
                    name for name, way in self._ways(records.with_user(self.anna), text).items()
                    if self._check(f"{records._name}.{text}: {name}", way)
                }
                self.assertTrue("read" in told or text == "index_content", records._name)

    def test_activities(self):
        ways = {
            "board": lambda: self._as_anna("mail.activity").get_activity_data(
                "kooperacje.case", [("id", "=", self.case.id)],
            ),
            "format": lambda: self.activity.with_user(self.anna).activity_format(),
            "lines": lambda: self.case.with_user(self.anna).web_read({"activity_ids": {"fields": {"summary": {}}}}),
            "export of a column": lambda: self.case.with_user(self.anna).export_data(["activity_summary"]),
        }
        for name, way in ways.items():
            self.assertTrue(self._check(name, way), name)
        for name, way in {
            "board of cases": lambda: self.case.with_user(self.anna).web_search_read(
                [("id", "=", self.case.id)], {"name": {}, "activity_summary": {}, "activity_state": {}},
            ),
            "column": lambda: self.case.with_user(self.anna).read(["activity_summary"]),
        }.items():
            self.assertFalse(self._check(name, way), f"{name}: the icon alone")

    def test_the_form_of_a_saved_case(self):
        for record in (self.case, self.plan, self.plan.goal_ids, self.case.case_person_ids[:1]):
            mine = record.with_user(self.anna)
            fields_spec = {
                name: {} for name, field in record._fields.items()
                if field.type in ("char", "text") and mine._has_field_access(field, "read")
            }
            noted = self.env.cr.precommit.data
            noted.pop("kooperacje.read.log", None)
            mine.onchange({"write_date": False}, ["write_date"], {"write_date": {}, **fields_spec})
            self.assertTrue(noted.get("kooperacje.read.log"), record._name)

    def test_groups_by_a_path_to_the_case(self):
        """From every model that points at data of a family, by every text at the end of the path."""
        told, paths = set(), 0
        for name in sorted(self.env.registry):
            Model = self._as_anna(name)
            if Model._abstract or Model._transient or not Model.has_access("read"):
                continue
            for field in Model._fields.values():
                if field.type != "many2one" or not field.store or not Model._has_field_access(field, "read"):
                    continue
                End = self._as_anna(field.comodel_name)
                if not hasattr(End, "_note_end_of_path") or not getattr(End, "_holds_family_data", True):
                    continue
                ends = [
                    f"{field.name}.{text.name}" for text in End._fields.values()
                    if text.type in ("char", "text", "html") and text.store and End._has_field_access(text, "read")
                ]
                paths += len(ends)
                if ends and self._check(f"{name}: {field.name}", partial(
                    Model.formatted_read_group, [], ends, ["__count"],
                )):
                    told.add(name)
        self.assertGreater(paths, 100)
        self.assertGreater(len(told), 1)

    def test_the_officer_groups_by_no_text_of_a_case(self):
        for name in ("kooperacje.read.log", "kooperacje.consent", "kooperacje.consent.statement"):
            for text in ("need_words", "need_words_kept", "resources"):
                self.assertFalse(self._check(f"{name}: {text}", partial(
                    self.env[name].with_user(self.irena).formatted_read_group, [], [f"case_id.{text}"], ["__count"],
                )))

    def test_every_model_of_a_case(self):
        """All that its readers see of it, read and grouped."""
        told = 0
        for name in self.env["kooperacje.case.data"]._case_data_models():
            Model = self._as_anna(name)
            if not Model.has_access("read"):
                continue
            records = Model.with_context(active_test=False).search([], limit=20)
            texts = [
                field.name for field in Model._fields.values()
                if field.type in ("char", "text", "html") and Model._has_field_access(field, "read")
            ]
            stored = [text for text in texts if Model._fields[text].store]
            for text in texts:
                told += self._check(f"{name}.{text}", partial(records.read, [text]))
            if stored:
                told += self._check(f"{name}: groups", partial(Model.formatted_read_group, [], stored, ["__count"]))
                arrays = [f"{text}:array_agg" for text in stored]
                told += self._check(f"{name}: arrays", partial(Model.formatted_read_group, [], [], arrays))
        self.assertGreater(told, 10)


@tagged("post_install", "-at_install")
class TestReadLogHttp(HttpCase, PrivacyCommon):
    """The same over RPC, where reads begin on the replica if there is one."""

    def setUp(self):
        super().setUp()
        self.anna.password = "anna.test.password"
        self.authenticate(self.anna.login, "anna.test.password")

    def _rpc(self, method, **kwargs):
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        with mute_logger("odoo.http"):
            self.make_jsonrpc_request(f"/web/dataset/call_kw/kooperacje.case/{method}", {
                "model": "kooperacje.case", "method": method, **kwargs,
            })
        self.env.invalidate_all()
        return self.env["kooperacje.read.log"].search([("id", ">", last)])

    def test_a_form_goes_to_the_master_at_once(self):
        with self.assertNoLogs("odoo.http", "WARNING"):
            log = self._rpc("web_read", args=[self.case.ids], kwargs={"specification": {"need_words": {}}})
        self.assertEqual((log.user_id, log.case_id), (self.anna, self.case))

    def test_opening_the_chatter(self):
        """The web client asks for the thread of a record; whoever is shown it has read of the family."""
        self.case.with_user(self.jan).message_post(
            body="Rozmowa w szkole", message_type="comment", subtype_xmlid="mail.mt_comment",
        )
        self.env.cr.flush()
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        with mute_logger("odoo.http"):
            shown = self.make_jsonrpc_request("/mail/thread/messages", {
                "thread_model": "kooperacje.case", "thread_id": self.case.id, "fetch_params": {"limit": 30},
            })
        self.assertIn("Rozmowa w szkole", str(shown))
        self.env.invalidate_all()
        self.assertRecordValues(self.env["kooperacje.read.log"].search([("id", ">", last)]), [
            {"user_id": self.anna.id, "case_id": self.case.id, "channel": "read"},
        ])

    def test_a_list_of_codes_leaves_no_trace(self):
        self.assertFalse(self._rpc("web_search_read", args=[[]], kwargs={"specification": {"name": {}}}))

    def test_a_list_with_content_is_noted(self):
        log = self._rpc("web_search_read", args=[[("id", "=", self.case.id)]], kwargs={
            "specification": {"need_words": {}},
        })
        self.assertEqual((log.user_id, log.case_id), (self.anna, self.case))


@tagged("post_install", "-at_install")
class TestReadOnMaster(HttpCase, PrivacyCommon):
    """What shows content as a rule does not ask the replica first, to be refused there and done anew."""

    def setUp(self):
        super().setUp()
        self.anna.password = "anna.test.password"
        self.authenticate(self.anna.login, "anna.test.password")

    def _ask(self, model, method, *args, **kwargs):
        """Ask over RPC, the transaction being as a replica's while Odoo takes the call for one that only reads."""
        with self.assertNoLogs("odoo.http", "WARNING"):
            return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", {
                "model": model, "method": method, "args": args, "kwargs": kwargs,
            })

    def test_cases(self):
        mine = [("id", "=", self.case.id)]
        self.assertTrue(self._ask("kooperacje.case", "read", self.case.ids, ["need_words"]))
        self.assertTrue(self._ask("kooperacje.case", "web_read", self.case.ids, specification={"need_words": {}}))
        self.assertTrue(self._ask("kooperacje.case", "search_read", mine, ["need_words"]))

    def test_names_of_people(self):
        self.assertTrue(self._ask("kooperacje.person", "name_search", "Kowalska"))
        self.assertTrue(self._ask(
            "kooperacje.person", "web_name_search", "Kowalska", specification={"display_name": {}},
        ))

    def test_suggestions(self):
        """Why services are proposed says what the family needs."""
        finder = self.env["kooperacje.service.finder"].with_user(self.anna).create({"case_id": self.case.id})
        fields = {"case_id": {"fields": {"display_name": {}, "need_words": {}}}}
        self.assertTrue(self._ask("kooperacje.service.finder", "web_read", finder.ids, specification=fields))

    def test_the_trap_is_set(self):
        """A call that Odoo takes for reading is warned of as soon as it shows content: messages are core's."""
        message = self.case.message_post(body="Rozmowa w szkole")
        with self.assertLogs("odoo.http", "WARNING"):
            self.make_jsonrpc_request("/web/dataset/call_kw/mail.message/read", {
                "model": "mail.message", "method": "read", "args": [message.ids, ["body"]], "kwargs": {},
            })


@tagged("post_install", "-at_install")
class TestPapersOfClosedCases(PrivacyCommon):
    """Papers that read no field of the case, of every kind: core would give them to whoever knows the number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        view = cls.env["ir.ui.view"].create({
            "name": "closed_paper_test", "type": "qweb", "key": "kooperacje.closed_paper_test",
            "arch": "<t t-name='kooperacje.closed_paper_test'><main>A paper that reads no field</main></t>",
        })
        cls.env["ir.model.data"].create({
            "name": "closed_paper_test", "module": "kooperacje", "model": "ir.ui.view", "res_id": view.id,
        })
        cls.report = cls.env["ir.actions.report"].create({
            "name": "Paper", "model": "kooperacje.case", "report_type": "qweb-pdf",
            "report_name": "kooperacje.closed_paper_test", "attachment": "'paper.pdf'", "attachment_use": True,
        })

    def _render(self, kind, user):
        # In a test core makes a page in place of a PDF, by a way that asks for the access by itself.
        report = self.report.with_user(user).with_context(force_report_rendering=True)
        return getattr(report, f"_render_qweb_{kind}")(self.report.report_name, self.case.ids)[0]

    def _seen(self, kind, user):
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        content = self._render(kind, user)
        self.env.cr.flush()
        self.env.invalidate_all()
        log = self.env["kooperacje.read.log"].search([("id", ">", last)])
        self.assertRecordValues(log, [{"user_id": user.id, "case_id": self.case.id, "channel": "report"}])
        return content

    def _check(self, kind, expected):
        for user in (self.anna, self.tomasz):
            self.assertIn(expected, self._seen(kind, user))
        self.sharing.withdrawn_on = self.yesterday
        self.env.invalidate_all()
        for user in (self.tomasz, self.olga):
            with self.subTest(user=user.login), mute_logger("odoo.addons.base.models.ir_rule"):
                self.assertRaises(AccessError, self._render, kind, user)

    def test_page(self):
        self._check("html", b"reads no field")

    def test_text(self):
        self._check("text", b"reads no field")

    def test_stored_file(self):
        """Rendered once, the file is handed out as it is."""
        output = io.BytesIO()
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        writer.write(output)
        self.env["ir.attachment"].create({
            "name": "paper.pdf", "raw": output.getvalue(), "res_model": "kooperacje.case", "res_id": self.case.id,
        })
        self._check("pdf", b"%PDF")

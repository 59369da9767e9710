from psycopg2.errors import ReadOnlySqlTransaction

from odoo.http import request
from odoo.tests import HttpCase, tagged

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.addons.kooperacje.controllers.access import replica

from .common import PrivacyCommon

# What the web client and scripts read records by.
READS = (
    "read", "web_read", "search", "search_count", "search_read", "web_search_read", "name_search", "web_name_search",
    "read_group", "web_read_group", "formatted_read_group", "formatted_read_grouping_sets", "read_progress_bar",
)
# What core lets a replica answer of any model and shows no field of a record: views, and windows on a record.
NOT_OF_RECORDS = {"get_views", "get_formview_id", "get_formview_action"}
# Windows on papers: the paper itself is asked for by the next request.
PAPERS = ("action_print", "action_document_print", "action_download")


class ReplicaCommon(PrivacyCommon):
    def _may_come_from_replica(self, model, method):
        """As ``/web/dataset/call_kw`` and ``/json/2`` of core decide."""
        for cls in self.env.registry[model].mro():
            found = getattr(cls, method, None)
            if found is not None and hasattr(found, "_readonly"):
                return found._readonly
        return False

    def _rpc_methods(self, model):
        cls = self.env.registry[model]
        return [
            name for name in dir(cls)
            if not name.startswith("_") and callable(getattr(cls, name))
            and not getattr(getattr(cls, name), "_api_private", False)
        ]


@tagged("post_install", "-at_install")
class TestReplicaDeclared(ReplicaCommon):
    """Which requests a streaming replica may answer (``db_replica_host``)."""

    def test_reads_of_case_data_go_to_the_primary(self):
        names = self.env["kooperacje.case.data"]._case_data_models()
        self.assertIn("kooperacje.case", names)
        for name in names:
            for method in READS:
                with self.subTest(model=name, method=method):
                    self.assertFalse(self._may_come_from_replica(name, method))

    def test_what_shows_a_case_without_being_its_data(self):
        """What consent decides in a request for a service, and why a service is proposed. And the page that tells of a
        replica that lags: read from there it would be the page of the time before.
        """
        for name in ("kooperacje.referral", "kooperacje.service.finder", "kooperacje.system.check"):
            for method in READS:
                with self.subTest(model=name, method=method):
                    self.assertFalse(self._may_come_from_replica(name, method))

    def test_no_way_of_reading_case_data_is_forgotten(self):
        """Also one that core, or a room, adds later."""
        for name in self.env["kooperacje.case.data"]._case_data_models():
            left = {
                method for method in self._rpc_methods(name)
                if self._may_come_from_replica(name, method) and not method.startswith(PAPERS)
            }
            with self.subTest(name):
                # Who follows a record is no content of it.
                self.assertLessEqual(left, NOT_OF_RECORDS | {"message_get_followers"})

    def test_everything_else_stays_on_the_replica(self):
        """Nothing of core, and of ours what tells of services, institutions and figures."""
        for name in (
            "res.partner", "res.users", "calendar.event", "mail.activity", "kooperacje.partnership",
            "kooperacje.service", "kooperacje.service.card", "kooperacje.indicator.fact",
            "kooperacje.indicator.released", "kooperacje.periodic.report", "kooperacje.workload",
        ):
            for method in READS:
                with self.subTest(model=name, method=method):
                    self.assertTrue(self._may_come_from_replica(name, method))

    def test_figures_and_papers_are_declared(self):
        for name, method in (
            ("kooperacje.indicator", "dashboard"), ("kooperacje.indicator", "action_open_records"),
            ("kooperacje.indicator.released", "action_workbook"), ("kooperacje.periodic.report", "action_workbook"),
            ("kooperacje.partnership", "action_download_basket"), ("kooperacje.agreement", "action_document_print"),
        ):
            with self.subTest(model=name, method=method):
                self.assertTrue(self._may_come_from_replica(name, method))

    def test_every_print_and_download_is_declared(self):
        """A button that is called so and is not declared has to write; it is named here with what it writes."""
        writing = {
            # They draw the code that the letter bears.
            ("kooperacje.membership", "action_print_answer_letter"),
            ("kooperacje.team.member", "action_print_answer_letter"),
            # It issues the link that the slip bears.
            ("kooperacje.survey.wave", "action_print_family"),
            # It reads all cases of the person, which the log of reads keeps.
            ("kooperacje.subject.request", "action_print_copy"),
            # Letters are opened by the step that tells everybody else, whose news a replica may not have yet.
            ("kooperacje.meeting", "action_print_invitations"), ("kooperacje.problem", "action_print_letters"),
            # Dialogs were filled a moment ago.
            ("kooperacje.case.file", "action_print_contents"), ("kooperacje.case.file", "action_print_metric"),
            ("kooperacje.case.file", "action_workbook"), ("kooperacje.institution.import", "action_download_marked"),
        }
        found = set()
        for name in self.env.registry:
            if not name.startswith("kooperacje.") or self.env[name]._abstract:
                continue
            found |= {
                (name, method) for method in self._rpc_methods(name)
                if (method.startswith(PAPERS) or method.endswith("workbook"))
                and not self._may_come_from_replica(name, method)
            }
        self.assertEqual(found, writing)

    def test_pages_and_files(self):
        """Of each address that downloads something of ours, and of papers and files by core's."""
        for rule in self.env["ir.http"].routing_map().iter_rules():
            if not rule.rule.startswith("/kooperacje/") or "GET" not in rule.endpoint.routing["methods"]:
                continue
            with self.subTest(rule.rule):
                # The page on which people answer must know at once that an answer was given; a copy of a person's data
                # and the file of a case are reads that the log keeps, and the whole file is handed out once.
                written = rule.rule.endswith((
                    "/survey/<string:token>", "/odpowiedz/<string:code>", "/copy.json", "/whole-file/<int:dialog_id>",
                    "/file/case/<int:case_id>/workbook",
                ))
                self.assertEqual(bool(rule.endpoint.routing["readonly"]), not written)

    def test_papers_of_families_are_printed_from_the_primary(self):
        reports = self.env["ir.actions.report"].search([("report_name", "=like", "kooperacje.%")])
        of_families = self.env["kooperacje.case.data"]._is_family_data_model
        self.assertEqual(len(set(map(of_families, reports.mapped("model")))), 2, "there are both")
        # The copy is printed by a register, and holds all of a person.
        of_copies = {"kooperacje.report_subject_request_copy_document"}
        self.assertLessEqual(of_copies, set(reports.mapped("report_name")))
        with MockRequest(self.env):
            for report in reports:
                with self.subTest(report.report_name):
                    self.assertEqual(
                        replica.paper_may_come_from_replica(None, None, {"reportname": report.report_name}),
                        not of_families(report.model) and report.report_name not in of_copies,
                    )
            # What is not ours is core's to decide, and asks nothing.
            with self.assertQueryCount(0):
                self.assertTrue(replica.paper_may_come_from_replica(None, None, {"reportname": "web.report_layout"}))


@tagged("post_install", "-at_install")
class TestReplicaHttp(HttpCase, ReplicaCommon):
    """No request is tried twice. The tests' own server begins every request that may come from a replica in a
    transaction that is read-only, as Odoo does with a replica.
    """

    def setUp(self):
        super().setUp()
        self.anna.password = "anna.test.password"
        self.authenticate(self.anna.login, "anna.test.password")
        self.file = self.env["ir.attachment"].create({
            "name": "opinia.txt", "raw": b"Opinia", "res_model": "kooperacje.case", "res_id": self.case.id,
        })

    def _rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": args, "kwargs": kwargs,
        })

    def _last_noted(self):
        self.env.invalidate_all()
        return self.env["kooperacje.read.log"].search([], limit=1)

    def _assert_once(self, call, noted=True):
        """``call`` is answered at the first try, and what it shows is in the log of reads."""
        before = self._last_noted()
        with self.assertNoLogs("odoo.http", "WARNING"):
            answer = call()
        self.assertEqual(self._last_noted() != before, noted)
        return answer

    def test_lists_boards_and_tables_of_a_case(self):
        domain, spec = [("id", "=", self.case.id)], {"need_words": {}}
        for method, kwargs in {
            "web_search_read": {"domain": domain, "specification": spec},
            "search_read": {"domain": domain, "fields": ["need_words"]},
            "web_read_group": {
                "domain": domain, "groupby": ["stage_id"], "aggregates": ["__count"], "auto_unfold": True,
                "unfold_read_specification": spec,
            },
            "formatted_read_group": {"domain": domain, "groupby": ["source"], "aggregates": ["__count"]},
            "formatted_read_grouping_sets": {
                "domain": domain, "grouping_sets": [[], ["source"]], "aggregates": ["__count"],
            },
            "read_progress_bar": {
                "domain": domain, "group_by": "source",
                "progress_bar": {"field": "unit_kind", "colors": {"family": "success"}},
            },
        }.items():
            with self.subTest(method):
                self._assert_once(lambda method=method, kwargs=kwargs: self._rpc("kooperacje.case", method, **kwargs))

    def test_persons(self):
        for call in (
            lambda: self._rpc("kooperacje.person", "web_search_read", [], {"last_name": {}}),
            lambda: self._rpc("kooperacje.person", "web_read_group", [], ["last_name"], ["__count"]),
            lambda: self._rpc("kooperacje.person", "name_search", "Kowalska"),
        ):
            self._assert_once(call)

    def test_paper_of_a_case(self):
        for name in ("report_intake_document", "report_intake"):
            answer = self._assert_once(lambda name=name: self.url_open(
                f"/report/html/kooperacje.{name}/{self.case.id}",
            ))
            self.assertEqual(answer.status_code, 200)

    def test_file_of_a_case(self):
        by_number = lambda: self.url_open(f"/web/content/{self.file.id}")  # noqa: E731
        self.assertEqual(self._assert_once(by_number).content, b"Opinia")
        self.consent.signed_copy = "T3BpbmlhCg=="
        by_field = lambda: self.url_open(f"/web/content/kooperacje.consent/{self.consent.id}/signed_copy")  # noqa: E731
        self.assertEqual(self._assert_once(by_field).content, b"Opinia\n")

    def test_chatter_of_a_case(self):
        """What core repeats there ends in an error: it keeps what it knew of the guest from the first try."""
        self.case.activity_schedule("mail.mail_activity_data_todo", summary="Zadzwonić", user_id=self.anna.id)
        told = self._assert_once(lambda: self.make_jsonrpc_request("/mail/data", {"fetch_params": ["failures", [
            "mail.thread", {
                "thread_model": "kooperacje.case", "thread_id": self.case.id, "request_list": ["activities"],
            },
        ]]}))
        self.assertEqual([one["summary"] for one in told["mail.activity"]], ["Zadzwonić"])
        self._assert_once(lambda: self.make_jsonrpc_request("/mail/data", {"fetch_params": ["failures"]}), noted=False)

    def test_files_of_others_stay_on_the_replica(self):
        cursors = []
        stream = type(self.env["ir.binary"])._get_stream_from

        def noting(model, *args, **kwargs):
            cursors.append(request.env.cr.readonly)
            return stream(model, *args, **kwargs)

        self.patch(type(self.env["ir.binary"]), "_get_stream_from", noting)
        logo = self.env["ir.attachment"].create({"name": "logo.txt", "raw": b"Logo", "public": True})
        self._assert_once(lambda: self.url_open(f"/web/content/{logo.id}"), noted=False)
        self._assert_once(lambda: self.url_open(f"/web/image/res.partner/{self.ppp.id}/avatar_128"), noted=False)
        self.url_open(f"/web/content/{self.file.id}")
        self.assertEqual(cursors[0], True)
        self.assertEqual(cursors[-1], False, "and a file of a case is read from the primary")

    def test_a_read_that_begins_on_a_replica_is_still_logged(self):
        """Messages are core's and begin on a replica: core repeats what shows those of a case."""
        message = self.case.message_post(body="Pracodawca dzwonił")
        before = self._last_noted()
        with self.assertLogs("odoo.http", "WARNING") as warned:
            self._rpc("mail.message", "read", message.ids, ["body"])
        self.assertIn("reading case data is logged", warned.output[0])
        self.assertEqual((self._last_noted() - before).case_id, self.case)

    def test_nothing_is_noted_without_a_way_to_write(self):
        with self.assertRaises(ReadOnlySqlTransaction), self.env.registry.cursor(readonly=True) as cr:
            cr.execute("SELECT 1")
            self.case.with_env(self.env(cr=cr, user=self.anna)).read(["need_words"])

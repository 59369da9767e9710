import inspect
import re
import warnings

from odoo.exceptions import UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .common import DemoMixin

# A number that no record bears.
NOBODYS = 2_000_000_111
POLISH = {"lang": "pl_PL"}
# What the client and scripts hand on beside the numbers of records.
ASKED = (
    ("read", [["id"]]), ("read", [["display_name"]]), ("read", [["create_date"]]), ("web_read", [{"display_name": {}}]),
    ("write", [{}]), ("check_access", ["read"]), ("has_access", ["write"]), ("export_data", [["id"]]),
    ("web_save", [{}, {}]), ("onchange", [{}, [], {"display_name": {}}]),
)


class NumbersMixin(DemoMixin):
    def _closed_to(self, model):
        """A record of ``model`` that its user may not read, archived ones included."""
        model = model.with_context(active_test=False)
        if not model.has_access("read"):
            return model.sudo().search([], limit=1).sudo(False)
        return (model.sudo().search([]).sudo(False) - model.search([]))[:1]

    def _models(self):
        names = self.env["kooperacje.case.data"]._case_data_models()
        return [name for name in names if self.env[name]._holds_family_data]


@tagged("post_install", "-at_install")
class TestNumbersOfCases(NumbersMixin, TransactionCase):
    """Whoever tries numbers does not learn which of them a record bears: what is closed and what is not there are
    refused alike, by every method of every model with data of families.
    """

    def _answer(self, model, method, id_, arguments=()):
        """What a request is answered, or how it is refused."""
        savepoint = self.env.cr.savepoint()
        try:
            with warnings.catch_warnings():
                # Every public method is called, those that core calls old too.
                warnings.simplefilter("ignore", DeprecationWarning)
                told = repr(call_kw(model.browse(), method, [[id_], *arguments], {"context": POLISH}))
            self.env.flush_all()
        except Exception as refusal:  # noqa: BLE001
            told = f"{type(refusal).__name__}: {refusal}"
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
        return told

    def _methods(self, model):
        """Those that anybody may call, with the number alone."""
        for name in dir(type(model)):
            if name.startswith("_") or name in ("browse", "env", "copy_multi"):
                continue
            try:
                method = get_public_method(model, name)
            except (UserError, AttributeError):
                continue
            if not inspect.isfunction(method) or getattr(method, "_api_model", False):
                continue
            asked = list(inspect.signature(method).parameters.values())[1:]
            if not any(
                each.default is each.empty and each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
                for each in asked
            ):
                yield name, ()

    def _walk(self, login):
        told_apart, asked = {}, 0
        for name in self._models():
            model = self.as_user(login, name)
            closed = self._closed_to(model)
            if not closed:
                continue
            for method, arguments in (*self._methods(model), *ASKED):
                asked += 1
                of_closed = self._answer(model, method, closed.id, arguments)
                of_none = self._answer(model, method, NOBODYS, arguments).replace(str(NOBODYS), str(closed.id))
                if of_closed != of_none:
                    told_apart[f"{name}.{method}"] = of_closed[:200], of_none[:200]
        self.assertGreater(asked, 500)
        self.assertFalse(told_apart, "\n".join(f"{key}: {value}" for key, value in told_apart.items()))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_specialist_of_an_institution(self):
        self._walk("tomasz")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_worker_of_another_case(self):
        self._walk("anna")

    def test_searching_and_choosing_by_number(self):
        case = self.as_user("tomasz", "kooperacje.case")
        for id_ in (self._closed_to(case).id, NOBODYS):
            self.assertFalse(case.search([("id", "=", id_)]))
            self.assertFalse(case.search_count([("id", "=", id_)]))
            self.assertFalse(case.name_search(domain=[("id", "=", id_)]))

    def test_pointing_at_a_number(self):
        """New lines, messages, activities and files that name the number of a case."""
        closed = self._closed_to(self.as_user("tomasz", "kooperacje.case"))
        for model, values in (
            ("kooperacje.activity.log", lambda id_: {"case_id": id_}),
            ("mail.activity", lambda id_: {
                "res_model_id": self.env["ir.model"]._get_id("kooperacje.case"), "res_id": id_, "summary": "?"}),
            ("mail.message", lambda id_: {"model": "kooperacje.case", "res_id": id_, "body": "?"}),
            ("mail.followers", lambda id_: {"res_model": "kooperacje.case", "res_id": id_}),
            ("ir.attachment", lambda id_: {"res_model": "kooperacje.case", "res_id": id_, "name": "?"}),
        ):
            told = set()
            for id_ in (closed.id, NOBODYS):
                with self.assertRaises(UserError) as refused, self.env.cr.savepoint(), mute_logger(
                    "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"):
                    call_kw(self.as_user("tomasz", model), "create", [values(id_)], {"context": POLISH})
                told.add((type(refused.exception), str(refused.exception)))
            with self.subTest(model=model):
                self.assertEqual(len(told), 1, told)

    def test_who_may_read_reads(self):
        """What is refused is refused for the number, not for the asking."""
        case = self.as_user("anna", "kooperacje.case").search([], limit=1)
        self.assertEqual(self._answer(case, "read", case.id, [["id"]]), f"[{{'id': {case.id}}}]")
        self.assertIn("kooperacje.demo_case", self._answer(case, "get_external_id", case.id))


@tagged("post_install", "-at_install")
class TestNumbersOfCasesHttp(NumbersMixin, HttpCase):
    """The same over the channels of the web: what comes back is the same to the letter, the trace of an error too."""

    def test_every_channel(self):
        user = self.ref("user_tomasz")
        user.password = "tomasz-tomasz-1"
        case = self._closed_to(self.as_user("tomasz", "kooperacje.case"))
        plan = self._closed_to(self.as_user("tomasz", "kooperacje.plan"))
        self.authenticate(user.login, "tomasz-tomasz-1")
        for record, path in (
            (case, "/web/content/kooperacje.case/{id}/message_main_attachment_id"),
            (plan, "/web/content/kooperacje.plan/{id}/document_pdf"),
            (plan, "/web/image/kooperacje.plan/{id}/document_pdf"),
            (plan, "/report/html/kooperacje.report_plan/{id}"),
            (plan, "/report/pdf/kooperacje.report_plan/{id}"),
            (case, "/mail/view?model=kooperacje.case&res_id={id}"),
            (case, "/json/1/kooperacje.case/{id}"),
            (case, "/odoo/kooperacje.case/{id}"),
        ):
            with self.subTest(path):
                self._same(record, lambda id_, path=path: self._page(path.format(id=id_)))
        for record, path, params in (
            (case, "/web/dataset/call_kw/kooperacje.case/web_read", lambda id_: {
                "model": "kooperacje.case", "method": "web_read", "args": [[id_], {"name": {}}], "kwargs": {}}),
            (case, "/web/dataset/call_kw/kooperacje.case/message_post", lambda id_: {
                "model": "kooperacje.case", "method": "message_post", "args": [[id_]], "kwargs": {"body": "?"}}),
            (case, "/web/dataset/call_button/kooperacje.case/action_open_access", lambda id_: {
                "model": "kooperacje.case", "method": "action_open_access", "args": [[id_]], "kwargs": {}}),
            (case, "/mail/thread/messages", lambda id_: {"thread_model": "kooperacje.case", "thread_id": id_}),
            (case, "/mail/message/post", lambda id_: {
                "thread_model": "kooperacje.case", "thread_id": id_, "post_data": {"body": "?"}}),
            (case, "/mail/data", lambda id_: {"fetch_params": [["mail.thread", {
                "thread_model": "kooperacje.case", "thread_id": id_, "request_list": ["activities", "followers"]}]]}),
            (case, "/mail/thread/recipients", lambda id_: {
                "thread_model": "kooperacje.case", "thread_id": id_}),
        ):
            with self.subTest(path):
                self._same(record, lambda id_, path=path, params=params: self.opener.post(
                    self.base_url() + path, json={"params": params(id_)}).text)

    def _page(self, path):
        page = self.url_open(path, allow_redirects=False)
        return f"{page.status_code} {page.headers.get('Location')} {page.text}"

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def _same(self, record, ask):
        told = []
        for id_ in (record.id, NOBODYS):
            text = ask(id_).replace(str(NOBODYS), str(record.id))
            told.append(re.sub(r'csrf_token: "[^"]*"|"server_time[^,]*,|oe_unique_\w+', "", text))
        self.assertEqual(*told)

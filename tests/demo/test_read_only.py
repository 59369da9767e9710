import logging
from contextlib import contextmanager

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today

from .common import DemoMixin

MODULE = "odoo.addons.kooperacje"
PEOPLE = ("maria", "anna", "piotr", "robert", "ewa", "adam", "teresa", "justyna")
MOST_RECORDS = 40
# What a method is called with beside the records.
ARGUMENTS = {
    "get_activity_data": {"res_model": "res.partner", "domain": []},
    "dashboard": {"partnership_id": None, "period": None},
    "action_open_records": {"date_from": "2020-01-01", "date_to": f"{office_today().year + 1}-12-31"},
}
# Wizards have no records of the demo: what they are begun with.
WIZARDS = {
    "kooperacje.basket.catalogue": {}, "kooperacje.survey.report": {},
    "kooperacje.basket.import": {"filename": "koszyk.xlsx", "file": "eA=="},
}


@tagged("post_install", "-at_install")
class TestReadOnlyMethods(DemoMixin, TransactionCase):
    """Every method of ours that says it only reads does so, on records of the demo, in a read-only transaction."""

    def setUp(self):
        """The demo has no refusals: its register would have nothing to print."""
        super().setUp()
        self.as_user("piotr", "kooperacje.problem").create({
            "partnership_id": self.ref("pzk_malkinia").id, "kind": "conflict", "description": "Spór o salę.",
        })

    def _declared(self):
        """(module of the source, method, names of models) of each method of ours that may come from a replica."""
        found = {}
        for name in self.env.registry:
            if self.env[name]._abstract:
                continue
            for cls in self.env.registry[name].mro():
                for method, function in vars(cls).items():
                    source = getattr(function, "__module__", None) or ""
                    if source.startswith(MODULE) and getattr(function, "_readonly", False):
                        found.setdefault((source, method), set()).add(name)
        return found

    @contextmanager
    def _read_only(self):
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        try:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            yield
            self.env.flush_all()
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def _calls(self, name, method):
        """What may be tried until something is answered: each person, on some records each."""
        for login in PEOPLE:
            model = self.as_user(login, name)
            if not model.has_access("read"):
                continue
            if name in WIZARDS:
                try:
                    records = model.create({
                        "partnership_id": self.ref("pzk_malkinia").id, **WIZARDS[name],
                    } if "partnership_id" in model._fields else WIZARDS[name])
                except (AccessError, UserError):
                    continue
            else:
                records = model.search([], limit=MOST_RECORDS)
            arguments = dict(ARGUMENTS.get(method, {}))
            if method == "action_open_records":
                arguments["partnership_id"] = self.ref("pzk_malkinia").id
            if getattr(getattr(model, method), "_api_model", False):
                records = [model]
            for record in records:
                self._prepare(record, method)
                yield record, arguments

    def _prepare(self, record, method):
        """What the demo does not show: a slip to be printed, and answers that people signed."""
        if method == "action_print_slips" and (record.audience, record.state) == ("family", "open"):
            record.action_print_family()
        if method == "action_answers_workbook":
            self.env.cr.execute("UPDATE kooperacje_survey_wave SET anonymous = FALSE WHERE id = %s", [record.id])
            record.invalidate_recordset(["anonymous"])

    def test_the_declared_methods_write_nothing(self):
        declared = self._declared()
        self.assertGreater(len(declared), 25)
        # The demo's partnerships have nothing to complain of.
        self.as_user("piotr", "kooperacje.problem").create({
            "partnership_id": self.ref("pzk_malkinia").id, "kind": "refusal", "description": "Odmowa udziału",
        })
        case = self.ref("case_przykladowska")
        colleague = self.env["res.users"].search([("login", "=", "maria")])
        self.env["kooperacje.role.assignment"].create({
            "user_id": colleague.id, "institution_id": case.company_id.partner_id.id, "role": "social_worker",
            "company_id": case.company_id.id,
        })
        offer = self.as_user("anna", "kooperacje.handover").create({
            "case_id": case.id, "to_user_id": colleague.id, "reason": "Zmiana rejonu",
        })
        # Only another centre is written a letter, and the demo's family shares nothing with one.
        self.env.flush_all()
        self.env.cr.execute("UPDATE kooperacje_handover SET kind = 'office' WHERE id = %s", [offer.id])
        self.env.invalidate_all()
        self._officers_registers()
        self._what_left_the_office(case)
        for (source, method), names in sorted(declared.items()):
            with self.subTest(source=source.removeprefix(MODULE), method=method):
                self.assertTrue(any(self._answers(name, method) for name in sorted(names)), "nobody got an answer")

    def _what_left_the_office(self, case):
        """A letter was sent, and the file of a case was handed over."""
        self.env["kooperacje.dispatch"].create({
            "company_id": case.company_id.id, "subject": "Pismo", "recipient_name": "Sąd Rejonowy", "way": "letter",
        })
        self.env["kooperacje.release"].create({
            "kind": "eadm", "case_id": case.id, "company_id": case.company_id.id, "reason": "Skarga",
            "released_by_id": self.env["res.users"].search([("login", "=", "maria")]).id,
        })

    def _officers_registers(self):
        """Who reads the case of the demo's family has asked, too; a list of disposal waits."""
        maria = self.as_user("maria", "kooperacje.breach").env
        office = self.ref("case_przykladowska").company_id
        person = self.ref("case_przykladowska").case_person_ids.person_id[:1]
        request = maria["kooperacje.subject.request"].create({
            "first_name": person.first_name, "last_name": person.last_name, "company_id": office.id,
            "identity_way": "document", "identity_on": office_today(), "answer": "Odpowiadamy.",
        })
        request.action_find_person()
        request.action_restrict()
        self.env["kooperacje.disposal"].create({"company_id": office.id, "ground": "period"})

    def _answers(self, name, method):
        """:raise ReadOnlySqlTransaction: if the method writes"""
        for record, arguments in self._calls(name, method):
            try:
                with self._read_only():
                    answer = getattr(record, method)(**arguments)
            except ReadOnlySqlTransaction:
                raise
            except (AccessError, UserError):
                continue
            if answer:
                return True
        return False

    def test_what_writes_is_found_out(self):
        """The walk above sees a method that writes."""
        partnership = self.as_user("maria", "kooperacje.partnership").browse(self.ref("pzk_malkinia").id)
        with mute_logger("odoo.sql_db"), self.assertRaises(ReadOnlySqlTransaction), self._read_only():
            partnership.sudo().name = "PZK"
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestReadOnlyPapers(DemoMixin, HttpCase):
    """Every paper of ours is shown at the first try: from a read-only transaction, or from the primary at once."""

    @contextmanager
    def _at_the_first_try(self):
        """What is refused is refused in words, which is another warning."""
        with self.assertLogs("odoo.http") as logged:
            logging.getLogger("odoo.http").info("there is always one line")
            yield
        self.assertNotIn("retrying", "".join(logged.output))

    def test_every_report(self):
        reports = self.env["ir.actions.report"].search([("report_name", "=like", "kooperacje.%")])
        user = self.ref("user_maria")
        self.authenticate("maria", "kooperacje")
        shown = 0
        for report in reports:
            record = self.env[report.model].with_user(user).search([], limit=1)
            if not record:
                continue
            with self.subTest(report.report_name), self._at_the_first_try():
                answer = self.url_open(f"/report/html/{report.report_name}/{record.id}")
                shown += answer.status_code == 200
        self.assertGreater(shown, len(reports) // 2)

    def test_every_download(self):
        self.authenticate("maria", "kooperacje")
        partnership = self.ref("pzk_malkinia")
        cards = self.env["kooperacje.service.card"].search([("partnership_id", "=", partnership.id)])
        first = {
            "partnership_id": partnership.id,
            "card_id": cards[:1].id,
            "variant_id": self.env["kooperacje.card.variant"].search([], limit=1).id,
            "report_id": self.env["kooperacje.periodic.report"].search(
                [("partnership_id", "=", partnership.id)], limit=1,
            ).id,
            "wave_id": self.env["kooperacje.survey.wave"].search(
                [("partnership_id", "=", partnership.id), ("anonymous", "=", False)], limit=1,
            ).id,
            "survey_id": self.env["survey.survey"].search([("kooperacje_tool", "!=", False)], limit=1).id,
            "list_id": self.env["kooperacje.file.list"].create({
                "company_id": partnership.company_id.id, "year": 2020, "symbol": "5021", "name": "Teczki spraw",
            }).id,
            "request_id": self.env["kooperacje.subject.request"].search([
                ("user_id", "=", self.ref("user_maria").id), ("person_id", "!=", False),
            ], limit=1).id,
        }
        answers = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            routing = rule.endpoint.routing
            if not rule.rule.startswith("/kooperacje/") or not routing["readonly"] or routing["auth"] != "user":
                continue
            path = rule.rule
            for name, id_ in first.items():
                path = path.replace(f"<int:{name}>", str(id_))
            self.assertNotIn("<", path)
            with self.subTest(rule.rule), self._at_the_first_try():
                answers[rule.rule] = self.url_open(path).status_code
        self.assertGreater(list(answers.values()).count(200), len(answers) - 3, answers)

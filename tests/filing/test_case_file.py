from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon

from .test_case_document import SCAN


@tagged("post_install", "-at_install")
class TestCaseFile(PrivacyCommon):
    """Anna opens the file of the Kowalskis' case: what lies in it, and who did what when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper = cls._consent(cls.case, state="draft")
        cls.paper.with_user(cls.anna).action_issue()
        cls.certificate = cls.env["kooperacje.case.document"].with_user(cls.anna).create({
            "case_id": cls.case.id, "issuer": "Poradnia", "number": "P/7/26", "file": SCAN, "file_name": "a.pdf",
        })
        cls.case.with_user(cls.anna).message_post(body="Proszę zadzwonić do szkoły.", message_type="comment")
        cls.env["kooperacje.activity.log"].with_user(cls.anna).create({
            "case_id": cls.case.id, "kind_id": cls.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
            "description": "Rozmowa o długach",
        })

    def _mine(self, user=None):
        return self.case.with_user(user or self.anna)

    def test_contents_name_what_lies_in_it(self):
        self.case.with_user(self.anna).message_post(body="Skan", attachments=[("notatka.txt", b"x")])
        rows = self._mine()._file_contents()
        self.assertEqual([row["date"] for row in rows], sorted(row["date"] for row in rows))
        by_record = {row["record"]: row for row in rows}
        self.assertEqual(by_record[self.paper]["reference"], f"{self.case.file_reference}.1")
        self.assertEqual(by_record[self.certificate]["issuer"], "Poradnia")
        self.assertEqual(by_record[self.certificate]["number"], "P/7/26")
        self.assertIn("notatka.txt", [row["remark"] for row in rows if row["record"]._name == "ir.attachment"])
        draft = self._consent(self.case, state="draft")
        self.certificate.action_mistaken()
        rows = {row["record"]: row for row in self._mine()._file_contents()}
        self.assertNotIn(draft, rows, "a draft lies in no file")
        self.assertTrue(rows[self.certificate]["remark"], "what was taken away is said")

    def test_metric_says_who_did_what_when(self):
        rows = self._mine()._file_metric()
        self.assertEqual([row["date"] for row in rows], sorted(row["date"] for row in rows))
        told = [(row["who"], row["what"], row["paper"]) for row in rows]
        whats = " | ".join(what for _who, what, _paper in told)
        for part in ("The case was opened", "Issued for signature", "P/7/26"):
            self.assertIn(part, whats)
        self.assertIn(
            (f"{self.anna.name}, social worker", self.env.ref("kooperacje.activity_kind_visit").name, ""), told)
        [issued] = [row for row in rows if "Issued for signature" in row["what"]]
        self.assertEqual(issued["paper"], f"{self.case.file_reference}.1")
        self.assertNotIn("zadzwonić", whats, "what colleagues write to each other is no act")
        self.assertNotIn("długach", whats)

    def test_steps_that_are_tracked_are_acts(self):
        case = self.case.with_context(tracking_disable=False).with_user(self.maria)
        self.env.cr.precommit.run()
        case.user_id = self.jan
        self.env.cr.flush()
        whats = [row["what"] for row in self._mine(self.maria)._file_metric()]
        self.assertTrue([what for what in whats if "→" in what and self.jan.name in what], whats)

    def test_the_screen_and_the_papers(self):
        action = self._mine().action_open_file()
        folder = self.env[action["res_model"]].with_user(self.anna).browse(action["res_id"])
        self.assertIn("Poradnia", folder.contents)
        self.assertIn("P/7/26", folder.metric)
        report = self.env["ir.actions.report"].with_user(self.anna)
        contents, metric = (
            report._render_qweb_html(f"kooperacje.report_case_{name}", self.case.ids)[0].decode()
            for name in ("contents", "metric")
        )
        self.assertIn("SPIS TREŚCI AKT SPRAWY", contents)
        self.assertIn("METRYKA SPRAWY", metric)
        for page in (contents, metric):
            self.assertIn(self.case.file_reference, page)
            self.assertNotIn("Kowalska", page, "the file is known by its sign and code")
        self.assertTrue(self._mine()._file_workbook().startswith(b"PK"))

    def test_the_staff_of_the_office_opens_it(self):
        for user in (self.tomasz, self.zofia, self.olga, self.piotr, self.irena):
            for attempt in (
                lambda user=user: self._mine(user).action_open_file(),
                lambda user=user: self._mine(user)._file_workbook(),
                lambda user=user: self.env["kooperacje.case.file"].with_user(user).create(
                    {"case_id": self.case.id}).contents,
            ):
                with self.subTest(user.login), self.assertRaises(AccessError), self.env.cr.savepoint():
                    attempt()
        self.assertTrue(self._mine(self.maria).action_open_file())

    def test_who_has_a_second_hat_opens_no_file(self):
        """A social worker of Nur who sits in the team as a guest reads the case, not its file."""
        self._role(self.tomasz, self.gops_nur, "social_worker", company=self.company_nur)
        self.env.invalidate_all()
        self.assertTrue(self._mine(self.tomasz).has_access("read"))
        with self.assertRaises(AccessError):
            self._mine(self.tomasz).action_open_file()
        with self.assertRaises(AccessError):
            self.env["kooperacje.case.file"].with_user(self.tomasz).create({"case_id": self.case.id}).read(["contents"])

    def test_ten_papers_cost_what_a_hundred_cost(self):
        def cost(count):
            with self.env.cr.savepoint() as savepoint:
                self.env["kooperacje.case.document"].create([
                    {"case_id": self.case.id, "issuer": "ZUS"} for _one in range(count)
                ])
                visit = self.env.ref("kooperacje.activity_kind_visit")
                self.env["kooperacje.activity.log"].with_user(self.anna).create([
                    {"case_id": self.case.id, "kind_id": visit.id, "duration": 1} for _one in range(count)
                ])
                case = self._mine()
                found = self._queries(lambda: (case._file_contents(), case._file_metric()))
                savepoint.rollback()
            return found

        cost(1)
        self.assertEqual(cost(10), cost(100))

import base64

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.privacy.common import PrivacyCommon

ADDRESS = "AE:PL-12345-67890-ABCDE-25"
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF"
REFUSED = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
class TestDispatch(PrivacyCommon):
    """What the office has sent, to whom, how and when, and the proof that it arrived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Dispatch = cls.env["kooperacje.dispatch"]
        cls.school.edelivery_address = ADDRESS

    def _sent(self, user=None, **values):
        return self.Dispatch.with_user(user or self.anna).with_company(self.company).create({
            "case_id": self.case.id, "subject": "Pismo", "recipient_id": self.school.id, **values,
        })

    def test_the_address_of_an_institution(self):
        school = self.school.with_user(self.piotr)
        for wrong in ("AE:PL-123", "12345-67890", "AE:PL-12345-67890-ABCDE-2X"):
            with self.subTest(wrong), self.assertRefused("no address for electronic delivery", ValidationError):
                school.edelivery_address = wrong
        school.edelivery_address = "AE:PL-12345-67890-ABCDE-12"
        self.assertTrue(school.is_edelivery_doubtful, "warned of, not refused")
        with Form(school, "kooperacje.institution_view_form") as form:
            form.edelivery_address = " ae:pl-12345–67890-abcde-25"
        self.assertEqual((school.edelivery_address, school.is_edelivery_doubtful), (ADDRESS, False))
        with mute_logger(*REFUSED), self.assertRaises(AccessError):
            self.school.with_user(self.anna).edelivery_address = ADDRESS

    def test_from_the_form_of_a_paper_in_one_click(self):
        paper = self.env["kooperacje.consent"].create({"case_id": self.case.id})
        Entry = self.Dispatch.with_user(self.anna).with_company(self.company).with_context(
            kooperacje_of_paper=True, active_model=paper._name, active_id=paper.id)
        with self.assertRefused("has not been issued"):
            Entry.default_get(["paper_id"])
        self.env.cr.execute("UPDATE kooperacje_consent SET document_state = 'issued', document_number = 'N14/7/2026'"
                            " WHERE id = %s", [paper.id])
        self.env.invalidate_all()
        with Form(Entry, "kooperacje.dispatch_view_form") as form:
            self.assertIn("N14/7/2026", form.subject)
            form.recipient_id = self.school
            self.assertEqual(form.address, ADDRESS)
        entry = form.record
        self.assertEqual((entry.case_id, entry.company_id, entry.sent_by_id), (self.case, self.company, self.anna))
        self.assertEqual((entry.sent_on, entry.outcome), (self.today, "waiting"))
        self.assertRegex(entry.number, rf"^\d+/{self.today.year}$")
        self.assertEqual(entry.action_open_paper()["res_id"], paper.id)

    def test_numbers_without_gaps(self):
        first, second = self._sent(), self._sent()
        self.assertEqual(int(second.number.partition("/")[0]) - int(first.number.partition("/")[0]), 1)

    def test_of_whom_a_paper_is_the_paper_says(self):
        """Over RPC nobody enters another family's paper into a case of his own, nor one that is closed to him."""
        other = self._case(self.jan)
        paper = self._consent(other)
        mine = {"subject": "x", "recipient_name": "x", "way": "hand", "paper_model": paper._name, "paper_id": paper.id}
        with mute_logger(*REFUSED):
            with self.assertRaises(AccessError):
                self.Dispatch.with_user(self.anna).create({**mine, "case_id": self.case.id})
            with self.assertRaises(AccessError):
                self.Dispatch.with_user(self.anna).create(mine)
            with self.assertRefused("of another case", AccessError):
                self.Dispatch.with_user(self.maria).create({**mine, "case_id": self.case.id})
        for model in ("res.users", "ir.attachment", "no.such"):
            with self.subTest(model), self.assertRefused("from its own form"):
                self.Dispatch.with_user(self.anna).create({**mine, "paper_model": model, "case_id": self.case.id})

    def test_what_was_sent_stays(self):
        entry = self._sent()
        for name, value in (("subject", "Inne"), ("way", "hand"), ("recipient_id", self.ppp.id), ("number", "9"),
                            ("sent_on", self.yesterday), ("case_id", self._case(self.anna).id)):
            with self.subTest(name), self.assertRefused("not changed by hand", AccessError):
                entry.write({name: value})
        with self.assertRaises(AccessError), mute_logger(*REFUSED):
            entry.unlink()
        with self.assertRefused("stays in the register"):
            entry.sudo().unlink()
        entry.struck_reason = "wpisano dwa razy"
        entry.write({"tracking": "00859007734", "delivered_on": self.today, "proof": base64.b64encode(PDF)})
        self.assertEqual(entry.outcome, "delivered")

    def test_bad_input(self):
        for values, words in (
            ({"recipient_id": False, "way": "hand"}, "to whom"),
            ({"address": "AE:PL-1"}, "no address for electronic delivery"),
            ({"recipient_id": self.ppp.id}, "no address for electronic delivery"),
            ({"way": "email", "address": "sekretariat"}, "e-mail address"),
            ({"sent_on": self.tomorrow}, "lies ahead"), ({"delivered_on": self.tomorrow}, "lies ahead"),
            ({"delivered_on": self.yesterday}, "before it is sent"), ({"outcome": "deemed"}, "day of delivery"),
            ({"proof": base64.b64encode(b"MZ\x90")}, "cannot be read"),
        ):
            with self.subTest(words, **{key: str(value) for key, value in values.items()}), self.assertRefused(
                words, ValidationError,
            ):
                self._sent(**values)

    def test_who_reads_and_enters(self):
        """Who leads the case and the head; of no case the head and the network worker; nobody else on any way."""
        of_case = self._sent()
        of_office = self.Dispatch.with_user(self.piotr).with_company(self.company).create({
            "subject": "Pismo do wójta", "recipient_name": "Wójt", "way": "epuap",
        })
        self.assertEqual(of_office.company_id, self.company)
        portal = self.env["res.users"].with_context(no_reset_password=True).create({
            "name": "Gość", "login": "gosc.dispatch", "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
        })
        reads = {of_case: {self.anna, self.maria}, of_office: {self.maria, self.piotr}}
        users = {*self.user_by_role.values(), self.jan, self.zofia, self.olga, portal}
        for entry, readers in reads.items():
            self.env.invalidate_all()
            for user in users:
                as_user = self.Dispatch.with_user(user)
                with self.subTest(number=entry.number, user=user.login), mute_logger(*REFUSED):
                    if user in readers:
                        self.assertEqual(as_user.search([("id", "=", entry.id)]), entry)
                        as_user.browse(entry.id).tracking = "1"
                        continue
                    for method, args in (
                        ("read", [entry.ids, ["subject"]]), ("web_read", [entry.ids, {"subject": {}}]),
                        ("write", [entry.ids, {"tracking": "2"}]), ("action_open_paper", [entry.ids]),
                    ):
                        with self.assertRaises(AccessError):
                            call_kw(as_user, method, args, {})
                    try:
                        self.assertFalse(as_user.search([("id", "=", entry.id)]))
                        self.assertFalse(as_user.name_search(entry.number))
                    except AccessError:
                        pass
        with mute_logger(*REFUSED):
            for user in users - reads[of_case]:
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self._sent(user, way="hand")

    def test_reading_is_logged_and_erasing_takes_it(self):
        entry = self._sent()
        entry.web_read({"subject": {}})
        self.env["kooperacje.read.log"]._write_down()
        self.assertTrue(self.env["kooperacje.read.log"].search_count([
            ("user_id", "=", self.anna.id), ("case_id", "=", self.case.id), ("channel", "=", "read")]))
        self.env["kooperacje.erasure"]._erase(self.case, self.person)
        self.assertFalse(self.Dispatch.browse(entry.id).exists())

    def test_a_page_costs_as_much_with_more_entries(self):
        def cost(count):
            entries = self.Dispatch.sudo().create([{
                "case_id": self.case.id, "subject": f"Pismo {number}", "recipient_id": self.school.id,
                "sent_on": self.today - relativedelta(days=number % 30),
            } for number in range(count)]).with_user(self.anna)
            fields = {name: {} for name in ("number", "subject", "way", "outcome")}

            def page():
                entries.web_read({**fields, "recipient_id": {"fields": {"display_name": {}}}})
            page()
            return self._queries(page)
        self.assertEqual(cost(10), cost(100))

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestDisposal(PrivacyCommon):
    """What has run out, approved by the head, gone, and a protocol (KANC, art. 5 ust. 1 lit. e RODO)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Disposal = cls.env["kooperacje.disposal"]
        # What the demo has of its own would stand on the lists too.
        cls.env.cr.execute("UPDATE kooperacje_survey_ticket SET partner_id = NULL")

    def _closed(self, case, day):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kooperacje_case SET phase = 'closed', reported_on = %s, closed_on = %s WHERE id = %s",
            [day, day, case.id])
        self.env.invalidate_all()
        return case

    def _codes(self, disposal):
        return set(disposal.line_ids.filtered(lambda line: line.kind_id.model == "kooperacje.case").mapped("code"))

    # What has run out

    def test_the_period_runs_from_the_end_of_the_year(self):
        first, last = self._case(self.anna), self._case(self.anna)
        self._closed(first, "2015-01-02")
        self._closed(last, "2015-12-30")
        self.assertEqual((first.kept_until, last.kept_until), (date(2025, 12, 31),) * 2)
        with freeze_time("2025-12-31 12:00:00"):
            self.assertFalse(self.Disposal._draw_up(self.company))
        with freeze_time("2026-01-02 12:00:00"):
            disposal = self.Disposal._draw_up(self.company)
            self.assertEqual(self._codes(disposal), {first.name, last.name})
            self.assertFalse(self.Disposal._draw_up(self.company), "they stand on an open list")
            self.assertFalse(self.Disposal._draw_up(self.company_nur), "another office's list")
            self.assertIn("B10", disposal.line_ids[0].class_text)

    def test_an_office_has_a_class_of_its_own(self):
        """A head changes what is proposed; the neighbours keep the proposal."""
        self._closed(self.case, "2015-06-01")
        nur = self._closed(self._case(self.olga, partnership=self.partnership_nur), "2015-06-01")
        proposed = self.case.file_class_id
        self.assertTrue(proposed.is_proposal)
        action = proposed.with_user(self.maria).with_company(self.company).action_make_own()
        own = self.env["kooperacje.file.class"].with_user(self.maria).browse(action["res_id"])
        self.assertEqual((own.company_id, own.category), (self.company, "B10"))
        own.write({"category": "B20", "symbol": "5140"})
        self.env.invalidate_all()
        self.assertEqual((self.case.kept_until, nur.kept_until), (date(2035, 12, 31), date(2025, 12, 31)))
        own.category = "A"
        self.env.invalidate_all()
        self.assertFalse(self.case.kept_until)
        with freeze_time("2060-01-02 12:00:00"):
            self.assertNotIn(self.case.name, self._codes(self.Disposal._draw_up(self.company)))
        for bad in ("B", "10", "BE", "wieczyste"):
            with self.subTest(bad), self.assertRaisesRegex(ValidationError, "no category"):
                own.category = bad
        with mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"):
            for user in (self.anna, self.olga, self.irena, self.tomasz, self.robert):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    own.with_user(user).write({"category": "B1"})
            with self.assertRaises(AccessError):
                proposed.with_user(self.maria).write({"category": "B1"})

    def test_papers_say_what_the_program_does(self):
        """One place of data: the clause of the consent and the day on which the list names it."""
        said = self.consent._document_placeholder_value("office.kept")
        self.assertEqual(said, "przez 10 lat od końca roku, w którym sprawę zamknięto (klasa 5022, kategoria B10)")
        clauses = self.consent._document_clauses()
        self.assertIn(said, str(clauses))
        self.env["kooperacje.file.class"].create({
            "company_id": self.company.id, "replaces_id": self.env.ref("kooperacje.file_class_consent").id,
            "symbol": "5141", "name": "Zgody", "category": "B5",
        })
        self.assertIn("przez 5 lat od końca roku, w którym sprawę zamknięto (klasa 5141",
                      str(self.consent._document_clauses()))

    def test_a_hold_stops_it(self):
        self._closed(self.case, "2009-06-01")
        hold = self.env["kooperacje.hold"].with_user(self.maria).create({
            "case_id": self.case.id, "ground": "court", "reference": "III RC 12/26",
        })
        self.assertTrue(self.case.is_held)
        self.assertNotIn(self.case.name, self._codes(self.Disposal._draw_up(self.company)))
        with self.assertRaisesRegex(UserError, "on hold"):
            self.Disposal._propose(self.case, "request")
        hold.write({"date_from": self.yesterday, "date_to": self.yesterday})
        disposal = self.Disposal._draw_up(self.company)
        self.assertIn(self.case.name, self._codes(disposal))
        # Complained of between the list and its approval.
        self.env["kooperacje.hold"].create({"case_id": self.case.id, "ground": "complaint"})
        disposal.with_user(self.maria)._approve()
        line = disposal.line_ids.filtered(lambda one: one.code == self.case.name)
        self.assertEqual(line.state, "kept")
        self.assertIn("on hold", line.kept_reason)
        self.assertEqual(self.case.case_person_ids.person_id, self.person)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            hold.unlink()

    def test_what_came_back_after_the_list_is_kept(self):
        """Between the list of January and its approval a contact returned, and a case was taken up and closed again."""
        self._closed(self.case, "2009-06-01")
        contact = self._contact_who_left()
        disposal = self.Disposal._draw_up(self.company)
        self.assertEqual(len(disposal.line_ids), 2)
        contact.active = True
        self._closed(self.case, self.today)
        disposal.with_user(self.maria)._approve()
        self.env.invalidate_all()
        self.assertEqual(set(disposal.line_ids.mapped("state")), {"kept"})
        self.assertIn("not over", disposal.line_ids[0].kept_reason)
        self.assertEqual((contact.name, contact.phone), ("Pani Pedagog", "600 100 200"))
        self.assertTrue(self.person.exists())

    def test_a_longer_class_counts_at_once(self):
        """The head finds that the office keeps its cases longer, and approves the list all the same."""
        self._closed(self.case, "2014-06-01")
        disposal = self.Disposal._draw_up(self.company)
        self.env["kooperacje.file.class"].create({
            "company_id": self.company.id, "replaces_id": self.case.file_class_id.id, "symbol": "5141",
            "name": "Sprawy", "category": "B50",
        })
        disposal.with_user(self.maria)._approve()
        self.assertEqual(disposal.line_ids.state, "kept")
        self.assertTrue(self.person.exists())

    # Who decides

    def test_the_head_approves_nobody_else(self):
        self._closed(self.case, "2009-06-01")
        disposal = self.Disposal._draw_up(self.company)
        head_of_nur = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        for user in (self.anna, self.piotr, self.irena, self.tomasz, self.ewa, self.robert, self.adam, head_of_nur,
                     self.env.ref("base.public_user")):
            with self.subTest(user=user.login), mute_logger("odoo.addons.base.models.ir_model",
                                                            "odoo.addons.base.models.ir_rule"):
                for step in ("action_open_approval", "_approve", "action_drop"):
                    self.assertRaises(AccessError, getattr(disposal.with_user(user), step))
                self.assertRaises(AccessError, self.Disposal.with_user(user).with_company(self.company).action_draw_up)
                self.assertRaises(AccessError, disposal.line_ids.with_user(user).write, {"code": "x"})
        for name, value in (("state", "done"), ("name", "BR/1/2026"), ("approved_by_id", self.maria.id)):
            with self.subTest(name), self.assertRaises(AccessError):
                disposal.with_user(self.maria).write({name: value})
        self.assertEqual(disposal.state, "draft")
        self.assertEqual(disposal.with_user(self.irena).line_count, len(disposal.line_ids), "the officer reads it")

    def test_the_head_is_told_what_goes_and_asked_twice(self):
        self._closed(self.case, "2009-06-01")
        # As the web client presses the button: with the marked lines, of which there are none.
        action = call_kw(self.Disposal.with_user(self.maria).with_company(self.company), "action_draw_up", [[]], {})
        disposal = self.Disposal.with_user(self.maria).browse(action["res_id"])
        dialog = self.env["kooperacje.disposal.approve"].with_user(self.maria).create({"disposal_id": disposal.id})
        self.assertIn("2009", dialog.summary)
        with self.assertRaisesRegex(UserError, "cannot be brought back"):
            dialog.action_confirm()
        self.assertTrue(self.person.exists())
        dialog.is_checked = True
        dialog.action_confirm()
        self.assertEqual(disposal.state, "done")
        self.assertFalse(self.person.exists())
        self.assertRegex(disposal.name, r"^BR/\d+/\d{4}$")
        with self.assertRaisesRegex(UserError, "done already"):
            dialog.action_confirm()
        with self.assertRaises(UserError):
            disposal.sudo().unlink()

    def test_the_protocol_names_nobody_and_is_polish(self):
        code = self.case.name
        self._closed(self.case, "2009-06-01")
        disposal = self.Disposal._draw_up(self.company)
        disposal.with_user(self.maria).write({"archive_reference": "OA-III.4131.7.2026"})
        disposal.with_user(self.maria)._approve()
        page = self.env["ir.actions.report"].with_user(self.maria)._render_qweb_html(
            "kooperacje.report_disposal_document", disposal.ids)[0].decode()
        for text in ("PROTOKÓŁ BRAKOWANIA", code, "2009", "5021", "OA-III.4131.7.2026", disposal.name, "usunięto"):
            self.assertIn(text, page)
        self.assertNotIn("Kowalska", page)

    # In January

    def test_in_january_the_job_tells_the_head_once(self):
        self._closed(self.case, "2009-06-01")
        with freeze_time("2027-02-01 12:00:00"):
            self.Disposal._cron_january()
            self.assertFalse(self.Disposal.search([("company_id", "=", self.company.id)]))
        with freeze_time("2027-01-04 12:00:00"):
            self.Disposal._cron_january()
            self.Disposal._cron_january()
            disposal = self.Disposal.search([("company_id", "=", self.company.id)])
            self.assertEqual(len(disposal), 1)
            told = self.env["mail.activity"].search([
                ("res_model", "=", "kooperacje.disposal"), ("res_id", "=", disposal.id)])
            self.assertEqual(told.user_id, self.maria)
            disposal.with_user(self.maria)._approve()
            self.assertFalse(told.exists())

    def test_a_dropped_list_asks_nobody(self):
        self._closed(self.case, "2009-06-01")
        with freeze_time("2027-01-04 12:00:00"):
            self.Disposal._cron_january()
        disposal = self.Disposal.search([("company_id", "=", self.company.id)])
        self.assertTrue(disposal.activity_ids)
        disposal.with_user(self.maria).action_drop()
        self.env.invalidate_all()
        self.assertFalse(disposal.activity_ids)

    def test_a_long_list_is_left_to_the_job(self):
        cases = self.env["kooperacje.case"].create([
            {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(25)
        ])
        for case in cases:
            self._closed(case, "2009-06-01")
        disposal = self.Disposal._draw_up(self.company)
        disposal.with_user(self.maria)._approve()
        self.assertEqual(disposal.state, "approved")
        self.Disposal._cron_erase()
        self.assertEqual(disposal.state, "done")
        self.assertEqual(set(disposal.line_ids.mapped("state")), {"erased"})

    def test_queries_of_a_list_do_not_grow(self):
        def queries(count):
            cases = self.env["kooperacje.case"].create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(count)
            ])
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE kooperacje_case SET phase = 'closed', closed_on = '2009-06-01' WHERE id = ANY(%s)", [cases.ids])
            before = self.env.cr.sql_log_count
            values = self.env["kooperacje.disposal.line"]._run_out(self.company)
            self.assertGreaterEqual(len(values), count)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(10), queries(100))

    # Granted requests

    def test_a_granted_request_takes_the_same_road(self):
        with self.assertRaisesRegex(UserError, "is not closed"):
            self.Disposal._propose(self.person, "request", "ŻO/1/2026")
        self._closed(self.case, "2025-06-01")
        disposal = self.Disposal._propose(self.person, "request", "ŻO/1/2026")
        self.assertEqual((disposal.state, disposal.ground_note), ("draft", "ŻO/1/2026"))
        self.assertEqual(disposal.line_ids.mapped("code"), [self.case.name])
        self.assertTrue(self.person.exists(), "nothing goes before the head approves")
        disposal.with_user(self.maria)._approve()
        self.assertFalse(self.person.exists())

    def test_from_the_register_of_requests(self):
        """The request stays in its register, without the name, when the person is gone."""
        request = self.env["kooperacje.subject.request"].with_user(self.irena).create({
            "first_name": "Halina", "last_name": "Kowalska", "company_id": self.company.id, "user_id": self.irena.id,
            "kind": "erasure",
        })
        number = request.number
        with self.assertRaises(UserError):
            request.action_propose_erasure()
        request.write({"identity_way": "document", "identity_on": self.today})
        request.action_find_person()
        with self.assertRaisesRegex(UserError, "is not closed"):
            request.action_propose_erasure()
        self._closed(self.case, "2025-06-01")
        request.write({"outcome": "refused", "refusal_ground": "duty"})
        with self.assertRaisesRegex(UserError, "refused or taken back"):
            request.action_propose_erasure()
        request.write({"outcome": "granted", "refusal_ground": False})
        action = request.action_propose_erasure()
        with self.assertRaisesRegex(UserError, "stands on a list already"):
            request.action_propose_erasure()
        disposal = self.Disposal.with_user(self.irena).browse(action["res_id"])
        self.assertEqual((disposal.ground, disposal.ground_note), ("request", number))
        disposal.with_user(self.maria)._approve()
        self.env.invalidate_all()
        self.assertEqual((request.number, request.last_name, request.person_id.id), (number, "–", False))

    def test_what_is_restricted_is_kept(self):
        self._closed(self.case, "2009-06-01")
        disposal = self.Disposal._draw_up(self.company)
        request = self.env["kooperacje.subject.request"].with_user(self.irena).create({
            "first_name": "Halina", "last_name": "Kowalska", "company_id": self.company.id, "user_id": self.irena.id,
            "kind": "restriction", "identity_way": "document", "identity_on": self.today,
        })
        request.action_find_person()
        request.action_restrict()
        restriction = self.env["kooperacje.restriction"].search([("request_id", "=", request.id)])
        with self.assertRaisesRegex(UserError, "is restricted"):
            self.Disposal._propose(self.person, "request")
        disposal.with_user(self.maria)._approve()
        self.assertEqual(disposal.line_ids.state, "kept")
        self.assertTrue(restriction.exists() and self.person.exists())

    def test_a_restricted_person_in_no_case_is_kept(self):
        """Somebody who was reported only contests what is written: it is stored until that is settled (art. 18)."""
        lonely = self._person("Samotny", "Jan")
        self.env.flush_all()
        self.env.cr.execute("UPDATE kooperacje_person SET write_date = '2009-01-01' WHERE id = %s", [lonely.id])
        disposal = self.Disposal._draw_up(self.company)
        request = self.env["kooperacje.subject.request"].with_user(self.irena).create({
            "first_name": "Jan", "last_name": "Samotny", "company_id": self.company.id, "user_id": self.irena.id,
            "kind": "restriction", "identity_way": "document", "identity_on": self.today,
        })
        request.action_find_person()
        request.action_restrict()
        with self.assertRaisesRegex(UserError, "is restricted"):
            self.Disposal._propose(lonely, "request")
        disposal.with_user(self.maria)._approve()
        self.assertTrue(lonely.exists())
        self.assertEqual(disposal.line_ids.filtered(lambda line: line.res_id == lonely.id).state, "kept")

    def test_a_person_in_no_case(self):
        lonely = self._person("Samotny", "Jan")
        disposal = self.Disposal._propose(lonely, "request")
        disposal.with_user(self.maria)._approve()
        self.assertFalse(lonely.exists())
        self.assertEqual(disposal.line_ids.code, "–")

    # People outside families

    def _contact_who_left(self):
        membership = self.env["kooperacje.membership"].search([
            ("partnership_id", "=", self.partnership.id), ("institution_id", "=", self.school.id)], limit=1)
        if not membership:
            self.env["kooperacje.membership"].create({
                "partnership_id": self.partnership.id, "institution_id": self.school.id})
        gone = self.env["res.partner"].create({
            "name": "Pani Pedagog", "parent_id": self.school.id, "email": "x@example.com", "phone": "600 100 200",
            "active": False,
        })
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = '2015-03-01' WHERE id = %s", [gone.id])
        return gone

    def test_a_contact_who_has_left_goes_in_time(self):
        gone = self._contact_who_left()
        here = gone.copy({"name": "Pan Dyrektor", "active": True})
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = '2015-03-01' WHERE id = %s", [here.id])
        disposal = self.Disposal._draw_up(self.company)
        lines = disposal.line_ids.filtered(lambda line: line.kind_id.model == "res.partner")
        self.assertEqual(lines.mapped("res_id"), gone.ids)
        disposal.with_user(self.maria)._approve()
        self.env.invalidate_all()
        self.assertEqual((gone.name, gone.email, gone.phone), ("–", False, False))
        self.assertEqual(here.name, "Pan Dyrektor")

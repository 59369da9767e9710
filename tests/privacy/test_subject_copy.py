import io
import json
from datetime import timedelta

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kooperacje.models.privacy.subject_copy import NOT_COPIED, TECHNICAL
from odoo.addons.kooperacje.tests.casework.family import FamilyCommon

TEXTS = ("char", "text", "html")


class CopyCommon(FamilyCommon):
    """Halina Nowak asks for a copy; Kuba, her son, and Jan, a neighbour, are in the same case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.neighbour = cls.env["kooperacje.person"].create({
            "first_name": "Marek", "last_name": "Zielony", "phone": "602100200", "company_id": cls.company.id,
        })
        cls.case.case_person_ids = [Command.create({
            "person_id": cls.neighbour.id, "relation": "significant", "in_household": False,
        })]
        cls.request = cls.env["kooperacje.subject.request"].create({
            "first_name": "Halina", "last_name": "Nowak", "company_id": cls.company.id, "user_id": cls.maria.id,
            "identity_way": "document", "identity_on": cls.today, "person_id": cls.halina.id,
        })
        cls.env.flush_all()

    def _copy(self, person=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return json.loads(self.env["kooperacje.subject.copy"].with_user(user or self.maria)._as_json(
            (person or self.halina).with_user(user or self.maria)))


@tagged("post_install", "-at_install")
class TestSubjectCopy(CopyCommon):
    """Art. 15 RODO: all that is held of the person, and nothing of the others."""

    def _columns(self, Model):
        return [
            field for field in Model._fields.values()
            if (field.store and field.column_type and field.type in TEXTS and not field.related
            and not field.translate and not getattr(field, "size", None) and field.name not in TECHNICAL
            and field.export_string_translation) or (field.name.endswith("_kept") and field.type in TEXTS
            and not field.name.startswith(("pesel", "document_pdf", "signed_copy", "signature_reading")))
        ]

    def _mark(self):
        """Fill every text of the family: OWN where the copy has to tell it, OTHER where it must not."""
        walked = self.env["kooperacje.subject.copy"]._walked()
        expected, of_others = set(), set()
        for name in ("kooperacje.person", *walked):
            Model = self.env[name]
            persons, link = walked.get(name, ((), None))
            for field in self._columns(Model):
                plain = field.name.removesuffix("_kept")
                said_by = {
                    attribute: plain in set().union(*(vars(cls).get(attribute, ()) for cls in type(Model).mro()))
                    for attribute in ("_words_of_others", "_words_of_children")
                }
                for record in Model.with_context(active_test=False).search([]):
                    case = record if name == "kooperacje.case" else record[link] if link else record.browse()
                    if link not in (None, "id", "case_id"):
                        case = record[link].case_id
                    if name == "kooperacje.person":
                        own = record == self.halina
                        if not own and record not in self.kuba | self.neighbour:
                            continue
                    elif link and case != self.case:
                        continue
                    else:
                        named = [record[each] for each in persons if record[each]]
                        one = getattr(Model, "_of_one_person", False)
                        own = any(self.halina in each for each in named) or (not named and not one)
                    own = own and not any(said_by.values())
                    marker = f"{'OWN' if own else 'OTHER'}{Model._table}{plain}{record.id}x"
                    self.env.cr.execute(SQL(
                        "UPDATE %s SET %s = %s WHERE id = %s", SQL.identifier(Model._table),
                        SQL.identifier(field.name), marker, record.id,
                    ))
                    (expected if own else of_others).add(marker)
        self.env.invalidate_all()
        return expected, of_others

    def test_all_of_the_person_and_nothing_of_others(self):
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_plan_action SET person_id = %s, member_id = NULL WHERE id = %s", self.kuba.id,
            self.family.action.id,
        ))
        self.env.invalidate_all()
        expected, of_others = self._mark()
        self.assertGreater(len(expected), 100)
        self.assertGreater(len(of_others), 25)
        text = json.dumps(self._copy(), ensure_ascii=False)
        self.assertEqual({marker for marker in expected if marker not in text}, set())
        self.assertEqual({marker for marker in of_others if marker in text}, set())
        self.assertNotIn("OTHERkoop", text)
        html = self.env["ir.actions.report"].with_user(self.maria)._render_qweb_html(
            "kooperacje.report_subject_request_copy", self.request.ids)[0].decode()
        self.assertEqual({marker for marker in expected if marker not in html}, set())
        self.assertNotIn("OTHERkoop", html)

    def test_names_and_numbers_of_others_in_texts(self):
        self.case.need_words = "Halina boi się o Kubę. Dzwonił Marek Zielony, 602100200, pomógł Zielonemu brat."
        self.case.message_post(body="Rozmowa z panem Zielonym")
        text = json.dumps(self._copy(), ensure_ascii=False)
        self.assertIn("Halina boi się o [dane innej osoby].", text)
        for word in ("Kub", "Zielon", "602100200"):
            self.assertNotIn(word, text)

    def test_the_childs_own_words_are_in_the_childs_copy(self):
        field = self.family.consent._fields["signer_ids"]
        self.env.cr.execute(SQL(
            "INSERT INTO %s (%s, %s) VALUES (%s, %s)", SQL.identifier(field.relation), SQL.identifier(field.column1),
            SQL.identifier(field.column2), self.family.consent.id, self.kuba.id,
        ))
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_consent SET child_opinion = 'Chcę do klubu' WHERE id = %s", self.family.consent.id))
        self.env.invalidate_all()
        self.assertNotIn("Chcę do klubu", json.dumps(self._copy(), ensure_ascii=False))
        self.assertIn("Chcę do klubu", json.dumps(self._copy(self.kuba), ensure_ascii=False))

    def test_every_model_is_copied_or_says_why_not(self):
        """A model added later that points at a person, a case or its data is covered by the walk."""
        walked = self.env["kooperacje.subject.copy"]._walked()
        guarded = {*self.env["kooperacje.case.data"]._case_data_models()}
        for name, Model in self.env.registry.items():
            if Model._abstract or Model._transient or not Model._auto:
                continue
            points = any(
                field.store and field.type in ("many2one", "many2many") and field.comodel_name in guarded
                for field in Model._fields.values()
            )
            if points or name in guarded:
                with self.subTest(name):
                    self.assertTrue(name in walked or name in NOT_COPIED or name == "kooperacje.person")
        self.assertGreater(len(walked), 35)
        self.assertFalse([name for name in NOT_COPIED if name not in self.env.registry])

    def test_a_blue_card_is_told_in_no_copy(self):
        """Nor does the copy tell it by what is the same with it and without it."""
        before = self._copy()
        self.env["kooperacje.blue.card"].create({"case_id": self.case.id})
        after = self._copy()
        before.pop("readers"), after.pop("readers")
        self.assertEqual(before, after)

    def test_the_log_by_name_for_the_officer(self):
        """Irena reads no case, and prints who read of Halina; Anna, who answers for nothing here, does not."""
        self.case.with_user(self.tomasz).read(["need_words"])
        self.env.cr.flush()
        request = self.request.with_user(self.irena)
        self.assertTrue(request.action_print_log())
        html = self.env["ir.actions.report"].with_user(self.irena)._render_qweb_html(
            "kooperacje.report_subject_request_log", request.ids)[0].decode()
        for words in ("Halina", "Nowak", "Tomasz", self.ppp.name):
            self.assertIn(words, html)
        self.assertNotIn(self.case.name, html)
        sheet = openpyxl.load_workbook(io.BytesIO(request._log_workbook())).active
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        self.assertIn(("Tomasz", self.ppp.name, 1), [(row[1], row[2], row[4]) for row in rows])
        self.assertEqual(len(rows), len(request._log()))
        self.request.user_id = self.anna
        for way in ("action_print_log", "action_save_log", "_log_workbook"):
            with self.assertRefused(AccessError, "officer"):
                getattr(self.request.with_user(self.anna), way)()
        role = self.anna.role_assignment_ids.filtered(lambda one: one.role == "social_worker")
        role.takes_log = True
        self.env.invalidate_all()
        self.assertTrue(self.request.with_user(self.anna).action_save_log(), "whom the office names")
        role.date_to = self.today - timedelta(days=1)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.request.with_user(self.anna).action_save_log()

    def test_who_read_when_and_why(self):
        self.case.with_user(self.tomasz).read(["need_words"])
        self.halina.with_user(self.anna).read(["last_name"])
        self.case.with_user(self.maria).read(["need_words"])
        self.env.cr.flush()
        readers = {line["who"]: line for line in self._copy()["readers"]}
        self.assertEqual(readers["Tomasz"]["institution"], self.ppp.name)
        self.assertIn(f"zgoda {self.family.consent.document_number}", readers["Tomasz"]["why"])
        self.assertIn(f"upoważnienie UP/{self.anna.login}", readers["Anna"]["why"])
        self.assertEqual(readers["Maria"]["on"], str(self.today))

    def test_recipients_and_sources(self):
        copy = self._copy()
        self.assertIn((self.ppp.name, f"zgoda {self.family.consent.document_number}"),
                      {(line["who"], line["why"]) for line in copy["recipients"]})
        self.assertIn(f"sprawa {self.case.name}", {line["what"] for line in copy["sources"]})
        self.assertEqual(copy["controller"]["name"], self.company.name)

    def test_made_by_who_reads_all_cases(self):
        """Not the officer, who reads no cases; not Anna, where a colleague runs another case of the person."""
        self._copy(user=self.anna)
        for user in (self.irena, self.tomasz, self.piotr, self.olga, self.jan):
            with (
                self.subTest(user.login), mute_logger("odoo.addons.base.models.ir_rule"),
                self.assertRaises(AccessError),
            ):
                self._copy(user=user)
        with self.assertRefused(AccessError, "all of them"):
            self.request.with_user(self.irena).action_print_copy()
        other = self._case(self.jan, self._second())
        other.case_person_ids = [Command.create({"person_id": self.halina.id})]
        with self.assertRaises(AccessError):
            self._copy(user=self.anna)
        self._copy(user=self.maria)

    def _second(self):
        return self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Ola", "last_name": "Inna", "company_id": self.company.id,
        })

    def test_nothing_before_person_and_identity(self):
        request = self.request.with_user(self.maria)
        request.identity_on = False
        with self.assertRefused(Exception, "identity"):
            request.action_print_copy()
        with self.assertRefused(Exception, "identity"):
            request.action_save_copy()
        other = request.copy({"first_name": "Halina", "last_name": "Nowak", "user_id": self.maria.id})
        with self.assertRefused(Exception, "Find the person"):
            other.action_print_copy()

    def test_making_it_is_logged(self):
        Log = self.env["kooperacje.read.log"]
        self.env.cr.flush()
        last = Log.search([], limit=1).id or 0
        self._copy()
        self.env.cr.flush()
        self.env.invalidate_all()
        rows = Log.search([("id", ">", last)])
        self.assertEqual(rows.user_id, self.maria)
        self.assertEqual(set(rows.mapped("channel")), {"export"})
        self.assertEqual(rows.case_id, self.case)
        self.assertIn(self.halina.id, rows.mapped("person_id"))

    def test_queries_do_not_grow(self):
        def fill(count):
            self.env["kooperacje.activity.log"].with_user(self.anna).create([{
                "case_id": self.case.id, "duration": 1, "description": f"Rozmowa {number}",
                "kind_id": self.env.ref("kooperacje.activity_kind_visit").id,
            } for number in range(count)])
            for number in range(count):
                self.case.message_post(body=f"Notatka {number}")
        copy = self.env["kooperacje.subject.copy"].with_user(self.maria)
        person, counts = self.halina.with_user(self.maria), []
        for count in (10, 90):
            fill(count)
            copy._collect(person)
            counts.append(self._queries(lambda: copy._collect(person)))
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestSubjectCopyHttp(HttpCase, CopyCommon):
    """The file goes to who may make the copy; others learn nothing."""

    def test_file(self):
        for user in (self.maria, self.irena, self.jan):
            user.password = user.login
        url = f"/kooperacje/subject-request/{self.request.id}/copy.json"
        log = url.replace("copy.json", "log.xlsx")
        self.authenticate(self.maria.login, self.maria.login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json()["format"], "kooperacje/kopia-danych/1")
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertNotIn("Nowak", response.headers["Content-Disposition"])
        self.authenticate(self.irena.login, self.irena.login)
        self.assertEqual(self.url_open(url).status_code, 403)
        response = self.url_open(log)
        self.assertEqual((response.status_code, response.content[:2]), (200, b"PK"), "the officer takes the log")
        self.assertNotIn("Nowak", response.headers["Content-Disposition"])
        self.authenticate(self.jan.login, self.jan.login)
        self.assertEqual({self.url_open(one).status_code for one in (url, log)}, {404})

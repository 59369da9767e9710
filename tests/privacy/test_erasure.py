import base64
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import keeping
from odoo.addons.kooperacje.models.privacy.erasure import TEXTS

from .test_matrix_access import MatrixCommon
from .test_read_seals import SealCommon

MARKER = "ZnacznikKowalskich"
# By these rows are found, or they are drawn by the program.
KEYS = frozenset({
    "model", "res_model", "state", "store_fname", "checksum", "type", "mimetype", "res_field", "read_key", "module",
    "access_token", "message_id", "message_type",
})


@tagged("post_install", "-at_install")
class TestErasure(SealCommon, MatrixCommon):
    """Erased is gone from every table and file; figures of past years stay (art. 5 ust. 1 lit. e, art. 17 RODO)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Erasure = cls.env["kooperacje.erasure"]
        cls.steps = {step.model: step for step in cls.Erasure._steps()}

    # ------------------------------------------------------------
    # By the registry
    # ------------------------------------------------------------

    def _own_models(self):
        return [
            name for name, Model in self.env.registry.items()
            if name.startswith("kooperacje.") and not Model._abstract and not Model._transient and Model._auto
        ]

    def test_every_model_says_its_class_and_what_it_holds(self):
        kinds = {kind.model: kind for kind in self.env["kooperacje.file.kind"].search([])}
        without = [name for name in self._own_models() if name not in kinds]
        self.assertFalse(without, "give the kind of record a row in data/privacy_file_kind.xml")
        self.assertGreater(len(kinds), 80)

    def test_what_the_walk_finds_is_what_is_said(self):
        """A model found from a case or person is erased whether anybody remembers or not; what is said must agree."""
        kinds = {kind.model: kind.content for kind in self.env["kooperacje.file.kind"].search([])}
        found = {name for name in self._own_models() if name in self.steps}
        said = {name for name, content in kinds.items() if content == "family"}
        self.assertEqual(found - said, set(), "erased with a family, so its content is `family`")
        self.assertEqual(said - found, set(), "not found from a family: link it, or name the link in `_erased_with`")

    def test_dictionaries_and_figures_hold_no_person(self):
        """What says that it names nobody has no link to a person, a case, or anybody of a family."""
        quiet = self.env["kooperacje.file.kind"].search([("content", "in", ("words", "figures"))]).mapped("model")
        for name in quiet:
            for field in self.env[name]._fields.values():
                if field.store and field.type in ("many2one", "many2many"):
                    with self.subTest(model=name, field=field.name):
                        self.assertNotIn(field.comodel_name, self.steps.keys() - {"calendar.event"})

    def test_the_walk_knows_what_is_core_s(self):
        for name in ("mail.message", "mail.tracking.value", "mail.mail", "mail.notification", "mail.activity",
                     "mail.scheduled.message", "mail.followers", "ir.attachment", "ir.model.data", "calendar.event",
                     "calendar.attendee", "survey.user_input", "survey.user_input.line"):
            self.assertIn(name, self.steps)
        for name in ("res.partner", "res.users", "kooperacje.partnership", "kooperacje.service", "survey.survey"):
            self.assertNotIn(name, self.steps)

    # ------------------------------------------------------------
    # The marker
    # ------------------------------------------------------------

    def _write_all_over(self):
        """Say the marker in every text and file of the Kowalskis, whatever model it is of."""
        case = self.case
        self.maria.partner_id.email = "maria@example.com"
        message = case.message_post(
            body=MARKER, subject=MARKER, message_type="comment", partner_ids=self.maria.partner_id.ids,
            subtype_xmlid="mail.mt_comment", attachments=[("notatka.txt", MARKER.encode())],
        )
        self.env["mail.mail"].create({
            "mail_message_id": message.id, "body_html": MARKER, "email_to": f"{MARKER}@example.com",
        })
        self.env["mail.tracking.value"].create({
            "mail_message_id": message.id, "field_id": self.env["ir.model.fields"]._get(case._name, "name").id,
            "old_value_char": MARKER, "new_value_char": MARKER,
        })
        case.activity_schedule("mail.mail_activity_data_todo", summary=MARKER, note=MARKER, user_id=self.anna.id)
        self.env["mail.scheduled.message"].create({
            "model": case._name, "res_id": case.id, "body": MARKER, "subject": MARKER,
            "author_id": self.anna.partner_id.id, "scheduled_date": fields.Datetime.now() + relativedelta(days=3),
        })
        self.meeting.event_id = self.env["calendar.event"].create({
            "name": MARKER, "description": MARKER, "start": "2026-01-08 10:00:00", "stop": "2026-01-08 11:00:00",
            "partner_ids": self.anna.partner_id.ids,
        })
        self.env["ir.filters"].create({
            "name": "Moja rodzina", "model_id": "kooperacje.person", "user_ids": self.anna.ids,
            "domain": f"[('last_name', 'ilike', '{MARKER}')]", "context": "{}",
        })
        self.env["ir.model.data"].create({
            "name": f"import_{MARKER}", "module": "__import__", "model": "kooperacje.person", "res_id": self.person.id,
        })
        wizard = self.env["kooperacje.consent.withdrawal"].create({"case_id": case.id, "reason": MARKER})
        self.assertTrue(wizard)
        self.env.flush_all()
        ids = self.Erasure._find({"kooperacje.case": case.ids, "kooperacje.person": self.person.ids})
        written = set()
        for name, some in ids.items():
            Model = self.env[name]
            written |= self._write_texts(Model, some)
            if name.startswith("kooperacje."):
                for id_ in some[:2]:
                    self.env["ir.attachment"].create({
                        "name": f"{MARKER}.txt", "raw": f"{MARKER} {name} {id_}".encode(), "res_model": name,
                        "res_id": id_,
                    })
                for field in Model._fields.values():
                    if field.type == "binary" and field.store and field.attachment:
                        self.env["ir.attachment"].create({
                            "name": field.name, "datas": base64.b64encode(f"{MARKER} {field} {some[0]}".encode()),
                            "res_model": name, "res_id": some[0], "res_field": field.name,
                        })
        self.env.invalidate_all()
        self.env.flush_all()
        return ids, written

    def _write_texts(self, Model, ids):
        """The marker in every text, by SQL: what guards refuse is in old databases all the same."""
        written = set()
        for field in Model._fields.values():
            # The code of a case stays on the protocol, and its reference in the list of cases.
            if (
                field.store and field.column_type and field.type in TEXTS and not field.translate
                and field.name not in KEYS and str(field) not in ("kooperacje.case.name", "kooperacje.file.entry.name")
            ):
                self.env.cr.execute(SQL(
                    "UPDATE %(table)s SET %(column)s = LEFT(%(marker)s || '_' || id, %(size)s) WHERE id = ANY(%(ids)s)",
                    table=SQL.identifier(Model._table), column=SQL.identifier(field.name), marker=MARKER,
                    size=getattr(field, "size", None) or 100, ids=ids,
                ))
                written.add(f"{Model._name}.{field.name}")
        return written

    def _tables_with(self, text):
        """Tables of the database with ``text`` in any column, bytes included."""
        found = []
        self.env.cr.execute("""
            SELECT table_name FROM information_schema.tables
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1
        """)
        for [table] in self.env.cr.fetchall():
            self.env.cr.execute(SQL(
                "SELECT 1 FROM %s row WHERE strpos(row::text, %s) > 0 OR strpos(row::text, %s) > 0 LIMIT 1",
                SQL.identifier(table), text, text.encode().hex(),
            ))
            if self.env.cr.fetchone():
                found.append(table)
        return found

    def _files_with(self, text):
        place = Path(self.env["ir.attachment"]._filestore())
        return [path for path in place.glob("*/*") if path.is_file() and text.encode() in path.read_bytes()]

    def _figures(self):
        Indicator, partnerships = self.env["kooperacje.indicator"], self.partnership | self.partnership_nur
        today = fields.Date.today()
        result = [
            Indicator._values(partnerships, date(year, 1, 1), date(year, 12, 31))
            for year in range(today.year - 4, today.year + 1)
        ]
        released = Indicator._released_values(partnerships, date(today.year, 1, 1), today)
        goals = self.env["kooperacje.survey.analysis"]._attainment(partnerships)
        return result, released, goals

    def test_nothing_of_a_family_is_left(self):
        self._read(self.anna, self.tomasz, self.maria)
        self._seal()
        ids, written = self._write_all_over()
        self.assertGreater(len(ids), 50, "the walk finds the models")
        self.assertGreater(len(written), 150, "and their texts")
        self.assertGreater(len(self._tables_with(MARKER)), 40)
        self.assertTrue(self._files_with(MARKER))
        other = self.env["kooperacje.case"].search([("id", "=", self.ended.id)])
        rows_of_other = other.read(["name", "phase", "aftercare_until"])
        disposal = self._disposal()
        figures = self._figures()
        disposal.with_user(self.maria)._approve()

        self.assertEqual(self._tables_with(MARKER), [])
        # Odoo unlinks at night what no row names and what is on its list; here the rows come back with the savepoint.
        listed = {path.name for path in Path(self.env["ir.attachment"]._filestore(), "checklist").glob("*/*")}
        self.assertEqual({path.name for path in self._files_with(MARKER)} - listed, set())
        self.env.invalidate_all()
        self.assertEqual(self._figures(), figures)
        self.assertEqual(self._faults(), [], "the seals are whole")
        self.env.cr.execute(
            "SELECT COUNT(*) FROM kooperacje_read_log WHERE case_id = %s OR person_id = %s",
            [self.case.id, self.person.id])
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        self.assertFalse(self.person.exists())
        for user in (self.anna, self.maria, self.tomasz):
            self.assertFalse(self.env["kooperacje.case"].with_user(user).search([("id", "=", self.case.id)]))
        self.env["kooperacje.access"]._refresh(self.case)
        self.assertFalse(self.env["kooperacje.access"].search([("case_id", "=", self.case.id)]), "nor ever again")
        self.assertEqual(other.read(["name", "phase", "aftercare_until"]), rows_of_other, "the others stay")
        self.assertTrue(self.other_person.exists())
        line = disposal.line_ids
        self.assertRecordValues(line, [{"state": "erased", "last_year": 2009, "res_id": 0}])
        self.assertNotIn("Kowalska", str(line.sudo().read()))

    def _disposal(self):
        """The case was closed in 2009; in 2020 its ten years were over. A hold on it has ended."""
        self.records["kooperacje.hold"].write({"date_from": self.yesterday, "date_to": self.yesterday})
        self.env.cr.execute(
            "UPDATE kooperacje_case SET phase = 'closed', closed_on = '2009-05-04' WHERE id = %s", [self.case.id])
        self.env.invalidate_all()
        disposal = self.env["kooperacje.disposal"]._draw_up(self.company)
        self.assertIn(self.case.name, disposal.line_ids.mapped("code"))
        # What else of the demo or the office has run out is another story.
        disposal.line_ids.filtered(lambda line: line.code != self.case.name).unlink()
        return disposal

    def test_who_is_in_another_case_stays(self):
        """A grandmother who is helped in two families goes with the last of them."""
        other = self._case(self.anna, self.person)
        self._disposal().with_user(self.maria)._approve()
        self.assertTrue(self.person.exists())
        self.assertEqual(other.case_person_ids.person_id, self.person)

    def test_queries_do_not_grow_with_the_family(self):
        def queries(count):
            person = self._person("Liczna", "Rodzina")
            case = self._case(self.anna, person)
            for number in range(count):
                case.message_post(body=f"Rozmowa {number}")
                self.env["kooperacje.case.contract"].create({"case_id": case.id, "name": f"KS/{number}"})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Erasure._erase_record(case)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(10), queries(100))


@tagged("post_install", "-at_install")
class TestKeepingKernel(TransactionCase):
    """Periods run from the end of the year of closing (rozporządzenie z 18.01.2011)."""

    def test_categories(self):
        for text in ("A", "Bc", "B2", "B10", "BE50"):
            self.assertTrue(keeping.is_category(text), text)
        for text in ("", None, "B", "B0", "B100", "BE", "C5", "b10", "B10 "):
            self.assertFalse(keeping.is_category(text), text)
        self.assertRaises(ValueError, keeping.years_of, "B")

    def test_words_of_a_clause(self):
        for category, text in (
            ("B10", "przez 10 lat od końca"), ("B2", "przez 2 lata od"), ("B12", "przez 12 lat"),
            ("B22", "przez 22 lata"), ("A", "wieczyście"), ("Bc", "do utraty przydatności"),
        ):
            self.assertIn(text, keeping.in_words(category))
        self.assertIn("archiwum państwowe", keeping.in_words("BE50"))

    def test_until(self):
        for category, closed, until in (
            ("B10", date(2014, 1, 1), date(2024, 12, 31)), ("B10", date(2014, 12, 31), date(2024, 12, 31)),
            ("BE50", date(2020, 2, 29), date(2070, 12, 31)), ("Bc", date(2020, 2, 29), date(2020, 12, 31)),
            ("A", date(2014, 1, 1), None), ("B10", None, None),
        ):
            self.assertEqual(keeping.kept_until(category, closed), until, (category, closed))

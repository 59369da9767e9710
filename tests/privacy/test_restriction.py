import inspect
from datetime import timedelta

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kooperacje.tests.casework.family import FamilyCommon

SAYS = "Processing is restricted since"


@tagged("post_install", "-at_install")
class TestRestriction(FamilyCommon):
    """Art. 18 RODO: Halina contests what is written of her; until it is settled, the data are kept and not used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.request = cls.env["kooperacje.subject.request"].create({
            "first_name": "Halina", "last_name": "Nowak", "company_id": cls.company.id, "user_id": cls.maria.id,
            "kind": "restriction", "identity_way": "document", "identity_on": cls.today, "person_id": cls.halina.id,
        })
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.env.registry.clear_cache)

    def _restrict(self, user=None):
        self.request.with_user(user or self.irena).action_restrict()
        return self.env["kooperacje.restriction"].search([("request_id", "=", self.request.id)])

    def _records(self):
        """One record of each model of the case, by model."""
        found = {}
        for record in vars(self.family).values():
            found.setdefault(record._name, record)
        return found

    def _state(self):
        """A sum over every row of case data, messages and tasks."""
        tables = sorted({
            self.env[name]._table for name in (
                *self.env["kooperacje.case.data"]._case_data_models(), "kooperacje.referral", "mail.message",
                "mail.activity", "kooperacje.basket.request",
            )
        })
        return self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT %s, count(*), sum(hashtext(row::text)::bigint) FROM %s row", table, SQL.identifier(table))
            for table in tables
        ))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db")
    def test_no_step_changes_anything(self):
        """Each step of each model of the case, as the case manager and as the head: refused, or it opens a window."""
        self._restrict()
        tried, told, changed = 0, 0, set()
        self.env.flush_all()
        before = self._state()
        for name, record in self._records().items():
            steps = [
                step for step, method in inspect.getmembers(type(record), inspect.isfunction)
                if step.startswith("action_") and step not in ("action_archive", "action_unarchive") and not any(
                    parameter.default is parameter.empty and parameter.kind == parameter.POSITIONAL_OR_KEYWORD
                    for parameter in list(inspect.signature(method).parameters.values())[1:]
                )
            ]
            for step in steps:
                for user in (self.anna, self.maria):
                    tried += 1
                    savepoint = self.env.cr.savepoint(flush=False)
                    try:
                        call_kw(record.with_user(user).browse(), step, [record.ids], {})
                        self.env.flush_all()
                        if self._state() != before:
                            changed.add(f"{name}.{step}")
                    except (UserError, ValueError) as error:
                        told += SAYS in str(error)
                    finally:
                        self.env.clear()
                        savepoint.close(rollback=True)
        self.assertFalse(changed)
        self.assertGreater(tried, 200)
        self.assertGreater(told, 60, "refused in words that say what to do")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nothing_is_written_deleted_printed_or_exported(self):
        """Every model of case data that has a record here, whoever writes; reading goes on."""
        self.anna.group_ids += self.env.ref("base.group_allow_export")
        writable = {
            name for name, record in self._records().items() if record.with_user(self.anna).has_access("write")
        }
        self.assertGreater(len(writable), 15)
        self._restrict()
        guarded = self.env["kooperacje.case.data"]._case_data_models()
        for name, record in self._records().items():
            one = record.with_user(self.anna)
            with self.subTest(name):
                self.assertTrue(one.has_access("read"))
                self.assertFalse(one.has_access("write"))
                self.assertFalse(one.has_access("unlink"))
                if name in writable:
                    with self.assertRefused(AccessError, SAYS):
                        one.check_access("write")
                if name in guarded:
                    with self.assertRefused(AccessError, SAYS):
                        one.export_data(["id"])
                    self.assertIn(SAYS, one.restriction_notice)
                    arch = etree.fromstring(one.get_view(view_type="form")["arch"])
                    self.assertTrue(arch.findall(".//field[@name='restriction_notice']"), "seen on every screen")
        with self.assertRefused(AccessError, SAYS):
            self.env["kooperacje.activity.log"].with_user(self.anna).create({
                "case_id": self.case.id, "duration": 1, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id,
            })
        with self.assertRefused(AccessError, SAYS):
            self.case.with_user(self.anna).message_post(body="Nowa notatka")
        with self.assertRefused(AccessError, SAYS):
            self.case.with_user(self.anna).activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)
        with self.assertRefused(AccessError, SAYS):
            self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
                "kooperacje.report_plan", self.family.plan.ids)
        other = self._case(self.anna)
        with self.assertRefused(AccessError, SAYS):
            self.env["kooperacje.case.person"].with_user(self.anna).create({
                "case_id": other.id, "person_id": self.halina.id,
            })
        other.with_user(self.anna).resources = "Ta sprawa jest wolna"

    def test_other_institutions_do_not_read(self):
        self.assertTrue(self.case.with_user(self.tomasz).has_access("read"))
        restriction = self._restrict()
        self.assertFalse(self.case.with_user(self.tomasz).has_access("read"))
        self.assertTrue(self.case.with_user(self.anna).has_access("read"))
        # The nightly look derives the same.
        self.env["kooperacje.access"]._derive_all()
        self.assertFalse(self.case.with_user(self.tomasz).has_access("read"))
        self._lift(restriction)
        self.assertTrue(self.case.with_user(self.tomasz).has_access("read"))

    def _lift(self, restriction):
        restriction.with_user(self.maria).write({"told_on": self.today, "lift_reason": "Dane są prawidłowe."})
        restriction.with_user(self.maria).action_lift()

    def test_a_consent_is_taken_back_all_the_same(self):
        self._restrict()
        self._withdraw(self.case)
        self.assertEqual(self.family.statement.state, "withdrawn")

    def test_lifted_after_the_person_was_told(self):
        restriction = self._restrict().with_user(self.maria)
        with self.assertRefused(UserError, "Tell the person first"):
            restriction.action_lift()
        restriction.told_on = self.today
        with self.assertRefused(UserError, "why"):
            restriction.action_lift()
        restriction.lift_reason = "Sprawdzono"
        html = self.env["ir.actions.report"].with_user(self.maria)._render_qweb_html(
            "kooperacje.report_restriction_notice", restriction.ids)[0].decode()
        for words in ("UCHYLENIU OGRANICZENIA", "Sprawdzono", "Halina", self.request.number):
            self.assertIn(words, html)
        restriction.action_lift()
        self.assertEqual(restriction.state, "lifted")
        self.case.with_user(self.anna).resources = "Praca idzie dalej"
        self.assertFalse(self.case.with_user(self.anna).restriction_notice)
        with self.assertRefused(UserError, "stays in the register"):
            restriction.lift_reason = "Inaczej"
        with self.assertRefused(UserError, "stays in the register"):
            restriction.env["kooperacje.restriction"].sudo().browse(restriction.id).unlink()

    def test_use_allowed_for_a_time(self):
        restriction = self._restrict().with_user(self.maria)
        with self.assertRefused(UserError, "until a day and for a reason"):
            restriction.write({"allowed_ground": "others", "allowed_until": self.today})
        with self.assertRefused(UserError, "at most"):
            restriction.write({"allowed_ground": "others", "allowed_reason": "Dziecko jest w niebezpieczeństwie",
                               "allowed_until": self.today + timedelta(days=31)})
        restriction.write({"allowed_ground": "others", "allowed_reason": "Dziecko jest w niebezpieczeństwie",
                           "allowed_until": self.today})
        self.assertEqual(restriction.state, "allowed")
        self.case.with_user(self.anna).resources = "Zabezpieczono dziecko"
        self.assertIn(SAYS, self.case.with_user(self.anna).restriction_notice, "the mark stays on the screen")
        self.assertFalse(self.case.with_user(self.tomasz).has_access("read"), "allowed to the office")
        restriction.write({"allowed_until": self.today - timedelta(days=1)})
        with self.assertRefused(AccessError, SAYS):
            self.case.with_user(self.anna).resources = "Znowu"

    def test_once_and_of_a_known_person(self):
        self._restrict()
        with self.assertRefused(UserError, "already"):
            self._restrict()
        other = self.request.copy({"first_name": "Kuba", "last_name": "Nowak", "user_id": self.maria.id,
                                   "identity_way": "known", "identity_on": self.today})
        with self.assertRefused(UserError, "Find the person"):
            other.with_user(self.maria).action_restrict()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_sees_and_decides(self):
        restriction = self._restrict()
        portal = new_test_user(self.env, "portal.restriction", groups="base.group_portal")
        for role, user in {**self.user_by_role, "next door": self.olga, "portal": portal}.items():
            one = restriction.with_user(user)
            with self.subTest(role):
                self.assertEqual(one.has_access("read"), role in ("manager", "dpo"))
                self.assertEqual(one.has_access("write"), role == "manager")
                self.assertFalse(one.has_access("create"))
                self.assertFalse(one.has_access("unlink"))
                if role != "manager":
                    with self.assertRaises(AccessError):
                        one.action_lift()
                if role not in ("manager", "dpo"):
                    for way in (lambda o=one: o.read(["ground"]), lambda o=one: o.search([]),
                                lambda o=one: o.formatted_read_group([], ["ground"], ["__count"]),
                                lambda o=one: o.name_search(""), lambda o=one: o.action_print_notice()):
                        with self.assertRaises(AccessError):
                            way()
        with self.assertRefused(UserError, "by hand"):
            restriction.with_user(self.maria).write({"lifted_on": self.today})
        with self.assertRefused(UserError, "by hand"):
            restriction.with_user(self.maria).write({"case_ids": [Command.clear()]})

    def test_a_restriction_goes_with_the_person_into_another_record(self):
        """While use is allowed Halina's two records are merged; the cases of either are kept and not used later."""
        restriction = self._restrict().with_user(self.maria)
        twin = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Halina", "last_name": "Nowak", "company_id": self.company.id,
        })
        second = self._case(self.anna, twin)
        with self.assertRefused(AccessError, SAYS):
            self.halina.with_user(self.maria)._merge_into(twin.with_user(self.maria), {}, "Ten sam dowód")
        restriction.write({
            "allowed_ground": "others", "allowed_until": self.today, "allowed_reason": "Sprawa dziecka",
        })
        self.halina.with_user(self.maria)._merge_into(twin.with_user(self.maria), {}, "Ten sam dowód")
        self.assertEqual(restriction.sudo().person_id, twin.sudo())
        restriction.allowed_until = self.today - timedelta(days=1)
        for record, values in ((twin, {"phone": "600"}), (second, {"qualification_reason": "Inna"})):
            with self.assertRefused(AccessError, SAYS):
                record.with_user(self.anna).write(values)

    def test_costs_nothing_where_nothing_is_restricted(self):
        case = self.case.with_user(self.anna)
        case.has_access("write")
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["kooperacje.restriction"]._marks()
        with self.assertQueryCount(0):
            case._check_not_restricted()

    def test_queries_of_the_mark_do_not_grow(self):
        self._restrict()
        entries = self.env["kooperacje.activity.log"].create([{
            "case_id": self.case.id, "duration": 1, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id,
            "user_id": self.anna.id,
        } for _number in range(100)]).with_user(self.anna)
        counts = []
        for some in (entries[:10], entries):
            some.mapped("restriction_notice")
            counts.append(self._queries(lambda some=some: some.mapped("restriction_notice")))
        self.assertEqual(*counts)

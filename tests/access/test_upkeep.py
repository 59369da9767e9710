from datetime import datetime
from pathlib import Path

from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, convert_file

from ...models.access.upkeep import ADAPTED, MODULE
from ..common import KooperacjeCommon
from .migrations import migrate

DATA = Path(__file__).resolve().parents[2] / "data"
# Kinds of shipped records that always follow the program, whoever has edited them.
PROGRAM = {
    "ir.actions.act_url", "ir.actions.act_window", "ir.actions.act_window.view", "ir.actions.client",
    "ir.actions.report", "ir.actions.server", "ir.model", "ir.model.access", "ir.model.constraint", "ir.model.fields",
    "ir.model.fields.selection", "ir.model.inherit", "ir.module.category", "ir.rule", "ir.ui.menu", "ir.ui.view",
    "kooperacje.data.scope", "res.groups", "res.groups.privilege",
}


@tagged("post_install", "-at_install")
class TestUpkeep(KooperacjeCommon):
    """What of the shipped rows follows an update, and what stays the office's (architecture, decision 14)."""

    def setUp(self):
        super().setUp()
        self.upkeep = self.env["kooperacje.upkeep"]
        self.env["ir.module.module"]._get(MODULE).state = "to upgrade"
        self.loaded = self.registry.loaded_xmlids
        before = set(self.loaded)
        self.addCleanup(self._restore_loaded, before)

    def _restore_loaded(self, before):
        self.loaded.clear()
        self.loaded.update(before)

    def _update(self, *files):
        """An update of the program that loads these of its data files."""
        self.env.flush_all()
        self.upkeep._begin()
        for file in files:
            convert_file(self.env, MODULE, f"data/{file}", {}, "update")
        self.env.invalidate_all()

    def _mark(self, record):
        return self.env["ir.model.data"].search([
            ("module", "=", MODULE), ("model", "=", record._name), ("res_id", "=", record.id),
        ]).noupdate

    def _age(self, record, **values):
        """The record as an earlier release shipped it: other words, and nobody has touched it."""
        record.write(values)
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE %s SET write_uid = 1 WHERE id = %s", SQL.identifier(record._table), record.id))
        record.invalidate_recordset()

    def test_what_nobody_edited_follows(self):
        premise = self.env.ref("kooperacje.premise_qualification_rural_b")
        name = premise.name
        self._age(premise, name="Dawne brzmienie")
        self._update("casework_premise.xml")
        self.assertEqual(premise.name, name)
        self.assertFalse(self._mark(premise))

    def test_what_a_person_edited_stays(self):
        premise = self.env.ref("kooperacje.premise_qualification_rural_b")
        premise.with_user(self.env.ref("base.user_admin")).name = "Rodzina od lat w kryzysie"
        clause = self.env["kooperacje.document.clause"].browse(self._shipped("kooperacje.document.clause")[:1])
        clause.with_user(self.env.ref("base.user_admin")).body = "<p>Po naszemu.</p>"
        for _time in ("first", "again"):
            self._update("casework_premise.xml", "document_clauses.xml")
            self.assertEqual(premise.name, "Rodzina od lat w kryzysie")
            self.assertIn("Po naszemu.", clause.body)
            self.assertTrue(self._mark(premise))

    def _shipped(self, model):
        return self.env["ir.model.data"].search([
            ("module", "=", MODULE), ("model", "=", model), ("name", "=like", "document_clause_social_project%"),
        ], order="name").mapped("res_id")

    def test_the_words_of_an_edited_row_stay_in_polish_too(self):
        """Its neighbour, which nobody edited, gets the Polish of this release, over that of an earlier one."""
        indicators = self.env["kooperacje.indicator"].search([], limit=2)
        mine, other = (indicator.with_context(lang="pl_PL") for indicator in indicators)
        shipped = other.name
        mine.with_user(self.env.ref("base.user_admin")).name = "Nasz wskaźnik"
        self._age(other, name="Stare tłumaczenie")
        self._update("evaluation_indicator.xml")
        self.upkeep._forget_old_words()
        self.upkeep._load_words()
        self.env.invalidate_all()
        self.assertEqual(mine.name, "Nasz wskaźnik")
        self.assertEqual(other.name, shipped)

    def test_the_words_of_core_stay_core_s(self):
        """Core's models that we extend bear an external id of ours as well."""
        model = self.env["ir.model"]._get("mail.activity").with_context(lang="pl_PL")
        model.name = "Aktywność w urzędzie"
        self.env.flush_all()
        self.upkeep._load_words()
        self.env.invalidate_all()
        self.assertEqual(model.name, "Aktywność w urzędzie")
        self.assertFalse(self.env["ir.model.data"].search([
            ("module", "=", MODULE), ("model", "=", "ir.model"), ("noupdate", "=", True),
        ]))

    def test_an_edited_part_keeps_the_whole(self):
        scenario = self.env.ref("kooperacje.scenario_first")
        other = self.env.ref("kooperacje.scenario_next")
        points = len(other.item_ids)
        scenario.item_ids[0].with_user(self.adam).sudo().name = "Herbata"
        for _time in ("first", "again"):
            self._update("meetings_scenario.xml")
            self.assertEqual(scenario.item_ids[0].name, "Herbata")
            self.assertEqual(len(other.item_ids), points, "points of the agenda are not doubled")

    def test_the_hour_of_a_job_stays(self):
        job, other = self.env.ref("kooperacje.cron_step_reminder"), self.env.ref("kooperacje.cron_regulation_apply")
        hour = datetime(2031, 1, 1, 3, 30)
        for cron in (job, other):
            cron.with_user(self.env.ref("base.user_admin")).write({"nextcall": hour, "interval_number": 2})
        other.code = "model._cron_of_an_earlier_release()"
        other.with_user(self.env.ref("base.user_admin")).priority = 7
        self._update("network_cron.xml")
        self.assertEqual((job.nextcall, job.interval_number), (hour, 2))
        self.assertEqual(other.code, "model._cron_apply()", "a job that calls nothing any more follows")

    def test_a_paper_format_stays(self):
        paper = self.env.ref("kooperacje.paperformat_document")
        paper.with_user(self.env.ref("base.user_admin")).margin_top = 55
        self.upkeep._begin()
        self.assertTrue(self._mark(paper))

    def test_what_the_program_owns_follows_whoever_edits_it(self):
        scope = self.env.ref("kooperacje.data_scope_health")
        name = scope.name
        scope.with_user(self.env.ref("base.user_admin")).name = "Wszystko"
        self._update("casework_data_scope.xml")
        self.assertEqual(scope.name, name)

    def test_groups_that_are_no_longer_given_go(self):
        """A menu, a rule or a group of an earlier release was open to more: data files only ever add."""
        menu = self.env.ref("kooperacje.menu_access")
        rule = self.env.ref("kooperacje.rule_access_responsible")
        group = self.env.ref("kooperacje.group_specialist")
        before = [menu.group_ids, rule.groups, group.implied_ids]
        menu.group_ids += group
        rule.groups += self.env.ref("base.group_portal")
        group.implied_ids += self.env.ref("kooperacje.group_manager")
        self.env.flush_all()
        self.upkeep._begin()
        for file in ("security/groups.xml", "security/privacy/rules.xml", "views/privacy/menu.xml"):
            convert_file(self.env, MODULE, file, {}, "update")
        self.env.invalidate_all()
        self.assertEqual([menu.group_ids, rule.groups, group.implied_ids], before)

    def test_rows_kept_get_the_columns_that_are_new(self):
        kind = self.env["kooperacje.institution.type"].search([("ownership", "!=", "public")], limit=1)
        shipped = kind.ownership
        self._age(kind, ownership="public")
        kind.with_user(self.env.ref("base.user_admin")).name = "Fundacje u nas"
        self._update("network_institution_type.xml")
        self.assertEqual((kind.name, kind.ownership), ("Fundacje u nas", "public"))
        before = {(self.env[name]._table, field) for name in ADAPTED for field in self.env[name]._fields}
        self.upkeep._fill_new_columns(before)
        self.assertEqual(kind.ownership, "public", "nothing is new")
        self.upkeep._fill_new_columns(before - {(kind._table, "ownership")})
        self.assertEqual((kind.name, kind.ownership), ("Fundacje u nas", shipped))
        self.assertEqual(kind.write_uid, self.env.ref("base.user_admin"))
        self.assertTrue(self._mark(kind))

    # Questionnaires

    def _send(self, survey):
        partner = self.ewa.partner_id
        wave = self.env["kooperacje.survey.wave"].create({
            "survey_id": survey.id, "partnership_id": self.partnership.id,
        })
        self.env.cr.execute(
            "UPDATE kooperacje_survey_wave SET sent_on = %s WHERE id = %s", [fields.Datetime.now(), wave.id],
        )
        self.env.invalidate_all()
        self.assertTrue(survey.kooperacje_frozen, partner.name)
        return wave

    def test_a_sent_questionnaire_keeps_its_words(self):
        survey = self.env.ref("kooperacje.survey_1b")
        question = self.env.ref("kooperacje.survey_1b_qi1")
        question.title = "Jak dawniej pytano"
        self._send(survey)
        self._update("evaluation_1b.xml")
        self.assertEqual(self.env.ref("kooperacje.survey_1b"), survey)
        self.assertEqual(question.title, "Jak dawniej pytano")

    def test_a_sent_questionnaire_gives_way_to_one_that_asks_otherwise(self):
        survey = self.env.ref("kooperacje.survey_1b")
        count = len(survey.question_ids)
        survey.question_ids[-1].unlink()
        wave = self._send(survey)
        self._update("evaluation_1b.xml")
        new = self.env.ref("kooperacje.survey_1b")
        self.assertNotEqual(new, survey)
        self.assertEqual((len(new.question_ids), len(survey.question_ids)), (count, count - 1))
        self.assertEqual((wave.survey_id, survey.active, new.active), (survey, False, True))
        self._update("evaluation_1b.xml")
        self.assertEqual(self.env.ref("kooperacje.survey_1b"), new, "once")

    def test_a_sent_questionnaire_gives_way_to_one_that_offers_other_answers(self):
        """People of the next wave can choose what is new; those of the last one are told of as they answered."""
        survey = self.env.ref("kooperacje.survey_1b")
        question = survey.question_ids.filtered("suggested_answer_ids")[0]
        count = len(question.suggested_answer_ids)
        question.suggested_answer_ids[-1].unlink()
        wave = self._send(survey)
        self._update("evaluation_1b.xml")
        new = self.env.ref("kooperacje.survey_1b")
        self.assertNotEqual(new, survey)
        self.assertEqual((wave.survey_id, survey.active, new.active), (survey, False, True))
        self.assertEqual(len(question.suggested_answer_ids), count - 1)
        [again] = new.question_ids.filtered(lambda one: one.kooperacje_key == question.kooperacje_key)
        self.assertEqual(len(again.suggested_answer_ids), count)
        self._send(new)
        self._update("evaluation_1b.xml")
        self.assertEqual(self.env.ref("kooperacje.survey_1b"), new, "once")

    def test_a_questionnaire_that_was_not_sent_is_loaded_over_itself(self):
        question = self.env["survey.question"].search([
            ("survey_id", "=", self.env.ref("kooperacje.survey_1a").id), ("suggested_answer_ids", "!=", False),
        ], limit=1)
        answers = question.suggested_answer_ids.mapped("value")
        for _time in ("first", "again"):
            self._update("evaluation_1a.xml")
            self.assertEqual(question.suggested_answer_ids.mapped("value"), answers)

    # What is no longer shipped

    def test_rows_that_are_no_longer_shipped_go_or_are_archived(self):
        free, used = self.env["kooperacje.premise"].create([
            {"name": name, "code": code, "kind": "qualification"} for name, code in (("A", "T.A"), ("B", "T.B"))
        ])
        self.env["ir.model.data"].create([
            {"module": MODULE, "name": name, "model": free._name, "res_id": record.id}
            for name, record in (("premise_gone", free), ("premise_gone_used", used))
        ])
        kept = self.env["ir.model.data"].search([("module", "=", MODULE)])
        self.loaded.update(f"{MODULE}.{name}" for name in kept.mapped("name"))
        self.loaded.difference_update({f"{MODULE}.premise_gone", f"{MODULE}.premise_gone_used"})
        self.env.cr.execute(
            "CREATE TABLE kooperacje_test_holder (premise_id int REFERENCES kooperacje_premise ON DELETE RESTRICT)",
        )
        self.env.cr.execute("INSERT INTO kooperacje_test_holder VALUES (%s)", [used.id])
        rows = self.env["kooperacje.premise"].with_context(active_test=False).search_count([])
        self.upkeep._retire_unshipped()
        self.assertFalse(free.exists())
        self.assertTrue(used.exists())
        self.assertFalse(used.active)
        self.assertEqual(self.env["kooperacje.premise"].with_context(active_test=False).search_count([]), rows - 1)

    # The files

    def test_every_kind_of_shipped_row_is_judged(self):
        models = set(self.env["ir.model.data"].search([
            ("module", "=", MODULE), ("name", "not =like", "demo\\_%"),
        ]).mapped("model"))
        self.assertFalse(models - PROGRAM - set(ADAPTED))

    def test_no_data_file_holds_its_rows_back(self):
        """``noupdate`` in a file would mark rows that nobody edited, and they would never follow again."""
        for path in sorted(DATA.glob("*.xml")):
            self.assertFalse(etree.parse(path).xpath("//*[@noupdate]"), path.name)

    def test_parts_are_loaded_in_place_of_earlier_ones(self):
        for path in sorted(DATA.glob("*.xml")):
            for field in etree.parse(path).iter("field"):
                code = (field.get("eval") or "").lstrip("[ \n")
                self.assertFalse(code.startswith("Command.create"), f"{path.name}: {field.get('name')}")

    # Migrations

    def test_the_mark_of_earlier_releases_goes_once_and_again(self):
        premise, edited = (self.env.ref(f"kooperacje.premise_qualification_{code}") for code in ("rural_a", "ops"))
        edited.with_user(self.env.ref("base.user_admin")).name = "Nasza"
        partnership = self.env["ir.model.data"].create({
            "module": MODULE, "name": "demo_test", "model": self.partnership._name, "res_id": self.partnership.id,
            "noupdate": True,
        })
        for _time in ("first", "again"):
            (premise | edited).flush_recordset()
            self.upkeep._keep("kooperacje.premise", (premise | edited).ids)
            migrate(self.env, "19.0.2.0.0", "pre-shipped_rows")
            self.upkeep._begin()
            self.assertEqual([self._mark(premise), self._mark(edited)], [False, True])
            self.assertTrue(partnership.noupdate, "the demo's rows stay as the demo made them")

    def test_an_installation_costs_nothing(self):
        self.env["ir.module.module"]._get(MODULE).state = "to install"
        self.env.flush_all()
        premise = self.env.ref("kooperacje.premise_qualification_rural_b")
        premise.with_user(self.env.ref("base.user_admin")).name = "Inaczej"
        self.upkeep._begin()
        self.upkeep._finish()
        self.assertFalse(self._mark(premise))

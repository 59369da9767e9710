import re
from pathlib import Path

import psycopg2
from lxml import etree

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL, convert, file_path

MODULE = "kooperacje"
POLISH = "pl_PL"
# Rows that came with the program and that an office may make its own on a screen. What nobody has edited follows
# upgrades; what a person has edited stays as it is, whole. Every other kind of record in the data files (screens,
# menus, groups, rules, scopes of data) is the program's and always follows.
ADAPTED = (
    "ir.cron",
    "ir.sequence",
    "kooperacje.activity.kind",
    "kooperacje.agenda.scenario",
    "kooperacje.area",
    "kooperacje.barrier",
    "kooperacje.card.variant",
    "kooperacje.case.stage",
    "kooperacje.diagnosis.area",
    "kooperacje.document.clause",
    "kooperacje.document.template",
    "kooperacje.evaluation.question",
    "kooperacje.file.class",
    "kooperacje.file.kind",
    "kooperacje.indicator",
    "kooperacje.institution.type",
    "kooperacje.legal.act",
    "kooperacje.need",
    "kooperacje.partnership.goal",
    "kooperacje.periodic.report.pattern",
    "kooperacje.premise",
    "kooperacje.process",
    "kooperacje.process.stage",
    "kooperacje.process.step",
    "kooperacje.sector",
    "kooperacje.target.group",
    "kooperacje.tool",
    "kooperacje.travel.rate",
    "mail.activity.type",
    "mail.template",
    "report.paperformat",
    "survey.question",
    "survey.survey",
)
# Rows without an external id of their own that belong to one with: model → (their model, link to the parent).
PARTS = {
    "kooperacje.agenda.scenario": [("kooperacje.agenda.scenario.item", "scenario_id")],
    "survey.question": [
        ("survey.question.answer", "question_id"), ("survey.question.answer", "matrix_question_id"),
    ],
}
# Groups are added by data files, never taken away: what the program no longer gives would stay given.
GROUPS = {
    "ir.actions.act_window": "group_ids", "ir.actions.report": "group_ids", "ir.rule": "groups",
    "ir.ui.menu": "group_ids", "ir.ui.view": "group_ids", "res.groups": "implied_ids",
}
# An answer of a shipped question, in the expression that makes its answers.
ANSWER_KEY = re.compile(r"'kooperacje_key': '([^']+)'")
CRON_CALL = re.compile(r"model\.(\w+)\(.*\)")


class Upkeep(models.AbstractModel):
    """Decides which shipped rows follow an upgrade and which stay the office's.

    How it is told: rows are loaded by the superuser, so a row whose last writer is a person has been edited. The
    mark is core's own: ``noupdate`` on the row's external id. The data files themselves are never ``noupdate``; a
    mark on the row is the only thing that keeps it. :meth:`_begin` is called by the first data file, :meth:`_finish`
    by the last one.
    """

    _name = "kooperacje.upkeep"
    _description = "Upkeep of the rows that came with the program"

    @api.model
    def _is_update(self):
        """Whether the program is being updated, not installed."""
        return self.env["ir.module.module"]._get(MODULE).state == "to upgrade"

    @api.model
    def _begin(self):
        """Mark what people have edited, before the data files are loaded over it.

        A database that gets the program has Polish from then on: its screens and papers are.
        """
        if not self._is_update():
            self._install_polish()
            return
        self.env.flush_all()
        for name in ADAPTED:
            self._keep(name, self._edited(name))
        self._take_groups()
        self._release_broken_jobs()
        self._keep_sent_questionnaires()

    @api.model
    def _install_polish(self):
        """Add the language where it is missing, as the administrator would. Nobody's own language changes."""
        if POLISH not in dict(self.env["res.lang"].get_installed()):
            languages = self.env["res.lang"].with_context(active_test=False).search([("code", "=", POLISH)])
            self.env["base.language.install"].create({"lang_ids": [fields.Command.set(languages.ids)]}).lang_install()

    @api.model
    def _finish(self):
        """After all data files: rows that are no longer shipped go, and the program's words are the shipped ones."""
        if not self._is_update():
            return
        self.env.flush_all()
        self._retire_unshipped()
        self._forget_old_words()
        self._load_words()

    # ------------------------------------------------------------
    # Which rows are kept
    # ------------------------------------------------------------

    @api.model
    def _edited(self, name):
        """Ids of the shipped rows of a model, the demo's aside, that a person has changed or added parts to."""
        edited = set(self._written_by_people(SQL(
            "SELECT shipped.res_id, record.write_uid FROM ir_model_data shipped JOIN %s record "
            "ON record.id = shipped.res_id WHERE shipped.module = %s AND shipped.model = %s "
            "AND starts_with(shipped.name, 'demo_') IS FALSE",
            SQL.identifier(self.env[name]._table), MODULE, name,
        ))) if name in self.env else set()
        for part, link in PARTS.get(name, ()):
            edited.update(self._written_by_people(SQL(
                "SELECT shipped.res_id, part.write_uid FROM ir_model_data shipped JOIN %s part "
                "ON part.%s = shipped.res_id WHERE shipped.module = %s AND shipped.model = %s "
                "AND starts_with(shipped.name, 'demo_') IS FALSE",
                SQL.identifier(self.env[part]._table), SQL.identifier(link), MODULE, name,
            )))
        return sorted(edited)

    @api.model
    def _written_by_people(self, rows):
        return [id_ for id_, writer in self.env.execute_query(rows) if writer and writer != SUPERUSER_ID]

    @api.model
    def _keep(self, name, ids, kept=True):
        if ids:
            self.env.cr.execute(SQL(
                "UPDATE ir_model_data SET noupdate = %s WHERE module = %s AND model = %s AND res_id = ANY(%s)",
                kept, MODULE, name, list(ids),
            ))
            self.env["ir.model.data"].invalidate_model(["noupdate"])

    @api.model
    def _release_broken_jobs(self):
        """An office keeps the hour of a job. What the job calls is the program's: a call that is gone follows."""
        for job in self.env["ir.cron"].with_context(active_test=False).browse(self._kept("ir.cron")).exists():
            call = CRON_CALL.fullmatch((job.code or "").strip())
            if call and not hasattr(self.env.get(job.model_id.model, ()), call[1]):
                self._keep("ir.cron", job.ids, kept=False)

    @api.model
    def _take_groups(self):
        """Shipped menus, rules and groups begin with no group; the files that follow give them those of today."""
        for name, field_name in GROUPS.items():
            field = self.env[name]._fields[field_name]
            self.env.cr.execute(SQL(
                "DELETE FROM %s given USING ir_model_data shipped WHERE shipped.module = %s AND shipped.model = %s "
                "AND given.%s = shipped.res_id AND shipped.noupdate IS NOT TRUE",
                SQL.identifier(field.relation), MODULE, name, SQL.identifier(field.column1),
            ))
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    @api.model
    def _kept(self, name):
        return [id_ for [id_] in self.env.execute_query(SQL(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND model = %s AND noupdate", MODULE, name,
        ))]

    @api.model
    def _keep_sent_questionnaires(self):
        """Words that people have answered stay. If the shipped questionnaire now asks other questions, or offers
        answers that the one that was sent did not, that one gives up its external ids and is archived; the new one
        comes in beside it.
        """
        shipped, offered = self._shipped_questions()
        names = {row[1]: row[0] for row in self.env.execute_query(SQL(
            "SELECT name, res_id FROM ir_model_data WHERE module = %s AND model = 'survey.survey'", MODULE,
        ))}
        surveys = self.env["survey.survey"].with_context(active_test=False).browse(names).exists()
        answered = {survey.id for [survey] in self.env["survey.user_input.line"]._read_group(
            [("survey_id", "in", surveys.ids)], ["survey_id"],
        )}
        for survey in surveys.filtered(lambda survey: survey.kooperacje_frozen or survey.id in answered):
            questions = self.env["survey.question"].search([("survey_id", "=", survey.id)])
            self._keep("survey.survey", survey.ids)
            self._keep("survey.question", questions.ids)
            ids = questions._get_external_ids()
            present = {name.removeprefix(f"{MODULE}.") for found in ids.values() for name in found}
            answers = questions.suggested_answer_ids | questions.matrix_row_ids
            known = {
                (name.removeprefix(f"{MODULE}."), answer.kooperacje_key)
                for answer in answers for name in ids[(answer.question_id or answer.matrix_question_id).id]
            }
            if present != shipped.get(names[survey.id], set()) or offered.get(names[survey.id], set()) - known:
                self.env["ir.model.data"].search([
                    ("module", "=", MODULE), "|",
                    "&", ("model", "=", "survey.survey"), ("res_id", "=", survey.id),
                    "&", ("model", "=", "survey.question"), ("res_id", "in", questions.ids),
                ]).unlink()
                survey.active = False

    @api.model
    def _shipped_questions(self):
        """External id of each shipped questionnaire → those of its questions; and → (question, key) of each answer
        that can be chosen there.
        """
        shipped, offered = {}, {}
        for path in sorted(Path(file_path(f"{MODULE}/data")).glob("evaluation_*.xml")):
            for record in etree.parse(path).iter("record"):
                if record.get("model") == "survey.question":
                    survey = record.find("field[@name='survey_id']").get("ref")
                    shipped.setdefault(survey, set()).add(record.get("id"))
                    offered.setdefault(survey, set()).update(
                        (record.get("id"), key) for field in record.iterfind("field[@eval]")
                        for key in ANSWER_KEY.findall(field.get("eval"))
                    )
        return shipped, offered

    @api.model
    def _fill_new_columns(self, before):
        """Load the program's values of columns that did not exist ``before`` (pairs of table and column) into rows
        that are kept. They stay the office's: their last writer does not change.
        """
        fields = {
            name: {
                field.name for field in self.env[name]._fields.values()
                if field.store and field.column_type and not field.compute
                and (self.env[name]._table, field.name) not in before
            }
            for name in ADAPTED if name in self.env
        }
        for path in sorted(Path(file_path(f"{MODULE}/data")).glob("*.xml")):
            root = etree.Element("odoo")
            for record in etree.parse(path).iter("record"):
                name, new = record.get("model"), fields.get(record.get("model"))
                if not new or not self._is_kept(name, record.get("id")):
                    continue
                for field in record.findall("field"):
                    if field.get("name") not in new:
                        record.remove(field)
                if len(record):
                    root.append(record)
            if len(root):
                self._load_over_kept(root)

    @api.model
    def _give_back(self, name, ids):
        """Rows of the model ``name`` become the program's again: they hold what its files say, and follow upgrades."""
        self._keep(name, ids, kept=False)
        xmlids = set(self.env["ir.model.data"].search([
            ("module", "=", MODULE), ("model", "=", name), ("res_id", "in", list(ids)),
        ]).mapped("name"))
        for path in sorted(Path(file_path(f"{MODULE}/data")).glob("*.xml")):
            root = etree.Element("odoo")
            for record in etree.parse(path).iter("record"):
                if record.get("model") == name and record.get("id") in xmlids:
                    root.append(record)
            if len(root):
                convert.xml_import(self.env, MODULE, {}, "update").parse(root)
        self.env.flush_all()

    @api.model
    def _is_kept(self, name, xmlid):
        return bool(self.env["ir.model.data"].search_count([
            ("module", "=", MODULE), ("model", "=", name), ("name", "=", xmlid), ("noupdate", "=", True),
        ]))

    @api.model
    def _load_over_kept(self, root):
        records = [self.env.ref(f"{MODULE}.{record.get('id')}") for record in root]
        writers = [(record, record.write_uid.id, record.write_date) for record in records]
        convert.xml_import(self.env, MODULE, {}, "init", noupdate=True).parse(root)
        self.env.flush_all()
        for record, writer, written in writers:
            self.env.cr.execute(SQL(
                "UPDATE %s SET write_uid = %s, write_date = %s WHERE id = %s",
                SQL.identifier(record._table), writer, written, record.id,
            ))
            record.invalidate_recordset(flush=False)

    # ------------------------------------------------------------
    # What is no longer shipped
    # ------------------------------------------------------------

    @api.model
    def _retire_unshipped(self):
        """A row that the program no longer brings is deleted; one that something stands on is archived and stays."""
        loaded = self.pool.loaded_xmlids
        for name in ADAPTED:
            for id_, xmlid in self.env.execute_query(SQL(
                "SELECT res_id, name FROM ir_model_data WHERE module = %s AND model = %s AND noupdate IS NOT TRUE "
                "AND starts_with(name, 'demo_') IS FALSE ORDER BY id DESC", MODULE, name,
            )):
                record = self.env[name].browse(id_).exists()
                if f"{MODULE}.{xmlid}" in loaded or not record:
                    continue
                try:
                    with self.env.cr.savepoint(), tools.mute_logger("odoo.sql_db"):
                        record.unlink()
                except (UserError, psycopg2.Error):
                    if "active" in record._fields:
                        record.active = False
                    self._keep(name, [id_])

    @api.model
    def _load_words(self):
        """Core adds translations on an update, but never replaces one: a label would keep its first Polish for ever.

        What another module names too (core's models that we extend) keeps that module's word.
        """
        shared = [id_ for [id_] in self.env.execute_query(SQL(
            "UPDATE ir_model_data ours SET noupdate = true WHERE module = %s AND noupdate IS NOT TRUE AND EXISTS ("
            "SELECT FROM ir_model_data other WHERE other.module != ours.module AND other.model = ours.model "
            "AND other.res_id = ours.res_id) RETURNING id", MODULE,
        ))]
        self.env["ir.module.module"]._get(MODULE)._update_translations(overwrite=True)
        self.env.cr.execute(SQL("UPDATE ir_model_data SET noupdate = false WHERE id = ANY(%s)", shared))

    @api.model
    def _forget_old_words(self):
        """Translations of rows that follow come from this release alone: what an earlier one said of another source
        text would cover the new one.
        """
        for name in ADAPTED:
            Model = self.env[name]
            for field in Model._fields.values():
                if not (field.store and field.translate):
                    continue
                self.env.cr.execute(SQL(
                    "UPDATE %(table)s record SET %(field)s = jsonb_build_object('en_US', record.%(field)s->'en_US') "
                    "FROM ir_model_data shipped WHERE shipped.res_id = record.id AND shipped.module = %(module)s "
                    "AND shipped.model = %(model)s AND shipped.noupdate IS NOT TRUE "
                    "AND starts_with(shipped.name, 'demo_') IS FALSE AND record.%(field)s ? 'en_US'",
                    table=SQL.identifier(Model._table), field=SQL.identifier(field.name), module=MODULE, model=name,
                ))
        self.env.invalidate_all()

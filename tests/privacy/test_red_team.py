from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.tests.casework.common import SCAN
from odoo.addons.kooperacje.tests.casework.course import CourseCommon

WORDS = "Kuba nie chodzi do szkoły"


@tagged("post_install", "-at_install")
class TestRedTeam(CourseCommon):
    """People with a login try what the screens do not offer: by scripts, imports, copies and forms never saved.

    Every attempt is made as a script would make it, through ``call_kw``; afterwards the record says what it said.
    """

    def setUp(self):
        super().setUp()
        self.team = self._at_work()
        self.plan = self.case.plan_ids
        self.case.with_user(self.anna).need_words = WORDS

    def _call(self, user, records, method, *args, **kwargs):
        return call_kw(records.with_user(user).browse(), method, [records.ids, *args], kwargs)

    def _refused(self, what, action, user=None):
        """``action`` is refused in words, and nothing of it is left."""
        with self.subTest(what, user=user and user.login), mute_logger(
            "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db",
        ), self.assertRaises(UserError), self.env.cr.savepoint():
            action()
            self.env.flush_all()
        self.env.invalidate_all()

    # A signed plan

    def test_copy_of_a_signed_plan_is_no_second_plan_in_force(self):
        for default in ({}, {"state": "signed"}, {"case_id": self._case(self.anna, self.halina).id}):
            try:
                with self.env.cr.savepoint():
                    ids = self._call(self.anna, self.plan, "copy", default)
                    copy = self.env["kooperacje.plan"].browse(ids)
                    self.assertEqual(copy.state, "draft")
                    self.assertFalse(copy.signed_on)
            except (UserError, AccessError):
                pass
        self.env.invalidate_all()
        self.assertEqual(self.case.plan_ids.filtered(lambda plan: plan.state == "signed"), self.plan)

    def test_a_signed_plan_does_not_go_back_nor_change(self):
        goal, line = self.plan.goal_ids, self.plan.service_line_ids
        for user in (self.anna, self.maria, self.tomasz):
            for what, record, values in (
                ("state", self.plan, {"state": "draft"}), ("content", self.plan, {"main_goal": "Inny"}),
                ("date", self.plan, {"signed_on": "2020-01-01"}), ("goal", goal, {"name": "Inny"}),
                ("new goal", self.plan, {"goal_ids": [Command.create({"name": "Dopisany"})]}),
                ("goal gone", self.plan, {"goal_ids": [Command.delete(goal.id)]}),
                ("status", line, {"status": "done"}), ("service", line, {"service_id": self.advice.id}),
            ):
                self._refused(what, lambda r=record, v=values, u=user: self._call(u, r, "write", v), user)
            self._refused("load", lambda u=user: self._load(u, "kooperacje.plan", ["id", "state"], [
                [self._xmlid(self.plan), "draft"],
            ]), user)
            for record in (self.plan, goal, line):
                self._refused("unlink", lambda r=record, u=user: self._call(u, r, "unlink"), user)
        self.assertEqual((self.plan.state, goal.name, line.status), ("signed", "Kuba chodzi do szkoły", "started"))

    def _xmlid(self, record):
        self.env["ir.model.data"].create({
            "module": "__test__", "name": f"{record._table}_{record.id}", "model": record._name, "res_id": record.id,
        }) if not record.get_external_id()[record.id] else None
        return record.get_external_id()[record.id]

    def _load(self, user, model, fields, rows):
        """An import that was refused says so instead of raising."""
        result = call_kw(self.env[model].with_user(user), "load", [fields, rows], {})
        if not result["ids"]:
            raise UserError(str(result["messages"]))

    # Protocols and history

    def test_a_protocol_is_not_deleted_nor_rewritten(self):
        meeting = self.env["kooperacje.meeting"].with_user(self.anna).create({
            "team_id": self.team.id, "start": "2026-01-10 10:00:00", "kind": "team_next",
        })
        meeting.participant_ids.action_present()
        meeting.sudo().write({"state": "held"})
        meeting.sudo()._document_register_signature(self.today, "handwritten", SCAN, "p.pdf")
        decision_values = {"meeting_id": meeting.id, "name": "Dopisane", "deadline": self.today,
                           "member_id": self._member(self.team, self.tomasz).id}
        for user in (self.anna, self.maria, self.tomasz, self.piotr):
            self._refused("unlink", lambda u=user: self._call(u, meeting, "unlink"), user)
            for values in (
                {"document_state": "draft"}, {"course": "Inaczej"}, {"state": "planned"}, {"document_pdf": False},
                {"signed_on": "2020-01-01"}, {"signed_copy": False}, {"team_id": False}, {"plan_id": self.plan.id},
            ):
                self._refused(str(values), lambda v=values, u=user: self._call(u, meeting, "write", v), user)
            self._refused("decision", lambda u=user: call_kw(
                self.env["kooperacje.decision"].with_user(u), "create", [[decision_values]], {}), user)
            self._refused("participants", lambda u=user: self._call(
                u, meeting.participant_ids[:1], "write", {"presence": "absent"}), user)
        self.assertEqual((meeting.document_state, meeting.state), ("signed", "held"))

    def test_history_is_not_edited(self):
        note = self.case.with_user(self.anna).message_post(body="Rozmowa z rodziną")
        log = self.env["kooperacje.read.log"].sudo().search([], limit=1)
        for user in (self.jan, self.tomasz, self.piotr, self.olga):
            self._refused("message", lambda u=user: self._call(u, note, "write", {"body": "Inaczej"}), user)
            self._refused("message unlink", lambda u=user: self._call(u, note, "unlink"), user)
        for user in self.user_by_role.values():
            if log:
                self._refused("read log", lambda u=user: self._call(u, log, "unlink"), user)
            self._refused("access", lambda u=user: self._call(u, self.case.access_ids[:1], "write", {
                "user_id": u.id}), user)
            self._refused("access rows", lambda u=user: call_kw(
                self.env["kooperacje.access"].with_user(u), "create",
                [[{"case_id": self.case.id, "user_id": u.id}]], {}), user)
        self._refused("dates of a member", lambda: self._call(
            self.anna, self._member(self.team, self.tomasz), "write", {"date_from": "2020-01-01"}))
        self._refused("number in the register", lambda: self._call(self.anna, self.team, "write", {"name": "ZZK/1"}))
        self._refused("consent", lambda: self._call(
            self.anna, self.case.consent_statement_ids[:1], "write", {"date_to": "2099-01-01"}))

    # The team

    def test_nobody_joins_a_team_by_writing_to_it(self):
        """Neither by its members, nor by a member's user, nor by an invitation sent to oneself."""
        member = self._member(self.team, self.tomasz)
        values = {"institution_id": self.ops.id, "partner_id": self.jan.partner_id.id, "state": "accepted"}
        for user in (self.jan, self.zofia, self.ewa, self.piotr, self.olga, self.anna):
            for what, records, vals in (
                ("new member", self.team, {"member_ids": [Command.create(values)]}),
                ("linked", self.team, {"member_ids": [Command.link(member.id), Command.update(member.id, {
                    "partner_id": user.partner_id.id})]}),
                ("user", member, {"user_id": user.id}), ("partner", member, {"partner_id": user.partner_id.id}),
                ("state", member, {"state": "invited"}), ("team", member, {"team_id": self.team.id + 1}),
            ):
                self._refused(what, lambda r=records, v=vals, u=user: self._call(u, r, "write", v), user)
            self._refused("create", lambda u=user: call_kw(
                self.env["kooperacje.team.member"].with_user(u), "create", [[{"team_id": self.team.id, **values}]], {},
            ), user)
        for user in (self.jan, self.ewa, self.olga):
            self._refused("invites oneself", lambda u=user: call_kw(
                self.env["kooperacje.team.member"].with_user(u), "create", [[{
                    "team_id": self.team.id, "institution_id": u.partner_id.parent_id.id,
                    "partner_id": u.partner_id.id,
                }]], {}), user)
            self._refused("answers for another", lambda u=user: self._call(u, member, "action_accept"), user)
        self.assertEqual(
            self.team.member_ids.filtered(lambda one: one.state == "accepted").user_id,
            self.anna | self.tomasz | self.zofia,
        )

    def test_a_case_is_not_taken_by_writing_its_manager(self):
        for user in (self.jan, self.tomasz, self.olga, self.piotr, self.adam, self.irena):
            self._refused("user_id", lambda u=user: self._call(u, self.case, "write", {"user_id": u.id}), user)
        self._refused("gives it away alone", lambda: self._call(self.anna, self.case, "write", {
            "user_id": self.jan.id}))
        self.assertEqual(self.case.user_id, self.anna)

    # A shared person

    def test_a_sibling_s_case_is_not_read_through_a_shared_person(self):
        """Kuba is in his sister's case too, run by Jan. Anna sees Kuba, and nothing of that case."""
        sister = self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Ola", "last_name": "Nowak", "birth_date": "2010-01-01", "company_id": self.company.id,
        })
        other = self._case(self.jan, sister, need_words="Tajemnica siostry", source="institution")
        self.env["kooperacje.case.person"].create({"case_id": other.id, "person_id": self.kuba.id})
        self.env.invalidate_all()
        for user in (self.anna, self.tomasz):
            self.env.invalidate_all()  # each asks by a request of its own: lines that others read are in no cache
            [values] = self._call(user, self.kuba, "read", ["case_person_ids"])
            self.assertFalse(set(other.case_person_ids.ids) & set(values["case_person_ids"]))
            self.assertNotIn("Tajemnica", str(self._call(user, self.kuba, "read")))
            for model, domain in (
                ("kooperacje.case", [("case_person_ids.person_id", "=", self.kuba.id)]),
                ("kooperacje.case", [("need_words", "ilike", "Tajemnica")]),
                ("kooperacje.case.person", [("person_id", "=", self.kuba.id)]),
                ("kooperacje.person", [("case_person_ids.case_id.need_words", "ilike", "Tajemnica")]),
                ("kooperacje.person", [("last_name", "=", "Nowak"), ("first_name", "=", "Ola")]),
                ("kooperacje.case.need", [("case_id", "=", other.id)]),
            ):
                with self.subTest(user=user.login, domain=domain):
                    found = call_kw(self.env[model].with_user(user), "search_read", [domain, ["id"]], {})
                    ids = {row["id"] for row in found}
                    forbidden = {
                        "kooperacje.case": other, "kooperacje.case.person": other.case_person_ids,
                        "kooperacje.person": sister, "kooperacje.case.need": other.need_line_ids,
                    }[model]
                    self.assertFalse(ids & set(forbidden.ids))
            for record in (other, sister, other.case_person_ids[:1]):
                self._refused(record._name, lambda r=record, u=user: self._call(u, r, "read"), user)
        spec = {"case_person_ids": {"fields": {"case_id": {"fields": {"display_name": {}, "need_words": {}}}}}}
        [values] = self._call(self.anna, self.kuba, "web_read", spec)
        self.assertEqual([line["case_id"]["id"] for line in values["case_person_ids"]], [self.case.id])

    # Forms never saved, exports, files

    def test_wizards_and_unsaved_forms_show_nothing_of_a_stranger_s_case(self):
        for model, field in (
            ("kooperacje.assessment", "case_id"), ("kooperacje.aftercare.contact", "case_id"),
            ("kooperacje.handover", "case_id"), ("kooperacje.need.request.wizard", "case_id"),
            ("kooperacje.case.stage.wizard", "case_id"),
        ):
            Model = self.env[model].with_user(self.jan)
            self._refused(f"onchange {model}", lambda m=Model, f=field: call_kw(m, "onchange", [
                [], {f: self.case.id}, [f], {f: {"fields": {"display_name": {}, "need_words": {}}}}], {}), self.jan)
            self._refused(f"default {model}", lambda m=Model, f=field: call_kw(
                m, "default_get", [[f]], {"context": {f"default_{f}": self.case.id}}), self.jan)
            values = {field: self.case.id, "kind": "suspend"} if "stage" in model else {field: self.case.id}
            self._refused(f"create {model}", lambda m=Model, v=values: call_kw(m, "create", [[v]], {}), self.jan)

    def test_new_records_of_the_course_are_closed_to_strangers(self):
        assessment = self._assessed(self.case)
        survey = self._survey(self.team)
        for user in (self.jan, self.olga, self.robert, self.irena, self.adam, self.ewa):
            for record in (assessment, assessment.line_ids, survey):
                self._refused(record._name, lambda r=record, u=user: self._call(u, r, "read"), user)
                found = call_kw(self.env[record._name].with_user(user), "search_count", [[]], {}) if (
                    record.with_user(user).has_access("read") or self._may_list(record, user)) else 0
                self.assertFalse(found)

    def _may_list(self, record, user):
        return self.env["ir.model.access"].with_user(user).check(record._name, "read", raise_exception=False)

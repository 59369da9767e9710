import io
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.tests.casework.common import SCAN, CaseworkCommon

PLAN = {
    "diagnosis": "W bloku nie ma miejsca, w którym dzieci mogą się uczyć.", "addressees": "Dzieci z bloków nr 3 i 5",
    "addressee_count": 15, "aim": "Dzieci uczą się razem", "goals": "- 10 dzieci odrabia lekcje\n\n- kończy klasę 90%",
    "authors": "Anna, Piotr",
}


class ProjectCommon(CaseworkCommon):
    """Piotr leads a project for the housing estate; Anna one for the Nowak family; Maria heads the office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Project = cls.env["kooperacje.social.project"]

    @classmethod
    def _project(cls, user=None, full=True, **values):
        lines = {
            "action_ids": [
                Command.create({"name": "Remont świetlicy", "institution_id": cls.ops.id, "place": "blok nr 3"}),
                Command.create({"name": "Zajęcia", "institution_id": cls.school.id}),
            ],
            "budget_ids": [
                Command.create({"name": "Farba", "quantity": 3, "unit": "wiadro", "unit_price": 120.5}),
                Command.create({"name": "Wolontariusze", "quantity": 10, "unit": "h", "unit_price": 30,
                                "source": "in_kind", "institution_id": cls.ngo.id}),
            ],
            "indicator_ids": [Command.create({"name": "Liczba zajęć", "target": "20", "source": "lista obecności"})],
            "partner_line_ids": [Command.create({"institution_id": cls.ngo.id, "name": "wolontariusze"})],
            **PLAN,
        } if full else {}
        return cls.Project.with_user(user or cls.piotr).create({
            "name": "Podwórko dla wszystkich", "partnership_id": cls.partnership.id, "date_from": cls.today,
            "date_to": cls.today + timedelta(days=90), **lines, **values,
        })

    @classmethod
    def _family_project(cls, user=None, **values):
        return cls._project(user=user or cls.anna, case_id=cls.case.id, kind="family", **values)

    @classmethod
    def _running(cls, **values):
        project = cls._project(**values)
        project.action_submit()
        project.with_user(cls.maria).action_approve()
        project.partner_line_ids.committed_on = cls.today
        project.action_start()
        return project

    @classmethod
    def _finished(cls, **values):
        project = cls._running(**values)
        project.action_ids.write({"state": "done", "done_on": cls.today})
        project.action_finish()
        return project

    def _report(self, project, **values):
        project.write({
            "participant_count": 14, "course": "Wyremontowano świetlicę.", "effects": "Dzieci się uczą.",
            "recommendations": "Stała świetlica w koszyku.", **values,
        })
        project.indicator_ids.reached = "22"
        for line in project.budget_ids:
            line.write({"spent": line.amount, "is_settled": True})

    def printed(self, project, report="kooperacje.report_social_project"):
        content, kind = self.env["ir.actions.report"].with_user(project.env.user).with_context(
            force_report_rendering=True,
        )._render_qweb_pdf(report, project.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


@tagged("post_install", "-at_install")
class TestSocialProject(ProjectCommon):
    """From an idea to its settlement (tool 20): whoever leads it carries it on, the head of the office decides."""

    def test_from_an_idea_to_its_settlement(self):
        project = self._project()
        self.assertEqual((project.state, project.kind, project.user_id), ("idea", "community", self.piotr))
        project.action_submit()
        activity = project.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.maria, "Decide on a social project"))
        project.with_user(self.maria).action_approve()
        self.assertEqual((project.state, project.approved_by_id, project.approved_on),
                         ("approved", self.maria, self.today))
        self.assertFalse(project.activity_ids)
        project.partner_line_ids.committed_on = self.today
        project.action_start()
        self.assertEqual(project.progress, 0)
        project.action_ids[0].write({"state": "done", "done_on": self.today})
        self.assertEqual(project.progress, 50)
        project.action_ids[1].write({"state": "dropped", "note": "Nie zgłosił się prowadzący"})
        project.action_finish()
        self._report(project)
        project.with_user(self.maria).action_settle()
        self.assertEqual((project.state, project.settled_by_id), ("settled", self.maria))
        self.assertEqual(project.amount_spent, project.amount_total)

    def test_budget_is_counted_by_source_and_written_in_words(self):
        project = self._project()
        self.assertEqual(project.budget_ids.mapped("amount"), [361.5, 300])
        self.assertEqual((project.amount_total, project.amount_own, project.amount_in_kind, project.amount_other),
                         (661.5, 361.5, 300, 0))
        self.assertEqual(project.amount_words, "sześćset sześćdziesiąt jeden złotych pięćdziesiąt groszy")
        project.budget_ids = [Command.create({"name": "Kosz", "unit_price": 1000, "source": "grant"})]
        self.assertEqual((project.amount_other, project.needs_authority), (1000, False))
        project.budget_ids[0].quantity = 1.333
        self.assertEqual(project.budget_ids[0].amount, 160.63)

    def test_what_a_plan_lacks_is_told_at_once(self):
        project = self._project(full=False, date_from=False, date_to=False)
        with self.assertRefused(UserError, "(?s)diagnosis.*who it is for.*main aim.*from when.*until when.*schedule"
                                           ".*indicator"):
            project.action_submit()
        self.assertEqual(project.state, "idea")

    def test_project_without_money_or_partners(self):
        project = self._project(budget_ids=[], partner_line_ids=[])
        project.action_submit()
        project.with_user(self.maria).action_approve()
        project.action_start()
        self.assertEqual(project.amount_words, "zero złotych zero groszy")

    def test_money_outside_the_office_needs_the_authority(self):
        """The mayor or the council agrees first (tool 20)."""
        project = self._project()
        project.budget_ids = [Command.create({"name": "Ławki", "unit_price": 5000, "source": "commune"})]
        self.assertTrue(project.needs_authority)
        project.action_submit()
        head = project.with_user(self.maria)
        with self.assertRefused(UserError, "consent of the mayor or the council"):
            head.action_approve()
        head.write({"authority_number": "0050.12.2026", "authority_date": self.today + timedelta(days=1)})
        with self.assertRefused(UserError, "lies in the future"):
            head.action_approve()
        head.authority_date = self.today
        head.action_approve()
        with self.assertRefused(UserError, "before the project is approved"):
            head.authority_number = "0050.13.2026"

    def test_head_sends_back_and_rejects_with_a_reason(self):
        project = self._project()
        project.action_submit()
        Refusal = self.env["kooperacje.social.project.refusal"].with_user(self.maria)
        with self.assertRefused(UserError, "Write the reason"):
            Refusal.create({"project_id": project.id, "kind": "idea", "reason": " "}).action_confirm()
        Refusal.create({"project_id": project.id, "kind": "idea", "reason": "Proszę o kosztorys."}).action_confirm()
        self.assertEqual((project.state, project.decision_reason), ("idea", "Proszę o kosztorys."))
        self.assertFalse(project.activity_ids)
        project.name = "Podwórko"
        project.action_submit()
        self.assertFalse(project.decision_reason)
        Refusal.create({"project_id": project.id, "kind": "rejected", "reason": "Brak środków."}).action_confirm()
        self.assertEqual(project.state, "rejected")
        for step in ("action_submit", "action_start", "action_finish"):
            with self.assertRefused(UserError, "does not apply"):
                getattr(project, step)()

    def test_partners_sign_before_it_starts(self):
        project = self._project()
        project.action_submit()
        project.with_user(self.maria).action_approve()
        with self.assertRefused(UserError, "not signed their commitment.*Most"):
            project.action_start()
        with self.assertRefused(ValidationError, "future"):
            project.partner_line_ids.committed_on = self.today + timedelta(days=1)
        project.partner_line_ids.committed_on = self.today
        project.action_start()

    def test_open_actions_keep_it_from_ending(self):
        project = self._running()
        with self.assertRefused(UserError, "(?s)still open.*Remont świetlicy.*Zajęcia"):
            project.action_finish()
        with self.assertRefused(ValidationError, "why “Zajęcia” was dropped"):
            project.action_ids[1].state = "dropped"

    def test_settlement_asks_for_every_line(self):
        project = self._finished()
        head = project.with_user(self.maria)
        with self.assertRefused(UserError, "(?s)course.*effects.*took part.*Liczba zajęć.*Farba.*Wolontariusze"):
            head.action_settle()
        self._report(project)
        project.budget_ids[0].spent = 400
        with self.assertRefused(UserError, "why “Farba” cost more"):
            head.action_settle()
        project.budget_ids[0].note = "Faktura 12/2026, wzrost ceny"
        head.action_settle()
        for change in (
            lambda: project.write({"effects": "Inne"}), lambda: project.budget_ids[0].write({"spent": 1}),
            lambda: project.indicator_ids.write({"reached": "99"}), lambda: project.action_ids[0].write({"note": "x"}),
            lambda: project.partner_line_ids.write({"committed_on": False}),
        ):
            with self.assertRefused(UserError, "until it is settled"):
                change()

    def test_rural_project_is_the_countys(self):
        """PCPR is responsible for social projects in the rural variant (RUR-48)."""
        self.assertEqual(self._project().responsible_institution_id, self.pcpr)
        self.partnership.variant = "urban"
        self.assertEqual(self._project().responsible_institution_id, self.ops)

    def test_what_came_out_goes_to_the_basket_without_the_family(self):
        project = self._family_project()
        action = project.action_request_service()
        self.assertEqual(action["context"], {"default_partnership_id": self.partnership.id, "default_kind": "add"})

    def test_past_its_end(self):
        project = self._running()
        self.assertFalse(project.is_overdue)
        with freeze_time(self.today + timedelta(days=91, hours=12)):
            project.invalidate_recordset(["is_overdue"])
            self.assertTrue(project.is_overdue)
            self.assertIn(project, self.Project.search([("is_overdue", "=", True)]))
        self.assertNotIn(project, self.Project.search([("is_overdue", "=", True)]))

    def test_before_the_authority_has_accepted_the_partnership(self):
        """Nothing is done before the acceptance (K3D-129)."""
        self.partnership.authorisation_number = False
        with self.assertRefused(UserError, "before the authority has accepted"):
            self._project()

    def test_case_of_a_project(self):
        with self.assertRefused(ValidationError, "belongs to its case"):
            self._project(kind="family")
        with self.assertRefused(ValidationError, "belongs to no case"):
            self._project(user=self.anna, case_id=self.case.id, kind="community")
        project = self.Project.with_user(self.anna).create({
            "name": "Kąt do nauki", "case_id": self.case.id, "kind": "family",
        })
        self.assertEqual(project.partnership_id, self.partnership, "that of the case")
        action = self.case.with_user(self.anna).action_open_social_projects()
        self.assertEqual((action["context"]["default_case_id"], self.case.social_project_count), (self.case.id, 1))

    def test_numbers_make_sense(self):
        for values in (
            {"date_to": self.today - timedelta(days=1)}, {"addressee_count": -1},
            {"budget_ids": [Command.create({"name": "Zniżka", "unit_price": -5})]},
            {"action_ids": [Command.create({"name": "x", "date_from": self.today,
                                            "date_to": self.today - timedelta(days=1)})]},
            {"partner_line_ids": [Command.create({"institution_id": self.ngo.id, "name": "x"})] * 2},
        ):
            with self.assertRaises(IntegrityError, msg=str(values)), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self._project(**values).flush_recordset()


@tagged("post_install", "-at_install")
class TestSocialProjectGuards(ProjectCommon):
    """What a form keeps by being read-only, the model keeps over RPC."""

    def test_state_and_decisions_are_not_written(self):
        project = self._project()
        for values in (
            {"state": "approved"}, {"approved_on": self.today}, {"approved_by_id": self.maria.id},
            {"settled_on": self.today}, {"decision_reason": "x"}, {"submitted_on": self.today},
            {"company_id": self.company_nur.id}, {"case_id": self.case.id},
            {"partnership_id": self.partnership_nur.id},
        ):
            for user in (self.piotr, self.maria):
                with self.assertRaises(AccessError, msg=str(values)), self.cr.savepoint():
                    project.with_user(user).write(values)
        for values in ({"state": "approved"}, {"approved_on": self.today}):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self._project(**values)
        with self.assertRefused(UserError, "once the project runs"):
            self._project(effects="Już są")

    def test_submitted_plan_stays_as_it_is(self):
        project = self._project()
        project.action_submit()
        lines = (project.action_ids[0], project.budget_ids[0], project.indicator_ids, project.partner_line_ids)
        for change in (
            lambda: project.write({"name": "Inny"}), lambda: project.write({"aim": "Inny"}),
            lambda: project.write({"budget_ids": [Command.create({"name": "Dopisane"})]}),
            *(lambda line=line: line.write({"name": "Inne"}) for line in lines),
            *(lambda line=line: line.unlink() for line in lines),
            lambda: project.budget_ids[0].write({"unit_price": 1}),
            project.action_ids[0].copy,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        with self.assertRefused(UserError, "stays as it is"):
            project.with_user(self.maria).goals = "Inne"

    def test_course_is_entered_while_it_runs_only(self):
        project = self._project()
        for line, values in (
            (project.action_ids[0], {"state": "done"}), (project.budget_ids[0], {"spent": 5}),
            (project.indicator_ids, {"reached": "5"}),
        ):
            with self.assertRefused(UserError, "while the project runs"):
                line.write(values)
        with self.assertRefused(UserError, "once the project runs"):
            project.budget_ids = [Command.create({"name": "x", "spent": 10})]
        project.action_ids = [Command.create({"name": "Z góry zrobione", "state": "done"})]
        self.assertEqual(set(project.action_ids.mapped("state")), {"planned"})
        with self.assertRefused(UserError, "while the project runs"):
            project.effects = "Z góry"

    def test_only_the_head_decides(self):
        project = self._project()
        project.action_submit()
        for user in (self.piotr, self.anna, self.jan, self.ewa, self.tomasz, self.robert, self.irena, self.adam):
            for step in ("action_approve", "action_refuse"):
                with self.assertRaises(AccessError, msg=user.login), self.cr.savepoint():
                    getattr(project.with_user(user), step)()
            with self.assertRaises(AccessError, msg=user.login), self.cr.savepoint():
                self.env["kooperacje.social.project.refusal"].with_user(user).create({
                    "project_id": project.id, "reason": "x",
                }).action_confirm()
        finished = self._finished(name="Drugi")
        self._report(finished)
        with self.assertRaises(AccessError):
            finished.action_settle()
        self.maria.role_assignment_ids.date_to = self.today - timedelta(days=1)
        with self.assertRaises(AccessError):
            project.with_user(self.maria).action_approve()

    def test_submitted_project_stays_in_the_files(self):
        self._project().unlink()
        project = self._project()
        project.action_submit()
        project.with_user(self.maria)._decide_against("idea", "Za drogo")
        with self.assertRefused(UserError, "stays in the files"):
            project.unlink()

    def test_copy_begins_anew(self):
        project = self._finished()
        self._report(project)
        copy = project.copy()
        self.assertEqual((copy.state, copy.approved_on, copy.effects, copy.document_number), ("idea",) + (False,) * 3)
        self.assertEqual(copy.budget_ids.mapped("amount"), project.budget_ids.mapped("amount"))
        self.assertEqual(set(copy.action_ids.mapped("state")), {"planned"})
        self.assertFalse(any(copy.budget_ids.mapped("spent")) or any(copy.partner_line_ids.mapped("committed_on")))

    def test_issued_card_freezes_the_plan(self):
        project = self._project()
        with self.assertRefused(UserError, "once the project has been submitted"):
            project.action_issue()
        project.action_submit()
        project.action_issue()
        self.assertTrue(project.document_number.startswith("N20"))
        with self.assertRefused(UserError, "Press “Correct”"):
            project.with_user(self.maria)._decide_against("idea", "Popraw")
        with self.assertRefused(UserError, "frozen"):
            project.sudo().name = "Inny"
        with self.assertRefused(UserError, "frozen"):
            project.sudo().budget_ids[0].unit_price = 1
        project.with_user(self.maria).action_approve()
        project._document_register_signature(self.today, "handwritten", SCAN)
        project.partner_line_ids.committed_on = self.today
        project.action_start()
        project.budget_ids[0].spent = 10
        self.assertEqual(project.document_state, "signed", "its course goes on after the card was signed")


@tagged("post_install", "-at_install")
class TestSocialProjectRights(ProjectCommon):
    """A project of a case is as closed as the case; one for a community is open to the partnership."""

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_animator_of_the_county_leads_and_settles_for_pcpr(self):
        """PCPR answers for social projects of the rural Model (RUR-48); the head of the office approves them."""
        project = self._project(user=self.bogna)
        self.assertEqual(project.responsible_institution_id, self.pcpr)
        project.action_submit()
        with self.assertRaises(AccessError):
            project.action_approve()
        project.with_user(self.maria).action_approve()
        project.partner_line_ids.committed_on = self.today
        project.action_start()
        project.action_ids.write({"state": "done", "done_on": self.today})
        project.action_finish()
        self._report(project)
        project.indicator_ids.reached = "20"
        project.budget_ids.write({"is_settled": True})
        self.assertTrue(project.user_settles)
        project.action_settle()
        self.assertEqual((project.state, project.settled_by_id), ("settled", self.bogna))
        theirs = self._finished()
        self.assertTrue(theirs.with_user(self.bogna).name, "projects of the commune are seen")
        for attempt in (
            lambda: theirs.with_user(self.bogna).action_settle(),
            lambda: theirs.with_user(self.bogna).write({"effects": "x"}),
            lambda: self._family_project().with_user(self.bogna).read(["name"]),
            lambda: self._project(user=self.bogna, partnership_id=self.partnership_nur.id),
            lambda: self._family_project(user=self.bogna),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_project_of_a_community(self):
        project = self._project()
        keepers = {self.piotr, self.maria}
        everyone = {**self.user_by_role, "jan": self.jan, "zofia": self.zofia, "olga": self.olga}
        for role, user in everyone.items():
            # The evaluator comes from outside and is engaged nowhere.
            engaged = user not in (self.olga, self.urszula)
            if role == "regional":
                continue  # at no office of the partnership, see below
            self.assertEqual(project.with_user(user).has_access("read"), engaged, role)
            for operation in ("write", "unlink"):
                self.assertEqual(project.with_user(user).has_access(operation), user in keepers, role)
            self.assertEqual(project.budget_ids.with_user(user).has_access("read"), engaged, role)
            self.assertEqual(project.budget_ids.with_user(user).has_access("write"), user in keepers, role)

    def test_social_worker_keeps_the_own_one(self):
        project = self._project(user=self.anna)
        self.assertTrue(project.has_access("write"))
        project.action_ids[0].name = "Malowanie"
        self.assertFalse(project.with_user(self.jan).has_access("write"))
        with self.assertRaises(AccessError):
            project.action_ids[0].with_user(self.jan).name = "Inne"
        with self.assertRaises(AccessError):
            self._project(user=self.jan, user_id=self.anna.id)
        for user in (self.ewa, self.tomasz, self.irena, self.adam, self.olga):
            with self.assertRaises(AccessError, msg=user.login), self.cr.savepoint():
                self._project(user=user)

    def test_project_of_a_family_is_case_data(self):
        project = self._family_project()
        for role, user in {**self.engaged_by_role, "jan": self.jan, "zofia": self.zofia, "olga": self.olga}.items():
            may = user in (self.anna, self.maria)
            for record in (project, project.budget_ids, project.action_ids, project.indicator_ids,
                           project.partner_line_ids):
                self.assertEqual(record.with_user(user).has_access("read"), may, role)
                self.assertFalse(record.with_user(user).search_count([("id", "in", record.ids)]) and not may, role)
                self.assertEqual(record.with_user(user).has_access("write"), may, role)
        self.assertNotIn(project.name, project.display_name, "lists that others see show no title")
        self.assertIn("Podwórko", self._project().display_name)

    def test_guest_reads_it_within_the_consent_only(self):
        """As previous support and plan of work (docs/law.md §4)."""
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=(self.tomasz,))
        project = self._family_project()
        self.assertTrue(self.case.with_user(self.tomasz).has_access("read"))
        self.assertFalse(project.with_user(self.tomasz).has_access("read"), "the consent names identity alone")
        self.assertFalse(self.Project.with_user(self.tomasz).search([("case_id", "=", self.case.id)]))
        self.env["kooperacje.consent.statement"].search([
            ("case_id", "=", self.case.id), ("institution_id", "=", self.ppp.id),
        ]).sudo().scope_ids |= self.env.ref("kooperacje.data_scope_support")
        self.assertTrue(project.with_user(self.tomasz).has_access("read"))
        self.assertTrue(project.budget_ids.with_user(self.tomasz).has_access("read"))
        self.assertFalse(project.with_user(self.tomasz).has_access("write"))
        self._withdraw(self.case)
        self.assertFalse(project.with_user(self.tomasz).has_access("read"))
        self.assertTrue(team.exists())

    def test_project_is_not_drawn_into_a_case_by_its_number(self):
        """Nobody points a project at a case they may not read, nor moves one there."""
        with self.assertRaises(AccessError):
            self._project(user=self.olga, case_id=self.case.id, kind="family",
                          partnership_id=self.partnership_nur.id)
        with self.assertRaises(AccessError):
            self.Project.with_user(self.jan).with_context(default_case_id=self.case.id).default_get(["case_id"])
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        with self.assertRaises(AccessError):
            self.env["kooperacje.social.project.refusal"].with_user(helena).create({
                "project_id": self._family_project().id, "reason": "x",
            })

    def test_reading_leaves_a_trace(self):
        project = self._family_project()
        rows = [("case_id", "=", self.case.id), ("user_id", "=", self.maria.id)]
        for names, traces in ((["state", "amount_total"], 0), (["diagnosis"], 1)):
            self.env.cr.flush()
            before = self.env["kooperacje.read.log"].search_count(rows)
            project.with_user(self.maria).read(names)
            # Written down at the end of what would be a request.
            self.env.cr.flush()
            self.env.invalidate_all()
            self.assertEqual(self.env["kooperacje.read.log"].search_count(rows) - before, traces, names)

    def test_board_costs_the_same_for_10_and_100(self):
        spec = {
            "display_name": {}, "kind": {}, "amount_total": {}, "progress": {}, "is_overdue": {}, "state": {},
            "user_id": {"fields": {"display_name": {}}}, "user_approves": {}, "date_to": {},
            "case_id": {"fields": {"display_name": {}}},
        }
        counts = []
        for number in (10, 100):
            projects = self.Project.with_user(self.anna).create([{
                "name": f"Projekt {index}", "partnership_id": self.partnership.id,
                **({"case_id": self.case.id, "kind": "family"} if index % 2 else {}),
                "action_ids": [Command.create({"name": "x"})], "budget_ids": [Command.create({"name": "y"})],
            } for index in range(number)])
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                found = self.Project.with_user(self.anna).web_search_read([("id", "in", projects.ids)], spec, limit=200)
                queries = self.env.cr.sql_log_count - before
            self.assertEqual(found["length"], number)
            counts.append(queries)
        self.assertEqual(counts[0], counts[1])

    def test_form_costs_the_same_for_10_and_100_lines(self):
        spec = {
            "amount_total": {}, "amount_words": {}, "progress": {},
            "budget_ids": {"fields": {"name": {}, "amount": {}, "source": {},
                                      "institution_id": {"fields": {"display_name": {}}}}, "limit": 200},
            "action_ids": {"fields": {"name": {}, "institution_id": {"fields": {"display_name": {}}}}, "limit": 200},
        }
        counts = []
        for number in (10, 100):
            project = self._family_project(
                action_ids=[Command.create({"name": "x", "institution_id": self.school.id})] * number,
                budget_ids=[Command.create({"name": "y", "unit_price": 2})] * number,
            )
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                data = project.web_read(spec)[0]
                queries = self.env.cr.sql_log_count - before
            self.assertEqual(len(data["budget_ids"]), number)
            counts.append(queries)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestSocialProjectPrint(ProjectCommon):
    """The card an office signs (tool 20), and the report after it."""

    def test_card_holds_every_section(self):
        project = self._project(risks="Deszcz", monitoring="Co miesiąc", sustainability="Klub zostaje",
                                image_consent=True)
        text = self.printed(project)
        for part in (
            "KARTA PROJEKTU SOCJALNEGO", "dla społeczności lokalnej", "„Podwórko dla wszystkich”", "art. 6 pkt 18",
            "W bloku nie ma miejsca",
            "Dzieci z bloków nr 3 i 5", "liczba osób: 15", "10 dzieci odrabia lekcje", "Liczba zajęć",
            "lista obecności", "Remont świetlicy", "blok nr 3", "Farba", "3 wiadro", "120,50 zł", "361,50 zł",
            "661,50 zł", "słownie: sześćset sześćdziesiąt jeden złotych pięćdziesiąt groszy", "wolontariusze",
            "Deszcz", "Co miesiąc", "Klub zostaje", "☒ Wizerunek", "zatwierdzam", "partner: potwierdzam wkład",
            "PROJEKT – dokument niewydany", "Klauzula informacyjna",
        ):
            self.assertIn(part, text)
        self.assertNotIn("zgoda organu", text)

    def test_card_of_a_family_names_its_code_only(self):
        text = self.printed(self._family_project())
        self.assertIn(self.case.name, text)
        for name in ("Nowak", "Halina", "Kuba"):
            self.assertNotIn(name, text)

    def test_authority_signs_when_its_money_is_taken(self):
        project = self._project()
        project.budget_ids = [Command.create({"name": "Ławki", "unit_price": 5000, "source": "commune"})]
        project.write({"authority_number": "0050.12.2026", "authority_date": self.today})
        text = self.printed(project)
        self.assertIn("0050.12.2026", text)
        self.assertIn("zgoda organu", text)

    def test_report_shows_plan_and_what_became_of_it(self):
        project = self._finished()
        self._report(project)
        project.budget_ids[0].write({"spent": 400.2, "note": "FV 12/2026"})
        project.with_user(self.maria).action_settle()
        text = self.printed(project, "kooperacje.report_social_project_settlement")
        for part in ("SPRAWOZDANIE", "14 (planowano: 15)", "Dzieci się uczą.", "Stała świetlica", "22", "400,20 zł",
                     "FV 12/2026", "siedemset złotych dwadzieścia groszy", "przyjmuję rozliczenie"):
            self.assertIn(part, text)

    def test_print_keeps_to_the_rights(self):
        project = self._family_project()
        with self.assertRaises(AccessError):
            self.printed(project.with_user(self.piotr))

from lxml import etree

from odoo import Command
from odoo.tests import tagged

from .common import CaseworkCommon

FEW, MANY = 10, 100
# Window action → who opens it and the view it opens with.
LISTS = {
    "action_assessment": ("anna", "list"), "action_handover": ("anna", "list"), "action_consent": ("anna", "list"),
    "action_consent_statement": ("irena", "list"), "action_diagnosis": ("anna", "list"),
    "action_person": ("anna", "list"), "action_qualification": ("anna", "list"),
    "action_case_office": ("maria", "list"), "action_plan": ("anna", "list"), "action_plan_service": ("anna", "list"),
    "action_consultation": ("piotr", "list"), "action_team_register": ("piotr", "list"),
    "action_team": ("piotr", "list"), "action_my_invitations": ("tomasz", "kanban"),
    "action_invitation": ("piotr", "list"),
}


@tagged("post_install", "-at_install")
class TestListQueries(CaseworkCommon):
    """The lists of casework, with the very columns their views show, of families that each have their own of all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        number = MANY + FEW
        cls.env = cls.env(context={**cls.env.context, "mail_notrack": True, "mail_create_nolog": True})
        Person = cls.env["kooperacje.person"]
        persons = Person.create([{
            "first_name": f"Osoba {index}", "last_name": "Testowa", "company_id": cls.company.id,
            "birth_date": "1990-01-01",
        } for index in range(number)])
        cases = cls.env["kooperacje.case"].create([{
            "partnership_id": cls.partnership.id, "user_id": cls.anna.id,
            "case_person_ids": [Command.create({"person_id": person.id})],
            "need_line_ids": [Command.create({"need_id": cls.need_school.id})],
        } for person in persons])
        consents = cls.env["kooperacje.consent"].create([{
            "case_id": case.id, "signer_ids": [Command.set(case.case_person_ids.person_id.ids)],
            "statement_ids": [
                Command.create({"kind": "method", "date_to": "2199-01-01"}),
                Command.create({"kind": "sharing", "institution_id": cls.ppp.id, "date_to": "2199-01-01",
                                "scope_ids": [Command.set(cls.scope.ids)]}),
            ],
        } for case in cases])
        consents.write({"document_state": "signed", "signed_on": cls.today})
        teams = cls.env["kooperacje.team"].create([{"case_id": case.id} for case in cases])
        members = cls.env["kooperacje.team.member"].create([{
            "team_id": team.id, "institution_id": cls.ppp.id, "partner_id": cls.tomasz.partner_id.id,
            "state": "accepted", "date_from": cls.today,
        } for team in teams])
        plans = cls.env["kooperacje.plan"].create([{"case_id": case.id, "team_id": team.id}
                                                   for case, team in zip(cases, teams, strict=True)])
        goals = cls.env["kooperacje.goal"].create([{"plan_id": plan.id, "name": "Szkoła"} for plan in plans])
        lines = cls.env["kooperacje.plan.service"].create([
            {"goal_id": goal.id, "service_id": cls.therapy.id, "member_id": member.id}
            for goal, member in zip(goals, members, strict=True)
        ])
        cls.found = {
            "kooperacje.case": cases, "kooperacje.person": persons, "kooperacje.consent": consents,
            "kooperacje.consent.statement": consents.statement_ids, "kooperacje.team": teams,
            "kooperacje.team.member": members, "kooperacje.plan": plans, "kooperacje.plan.service": lines,
            "kooperacje.assessment": cls.env["kooperacje.assessment"].create([{"case_id": one.id} for one in cases]),
            "kooperacje.diagnosis": cls.env["kooperacje.diagnosis"].create([{"case_id": one.id} for one in cases]),
            "kooperacje.handover": cls.env["kooperacje.handover"].create([{
                "case_id": case.id, "kind": "worker", "to_user_id": cls.jan.id, "reason": "x",
            } for case in cases]),
            "kooperacje.qualification": cls.env["kooperacje.qualification"].create([{
                "case_id": case.id, "vote_ids": [Command.create({"institution_id": cls.school.id})],
            } for case in cases]),
            "kooperacje.consultation": cls.env["kooperacje.consultation"].create([{
                "team_id": team.id, "user_id": cls.piotr.id,
            } for team in teams]),
            "kooperacje.team.register": cls.env["kooperacje.team.register"].create([{
                "partnership_id": cls.partnership.id, "keeper_id": cls.piotr.id, "date_from": "2001-01-01",
                "date_to": "2001-01-31",
            } for _index in range(number)]),
        }
        workers = cls.env["res.users"].create([{
            "name": f"Pracownik {index}", "login": f"worker{index}.test", "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        } for index in range(FEW)])
        for worker in workers:
            cls._role(worker, cls.ops, "social_worker")
        cls.env.flush_all()

    def _specification(self, model, view_type, user):
        """What the web client asks for of a list or board: the fields of its view."""
        arch = etree.fromstring(self.env[model].with_user(user).get_view(view_type=view_type)["arch"])
        fields = self.env[model]._fields
        return {
            node.get("name"): {"fields": {"display_name": {}}} if fields[node.get("name")].relational else {}
            for node in arch.iter("field") if node.get("name") in fields
        }

    def _cost(self, records, specification):
        for _turn in ("warm", "measured"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = records.web_search_read([("id", "in", records.ids)], specification)["records"]
        self.assertEqual(len(rows), len(records))
        return self.env.cr.sql_log_count - before

    def test_lists_cost_the_same_for_ten_and_a_hundred(self):
        for xmlid, (login, view_type) in LISTS.items():
            action = self.env.ref(f"kooperacje.{xmlid}")
            user = getattr(self, login)
            records = self.found[action.res_model].with_user(user)
            specification = self._specification(action.res_model, view_type, user)
            with self.subTest(xmlid):
                self.assertTrue(specification)
                self.assertEqual(
                    self._cost(records[:FEW], specification), self._cost(records[FEW:FEW + MANY], specification),
                )

    def test_load_of_ten_workers_costs_as_that_of_one(self):
        Workload = self.env["kooperacje.workload"].with_user(self.maria)
        rows = Workload.search([("company_id", "=", self.company.id)])
        self.assertGreater(len(rows), FEW)
        specification = self._specification("kooperacje.workload", "list", self.maria)
        self.assertEqual(self._cost(rows[:1], specification), self._cost(rows[:FEW], specification))

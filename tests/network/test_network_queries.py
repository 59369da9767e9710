from odoo import Command
from odoo.tests import tagged

from .common import NetworkCommon

# Lists and boards of the network that no other test counts: model, its action's views, who opens them.
SCREENS = (
    ("kooperacje.action.plan", ("list",)), ("kooperacje.action.plan.line", ("list",)),
    ("kooperacje.appointment", ("list",)), ("kooperacje.authorisation", ("list",)),
    ("kooperacje.authority.decision", ("list",)), ("kooperacje.county.diagnosis", ("list",)),
    ("kooperacje.composition.request", ("list", "kanban")), ("kooperacje.cost", ("list",)),
    ("kooperacje.leader.person", ("list",)), ("kooperacje.membership", ("list", "kanban")),
    ("kooperacje.partnership.step", ("list",)), ("kooperacje.problem", ("list",)),
    ("kooperacje.regulation", ("list",)), ("kooperacje.school.enrolment", ("list",)),
    ("kooperacje.support.request", ("list",)), ("kooperacje.recommendation", ("list",)),
)
FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestNetworkQueries(NetworkCommon):
    """Each screen costs as many queries for a hundred records as for ten, with the fields it really shows."""

    def _values(self, model, number):
        key = {"partnership_id": self.partnership.id}
        return {
            "kooperacje.action.plan": {**key, "year": 2010 + number % 90, "document_state": "void"},
            "kooperacje.action.plan.line": {
                "plan_id": self.kept["plan"].id, "goal_id": self.goal.id, "name": f"Działanie {number}",
                "owner_id": self.staff[number % len(self.staff)].id, "date_to": self.today,
            },
            "kooperacje.appointment": {**key, "authority": "Wójt", "person_id": self.workers[number].id},
            "kooperacje.authorisation": {
                **key, "authority": "Wójt", "person_id": self.workers[number].id, "person_function": "x",
            },
            "kooperacje.authority.decision": {
                **key, "name": f"x {number}", "authority": "Wójt", "amount": 100 + number,
            },
            "kooperacje.county.diagnosis": {**key, "year": 2000 + number},
            "kooperacje.composition.request": {**key, "description": "x", "institution_id": self.many[number].id},
            "kooperacje.cost": {
                **key, "name": "x", "kind": "travel", "vehicle": "car", "distance": number,
                "partner_id": self.workers[number].id,
            },
            "kooperacje.leader.person": {**key, "name": f"Lider {number}"},
            "kooperacje.membership": {**key, "institution_id": self.many[number].id},
            "kooperacje.partnership.step": {
                **key, "name": f"Krok {number}", "stage_id": self.kept["step"].stage_id.id, "user_id": self.piotr.id,
                "date_planned": self._yesterday(number),
            },
            "kooperacje.problem": {
                **key, "description": "x", "institution_ids": [Command.set(self.many[number].ids)],
                "mediator_id": self.workers[number].id,
            },
            "kooperacje.regulation": dict(key),
            "kooperacje.school.enrolment": {
                **key, "course_id": self.kept["course"].id, "partner_id": self.workers[number].id,
            },
            "kooperacje.support.request": {**key, "kind": "training", "description": "x"},
            "kooperacje.recommendation": {**key, "name": f"x {number}", "presented_by_id": self.workers[number].id},
        }[model]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.workers = Partner.create([
            {"name": f"Pracownik {number}", "parent_id": cls.ops.id} for number in range(MANY)
        ])
        cls.many = Partner.create([{
            "name": f"Instytucja {number}", "is_company": True, "is_institution": True,
            "institution_type_id": cls.type_ngo.id,
        } for number in range(MANY)])
        cls.staff = cls.ops | cls.school | cls.ppp

    def _shown(self, Model, kind):
        """What the web client asks for to draw the view: its fields, with the names of related records."""
        view = Model.get_views([(False, kind)])
        names = view["models"][Model._name]["fields"]
        arch = view["views"][kind]["arch"]
        return {
            name: {"fields": {"display_name": {}}} if Model._fields[name].relational else {}
            for name in names if f'name="{name}"' in arch and name in Model._fields
        }

    def test_every_screen_costs_the_same_for_ten_and_a_hundred(self):
        for model, kinds in SCREENS:
            records = self.env[model].create([self._values(model, number) for number in range(MANY)])
            Model = self.env[model].with_user(self.maria)
            for kind in kinds:
                shown = self._shown(Model, kind)
                self.assertGreater(len(shown), 2, model)

                def queries(count, Model=Model, shown=shown, records=records):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    rows = Model.web_search_read([("id", "in", records[:count].ids)], shown, limit=count)["records"]
                    self.assertEqual(len(rows), count)
                    return self.env.cr.sql_log_count - before

                queries(FEW)  # rights and views are read once
                with self.subTest(model, kind=kind):
                    self.assertEqual(queries(FEW), queries(MANY))

    def test_map_of_the_voivodeship_costs_the_same_for_ten_and_a_hundred(self):
        """RUR-29: one row for each commune."""
        county = self._area("1497", "powiat z wieloma gminami")
        self.env["kooperacje.area"].create([
            {"code": f"1497{number:02}2", "name": f"Gmina {number}", "parent_id": county.id} for number in range(MANY)
        ])
        Commune = self.env["kooperacje.region.commune"].with_user(self.robert)
        shown = self._shown(Commune, "list")

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = Commune.web_search_read([("county_id", "=", county.id)], shown, limit=count)["records"]
            self.assertEqual(len(rows), count)
            return self.env.cr.sql_log_count - before

        queries(FEW)
        self.assertEqual(queries(FEW), queries(MANY))

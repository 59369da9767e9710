from collections import defaultdict

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kooperacje.models.network.role_assignment import ROLES

OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestRegistryAccess(TransactionCase):
    """Every model of the addon × every group × every operation, from the registry itself (architecture, decision 6).

    Odoo applies no rule at all to an operation that the access list grants and no rule mentions: everyone with that
    line then reaches every record. So the two must stand in pairs, for models added later too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = [
            cls.env[name] for name, model in sorted(cls.env.registry.items())
            if name.startswith("kooperacje.") and not model._abstract
        ]
        cls.names = [model._name for model in cls.models]
        cls.roles = {role: cls.env.ref(f"kooperacje.group_{role}") for role, _label in ROLES}
        cls.access = cls.env["ir.model.access"].search([("model_id.model", "in", cls.names)]).grouped(
            lambda access: access.model_id.model,
        )
        cls.rules = cls.env["ir.rule"].search([("model_id.model", "in", cls.names)]).grouped(
            lambda rule: rule.model_id.model,
        )

    def _granted(self, name, group):
        """Operations the access list grants to the holders of ``group``, by it or by the groups it implies."""
        lines = self.access.get(name, self.env["ir.model.access"]).filtered(
            lambda line: line.active and line.group_id in group.all_implied_ids
        )
        return {op for op in OPERATIONS if any(line[f"perm_{op}"] for line in lines)}

    def _ruled(self, name, group):
        """Operations to which a rule of ``group``, or of a group it implies, applies."""
        rules = self._rules_of(name, group)
        return {op for op in OPERATIONS if any(rule[f"perm_{op}"] for rule in rules)}

    def _rules_of(self, name, group):
        return self.rules.get(name, self.env["ir.rule"]).filtered(
            lambda rule: rule.groups & group.all_implied_ids
        )

    def _globally_ruled(self, name):
        rules = self.rules.get(name, self.env["ir.rule"]).filtered(lambda rule: not rule.groups)
        return {op for op in OPERATIONS if any(rule[f"perm_{op}"] for rule in rules)}

    def _groups_of(self, name):
        """The roles, and whatever other group a line or a rule of the model names."""
        groups = self.env["res.groups"].union(*self.roles.values())
        groups |= self.access.get(name, self.env["ir.model.access"]).group_id
        return groups | self.rules.get(name, self.env["ir.rule"]).groups

    def test_there_is_something_to_walk(self):
        self.assertGreater(len(self.models), 20)
        self.assertEqual(len(self.roles), 10)
        self.assertIn("kooperacje.case", self.names)

    def test_what_the_list_grants_a_rule_bounds(self):
        unbounded = defaultdict(set)
        for name in self.names:
            for group in self._groups_of(name):
                for op in self._granted(name, group) - self._ruled(name, group) - self._globally_ruled(name):
                    unbounded[name, op].add(group.name)
        self.assertFalse(dict(unbounded), "granted in ir.model.access, but no ir.rule applies to the operation")

    def test_what_a_rule_bounds_the_list_grants(self):
        idle = defaultdict(set)
        for name in self.names:
            for group in self._groups_of(name):
                for op in self._ruled(name, group) - self._granted(name, group):
                    idle[name, op].add(group.name)
        self.assertFalse(dict(idle), "an ir.rule speaks of an operation that ir.model.access does not grant")

    def test_no_line_for_everyone(self):
        lines = self.env["ir.model.access"].search([("model_id.model", "in", self.names), ("group_id", "=", False)])
        self.assertFalse(lines.mapped("name"), "a line without a group opens the model to every login, portal included")

    def test_every_model_is_somebodys(self):
        forgotten = [
            name for name in self.names
            if not any(self._granted(name, group) for group in self._groups_of(name))
            and not self.env[name].is_transient()
        ]
        self.assertFalse(forgotten, "no role can even read these models")

    def test_wizards_are_private(self):
        """Odoo 19 no longer keeps transient records to the user who made them; a rule must."""
        shared = defaultdict(set)
        for model in self.models:
            if not model.is_transient():
                continue
            for group in self._groups_of(model._name):
                domains = {
                    rule.domain_force.strip() for rule in self._rules_of(model._name, group)
                    if self._granted(model._name, group)
                }
                for domain in domains:
                    evaluated = safe_eval(domain, {"user": self.env.user})
                    if Domain(evaluated) != Domain("create_uid", "=", self.env.uid):
                        shared[model._name].add((group.full_name, domain))
        self.assertFalse(dict(shared), "a wizard's records must be its user's own: [('create_uid', '=', user.id)]")

    def test_rules_ask_today_not_the_group_alone(self):
        """A rule that lets a role see more than dictionaries asks an assignment or the access relation.

        Otherwise a role that ended at midnight would see records until its group is taken away.
        """
        dictionaries = {
            "kooperacje.area", "kooperacje.sector", "kooperacje.institution.type", "kooperacje.need",
            "kooperacje.target.group", "kooperacje.data.scope", "kooperacje.premise", "kooperacje.case.stage",
            "kooperacje.legal.act", "kooperacje.process", "kooperacje.process.stage", "kooperacje.process.step",
            "kooperacje.activity.kind", "kooperacje.diagnosis.area", "kooperacje.barrier",
            "kooperacje.partnership.goal", "kooperacje.evaluation.question", "kooperacje.indicator", "kooperacje.tool",
            "kooperacje.periodic.report.pattern",
        }
        open_to_all = {
            (name, rule.name) for name in self.names for rule in self.rules.get(name, ())
            if rule.groups & self.env["res.groups"].union(*self.roles.values())
            and Domain(safe_eval(rule.domain_force or "[]", {
                "user": self.env.user, "company_ids": [], "company_id": False,
            })).is_true()
            and name not in dictionaries
        }
        self.assertFalse(open_to_all)

    def test_every_model_with_a_case_is_case_data(self):
        """Chatter, files, mails and the log follow case data: a model that belongs to a case must say so."""
        guarded = self.env["kooperacje.case.data"]._case_data_models()
        outside = [
            model._name for model in self.models
            if "case_id" in model._fields and model._fields["case_id"].comodel_name == "kooperacje.case"
            and model._name not in (*guarded, "kooperacje.access", "kooperacje.read.log")
            and not model.is_transient()
        ]
        self.assertFalse(outside, "inherit kooperacje.case.data")
        self.assertTrue({"kooperacje.case", "kooperacje.person"} <= set(guarded))

    def test_case_data_bears_its_case(self):
        """The log and the housekeeping find the case, or the person, of every record of case data."""
        of_persons = self.env.registry.descendants(["kooperacje.person.data"], "_inherit")
        self.assertGreater(len(of_persons), 4)
        for name in self.env["kooperacje.case.data"]._case_data_models():
            if name not in ("kooperacje.case", "kooperacje.person"):
                key = "person_id" if name in of_persons else "case_id"
                self.assertTrue(self.env[name]._fields[key].store, name)
                self.assertTrue(self.env[name]._fields[key].index, name)

    def test_what_is_the_office_s_asks_for_its_staff(self):
        """“Who can read” is said of what members from other institutions read too, so where specialists read nothing a
        rule that says it would open the office's own records to a specialist with a second hat elsewhere.
        """
        specialist, asked = self.roles["specialist"], 0
        for name in self.env["kooperacje.case.data"]._case_data_models():
            if "read" in self._granted(name, specialist):
                continue
            for rule in self.rules.get(name, ()):
                if rule.perm_read:
                    asked += 1
                    self.assertNotIn("user_can_read", rule.domain_force or "", f"{name}: {rule.name}")
        self.assertGreater(asked, 10)

from ast import literal_eval
from functools import partial

from odoo import Command
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.common import KooperacjeCommon

WIZARD = "base.partner.merge.automatic.wizard"
INSTITUTION = "is an institution of the Model"


@tagged("post_install", "-at_install")
class TestContactMerge(KooperacjeCommon):
    """The town hall tidies its contacts up. Core points every row at the contact that stays, past all rules of ours,
    and deletes what would be there twice.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.env["res.users"].create({
            "name": "Konrad", "login": "konrad.merge",
            "group_ids": [Command.set([
                cls.env.ref("base.group_user").id, cls.env.ref("base.group_partner_manager").id,
            ])],
        })
        cls.twin, cls.other = cls.env["res.partner"].create([
            {"name": "Szkoła", "is_company": True, "street": "Szkolna 1"}, {"name": "Piekarnia", "is_company": True},
        ])
        cls.child = cls.env["res.partner"].create({"name": "Sekretarka", "parent_id": cls.twin.id})

    def _merge(self, going, stays, user=None):
        self.env[WIZARD].with_user(user or self.keeper).create({
            "partner_ids": [Command.set((going | stays).ids)], "dst_partner_id": stays.id, "state": "selection",
        }).action_merge()
        self.env.invalidate_all()

    def _joined(self, institution):
        return self.partnership.membership_ids.filtered(lambda member: member.institution_id == institution)

    def test_two_institutions_are_kept_apart(self):
        """Core would delete the second membership, which is there twice then, and say nothing."""
        both = self._joined(self.school) | self._joined(self.ngo)
        for user in (self.keeper, self.env.ref("base.user_admin")):
            with self.assertRefused(INSTITUTION):
                self._merge(self.ngo, self.school, user)
        self.assertEqual(both.exists().institution_id, self.school | self.ngo)
        self.assertTrue(self.zofia.role_assignment_ids.institution_id, "and roles")

    def test_office_and_institution_without_papers_are_kept(self):
        for institution in (self.ops, self.university, self.rops):
            with self.assertRefused(INSTITUTION):
                self._merge(institution, self.twin, self.env.ref("base.user_admin"))
        self.ops.is_institution = False
        with self.assertRefused(INSTITUTION):
            self._merge(self.ops, self.twin, self.env.ref("base.user_admin"))

    def test_contacts_of_one_person_are_merged_with_all_that_names_them(self):
        person, again = self.env["res.partner"].create([
            {"name": "Mediatorka", "parent_id": self.ngo.id, "email": "mediatorka@example.com"} for _each in range(2)
        ])
        disputes = self.env["kooperacje.problem"].create([
            {"partnership_id": self.partnership.id, "description": "Spór", "mediator_id": each.id}
            for each in (person, again)
        ])
        self._merge(again, person)
        self.assertFalse(again.exists())
        self.assertEqual(disputes.mapped("mediator_id"), person)

    def test_an_ordinary_contact_is_merged_into_an_institution(self):
        membership, institution_type = self._joined(self.school), self.school.institution_type_id
        self._merge(self.twin, self.school)
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.child.parent_id, self.school)
        self.assertEqual(
            (membership.institution_id, self.school.is_institution, self.school.institution_type_id),
            (self.school, True, institution_type),
        )

    def test_ordinary_contacts_are_merged(self):
        self._merge(self.twin, self.other)
        self.assertEqual((self.twin.exists(), self.other.street, self.child.parent_id),
                         (self.twin.browse(), "Szkolna 1", self.other))

    def test_groups_with_ours_end_no_merge_of_all(self):
        """Nobody is by to be told: core merges group after group, and would stop at the first that is refused."""
        pairs = self.env["res.partner"].create([
            {"name": f"Podwójna {number}", "email": f"para{number}@example.com"} for number in (1, 1, 2, 2)
        ])
        (pairs[0] | pairs[1]).write({"is_institution": True})
        wizard = self.env[WIZARD].with_user(self.keeper).create({"group_by_email": True, "group_by_name": True})
        # The first group is shown, which takes it off the number of those that wait.
        wizard.action_start_manual_process()
        offered = [set(literal_eval(ids)) for ids in wizard.line_ids.mapped("aggr_ids")]
        self.assertNotIn(set(pairs[:2].ids), offered)
        self.assertIn(set(pairs[2:].ids), offered)
        self.assertEqual(wizard.number_group, len(offered))

    def test_every_column_that_names_a_contact_is_looked_at(self):
        wizard = self.env[WIZARD]
        tables = {model._table for model in self.env.values() if not model._transient}
        ours = {
            (table, column) for table, column in wizard._get_fk_on("res_partner")
            if table.startswith("kooperacje_") and table in tables and table != "kooperacje_access"
        }
        known = {(table, column) for table, columns in wizard._columns_of_the_model().items() for column in columns}
        self.assertFalse(ours - known)
        self.assertGreater(len(ours), 20)

    def test_contacts_are_looked_for_by_as_many_queries(self):
        few = self.twin | self.ops
        many = few | self.env["res.partner"].create([{"name": f"Kontakt {number}"} for number in range(100)])
        Wizard = self.env[WIZARD]
        Wizard._columns_of_the_model()
        for look in (Wizard._rows_of_the_model, Wizard._named_by_the_model, Wizard._institutions_among):
            self.assertEqual(self._queries(partial(look, few)), self._queries(partial(look, many)))

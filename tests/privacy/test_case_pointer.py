from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.models.access.guarded_mixin import named

from .common import PrivacyCommon

NAME = {"fields": {"display_name": {}}}


@tagged("post_install", "-at_install")
class TestCasePointer(PrivacyCommon):
    """Nobody may point at what they may not read: forms not saved, defaults and wizards show what they point at.

    Unsaved forms compute as superuser, and the name behind a many2one is read as superuser.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.birth_date = "2012-03-04"
        cls.plan = cls.env["kooperacje.plan"].create({
            "case_id": cls.case.id, "team_id": cls.team.id, "main_goal": "Córka wraca do szkoły",
        })
        cls.service = cls.env["kooperacje.service"].create({
            "name": "Terapia (test)", "institution_id": cls.ppp.id, "partnership_id": cls.partnership.id,
            "state": "verified",
        })
        cls.goal = cls.env["kooperacje.goal"].create({
            "plan_id": cls.plan.id, "name": "Szkoła",
            "service_line_ids": [Command.create({"service_id": cls.service.id})],
        })
        cls.env.flush_all()

    def _refused(self, way):
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"), \
                self.assertRaises(AccessError) as refusal:
            way()
        return str(refusal.exception)

    def _onchange(self, user, model, values, field_names, spec, **context):
        return self.env[model].with_user(user).with_context(**context).onchange(values, field_names, spec)

    def test_a_default_of_the_context(self):
        self._refused(lambda: self._onchange(
            self.piotr, "kooperacje.decision", {}, [], {"person_id": NAME}, default_person_id=self.person.id,
        ))
        self._refused(lambda: self._onchange(
            self.ewa, "kooperacje.team.decline", {}, [], {"member_id": NAME},
            default_member_id=self.team.member_ids[0].id,
        ))
        self._refused(lambda: self._onchange(
            self.olga, "kooperacje.case", {"case_person_ids": [Command.create({})]}, ["case_person_ids"],
            {"case_person_ids": {"fields": {"person_id": NAME}}}, default_person_id=self.person.id,
        ))

    def test_a_value_typed(self):
        self._refused(lambda: self._onchange(
            self.olga, "kooperacje.case.person", {"person_id": self.person.id}, ["person_id"], {"birth_date": {}},
        ))
        for value in ({"id": self.person.id}, [self.person.id, ""], str(self.person.id)):
            self._refused(lambda value=value: self._onchange(
                self.olga, "kooperacje.case.person", {"person_id": value}, ["person_id"], {"person_id": NAME},
            ))

    def test_the_register_of_teams_opens_no_family(self):
        """The network worker reads the team, not the household and the plan behind it."""
        self.assertTrue(self.team.with_user(self.piotr).read(["name"]))
        spec = {
            "participant_ids": {"fields": {"display_name": {}, "person_id": NAME}}, "plan_main_goal": {},
            "plan_id": NAME,
        }
        self._refused(lambda: self._onchange(
            self.piotr, "kooperacje.meeting", {"team_id": self.team.id}, ["team_id"], spec,
        ))
        self._refused(lambda: self._onchange(
            self.piotr, "kooperacje.meeting", {}, [], spec, default_team_id=self.team.id,
        ))

    def test_evaluations_and_questionnaires_name_no_team_of_others(self):
        meeting = self.env["kooperacje.meeting"].create({"team_id": self.team.id, "start": "2026-03-02 10:00:00"})
        self._refused(lambda: self._onchange(
            self.piotr, "kooperacje.evaluation", {"meeting_id": meeting.id}, ["meeting_id"], {"meeting_id": NAME},
        ))
        spec = {"team_id": NAME, "display_name": {}, "partnership_id": NAME, "people_preview": {}}
        self._refused(lambda: self._onchange(
            self.olga, "kooperacje.survey.wave", {"team_id": self.team.id}, ["team_id"], spec,
        ))
        self._refused(lambda: self._onchange(
            self.olga, "kooperacje.survey.wave", {}, [], spec, default_team_id=self.team.id,
        ))
        self.assertTrue(self._onchange(
            self.anna, "kooperacje.survey.wave", {"team_id": self.team.id}, ["team_id"], spec,
        )["value"])

    def test_an_activity_does_not_tell_the_name_of_its_document(self):
        model = self.env["ir.model"]._get("kooperacje.person")
        document = {"res_model": "kooperacje.person", "res_model_id": model.id, "res_id": self.person.id}
        for user in (self.piotr, self.olga):
            self._refused(lambda user=user: self._onchange(
                user, "mail.activity", document, ["res_id"], {"res_name": {}},
            ))
            self._refused(lambda user=user: self._onchange(
                user, "mail.activity", {}, [], {"res_name": {}},
                **{f"default_{name}": value for name, value in document.items()},
            ))
            self._refused(lambda user=user: self._onchange(
                user, "mail.message", {"model": "kooperacje.person", "res_id": self.person.id}, ["res_id"],
                {"record_name": {}},
            ))
        self._onchange(self.anna, "mail.activity", {
            "res_model": "kooperacje.case", "res_id": self.case.id,
            "res_model_id": self.env["ir.model"]._get("kooperacje.case").id,
        }, ["res_id"], {"res_name": {}})

    def test_lines_of_a_form(self):
        spec = {"case_person_ids": {"fields": {"person_id": NAME, "birth_date": {}}}}
        for command in (
            Command.create({"person_id": self.person.id}), [0, "virtual_7", {"person_id": self.person.id}],
            Command.link(self.case.case_person_ids.id), Command.set(self.case.case_person_ids.ids),
            Command.update(self.case.case_person_ids.id, {"relation": "child"}),
        ):
            with self.subTest(command):
                self._refused(lambda command=command: self._onchange(
                    self.olga, "kooperacje.case", {"case_person_ids": [command]}, ["case_person_ids"], spec,
                ))

    def test_what_is_not_there_is_refused_in_the_same_words(self):
        words = {self._refused(lambda id_=id_: self._onchange(
            self.olga, "kooperacje.case.person", {"person_id": id_}, ["person_id"], {"birth_date": {}},
        )) for id_ in (self.person.id, 999_999_999)}
        self.assertEqual(len(words), 1)

    def test_a_wizard_with_somebody_elses_record(self):
        line = self.goal.service_line_ids
        member = self.team.member_ids[0]
        self._refused(lambda: self.env["kooperacje.plan.service.stop"].with_user(self.olga).create({
            "line_id": line.id, "status": "interrupted", "reason": "x",
        }))
        self._refused(lambda: self.env["kooperacje.team.decline"].with_user(self.olga).create({
            "member_id": member.id, "premise_id": self.env["kooperacje.premise"].search([], limit=1).id, "reason": "x",
        }))
        for name in (
            "kooperacje.case.stage.wizard", "kooperacje.consent.wizard", "kooperacje.team.wizard",
            "kooperacje.consent.withdrawal",
        ):
            with self.subTest(name):
                self._refused(lambda name=name: self.env[name].with_user(self.olga).create({"case_id": self.case.id}))

    def test_a_wizard_does_not_move_to_somebody_elses_record(self):
        case = self._case(self.olga, partnership=self.partnership_nur)
        wizard = self.env["kooperacje.team.wizard"].with_user(self.olga).create({"case_id": case.id})
        self._refused(lambda: wizard.write({"case_id": self.case.id}))
        foreign = self.env["kooperacje.team.wizard"].with_user(self.anna).create({"case_id": self.case.id})
        self._refused(lambda: self.env["kooperacje.team.wizard.line"].with_user(self.olga).create({
            "wizard_id": foreign.id, "institution_id": self.ngo.id,
        }))

    def test_a_person_is_not_drawn_into_ones_own_case(self):
        """A person is readable through the cases it is in, so putting it into one opens it."""
        case = self._case(self.olga, partnership=self.partnership_nur)
        Line = self.env["kooperacje.case.person"].with_user(self.olga)
        self._refused(lambda: Line.create({"case_id": case.id, "person_id": self.person.id}))
        mine = self.env["kooperacje.person"].with_user(self.olga).create({
            "last_name": "Lis", "first_name": "Ewa", "company_id": self.company_nur.id,
        })
        line = Line.create({"case_id": case.id, "person_id": mine.id})
        self._refused(lambda: line.write({"guardian_of_ids": [Command.link(self.person.id)]}))

    def test_the_case_manager_works_as_before(self):
        values = self._onchange(
            self.anna, "kooperacje.case.person", {"case_id": self.case.id, "person_id": self.person.id},
            ["person_id"], {"birth_date": {}, "person_id": NAME},
        )["value"]
        self.assertEqual(str(values["birth_date"]), "2012-03-04")
        shown = self._onchange(
            self.anna, "kooperacje.meeting", {"team_id": self.team.id}, ["team_id"],
            {"participant_ids": {"fields": {"person_id": NAME}}, "plan_main_goal": {}},
        )["value"]
        self.assertEqual(shown["plan_main_goal"], "Córka wraca do szkoły")
        self.env["kooperacje.team.wizard"].with_user(self.anna).create({"case_id": self.case.id})

    def test_the_network_worker_plans_a_meeting_of_the_partnership(self):
        self.assertTrue(self._onchange(
            self.piotr, "kooperacje.meeting", {"partnership_id": self.partnership.id}, ["partnership_id"],
            {"participant_ids": {"fields": {"display_name": {}}}},
        )["value"])

    def test_what_a_form_points_at_is_logged(self):
        self.env.cr.flush()
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        self._onchange(
            self.anna, "kooperacje.case.person", {"person_id": self.person.id}, ["person_id"], {"birth_date": {}},
        )
        self._onchange(self.anna, "kooperacje.meeting", {"team_id": self.team.id}, ["team_id"], {"plan_main_goal": {}})
        self.env.cr.flush()
        log = self.env["kooperacje.read.log"].search([("id", ">", last)])
        self.assertIn(self.person.id, log.mapped("person_id"))
        self.assertIn(self.case, log.case_id)

    def test_every_model_that_points_at_case_data_checks_it(self):
        """From the registry: whatever has a field with case data, or with a wizard on it, behind it."""
        Pointer = self.env["kooperacje.case.pointer"]
        guarded = Pointer._pointed_models()
        self.assertIn("kooperacje.person", guarded)
        self.assertIn("kooperacje.team.wizard", guarded)
        pointers = set(self.env.registry.descendants(["kooperacje.case.pointer"], "_inherit"))
        # Derived, and created by nobody; and the key that the program sets on messages, activities and followers,
        # behind which there is the code of a case only.
        keys = set(self.env.registry.descendants(["kooperacje.case.attached"], "_inherit")) | {"mail.mail"}
        derived = {"kooperacje.access", "kooperacje.read.log"}
        # A line of the list of cases shows its reference where it is pointed at, which is a number and tells of nobody;
        # the program alone sets it.
        entry = self.env["kooperacje.file.entry"]
        self.assertLessEqual({"display_name", "name"}, entry._neutral_fields)
        outside = {
            f"{name}.{field.name}" for name, model in self.env.registry.items() for field in model._fields.values()
            if field.relational and field.comodel_name in guarded and not model._abstract
            and name not in pointers | derived and not (name in keys and field.name == "case_id" and field.readonly)
            and not (field.comodel_name == entry._name and (
                field.type == "one2many" or field.name in named(self.env[name], "_system_fields")
            ))
        }
        self.assertFalse(outside, "inherit kooperacje.case.pointer")
        self.assertGreater(len(pointers), 18)

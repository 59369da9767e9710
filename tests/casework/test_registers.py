from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.documents import SCAN

from .common import CaseworkCommon


class RegistersCommon(CaseworkCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.partnership.membership_ids.filtered(
            lambda m: m.institution_id == cls.school
        ).representative_id = cls.ewa.partner_id

    def _new_team(self):
        case = self._case(self.anna, self.halina)
        self._consent(case)
        return self.env["kooperacje.team"].create({"case_id": case.id})

    def _problem(self, user, **values):
        return self.env["kooperacje.problem"].with_user(user).create({
            "partnership_id": self.partnership.id, "kind": "refusal", "institution_ids": [(6, 0, self.school.ids)],
            "description": "Szkoła nie deleguje pedagoga do zespołu.", **values,
        })


@tagged("post_install", "-at_install")
class TestProblem(RegistersCommon):
    """Refusals, conflicts and problems with mediation and outcome (K3D-85, 116, 150)."""

    def test_from_report_to_solution(self):
        problem = self._problem(self.anna)
        self.assertRegex(problem.number, rf"^RPK/\d+/{self.today.year}$")
        task = problem.sudo().activity_ids
        self.assertEqual(task.user_id, self.piotr, "the network worker takes it up")
        self.assertNotIn("pedagog", task.summary)
        kept = problem.with_user(self.piotr)
        with self.assertRefused(UserError, "How it is taken up"):
            kept.action_mediate()
        kept.intervention = "mediation"
        kept.action_mediate()
        self.assertEqual((kept.state, kept.mediation_from), ("mediation", self.today))
        with self.assertRefused(UserError, "what was agreed"):
            kept.action_solved()
        kept.outcome = "Pedagog przychodzi na co drugie posiedzenie."
        kept.action_solved()
        self.assertEqual((kept.state, kept.closed_on), ("solved", self.today))
        self.assertFalse(problem.sudo().activity_ids)

    def test_closed_matter_stays_as_it_is(self):
        problem = self._problem(self.piotr, outcome=False)
        problem.outcome = "Nie udało się uzgodnić."
        problem.action_unsolved()
        with self.assertRefused(UserError, "stays in the register as it is"):
            problem.outcome = "Inaczej"
        with self.assertRefused(UserError, "does not apply any more"):
            problem.action_solved()
        with self.assertRefused(UserError, "stays in the register"):
            problem.sudo().unlink()

    def test_reporter_does_not_mediate(self):
        problem = self._problem(self.anna)
        for values in ({"outcome": "x"}, {"intervention": "talk"}, {"mediator_id": self.anna.partner_id.id}):
            with self.subTest(values), self.assertRefused(UserError, "records how the matter is taken up"):
                problem.write(values)
        for step in ("action_mediate", "action_solved", "action_unsolved", "action_inform_members"):
            with self.subTest(step), self.assertRefused(UserError, "leads the partnership mediates"):
                getattr(problem, step)()
        problem.description = "Szkoła nie deleguje nikogo."
        with self.assertRefused(UserError, "records how the matter is taken up"):
            self._problem(self.anna, outcome="x")
        mediated = problem.with_user(self.piotr)
        mediated.intervention = "talk"
        mediated.action_mediate()
        for values in ({"description": "x"}, {"kind": "problem"}, {"institution_ids": [(6, 0, self.ppp.ids)]}):
            with self.subTest(values), self.assertRefused(UserError, "stays as it was reported"):
                problem.write(values)
        mediated.description = "Szkoła nie deleguje nikogo, choć zgodziła się na to."

    def test_colleague_does_not_change_what_another_reported(self):
        problem = self._problem(self.anna)
        for user in (self.jan, self.ewa, self.tomasz):
            self.assertTrue(problem.with_user(user).read(["description"]), "the members read the register")
            with self.assertRaises(AccessError):
                problem.with_user(user).description = "x"

    def test_states_and_dates_are_not_typed(self):
        problem = self._problem(self.piotr)
        for values in ({"state": "solved"}, {"number": "1"}, {"reported_on": "2020-01-01"}, {"informed_on": self.today},
                       {"closed_on": self.today}, {"partnership_id": self.partnership_nur.id}):
            with self.subTest(values), self.assertRefused(AccessError, "not changed by hand"):
                problem.write(values)
        with self.assertRefused(AccessError, "not changed by hand"):
            self._problem(self.piotr, state="solved")

    def test_on_behalf_of_a_social_worker_only(self):
        self._problem(self.piotr, on_behalf_of_id=self.anna.id)
        with self.assertRefused(ValidationError, "no social worker"):
            self._problem(self.piotr, on_behalf_of_id=self.ewa.id)

    def test_future_is_not_reported(self):
        with self.assertRefused(ValidationError, "has happened already"):
            self._problem(self.anna, occurred_on=self.today + timedelta(days=1))

    def test_members_are_told_by_number_alone(self):
        problem = self._problem(self.piotr)
        problem.action_inform_members()
        message = self.env["mail.message"].sudo().search([
            ("model", "=", "kooperacje.problem"), ("res_id", "=", problem.id),
            ("partner_ids", "in", self.ewa.partner_id.ids),
        ])
        self.assertIn(problem.number, message.subject)
        self.assertNotIn("pedagog", f"{message.subject} {message.body}")
        self.assertEqual(problem.informed_on, self.today)
        with self.assertRefused(UserError, "told already"):
            problem.action_inform_members()

    def test_other_offices_and_outsiders(self):
        problem = self._problem(self.anna)
        Problem = self.env["kooperacje.problem"]
        for user in (self.olga,):
            self.assertFalse(Problem.with_user(user).search([("id", "=", problem.id)]))
            self.assertFalse(Problem.with_user(user)._read_group([("id", "=", problem.id)], ["kind"]))
        with self.assertRaises(AccessError):
            self._problem(self.olga)
        for user in (self.robert, self.irena, self.adam):
            with self.assertRaises(AccessError):
                self._problem(user)


@tagged("post_install", "-at_install")
class TestConsultation(RegistersCommon):
    """Consultations of the network worker are counted (K3D-117, 149)."""

    def setUp(self):
        super().setUp()
        self.team = self._new_team()

    def _consultation(self, user, **values):
        return self.env["kooperacje.consultation"].with_user(user).create({
            "team_id": self.team.id, "asked_by_id": self.anna.id, **values,
        })

    def test_network_worker_notes_it(self):
        consultation = self._consultation(self.piotr, duration=1.5, supervision_needed=True)
        self.assertEqual((consultation.partnership_id, consultation.user_id), (self.partnership, self.piotr))
        groups = self.env["kooperacje.consultation"].with_user(self.maria)._read_group(
            [("partnership_id", "=", self.partnership.id)], [], ["__count", "duration:sum"],
        )
        self.assertEqual(groups, [(1, 1.5)])

    def test_nobody_else(self):
        consultation = self._consultation(self.piotr)
        for role, user in self.user_by_role.items():
            if role == "network_worker":
                continue
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self._consultation(user)
                if role != "manager":
                    with self.assertRaises(AccessError):
                        consultation.with_user(user).read(["note"])
                    self.assertRaises(
                        AccessError, self.env["kooperacje.consultation"].with_user(user).search_count, [],
                    )

    def test_given_by_a_network_worker_and_in_the_past(self):
        with self.assertRefused(ValidationError, "given by the network worker"):
            self._consultation(self.piotr, user_id=self.anna.id)
        with self.assertRefused(ValidationError, "once it was given"):
            self._consultation(self.piotr, date=self.today + timedelta(days=1))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._consultation(self.piotr, duration=0)

    def test_a_colleague_neither_takes_it_over_nor_deletes_it(self):
        """Consultations are figures of monitoring: whose they are stays."""
        consultation = self._consultation(self.piotr)
        other = self._user("pawel", self.ops, "network_worker")
        with self.assertRefused(AccessError, "not changed by hand"):
            consultation.with_user(other).user_id = other
        with self.assertRefused(UserError, "one who entered it"):
            consultation.with_user(other).unlink()
        consultation.unlink()

    def test_nothing_of_the_family_in_it(self):
        """The register names the team by its number; the family's name is nowhere."""
        consultation = self._consultation(self.piotr)
        surname = self.team.sudo().case_id.case_person_ids.person_id[:1].last_name
        shown = str(consultation.read())
        self.assertTrue(surname)
        self.assertNotIn(surname, shown)


@tagged("post_install", "-at_install")
class TestTeamRegister(RegistersCommon):
    """The register of teams passed to the office and the partnership (K3D-108–110)."""

    def setUp(self):
        super().setUp()
        self.team = self._new_team()

    def _register(self, user=None, **values):
        return self.env["kooperacje.team.register"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, **values,
        })

    def test_copy_of_the_register_as_it_stands(self):
        register = self._register()
        self.assertEqual(register.line_ids.mapped("team_number"), [self.team.name])
        self.assertEqual(register.line_ids.lead_name, self.anna.name)
        register._document_register_signature(self.today, "handwritten", SCAN)
        self.team._close()
        self.assertEqual(register.line_ids.state, "inviting", "what was passed on stays as it was")
        self.assertEqual(self._register().line_ids.state, "closed")

    def test_no_family_in_it(self):
        register = self._register()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "kooperacje.report_team_register_document", register.ids,
        )[0].decode()
        case = self.team.case_id
        self.assertIn(self.team.name, html)
        for secret in (case.name, *case.case_person_ids.person_id.mapped("last_name")):
            self.assertNotIn(secret, html)

    def test_teams_outside_the_period_are_left_out(self):
        register = self._register(date_from=self.today - timedelta(days=20), date_to=self.today - timedelta(days=10))
        self.assertFalse(register.line_ids, "decided on afterwards")
        register.date_to = self.today
        self.assertEqual(len(register.line_ids), 1)

    def test_keeper_named_by_the_head(self):
        """With several network workers the head names the one who keeps the register (K3D-110)."""
        second = self._user("siec", self.ops, "network_worker")
        self._register(second)
        with self.assertRefused(ValidationError, "head of the office names"):
            self.partnership.with_user(self.piotr).register_keeper_id = self.piotr
        with self.assertRefused(ValidationError, "no network worker"):
            self.partnership.with_user(self.maria).register_keeper_id = self.anna
        self.partnership.with_user(self.maria).register_keeper_id = self.piotr
        with self.assertRefused(AccessError, "kept by another worker"):
            self._register(second)
        kept = self._register(self.piotr)
        with self.assertRefused(AccessError, "kept by another worker"):
            kept.with_user(second).date_from = "2020-01-01"
        self.piotr.role_assignment_ids.action_end()
        self._register(second)  # the one named is gone: the others may

    def test_period_does_not_end_tomorrow(self):
        with self.assertRefused(ValidationError, "ends today at the latest"):
            self._register(date_to=self.today + timedelta(days=1))

    def test_addressee_is_needed(self):
        with self.assertRefused(UserError, "to whom the register is passed"):
            self._register(passed_to_office=False, passed_to_partnership=False).action_issue()

    def test_lines_are_made_by_the_register_only(self):
        register = self._register()
        Line = self.env["kooperacje.team.register.line"].with_user(self.piotr)
        with self.assertRaises(AccessError):
            Line.create({"register_id": register.id, "team_number": "ZZK/0"})
        with self.assertRaises(AccessError):
            register.line_ids.with_user(self.piotr).state = "closed"
        with self.assertRaises(AccessError):
            register.line_ids.with_user(self.piotr).unlink()

    def test_who_reads_and_who_makes(self):
        register = self._register()
        for role, user in self.engaged_by_role.items():
            with self.subTest(role):
                self.assertTrue(register.with_user(user).line_ids.mapped("team_number"))
                if role != "network_worker":
                    with self.assertRaises(AccessError):
                        self._register(user)
        self.assertFalse(self.env["kooperacje.team.register"].with_user(self.olga).search([("id", "=", register.id)]))

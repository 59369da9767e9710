from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestCase(CaseworkCommon):
    """A case from the first report to its end: code, case manager, gates by phase, and what is due next."""

    def _move(self, phase, user=None):
        self.case.with_user(user or self.anna).stage_id = self.stage[phase]

    # Code and office

    def test_code_per_office_and_year(self):
        year = self.today.year
        first, second = self._case(self.anna), self._case(self.jan)
        number = int(first.name.rsplit("/", 1)[1])
        self.assertEqual(first.name, f"S/{year}/{number:04}")
        self.assertEqual(second.name, f"S/{year}/{number + 1:04}")
        nur = self._case(self.olga, partnership_id=self.partnership_nur.id)
        self.assertEqual(nur.name, f"S/{year}/0001", "each office counts its own")
        with freeze_time(f"{year + 1}-01-02"):
            self.assertEqual(self._case(self.anna).name, f"S/{year + 1}/0001")

    def test_opening_a_form_burns_no_number(self):
        before = int(self._case(self.anna).name.rsplit("/", 1)[1])
        Form(self.env["kooperacje.case"].with_user(self.anna))
        self.assertEqual(int(self._case(self.anna).name.rsplit("/", 1)[1]), before + 1)

    def test_form_is_ready_to_save(self):
        """RUR-17: nothing has to be typed to open a case."""
        case = Form(self.env["kooperacje.case"].with_user(self.anna)).save()
        self.assertEqual(case.partnership_id, self.partnership)
        self.assertEqual(case.company_id, self.company)
        self.assertEqual(case.user_id, self.anna)
        self.assertEqual(case.area_id, self.commune)
        self.assertEqual(case.phase, "recognition")

    def test_display_name_reveals_nobody(self):
        self.assertEqual(self.case.display_name, self.case.name)
        self.assertNotIn("Nowak", self.case.display_name)

    def test_case_stays_with_its_office(self):
        with self.assertRefused(UserError, "controller"):
            self.case.with_user(self.anna).partnership_id = self.partnership_nur

    def test_system_fields_are_closed_to_rpc(self):
        case = self.case.with_user(self.anna)
        for name, value in (
            ("phase", "realisation"), ("name", "S/1/1"), ("closed_on", "2026-01-01"), ("qualified_on", "2026-01-01"),
            ("company_id", self.company_nur.id),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                case.write({name: value})
        with self.assertRaises(AccessError):
            case.with_context(default_phase="realisation").create({"partnership_id": self.partnership.id})

    def test_lines_stay_in_their_case(self):
        other = self._case(self.anna)
        for line in (self.case.need_line_ids[0], self.case.case_person_ids[0]):
            with self.assertRaises(AccessError):
                line.with_user(self.anna).case_id = other

    # Case manager

    def test_case_manager_is_a_social_worker_of_the_office(self):
        with self.assertRefused(ValidationError, "not a social worker"):
            self._case(self.maria)
        with self.assertRefused(ValidationError, "not a social worker"):
            self.case.user_id = self.olga
        self.anna.role_assignment_ids.date_to = self.today - timedelta(days=1)
        with self.assertRaises(UserError):
            self._case(self.anna)

    def test_only_the_manager_hands_a_case_over(self):
        with self.assertRefused(UserError, "Only the manager"):
            self.case.with_user(self.anna).user_id = self.jan
        self.case.with_user(self.maria).user_id = self.jan
        self.assertEqual(self.case.user_id, self.jan)
        with self.assertRaises(AccessError):
            self.case.with_user(self.anna).read(["name"])

    def test_no_case_for_a_colleague(self):
        with self.assertRaises(UserError):
            self.env["kooperacje.case"].with_user(self.anna).create({
                "partnership_id": self.partnership.id, "user_id": self.jan.id,
            })
        case = self.env["kooperacje.case"].with_user(self.maria).create({
            "partnership_id": self.partnership.id, "user_id": self.jan.id,
            "need_line_ids": [Command.create({"need_id": self.need_school.id})],
        })
        self.assertEqual(case.with_user(self.jan).need_count, 1)

    def test_no_case_without_authorisation(self):
        """Art. 100 ust. 6 u.p.s.: written authorisation and secrecy first."""
        self.anna.role_assignment_ids.secrecy_date = False
        with self.assertRaises(AccessError):
            self._case(self.anna)

    # Gates

    def test_qualification_says_all_that_is_missing(self):
        case = self.env["kooperacje.case"].with_user(self.anna).create({"partnership_id": self.partnership.id})
        with self.assertRaises(ValidationError) as refusal:
            case.stage_id = self.stage["qualification"]
        for part in (case.name, "Kwalifikacja", "need", "premise", "reason"):
            self.assertIn(part, str(refusal.exception))
        case.write({
            "need_line_ids": [Command.create({"need_id": self.need_school.id})],
            "premise_ids": [Command.set(self.premise.ids)], "qualification_reason": "   ",
        })
        with self.assertRefused(ValidationError, "the reason of qualification"):
            case.stage_id = self.stage["qualification"]
        case.qualification_reason = "Dotychczasowa pomoc nie wystarcza."
        case.action_qualify()
        self.assertEqual(case.phase, "qualification")
        self.assertEqual(case.qualified_on, self.today)

    def test_no_team_plan_or_realisation_without_consent(self):
        """Gate 4 (K3D-26, 169, 181), over RPC as well as by dragging a card."""
        self._move("qualification")
        for phase in ("team", "plan", "realisation"):
            with self.subTest(phase), self.assertRefused(ValidationError, "signed consent to work by the method"):
                self._move(phase)
        with self.assertRefused(ValidationError, "signed consent"):
            self._case(self.anna, stage_id=self.stage["plan"].id)
        self._consent(self.case, self.ppp)
        self._move("plan")
        with self.assertRefused(ValidationError, "task team"):
            self._move("realisation")

    def test_gate_closes_at_midnight(self):
        """A consent that expires closes the gate without any job having run."""
        self._consent(self.case, date_to=self.today + timedelta(days=9))
        self._move("plan")
        self._move("consent")
        with freeze_time(self.today + timedelta(days=9)):
            self.env.invalidate_all()
            self._move("plan")
            self._move("consent")
        with freeze_time(self.today + timedelta(days=10)):
            self.env.invalidate_all()
            with self.assertRefused(ValidationError, "has expired"):
                self._move("plan")

    def test_realisation_needs_a_team_at_work(self):
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp)
        with self.assertRefused(ValidationError, "another institution has accepted"):
            self._move("realisation")
        self._member(team, self.tomasz).with_user(self.tomasz).action_accept()
        self._move("realisation")
        self.assertEqual(self.case.phase, "realisation")

    def test_leaving_is_never_gated(self):
        """Art. 11, K3D-37: without consent the family goes on in ordinary social work, or the case is closed."""
        self._consent(self.case)
        self._move("plan")
        self._withdraw(self.case)
        self._move("recognition")
        self.case.with_user(self.anna).closing_premise_id = self.env.ref("kooperacje.premise_end_ops")
        self._move("closed")
        self.assertEqual(self.case.closed_on, self.today)

    def test_closing_records_its_reason(self):
        with self.assertRefused(ValidationError, "reason of ending"):
            self._move("closed")
        wizard = Form(self.env["kooperacje.case.stage.wizard"].with_user(self.anna).with_context(
            **self.case.with_user(self.anna).action_close()["context"],
        ))
        wizard.premise_id = self.env.ref("kooperacje.premise_end_goals")
        wizard.save().action_confirm()
        self.assertEqual(self.case.phase, "closed")
        with self.assertRaises(ValidationError):
            self.case.with_user(self.anna).closing_premise_id = False
        self._move("recognition")
        self.assertFalse(self.case.closed_on, "reopened")

    def test_aftercare_before_closing(self):
        """K3D-190: the situation is followed after the support has ended."""
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._settle_end(team)
        wizard = self.env["kooperacje.case.stage.wizard"].with_user(self.anna).create({
            "case_id": self.case.id, "kind": "close", "with_aftercare": True,
            "premise_id": self.env.ref("kooperacje.premise_end_goals").id,
        })
        wizard.action_confirm()
        self.assertEqual(self.case.phase, "aftercare")
        self.assertGreater(self.case.aftercare_until, self.today)
        self.assertEqual(team.state, "closed")
        self._move("closed")

    def test_suspension_and_return_record_their_premises(self):
        """K3D-189."""
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        with self.assertRefused(ValidationError, "premise of suspension"):
            self._move("suspended")
        Wizard = self.env["kooperacje.case.stage.wizard"].with_user(self.anna)
        Wizard.create({
            "case_id": self.case.id, "kind": "suspend",
            "premise_id": self.env.ref("kooperacje.premise_suspension_absence").id,
        }).action_confirm()
        self.assertEqual((self.case.phase, team.state), ("suspended", "suspended"))
        self.assertEqual(self.case.next_step, "return")
        with self.assertRefused(ValidationError, "premise of return"):
            self._move("plan")
        Wizard.create({
            "case_id": self.case.id, "kind": "return", "stage_id": self.stage["plan"].id,
            "premise_id": self.env.ref("kooperacje.premise_return_ceased").id,
        }).action_confirm()
        self.assertEqual((self.case.phase, team.state), ("plan", "active"))
        self.assertEqual(self.case.returned_on, self.today)
        with self.assertRefused(ValidationError, "premise of suspension"):
            self._move("suspended")

    def test_no_return_by_a_detour(self):
        """K3D-189: the premise of return is due however the case left the suspension."""
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self.case.with_user(self.anna).suspension_premise_id = self.env.ref("kooperacje.premise_suspension_absence")
        self._move("suspended")
        self._move("qualification")
        self.assertEqual((self.case.suspended_on, team.state), (self.today, "suspended"))
        self.assertEqual(self.case.next_step, "return")
        with self.assertRefused(ValidationError, "premise of return"):
            self._move("team")
        self.case.with_user(self.anna).return_premise_id = self.env.ref("kooperacje.premise_return_ceased")
        self._move("team")
        self.assertEqual((self.case.suspended_on, self.case.returned_on, team.state), (False, self.today, "active"))
        self.assertFalse(self.case.suspension_premise_id)

    def test_on_hold_the_premise_stays(self):
        """K3D-189 over RPC: what the gate asked for on the way in is not taken away afterwards, nor by a detour."""
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        case = self.case.with_user(self.anna)
        absence, request = (self.env.ref(f"kooperacje.premise_suspension_{name}") for name in ("absence", "request"))
        case.suspension_premise_id = absence
        case.suspension_premise_id = False
        case.suspension_premise_id = absence
        self._move("suspended")
        for user in (self.anna, self.maria):
            with self.subTest(user.login), self.assertRefused(ValidationError, "keeps its premise of suspension"):
                self.case.with_user(user).write({"suspension_premise_id": False})
        case.suspension_premise_id = request
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            request.unlink()
        self._move("qualification")
        with self.assertRefused(ValidationError, "keeps its premise of suspension"):
            case.write({"suspension_premise_id": False})
        case.return_premise_id = self.env.ref("kooperacje.premise_return_ceased")
        self._move("team")
        self.assertFalse(case.suspension_premise_id, "taken up again, nothing is on hold")

    def test_new_consent_wakes_the_team(self):
        """The consent ended while the case was not yet in a phase of the team; no suspension, so no premise."""
        self.case.with_user(self.anna).qualification_reason = False
        self._consent(self.case, self.ppp)
        team = self._team(self.case, self.ppp, accepted=[self.tomasz])
        self._withdraw(self.case)
        self.assertEqual((self.case.phase, team.state), ("recognition", "suspended"))
        self.case.with_user(self.anna).qualification_reason = "Dotychczasowa pomoc nie wystarcza."
        self._consent(self.case, self.ppp)
        self._move("team")
        self.assertEqual(team.state, "active")

    def test_closing_ends_the_suspension(self):
        self._consent(self.case, self.ppp)
        self._withdraw(self.case)
        self.case.with_user(self.anna).write({"suspension_premise_id": self.env.ref(
            "kooperacje.premise_suspension_absence").id, "stage_id": self.stage["suspended"].id})
        self._move("recognition")
        self.case.with_user(self.anna).closing_premise_id = self.env.ref("kooperacje.premise_end_ops")
        self._move("closed")
        self.assertFalse(self.case.suspended_on or self.case.suspension_premise_id)

    def test_stage_in_use_keeps_its_meaning(self):
        """Else whoever keeps the stages would carry all cases of one past their gates."""
        dba = self.env.ref("base.user_admin")
        Stage = self.env["kooperacje.case.stage"].with_user(dba)
        stage = self.case.stage_id.with_user(dba)
        for attempt in (lambda: stage.write({"phase": "closed"}), lambda: stage.write({"active": False}), stage.unlink):
            with self.assertRefused(UserError, "cases stand in it"):
                attempt()
        stage.write({"name": "Pierwsza rozmowa", "phase": stage.phase, "active": True})
        self.assertEqual((self.case.phase, stage.name), ("recognition", "Pierwsza rozmowa"))
        empty = Stage.create({"name": "Pusty", "phase": "recognition"})
        empty.write({"phase": "closed", "active": False})
        empty.unlink()

    def test_no_case_before_the_authority_has_accepted(self):
        """Gate 1, K3D-129."""
        unready = self.env["kooperacje.partnership"].create({
            "name": "PZK w przygotowaniu (test)", "variant": "rural", "company_id": self.company.id,
        })
        with self.assertRefused(UserError, "before the authority has accepted it"):
            self._case(self.anna, partnership_id=unready.id)
        with self.assertRefused(UserError, "before the authority has accepted it"):
            self.case.with_user(self.anna).partnership_id = unready
        self.assertEqual(
            self.env["kooperacje.case"].with_user(self.anna).with_company(self.company)._default_partnership_id(),
            self.partnership, "only one may be chosen",
        )
        self.partnership.state = "closed"
        with self.assertRefused(UserError, "is closed"):
            self._case(self.anna)
        self.case.with_user(self.anna).write({"need_words": "Sprawa trwa", "partnership_id": self.partnership.id})
        self.case.with_user(self.anna).action_qualify()
        self.assertEqual(self.case.phase, "qualification", "what has begun is brought to its end")

    def test_partnership_stays_once_there_is_a_team(self):
        other = self._partnership("PZK drugi (test)", self.company, self.commune)
        self.case.with_user(self.anna).partnership_id = other
        self.case.with_user(self.anna).partnership_id = self.partnership
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp)
        with self.assertRefused(UserError, "task team or a plan"):
            self.case.with_user(self.anna).partnership_id = other

    def test_premises_of_their_own_kind(self):
        """The lists offer the right ones; over RPC the wrong ones are refused."""
        case, end = self.case.with_user(self.anna), self.env.ref("kooperacje.premise_end_goals")
        for values in (
            {"closing_premise_id": self.premise.id}, {"suspension_premise_id": end.id},
            {"return_premise_id": end.id}, {"premise_ids": [Command.link(end.id)]},
        ):
            with self.subTest(values), self.assertRefused(ValidationError, "is not a premise of this kind"):
                case.write(values)
        with self.assertRefused(ValidationError, "is not a premise of this kind"):
            self._case(self.anna, premise_ids=[Command.set(end.ids)])

    def test_gap_is_recorded_by_the_choice_of_the_team(self):
        need = self.case.need_line_ids[0].with_user(self.anna)
        with self.assertRaises(AccessError):
            need.is_uncovered = True

    # What is due next

    def test_next_step_leads_through_the_model(self):
        case = self._case(self.anna, needs=self.need_school.browse())
        self.assertEqual(case.next_step, "persons")
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Ola", "last_name": "Lis", "birth_date": "1990-01-01", "company_id": self.company.id,
        })
        case.with_user(self.anna).case_person_ids = [Command.create({"person_id": person.id})]
        self.assertEqual(case.next_step, "qualify")
        case.with_user(self.anna).need_line_ids = [Command.create({"need_id": self.need_school.id})]
        case.with_user(self.anna).action_qualify()
        self.assertEqual(case.next_step, "consent")
        self._consent(case, self.ppp, signer=person, date_to=self.today + timedelta(days=100))
        self.assertEqual((case.next_step, case.phase), ("team", "consent"))
        team = self._team(case, self.ppp)
        self.assertEqual((case.next_step, case.phase), ("answers", "team"))
        self._member(team, self.tomasz).with_user(self.tomasz).action_accept()
        self.assertEqual(case.next_step, "plan")
        with freeze_time(self.today + timedelta(days=90)):
            self.env.invalidate_all()
            self.assertEqual((case.consent_state, case.next_step), ("expiring", "renew"))

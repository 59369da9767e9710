from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon


class VoivodeshipCommon(KooperacjeCommon):
    """ROPS is an office of the database: Dorota is the adviser for the Model there (RUR-31), Daria its director."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_rops = cls.env["res.company"].create({
            "name": cls.rops.name, "partner_id": cls.rops.id, "country_id": cls.env.ref("base.pl").id,
        })
        cls.dorota = cls._user("dorota", cls.rops, "network_worker", company=cls.company_rops)
        cls.daria = cls._user("daria", cls.rops, "manager", company=cls.company_rops)
        cls.soon = fields.Datetime.now() + timedelta(days=30)
        cls.university = cls._institution("Uniwersytet (test)", cls.type_ngo, cls.voivodeship)

    @classmethod
    def _team(cls, user=None, **values):
        return cls.env["kooperacje.partnership"].with_user(user or cls.dorota).create({
            "name": "WZK (test)", "variant": "voivodeship", "company_id": cls.company_rops.id, **values,
        })


@tagged("post_install", "-at_install")
class TestVoivodeshipTeam(VoivodeshipCommon):
    """The voivodeship team (WZK) is a partnership of its own kind (RUR-39–42, 71, 83, 99, 106)."""

    def test_led_by_the_regional_centre_over_the_whole_voivodeship(self):
        team = self._team()
        self.assertEqual(
            (team.leader_id, team.regional_centre_id, team.area_ids, team.voivodeship_id),
            (self.rops, self.rops, self.voivodeship, self.voivodeship),
        )
        self.assertFalse(team.county_id)
        self.assertEqual(team.process_id, self.env.ref("kooperacje.process_voivodeship"))
        self.assertEqual(team.next_step_id.code, "1.1")
        self.assertFalse(team.missing_sector_ids)
        self.assertFalse(team.strategic_partner_id)
        self.assertFalse(team.is_strategic_partner_required or team.scope_warning or team.joint_qualification)

    def test_from_the_idea_to_the_next_year(self):
        """No mayor authorises it; it invites, meets in a composition of its own, plans and goes on year by year."""
        team = self._team()
        self.assertFalse(team.missing_steps)
        team.action_begin()
        self.assertEqual(team.membership_ids.institution_id, self.rops, "the leader is its first member")
        with self.assertRefused("at least one member besides the leader"):
            team.action_activate()
        member = team.env["kooperacje.membership"].create({
            "partnership_id": team.id, "institution_id": self.university.id, "date_from": office_today(),
        })
        member.action_join()
        team.action_activate()
        self.assertEqual((team.state, team.date_established), ("active", office_today()))
        steps = {step.code: step for step in team.step_ids}
        with self.assertRefused("standing task"):
            steps["2.1"].action_done()
        with self.assertRefused("1.1"):
            steps["1.2"].action_done()
        for code in ("1.1", "1.2", "1.3"):
            steps[code].action_done()
        with self.assertRefused("plan"):
            steps["1.5"].action_done()
        with self.assertRefused("Still to do"):
            team.with_user(self.daria).action_continue()
        # The plan is adopted and signed elsewhere in the tests; here the year is over.
        (steps["1.5"] | steps["2.5"] | steps["3.1"] | steps["3.2"])._unguarded().write({"state": "done"})
        team.with_user(self.daria).action_continue()
        self.assertEqual(
            (team.cycle, team.process_id), (2, self.env.ref("kooperacje.process_voivodeship_next")),
        )
        self.assertEqual(team.process_id.next_id, team.process_id, "year after year")

    def test_meets_plans_and_recommends_like_any_partnership(self):
        team = self._team()
        team.action_begin()
        meeting = self.env["kooperacje.meeting"].with_user(self.dorota).create({
            "kind": "partnership", "partnership_id": team.id, "start": self.soon,
        })
        self.assertEqual(meeting.purpose, "next", "the initiating meeting is the urban Model's")
        plan = self.env["kooperacje.action.plan"].with_user(self.dorota).create({"partnership_id": team.id})
        recommendation = self.env["kooperacje.recommendation"].with_user(self.dorota).create({
            "name": "Etaty animatorów", "partnership_id": team.id, "body": "voivodeship_board", "change": "legal",
            "addressee": "zarząd województwa", "date": office_today(),
        })
        recommendation.action_present()
        self.assertEqual(recommendation.state, "presented")
        regulation = self.env["kooperacje.regulation"].with_user(self.dorota).create({"partnership_id": team.id})
        self.assertEqual((plan.company_id, regulation.company_id), (self.company_rops, self.company_rops))

    def test_without_basket_and_without_cases(self):
        team = self._team()
        team.action_begin()
        team = team.sudo()
        worker = self._user("sabina", self.rops, "social_worker", company=self.company_rops)
        refused = "neither a local basket nor families"
        need = self.env["kooperacje.need"].search([], limit=1)
        values = {"partnership_id": team.id}
        for model, more in {
            "kooperacje.service.card": {"institution_id": self.rops.id},
            "kooperacje.service": {"name": "Usługa", "institution_id": self.rops.id},
            "kooperacje.basket.request": {"name": "Usługa", "description": "x", "need_id": need.id},
            "kooperacje.card.collection": {"deadline": "2030-01-01"},
            "kooperacje.basket.review": {},
            "kooperacje.case": {"user_id": worker.id},
            "kooperacje.report.card": {"institution_id": self.rops.id},
            "kooperacje.social.project": {"name": "Projekt"},
            "kooperacje.team.register": {},
        }.items():
            with self.subTest(model), self.assertRefused(refused, ValidationError):
                self.env[model].create({**values, **more})
        case = self.env["kooperacje.case"].create({"partnership_id": self.partnership.id, "user_id": self.anna.id})
        with self.assertRefused(".", Exception):
            case.partnership_id = team
        self.assertFalse(self.env["kooperacje.service.coverage"].search([("partnership_id", "=", team.id)]))

    def test_needs_no_mayor_and_asks_itself_for_nothing(self):
        team = self._team()
        with self.assertRefused("no mayor authorises it", ValidationError):
            self.env["kooperacje.authorisation"].create({
                "partnership_id": team.id, "authority": "Burmistrz", "person_id": self.dorota.partner_id.id,
            })
        team.action_begin()
        with self.assertRefused("regional centre"):
            self.env["kooperacje.support.request"].with_user(self.dorota).create({
                "partnership_id": team.id, "kind": "training", "description": "x",
            }).action_send()

    def test_bad_input(self):
        with self.assertRefused("led by the regional centre", ValidationError):
            self.env["kooperacje.partnership"].with_user(self.piotr).create({
                "name": "WZK", "variant": "voivodeship", "company_id": self.company.id,
            })
        with self.assertRefused("Remove counties and communes", ValidationError):
            self._team(area_ids=[Command.set(self.county.ids)])
        with self.assertRefused("Leave the strategic partner empty", ValidationError):
            self._team(strategic_partner_id=self.pcpr.id)
        team = self._team()
        with self.assertRefused("one_voivodeship_team", IntegrityError), mute_logger("odoo.sql_db"):
            self._team(name="Drugi WZK")
        team.action_begin()
        with self.assertRefused("does not become a voivodeship team, nor the reverse"):
            team.variant = "rural"
        with self.assertRefused("does not become a voivodeship team, nor the reverse"):
            self.partnership.with_user(self.maria).variant = "voivodeship"
        with self.assertRefused("not changed by hand", AccessError):
            team.state = "active"
        with self.assertRefused("not changed by hand", AccessError):
            team.county_id = self.county
        team.with_user(self.daria).action_close()
        self.assertTrue(self._team(name="Nowy WZK"), "a closed team gives way to the next one")

    def test_chosen_by_mistake_before_the_beginning(self):
        team = self._team()
        with self.assertRefused("voivodeship", Exception):
            self.partnership_nur.copy().write({"variant": "voivodeship"})
        team.write({"variant": "rural", "area_ids": [Command.set(self.commune.ids)]})
        self.assertEqual(team.process_id.variant, "rural")
        self.assertIn("OPS", team.missing_steps, "the regional centre leads no partnership of a commune")

    def test_meeting_of_animators_gathers_those_of_the_voivodeship(self):
        """RUR-35: of the rural partnerships that the centre serves, and of no other team's meeting."""
        team = self._team()
        team.action_begin()
        self.partnership.county_animator_id = self.bogna.partner_id
        away = self._partnership("PZK z innego województwa", self.company_nur, self.commune_nur)
        away.write({
            "regional_centre_id": False, "accession_date": LONG_AGO, "commune_animator_id": self.olga.partner_id.id,
        })
        meeting = self.env["kooperacje.meeting"].with_user(self.dorota).create({
            "kind": "partnership", "partnership_id": team.id, "start": self.soon, "purpose": "animators",
        })
        self.assertEqual(meeting.participant_ids.partner_id, (self.bogna | self.anna).partner_id)
        with self.assertRefused("called by the regional centre", ValidationError):
            self.env["kooperacje.meeting"].with_user(self.piotr).create({
                "kind": "partnership", "partnership_id": self.partnership.id, "start": self.soon,
                "purpose": "animators",
            })

    def test_form_of_the_adviser(self):
        """What the screen asks for: a name and the kind, nothing else (RUR-17)."""
        with Form(self.env["kooperacje.partnership"].with_user(self.dorota)) as form:
            form.name = "Wojewódzki Zespół Kooperacji"
            form.variant = "voivodeship"
        self.assertEqual(form.record.regional_centre_id, self.rops)

    def test_who_keeps_and_who_reads(self):
        """The adviser and the director keep it, the regional role reads it; offices of communes do not see it."""
        team = self._team()
        Partnership = self.env["kooperacje.partnership"]
        self.assertEqual(team.with_user(self.robert).name, "WZK (test)")
        with self.assertRefused(".", AccessError):
            team.with_user(self.robert).name = "x"
        with self.assertRefused(".", AccessError):
            self._team(self.robert, name="Jeszcze jeden")
        for role, user in {**self.user_by_role, "other office": self.olga}.items():
            if role == "regional":
                continue
            with self.subTest(role):
                self.assertFalse(Partnership.with_user(user).search([("id", "=", team.id)]))
                with self.assertRefused(".", AccessError):
                    team.with_user(user).action_begin()
        # Who keeps the team of the voivodeship is not thereby engaged in the partnerships of communes.
        self.assertFalse(Partnership.with_user(self.dorota).search([("id", "=", self.partnership.id)]))
        self.assertFalse(self.env["kooperacje.case"].with_user(self.daria).search([]))

    def test_adviser_whose_role_ended(self):
        team = self._team()
        self.env["kooperacje.role.assignment"].search([("user_id", "=", self.dorota.id)]).action_end()
        for attempt in ("action_begin", "read"):
            with self.subTest(attempt), self.assertRefused(".", AccessError):
                getattr(team, attempt)()
        self.assertEqual(team.sudo().state, "preparation")

    def test_member_of_another_level(self):
        """A member of the voivodeship board speaks for its board; LONG_AGO members are counted for the quorum."""
        team = self._team()
        team.action_begin()
        board = self._institution("Zarząd województwa (test)", self.type_ngo, self.voivodeship)
        self.env["kooperacje.membership"].create([{
            "partnership_id": team.id, "institution_id": one.id, "state": "member", "date_from": LONG_AGO,
        } for one in (board, self.university)])
        meeting = self.env["kooperacje.meeting"].with_user(self.dorota).create({
            "kind": "partnership", "partnership_id": team.id, "start": self.soon,
        })
        self.assertEqual(meeting.member_institution_count, 3)

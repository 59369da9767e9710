from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestServiceFinder(CaseworkCommon):
    """Anna looks for services beside the case of the Nowak family: Halina (adult) and Kuba (9), of Małkinia."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls._service("Asystent rodziny", cls.pcpr, cls.need_school | cls.need_debts)
        cls.seniors = cls._service("Klub seniora", cls.ngo, cls.need_school, age_from=60)
        cls.far = cls._service(
            "Mediacje w Warszawie", cls.ngo, cls.need_debts, territory_id=cls._area("1465011", "Warszawa").id,
        )
        cls.full = cls._service(
            "Świetlica", cls.school, cls.need_school, capacity=20, capacity_free=0, capacity_stated_on=cls.today,
        )
        cls.other = cls._service("Zajęcia plastyczne", cls.school, cls.env["kooperacje.need"])
        cls.env.flush_all()

    def _finder(self, case=None, user=None, **values):
        return self.env["kooperacje.service.finder"].with_user(user or self.anna).create({
            "case_id": (case or self.case).id, **values,
        })

    def _plan(self, *goals):
        self._consent(self.case, self.ppp)
        return self.env["kooperacje.plan"].with_user(self.anna).create({
            "case_id": self.case.id, "goal_ids": [Command.create({"name": goal}) for goal in goals],
        })

    def _shown(self, finder, service):
        """The service as a row of the finder's list."""
        self.assertIn(service, finder.service_ids)
        return service.with_user(finder.env.user).with_context(
            finder_case_id=finder.case_id.id, finder_need_ids=finder.need_ids.ids, finder_id=finder.id,
        )

    def _add(self, finder, service):
        return self._shown(finder, service).action_add_to_plan()

    # What is found

    def test_what_answers_the_needs_comes_by_itself(self):
        finder = self._finder()
        self.assertEqual(finder.need_ids, self.need_school | self.need_debts)
        self.assertEqual(finder.area_id, self.commune)
        services = finder.service_ids
        self.assertEqual(services[0], self.both, "answers both")
        self.assertEqual(services, self.both | self.therapy | self.advice)
        self.assertFalse(finder.unanswered_ids)

    def test_the_most_important_need_decides(self):
        line = self.case.need_line_ids.filtered(lambda line: line.need_id == self.need_debts)
        line.priority = "2"
        self.assertEqual(self._finder().service_ids[1], self.advice)

    def test_who_works_with_the_family_comes_first_among_equals(self):
        self.case.working_institution_ids = self.ngo
        finder = self._finder()
        self.assertEqual(finder.service_ids[1], self.advice)
        self.assertIn("works with the family already", self._shown(finder, self.advice).finder_reason)

    def test_words_with_slips_search_the_whole_basket(self):
        finder = self._finder(words="zajecia plastcyzne")
        self.assertEqual(finder.service_ids, self.other)
        finder.words = "terapja"
        self.assertEqual(finder.service_ids, self.therapy)
        finder.words = "swietlica"
        self.assertFalse(finder.service_ids, "it is full")
        finder.only_free = False
        self.assertEqual(finder.service_ids, self.full)

    def test_conditions(self):
        self.therapy.write({"access_mode": "decision", "fee": "full"})
        finder = self._finder()
        self.assertNotIn(self.seniors, finder.service_ids)
        finder.only_age = False
        self.assertIn(self.seniors, finder.service_ids)
        self.assertNotIn(self.far, finder.service_ids)
        finder.reach = "any"
        self.assertIn(self.far, finder.service_ids)
        self.assertIn(self.therapy, finder.service_ids)
        finder.only_easy = True
        self.assertNotIn(self.therapy, finder.service_ids)
        finder.write({"only_easy": False, "fee": "partial"})
        self.assertNotIn(self.therapy, finder.service_ids)
        finder.need_ids = self.need_debts
        self.assertNotIn(self.seniors, finder.service_ids)

    def test_reach_of_the_commune_alone(self):
        self.both.territory_id = self.county
        self.therapy.territory_id = self.commune_nur
        finder = self._finder()
        self.assertIn(self.therapy, finder.service_ids, "in the county")
        finder.reach = "commune"
        self.assertEqual(finder.service_ids, self.both | self.advice, "the county serves the commune too")

    def test_reasons(self):
        self.therapy.write({
            "age_from": 6, "age_to": 15, "territory_id": self.commune.id, "capacity": 5, "capacity_free": 2,
            "capacity_stated_on": self.today,
        })
        reason = self._shown(self._finder(), self.therapy).finder_reason
        for text in ("answers: Trudności w szkole", "for the age of", "in the commune", "free places: 2"):
            self.assertIn(text, reason)
        self.assertNotIn(str(self.halina.age), reason, "only the age that fits")

    def test_never_withdrawn_stale_or_of_another_basket(self):
        self.therapy.state = "withdrawn"
        self.advice.date_to = self.today - timedelta(days=1)
        foreign = self._service("Terapia w Nurze", self.gops_nur, self.need_school)
        foreign.sudo().write({"partnership_id": self.partnership_nur.id})
        self.both.sudo().write({"verified_on": self.today - timedelta(days=800), "confirmed_on": False})
        finder = self._finder()
        self.assertFalse(finder.service_ids)
        self.assertEqual(finder.unanswered_ids, self.need_school | self.need_debts)
        finder.words = "terapia"
        self.assertFalse(finder.service_ids)

    def test_parts_of_a_need(self):
        part = self.env["kooperacje.need"].create({
            "code": "T.1.1", "name": "Czytanie", "parent_id": self.need_school.id,
        })
        reading = self._service("Klub czytelnika", self.school, part)
        shown = self._shown(self._finder(), reading)
        self.assertIn("answers: Trudności w szkole", shown.finder_reason)
        self.assertEqual(shown._answered(self.need_school | self.need_debts), self.need_school)

    def test_in_the_form(self):
        """As on the screen: words typed, the list follows."""
        with Form(self.env["kooperacje.service.finder"].with_user(self.anna).with_context(
            default_case_id=self.case.id,
        )) as form:
            self.assertEqual(len(form.service_ids), 3)
            form.words = "plastyczna"
            self.assertEqual(len(form.service_ids), 1)
            form.words = "nie ma takiej"
            self.assertEqual(len(form.service_ids), 0)

    def test_the_rest_is_counted(self):
        self.env["kooperacje.service"].create([{
            "name": f"Korepetycje {number}", "partnership_id": self.partnership.id, "institution_id": self.school.id,
            "state": "verified", "verified_on": self.today, "need_ids": [Command.set(self.need_school.ids)],
        } for number in range(30)])
        finder = self._finder()
        self.assertEqual((len(finder.service_ids), finder.more_count), (25, 8))

    # Into the plan

    def test_one_click_into_the_plan(self):
        plan = self._plan("Kuba chodzi do szkoły")
        finder = self._finder()
        self.assertEqual(finder.goal_id, plan.goal_ids)
        shown = self._shown(finder, self.therapy)
        self.assertFalse(shown.finder_in_plan)
        action = shown.action_add_to_plan()
        self.assertEqual((action["res_model"], action["res_id"]), (finder._name, finder.id), "the finder stays open")
        self.assertEqual(plan.service_line_ids.service_id, self.therapy)
        self.assertEqual(plan.service_line_ids.goal_id, plan.goal_ids)
        shown.invalidate_recordset()
        self.assertTrue(shown.finder_in_plan)
        shown.action_add_to_plan()
        self.assertEqual(len(plan.service_line_ids), 1, "once")

    def test_without_a_plan_one_is_opened(self):
        self._consent(self.case, self.ppp)
        self._add(self._finder(), self.therapy)
        plan = self.case.plan_ids
        self.assertEqual((plan.state, plan.goal_ids.name), ("draft", "Trudności w szkole"))
        self._add(self._finder(), self.both)
        self.assertEqual(len(plan.goal_ids), 1, "for a need there is one goal")
        self.assertEqual(plan.service_line_ids.service_id, self.therapy | self.both)

    def test_several_goals_one_is_chosen(self):
        plan = self._plan("Szkoła", "Długi")
        finder = self._finder()
        self.assertFalse(finder.goal_id)
        finder.goal_id = plan.goal_ids[1]
        self._add(finder, self.advice)
        self.assertEqual(plan.goal_ids[1].service_line_ids.service_id, self.advice)
        self.assertEqual(len(plan.goal_ids), 2)

    def test_no_plan_without_consent(self):
        """K3D-181: the finder opens no way round the gate."""
        with self.assertRefused(UserError, "no valid consent"):
            self._add(self._finder(), self.therapy)
        self.assertFalse(self.case.plan_ids)

    def test_signed_plan_is_revised_not_added_to(self):
        plan = self._plan("Szkoła")
        plan.sudo().state = "signed"
        finder = self._finder()
        with self.assertRefused(UserError, "Revise the plan"):
            self._add(finder, self.therapy)
        plan.action_revise()
        self._add(self._finder(), self.therapy)
        draft = self.case.plan_ids.filtered(lambda one: one.state == "draft")
        self.assertEqual(draft.service_line_ids.service_id, self.therapy)

    # Gaps

    def _gaps(self):
        return {
            (gap.need_id, gap.kind): gap.count
            for gap in self.env["kooperacje.gap"].search([("partnership_id", "=", self.partnership.id)]).sudo()
        }

    def test_what_is_missing_is_reported_once(self):
        """Tool 11, “usługa brakująca”: counted for the partnership, each family once in a quarter."""
        self.case.with_user(self.anna).need_line_ids = [Command.create({"need_id": self.need_rare.id})]
        finder = self._finder()
        self.assertEqual(finder.unanswered_ids, self.need_rare)
        finder.action_report_missing()
        finder.action_report_missing()
        self._finder().action_report_missing()
        self.assertEqual(self._gaps(), {(self.need_rare, "missing"): 1})

    def test_why_it_is_missing(self):
        for service in (self.therapy, self.both):
            service.state = "withdrawn"
        self._finder().action_report_missing()
        self.assertEqual(self._gaps(), {(self.need_school, "full"): 1}, "the day room has no free places")

    def test_what_only_the_conditions_hide_is_no_gap(self):
        self.case.with_user(self.anna).need_line_ids = [Command.create({"need_id": self.need_rare.id})]
        self._service("Rzadka pomoc", self.ngo, self.need_rare, access_mode="decision")
        finder = self._finder(only_easy=True)
        self.assertEqual(finder.unanswered_ids, self.need_rare)
        with self.assertRefused(UserError, "The basket answers every need"):
            finder.action_report_missing()
        self.assertFalse(self._gaps())

    # Doors

    def test_closed_to_who_may_not_read_the_case(self):
        for user in (self.jan, self.olga):
            with self.assertRaises(AccessError):
                self._finder(user=user)
            with self.assertRaises(AccessError):
                self.env["kooperacje.service.finder"].with_user(user).with_context(
                    default_case_id=self.case.id,
                ).default_get(["case_id", "need_ids"])
            with self.assertRaises(AccessError):
                self.env["kooperacje.service.finder"].with_user(user).onchange(
                    {"case_id": self.case.id}, ["case_id"],
                    {"need_ids": {}, "ages": {}, "service_ids": {"fields": {"finder_reason": {}}}},
                )

    def test_a_context_opens_no_case(self):
        """Why a service is proposed tells of the family: only to who may read the case, whatever the context says."""
        for user in (self.jan, self.piotr, self.tomasz, self.ewa):
            asked = self.therapy.with_user(user).with_context(finder_case_id=self.case.id)
            with self.assertRaises(AccessError, msg=user.login):
                asked.read(["finder_reason"])
            with self.assertRaises(AccessError, msg=user.login):
                asked.read(["finder_in_plan"])
        self.assertFalse(self.therapy.with_user(self.jan).finder_reason, "beside no case")
        self.assertFalse(self.therapy.with_user(self.anna).with_context(finder_case_id="1 OR 1").finder_reason)

    def test_looking_leaves_a_trace(self):
        Log = self.env["kooperacje.read.log"]
        before = Log.search([("case_id", "=", self.case.id)])
        self.therapy.with_user(self.maria).with_context(finder_case_id=self.case.id).read(["finder_reason"])
        self.env.flush_all()
        self.env.cr.flush()
        self.assertIn(self.maria, (Log.search([("case_id", "=", self.case.id)]) - before).user_id)

    def test_not_for_roles_without_cases(self):
        for user in (self.piotr, self.ewa, self.robert, self.irena, self.adam, self.tomasz):
            with self.assertRaises(AccessError, msg=user.login):
                self._finder(user=user)

    def test_a_finder_is_its_users_own(self):
        finder = self._finder()
        self.env.flush_all()
        with self.assertRaises(AccessError):
            finder.with_user(self.maria).read(["words"])
        with self.assertRaises(AccessError):
            self.therapy.with_user(self.maria).with_context(finder_id=finder.id).action_add_to_plan()
        with self.assertRaises(UserError):
            self.therapy.with_user(self.anna).action_add_to_plan()

    def test_access_that_ended_ends_the_finder(self):
        finder = self._finder()
        self.case.sudo().user_id = self.jan
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            finder.words = "terapia"
            finder.flush_recordset()
            self.assertFalse(self._shown(finder, self.therapy).finder_reason)

    def test_button_on_the_case(self):
        action = self.case.with_user(self.anna).action_find_services()
        self.assertEqual(action["res_model"], "kooperacje.service.finder")
        finder = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((finder.case_id, finder.create_uid, action["target"]), (self.case, self.anna, "new"))

    def test_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            finder = self._finder(words="korepetycja")
            finder.service_ids.with_context(finder_case_id=self.case.id).mapped("finder_reason")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._tutoring(25)
        queries()
        few = queries()
        self._tutoring(75)
        # What is kept in memory may have been dropped meanwhile, by whatever ran before.
        queries()
        self.assertEqual(few, queries())

    def _tutoring(self, count):
        self.env["kooperacje.service"].create([{
            "name": f"Korepetycje {number}", "partnership_id": self.partnership.id, "institution_id": self.school.id,
            "state": "verified", "verified_on": self.today, "need_ids": [Command.set(self.need_school.ids)],
        } for number in range(count)])


@tagged("post_install", "-at_install")
class TestTeamGaps(CaseworkCommon):
    """What the choice of a team leaves unanswered becomes gaps of the partnership."""

    def setUp(self):
        super().setUp()
        self._consent(self.case, self.ppp, self.ngo, self.school)

    def _gaps(self, user=None):
        gaps = self.env["kooperacje.gap"].search([("partnership_id", "=", self.partnership.id)])
        return {(gap.need_id, gap.kind): gap.sudo().count for gap in gaps}

    def _need(self, need):
        return self.case.need_line_ids.filtered(lambda line: line.need_id == need)

    def test_reasons_and_others_on_the_screen(self):
        self._service("Asystent", self.school, self.need_debts)
        lines = {line.institution_id: line for line in self._team_wizard(self.case).line_ids}
        self.assertIn("the only one for: Trudności w szkole", lines[self.ppp].why)
        self.assertFalse(lines[self.ppp].instead)
        chosen = lines[self.ngo] if lines[self.ngo].is_selected else lines[self.school]
        other = (lines[self.ngo] | lines[self.school]) - chosen
        self.assertEqual(chosen.instead, other.institution_id.name)
        self.assertIn("could stand in", other.why)

    def test_uncovered_needs_are_counted_with_why(self):
        self.case.with_user(self.anna).need_line_ids = [Command.create({"need_id": self.need_rare.id})]
        self.advice.age_from = 70
        wizard = self._team_wizard(self.case)
        self.assertEqual(wizard.uncovered_need_ids, self.need_rare | self.need_debts)
        self.assertIn("Zadłużenie: services for another age", wizard.uncovered_note)
        wizard.action_confirm()
        self.assertEqual(self._gaps(), {(self.need_rare, "missing"): 1, (self.need_debts, "age"): 1})
        self.assertEqual(self._need(self.need_debts).uncovered_kind, "age")
        self.assertTrue(self._need(self.need_debts).is_uncovered)
        self.assertFalse(self._need(self.need_school).is_uncovered)

    def test_proposal_not_wanted_is_counted(self):
        self._team(self.case, self.ppp)
        self.assertEqual(self._gaps(), {(self.need_debts, "declined"): 1})
        self.assertFalse(self._need(self.need_debts).is_uncovered, "the basket has it")

    def test_all_wanted_no_gap(self):
        self._team(self.case, self.ppp, self.ngo)
        self.assertEqual(self._gaps(), {})

    def test_full_composition_added_later_counts_nothing_twice(self):
        team = self._team(self.case, self.ppp)
        self._team(self.case, self.ngo)
        self.assertEqual(team.member_ids.institution_id, self.ops | self.ppp | self.ngo)
        self.assertEqual(self._gaps(), {(self.need_debts, "declined"): 1})

    def test_institution_that_declines(self):
        team = self._team(self.case, self.ppp, self.ngo)
        premise = self.env["kooperacje.premise"].search([("kind", "=", "decline")], limit=1)
        self._member(team, self.tomasz).with_user(self.tomasz).action_decline(premise.id, "Brak czasu")
        self.assertEqual(self._gaps(), {(self.need_school, "refused"): 1})
        self.assertFalse(
            self.env["kooperacje.gap"].with_user(self.tomasz).search([]), "who declined sees no number of one family",
        )

    def test_what_the_form_sends_back_does_not_count(self):
        """Gaps are worked out anew at the choice: a client cannot make up or hide them."""
        wizard = self._team_wizard(self.case)
        wizard.uncovered_need_ids = self.need_school | self.need_debts
        wizard.action_confirm()
        self.assertEqual(self._gaps(), {})

    def test_a_need_does_not_show_where_it_was_counted(self):
        self._team(self.case, self.ppp)
        line = self._need(self.need_debts)
        for user in (self.anna, self.maria):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["gap_ids"])
            with self.assertRaises(AccessError):
                line.with_user(user).write({"uncovered_kind": "missing"})
            with self.assertRaises(AccessError):
                line.with_user(user).write({"gap_ids": [Command.clear()]})
        with self.assertRaises(AccessError):
            self.env["kooperacje.case.need"].with_user(self.anna).search([("gap_ids", "!=", False)])

    def test_own_service_of_the_office_is_not_declined(self):
        self.advice.institution_id = self.ops
        self._team(self.case, self.ppp)
        self.assertEqual(self._gaps(), {})

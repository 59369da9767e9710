from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kooperacje.tests.demo.common import DemoMixin, demo_logins
from odoo.addons.kooperacje.tests.screens import Screen

from ..casework.common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestMyDay(CaseworkCommon):
    """What waits for each of the office, on the first screen: only one's own, the most urgent first."""

    def _day(self, user):
        return self.env["kooperacje.my.day"].with_user(user)

    def _sections(self, user):
        return {section["key"]: section for section in self._day(user).waiting()["sections"]}

    def _team(self):
        self._consent(self.case, self.ppp)
        team = self.env["kooperacje.team"].with_user(self.anna).create({
            "case_id": self.case.id, "member_ids": [Command.create({
                "institution_id": self.ppp.id, "partner_id": self.tomasz.partner_id.id,
            })],
        })
        team.member_ids.action_invite()
        return team.with_env(self.env)

    def _qualified(self):
        self.case.with_user(self.anna).action_qualify()

    def test_an_invitation_waits_for_whom_it_names(self):
        self._qualified()
        member = self._team().member_ids
        section = self._sections(self.tomasz)["invitation"]
        self.assertEqual([line["id"] for line in section["lines"]], member.ids)
        self.assertNotIn("Nowak", section["lines"][0]["text"])
        opened = self._day(self.tomasz).open("invitation", member.id)
        self.assertEqual((opened["res_model"], opened["res_id"]), ("kooperacje.team.member", member.id))
        self.assertTrue(opened["views"])
        listed = self._day(self.tomasz).all_of("invitation")
        self.assertEqual(self.env[listed["res_model"]].search(listed["domain"]), member)
        for colleague in (self.zofia, self.ewa, self.piotr, self.anna):
            self.assertNotIn("invitation", self._sections(colleague))
        member.with_user(self.tomasz).action_accept()
        self.assertNotIn("invitation", self._sections(self.tomasz))

    def test_the_late_stands_before_the_later(self):
        """A case of tomorrow waits below what should have been answered yesterday."""
        self.assertEqual(next(iter(self._sections(self.anna))), "case_step")
        self.case.activity_schedule(
            "mail.mail_activity_data_todo", self.today - timedelta(days=3), user_id=self.anna.id,
            summary="Zadzwonić do szkoły",
        )
        day = self._day(self.anna).waiting()
        self.assertEqual([section["key"] for section in day["sections"]][:1], ["activity"])
        [line] = day["sections"][0]["lines"]
        self.assertEqual(line["tone"], "late")
        self.assertTrue(line["text"].startswith("Zadzwonić do szkoły"))
        self.assertNotIn("activity", self._sections(self.jan))

    def test_a_task_and_its_activity_are_one_line(self):
        meeting = self.env["kooperacje.meeting"].create({
            "kind": "partnership", "partnership_id": self.partnership.id,
            "start": fields.Datetime.now() - timedelta(days=2),
        })
        decision = self.env["kooperacje.decision"].create({
            "meeting_id": meeting.id, "name": "Zamówić salę", "partner_id": self.piotr.partner_id.id,
            "deadline": self.today,
        })
        self.assertEqual(decision.user_id, self.piotr)
        sections = self._sections(self.piotr)
        self.assertEqual([line["id"] for line in sections["decision"]["lines"]], decision.ids)
        self.assertEqual(sections["decision"]["lines"][0]["tone"], "today")
        self.assertNotIn("activity", sections)

    def test_the_head_sees_what_needs_attention(self):
        """Anna leaves: her case is nobody's, and the head gives it away from the first screen."""
        case = self.case
        self.assertNotIn("without_worker", self._sections(self.maria))
        self.anna.role_assignment_ids.date_to = self.today - timedelta(days=1)
        section = self._sections(self.maria)["without_worker"]
        self.assertEqual([line["id"] for line in section["lines"]], case.ids)
        action = self._day(self.maria).open("without_worker", case.id)
        self.assertEqual((action["type"], action["target"]), ("ir.actions.act_window", "new"))
        self.assertNotIn("without_worker", self._sections(self.piotr))

    def test_a_step_is_done_in_one_click(self):
        """The coordinator confirms a service of the school; of another institution she is offered none."""
        club = self._service("Świetlica", self.school, self.need_school, confirmed_on=self.today - timedelta(days=400))
        self.assertTrue(club.is_due)
        section = self._sections(self.ewa)["service_confirm"]
        self.assertEqual([line["id"] for line in section["lines"]], club.ids)
        self.assertFalse(self._day(self.ewa).open("service_confirm", club.id))
        self.assertEqual(club.confirmed_by_id, self.ewa)
        self.assertNotIn("service_confirm", self._sections(self.ewa))
        self.therapy.confirmed_on = self.today - timedelta(days=400)
        with self.assertRaisesRegex(UserError, "waits no longer"):
            self._day(self.ewa).open("service_confirm", self.therapy.id)
        self.assertNotEqual(self.therapy.confirmed_by_id, self.ewa)

    def test_looking_leaves_no_trace_where_codes_are_shown(self):
        """Codes and steps are what the board shows; what a task says is content, and its reading is noted."""
        Log = self.env["kooperacje.read.log"]
        before = Log.search_count([])
        self._day(self.anna).waiting()
        self.env.cr.precommit.run()
        self.assertEqual(Log.search_count([]), before)

    def test_who_holds_no_role_is_told(self):
        clerk = self.env["res.users"].create({
            "name": "Kadrowa", "login": "kadrowa.dnia", "group_ids": self.env.ref("base.group_user").ids,
        })
        guest = self.env["res.users"].create({
            "name": "Gość", "login": "gosc.dnia", "group_ids": self.env.ref("base.group_portal").ids,
        })
        for user in (clerk, guest):
            for name, asked in (("waiting", ()), ("open", ("case_step", self.case.id)), ("all_of", ("case_step",))):
                with self.assertRaisesRegex(AccessError, "role in the Model"):
                    getattr(self._day(user), name)(*asked)

    def test_nobody_opens_another_s_section_or_record(self):
        with self.assertRaisesRegex(UserError, "nothing of this kind"):
            self._day(self.piotr).open("without_worker", self.case.id)
        with self.assertRaisesRegex(UserError, "nothing of this kind"):
            self._day(self.anna).all_of("no such section")
        # Whether there is such a case is told to nobody.
        for user, number in ((self.olga, self.case.id), (self.anna, self.case.id + 1000000)):
            with self.assertRaisesRegex(UserError, "waits no longer"):
                self._day(user).open("case_step", number)

    def test_an_empty_day_says_where_to_go_on(self):
        day = self._day(self.adam).waiting()
        self.assertEqual(day["sections"], [])
        self.assertTrue(day["screens"])
        self.assertEqual(day["institution"], self.ops.name)

    def test_five_lines_and_as_many_queries_for_a_hundred(self):
        def load():
            self.env.invalidate_all()
            return self._day(self.anna).waiting()

        def more(number):
            self.env["kooperacje.case"].with_user(self.anna).create([
                {"partnership_id": self.partnership.id, "user_id": self.anna.id} for _number in range(number)
            ])
            for case in self.env["kooperacje.case"].search([("user_id", "=", self.anna.id)], limit=number):
                case.activity_schedule("mail.mail_activity_data_todo", self.today, user_id=self.anna.id)
        more(10)
        load()
        ten = self._queries(load)
        more(90)
        load()
        self.assertEqual(self._queries(load), ten)
        section = self._sections(self.anna)["case_step"]
        self.assertEqual((len(section["lines"]), section["count"]), (5, 101))


@tagged("post_install", "-at_install")
class TestMyDayOfDemo(DemoMixin, TransactionCase):
    """Every line that people of the demo are shown does something for its reader: it opens, or is a step done."""

    def test_every_button_works(self):
        pressed, with_lines = 0, 0
        for row in demo_logins():
            user = self.ref(f"user_{row['login']}")
            day = self.env["kooperacje.my.day"].with_user(user).with_context(lang="pl_PL")
            sections = day.waiting()["sections"]
            with_lines += bool(sections)
            for section in sections:
                with self.subTest(row["login"], section=section["key"]):
                    self.assertTrue(all(line["text"] for line in section["lines"]))
                    listed = day.all_of(section["key"])
                    model = self.env[listed["res_model"]].with_user(user)
                    self.assertEqual(model.search_count(listed["domain"]), section["count"])
                    self._see(model, listed["views"])
                    for line in section["lines"]:
                        savepoint = self.env.cr.savepoint()
                        action = day.open(section["key"], line["id"])
                        if action and action["type"] == "ir.actions.act_window":
                            opened = self.env[action["res_model"]].with_user(user)
                            if action.get("res_id"):
                                opened.browse(action["res_id"]).check_access("read")
                            self._see(opened, action["views"][:1])
                        savepoint.close(rollback=True)
                        self.env.invalidate_all()
                        pressed += 1
        self.assertGreater(pressed, 60)
        self.assertGreater(with_lines, 15)

    def test_the_centre_of_the_voivodeship_is_invited_to_open_no_case(self):
        """It has a head too, who was met by “Open the first case”."""
        offered = {}
        for login in ("weronika", "maria"):
            user = self.ref(f"user_{login}")
            day = self.env["kooperacje.my.day"].with_user(user).waiting()
            offered[login] = {screen["action"] for screen in day["screens"]}
            told = self.env["kooperacje.case"].with_user(user).get_empty_list_help("<p>Open the first case</p>")
            self.assertEqual("Your office runs no cases" in told, login == "weronika")
        self.assertNotIn("kooperacje.action_case_office", offered["weronika"])
        self.assertNotIn("kooperacje.action_first_run", offered["weronika"], "nor to begin a basket")
        self.assertIn("kooperacje.action_case_office", offered["maria"])

    def _see(self, model, views):
        for view_id, kind in views:
            if kind in ("list", "form"):
                self.assertTrue(Screen(model, kind, view_id).arch.tag)


@tagged("post_install", "-at_install")
class TestClockOfActivities(CaseworkCommon):
    """What the clock in the bar counts is what its list shows: mine, late or of today, on every model of ours."""

    FILTERS = {"filter_activities_my", "activities_overdue", "activities_today", "activities_upcoming_all"}

    def _filters(self, model):
        arch = etree.fromstring(model.get_view(False, "search")["arch"])
        return {node.get("name"): node for node in arch.iter("filter")}

    def _found(self, model, *names):
        domain = Domain.AND(
            safe_eval(self._filters(model)[name].get("domain"), {"uid": model.env.uid}) for name in names
        )
        return model.search(domain)

    def test_every_list_has_the_filters_that_the_clock_asks_for(self):
        walked = 0
        for name, model in self.env.registry.items():
            if name.startswith("kooperacje.") and not model._abstract and "my_activity_date_deadline" in model._fields:
                with self.subTest(name):
                    self.assertLessEqual(self.FILTERS, self._filters(self.env[name]).keys())
                    self._found(self.env[name], *self.FILTERS)
                walked += 1
        self.assertGreater(walked, 15)
        script = file_open("mail/static/src/core/web/activity_menu.js").read()
        for name in self.FILTERS - {"activities_overdue", "activities_today"}:
            self.assertIn(f"search_default_{name}", script)
        self.assertIn('"search_default_activities_overdue"', script)

    def test_other_applications_keep_their_searches(self):
        arch = etree.fromstring(self.env["res.partner"].get_view(False, "search")["arch"])
        names = [node.get("name") for node in arch.iter("filter")]
        self.assertEqual([names.count(name) for name in sorted(self.FILTERS & set(names))], [1, 1, 1, 1])

    def test_the_list_shows_mine_and_late(self):
        late, mine, other = self.case, self._case(self.anna, self.halina), self._case(self.anna, self.kuba)
        planned = ((late, self.anna, -2), (mine, self.anna, 0), (other, self.jan, -2), (other, self.anna, 3))
        for case, user, days in planned:
            case.activity_schedule(
                "mail.mail_activity_data_todo", self.today + timedelta(days=days), user_id=user.id,
            )
        Case = self.env["kooperacje.case"].with_user(self.anna)
        self.assertEqual(self._found(Case, "filter_activities_my", "activities_overdue"), late)
        self.assertEqual(self._found(Case, "filter_activities_my", "activities_today"), mine)
        self.assertEqual(self._found(Case, "filter_activities_my", "activities_upcoming_all"), other)

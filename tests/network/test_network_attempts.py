from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NetworkCommon


@tagged("post_install", "-at_install")
class TestPartnershipAttempts(NetworkCommon):
    """Ways round the gates of a partnership: a copy, a link, a default, a register kept by oneself."""

    # Gate K3D-129: nothing before the authority has accepted it

    def test_copy_does_not_stand_on_the_agreement_of_another(self):
        self.partnership.write({"authorisation_number": False, "authorisation_date": False})
        self._in(self.kept["agreement"], {"document_state": "signed", "signed_on": self.today})
        self.assertFalse(self.partnership._missing_authorisation())
        copy = self.partnership.with_user(self.piotr).copy()
        self.assertFalse(copy.agreement_ids)
        with self.assertRefused("signed agreement of county and communes"):
            copy.action_begin()

    def test_copy_begins_anew(self):
        self.partnership.write({
            "accession_date": self.today, "commune_animator_id": self.anna.partner_id.id, "cycle_start": self.today,
            "date_established": self.today, "register_keeper_id": self.piotr.id,
        })
        self._diagnose(self.partnership)
        step = self.partnership.step_ids.filtered(lambda one: one.code == "2.1")
        step.with_user(self.piotr).action_done()
        copy = self.partnership.with_user(self.piotr).copy()
        self.assertEqual(copy.state, "preparation")
        for name in ("authorisation_number", "authorisation_date", "authorisation_date_to", "cycle_start",
                     "accession_date", "date_established", "date_end", "register_keeper_id", "membership_ids",
                     "cost_ids", "problem_ids", "regulation_ids", "action_plan_ids", "leader_person_ids"):
            self.assertFalse(copy[name], name)
        self.assertEqual(set(copy.step_ids.mapped("state")), {"todo"})
        self.assertEqual((copy.cycle, copy.progress), (1, 0))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_agreement_is_not_borrowed_from_another_office(self):
        """A link would open the paper to be read, and the gate with it."""
        foreign = self._records(self.partnership_nur)["agreement"]
        self._in(foreign, {"document_state": "signed", "signed_on": self.today})
        for attempt in (
            lambda: self.partnership.with_user(self.piotr).write({"agreement_ids": [Command.link(foreign.id)]}),
            lambda: self.partnership.with_user(self.piotr).write({"agreement_ids": [Command.set(foreign.ids)]}),
            lambda: self.kept["agreement"].with_user(self.piotr).write({
                "partnership_ids": [Command.link(self.partnership_nur.id)],
            }),
            lambda: self.env["kooperacje.agreement"].with_user(self.piotr).create({
                "name": "x", "kind": "county", "partnership_ids": [Command.set(self.partnership_nur.ids)],
            }),
        ):
            with self.assertRefused(".", AccessError):
                attempt()
            self.env.invalidate_all()
            self.assertEqual(self.partnership_nur.agreement_ids, foreign)
            self.assertNotIn(foreign, self.partnership.agreement_ids)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_what_belongs_to_one_partnership_is_not_pulled_into_another(self):
        """Wit keeps both partnerships: it is not his rights that keep the records where they are."""
        foreign = self._records(self.partnership_nur)
        ours = self.partnership.with_user(self.wit)
        for field, name in (
            ("membership_ids", "membership"), ("cost_ids", "cost"), ("problem_ids", "problem"), ("step_ids", "step"),
            ("support_request_ids", "support"), ("action_plan_ids", "plan"), ("regulation_ids", "regulation"),
            ("authorisation_ids", "authorisation"), ("appointment_ids", "appointment"),
            ("leader_person_ids", "leader"),
        ):
            record = foreign[name].with_user(self.wit)
            self.assertTrue(record.has_access("read"))
            with self.subTest(field), self.assertRefused("not changed by hand|stays with|stays as it was"):
                ours.write({field: [Command.link(record.id)]})
            self.env.invalidate_all()
            self.assertEqual(record.partnership_id, self.partnership_nur)
        for parent, field, line in (
            ("plan", "line_ids", "action"), ("agreement", "signatory_ids", "signatory"),
            ("course", "enrolment_ids", "enrolment"), ("membership", "suspension_ids", "suspension"),
        ):
            keeper = self.robert if parent == "course" else self.wit
            with self.subTest(parent), self.assertRefused("."):
                self.kept[parent].with_user(keeper).write({field: [Command.link(foreign[line].id)]})

    def test_head_alone_names_who_keeps_the_register(self):
        """K3D-110, also when the partnership is set up or imported with a keeper."""
        Partnership = self.env["kooperacje.partnership"]
        values = {"name": "PZK Nowe", "variant": "rural", "company_id": self.company.id}
        with self.assertRefused("The head of the office names", ValidationError):
            Partnership.with_user(self.piotr).create({**values, "register_keeper_id": self.piotr.id})
        with self.assertRefused("The head of the office names", ValidationError):
            Partnership.with_user(self.piotr).with_context(default_register_keeper_id=self.piotr.id).create(values)
        with self.assertRefused("The head of the office names", ValidationError):
            self.partnership.with_user(self.piotr).register_keeper_id = self.piotr
        imported = Partnership.with_user(self.piotr).load(
            ["name", "variant", "register_keeper_id/.id"], [["PZK Z pliku", "rural", str(self.piotr.id)]],
        )
        self.assertIn("The head of the office names", imported["messages"][0]["message"])
        Partnership.with_user(self.maria).create({**values, "register_keeper_id": self.piotr.id})
        with self.assertRefused("is no network worker of the office", ValidationError):
            self.partnership.with_user(self.maria).register_keeper_id = self.anna

    # Closed for good

    def test_nothing_is_drawn_up_for_a_closed_partnership(self):
        step = self.kept["step"].with_user(self.piotr)
        done = self.partnership.step_ids.filtered(lambda one: one.code == "2.1").with_user(self.piotr)
        self._diagnose(self.partnership)
        done.action_done()
        self.partnership.with_user(self.maria).action_close()
        for attempt in (step.action_done, step.action_skip, done.action_reopen):
            with self.subTest(attempt.__name__), self.assertRefused("is closed: its steps stay"):
                attempt()
        for values in ({"name": "Inny"}, {"date_planned": self.today}, {"obligation": "obligatory"}, {"active": False}):
            with self.subTest(values), self.assertRefused("is closed: its steps stay"):
                step.write(values)
        with self.assertRefused("is closed: its steps stay"):
            self.partnership.with_user(self.piotr).cycle_start = "2026-01-01"
        for name in ("appointment", "authorisation", "regulation", "leader"):
            with self.subTest(name), self.assertRefused("is closed"):
                self.kept[name].with_user(self.maria).action_issue()
        with self.assertRefused("is closed"):
            self.kept["support"].with_user(self.piotr).action_send()
        key = {"partnership_id": self.partnership.id}
        for model, values in (
            ("kooperacje.problem", {"description": "x"}), ("kooperacje.action.plan", {"year": 2027}),
            ("kooperacje.composition.request", {"description": "x"}),
            ("kooperacje.membership", {"institution_id": self.rops.id}),
            ("kooperacje.partnership.step", {"name": "x", "stage_id": step.stage_id.id}),
            ("kooperacje.school.enrolment", {
                "course_id": self.kept["course"].id, "partner_id": self.maria.partner_id.id,
            }),
        ):
            with self.subTest(model), self.assertRefused("is closed"):
                self.env[model].with_user(self.piotr).create({**key, **values})

    def test_closed_partnership_has_nothing_overdue_wherever_it_is_asked(self):
        step = self.kept["step"]
        step.date_planned = self._yesterday(30)
        self.assertEqual((step.is_overdue, step.days_late), (True, 30))
        self.partnership.action_close()
        self.assertEqual((step.is_overdue, step.days_late), (False, 0))
        self.assertFalse(step.search([("id", "=", step.id), ("is_overdue", "=", True)]))

    def test_optional_steps_of_a_cycle_that_is_over_are_left_out(self):
        """RUR-101: what nobody took before the summing up is not called to mind for ever."""
        self.partnership.cycle_start = "2025-01-01"
        self.partnership.step_ids.filtered(
            lambda step: step.obligation == "obligatory" and not step.is_standing
        )._unguarded().write({"state": "done"})
        self.assertTrue(self.kept["step"].is_overdue)
        self.partnership.with_user(self.maria).action_continue()
        past = self.partnership.step_ids.filtered(lambda step: step.cycle == 1)
        self.assertEqual((self.kept["step"].state, self.kept["step"].done_by_id), ("skipped", self.maria))
        self.assertEqual(set(past.filtered("is_standing").mapped("state")), {"todo"}, "a standing task is no step")
        self.assertFalse(past.filtered("is_overdue"))
        self.assertEqual(self.partnership.overdue_step_count, 0)

    # Papers that take effect later

    def test_one_appointment_that_cannot_begin_holds_up_no_other(self):
        """Gate 6 (RUR-176) may close between the signature and the day; the commune's own animator begins anyway."""
        begins = self.today + timedelta(days=5)
        self.partnership.write({"accession_date": self.today, "commune_animator_id": self.anna.partner_id.id})
        county, commune = self.env["kooperacje.appointment"].create([
            {"partnership_id": self.partnership.id, "subject": subject, "authority": "Wójt", "person_id": person.id,
             "date_from": begins}
            for subject, person in (("county_animator", self.karol), ("commune_animator", self.jan.partner_id))
        ])
        for paper in county | commune:
            paper._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        self.partnership.accession_date = False
        self.env.invalidate_all()
        with freeze_time(begins + timedelta(hours=12)):
            county._cron_apply()
        self.assertEqual(self.partnership.commune_animator_id, self.jan.partner_id)
        self.assertFalse(self.partnership.county_animator_id)
        self.assertIn("reported its accession", county.message_ids[0].body, "the paper says why")

    def test_notice_comes_from_a_party(self):
        """RUR-155: without one it would pass for the consent of all, on whatever day."""
        agreement = self.kept["agreement"]
        self._in(agreement, {"document_state": "signed", "signed_on": "2026-01-01", "notice_months": 3})
        Wizard = self.env["kooperacje.agreement.terminate"].with_user(self.piotr)
        wizard = Wizard.create({
            "agreement_id": agreement.id, "how": "notice", "ends_on": self.today, "reason": "brak środków",
        })
        with self.assertRefused("Choose the party that gave notice"):
            wizard.action_confirm()
        wizard.party_id = self.pcpr
        with self.assertRefused("months of notice the agreement ends on"):
            wizard.action_confirm()
        self.assertFalse(agreement.termination_date)

    def test_voided_declaration_makes_nobody_a_leader(self):
        """RUR-80 keeps leaders and roles apart; a paper issued by mistake keeps nobody from a role."""
        Leader = self.env["kooperacje.leader.person"].with_user(self.piotr)
        for number, step in enumerate(("action_issue", "sign")):
            user = self.env["res.users"].create({"name": "Lidka", "login": f"lidka{number}"})
            leader = Leader.create({
                "partnership_id": self.partnership.id, "name": "Lidka", "user_id": user.id,
            })
            if step == "sign":
                leader._document_register_signature(self.today, "qualified", **self._e_file(self.today))
            else:
                leader.action_issue()
            with self.subTest(step), self.assertRefused("never sees data of another family", ValidationError):
                self._role(user, self.ops, "network_worker")
            leader._document_void("pomyłka")
            self.assertFalse(leader.is_active)
            self._role(user, self.ops, "network_worker")


@tagged("post_install", "-at_install")
class TestRegisterAttempts(NetworkCommon):
    """Ways to write into a register what is another's to say, or what is not so."""

    def test_who_reports_a_problem_does_not_say_what_came_of_it(self):
        """K3D-85: the leader mediates; a default that comes with the context is typed too."""
        Problem = self.env["kooperacje.problem"].with_user(self.anna)
        values = {"partnership_id": self.partnership.id, "description": "Nikt nie przyszedł"}
        for name, value in (("outcome", "wszystko dobrze"), ("intervention", "talk"),
                            ("mediator_id", self.maria.partner_id.id)):
            with self.subTest(name), self.assertRefused("records how the matter is taken up"):
                Problem.create({**values, name: value})
            with self.subTest(name, how="default"), self.assertRefused("records how the matter is taken up"):
                Problem.with_context(**{f"default_{name}": value}).create(values)
            with self.subTest(name, how="import"):
                told = Problem.load(
                    ["partnership_id/.id", "description", f"{name}/.id" if name == "mediator_id" else name],
                    [[str(self.partnership.id), "x", "talk" if name == "intervention" else str(value)]],
                )["messages"]
                self.assertTrue(told)
        self.assertTrue(Problem.create(values).number)

    def test_register_names_institutions_and_of_people_who_mediates(self):
        """Everyone engaged reads it, so a person put among the institutions would be named to all (K3D-116)."""
        problem = self.kept["problem"].with_user(self.piotr)
        with self.assertRefused("names institutions only", ValidationError):
            problem.institution_ids = self.school | self.zofia.partner_id
        with self.assertRefused("A person mediates", ValidationError):
            problem.mediator_id = self.school
        problem.write({"institution_ids": [Command.set(self.school.ids)], "mediator_id": self.karol.id})

    def test_members_are_told_once_and_of_the_number_only(self):
        problem = self.kept["problem"].with_user(self.piotr)
        self.of_school.representative_id = self.ewa.partner_id
        members = self.partnership.membership_ids.filtered(lambda one: one.state == "member")
        for other in members - self.of_school:
            self._in(other, {"state": "suspended"})
        self.assertIn(self.of_school, members)
        self.ewa.partner_id.email = False
        with self.assertRefused("has an e-mail address"):
            problem.action_inform_members()
        self.ewa.partner_id.email = "ewa@example.com"
        told = [("model", "=", problem._name), ("res_id", "=", problem.id), ("message_type", "=", "user_notification")]
        before = self.env["mail.message"].search(told)
        problem.action_inform_members()
        message = self.env["mail.message"].search(told) - before
        self.assertEqual(message.partner_ids, self.ewa.partner_id)
        self.assertIn(problem.number, message.body)
        self.assertNotIn("nie przychodzi", f"{message.subject} {message.body}")
        self.assertEqual(problem.informed_on, self.today)
        with self.assertRefused("told already"):
            problem.action_inform_members()

    def test_need_is_not_put_on_a_notice_that_was_filed(self):
        """RUR-87: the notice stays as it was sent, its list of needs too."""
        Request = self.env["kooperacje.support.request"].with_user(self.piotr)
        notice = Request.create({
            "partnership_id": self.partnership.id, "kind": "notice", "description": "Zamierzamy utworzyć",
        })
        need = self.kept["support"].with_user(self.piotr)
        notice.action_send()
        for attempt in (
            lambda: need.write({"notice_id": notice.id}),
            lambda: notice.write({"need_ids": [Command.link(need.id)]}),
            lambda: notice.write({"need_ids": [Command.create({"kind": "training", "description": "x"})]}),
            lambda: need.copy({"notice_id": notice.id}),
        ):
            with self.assertRefused("has been filed"):
                attempt()
        self.assertFalse(notice.need_ids)

    def test_refusal_after_the_settlement_was_entered_leaves_nothing_of_it(self):
        """RUR-125: a journey corrected and filed again is settled under its own number."""
        cost = self.kept["cost"].with_user(self.piotr)
        head = cost.with_user(self.maria)
        cost.action_submit()
        head.action_approve()
        head.write({"settlement_number": "PK/1/2026", "settled_on": self.today, "reason": "zły przebieg"})
        head.action_reject()
        cost.action_correct()
        for name in ("settlement_number", "settled_on", "payer_id", "reason", "approved_by_id", "submitted_on"):
            self.assertFalse(cost[name], name)
        cost.action_submit()
        head.action_approve()
        with self.assertRefused("number of the settlement"):
            head.action_settle()

    def test_institution_settles_never_a_person(self):
        cost = self.kept["cost"].with_user(self.piotr)
        cost.action_submit()
        with self.assertRefused("An institution settles costs", ValidationError):
            cost.with_user(self.maria).payer_id = self.anna.partner_id

    def test_not_fewer_places_than_people(self):
        course = self.kept["course"].with_user(self.robert)
        self.env["kooperacje.school.enrolment"].create({
            "course_id": course.id, "partnership_id": self.partnership.id, "partner_id": self.maria.partner_id.id,
        })
        with self.assertRefused("2 people are enrolled", ValidationError):
            course.places = 1
        course.places = 2
        self.assertEqual(course.free_places, 0)
        course.places = 0

    def test_worker_of_an_institution_speaks_before_a_council(self):
        """RUR-73, 103: the domain of the field binds the web client alone."""
        record = self.kept["recommendation"].with_user(self.piotr)
        passer_by = self.env["res.partner"].create({"name": "Przechodzień"})
        for who in (self.school, passer_by):
            with self.subTest(who.name), self.assertRefused("on the staff of no institution", ValidationError):
                record.presented_by_id = who
        record.presented_by_id = self.karol

    def test_plan_is_not_moved_to_a_year_its_actions_do_not_belong_to(self):
        """K3D-136: the check of dates is asked when the year changes as when they do."""
        plan, action = self.kept["plan"].with_user(self.piotr), self.kept["action"].with_user(self.piotr)
        year = self.today.year
        with self.assertRefused("far from the year of the plan", ValidationError):
            plan.year = year + 2
        for day in (f"{year - 2}-12-31", f"{year + 2}-01-01"):
            with self.subTest(day), self.assertRefused("far from the year of the plan", ValidationError):
                action.date_to = day
        action.write({"date_from": f"{year - 1}-01-01", "date_to": f"{year + 1}-12-31"})
        with self.assertRefused("far from the year of the plan", ValidationError):
            plan.year = year + 1
        plan.line_ids.unlink()
        plan.year = year + 1

    def test_request_is_not_done_by_another_institution_than_was_invited(self):
        """K3D-147 counts what was realised of what was asked for."""
        court, police = (
            self._institution(name, self.type_ngo, self.county) for name in ("Sąd (test)", "Policja (test)")
        )
        request = self.kept["composition"].with_user(self.piotr)
        request.institution_id = court
        request.action_accept()
        request.institution_id = police
        request.action_invite()
        with self.assertRefused("Policja .test. has been invited", ValidationError):
            request.institution_id = court
        membership = self._member(police).with_user(self.piotr)
        membership.write({"date_from": self.today, "representative_id": self._head(police).id})
        membership.action_join()
        self.assertEqual((request.state, request.institution_id), ("done", police))

    def test_code_of_an_area_is_made_of_plain_digits(self):
        """Digits of other scripts look the same on the screen and match no register."""
        Area = self.env["kooperacje.area"].with_user(self.env.ref("base.user_admin"))
        for code in ("\uff11\uff14", "\u0661\u0664\u0661\u0667", "14160५2", "1 4", "141"):
            with self.subTest(code), self.assertRefused("is not a TERYT code", ValidationError):
                Area.create({"code": code, "name": "x"})

    def test_act_cited_in_whatever_way_stays(self):
        """A placeholder may stand close to its braces or bring a text for an empty value."""
        clause = self.env["kooperacje.document.clause"].search([("template_id.company_id", "=", False)], limit=1)
        Act = self.env["kooperacje.legal.act"]
        for number, form in enumerate(("{{ act.%s }}", "{{act.%s}}", "{{ act.%s||| brak }}")):
            act = Act.create({"name": "Ustawa", "code": f"nowa{number}", "citation": "Dz. U."})
            clause.copy({"body": f"<p>Zgodnie z {form % act.code}.</p>"})
            with self.subTest(form), self.assertRefused("is cited in clauses", ValidationError):
                act.unlink()
            with self.subTest(form, how="renamed"), self.assertRefused("is cited in clauses", ValidationError):
                act.code = f"inna{number}"
            act.citation = "Dz. U. z 2026 r. poz. 1"
        longer = Act.create({"name": "Ustawa", "code": "now", "citation": "x"})
        longer.code = "nowe"
        longer.unlink()
        with self.assertRefused("letters and digits only", ValidationError):
            Act.create({"name": "x", "code": "k.p.a.", "citation": "x"})

    def test_settings_of_another_office_are_not_shown(self):
        """The form is filled in under the rules of who opens it."""
        self._in(self.company_nur, {"kooperacje_plan_label_rural": "Plan z Nuru"})
        Settings = self.env["kooperacje.office.settings"].with_user(self.maria)
        with self.assertRaises(AccessError):
            Settings.create({"company_id": self.company_nur.id}).read(["kooperacje_plan_label_rural"])
        own = Form(Settings.with_company(self.company))
        own.kooperacje_reminder_days = 3
        own.save().action_save()
        self.assertEqual(self.company.kooperacje_reminder_days, 3)

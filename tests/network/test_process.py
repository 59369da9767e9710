from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class ProcessCommon(KooperacjeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.k3d = cls.env.ref("kooperacje.process_k3d")
        cls.rural = cls.env.ref("kooperacje.process_rural")
        cls.rural_next = cls.env.ref("kooperacje.process_rural_next")

    @classmethod
    def _step(cls, partnership, code, cycle=None):
        step = partnership.step_ids.filtered(
            lambda step: step.code == code and step.cycle == (cycle or partnership.cycle)
        )
        assert len(step) == 1, (code, step)
        return step

    @classmethod
    def _urban(cls):
        return cls.env["kooperacje.partnership"].create({
            "name": "PZK Ostrów (test)", "variant": "urban", "company_id": cls.company.id,
            "area_ids": [Command.set(cls.commune.ids)], "strategic_partner_id": cls.pcpr.id,
        })

    def _sign_agreement(self, partnership, kind, day=None):
        """An agreement whose paper was signed; how a paper is signed is told by the tests of documents."""
        agreement = self.env["kooperacje.agreement"].create({
            "name": f"Porozumienie {kind}", "kind": kind, "company_id": partnership.company_id.id,
            "partnership_ids": [Command.link(partnership.id)],
        })
        agreement.write({"document_state": "signed", "signed_on": day or office_today()})
        return agreement

    def _decide(self, partnership, **values):
        """A signed decision to implement the Model, of both authorities unless said otherwise."""
        decision = self.env["kooperacje.authority.decision"].create({
            "name": "Wdrażanie", "partnership_id": partnership.id, "level": "both", "authority": "Wójt i Starosta",
            **values,
        })
        decision._document_register_signature(office_today(), "qualified", **self._e_file(office_today()))
        return decision

    def _close_all(self, partnership, *except_codes):
        """The steps done as far as the record goes, past the gates: for tests of what comes after them."""
        partnership.step_ids.filtered(
            lambda step: step.code not in except_codes and step.cycle == partnership.cycle and not step.is_standing
        )._unguarded().write({"state": "done", "done_on": office_today()})


@tagged("post_install", "-at_install")
class TestProcess(ProcessCommon):
    """Stages and steps of both variants as data (K3D-48–63, 129–144; RUR-82–118)."""

    def test_rural_process_has_four_stages_and_ten_steps(self):
        """RUR-82–109: steps 1 to 10 in four stages, and the standing tasks of the regional centre."""
        steps = self.rural.step_ids
        numbered = {int(step.code.split(".")[0]) for step in steps if not step.is_standing}
        self.assertEqual(numbered, set(range(1, 11)))
        stages = steps.filtered(lambda step: not step.is_standing).stage_id.sorted("sequence")
        self.assertEqual(stages.mapped("due_month"), [3, 3, 16, 18], "3 + 13 + 2 months (RUR-119–122)")
        self.assertEqual(self.rural.duration, 18)
        self.assertEqual(len(steps.filtered("is_standing")), 3)

    def test_every_step_names_its_requirement(self):
        for step in (self.k3d | self.rural | self.rural_next).step_ids:
            self.assertRegex(step.source or "", r"^(K3D|RUR)-\d+", step.display_name)

    def test_requirements_of_the_steps_are_all_there(self):
        """Each step the sources number is a step here."""

        def numbers(process, prefix):
            found = set()
            for source in process.step_ids.mapped("source"):
                for part in source.removeprefix(prefix).split(","):
                    first, _dash, last = part.strip().partition("–")
                    found |= set(range(int(first), int(last or first) + 1))
            return found

        self.assertLessEqual({*range(48, 64), *range(129, 144), 67, 68}, numbers(self.k3d, "K3D-"))
        self.assertLessEqual(set(range(82, 110)), numbers(self.rural, "RUR-"))
        self.assertLessEqual(set(range(112, 119)), numbers(self.rural_next, "RUR-"))

    def test_partnership_begins_with_the_steps_of_its_variant(self):
        self.assertEqual(self.partnership.process_id, self.rural)
        self.assertEqual(self.partnership.step_ids.step_id, self.rural.step_ids)
        urban = self._urban()
        self.assertEqual(urban.process_id, self.k3d)
        self.assertEqual(urban.process_stage_id.name, "Przygotowanie – warunki wdrażania")

    def test_other_variant_brings_other_steps_until_one_is_closed(self):
        urban = self._urban()
        self._step(urban, "0.8").with_user(self.maria).active = False
        urban.with_user(self.maria).variant = "rural"
        self.assertEqual(urban.process_id, self.rural)
        self.assertEqual(urban.step_ids.step_id, self.rural.step_ids)
        self.assertFalse(
            urban.with_context(active_test=False).step_ids.filtered(lambda step: step.step_id in self.k3d.step_ids),
            "none of the other way is left, switched off or not",
        )
        self._diagnose(urban)
        self._step(urban, "2.1").with_user(self.maria).action_done()
        with self.assertRefused("its variant stays"):
            urban.with_user(self.maria).variant = "urban"

    def test_pattern_waits_for_its_own_process_and_never_in_a_circle(self):
        first, second = self.rural.step_ids[:2]
        with self.assertRefused("own process", ValidationError):
            first.after_ids = self.k3d.step_ids[:1]
        second.after_ids = first
        with self.assertRefused("wait for itself", ValidationError):
            first.after_ids = second


@tagged("post_install", "-at_install")
class TestPartnershipSteps(ProcessCommon):
    """The partnership's page says what is next; a step is closed in its order and on what the program can see."""

    def test_step_out_of_order_is_refused_by_name(self):
        """Gate 7: 2.2 → 2.3 → 2.4 → agreement 3 → team 5.2 → work 7 (RUR-85–97)."""
        with self.assertRefused(r"2\.2.*cannot be closed yet(.|\n)*2\.1\. Spotkanie informacyjne"):
            self._step(self.partnership, "2.2").with_user(self.maria).action_done()
        self._diagnose(self.partnership)
        self._step(self.partnership, "2.1").with_user(self.maria).action_done()
        self._decide(self.partnership)
        step = self._step(self.partnership, "2.2")
        step.with_user(self.maria).action_done()
        self.assertEqual((step.state, step.done_on, step.done_by_id), ("done", office_today(), self.maria))

    def test_changing_the_pattern_moves_no_gate_of_a_partnership_under_way(self):
        """Every office reads the same pattern; what one administrator changes there begins with the next cycle."""
        pattern = self._step(self.partnership, "2.2").step_id
        pattern.write({"after_ids": [Command.clear()], "evidence": False})
        agreement = self._step(self.partnership, "3")
        agreement.step_id.evidence = False
        with self.assertRefused(r"2\.1\. Spotkanie informacyjne"):
            self._step(self.partnership, "2.2").with_user(self.maria).action_done()
        self.assertEqual(agreement.evidence, "county_agreement")

    def test_order_of_steps_is_copied_within_partnership_and_cycle(self):
        for step in self.partnership.step_ids:
            self.assertEqual(step.after_ids.step_id, step.step_id.after_ids)
            self.assertLessEqual(step.after_ids.partnership_id, self.partnership)
            self.assertLessEqual(set(step.after_ids.mapped("cycle")), {step.cycle})

    def test_what_a_step_waits_for_is_not_written_over_rpc(self):
        step = self._step(self.partnership, "2.2").with_user(self.piotr)
        for values in ({"after_ids": [Command.clear()]}, {"evidence": "regulation"}):
            with self.subTest(values), self.assertRaises(UserError):
                step.write(values)
            self.assertIn("2.1", step.missing)

    def test_steps_chosen_together_are_closed_in_their_order(self):
        self._diagnose(self.partnership)
        self._decide(self.partnership)
        steps = self._step(self.partnership, "2.2") | self._step(self.partnership, "2.1")
        steps.with_user(self.piotr).action_done()
        self.assertEqual(set(steps.mapped("state")), {"done"})

    def test_nothing_is_closed_when_one_of_several_is_refused(self):
        self._diagnose(self.partnership)
        steps = self._step(self.partnership, "2.1") | self._step(self.partnership, "5.2")
        with self.assertRefused(r"5\.2"):
            steps.with_user(self.piotr).action_done()
        self.assertEqual(set(steps.mapped("state")), {"todo"})

    def test_agreement_step_asks_for_the_signed_agreement(self):
        self._close_all(self.partnership, "3", "5.1")
        with self.assertRefused("signed agreement of county and communes"):
            self._step(self.partnership, "3").with_user(self.maria).action_done()
        self._sign_agreement(self.partnership, "county")
        self._step(self.partnership, "3").with_user(self.maria).action_done()

    def test_county_animator_starts_after_the_commune(self):
        """Gate 6 (RUR-176): over RPC too."""
        animator = self.tomasz.partner_id
        self._nobody_named()
        with self.assertRefused("reported its accession", ValidationError):
            self.partnership.with_user(self.maria).county_animator_id = animator
        self.partnership.with_user(self.maria).write({
            "accession_date": office_today(), "commune_animator_id": self.anna.partner_id.id,
            "county_animator_id": animator.id,
        })
        with self.assertRefused("reported its accession", ValidationError):
            self.partnership.with_user(self.maria).accession_date = False
        self._close_all(self.partnership, "2.3")
        councillors = {"commune_councillor_ids": [Command.set(animator.ids)],
                       "county_councillor_ids": [Command.set(animator.ids)]}
        self._decide(self.partnership, subject="selection", **councillors)
        self._step(self.partnership, "2.3").with_user(self.maria).action_done()

    def _nobody_named(self):
        self.partnership.write({"accession_date": False, "commune_animator_id": False})

    def test_animators_are_named_before_step_2_3_is_closed(self):
        self._nobody_named()
        self._close_all(self.partnership, "2.3")
        with self.assertRefused("animator of the commune(.|\n)*animator of the county"):
            self._step(self.partnership, "2.3").with_user(self.maria).action_done()

    def test_urban_gates(self):
        """Gates 1–3: authorisation, initiating meeting and merged cards, declarations and regulation (K3D-129–136)."""
        urban = self._urban()
        self._step(urban, "0.6").with_user(self.maria).action_done()
        with self.assertRefused("number of the mayor's authorisation"):
            self._step(urban, "0.7").with_user(self.maria).action_done()
        urban.write({"authorisation_number": "Or.0052.7.2026", "authorisation_date": office_today()})
        self._step(urban, "0.7").with_user(self.maria).action_done()
        with self.assertRefused("an invited institution"):
            self._step(urban, "1.3").with_user(self.maria).action_done()
        urban.action_begin()
        self.env["kooperacje.membership"].create({"partnership_id": urban.id, "institution_id": self.school.id})
        self._step(urban, "1.3").with_user(self.maria).action_done()
        with self.assertRefused("the initiating meeting of the partnership"):
            self._step(urban, "1.4").with_user(self.maria).action_done()
        with self.assertRefused(r"step 1\.4(.|\n)*verified service card of OPS w Małkini"):
            self._step(urban, "1.5").with_user(self.maria).action_done()
        with self.assertRefused(r"step 1\.4(.|\n)*step 1\.5(.|\n)*formalising meeting"):
            self._step(urban, "2.1").with_user(self.maria).action_done()
        with self.assertRefused("a member besides the leader"):
            self._step(urban, "2.2").with_user(self.maria).action_done()
        with self.assertRefused(r"step 2\.2(.|\n)*step 2\.3(.|\n)*step 2\.4"):
            self._step(urban, "3.1").with_user(self.maria).action_done()

    def test_standing_task_is_never_finished_and_holds_nothing_up(self):
        standing = self._step(self.partnership, "A")
        with self.assertRefused("standing task"):
            standing.with_user(self.maria).action_done()
        self._close_all(self.partnership)
        self.assertFalse(self.partnership.next_step_id)
        self.assertEqual(self.partnership.progress, 100)

    def test_optional_step_is_left_out_an_obligatory_one_is_not(self):
        self._step(self.partnership, "1.1").with_user(self.piotr).action_skip()
        self.assertEqual(self._step(self.partnership, "1.1").state, "skipped")
        with self.assertRefused("Only an open optional step"):
            self._step(self.partnership, "2.1").with_user(self.piotr).action_skip()

    def test_obligation_is_the_offices_to_settle(self):
        """The split of obligatory and optional conditions is not in the source (open point 8)."""
        self._diagnose(self.partnership)
        self._decide(self.partnership)
        step = self._step(self.partnership, "2.1").with_user(self.piotr)
        step.obligation = "optional"
        step.action_skip()
        later = self._step(self.partnership, "2.2")
        later.with_user(self.piotr).action_done()
        self.assertEqual((step.state, later.state), ("skipped", "done"))

    def test_step_switched_off_holds_nothing_up(self):
        self._diagnose(self.partnership)
        self._decide(self.partnership)
        self._step(self.partnership, "2.1").with_user(self.piotr).active = False
        step = self._step(self.partnership, "2.2")
        step.with_user(self.piotr).action_done()
        self.assertEqual(step.state, "done")

    def test_reopening_takes_the_later_steps_first(self):
        self._diagnose(self.partnership)
        self._decide(self.partnership)
        first, second = self._step(self.partnership, "2.1"), self._step(self.partnership, "2.2")
        (first | second).with_user(self.maria).action_done()
        with self.assertRefused(r"2\.2.*is done\. Reopen that one first"):
            first.with_user(self.maria).action_reopen()
        second.with_user(self.maria).action_reopen()
        first.with_user(self.maria).action_reopen()
        self.assertEqual((first.state, first.done_on, first.done_by_id), ("todo", False, self.env["res.users"]))

    def test_own_steps_may_be_added_renamed_and_deleted_those_of_the_model_not(self):
        Step = self.env["kooperacje.partnership.step"].with_user(self.piotr)
        own = Step.create({
            "partnership_id": self.partnership.id, "name": "Piknik sąsiedzki",
            "stage_id": self.rural.stage_ids[0].id, "obligation": "optional",
        })
        own.name = "Piknik rodzinny"
        own.unlink()
        with self.assertRefused("switched off, not deleted"):
            self._step(self.partnership, "2.1").with_user(self.piotr).unlink()
        renamed = self._step(self.partnership, "2.1").with_user(self.piotr)
        renamed.name = "Spotkanie w PCPR"
        self.assertNotEqual(renamed.step_id.name, "Spotkanie w PCPR", "the pattern is everybody's")

    def test_stage_of_another_process_is_refused(self):
        with self.assertRefused("stage of another process", ValidationError):
            self.env["kooperacje.partnership.step"].with_user(self.piotr).create({
                "partnership_id": self.partnership.id, "name": "Obcy", "stage_id": self.k3d.stage_ids[0].id,
            })

    def test_what_was_done_stays_as_it_was(self):
        self._diagnose(self.partnership)
        self._decide(self.partnership)
        step = self._step(self.partnership, "2.1").with_user(self.piotr)
        step.action_done()
        for values in (
            {"name": "Inny"}, {"date_planned": "2030-01-01"}, {"active": False}, {"is_standing": True},
            {"level": "county"},
        ):
            with self.subTest(values), self.assertRefused("is closed and stays"):
                step.write(values)
        step.note = "Protokół w aktach"
        left_out = self._step(self.partnership, "1.1").with_user(self.piotr)
        left_out.action_skip()
        for values in ({"name": "Inny"}, {"active": False}):
            with self.subTest(values), self.assertRefused("is closed and stays"):
                left_out.write(values)

    def test_state_and_dates_are_not_written_over_rpc(self):
        step = self._step(self.partnership, "3").with_user(self.maria)
        for values in ({"state": "done"}, {"done_on": "2026-01-01"}, {"done_by_id": self.maria.id}, {"cycle": 2},
                       {"step_id": False}, {"partnership_id": self.partnership_nur.id}):
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                step.write(values)
        with self.assertRefused("not changed by hand", AccessError):
            step.create({"partnership_id": self.partnership.id, "name": "Gotowe", "state": "done",
                         "stage_id": self.rural.stage_ids[0].id})
        for values in ({"cycle": 5}, {"process_id": self.k3d.id}):
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                self.partnership.with_user(self.maria).write(values)

    def test_closed_partnership_takes_no_steps(self):
        step = self._step(self.partnership, "2.1").with_user(self.maria)
        self.partnership.action_close()
        with self.assertRefused("is closed"):
            step.action_done()
        self.assertFalse(self.partnership.overdue_step_count)


@tagged("post_install", "-at_install")
class TestCycle(ProcessCommon):
    """Eighteen months, extended with a reason, and the next cycle with a new agreement (RUR-119–122, 188, 101)."""

    def test_dates_follow_the_start_of_the_cycle(self):
        self.partnership.with_user(self.piotr).cycle_start = "2026-01-01"
        self.assertEqual(self.partnership.cycle_end, fields.Date.to_date("2027-06-30"))
        due = {code: str(self._step(self.partnership, code).date_due) for code in ("2.1", "7.2", "10.1")}
        self.assertEqual(due, {"2.1": "2026-03-31", "7.2": "2027-04-30", "10.1": "2027-06-30"})
        self.partnership.with_user(self.piotr).cycle_start = "2026-02-01"
        self.assertEqual(str(self._step(self.partnership, "2.1").date_due), "2026-04-30")

    def test_extension_needs_a_reason_and_a_later_date(self):
        self.partnership.cycle_start = "2026-01-01"
        step = self._step(self.partnership, "2.1").with_user(self.piotr)
        with self.assertRefused("write why", ValidationError):
            step.date_extended = "2026-05-31"
        with self.assertRefused("after the planned date", ValidationError):
            step.write({"date_extended": "2026-03-31", "extension_reason": "Zmiana wójta"})
        step.write({"date_extended": "2026-05-31", "extension_reason": "Zmiana wójta"})
        self.assertEqual((str(step.date_due), str(step.date_planned)), ("2026-05-31", "2026-03-31"))

    def test_overdue_by_the_day_of_the_office(self):
        self.partnership.cycle_start = "2026-01-01"
        step = self._step(self.partnership, "2.1")
        overdue = self.env["kooperacje.partnership.step"].with_user(self.piotr)
        with freeze_time("2026-03-31 21:00:00"):  # 23:00 in Poland
            self.assertFalse(overdue.search([("id", "=", step.id), ("is_overdue", "=", True)]))
        with freeze_time("2026-03-31 22:30:00"):  # half past midnight in Poland
            self.env.invalidate_all()
            self.assertTrue(overdue.search([("id", "=", step.id), ("is_overdue", "=", True)]))
            self.assertTrue(step.is_overdue)
            self.assertEqual(self.partnership.overdue_step_count, len(self.partnership.step_ids.filtered("is_overdue")))

    def test_next_cycle_after_the_summing_up(self):
        """Gate 9: continuation is a new decision and a new agreement (RUR-101, 112–114)."""
        with self.assertRefused("summed up(.|\n)*9\\.2"):
            self.partnership.with_user(self.maria).action_continue()
        self._close_all(self.partnership)
        old = self.partnership.step_ids
        yesterday = office_today() - timedelta(days=1)
        self._sign_agreement(self.partnership, "county", yesterday)
        self.partnership.with_user(self.maria).action_continue()
        self.assertEqual((self.partnership.cycle, self.partnership.process_id), (2, self.rural_next))
        self.assertEqual(self.partnership.cycle_start, office_today())
        self.assertEqual(self.partnership.next_step_id.name, "Akceptacja władz gminno-powiatowych")
        self.assertLess(set(old.ids), set(self.partnership.step_ids.ids), "the history stays")
        with self.assertRefused("decision of the commune's authorities"):
            self._step(self.partnership, "1").with_user(self.maria).action_done()
        self._decide(self.partnership)
        self._step(self.partnership, "1").with_user(self.maria).action_done()
        with self.assertRefused("agreement of county and communes for this cycle"):
            self._step(self.partnership, "3").with_user(self.maria).action_done()
        self._sign_agreement(self.partnership, "county")
        self._step(self.partnership, "3").with_user(self.maria).action_done()
        with self.assertRefused("its cycle is over"):
            old.filtered(lambda step: step.code == "10.1").with_user(self.maria).action_reopen()

    def test_urban_partnership_goes_on_year_after_year(self):
        """After step 4.3 the second and later years have steps of their own, dated within the year."""
        urban = self._urban()
        urban.state = "active"
        with self.assertRefused("Still to do"):
            urban.with_user(self.maria).action_continue()
        following = self.env.ref("kooperacje.process_k3d_next")
        for cycle in (2, 3):
            self._close_all(urban)
            urban.with_user(self.maria).action_continue()
            self.assertEqual((urban.cycle, urban.process_id), (cycle, following))
            steps = urban.step_ids.filtered(lambda step, cycle=cycle: step.cycle == cycle)
            self.assertEqual(steps.step_id, following.step_ids)
            self.assertEqual(urban.next_step_id.code, "1.1")
            self.assertLess(urban.progress, 100)
            self.assertTrue(all(step.date_planned for step in steps))
        self.assertEqual(following.next_id, following)
        self.assertEqual(following.duration, 12)
        form = etree.fromstring(urban.with_user(self.maria).get_view(view_type="form")["arch"])
        button = form.find(".//button[@name='action_continue']")
        self.assertEqual(
            button.get("invisible"), "state != 'active' or next_step_id", "the next year begins on the screen of both",
        )

    def test_a_process_without_a_follower_has_no_further_cycle(self):
        urban = self._urban()
        urban.state = "active"
        urban.process_id.next_id = False
        self._close_all(urban)
        with self.assertRefused("not followed by another"):
            urban.with_user(self.maria).action_continue()

    def test_reminder_reaches_who_sees_to_the_step_once_a_week(self):
        self.partnership.cycle_start = "2026-01-01"
        step = self._step(self.partnership, "2.1")
        step.user_id = self.piotr
        Step = self.env["kooperacje.partnership.step"]
        for day, expected in (("2026-03-20", 0), ("2026-03-25", 1), ("2026-03-27", 1), ("2026-04-02", 2)):
            with freeze_time(f"{day} 12:00:00"):
                Step._cron_remind()
            mine = self.partnership.activity_ids.filtered(lambda a: a.user_id == self.piotr)
            self.assertEqual(len(mine), expected, day)
        self._diagnose(self.partnership)
        step.with_user(self.piotr).action_done()
        with freeze_time("2026-05-02 12:00:00"):
            Step._cron_remind()
        self.assertEqual(len(self.partnership.activity_ids.filtered(lambda a: a.user_id == self.piotr)), 2)


@tagged("post_install", "-at_install")
class TestProcessRights(ProcessCommon):

    def test_who_reads_and_who_closes(self):
        step = self._step(self.partnership, "2.1")
        for role, user in self.engaged_by_role.items():
            with self.subTest(role):
                self.assertTrue(step.with_user(user).read(["name"]), "no family stands in the steps")
                if role in ("manager", "network_worker"):
                    continue
                with self.assertRaises(AccessError):
                    step.with_user(user).write({"name": "x"})
                # The step lies with PCPR: its animator may, once nothing is missing.
                with self.assertRaises(UserError if role == "county_animator" else AccessError) as refusal:
                    step.with_user(user).action_done()
                self.assertEqual("cannot be closed yet" in str(refusal.exception), role == "county_animator")
                with self.assertRaises(AccessError):
                    step.with_user(user).create({
                        "partnership_id": self.partnership.id, "name": "x", "stage_id": step.stage_id.id,
                    })

    def test_other_office_sees_nothing(self):
        Step = self.env["kooperacje.partnership.step"].with_user(self.olga)
        self.assertFalse(Step.search([("partnership_id", "=", self.partnership.id)]))
        self.assertFalse(Step._read_group([("partnership_id", "=", self.partnership.id)], [], ["__count"])[0][0])
        with self.assertRaises(AccessError):
            self._step(self.partnership, "2.1").with_user(self.olga).read(["name"])

    def test_regional_centre_sees_the_stages_of_its_voivodeship(self):
        Partnership = self.env["kooperacje.partnership"].with_user(self.robert)
        self.assertIn(self.partnership_nur, Partnership.search([]))
        self.assertTrue(self.partnership_nur.with_user(self.robert).process_stage_id.name)
        step = self._step(self.partnership_nur, "2.1").with_user(self.robert)
        self.assertTrue(step.read(["name"]))
        self.partnership_nur.regional_centre_id = False
        self.assertNotIn(self.partnership_nur, Partnership.search([]))
        with self.assertRaises(AccessError):
            step.read(["name"])

    def test_pattern_is_the_administrators(self):
        step = self.rural.step_ids[0]
        step.with_user(self.env.ref("base.user_admin")).name = "Spotkania informacyjne"
        for user in (self.adam, self.maria, self.piotr, self.anna, self.robert):
            with self.assertRaises(AccessError):
                step.with_user(user).name = "x"

    def test_board_asks_the_same_for_ten_and_a_hundred(self):
        """The overview of the voivodeship: queries do not grow with the partnerships (issue: 400 of them)."""
        Partnership = self.env["kooperacje.partnership"]
        fields_shown = {
            "name": {}, "process_stage_id": {"fields": {"display_name": {}}}, "progress": {},
            "next_step_id": {"fields": {"display_name": {}}}, "overdue_step_count": {}, "missing_steps": {},
            "member_count": {}, "invited_count": {},
        }

        def build(count):
            return Partnership.create([{
                "name": f"PZK {number}", "variant": "rural", "company_id": self.company.id,
                "area_ids": [Command.set(self.commune.ids)], "regional_centre_id": self.rops.id,
                "cycle_start": "2026-01-01",
            } for number in range(count)])

        ten, hundred = build(10), build(100)

        def queries(partnerships):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partnerships.with_user(self.robert).web_read(fields_shown)
            return self.env.cr.sql_log_count - before

        queries(ten)  # what is cached for the whole process is loaded once
        self.assertEqual(queries(ten), queries(hundred))

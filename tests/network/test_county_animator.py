from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NetworkCommon


@tagged("post_install", "-at_install")
class TestCountyAnimator(NetworkCommon):
    """Bogna of PCPR coordinates the communes that have acceded and appointed her (RUR-36, 43–51, 56, 176).

    Małkinia has; Nur is where the tests begin.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adela = cls._user("adela", cls.gops_nur, "admin", company=cls.company_nur)
        cls.env.flush_all()

    def _role_in_nur(self, **values):
        return self.env["kooperacje.role.assignment"].with_user(self.adela).create({
            "user_id": self.bogna.id, "institution_id": self.pcpr.id, "company_id": self.company_nur.id,
            "role": "county_animator", "date_from": self.today, **values,
        }).sudo()

    def _accede(self):
        self.partnership_nur.write({
            "accession_date": self.today, "commune_animator_id": self.olga.partner_id.id,
        })

    def _paper(self, **values):
        """The appointment that the office of Nur draws up and signs today."""
        paper = self.env["kooperacje.appointment"].with_user(self.helena).create({
            "partnership_id": self.partnership_nur.id, "subject": "county_animator", "authority": "Dyrektor PCPR",
            "person_id": self.bogna.partner_id.id, "date_from": self.today, **values,
        })
        paper.action_issue()
        paper._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        return paper

    def _communes(self, user=None):
        self.env.invalidate_all()
        return self.env["kooperacje.partnership"].with_user(user or self.bogna).search([]).sudo() & (
            self.partnership | self.partnership_nur
        )

    # ------------------------------------------------------------------
    # From the accession to the last day
    # ------------------------------------------------------------------

    def test_accession_and_the_communes_animator_come_first(self):
        for ready in ({}, {"accession_date": self.today}):
            self.partnership_nur.write(ready)
            with self.assertRefused("after the commune has reported", ValidationError):
                self._role_in_nur()
        self.partnership_nur.commune_animator_id = self.olga.partner_id
        with self.assertRefused("strategic partner of a rural partnership", UserError):
            self._role_in_nur(institution_id=self.ppp.id)
        self.partnership_nur.variant = "urban"
        with self.assertRefused("strategic partner of a rural partnership", ValidationError):
            self._role_in_nur()

    def test_role_opens_with_the_signed_appointment_alone(self):
        self._accede()
        role = self._role_in_nur()
        self.assertEqual((role.status, role.is_current), ("unappointed", False))
        self.assertEqual(self._communes(), self.partnership)
        paper = self._paper()
        self.assertEqual((role.status, role.is_current, role.appointed_from), ("current", True, self.today))
        self.assertEqual(self._communes(), self.partnership | self.partnership_nur)
        self.assertEqual(self.partnership_nur.county_animator_id, self.bogna.partner_id)
        paper.with_user(self.helena)._document_void("Odwołanie animatora")
        self.assertEqual(self._communes(), self.partnership, "a revoked appointment closes at once")
        self.assertEqual(role.status, "unappointed")
        role.action_end()
        self.assertEqual(role.status, "ended")
        self._paper()
        self.assertEqual(self._communes(), self.partnership, "a role taken back is given anew, not by a paper")

    def test_account_gets_its_group_with_the_paper(self):
        group = self.env.ref("kooperacje.group_county_animator")
        kinga = self.env["res.users"].create({
            "name": "Kinga", "login": "kinga.test", "company_id": self.company_nur.id,
            "company_ids": [Command.set(self.company_nur.ids)],
            "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })
        kinga.partner_id.parent_id = self.pcpr
        self._accede()
        self._role_in_nur(user_id=kinga.id)
        self.assertNotIn(group, kinga.group_ids)
        self._paper(person_id=kinga.partner_id.id)
        self.assertIn(group, kinga.group_ids)
        self.assertEqual(self._communes(kinga), self.partnership_nur)

    def test_appointment_says_who_has_no_access(self):
        self._accede()
        paper = self._paper()
        self.assertIn("no access yet", paper.person_access)
        self._role_in_nur()
        paper.invalidate_recordset()
        self.assertFalse(paper.person_access)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_ends_at_midnight_of_its_last_day(self):
        """By the day of the paper, without a job: the group is still there."""
        self._accede()
        role = self._role_in_nur()
        self._paper(date_to=self.today + timedelta(days=5))
        self.assertEqual(role.valid_until, self.today + timedelta(days=5))
        step = self.partnership_nur.step_ids[:1].with_user(self.bogna)
        with freeze_time(self.today + timedelta(days=5)):
            self.assertIn(self.partnership_nur, self._communes())
            self.assertTrue(step.has_access("read"))
        with freeze_time(self.today + timedelta(days=6)):
            self.assertEqual(self._communes(), self.partnership)
            self.assertFalse(step.has_access("read"))
            self.assertEqual(role.status, "ended")
            self.assertIn(self.env.ref("kooperacje.group_county_animator"), self.bogna.group_ids)

    def test_next_appointment_goes_on_only_without_a_gap(self):
        self._accede()
        role = self._role_in_nur()
        day = [self.today + timedelta(days=days) for days in range(0, 120, 10)]
        self._paper(date_to=day[1])
        self._paper(date_from=day[1] + timedelta(days=1), date_to=day[3])
        self.assertEqual(role.valid_until, day[3])
        self._paper(date_from=day[5], date_to=day[9])
        self.assertEqual(role.valid_until, day[3], "the days between the two are nobody's")
        later = self._role_in_nur(date_from=day[4])
        self.assertEqual((later.valid_from, later.valid_until, later.status), (day[5], day[9], "planned"))

    def test_register_shows_animators_as_what_they_are(self):
        roles = self.env["kooperacje.role.assignment"].with_user(self.adam)
        role = roles.search([("role", "=", "county_animator"), ("is_current", "=", True)])
        self.assertEqual((role.user_id, role.institution_id), (self.bogna, self.pcpr))
        page = self.env["ir.actions.report"].with_user(self.adam)._render_qweb_html(
            "kooperacje.report_role_register", role.ids,
        )[0].decode()
        self.assertIn("Bogna", page)
        self.assertIn("Animator powiatu", page)

    # ------------------------------------------------------------------
    # The work
    # ------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_closes_the_steps_that_lie_with_the_animators(self):
        steps = self.partnership.step_ids.filtered(lambda step: not step.is_standing)
        steps.after_ids = [Command.clear()]
        steps._unguarded().evidence = False
        mine = steps.filtered(lambda step: step.responsible in ("pcpr", "animators", "pzk"))
        self.assertTrue(mine and steps - mine)
        seen = self.env["kooperacje.partnership.step"].with_user(self.bogna)
        self.assertEqual(
            seen.browse(steps.ids).filtered("user_may_close").ids, steps.filtered(lambda one: one in mine).ids,
        )
        step = mine[:1].with_user(self.bogna)
        step.write({"note": "Spotkanie w PCPR", "user_id": self.bogna.id})
        step.action_done()
        self.assertEqual((step.state, step.done_by_id), ("done", self.bogna))
        for other in (steps - mine)[:1].with_user(self.bogna):
            with self.assertRaises(AccessError):
                other.action_done()
        for values in ({"name": "Inaczej"}, {"responsible": "ops"}, {"obligation": "optional"}, {"active": False}):
            with self.subTest(values), self.assertRefused("decided by the office", AccessError):
                mine[1].with_user(self.bogna).write(values)
        with self.assertRaises(AccessError):
            seen.create({
                "partnership_id": self.partnership.id, "name": "Nowy", "stage_id": mine[0].stage_id.id,
                "responsible": "pcpr",
            })
        both = self._role(self.piotr, self.pcpr, "county_animator")
        self._appoint(self.piotr, self.partnership)
        self.assertTrue(both.is_current)
        mine[1].with_user(self.piotr).name = "Nazwa naszej gminy"

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_brings_institutions_together(self):
        """RUR-56; whether one is suspended or goes is the leader's."""
        invited = self.env["kooperacje.membership"].with_user(self.bogna).create({
            "partnership_id": self.partnership.id, "institution_id": self.university.id, "date_from": self.today,
            "representative_id": self._head(self.university).id,
        })
        invited.action_join()
        self.assertEqual(invited.state, "member")
        for attempt in (
            lambda: self.env["kooperacje.membership.stop"].with_user(self.bogna).create({}),
            lambda: invited.write({"participation_purpose": "x"}),
            invited.action_leave,
            lambda: self.partnership.with_user(self.bogna).write({"territory_note": "x"}),
            lambda: self._member(self.school, self.partnership_nur).with_user(self.bogna).write({"note": "x"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_reports_to_the_regional_centre_and_asks_it(self):
        """RUR-36, 43: PCPR is the one who reports and is advised; RUR-46: it answers for its own School."""
        Request = self.env["kooperacje.support.request"].with_user(self.bogna)
        notice = Request.create({
            "partnership_id": self.partnership.id, "kind": "notice", "description": "Gmina przystąpiła do Modelu.",
        })
        notice.action_send()
        self.assertEqual((notice.state, notice.requested_by_id), ("requested", self.bogna))
        self.assertEqual(notice.provider_id, self.rops)
        self.assertFalse(self.partnership._missing_evidence("rops_notice"))
        with self.assertRefused("answers itself"):
            notice.action_agree()
        with self.assertRaises(AccessError):
            Request.create({"partnership_id": self.partnership_nur.id, "kind": "notice", "description": "x"})
        asked = self.env["kooperacje.support.request"].with_user(self.piotr).create({
            "partnership_id": self.partnership.id, "kind": "coaching", "description": "x", "provider_id": self.pcpr.id,
        })
        asked.action_send()
        asked.with_user(self.bogna).write({"date_agreed": self.today})
        asked.with_user(self.bogna).action_agree()
        course = self.env["kooperacje.school.course"].with_user(self.bogna).create({"name": "Praca w Modelu"})
        self.assertEqual(course.provider_id, self.pcpr)
        course.enrolment_ids.create({
            "course_id": course.id, "partnership_id": self.partnership.id, "partner_id": self.ewa.partner_id.id,
        })
        with self.assertRaises(AccessError):
            self.kept["course"].with_user(self.bogna).name = "Cudze"

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_documents_the_own_work(self):
        Contact = self.env["kooperacje.network.contact"]
        values = {"partnership_id": self.partnership.id, "institution_id": self.school.id}
        mine = Contact.with_user(self.bogna).create(values)
        theirs = Contact.with_user(self.piotr).create(values)
        self.assertEqual(Contact.with_user(self.bogna).search([("id", "in", (mine | theirs).ids)]), mine | theirs)
        with self.assertRaises(AccessError):
            theirs.with_user(self.bogna).note = "x"
        with self.assertRefused("network worker of its office", ValidationError):
            Contact.with_user(self.bogna).create({**values, "partnership_id": self.partnership_nur.id})

    # ------------------------------------------------------------------
    # Others
    # ------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_else_gets_these_rights(self):
        """Colleagues of PCPR, holders of every other role, people without one, guests of the portal."""
        colleague = self._user("kornelia", self.pcpr, "specialist")
        guest = self.env["res.users"].create({
            "name": "Gość", "login": "gosc.test", "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })
        step = self.partnership.step_ids.filtered(lambda one: one.responsible in ("pcpr", "animators", "pzk"))[:1]
        others = {
            role: user for role, user in self.user_by_role.items()
            if role not in ("county_animator", "manager", "network_worker")
        }
        menu = self.env.ref("kooperacje.menu_county")
        for who, user in {**others, "colleague": colleague, "next door": self.helena, "guest": guest}.items():
            with self.subTest(who):
                self.assertFalse(step.with_user(user).has_access("write"))
                if user != guest:
                    self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(user).load_menus(False))
                for name in ("membership", "network.contact", "support.request"):
                    with self.assertRefused(".", UserError):
                        self.env[f"kooperacje.{name}"].with_user(user).create({
                            "partnership_id": self.partnership.id, "institution_id": self.university.id,
                        } if name != "support.request" else {
                            "partnership_id": self.partnership.id, "kind": "notice", "description": "x",
                        })
        self.assertFalse(self.partnership.with_user(guest).has_access("read"))
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.bogna).load_menus(False))

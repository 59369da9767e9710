from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SCAN, CaseworkCommon

RULES = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestJointQualification(CaseworkCommon):
    """R8: the partnership of Małkinia qualifies the Nowak family together, with its consent (RUR-129–134)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partnership.joint_qualification = True

    def _paper(self, case=None, user=None, votes=("for", "for"), **values):
        case = case or self.case
        institutions = [self.ops, self.school, self.ppp, self.ngo]
        return self.env["kooperacje.qualification"].with_user(user or self.anna).create({
            "case_id": case.id, "family_consent": "yes", "family_consent_on": self.today,
            "criterion_a": True, "criterion_a_reason": "Dotychczasowa pomoc nie zadziałała.",
            "decision": "qualified", "vote_ids": [Command.create({
                "institution_id": institution.id, "vote": vote, "reason": "Powód" if vote == "against" else False,
            }) for institution, vote in zip(institutions, votes, strict=False)],
            **values,
        })

    def _sign(self, paper):
        paper._document_register_signature(self.today, "handwritten", SCAN)
        self.env.invalidate_all()
        return paper

    # The rule of the partnership

    def test_rural_partnerships_qualify_jointly_unless_they_say_otherwise(self):
        Partnership = self.env["kooperacje.partnership"]
        for variant, expected in (("rural", True), ("urban", False)):
            made = Partnership.create({"name": f"PZK {variant}", "variant": variant, "company_id": self.company.id})
            self.assertEqual(made.joint_qualification, expected)
        made.joint_qualification = True
        self.assertTrue(made.joint_qualification)

    def test_without_the_rule_the_case_manager_qualifies(self):
        self.partnership.joint_qualification = False
        self._consent(self.case, self.ppp)
        self.assertTrue(self._team(self.case, self.ppp))

    # The gate

    def _ways_to_the_team(self):
        case = self.case.with_user(self.anna)
        return {
            "the team": lambda: self.env["kooperacje.team"].with_user(self.anna).create({"case_id": case.id}),
            "the plan": lambda: self.env["kooperacje.plan"].with_user(self.anna).create({"case_id": case.id}),
            "the team's column": lambda: case.write({"stage_id": self.stage["team"].id}),
            "the plan's column": lambda: case.write({"stage_id": self.stage["plan"].id}),
            "the realisation's column": lambda: case.write({"stage_id": self.stage["realisation"].id}),
        }

    def assertClosed(self, text):
        for name, way in self._ways_to_the_team().items():
            with self.subTest(name), self.assertRefused(UserError, text):
                way()

    def test_no_way_to_the_team_before_it(self):
        """A valid consent alone is not enough; over RPC neither."""
        self._consent(self.case, self.ppp)
        self.assertEqual(self.case.consent_state, "valid")
        self.assertClosed("signed \\(R8\\)")
        self._paper()
        self.assertClosed("signed \\(R8\\)")
        paper = self._paper()
        paper.action_issue()
        self.assertClosed("signed \\(R8\\)")
        self._sign(paper)
        self.assertTrue(self._team(self.case, self.ppp))

    def test_nor_with_it_alone(self):
        """RUR-129: the family's consent to the method is a gate of its own."""
        self._sign(self._paper())
        self.assertClosed("consent")

    def test_not_qualified_is_ordinary_social_work(self):
        """No team, and nothing else follows: the case goes on, may be closed, and says nothing of benefits."""
        self.case.with_user(self.anna).action_qualify()
        self._consent(self.case)
        self._sign(self._paper(
            votes=("for", "against", "against"), decision="not_qualified", decision_reason="Wystarczy asystent rodziny",
        ))
        self.assertEqual((self.case.joint_decision, self.case.phase), ("not_qualified", "recognition"))
        self.assertEqual(self.case.with_user(self.anna).next_step, "ordinary")
        self.assertClosed("has not qualified the family")
        self.case.with_user(self.anna).write({"need_words": "Praca socjalna trwa"})
        self.assertFalse(self.case.suspension_premise_id)
        self.case.with_user(self.anna).write({
            "closing_premise_id": self.env["kooperacje.premise"].search([("kind", "=", "end")], limit=1).id,
        })

    def test_deferred(self):
        until = self.today + timedelta(days=30)
        self._sign(self._paper(decision="deferred", decision_reason="Brak opinii szkoły", deferred_until=until))
        self.assertEqual(self.case.joint_decision, "deferred")
        self.case.with_user(self.anna).action_qualify()
        self.assertEqual(self.case.with_user(self.anna).next_step, "joint")
        self._consent(self.case)
        self.assertClosed("deferred")
        self._sign(self._paper())
        self.assertEqual(self.case.joint_decision, "qualified", "the last decision counts")

    def test_new_reasons_may_be_brought(self):
        self._sign(self._paper(
            votes=("against", "against"), decision="not_qualified", decision_reason="Za wcześnie",
            decided_on=self.today - timedelta(days=40),
        ))
        self._sign(self._paper())
        self.assertEqual(self.case.joint_decision, "qualified")

    def test_an_older_paper_found_late_changes_nothing(self):
        self._sign(self._paper())
        self._sign(self._paper(
            votes=("against", "against"), decision="not_qualified", decision_reason="Za wcześnie",
            decided_on=self.today - timedelta(days=40),
        ))
        self.assertEqual(self.case.joint_decision, "qualified")

    def test_a_void_paper_does_not_count(self):
        paper = self._sign(self._paper())
        paper._document_void("Zły protokół")
        self.env.invalidate_all()
        self.assertEqual(self.case.joint_decision, "none")
        self._consent(self.case)
        self.assertClosed("signed \\(R8\\)")

    def test_qualified_fills_the_case(self):
        """The criteria become the premises of the case, once."""
        case = self._case(self.anna, premise_ids=[Command.clear()], qualification_reason=False)
        self._sign(self._paper(case, criterion_c=True, criterion_c_reason="Potrzebna szkoła i poradnia."))
        self.assertEqual(
            set(case.premise_ids.mapped("code")), {"Q.RURAL_A", "Q.RURAL_C"},
        )
        self.assertIn("Potrzebna szkoła", case.qualification_reason)
        self.assertEqual(case.with_user(self.anna).next_step, "persons")

    def test_the_next_step_says_so(self):
        case = self.case.with_user(self.anna)
        case.action_qualify()
        self.assertEqual(case.next_step, "joint")
        action = case.action_joint_qualification()
        paper = self.env["kooperacje.qualification"].browse(action["res_id"])
        self.assertEqual(
            paper.vote_ids.institution_id, self.ops | self.pcpr | self.school | self.ppp | self.ngo,
            "a vote for each institution of the partnership",
        )
        self.assertEqual(case.action_joint_qualification()["res_id"], paper.id, "the one in preparation")
        self._sign(self._paper())
        self.assertEqual(case.next_step, "consent")

    # What a paper needs

    def test_what_a_qualification_needs(self):
        for wrong, text in (
            ({"criterion_a": False}, "at least one of the criteria"),
            ({"criterion_a_reason": "  "}, "reason of criterion a"),
            ({"criterion_b": True}, "reason of criterion b"),
            ({"criterion_c": True, "criterion_c_reason": ""}, "reason of criterion c"),
            ({"family_consent": "no"}, "consent of the family"),
            ({"family_consent": False}, "consent of the family"),
            ({"family_consent_on": False}, "consent of the family"),
            ({"decided_on": self.today - timedelta(days=3)}, "before the meeting, not after"),
            ({"decided_on": self.today + timedelta(days=3)}, "has been held"),
            ({"votes": ("for",)}, "one institution beside the office"),
            ({"votes": ()}, "one institution beside the office"),
            ({"votes": ("for", "against")}, "majority"),
            ({"votes": ("abstained", "abstained", "against")}, "majority"),
            ({"decision": False}, "the decision"),
            ({"decision": "not_qualified"}, "reason of the decision"),
            ({"decision": "deferred", "decision_reason": "x"}, "looks at the case again"),
        ):
            paper = self._paper(**wrong)
            with self.subTest(wrong), self.assertRefused(UserError, text):
                paper.action_issue()
            with self.subTest(wrong), self.assertRefused(UserError, text):
                paper._document_register_signature(self.today, "handwritten", SCAN)

    def test_a_family_that_does_not_agree_is_not_qualified(self):
        """It may be recorded, with no consequence."""
        paper = self._paper(
            family_consent="no", family_consent_on=False, decision="not_qualified",
            decision_reason="Rodzina nie chce współpracy w tej formie",
        )
        self._sign(paper)
        self.assertEqual(self.case.joint_decision, "not_qualified")

    def test_votes(self):
        paper = self._paper(votes=("for", "for", "against", "abstained"))
        self.assertEqual((paper.votes_for, paper.votes_against, paper.votes_abstained), (2, 1, 1))
        stranger = self._institution("Firma spoza partnerstwa", self.type_ngo, self.commune)
        Vote = self.env["kooperacje.qualification.vote"].with_user(self.anna)
        with self.assertRefused(ValidationError, "not a member of the partnership"):
            Vote.create({"qualification_id": paper.id, "institution_id": stranger.id})
        with self.assertRefused(ValidationError, "Write why"):
            Vote.create({"qualification_id": paper.id, "institution_id": self.pcpr.id, "vote": "against"})
        with self.assertRefused(ValidationError, "does not work at"):
            Vote.create({
                "qualification_id": paper.id, "institution_id": self.pcpr.id, "partner_id": self.ewa.partner_id.id,
            })

    # Frozen

    def test_a_signed_paper_is_frozen(self):
        paper = self._sign(self._paper())
        for values in ({"decision": "not_qualified"}, {"criterion_a": False}, {"document_state": "draft"},
                       {"vote_ids": [Command.clear()]}, {"decided_on": "2020-01-01"},
                       {"case_id": self._case(self.anna).id}):
            with self.subTest(values), self.assertRaises(UserError):
                paper.write(values)
        vote = paper.vote_ids[0]
        for way in (lambda: vote.write({"vote": "against", "reason": "x"}), vote.unlink, paper.unlink):
            with self.assertRaises(UserError):
                way()
        copy = paper.copy()
        self.assertEqual((copy.document_state, copy.document_number, copy.signed_on), ("draft", False, False))

    def test_nobody_creates_a_signed_one(self):
        with self.assertRaises(UserError):
            self._paper(document_state="signed")
        with self.assertRaises(UserError):
            self.env["kooperacje.qualification"].with_user(self.anna).with_context(
                default_document_state="signed",
            ).create({"case_id": self.case.id})

    # Who

    def test_it_is_a_paper_of_the_office(self):
        """Institutions that voted do not read it afterwards; nor does a guest of the team, nor another office."""
        paper = self._sign(self._paper())
        self._consent(self.case, self.ppp)
        self._team(self.case, self.ppp, accepted=[self.tomasz])
        allowed = (self.anna, self.maria)
        for user in (*self.user_by_role.values(), self.jan, self.olga, self.zofia):
            for record in (paper, paper.vote_ids[0]):
                mine = record.with_user(user)
                self.assertEqual(mine.has_access("read"), user in allowed, user.login)
                self.assertEqual(mine.has_access("write"), user in allowed, user.login)
                with mute_logger(RULES, "odoo.addons.base.models.ir_model"):
                    try:
                        found = bool(mine.search([("id", "=", record.id)]))
                    except AccessError:
                        found = False
                self.assertEqual(found, user in allowed, user.login)
            if user not in allowed:
                with mute_logger(RULES, "odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
                    self._paper(user=user)
        self.assertEqual(self.case.with_user(self.tomasz).joint_decision, "qualified", "that is all the team learns")

    def test_states_of_ten_and_of_a_hundred_cases(self):
        cases = self.env["kooperacje.case"].union(*(self._case(self.anna) for _number in range(100)))
        for case in cases:
            self._paper(case)
        costs = []
        for some in (cases[:10], cases[:10], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            mine = self.env["kooperacje.case"].with_user(self.anna).browse(some.ids)
            before = self.env.cr.sql_log_count
            mine.web_read({"joint_decision": {}, "is_joint": {}, "need_words": {}})
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])


@tagged("post_install", "-at_install")
class TestIntake(CaseworkCommon):
    """Tool 14, part I: what was reported, by whom and how; persons, families and groups."""

    def test_a_group_is_categorical_or_territorial(self):
        case = self._case(
            self.anna, unit_kind="group", group_kind="territorial", group_description="Mieszkańcy bloków przy stacji",
        )
        self.assertEqual(case.group_kind, "territorial")
        with self.assertRefused(ValidationError, "Only a group"):
            case.with_user(self.anna).unit_kind = "family"
        with self.assertRefused(ValidationError, "Only a group"):
            self.case.with_user(self.anna).group_description = "x"

    def test_a_family_need_not_be_related(self):
        """Art. 6 pkt 14: persons living and keeping house together; others may be close without living there."""
        friend, aunt = self.env["kooperacje.person"].with_user(self.anna).create([
            {"first_name": name, "last_name": "Bliska", "company_id": self.company.id} for name in ("Ola", "Zofia")
        ])
        self.env["kooperacje.case.person"].with_user(self.anna).create([
            {"case_id": self.case.id, "person_id": friend.id, "relation": "unrelated", "in_household": True},
            {"case_id": self.case.id, "person_id": aunt.id, "relation": "other_relative", "in_household": False},
        ])
        parties = {party.key: party for party in self.case.case_person_ids._parties()}
        self.assertTrue(parties[friend.id].in_household)
        self.assertFalse(parties[aunt.id].in_household)
        self.assertFalse(parties[friend.id].represents, "not a parent")

    def test_the_paper_of_part_one(self):
        self.case.with_user(self.anna).write({"source": "institution", "source_institution_id": self.school.id,
                                              "source_consent_on": self.today, "report_way": "phone"})
        html = self.env["ir.actions.report"].with_user(self.anna)._render_qweb_html(
            "kooperacje.report_intake_document", self.case.ids,
        )[0].decode()
        for text in ("Halina Nowak", "Szkoła w Małkini", "A. Zgłoszenie", "E. Wstępna diagnoza", self.case.name):
            self.assertIn(text, html)
        self.assertNotIn("Oświadczenie woli", html)
        self.assertNotIn("Nowak", self.case._intake_filename())

    def test_part_one_is_for_those_who_read_the_case(self):
        with mute_logger(RULES), self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.jan)._render_qweb_html(
                "kooperacje.report_intake_document", self.case.ids,
            )

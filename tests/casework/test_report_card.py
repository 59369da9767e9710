from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CaseworkCommon

RULES = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestReportCard(CaseworkCommon):
    """R7: Ewa of the school reports a family to the partnership; Maria, head of the office, answers (RUR-130, 131)."""

    @classmethod
    def _card(cls, user=None, **values):
        user = user or cls.ewa
        return cls.env["kooperacje.report.card"].with_user(user).create({
            "partnership_id": cls.partnership.id, "institution_id": user.partner_id.parent_id.id,
            "subject": "Rodzina Zawadzkich", "contact": "tel. 555 000 111", "reason": "Dzieci nie chodzą do szkoły",
            "done_so_far": "Rozmowy wychowawcy, pedagog", "why_not_enough": "Matka sama, kłopotów przybywa",
            "expectations": "Chcę, żeby ktoś pomógł mi z dziećmi", "need_ids": [Command.set(cls.need_school.ids)],
            "consent_given": True, "consent_on": cls.today, **values,
        })

    def _reads(self, user, card):
        card.env.flush_all()
        self.env.invalidate_all()
        Card = self.env["kooperacje.report.card"].with_user(user)
        with mute_logger(RULES, "odoo.addons.base.models.ir_model"):
            try:
                found = bool(Card.search([("id", "=", card.id)]))
                listed = bool(Card.search_read([("subject", "ilike", "Zawadz"), ("id", "=", card.id)], ["subject"]))
            except AccessError:
                found = listed = False
        self.assertEqual(found, listed)
        self.assertEqual(found, card.with_user(user).has_access("read"))
        return found

    def test_from_the_report_to_the_case(self):
        card = self._card()
        self.assertEqual(card.display_name, "Report card (draft)", "no name before there is a number either")
        card.action_send()
        self.assertEqual((card.state, card.sent_on, card.document_state), ("sent", self.today, "issued"))
        self.assertTrue(card.document_number.startswith("R7/"))
        mine = card.with_user(self.maria)
        mine.case_manager_id = self.anna
        case = self.env["kooperacje.case"].browse(mine.action_open_case()["res_id"])
        self.assertEqual((card.sudo().state, card.sudo().case_id), ("accepted", case))
        self.assertEqual(
            (case.user_id, case.source, case.source_institution_id, case.source_consent_on, case.unit_kind),
            (self.anna, "institution", self.school, self.today, "family"),
        )
        self.assertEqual(case.need_words, "Chcę, żeby ktoś pomógł mi z dziećmi")
        self.assertEqual(case.need_line_ids.need_id, self.need_school)
        self.assertEqual(case.working_institution_ids, self.school, "invited first (K3D-163)")
        self.assertNotIn("Zawadz", case.display_name)

    def test_who_reads_it_when(self):
        """The author and the head until it is answered; then it is a paper of the case."""
        everyone = self.user_by_role | {"jan": self.jan, "zofia": self.zofia, "olga": self.olga}
        card = self._card()
        for name, user in everyone.items():
            self.assertEqual(self._reads(user, card), user == self.ewa, f"draft, {name}")
        card.action_send()
        for name, user in everyone.items():
            self.assertEqual(self._reads(user, card), user in (self.ewa, self.maria), f"sent, {name}")
        mine = card.with_user(self.maria)
        mine.case_manager_id = self.anna
        mine.action_open_case()
        for name, user in everyone.items():
            self.assertEqual(self._reads(user, card), user in (self.anna, self.maria), f"answered, {name}")

    def test_the_author_who_leaves_the_school_reads_no_more(self):
        card = self._card()
        self.ewa.role_assignment_ids.date_to = "2020-01-02"
        self.assertFalse(self._reads(self.ewa, card))

    def test_what_a_report_needs(self):
        for gone, text in (
            ({"subject": " "}, "who is reported"), ({"reason": False}, "reason of the report"),
            ({"done_so_far": False}, "what was done"), ({"why_not_enough": False}, "why it does not work"),
            ({"consent_given": False}, "consent of the person"), ({"consent_on": False}, "consent of the person"),
            ({"consent_on": "2199-01-01"}, "not in the future"),
        ):
            card = self._card(**gone)
            with self.subTest(gone), self.assertRefused(UserError, text):
                card.action_send()
            with self.subTest(gone), self.assertRefused(UserError, text):
                card.action_issue()
            self.assertEqual(card.state, "draft")

    def test_the_author_throws_a_draft_away(self):
        """What nobody was sent need not be kept of a family (art. 5 RODO); what was sent stays in the files."""
        card = self._card()
        for user in (self.maria, self.anna, self.tomasz, self.piotr, self.adam):
            with self.subTest(user.login), mute_logger(RULES, "odoo.addons.base.models.ir_model"), \
                    self.assertRaises(AccessError):
                card.with_user(user).unlink()
        card.action_send()
        with self.assertRaises(UserError):
            card.unlink()
        card.action_document_correct()
        with self.assertRefused(UserError, "stays in the files"):
            card.unlink()
        draft = self._card()
        draft.unlink()
        self.assertFalse(draft.exists())
        with self.assertRaises(AccessError), mute_logger(RULES):
            self._card().with_user(self.maria).unlink()

    def test_nobody_reports_in_the_name_of_others(self):
        with mute_logger(RULES), self.assertRaises(AccessError):
            self._card(institution_id=self.ppp.id)
        stranger = self._institution("Firma spoza partnerstwa", self.type_ngo, self.commune)
        self._role(self.ewa, stranger, "coordinator")
        with self.assertRefused(ValidationError, "not a member of this partnership"):
            self._card(institution_id=stranger.id)
        for user in (self.piotr, self.robert, self.irena, self.adam):
            with mute_logger(RULES, "odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
                self._card(user, institution_id=self.school.id)

    def test_states_are_not_typed_in(self):
        card = self._card()
        for values in ({"state": "accepted"}, {"case_id": self.case.id}, {"sent_on": self.today},
                       {"document_state": "signed"}):
            with self.subTest(values), self.assertRaises(UserError):
                card.write(values)
            with self.subTest(values), self.assertRaises(UserError):
                self._card(**values)

    def test_a_sent_report_is_frozen(self):
        card = self._card()
        card.action_send()
        for user in (self.ewa, self.maria):
            with self.assertRefused(UserError, "frozen"):
                card.with_user(user).reason = "co innego"
        with self.assertRefused(UserError, "has been sent"):
            card.action_send()
        card.action_document_correct()
        self.assertEqual((card.state, card.sent_on), ("draft", False))
        self.assertFalse(self._reads(self.maria, card), "in preparation again")

    def test_only_the_head_answers(self):
        card = self._card()
        with mute_logger(RULES), self.assertRaises(AccessError):
            card.with_user(self.maria).action_open_case()
        card.action_send()
        with self.assertRefused(AccessError, "head of"):
            card.action_open_case()
        with self.assertRefused(AccessError, "head of"):
            card.action_decline()
        mine = card.with_user(self.maria)
        with self.assertRefused(UserError, "Choose the social worker"):
            mine.action_open_case()
        with self.assertRefused(UserError, "Write the reason"):
            mine.action_decline()
        mine.decline_reason = "Rodzina ma już pomoc; proszę wspierać dalej w szkole"
        mine.action_decline()
        self.assertEqual((card.state, card.decline_reason[:7]), ("declined", "Rodzina"))
        with self.assertRefused(UserError, "waits for an answer"):
            mine.action_open_case()

    def test_a_withdrawn_report_opens_no_case(self):
        card = self._card()
        card.action_send()
        card._document_void("Rodzina nie chce już zgłoszenia")
        card.with_user(self.maria).case_manager_id = self.anna
        with self.assertRefused(UserError, "waits for an answer"):
            card.with_user(self.maria).action_open_case()

    def test_the_paper_names_nobody_outside_itself(self):
        card = self._card()
        card.action_send()
        self.assertNotIn("Zawadz", card._document_title())
        self.assertNotIn("Zawadz", card.document_filename)

    def test_reading_it_in_a_case_is_logged(self):
        card = self._card()
        card.action_send()
        card.with_user(self.maria).case_manager_id = self.anna
        card.with_user(self.maria).action_open_case()
        self.env.flush_all()
        self.env.invalidate_all()
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        card.with_user(self.anna).read(["reason"])
        self.env.cr.precommit.run()
        log = self.env["kooperacje.read.log"].search([("id", ">", last)])
        self.assertIn((self.anna, card.sudo().case_id), [(row.user_id, row.case_id) for row in log])

    def test_the_list_costs_the_same_for_ten_and_a_hundred(self):
        cards = self.env["kooperacje.report.card"].union(*(self._card() for _number in range(100)))
        costs = []
        for some in (cards[:10], cards[:10], cards):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = cards.web_search_read([("id", "in", some.ids)], specification={
                "display_name": {}, "institution_id": {"fields": {"display_name": {}}}, "state": {}, "sent_on": {},
            })
            self.assertEqual(len(found["records"]), len(some))
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])

    def test_reading_it_before_there_is_a_case_is_logged_too(self):
        """It names a family from the first draft on; what hides nothing (number, dates) leaves no trace."""
        card = self._card()
        card.action_send()
        self.env.cr.flush()
        self.env.invalidate_all()
        last = self.env["kooperacje.read.log"].search([], limit=1).id or 0
        mine = card.with_user(self.maria)
        mine.read(["display_name", "state", "sent_on"])
        self.env.cr.flush()
        self.assertFalse(self.env["kooperacje.read.log"].search([("id", ">", last)]))
        mine.read(["subject"])
        self.env.cr.flush()
        log = self.env["kooperacje.read.log"].search([("id", ">", last)])
        self.assertRecordValues(log, [{
            "user_id": self.maria.id, "company_id": self.company.id, "case_id": False, "person_id": 0,
            "channel": "read",
        }])

    def test_the_answer_is_the_offices_own(self):
        """The author neither names the case manager nor rewrites why the office declined; nor does the head later."""
        card = self._card()
        for values in ({"case_manager_id": self.anna.id}, {"decline_reason": "Odmówiono bez powodu"}):
            with self.subTest(values), self.assertRefused(AccessError, "head of the office"):
                card.write(values)
            with self.subTest(values), self.assertRefused(AccessError, "head of the office"):
                self._card(**values)
        card.action_send()
        mine = card.with_user(self.maria)
        mine.decline_reason = "Rodzina ma już pomoc"
        mine.action_decline()
        for user in (self.ewa, self.maria):
            with self.subTest(user.login), self.assertRefused(AccessError, "head of the office"):
                card.with_user(user).decline_reason = "Odmówiono bez powodu"
        self.assertEqual(card.decline_reason, "Rodzina ma już pomoc")

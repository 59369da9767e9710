from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CaseworkCommon


@tagged("post_install", "-at_install")
class TestCaseBoard(CaseworkCommon):
    """The board: what a card says, the filters behind it, and that its cost does not grow with the cards."""

    @classmethod
    def _specification(cls):
        """The fields of the kanban card, as the web client asks for them."""
        arch = cls.env["kooperacje.case"].with_user(cls.anna).get_view(view_type="kanban")["arch"]
        names = {part.split('"')[0] for part in arch.split('<field name="')[1:]}
        specification = {name: {} for name in names}
        for name in ("user_id", "stage_id"):
            if name in specification:
                specification[name] = {"fields": {"display_name": {}}}
        return specification

    def _board(self, count):
        """Number of queries of the board with ``count`` cards of Jan, cold."""
        self.env["kooperacje.case"].search([("user_id", "=", self.jan.id)]).sudo().with_context(active_test=False)
        have = self.env["kooperacje.case"].search_count([("user_id", "=", self.jan.id)])
        for index in range(count - have):
            case = self._case(self.jan, self._member_of_family(index), needs=self.need_school)
            if index % 5 == 1:
                self._consent(case, self.ppp, signer=case.case_person_ids.person_id)
            if index % 3 == 0:
                case.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=self.jan.id, date_deadline=self.today - timedelta(days=1),
                )
        specification = self._specification()
        Case = self.env["kooperacje.case"].with_user(self.jan)

        def read_board():
            self.env.flush_all()
            self.env.invalidate_all()
            groups = Case.web_read_group(
                [("user_id", "=", self.jan.id)], ["stage_id"], ["__count"], auto_unfold=True,
                unfold_read_specification=specification, unfold_read_default_limit=200,
            )["groups"]
            cards = [card for group in groups for card in group.get("__records", [])]
            self.assertEqual(len(cards), count)
            return cards

        read_board()
        before = self.env.cr.sql_log_count
        cards = read_board()
        return self.env.cr.sql_log_count - before, cards

    def _member_of_family(self, index):
        return self.env["kooperacje.person"].with_user(self.jan).create({
            "first_name": "Osoba", "last_name": f"Testowa {index}", "birth_date": "1980-01-01",
            "company_id": self.company.id,
        })

    def test_same_number_of_queries_for_10_and_100_cards(self):
        few, _cards = self._board(10)
        many, cards = self._board(100)
        self.assertEqual(few, many)
        self.assertEqual({card["consent_state"] for card in cards}, {"valid", "none"})
        self.assertFalse(any("main_person_id" in card for card in cards), "the board shows codes, not names")

    def test_board_shows_every_stage(self):
        Case = self.env["kooperacje.case"].with_user(self.anna).with_context(read_group_expand=True)
        groups = Case.web_read_group([], ["stage_id"], ["__count"])["groups"]
        self.assertEqual(len(groups), self.env["kooperacje.case.stage"].search_count([]))

    def _found(self, state):
        Case = self.env["kooperacje.case"]
        found = Case.search([("consent_state", "=", state)])
        others = Case.search([("consent_state", "!=", state)])
        self.assertFalse(found & others)
        self.assertEqual(found | others, Case.search([]), "a state and its opposite make up all")
        self.assertTrue(all(case.consent_state == state for case in found), "search and field agree")
        self.assertEqual(others.filtered_domain([("consent_state", "!=", state)]), others)
        return self.case in found

    def test_consent_state_of_every_kind(self):
        """Asked and computed in one way, from today's date alone."""
        self.assertTrue(self._found("none"))
        consent = self._consent(self.case, self.ppp, date_to=self.today + timedelta(days=100))
        self.assertTrue(self._found("valid"))
        for days, state in ((70, "valid"), (71, "expiring"), (100, "expiring"), (101, "expired")):
            with freeze_time(self.today + timedelta(days=days)):
                self.env.invalidate_all()
                self.assertTrue(self._found(state), f"after {days} days {state}")
                self.assertEqual(self.case.consent_state, state)
        self.env.invalidate_all()
        self._withdraw(self.case)
        self.assertTrue(self._found("withdrawn"))
        self.assertEqual(self._statement(consent, "method").state, "withdrawn")

    def test_refusal_shows_on_the_board(self):
        consent = self.env["kooperacje.consent"].create({
            "case_id": self.case.id, "signer_ids": self.halina.ids, "statement_ids": [(0, 0, {
                "kind": "method", "is_granted": False, "date_from": self.today, "date_to": self.today,
            })],
        })
        self.assertTrue(self._found("none"), "an unsigned paper says nothing")
        consent._document_register_signature(self.today, "trusted", **self._e_file(self.today))
        self.assertTrue(self._found("refused"))

    def test_filters_of_the_search_view_work(self):
        Case = self.env["kooperacje.case"].with_user(self.anna)
        self.assertIn(self.case, Case.search([("consent_state", "not in", ["valid", "expiring"])]))
        self.assertNotIn(self.case, Case.search([("activity_ids.date_deadline", "<", "today")]))
        self.case.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.anna.id, date_deadline=self.today - timedelta(days=1),
        )
        self.assertIn(self.case, Case.search([("activity_ids.date_deadline", "<", "today")]))
        self.assertIn(self.case, Case.search([("case_person_ids.person_id", "ilike", "nowak")]))
        self.assertIn(self.case, Case.search([("need_line_ids.need_id", "ilike", "szkole")]))
        for view in ("form", "list", "kanban", "search", "pivot", "graph", "activity"):
            self.assertTrue(Case.get_view(view_type=view)["arch"])

import base64
import io
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.tests.basket.common import BasketCommon

SCAN = base64.b64encode(b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")


@tagged("post_install", "-at_install")
class TestBasketReview(BasketCommon):
    """The yearly review: a list of all services, a decision on each, carried out on close, a protocol (K3D-230)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Review = cls.env["kooperacje.basket.review"]
        cls.card = cls._verified_card(services=("Chór", "Logopeda", "Świetlica", "Stołówka"))
        cls.card = cls.card.with_env(cls.env)
        cls.choir, cls.speech, cls.canteen, cls.dayroom = cls.card.service_ids.sorted("name")

    def _review(self, user=None, **values):
        return self.Review.with_user(user or self.piotr).create({"partnership_id": self.partnership.id, **values})

    def _line(self, review, service):
        return review.line_ids.filtered(lambda line: line.service_id == service)

    def _decided(self, **values):
        review = self._review(**values)
        self._line(review, self.choir).write({"decision": "withdraw", "remark": "Nie ma dyrygenta"})
        self._line(review, self.speech).write({"decision": "change", "remark": "Nowe godziny: wt 8–12"})
        review.action_keep_others()
        return review

    def test_list_is_drawn_up(self):
        review = self._review()
        self.assertEqual(review.line_ids.service_id, self.card.service_ids)
        self.assertEqual(set(review.line_ids.mapped("confirmed_on")), {self.today})
        self.assertEqual((review.line_count, review.open_count), (4, 4))

    def test_begun_in_the_form(self):
        with Form(self.Review.with_user(self.piotr)) as form:
            self.assertEqual(form.partnership_id, self.partnership)
        self.assertEqual(len(form.record.line_ids), 4)

    def test_one_review_at_a_time(self):
        self._review()
        with mute_logger("odoo.sql_db"), self.assertRefused("basket_review_open_uniq", IntegrityError):
            self._review()

    def test_list_follows_the_basket_until_it_is_closed(self):
        review = self._review()
        self._line(review, self.dayroom).decision = "keep"
        self.choir.with_user(self.piotr)._withdraw("Koniec")
        nearby = self.Service.with_user(self.piotr).create({
            "name": "Klub", "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id,
            "origin": "neighbourhood", "fee": "free",
        })
        nearby.action_verify()
        review.action_refresh()
        self.assertEqual(review.line_ids.service_id, self.speech | self.canteen | self.dayroom | nearby)
        self.assertEqual(self._line(review, self.dayroom).decision, "keep", "what was decided stays")

    def test_decisions_are_carried_out(self):
        review = self._decided()
        with freeze_time(self.today + timedelta(days=20)):
            review.action_close()
            day = self.today + timedelta(days=20)
            self.assertEqual((review.state, review.closed_on, review.closed_by_id), ("closed", day, self.piotr))
            self.assertEqual((self.choir.state, self.choir.withdrawal_reason), ("withdrawn", "Nie ma dyrygenta"))
            self.assertEqual(set((self.canteen | self.dayroom).mapped("confirmed_on")), {day})
            self.assertEqual((self.speech.state, self.speech.confirmed_on), ("verified", self.today))
            request = self._line(review, self.speech).request_id
            self.assertEqual((request.kind, request.state, request.service_id), ("change", "accepted", self.speech))
            self.assertEqual(request.description, "Nowe godziny: wt 8–12")
        self.assertEqual(
            (review.kept_count, review.change_count, review.withdrawn_count, review.open_count), (2, 1, 1, 0),
        )
        self.assertEqual(
            self.env["kooperacje.basket.request"].search(review.action_open_requests()["domain"]), request,
        )

    def test_what_left_the_basket_meanwhile_stays_as_it_is(self):
        review = self._decided()
        self.canteen.with_user(self.piotr)._withdraw("Remont")
        self.choir.with_user(self.piotr)._withdraw("Wcześniej")
        review.action_close()
        self.assertEqual((self.canteen.state, self.choir.withdrawal_reason), ("withdrawn", "Wcześniej"))

    def test_every_service_needs_its_decision(self):
        review = self._review()
        with self.assertRefused("Without a decision: "):
            review.action_close()
        review.action_keep_others()
        for decision in ("change", "withdraw"):
            for remark in (False, "  "):
                self._line(review, self.choir).write({"decision": decision, "remark": remark})
                with self.subTest(decision=decision), self.assertRefused("Write a remark.*Chór"):
                    review.action_close()
        self.card.service_ids.with_user(self.piotr)._withdraw("Koniec")
        review.action_refresh()
        with self.assertRefused("nothing to review"):
            review.action_close()

    def test_closed_review_stays(self):
        review = self._decided()
        review.action_close()
        line = review.line_ids[0]
        for attempt in (
            review.action_close, review.action_refresh, review.action_keep_others, line.action_keep, line.unlink,
            review.unlink, lambda: review.write({"conclusions": "x"}), lambda: line.write({"decision": "keep"}),
            lambda: line.copy({"service_id": self.choir.id}),
            lambda: review.write({"line_ids": [Command.clear()]}),
        ):
            with self.assertRefused("."):
                attempt()
        self.assertEqual((review.state, len(review.line_ids)), ("closed", 4))
        with self.assertRefused("not copied"):
            review.copy()
        self._review()

    def test_states_are_not_written_by_hand(self):
        review = self._review()
        for values in ({"state": "closed"}, {"closed_on": "2026-01-01"}, {"partnership_id": self.partnership_nur.id}):
            with self.subTest(values=values), self.assertRefused("."):
                review.write(values)
        line = review.line_ids[0]
        for values in ({"confirmed_on": "2020-01-01"}, {"service_id": self.dayroom.id + 1000}, {"request_id": 1}):
            with self.subTest(values=values), self.assertRefused("."):
                line.write(values)
        foreign = self.Service.create({
            "name": "Obca", "partnership_id": self.partnership_nur.id, "institution_id": self.school.id,
            "state": "verified",
        })
        with self.assertRefused("under review"):
            self.env["kooperacje.basket.review.line"].with_user(self.piotr).create({
                "review_id": review.id, "service_id": foreign.id,
            })

    def test_who_holds_a_review(self):
        review = self._review()
        for role, user in self.engaged_by_role.items():
            if role in ("network_worker", "manager"):
                self.assertTrue(review.with_user(user).user_leads)
                continue
            with self.subTest(role=role):
                self.assertEqual(self.Review.with_user(user).search([("id", "=", review.id)]), review)
                for attempt in (
                    lambda user=user: self._review(user), review.with_user(user).action_close,
                    review.with_user(user).action_keep_others, review.with_user(user).action_refresh,
                    lambda user=user: review.line_ids[0].with_user(user).action_keep(),
                    review.with_user(user).unlink,
                ):
                    with self.assertRefused(".", AccessError):
                        attempt()
        for user in (self.olga, self.nadia):
            self.assertFalse(self.Review.with_user(user).search([("id", "=", review.id)]))
            with self.assertRefused(".", AccessError):
                review.with_user(user).read(["conclusions"])
        review.unlink()
        with self.assertRefused(".", AccessError):
            self._review(self.nadia)

    def test_open_review_may_be_given_up(self):
        review = self._review()
        review.unlink()
        self.assertFalse(review.exists())

    # Protocol

    def _text_of(self, review):
        content, _kind = self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            "kooperacje.report_basket_review", review.ids,
        )
        pages = PdfFileReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_protocol_is_issued_once_closed(self):
        review = self._decided()
        with self.assertRefused("Close the review first"):
            review.action_issue()
        review.action_close()
        review.action_issue()
        self.assertRegex(review.document_number, r"^PLK/1/\d{4}$")
        review._document_register_signature(self.today, "handwritten", SCAN, "skan.pdf")
        self.assertEqual(review.document_state, "signed")
        with self.assertRefused(".", UserError):
            review.write({"document_date": "2020-01-01"})

    def test_protocol_says_what_was_decided(self):
        review = self._decided(
            participants="Piotr (OPS)\nEwa (szkoła)", conclusions="Brakuje opieki dziennej dla dorosłych.",
        )
        review.action_close()
        text = self._text_of(review)
        for expected in (
            "PROTOKÓŁ PRZEGLĄDU", "PZK Małkinia Górna (test)", "Nie ma dyrygenta", "Nowe godziny: wt 8–12", "Chór",
            "Świetlica", "Ewa (szkoła)", "Brakuje opieki dziennej", review.line_ids.request_id.number,
            "nie rzadziej niż co 12 mies.",
        ):
            self.assertIn(expected, text)

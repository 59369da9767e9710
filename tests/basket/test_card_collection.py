import base64
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.tests.basket.common import BasketCommon


class CollectionCommon(BasketCommon):
    """Piotr collects the cards of the partnership: the school and the PPP have coordinators, the rest have not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Collection = cls.env["kooperacje.card.collection"]
        cls.deadline = cls.today + timedelta(days=21)
        cls.ngo.email = "most@example.com"

    @classmethod
    def _collection(cls, user=None, **values):
        return cls.Collection.with_user(user or cls.piotr).create({
            "partnership_id": cls.partnership.id, "deadline": cls.deadline, **values,
        })

    @classmethod
    def _asked(cls, **values):
        collection = cls._collection(**values)
        collection.action_ask()
        return collection

    def card_of(self, institution):
        return self.Card.search([
            ("partnership_id", "=", self.partnership.id), ("institution_id", "=", institution.id),
            ("state", "!=", "replaced"),
        ], order="version desc", limit=1)

    def hand_in(self, institution, user=None):
        card = self.card_of(institution).with_user(user or self.piotr)
        card.write({
            "terms_accepted": True, "declared_by": "Jan Nowak, dyrektor",
            "service_ids": [(0, 0, {"name": f"Usługa {institution.name}", "fee": "free"})],
        })
        card.action_submit()
        return card

    def on_day(self, days):
        """The daily job ``days`` from today, as the office's clock has it."""
        day = self.today + timedelta(days=days)
        with freeze_time(f"{day} 10:00:00"):
            self.Collection._cron_collect()
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestCardCollection(CollectionCommon):
    """The leader asks all members with one action and a deadline (K3D-211); who is missing stands on one screen."""

    def test_all_institutions_are_asked_with_one_action(self):
        collection = self._asked(message="Karta będzie załącznikiem do deklaracji.")
        self.assertEqual((collection.state, collection.asked_on, collection.asked_by_id),
                         ("running", self.today, self.piotr))
        self.assertEqual(collection.card_ids.institution_id, self.partnership.member_ids)
        self.assertEqual(set(collection.card_ids.mapped("deadline")), {self.deadline})
        self.assertEqual((collection.asked_count, collection.missing_count, collection.progress), (5, 5, 0))
        self.assertEqual(self.partnership.with_user(self.piotr).card_deadline, self.deadline)
        ours = self.card_of(self.ppp)
        self.assertEqual(ours.activity_ids.user_id, self.kamil)
        self.assertEqual(ours.activity_ids.date_deadline, self.deadline)
        self.assertIn("załącznikiem", ours.message_ids[0].body)

    def test_institution_without_a_coordinator_gets_the_workbook_by_email(self):
        """And what it sends back can be uploaded as it is."""
        self._asked()
        card = self.card_of(self.ngo)
        self.assertFalse(card.activity_ids)
        letter = card.message_ids[0]
        self.assertEqual(letter.notified_partner_ids, self.ngo)
        self.assertTrue(letter.attachment_ids.name.endswith(".xlsx"))
        reading = read_card(
            base64.b64decode(letter.attachment_ids.datas), self.Card._card_dictionaries(),
            {"H": card.variant_id._layout_extra()},
        )
        self.assertEqual({issue.code for issue in reading.issues}, {"required", "no_rows"}, "only to be filled in")
        self.assertEqual((reading.sector, reading.institution["name"]), ("H", self.ngo.name))
        self.assertIn("neither a coordinator", self.card_of(self.pcpr).message_ids[0].body)

    def test_nobody_is_asked_twice_and_who_joins_later_is(self):
        collection = self._asked()
        cards = collection.card_ids
        collection.action_ask()
        self.assertEqual(collection.card_ids, cards)
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id, "state": "invited",
        })
        collection.action_ask()
        self.assertEqual((collection.card_ids - cards).institution_id, self.gops_nur, "cards come before accession")

    def test_who_has_handed_in_is_not_asked(self):
        self._verified_card()
        collection = self._asked()
        self.assertNotIn(self.school, collection.card_ids.institution_id)
        self.assertEqual(collection.asked_count, 4)

    def test_card_being_filled_in_joins_the_collecting(self):
        card = self._card()
        collection = self._asked()
        self.assertIn(card, collection.card_ids)
        self.assertEqual(card.deadline, self.deadline)

    def test_yearly_collecting_opens_a_new_version_of_every_card(self):
        """Once a year every card is brought up to date (K3D-230); the basket stays as it is meanwhile."""
        card = self._verified_card()
        collection = self._asked(scope="all")
        newer = self.card_of(self.school)
        self.assertEqual((newer.version, newer.previous_id), (2, card))
        self.assertEqual(collection.card_ids.institution_id, self.partnership.member_ids)
        self.assertEqual(set(card.service_ids.mapped("state")), {"verified"})
        newer.with_user(self.ewa).write({"terms_accepted": True, "declared_by": "Jan Nowak"})
        newer.with_user(self.ewa).action_submit()
        newer.with_user(self.piotr).action_verify()
        collection.action_ask()
        self.assertEqual(self.card_of(self.school), newer, "it has just been brought up to date")

    def test_figures_follow_the_cards(self):
        """Handed in, returned with remarks, corrected, verified (K3D-213): the screen counts along."""
        collection = self._asked()
        card = self.hand_in(self.school, self.ewa)
        self.assertEqual((collection.missing_count, collection.submitted_count, collection.progress), (4, 1, 20))
        card.with_user(self.piotr)._return("Proszę podać godziny.")
        self.assertEqual((collection.missing_count, collection.submitted_count), (5, 0))
        self.assertIn(card, collection.missing_card_ids)
        card.action_submit()
        card.with_user(self.piotr).action_verify()
        self.assertEqual((collection.missing_count, collection.verified_count, collection.progress), (4, 1, 20))
        self.assertNotIn(card, collection.missing_card_ids)

    def test_missing_are_listed_with_the_latest_first(self):
        collection = self._asked()
        self.card_of(self.pcpr).with_user(self.piotr).deadline = self.today - timedelta(days=2)
        self.card_of(self.ngo).with_user(self.piotr).deadline = self.today + timedelta(days=40)
        missing = collection.missing_card_ids
        self.assertEqual((missing[0].institution_id, missing[-1].institution_id), (self.pcpr, self.ngo))
        self.assertTrue(missing[0].is_late)
        self.assertEqual(collection.late_count, 1)

    def test_later_date_goes_to_every_card_that_has_none_of_its_own(self):
        collection = self._asked()
        own = self.card_of(self.ngo).with_user(self.piotr)
        own.deadline = self.deadline + timedelta(days=30)
        later = self.deadline + timedelta(days=7)
        collection.deadline = later
        self.assertEqual(own.deadline, self.deadline + timedelta(days=30))
        card = self.card_of(self.school)
        self.assertEqual((card.deadline, card.activity_ids.date_deadline), (later, later))

    def test_partnership_opens_the_collecting_that_runs(self):
        partnership = self.partnership.with_user(self.piotr)
        action = partnership.action_request_cards()
        self.assertFalse(action["res_id"])
        self.assertEqual(action["context"]["default_partnership_id"], partnership.id)
        collection = self._asked()
        self.assertEqual(partnership.action_request_cards()["res_id"], collection.id)
        collection.action_close()
        self.assertFalse(partnership.action_request_cards()["res_id"])
        with self.assertRefused("network worker or the manager"):
            self.partnership.with_user(self.ewa).action_request_cards()


@tagged("post_install", "-at_install")
class TestCollectionReminders(CollectionCommon):
    """Reminders before the date, the number of the missing after it: by a daily job that may run again."""

    def test_reminded_a_week_before_and_on_the_eve(self):
        self._asked()
        card = self.card_of(self.school)
        self.on_day(13)
        self.assertFalse(card.reminded_on)
        self.on_day(14)
        self.assertEqual(card.reminded_on, self.today + timedelta(days=14))
        self.assertEqual(card.activity_ids.user_id, self.ewa)
        self.assertEqual(len(card.activity_ids), 1, "the reminder takes the place of the request")
        self.assertIn(format_date(self.env, self.deadline), card.activity_ids.summary)
        self.on_day(19)
        self.assertEqual(card.reminded_on, self.today + timedelta(days=14))
        self.on_day(20)
        self.assertEqual(card.reminded_on, self.today + timedelta(days=20))

    def test_who_has_handed_in_is_left_alone(self):
        self._asked()
        card = self.hand_in(self.school, self.ewa)
        self.on_day(14)
        self.assertFalse(card.reminded_on)
        self.assertFalse(card.activity_ids.filtered(lambda a: a.user_id == self.ewa))

    def test_job_run_again_reminds_nobody_twice(self):
        collection = self._asked()
        Card = type(self.Card)
        notify = Card._notify_institution
        with patch.object(Card, "_notify_institution", autospec=True, side_effect=notify) as notified:
            self.on_day(14)
            first = notified.call_count
            self.on_day(14)
        self.assertEqual(first, len(collection.card_ids))
        self.assertEqual(notified.call_count, first)

    def test_reminder_by_email_carries_the_workbook_again(self):
        self._asked()
        card = self.card_of(self.ngo)
        letters = len(card.message_ids)
        self.on_day(14)
        self.assertEqual(len(card.message_ids), letters + 1)
        self.assertTrue(card.message_ids[0].attachment_ids)

    def test_card_with_a_date_of_its_own_is_reminded_by_that(self):
        self._asked()
        card = self.card_of(self.school)
        card.with_user(self.piotr).deadline = self.today + timedelta(days=40)
        self.on_day(14)
        self.assertFalse(card.reminded_on)
        self.on_day(33)
        self.assertTrue(card.reminded_on)

    def test_day_after_the_leader_learns_how_many_are_missing(self):
        """Once, and without a name of an institution: the summary travels in mails."""
        collection = self._asked()
        self.hand_in(self.school, self.ewa)
        self.on_day(21)
        self.assertFalse(collection.activity_ids)
        self.on_day(22)
        activity = collection.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.piotr, "Service cards missing: 4"))
        self.on_day(23)
        self.assertEqual(len(collection.activity_ids), 1)
        collection.action_close()
        self.assertFalse(collection.activity_ids, "done with the closing")

    def test_date_put_off_tells_anew(self):
        collection = self._asked()
        self.on_day(22)
        with freeze_time(f"{self.today + timedelta(days=22)} 10:00:00"):
            collection.deadline = self.today + timedelta(days=30)
        collection.activity_ids.unlink()
        self.on_day(31)
        self.assertTrue(collection.activity_ids)

    def test_closed_collecting_reminds_nobody(self):
        collection = self._asked()
        collection.action_close()
        self.on_day(14)
        self.assertFalse(any(collection.card_ids.mapped("reminded_on")))

    def test_leader_reminds_by_hand_once_a_day(self):
        collection = self._asked()
        collection.action_remind()
        self.assertEqual(set(collection.card_ids.mapped("reminded_on")), {self.today})
        letters = len(self.card_of(self.ngo).message_ids)
        collection.action_remind()
        self.assertEqual(len(self.card_of(self.ngo).message_ids), letters)
        for institution in self.partnership.member_ids:
            self.hand_in(institution)
        with self.assertRefused("all have been handed in"):
            collection.action_remind()


@tagged("post_install", "-at_install")
class TestCollectionRights(CollectionCommon):
    """The office that leads collects; nobody else sees who is late."""

    def test_network_worker_and_manager_of_the_office_only(self):
        collection = self._asked()
        for role, user in {**self.user_by_role, "next_door": self.nadia, "worker_nur": self.olga}.items():
            may = user in (self.piotr, self.maria)
            self.assertEqual(collection.with_user(user).has_access("read"), may, role)
            if may:
                continue
            for method in ("action_ask", "action_remind", "action_close"):
                with self.assertRaises(AccessError, msg=role), self.cr.savepoint():
                    getattr(collection.with_user(user), method)()
            with self.assertRaises(AccessError, msg=role), self.cr.savepoint():
                self._collection(user=user)
        with self.assertRaises(AccessError):
            self.card_of(self.school).with_user(self.ewa).read(["collection_id"])

    def test_state_is_not_written_by_hand(self):
        collection = self._collection()
        for values in (
            {"state": "running"}, {"asked_on": self.today}, {"closed_on": self.today}, {"asked_by_id": self.maria.id},
            {"partnership_id": self.partnership_nur.id}, {"missing_told_on": self.today},
        ):
            with self.assertRaises(AccessError, msg=str(values)), self.cr.savepoint():
                collection.write(values)
        for values in ({"state": "closed"}, {"asked_on": self.today}):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self._collection(**values)
        card = self._card()
        for values in ({"collection_id": collection.id}, {"reminded_on": self.today}):
            with self.assertRaises(AccessError), self.cr.savepoint():
                card.with_user(self.piotr).write(values)
        with self.assertRefused("sets the date"):
            card.with_user(self.ewa).deadline = self.deadline

    def test_closed_collecting_stays_in_the_files(self):
        collection = self._asked()
        with self.assertRefused("Close the collecting instead"):
            collection.unlink()
        collection.action_close()
        self.assertEqual(collection.closed_on, self.today)
        for step in (collection.action_ask, collection.action_remind, collection.action_close):
            with self.assertRaises(UserError):
                step()
        with self.assertRefused("stays in the files"):
            collection.deadline = self.deadline + timedelta(days=1)
        with self.assertRefused("Close the collecting instead"):
            collection.unlink()
        self._collection().unlink()

    def test_dates_make_sense(self):
        with self.assertRefused("has passed"):
            self._collection(deadline=self.today - timedelta(days=1)).action_ask()
        collection = self._asked()
        with self.assertRefused("before they were asked"):
            collection.deadline = self.today - timedelta(days=1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            collection.reminder_days = 90
            collection.flush_recordset()

    def test_one_collecting_at_a_time(self):
        self._asked()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._asked()

    def test_nobody_to_ask(self):
        for institution, user in ((self.ops, self.piotr), (self.pcpr, self.piotr), (self.school, self.piotr),
                                  (self.ppp, self.piotr), (self.ngo, self.piotr)):
            self._verified_card(user=user, institution_id=institution.id)
        with self.assertRefused("nobody to ask"):
            self._asked()
        self.assertEqual(len(self._asked(scope="all").card_ids), 5)

    def test_before_the_authority_has_accepted(self):
        """Nothing is done before the mayor's acceptance (K3D-129)."""
        self.env["kooperacje.card.collection"].search([("partnership_id", "=", self.partnership.id)]).unlink()
        self.partnership.authorisation_number = False
        with self.assertRefused("before the authority has accepted"):
            self._asked()

    def test_queries_do_not_grow_with_the_cards(self):
        """The screen of the collecting with 10 and with 100 institutions."""
        fields_spec = {
            "asked_count": {}, "missing_count": {}, "late_count": {}, "submitted_count": {}, "verified_count": {},
            "progress": {},
            "missing_card_ids": {"fields": {
                "institution_id": {"fields": {"display_name": {}}}, "deadline": {}, "state": {}, "is_late": {},
                "coordinator_ids": {"fields": {"display_name": {}}}, "service_count": {}, "reminded_on": {},
            }},
            "card_ids": {"fields": {"institution_id": {"fields": {"display_name": {}}}, "state": {}}, "limit": 200},
        }
        counts = []
        for number in (10, 100):
            institutions = self.env["res.partner"].create([{
                "name": f"Instytucja {number}/{index}", "is_company": True, "is_institution": True,
                "institution_type_id": self.type_ngo.id,
            } for index in range(number)])
            partnership = self._partnership(f"PZK {number}", self.company, self.commune, members=institutions)
            collection = self._collection(partnership_id=partnership.id)
            collection.action_ask()

            def read(collection=collection):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                data = collection.web_read(fields_spec)[0]
                self.env.flush_all()
                return data, self.env.cr.sql_log_count - before

            read()
            data, queries = read()
            self.assertEqual(len(data["missing_card_ids"]), number)
            counts.append(queries)
        self.assertEqual(counts[0], counts[1])

    def test_deadline_is_shown_to_the_leader_only(self):
        self._asked()
        self.assertTrue(self.partnership.with_user(self.maria).card_deadline)
        with self.assertRaises(AccessError):
            self.partnership.with_user(self.anna).read(["card_deadline"])
        self.assertEqual(fields.Date.to_date(self.card_of(self.school).with_user(self.ewa).deadline), self.deadline)

import base64
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.kooperacje.tests.nights import JOB_LOG, Nights

from .common import BasketCommon
from .test_card_collection import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionNights(Nights, CollectionCommon):
    """Two offices collect cards; what breaks in the one is no matter of the other."""

    def _two(self):
        nur = self.Collection.create({"partnership_id": self.partnership_nur.id, "deadline": self.deadline})
        nur.action_ask()
        return self._asked().with_env(self.env), nur

    def test_reminders_in_time(self):
        self.assertOthersGoOn(
            "kooperacje.card.collection._cron_collect:remind", "_remind_in_time", *self._two(),
            lambda: self.on_day(20), lambda collection: any(collection.card_ids.mapped("reminded_on")),
        )

    def test_the_leader_is_told_who_is_missing(self):
        self.assertOthersGoOn(
            "kooperacje.card.collection._cron_collect:missing", "_tell_missing", *self._two(),
            lambda: self.on_day(22), lambda collection: collection.missing_told_on,
        )


@tagged("post_install", "-at_install")
class TestFreshnessNights(Nights, BasketCommon):

    def test_confirmation_is_asked_of_the_others(self):
        card = self._verified_card(services=("Świetlica",)).with_env(self.env)
        nearby = self.Service.with_user(self.piotr).create({
            "name": "Klub sąsiedzki", "partnership_id": self.partnership.id, "institution_id": self.gops_nur.id,
            "origin": "neighbourhood", "fee": "free",
        })
        nearby.action_verify()
        asked = self.env.ref("kooperacje.activity_confirm_services") + self.env.ref(
            "kooperacje.activity_confirm_services_partnership",
        )

        def run():
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(card.service_ids.review_due):
                self.Service._cron_ask_confirmation()
                self.env.flush_all()

        self.assertOthersGoOn(
            "kooperacje.service._cron_ask_confirmation", "_ask_for_confirmation", card.service_ids,
            nearby.with_env(self.env), run,
            lambda service: (service.card_id or service.partnership_id).sudo().activity_ids.filtered(
                lambda activity: activity.activity_type_id in asked
            ),
        )


@tagged("post_install", "-at_install")
class TestImportNights(Nights, BasketCommon):

    def test_next_file_is_imported_and_the_log_holds_no_name(self):
        uploads = self.env["kooperacje.basket.import"].with_user(self.piotr).create([
            {"partnership_id": self.partnership.id, "file": base64.b64encode(b"x")} for _number in range(2)
        ])
        uploads.sudo()._unguarded().write({"state": "queued", "imported_by_id": self.piotr.id})
        first, second = uploads

        def read(upload):
            if upload == first:
                raise UserError("Barbara Nowak, ul. Leśna 5")
            upload._unguarded().state = "done"

        with patch.object(type(uploads), "_import", read), self.assertLogs(JOB_LOG, "ERROR") as log:
            self.env["kooperacje.basket.import"]._cron_import()
        self.assertEqual((first.state, second.state), ("failed", "done"))
        self.assertTrue(first.report, "who has asked for it reads that nothing was imported")
        self.assertNotIn("Nowak", "\n".join(log.output))
        self.assertLess(first.create_date, second.create_date + timedelta(seconds=1))

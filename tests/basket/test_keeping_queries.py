from odoo.tests import tagged

from odoo.addons.kooperacje.tests.basket.common import BasketCommon

REQUESTS = {
    "number": {}, "name": {}, "kind": {}, "state": {}, "is_overdue": {}, "source": {}, "deadline": {},
    "institution_id": {"fields": {"display_name": {}}}, "requested_by_id": {"fields": {"display_name": {}}},
    "user_leads": {}, "user_may_edit": {},
}
SERVICES = {
    "name": {}, "institution_id": {"fields": {"display_name": {}}}, "is_stale": {}, "is_due": {}, "is_available": {},
    "review_due": {}, "confirmed_by_id": {"fields": {"display_name": {}}}, "user_may_confirm": {}, "user_may_edit": {},
}
CHANGES = {
    "date": {}, "kind": {}, "summary": {}, "reason": {}, "service_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
}
REVIEW = {
    "line_count": {}, "open_count": {}, "kept_count": {},
    "line_ids": {"fields": {
        "service_id": {"fields": {"display_name": {}}}, "institution_id": {"fields": {"display_name": {}}},
        "decision": {}, "remark": {}, "confirmed_on": {}, "review_state": {},
    }},
}


@tagged("post_install", "-at_install")
class TestKeepingQueries(BasketCommon):
    """The number of queries does not grow with the number of services, requests, changes and decisions."""

    def _services(self, count, institution=None):
        services = self.Service.create([{
            "name": f"Usługa {count}-{number}", "partnership_id": self.partnership.id, "state": "verified",
            "institution_id": (institution or self.school).id, "need_ids": [(6, 0, self.need_poverty.ids)],
        } for number in range(count)])
        self.env.cr.execute(
            "UPDATE kooperacje_service SET review_due = '2020-01-01', confirmation_from = '2019-12-01', "
            "confirmed_on = '2019-01-01' WHERE id = ANY(%s)", [services.ids],
        )
        self.env.invalidate_all()
        return services

    def _cost(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        # Who asks, and of which office, is known with every request.
        (self.env.user | self.piotr | self.anna | self.ewa).fetch(["login", "partner_id", "company_id"])
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assertSame(self, prepare, act):
        """``act(prepare(n))`` takes as many queries at 10 as at 100; once before, for what is cached for good."""
        for count in (2, 5):
            prepared = prepare(count)
            self._cost(lambda prepared=prepared: act(prepared))
        costs = []
        for count in (10, 100):
            prepared = prepare(count)
            costs.append(self._cost(lambda prepared=prepared: act(prepared)))
        self.assertEqual(*costs)

    def _assertReads(self, model, prepare, specification):
        """The same rows for everybody: to make them takes longer than to read them."""
        rows = {count: prepare(count) for count in (2, 5, 10, 100)}

        def read(records, user):
            found = self.env[model].with_user(user).web_search_read([("id", "in", records.ids)], specification)
            self.assertEqual(found["length"], len(records))

        for user in (self.anna, self.piotr, self.ewa):
            with self.subTest(model=model, user=user.login):
                self._assertSame(rows.get, lambda records, user=user: read(records, user))

    def test_lists(self):
        Request = self.env["kooperacje.basket.request"]

        def requests(count):
            return Request.with_user(self.anna).create([{
                "partnership_id": self.partnership.id, "name": f"Usługa {number}", "description": "x",
            } for number in range(count)])

        def changes(count):
            services = self._services(count)
            services.write({"schedule": "pn"})
            return services.change_ids.filtered(lambda change: change.kind == "changed")

        self._assertReads("kooperacje.basket.request", requests, REQUESTS)
        self._assertReads("kooperacje.service", self._services, SERVICES)
        self._assertReads("kooperacje.basket.change", changes, CHANGES)

    def test_confirming(self):
        self._assertSame(self._services, lambda services: services.with_user(self.piotr).action_confirm())

    def test_withdrawing(self):
        self._assertSame(self._services, lambda services: services.with_user(self.piotr)._withdraw("x"))

    def test_changing(self):
        self._assertSame(self._services, lambda services: services.with_user(self.piotr).write({"schedule": "pn"}))

    def test_looking_for_duplicates(self):
        def distinct_names(count):
            # One name a service: pairs offered are rows to write, whose number is not that of services.
            services = self._services(count)
            for number, service in enumerate(services):
                service.name = f"{chr(97 + number % 26) * 9} {chr(97 + number // 26) * 9} {count}"
            return services

        self._assertSame(distinct_names, lambda services: services._similar_pairs())

    def test_asking(self):
        def asked(count):
            self.Service.search([("state", "=", "verified")]).write({"state": "withdrawn"})
            return self._services(count)

        self._assertSame(asked, lambda services: self.Service._cron_ask_confirmation())

    def test_review(self):
        def reviewed(count):
            old = self.env["kooperacje.basket.review"].search([("partnership_id", "=", self.partnership.id)])
            old.unlink()
            self.Service.search([("state", "=", "verified")]).write({"state": "withdrawn"})
            return self._services(count)

        Review = self.env["kooperacje.basket.review"].with_user(self.piotr)
        self._assertSame(reviewed, lambda services: Review.create({"partnership_id": self.partnership.id}))

        def drawn_up(count):
            reviewed(count)
            return Review.create({"partnership_id": self.partnership.id})

        self._assertSame(drawn_up, lambda review: Review.web_search_read([("id", "=", review.id)], REVIEW))

        def decided(count):
            review = drawn_up(count)
            review.line_ids[:count // 2].write({"decision": "withdraw", "remark": "Koniec"})
            review.action_keep_others()
            return review

        def close(review):
            review.action_close()

        costs = []
        for count in (2, 10, 100):
            review = decided(count)
            costs.append(self._cost(lambda review=review: close(review)))
            self.env.cr.execute("UPDATE kooperacje_basket_review SET state = 'open' WHERE id = %s", [review.id])
            self.env.invalidate_all()
        self.assertEqual(costs[1], costs[2])

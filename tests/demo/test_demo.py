import base64
import io

from lxml import html
from stdnum.pl import pesel

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.pdf import PdfFileReader

from odoo.addons.kooperacje.demo.families import FAMILIES
from odoo.addons.kooperacje.demo.loader import CARDS, COORDINATORS, NETWORK_WORKERS, RETURNED_CARDS, WAITING_CARDS
from odoo.addons.kooperacje.kernels.card_reader import read_card
from odoo.addons.kooperacje.kernels.office_day import office_day

from .common import DemoMixin, demo_logins

# login → cases the user sees. The others of the demo (network worker, coordinator, regional centre, data-protection
# officer, administrator) see none.
CASES = {
    "anna": 5, "maria": 5, "olga": 6, "helena": 6, "beata": 4, "teresa": 4,
    "tomasz": 3, "katarzyna": 2, "monika": 3, "marek": 1, "zofia": 2, "ewa": 1,
}
# family → (phase, consent to the method)
STAGES = {
    "przykladowska": ("realisation", "valid"), "zmyslona": ("team", "valid"), "wymyslona": ("recognition", "none"),
    "fikcyjna": ("suspended", "withdrawn"), "bajkowska": ("aftercare", "valid"), "probna": ("plan", "valid"),
    "umowna": ("suspended", "valid"), "papierowa": ("team", "valid"), "hipotetyczna": ("consent", "none"),
    "zastepcza": ("realisation", "expiring"), "zwyczajna": ("realisation", "valid"),
    "nieistniejacy": ("team", "valid"), "testowa": ("qualification", "none"),
    "makietowa": ("recognition", "none"),
}


@tagged("post_install", "-at_install")
class TestDemoNetwork(DemoMixin, TransactionCase):
    """The county of Ostrów as its own summary tells it, and a city beside it."""

    def test_two_rural_partnerships_of_one_county_and_an_urban_one(self):
        for name, code, variant in (
            ("malkinia", "1416052", "rural"), ("nur", "1416062", "rural"), ("bedzin", "2401011", "urban"),
        ):
            partnership = self.ref(f"pzk_{name}")
            self.assertEqual((partnership.state, partnership.variant), ("active", variant))
            self.assertEqual(partnership.area_ids.code, code)
            self.assertEqual(partnership.leader_id, self.ref(f"company_{name}").partner_id)
            self.assertTrue(partnership.strategic_partner_id.institution_type_id.is_strategic)
            self.assertTrue(partnership.regional_centre_id.institution_type_id.is_regional)
        self.assertGreater(self.ref("area_2401011").population, 20_000)

    def test_institutions_that_the_summary_names_are_members_since_the_day_it_gives(self):
        both = {"pcpr", "pup", "ppp", "kpp", "rada_powiatu"}
        for office, own in (
            ("malkinia", {"office_malkinia", "sp_malkinia", "gkrpa_malkinia", "zi_malkinia", "rada_malkinia"}),
            ("nur", {"office_nur", "sp_nur", "gkrpa_nur", "zi_nur", "rada_nur"}),
        ):
            core = self.ref(f"pzk_{office}").membership_ids.filtered(lambda m: m.kind == "core")
            self.assertEqual(set(core.mapped("state")), {"member"})
            self.assertEqual(set(core.institution_id.ids), {self.ref(name).id for name in both | own})
            self.assertEqual(set(core.mapped("date_from")), {fields.Date.to_date("2019-08-09")})
            # The leader declares nothing to itself.
            joined = core.filtered(lambda m: m.institution_id != m.partnership_id.leader_id)
            self.assertEqual(set(joined.mapped("document_state")), {"signed"}, "each has declared")
            self.assertEqual(joined.mapped("signed_on"), joined.mapped("date_from"))

    def test_papers_of_every_kind_are_there_signed_and_waiting(self):
        for model, states in (
            ("kooperacje.role.paper", {"draft", "issued", "signed"}), ("kooperacje.appointment", {"draft", "signed"}),
            ("kooperacje.reference", {"draft", "signed"}),
        ):
            self.assertLessEqual(states, set(self.env[model].search([]).mapped("document_state")), model)

    def test_agreements_bear_the_dates_and_parties_of_the_summary(self):
        signed = {
            name: self.ref(f"agreement_{name}") for name in ("region", "county", "pzk_malkinia", "pzk_nur")
        }
        self.assertEqual({agreement.document_state for agreement in signed.values()}, {"signed"})
        self.assertEqual(
            [fields.Date.to_string(signed[name].signed_on) for name in signed],
            ["2019-06-26", "2019-06-26", "2019-08-09", "2019-08-09"],
        )
        self.assertEqual(
            set(signed["region"].party_ids.mapped("name")),
            {"Województwo Mazowieckie", "Powiat Ostrowski", "Gmina Małkinia Górna", "Gmina Nur"},
        )
        self.assertEqual(
            set(signed["county"].party_ids.mapped("name")),
            {"Powiat Ostrowski", "Gmina Małkinia Górna", "Gmina Nur"},
        )
        for agreement in (signed["region"], signed["county"]):
            self.assertEqual(agreement.partnership_ids, self.ref("pzk_malkinia") | self.ref("pzk_nur"))
        self.assertTrue(all(agreement.signed_copy for agreement in signed.values()))


@tagged("post_install", "-at_install")
class TestDemoBasket(DemoMixin, TransactionCase):
    """Service cards came in as users send them: a workbook, checked, imported, submitted, verified."""

    def test_ten_institutions_and_sixty_services_are_in_the_local_baskets(self):
        services = self.env["kooperacje.service"].search([
            ("state", "=", "verified"),
            ("partnership_id", "in", (self.ref("pzk_malkinia") | self.ref("pzk_nur")).ids),
        ])
        self.assertGreaterEqual(len(services.institution_id), 10)
        self.assertGreaterEqual(len({(service.institution_id.id, service.name) for service in services}), 60)
        stale = services.filtered("is_stale")
        self.assertEqual(stale.institution_id, self.ref("gkrpa_malkinia"), "one institution has not confirmed in time")
        self.assertTrue(all((services - stale).mapped("is_available")))
        for service in services:
            with self.subTest(service=service.name):
                self.assertTrue(service.description and service.need_ids and service.need_area_id)
                self.assertTrue(service.target_group_ids and service.schedule and service.contact_name)

    def test_basket_is_kept(self):
        """Something to show on every screen: requests in each state, services to confirm, a duplicate, a review."""
        requests = self.env["kooperacje.basket.request"].search([
            ("partnership_id", "=", self.ref("pzk_malkinia").id),
        ])
        self.assertEqual(
            set(requests.mapped("state")), {"new", "accepted", "done", "rejected", "taken_back"},
        )
        self.assertTrue(requests.filtered("is_overdue"))
        self.assertTrue(requests.on_behalf_of_id)
        self.assertTrue(self.env["kooperacje.composition.request"].search_count([]))
        asked = self.ref("card_ppp_malkinia").activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref("kooperacje.activity_confirm_services")
        )
        self.assertEqual(asked.user_id, self.ref("user_barbara"))
        led = self.as_user("piotr", "kooperacje.service")
        merge = self.as_user("piotr", "kooperacje.service.merge").search(led.action_find_duplicates()["domain"])
        self.assertIn("Terapia logopedyczna", merge.keep_id.mapped("name"))
        review = self.ref("review_nur")
        self.assertEqual((review.state, review.document_state), ("closed", "signed"))

    def test_each_card_holds_what_its_workbook_says_and_who_sent_it(self):
        for workbook, (institution, offices) in CARDS.items():
            with file_open(f"kooperacje/demo/cards/{workbook}.xlsx", "rb") as source:
                reading = read_card(source.read(), self.env["kooperacje.service.card"]._card_dictionaries())
            self.assertFalse(reading.issues, workbook)
            wanted = sorted(row.values["name"] for row in reading.services)
            for office in offices:
                card = self.ref(f"card_{institution}_{office}")
                with self.subTest(workbook=workbook, office=office):
                    self.assertEqual(card.institution_id, self.ref(institution))
                    self.assertEqual(sorted(card.service_ids.mapped("name")), wanted)
                    sender = self.ref(f"user_{COORDINATORS.get(institution, NETWORK_WORKERS[office])}")
                    self.assertEqual(card.submitted_by_id, sender)
                    # The upload leaves its trace in the chatter, with the number of services.
                    written = card.message_ids.filtered(lambda m, author=sender.partner_id: m.author_id == author)
                    self.assertTrue(any(f": {len(wanted)}" in body for body in written.mapped("body")))

    def test_cards_are_of_the_days_before_the_demo_was_loaded(self):
        """Their workbooks bear the day on which they were written once, which only grows older."""
        cards = self.env["kooperacje.service.card"].union(*(
            self.ref(f"card_{institution}_{office}") for institution, offices in CARDS.values() for office in offices
        ))
        days = [(card.create_date, card.declared_on) for card in cards if card.declared_on]
        days += [
            (service.create_date, service.capacity_stated_on)
            for service in cards.service_ids if service.capacity_stated_on
        ]
        self.assertGreater(len(days), 100)
        for loaded, day in days:
            self.assertTrue(0 <= (office_day(loaded) - day).days <= 60, (loaded, day))

    def test_a_coordinator_sends_the_own_card_and_the_network_worker_verifies_it(self):
        card = self.ref("card_ppp_nur")
        self.assertEqual(card.submitted_by_id, self.ref("user_barbara"))
        self.assertEqual(card.verified_by_id, self.ref("user_pawel"))

    def test_the_network_worker_finds_work_on_the_desk(self):
        cards = self.as_user("pawel", "kooperacje.service.card")
        self.assertEqual(cards.search([("state", "=", "submitted")]).institution_id, self.ref("kpp"))
        returned = cards.search([("state", "=", "returned")])
        self.assertEqual(returned.institution_id, self.ref("gkrpa_nur"))
        self.assertTrue(returned.remarks)
        self.assertEqual(len(WAITING_CARDS), 1)
        self.assertEqual(len(RETURNED_CARDS), 1)


@tagged("post_install", "-at_install")
class TestDemoPeople(DemoMixin, TransactionCase):
    """Every login opens, and opens no more than its role."""

    def test_without_its_password_nobody_of_the_demo_signs_in(self):
        """As after an installation beside another application whose database has demo data."""
        users = self.env["res.users"].browse(self.ref(f"user_{row['login']}").id for row in demo_logins())
        self.env.cr.execute("UPDATE res_users SET password = NULL WHERE id = ANY(%s)", [users.ids])
        self.env.invalidate_all()
        self.assertFalse(self.env["kooperacje.demo"]._people_with_password())
        anna = self.ref("user_anna")
        for password in ("kooperacje", "", "anna"):
            with self.subTest(password=password), self.assertRaises(AccessDenied):
                anna.with_user(anna)._check_credentials(
                    {"type": "password", "login": "anna", "password": password}, {"interactive": False},
                )
        self.env["kooperacje.demo"]._set_passwords()
        self.assertEqual(
            self.env["kooperacje.demo"]._people_with_password(), sorted(row["login"] for row in demo_logins()),
        )

    def test_every_login_of_the_list_works(self):
        self.env["kooperacje.demo"]._set_passwords()
        crypt = self.env["res.users"]._crypt_context()
        self.env.cr.execute("SELECT login, password FROM res_users WHERE password IS NOT NULL")
        stored = dict(self.env.cr.fetchall())
        verified = {}
        for row in demo_logins():
            with self.subTest(login=row["login"]):
                user = self.ref(f"user_{row['login']}")
                self.assertEqual((user.login, user.name), (row["login"], row["name"]))
                self.assertEqual((user.lang, user.tz), ("pl_PL", "Europe/Warsaw"))
                key = stored[row["login"]], row["password"]
                if key not in verified:
                    verified[key] = crypt.verify(row["password"], stored[row["login"]])
                self.assertTrue(verified[key])
                self.assertGreaterEqual(len(row["password"]), 8)

    def test_each_role_has_a_login(self):
        users = self.env["res.users"].browse(self.ref(f"user_{row['login']}").id for row in demo_logins())
        roles = dict(self.env["kooperacje.role.assignment"]._fields["role"].selection)
        self.assertEqual(set(users.role_assignment_ids.mapped("role")), set(roles))
        for assignment in users.role_assignment_ids:
            self.assertTrue(assignment.authorisation_number and assignment.case_from, assignment.user_id.name)

    def test_each_login_sees_its_own_cases_only(self):
        for row in demo_logins():
            login = row["login"]
            Case = self.as_user(login, "kooperacje.case")
            with self.subTest(login=login):
                if login in CASES:
                    self.assertEqual(Case.search_count([]), CASES[login])
                else:
                    self.assertFalse(Case.has_access("read") and Case.search_count([]))

    def test_withdrawal_and_decline_closed_the_doors(self):
        with self.assertRaises(AccessError):
            self.ref("case_fikcyjna").with_user(self.ref("user_tomasz")).read(["need_words"])
        with self.assertRaises(AccessError):
            self.ref("case_zmyslona").with_user(self.ref("user_zofia")).read(["need_words"])
        self.ref("case_zmyslona").with_user(self.ref("user_tomasz")).read(["need_words"])

    def test_families_are_not_contacts(self):
        for family in FAMILIES:
            for first_name, last_name, _born, _relation in family["people"]:
                self.assertFalse(self.env["res.partner"].search([("name", "ilike", f"{first_name} {last_name}")]))


@tagged("post_install", "-at_install")
class TestDemoCases(DemoMixin, TransactionCase):
    """Ten families of two communes, at every stage of the way."""

    def test_five_families_in_each_commune_with_the_problems_of_the_summary(self):
        for office, code in (("malkinia", "7.9"), ("nur", "7.4")):
            cases = self.env["kooperacje.case"].search([("partnership_id", "=", self.ref(f"pzk_{office}").id)])
            demo = [self.ref(f"case_{family['key']}") for family in FAMILIES if family["office"] == office]
            self.assertEqual(len(demo), 5)
            for case in demo:
                self.assertIn(case, cases)
                self.assertIn(code, case.need_line_ids.need_id.mapped("code"), case.name)

    def test_cases_stand_at_the_stages_of_the_story(self):
        for family, stage in STAGES.items():
            case = self.ref(f"case_{family}")
            with self.subTest(family=family):
                self.assertEqual((case.phase, case.consent_state), stage)

    def test_papers_speak_polish(self):
        """Odoo loads the translations of a module after its demo; what the demo printed must not be English."""
        family = self.ref("case_przykladowska")
        papers = (family.meeting_ids | self.env["kooperacje.meeting"]).filtered("document_pdf")
        kinds = {"team_first": "Pierwsze posiedzenie", "team_next": "Kolejne posiedzenie"}
        self.assertEqual(set(papers.mapped("kind")), set(kinds))
        for paper in papers:
            content = base64.b64decode(paper.document_pdf)
            # Installed by a test run, Odoo keeps the page itself instead of its PDF.
            if content.startswith(b"%PDF"):
                text = " ".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages)
            else:
                text = html.fromstring(content.decode()).text_content()
            text = " ".join(text.split())
            self.assertIn(kinds[paper.kind], text)
            for label in ("Person or family", "First meeting", "Planned", "Normal", "Open"):
                self.assertNotIn(label, text)

    def test_a_signed_protocol_holds_the_plan_in_force_and_the_individual_basket(self):
        for family in ("przykladowska", "zastepcza"):
            case = self.ref(f"case_{family}")
            plan = case.plan_ids.filtered(lambda plan: plan.state == "signed")
            self.assertEqual(len(plan), 1)
            self.assertTrue(plan.goal_ids)
            meeting = case.meeting_ids.filtered_domain([("plan_id", "=", plan.id), ("signed_on", "!=", False)])
            self.assertEqual((meeting.state, meeting.document_state), ("held", "signed"))
            self.assertTrue(meeting.signed_copy)
            self.assertIn("started", plan.service_line_ids.mapped("status"))
            self.assertNotIn("planned", plan.service_line_ids.mapped("status"))
            for line in plan.service_line_ids:
                self.assertEqual(line.service_id.state, "verified")
                self.assertEqual(line.service_id.partnership_id, case.partnership_id)

    def test_answers_to_invitations_are_of_all_kinds(self):
        states = self.ref("team_zmyslona").member_ids.grouped("state")
        self.assertEqual(states["declined"].partner_id, self.ref("zofia"))
        self.assertTrue(states["declined"].decline_premise_id and states["declined"].decline_reason)
        self.assertEqual(states["invited"].partner_id, self.ref("katarzyna"))
        self.assertEqual(states["accepted"].partner_id, self.ref("anna") | self.ref("tomasz"))

    def test_persons_have_correct_numbers_of_nobody(self):
        persons = self.env["kooperacje.person"].search([("pesel", "!=", False)])
        self.assertGreaterEqual(len(persons), len(FAMILIES))
        for person in persons.filtered(lambda person: person in self._demo_persons()):
            pesel.validate(person.pesel)
            self.assertEqual(person.pesel[6:9], "000")
            self.assertEqual(pesel.get_birth_date(person.pesel), person.birth_date)

    def _demo_persons(self):
        cases = self.env["kooperacje.case"].union(*(self.ref(f"case_{family['key']}") for family in FAMILIES))
        return cases.case_person_ids.person_id

    def test_loading_twice_changes_nothing(self):
        before = self.env["kooperacje.case"].search_count([]), self.env["kooperacje.service"].search_count([])
        self.env["kooperacje.demo"]._load()
        after = self.env["kooperacje.case"].search_count([]), self.env["kooperacje.service"].search_count([])
        self.assertEqual(before, after)

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

DICTIONARIES = ("kooperacje.area", "kooperacje.sector", "kooperacje.institution.type")


@tagged("post_install", "-at_install")
class TestNetworkRights(KooperacjeCommon):
    """Who keeps the network: institutions, partnerships, agreements, dictionaries."""

    def test_everyone_engaged_reads_dictionaries_and_no_role_keeps_them(self):
        for model in DICTIONARIES:
            for role, user in self.user_by_role.items():
                with self.subTest(model=model, role=role):
                    Model = self.env[model].with_user(user)
                    # Who evaluates from outside is engaged nowhere.
                    self.assertEqual(Model.has_access("read") and bool(Model.search_count([])), role != "evaluator")
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(Model.has_access(operation), operation)
        # What all offices of the database share is written by its administrator alone.
        for model in DICTIONARIES:
            self.assertTrue(self.env[model].with_user(self.env.ref("base.user_admin")).has_access("write"), model)

    def test_a_user_without_a_role_sees_nothing_of_the_network(self):
        clerk = self.env["res.users"].create({
            "name": "Clerk", "login": "clerk.test", "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
        })
        for model in (*DICTIONARIES, "kooperacje.partnership", "kooperacje.membership", "kooperacje.role.assignment"):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(clerk).search([])

    def test_partnership_is_seen_by_the_engaged_and_by_no_other_office(self):
        Partnership = self.env["kooperacje.partnership"]
        for role in ("social_worker", "network_worker", "manager", "coordinator", "specialist", "dpo", "admin"):
            found = Partnership.with_user(self.user_by_role[role]).search([])
            self.assertEqual(found, self.partnership, role)
        self.assertEqual(Partnership.with_user(self.olga).search([]), self.partnership_nur)

    def test_regional_centre_sees_the_partnerships_that_name_it(self):
        Partnership = self.env["kooperacje.partnership"].with_user(self.robert)
        self.assertEqual(Partnership.search([]), self.partnership | self.partnership_nur)
        self.partnership_nur.regional_centre_id = False
        self.assertEqual(Partnership.search([]), self.partnership)
        self.assertFalse(self.env["kooperacje.membership"].with_user(self.robert).search([
            ("partnership_id", "=", self.partnership_nur.id),
        ]))

    def test_partnership_is_kept_by_manager_and_network_worker_of_the_office(self):
        for role, user in self.user_by_role.items():
            with self.subTest(role=role):
                partnership = self.partnership.with_user(user)
                if role in ("manager", "network_worker"):
                    partnership.territory_note = role
                else:
                    with self.assertRaises(AccessError):
                        partnership.territory_note = role
                with self.assertRaises(AccessError):
                    partnership.unlink()
        with self.assertRaises(AccessError):
            self.partnership_nur.with_user(self.maria).territory_note = "Nur"
        with self.assertRaises(AccessError):
            self.env["kooperacje.partnership"].with_user(self.maria).create({
                "name": "PZK Nur 2", "company_id": self.company_nur.id,
            })

    def test_role_that_ended_closes_the_partnership_at_midnight(self):
        """No job has run: the rule itself reads the date."""
        tomorrow = office_today() + timedelta(days=1)
        self.piotr.role_assignment_ids.date_to = office_today()
        partnership = self.partnership.with_user(self.piotr)
        partnership.territory_note = "still his last day"
        with freeze_time(tomorrow), self.assertRaises(AccessError):
            partnership.invalidate_recordset()
            partnership.read(["name"])
        with freeze_time(tomorrow), self.assertRaises(AccessError):
            self.school.with_user(self.piotr).short_name = "SP"

    def test_agreement_is_read_by_every_office_it_concerns_and_kept_by_its_own(self):
        agreement = self.env["kooperacje.agreement"].with_user(self.piotr).create({
            "name": "County and communes", "kind": "county", "company_id": self.company.id,
        })
        with self.assertRaises(AccessError):
            agreement.with_user(self.olga).read(["name"])
        agreement.sudo().partnership_ids = self.partnership | self.partnership_nur
        self.assertEqual(agreement.with_user(self.olga).name, "County and communes")
        olga_head = self._role(self.olga, self.gops_nur, "manager", self.company_nur)
        self.assertTrue(olga_head)
        with self.assertRaises(AccessError):
            agreement.with_user(self.olga).name = "Changed next door"


@tagged("post_install", "-at_install")
class TestInstitutionRights(KooperacjeCommon):
    """Institutions and their staff on contacts: kept by the office and by their own coordinators."""

    def test_office_keeps_institutions_of_its_network(self):
        for role in ("network_worker", "manager", "admin"):
            user = self.user_by_role[role]
            self.school.with_user(user).governing_body = role
            contact = self.env["res.partner"].with_user(user).create({"name": "Pedagog", "parent_id": self.school.id})
            contact.write({"email": "pedagog@example.com", "team_available": True})
            library = self.env["res.partner"].with_user(user).create({"name": "Biblioteka", "is_institution": True})
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(self.school.governing_body, role)
            self.assertEqual((contact.sudo().email, contact.sudo().team_available), ("pedagog@example.com", True))
            self.assertTrue(library.sudo().is_institution)

    def test_others_keep_no_institution(self):
        for role in ("social_worker", "specialist", "regional", "dpo"):
            Partner = self.env["res.partner"].with_user(self.user_by_role[role])
            with self.assertRaises(AccessError):
                self.school.with_env(Partner.env).governing_body = role
            with self.assertRaises(AccessError):
                Partner.create({"name": "Biblioteka", "is_institution": True})

    def test_contacts_outside_the_model_stay_closed(self):
        neighbour = self.env["res.partner"].create({"name": "Neighbour"})
        for role in ("network_worker", "manager", "admin", "coordinator"):
            with self.assertRaises(AccessError):
                neighbour.with_user(self.user_by_role[role]).name = "Changed"
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(self.user_by_role[role]).create({"name": "Loose contact"})

    def test_office_next_door_is_out_of_reach(self):
        only_nur = self._institution("Szkoła w Nurze (test)", self.type_school, self.commune_nur)
        self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership_nur.id, "institution_id": only_nur.id, "state": "member",
        })
        for institution in (self.gops_nur, only_nur):
            with self.assertRaises(AccessError):
                institution.with_user(self.adam).governing_body = "Małkinia"
            self.assertFalse(institution.with_user(self.adam).can_edit_institution)
        found = self.env["res.partner"].with_user(self.adam).search([("can_edit_institution", "=", True)])
        self.assertIn(self.ppp, found)
        self.assertFalse(found & (self.gops_nur | only_nur))

    def test_coordinator_keeps_the_own_institution_only(self):
        self.school.with_user(self.ewa).write({"phone": "29 000 00 00", "governing_body": "Gmina"})
        self.env["res.partner"].with_user(self.ewa).create({"name": "Wychowawca", "parent_id": self.school.id})
        with self.assertRaises(AccessError):
            self.ppp.with_user(self.ewa).governing_body = "Powiat"
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.ewa).create({"name": "Obcy", "parent_id": self.ppp.id})

    def test_staff_with_an_account_named_for_teams_but_e_mail_untouched(self):
        """An e-mail is where a new password is sent: only who administers users may change it."""
        teacher = self._user("wanda", self.school, "specialist").partner_id
        teacher.with_user(self.ewa).write({"team_available": True, "speciality": "pedagog"})
        self.assertTrue(teacher.team_available)
        with self.assertRaises(AccessError):
            teacher.with_user(self.ewa).email = "ewa@example.com"
        with self.assertRaises(AccessError):
            self.tomasz.partner_id.with_user(self.ewa).team_available = True

    def test_contact_is_not_moved_where_its_writer_may_not_write(self):
        Partner = self.env["res.partner"]
        contact = Partner.with_user(self.ewa).create({"name": "Wychowawca", "parent_id": self.school.id})
        for parent in (self.ppp, Partner):
            with self.subTest(parent.name), self.assertRaises(AccessError):
                contact.parent_id = parent
        self.assertEqual(contact.parent_id, self.school)
        contact.parent_id = self.school  # as it is
        loose = Partner.with_user(self.piotr).create({"name": "Biblioteka", "is_institution": True})
        with self.assertRaises(AccessError):
            loose.is_institution = False
        moved = Partner.with_user(self.piotr).create({"name": "Pedagog", "parent_id": self.school.id})
        moved.parent_id = self.ppp
        with self.assertRaises(AccessError):
            moved.parent_id = self.gops_nur

    def test_institution_is_not_hidden_from_other_offices(self):
        for user in (self.ewa, self.piotr, self.maria, self.adam):
            with self.subTest(user.login), self.assertRefused("shared by all offices", AccessError):
                self.school.with_user(user).company_id = self.company
        Partner = self.env["res.partner"]
        for user in (self.piotr, self.maria, self.adam):
            for ours in (
                lambda model: model.create({"name": "Klub", "is_institution": True, "company_id": self.company.id}),
                lambda model: model.with_context(default_company_id=self.company.id).create({
                    "name": "Nowa", "parent_id": self.school.id,
                }),
            ):
                with self.subTest(user.login), self.assertRefused("shared by all offices", AccessError):
                    ours(Partner.with_user(user))
        library = self._institution("Biblioteka (test)", self.type_ngo, self.commune)
        library.with_user(self.piotr).company_id = False  # as it is
        self.piotr.group_ids += self.env.ref("base.group_partner_manager")
        library.with_user(self.piotr).company_id = self.company

    def test_contact_manager_of_the_base_is_not_narrowed(self):
        self.ewa.group_ids += self.env.ref("base.group_partner_manager")
        self.ppp.with_user(self.ewa).governing_body = "Powiat"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.ppp.governing_body, "Powiat")

    def test_rights_of_a_hundred_institutions_cost_as_many_queries_as_of_ten(self):
        institutions = self.env["res.partner"].create([
            {"name": f"Institution {n}", "is_institution": True} for n in range(100)
        ])
        counts = []
        for records in (institutions[:1], institutions[:10], institutions):
            self.env.invalidate_all()
            records.with_user(self.piotr).mapped("name")
            before = self.env.cr.sql_log_count
            self.assertTrue(all(records.with_user(self.piotr).mapped("can_edit_institution")))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])  # the first round warms the caches up

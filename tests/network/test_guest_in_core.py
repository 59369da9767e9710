import re
from contextlib import contextmanager

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import Form, HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

# The first table of a query. A rule of ours adds conditions to core's queries, which are core's all the same.
FIRST_TABLE = re.compile(r"\b(?:FROM|UPDATE|INTO)\s+\"?(\w+)", re.IGNORECASE)
# An hour of a meeting that is still to come.
NEXT_MAY = {"start": f"{office_today().year + 1}-05-06 10:00:00", "stop": f"{office_today().year + 1}-05-06 11:00:00"}


class MunicipalityCommon(TransactionCase):
    """The town hall had Odoo for years before the Model came: people here have nothing to do with it.

    Gustaw administers the database, Teresa the accounts, Konrad keeps the contacts, Stefan is an employee like any
    other. Sabina sells: her application lets her keep contacts too, by a group of its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.env["res.groups"].create({
            "name": "Sprzedaż (test)", "implied_ids": [Command.link(cls.env.ref("base.group_user").id)],
        })
        cls.env["ir.model.access"].create({
            "name": "contacts of sales (test)", "model_id": cls.env["ir.model"]._get_id("res.partner"),
            "group_id": cls.sales.id, "perm_read": True, "perm_write": True, "perm_create": True,
            "perm_unlink": False,
        })
        cls.gustaw = cls._account("gustaw", "base.group_system,base.group_partner_manager")
        cls.teresa = cls._account("teresa", "base.group_erp_manager,base.group_partner_manager")
        cls.konrad = cls._account("konrad", "base.group_user,base.group_partner_manager")
        cls.stefan = cls._account("stefan", "base.group_user")
        cls.sabina = cls._account("sabina", "base.group_user")
        cls.sabina.group_ids += cls.sales
        cls.baker, cls.smith = cls.env["res.partner"].create([
            {"name": "Piekarnia Kłos (test)", "is_company": True, "email": "klos@example.com"},
            {"name": "Kuźnia (test)", "is_company": True, "email": "klos@example.com"},
        ])

    @classmethod
    def _account(cls, login, groups):
        return new_test_user(cls.env, f"{login}.guest", groups, name=login.capitalize(), lang="en_US")

    def _as(self, user, model="res.partner"):
        return self.env[model].with_user(user)

    @contextmanager
    def assertNothingAskedOfTheModel(self):
        """No query goes to a table of ours."""
        queries = []
        yield from self._patchExecute(queries)
        tables = [(FIRST_TABLE.search(query) or [None, ""])[1] for query in queries]
        self.assertFalse([
            query for query, table in zip(queries, tables, strict=True) if table.startswith("kooperacje_")
        ])


class StoredContacts:
    def _stored(self, partner):
        """``partner`` as the database has it by now, whatever the caches say."""
        self.env.flush_all()
        self.env.invalidate_all()
        return partner.with_env(self.env)


@tagged("post_install", "-at_install")
class TestGuestAccounts(MunicipalityCommon):
    """Accounts are made, invited, copied and closed as in an Odoo without the Model."""

    def test_administrator_makes_an_account_on_the_form(self):
        for user in (self.gustaw, self.teresa):
            with self.subTest(user.name):
                with Form(self._as(user, "res.users"), "base.view_users_form") as form:
                    form.name = "Nowa Sekretarka"
                    form.login = f"sekretarka.{user.login}"
                    form.email = f"sekretarka.{user.login}@example.com"
                self.assertTrue(form.record.has_group("base.group_user"))
                self.assertTrue(form.record.partner_id.exchange_key)

    def test_what_a_form_was_handed_may_come_back(self):
        """Other modules hand on what ``default_get`` gave, and the web client sends back what it was proposed."""
        for user in (self.gustaw, self.teresa):
            for model, values in (("res.users", {"login": f"zwrot.{user.login}"}), ("res.partner", {})):
                with self.subTest(model, user=user.name):
                    Model = self._as(user, model)
                    proposed = Model.default_get(list(Model.fields_get()))
                    new = Model.create({**proposed, "name": "Zwrotna", **values})
                    self.assertEqual(new.name, "Zwrotna")
                    self.assertTrue(new.exchange_key)

    def test_administrator_invites_by_e_mail(self):
        self._as(self.teresa, "res.users").web_create_users(["Jan Nowy <jan.nowy@example.com>"])
        self.assertEqual(self.env["res.users"].search([("login", "=", "jan.nowy@example.com")]).name, "Jan Nowy")

    def test_contact_becomes_a_user_and_keeps_its_key(self):
        key = self.baker.exchange_key
        user = self._as(self.teresa, "res.users").create({"login": "klos.guest", "partner_id": self.baker.id})
        self.assertEqual((user.partner_id, self.baker.exchange_key), (self.baker, key))
        copy = user.copy({"login": "klos2.guest"})
        self.assertNotIn(copy.partner_id.exchange_key, (key, False))

    def test_portal_wizard_grants_access_and_takes_it_back(self):
        for user in (self.teresa, self.gustaw, self.konrad):
            with self.subTest(user.name):
                contact = self._as(user).create({"name": "Klientka", "email": f"klientka.{user.login}@example.com"})
                wizard = self._as(user, "portal.wizard").with_context(active_ids=contact.ids).create({})
                wizard.user_ids.action_grant_access()
                self.assertTrue(contact.sudo().user_ids._is_portal())
                wizard.user_ids.action_revoke_access()
                self.assertFalse(contact.sudo().user_ids)

    def test_signing_up_makes_an_account(self):
        new = self.env["res.users"].sudo()._create_user_from_template({
            "login": "sama.guest@example.com", "name": "Sama", "email": "sama.guest@example.com",
        })
        self.assertTrue(new.partner_id.exchange_key)

    def test_company_is_made_without_registers_of_the_model(self):
        company = self._as(self.gustaw, "res.company").create({"name": "Wodociągi (test)"})
        codes = self.env["ir.sequence"].search([("company_id", "=", company.id)]).mapped("code")
        self.assertFalse([code for code in codes if code.startswith("kooperacje.")])


    def test_role_takes_no_accounts_from_who_administers_them(self):
        """A rule on contacts counts for accounts too, which inherit from them."""
        self.teresa.group_ids -= self.env.ref("base.group_partner_manager")
        office = self.env.company.partner_id
        office.is_institution = True
        self.teresa.partner_id.parent_id = office
        self.env["kooperacje.role.assignment"].create({
            "user_id": self.teresa.id, "institution_id": office.id, "role": "manager",
            "company_id": self.env.company.id,
        })
        self.assertTrue(self.teresa.has_group("kooperacje.group_manager"))
        self.stefan.with_user(self.teresa).write({"signature": "<p>Stefan</p>", "active": False})
        self.assertFalse(self.stefan.active)
        self.baker.with_user(self.teresa).phone = "29 111 11 11"


@tagged("post_install", "-at_install")
class TestGuestContacts(StoredContacts, MunicipalityCommon):
    """Contacts are kept as in an Odoo without the Model by those who keep them there."""

    def test_contacts_are_made_copied_changed_and_deleted(self):
        for user in (self.gustaw, self.teresa, self.konrad):
            with self.subTest(user.name):
                with Form(self._as(user), "base.view_partner_form") as form:
                    form.name = "Rzeźnik"
                    form.phone = "29 111 11 11"
                copy = form.record.copy()
                self.assertNotIn(copy.exchange_key, (form.record.exchange_key, False))
                with Form(copy, "base.view_partner_form") as form:
                    form.function = "mistrz"
                copy.write({"name": "Wędliniarz", "parent_id": self.baker.id, "regon": False})
                copy.unlink()

    def test_deletion_asks_nothing_of_the_model(self):
        """The ORM looks for what follows from a record before it is deleted. Of ours nothing is left: a row of ours
        that names a contact refuses its deletion, or goes with it.
        """
        contact = self._as(self.konrad).create({"name": "Przejazdem"})
        self.env.flush_all()
        with self.assertNothingAskedOfTheModel():
            contact.unlink()
        registry, contacts = self.env.registry, self.env["res.partner"]
        following = {
            way for field in contacts._fields.values() if field in registry._field_triggers
            for way in registry.get_field_trigger_tree(field)
            if way.model_name.startswith("kooperacje.") and way.store and way.type == "many2one"
            and self.env[way.model_name]._auto
        }
        self.assertIn("kooperacje.service.institution_id", map(str, following))
        # The leader is the contact of the office, whose deletion core refuses.
        free = {str(way) for way in following if way.ondelete not in ("restrict", "cascade")}
        self.assertEqual(free, {"kooperacje.partnership.leader_id"})
        self.assertEqual(self.env["res.company"]._fields["partner_id"].ondelete, "restrict")

    def test_copy_of_an_institution_is_one_of_its_kind_and_others_are_not_asked(self):
        kind = self.env["kooperacje.institution.type"].search([("sector_id", "!=", False)], limit=1)
        school = self.env["res.partner"].create({
            "name": "Szkoła (test)", "is_institution": True, "institution_type_id": kind.id, "opening_hours": "8-16",
        })
        copies = (self.baker | school).copy()
        self.assertEqual(copies.mapped("institution_type_id"), kind)
        self.assertEqual(copies.mapped("opening_hours"), [False, "8-16"])
        self.assertEqual(copies[1].sector_id, school.sector_id)
        self.assertEqual(len(set((copies | school | self.baker).mapped("exchange_key"))), 4)

    def test_two_contacts_are_merged(self):
        key = self.baker.exchange_key
        note = self.env["ir.attachment"].create({
            "name": "umowa.txt", "raw": b"x", "res_model": "res.partner", "res_id": self.smith.id,
        })
        wizard = self._as(self.konrad, "base.partner.merge.automatic.wizard").create({
            "partner_ids": [Command.set((self.baker | self.smith).ids)], "dst_partner_id": self.baker.id,
        })
        wizard.action_merge()
        self.assertFalse(self.smith.exists())
        self.assertEqual((self.baker.exchange_key, note.res_id), (key, self.baker.id))

    def test_contact_from_before_takes_the_key_of_the_one_it_is_merged_with(self):
        """Rows made past the ORM have no key; core writes what the other contact has over what is empty."""
        self.env.cr.execute("UPDATE res_partner SET exchange_key = NULL WHERE id = %s", [self.baker.id])
        self.env.invalidate_all()
        key = self.smith.exchange_key
        self._as(self.konrad, "base.partner.merge.automatic.wizard").create({
            "partner_ids": [Command.set((self.baker | self.smith).ids)], "dst_partner_id": self.baker.id,
        }).action_merge()
        self.assertEqual(self.baker.exchange_key, key)

    def test_key_is_neither_chosen_nor_changed(self):
        with self.assertRaises(AccessError):
            self._as(self.konrad).create({"name": "Zły", "exchange_key": self.baker.exchange_key})
        with self.assertRaises(AccessError):
            self.smith.with_user(self.konrad).exchange_key = self.baker.exchange_key
        handed = self._as(self.konrad).with_context(default_exchange_key=self.baker.exchange_key)
        self.assertNotIn(handed.create({"name": "Podany"}).exchange_key, (self.baker.exchange_key, False))

    def test_contacts_are_imported(self):
        result = self._as(self.konrad).load(
            ["id", "name", "email", "is_company", "parent_id/id"],
            [["kg.mill", "Młyn (test)", "mlyn@example.com", "1", ""],
             ["kg.miller", "Młynarz", "mlynarz@example.com", "0", "kg.mill"]],
        )
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"])
        mill, miller = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(miller.parent_id, mill)
        self.assertTrue(mill.exchange_key and mill.exchange_key != miller.exchange_key)

    def test_company_of_a_contact_is_set(self):
        for user in (self.gustaw, self.teresa, self.konrad, self.sabina):
            with self.subTest(user.name):
                self.smith.with_user(user).company_id = user.company_id
                self.assertEqual(self._stored(self.smith).company_id, user.company_id)
                self.smith.with_user(user).company_id = False
                self.assertFalse(self._stored(self.smith).company_id)

    def test_employee_keeps_no_contact(self):
        with self.assertRaises(AccessError):
            self.baker.with_user(self.stefan).phone = "1"
        with self.assertRaises(AccessError):
            self._as(self.stefan).create({"name": "Obcy"})
        self.stefan.partner_id.with_user(self.stefan).has_access("write")

    def test_contact_of_an_account_is_written_by_who_administers_accounts(self):
        """Phone and job are fields of core, which keeps the contact of a user for those who administer users."""
        for owner in (self.gustaw, self.teresa, self.stefan):
            for user in (self.konrad, self.sabina):
                for values in ({"phone": "600 000 000"}, {"function": "prezes"}, {"speciality": "pedagog"}):
                    with self.subTest(f"{user.name} → {owner.name}", **values), self.assertRaises(AccessError):
                        owner.partner_id.with_user(user).write(values)
            owner.partner_id.with_user(self.teresa).phone = "29 222 22 22"
        self.konrad.partner_id.with_user(self.konrad).phone = "29 333 33 33"

    def test_everything_of_a_record_is_read_by_who_reads_it(self):
        """Other programs read a record with all its fields over RPC; so do an export and a custom filter."""
        portal = self._account("portalowa", "base.group_portal")
        note = self.baker.message_post(body="Notatka", attachments=[("umowa.txt", b"x")])
        self.baker.activity_schedule("mail.mail_activity_data_todo", user_id=self.stefan.id)
        event = self.env["calendar.event"].create({
            "name": "Narada", **NEXT_MAY,
            "partner_ids": [Command.link(self.stefan.partner_id.id)],
        })
        editor = self._account("ankieter", "base.group_user,survey.group_survey_manager")
        survey = self._as(editor, "survey.survey").create({"title": "Zadowolenie", "question_and_page_ids": [
            Command.create({"title": "Ile?", "question_type": "simple_choice", "suggested_answer_ids": [
                Command.create({"value": "1"}),
            ]}),
        ]})
        entry = survey._create_answer(user=self.stefan)
        office = (self.stefan, self.konrad, self.sabina, self.teresa, self.gustaw)
        for records, users in (
            (self.baker, office), (portal.partner_id, (portal,)), (self.stefan, office), (self.env.company, office),
            (event, office), (event.attendee_ids, office), (self.baker.activity_ids, office), (note, office),
            (note.attachment_ids, office), (self.baker.message_follower_ids, office), (survey, (editor,)),
            (survey.question_ids, (editor,)), (survey.question_ids.suggested_answer_ids, (editor,)),
            (entry, (editor,)),
        ):
            for user in users:
                with self.subTest(records._name, user=user.name):
                    mine = records.with_user(user)
                    ours = [name for name in mine.fields_get() if "kooperacje" in mine._fields[name]._modules]
                    self.assertEqual(len(mine.read(ours)), len(records))

    def test_nothing_is_asked_of_the_model(self):
        contacts = self.baker | self.smith
        child = self._as(self.konrad).create({"name": "Czeladnik", "parent_id": self.baker.id})
        with self.assertNothingAskedOfTheModel():
            self._as(self.konrad).web_search_read([("id", "in", contacts.ids)], {"name": {}, "phone": {}})
            contacts.with_user(self.konrad).web_save({"phone": "29 444 44 44"}, {"name": {}})
            child.parent_id = self.smith
            self._as(self.sabina).create({"name": "Kowal", "parent_id": self.smith.id, "company_id": False})
            self.smith.with_user(self.sabina).write({"is_company": True, "vat": "DE 1"})
            self._as(self.gustaw, "res.users").web_search_read([], {"name": {}, "login": {}}, limit=20)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestGuestContactsWithRole(StoredContacts, KooperacjeCommon):
    """A role of the Model takes nothing from who keeps contacts anyway, and gives the Model's institutions only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.env["res.groups"].create({"name": "Sprzedaż (test)"})
        cls.access = cls.env["ir.model.access"].create({
            "name": "contacts of sales (test)", "model_id": cls.env["ir.model"]._get_id("res.partner"),
            "group_id": cls.sales.id, "perm_read": True, "perm_write": True, "perm_create": True,
            "perm_unlink": False,
        })
        cls.baker = cls.env["res.partner"].create({"name": "Piekarnia Kłos (test)", "is_company": True})
        cls.keepers = cls.piotr | cls.maria | cls.adam | cls.ewa

    def test_salesperson_with_a_role_keeps_ordinary_contacts(self):
        for user in self.keepers:
            for group in (self.sales, self.env.ref("base.group_partner_manager")):
                user.group_ids += group
                with self.subTest(f"{user.name}: {group.name}"):
                    Partner = self.env["res.partner"].with_user(user)
                    smith = Partner.create({"name": "Kowal", "company_id": self.company.id})
                    smith.name = "Kowal 2"
                    self.assertEqual(self._stored(smith).name, "Kowal 2")
                    self.baker.phone = False
                    with Form(self.baker.with_user(user), "base.view_partner_form") as form:
                        form.phone = "29 111 11 11"
                    self.assertEqual(self._stored(self.baker).phone, "29 111 11 11")
                    self.baker.with_user(user).company_id = self.company
                    self.assertEqual(self._stored(self.baker).company_id, self.company)
                    self.baker.with_user(user).company_id = False
                    self.assertFalse(self._stored(self.baker).company_id)
                    self.ppp.governing_body = False
                    self.ppp.with_user(user).governing_body = "Powiat"
                    self.assertEqual(self._stored(self.ppp).governing_body, "Powiat")
                user.group_ids -= group

    def test_a_right_to_write_is_none_to_create(self):
        self.access.perm_create = False
        self.ewa.group_ids += self.sales
        self.baker.with_user(self.ewa).name = "Piekarnia"
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.ewa).create({"name": "Kowal"})
        self.env["res.partner"].with_user(self.ewa).create({"name": "Pedagog", "parent_id": self.school.id})

    def test_a_rule_of_another_application_stays_as_narrow(self):
        """Our rules give nothing that another application's rule takes from those who keep contacts."""
        self.env["ir.rule"].create({
            "name": "own contacts (test)", "model_id": self.env["ir.model"]._get_id("res.partner"),
            "groups": [Command.link(self.env.ref("base.group_user").id)], "perm_read": False,
            "domain_force": "[('name', '=like', 'Moj%')]",
        })
        keeper = new_test_user(self.env, "waska.guest", "base.group_user,base.group_partner_manager")
        mine = self.env["res.partner"].create({"name": "Moja"})
        mine.with_user(keeper).phone = "1"
        with self.assertRaises(AccessError):
            self.baker.with_user(keeper).phone = "1"

    def test_keeper_of_an_institution_writes_its_staff_but_no_administrator(self):
        teacher = self._user("wanda", self.school, "specialist")
        teacher.partner_id.with_user(self.ewa).write({"phone": "29 555 55 55", "function": "pedagog"})
        teacher.partner_id.with_user(self.ewa).write({"team_available": True, "is_decision_maker": True})
        for group in ("base.group_erp_manager", "base.group_system"):
            teacher.group_ids += self.env.ref(group)
            for values in ({"phone": "1"}, {"function": "x"}, {"phone": "1", "speciality": "pedagog"}):
                with self.subTest(group, **values), self.assertRaises(AccessError):
                    teacher.partner_id.with_user(self.ewa).write(values)
            # What the Model itself says of its staff touches no account, whoever's it is.
            teacher.partner_id.with_user(self.ewa).speciality = "informatyk"

    def test_contact_manager_with_a_role_writes_no_account_elsewhere(self):
        self.ewa.group_ids += self.env.ref("base.group_partner_manager")
        for colleague in (self.tomasz, self.maria, self.env.ref("base.user_admin")):
            for values in ({"phone": "1"}, {"function": "x"}, {"speciality": "pedagog"}):
                with self.subTest(colleague.name, **values), self.assertRaises(AccessError):
                    colleague.partner_id.with_user(self.ewa).write(values)

    def test_institution_is_given_to_one_office_by_nobody_who_keeps_it_by_a_role(self):
        with self.assertRaises(AccessError):
            self.school.with_user(self.ewa).company_id = self.company
        # A contact manager of the base keeps contacts as core gave it.
        self.ewa.group_ids += self.sales
        self.school.with_user(self.ewa).company_id = self.company


@tagged("post_install", "-at_install")
class TestGuestApplications(MunicipalityCommon):
    """Calendar, files, messages, activities and surveys of others stay what they were."""

    def test_guests_of_a_private_event_are_those_core_shows(self):
        event = self._as(self.konrad, "calendar.event").create({
            "name": "Lekarz", **NEXT_MAY, "privacy": "private",
            "partner_ids": [Command.link(self.konrad.partner_id.id), Command.link(self.teresa.partner_id.id)],
        })
        self.assertEqual(self._as(self.stefan, "calendar.attendee").search_count([("event_id", "=", event.id)]), 2)
        self.assertTrue(event.attendee_ids.with_user(self.stefan).mapped("state"))
        event.write({"partner_ids": [Command.link(self.sabina.partner_id.id)]})
        self.assertEqual(self._as(self.stefan, "calendar.attendee").search_count([("event_id", "=", event.id)]), 3)

    def test_answering_an_invitation_asks_nothing_of_the_model(self):
        event = self._as(self.konrad, "calendar.event").create({
            "name": "Narada", **NEXT_MAY,
            "partner_ids": [Command.link(self.konrad.partner_id.id), Command.link(self.teresa.partner_id.id)],
        })
        mine = event.attendee_ids.filtered(lambda one: one.partner_id == self.teresa.partner_id)
        with self.assertNothingAskedOfTheModel():
            mine.with_user(self.teresa).do_decline()
            self.env.flush_all()

    def test_file_that_moves_to_another_record_is_asked_for_once(self):
        """Core asks for the file and the record it goes to before it moves, never of the file afterwards."""
        file = self._as(self.konrad, "ir.attachment").create({"name": "umowa.txt", "raw": b"x"})
        with self.assertNothingAskedOfTheModel():
            file.write({"res_model": "res.partner", "res_id": self.baker.id})
            self._as(self.konrad, "ir.attachment").search_read([("res_model", "=", "res.partner")], ["name"])
        file.write({"res_model": False, "res_id": False})

    def test_activity_done_asks_nothing_of_the_model(self):
        activity = self.baker.with_user(self.konrad).activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=fields.Date.today(), user_id=self.konrad.id,
        )
        with self.assertNothingAskedOfTheModel():
            activity.action_feedback(feedback="Zrobione")
            self.env.flush_all()

    def test_messages_are_exported_as_core_lets_them(self):
        """Core exports messages by the right to export alone, those between two others included."""
        message = self.env["mail.message"].create({"body": "Notatka", "author_id": self.stefan.partner_id.id})
        self.gustaw.group_ids += self.env.ref("base.group_allow_export")
        rows = message.with_user(self.gustaw).export_data(["body"])["datas"]
        self.assertIn("Notatka", rows[0][0])

    def test_survey_of_another_application_is_a_copy_by_name(self):
        editor = self._account("ankieter", "base.group_user,survey.group_survey_manager")
        survey = self._as(editor, "survey.survey").create({"title": "Zadowolenie", "question_and_page_ids": [
            Command.create({"title": "Ile?", "question_type": "numerical_box"}),
        ]})
        self.assertIn("copy", survey.copy({"title": "Inna"}).title)
        question = survey.question_ids
        key = question.kooperacje_key
        question.question_type = "char_box"
        self.assertEqual(question.kooperacje_key, key)
        with self.assertNothingAskedOfTheModel():
            survey.write({"title": "Zadowolenie 2", "access_mode": "public"})
            question.title = "Jak?"
            self.env.flush_all()

    def test_paper_of_another_application_asks_nothing_of_the_model(self):
        """It is rendered by core, with core's arguments and core's queries."""
        report = self.env.ref("base.report_ir_model_overview" if self.env.ref(
            "base.report_ir_model_overview", raise_if_not_found=False) else "web.action_report_externalpreview")
        self.assertFalse(report._is_paper())
        self.assertTrue(self.env.ref("kooperacje.report_membership")._is_paper())


@tagged("post_install", "-at_install")
class TestGuestPortal(HttpCase):
    """A client of the town hall keeps the own address on the portal."""

    def test_client_writes_the_own_address(self):
        client = new_test_user(
            self.env, "klientka.guest", "base.group_portal", name="Klientka", email="klientka.guest@example.com",
        )
        key = client.partner_id.exchange_key
        self.authenticate("klientka.guest", "klientka.guest")
        self.assertEqual(self.url_open("/my/account").status_code, 200)
        answer = self.url_open("/my/address/submit", data={
            "csrf_token": Request.csrf_token(self), "partner_id": client.partner_id.id, "address_type": "billing",
            "name": "Klientka Nowa", "email": "klientka.guest@example.com", "phone": "+48 29 111 11 11",
            "street": "Leśna 1", "city": "Małkinia Górna", "zip": "07-320",
            "country_id": self.env.ref("base.pl").id,
        })
        self.assertIn("redirectUrl", answer.text)
        self.assertEqual((client.partner_id.street, client.partner_id.exchange_key), ("Leśna 1", key))


@tagged("post_install", "-at_install")
class TestGuestSurveys(MunicipalityCommon):
    """Surveys of the survey application pass the rules of ours by a column that has been read already."""

    def test_rules_read_nothing_of_surveys_again(self):
        editor = self._account("ankieter", "base.group_user,survey.group_survey_user")
        survey = self._as(editor, "survey.survey").create({"title": "Zadowolenie", "question_and_page_ids": [
            Command.create({"title": "Ile?", "question_type": "simple_choice", "suggested_answer_ids": [
                Command.create({"value": "1"}),
            ]}),
        ]})
        self.assertFalse(survey.question_ids.kooperacje_tool)
        for records, values in ((survey, ["title"]), (survey.question_ids, ["title"])):
            self.env.flush_all()
            self.env.invalidate_all()
            queries = []
            for _none in self._patchExecute(queries):
                records.read(values)
                records.check_access("write")
            tables = [(FIRST_TABLE.search(query) or [None, ""])[1] for query in queries]
            # Of a question core's rule reads who made it, by a query that brings our column along.
            self.assertEqual(tables.count("survey_survey"), int(records == survey), tables)


# Columns of ours that core's rows are read with, each with its reason; all others are read when somebody asks for them.
READ_ALONG = {
    "res.partner.is_institution": "saving a tax number asks for it",
    "mail.message.case_id": "the rule on messages", "mail.activity.case_id": "the rule on activities",
    "mail.followers.case_id": "the rule on followers", "mail.notification.case_id": "the rule on notifications",
    "mail.scheduled.message.case_id": "the rule on messages to be sent",
    "calendar.attendee.kooperacje_meeting": "the rule on guests",
    "calendar.event.kooperacje_meeting": "who is a guest of a meeting follows from it",
    "survey.survey.kooperacje_tool": "the rule on surveys", "survey.survey.company_id": "the rule on surveys",
    "survey.question.kooperacje_tool": "the rule on questions",
    "survey.user_input.wave_id": "the rule on answers",
}


@tagged("post_install", "-at_install")
class TestGuestColumns(TransactionCase):
    """Whoever reads a contact, a message or an event reads core's columns."""

    def test_columns_of_ours_are_not_read_with_those_of_core(self):
        columns = {
            str(field) for name, Model in self.env.registry.items() if not name.startswith("kooperacje.")
            and Model._auto and not Model._abstract and not Model._transient
            for field in Model._fields.values()
            if field._module == "kooperacje" and field.store and field.column_type and field.prefetch is True
        }
        self.assertEqual(columns, set(READ_ALONG))

    def test_they_come_by_one_query_of_their_own(self):
        school = self.env["res.partner"].create({"name": "Szkoła (test)", "is_institution": True, "short_name": "SP"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(school.name)
        with self.assertQueryCount(1):
            self.assertEqual((school.short_name, school.krs, school.opening_hours), ("SP", False, False))

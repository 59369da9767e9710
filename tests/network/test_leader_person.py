from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon


@tagged("post_install", "-at_install")
class TestLeaderPerson(KooperacjeCommon):
    """A leader-family in the partnership, who never sees another family's data (RUR-80, 92)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.guest = cls.env["res.users"].create({
            "name": "Wanda Liderka", "login": "wanda.liderka", "email": "wanda@example.com",
            "company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)],
            "group_ids": [Command.set((
                cls.env.ref("base.group_user") | cls.env.ref("base.group_allow_export")
            ).ids)],
        })
        cls.portal = cls.env["res.users"].create({
            "name": "Zenon Lider", "login": "zenon.lider",
            "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
        })
        cls.case = cls.env["kooperacje.case"].create({
            "partnership_id": cls.partnership.id, "company_id": cls.company.id, "user_id": cls.anna.id,
        })

    def _leader(self, user=None, signed=True, **values):
        leader = self.env["kooperacje.leader.person"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "name": "Wanda Liderka", **values,
        })
        if signed:
            leader._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        return leader

    def test_takes_part_from_the_signed_declaration_until_leaving(self):
        leader = self._leader(signed=False)
        self.assertFalse(leader.is_active)
        missing = self.partnership._missing_evidence("leader_person")
        self.assertIn("who has signed the declaration", missing[0])
        leader._document_register_signature(self.today, "qualified", **self._e_file(self.today))
        self.assertTrue(leader.is_active)
        self.assertTrue(leader.document_number.startswith("LID/"))
        self.assertFalse(self.partnership._missing_evidence("leader_person"))
        self.assertEqual(leader.search([("is_active", "=", True)]), leader)
        leader.action_leave()
        self.assertFalse(leader.is_active)
        with self.assertRefused("takes no part"):
            leader.action_leave()
        with self.assertRaises(AccessError):
            leader.write({"date_to": False})

    def test_step_of_the_rural_model_waits_for_it(self):
        step = self.partnership.step_ids.filtered(lambda step: step.code == "5.3")
        self.assertEqual(step.evidence, "leader_person")
        self.assertIn("leader-person or leader-family", step.with_user(self.piotr).missing)
        self._leader()
        self.env.invalidate_all()
        self.assertNotIn("leader-person or leader-family", step.with_user(self.piotr).missing or "")

    def test_sits_at_the_table_of_an_urban_partnership_too(self):
        """K3D-41: services are made together with those who use them; no step of Kooperacje 3D waits for it."""
        urban = self.env["kooperacje.partnership"].create({
            "name": "PZK (test)", "variant": "urban", "company_id": self.company.id,
            "authorisation_number": "1/2019", "authorisation_date": LONG_AGO,
        })
        urban.state = "active"
        leader = self._leader(partnership_id=urban.id)
        self.assertTrue(leader.is_active)
        self.assertNotIn("leader_person", urban.step_ids.mapped("evidence"))
        self.assertEqual(urban.leader_person_ids, leader)

    def test_the_voivodeship_team_has_none(self):
        office = self.env["res.company"].create({
            "name": self.rops.name, "partner_id": self.rops.id, "country_id": self.env.ref("base.pl").id,
        })
        team = self.env["kooperacje.partnership"].create({
            "name": "WZK (test)", "variant": "voivodeship", "company_id": office.id,
        })
        with self.assertRefused("voivodeship team does not", ValidationError):
            self._leader(signed=False, partnership_id=team.id)

    def test_a_worker_is_no_leader_and_a_leader_gets_no_role(self):
        with self.assertRefused("holds a role in the Model", ValidationError):
            self._leader(signed=False, user_id=self.zofia.id)
        self._leader(user_id=self.guest.id)
        for role, institution in (("specialist", self.ngo), ("coordinator", self.ngo), ("regional", self.rops)):
            with self.subTest(role), self.assertRefused("never sees data of another family", ValidationError):
                self.env["kooperacje.role.assignment"].with_user(self.adam).create({
                    "user_id": self.guest.id, "institution_id": institution.id, "role": role,
                    "company_id": self.company.id,
                })

    def test_ended_role_opens_the_way(self):
        self.zofia.role_assignment_ids.with_user(self.adam).action_end()
        leader = self._leader(user_id=self.zofia.id)
        leader.action_leave()
        role = self._role(self.zofia, self.ngo, "coordinator")
        self.assertEqual(role.user_id, self.zofia)
        self.assertTrue(self.zofia.has_group("kooperacje.group_coordinator"))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_sees_no_record_of_anybody_over_any_channel(self):
        """Every model of the addon, read, searched, counted, grouped, named, exported; chatter and files too."""
        self._leader(user_id=self.guest.id)
        self._leader(user_id=self.portal.id, name="Zenon Lider")
        self.case.message_post(body="tajne")
        secret = self.env["ir.attachment"].create({
            "name": "tajne.pdf", "res_model": "kooperacje.case", "res_id": self.case.id, "raw": b"x",
        })
        for user in (self.guest, self.portal):
            for name, model in sorted(self.env.registry.items()):
                if not name.startswith("kooperacje.") or model._abstract or model._transient:
                    continue
                Model = self.env[name].with_user(user)
                record = self.env[name].search([], limit=1).with_user(user)
                with self.subTest(model=name, user=user.login):
                    self.assertFalse(record and record.has_access("read"))
                    for attempt in (
                        lambda m=Model: m.search_count([]), lambda m=Model: m.name_search(""),
                        lambda m=Model: m.web_search_read([], {"display_name": {}}),
                        lambda m=Model: m.formatted_read_group([], [], ["__count"]),
                        lambda m=Model: m.web_read_group([], ["create_uid"], ["__count"]),
                        lambda m=Model, r=record: r.read(["display_name"]) if r else m.search([]),
                        lambda m=Model, u=user: m.search([]).export_data(["id"]) if u == self.guest else m.search([]),
                    ):
                        with self.assertRaises(AccessError):
                            attempt()
            messages = self.env["mail.message"].with_user(user).search([("model", "=like", "kooperacje.%")])
            self.assertFalse(messages)
            with self.assertRaises(AccessError):
                secret.with_user(user).read(["raw"])
            with self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    "kooperacje.report_membership", self.partnership.membership_ids[:1].ids,
                )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_those_who_keep_the_partnership_read_it(self):
        leader = self._leader()
        for role, user in self.user_by_role.items():
            theirs = leader.with_user(user)
            keeps = role in ("manager", "network_worker")
            with self.subTest(role):
                self.assertEqual(theirs.has_access("read"), keeps)
                self.assertEqual(theirs.has_access("write"), keeps)
                if not keeps:
                    with self.assertRaises(AccessError):
                        self._leader(user=user)
                    with self.assertRaises(AccessError):
                        theirs.action_leave()
        self.assertFalse(leader.with_user(self.olga).has_access("read"))

    def test_signed_declaration_stays_as_signed(self):
        leader = self._leader()
        for values in ({"name": "X"}, {"kind": "person"}):
            with self.subTest(values), self.assertRefused("cannot change"):
                leader.write(values)
        leader.phone = "555 000 111"
        with self.assertRaises(AccessError):
            leader.partnership_id = self.partnership_nur
        with self.assertRefused("stays in the files"):
            leader.unlink()

    def test_declaration_is_printed(self):
        leader = self._leader(signed=False, phone="555 000 111")
        page = self.env["ir.actions.report"].with_user(self.piotr)._render_qweb_html(
            "kooperacje.report_leader_person", leader.ids,
        )[0]
        text = " ".join(html.fromstring(page).text_content().split())
        for words in ("OŚWIADCZENIE LIDERA", "lider-rodzina", "Wanda Liderka", "555 000 111", "Dobrowolnie",
                      "nie mam dostępu do ich danych", "art. 100 ust. 7"):
            self.assertIn(words, text)
        for slip in ("{{", "False"):
            self.assertNotIn(slip, text)

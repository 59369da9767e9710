import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import NetworkCommon

ENGAGED = (
    "social_worker", "network_worker", "manager", "coordinator", "specialist", "county_animator", "regional", "dpo",
    "admin",
)
READ = dict.fromkeys(ENGAGED, "r")
LEADERS = {"network_worker": "rwcu", "manager": "rwcu"}
KEPT_FOR_GOOD = {"network_worker": "rwc", "manager": "rwc"}
# Who may do what with what the partnership of Małkinia keeps, in its first state: r(ead), w(rite), c(reate),
# u(nlink). A role not named may do nothing; the office next door reads what stands under NEIGHBOURS only.
CONTRACT = {
    # Who evaluates from outside reads whose partnership it is.
    "partnership": {**READ, **KEPT_FOR_GOOD, "evaluator": "r"},
    "membership": {**READ, **KEPT_FOR_GOOD, "county_animator": "rc"},
    "agreement": {**READ, **KEPT_FOR_GOOD}, "signatory": {**READ, **LEADERS}, "suspension": READ,
    "representation": READ,
    "appointment": {**READ, **LEADERS}, "authorisation": {**READ, **LEADERS}, "regulation": {**READ, **LEADERS},
    "county_diagnosis": {**READ, **LEADERS}, "decision": {**READ, **LEADERS},
    "plan": {**READ, **LEADERS}, "action": {**READ, **LEADERS}, "step": {**READ, **LEADERS},
    # Filed and reported by anybody of the institutions, kept by the leader; the ones kept here are of nobody's.
    "composition": {**READ, **dict.fromkeys(("social_worker", "coordinator", "specialist"), "rc"), **KEPT_FOR_GOOD},
    "problem": {**READ, **dict.fromkeys(("social_worker", "coordinator", "specialist"), "rc"), **KEPT_FOR_GOOD},
    # A journey of Anna's: others enter their own.
    "cost": {**dict.fromkeys(ENGAGED, "c"), "social_worker": "rwcu", **LEADERS},
    "support": {**LEADERS, "county_animator": "c"}, "recommendation": LEADERS, "leader": LEADERS,
    "course": {**READ, "regional": "rwcu"},
    "enrolment": {**READ, "regional": "rw", "county_animator": "rwcu", **LEADERS},
    # Of Anna's role.
    "role": {"social_worker": "r", "manager": "r", "dpo": "r", "admin": "rwc"},
    "paper": {"social_worker": "r", "manager": "rwcu", "dpo": "r", "admin": "rwcu"},
}
NEIGHBOURS = {"course"}
WRITTEN = {
    "partnership": {"territory_note": "osiedle"}, "membership": {"participation_purpose": "x"},
    "agreement": {"place": "Ostrów"}, "signatory": {"function": "wójt"}, "suspension": {"reason": "x"},
    "representation": {"mandate": "x"},
    "appointment": {"relief": "x"}, "authorisation": {"conditions": "x"}, "regulation": {"meeting_notice_days": 5},
    "county_diagnosis": {"sources": "x"}, "decision": {"means": "x"},
    "plan": {"summary": "x"}, "action": {"resources": "x"}, "step": {"tool": "x"}, "composition": {"speciality": "x"},
    "problem": {"occurred_on": "2026-01-01"}, "cost": {"note": "x"}, "support": {"audience": "x"},
    "recommendation": {"addressee": "x"}, "leader": {"phone": "1"}, "course": {"location": "x"},
    "enrolment": {"opinion": "x"}, "role": {"date_to": "2090-01-01"}, "paper": {"scope": "x"},
}


class ContractCommon(NetworkCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.env["res.users"].create({
            "name": "Norbert", "login": "norbert.test", "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
            "company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)],
        })
        cls.outsiders = {"office next door": cls.olga, "head next door": cls.helena, "no role": cls.nobody}
        everyone = cls.env["res.users"].union(*cls.user_by_role.values(), *cls.outsiders.values())
        everyone.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]


@tagged("post_install", "-at_install")
class TestNetworkContract(ContractCommon):
    """Every role × every record of the network × every operation, and every channel by which one may be read."""

    def _may(self, attempt, refused=AccessError):
        """Whether the rights allow it; a rule of the model that refuses is another matter, told elsewhere."""
        try:
            with self.undone():
                attempt()
                self.env.flush_all()
        except refused:
            return False
        except UserError:
            return True
        return True

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models.unlink")
    def test_who_may_do_what(self):
        new = self._new()
        # By then its participants rate it.
        self._in(self.kept["enrolment"], {"state": "attended"})
        for name, contract in CONTRACT.items():
            for role, user in self.user_by_role.items():
                record = self.kept[name].with_user(user)
                attempts = {
                    "r": lambda record=record: record.read(["create_date"]),
                    "w": lambda record=record, name=name: record.write(WRITTEN[name]),
                    "c": lambda record=record, name=name: record.create(new[name]),
                    "u": lambda record=record: record.unlink(),
                }
                for operation, attempt in attempts.items():
                    self.env.invalidate_all()
                    with self.subTest(name, role=role, operation=operation):
                        self.assertEqual(self._may(attempt), operation in contract.get(role, ""))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models.unlink")
    def test_the_office_next_door_may_nothing(self):
        new = self._new()
        for name in CONTRACT:
            for who, user in self.outsiders.items():
                record = self.kept[name].with_user(user)
                for operation, attempt in {
                    "r": lambda record=record: record.read(["create_date"]),
                    "w": lambda record=record, name=name: record.write(WRITTEN[name]),
                    "c": lambda record=record, name=name: record.create(new[name]),
                    "u": lambda record=record: record.unlink(),
                }.items():
                    self.env.invalidate_all()
                    reads = operation == "r" and name in NEIGHBOURS and user != self.nobody
                    with self.subTest(name, who=who, operation=operation):
                        self.assertEqual(self._may(attempt, refused=UserError), reads)

    def _channels(self, record):
        """``{channel: whether the record comes out of it}`` for the user of ``record``."""
        domain = [("id", "=", record.id)]
        label = record.sudo().display_name
        return {
            "search": lambda: record.search(domain) == record,
            "count": lambda: record.search_count(domain) == 1,
            "name search": lambda: record.id in dict(record.name_search("", domain)),
            "group": lambda: record.formatted_read_group(domain, ["create_uid"], ["__count"])[:1] != [],
            "groups of the web": lambda: record.web_read_group(domain, ["create_uid"])["length"] == 1,
            "rows of the web": lambda: record.web_search_read(domain, {"display_name": {}})["length"] == 1,
            "export": lambda: record.export_data(["display_name"])["datas"] == [[label]],
            "export of a search": lambda: record.search(domain).export_data(["display_name"])["datas"] == [[label]],
        }

    def _told(self, record):
        """Channels out of which the record comes for the user of it."""
        self.env.invalidate_all()
        told = set()
        for channel, comes in self._channels(record).items():
            try:
                if comes():
                    told.add(channel)
            except AccessError:
                continue
        return told

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_no_channel_tells_more_than_another(self):
        """For one who reads the record and two who do not: from the office where there is one, and from next door."""
        for name, contract in CONTRACT.items():
            readers = [role for role in self.user_by_role if "r" in contract.get(role, "")]
            others = [role for role in self.user_by_role if role not in readers]
            every = set(self._channels(self.kept[name]))
            with self.subTest(name, role=readers[-1]):
                self.assertEqual(self._told(self.kept[name].with_user(self.user_by_role[readers[-1]])), every)
            for role in others[:1]:
                with self.subTest(name, role=role):
                    self.assertEqual(self._told(self.kept[name].with_user(self.user_by_role[role])), set())
            with self.subTest(name, role="head next door"):
                told = self._told(self.kept[name].with_user(self.helena))
                self.assertEqual(told, every if name in NEIGHBOURS else set())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_role_that_ended_closes_every_channel(self):
        """By its date, without any job: the groups are still there, the rules ask for today."""
        self._in(self.maria.role_assignment_ids, {"date_to": self._yesterday()})
        for name in CONTRACT:
            with self.subTest(name):
                self.assertEqual(self._told(self.kept[name].with_user(self.maria)), set())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_export_follows_no_path_to_what_is_not_read(self):
        """Columns of an export go on over relations; they end where the rights end."""
        for path, told in (
            ("cost_ids/name", {"Posiedzenie"}), ("support_request_ids/description", {""}),
            ("action_plan_ids/year", {str(self.today.year)}),
        ):
            for user, seen in ((self.anna, told), (self.tomasz, told if path.startswith("action") else {""})):
                self.env.invalidate_all()
                rows = self.partnership.with_user(user).export_data(["name", path])["datas"]
                with self.subTest(path, user=user.login):
                    self.assertEqual({str(row[1] or "") for row in rows}, seen)
        for user, path in ((self.anna, "leader_person_ids/name"), (self.anna, "cost_total")):
            with self.subTest(path), self.assertRaises(AccessError):
                self.partnership.with_user(user).export_data(["name", path])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_search_by_what_one_may_not_read_tells_nothing(self):
        """A condition on a related record would answer yes or no for it, one guess after the other."""
        for path, value in (
            ("cost_ids.name", "Posiedzenie"), ("cost_ids.partner_id.name", self.anna.partner_id.name),
            ("support_request_ids.description", "Szkolenie animatorów"),
            ("leader_person_ids.name", "Rodzina Liderska"),
        ):
            for user, knows in ((self.maria, True), (self.tomasz, False), (self.robert, False)):
                self.env.invalidate_all()
                Partnership = self.env["kooperacje.partnership"].with_user(user)
                with self.subTest(path, user=user.login):
                    try:
                        found = Partnership.search([(path, "=", value), ("id", "=", self.partnership.id)])
                    except AccessError:
                        found = Partnership
                    self.assertEqual(found == self.partnership, knows)

    def test_readers_neither_post_nor_change_who_follows(self):
        """Chatter is written by who writes the record."""
        for name in ("partnership", "membership", "agreement", "appointment", "authorisation", "regulation", "plan",
                     "problem", "composition"):
            record = self.kept[name].with_user(self.tomasz)
            with self.subTest(name), mute_logger("odoo.addons.base.models.ir_rule"):
                with self.assertRaises(AccessError):
                    record.message_post(body="x")
                with self.assertRaises(AccessError):
                    record.message_subscribe(partner_ids=self.zofia.partner_id.ids)
                if hasattr(record, "activity_schedule"):
                    with self.assertRaises(AccessError):
                        record.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)


@tagged("post_install", "-at_install")
class TestNetworkPaperAddresses(ContractCommon, HttpCase):
    """The address of a print or of a stored file is no way round the rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = {"Anna": cls.anna, "Robert": cls.robert, "Maria": cls.maria, "Irena": cls.irena}
        for user in cls.env["res.users"].union(*cls.readers.values(), *cls.outsiders.values(), cls.urszula):
            user.password = f"{user.login}-Haslo-1"
        cls.env.flush_all()

    def _get(self, path):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            return self.url_open(path)

    def test_prints_are_for_those_who_read_the_record(self):
        everyone = set(self.readers)
        # report → (record, what stands on the paper, who reads it)
        papers = {
            "report_action_plan_document": ("plan", "Szkolenie", everyone),
            "report_action_plan_realisation_document": ("plan", "Szkolenie", everyone),
            "report_agreement_document": ("agreement", "Jan Podpisujący", everyone),
            "report_appointment_document": ("appointment", "Kierownik ośrodka", everyone),
            "report_authorisation_document": ("authorisation", "Wójt Gminy", everyone),
            "report_authorisation_note_document": ("authorisation", "Wójt Gminy", everyone),
            "report_leader_person_document": ("leader", "Rodzina Liderska", {"Maria"}),
            "report_membership_document": ("membership", "Stowarzyszenie Most", everyone),
            "report_regulation_document": ("regulation", "RAMOWY REGULAMIN", everyone),
            "report_role_authorisation_document": ("paper", "UPOWAŻNIENIE", {"Anna", "Maria", "Irena"}),
            "report_role_secrecy_document": ("paper", "POUFNOŚCI", {"Anna", "Maria", "Irena"}),
            "report_role_register_document": ("role", "REJESTR OSÓB", {"Anna", "Maria", "Irena"}),
            "report_support_request_document": ("support", "Szkolenie animatorów", {"Maria"}),
        }
        for who, user in {**self.readers, **self.outsiders, "evaluator": self.urszula}.items():
            self.authenticate(user.login, f"{user.login}-Haslo-1")
            for report, (name, words, readers) in papers.items():
                response = self._get(f"/report/html/kooperacje.{report}/{self.kept[name].id}")
                with self.subTest(report, who=who):
                    self.assertEqual(response.status_code == 200, who in readers, response.status_code)
                    self.assertEqual(words in response.text, who in readers)
                    if user == self.helena:
                        pdf = self._get(f"/report/pdf/kooperacje.{report}/{self.kept[name].id}")
                        self.assertNotEqual(pdf.status_code, 200)
                        self.assertNotIn(words, pdf.text)

    def test_stored_papers_are_no_free_files(self):
        scan = b"%PDF-1.4 tajne %%EOF"
        papers = ("agreement", "appointment", "authorisation", "leader", "membership", "paper", "plan", "regulation")
        for name in papers:
            self._in(self.kept[name], {
                "document_pdf": base64.b64encode(scan), "document_state": "issued",
            })
        for who, user in self.outsiders.items():
            self.authenticate(user.login, f"{user.login}-Haslo-1")
            for name in papers:
                record = self.kept[name]
                file = self.env["ir.attachment"].sudo().search([
                    ("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", "document_pdf"),
                ])
                self.assertEqual(len(file), 1)
                for path in (f"/web/content/{record._name}/{record.id}/document_pdf", f"/web/content/{file.id}"):
                    response = self._get(path)
                    with self.subTest(path, who=who):
                        self.assertNotEqual(response.status_code, 200)
                        self.assertNotIn(b"tajne", response.content)
        self.authenticate(self.maria.login, f"{self.maria.login}-Haslo-1")
        record = self.kept["leader"]
        self.assertIn(b"tajne", self._get(f"/web/content/{record._name}/{record.id}/document_pdf").content)

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .family import FamilyCommon

# What the member of the counselling centre reads of the family while it agrees, by the names of ``_whole``.
SHARED = (
    "case", "person", "person_line", "need", "plan", "goal", "line", "action", "rating", "diagnosis", "area",
    "assessment", "assessed", "meeting", "participant", "decision", "point", "contract", "document", "project",
    "project_action", "project_budget", "project_indicator", "project_partner",
)
KEPT = ("consent", "statement", "qualification", "vote", "undertaking", "entry")


@tagged("post_install", "-at_install")
class TestDoorsOfEveryModel(FamilyCommon):
    """Consent, K3D-169: every model of the case, on every way of asking, before and after the door has closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.family = cls._whole(cls.case, cls.halina)
        cls.tomasz.group_ids += cls.env.ref("base.group_allow_export")
        cls.env.flush_all()

    def _ways(self, record):
        mine, name = [("id", "=", record.id)], record._rec_name or "create_date"

        def call(method, *args, **kwargs):
            return call_kw(record.browse(), method, list(args), kwargs)

        return {
            "read": lambda: call("read", record.ids, [name]),
            "web_read": lambda: call("web_read", record.ids, specification={name: {}}),
            "search": lambda: call("search", mine),
            "search_count": lambda: call("search_count", mine),
            "search_read": lambda: call("search_read", mine, [name]),
            "web_search_read": lambda: call("web_search_read", mine, specification={name: {}})["records"],
            "name_search": lambda: call("name_search", "", mine),
            "web_name_search": lambda: call("web_name_search", "", specification={"display_name": {}}, domain=mine),
            "read_group": lambda: sum(
                group["__count"] for group in call("formatted_read_group", mine, ["create_uid"], ["__count"])),
            "web_read_group": lambda: sum(
                group["__count"] for group in call("web_read_group", mine, ["create_uid"], ["__count"])["groups"]),
            "export_data": lambda: call("export_data", record.ids, [name])["datas"],
            "display_name": lambda: call("read", record.ids, ["display_name"]),
        }

    def _open(self, names, user):
        """``record: way`` that lead to something for ``user``."""
        found = set()
        self.env.flush_all()
        for name in names:
            record = getattr(self.family, name).with_user(user)
            for way, ask in self._ways(record).items():
                self.env.invalidate_all()
                with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
                    try:
                        if ask():
                            found.add(f"{name}: {way}")
                    except AccessError:
                        pass
        return found

    def _every(self, names):
        return {f"{name}: {way}" for name in names for way in self._ways(self.family.case)}

    def test_open_while_the_family_agrees(self):
        self.assertEqual(self._open(SHARED, self.tomasz), self._every(SHARED))

    def test_papers_of_the_office_were_never_open(self):
        self.assertEqual(self._open(KEPT, self.tomasz), set())

    def test_withdrawn(self):
        self._withdraw(self.case)
        self.assertEqual(self._open((*SHARED, *KEPT), self.tomasz), set())
        for name in (*SHARED, *KEPT):
            with self.subTest(name):
                self.assertTrue(getattr(self.family, name).with_user(self.anna).has_access("read"), "art. 11")

    def test_narrowed(self):
        """One scope taken back closes what bears it, and nothing else (art. 7 ust. 3 RODO)."""
        identity = self.env.ref("kooperacje.data_scope_identity")
        self._withdraw(self.case, extent="part", narrowed_id=self.family.statement.id,
                       scope_ids=[Command.set(identity.ids)])
        self.env.flush_all()
        self.env.invalidate_all()
        closed = {name for name in SHARED if not getattr(self.family, name).with_user(self.tomasz).has_access("read")}
        self.assertEqual(closed, {"person", "person_line"})
        Person = self.env["kooperacje.person"].with_user(self.tomasz)
        self.assertFalse(Person.name_search("Halina"))
        participants = self.family.meeting.with_user(self.tomasz).participant_ids
        self.assertNotIn("Halina", str(participants.mapped("display_name")))

    def test_the_page_says_what_is_shared_now(self):
        """The case manager's page names the institutions and what the family shares today, not what it once signed."""
        health = self.env.ref("kooperacje.data_scope_health")
        text = self.case.with_user(self.anna).consent_scope_text
        self.assertIn(health.name.lower(), text)
        self._withdraw(self.case, extent="part", narrowed_id=self.family.statement.id,
                       scope_ids=[Command.set(health.ids)])
        self.env.invalidate_all()
        text = self.case.with_user(self.anna).consent_scope_text
        self.assertNotIn(health.name.lower(), text)
        self.assertIn(self.scope.name.lower(), text)
        self.assertIn(self.ppp.name, text)

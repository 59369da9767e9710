from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.kooperacje.kernels import blue_card

from .common import PrivacyCommon

ROOT = Path(__file__).parents[2]
# Where the program may name the procedure: the mark of who leads the case, its guard, and what is said about both.
MAY_NAME = {
    "CHANGELOG.md", "docs/law.md", "kernels/blue_card.py", "models/casework/blue_card.py",
    "models/casework/case_blue_card.py", "models/access/words_mixin.py", "models/network/ir_actions_report.py",
    "models/filing/release.py",
    "views/casework/case_views.xml", "migrations/19.0.2.2.0/pre-blue_card.py",
    "migrations/19.0.2.2.0/post-blue_card.py", "i18n/pl.po", "i18n/kooperacje.pot",
}
# Entries of the translations that name it.
SAID = (
    "Procedure Niebieskie Karty", "The procedure Niebieskie Karty goes on in this family.",
    "names the procedure Niebieskie Karty",
)
MUTED = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestBlueCard(PrivacyCommon):
    """That the procedure Niebieskie Karty goes on is known to the one social worker who leads the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting = cls.env["kooperacje.meeting"].create({
            "team_id": cls.team.id, "start": f"{cls.next_year} 10:00:00",
        })
        cls.case.message_post(body="Rozmowa", message_type="comment", subtype_xmlid="mail.mt_comment")
        cls.papers = cls.env["ir.actions.report"].search([("model", "in", (
            "kooperacje.case", "kooperacje.meeting", "kooperacje.team", "kooperacje.consent",
        ))])
        cls.records = {
            "kooperacje.case": cls.case, "kooperacje.meeting": cls.meeting, "kooperacje.team": cls.team,
            "kooperacje.consent": cls.consent,
        }
        cls.env.flush_all()

    def _mark(self, user=None, **values):
        self.case.with_user(user or self.anna).write({"blue_card": True, **values})
        self.env.flush_all()

    def _column(self, records, field):
        try:
            return str(records.read([field]))
        except AccessError:
            return "refused"

    def _shown(self, user):
        """All that ``user`` reads of the case: its data, what hangs on it, its papers, and the figures."""
        self.env.flush_all()
        self.env.invalidate_all()
        shown = {}
        about = {
            "mail.message": [("model", "=like", "kooperacje.%"), ("res_id", "=", self.case.id)],
            "mail.activity": [("res_model", "=like", "kooperacje.%"), ("res_id", "=", self.case.id)],
            "mail.followers": [("res_model", "=", "kooperacje.case"), ("res_id", "=", self.case.id)],
            "ir.attachment": [("res_model", "=", "kooperacje.case"), ("res_id", "=", self.case.id)],
            "calendar.event": [("id", "in", self.meeting.event_id.ids)],
            "kooperacje.indicator.fact": [("partnership_id", "=", self.partnership.id)],
            "kooperacje.indicator.released": [("partnership_id", "=", self.partnership.id)],
            "kooperacje.access": [("case_id", "=", self.case.id)],
            "kooperacje.case": [("id", "=", self.case.id)],
        }
        for name in self.env["kooperacje.case.data"]._case_data_models():
            about.setdefault(name, [("case_id", "=", self.case.id)] if "case_id" in self.env[name]._fields else [])
        for name, domain in about.items():
            Model = self.env[name].with_user(user).with_context(active_test=False)
            if not Model.has_access("read"):
                continue
            try:
                records = Model.search(domain, limit=50)
            except AccessError:
                continue
            names = [field for field in Model._fields if Model._has_field_access(Model._fields[field], "read")]
            shown[name] = [len(records), *(self._column(records, field) for field in names)]
        for paper in self.papers:
            try:
                shown[paper.report_name] = str(paper.with_user(user)._render_qweb_html(
                    paper.report_name, self.records[paper.model].ids,
                )[0])
            except (AccessError, UserError):
                shown[paper.report_name] = "refused"
        return shown

    def test_what_others_see_is_the_same_with_it_and_without_it(self):
        """A colleague in the team, the head, a member, the network worker, the officer, one who leads other cases."""
        others = (self.jan, self.maria, self.tomasz, self.piotr, self.irena, self.olga)
        with mute_logger(*MUTED):
            before = {user: self._shown(user) for user in others}
            self._mark()
            self.assertTrue(self.env["kooperacje.blue.card"].search([("case_id", "=", self.case.id)]))
            for user in others:
                after = self._shown(user)
                self.assertTrue(any(before[user].values()))
                for name, shown in before[user].items():
                    with self.subTest(user=user.login, model=name):
                        self.assertEqual(after[name], shown)

    def test_who_leads_the_case_sees_it_and_takes_it_away(self):
        mine = self.case.with_user(self.anna)
        self.assertFalse(mine.blue_card)
        self._mark()
        self.assertTrue(mine.read(["blue_card", "is_led_by_user"])[0]["blue_card"])
        self.assertFalse(self.case.with_user(self.jan).blue_card)
        mine.blue_card = False
        self.assertFalse(self.env["kooperacje.blue.card"].search([("case_id", "=", self.case.id)]))

    def test_nobody_else_sets_or_finds_it(self):
        self._mark()
        for user in self.user_by_role.values():
            if user == self.anna:
                continue
            Cards, Cases = (self.env[f"kooperacje.{name}"].with_user(user) for name in ("blue.card", "case"))
            with self.subTest(user=user.login), mute_logger(*MUTED):
                if Cards.has_access("read"):
                    self.assertFalse(Cards.search([]))
                for attempt in (
                    lambda Cards=Cards: Cards.create({"case_id": self.case.id}),
                    lambda Cases=Cases: Cases.browse(self.case.id).write({"blue_card": False}),
                    lambda Cases=Cases: Cases.search([("blue_card", "=", True)]),
                ):
                    self.assertTrue(self._is_refused(attempt))
        self.assertTrue(self.case.with_user(self.anna).blue_card)

    def _is_refused(self, attempt):
        try:
            with self.env.cr.savepoint():
                attempt()
        except (AccessError, UserError, ValueError):
            return True
        return False

    def test_it_is_the_case_s_next_worker_s_when_the_case_changes_hands(self):
        self._mark()
        next_one = self._user("kamila", self.ops, "social_worker")
        self.case.sudo().user_id = next_one
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.case.with_user(next_one).blue_card)
        self.assertFalse(self.case.with_user(self.anna).sudo().blue_card)
        self.assertFalse(self.env["kooperacje.blue.card"].with_user(self.anna).search([]))

    def test_no_list_names_it(self):
        """Neither as shipped, nor in words of an office."""
        Dictionaries = self.env["kooperacje.office.word"]._dictionaries()
        self.assertIn("kooperacje.premise", Dictionaries)
        for name in Dictionaries:
            for entry in self.env[name].with_context(active_test=False).search([]):
                with self.subTest(name, entry=entry.name):
                    self.assertFalse(blue_card.names(entry.name))
        premise = self.env.ref("kooperacje.premise_suspension_other")
        with self.assertRaisesRegex(ValidationError, "call it otherwise"), self.env.cr.savepoint():
            premise.name = "Wszczęto procedurę Niebieskiej Karty"
        with self.assertRaisesRegex(ValidationError, "call it otherwise"), self.env.cr.savepoint():
            self.env["kooperacje.office.word"].create({
                "company_id": self.company.id, "dictionary": "kooperacje.premise", "entry_id": premise.id,
                "name": "Niebieskie Karty",
            })

    def test_no_choice_of_a_field_names_it(self):
        for name, Model in self.env.registry.items():
            if name.startswith("kooperacje.") and not Model._abstract:
                for field in Model._fields.values():
                    if field.type == "selection" and isinstance(field.selection, list):
                        for _key, label in field._description_selection(self.env(context={"lang": "pl_PL"})):
                            self.assertFalse(blue_card.names(label), f"{name}.{field.name}")

    def test_no_paper_of_a_family_names_it(self):
        """The protocol that both parties sign is not issued while its section K says so."""
        paper = self.env["ir.actions.report"]._get_report("kooperacje.report_meeting_document")
        paper = paper.with_context(force_report_rendering=True)
        self.meeting.write({"course": "Omówiono plan."})
        paper._render_qweb_pdf(paper.report_name, self.meeting.ids)
        self.meeting.write({"course": "W rodzinie wszczęto procedurę „Niebieskie Karty”."})
        with self.assertRaisesRegex(UserError, "Take these words out"):
            paper._render_qweb_pdf(paper.report_name, self.meeting.ids)

    def test_what_names_it(self):
        for text in (
            "Niebieskie Karty", "procedurę „Niebieskie Karty”", "Niebieskiej Karty", "NIEBIESKA KARTA", "założono NK",
            "niebieską kartę", "Blue Card",
        ):
            self.assertTrue(blue_card.names(text), text)
        for text in (False, None, "", "Karta rowerowa", "niebieski sweter", "pnk", "nk lokalny", "niebieska i karta"):
            self.assertFalse(blue_card.names(text), text)

    def test_the_program_names_it_where_it_keeps_it(self):
        """Whatever a room adds: data, papers, screens, figures, words in Polish."""
        named = {
            str(path.relative_to(ROOT)) for kind in ("py", "xml", "csv", "po", "pot", "md", "js", "html")
            for path in ROOT.rglob(f"*.{kind}")
            if path.relative_to(ROOT).parts[0] not in ("tests", "findings") and blue_card.names(path.read_text("utf-8"))
        }
        self.assertEqual(named - MAY_NAME, set())
        for entry in (ROOT / "i18n/pl.po").read_text("utf-8").split("\n\n"):
            if blue_card.names(entry.replace('"\n"', "")):
                self.assertTrue(any(said in entry.replace('"\n"', "") for said in SAID), entry)

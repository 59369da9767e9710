from inspect import Signature, signature

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Field
from odoo.tests import tagged

from odoo.addons.kooperacje.models.access.office_words import COMMON, KEY

from .common import CaseworkCommon

WORDS = "kooperacje.office.word"


@tagged("post_install", "-at_install")
class TestWordsShown(CaseworkCommon):
    """Małkinia calls things its own way; Nur next door, the region and the program do not notice.

    Maria, the head, renames; Anna works with the words; Olga runs cases in Nur.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recognition = cls.env.ref("kooperacje.case_stage_recognition")
        cls.common = cls.recognition.name

    def _word(self, entry, user=None, **values):
        user = user or self.maria
        return self.env[WORDS].with_user(user).create({
            "dictionary": entry._name, "entry_id": entry.id, "company_id": user.company_id.id, **values,
        })

    def _board(self, user):
        """Names of the columns of the board, as the web client asks for them."""
        self.env.invalidate_all()
        result = self.env["kooperacje.case"].with_user(user).with_context(read_group_expand=True).web_read_group(
            [], ["stage_id"], ["__count"], auto_unfold=True,
        )
        return [group["stage_id"][1] for group in result["groups"]]

    # ------------------------------------------------------------
    # Shown in place of the common word
    # ------------------------------------------------------------

    def test_a_renamed_stage(self):
        before = self._board(self.olga)
        self.assertEqual(self._board(self.anna)[0], self.common)
        self._word(self.recognition, name="  Pierwsza rozmowa ")
        self.assertEqual(self._board(self.anna)[0], "Pierwsza rozmowa")
        self.assertEqual(self._board(self.olga), before)
        case = self.case.with_user(self.anna)
        self.assertEqual(case.stage_id.display_name, "Pierwsza rozmowa")
        self.assertEqual(self.case.with_company(self.company).export_data(["stage_id", "stage_id/name"])["datas"],
                         [["Pierwsza rozmowa"] * 2])
        self.assertEqual(self.recognition.with_user(self.olga).name, self.common)
        region = self._user("region", self.rops, "regional", self._office("ROPS, biuro (test)", self.commune_nur))
        self.assertEqual(self.recognition.with_user(region).name, self.common)
        self.assertEqual(self.recognition._in_words_of(self.env["res.company"]).name, self.common)

    def test_found_by_the_own_word(self):
        self._word(self.recognition, name="Pierwsza rozmowa")
        Stage, Case = self.env["kooperacje.case.stage"], self.env["kooperacje.case"]
        for user, text, found in (
            (self.anna, "pierwsza rozm", True), (self.olga, "pierwsza rozm", False),
            (self.anna, self.common, False), (self.olga, self.common, True),
        ):
            self.assertEqual(
                self.recognition.id in [id_ for id_, _name in Stage.with_user(user).name_search(text)], found, text,
            )
        self.assertIn(self.case, Case.with_user(self.anna).search([("stage_id", "ilike", "pierwsza rozm")]))
        self.assertFalse(Case.with_user(self.anna).search([("stage_id.name", "=", self.common)]))

    def test_own_order(self):
        """Once the office has put one entry elsewhere, the whole dictionary is in its order."""
        Premise = self.env["kooperacje.premise"]
        domain = [("kind", "=", "end")]
        before = Premise.with_user(self.olga).search(domain).ids
        self.env[WORDS].with_user(self.maria).action_open()
        words = self.env[WORDS].with_user(self.maria).search([
            ("dictionary", "=", "kooperacje.premise"), ("entry_id", "in", before),
        ])
        by_entry = {word.entry_id: word for word in words}
        self.assertEqual(len(by_entry), len(before))
        for number, entry_id in enumerate(reversed(before)):
            by_entry[entry_id].sequence = number
        self.assertEqual(Premise.with_user(self.anna).search(domain).ids, before[::-1])
        self.assertEqual(Premise.with_user(self.anna).browse(before).sorted().ids, before[::-1])
        self.assertEqual(Premise.with_user(self.olga).search(domain).ids, before)
        words[0].action_common_order()
        self.assertEqual(Premise.with_user(self.anna).search(domain).ids, before)

    def test_left_out(self):
        """What an office does not use is not offered; what was chosen before stays and is read."""
        premise = self.env.ref("kooperacje.premise_end_ops")
        self.case.with_user(self.anna).closing_premise_id = premise
        word = self._word(premise, is_used=False)
        Premise = self.env["kooperacje.premise"]
        for user, offered in ((self.anna, False), (self.olga, True), (self.robert, False)):
            found = Premise.with_user(user).search([("kind", "=", "end")])
            self.assertEqual(premise.id in found.ids, offered, user.login)
        self.assertEqual(self.case.with_user(self.anna).closing_premise_id.display_name, premise.name)
        word.action_common()
        self.assertIn(premise.id, Premise.with_user(self.anna).search([]).ids)

    def test_no_stage_is_left_out_that_cases_need(self):
        with self.assertRefused(UserError, "cases of your office stand in it"):
            self._word(self.recognition, is_used=False)
        with self.assertRefused(UserError, "only stage of its phase"):
            self._word(self.env.ref("kooperacje.case_stage_suspended"), is_used=False)
        self.env["kooperacje.case.stage"].with_user(self.maria).create({"name": "Przerwa", "phase": "suspended"})
        self._word(self.env.ref("kooperacje.case_stage_suspended"), is_used=False)
        self.assertIn("Przerwa", self._board(self.anna))

    def test_what_the_program_depends_on_is_always_used(self):
        with self.assertRefused(ValidationError, "is always used"):
            self._word(self.scope, is_used=False)
        self._word(self.scope, name="Kim jest rodzina")
        self.assertEqual(self.scope.with_user(self.tomasz).display_name, "Kim jest rodzina")

    def test_a_paper_speaks_as_its_office(self):
        """Whoever prints it, in whatever office the printer works."""
        self._word(self.need_debts, name="Długi i komornik")
        self._word(self.need_debts, user=self._user("nina", self.gops_nur, "manager", self.company_nur), name="Z Nura")
        report = self.env["ir.actions.report"]
        for printer in (self.env, self.env(user=self.anna), self.env(context={
            "allowed_company_ids": [self.company_nur.id, self.company.id],
        })):
            html = report.with_env(printer)._render_qweb_html(
                "kooperacje.report_intake", self.case.ids,
            )[0].decode()
            self.assertIn("Długi i komornik", html)
            self.assertNotIn("Z Nura", html)

    def test_told_in_the_words_of_the_reader(self):
        """Nightly jobs work in no office; what they write to Anna is in the words of hers."""
        self._word(self.need_debts, name="Długi i komornik")
        night = self.env(context={"allowed_company_ids": [self.company_nur.id]})
        line = self.case.need_line_ids.filtered(lambda line: line.need_id == self.need_debts).with_env(night)
        self.assertEqual(line.need_id.name, "Zadłużenie")
        self.assertEqual(line._in_language_of(self.anna).need_id.name, "Długi i komornik")
        self.assertEqual(self.case.with_env(night)._in_office_language().need_line_ids.need_id.mapped("name")[-1:],
                         self.case.with_user(self.anna).need_line_ids.need_id.mapped("name")[-1:])

    def test_no_client_chooses_in_whose_words_it_reads(self):
        self._word(self.recognition, name="Pierwsza rozmowa")
        for sent in (self.company.id, str(self.company.id), {"company_id": self.company.id}):
            stage = self.recognition.with_user(self.olga)
            if not isinstance(sent, dict):
                self.assertEqual(stage.with_context(**{KEY: sent}).name, self.common)
        with self.assertRaises(AccessError):
            self.recognition.with_user(self.olga).with_context(allowed_company_ids=self.company.ids).name  # noqa: B018

    # ------------------------------------------------------------
    # The common column
    # ------------------------------------------------------------

    def test_the_common_value_is_written_whatever_is_shown(self):
        """The administrator of the database writes while words of two offices stand in the cache."""
        self._word(self.recognition, name="Pierwsza rozmowa")
        shown = self.recognition.with_company(self.company)
        self.assertEqual(shown.name, "Pierwsza rozmowa")
        self.assertEqual(self.recognition.with_company(self.company_nur).name, self.common)
        for common in ("Rozpoznanie sytuacji", "Pierwsza rozmowa", self.common):
            shown.write({"name": common, "sequence": shown.sequence})
            self.env.cr.execute("SELECT name FROM kooperacje_case_stage WHERE id = %s", [shown.id])
            self.assertEqual(self.env.cr.fetchone()[0], common)
            self.assertEqual(shown.name, "Pierwsza rozmowa")
            self.assertEqual(self.recognition.with_company(self.company_nur).name, common)
            self.assertEqual(self.recognition.with_context(**{KEY: COMMON}).name, common)
        self.env.invalidate_all()
        self.assertEqual(shown.display_name, "Pierwsza rozmowa")

    def test_words_go_with_their_entry(self):
        extra = self.env["kooperacje.premise"].create({"name": "Inna", "code": "X1", "kind": "end"})
        word = self._word(extra, name="Całkiem inna")
        extra.unlink()
        self.assertFalse(word.exists())

    def test_a_word_is_of_a_common_entry(self):
        own = self.env["kooperacje.premise"].with_user(self.maria).create({"name": "Nasza", "kind": "end"})
        with self.assertRefused(ValidationError, "no common entry"):
            self._word(own, name="Jeszcze inna")
        with self.assertRefused(ValidationError, "no common entry"):
            self.env[WORDS].with_user(self.maria).create({
                "dictionary": "kooperacje.premise", "entry_id": 2_000_000_000, "name": "x",
            })

    # ------------------------------------------------------------
    # Entries of an office
    # ------------------------------------------------------------

    def test_own_entries_are_seen_in_their_office_only(self):
        own = self.env["kooperacje.premise"].with_user(self.piotr).create({
            "name": "Wyjazd na turnus", "kind": "suspension",
        })
        self.assertEqual((own.company_id.id, own.code), (self.company.id, "W1"))
        again = own.create([{"name": "A", "kind": "end"}, {"name": "B", "kind": "end"}])
        self.assertEqual(again.mapped("code"), ["W2", "W3"])
        self.assertIn(own.id, own.with_user(self.anna).search([]).ids)
        self.assertFalse(own.with_user(self.olga).search([("id", "=", own.id)]))
        self.assertFalse(own.with_user(self.olga).name_search("Wyjazd na"))
        with self.assertRaises(AccessError):
            own.with_user(self.olga).read(["name"])
        nina = self._user("nina", self.gops_nur, "admin", self.company_nur)
        for do in (lambda: own.with_user(nina).write({"name": "x"}), own.with_user(nina).unlink,
                   lambda: own.with_user(nina).create({"name": "x", "kind": "end", "company_id": self.company.id}),
                   lambda: own.with_user(self.anna).write({"name": "x"}),
                   lambda: own.write({"company_id": False}), lambda: own.write({"kind": "end"})):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                do()
        self.assertEqual(own.with_user(nina).create({"name": "C", "kind": "end"}).code, "W1")

    def test_no_record_of_one_office_names_an_entry_of_another(self):
        Premise = self.env["kooperacje.premise"]
        foreign = Premise.create({
            "name": "Tajne Nura", "code": "W1", "kind": "end", "company_id": self.company_nur.id,
        })
        stage = self.env["kooperacje.case.stage"].create({
            "name": "Etap Nura", "phase": "recognition", "company_id": self.company_nur.id,
        })
        need = self.env["kooperacje.need"].create({
            "name": "Potrzeba Nura", "code": "W1", "company_id": self.company_nur.id, "scope_id": self.scope.id,
        })
        case = self.case.with_user(self.anna)
        for values in (
            {"closing_premise_id": foreign.id}, {"stage_id": stage.id}, {"premise_ids": [Command.link(foreign.id)]},
            {"need_line_ids": [Command.create({"need_id": need.id})]},
        ):
            for writer in (case, self.case):
                with self.assertRaises(UserError) as refusal:
                    writer.write(values)
                self.assertIn(type(refusal.exception), (ValidationError, AccessError))
                self.assertNotIn("Nura", str(refusal.exception))

    def test_an_own_stage(self):
        """Cases stand in it, and move into it by themselves where it comes first in its phase."""
        Stage = self.env["kooperacje.case.stage"].with_user(self.maria)
        before = self._board(self.olga)
        own = Stage.create({"name": "Telefon z ulicy", "phase": "recognition", "sequence": 0})
        self.assertEqual(self._board(self.anna)[0], "Telefon z ulicy")
        self.assertEqual(self._board(self.olga), before)
        self.assertEqual(self._case(self.anna, self.halina).stage_id, own.with_env(self.env))
        with self.assertRefused(UserError, "cases stand in it"):
            own.active = False

    def test_a_common_code_is_not_taken(self):
        with self.assertRefused(ValidationError, "belongs to a common entry"):
            self.env["kooperacje.premise"].with_user(self.maria).create({
                "name": "x", "kind": "end", "code": self.premise.code,
            })

    # ------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------

    def _queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries(self):
        """As many with 10 words as with 100, and as many as without any."""
        Need = self.env["kooperacje.need"]
        needs = Need.create([{"code": f"Q{number}", "name": f"Q{number}"} for number in range(100)])
        read = {"name": {}, "display_name": {}, "active": {}, "sequence": {}}
        Need.with_user(self.anna).web_search_read([], read)  # rights are looked up once
        counts = []
        for some in (needs[:0], needs[:10], needs):
            self.env[WORDS].search([("company_id", "=", self.company.id)]).unlink()
            self.env[WORDS].create([{
                "company_id": self.company.id, "dictionary": need._name, "entry_id": need.id, "name": f"W{need.id}",
            } for need in some])
            counts.append(self._queries(
                lambda: Need.with_user(self.anna).web_search_read([("code", "=like", "Q%")], read),
            ))
        self.assertEqual(len(set(counts)), 1, counts)

    def test_queries_of_the_list(self):
        """Opening the list of words, and reading it, with 10 and with 100 entries more."""
        shown = {"common_name": {}, "name": {}, "is_used": {}, "may_leave_out": {}, "is_changed": {}}
        Word = self.env[WORDS].with_user(self.maria)
        Word.action_open()
        Word.web_search_read([], shown, limit=1000)  # rights are looked up once
        counts = []
        for size in (10, 100):
            self.env["kooperacje.premise"].create([
                {"code": f"Q{size}{number}", "name": f"Q{number}", "kind": "end"} for number in range(size)
            ])
            counts.append((
                self._queries(Word.action_open), self._queries(lambda: Word.web_search_read([], shown, limit=1000)),
            ))
        self.assertEqual(counts[0], counts[1])

    def test_words_are_joined_once(self):
        """The board sorts its cases by the stage: no look-up for each of them."""
        Stage = self.env["kooperacje.case.stage"].with_user(self.anna)
        query = Stage._search([("name", "ilike", "rozp"), ("active", "=", True)])
        self.assertEqual(str(query).count("kooperacje_office_word"), 1)
        Case = self.env["kooperacje.case"].with_user(self.anna)
        query = Case._search([])
        order = Case._order_to_sql("stage_id", query)
        self.assertNotIn("SELECT", order.code)
        self.assertEqual(query.from_clause.code.count("LEFT JOIN"), 2)

    def test_core_turns_fields_into_sql_as_we_wrote_against(self):
        """Fields of core are no models, so the table of overrides does not hold these two names of theirs."""
        self.assertEqual(str(signature(Field.to_sql).replace(return_annotation=Signature.empty, parameters=[
            each.replace(annotation=each.empty) for each in signature(Field.to_sql).parameters.values()
        ])), "(self, model, alias)")
        self.assertEqual(list(signature(Field.get_column_update).parameters), ["self", "record"])

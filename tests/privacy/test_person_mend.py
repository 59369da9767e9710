from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.models.privacy.person_references import Pointer
from odoo.addons.kooperacje.tests.casework.common import MALE_1980
from odoo.addons.kooperacje.tests.casework.family import FamilyCommon

TWIN_1980 = "80010112395"


@tagged("post_install", "-at_install")
class TestPersonMend(FamilyCommon):
    """Halina was entered twice: what hangs on either record hangs on one, and nothing of it is lost or rewritten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.References = cls.env["kooperacje.person.references"]
        cls.family = cls._whole(cls.case, cls.halina)
        cls.twin = cls._person("Chalina", "Nowak", birth_date="1985-05-05", phone="600 100 200")
        cls.second = cls._case(cls.anna, cls.twin)
        cls._consent(cls.second, cls.ppp, signer=cls.twin)
        cls.env.flush_all()

    @classmethod
    def _person(cls, first_name, last_name, user=None, **values):
        return cls.env["kooperacje.person"].with_user(user or cls.anna).create({
            "first_name": first_name, "last_name": last_name, "company_id": cls.company.id, **values,
        }).with_env(cls.env)

    def _merge(self, loser, winner, user=None, values=None, reason="Ten sam dowód"):
        return loser.with_user(user or self.maria)._merge_into(
            winner.with_user(user or self.maria), values or {}, reason,
        )

    # Recognised

    def test_a_pesel_stands_once_in_an_office(self):
        """The second record is refused; of a colleague's case only that there is one is told."""
        self._person("Jan", "Lis", pesel=MALE_1980)
        with self.assertRefused(ValidationError, "on the record of Jan Lis"):
            self._person("Jan", "Lis", pesel=MALE_1980)
        with self.assertRefused(ValidationError, "Ask the manager") as refusal:
            self._person("Jan", "Lis", self.jan, pesel=MALE_1980)
        self.assertNotIn("Lis", str(refusal.exception))
        with self.assertRefused(ValidationError, "the record of Jan Lis"):
            self.twin.with_user(self.anna).write({"birth_date": "1980-01-01", "pesel": MALE_1980})
        self._person("Jan", "Lis", self.olga, pesel=MALE_1980, company_id=self.company_nur.id)

    def test_possible_doubles_are_asked_about_once(self):
        halina = self.halina.with_user(self.anna)
        self.assertEqual(halina.duplicate_count, 1, "one letter and the same birth date")
        self.assertIn(halina, halina.search([("has_duplicate", "=", True)]))
        halina.action_another_person()
        self.env.invalidate_all()
        for person in (halina, self.twin.with_user(self.maria)):
            self.assertEqual(person.duplicate_count, 0, "twins are asked about once")
        self.assertNotIn(halina, halina.search([("has_duplicate", "=", True)]))

    def test_doubles_are_looked_for_by_indexes(self):
        """Nobody is compared with all of the office, however many persons and changes there are."""
        self.env.cr.execute(SQL(
            """
            INSERT INTO kooperacje_person (first_name, last_name, birth_date, company_id, legal_capacity, document_key)
            SELECT 'Ewa', 'Liczna' || g, DATE '1950-01-01' + g, %(office)s, 'full', 'AB' || g
              FROM generate_series(1, 3000) g;
            INSERT INTO kooperacje_person_change (person_id, kind, old_value, changed_on, company_id, old_key)
            SELECT id, 'document', 'x', now(), company_id, document_key || 'Q' FROM kooperacje_person
             WHERE document_key IS NOT NULL;
            ANALYZE kooperacje_person; ANALYZE kooperacje_person_change
            """, office=self.company.id,
        ))
        sql = self.halina.with_user(self.maria)._doubles_sql()
        plan = [line for [line] in self.env.execute_query(SQL("EXPLAIN %s", sql))]
        self.assertTrue([line for line in plan if "old_key" in line])
        self.assertFalse([line for line in plan if "old_key" in line and " OR " in line])

    def test_a_refugee_whose_document_changes(self):
        first = self._person("Олена", "Шевченко", identity_document="paszport FA 123456", no_pesel_reason="foreigner")
        first.with_user(self.anna).identity_document = "karta pobytu RR 98"
        by_old = self._person("Olena", "Shevchenko", identity_document="FA123456")
        by_new = self._person("O.", "Szewczenko", identity_document="RR-98")
        self.assertEqual(by_old.with_user(self.anna).duplicate_count, 1)
        self.assertEqual(by_new.with_user(self.anna).duplicate_count, 1)
        self.assertEqual(first.with_user(self.anna).duplicate_count, 2)
        typed = self.env["kooperacje.person"].with_user(self.anna).new({
            "first_name": "Olena", "last_name": "S", "identity_document": "FA 123 456", "pesel": False,
            "company_id": self.company.id,
        })
        self.assertEqual(typed._doubles().with_env(self.env), first | by_old)
        self.assertFalse(typed.with_user(self.jan)._doubles(), "a colleague's persons do not show")

    # Merged

    def test_all_that_hung_on_the_loser_hangs_on_the_winner(self):
        """From the registry: every field that can point at a person, of this room and of any other."""
        loser, number = self.halina, self.halina.id
        self.env["kooperacje.activity.log"].with_user(self.anna).create({
            "case_id": self.case.id, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
            "person_ids": [Command.set(loser.ids)],
        })
        self.env["kooperacje.person.representation"].create({
            "person_id": self.kuba.id, "representative_id": loser.id,
        })
        self.env["ir.attachment"].create({"name": "x", "res_model": "kooperacje.person", "res_id": loser.id})
        before = self.References._hanging(loser)
        self.assertGreater(len(before), 5)
        merged = self._merge(loser, self.twin)
        self.assertFalse(loser.exists())
        after = self.References._hanging(merged)
        for pointer, count in before.items():
            self.assertGreaterEqual(after.get(pointer, 0), count, pointer)
        for pointer in self.References._pointers():
            left = self.env.execute_query(SQL(
                "SELECT 1 FROM %s WHERE %s", SQL.identifier(pointer.table),
                self.References._pointing_sql(pointer, "kooperacje.person", number),
            ))
            self.assertFalse(left, pointer)
        self.assertEqual(self.family.consent.signer_ids, self.twin)
        self.assertEqual(self.family.consent.document_state, "signed")
        self.assertEqual(self.case.main_person_id, self.twin)
        self.assertEqual(merged.merged_ids.with_user(self.maria).former_number, number)

    def test_every_kind_of_pointer_is_found(self):
        """A model that points at a person in any way is walked without anybody remembering."""
        pointers = self.References._pointers()
        found = {(pointer.model, pointer.field) for pointer in pointers}
        for name, Model in self.env.registry.items():
            if Model._abstract or Model._transient or not Model._auto:
                continue
            for field in Model._fields.values():
                links = field.type in ("many2one", "many2many") and field.comodel_name == "kooperacje.person"
                if links and field.store:
                    self.assertIn((name, field.name), found)
        self.assertLessEqual({"one", "many", "number"}, {pointer.kind for pointer in pointers})
        self.assertTrue(all(isinstance(pointer, Pointer) for pointer in pointers))

    def test_lines_of_one_case_become_one(self):
        """Both records stood in one case; a participant invited twice was there once."""
        line = self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": self.twin.id, "relation": "partner", "in_household": False,
            "guardian_kind": "informal", "guardian_reason": "pomaga",
        })
        meeting = self.env["kooperacje.meeting"].create({
            "team_id": self.family.team.id, "kind": "team_next", "start": self.env.cr.now() - timedelta(days=1),
        })
        meeting.participant_ids.filtered(lambda one: one.person_id == self.twin).presence = "present"
        self._merge(self.twin, self.halina)
        self.assertFalse(line.exists())
        kept = self.case.case_person_ids.filtered(lambda one: one.person_id == self.halina)
        self.assertEqual(len(kept), 1)
        self.assertEqual((kept.relation, kept.in_household, kept.guardian_reason), ("main", True, "pomaga"))
        there = meeting.participant_ids.filtered(lambda one: one.person_id == self.halina)
        self.assertEqual(there.presence, "present")

    def test_of_two_lines_the_nearer_one_stays(self):
        """The main person goes and a partner who had left stays: the case keeps its main person, at home."""
        line = self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": self.twin.id, "relation": "partner", "left_on": self.today,
            "left_reason": "separated",
        })
        self._merge(self.halina, self.twin)
        self.assertEqual((line.relation, line.in_household, line.left_on, line.left_reason),
                         ("main", True, False, False))

    def test_the_preview_and_the_values_that_win(self):
        self.halina.with_user(self.anna).write({"legal_capacity": "partial", "capacity_decision": "III Ns 1/20"})
        action = (self.halina | self.twin).with_user(self.maria).action_merge()
        wizard = self.env["kooperacje.person.merge"].with_user(self.maria).with_context(**action["context"]).create({})
        self.assertEqual((wizard.winner_id, wizard.loser_id), (self.halina, self.twin))
        wizard.action_swap()
        self.assertEqual(wizard.winner_id, self.twin)
        lines = {line.name: line for line in wizard.line_ids}
        self.assertEqual((lines["first_name"].winner_value, lines["first_name"].loser_value), ("Chalina", "Halina"))
        self.assertTrue(lines["legal_capacity"].take_loser, "the stricter capacity is proposed")
        self.assertNotIn("phone", lines, "the other says nothing of it")
        self.assertIn("1", wizard.loser_hanging)
        lines["first_name"].take_loser = True
        with self.assertRefused(UserError, "why the two"):
            wizard.action_confirm()
        wizard = wizard.copy({"reason": "Ten sam dowód"})
        chosen = ("first_name", "legal_capacity", "capacity_decision")
        wizard.line_ids.filtered(lambda one: one.name in chosen).take_loser = True
        wizard.action_confirm()
        self.assertEqual((self.twin.first_name, self.twin.phone, self.twin.legal_capacity),
                         ("Halina", "600 100 200", "partial"))
        self.assertEqual(self.twin.change_ids.filtered(lambda one: one.kind == "name").old_value, "Chalina Nowak")

    def test_merged_on_the_screen(self):
        """The form sends what it shows, no more: the lines keep which field they are of."""
        action = (self.halina | self.twin).with_user(self.maria).action_merge()
        with Form(self.env["kooperacje.person.merge"].with_user(self.maria).with_context(**action["context"])) as form:
            self.assertEqual(form.winner_id, self.halina)
            with form.line_ids.edit(0) as line:
                line.take_loser = True
        wizard = form.save()
        wizard.action_swap()
        wizard.action_swap()
        wizard.reason = "Ten sam dowód"
        wizard.line_ids.filtered(lambda one: one.name == "first_name").take_loser = True
        wizard.action_confirm()
        self.assertEqual((self.halina.first_name, self.halina.phone), ("Chalina", "600 100 200"))

    def test_the_log_is_not_rewritten(self):
        self.twin.with_user(self.anna).read(["phone"])
        self.env["kooperacje.read.log"].with_user(self.anna)._write_down()
        Log = self.env["kooperacje.read.log"]
        rows = Log.search([("person_id", "=", self.twin.id)]).read(["person_id", "user_id", "logged_at"])
        self.assertTrue(rows)
        number = self.twin.id
        self._merge(self.twin, self.halina)
        self.assertEqual(Log.search([("person_id", "=", number)]).read(["person_id", "user_id", "logged_at"]), rows)
        self.assertEqual(self.halina.merged_ids.former_number, number)
        again = self._person("Halina", "Nowak")
        self._merge(self.halina, again)
        self.assertIn(number, again.merged_ids.mapped("former_number"))
        readers = self.env["kooperacje.subject.copy"].sudo()._readers(again, self.env["kooperacje.case"])
        self.assertIn(self.anna.name, [row["who"] for row in readers], "who asks is told who read under either number")

    def test_who_may_not_merge(self):
        """Workers not named, other offices' heads, partners, the officer, portal; and never two offices' records."""
        portal = self.env["res.users"].create({
            "name": "Portal", "login": "portal.merge.test",
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        })
        for user in (self.anna, self.jan, self.tomasz, self.olga, self.piotr, self.irena, self.adam, self.urszula,
                     self.ewa, self.robert, portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._merge(self.twin, self.halina, user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.halina.with_user(user).action_throw_away()
        foreign = self.env["kooperacje.person"].create({
            "first_name": "Halina", "last_name": "Nowak", "company_id": self.company_nur.id,
        })
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        for user in (self.maria, helena):
            with self.assertRaises(AccessError):
                self._merge(foreign, self.halina, user)
        self.env["kooperacje.role.assignment"].create({
            **self.maria.role_assignment_ids[0].copy_data()[0], "company_id": self.company_nur.id,
            "institution_id": self.gops_nur.id,
        })
        self.maria.company_ids |= self.company_nur
        with self.assertRefused(UserError, "never those of two offices"):
            self._merge(foreign, self.halina)

    def test_whom_the_office_names(self):
        self.anna.role_assignment_ids.filtered(lambda role: role.role == "social_worker").mends_persons = True
        hidden = self._person("Halina", "Nowak", self.jan)
        with self.assertRaises(AccessError):
            self._merge(hidden, self.halina, self.anna)
        self._merge(self.twin, self.halina, self.anna)
        self.assertFalse(self.twin.exists())

    def test_two_persons_are_not_one(self):
        self.env["kooperacje.person.representation"].create({
            "person_id": self.twin.id, "representative_id": self.halina.id,
        })
        with self.assertRefused(UserError, "represents the other"):
            self._merge(self.twin, self.halina)

    def test_a_numbered_record_into_one_without(self):
        """The number comes along, as the other's values do; the loser's number does not stand in the way."""
        jan = self._person("Jan", "Lis", pesel=MALE_1980)
        other = self._person("Jan", "Lis", birth_date="1980-01-01")
        self._merge(jan, other, values={"pesel": MALE_1980})
        self.assertEqual(other.with_user(self.maria).pesel, MALE_1980)

    def test_the_cost_does_not_follow_what_hangs_on_it(self):
        costs = []
        for count in (1, 10, 100):
            loser, winner = self._person("Ewa", f"Jeden{count}"), self._person("Ewa", f"Dwa{count}")
            self.env["kooperacje.case.person"].create({
                "person_id": loser.id, "case_id": self.second.id, "relation": "unrelated",
            })
            self.env["kooperacje.activity.log"].with_user(self.anna).create([{
                "case_id": self.second.id, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
                "person_ids": [Command.set(loser.ids)],
            } for _number in range(count)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.References._repoint("kooperacje.person", loser.id, winner.id)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])

    # Taken back

    def _standing(self):
        """What hangs on both records, row by row, and what the records say."""
        self.env.flush_all()
        hanging = {
            (pointer.table, pointer.column, person.id): sorted(self.env.execute_query(SQL(
                "SELECT %s FROM %s WHERE %s", SQL.identifier(pointer.owner), SQL.identifier(pointer.table),
                self.References._pointing_sql(pointer, person._name, person.id),
            )))
            for pointer in self.References._pointers() for person in self.halina | self.twin
            if pointer.model not in ("kooperacje.person.pair", "kooperacje.person.change")
        }
        rows = [self.References._row("kooperacje_person", person.id) for person in self.halina | self.twin]
        for row in rows:
            row.pop("write_date", None), row.pop("write_uid", None)
        return hanging, rows

    def test_a_merge_is_taken_back(self):
        """Two records are two again: same numbers, same keys of the log, each with its own lines, papers and titles."""
        self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": self.twin.id, "relation": "partner", "in_household": False,
            "guardian_kind": "informal", "guardian_reason": "pomaga",
        })
        self.env["kooperacje.activity.log"].with_user(self.anna).create([{
            "case_id": self.case.id, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
            "person_ids": [Command.set(persons.ids)],
        } for persons in (self.halina, self.twin, self.halina | self.twin)])
        self.env["kooperacje.person.representation"].create({
            "person_id": self.kuba.id, "representative_id": self.halina.id,
        })
        self.env["ir.attachment"].create({"name": "x", "res_model": "kooperacje.person", "res_id": self.halina.id})
        before, cases = self._standing(), self.twin.case_person_ids.case_id
        winner = self._merge(self.halina, self.twin, values={"phone": "600 999 999", "birth_date": "1985-05-06"})
        self.assertNotEqual(self._standing()[0], before[0])
        entry = self.env["kooperacje.activity.log"].with_user(self.anna).create({
            "case_id": self.second.id, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
            "person_ids": [Command.set(winner.ids)],
        })
        winner.with_user(self.anna).phone = "700 000 000"
        winner.merged_ids.with_user(self.maria).action_undo()
        entry.with_env(self.env).unlink()
        self.assertEqual(winner.phone, "700 000 000", "what was changed since stays")
        winner.phone = "600 100 200"
        self.assertTrue(self.halina.exists())
        self.assertEqual(self.twin.case_person_ids.case_id, cases)
        after = self._standing()
        self.assertEqual(after[0], before[0])
        self.assertEqual(after[1], before[1])
        self.assertEqual(self.family.consent.signer_ids, self.halina)
        self.assertEqual(self.halina.with_user(self.anna).duplicate_count, 0, "they are two: nobody is asked again")
        self.assertIn("taken back", self.case.message_ids[:1].body)
        self.assertFalse(self.twin.merged_ids)

    def test_who_takes_a_merge_back_and_when_no_more(self):
        self.anna.role_assignment_ids.filtered(lambda role: role.role == "social_worker").mends_persons = True
        self._merge(self.twin, self.halina, self.anna)
        merged = self.halina.merged_ids
        for user in (self.anna, self.jan, self.tomasz, self.olga, self.irena, self.adam):
            with self.subTest(user.login), self.assertRaises(AccessError):
                merged.with_user(user).action_undo()
        with self.assertRaises(AccessError):
            merged.with_user(self.maria).read(["journal"])
        third = self._person("Halina", "Nowak")
        self._merge(self.halina, third)
        with self.assertRefused(UserError, "Take that merge back first"):
            merged.with_user(self.maria).action_undo()
        (third.merged_ids - merged).with_user(self.maria).action_undo()
        self.assertEqual(merged.person_id, self.halina)
        self.env["kooperacje.erasure"].sudo()._erase(self.second, self.env["kooperacje.person"])
        self.assertTrue(self.halina.exists())
        with self.assertRefused(UserError, "can no longer be taken back"):
            merged.with_user(self.maria).action_undo()

    def test_what_has_been_entered_anew_stops_the_undoing(self):
        line = self.env["kooperacje.case.person"].create({"case_id": self.case.id, "person_id": self.twin.id})
        self._merge(self.twin, self.halina)
        self.env.cr.execute(SQL("UPDATE kooperacje_case_person SET id = %s WHERE id = %s", line.id,
                                self.case.case_person_ids.filtered(lambda one: one.person_id == self.kuba).id))
        with self.assertRefused(UserError, "has been changed since"):
            self.halina.merged_ids.with_user(self.maria).action_undo()
        self.assertFalse(self.twin.exists())

    def test_buttons_for_whom_the_office_names(self):
        lines = self.case.with_user(self.anna).case_person_ids
        self.assertEqual({*lines.mapped("may_mend"), self.halina.with_user(self.anna).may_mend}, {False})
        self.assertTrue(self.halina.with_user(self.maria).may_mend)
        self.anna.role_assignment_ids.filtered(lambda role: role.role == "social_worker").mends_persons = True
        self.env.invalidate_all()
        self.assertEqual({*lines.mapped("may_mend"), self.halina.with_user(self.anna).may_mend}, {True})
        view = self.env["kooperacje.person"].with_user(self.anna).get_view(view_type="form")["arch"]
        for name in ("action_merge", "action_throw_away"):
            self.assertIn(f'name="{name}"', view)

    # A wrong link, a record made by mistake

    def test_a_record_on_which_nothing_hangs_is_thrown_away(self):
        mistake = self._person("Pomyłka", "Nowak")
        with self.assertRefused(UserError, "something hangs on it"):
            self.halina.with_user(self.maria).action_throw_away()
        mistake.with_user(self.maria).action_throw_away()
        self.assertFalse(mistake.exists())

    def _relink(self, line, person, user=None):
        wizard = self.env["kooperacje.person.relink"].with_user(user or self.maria).create({
            "line_id": line.id, "person_id": person.id, "reason": "Wybrano imienniczkę",
        })
        wizard.action_confirm()

    def test_a_wrong_link_is_moved(self):
        namesake = self._person("Kuba", "Nowak")
        case = self._case(self.anna, self.halina, self.kuba)
        entry = self.env["kooperacje.activity.log"].with_user(self.anna).create({
            "case_id": case.id, "kind_id": self.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
            "person_ids": [Command.set(self.kuba.ids)],
        })
        line = case.case_person_ids.filtered(lambda one: one.person_id == self.kuba)
        for user in (self.anna, self.jan, self.tomasz, self.olga):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._relink(line, namesake, user)
        with self.assertRefused(UserError, "stands in the case already"):
            self._relink(line, self.halina)
        self._relink(line, namesake)
        self.assertEqual(line.person_id, namesake)
        self.assertEqual(entry.person_ids.with_env(self.env), namesake)
        self.assertIn(self.kuba, self.case.case_person_ids.person_id, "other cases are not touched")

    def test_a_signature_is_not_moved(self):
        namesake = self._person("Halina", "Nowak")
        line = self.case.case_person_ids.filtered(lambda one: one.person_id == self.halina)
        with self.assertRefused(UserError, "A signed paper of this case names Halina"):
            self._relink(line, namesake)
        self.assertEqual(self.family.consent.signer_ids, self.halina)

    # Households

    def test_each_worker_is_told_only_that_there_is_another(self):
        """Kuba lives with his mother and with his father; the head puts him into the father's case, run by Jan."""
        father = self._person("Adam", "Nowak", self.jan)
        other = self._case(self.jan, father)
        self.env["kooperacje.case.person"].with_user(self.maria).create({
            "case_id": other.id, "person_id": self.kuba.id, "relation": "child",
        })
        for user, case in ((self.anna, self.case), (self.jan, other)):
            lines = case.with_user(user).case_person_ids
            self.env.invalidate_all()
            self.assertEqual(lines.filtered("in_other_case").person_id.with_env(self.env), self.kuba, user.login)
            self.assertEqual(case.with_user(user).persons_elsewhere, "Kuba Nowak")
        self.assertFalse(other.with_user(self.anna).has_access("read"))
        self.assertEqual(self.kuba.with_user(self.jan).case_count, 1, "not even how many")
        self.assertFalse(father.with_user(self.anna).has_access("read"))
        with self.assertRaises(AccessError):
            self.case.with_user(self.tomasz).case_person_ids.mapped("in_other_case")

    def test_what_is_told_costs_the_same_for_ten_and_a_hundred(self):
        """Another case, whom to tell, possible doubles: one question each for all persons of a list."""
        persons = self.env["kooperacje.person"].with_user(self.anna).create([
            {"first_name": "Ewa", "last_name": f"Liczona {number}", "birth_date": "1990-01-01",
             "company_id": self.company.id} for number in range(100)
        ])
        case = self._case(self.anna, *persons)
        persons.write({"city": "Nur"})
        persons.write({"city": "Małkinia"})
        lines = case.with_user(self.anna).case_person_ids
        for name, of in (("in_other_case", lines), ("to_tell_ids", persons.change_ids), ("duplicate_count", persons)):
            costs = []
            for some in (of, of[:10], of):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.browse(some.ids).mapped(name)
                costs.append(self.env.cr.sql_log_count - before)
            with self.subTest(name):
                self.assertEqual(costs[1], costs[2])

    def test_a_member_takes_back_what_was_shared(self):
        """The rest of the family goes on sharing; who took it back shares again by signing anew."""
        adult = self._person("Robert", "Nowak", birth_date="1980-01-01")
        line = self.env["kooperacje.case.person"].create({
            "case_id": self.case.id, "person_id": adult.id, "relation": "partner",
        })
        tomasz = adult.with_user(self.tomasz)
        self.assertTrue(tomasz.has_access("read"))
        child = self.case.case_person_ids.filtered(lambda one: one.person_id == self.kuba)
        with self.assertRefused(UserError, "under age"):
            child.with_user(self.anna).action_take_back()
        for user in (self.tomasz, self.jan):
            with self.assertRaises(AccessError):
                line.with_user(user).action_take_back()
        with self.assertRaises(AccessError):
            line.with_user(self.anna).taken_back_on = self.today
        line.with_user(self.anna).write({"left_on": self.today, "left_reason": "separated"})
        line.with_user(self.anna).action_take_back()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(tomasz.has_access("read"))
        self.assertFalse(tomasz.search([("id", "=", adult.id)]))
        self.assertFalse(tomasz.name_search("Robert"))
        self.assertNotIn("Robert", tomasz.sudo(False).with_user(self.tomasz).sudo().display_name)
        self.assertFalse(line.with_user(self.tomasz).has_access("read"))
        self.assertNotIn(line, self.env["kooperacje.case.person"].with_user(self.tomasz).search([]))
        self.assertTrue(self.halina.with_user(self.tomasz).has_access("read"))
        for user in (self.anna, self.maria):
            self.assertTrue(adult.with_user(user).has_access("read"), user.login)

    def test_the_dead_are_not_called_to_a_meeting(self):
        self.kuba.death_date = self.today - timedelta(days=3)
        meeting = self.env["kooperacje.meeting"].create({
            "team_id": self.family.team.id, "kind": "team_next", "start": self.env.cr.now() - timedelta(hours=1),
        })
        self.assertNotIn(self.kuba, meeting.participant_ids.person_id)
        with self.assertRefused(ValidationError, "had died before"):
            meeting.participant_ids = [Command.create({
                "kind": "family", "person_id": self.kuba.id, "presence": "present",
            })]

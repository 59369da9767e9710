from contextlib import suppress

from psycopg2 import Error

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PrivacyCommon
from .test_case_scoped import ScopeMixin

WORDS = "kooperacje.office.word"
# Models without an office whose rows some role does write, and whose rows they are.
NOT_SHARED = {
    "kooperacje.agenda.scenario.item": "part of a scenario, which is an office's",
    "kooperacje.learning.material": "of the regional centre that publishes it",
    "kooperacje.promotion": "of the regional centre that did it",
    "kooperacje.region.entry": "of the regional centre or the county that keeps the list",
    "kooperacje.school.course": "of the institution that provides it",
    "kooperacje.read.mark": "numbers and moments of the whole database, written by the program alone",
}
KEEPERS = ("manager", "network_worker", "admin")


class OfficesMixin:
    """Two offices side by side, each with a person in every role, and the administrator of the database."""

    @classmethod
    def _set_up_offices(cls):
        logins = [
            ("nur_network", cls.gops_nur, "network_worker", cls.company_nur),
            ("nur_head", cls.gops_nur, "manager", cls.company_nur),
            ("nur_school", cls.school, "coordinator", cls.company_nur),
            ("nur_ppp", cls.ppp, "specialist", cls.company_nur),
            ("nur_rops", cls.rops, "regional", cls.company_nur),
            ("nur_dpo", cls.gops_nur, "dpo", cls.company_nur),
            ("nur_admin", cls.gops_nur, "admin", cls.company_nur),
            ("nur_evaluator", cls.university, "evaluator", cls.company_nur),
        ]
        cls.nur_by_role = {
            "social_worker": cls.olga,
            **{role: user for (_login, _place, role, _company), user in zip(logins, cls._users(logins), strict=True)},
        }
        cls.portal = new_test_user(cls.env, "words.portal", groups="base.group_portal", company_id=cls.company.id)
        cls.system = new_test_user(cls.env, "words.system", groups="base.group_system", company_id=cls.company.id)

    @classmethod
    def _dictionaries(cls):
        return cls.env[WORDS]._dictionaries()

    @classmethod
    def _word(cls, entry, company, **values):
        """What ``company`` says of ``entry``."""
        return cls.env[WORDS].create({
            "company_id": company.id, "dictionary": entry._name, "entry_id": entry.id, **values,
        })

    def _as(self, user, record):
        return record.with_user(user).with_context(allowed_company_ids=user.company_id.ids)


@tagged("post_install", "-at_install")
class TestOfficeWordsDoor(ScopeMixin, PrivacyCommon):
    """What a need, or an area of diagnosis, tells of a family is not decided by the administrator of another town."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_scopes()
        cls.kaja = cls._user("kaja", cls.gops_nur, "admin", company=cls.company_nur)
        cls._share(cls.scope_housing)
        cls.need_health.unlink()

    def _seen_by_tomasz(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kooperacje.case.need"].with_user(self.tomasz).search([("case_id", "=", self.case.id)]).need_id

    def test_no_other_town_opens_a_need(self):
        """Kaja of Nur takes the scope off a need; Anna then enters it for a family that shares nothing of health."""
        for values in ({"scope_id": False}, {"scope_id": self.scope_housing.id}):
            with suppress(AccessError, UserError), self.env.cr.savepoint():
                self.kind_health.with_user(self.kaja).write(values)
            line = self.env["kooperacje.case.need"].with_user(self.anna).create({
                "case_id": self.case.id, "need_id": self.kind_health.id,
            })
            self.assertEqual(line.scope_id.id, self.scope_health.id)
            self.assertNotIn(self.kind_health.id, self._seen_by_tomasz().ids)
            line.unlink()

    def test_no_office_opens_its_own_need(self):
        """Adam of Małkinia adds a need of the office; it belongs to a scope, and stays there."""
        Need = self.env["kooperacje.need"].with_user(self.adam)
        with self.assertRefused("to which scope of data"):
            Need.create({"name": "Lęk przed szkołą"})
        with self.assertRefused("to which scope of data"):
            Need.create({
                "name": "Lęk", "parent_id": self.kind_health.id, "scope_id": self.scope_housing.id,
            })
        own = Need.create({"name": "Lęk przed szkołą", "parent_id": self.kind_health.id})
        self.assertEqual((own.scope_id.id, own.code), (self.scope_health.id, "W1"))
        for values in (
            {"scope_id": False}, {"scope_id": self.scope_housing.id}, {"parent_id": False}, {"kind": "area"},
        ):
            with self.assertRefused("is said when it is entered", AccessError):
                own.write(values)
        line = self.env["kooperacje.case.need"].with_user(self.anna).create({
            "case_id": self.case.id, "need_id": own.id,
        })
        self.assertEqual(line.scope_id.id, self.scope_health.id)
        self.assertNotIn(own.id, self._seen_by_tomasz().ids)

    def test_an_own_area_of_diagnosis_has_a_scope(self):
        Area = self.env["kooperacje.diagnosis.area"].with_user(self.maria)
        with self.assertRefused("to which scope of data"):
            Area.create({"name": "Dzieciństwo rodziców"})
        area = Area.create({"name": "Dzieciństwo rodziców", "scope_id": self.scope_family.id})
        with self.assertRefused("is said when it is entered", AccessError):
            area.scope_id = False


@tagged("post_install", "-at_install")
class TestOfficeWordsWalk(OfficesMixin, PrivacyCommon):
    """Every dictionary × every role × two offices: nobody's change reaches another office (K3D-34, 40, 156, 189)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_offices()

    @classmethod
    def _shared(cls):
        """Our models whose rows, or some of them, are of no office."""
        keys = ("company_id", "partnership_id", "case_id", "user_id", "partner_id", "institution_id")
        return [
            name for name, Model in cls.env.registry.items()
            if name.startswith("kooperacje.") and Model._auto and not Model._abstract and not Model._transient
            and name not in NOT_SHARED
            and (hasattr(Model, "_worded_names") or not any(key in Model._fields for key in keys))
        ]

    def _changes(self, record):
        """One write for each column that people could change, to another value."""
        for name, field in record._fields.items():
            if not field.store or field.related or (field.compute and field.readonly) or name in (
                "id", "create_uid", "create_date", "write_uid", "write_date", "parent_path",
            ):
                continue
            if field.type in ("char", "text"):
                yield {name: "Z1"[:field.size or 2] if field.type == "char" else "Zmienione"}
            elif field.type == "boolean":
                yield {name: not record[name]}
            elif field.type == "integer":
                yield {name: record[name] + 7}
            elif field.type == "selection":
                keys = [key for key in field.get_values(self.env) if key != record[name]]
                if keys:
                    yield {name: keys[0]}
            elif field.type == "many2one":
                yield {name: self.company.id if name == "company_id" else False}
            elif field.type in ("many2many", "one2many"):
                yield {name: [Command.clear()]}

    def _refused(self, do):
        """Whether ``do`` is refused for want of rights."""
        savepoint = self.env.cr.savepoint()
        try:
            with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
                do()
                self.env.flush_all()
        except AccessError:
            return True
        except (UserError, ValueError, Error):
            return False
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
        return False

    def test_common_entries_are_the_programs(self):
        """Over RPC no role of any office writes, adds, deletes or imports what others read too."""
        users = [*self.user_by_role.items(), *self.nur_by_role.items(), ("portal", self.portal)]
        models = self._shared()
        self.assertGreaterEqual(len(models), 20)
        opened, attempts = [], 0
        for name in models:
            entry = self.env[name].search(
                [("company_id", "=", False)] if "company_id" in self.env[name]._fields else [], limit=1,
            )
            self.assertTrue(entry, name)
            changes = list(self._changes(entry))
            self.assertTrue(changes, name)
            copied = {
                **{field: value for field, value in entry.copy_data()[0].items() if field in entry._fields},
                **({"code": "Z"} if "code" in entry._fields else {}),
                **({"company_id": False} if "company_id" in entry._fields else {}),
            }
            for role, user in users:
                record = self._as(user, entry)
                # Rights are asked of the record, whatever is written; to keepers every column is tried.
                ways = {
                    f"write {', '.join(values)}": lambda values=values, record=record: record.write(values)
                    for values in (changes if role in KEEPERS else changes[:1])
                }
                ways["unlink"] = record.unlink
                ways["create"] = lambda record=record, copied=copied: record.create(dict(copied))
                for way, do in ways.items():
                    attempts += 1
                    if not self._refused(do):
                        opened.append((name, user.login, way))
                # An import is told row by row, and takes nothing over.
                attempts += 1
                with suppress(AccessError), self.env.cr.savepoint() as savepoint:
                    told = record.load([".id", "name"], [[str(entry.id), "Z importu"]])
                    savepoint.rollback()
                    if told["ids"] or not told["messages"]:
                        opened.append((name, user.login, "load"))
        self.assertFalse(opened)
        self.assertGreater(attempts, 2000, "the walk went where it says")

    def test_the_administrator_of_the_database_may(self):
        for name in self._shared():
            entry = self.env[name].search([], limit=1).with_user(self.system)
            for operation in ("read", "write"):
                entry.check_access(operation)
        stage = self.env["kooperacje.case.stage"].search([], limit=1)
        stage.with_user(self.system).name = "Wspólna nazwa"
        self.assertEqual(stage.with_user(self.olga).name, "Wspólna nazwa")
        added = self.env["kooperacje.premise"].with_user(self.system).create({
            "name": "Wspólna przesłanka", "code": "COMMON", "kind": "end",
        })
        self.assertFalse(added.company_id)
        self.assertIn(added.id, self.env["kooperacje.premise"].with_user(self.olga).search([]).ids)

    # ------------------------------------------------------------
    # What an office reads
    # ------------------------------------------------------------

    def _read_by(self, user):
        """All that ``user`` reads of the dictionaries, in the order read, with what choosing and searching offers."""
        self.env.flush_all()
        self.env.invalidate_all()
        result = {}
        for name in self._dictionaries():
            Model = self._as(user, self.env[name])
            if not Model.has_access("read"):
                continue
            # The centre reads own entries that papers of its partnerships name; those of its office are offered to it.
            offered = [("company_id", "in", (False, user.company_id.id))] if (
                user == self.nur_by_role["regional"] and "company_id" in Model._fields
            ) else []
            rows = Model.search(offered)
            result[name] = (
                rows.mapped(lambda row: (row.id, row.name, row.display_name)),
                Model.name_search("", offered, limit=None),
                rows.read([field.name for field in Model._fields.values() if field.store and field.column_type
                           and not field.groups and field.name not in ("write_date", "write_uid")]),
            )
        return result

    def _storm(self, user, every=1):
        """A keeper does all that an office may do: renames, leaves out, turns the order round, adds.

        :param every: 1 for each entry, 10 for each tenth
        """
        Word = self._as(user, self.env[WORDS])
        Word.action_open()
        words = Word.search([("company_id", "=", user.company_id.id)])
        done = {"name": 0, "is_used": 0, "sequence": 0, "create": 0}
        for number, word in enumerate(words[::every], 1):
            for values in ({"name": f"Słowo {number}"}, {"is_used": False}, {"sequence": 10_000 - number}):
                with suppress(UserError), self.env.cr.savepoint():
                    word.write(values)
                    done[next(iter(values))] += 1
        scope = self.env.ref("kooperacje.data_scope_family").id
        for name in self._dictionaries():
            Model = self._as(user, self.env[name])
            if "company_id" in Model._fields:
                values = {"name": f"Własne {user.login}", "kind": "local" if name == "kooperacje.need" else "end",
                          "scope_id": scope, "by_data": True, "symbol": "9999"}
                if name == "kooperacje.periodic.report.pattern":
                    values["kind"] = "partnership_year"
                own = Model.create({key: value for key, value in values.items() if key in Model._fields})
                own.name = f"Nasze {user.login}"
                done["create"] += 1
        return done

    def test_nobodys_change_reaches_another_office(self):
        readers = [*self.nur_by_role.values(), self.portal]
        before = {user: self._read_by(user) for user in readers}
        ours = self._read_by(self.anna)
        for role in KEEPERS:
            every = 1 if role == "manager" else 20
            done = self._storm(self.user_by_role[role], every)
            self.assertGreater(done["name"], 200 / every)
            self.assertGreater(done["is_used"], 150 / every)
            self.assertGreater(done["sequence"], 200 / every)
            self.assertEqual(done["create"], 11)
        for user in readers:
            self.assertEqual(self._read_by(user), before[user], user.login)
        after = self._read_by(self.anna)
        for name in ours:
            self.assertNotEqual(after[name], ours[name], name)

    def test_other_roles_keep_no_words(self):
        stage = self.env.ref("kooperacje.case_stage_recognition")
        word = self._word(stage, self.company, name="Pierwsza rozmowa")
        foreign = self._word(stage, self.company_nur, name="Nasz pierwszy krok")
        for role, user in [*self.user_by_role.items(), ("portal", self.portal)]:
            for row, may in ((word, role in KEEPERS), (foreign, False)):
                for do in (
                    lambda row=row, user=user: self._as(user, row).read(["name"]),
                    lambda row=row, user=user: self._as(user, row).write({"name": "x"}),
                    lambda row=row, user=user: self._as(user, row).action_common(),
                    lambda row=row, user=user: self._as(user, row).unlink(),
                    lambda row=row, user=user: self._as(user, self.env[WORDS]).create({
                        "company_id": row.company_id.id, "dictionary": stage._name, "name": "y",
                        "entry_id": self.env.ref("kooperacje.case_stage_plan").id,
                    }),
                ):
                    self.assertEqual(self._refused(do), not may, (role, row.name))
        for user in (self.anna, self.portal, self.robert):
            with self.assertRaises(UserError):
                self._as(user, self.env[WORDS]).action_open()
        maria = self._as(self.maria, word)
        for values in (
            {"company_id": self.company_nur.id}, {"dictionary": "kooperacje.need"}, {"entry_id": stage.id + 1},
        ):
            self.assertTrue(self._refused(lambda values=values: maria.write(values)), values)
        self._as(self.system, foreign).write({"name": "Poprawione"})
        self.assertEqual(stage.with_user(self.olga).name, "Poprawione")

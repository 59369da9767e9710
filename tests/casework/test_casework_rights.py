from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CaseworkCommon

CASE_MODELS = ("kooperacje.case", "kooperacje.person", "kooperacje.case.person", "kooperacje.case.need")
CONSENT_MODELS = ("kooperacje.consent", "kooperacje.consent.statement")
TEAM_MODELS = ("kooperacje.team", "kooperacje.team.member")
DICTIONARIES = ("kooperacje.case.stage", "kooperacje.premise", "kooperacje.data.scope")
OWN_ENTRIES = {
    "kooperacje.case.stage": {"name": "Nasz etap", "phase": "plan"},
    "kooperacje.premise": {"name": "Nasza przesłanka", "code": "nasza", "kind": "end"},
}
KEEPERS = ("admin", "manager", "network_worker")


@tagged("post_install", "-at_install")
class TestCaseworkRights(CaseworkCommon):
    """Who reaches what of Anna's case, asked of each role in every way there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls._consent(cls.case, cls.ppp)
        cls.team = cls.env["kooperacje.team"].with_user(cls.anna).create({
            "case_id": cls.case.id, "member_ids": [Command.create({
                "institution_id": cls.ppp.id, "partner_id": cls.tomasz.partner_id.id,
            })],
        }).with_env(cls.env)
        cls.member = cls.team.member_ids
        cls.member.with_user(cls.anna).action_invite()
        cls.record_by_model = {
            "kooperacje.case": cls.case, "kooperacje.person": cls.halina,
            "kooperacje.case.person": cls.case.case_person_ids[0], "kooperacje.case.need": cls.case.need_line_ids[0],
            "kooperacje.consent": cls.consent, "kooperacje.consent.statement": cls.consent.statement_ids[0],
            "kooperacje.team": cls.team, "kooperacje.team.member": cls.member,
        }

    def _reads(self, user, model):
        """Whether ``user`` reaches the record by any way of reading; all ways must agree."""
        record = self.record_by_model[model].with_user(user)
        self.env.invalidate_all()
        found = {}

        def ask(name, function):
            try:
                found[name] = bool(function())
            except AccessError:
                found[name] = False
            self.env.invalidate_all()

        only_it = [("id", "=", record.id)]
        ask("read", lambda: record.read(["create_date"]))
        ask("search", lambda: record.search(only_it))
        ask("search_count", lambda: record.search_count(only_it))
        ask("search_read", lambda: record.search_read(only_it, ["create_date"]))
        ask("web_search_read", lambda: record.web_search_read(only_it, {"create_date": {}})["records"])
        ask("web_read_group", lambda: record.formatted_read_group(only_it, ["create_date:month"], ["__count"]))
        ask("name_search", lambda: record.name_search("", only_it))
        self.assertEqual(len(set(found.values())), 1, f"{user.login} {model}: {found}")
        return found["read"]

    def _changes(self, user, model):
        """The operations among write, create, unlink that ``user`` may do on the record."""
        record = self.record_by_model[model].with_user(user)
        self.env.invalidate_all()
        return {operation for operation in ("write", "create", "unlink") if record.has_access(operation)}

    def _assert_readers(self, models, users):
        everyone = {*self.user_by_role.values(), self.jan, self.olga, self.zofia}
        for model in models:
            readers = {user.login for user in everyone if self._reads(user, model)}
            self.assertEqual(readers, {user.login for user in users}, model)

    def test_before_the_answer(self):
        """An invitation opens nothing of the family (architecture, decision 5)."""
        self._assert_readers(CASE_MODELS, {self.anna, self.maria})
        self._assert_readers(CONSENT_MODELS, {self.anna, self.maria, self.irena})
        self._assert_readers(TEAM_MODELS, {self.anna, self.maria, self.piotr, self.tomasz})

    def test_a_member_sees_the_case_but_not_its_consents(self):
        self.member.with_user(self.tomasz).action_accept()
        self._assert_readers(CASE_MODELS, {self.anna, self.maria, self.tomasz})
        self._assert_readers(CONSENT_MODELS, {self.anna, self.maria, self.irena})
        self._assert_readers(TEAM_MODELS, {self.anna, self.maria, self.piotr, self.tomasz})

    def test_withdrawal_closes_every_way(self):
        self.member.with_user(self.tomasz).action_accept()
        self._withdraw(self.case)
        self._assert_readers(CASE_MODELS, {self.anna, self.maria})

    def test_who_changes_what(self):
        self.member.with_user(self.tomasz).action_accept()
        lines = {"write", "create", "unlink"}
        expected = {
            "kooperacje.case": {"write", "create"}, "kooperacje.person": {"write", "create"},
            "kooperacje.case.person": lines, "kooperacje.case.need": lines,
            "kooperacje.consent": {"write", "create"}, "kooperacje.consent.statement": {"write", "create"},
            "kooperacje.team": {"write", "create"}, "kooperacje.team.member": {"write", "create"},
        }
        for model, operations in expected.items():
            self.assertEqual(self._changes(self.anna, model), operations, model)
            self.assertEqual(self._changes(self.maria, model), operations, model)
            for user in (
                self.tomasz, self.piotr, self.irena, self.adam, self.robert, self.ewa,
            ):
                self.assertFalse(self._changes(user, model), f"{user.login} {model}")
        for model in ("kooperacje.case", "kooperacje.case.need", "kooperacje.consent", "kooperacje.team"):
            self.assertFalse(self._changes(self.jan, model) & {"write", "unlink"}, model)

    def test_refused_changes_over_rpc(self):
        need = self.case.need_line_ids[0]
        attempts = [
            lambda user: self.case.with_user(user).write({"need_words": "x"}),
            lambda user: need.with_user(user).unlink(),
            lambda user: need.with_user(user).create({"case_id": self.case.id, "need_id": self.need_rare.id}),
            lambda user: self.halina.with_user(user).write({"phone": "1"}),
            lambda user: self.case.with_user(user).message_post(body=self.case.name),
            lambda user: self.env["kooperacje.consent"].with_user(user).create({"case_id": self.case.id}),
            lambda user: self.env["kooperacje.team.member"].with_user(user).create({
                "team_id": self.team.id, "institution_id": self.school.id, "partner_id": self.barbara.id,
            }),
            lambda user: self.team.with_user(user)._close_alone(self.env.ref("kooperacje.premise_end_other")),
            lambda user: self.case.with_user(user).action_qualify(),
            lambda user: self.env["kooperacje.consent.withdrawal"].with_user(user).create({
                "case_id": self.case.id,
            }).action_confirm(),
        ]
        for user in (self.jan, self.piotr, self.ewa, self.zofia, self.robert, self.irena, self.adam, self.olga):
            for index, attempt in enumerate(attempts):
                with self.subTest(user=user.login, attempt=index), self.assertRaises(AccessError):
                    attempt(user)

    def test_register_names_no_family(self):
        """K3D-108: number, code, composition, dates; the case itself stays closed to the network worker."""
        row = self.team.with_user(self.piotr).read(["name", "case_code", "case_id", "state", "member_count"])[0]
        self.assertEqual(row["case_code"], self.case.name)
        self.assertNotIn("Nowak", str(row))
        with self.assertRaises(AccessError):
            self.case.with_user(self.piotr).read(["name"])
        for field in ("reason",):
            with self.assertRaises(AccessError):
                self.member.with_user(self.piotr).read([field])

    def test_officer_reads_the_register_of_consents_without_names(self):
        consent = self.consent.with_user(self.irena)
        self.assertEqual(consent.read(["document_state"])[0]["document_state"], "signed")
        self.assertEqual(len(consent.statement_ids), 3)
        for field in ("signer_ids", "signed_copy", "child_opinion"):
            with self.subTest(field), self.assertRaises(AccessError):
                consent.read([field])
        with self.assertRaises(AccessError):
            consent.statement_ids.read(["refusal_reason"])
        with self.assertRaises(AccessError):
            consent.search([("signer_ids.last_name", "ilike", "Nowak")])

    def test_search_does_not_betray_what_read_hides(self):
        """A filter on fields of the case behind records one may read must not answer questions about the family."""
        question = [("case_id.need_words", "ilike", "%")]
        with self.assertRaises(AccessError):
            self.env["kooperacje.team"].with_user(self.piotr).search(question)
        self.assertFalse(self.env["kooperacje.team"].with_user(self.tomasz).search(question))
        with self.assertRaises(UserError):
            self.env["kooperacje.consent"].with_user(self.irena).search([("signed_copy_filename", "!=", False)])

    def test_person_not_in_a_case_is_its_registrars(self):
        person = self.env["kooperacje.person"].with_user(self.anna).create({
            "first_name": "Nowa", "last_name": "Osoba", "company_id": self.company.id,
        })
        self.env.invalidate_all()
        self.assertEqual(person.last_name, "Osoba")
        self.assertTrue(person.with_user(self.maria).read(["last_name"]), "the manager of the office")
        for user in (self.jan, self.tomasz, self.olga):
            with self.assertRaises(AccessError):
                person.with_user(user).read(["last_name"])
        with self.assertRaises(AccessError):
            self.env["kooperacje.person"].with_user(self.anna).create({
                "first_name": "Obca", "last_name": "Osoba", "company_id": self.company_nur.id,
            })

    def _allowed(self, record, user):
        return {
            operation for operation in ("read", "write", "create", "unlink")
            if record.with_user(user).has_access(operation)
        }

    def test_common_entries_are_nobodys(self):
        """Common rows of dictionaries are the program's: every engaged worker reads them, no role writes them."""
        for model in DICTIONARIES:
            record = self.env[model].search([("company_id", "=", False)] if model in OWN_ENTRIES else [], limit=1)
            self.assertTrue(record, model)
            for role, user in self.user_by_role.items():
                # The evaluator comes from outside and has nothing to choose from them.
                expected = set() if role == "evaluator" else {"read"}
                self.assertEqual(self._allowed(record, user), expected, f"{role} {model}")

    def test_own_entries_are_the_offices_keepers(self):
        """An office's own rows are kept by its administrator, head and network worker; other offices see none."""
        for model, vals in OWN_ENTRIES.items():
            own, foreign = self.env[model].create([
                {**vals, "company_id": company.id} for company in (self.company, self.company_nur)
            ])
            for role, user in self.user_by_role.items():
                expected = set() if role == "evaluator" else {"read"}
                if role in KEEPERS:
                    expected |= {"write", "create", "unlink"}
                with self.subTest(role, model=model):
                    self.assertEqual(self._allowed(own, user), expected)
                    self.assertFalse(self._allowed(foreign, user), "another office's")

    def test_wizards_are_their_users(self):
        wizard = self._team_wizard(self.case)
        for user in (self.jan, self.maria):
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_confirm()
        with self.assertRaises(AccessError):
            self.env["kooperacje.consent.wizard"].with_user(self.tomasz).create({"case_id": self.case.id})
        with self.assertRaises(AccessError):
            self.env["kooperacje.consent.wizard"].with_user(self.jan).create({"case_id": self.case.id})

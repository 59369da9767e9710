from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..documents import DocumentCommon


@tagged("post_install", "-at_install")
class TestDocumentTemplate(DocumentCommon):
    """Clauses: common ones for all, an office's own version before them, and no way to read more through them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.common = cls.env.ref("kooperacje.document_template_declaration")

    def _own(self):
        action = self.common.with_user(self.maria).with_company(self.company).action_customise()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _bodies(self, membership):
        return " ".join(str(clause["body"]) for clause in membership._document_clauses())

    # ---------------------------------------------------------------- versions

    def test_own_version_goes_before_the_common_one(self):
        own = self._own()
        self.assertEqual(own.company_id, self.company)
        self.assertEqual(len(own.clause_ids), len(self.common.clause_ids))
        own.clause_ids.filtered(lambda clause: clause.title == "Regulamin").with_user(self.maria).body = (
            "<p>Nasz własny regulamin.</p>"
        )
        self.assertIn("Nasz własny regulamin", self._bodies(self.membership))
        other = self.partnership_nur.membership_ids[:1]
        self.assertNotIn("Nasz własny regulamin", self._bodies(other))
        self.assertIn("Ramowym Regulaminem", self._bodies(other))

    def test_second_click_opens_the_same_version(self):
        self.assertEqual(self._own(), self._own())
        with self.assertRaises(UserError):
            self._own().action_customise()

    def test_archived_clause_is_not_printed(self):
        self.common.clause_ids.filtered(lambda clause: clause.title == "Finanse").active = False
        self.assertNotIn("skutków finansowych", self._bodies(self.membership))

    # ---------------------------------------------------------------- placeholders

    def test_values_are_written_as_an_office_writes_them(self):
        self.membership.partnership_id.authorisation_date = "2026-02-03"
        clause = self.common.clause_ids[0]
        clause.body = "<p>{{ object.partnership_id.authorisation_date }}; {{ office.name }}; {{ act.ups }}</p>"
        text = str(clause._render(self.membership))
        self.assertIn("3 lutego 2026 r.; OPS w Małkini Górnej (test); Dz. U. z", text)

    def test_one_full_stop_ends_a_sentence(self):
        """A date ends with that of “r.”, a company with that of “o.o.”; a line to fill in stays as it is."""
        self.membership.partnership_id.authorisation_date = "2026-02-03"
        self.school.name = "Szkoła sp. z o.o."
        clause = self.common.clause_ids[0]
        clause.body = (
            "<p>Od {{ object.partnership_id.authorisation_date }}. Dla {{ object.institution_id.name }}. "
            "Nr {{ object.document_number ||| ........ }}. {{ office.name }}...</p>"
        )
        text = str(clause._render(self.membership))
        self.assertIn("Od 3 lutego 2026 r. Dla Szkoła sp. z o.o. Nr ......... OPS w Małkini Górnej (test)...", text)

    def test_empty_value_gives_the_text_after_the_bars(self):
        clause = self.common.clause_ids[0]
        clause.body = "<p>Pismo {{ object.document_number ||| bez numeru }}.</p>"
        self.assertIn("Pismo bez numeru.", str(clause._render(self.membership)))

    def test_values_are_escaped(self):
        self.school.name = "Szkoła <script>alert(1)</script> & Syn"
        clause = self.common.clause_ids[0]
        clause.body = "<p>{{ object.institution_id.name }}</p>"
        text = str(clause._render(self.membership))
        self.assertNotIn("<script>", text)
        self.assertIn("&lt;script&gt;", text)

    def test_unknown_placeholder_is_refused_with_the_ones_known(self):
        clause = self.common.clause_ids[0]
        for body in (
            "<p>{{ object.partnership_id.company_id.name }}</p>",
            "<p>{{ object.env['res.users'].search([]) }}</p>",
            "<p>{{ object.institution_id.name.upper() }}</p>",
            "<p>{{ user.login }}</p>",
            "<p>{{ act.nieznana }}</p>",
            "<p>{{ object.name</p>",
        ):
            known = "is not known in this document.*office.name"
            with self.subTest(body), self.assertRaisesRegex(ValidationError, known):
                clause.body = body

    def test_nothing_is_evaluated_even_for_the_administrator(self):
        """A clause that slipped past the check (an old database) is refused at print, not run."""
        clause = self.common.clause_ids[0]
        self.env.cr.execute(
            "UPDATE kooperacje_document_clause SET body = %s WHERE id = %s",
            ["<p>{{ object.env.user.login }}</p>", clause.id],
        )
        clause.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Ask the administrator"):
            clause.with_user(self.env.ref("base.user_admin"))._render(self.membership)

    def test_placeholders_are_read_under_the_rules_of_the_reader(self):
        """An office may put the case manager's name into the consent; whoever may not read the case gets nothing."""
        clause = self.env.ref("kooperacje.document_template_consent").clause_ids[0]
        clause.body = "<p>{{ object.case_id.user_id.name }}</p>"
        self.assertIn("Anna Żółkiewska", str(clause._render(self.consent.with_user(self.anna))))
        with self.assertRaises(AccessError):
            # What another user's reads left in the cache is not a grant.
            self.env.invalidate_all()
            clause._render(self.consent.with_user(self.olga))

    def test_act_cited_in_a_clause_stays(self):
        with self.assertRaisesRegex(ValidationError, "is cited"):
            self.env.ref("kooperacje.legal_act_ups").unlink()
        act = self.env["kooperacje.legal.act"].create({"code": "nowa", "name": "Nowa", "citation": "Dz. U. poz. 1"})
        act.unlink()
        with self.assertRaises(ValidationError):
            self.env["kooperacje.legal.act"].create({"code": "dwa słowa", "name": "X", "citation": "X"})

    def test_new_publication_address_is_printed_at_once(self):
        dba = self.env.ref("base.user_admin")
        self.env.ref("kooperacje.legal_act_ups").with_user(dba).citation = "Dz. U. z 2031 r. poz. 7"
        self.assertIn("Dz. U. z 2031 r. poz. 7", self._bodies(self.membership))

    def test_all_seeded_clauses_render(self):
        for record in (self.membership, self.card, self.consent, self.member, self.meeting):
            clauses = record._document_clauses()
            self.assertTrue(clauses, record._name)
            for clause in clauses:
                self.assertNotIn("{{", str(clause["body"]))

    # ---------------------------------------------------------------- rights

    def test_everyone_engaged_reads_only_editors_write(self):
        own = self._own()
        for user in self.engaged_by_role.values():
            own.with_user(user).clause_ids[:1].read(["body"])
            self.common.with_user(user).clause_ids[:1].read(["body"])
        for role in ("social_worker", "network_worker", "coordinator", "specialist", "regional", "dpo"):
            with self.subTest(role), self.assertRaises(AccessError):
                own.with_user(self.user_by_role[role]).clause_ids[:1].write({"title": "x"})
        for role in ("manager", "admin"):
            own.with_user(self.user_by_role[role]).clause_ids[:1].write({"title": "x"})
            with self.assertRaises(AccessError):
                self.common.with_user(self.user_by_role[role]).clause_ids[:1].write({"title": "x"})
            with self.assertRaises(AccessError):
                self.common.with_user(self.user_by_role[role]).write({"name": "x"})

    def test_another_office_neither_reads_nor_writes(self):
        maria_nur = self._user("halina", self.gops_nur, "manager", company=self.company_nur)
        with self.assertRaises(AccessError):
            self.common.with_user(maria_nur).copy({"company_id": self.company.id})
        own = self._own()
        with self.assertRaises(AccessError):
            own.with_user(maria_nur).read(["name"])
        with self.assertRaises(AccessError):
            own.clause_ids[:1].with_user(maria_nur).read(["body"])
        with self.assertRaises(AccessError):
            own.clause_ids[:1].with_user(maria_nur).write({"title": "x"})

    def test_text_of_one_office_does_not_move_into_the_papers_of_all(self):
        """The form shows these fields readonly; over RPC the model refuses them."""
        own = self._own().with_user(self.maria)
        clause = own.clause_ids[0]
        nur = self.common.copy({"company_id": self.company_nur.id})
        for template in (self.common, nur):
            with self.assertRefused("not changed by hand", AccessError):
                clause.template_id = template.id
        for values in (
            {"company_id": False}, {"company_id": self.company_nur.id}, {"code": "consent"},
            {"model": "kooperacje.meeting"},
        ):
            with self.subTest(values), self.assertRefused("not changed by hand", AccessError):
                own.write(values)
        with self.assertRaises(AccessError):
            self.env["kooperacje.document.clause"].with_user(self.maria).create({
                "template_id": self.common.id, "body": "<p>Małkinia</p>",
            })
        with self.assertRaises(AccessError):
            self.common.with_user(self.maria).copy({"code": "inny"})
        own.write({"clause_ids": [(0, 0, {"body": "<p>Małkinia</p>"})]})
        self.assertEqual(own.clause_ids[-1].company_id, self.company)

    def test_form_shows_the_placeholders(self):
        own = self._own()
        self.assertIn("office.name", str(own.placeholder_help))
        with Form(own.with_user(self.maria)) as form, form.clause_ids.edit(0) as clause:
            clause.title = "Wstęp"
        self.assertEqual(own.clause_ids[0].title, "Wstęp")

from odoo.tests import tagged

from .common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestOwnEntriesElsewhere(PrivacyCommon):
    """Own entries of Nur stand in records of Nur; whoever may read these reads them, whatever office is chosen.

    Tomasz of the PPP helps families of both offices and mostly has Małkinia chosen at the top of the screen.
    Nina heads the office of Nur; Robert works in the regional centre of both.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._role(cls.tomasz, cls.ppp, "specialist", cls.company_nur)
        cls.nina, cls.pola = cls._users([
            ("nina", cls.gops_nur, "manager", cls.company_nur),
            ("pola", cls.gops_nur, "network_worker", cls.company_nur),
        ])
        env = cls.env(user=cls.nina)
        cls.stage_nur = env["kooperacje.case.stage"].create({"name": "Etap z Nura", "phase": "recognition"}).sudo()
        cls.premise_nur = env["kooperacje.premise"].create({
            "name": "Przesłanka z Nura", "kind": "qualification",
        }).sudo()
        area = cls.env["kooperacje.need"].search([("kind", "=", "area")], limit=1)
        cls.need_nur = env["kooperacje.need"].create({
            "name": "Potrzeba z Nura", "parent_id": area.id,
        }).sudo()
        cls.need_malkinia = cls.env["kooperacje.need"].with_user(cls.maria).create({
            "name": "Potrzeba z Małkini", "parent_id": cls.need_nur.parent_id.id,
        }).sudo()
        cls.case_nur = cls._case(
            cls.olga, cls._person("Nowak", "Adam", cls.company_nur), cls.partnership_nur,
            premise_ids=cls.premise_nur.ids, stage_id=cls.stage_nur.id,
        )
        cls.line_nur = cls.env["kooperacje.case.need"].create({
            "case_id": cls.case_nur.id, "need_id": cls.need_nur.id, "scope_id": False,
        })
        cls._consent(cls.case_nur, cls.ppp)
        cls._team(cls.case_nur, cls.tomasz)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _tomasz(self, record, *companies):
        companies = companies or (self.company,)
        return record.with_user(self.tomasz).with_context(allowed_company_ids=[company.id for company in companies])

    # ------------------------------------------------------------
    # Who is at work in two offices
    # ------------------------------------------------------------

    def test_a_case_of_the_office_not_chosen_is_whole(self):
        case = self._tomasz(self.case_nur)
        self.assertEqual(case.premise_ids.mapped("name"), ["Przesłanka z Nura"])
        self.assertEqual(case.web_read({"premise_ids": {"fields": {"display_name": {}}}})[0]["premise_ids"], [
            {"id": self.premise_nur.id, "display_name": "Przesłanka z Nura"},
        ])
        self.assertEqual(case.stage_id.name, "Etap z Nura")
        self.assertIn(case, case.search([("stage_id.phase", "=", "recognition")]))
        self.assertEqual(self._tomasz(self.line_nur).need_id.name, "Potrzeba z Nura")
        html = self._tomasz(self.env["ir.actions.report"])._render_qweb_html(
            "kooperacje.report_intake", self.case_nur.ids,
        )[0].decode()
        self.assertIn("Potrzeba z Nura", html)

    def test_what_an_office_uses_follows_from_the_office(self):
        used = self._tomasz(self.env["kooperacje.case.stage"])._used_by(self.company_nur)
        self.assertIn(self.stage_nur, used)
        self.assertNotIn(self.stage_nur, used._used_by(self.company))

    def test_the_class_of_files_of_the_office_not_chosen(self):
        common = self.case_nur.file_class_id
        own = self.env["kooperacje.file.class"].with_user(self.nina).with_company(self.company_nur).create({
            "replaces_id": common.id, "symbol": "5140", "name": "Sprawy Nura", "category": "B12",
        })
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._tomasz(self.case_nur).file_class_id, self._tomasz(own))
        self.assertTrue(self._tomasz(own).has_access("read"))
        self.assertFalse(own.with_user(self.anna).with_context(
            allowed_company_ids=[self.company.id]).has_access("read"))

    def test_who_left_the_office_reads_its_entries_no_more(self):
        self.assertTrue(self._tomasz(self.premise_nur).has_access("read"))
        self.tomasz.role_assignment_ids.filtered(
            lambda role: role.company_id == self.company_nur,
        ).date_to = self.yesterday
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.tomasz, self.anna):
            self.assertFalse(self.premise_nur.with_user(user).has_access("read"))
            self.assertNotIn(self.premise_nur, self.premise_nur.with_user(user).search([]))

    # ------------------------------------------------------------
    # What is offered
    # ------------------------------------------------------------

    def test_lists_of_choice_are_of_the_records_office(self):
        """Every field that chooses from such a dictionary says so, forms that are not kept included; or offers common
        entries alone.
        """
        silent, looked = [], 0
        for name, Model in self.env.registry.items():
            if Model._abstract or not Model._auto or not name.startswith("kooperacje."):
                continue
            for field in Model._fields.values():
                if (
                    field.store and not field.related and not field.readonly
                    and field.type in ("many2one", "many2many")
                    and hasattr(self.env.registry[field.comodel_name], "_entry_keys")
                ):
                    looked += 1
                    domain = str(field._description_domain(self.env))
                    if not any(offered in domain for offered in (
                        "'company_id', 'in', [company_id] + [False]", "('company_id', '=', False)",
                    )):
                        silent.append(f"{name}.{field.name}: {domain}")
        self.assertFalse(silent)
        self.assertGreater(looked, 20)

    def test_a_need_is_chosen_of_the_cases_office(self):
        for case, own, foreign in (
            (self.case_nur, self.need_nur, self.need_malkinia), (self.case, self.need_malkinia, self.need_nur),
        ):
            line = self._tomasz(self.env["kooperacje.case.need"], self.company, self.company_nur).new({
                "case_id": case.id,
            })
            offered = [id_ for id_, _name in self._tomasz(self.env["kooperacje.need"], self.company).name_search(
                "Potrzeba z", [("company_id", "in", [line.company_id.id, False])],
            )]
            self.assertIn(own.id, offered)
            self.assertNotIn(foreign.id, offered)

    def test_what_the_office_leaves_out_stays_where_it_stands(self):
        """A word left out is offered no more; records say what they said, and the panel beside the basket opens."""
        group = self.env["kooperacje.target.group"].search([("company_id", "=", False)], limit=1)
        service = self.env["kooperacje.service"].create({
            "name": "Świetlica", "partnership_id": self.partnership.id, "institution_id": self.school.id,
            "state": "verified", "target_group_ids": group.ids,
        })
        self.env["kooperacje.office.word"].create({
            "company_id": self.company.id, "dictionary": group._name, "entry_id": group.id, "is_used": False,
        })
        self.env.flush_all()
        self.env.invalidate_all()
        service = service.with_user(self.piotr)
        self.assertNotIn(group, service.env[group._name].search([]))
        self.assertEqual(service.target_group_ids.ids, group.ids)
        panel = service.search_panel_select_multi_range("target_group_ids")["values"]
        self.assertNotIn(group.id, [value["id"] for value in panel])

    def test_kept_records_show_what_is_left_out(self):
        hidden, looked = [], 0
        for name, Model in self.env.registry.items():
            if Model._abstract or Model._transient or not Model._auto or not name.startswith("kooperacje."):
                continue
            for field in Model._fields.values():
                if field.store and field.type == "many2many" and hasattr(
                    self.env.registry[field.comodel_name], "_worded_names"
                ):
                    looked += 1
                    if field.context.get("active_test") is not False:
                        hidden.append(f"{name}.{field.name}")
        self.assertFalse(hidden)
        self.assertGreater(looked, 5)

    def test_columns_of_the_board(self):
        """An empty column of an office that is not chosen says nothing to who works in the other one."""
        def columns(*companies):
            self.env.invalidate_all()
            Case = self._tomasz(self.env["kooperacje.case"], *companies).with_context(read_group_expand=True)
            return [group["stage_id"][0] for group in Case.web_read_group(
                [], ["stage_id"], ["__count"], auto_unfold=True)["groups"]]
        empty = self.env["kooperacje.case.stage"].with_user(self.nina).create({"name": "Nur", "phase": "plan"})
        self.assertIn(self.stage_nur.id, columns(self.company))
        self.assertNotIn(empty.id, columns(self.company))
        self.assertIn(empty.id, columns(self.company_nur))
        self.assertIn(empty.id, columns(self.company, self.company_nur))

    # ------------------------------------------------------------
    # The regional centre
    # ------------------------------------------------------------

    def test_the_region_reads_what_papers_name(self):
        goal = self.env["kooperacje.partnership.goal"].with_user(self.nina).create({"name": "Cel z Nura"}).sudo()
        barrier = self.env["kooperacje.barrier"].with_user(self.nina).create({"name": "Bariera z Nura"}).sudo()
        plan = self.env["kooperacje.action.plan"].create({
            "partnership_id": self.partnership_nur.id, "line_ids": [(0, 0, {"goal_id": goal.id, "name": "Krok"})],
        })
        self.partnership_nur.regional_centre_id = self.rops
        other = self._institution("ROPS obok (test)", self.type_rops, self.voivodeship)
        rena = self._user("rena", other, "regional", self.company)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.robert.company_ids & self.company_nur)
        html = self.env["ir.actions.report"].with_user(self.robert)._render_qweb_html(
            "kooperacje.report_action_plan_document", plan.ids,
        )[0].decode()
        self.assertIn("Cel z Nura", html)
        for entry in (goal, barrier, self.need_nur):
            self.assertTrue(entry.with_user(self.robert).has_access("read"), entry)
            self.assertFalse(entry.with_user(self.robert).has_access("write"), entry)
            self.assertFalse(entry.with_user(rena).has_access("read"), entry)
        # Nothing of families goes there, so neither do the words for it.
        for entry in (self.premise_nur, self.stage_nur):
            self.assertFalse(entry.with_user(self.robert).has_access("read"), entry)

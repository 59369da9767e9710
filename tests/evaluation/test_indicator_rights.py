import io

import openpyxl
from dateutil.relativedelta import relativedelta
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.suppression import hidden_cells
from odoo.addons.kooperacje.models.evaluation.measures import MEASURES

from .common import FigureCommon

FACT, RELEASED = "kooperacje.indicator.fact", "kooperacje.indicator.released"


class ReleasedCommon(FigureCommon):
    """Families of last year in Małkinia: counts by need and by who reported them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = office_today().year - 1
        cls.day = fields.Date.to_date(f"{cls.year}-05-15")
        cls.january = fields.Date.to_date(f"{cls.year}-01-01")
        cls.needs = cls.need_school | cls.need_debts | cls.need_rare

    @classmethod
    def _families(cls, count, need=None, partnership=None, source="person"):
        """``count`` families reported last year, each with ``need``; by SQL, for tests make them by the hundred."""
        partnership = partnership or cls.partnership
        rows = cls.env.execute_query(SQL(
            """
            INSERT INTO kooperacje_case (
                name, unit_kind, partnership_id, company_id, user_id, stage_id, phase, source, reported_on, create_date)
            SELECT 'T/' || gen_random_uuid(), 'family', %s, %s, %s, %s, 'recognition', %s, %s, now()
              FROM generate_series(1, %s) RETURNING id
            """, partnership.id, partnership.company_id.id, cls.anna.id, cls.stage["recognition"].id, source, cls.day,
            count,
        ))
        ids = [id_ for [id_] in rows]
        if need:
            cls.env["kooperacje.case.need"].create([{"case_id": id_, "need_id": need.id} for id_ in ids])
        return cls.env["kooperacje.case"].browse(ids)

    def _indicator(self, code):
        return self.Indicator.search([("code", "=", code)])

    def _told(self, user, code, partnership=None):
        """``{part or None: amount}`` of what ``user`` reads of last year, as a request of its own would."""
        self.env.invalidate_all()
        rows = self.env[RELEASED].with_user(user).search([
            ("indicator_id.code", "=", code), ("period", "=", self.january),
            ("partnership_id", "=", (partnership or self.partnership).id),
        ])
        return {row.part or None: row.amount for row in rows}


@tagged("post_install", "-at_install")
class TestReleasedFigures(ReleasedCommon):
    """Small counts do not leave the office, by no way of asking (architecture, decision 12)."""

    def test_small_count_is_not_there(self):
        self._families(4, self.need_school)
        self.assertEqual(self._told(self.robert, "cases_new"), {})
        self._families(1, self.need_school)
        self.assertEqual(self._told(self.robert, "cases_new"), {None: 5, "Person": 5})

    def test_a_single_small_part_takes_the_smallest_other_with_it(self):
        self._families(20, self.need_school)
        self._families(7, self.need_debts)
        self._families(2, self.need_rare)
        told = self._told(self.robert, "needs")
        self.assertEqual(told, {None: 29, self.need_school.name: 20})
        self._families(3, self.need_rare)
        self.assertEqual(self._told(self.robert, "needs"), {
            None: 32, self.need_school.name: 20, self.need_debts.name: 7, self.need_rare.name: 5,
        })

    def test_families_count_and_not_their_requests(self):
        """Ten entries on the card of one family tell of one family."""
        case = self._families(6)[0]
        kind = self.env["kooperacje.activity.kind"].search([("code", "=", "LETTER")])
        self.env["kooperacje.activity.log"].create([
            {"case_id": case.id, "user_id": self.anna.id, "date": self.day, "kind_id": kind.id, "duration": 1}
        ] * 10)
        self.assertEqual(self._told(self.robert, "work_hours"), {})
        self.assertEqual(self._told(self.robert, "cases_new"), {None: 6, "Person": 6})

    def test_workbook_holds_what_the_screen_tells(self):
        """Partnership × indicator, a sheet for each year; not one figure that the list withholds (RUR-99, 103, 104)."""
        self._families(6)
        self._families(4, partnership=self.partnership_nur)
        self.env.invalidate_all()
        book = openpyxl.load_workbook(io.BytesIO(self.env[RELEASED].with_user(self.robert)._workbook()))
        self.assertEqual(book.sheetnames[:2], ["Sprawozdanie", f"Rok {office_today().year}"])
        cases = self._indicator("cases_new").with_context(lang="pl_PL").name
        rows = [
            (row[0], row[5]) for row in book[f"Rok {self.year}"].iter_rows(min_row=4, values_only=True)
            if row[3] == cases
        ]
        self.assertEqual(rows, [(self.partnership.name, 6)], "four families of Nur are told nowhere")
        cells = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
        self.assertNotIn(self.case.name, cells)
        book = openpyxl.load_workbook(io.BytesIO(self.env[RELEASED].with_user(self.olga)._workbook()))
        self.assertNotIn(self.partnership.name, [
            value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
        ])
        with self.assertRaises(AccessError):
            self.env[RELEASED].with_user(self.env.ref("base.user_admin"))._workbook()

    def test_share_is_told_of_enough_families_on_both_sides(self):
        """Of ten families nine: the tenth could be meant. All or none tells of no one in particular."""
        cases = self._families(10)
        for case in cases:
            line = self._plan_line(self._plan(case))
            self._asked(line, self.day, self.day + relativedelta(days=7), state="accepted", answered_on=self.day)
        self.env.flush_all()
        self.assertEqual(self._told(self.robert, "referrals_in_time"), {None: 10})
        late = self.env["kooperacje.referral"].search([("line_id.case_id", "in", cases[:4].ids)])
        late.write({"answered_on": self.day + relativedelta(days=9)})
        self.assertEqual(self._told(self.robert, "referrals_in_time"), {})
        self.assertEqual(self._told(self.robert, "referrals"), {None: 10})
        late = self.env["kooperacje.referral"].search([("line_id.case_id", "in", cases[:5].ids)])
        late.write({"answered_on": self.day + relativedelta(days=9)})
        self.assertEqual(self._told(self.robert, "referrals_in_time"), {None: 5})

    def test_number_of_teams_is_no_personal_figure(self):
        """Every member reads the register with each team (K3D-146); what the number is told apart by stays inside."""
        families = self._families(8)
        for family in families[:3]:
            self._task_team(family, self.day)
        for code in ("teams_new", "teams_open"):
            for user in (self.robert, self.tomasz, self.piotr):
                with self.subTest(code, user=user.login):
                    self.assertEqual(self._told(user, code), {None: 3})
        self.assertEqual(self._told(self.robert, "team_institutions"), {}, "a mean of three families")
        values = self.Indicator._released_values(
            self.partnership, self.january, self.january + relativedelta(years=1, days=-1),
        )[self.partnership.id]
        self.assertEqual((values["teams_new"], values["teams_closed"]), ((3, []), (0, [])))
        rolled = self._rolled_up("teams_open")
        self.assertEqual(rolled.pop(None), (3, True, 1))
        self.assertFalse(any(amount for amount, *_rest in rolled.values()), "no part of it")

    def test_parts_of_teams_are_not_had_from_their_total(self):
        """The total is exact, so a small part is withheld with the smallest other, and shown ones are of enough."""
        labels = dict(self.env["kooperacje.team"]._fields["decided_stage"]._description_selection(self.env))
        families = self._families(22)
        for number, family in enumerate(families):
            self._task_team(family, self.day, decided_stage=list(labels)[0 if number < 2 else 1])
        self.assertEqual(self._told(self.robert, "teams_new"), {None: 22}, "of 2 and 20 neither is told")
        for number, team in enumerate(families.team_ids):
            team.decided_stage = list(labels)[0 if number < 2 else 1 if number < 8 else 2]
        self.env.flush_all()
        told = self._told(self.robert, "teams_new")
        self.assertEqual(told, {None: 22, labels[list(labels)[2]]: 14}, "2 and 6 are withheld together")

    def test_state_is_told_in_steps(self):
        """What came and what is there would tell how many left."""
        self._families(13)
        self.assertEqual(self._told(self.robert, "cases_open")[None], 15)
        self.assertEqual(self._value("cases_open"), 13)

    def test_office_may_ask_for_more(self):
        self._families(7)
        self.company.kooperacje_small_count = 8
        self.assertEqual(self._told(self.robert, "cases_new"), {})
        settings = self.env["kooperacje.office.settings"].with_user(self.maria).create({"company_id": self.company.id})
        settings.kooperacje_small_count = 6
        settings.action_save()
        self.assertEqual(self._told(self.robert, "cases_new"), {None: 7, "Person": 7})
        settings.kooperacje_small_count = 4
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            settings.action_save()
            self.env.flush_all()

    def test_asking_in_other_ways_tells_no_more(self):
        """Counting, grouping, exporting, probing by domain and ordering are made of the rows that may be told."""
        self._families(20, self.need_school)
        self._families(2, self.need_rare)
        Released = self.env[RELEASED].with_user(self.robert)
        here = [("partnership_id", "=", self.partnership.id), ("period", "=", self.january)]
        needs = [*here, ("indicator_id.code", "=", "needs")]
        self.assertEqual(Released.search_count([*needs, ("part", "=", self.need_rare.name)]), 0)
        self.assertEqual(Released.search_count([*needs, ("amount", "<", 5)]), 0)
        self.assertEqual(Released.search_count([*needs, ("is_total", "=", False)]), 0, "the other went with it")
        groups = Released.formatted_read_group(needs, ["part"], ["amount:sum", "__count"])
        self.assertEqual([group["amount:sum"] for group in groups], [22])
        for aggregate in ("value:avg", "amount:max", "amount:min", "base:sum", "partnership_id:count_distinct"):
            for group in Released.formatted_read_group(needs, ["is_total", "part"], [aggregate]):
                self.assertNotIn(group[aggregate], (2, 20), aggregate)
        self.robert.group_ids += self.env.ref("base.group_allow_export")
        exported = Released.search(needs).export_data(["part", "amount", "value"])["datas"]
        self.assertEqual([row[1] for row in exported], [22])
        # Shorter spans than a year do not exist.
        self.assertFalse(Released.search([("period", "not in", [
            fields.Date.to_date(f"{year}-01-01") for year in range(self.year - 5, self.year + 2)
        ])]))
        # Nor anything by way of what the rows point at.
        for path in ("indicator_id.create_uid", "partnership_id.company_id.user_ids"):
            self.assertFalse(Released.search([*needs, (f"{path}.login", "=like", "x%")]))

    def test_released_rows_change_for_nobody(self):
        row = self._families(6) and self.env[RELEASED].with_user(self.robert).search([], limit=1)
        for user in (self.robert, self.maria, self.adam):
            for change in (lambda r: r.write({"amount": 1}), lambda r: r.unlink(), lambda r: r.create({})):
                with self.assertRefused(AccessError, "."):
                    change(row.with_user(user))

    def test_own_partnerships_alone(self):
        self._families(9)
        self._families(8, partnership=self.partnership_nur)
        for user in (self.anna, self.ewa, self.irena, self.adam, self.piotr):
            self.assertEqual(self._told(user, "cases_new"), {None: 9, "Person": 9}, user.login)
            self.assertEqual(self._told(user, "cases_new", self.partnership_nur), {}, user.login)
        self.assertEqual(self._told(self.olga, "cases_new"), {})
        self.assertEqual(self._told(self.robert, "cases_new", self.partnership_nur), {None: 8, "Person": 8})
        other = self._institution("ROPS innego województwa", self.type_rops, self.voivodeship)
        stranger = self._user("stranger", other, "regional")
        self.env["kooperacje.role.assignment"].search([("user_id", "=", stranger.id)])
        self.partnership_nur.regional_centre_id = other
        self.assertEqual(self._told(stranger, "cases_new", self.partnership_nur), {None: 8, "Person": 8})
        self.assertEqual(self._told(self.robert, "cases_new", self.partnership_nur), {})

    def test_role_that_ended_sees_nothing(self):
        self._families(9)
        role = self.env["kooperacje.role.assignment"].search([("user_id", "=", self.robert.id)])
        role.date_to = office_today() - relativedelta(days=1)
        with self.assertRefused(AccessError, "."):
            self._told(self.robert, "cases_new")

    def test_running_month_is_not_told(self):
        """Day by day one would see who has just come."""
        today = office_today()
        cases = self._families(6)
        cases.write({"reported_on": today.replace(day=1)})
        Released = self.env[RELEASED].with_user(self.robert)
        self.assertFalse(Released.search([("indicator_id.code", "=", "cases_new"), ("period", ">=", self.january)]))

    def test_withheld_parts_are_those_of_the_pure_rule(self):
        """The view against ``kernels/suppression.py``, on many tables."""
        tables = [
            (1, 2, 3), (4, 5, 6), (5, 5, 1), (12, 4, 9), (7, 2, 2), (6, 1, 1), (30, 5, 4), (4, 4, 4), (5, 5, 5),
            (3, 0, 40), (2, 8, 8),
        ]
        for counts in tables:
            cases = self.env["kooperacje.case"]
            expected = {need.name: count for need, count in zip(self.needs, counts, strict=True) if count}
            for need, count in zip(self.needs, counts, strict=True):
                if count:
                    cases |= self._families(count, need)
            hidden = hidden_cells(dict(sorted(expected.items())))
            told = self._told(self.robert, "needs")
            if sum(counts) < 5:
                self.assertFalse(told)
            else:
                self.assertEqual(told.pop(None), sum(counts), counts)
                self.assertEqual(set(told), set(expected) - hidden, counts)
            cases.need_line_ids.unlink()
            cases.write({"reported_on": "2001-01-01"})

    def test_values_for_papers(self):
        self._families(6, self.need_school)
        self._families(2, self.need_rare, self.partnership_nur)
        both = self.partnership | self.partnership_nur
        values = self.Indicator._released_values(both, self.january, self.january + relativedelta(years=1, days=-1))
        self.assertEqual(values[self.partnership.id]["cases_new"], (6, [("Person", 6)]))
        self.assertEqual(values[self.partnership.id]["needs"], (6, [(self.need_school.name, 6)]))
        self.assertEqual(values[self.partnership_nur.id]["cases_new"], (None, []))
        self.assertEqual(values[self.partnership_nur.id]["needs"], (None, []))
        self.assertEqual(values[self.partnership_nur.id]["consultations"], (0, []))
        self.assertEqual(set(values[self.partnership.id]), set(MEASURES))

    # -- all partnerships of the voivodeship --------------------------------

    def _rolled_up(self, code):
        found = self.env[RELEASED].with_user(self.robert)._rolled_up([self.year], self.rops)
        indicator = self._indicator(code)
        return {
            part: (amount, whole, told) for (id_, period, part), (amount, _base, whole, told) in found.items()
            if id_ == indicator.id and period == self.january
        }

    def _more(self, count):
        """Further partnerships of the voivodeship."""
        return self.partnership.union(*(
            self._partnership(f"PZK {number} (test)", self.company_nur, self.commune_nur) for number in range(count)
        )) - self.partnership

    def test_voivodeship_counts_what_many_withhold(self):
        """Three and four families in two communes are told of neither: each head would know the other's count. Of four
        communes two heads who put theirs together do not know which of the others has how many.
        """
        self._families(3, self.need_rare)
        self._families(4, self.need_rare, self.partnership_nur)
        self.assertEqual(self._rolled_up("needs"), {None: (None, False, 0), self.need_rare.name: (None, False, 0)})
        for partnership in self._more(2):
            self._families(3, self.need_rare, partnership)
        self.assertEqual(self._rolled_up("needs"), {None: (13, True, 0), self.need_rare.name: (13, True, 0)})

    def test_voivodeship_does_not_give_one_commune_away(self):
        self._families(20, self.need_rare)
        self._families(4, self.need_rare, self.partnership_nur)
        self.assertEqual(self._rolled_up("needs")[None], (None, False, 1), "20 is of one commune, 24 would tell four")
        for partnership, count in zip(self._more(2), (12, 9), strict=True):
            self._families(count, self.need_rare, partnership)
        self.assertEqual(self._rolled_up("needs")[None], (41, False, 3), "45 would tell the four")

    def test_a_head_does_not_learn_another_s_count_from_the_voivodeship(self):
        """Of two communes the sum less one's own is the other's; a city makes up the sum nearly alone."""
        self._families(20)
        self._families(14, partnership=self.partnership_nur)
        self.assertEqual(self._rolled_up("cases_new")[None], (None, False, 2))
        [third] = self._more(1)
        self._families(6, partnership=third)
        self.assertEqual(self._rolled_up("cases_new")[None], (40, True, 3))
        self._families(60)
        self.assertEqual(self._rolled_up("cases_new")[None], (None, False, 3), "6 are less than a tenth of 80")

    def test_a_part_is_not_told_of_one_commune_because_the_total_is_not_told(self):
        """What four communes withhold of the rare need is safe in its sum, and must leave it with the total: then the
        sum would be that of one city, to the family.
        """
        self._families(20, self.need_rare)
        self._families(75, self.need_debts)
        self._families(4, self.need_rare, self.partnership_nur)
        for partnership in self._more(3):
            self._families(3, self.need_rare, partnership)
        self.assertEqual(set(self._rolled_up("needs").values()), {(None, False, 1)})

    def test_parts_of_the_voivodeship_do_not_give_one_commune_away(self):
        """What is left out of a part could be had from the total of all parts."""
        self._families(4, self.need_rare)
        for partnership in self.partnership | self.partnership_nur | self._more(1):
            self._families(6, self.need_school, partnership)
            self._families(10, self.need_debts, partnership)
        rolled = self._rolled_up("needs")
        self.assertEqual(rolled[None], (52, True, 3))
        # In Małkinia "school" is withheld with "rare"; here "rare" (4 families of one commune) must not be had either.
        whole = {part: amount for part, (amount, is_whole, _told) in rolled.items() if is_whole and part}
        self.assertEqual(whole, {self.need_debts.name: 30})


@tagged("post_install", "-at_install")
class TestExactFigures(ReleasedCommon):
    """Exact figures stay with those who answer for the office; what is behind them with those who may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.day.replace(day=1)
        cls.families = cls._families(3, cls.need_school)
        cls.team = cls._task_team(cls.families[0], cls.day)
        cls.env["kooperacje.access"]._derive(SQL("c.id = ANY(%s)", cls.families.ids))

    def _facts(self, user, code):
        rows = self.env[FACT].with_user(user).search([("indicator_id.code", "=", code), ("period", "=", self.month)])
        return {(row.partnership_id, row.part or None): row.value for row in rows}

    def test_manager_sees_all_network_worker_registers(self):
        self.assertEqual(self._facts(self.maria, "cases_new"), {(self.partnership, "Person"): 3})
        self.assertEqual(self._facts(self.maria, "teams_new"), {(self.partnership, "Diagnosis"): 1})
        self.assertEqual(self._facts(self.piotr, "teams_new"), {(self.partnership, "Diagnosis"): 1})
        self.assertEqual(self._facts(self.piotr, "cases_new"), {})
        seen = self.env[FACT].with_user(self.piotr).search([]).mapped("protection")
        self.assertEqual(set(seen), {"open", "register"})
        groups = self.env[FACT].with_user(self.piotr).formatted_read_group([], ["protection"], ["amount:sum"])
        self.assertNotIn("case", [group["protection"] for group in groups])

    def test_manager_without_authorisation_sees_registers_alone(self):
        """What is counted in cases is closed to whom the cases are closed (art. 100 ust. 6 u.p.s.)."""
        head = self._user("nowa", self.ops, "manager", authorised=False)
        self.assertEqual(self._facts(head, "teams_new"), {(self.partnership, "Diagnosis"): 1})
        self.assertEqual(self._facts(head, "cases_new"), {})

    def test_nobody_else_sees_any(self):
        for user in (self.anna, self.ewa, self.tomasz, self.robert, self.irena, self.adam):
            with self.assertRefused(AccessError, "."):
                self._facts(user, "cases_new")
            with self.assertRefused(AccessError, "."):
                self.env[FACT].with_user(user).formatted_read_group([], ["part"], ["amount:sum"])
            with self.assertRefused(AccessError, "."):
                self.env[FACT].with_user(user).search_count([("amount", "=", 3)])
        helena = self._user("helena", self.gops_nur, "manager", company=self.company_nur)
        self.assertEqual(self._facts(helena, "cases_new"), {})

    def test_sums_over_months_and_parts(self):
        """A share over rows is that of all of them; a state over months their average; indicators do not mix."""
        Fact = self.env[FACT].with_user(self.maria)
        self._families(1, self.need_school).write({"reported_on": self.day + relativedelta(months=1)})
        [[new]] = Fact._read_group([
            ("indicator_id.code", "=", "cases_new"), ("period", ">=", self.january), ("period", "<", self.january
             + relativedelta(years=1))], [], ["value:avg"])
        self.assertEqual(new, 4)
        [[held]] = Fact._read_group([
            ("indicator_id.code", "=", "cases_open"), ("period", "in", [self.month, self.month
             + relativedelta(months=1)])], [], ["value:avg"])
        self.assertEqual(held, 3.5)
        [[mixed]] = Fact._read_group([("indicator_id.code", "in", ["cases_new", "teams_new"])], [], ["value:avg"])
        self.assertFalse(mixed)
        kinds = {kind.code: kind.id for kind in self.env["kooperacje.activity.kind"].search([])}
        self.env["kooperacje.activity.log"].create([
            {"case_id": self.families[0].id, "user_id": self.anna.id, "date": day, "kind_id": kinds[kind]}
            for day, kind in ((self.day, "LETTER"), (self.day + relativedelta(months=1), "LETTER"),
                              (self.day + relativedelta(months=1), "CONSULTATION"),
                              (self.day + relativedelta(months=1), "CONSULTATION"))
        ])
        [[formal]] = Fact._read_group([("indicator_id.code", "=", "contacts_formal")], [], ["value:avg"])
        self.assertEqual(formal, 50, "two of four, and not the mean of 100 and 33")

    def test_months_agree_with_values(self):
        """The list and the values of reports count the same thing."""
        last = self.month + relativedelta(months=1, days=-1)
        values = self.Indicator._values(self.partnership, self.month, last)[self.partnership.id]
        groups = self.env[FACT].with_user(self.maria)._read_group(
            [("period", "=", self.month), ("partnership_id", "=", self.partnership.id)], ["indicator_id"],
            ["value:avg"],
        )
        counted = {indicator.code: round(value, 2) for indicator, value in groups}
        self.assertGreater(len(counted), 5)
        for code, value in values.items():
            self.assertEqual(counted.get(code, None if value is None else 0), value, code)

    def test_records_behind_a_figure(self):
        indicator, days = self._indicator("cases_new"), (self.month, self.month + relativedelta(months=1, days=-1))
        action = indicator.with_user(self.maria).action_open_records(self.partnership.id, *days)
        self.assertEqual(action["res_model"], "kooperacje.case")
        self.assertEqual(set(action["domain"][0][2]), set(self.families.ids))
        self.assertEqual(
            set(indicator.with_user(self.maria).action_open_records(self.partnership.id, *days, part="Person")[
                "domain"][0][2]), set(self.families.ids),
        )
        self.assertFalse(indicator.with_user(self.maria).action_open_records(
            self.partnership.id, *days, part="Institution")["domain"][0][2])
        row = self.env[FACT].with_user(self.maria).search([
            ("indicator_id", "=", indicator.id), ("period", "=", self.month)])
        self.assertEqual(row.action_open_records()["domain"], action["domain"])

    def test_records_stay_in_the_office(self):
        days = (self.month, self.month + relativedelta(months=1, days=-1))
        for code in ("cases_new", "teams_new", "needs"):
            for user in (self.robert, self.ewa, self.irena, self.adam, self.anna):
                with self.assertRefused(AccessError, "stays in the office"):
                    self._indicator(code).with_user(user).action_open_records(self.partnership.id, *days)
        with self.assertRefused(AccessError, "stays in the office"):
            self._indicator("cases_new").with_user(self.piotr).action_open_records(self.partnership.id, *days)
        with self.assertRefused(AccessError, "."):
            self._indicator("cases_new").with_user(self.olga).action_open_records(self.partnership.id, *days)

    def test_network_worker_opens_the_register(self):
        days = (self.month, self.month + relativedelta(months=1, days=-1))
        action = self._indicator("teams_new").with_user(self.piotr).action_open_records(self.partnership.id, *days)
        self.assertEqual((action["res_model"], action["domain"][0][2]), ("kooperacje.team", self.team.ids))

    def test_every_indicator_opens(self):
        """Whatever the manager presses opens a list he may read."""
        days = (self.january, office_today())
        for indicator in self.Indicator.search([]):
            action = indicator.with_user(self.maria).action_open_records(self.partnership.id, *days)
            self.env[action["res_model"]].with_user(self.maria).search(action["domain"])
            self.assertEqual(action["res_model"], MEASURES[indicator.code].records[0])

    def test_switched_off_is_not_shown(self):
        self._indicator("cases_new").active = False
        self.assertEqual(self._facts(self.maria, "cases_new"), {})

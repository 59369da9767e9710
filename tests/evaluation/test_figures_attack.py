import random
from datetime import date
from itertools import combinations

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import BaseCase, tagged
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import suppression
from odoo.addons.kooperacje.models.evaluation.measures import STEP

from .attack import Attack
from .test_indicator_rights import RELEASED, ReleasedCommon

SOURCES = ("person", "family", "worker")


@tagged("post_install", "-at_install")
class TestFiguresAttackKernel(BaseCase):
    """The solver finds what can be had, and the pure rules leave nothing to be had."""

    def test_what_follows(self):
        attack = Attack()
        attack.learn({"a": 1, "b": 1, "c": 1}, 12)
        attack.learn({"a": 1, "b": 1}, 9)
        attack.learn({"d": 1, "a": -1}, 0, 2)
        attack.learn({"a": 1}, 7)
        found = attack.solve()
        self.assertEqual(found, {"a": (7, 7), "b": (2, 2), "c": (3, 3), "d": (7, 9)})

    def test_no_two_insiders_fix_a_third(self):
        """Every remainder that may be told, of up to six offices, against every pair of them."""
        told = 0
        for size in range(1, 7):
            for counts in combinations([1, 1, 2, 2, 3, 3, 4, 4, 4, 4], size):
                if not suppression.rest_is_safe(counts):
                    continue
                told += 1
                for insiders in combinations(range(size), 2):
                    attack = Attack(most=suppression.THRESHOLD - 1)
                    attack.learn(dict.fromkeys(range(size), 1), sum(counts))
                    for insider in insiders:
                        attack.learn({insider: 1}, counts[insider])
                    for name, (least, most) in attack.solve().items():
                        if name not in insiders:
                            self.assertLess(least, most, (counts, insiders, name))
        self.assertGreater(told, 10)

    def test_contributors(self):
        for counts, safe in (
            ([30, 30], False), ([30, 30, 4], False), ([30, 30, 5], True), ([100, 30, 9], False), ([100, 30, 10], True),
            ([6, 5, 5], True), ([], False),
        ):
            self.assertEqual(suppression.sum_is_safe(counts), safe, counts)


@tagged("post_install", "-at_install")
class TestFiguresAttack(ReleasedCommon):
    """All that is published of one year, month by month, in two languages, read by two heads who put together what
    they know: no count of families below the threshold is determined.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.new = cls.Indicator.search([("code", "=", "cases_new")])
        # The rest would be counted thirteen times for nothing.
        (cls.Indicator.search([]) - cls.new).active = False
        cls.offices = cls.partnership | cls.partnership_nur
        for number in range(4):
            cls.offices |= cls._partnership(f"PZK {number} (test)", cls.company_nur, cls.commune_nur)
        cls.offices.regional_centre_id = cls.rops
        cls.env.flush_all()

    def _world(self, seed):
        """``{(partnership, source, month): families}``: offices of a village and of a town, quiet and busy months."""
        chance = random.Random(seed)
        weight = {office.id: chance.choice([0, 1, 1, 3]) for office in self.offices}
        world = {}
        for office in self.offices:
            for source in SOURCES:
                for month in range(1, 13):
                    count = chance.choice([0, 0, 1, 1, 2]) * weight[office.id] if chance.random() < 0.6 else 0
                    world[office.id, source, month] = count
        rows = [
            (office, source, date(self.year, month, 10)) for (office, source, month), count in world.items()
            for _number in range(count)
        ]
        for office in self.offices:
            for source in SOURCES:
                days = [day for one, other, day in rows if (one, other) == (office.id, source)]
                if days:
                    cases = self._families(len(days), partnership=office, source=source)
                    self.env.cr.execute(SQL(
                        "UPDATE kooperacje_case c SET reported_on = day.day"
                        " FROM unnest(%s, %s) day(id, day) WHERE c.id = day.id", cases.ids, days,
                    ))
        self.env.invalidate_all()
        return world

    def _published(self, lang):
        """``({(partnership, source or None): number}, {source or None: (number, whether of all)})`` as of now."""
        self.env.invalidate_all()
        Released = self.env[RELEASED].with_user(self.robert).with_context(lang=lang)
        labels = dict(self.env["kooperacje.case"].with_context(lang=lang)._fields["source"]._description_selection(
            self.env(context={"lang": lang}),
        ))
        sources = {label: source for source, label in labels.items()} | {None: None, False: None}
        told = {
            (row.partnership_id.id, sources[row.part or None]): row.amount
            for row in Released.search([("period", "=", self.january), ("indicator_id", "=", self.new.id)])
        }
        summed = Released._rolled_up([self.year], self.rops)
        rolled = {
            sources[part]: (amount, whole)
            for (id_, _period, part), (amount, _base, whole, _told) in summed.items() if id_ == self.new.id
        }
        return told, rolled

    def _learn(self, attack, month, told, rolled, *, is_running):
        def sum_of(office, source):
            return {
                (one.id, other, month): 1 for one in self.offices if office in (None, one.id)
                for other in SOURCES if source in (None, other)
            }

        step = STEP - 1 if is_running else 0
        for (office, source), number in told.items():
            attack.learn(sum_of(office, source), number, number + step)
        for source, (number, is_whole) in rolled.items():
            if number is not None:
                attack.learn(sum_of(None, source), number, number + step if is_whole else attack.most)

    def _attack(self, world):
        """Yields for each pair of heads what they find, and the number of families it truly is."""
        public = Attack()
        for month in range(1, 13):
            for office in self.offices.ids:
                for source in SOURCES:
                    new = {(office, source, month): 1, ("new", office, source, month): -1}
                    public.learn(new | ({(office, source, month - 1): -1} if month > 1 else {}), 0)
        for month in range(1, 13):
            with freeze_time(date(self.year, month, 5) + relativedelta(months=1)):
                languages = [self._published(lang) for lang in ("en_US", "pl_PL")]
                self.assertEqual(*languages, "what is withheld depends on who reads")
                self._learn(public, month, *languages[0], is_running=month < 12)
        truth = {}
        for (office, source, month), count in world.items():
            truth["new", office, source, month] = count
            truth[office, source, month] = sum(world[office, source, one] for one in range(1, month + 1))
        for heads in combinations(self.offices.ids, 2):
            attack = Attack()
            attack.bounds, attack.conditions = dict(public.bounds), list(public.conditions)
            for name, count in truth.items():
                if name[-3] in heads:
                    attack.learn({name: 1}, count)
            found = attack.solve()
            for name, count in truth.items():
                self.assertTrue(found[name][0] <= count <= found[name][1], "the solver is sound")
                if name[-3] not in heads and 0 < count < suppression.THRESHOLD:
                    yield heads, name, count, found[name]

    def test_no_small_count_is_determined(self):
        for seed in (1, 5):
            with self.subTest(seed=seed):
                world = self._world(seed)
                small = 0
                for heads, name, count, (least, most) in self._attack(world):
                    small += 1
                    self.assertLess(least, most, f"{heads} know {name}: {count}")
                self.assertGreater(small, 100)
                self.env.cr.execute("UPDATE kooperacje_case SET reported_on = '2001-01-01' WHERE name LIKE 'T/%'")

    def test_language_chooses_nothing(self):
        """Of two parts of equal size the same one goes with the small one, whatever they are called."""
        for source, count in (("person", 6), ("worker", 6), ("family", 6), ("ex_officio", 6), ("institution", 2)):
            self._families(count, source=source)
        told = {}
        for lang in ("en_US", "pl_PL"):
            labels = dict(self.env["kooperacje.case"]._fields["source"]._description_selection(
                self.env(context={"lang": lang}),
            ))
            self.env.invalidate_all()
            rows = self.env[RELEASED].with_user(self.robert).with_context(lang=lang).search([
                ("period", "=", self.january), ("partnership_id", "=", self.partnership.id), ("is_total", "=", False),
            ])
            told[lang] = {source for source, label in labels.items() if label in rows.mapped("part")}
            self.assertEqual(len(told[lang]), 3)
        self.assertEqual(told["en_US"], told["pl_PL"])

    def test_the_running_year_waits_with_what_no_step_hides(self):
        """A share told in March and in April tells how the newcomer is."""
        self.Indicator.with_context(active_test=False).search([("code", "=", "contacts_formal")]).active = True
        kind = self.env["kooperacje.activity.kind"].search([("code", "=", "LETTER")])
        families = self._families(8)
        self.env["kooperacje.activity.log"].create([
            {"case_id": family.id, "user_id": self.anna.id, "date": self.day, "kind_id": kind.id} for family in families
        ])
        self.env.flush_all()
        for moment, number in ((date(self.year, 9, 5), {}), (date(self.year + 1, 1, 5), {None: 8})):
            with freeze_time(moment):
                self.assertEqual(self._told(self.robert, "contacts_formal"), number)

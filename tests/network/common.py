from contextlib import contextmanager
from datetime import timedelta

from odoo import Command

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon


class _TakenBack(Exception):
    """Ends a savepoint that nothing is to be kept of."""


class NetworkCommon(KooperacjeCommon):
    """One record of every kind that the partnership of Małkinia keeps, each by its short name in ``self.kept``.

    Helena is head and network worker of Nur next door, Wit works there and in Małkinia: what an attempt of his is
    refused with is the rule itself, never the lack of rights.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = office_today()
        cls.helena = cls._user("helena", cls.gops_nur, "manager", company=cls.company_nur)
        cls._role(cls.helena, cls.gops_nur, "network_worker", cls.company_nur)
        cls.wit = cls._user("wit", cls.ops, "network_worker")
        cls._role(cls.wit, cls.gops_nur, "network_worker", cls.company_nur)
        cls.maria.partner_id.write({"name": "Maria Kierowniczka", "function": "kierownik ośrodka"})
        cls.ewa.partner_id.write({
            "name": "Ewa Dyrektorska", "function": "dyrektor szkoły", "is_decision_maker": True,
        })
        cls.karol = cls.env["res.partner"].create({
            "name": "Karol Powiatowy", "function": "specjalista", "parent_id": cls.pcpr.id,
        })
        cls.goal = cls.env["kooperacje.partnership.goal"].search([], limit=1)
        cls.of_school = cls._member(cls.school)
        cls.of_school.write({"representative_id": cls.ewa.partner_id.id})
        cls.kept = cls._records(cls.partnership)

    def _new(self):
        """``{short name: values}`` with which somebody who may adds one more of each kind."""
        key, office = {"partnership_id": self.partnership.id}, {"company_id": self.company.id}
        next_year = self.today.year + 1
        return {
            "agreement": {"name": "Nowe", "kind": "other", **office},
            "signatory": {"agreement_id": self.kept["agreement"].id, "party_id": self.pcpr.id},
            "plan": {**key, "year": next_year},
            "action": {"plan_id": self.kept["plan"].id, "goal_id": self.goal.id, "name": "Nowe"},
            "course": {"provider_id": self.rops.id, "name": "Nowe"},
            "membership": {**key, "institution_id": self.university.id},
            "partnership": {"name": "PZK Nowe", "variant": "rural", **office},
            "role": {"user_id": self.jan.id, "institution_id": self.ops.id, "role": "network_worker", **office},
            "step": {**key, "name": "Nowy", "stage_id": self.kept["step"].stage_id.id},
            "appointment": {**key, "authority": "Wójt"},
            "authorisation": {**key, "authority": "Wójt", "person_id": self.maria.partner_id.id},
            "county_diagnosis": dict(key),
            "decision": {**key, "name": "Nowa", "authority": "Rada Gminy"},
            "composition": {**key, "description": "Nowy"},
            "cost": {**key, "name": "Nowy", "kind": "travel"},
            "enrolment": {
                **key, "course_id": self.kept["course"].id, "partner_id": self.maria.partner_id.id,
            },
            "leader": {**key, "name": "Nowa"},
            "paper": {"role_id": self.kept["role"].id, "kind": "secrecy"},
            "problem": {**key, "description": "Nowy"},
            "recommendation": {**key, "name": "Nowa"},
            "regulation": dict(key),
            "support": {**key, "kind": "advice", "description": "Nowy"},
            "representation": {
                "membership_id": self.kept["membership"].id, "partner_id": self.maria.partner_id.id,
            },
            "suspension": {
                "membership_id": self.kept["membership"].id, "date_from": "2026-01-01", "reason": "Nowe",
            },
        }

    @classmethod
    def _member(cls, institution, partnership=None):
        return (partnership or cls.partnership).membership_ids.filtered(lambda m: m.institution_id == institution)

    @classmethod
    def _records(cls, partnership):
        """``{short name: record}``; drafts, as the superuser makes them."""
        env, office, key = cls.env, partnership.leader_id, {"partnership_id": partnership.id}
        role = env["kooperacje.role.assignment"].search([
            ("company_id", "=", partnership.company_id.id), ("role", "=", "social_worker"),
        ], order="id", limit=1)
        worker = role.user_id.partner_id
        agreement = env["kooperacje.agreement"].create({
            "name": "Wdrażanie Modelu", "kind": "county", "company_id": partnership.company_id.id,
            "partnership_ids": [Command.set(partnership.ids)], "party_ids": [Command.set((office | cls.pcpr).ids)],
            # Eighteen months: until June of next year, whatever day it is.
            "date_from": f"{cls.today.year}-01-01", "signatory_ids": [
                Command.create({"party_id": party.id, "name": "Jan Podpisujący", "function": "kierownik"})
                for party in office | cls.pcpr
            ],
        })
        plan = env["kooperacje.action.plan"].create({**key, "line_ids": [Command.create({
            "name": "Szkolenie", "goal_id": cls.goal.id, "owner_id": office.id, "date_to": cls.today,
        })]})
        course = env["kooperacje.school.course"].create({
            "name": "Rozmowa z rodziną", "provider_id": cls.rops.id, "hours": 6, "date_from": cls.today,
        })
        membership = cls._member(cls.ngo, partnership)
        membership.representative_id = cls._head(cls.ngo)
        return {
            "agreement": agreement, "signatory": agreement.signatory_ids[:1], "plan": plan, "action": plan.line_ids,
            "course": course, "membership": membership, "partnership": partnership, "role": role,
            "step": partnership.step_ids.filtered(lambda step: step.obligation == "optional")[:1],
            "appointment": env["kooperacje.appointment"].create({
                **key, "authority": "Kierownik ośrodka", "person_id": worker.id,
            }),
            "authorisation": env["kooperacje.authorisation"].create({
                **key, "authority": "Wójt Gminy", "person_id": worker.id, "person_function": "kierownik",
            }),
            "county_diagnosis": env["kooperacje.county.diagnosis"].create({
                **key, "intensity": "Wiele rodzin", "resources": "Poradnia", "construction": "Osobno",
                "conclusions": "Wdrożyć Model",
            }),
            "decision": env["kooperacje.authority.decision"].create({
                **key, "name": "Wdrażanie Modelu", "authority": "Wójt Gminy", "level": "both",
            }),
            "composition": env["kooperacje.composition.request"].create({**key, "description": "Brakuje kuratora"}),
            "cost": env["kooperacje.cost"].create({
                **key, "name": "Posiedzenie", "kind": "travel", "partner_id": worker.id, "place_from": "Małkinia",
                "place_to": "Ostrów", "vehicle": "car", "distance": 38,
            }),
            "enrolment": env["kooperacje.school.enrolment"].create({
                **key, "course_id": course.id, "partner_id": worker.id,
            }),
            "leader": env["kooperacje.leader.person"].create({**key, "name": "Rodzina Liderska"}),
            "paper": env["kooperacje.role.paper"].create({"role_id": role.id}),
            "problem": env["kooperacje.problem"].create({**key, "description": "Szkoła nie przychodzi"}),
            "recommendation": env["kooperacje.recommendation"].create({**key, "name": "Dowóz do poradni"}),
            "regulation": env["kooperacje.regulation"].create(key),
            "support": env["kooperacje.support.request"].create({
                **key, "kind": "training", "description": "Szkolenie animatorów",
            }),
            "representation": env["kooperacje.membership.representation"].create({
                "membership_id": membership.id, "partner_id": worker.id, "date_from": "2024-01-01",
                "date_to": "2024-02-29",
            }),
            "suspension": env["kooperacje.membership.suspension"].create({
                "membership_id": membership.id, "date_from": "2024-01-01", "date_to": "2024-02-29", "reason": "remont",
            }),
        }

    @contextmanager
    def undone(self):
        """What is done inside is taken back, whether it was refused or not."""
        try:
            with self.env.cr.savepoint():
                yield
                raise _TakenBack
        except _TakenBack:
            pass

    def _in(self, record, values):
        """``record`` as past steps left it: written past every guard and rule."""
        record = record.sudo()
        if hasattr(record, "_unguarded"):
            record = record._unguarded()
        if "document_state" in record._fields:
            # What was signed is frozen for the program too.
            values = {"document_state": record.document_state, **values}
            record.document_state = "draft"
        record.write({name: value for name, value in values.items() if name != "document_state"})
        if "document_state" in values:
            record.document_state = values["document_state"]
        self.env.flush_all()
        self.env.invalidate_all()

    def _yesterday(self, days=1):
        return self.today - timedelta(days=days)

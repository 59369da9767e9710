from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import LONG_AGO, KooperacjeCommon

NEXT_YEAR = office_today() + timedelta(days=365)


class TeamCommon(KooperacjeCommon):
    """The Nowak family of Małkinia, run by Anna; their team is Anna and Tomasz of the PPP.

    Barbara lives with her son Kuba, the grandmother Halina elsewhere; Barbara has named her sister Ewa guardian of
    Kuba. The consent covers the method and the PPP, not a consultation without the family. Zofia has been invited
    and has not answered.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        # The day at the office: for an hour or two of each night it is not the day of UTC.
        cls.today = office_today()
        Stage = cls.env["kooperacje.case.stage"]
        if not Stage.search_count([]):
            Stage.create({"name": "Rozpoznanie (test)", "phase": "recognition"})
        cls.need_school = cls._need("T.1", "Szkoła (test)")
        cls.need_debt = cls._need("T.2", "Zadłużenie (test)")
        cls.therapy = cls._service("Terapia rodzinna (test)", cls.ppp, need_ids=[Command.set(cls.need_school.ids)])
        cls.club = cls._service("Świetlica (test)", cls.school)
        cls.barbara = cls._person("Barbara", "Nowak")
        cls.kuba = cls._person("Jakub", "Nowak")
        cls.halina = cls._person("Halina", "Nowak")
        cls.aunt = cls._person("Ewa", "Lis")
        cls.case = cls._case(cls.anna)
        cls.consent = cls._consent(cls.case, "method", cls.ppp)
        cls.team = cls.env["kooperacje.team"].create({"case_id": cls.case.id})
        cls.member_anna = cls._member(cls.team, cls.anna, cls.ops)
        cls.member = cls._member(cls.team, cls.tomasz, cls.ppp)
        cls.member_zofia = cls._member(cls.team, cls.zofia, cls.ngo, state="invited")
        cls.env.flush_all()

    @classmethod
    def _need(cls, code, name):
        return cls.env["kooperacje.need"].create({"code": code, "name": name, "kind": "local"})

    @classmethod
    def _service(cls, name, institution, state="verified", partnership=None, **values):
        return cls.env["kooperacje.service"].create({
            "name": name, "institution_id": institution.id, "partnership_id": (partnership or cls.partnership).id,
            "state": state, **values,
        })

    @classmethod
    def _person(cls, first, last):
        return cls.env["kooperacje.person"].create({
            "first_name": first, "last_name": last, "company_id": cls.company.id,
        })

    @classmethod
    def _case(cls, user, persons=True):
        case = cls.env["kooperacje.case"].create({
            "partnership_id": cls.partnership.id, "user_id": user.id,
            "need_line_ids": [Command.create({"need_id": need.id}) for need in cls.need_school | cls.need_debt],
        })
        if persons:
            cls.env["kooperacje.case.person"].create([
                {"case_id": case.id, "person_id": cls.barbara.id, "relation": "main"},
                {"case_id": case.id, "person_id": cls.kuba.id, "relation": "child"},
                {"case_id": case.id, "person_id": cls.halina.id, "relation": "grandparent", "in_household": False},
                {"case_id": case.id, "person_id": cls.aunt.id, "relation": "other_relative", "in_household": False,
                 "guardian_kind": "informal"},
            ])
        return case

    @classmethod
    def _consent(cls, case, *what, date_from=LONG_AGO, date_to=NEXT_YEAR):
        """A signed paper with the statements ``what``: kinds, or institutions to share data with."""
        scope = cls.env["kooperacje.data.scope"].search([], limit=1) or cls.env["kooperacje.data.scope"].create({
            "name": "Rodzina (test)", "code": "test",
        })
        consent = cls.env["kooperacje.consent"].create({"case_id": case.id})
        cls.env["kooperacje.consent.statement"].create([{
            "consent_id": consent.id, "date_from": date_from, "date_to": date_to,
            **({"kind": item} if isinstance(item, str) else {
                "kind": "sharing", "institution_id": item.id, "scope_ids": [Command.set(scope.ids)],
            }),
        } for item in what])
        consent.write({"document_state": "signed", "signed_on": date_from})
        return consent

    @classmethod
    def _member(cls, team, user, institution, state="accepted"):
        return cls.env["kooperacje.team.member"].create({
            "team_id": team.id, "institution_id": institution.id, "partner_id": user.partner_id.id, "state": state,
            "date_from": LONG_AGO if state == "accepted" else False,
        })

    @classmethod
    def _meeting(cls, days=7, user=None, **values):
        """A meeting of the team, ``days`` from today at noon in Poland, made by Anna."""
        start = datetime.combine(cls.today, datetime.min.time()) + timedelta(days=days, hours=10)
        return cls.env["kooperacje.meeting"].with_user(user or cls.anna).create({
            **({} if values.get("kind") == "partnership" else {"team_id": cls.team.id}), "start": start, **values,
        })

    @contextmanager
    def assertRefused(self, regex, error=UserError):
        """Refused with a message that matches ``regex``, and nothing left behind."""
        with self.assertRaisesRegex(error, regex), self.env.cr.savepoint():
            yield

    def _participant(self, meeting, who):
        return meeting.participant_ids.filtered(lambda p: who in (p.member_id, p.person_id, p.partner_id))

    def _held(self, **values):
        """A first meeting of yesterday that Anna has recorded, with Barbara and Tomasz."""
        meeting = self._meeting(days=-1, **values)
        for who in (self.barbara, self.member, self.member_anna):
            self._participant(meeting, who).action_present()
        meeting.action_hold()
        return meeting

    def _plan(self, case=None, user=None):
        """A plan of Anna's with one goal and the therapy."""
        plan = self.env["kooperacje.plan"].with_user(user or self.anna).create({"case_id": (case or self.case).id})
        self.env["kooperacje.goal"].with_user(user or self.anna).create({
            "plan_id": plan.id, "name": "Kuba chodzi do szkoły", "measure": "Lista obecności",
            "service_line_ids": [Command.create({"service_id": self.therapy.id, "member_id": self.member.id})],
        })
        return plan

    def _read_cost(self, records, specification):
        """Queries of reading a list of ``records`` as their user, with the caches of fields and rules warm."""
        for _turn in ("warm", "measured"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.web_search_read([("id", "in", records.ids)], specification)
        return self.env.cr.sql_log_count - before

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.casework.common import CaseworkCommon


class FigureCommon(CaseworkCommon):
    """Records of an office as they are after some time, made by the superuser without walking each step of the Model.

    Figures are counted of the month before the last one, from ``first`` to ``last``: neither running nor cut off.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = (office_today() - relativedelta(months=2)).replace(day=1)
        cls.last = cls.first + relativedelta(months=1, days=-1)
        cls.before, cls.after = cls.first - relativedelta(days=1), cls.last + relativedelta(days=1)
        cls.middle = cls.first + relativedelta(days=9)
        cls.decline = cls.env["kooperacje.premise"].search([("kind", "=", "decline")], limit=2)
        cls.Indicator = cls.env["kooperacje.indicator"]

    @classmethod
    def _family(cls, reported_on=None, needs=None, partnership=None, **values):
        """A case as it stands in the files: by its dates, without persons."""
        partnership = partnership or cls.partnership
        return cls.env["kooperacje.case"].create({
            "partnership_id": partnership.id, "user_id": cls.anna.id, "reported_on": reported_on or cls.middle,
            "need_line_ids": [Command.create({"need_id": need.id}) for need in needs or cls.env["kooperacje.need"]],
            **values,
        })

    @classmethod
    def _closed(cls, case, day):
        premise = cls.env["kooperacje.premise"].search([("kind", "=", "end")], limit=1)
        case.write({"stage_id": cls.stage["closed"].id, "closing_premise_id": premise.id})
        case.write({"closed_on": day})
        return case

    @classmethod
    def _task_team(cls, case, decided_on=None, closed_on=None, state="active", **values):
        return cls.env["kooperacje.team"].create({
            "case_id": case.id, "decided_on": decided_on or cls.middle, "state": "closed" if closed_on else state,
            "closed_on": closed_on or False, **values,
        })

    @classmethod
    def _invited(cls, team, user, **values):
        member = cls.env["kooperacje.team.member"].create({
            "team_id": team.id, "institution_id": user.partner_id.parent_id.id, "partner_id": user.partner_id.id,
        })
        member.write(values)
        return member

    @classmethod
    def _plan(cls, case):
        """A plan in preparation, past the gate of the consent, as those taken over from paper are."""
        [[plan_id]] = cls.env.execute_query(SQL(
            "INSERT INTO kooperacje_plan (case_id, company_id, version, state) VALUES (%s, %s, 1, 'draft')"
            " RETURNING id", case.id, case.company_id.id,
        ))
        plan = cls.env["kooperacje.plan"].browse(plan_id)
        cls.env["kooperacje.goal"].create({"plan_id": plan.id, "name": "Cel"})
        return plan

    @classmethod
    def _signed(cls, *plans, on=None):
        for plan in plans:
            plan.write({"state": "signed", "signed_on": on or cls.middle})

    @classmethod
    def _plan_line(cls, plan, service=None, **values):
        line = cls.env["kooperacje.plan.service"].create({
            "goal_id": plan.goal_ids[:1].id, "service_id": (service or cls.therapy).id,
        })
        line.write(values)
        return line

    @classmethod
    def _asked(cls, line, requested_on, answer_due=None, **values):
        return cls.env["kooperacje.referral"].create({
            "name": "/", "line_id": line.id, "requested_by_id": cls.anna.id, "requested_on": requested_on,
            "answer_due": answer_due or requested_on + relativedelta(days=7), **values,
        })

    @classmethod
    def _met(cls, start, team=None, kind=None, state="held", **values):
        meeting = cls.env["kooperacje.meeting"].create({
            "start": start, "partnership_id": cls.partnership.id, "team_id": team.id if team else False,
            **({"kind": kind} if kind else {}), **values,
        })
        meeting.write({"state": state})
        return meeting

    @classmethod
    def _value(cls, code, partnership=None, date_from=None, date_to=None):
        partnership = partnership or cls.partnership
        values = cls.Indicator._values(partnership, date_from or cls.first, date_to or cls.last)
        return values[partnership.id][code]

from datetime import datetime, timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command

from odoo.addons.kooperacje.tests.casework.course import CourseCommon

SCALE = {f"level_{key}": f"poziom {key}" for key in ("m2", "m1", "0", "p1", "p2")}


class FamilyCommon(CourseCommon):
    """The Nowaks with one record of every kind that a course of work leaves behind, in the state work leaves it in.

    Tomasz of the PPP is in the team and may read everything that is shared; the plan is in force.
    """

    @classmethod
    def _whole(cls, case, signer):
        """One record of each model of casework and meetings in ``case``, by short name."""
        consent = cls._consent(case, cls.ppp, cls.school, signer=signer)
        cls._statement(consent, "sharing", cls.ppp).sudo().scope_ids = cls.env["kooperacje.data.scope"].search([])
        team = cls.env["kooperacje.team"].create({"case_id": case.id})
        member, invited = cls.env["kooperacje.team.member"].create([
            {"team_id": team.id, "institution_id": institution.id, "partner_id": partner.id}
            for institution, partner in ((cls.ppp, cls.tomasz.partner_id), (cls.school, cls.barbara))
        ])
        cls.env["kooperacje.team.member"].create({
            "team_id": team.id, "institution_id": cls.ops.id, "partner_id": case.user_id.partner_id.id,
        })._join()
        member._join()
        team._refresh_state()
        plan = cls.env["kooperacje.plan"].create({
            "case_id": case.id, "main_goal": "Spokój w domu",
            "goal_ids": [Command.create({"name": "Kuba chodzi do szkoły", **SCALE})],
        })
        line = cls.env["kooperacje.plan.service"].create({
            "goal_id": plan.goal_ids.id, "service_id": cls.therapy.id, "member_id": member.id,
        })
        action = cls.env["kooperacje.plan.action"].create({
            "plan_id": plan.id, "name": "Telefon do szkoły", "member_id": member.id,
        })
        plan._freeze(cls.today)
        rating = cls.env["kooperacje.goal.rating"].create({"goal_id": plan.goal_ids.id, "level": "0"})
        line.with_user(case.user_id).action_request()
        diagnosis = cls.env["kooperacje.diagnosis"].create({
            "case_id": case.id, "kind": "team", "line_ids": [Command.create({
                "area_id": cls.env["kooperacje.diagnosis.area"].search([], limit=1).id, "family_view": "Ciasno",
            })],
        })
        start = datetime.combine(cls.today, datetime.min.time()) - timedelta(days=0, hours=-7)
        meeting = cls.env["kooperacje.meeting"].create({
            "team_id": team.id, "start": start, "family_perspective": "Boję się", "worker_perspective": "Spokojnie",
            "members_perspective": "Będzie dobrze", "diagnosis_id": diagnosis.id,
        })
        meeting.participant_ids.action_present()
        decision = cls.env["kooperacje.decision"].create({
            "meeting_id": meeting.id, "name": "Badanie słuchu", "member_id": member.id,
            "deadline": cls.today + timedelta(days=30),
        })
        point = cls.env["kooperacje.meeting.agenda"].create({"meeting_id": meeting.id, "name": "Powitanie"})
        meeting.action_hold()
        assessment = cls._assess(cls, case).with_env(cls.env)
        project = cls._project(case)
        line_of = {"project_id": project.id, "name": "Biurko"}
        qualification = cls.env["kooperacje.qualification"].create({
            "case_id": case.id, "vote_ids": [Command.create({
                "institution_id": cls.school.id, "vote": "abstained", "reason": "Mało wiemy",
            })],
        })
        return SimpleNamespace(
            case=case, consent=consent, statement=cls._statement(consent, "sharing", cls.ppp), team=team, member=member,
            invited=invited, plan=plan, goal=plan.goal_ids, line=line, action=action, rating=rating,
            referral=line.referral_ids, diagnosis=diagnosis, area=diagnosis.line_ids, meeting=meeting,
            decision=decision, point=point, assessment=assessment, assessed=assessment.line_ids[:1], project=project,
            participant=meeting.participant_ids.filtered(lambda line: line.member_id == member),
            need=case.need_line_ids[:1], person_line=case.case_person_ids[:1], person=signer,
            document=cls.env["kooperacje.case.document"].create({
                "case_id": case.id, "issuer": "Poradnia", "is_office_only": False,
                "scope_id": cls.env.ref("kooperacje.data_scope_health").id,
            }),
            contract=cls.env["kooperacje.case.contract"].create({"case_id": case.id, "name": "KS/1"}),
            qualification=qualification, vote=qualification.vote_ids,
            undertaking=cls.env["kooperacje.secrecy.undertaking"].create({
                "team_id": team.id, "guest_name": "ks. Józef Ćwikliński",
            }),
            entry=cls.env["kooperacje.activity.log"].with_user(case.user_id).create({
                "case_id": case.id, "kind_id": cls.env.ref("kooperacje.activity_kind_visit").id, "duration": 1.5,
                "description": "Rozmowa o długach",
            }).with_env(cls.env),
            **{f"project_{part}": cls.env[f"kooperacje.social.project.{part}"].create(line_of)
               for part in ("action", "budget", "indicator")},
            project_partner=cls.env["kooperacje.social.project.partner"].create({
                **line_of, "institution_id": cls.school.id,
            }),
        )

    @classmethod
    def _project(cls, case):
        return cls.env["kooperacje.social.project"].with_user(case.user_id).create({
            "case_id": case.id, "kind": "family", "name": "Kąt do nauki", "diagnosis": "Brak miejsca do nauki",
            "addressees": "Dzieci", "aim": "Dzieci odrabiają lekcje", "date_from": cls.today, "date_to": cls.today,
        }).with_env(cls.env)

    @classmethod
    def _unprinted(cls, model):
        """Issue papers of ``model`` without the seconds that printing takes."""
        return patch.object(type(cls.env[model]), "_document_render", lambda document: b"%PDF-1.4 test")

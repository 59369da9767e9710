from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PrivacyCommon

# Who may do what with the records of the Kowalskis' case: r(ead), w(rite), c(reate), u(nlink). A role not named may
# do nothing. This is the access contract of the addon; a right given or taken elsewhere makes this test fail.
LEAD = {"social_worker": "rwc", "manager": "rwc"}
LINES = {"social_worker": "rwcu", "manager": "rwcu"}
CONTRACT = {
    "kooperacje.case": {**LEAD, "specialist": "r"},
    "kooperacje.person": {**LEAD, "specialist": "r"},
    # What hangs on a person is the office's own: whom the family shares its names with reads none of it.
    "kooperacje.person.representation": LINES,
    "kooperacje.person.change": {"social_worker": "rw", "manager": "rw"},
    "kooperacje.person.notice": LINES,
    "kooperacje.person.pair": {"social_worker": "rcu", "manager": "rcu"},
    "kooperacje.person.merged": {"manager": "r", "dpo": "r"},
    "kooperacje.case.person": {**LINES, "specialist": "r"},
    "kooperacje.case.need": {**LINES, "specialist": "r"},
    "kooperacje.report.card": {"social_worker": "rc", "manager": "rc", "coordinator": "c", "specialist": "c"},
    "kooperacje.qualification": LEAD,
    "kooperacje.qualification.vote": LINES,
    "kooperacje.consent": {**LEAD, "dpo": "r"},
    "kooperacje.consent.statement": {**LEAD, "dpo": "r"},
    "kooperacje.team": {**LEAD, "specialist": "r", "network_worker": "r"},
    "kooperacje.team.member": {**LINES, "specialist": "r", "network_worker": "r"},
    "kooperacje.closing.survey": {"social_worker": "r", "manager": "r", "network_worker": "r"},
    # A member's own open survey: nobody else changes it, those who run the case record interviews beside it.
    "kooperacje.team.statement": {"social_worker": "rc", "manager": "rc", "specialist": "rwcu"},
    "kooperacje.assessment": {**LINES, "specialist": "r"},
    "kooperacje.assessment.line": {"social_worker": "rw", "manager": "rw", "specialist": "r"},
    "kooperacje.aftercare.contact": LEAD,
    "kooperacje.aftercare.goal": LEAD,
    "kooperacje.handover": {"social_worker": "rc", "manager": "rc"},
    "kooperacje.plan": {**LEAD, "specialist": "r"},
    "kooperacje.goal": {**LINES, "specialist": "r"},
    "kooperacje.case.contract": {**LINES, "specialist": "r"},
    # What others issued is not deleted; whether a member reads it says the office for each.
    "kooperacje.case.document": {**LEAD, "specialist": "r"},
    # The line of the list of cases: the program writes it.
    "kooperacje.file.entry": {"social_worker": "r", "manager": "r"},
    # What keeps a case from being erased: ended, never deleted.
    "kooperacje.hold": {**LEAD, "dpo": "r"},
    # The social worker who leads the case, not the head.
    "kooperacje.blue.card": {"social_worker": "rcu"},
    "kooperacje.diagnosis": {**LEAD, "specialist": "r"},
    "kooperacje.diagnosis.line": {**LINES, "specialist": "r"},
    "kooperacje.goal.rating": {**LINES, "specialist": "r"},
    "kooperacje.plan.action": {**LINES, "specialist": "r"},
    "kooperacje.plan.service": {**LINES, "specialist": "r"},
    "kooperacje.meeting": {**LEAD, "specialist": "r"},
    "kooperacje.meeting.participant": {**LINES, "specialist": "r"},
    "kooperacje.decision": {**LINES, "specialist": "r"},
    "kooperacje.meeting.agenda": {**LINES, "specialist": "r"},
    "kooperacje.secrecy.undertaking": LEAD,
    "kooperacje.social.project": {**LINES, "specialist": "r"},
    "kooperacje.social.project.action": {**LINES, "specialist": "r"},
    "kooperacje.social.project.budget": {**LINES, "specialist": "r"},
    "kooperacje.social.project.indicator": {**LINES, "specialist": "r"},
    "kooperacje.social.project.partner": {**LINES, "specialist": "r"},
    # A line of Anna's: the manager reads it, a guest neither hers nor anybody's; everyone writes own lines.
    "kooperacje.activity.log": {"social_worker": "rwcu", "manager": "rc", "specialist": "c"},
    # What left the office: who leads the case and the head. Nobody makes the record of a hand-over but its step.
    "kooperacje.dispatch": LEAD,
    "kooperacje.release": {"social_worker": "r", "manager": "r"},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


class MatrixCommon(PrivacyCommon):
    """The case of the Kowalskis with a record of every model of case data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.export = cls.env.ref("base.group_allow_export")
        cls.team_member = cls.env["kooperacje.team.member"].create({
            "team_id": cls.team.id, "institution_id": cls.ppp.id, "partner_id": cls._colleague(cls.ppp).id,
        })
        cls.need = cls.env["kooperacje.need"].create({"name": "Wsparcie (test)", "code": "T1"})
        cls.other_need = cls.env["kooperacje.need"].create({"name": "Poradnictwo (test)", "code": "T2"})
        cls.case_need = cls.env["kooperacje.case.need"].create({"case_id": cls.case.id, "need_id": cls.need.id})
        cls.area, cls.other_area = cls.env["kooperacje.diagnosis.area"].create([
            {"name": "Sen (test)", "code": "T1"}, {"name": "Odpoczynek (test)", "code": "T2"},
        ])
        cls.diagnosis = cls.env["kooperacje.diagnosis"].create({
            "case_id": cls.case.id, "line_ids": [Command.create({"area_id": cls.area.id})],
        })
        cls.contract = cls.env["kooperacje.case.contract"].create({"case_id": cls.case.id, "name": "KS/1"})
        cls.plan_in_force = cls.env["kooperacje.plan"].create({
            "case_id": cls.case.id, "state": "signed", "signed_on": cls.yesterday,
        })
        cls.rating = cls._rating()
        cls.plan = cls.env["kooperacje.plan"].create({
            "case_id": cls.case.id, "team_id": cls.team.id, "version": 2, "previous_id": cls.plan_in_force.id,
            "goal_ids": [Command.create({"name": "Powrót do szkoły"}), Command.create({"name": "Spokój w domu"})],
        })
        cls.action = cls.env["kooperacje.plan.action"].create({
            "plan_id": cls.plan.id, "name": "Telefon do szkoły", "member_id": cls.team.member_ids[0].id,
        })
        cls.service = cls._service()
        cls.line = cls.env["kooperacje.plan.service"].create({
            "goal_id": cls.plan.goal_ids[0].id, "service_id": cls.service.id,
        })
        cls.meeting = cls.env["kooperacje.meeting"].create({
            "partnership_id": cls.partnership.id, "team_id": cls.team.id,
            "start": cls.env.cr.now() + timedelta(days=7),
        })
        cls.participant = cls.env["kooperacje.meeting.participant"].create({
            "meeting_id": cls.meeting.id, "kind": "guest", "guest_name": "Ciocia",
        })
        cls.decision = cls.env["kooperacje.decision"].create({
            "meeting_id": cls.meeting.id, "name": "Rozmowa z wychowawcą", "deadline": cls.next_year,
            "member_id": cls.team.member_ids[0].id,
        })
        cls.point = cls.env["kooperacje.meeting.agenda"].create({"meeting_id": cls.meeting.id, "name": "Powitanie"})
        cls.undertaking = cls.env["kooperacje.secrecy.undertaking"].create({
            "team_id": cls.team.id, "guest_name": "Ciocia",
        })
        cls.entry = cls.env["kooperacje.activity.log"].with_user(cls.anna).create({
            "case_id": cls.case.id, "kind_id": cls.env.ref("kooperacje.activity_kind_visit").id, "duration": 1,
        }).with_env(cls.env)
        cls.report_card = cls.env["kooperacje.report.card"].create({
            "partnership_id": cls.partnership.id, "institution_id": cls.school.id, "state": "accepted",
            "case_id": cls.case.id,
        })
        cls.qualification = cls.env["kooperacje.qualification"].create({
            "case_id": cls.case.id, "vote_ids": [Command.create({"institution_id": cls.school.id})],
        })
        cls.records = {
            "kooperacje.report.card": cls.report_card, "kooperacje.qualification": cls.qualification,
            "kooperacje.qualification.vote": cls.qualification.vote_ids,
            "kooperacje.case": cls.case, "kooperacje.person": cls.person,
            "kooperacje.case.person": cls.case.case_person_ids, "kooperacje.case.need": cls.case_need,
            "kooperacje.consent": cls.consent, "kooperacje.consent.statement": cls.sharing,
            "kooperacje.team": cls.team, "kooperacje.team.member": cls.team_member, "kooperacje.plan": cls.plan,
            "kooperacje.goal": cls.plan.goal_ids[1], "kooperacje.goal.rating": cls.rating,
            "kooperacje.case.contract": cls.contract, "kooperacje.file.entry": cls.case.file_entry_id,
            "kooperacje.case.document": cls.env["kooperacje.case.document"].create({
                "case_id": cls.case.id, "issuer": "Poradnia", "is_office_only": False,
                "scope_id": cls.env.ref("kooperacje.data_scope_health").id,
            }),
            "kooperacje.hold": cls.env["kooperacje.hold"].create({"case_id": cls.case.id}),
            "kooperacje.blue.card": cls.env["kooperacje.blue.card"].create({"case_id": cls.case.id}),
            "kooperacje.diagnosis": cls.diagnosis, "kooperacje.diagnosis.line": cls.diagnosis.line_ids,
            "kooperacje.plan.action": cls.action, "kooperacje.plan.service": cls.line,
            "kooperacje.meeting": cls.meeting, "kooperacje.meeting.participant": cls.participant,
            "kooperacje.decision": cls.decision, "kooperacje.meeting.agenda": cls.point,
            "kooperacje.secrecy.undertaking": cls.undertaking, "kooperacje.activity.log": cls.entry,
        }
        cls._course_records()
        cls._project_records()
        cls.records |= {
            "kooperacje.dispatch": cls.env["kooperacje.dispatch"].create({
                "case_id": cls.case.id, "subject": "Pismo", "recipient_name": "Halina Kowalska", "way": "hand",
            }),
            "kooperacje.release": cls.env["kooperacje.release"].create({
                "case_id": cls.case.id, "company_id": cls.company.id, "kind": "eadm", "reason": "Skarga",
                "released_by_id": cls.anna.id,
            }),
        }
        cls.other_person = cls._person("Nowak", "Jan")
        cls.env["kooperacje.case.person"].create({
            "case_id": cls._case(cls.anna).id, "person_id": cls.other_person.id,
        })
        cls._person_records()

    @classmethod
    def _person_records(cls):
        """What hangs on a person: a title, a change and whom it was told to, a namesake, a record merged into it."""
        of_person = {"person_id": cls.person.id}
        cls.person.write({"last_name": "Kowalska-Nowak"})
        change = cls.person.change_ids
        cls.twin = cls._person("Kowalska", "Helena")
        cls.env["kooperacje.case.person"].create({"case_id": cls.case.id, "person_id": cls.twin.id})
        cls.records |= {
            "kooperacje.person.change": change,
            **{f"kooperacje.person.{name}": cls.env[f"kooperacje.person.{name}"].create({**of_person, **values})
               for name, values in (
                   ("representation", {"representative_id": cls.twin.id, "kind": "parent"}),
                   ("pair", {"other_id": cls.twin.id}), ("merged", {"former_number": 1}),
               )},
            "kooperacje.person.notice": cls.env["kooperacje.person.notice"].create({
                "change_id": change.id, "institution_id": cls.school.id,
            }),
        }

    @classmethod
    def _course_records(cls):
        """What the course of a case leaves: an assessment, a closing survey, a contact of after-care, an offer."""
        cls.kamil = cls._user("kamil", cls.ops, "social_worker")
        assessment = cls.env["kooperacje.assessment"].create({"case_id": cls.case.id})
        cls.ended = cls._case(cls.anna)
        cls._consent(cls.ended)
        cls.ended_goals = cls.env["kooperacje.goal"].create([{
            "plan_id": plan.id, "name": name,
        } for plan in cls.env["kooperacje.plan"].create({"case_id": cls.ended.id}) for name in ("Praca", "Mieszkanie")])
        cls.ended.write({
            "stage_id": cls.env.ref("kooperacje.case_stage_aftercare").id, "aftercare_until": cls.next_year,
            "closing_premise_id": cls.env.ref("kooperacje.premise_end_goals").id,
        })
        cls.records |= {
            "kooperacje.closing.survey": cls.team._record_closing_survey(
                cls.tomasz.partner_id, "email", cls.team.decided_on,
            ),
            "kooperacje.team.statement": cls.env["kooperacje.team.statement"].create({
                "team_id": cls.team.id, "way": "survey", "strengths": "Szybkie ustalenia.",
                "member_id": cls.team.member_ids.filtered(lambda one: one.partner_id == cls.tomasz.partner_id).id,
            }),
            "kooperacje.assessment": assessment,
            "kooperacje.assessment.line": cls.env["kooperacje.assessment.line"].create({
                "assessment_id": assessment.id, "kind": "goal", "name": "Szkoła",
            }),
            "kooperacje.aftercare.contact": cls.env["kooperacje.aftercare.contact"].create({
                "case_id": cls.ended.id, "goal_line_ids": [Command.create({"goal_id": cls.ended_goals[0].id})],
            }),
            "kooperacje.handover": cls.env["kooperacje.handover"].create({
                "case_id": cls.case.id, "to_user_id": cls.kamil.id, "reason": "Zmiana rejonu",
            }),
        }
        cls.records["kooperacje.aftercare.goal"] = cls.records["kooperacje.aftercare.contact"].goal_line_ids

    @classmethod
    def _project_records(cls):
        """A social project for the family, with a line of each kind."""
        cls.project = cls.env["kooperacje.social.project"].create({
            "case_id": cls.case.id, "kind": "family", "name": "Kąt do nauki", "user_id": cls.anna.id,
        })
        line = {"project_id": cls.project.id, "name": "Biurko"}
        cls.records |= {
            "kooperacje.social.project": cls.project,
            **{f"kooperacje.social.project.{part}": cls.env[f"kooperacje.social.project.{part}"].create(line)
               for part in ("action", "budget", "indicator")},
            "kooperacje.social.project.partner": cls.env["kooperacje.social.project.partner"].create({
                **line, "institution_id": cls.school.id,
            }),
        }

    @classmethod
    def _colleague(cls, institution):
        return cls.env["res.partner"].create({"name": "Koleżanka", "parent_id": institution.id})

    @classmethod
    def _rating(cls):
        """The scale of a goal of the plan in force, rated once."""
        scale = {f"level_{key}": "x" for key in ("m2", "m1", "0", "p1", "p2")}
        cls.plan_in_force.sudo().state = "draft"
        goal = cls.env["kooperacje.goal"].create({"plan_id": cls.plan_in_force.id, "name": "Szkoła", **scale})
        cls.plan_in_force.state = "signed"
        return cls.env["kooperacje.goal.rating"].create({"goal_id": goal.id, "level": "0"})

    @classmethod
    def _service(cls):
        return cls.env["kooperacje.service"].create({
            "partnership_id": cls.partnership.id, "institution_id": cls.ppp.id, "name": "Konsultacja",
            "state": "verified",
        })


@tagged("post_install", "-at_install")
class TestMatrixAccess(MatrixCommon):
    """Every role × every model of case data × every operation, on real records of Małkinia."""

    def _new_values(self, name, user):
        """Values with which ``user`` would make another record of the model in the same case."""
        case = {"case_id": self.case.id}
        return {
            "kooperacje.case": {"partnership_id": self.partnership.id, "user_id": user.id},
            "kooperacje.person": {"last_name": "Kowalski", "first_name": "Marek", "company_id": self.company.id},
            "kooperacje.person.representation": {"person_id": self.twin.id, "representative_id": self.person.id},
            "kooperacje.person.change": {"person_id": self.person.id, "kind": "sex"},
            "kooperacje.person.notice": {
                "change_id": self.records["kooperacje.person.change"].id, "institution_id": self.ppp.id,
            },
            "kooperacje.person.pair": {"person_id": self.person.id, "other_id": self.other_person.id},
            "kooperacje.person.merged": {"person_id": self.person.id, "former_number": 2},
            "kooperacje.case.person": {**case, "person_id": self.other_person.id, "relation": "child"},
            "kooperacje.case.need": {**case, "need_id": self.other_need.id},
            "kooperacje.report.card": {
                "partnership_id": self.partnership.id, "institution_id": user.partner_id.parent_id.id,
            },
            "kooperacje.qualification": case,
            "kooperacje.qualification.vote": {
                "qualification_id": self.qualification.id, "institution_id": self.pcpr.id,
            },
            "kooperacje.consent": case,
            "kooperacje.consent.statement": {
                "consent_id": self.draft_consent.id, "kind": "sharing", "institution_id": self.school.id,
                "date_from": self.today, "date_to": self.next_year,
            },
            "kooperacje.team": case,
            "kooperacje.team.member": {
                "team_id": self.team.id, "institution_id": self.school.id, "partner_id": self.ewa.partner_id.id,
            },
            "kooperacje.closing.survey": {
                "team_id": self.team.id, "sent_on": self.today, "sent_by_id": user.id, "channel": "email",
            },
            "kooperacje.team.statement": {
                "team_id": self.team.id, "moment": "after", "lacking": "Wspólnego lokalu.",
                "way": "survey" if user == self.tomasz else "interview",
                "member_id": self.records["kooperacje.team.statement"].member_id.id,
            },
            "kooperacje.assessment": case,
            "kooperacje.assessment.line": {
                "assessment_id": self.records["kooperacje.assessment"].id, "kind": "goal", "name": "Inny cel",
            },
            "kooperacje.aftercare.contact": {"case_id": self.ended.id},
            "kooperacje.aftercare.goal": {
                "contact_id": self.records["kooperacje.aftercare.contact"].id, "goal_id": self.ended_goals[1].id,
            },
            "kooperacje.handover": {"case_id": self.ended.id, "to_user_id": self.kamil.id, "reason": "Urlop"},
            "kooperacje.plan": case,
            "kooperacje.goal": {"plan_id": self.plan.id, "name": "Nowy cel"},
            "kooperacje.case.contract": case, "kooperacje.hold": case,
            "kooperacje.case.document": {**case, "issuer": "Sąd"},
            "kooperacje.file.entry": {
                **case, "list_id": self.case.file_entry_id.list_id.id, "name": "OPS.1.1.2020", "number": 9,
            },
            "kooperacje.blue.card": {"case_id": self._case(self.anna).id},
            "kooperacje.diagnosis": case,
            "kooperacje.diagnosis.line": {"diagnosis_id": self.diagnosis.id, "area_id": self.other_area.id},
            "kooperacje.goal.rating": {"goal_id": self.rating.goal_id.id, "level": "1"},
            "kooperacje.plan.action": {
                "plan_id": self.plan.id, "name": "Wizyta w domu", "member_id": self.team.member_ids[0].id,
            },
            "kooperacje.plan.service": {"goal_id": self.plan.goal_ids[0].id, "service_id": self.service.id},
            "kooperacje.meeting": {
                "partnership_id": self.partnership.id, "team_id": self.team.id, "kind": "team_next",
                "start": self.env.cr.now() + timedelta(days=30),
            },
            "kooperacje.meeting.participant": {
                "meeting_id": self.meeting.id, "kind": "guest", "guest_name": "Babcia",
            },
            "kooperacje.decision": {
                "meeting_id": self.meeting.id, "name": "Wizyta", "deadline": self.next_year,
                "member_id": self.team.member_ids[0].id,
            },
            "kooperacje.meeting.agenda": {"meeting_id": self.meeting.id, "name": "Zasady"},
            "kooperacje.social.project": {**case, "kind": "family", "name": "Wyjazd"},
            "kooperacje.social.project.action": {"project_id": self.project.id, "name": "Zakup"},
            "kooperacje.social.project.budget": {"project_id": self.project.id, "name": "Lampka"},
            "kooperacje.social.project.indicator": {"project_id": self.project.id, "name": "Lekcje"},
            "kooperacje.social.project.partner": {
                "project_id": self.project.id, "name": "Sala", "institution_id": self.ppp.id,
            },
            "kooperacje.dispatch": {**case, "subject": "Pismo", "recipient_name": "Babcia", "way": "letter"},
            "kooperacje.release": {
                **case, "company_id": self.company.id, "kind": "eadm", "reason": "x", "released_by_id": user.id,
            },
            "kooperacje.secrecy.undertaking": {"team_id": self.team.id, "guest_name": "Sąsiad"},
            "kooperacje.activity.log": {
                **case, "kind_id": self.env.ref("kooperacje.activity_kind_phone").id, "duration": 0.5,
            },
        }[name]

    @property
    def draft_consent(self):
        return self._consent(self.case, state="draft")

    def test_a_second_hat_opens_nothing_here(self):
        """A member from the counselling centre who is social worker, or head, of another office too reads what any
        member of the centre reads of this case.
        """
        for role in ("social_worker", "manager"):
            user = self._user(f"dwa.kapelusze.{role}", self.ppp, "specialist")
            self._role(user, self.gops_nur, role, company=self.company_nur)
            self.env["kooperacje.team.member"].create({
                "team_id": self.team.id, "institution_id": self.ppp.id, "partner_id": user.partner_id.id,
                "state": "accepted", "date_from": self.yesterday,
            })
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertTrue(self.case.with_user(user).has_access("read"))
            self.assertTrue(user.has_group(f"kooperacje.group_{role}"))
            for name, records in self.records.items():
                for operation in ("read", "write", "unlink"):
                    with self.subTest(role=role, model=name, operation=operation):
                        if not records.with_user(self.tomasz).has_access(operation):
                            self.assertFalse(records.with_user(user).has_access(operation))

    def _is_let(self, action, *, gates=True):
        """Whether the rights let ``action`` be done.

        What a gate of the Model says is another test's, unless ``gates`` is False: then a refusal is a refusal.
        """
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    action()
                    raise _UndoneError
            except _UndoneError:
                return True
            except AccessError:
                return False
            except (UserError, IntegrityError):
                return gates

    def _ways_to_read(self, record):
        """Every way must say the same: to see the record, or not."""
        domain = [("id", "=", record.id)]
        field = "create_date"
        return {
            "has_access": lambda: record.has_access("read"),
            "read": lambda: record.read([field]),
            "search": lambda: record.search(domain),
            "search_read": lambda: record.search_read(domain, [field]),
            "web_search_read": lambda: record.web_search_read(domain, specification={field: {}})["records"],
            "name_search": lambda: record.name_search("", domain),
            "formatted_read_group": lambda: sum(
                group["__count"] for group in record.formatted_read_group(domain, ["create_uid"], ["__count"])
            ),
            "export_data": lambda: record.export_data([field])["datas"],
        }

    def _sees(self, way):
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            try:
                return bool(way())
            except AccessError:
                return False

    def _assert_reads(self, user, record, expected):
        for name, way in self._ways_to_read(record.with_user(user)).items():
            self.env.invalidate_all()
            self.assertEqual(self._sees(way), expected, f"{user.login}: {name} of {record._name}")

    def test_contract_covers_all_case_data(self):
        self.assertEqual(set(CONTRACT), set(self.env["kooperacje.case.data"]._case_data_models()))

    def test_reading(self):
        for user in self.user_by_role.values():
            user.group_ids += self.export
        for name, record in self.records.items():
            for role, user in self.user_by_role.items():
                self._assert_reads(user, record, "r" in CONTRACT[name].get(role, ""))

    def test_writing(self):
        for name, record in self.records.items():
            for role, user in self.user_by_role.items():
                mine = record.with_user(user)
                allowed = CONTRACT[name].get(role, "")
                with self.subTest(f"{role} {name}"):
                    self.assertEqual(mine.has_access("write"), "w" in allowed, "write")
                    self.assertEqual(mine.has_access("unlink"), "u" in allowed, "unlink")
                    self.assertEqual(self._is_let(lambda m=mine: m.unlink()), "u" in allowed, "really unlinked")
                    self.env.invalidate_all()

    def _make_room(self):
        """One open team and one draft plan is all a case may have: end them, so that only rights can refuse more."""
        self.plan.state = "superseded"
        self.team.state = "closed"

    def test_creating(self):
        # Those for which the team is ended come last: with it its members lose the case.
        ends_team = ("kooperacje.team", "kooperacje.plan")
        for name in sorted(self.records, key=lambda name: name in ends_team):
            if name in ends_team:
                self._make_room()
            for role, user in self.user_by_role.items():
                values = self._new_values(name, user)
                with self.subTest(f"{role} {name}"):
                    self.assertEqual(
                        self._is_let(lambda n=name, u=user, v=values: self.env[n].with_user(u).create(v)),
                        "c" in CONTRACT[name].get(role, ""),
                    )
                    self.env.invalidate_all()

    def test_the_other_office_reaches_nothing(self):
        """Olga runs cases in Nur with the same role and the same groups."""
        self.olga.group_ids += self.export
        head = self._user("halina", self.gops_nur, "manager", company=self.company_nur)
        head.group_ids += self.export
        for user in (self.olga, head):
            for name, record in self.records.items():
                self._assert_reads(user, record, False)
                mine = record.with_user(user)
                with self.subTest(f"{user.login} {name}"):
                    self.assertFalse(mine.has_access("write"))
                    self.assertFalse(mine.has_access("unlink"))
                    self._make_room()
                    values = self._new_values(name, user)
                    self.assertFalse(
                        self._is_let(
                            lambda n=name, u=user, v=values: self.env[n].with_user(u).create(v), gates=False,
                        ), "create",
                    )
                    self.env.invalidate_all()

    def test_a_colleague_without_part_in_the_case_reaches_nothing(self):
        """Jan is social worker of the same office; once out of the team the case is not his."""
        self.team.member_ids.filtered(lambda member: member.user_id == self.jan).state = "left"
        for name in set(self.records) - {"kooperacje.team", "kooperacje.team.member"}:  # his own invitation stays
            self.assertFalse(self.records[name].with_user(self.jan).has_access("read"), name)
            self.assertFalse(self.records[name].with_user(self.jan).has_access("write"), name)

    def test_a_child_cannot_be_moved_into_a_closed_case(self):
        """Olga may write her own case, not put its lines into Anna's, nor take Anna's into hers."""
        hers = self._case(self.olga, self._person("Zając", "Ola", self.company_nur), self.partnership_nur)
        line = hers.case_person_ids.with_user(self.olga)
        self.assertTrue(line.has_access("write"))
        self.assertFalse(self._is_let(lambda: line.write({"case_id": self.case.id})))
        self.assertFalse(self._is_let(
            lambda: self.case.case_person_ids.with_user(self.olga).write({"case_id": hers.id}),
        ))


class _UndoneError(Exception):
    """Ends the savepoint of something that was allowed."""

import base64
import csv
from datetime import datetime, time, timedelta

import pytz

from odoo import Command, api, fields, models
from odoo.tools import SQL, file_open

from odoo.addons.kooperacje.kernels.office_day import office_day, office_today

from .families import FAMILIES

MANAGERS = {"malkinia": "maria", "nur": "helena", "bedzin": "teresa"}
NETWORK_WORKERS = {"malkinia": "piotr", "nur": "pawel", "bedzin": "lukasz"}
SOCIAL_WORKERS = {"malkinia": "anna", "nur": "olga", "bedzin": "beata"}
# Institutions whose coordinator has a login hand in their card themselves, the others' is entered by the office.
COORDINATORS = {"sp_malkinia": "ewa", "ppp": "barbara"}
# Workbook in demo/cards → (institution, offices in whose basket it offers its services)
CARDS = {
    "01_ops_malkinia_gorna": ("office_malkinia", ["malkinia"]),
    "02_gops_nur": ("office_nur", ["nur"]),
    "03_pcpr_ostrow": ("pcpr", ["malkinia", "nur"]),
    "04_pup_ostrow": ("pup", ["malkinia", "nur"]),
    "05_ppp_ostrow": ("ppp", ["malkinia", "nur"]),
    "06_sp_malkinia_gorna": ("sp_malkinia", ["malkinia"]),
    "07_sp_nur": ("sp_nur", ["nur"]),
    "08_gkrpa_malkinia_gorna": ("gkrpa_malkinia", ["malkinia"]),
    "09_gkrpa_nur": ("gkrpa_nur", ["nur"]),
    "10_kpp_ostrow": ("kpp", ["malkinia", "nur"]),
    "11_kuratorzy_ostrow": ("kuratorzy", ["malkinia", "nur"]),
    "12_stowarzyszenie_most": ("ngo", ["malkinia", "nur"]),
    "21_mops_bedzin": ("office_bedzin", ["bedzin"]),
    "22_pcpr_bedzin": ("b_pcpr", ["bedzin"]),
    "23_pup_bedzin": ("b_pup", ["bedzin"]),
    "24_ppp_bedzin": ("b_ppp", ["bedzin"]),
    "25_centrum_zdrowia_bedzin": ("b_czp", ["bedzin"]),
    "26_osrodek_kultury_bedzin": ("b_mok", ["bedzin"]),
    "27_stowarzyszenie_dom": ("b_ngo", ["bedzin"]),
}
# Cards that the network worker still has on the desk.
WAITING_CARDS = {("kpp", "nur")}
RETURNED_CARDS = {("gkrpa_nur", "nur"): "Proszę dopisać, w jakich godzinach przyjmuje terapeuta i jak się umówić."}
# Scope of data beside identity and contact, by institution.
SCOPES = {
    "ppp": ["family", "education"], "sp_malkinia": ["family", "education"], "sp_nur": ["family", "education"],
    "pcpr": ["family", "support"], "pup": ["work"], "ngo": ["family"], "kuratorzy": ["family", "safety"],
    "gkrpa_malkinia": ["family", "addiction"], "b_ngo": ["housing", "support"], "b_pup": ["work"],
}
# Counties and communes of the demo: TERYT code → inhabitants
AREAS = {
    "1416": 0, "1416011": 22000, "1416022": 4100, "1416032": 2400, "1416043": 2800, "1416052": 11700, "1416062": 2700,
    "1416072": 12800, "1416082": 3700, "1416092": 1700, "1416102": 4300, "1416112": 3700, "2401": 0, "2401011": 55000,
}
QUALIFICATION = {"rural": ["rural_a", "problems"], "urban": ["problems", "sectors"]}


class Demo(models.AbstractModel):
    """Plays the demo's story by the methods that users use, each step as the user whose step it is.

    Nothing is written past the gates of the Model: a demo that loads is a chain that works. Called once, on
    installation; dates count from that day, so that board, calendar and tasks look alive.
    """

    _name = "kooperacje.demo"
    _description = "Loader of the demo"

    @api.model
    def _load(self):
        if self.env.ref("kooperacje.demo_case_makietowa", raise_if_not_found=False):
            return
        self = self.with_context(lang="pl_PL", tz="Europe/Warsaw", mail_notify_force_send=False)
        self._load_agreements()
        for office in MANAGERS:
            self._load_partnership(office)
        for workbook, (institution, offices) in CARDS.items():
            for office in offices:
                self._load_card(workbook, institution, office)
        self._load_exchange()
        for family in FAMILIES:
            self._load_case(family)
        self._load_reports()
        for office, manager in MANAGERS.items():
            self._load_partnership_meetings(office)
            if office != "bedzin":
                self._load_rules(office, manager)
            self._load_notice(office, manager)
            self._load_process(office, manager)
        self._load_support()
        self._load_school()
        self._load_recommendations()
        self._load_region()
        self._load_team_work()
        self._load_plans()
        self._load_collecting()
        self._load_social_projects()
        self._load_finding()
        self._load_keeping()
        self._load_course()
        self._load_papers()
        self._load_surveys()
        self._load_evaluation()
        self._load_privacy()

    # ------------------------------------------------------------------
    # Who and when
    # ------------------------------------------------------------------

    def _ref(self, name):
        return self.env.ref(f"kooperacje.demo_{name}")

    def _as(self, login, record):
        """``record`` (or a model, by its name) as the demo user ``login`` has it in the browser after logging in."""
        return self._as_user(self._ref(f"user_{login}"), record)

    def _as_user(self, user, record):
        if isinstance(record, str):
            record = self.env[record]
        return record.with_user(user).with_context(tz=user.tz, allowed_company_ids=user.company_id.ids)

    @api.model
    def _day(self, days):
        return office_today() + timedelta(days=days)

    def _moment(self, days, hour):
        """UTC time of ``hour`` o'clock in Poland, ``days`` from today, moved off the weekend."""
        day = self._day(days)
        if day.weekday() >= 5:
            day += timedelta(days=7 - day.weekday() if days > 0 else 4 - day.weekday())
        moment = pytz.timezone("Europe/Warsaw").localize(datetime.combine(day, time(hour)))
        return moment.astimezone(pytz.utc).replace(tzinfo=None)

    def _remember(self, record, name):
        """Give ``record`` an external id that an update leaves alone."""
        self.env["ir.model.data"]._update_xmlids([{
            "xml_id": f"kooperacje.demo_{name}", "record": record.sudo(), "noupdate": True,
        }])

    @api.model
    def _name_areas(self):
        """Give the areas of the demo the external ids by which its files name them."""
        for area in self.env["kooperacje.area"].search([("code", "in", list(AREAS))]):
            if AREAS[area.code]:
                area.population = AREAS[area.code]
            self._remember(area, f"area_{area.code}")

    def _file(self, path):
        with file_open(f"kooperacje/demo/{path}", "rb") as source:
            return base64.b64encode(source.read())

    @api.model
    def _load_language(self):
        """The demo is Polish. On a database without the language it is added, as its administrator would add it.

        Odoo loads a module's translations after its demo; papers printed by the demo would speak English.
        """
        if "pl_PL" not in dict(self.env["res.lang"].get_installed()):
            self.env["base.language.install"].create({
                "lang_ids": [Command.set(self.env["res.lang"]._activate_lang("pl_PL").ids)],
            }).lang_install()
        self.env["ir.module.module"].search([("name", "=", "kooperacje")])._update_translations(["pl_PL"])

    @api.model
    def _login_rows(self):
        with file_open("kooperacje/demo/logins.csv") as source:
            return list(csv.DictReader(source))

    @api.model
    def _people_with_password(self):
        """Logins of the demo's people who can sign in. Right after the installation there are none."""
        users = self.env["res.users"].browse(self._ref(f"user_{row['login']}").id for row in self._login_rows())
        rows = self.env.execute_query(SQL(
            "SELECT login FROM res_users WHERE id = ANY(%s) AND COALESCE(password, '') != '' ORDER BY login", users.ids,
        ))
        return [login for [login] in rows]

    @api.model
    def _set_passwords(self):
        """Open the demo's accounts with the passwords of ``logins.csv``, which everybody knows.

        Called by ``make demo`` and by the tests alone. The demo's people come without a password, for they are
        installed beside any other application whose database was made with demo data. Hashed once for each password,
        for a hash takes half a second by design.
        """
        rows = self._login_rows()
        crypt = self.env["res.users"]._crypt_context()
        hashes = {password: crypt.hash(password) for password in {row["password"] for row in rows}}
        for row in rows:
            user = self._ref(f"user_{row['login']}")
            user._set_encrypted_password(user.id, hashes[row["password"]])

    def _sign(self, document, signed_on):
        document._document_register_signature(signed_on, "handwritten", self._file("scan.pdf"), "scan.pdf")

    # ------------------------------------------------------------------
    # Network
    # ------------------------------------------------------------------

    def _load_agreements(self):
        for name, login in {
            "region": "maria", "county": "maria", "pzk_malkinia": "maria", "pzk_nur": "helena",
        }.items():
            agreement = self._as(login, self._ref(f"agreement_{name}"))
            self._sign(agreement, agreement.document_date)

    def _load_partnership(self, office):
        partnership = self._as(MANAGERS[office], self._ref(f"pzk_{office}"))
        joined = {membership: membership.date_from for membership in partnership.membership_ids}
        partnership.action_begin()
        for membership in partnership.membership_ids.filtered(lambda m: m.state == "invited"):
            # Its declaration of accession, signed on the day the summary of the Model gives.
            self._sign(membership, joined[membership])
            if membership.state == "invited":
                membership.action_join()
        for membership, day in joined.items():
            # The demo plays years in an afternoon; by hand the day of joining does not change any more.
            membership._unguarded().date_from = day
        partnership.action_activate()

    def _load_partnership_meetings(self, office):
        """The partnership meets every month: the last meeting with its decisions, and those to come, by turns."""
        worker = self._ref(f"user_{NETWORK_WORKERS[office]}")
        Meeting = self._as(NETWORK_WORKERS[office], "kooperacje.meeting")
        last = Meeting.create({
            "kind": "partnership", "partnership_id": self._ref(f"pzk_{office}").id, "duration": 2,
            "chair_id": worker.partner_id.id, "location": "sala konferencyjna ośrodka",
            "start": self._moment(-20, 10),
        })
        last.participant_ids.action_present()
        last.course = "Omówiono lokalny koszyk usług i zgłoszone braki; ustalono działania na kolejny miesiąc."
        institutions = last.participant_ids.partner_id[:2]
        last.decision_ids = [Command.create({
            "name": text, "partner_id": partner.id, "deadline": self._day(days), **votes,
        }) for text, partner, days, votes in zip(
            ("Uzupełnić kartę usług o wolne miejsca", "Przedstawić zadania instytucji na kolejnym spotkaniu"),
            institutions, (5, 12), ({"settled_by": "vote", "votes_for": 2}, {}), strict=False,
        )]
        last.action_hold()
        schedule = self._as(NETWORK_WORKERS[office], "kooperacje.meeting.schedule").create({
            "partnership_id": last.partnership_id.id, "first_date": office_day(self._moment(11, 10)),
            "until": self._day(120), "location": last.location,
        })
        schedule.action_confirm()
        coming = Meeting.search([
            ("partnership_id", "=", last.partnership_id.id), ("state", "=", "planned"),
        ], order="start", limit=1)
        coming.action_invite()

    # ------------------------------------------------------------------
    # Basket
    # ------------------------------------------------------------------

    def _load_card(self, workbook, institution, office):
        """The workbook comes in as it does in an office: uploaded, checked, imported, submitted, verified."""
        sender = COORDINATORS.get(institution, NETWORK_WORKERS[office])
        wizard = self._as(sender, "kooperacje.card.upload").create({
            "partnership_id": self._ref(f"pzk_{office}").id, "institution_id": self._ref(institution).id,
            "file": self._file(f"cards/{workbook}.xlsx"), "filename": f"{workbook}.xlsx",
        })
        wizard.action_check()
        wizard.action_import()
        card = self._as(sender, self.env["kooperacje.service.card"].search([
            ("partnership_id", "=", self._ref(f"pzk_{office}").id),
            ("institution_id", "=", self._ref(institution).id),
        ]))
        self._remember(card, f"card_{institution}_{office}")
        # A workbook bears the day on which it was written; the demo is of today.
        card.declared_on = self._day(-30)
        card.service_ids.filtered("capacity_stated_on").capacity_stated_on = self._day(-30)
        self._fill_variant(self._as(sender, card), institution)
        card.action_submit()
        reader = self._as(NETWORK_WORKERS[office], card)
        if (institution, office) in RETURNED_CARDS:
            reader._return(RETURNED_CARDS[institution, office])
        elif (institution, office) not in WAITING_CARDS:
            reader.action_verify()

    # ------------------------------------------------------------------
    # Cases
    # ------------------------------------------------------------------

    def _load_case(self, family):
        case = self._open_case(family)
        stage = family["stage"]
        if stage == "recognition":
            return
        self._qualify(case, family)
        if stage == "qualified":
            return
        self._ask_consent(case, family, signed=stage != "consent")
        if stage == "consent":
            case._move_to_phase("consent")
            return
        team = self._appoint_team(case, family)
        self._backdate(case, team, family)
        if stage == "inviting":
            self._make_late(team)
        elif stage == "withdrawn":
            self._as_manager(case, "kooperacje.consent.withdrawal").create({
                "case_id": case.id, "withdrawn_on": self._day(-3), "reason": family["withdrawal"],
            }).action_confirm()
        elif stage == "suspended":
            self._as_manager(case, "kooperacje.case.stage.wizard").create({
                "case_id": case.id, "kind": "suspend", "suspended_until": self._day(40),
                "premise_id": self.env.ref("kooperacje.premise_suspension_absence").id,
            }).action_confirm()
        elif stage == "team":
            self._plan_meeting(case, team, 3)
        else:
            self._work(case, team, family)

    def _as_manager(self, case, model):
        return self._as_user(case.user_id, model)

    def _open_case(self, family):
        login = SOCIAL_WORKERS[family["office"]]
        partnership = self._ref(f"pzk_{family['office']}")
        persons = self._as(login, "kooperacje.person").create([
            self._person_values(family, number, person) for number, person in enumerate(family["people"], start=1)
        ])
        case = self._as(login, "kooperacje.case").create({
            "partnership_id": partnership.id, "unit_kind": family["unit"], "source": family["source"],
            "reported_on": self._day(-family["days"]), "need_words": family["words"],
            "interview_date": self._day(7 - family["days"]) if family["days"] > 7 else False,
            "resources": family["resources"], "limits": family["limits"],
            "working_institution_ids": [Command.set([self._ref(name).id for name in family.get("working", ())])],
            "case_person_ids": [Command.create({
                "person_id": person.id, "sequence": number * 10, "relation": values[3],
                "in_household": values[3] != "significant",
            }) for number, (person, values) in enumerate(zip(persons, family["people"], strict=True), start=1)],
            "need_line_ids": [Command.create({
                "need_id": self.env.ref("kooperacje.need_" + code.replace(".", "_")).id, "priority": priority,
                "note": note,
            }) for code, priority, note in family["needs"]],
        })
        self._remember(case, f"case_{family['key']}")
        return case

    def _person_values(self, family, number, person):
        first_name, last_name, born, _relation = person
        partnership = self._ref(f"pzk_{family['office']}")
        values = {
            "first_name": first_name, "last_name": last_name, "company_id": partnership.company_id.id,
            "street": family["street"], "city": partnership.company_id.city, "zip": partnership.company_id.zip,
            "area_id": partnership.area_ids[:1].id,
        }
        if isinstance(born, str):
            values["birth_date"] = fields.Date.to_date(born)
            values["pesel"] = _pesel(values["birth_date"], number, woman=first_name.endswith("a"))
        else:
            values["birth_date"] = self._day(-round((born + 0.4) * 365.25))
        if number == 1:
            values["phone"] = family["phone"]
        return values

    def _qualify(self, case, family):
        premises = QUALIFICATION[case.partnership_id.variant]
        case.write({
            "premise_ids": [Command.set([
                self.env.ref(f"kooperacje.premise_qualification_{code}").id for code in premises
            ])],
            "qualification_reason": family["reason"],
        })
        if case.is_joint:
            self._qualify_jointly(case, family)
        case.action_qualify()

    def _ask_consent(self, case, family, signed):
        days = family["days"]
        signed_on = self._day(min(0, 12 - days))
        wizard = self._as_manager(case, "kooperacje.consent.wizard").create({
            "case_id": case.id, "information_given": True, "clause_given": True,
            "date_from": signed_on if signed else self._day(0),
            "date_to": self._day(family.get("consent_days", 365 - min(days, 300))),
            "signed_on": signed_on, "signature_kind": "handwritten", "signed_copy": self._file("scan.pdf"),
            "signed_copy_filename": "scan.pdf",
        })
        wizard.write({
            "line_ids": [Command.clear()] + [Command.create({
                "institution_id": self._ref(name).id, "purpose": "Pomoc zespołu zadaniowego",
                "scope_ids": [Command.set([
                    self.env.ref(f"kooperacje.data_scope_{scope}").id for scope in ["identity", *SCOPES[name]]
                ])],
                "answer": "yes" if signed else False,
            }) for name in family["sharing"]],
        })
        if signed:
            wizard.write({"method_answer": "yes", "consultation_answer": "yes"})
            wizard.action_record_signed()
        else:
            wizard.action_prepare()

    def _appoint_team(self, case, family):
        """The social worker and the family take from the proposal whom they want, or add to it."""
        wizard = self._as_manager(case, "kooperacje.team.wizard").create({
            "case_id": case.id, "decided_on": self._day(min(0, 15 - family["days"])),
        })
        wizard.line_ids.is_selected = False
        for login, service_name, _answer in family["team"]:
            partner = self._ref(login)
            institution = partner.parent_id
            service = self._service(case, institution, service_name)
            values = {
                "is_selected": True, "partner_id": partner.id, "service_ids": [Command.set(service.ids)],
                "works_with_family": institution in case.working_institution_ids,
            }
            line = wizard.line_ids.filtered(lambda line, institution=institution: line.institution_id == institution)
            if line:
                line.write(values)
            else:
                wizard.line_ids = [Command.create({**values, "institution_id": institution.id})]
        wizard.action_confirm()
        team = case._get_open_team()
        self._remember(team, f"team_{family['key']}")
        for login, _service, answer in family["team"]:
            partner = self._ref(login)
            member = team.member_ids.filtered(lambda member, partner=partner: member.partner_id == partner)
            # Who has no login answers by telephone, and the case manager records it.
            member = self._as_user(member.sudo().user_id or case.user_id, member)
            if answer == "accept":
                member.action_accept()
            elif answer == "decline":
                premise = self.env.ref("kooperacje.premise_decline_places")
                member.action_decline(premise.id, "Do końca semestru nie mamy wolnych wolontariuszy.")
        return team

    def _service(self, case, institution, name):
        service = self.env["kooperacje.service"].search([
            ("partnership_id", "=", case.partnership_id.id), ("institution_id", "=", institution.id),
            ("name", "=", name),
        ])
        return self._as_user(case.user_id, service)

    def _backdate(self, case, team, family):
        """Only dates of what has been done by the methods above: the story began ``days`` ago, not at installation."""
        start = 12 - family["days"]
        case.sudo().qualified_on = self._day(start - 4)
        for member in team.sudo().member_ids:
            invited, answered = self._day(start + 3), self._day(start + 6)
            member.write({
                "invited_on": member.invited_on and invited, "answered_on": member.answered_on and answered,
                "answer_due": member.answer_due and self._day(start + 10),
                "date_from": member.date_from and answered,
            })

    def _make_late(self, team):
        waiting = team.sudo().member_ids.filtered(lambda member: member.state == "invited")
        waiting.answer_due = self._day(-2)
        waiting.activity_ids.date_deadline = self._day(-2)

    def _plan_meeting(self, case, team, days, hour=10):
        return self._as_manager(case, "kooperacje.meeting").create({
            "team_id": team.id, "start": self._moment(days, hour), "location": "sala spotkań ośrodka",
        })

    def _work(self, case, team, family):
        """First meeting with the family, plan and individual basket; then as far as the story goes."""
        closing = family["stage"] == "aftercare"
        held = -200 if closing else -12 if family["stage"] == "plan" else -35
        meeting = self._plan_meeting(case, team, held, 12)
        meeting.participant_ids.action_present()
        meeting.write({
            "minute_taker_id": case.user_id.partner_id.id, "family_perspective": family["family_view"],
            "worker_perspective": family["worker_view"], "members_perspective": family["members_view"],
            "course": "Rodzina wybrała cele i usługi; ustalono, kto co robi i do kiedy.",
            "next_start": False if closing else self._moment(7, 12), "outcome": "continue",
        })
        meeting.action_prepare_plan()
        lines = self._fill_plan(case, team, meeting, family["plan"], held)
        meeting.action_hold()
        case._move_to_phase("plan")
        if family["stage"] == "plan":
            self._plan_meeting(case, team, 5)
            return
        self._sign(meeting, meeting._day())
        lines.action_start()
        case._move_to_phase("realisation")
        if closing:
            lines.action_finish()
            meeting.decision_ids.action_done()
            self._end_work(case, team)
            self._as_manager(case, "kooperacje.case.stage.wizard").create({
                "case_id": case.id, "kind": "close", "with_aftercare": True, "aftercare_until": self._day(60),
                "premise_id": self.env.ref("kooperacje.premise_end_goals").id,
            }).action_confirm()
        else:
            self._plan_meeting(case, team, 7, 12)

    def _end_work(self, case, team):
        """What the Model asks for before the work of a team ends: the effects with the family, the closing survey."""
        assessment = self._as_manager(case, "kooperacje.assessment").create({
            "case_id": case.id, "kind": "final", "conclusion": "end", "family_score": "5",
            "family_changes": "Rano nikt już nie płacze. Znamy swoje sposoby i wiemy, do kogo zadzwonić.",
            "family_helped": "Najbardziej pomogło to, że wszyscy mówili to samo i w jednym czasie.",
            "worker_view": "Cele osiągnięte; rodzina sama umawia spotkania w poradni.",
            "members_view": "Dalsza praca zespołu nie jest potrzebna.",
            "conclusion_note": "Kontakty po zakończeniu po 1, 3 i 6 miesiącach.",
        })
        assessment.goal_line_ids.attainment = "1"
        assessment.service_line_ids.effect = "5"
        assessment.action_complete()
        members = team.member_ids.filtered("date_from").partner_id - case.user_id.partner_id
        team._record_closing_survey(members, "meeting")

    def _fill_plan(self, case, team, meeting, plan_values, held):
        members = {member.partner_id.id: member for member in team.member_ids if member.state == "accepted"}
        plan = meeting.plan_id
        plan.main_goal = plan_values["main_goal"]
        plan.goal_ids = [Command.create({
            "name": name, "measure": measure, "baseline": baseline, "target": target, "deadline": self._day(90),
            "service_line_ids": [Command.create({
                "service_id": self._service(case, self._ref(institution), service).id, "frequency": frequency,
                "member_id": login and members[self._ref(login).id].id,
                "date_from": self._day(held), "date_to": self._day(120),
            }) for institution, service, login, frequency in services],
        }) for name, measure, baseline, target, services in plan_values["goals"]]
        meeting.decision_ids = [Command.create({
            "name": text, "deadline": self._day(max(days, held + 7)),
            **({"owner_kind": "family"} if who == "family" else {
                "owner_kind": "member", "member_id": members[self._ref(who).id].id,
            }),
        }) for text, who, days in plan_values["decisions"]]
        return plan.goal_ids.service_line_ids


def _pesel(birth_date, serial, woman):
    """A PESEL correct in birth date, sex and check digit, and of nobody: its serial is 000 and a digit."""
    month = birth_date.month + (20 if birth_date.year >= 2000 else 0)
    digits = f"{birth_date:%y}{month:02d}{birth_date:%d}000{serial * 2 % 10 + (not woman)}"
    control = -sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 9) * 3, strict=False)) % 10
    return f"{digits}{control}"

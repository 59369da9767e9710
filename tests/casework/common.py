import base64
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.tests.common import KooperacjeCommon

SCAN = base64.b64encode(b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n")
MALE_1980 = "80010112357"
CHILD_2015 = "15210112348"


class CaseworkCommon(KooperacjeCommon):
    """The Nowak family of Małkinia: Halina and her son Kuba, whom the PPP and the association could help.

    Tomasz (PPP) and Zofia (association) are named for task teams by their institutions; Barbara of the school has
    no login.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tz": "Europe/Warsaw"})
        cls.today = office_today()
        Need = cls.env["kooperacje.need"]
        cls.need_school, cls.need_debts, cls.need_rare = Need.create([
            {"code": "T.1", "name": "Trudności w szkole"}, {"code": "T.2", "name": "Zadłużenie"},
            {"code": "T.3", "name": "Potrzeba, na którą nikt nie odpowiada"},
        ])
        cls.premise = cls.env.ref("kooperacje.premise_qualification_rural_a")
        cls.scope = cls.env.ref("kooperacje.data_scope_identity")
        cls.stage = {
            stage.phase: stage for stage in cls.env["kooperacje.case.stage"].search([], order="sequence desc")
        }
        cls.barbara = cls.env["res.partner"].create({
            "name": "Barbara", "parent_id": cls.school.id, "team_available": True, "email": "barbara@example.com",
        })
        (cls.tomasz | cls.zofia).partner_id.team_available = True
        cls.therapy = cls._service("Terapia pedagogiczna", cls.ppp, cls.need_school)
        cls.advice = cls._service("Poradnictwo dla zadłużonych", cls.ngo, cls.need_debts)
        cls.halina, cls.kuba = cls.env["kooperacje.person"].with_user(cls.anna).create([
            {"first_name": "Halina", "last_name": "Nowak", "birth_date": "1985-05-05", "company_id": cls.company.id},
            {"first_name": "Kuba", "last_name": "Nowak", "birth_date": cls.today - timedelta(days=365 * 9),
             "company_id": cls.company.id},
        ])
        cls.halina, cls.kuba = (cls.halina | cls.kuba).with_env(cls.env)
        cls.case = cls._case(cls.anna, cls.halina, cls.kuba)

    @classmethod
    def _service(cls, name, institution, needs, **values):
        return cls.env["kooperacje.service"].create({
            "name": name, "partnership_id": cls.partnership.id, "institution_id": institution.id, "state": "verified",
            "need_ids": [Command.set(needs.ids)], **values,
        })

    @classmethod
    def _case(cls, manager, *persons, needs=None, **values):
        """A case with all that qualification asks for, in its first stage."""
        needs = cls.need_school | cls.need_debts if needs is None else needs
        return cls.env["kooperacje.case"].with_user(manager).create({
            "partnership_id": cls.partnership.id,
            "user_id": manager.id,
            "premise_ids": [Command.set(cls.premise.ids)],
            "qualification_reason": "Dotychczasowa pomoc nie wystarcza.",
            "case_person_ids": [
                Command.create({"person_id": person.id, "relation": "child" if person.is_minor else "main"})
                for person in persons
            ],
            "need_line_ids": [Command.create({"need_id": need.id}) for need in needs],
            **values,
        }).with_env(cls.env)

    @classmethod
    def _consent(cls, case, *institutions, signer=None, user=None, signed_on=None, **dates):
        """A consent to the method and to sharing with ``institutions``, signed through the ways of the office.

        Its paper is left out: printing it takes longer than all the rest, and tests of papers print their own.
        """
        dates = {"date_from": cls.today, "date_to": cls.today + timedelta(days=365), **dates}
        consent = cls.env["kooperacje.consent"].with_user(user or case.user_id).create({
            "case_id": case.id, "information_given": True, "clause_given": True,
            "signer_ids": [Command.set((signer or cls.halina).ids)],
            "statement_ids": [
                Command.create({"kind": "method", **dates}), Command.create({"kind": "consultation", **dates}),
            ] + [
                Command.create({
                    "kind": "sharing", "institution_id": institution.id, "scope_ids": [Command.set(cls.scope.ids)],
                    **dates,
                }) for institution in institutions
            ],
        })
        with patch.object(type(consent), "_document_render", lambda document: base64.b64decode(SCAN)):
            consent._document_register_signature(signed_on or cls.today, "handwritten", SCAN)
        return consent.with_env(cls.env)

    @classmethod
    def _statement(cls, consent, kind, institution=None):
        return consent.statement_ids.filtered(
            lambda one: one.kind == kind and (not institution or one.institution_id == institution)
        )

    @contextmanager
    def assertRefused(self, exception, text):
        """Like ``assertRaisesRegex``, but what was half done is rolled back, as at the end of a refused request."""
        with self.assertRaises(exception) as refusal:
            yield refusal
        self.assertRegex(str(refusal.exception), text)

    @classmethod
    def _team_wizard(cls, case, user=None):
        wizard = cls.env["kooperacje.team.wizard"].with_user(user or case.user_id).create({"case_id": case.id})
        # The proposal is on the screen before anything is pressed.
        wizard.line_ids  # noqa: B018
        wizard.flush_recordset()
        return wizard

    @classmethod
    def _team(cls, case, *institutions, accepted=()):
        """A team appointed through the wizard with ``institutions``; members of ``accepted`` have said yes."""
        wizard = cls._team_wizard(case)
        for line in wizard.line_ids:
            line.is_selected = line.institution_id in institutions
        team = cls.env["kooperacje.team"].browse(wizard.action_confirm()["res_id"])
        for user in accepted:
            cls._member(team, user).with_user(user).action_accept()
        return team

    @classmethod
    def _member(cls, team, user):
        partner = user if user._name == "res.partner" else user.partner_id
        return team.member_ids.filtered(lambda member: member.partner_id == partner)

    def _withdraw(self, case, user=None, **values):
        wizard = self.env["kooperacje.consent.withdrawal"].with_user(user or case.user_id).create({
            "case_id": case.id, **values,
        })
        wizard.action_confirm()
        return wizard

    def _settle_end(self, team):
        """What the end of a team's work owes: the effects assessed with the family, the closing survey (gate 5)."""
        case = team.case_id
        assessment = self.env["kooperacje.assessment"].with_user(case.user_id).create({
            "case_id": case.id, "kind": "final", "family_changes": "Jest lepiej.", "conclusion": "end",
            "worker_view": "Cele osiągnięte.",
        })
        assessment.goal_line_ids.attainment = "0"
        assessment.service_line_ids.effect = "4"
        assessment.action_complete()
        members = team.member_ids.filtered("date_from").partner_id
        team.with_user(case.user_id)._record_closing_survey(members, "meeting")

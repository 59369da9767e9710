import base64
import io
import re
from contextlib import contextmanager
from unittest.mock import patch

import openpyxl
from lxml import html

from odoo.tests import HttpCase, tagged

from odoo.addons.kooperacje.kernels import paper as engine

from ..demo.common import DemoMixin


@tagged("post_install", "-at_install")
class TestTours(DemoMixin, HttpCase):
    """The screens in Chromium, in Polish, as the demo's users. A console error fails the tour."""

    def start(self, url, tour, login):
        self.start_tour(url, tour, login=login, timeout=180)

    @contextmanager
    def rendering_pdf(self):
        """Papers come as PDF as they do in an office; under tests Odoo would answer with HTML."""
        Report = type(self.env["ir.actions.report"])
        render = Report._render_qweb_pdf

        def render_pdf(report, *args, **kwargs):
            return render(report.with_context(force_report_rendering=True), *args, **kwargs)

        with patch.object(Report, "_render_qweb_pdf", render_pdf):
            yield

    def keeping_bodies(self, kept):
        """The renderer of papers, which also keeps in ``kept`` what it is given."""
        render = engine.render

        def keeping(articles, *args):
            kept.extend(html.tostring(article, encoding="unicode") for article in articles)
            return render(articles, *args)

        return keeping

    def test_administrator_gives_a_role(self):
        self.start("/odoo/kooperacje-institutions", "kooperacje_access", "adam")
        user = self.env["res.users"].search([("login", "=", "nina.nowa@example.com")])
        assignment = user.role_assignment_ids
        self.assertEqual((assignment.role, assignment.institution_id), ("specialist", self.ref("sp_malkinia")))
        self.assertTrue(assignment.case_from, "authorised and sworn to secrecy")
        self.assertTrue(user.has_group("kooperacje.group_specialist"))
        self.assertFalse(user.has_group("kooperacje.group_social_worker"))

    def test_coordinator_hands_in_the_card_and_the_network_worker_verifies_it(self):
        self.start("/odoo/action-kooperacje.action_open_my_card", "kooperacje_card_form", "ewa")
        card = self.env["kooperacje.service.card"].search([
            ("institution_id", "=", self.ref("sp_malkinia").id), ("state", "=", "submitted"),
        ])
        self.assertEqual(card.submitted_by_id, self.ref("user_ewa"))
        self.start("/odoo/action-kooperacje.action_service_card", "kooperacje_card_verify", "piotr")
        self.assertEqual((card.state, card.verified_by_id), ("verified", self.ref("user_piotr")))
        service = card.service_ids.filtered(lambda service: service.name == "Klub małego matematyka")
        self.assertTrue(service.is_available)
        self.assertIn(service.name, self.downloaded_basket("piotr", card.partnership_id))

    def downloaded_basket(self, login, partnership):
        """Every text of the local basket as ``login`` downloads it (tool 11)."""
        self.authenticate(login, login)
        answer = self.url_open(f"/kooperacje/basket/{partnership.id}/workbook")
        self.assertEqual(answer.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
        return {value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row}

    def test_rights_of_a_person_and_the_seals(self):
        """Request, copy, restriction, erasure; the seals of the log stay whole."""
        person = self.env["kooperacje.person"].create({
            "first_name": "Stefania", "last_name": "Archiwalna", "company_id": self.ref("pzk_malkinia").company_id.id,
        })
        with self.rendering_pdf():
            self.start("/odoo/kooperacje-requests-of-persons", "kooperacje_rights", "maria")
        self.assertFalse(person.exists())
        disposal = self.env["kooperacje.disposal"].search([], limit=1)
        self.assertEqual((disposal.state, disposal.approved_by_id), ("done", self.ref("user_maria")))
        self.assertFalse(self.env["kooperacje.subject.request"].search([("last_name", "=", "Archiwalna")]))
        self.start("/odoo/action-kooperacje.action_read_block", "kooperacje_seals", "irena")
        self.assertTrue(self.env["kooperacje.read.check"].search([], limit=1).is_whole)

    def test_coordinator_uploads_the_card(self):
        self.start("/odoo/action-kooperacje.action_my_cards", "kooperacje_card_upload", "barbara")
        card = self.env["kooperacje.service.card"].search([
            ("institution_id", "=", self.ref("ppp").id), ("state", "=", "submitted"),
        ])
        self.assertEqual(len(card.service_ids), 8)

    def test_basket_is_kept(self):
        """Confirmed by its institution, asked to change, merged and reviewed by the leader."""
        Service = self.env["kooperacje.service"]
        ours = [
            ("partnership_id", "=", self.ref("pzk_malkinia").id), ("institution_id", "=", self.ref("ppp").id),
            ("state", "=", "verified"),
        ]
        self.assertTrue(Service.search_count([*ours, ("is_due", "=", True)]))
        self.start("/odoo/action-kooperacje.action_open_my_services", "kooperacje_services_confirm", "barbara")
        self.assertFalse(Service.search_count([*ours, ("is_due", "=", True)]))
        self.assertEqual(Service.search(ours).confirmed_by_id, self.ref("user_barbara"))

        self.start("/odoo/kooperacje-basket-requests", "kooperacje_request_file", "ewa")
        request = self.env["kooperacje.basket.request"].search([("name", "=", "Zajęcia z szachów")])
        self.assertEqual((request.state, request.source), ("new", "institution"))
        self.start(f"/odoo/kooperacje-basket-requests/{request.id}", "kooperacje_request_reject", "piotr")
        self.assertEqual((request.state, request.decision_reason), ("rejected", "Koło szachowe jest w domu kultury."))

        self.start("/odoo/action-kooperacje.action_find_duplicates", "kooperacje_services_merge", "piotr")
        merged = Service.search([*ours[:2], ("merged_into_id", "!=", False)])
        self.assertEqual((merged.state, len(merged)), ("withdrawn", 1))

        self.start("/odoo/kooperacje-basket-reviews", "kooperacje_basket_review", "piotr")
        review = self.env["kooperacje.basket.review"].search([
            ("partnership_id", "=", self.ref("pzk_malkinia").id),
        ])
        self.assertEqual((review.state, review.open_count), ("closed", 0))
        self.assertFalse(Service.search_count([
            ("partnership_id", "=", self.ref("pzk_malkinia").id), ("is_stale", "=", True),
        ]))

    def test_specialist_accepts_an_invitation(self):
        member = self.ref("team_zmyslona").member_ids.filtered(lambda member: member.state == "invited")
        self.start("/odoo/action-kooperacje.action_my_invitations", "kooperacje_invitation_accept", "katarzyna")
        self.assertEqual((member.state, member.partner_id), ("accepted", self.ref("katarzyna")))
        self.assertTrue(self.ref("case_zmyslona").with_user(member.user_id).has_access("read"))

    def test_morning_of_a_specialist(self):
        """Whoever opens the program is met by the invitation that waits, and answers from there."""
        member = self.ref("team_zmyslona").member_ids.filtered(lambda member: member.state == "invited")
        self.start("/odoo", "kooperacje_my_day", "katarzyna")
        self.assertEqual((member.state, member.partner_id), ("accepted", self.ref("katarzyna")))

    def test_whoever_looks_in_vain_is_told_so(self):
        """On the board, where cases are, and in the list of persons; a list of others says what it said."""
        self.start("/odoo/kooperacje-cases", "kooperacje_nothing_found", "anna")
        self.start("/odoo/action-kooperacje.action_person", "kooperacje_nothing_found", "anna")
        self.start("/odoo/contacts", "kooperacje_nothing_found_of_others", "maria")

    def test_a_new_case_to_the_printed_consent_in_few_clicks(self):
        """Before there was a table to type the family in, it took 24."""
        self.start("/odoo/kooperacje-cases", "kooperacje_new_case", "anna")
        case = self.env["kooperacje.case"].search([], order="id desc", limit=1)
        mother, son = case.case_person_ids
        self.assertEqual((mother.relation, mother.person_id.display_name), ("main", "Genowefa Nieznana-Wymyślona"))
        self.assertEqual((son.relation, str(son.birth_date), son.is_minor), ("child", "2017-06-05", True))
        self.assertEqual(len(case.need_line_ids), 1)
        consent = case.consent_ids
        self.assertEqual((consent.document_state, consent.signer_ids), ("issued", mother.person_id))
        [clicks] = re.findall(r"clicks: (\d+)", self.ref("user_anna").signature)
        print(f"{clicks:>4}  a new case to the printed consent")  # pylint: disable=print-used
        self.assertLessEqual(int(clicks), 12)
        self.assertGreater(int(clicks), 6, "a count that counts nothing")

    def test_social_worker_from_intake_to_signed_protocol(self):
        """Issue, consent, team, meeting, plan, protocol: the Model's main job once, in the browser."""
        self.start("/odoo/kooperacje-cases", "kooperacje_case_intake", "anna")
        team = self.env["kooperacje.team"].search([], order="id desc", limit=1)
        case = team.case_id
        self.assertEqual((case.user_id, case.phase, case.consent_state), (self.ref("user_anna"), "team", "valid"))
        self.assertEqual(case.main_person_id.last_name, "Nieznany-Wymyślony")
        invited = team.member_ids.filtered(lambda member: member.state == "invited")
        self.assertEqual(invited.partner_id, self.ref("monika") | self.ref("marek"))

        for member in invited:
            member.with_user(member.user_id).action_accept()
        self.assertEqual(team.state, "active")

        with self.rendering_pdf():
            self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_meeting_protocol", "anna")
        meeting = case.meeting_ids
        self.assertEqual((meeting.state, meeting.document_state), ("held", "signed"))
        self.assertEqual(set(meeting.participant_ids.mapped("presence")), {"present"})
        self.assertEqual((case.plan_ids.state, case.plan_ids), ("signed", meeting.plan_id))
        self.assertEqual(case.plan_ids.service_line_ids.institution_id, self.ref("pup"))
        self.assertEqual(meeting.decision_ids.user_id, self.ref("user_monika"))
        self.assertIn(meeting, self.env["mail.activity"].search([
            ("user_id", "=", self.ref("user_monika").id), ("res_model", "=", "kooperacje.meeting"),
        ]).mapped(lambda activity: self.env["kooperacje.meeting"].browse(activity.res_id)))
        self.assertTrue(base64.b64decode(meeting.document_pdf).startswith(b"%PDF"), "the protocol as PDF")

    def test_a_rural_family_from_the_report_to_its_programme(self):
        """R7 by an institution, the answer of the head, R8 by the partnership, consent, team, diagnosis, the signed IPW
        and its print: four people, one family.
        """
        with self.rendering_pdf():
            self.start("/odoo/kooperacje-reports", "kooperacje_rural_report", "katarzyna")
        card = self.env["kooperacje.report.card"].search([], order="id desc", limit=1)
        self.assertEqual((card.state, card.institution_id), ("sent", self.ref("pcpr")))
        self.assertTrue(base64.b64decode(card.document_pdf).startswith(b"%PDF"))

        self.start("/odoo/kooperacje-reports", "kooperacje_rural_answer", "helena")
        case = card.case_id
        self.assertEqual((card.state, case.user_id, case.source_institution_id), (
            "accepted", self.ref("user_olga"), self.ref("pcpr"),
        ))

        with self.rendering_pdf():
            self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_rural_qualification", "olga")
        paper = case.qualification_ids
        self.assertEqual((paper.document_state, paper.decision), ("signed", "qualified"))
        self.assertEqual(case.joint_decision, "qualified")
        self.assertEqual((case.phase, case.consent_state), ("consent", "valid"))
        shared = case.consent_statement_ids.filtered(lambda one: one.kind == "sharing" and one.is_granted)
        self.assertEqual(set(shared.scope_ids.mapped("code")), {"IDENTITY", "SUPPORT"})

        self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_rural_team", "olga")
        team, diagnosis = case.team_ids, case.diagnosis_ids
        invited = team.member_ids.filtered(lambda member: member.state == "invited")
        self.assertEqual(invited.institution_id, shared.institution_id, "those the family agreed to, nobody else")
        self.assertEqual(diagnosis.line_ids.filtered("is_filled").scale_expected, 7)
        self.start(
            "/odoo/action-kooperacje.action_my_invitations", "kooperacje_invitation_accept", invited.user_id.login,
        )
        self.assertEqual((invited.state, team.state), ("accepted", "active"))

        with self.rendering_pdf():
            self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_rural_plan", "olga")
        meeting, plan = case.meeting_ids, case.plan_ids
        self.assertEqual((meeting.document_state, plan.state, diagnosis.state), ("signed", "signed", "settled"))
        self.assertEqual((case.phase, meeting.plan_id), ("realisation", plan))
        self.assertEqual(plan.service_line_ids.institution_id, self.ref("pup"))
        self.assertEqual(plan.action_ids.person_id, case.case_person_ids.person_id)

        printed = []
        with self.rendering_pdf(), patch.object(engine, "render", self.keeping_bodies(printed)):
            self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_rural_ipw", "olga")
        [programme] = printed
        self.assertFalse([text for text in (
            "INDYWIDUALNY PROGRAM WSPÓŁPRACY (IPW)", "Tata ma pracę na miejscu", "Pośrednictwo pracy",
            "Zanieść dokumenty do urzędu pracy", "Żeby rano nie było strachu o pieniądze.", "Jerzy Tymczasowy",
        ) if text not in programme], "missing on the print of the programme")

    def test_network_worker_brings_the_basket_back_in(self):
        """Export, a changed cell with a mistake, the marked workbook, the corrected one: in the browser, in Polish."""
        partnership = self.ref("pzk_malkinia")
        self.authenticate("piotr", "piotr")
        data = self.url_open(f"/kooperacje/basket/{partnership.id}/workbook").content
        service = partnership.service_ids.filtered(lambda one: one.state == "verified").sorted("id")[-1]
        for name, age in (("basket_wrong", "piętnaście"), ("basket_right", 15)):
            attachment = self.env["ir.attachment"].with_user(self.ref("user_piotr")).create({
                "name": "koszyk.xlsx", "raw": self.changed_basket(data, service, age),
            })
            self.env["ir.model.data"]._update_xmlids([{"xml_id": f"kooperacje.{name}", "record": attachment}])
        self.start("/odoo/action-kooperacje.action_service", "kooperacje_basket_import", "piotr")
        self.assertEqual(service.age_to, 15)
        upload = self.env["kooperacje.basket.import"].search([], limit=1)
        self.assertEqual((upload.state, upload.create_uid), ("done", self.ref("user_piotr")))

    def changed_basket(self, data, service, age_to):
        book = openpyxl.load_workbook(io.BytesIO(data))
        page, at = book["Usługi"], {cell.value: cell.column for cell in book["Usługi"][4]}
        row = next(row[0].row for row in page.iter_rows(min_row=5) if row[at["Id"] - 1].value == service.exchange_key)
        page.cell(row, at["Wiek do"]).value = age_to
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def test_urban_family_with_suspension_return_end_and_aftercare(self):
        """The second half of the Model's way: on hold, taken up again, assessed, ended, asked how it is doing."""
        case = self.ref("case_zwyczajna")
        self.assertEqual((case.partnership_id.variant, case.phase), ("urban", "realisation"))
        with self.rendering_pdf():
            self.start(f"/odoo/kooperacje-cases/{case.id}", "kooperacje_case_course", "beata")
        self.assertEqual((case.phase, case.closing_premise_id.kind), ("aftercare", "end"))
        self.assertTrue(case.returned_on and not case.suspended_on)
        assessment = case.assessment_ids
        self.assertEqual((assessment.state, assessment.kind, assessment.conclusion), ("done", "final", "end"))
        self.assertEqual(assessment.family_changes, "Mamy klucze i umowę na rok.")
        survey = case.team_ids.closing_survey_ids
        self.assertLessEqual({self.ref("b_rafal"), self.ref("b_dawid")}, set(survey.recipient_ids))
        self.assertEqual((case.team_ids.state, case.plan_ids.state), ("closed", "ended"))
        self.assertEqual(case.aftercare_contact_ids.user_id, self.ref("user_beata"))
        self.assertFalse(case.meeting_ids.filtered(lambda meeting: meeting.state == "planned"))

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels import report_book


class SurveyWave(models.Model):
    """Signed answers (1A, 1B): the record of the resources of institutions, by which partners are invited."""

    _inherit = "kooperacje.survey.wave"

    def _check_signed(self):
        """:raises UserError: people were promised that nobody would know who answered what"""
        if any(self.mapped("anonymous")):
            raise UserError(self.env._("Nobody reads the answers of an anonymous questionnaire, only its results."))

    def action_open_answers(self):
        """What each institution has written."""
        self.ensure_one()
        self._check_signed()
        return self._signed_action([("wave_id", "=", self.id)])

    def _signed_action(self, domain):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Resources of institutions"), "view_mode": "list,form",
            "res_model": "survey.user_input", "domain": domain, "context": {"create": False},
            "views": [
                (self.env.ref("kooperacje.survey_user_input_view_list_named").id, "list"),
                (self.env.ref("kooperacje.survey_user_input_view_form_named").id, "form"),
            ],
        }

    def action_answers_workbook(self):
        self.ensure_one()
        self._check_signed()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/wave/{self.id}/answers", "target": "download"}

    def _answers_workbook(self):
        """All institutions side by side, and each on a sheet of its own; bytes. With the rights of the reader."""
        self.ensure_one()
        self._check_signed()
        wave = self.with_context(lang="pl_PL")
        entries = wave.env["survey.user_input"].search([("wave_id", "=", self.id)]).sorted(
            lambda entry: entry.partner_id.name or "",
        )
        said = {entry: entry._kooperacje_texts() for entry in entries}
        # In the order of whoever answered most; what only others were asked or answered comes after it.
        questions = dict.fromkeys(
            question for texts in sorted(said.values(), key=len, reverse=True) for question in texts
        )
        facts = [
            ("Ankieta", wave.survey_id.title), ("Partnerstwo", wave.partnership_id.name),
            ("Okres", self.env["kooperacje.document.printed"]._print_period(wave.date_from, wave.date_to)),
            ("Instytucje, które odpowiedziały", str(len(entries))),
        ]
        return report_book.write("Zasoby instytucji", facts, [
            ("Zestawienie", "", wave._answers_table(
                [entry.partner_id.name or "" for entry in entries],
                [[question, *(said[entry].get(question, "") for entry in entries)] for question in questions],
            )),
            *((
                entry.partner_id.name or "", entry.sector_id.name or "",
                wave._answers_table(["Odpowiedź"], [list(pair) for pair in said[entry].items()]),
            ) for entry in entries),
        ])

    def _answers_table(self, labels, rows):
        return {
            "columns": [{"label": "Pytanie", "width": 50}, *({"label": label, "width": 40} for label in labels)],
            "rows": rows, "empty": "Nikt jeszcze nie odpowiedział.", "note": "", "graph": [], "maximum": None,
        }

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.polish_number import polish_number


class SurveyUserInput(models.Model):
    """Answers of one person in a wave. Of an anonymous wave the row says nothing but the answers."""

    _inherit = "survey.user_input"
    _erased_with = ("wave_id",)

    wave_id = fields.Many2one("kooperacje.survey.wave", "Wave", index="btree_not_null", ondelete="restrict", copy=False)
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", index="btree_not_null", copy=False, prefetch="kooperacje",
    )
    side = fields.Selection([
        ("ops", "Leader's office"), ("partner", "Partners"), ("family", "Families"),
    ], copy=False, prefetch="kooperacje")
    kooperacje_said = fields.Html(
        "What was answered", compute="_compute_kooperacje_said", compute_sudo=False, sanitize=False,
        export_string_translation=False,
    )
    wave_mixed = fields.Boolean(copy=False, export_string_translation=False, prefetch="kooperacje")

    @api.depends("user_input_line_ids")
    def _compute_kooperacje_said(self):
        for entry in self:
            entry.kooperacje_said = self.env["ir.qweb"]._render("kooperacje.survey_said", {
                "said": entry._kooperacje_texts().items(),
            })

    def _kooperacje_texts(self):
        """``{question, or (question, row) of a table: all that was answered to it, in words}`` in their order.

        Read with the rights of the reader: of an anonymous wave there is nothing to read.
        """
        self.ensure_one()
        texts = {}
        lines = self.user_input_line_ids.filtered(lambda line: not line.skipped)
        for line in lines.sorted(lambda line: (line.question_id.sequence, line.matrix_row_id.sequence, line.id)):
            said = line.display_name
            if line.answer_type == "numerical_box":
                said = polish_number(line.value_numerical_box)
            elif line.answer_type == "suggestion":
                said = line.suggested_answer_id.value
            elif line.answer_type == "text_box":
                said = line.value_text_box
            texts.setdefault((line.question_id.title, line.matrix_row_id.value or ""), []).append(said)
        return {
            " – ".join(filter(None, key)): ", ".join(filter(None, answers)) for key, answers in texts.items()
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Answers to a questionnaire of the Model belong to a wave, whichever page or wizard of core makes them."""
        default = self.env.context.get("default_survey_id")
        asked = [vals.get("survey_id", default) for vals in vals_list if not vals.get("wave_id")]
        # sudo: whether it is of the Model, nothing else.
        if any(survey.kooperacje_tool for survey in self.env["survey.survey"].sudo().browse(filter(None, asked))):
            raise UserError(self._by_link_only())
        return super().create(vals_list)

    def _by_link_only(self):
        return self.env._("Answers to a questionnaire of the Model are given with the link of a wave only.")

    def write(self, vals):
        """Rules ask which wave an answer belongs to before it is written: none comes into a wave by hand."""
        if not self.env.su:
            # sudo: whether it is of the Model, nothing else.
            moved_to = self.env["survey.survey"].sudo().browse(vals.get("survey_id") or [])
            if vals.get("wave_id") or moved_to.kooperacje_tool:
                raise UserError(self._by_link_only())
        return super().write(vals)

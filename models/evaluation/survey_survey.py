from odoo import api, fields, models
from odoo.exceptions import UserError

# What makes a questionnaire and may not change under answers already given.
CONTENT_FIELDS = frozenset({
    "title", "description", "description_done", "question_and_page_ids", "question_ids", "page_ids", "lang_ids",
    "kooperacje_tool", "kooperacje_anonymous", "company_id", "questions_selection", "scoring_type",
})


class SurveySurvey(models.Model):
    """A questionnaire of the Model (tools 1A, 1B, 2, 3, 6, 13, 16A–C …) on Odoo's survey.

    The questionnaires that come with the module belong to no company and are never edited: a municipality edits its
    own version (``action_own_version``), so no municipality changes another's. A version that a wave has been sent
    with is frozen, for everybody: answers given before and after an edit would not compare. A change makes the next
    version, whose questions keep their ``kooperacje_key``, by which versions compare.
    """

    _inherit = "survey.survey"

    kooperacje_tool = fields.Char(
        "Tool", index="btree_not_null", copy=True,
        help="Number of the tool of the Model: 1A, 1B, 2, 3, 6, 13, 16A, 16B, 16C, 16S (three questions), FAM (family).",
    )
    kooperacje_anonymous = fields.Boolean(
        "Anonymous", copy=True,
        help="Nobody, the administrator included, can tell who gave which answer; results are shown from five answers.",
    )
    company_id = fields.Many2one(
        "res.company", "Municipality", index="btree_not_null",
        help="Whose own version it is. The questionnaires that came with the module belong to nobody.",
    )
    kooperacje_origin_id = fields.Many2one(
        "survey.survey", "Made from", index="btree_not_null", readonly=True, ondelete="set null", copy=False,
    )
    kooperacje_version = fields.Integer("Version", default=1, readonly=True, copy=False)
    kooperacje_wave_ids = fields.One2many("kooperacje.survey.wave", "survey_id", "Waves")
    kooperacje_frozen = fields.Boolean(
        "In use", compute="_compute_kooperacje_frozen",
        help="A wave has been sent with it: its questions no longer change, a new version does.",
    )

    @api.depends("kooperacje_wave_ids.sent_on")
    def _compute_kooperacje_frozen(self):
        # sudo: whether any municipality has used it, not which.
        waves = self.env["kooperacje.survey.wave"].sudo()._read_group(
            [("survey_id", "in", self.ids), ("sent_on", "!=", False)], ["survey_id"],
        )
        used = {survey.id for (survey,) in waves}
        for survey in self:
            survey.kooperacje_frozen = survey._origin.id in used

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("kooperacje_tool"):
                # Answers come in by the ticket of a wave only, never by Odoo's own link.
                vals.update(access_mode="token", users_login_required=False, survey_type="custom")
        return super().create(vals_list)

    def write(self, vals):
        if CONTENT_FIELDS & vals.keys():
            self._check_not_frozen()
        return super().write(vals)

    def _check_not_frozen(self):
        """:raises UserError: a wave has been sent with one of the questionnaires"""
        frozen = self.filtered(lambda survey: survey.kooperacje_tool and survey.kooperacje_frozen)
        if frozen:
            raise UserError(self.env._(
                "“%s” has been sent to people: answers given before and after a change would not compare. "
                "Use the button “New version” and change that one.", frozen[0].title,
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_not_frozen()

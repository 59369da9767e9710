from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from odoo.addons.kooperacje.models.access.serialise import serialise_on

# What makes a questionnaire and may not change under answers already given.
CONTENT_FIELDS = frozenset({
    "title", "description", "description_done", "question_and_page_ids", "question_ids", "page_ids", "lang_ids",
    "kooperacje_tool", "kooperacje_anonymous", "company_id", "questions_selection", "scoring_type",
})
# Tools that an institution answers with its name; all others are anonymous (docs/tools.md).
SIGNED_TOOLS = ("1A", "1B")
# Answers come in by the ticket of a wave only, never by Odoo's own link, test, live session or certificate.
TICKETS_ONLY = {
    "access_mode": "token", "users_login_required": False, "survey_type": "custom", "questions_selection": "all",
    "scoring_type": "no_scoring", "certification": False, "certification_give_badge": False, "session_code": False,
    "session_state": False, "is_time_limited": False, "is_attempts_limited": False,
}
# Which services helped: question 5 of the family's questionnaire („W z koszyka”).
MEASURE = "family_services"
# What the keys of the answers begin with that stand for a service of the basket.
KEY = "service-"


class SurveySurvey(models.Model):
    """A questionnaire of the Model (tools 1A, 1B, 2, 3, 6, 13, 16A–C …) on Odoo's survey.

    The questionnaires that come with the module belong to no company and are never edited: a municipality edits its
    own version (``action_own_version``), so no municipality changes another's. A version that a wave has been sent
    with is frozen, for everybody: answers given before and after an edit would not compare. A change makes the next
    version, whose questions keep their ``kooperacje_key``, by which versions compare.

    Users of the survey application see none of them (rules of ``security/evaluation/survey_rules.xml``), and what that
    application does with a survey is refused for them to everybody (``_check_by_wave``). Other surveys are core's.

    Families choose what helped them from the basket (R12), and stay unknown.

    The individual basket of a family would tell which family answers, and so would a service that hardly anybody has
    had. So everybody is offered the same: the forms of help, and by their names the services of the local basket that
    as many families have had as are needed for a figure of them to be published.
    """

    _inherit = "survey.survey"

    kooperacje_tool = fields.Char(
        "Tool", index="btree_not_null", copy=True,
        help="Number of the tool of the Model: 1A, 1B, 2, 3, 6, 13, 16A, 16B, 16C, 16S (three questions), FAM (the "
             "family).",
    )
    kooperacje_anonymous = fields.Boolean(
        "Anonymous", copy=True,
        help="Nobody, the administrator included, can tell who gave which answer; results are shown from five answers.",
        prefetch="kooperacje",
    )
    company_id = fields.Many2one(
        "res.company", "Municipality", index="btree_not_null",
        help="Whose own version it is. The questionnaires that came with the module belong to nobody.",
    )
    kooperacje_origin_id = fields.Many2one(
        "survey.survey", "Made from", index="btree_not_null", readonly=True, ondelete="set null", copy=False,
        prefetch="kooperacje",
    )
    kooperacje_version = fields.Integer("Version", default=1, readonly=True, copy=False, prefetch="kooperacje")
    kooperacje_wave_ids = fields.One2many(
        "kooperacje.survey.wave", "survey_id", "Waves",
        groups="kooperacje.group_manager,kooperacje.group_network_worker,kooperacje.group_social_worker",
    )
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

    def _fetch_query(self, query, fields):
        """The rules ask each survey for its tool: it comes along with what is read first, not by a query of its own."""
        tool = self._fields["kooperacje_tool"]
        if tool not in fields and any(field.column_type and field.name != "id" for field in fields):
            fields = [*fields, tool]
        return super()._fetch_query(query, fields)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("kooperacje_tool"):
                vals.update(TICKETS_ONLY)
        return super().create(vals_list)

    @api.constrains("kooperacje_tool", "kooperacje_anonymous")
    def _check_anonymous(self):
        for survey in self:
            if survey.kooperacje_tool and not survey.kooperacje_anonymous and (
                survey.kooperacje_tool not in SIGNED_TOOLS
            ):
                raise ValidationError(self.env._(
                    "Questionnaire %s is anonymous: people were promised that nobody would know who answered what.",
                    survey.kooperacje_tool,
                ))

    def copy_data(self, default=None):
        """A title that is given stays: core calls every copy a copy, and a new version would go to people so."""
        values_list = super().copy_data(default)
        if default and default.get("title"):
            for survey, values in zip(self, values_list, strict=True):
                if survey.kooperacje_tool:
                    values["title"] = default["title"]
        return values_list

    def write(self, vals):
        if CONTENT_FIELDS & vals.keys():
            self._check_not_frozen()
            self._forget_pages()
        if not self.env.su and {"company_id", "kooperacje_tool"} & vals.keys() and self.filtered(
            lambda survey: (survey.kooperacje_tool or vals.get("kooperacje_tool")) and any(
                survey._fields[name].convert_to_write(survey[name], survey) != vals[name]
                for name in ("company_id", "kooperacje_tool") if name in vals
            )
        ):
            # One without a municipality would be offered to all of them.
            raise UserError(self.env._(
                "A questionnaire stays what it is, and with the municipality that made it. Use “New version” there.",
            ))
        changed = [name for name, value in TICKETS_ONLY.items() if name in vals and (vals[name] or False) != value]
        if changed and self.filtered("kooperacje_tool"):
            raise UserError(self.env._(
                "“%(field)s” does not exist for a questionnaire of the Model: it is asked with a wave only. Open it "
                "under Evaluation ‣ Questionnaires ‣ What is asked.",
                field=self._fields[changed[0]]._description_string(self.env),
            ))
        if vals.get("kooperacje_tool"):
            vals = {**vals, **TICKETS_ONLY}
        return super().write(vals)

    def _compute_session_code(self):
        """None for ours: core draws four digits and looks at surveys that are not archived only, and ours archive."""
        ours = self.filtered("kooperacje_tool")
        ours.session_code = False
        return super(SurveySurvey, self - ours)._compute_session_code()

    # ------------------------------------------------------------
    # Core's own ways of asking
    # ------------------------------------------------------------

    def _check_by_wave(self):
        """:raises UserError: one of them is of the Model, and is asked with a wave and its tickets only"""
        # sudo: whether it is of the Model, nothing else; core's actions below do not all ask for a right.
        if any(survey.kooperacje_tool for survey in self.sudo()):
            raise UserError(self.env._(
                "A questionnaire of the Model is asked with a wave only: so nobody is asked twice, and nobody can tell "
                "who answered what. Open Evaluation ‣ Questionnaires ‣ Questionnaires sent.",
            ))

    def action_send_survey(self):
        self._check_by_wave()
        return super().action_send_survey()

    def action_start_survey(self, answer=None):
        self._check_by_wave()
        return super().action_start_survey(answer=answer)

    def action_print_survey(self, answer=None):
        self._check_by_wave()
        return super().action_print_survey(answer=answer)

    def action_result_survey(self):
        self._check_by_wave()
        return super().action_result_survey()

    def action_test_survey(self):
        self._check_by_wave()
        return super().action_test_survey()

    def action_survey_preview_certification_template(self):
        self._check_by_wave()
        return super().action_survey_preview_certification_template()

    def action_start_session(self):
        self._check_by_wave()
        return super().action_start_session()

    def action_open_session_manager(self):
        self._check_by_wave()
        return super().action_open_session_manager()

    def action_end_session(self):
        self._check_by_wave()
        return super().action_end_session()

    # ------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------

    def action_own_version(self):
        """A version of the municipality's own, or the next one of it, with the same questions to begin with.

        :raises UserError: the user leads no partnership
        """
        self.ensure_one()
        self.check_access("read")
        led = self.env["kooperacje.partnership"]._led_company_ids()
        company = self.company_id.id if self.company_id.id in led else (
            self.env.company.id if self.env.company.id in led else min(led, default=False)
        )
        if not company:
            raise UserError(self.env._("Only the network worker or the manager of the office changes questionnaires."))
        serialise_on(self.env["res.company"].browse(company))
        newest = self.search([
            ("kooperacje_tool", "=", self.kooperacje_tool), ("company_id", "=", company),
        ], order="kooperacje_version desc", limit=1)
        if newest and not newest.kooperacje_frozen and newest != self:
            return newest._kooperacje_open()
        copy = self.copy({
            "title": self.title, "company_id": company, "kooperacje_origin_id": self.id,
            "kooperacje_version": (newest.kooperacje_version or 0) + 1, "active": True,
            "restrict_user_ids": False,
        })
        return copy._kooperacje_open()

    def get_formview_id(self, access_uid=None):
        """Who is no user of the survey application gets the form without its answers, which are closed to them."""
        if not self.env.user.has_group("survey.group_survey_user"):
            return self.env.ref("kooperacje.survey_survey_view_form_own").id
        return super().get_formview_id(access_uid=access_uid)

    def _kooperacje_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "survey.survey", "res_id": self.id, "view_mode": "form",
            "views": [(self.env.ref("kooperacje.survey_survey_view_form_own").id, "form")],
        }

    def _retire_older(self):
        """A version that has been sent takes the place of the municipality's earlier ones in every choice."""
        for survey in self.filtered("company_id"):
            # superuser: whoever sends the wave; only the choice of questionnaires gets shorter.
            older = self.sudo().search([
                ("kooperacje_tool", "=", survey.kooperacje_tool), ("company_id", "=", survey.company_id.id),
                ("kooperacje_version", "<", survey.kooperacje_version),
            ])
            older.active = False

    @api.readonly
    def action_preview_form(self):
        """The questionnaire as people see it; nothing is stored."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/survey/preview/{self.id}", "target": "new"}

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

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Words in another language are words people have been asked with."""
        if field_name in CONTENT_FIELDS:
            self._check_not_frozen()
            self._forget_pages()
        return super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)

    # ------------------------------------------------------------
    # Kept in memory
    # ------------------------------------------------------------
    # What is the same for everybody who is asked: whoever answers has been let in by a ticket before it is looked up.
    # One cache with the compiled templates, so that a changed template is seen as well as a changed question.

    @ormcache("self.id", cache="templates")
    def _kooperacje_questions(self):
        """The questions in their order, as plain values."""
        # sudo: the caller holds a ticket; a preview does not come here.
        return tuple(question._kooperacje_plain() for question in self.sudo().question_ids)

    @ormcache("self.id", "template", "self.env.context.get('lang')", cache="templates")
    def _kooperacje_page(self, template):
        """``template`` as it is for everybody in the language of the context."""
        lang = self.env.context.get("lang")
        # superuser: as above. Nothing else of the reader's context may stand in what others are shown.
        survey = self.with_env(self.env(su=True, context={"lang": lang}))
        return Markup(survey.env["ir.qweb"]._render(template, {
            "survey": survey, "answers": {}, "page_lang": (lang or "pl")[:2],
        }))

    def _forget_pages(self):
        """To be called with every change of what people are asked."""
        if any(survey.kooperacje_tool for survey in self):
            self.env.registry.clear_cache("templates")

    # ------------------------------------------------------------
    # Services rated
    # ------------------------------------------------------------

    def action_take_services(self):
        """Offer these services in the question of an own version; those named before that are so no more go.

        :raises UserError: no version of one's own, one that has been sent, or no service that many have had
        """
        self.ensure_one()
        self.check_access("write")
        question = self.question_ids.filtered(lambda one: one.kooperacje_measure == MEASURE)
        if not self.company_id or not question:
            raise UserError(self.env._(
                "Services are named in your own version of the family's questionnaire. Press “New version” first.",
            ))
        self._check_not_frozen()
        names = {f"{KEY}{service.id}": service.display_name for service in self._services_of_many()}
        if not names:
            raise UserError(self.env._(
                "No service of the basket has been given to enough families yet: its name would tell who answered. "
                "Families choose from the forms of help.",
            ))
        named = question.suggested_answer_ids.filtered(lambda one: (one.kooperacje_key or "").startswith(KEY))
        last = max(question.suggested_answer_ids.mapped("sequence"), default=0)
        missing = names.keys() - set(named.mapped("kooperacje_key"))
        question.suggested_answer_ids = [
            *(Command.delete(one.id) for one in named if one.kooperacje_key not in names),
            *(Command.create({"value": names[key], "kooperacje_key": key, "sequence": last + number})
              for number, key in enumerate(sorted(missing, key=names.get), 1)),
        ]
        return True

    def _services_of_many(self):
        """Services on offer that at least as many families have had as the office asks for a figure to be told."""
        # sudo: how many families have had a service; the caller reads no plan, and is told no number.
        groups = self.env["kooperacje.plan.service"].sudo()._read_group([
            ("company_id", "=", self.company_id.id), ("status", "in", ("started", "done", "interrupted")),
        ], ["service_id"], ["case_id:count_distinct"])
        enough = self.company_id.sudo().kooperacje_small_count
        ids = [service.id for service, families in groups if families >= enough]
        return self.env["kooperacje.service"].with_context(service_with_institution=True).search([
            ("id", "in", ids), ("state", "=", "verified"),
        ])

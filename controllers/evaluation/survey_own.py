from odoo.http import request, route

from odoo.addons.survey.controllers.main import Survey
from odoo.addons.survey.controllers.survey_session_manage import UserInputSession


def of_others(survey):
    """``survey`` unless it is of the Model: that one is answered on a page of ours, and has its results there.

    :raises NotFound: as if it did not exist
    """
    # sudo: whether it is of the Model, nothing else; whether the caller may read it, core asks afterwards.
    if survey.sudo().kooperacje_tool:
        raise request.not_found()
    return survey


class SurveyOfOthers(Survey):
    """Core's pages, for surveys of other applications only."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        survey, answer = super()._fetch_from_access_token(survey_token, answer_token)
        return (survey.browse(), answer.browse()) if survey.kooperacje_tool else (survey, answer)

    @route()
    def show_certification_pdf(self, survey, **kwargs):
        return super().show_certification_pdf(of_others(survey), **kwargs)

    @route()
    def survey_get_certification_preview(self, survey, **kwargs):
        return super().survey_get_certification_preview(of_others(survey), **kwargs)

    @route()
    def survey_report(self, survey, answer_token=None, **post):
        return super().survey_report(of_others(survey), answer_token=answer_token, **post)


class SessionsOfOthers(UserInputSession):
    """Core's live sessions, for surveys of other applications only."""

    def _fetch_from_token(self, survey_token):
        return super()._fetch_from_token(survey_token).filtered(lambda survey: not survey.kooperacje_tool)

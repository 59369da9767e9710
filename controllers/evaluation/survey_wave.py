from odoo import http
from odoo.http import request

from ..download import attachment, readable


class SurveyWaveController(http.Controller):
    """Signed answers as a workbook, made on request under the rules of the user and kept nowhere."""

    @http.route("/kooperacje/wave/<int:wave_id>/answers", type="http", auth="user", methods=["GET"], readonly=True)
    def answers(self, wave_id):
        wave = readable("kooperacje.survey.wave", wave_id)
        # The same answer whether it does not exist, is anonymous or is not the user's to read.
        if wave.anonymous or not request.env["survey.user_input"].has_access("read"):
            raise request.not_found()
        return attachment(wave._answers_workbook(), f"zasoby-{wave.tool}-{wave.date_from}.xlsx")

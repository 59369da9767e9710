from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from .periodic_report import MIME


class SurveyWaveController(http.Controller):
    """Signed answers as a workbook, made on request under the rules of the user and kept nowhere."""

    @http.route("/kooperacje/wave/<int:wave_id>/answers", type="http", auth="user", methods=["GET"], readonly=True)
    def answers(self, wave_id):
        wave = request.env["kooperacje.survey.wave"].browse(wave_id).exists()
        try:
            wave.check_access("read")
            request.env["survey.user_input"].check_access("read")
        except AccessError:
            wave = wave.browse()
        if not wave or wave.anonymous:
            # The same answer whether it does not exist, is anonymous or is not the user's to read.
            raise request.not_found()
        data = wave._answers_workbook()
        return request.make_response(data, [
            ("Content-Type", MIME), ("Content-Length", len(data)), ("Cache-Control", "no-store"),
            ("Content-Disposition", content_disposition(f"zasoby-{wave.tool}-{wave.date_from}.xlsx")),
            ("X-Content-Type-Options", "nosniff"),
        ])

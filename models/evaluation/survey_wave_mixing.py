import secrets

from odoo import models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.suppression import THRESHOLD


class SurveyWave(models.Model):
    """Answers of an anonymous wave are written anew, so that nothing about a row tells when it was given."""

    _inherit = "kooperacje.survey.wave"

    def _mix_if_due(self):
        """Every fifth answer mixes the five: until then their order is that of the answering."""
        self.ensure_one()
        self.env.cr.execute(SQL(
            "SELECT count(*) FROM survey_user_input WHERE wave_id = %s AND wave_mixed IS NOT TRUE", self.id,
        ))
        if self.env.cr.fetchone()[0] >= THRESHOLD:
            self._mix(SQL("wave_mixed IS NOT TRUE"))

    def _mix(self, which=None):
        """Write answers anew, with new numbers and tokens in random order, in one transaction.

        :param SQL which: answers of the wave to mix; all without it
        """
        self.env.flush_all()
        for wave in self.filtered("anonymous"):
            self.env.cr.execute(SQL(
                "SELECT id FROM survey_user_input WHERE wave_id = %s AND %s", wave.id, which or SQL("TRUE"),
            ))
            old = [id_ for (id_,) in self.env.cr.fetchall()]
            if not old:
                continue
            self.env.cr.execute(SQL(
                "SELECT nextval('survey_user_input_id_seq') FROM generate_series(1, %s)", len(old),
            ))
            new = [id_ for (id_,) in self.env.cr.fetchall()]
            secrets.SystemRandom().shuffle(new)
            tokens = [secrets.token_hex(16) for _id in new]
            moves = SQL("unnest(%s::int[], %s::int[], %s::text[]) AS moved(old, new, token)", old, new, tokens)
            entries = self._columns("survey.user_input", {"id", "access_token", "wave_mixed"})
            self.env.cr.execute(SQL(
                "INSERT INTO survey_user_input (id, access_token, wave_mixed, %s) SELECT moved.new, moved.token, TRUE,"
                " %s FROM survey_user_input JOIN %s ON moved.old = id ORDER BY moved.new",
                entries, entries, moves,
            ))
            lines = self._columns("survey.user_input.line", {"id", "user_input_id"})
            self.env.cr.execute(SQL(
                "INSERT INTO survey_user_input_line (user_input_id, %s) SELECT moved.new, %s"
                " FROM survey_user_input_line JOIN %s ON moved.old = user_input_id ORDER BY random()",
                lines, lines, moves,
            ))
            self.env.cr.execute(SQL("DELETE FROM survey_user_input_line WHERE user_input_id = ANY(%s)", old))
            self.env.cr.execute(SQL("DELETE FROM survey_user_input WHERE id = ANY(%s)", old))
        self.env.invalidate_all(flush=False)

    def _columns(self, model, without):
        names = sorted(
            name for name, field in self.env[model]._fields.items()
            if field.store and field.column_type and name not in without
        )
        return SQL(", ").join(SQL.identifier(name) for name in names)

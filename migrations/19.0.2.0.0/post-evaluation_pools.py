"""The evaluation of a partnership points at results as a whole, no longer at each wave of a questionnaire."""

from odoo.tools.sql import table_exists


def migrate(cr, version):
    if not table_exists(cr, "kooperacje_evaluation_kooperacje_survey_wave_rel"):
        return
    cr.execute("""
        INSERT INTO kooperacje_evaluation_kooperacje_survey_pool_rel
               (kooperacje_evaluation_id, kooperacje_survey_pool_id)
        SELECT DISTINCT old.kooperacje_evaluation_id, wave.pool_id
          FROM kooperacje_evaluation_kooperacje_survey_wave_rel old
          JOIN kooperacje_survey_wave wave ON wave.id = old.kooperacje_survey_wave_id
         WHERE wave.pool_id IS NOT NULL
            ON CONFLICT DO NOTHING;
        DROP TABLE kooperacje_evaluation_kooperacje_survey_wave_rel
    """)

"""Which tickets of a wave have been used stands in one row of the wave, no longer in the row of each ticket. Where a
row lies in the table tells nothing any more of waves that have their results.

What an earlier version or core gave to questionnaires and activities that they do not need goes.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists


def migrate(cr, version):
    if column_exists(cr, "kooperacje_survey_ticket", "answered"):
        cr.execute("""
            UPDATE kooperacje_survey_wave wave SET used_tickets = used.tickets
              FROM (SELECT wave_id, jsonb_object_agg(id::text, 1) AS tickets
                      FROM kooperacje_survey_ticket WHERE answered GROUP BY wave_id) used
             WHERE used.wave_id = wave.id AND wave.pool_id IS NULL AND wave.used_tickets IS NULL;
            ALTER TABLE kooperacje_survey_ticket DROP COLUMN answered
        """)
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["kooperacje.survey.wave"].search([("pool_id", "!=", False)])._forget()
    # Codes of live sessions, which ours do not have: core draws them out of four digits.
    cr.execute("UPDATE survey_survey SET session_code = NULL WHERE kooperacje_tool IS NOT NULL")
    # Activities whose type is now one for each model.
    for old, model, new in (
        ("activity_decide_request", "kooperacje.basket.request", "activity_decide_basket_request"),
        ("activity_decide_request", "kooperacje.composition.request", "activity_decide_composition_request"),
        ("activity_confirm_services", "kooperacje.partnership", "activity_confirm_services_partnership"),
    ):
        cr.execute("""
            UPDATE mail_activity SET activity_type_id = new.res_id
              FROM ir_model_data old, ir_model_data new
             WHERE old.module = 'kooperacje' AND old.name = %s AND new.module = 'kooperacje' AND new.name = %s
               AND activity_type_id = old.res_id AND mail_activity.res_model = %s
        """, [old, new, model])

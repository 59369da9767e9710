"""The form of an office's settings is made from their declarations: the view that added one to it is no longer shipped.

It goes before the form is loaded, in which it would look for a field that no longer stands there.
"""

VIEW = "office_settings_view_form_evaluation"


def migrate(cr, version):
    cr.execute("""
        DELETE FROM ir_ui_view WHERE id IN (
            SELECT res_id FROM ir_model_data WHERE module = 'kooperacje' AND model = 'ir.ui.view' AND name = %s
        )
    """, [VIEW])
    cr.execute(
        "DELETE FROM ir_model_data WHERE module = 'kooperacje' AND model = 'ir.ui.view' AND name = %s", [VIEW],
    )

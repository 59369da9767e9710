"""Rows of the data files were ``noupdate`` until here, and so never followed an upgrade.

From here on the mark stands only on rows that a person has edited; ``kooperacje.upkeep`` sets it when the data files
are loaded. The demo's rows keep theirs.
"""


def migrate(cr, version):
    cr.execute("""
        UPDATE ir_model_data SET noupdate = false
         WHERE module = 'kooperacje' AND noupdate AND NOT starts_with(name, 'demo_')
    """)

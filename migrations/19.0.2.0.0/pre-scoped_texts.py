"""Texts and papers that bear a scope of data moved behind the field that shows them: what was typed or filed before
goes to the column, or the file's field, that now keeps it.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, rename_column

TEXTS = {
    "kooperacje_case": (
        "need_words", "resources", "limits", "parallel_plans", "qualification_reason", "interview_signature",
    ),
    "kooperacje_goal_rating": ("family_view", "note"),
    "kooperacje_meeting": (
        "family_absence_reason", "family_perspective", "worker_perspective", "members_perspective", "course",
        "outcome_note",
    ),
    "kooperacje_meeting_agenda": ("notes",),
    "kooperacje_person": ("pesel", "identity_document"),
}
PAPERS = ("kooperacje.diagnosis", "kooperacje.meeting")


def migrate(cr, version):
    for table, columns in TEXTS.items():
        for column in columns:
            kept = f"{column}_kept"
            if not column_exists(cr, table, column):
                continue
            if not column_exists(cr, table, kept):
                rename_column(cr, table, column, kept)
                continue
            # Older code ran on newer data and made its column anew: what was typed since then is the later word.
            cr.execute(SQL(
                "UPDATE %(table)s SET %(kept)s = %(column)s WHERE %(column)s IS NOT NULL",
                table=SQL.identifier(table), kept=SQL.identifier(kept), column=SQL.identifier(column),
            ))
            cr.execute(SQL("ALTER TABLE %s DROP COLUMN %s", SQL.identifier(table), SQL.identifier(column)))
    cr.execute("""
        UPDATE ir_attachment SET res_field = res_field || '_kept'
         WHERE res_model = ANY(%s) AND res_field IN ('document_pdf', 'signed_copy')
    """, [list(PAPERS)])

"""Codes of dictionaries are unique within the common entries and within those of each office; what one office has
called a scope of data is kept until ``post-office_words.py`` moves it into a row of that office.
"""

from odoo.tools.sql import constraint_definition

CODED = ("activity_kind", "diagnosis_area", "need", "premise", "target_group")


def migrate(cr, version):
    for name in CODED:
        table, constraint = f"kooperacje_{name}", f"kooperacje_{name}_code_uniq"
        if constraint_definition(cr, table, constraint):
            cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint}"')
    cr.execute("""
        UPDATE ir_model_data shipped SET noupdate = true
          FROM kooperacje_data_scope scope
         WHERE shipped.module = 'kooperacje' AND shipped.model = 'kooperacje.data.scope'
           AND shipped.res_id = scope.id AND scope.write_uid > 1
           AND (SELECT COUNT(DISTINCT company_id) FROM kooperacje_partnership) = 1
    """)

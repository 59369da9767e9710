"""No premise names the procedure Niebieskie Karty: the common one is called otherwise, and so are those of offices."""

NEUTRAL = "Inna ważna przyczyna"


def migrate(cr, version):
    cr.execute("""
        UPDATE ir_model_data SET name = 'premise_suspension_other'
         WHERE module = 'kooperacje' AND name = 'premise_suspension_safety'
           AND NOT EXISTS (SELECT FROM ir_model_data there
                            WHERE there.module = 'kooperacje' AND there.name = 'premise_suspension_other')
     RETURNING res_id
    """)
    for [id_] in cr.fetchall():
        cr.execute("UPDATE kooperacje_premise SET name = %s, code = 'S.OTHER' WHERE id = %s", [NEUTRAL, id_])
    cr.execute("UPDATE kooperacje_premise SET name = %s WHERE name ~* 'niebiesk\\w*\\W+kar[tc]'", [NEUTRAL])
    cr.execute("""
        UPDATE kooperacje_office_word SET name = NULL
         WHERE dictionary = 'kooperacje.premise' AND name ~* 'niebiesk\\w*\\W+kar[tc]'
    """)

"""The premise that named the procedure Niebieskie Karty gets another name, by which its data file finds it."""


def migrate(cr, version):
    cr.execute("""
        UPDATE ir_model_data SET name = 'premise_suspension_other'
         WHERE module = 'kooperacje' AND name = 'premise_suspension_safety'
           AND NOT EXISTS (SELECT FROM ir_model_data there
                            WHERE there.module = 'kooperacje' AND there.name = 'premise_suspension_other')
    """)

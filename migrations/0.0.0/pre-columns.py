"""Before every step to another version: which columns there are, so that afterwards it is known which are new."""


def migrate(cr, version):
    cr.execute("""
        CREATE TEMPORARY TABLE kooperacje_columns_before ON COMMIT DROP AS
        SELECT table_name::text, column_name::text
          FROM information_schema.columns
         WHERE table_schema = current_schema
    """)

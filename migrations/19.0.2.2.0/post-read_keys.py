"""The log of reads names whom a row is of by the key of the case or person, which is what the seals are made over."""


def migrate(cr, version):
    cr.execute("ALTER TABLE kooperacje_read_log DISABLE TRIGGER kooperacje_read_log_append_only")
    for column, table in (("case_id", "kooperacje_case"), ("person_id", "kooperacje_person")):
        cr.execute(f"""
            UPDATE kooperacje_read_log log SET subject_key = source.read_key
              FROM {table} source WHERE source.id = log.{column} AND log.subject_key IS NULL
        """)  # noqa: S608  names of this file
    cr.execute("ALTER TABLE kooperacje_read_log ENABLE TRIGGER kooperacje_read_log_append_only")

"""No list names the procedure Niebieskie Karty: entries and words of offices that did are called otherwise.

Those of premises are called as the common one is now; any other word of an office gives way to the common word.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import blue_card

NEUTRAL = "Inna ważna przyczyna"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.flush_all()
    named = {
        table: [id_ for id_, name in env.execute_query(SQL(
            "SELECT id, name FROM %s WHERE name IS NOT NULL", SQL.identifier(table),
        )) if blue_card.names(name)]
        for table in ("kooperacje_premise", "kooperacje_office_word")
    }
    cr.execute("UPDATE kooperacje_premise SET name = %s WHERE id = ANY(%s)", [NEUTRAL, named["kooperacje_premise"]])
    cr.execute(
        "UPDATE kooperacje_office_word SET name = NULL WHERE id = ANY(%s)", [named["kooperacje_office_word"]],
    )
    env.invalidate_all()

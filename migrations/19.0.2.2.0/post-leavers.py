"""What heads are asked about those who leave is found by the person: older activities knew the name alone.

Those are taken away, and everybody whose end is known is asked about anew.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["mail.activity"].search([
        ("activity_type_id", "=", env.ref("kooperacje.activity_cases_left").id), ("kooperacje_leaver_id", "=", False),
    ]).unlink()
    roles = env["kooperacje.role.assignment"].search([])
    for company, held in roles.grouped("company_id").items():
        ends = roles._ends(held.user_id, company)
        users = env["res.users"].union(*(user for user, _company in ends))
        held.filtered(lambda role, users=users: role.user_id in users)._follow_end()

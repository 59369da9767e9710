"""Open tasks of members who have left go to who sees to them now: the column of existing rows names who agreed to them.

Who leads no more a planned task is known only from now on, so former case managers have no successor on record: what is
left with them goes to the case manager of today.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env.flush_all()
    for model, states in (("kooperacje.plan.action", ["planned", "started"]), ("kooperacje.decision", ["open"])):
        open_tasks = env[model].search([("member_id.state", "=", "left"), ("state", "in", states)])
        env.add_to_compute(open_tasks._fields["user_id"], open_tasks)
        env.flush_all()
        open_tasks._sync_activities()

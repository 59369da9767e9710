"""An account of Odoo's portal opens nothing of ours: who has no other answers by a link, and tasks are nobody's."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in ("kooperacje.team.member", "kooperacje.decision"):
        env[name].search([("user_id.share", "=", True)])._compute_user_id()
    env.flush_all()

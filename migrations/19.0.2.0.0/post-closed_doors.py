"""What hangs on a case (messages, activities, followers) bears the key and the scope by which it closes, and the access
relation is what the consents of today say.
"""

from odoo import SUPERUSER_ID, api

BATCH = 1000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name in env["kooperacje.case.attached"]._attached_models():
        if name != "mail.notification":
            _set_keys(env[name])
    cr.execute("""
        UPDATE mail_notification SET case_id = message.case_id, scope_id = message.scope_id
          FROM mail_message message
         WHERE message.id = mail_message_id
           AND (mail_notification.case_id, mail_notification.scope_id)
               IS DISTINCT FROM (message.case_id, message.scope_id)
    """)
    env.invalidate_all()
    # Rows of guests from before the scopes stood in them would open the whole case: they go, and come back narrowed.
    cr.execute("""
        DELETE FROM kooperacje_access
         WHERE scopes IS NULL AND origin = 'member'
           AND institution_id != (SELECT partner_id FROM res_company WHERE res_company.id = company_id)
    """)
    env["kooperacje.access"]._derive_all()


def _set_keys(attached):
    """Give what hangs on case data the keys of its documents, a batch at a time."""
    model_field, id_field = attached._attached_to
    names = attached.env["kooperacje.case.data"]._case_data_models()
    last = 0
    while rows := attached.search([("id", ">", last), (model_field, "in", names)], order="id", limit=BATCH):
        last = rows[-1].id
        keys = attached._document_keys({(row[model_field], row[id_field]) for row in rows})
        stale = rows.filtered(
            lambda row, keys=keys: (row.case_id.id, row.scope_id.id)
            != keys.get((row[model_field], row[id_field]), (False, False)),
        )
        stale._set_keys()
        attached.env.flush_all()
        attached.env.invalidate_all()

"""The interdisciplinary team is a body without services: those that never declared one leave the sector of help."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    kind = env.ref("kooperacje.institution_type_zi", raise_if_not_found=False)
    if not kind or kind.sector_id.offers_services:
        return
    bodies = env["res.partner"].search([
        ("institution_type_id", "=", kind.id), ("sector_id", "!=", kind.sector_id.id),
    ])
    declared = env["kooperacje.service"].search([("institution_id", "in", bodies.ids)]).institution_id
    (bodies - declared).sector_id = kind.sector_id

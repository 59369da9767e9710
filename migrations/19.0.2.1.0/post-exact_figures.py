"""Evaluations begun before have no exact figures yet: they are counted now, of the same years."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    values = env["kooperacje.evaluation.value"].search([
        ("exact_text", "=", False), ("evaluation_id.document_state", "!=", "void"),
    ])
    for evaluation, lacking in values.grouped("evaluation_id").items():
        exact = env["kooperacje.published.figures"]._exact_texts(
            evaluation.partnership_id, sorted(set(lacking.mapped("year"))),
        )
        for value in lacking:
            value.exact_text = exact.get(value.code, {}).get(value.year) or value.value_text

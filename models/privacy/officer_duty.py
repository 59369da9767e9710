from odoo import fields, models, tools
from odoo.tools import SQL

from odoo.addons.kooperacje.models.access.windows import form


class OfficerDuty(models.Model):
    """What is due at the desk of the data-protection officer, over all registers: numbers and days, no names."""

    _name = "kooperacje.officer.duty"
    _description = "Duty of data protection"
    _auto = False
    _order = "due_on, id"

    kind = fields.Selection(
        [
            ("request", "Request of a person: to be answered"), ("breach", "Breach: to be judged and reported"),
            ("information", "Request for information: 7 days"),
            ("restriction", "Restriction in force: is its ground still there?"),
            ("role", "Authorisation of a role ends"), ("board", "Clause for the notice board is missing"),
            ("processing", "Register of processing is empty"),
        ],
        "What is due", readonly=True,
    )
    name = fields.Char("Number", readonly=True)
    due_on = fields.Date("Deadline", readonly=True)
    company_id = fields.Many2one("res.company", "Office", readonly=True)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Integer(readonly=True, export_string_translation=False)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(SQL(
            """
            CREATE VIEW %s AS
            SELECT row_number() OVER (ORDER BY due.due_on, due.res_model, due.res_id) AS id, due.* FROM (
                SELECT 'request' AS kind, number AS name, due_on, company_id,
                       'kooperacje.subject.request' AS res_model, id AS res_id
                  FROM kooperacje_subject_request WHERE state = 'open'
                 UNION ALL
                SELECT 'breach', number, (due_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Warsaw')::date, company_id,
                       'kooperacje.breach', id
                  FROM kooperacje_breach WHERE state = 'open'
                 UNION ALL
                SELECT 'information', number, due_on, company_id, 'kooperacje.information.request', id
                  FROM kooperacje_information_request WHERE state = 'open'
                 UNION ALL
                SELECT 'restriction', request.number, (one.since + interval '1 month')::date, one.company_id,
                       'kooperacje.restriction', one.id
                  FROM kooperacje_restriction one
                  JOIN kooperacje_subject_request request ON request.id = one.request_id
                 WHERE one.lifted_on IS NULL
                 UNION ALL
                SELECT 'role', authorisation_number, authorisation_date_to, company_id,
                       'kooperacje.role.assignment', id
                  FROM kooperacje_role_assignment
                 WHERE authorisation_date_to BETWEEN CURRENT_DATE - 30 AND CURRENT_DATE + 30
                   AND valid_until >= CURRENT_DATE
                 UNION ALL
                SELECT 'board', NULL, NULL, office.id, 'kooperacje.privacy.paper', 0
                  FROM res_company office
                 WHERE EXISTS (SELECT FROM kooperacje_case WHERE company_id = office.id)
                   AND NOT EXISTS (
                           SELECT FROM kooperacje_privacy_paper paper
                            WHERE paper.company_id = office.id AND paper.kind = 'board' AND paper.hung_on IS NOT NULL
                              AND paper.document_state != 'void')
                 UNION ALL
                SELECT 'processing', NULL, NULL, office.id, 'kooperacje.processing.activity', 0
                  FROM res_company office
                 WHERE EXISTS (SELECT FROM kooperacje_case WHERE company_id = office.id)
                   AND NOT EXISTS (SELECT FROM kooperacje_processing_activity one
                                    WHERE one.company_id = office.id AND one.active)
            ) AS due
            """, SQL.identifier(self._table),
        ))

    def action_open(self):
        """Open the matter, or the register that is still empty."""
        self.ensure_one()
        self.check_access("read")
        if self.res_id:
            return form(self.env[self.res_model].browse(self.res_id), name=self.name)
        return {
            "type": "ir.actions.act_window", "res_model": self.res_model, "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "name": self.env["ir.model"]._get(self.res_model).name,
        }

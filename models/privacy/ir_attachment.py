from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class IrAttachment(models.Model):
    """Core opens a file with its document. The file of a case is one of its papers, which are shared as a scope,
    while the bare case stays open to the whole team; files of other documents close with these.
    """

    _inherit = "ir.attachment"

    is_case_paper_open = fields.Boolean(
        compute="_compute_is_case_paper_open", search="_search_is_case_paper_open", compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_is_case_paper_open(self):
        Case = self.env["kooperacje.case"]
        of_case = self.filtered(lambda file: file.res_model == "kooperacje.case" and file.res_id)
        open_scopes = self.env["kooperacje.access"]._open_scopes(set(of_case.mapped("res_id")))
        for file in self:
            scopes = open_scopes.get(file.res_id, ()) if file in of_case else None
            file.is_case_paper_open = scopes is None or Case._paper_scope().id in scopes

    @api.model
    def _search_is_case_paper_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        cases = self.env["kooperacje.access"]._open_cases_sql(scope=self.env["kooperacje.case"]._paper_scope())
        return Domain("res_model", "!=", "kooperacje.case") | Domain.custom(to_sql=lambda model, alias, query: SQL(
            "%s IN (%s)", SQL.identifier(alias, "res_id"), cases,
        ))

    @api.constrains("public", "res_model")
    def _check_case_data_private(self):
        # sudo: only to learn which model's rules decide.
        for attachment in self.sudo():
            if attachment.public and attachment.res_model in self.env["kooperacje.case.data"]._case_data_models():
                raise ValidationError(self.env._(
                    "A file of a case cannot be made public. Those who may read the case can read its files.",
                ))

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LegalAct(models.Model):
    """Act that the clauses cite, with the address of its publication, which changes with every consolidated text."""

    _name = "kooperacje.legal.act"
    _description = "Legal act"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Key of the placeholder: {{ act.<code> }} prints the publication address.")
    citation = fields.Char("Publication address", required=True, help="As printed, e.g. “Dz. U. z 2024 r. poz. 1283”.")
    checked_on = fields.Date(help="Day on which somebody last made sure that this is the text in force.")
    sequence = fields.Integer(default=10)

    _code_uniq = models.Constraint("UNIQUE(code)", "There is already an act with this code.")

    @api.constrains("code")
    def _check_code(self):
        for act in self:
            if not act.code.isidentifier():
                raise ValidationError(self.env._("Write the code of an act with letters and digits only, e.g. ups."))

    def write(self, vals):
        self.check_access("write")
        if "code" in vals:
            self.filtered(lambda act: act.code != vals["code"])._check_not_cited()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cited(self):
        self._check_not_cited()

    def _check_not_cited(self):
        """:raises ValidationError: the papers whose clauses cite the act could not be printed any more"""
        # sudo: an act cited by any municipality stays, whoever removes it.
        clauses = self.env["kooperacje.document.clause"].sudo().with_context(active_test=False)
        for act in self:
            citing = clauses.search([("body", "like", f"act.{act.code}")])
            if any(f"act.{act.code}" in clause._placeholders_used() for clause in citing):
                raise ValidationError(self.env._(
                    "%(act)s is cited in clauses. Take it out of them before you delete it or change its code.",
                    act=act.name,
                ))

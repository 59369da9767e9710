from odoo import api, fields, models
from odoo.exceptions import UserError

from .social_project import RUNNING_STATES


class SocialProjectPart(models.AbstractModel):
    """Line of a social project: planned while the project is an idea, carried on while it runs, frozen with its card.

    ``_course_fields`` say what became of the line; everything else belongs to the plan.
    """

    _name = "kooperacje.social.project.part"
    _description = "Part of a social project"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin"]
    _order = "project_id, sequence, id"
    _document_field = "project_id"
    _fixed_fields = frozenset({"project_id"})
    _course_fields = frozenset()

    project_id = fields.Many2one(
        "kooperacje.social.project", "Social project", required=True, index=True, ondelete="cascade",
    )
    case_id = fields.Many2one("kooperacje.case", related="project_id.case_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", related="project_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)

    @api.model
    def _document_line_free_fields(self):
        return super()._document_line_free_fields() | self._course_fields

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if lines._is_guarded():
            lines.project_id._check_plan_open()
            if any(vals.get(name) for vals in vals_list for name in self._course_fields - self._open_when_created()):
                raise UserError(self.env._("What became of a line is entered once the project runs."))
        return lines

    @api.model
    def _open_when_created(self):
        """Fields of the course that may be known when the line is planned."""
        return frozenset()

    def write(self, vals):
        if self._is_guarded():
            if vals.keys() - self._course_fields:
                self.project_id._check_plan_open()
            if vals.keys() & self._course_fields:
                self._check_course(vals)
        return super().write(vals)

    def _check_course(self, vals):
        """:raise UserError: unless what became of the lines may be entered now"""
        if any(project.state not in RUNNING_STATES for project in self.project_id):
            raise UserError(self.env._(
                "What became of a line is entered while the project runs and until it is settled.",
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_while_planned(self):
        if self._is_guarded():
            self.project_id._check_plan_open()

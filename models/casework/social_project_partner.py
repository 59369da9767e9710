from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today

from .social_project import RUNNING_STATES


class SocialProjectPartner(models.Model):
    """Partner of a social project, what it brings in, and the day it signed to it (tool 20, point 7)."""

    _name = "kooperacje.social.project.partner"
    _description = "Partner of a social project"
    _inherit = ["kooperacje.social.project.part", "kooperacje.case.scoped"]
    _scope_xmlid = "kooperacje.data_scope_support"
    _course_fields = frozenset({"committed_on"})

    name = fields.Char("Contribution")
    institution_id = fields.Many2one(
        "res.partner", "Partner", required=True, ondelete="restrict", index=True,
        domain=[("is_institution", "=", True)],
    )
    committed_on = fields.Date("Commitment signed on", copy=False)

    _partner_uniq = models.Constraint("UNIQUE(project_id, institution_id)", "This partner stands there already.")

    @api.model
    def _open_when_created(self):
        return self._course_fields

    def _check_course(self, vals):
        """Partners sign from the submission on, and until the project is settled."""
        if any(project.state not in ("idea", "submitted", "approved", *RUNNING_STATES) for project in self.project_id):
            super()._check_course(vals)

    @api.constrains("committed_on")
    def _check_committed_on(self):
        today = office_today()
        if any(line.committed_on and line.committed_on > today for line in self):
            raise ValidationError(self.env._("A commitment cannot be signed in the future. Correct its date."))

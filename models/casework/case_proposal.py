from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.case_scoped import scoped

from .data_scope import SUPPORT


class Case(models.Model):
    """What comes before the consent: the helping alliance (K3D-177), and work in a task team proposed to the family,
    which is informed and motivated (K3D-180). Nothing waits for these dates; they record what happened.
    """

    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({"alliance_on", "proposed_on", "proposed_by_id"})

    alliance_on = fields.Date(
        # K3D-177
        "Helping alliance since", help="Day from which family and social worker work together.",
    )
    alliance_note = scoped(fields.Text, SUPPORT, "What it rests on")
    proposed_on = fields.Date(
        # K3D-180
        "Work in a team proposed on", help="Day on which the family was told of work in a task team.",
    )
    proposed_by_id = fields.Many2one(
        "res.users", "Proposed by", compute="_compute_proposed_by_id", store=True, readonly=False,
        index="btree_not_null", ondelete="restrict", domain=[("share", "=", False)],
    )
    proposal_note = scoped(
        fields.Text, SUPPORT, "What was proposed", help="What the family was told, and what speaks to it for a team.",
    )
    proposal_answer = scoped(
        fields.Char, SUPPORT, "What the family said", help="In the words of the family, before the consent is signed.",
    )

    @api.depends("proposed_on")
    def _compute_proposed_by_id(self):
        """The case manager, unless another person is put down."""
        for case in self:
            case.proposed_by_id = case.proposed_on and (case.proposed_by_id or case.user_id)

    @api.constrains("alliance_on", "proposed_on")
    def _check_before_consent(self):
        today = office_today()
        for case in self:
            if max(case.alliance_on or today, case.proposed_on or today) > today:
                raise ValidationError(self.env._(
                    "Helping alliance and proposal of a team are entered once they have happened. Correct the date.",
                ))

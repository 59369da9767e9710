from odoo import fields, models


class CaseNeed(models.Model):
    """Needs that the basket does not meet are counted as gaps of the partnership, the family left out."""

    _inherit = "kooperacje.case.need"

    # Only to count a family once in a quarter; the gap knows nothing of the need of a case.
    gap_ids = fields.Many2many(
        "kooperacje.gap", "kooperacje_case_need_gap_rel", string="Counted as gaps", readonly=True, copy=False,
        groups=fields.NO_ACCESS, export_string_translation=False,
    )

    def _count_gaps(self, kind_by_need):
        """Count the needs of one case as gaps, each kind once in a quarter however often it is found.

        :param kind_by_need: kind of gap by the id of the need; needs that are not of the case are left out
        """
        # superuser: callers have checked the case; who counts a gap may not read the gaps of the office.
        needs = self.sudo().filtered(lambda line: line.need_id.id in kind_by_need)
        Gap = self.env["kooperacje.gap"].sudo()
        period = Gap._current_period()
        fresh = [
            line for line in needs if not line.gap_ids.filtered(
                lambda gap, line=line: gap.kind == kind_by_need[line.need_id.id] and gap.period == period
            )
        ]
        gaps = Gap._count(needs.case_id.partnership_id, [
            (line.need_id.id, kind_by_need[line.need_id.id]) for line in fresh
        ])
        for line, gap in zip(fresh, gaps, strict=True):
            line.gap_ids += gap

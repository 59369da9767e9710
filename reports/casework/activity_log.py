from odoo import models

from odoo.addons.kooperacje.kernels import activity_hours
from odoo.addons.kooperacje.kernels.polish_order import alphabetical


class ActivityLog(models.Model):
    _inherit = "kooperacje.activity.log"

    def _document_sums(self):
        """Sums by kind and by family as rows ``(name, count, with, for, together)``, and the row of all."""
        summary = activity_hours.summarise(activity_hours.Entry(
            hours=entry.duration, is_direct=entry.contact == "direct", kind=entry.kind_id.name, case=entry.case_id.name,
        ) for entry in self)
        return {
            "kinds": _rows(summary.by_kind, summary.count_by_kind),
            "cases": _rows(summary.by_case, summary.count_by_case),
            "total": _row("Razem", summary.count, summary.total),
        }

    def _document_clock(self):
        self.ensure_one()
        return activity_hours.clock(activity_hours.minutes(self.duration))


def _row(name, count, minutes):
    return name, count, *(activity_hours.clock(number) for number in (*minutes, sum(minutes)))


def _rows(minutes_by_name, count_by_name):
    names = sorted(minutes_by_name, key=alphabetical)
    return [_row(name, count_by_name[name], minutes_by_name[name]) for name in names]

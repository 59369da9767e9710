from odoo import models

from odoo.addons.kooperacje.kernels import activity_hours


class ActivityCard(models.Model):
    """Tool 15: the worker's month, by kind and by family."""

    _inherit = "kooperacje.activity.card"

    def _document_title(self):
        return self.document_number or f"Karta działań {self.month.strftime('%m.%Y')}"

    def _document_summary(self):
        """The lines of the card and their sums, as texts."""
        self.ensure_one()
        entries = self._entries()
        return {"entries": entries, **entries._document_sums()}


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


class Case(models.Model):
    """Tool 15: the activity card of one family, for those who run its case."""

    _name = "kooperacje.case"
    _inherit = ["kooperacje.case", "kooperacje.document.printed"]

    _document_code = "activity_case"

    def _document_title(self):
        return f"Karta działań – {self.name}"

    def _document_filename(self):
        """File name without extension: the code of the family, never a name."""
        self.ensure_one()
        return "".join(char if char.isalnum() or char in "-_." else "-" for char in f"N15-{self.name}")

    def _document_activity(self):
        """Lines that the reader may read, the oldest first, and their sums."""
        self.ensure_one()
        entries = self.activity_log_ids.sorted(lambda entry: (entry.date, entry.id))
        return {"entries": entries, **entries._document_sums()}


def _row(name, count, minutes):
    return name, count, *(activity_hours.clock(number) for number in (*minutes, sum(minutes)))


def _rows(minutes_by_name, count_by_name):
    return [_row(name, count_by_name[name], minutes_by_name[name]) for name in sorted(minutes_by_name)]

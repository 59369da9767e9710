from odoo import models

from odoo.addons.kooperacje.models.casework.goal import LEVEL_FIELDS


class Plan(models.Model):
    """The plan on paper under the name the office gives it (RUR-137): one version with all its parts, and what changed.

    It is a copy to take along; what is signed is the protocol that holds the plan (tool 19).
    """

    _inherit = "kooperacje.plan"

    def _document_report(self):
        return "kooperacje.report_plan"

    def _document_title(self):
        return self.display_name

    def _document_goals(self):
        """Goals with their number, services and actions on this paper: ``[(number, goal)]``."""
        return list(enumerate(self.goal_ids, start=1))

    def _document_levels(self, goal):
        """Rows of the scale: level, its description, whether it is where the family started, whether it is reached."""
        levels = ("-2", "-1", "0", "1", "2")
        return [
            (level.replace("-", "−") if level <= "0" or level == "-1" else f"+{level}", goal[name],
             goal.start_level == level, goal.current_level == level)
            for level, name in zip(levels, LEVEL_FIELDS, strict=True)
        ]

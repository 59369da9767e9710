from odoo import api, fields, models


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    # The evaluator from outside reads the partnership, not what its people say and have to do: core searches both past
    # their rules, and bodies could be guessed letter by letter.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
    survey_wave_count = fields.Integer("Number of questionnaires", compute="_compute_survey_wave_count")

    @api.depends_context("uid")
    def _compute_survey_wave_count(self):
        Wave = self.env["kooperacje.survey.wave"]
        counts = dict(Wave._read_group(
            [("partnership_id", "in", self.ids), ("team_id", "=", False)], ["partnership_id"], ["__count"],
        )) if Wave.has_access("read") else {}
        for partnership in self:
            partnership.survey_wave_count = counts.get(partnership._origin, 0)

    def action_view_survey_waves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_survey_wave")
        return {
            **action, "domain": [("partnership_id", "=", self.id)],
            "context": {"default_partnership_id": self.id, "search_default_not_teams": 1},
        }

    def action_view_figures(self):
        """The figures of this partnership at a glance, as far as the reader may see them."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id("kooperacje.action_indicator_dashboard")
        return {**action, "params": {"partnership_id": self.id}}

    @api.model
    def action_view_region_figures(self):
        """The figures of all partnerships of the reader's region together, without small counts."""
        action = self.env["ir.actions.client"]._for_xml_id("kooperacje.action_indicator_dashboard")
        return {**action, "params": {"partnership_id": 0}}

    @api.model
    def action_region_workbook(self):
        return self.env["kooperacje.indicator.released"].action_workbook()

    def action_view_survey_report(self):
        """What the questionnaires of the partnership say, on one page."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kooperacje.action_survey_report")
        return {**action, "context": {"default_partnership_id": self.id}}

from lxml import etree

from odoo import api, models


class MailActivityMixin(models.AbstractModel):
    """The clock in the bar counts activities by model and opens their list with filters of these names: each list of
    ours has them, so that it shows what the clock has counted, mine, late or of today.
    """

    _inherit = "mail.activity.mixin"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search" and self._name.startswith("kooperacje."):
            self._kooperacje_add_activity_filters(arch)
        return arch, view

    @api.model
    def _kooperacje_add_activity_filters(self, arch):
        """Filters side by side widen the list, those behind a separator narrow it: mine, and of these the late."""
        def separate():
            etree.SubElement(arch, "separator", invisible="1")

        def add(name, domain, text):
            etree.SubElement(arch, "filter", name=name, domain=domain, string=text, invisible="1")

        env = self.env
        separate()
        add("filter_activities_my", "[('activity_user_id', '=', uid)]", env._("My activities"))
        separate()
        add("activities_overdue", "[('my_activity_date_deadline', '<', 'today')]", env._("Late activities"))
        add("activities_today", "[('my_activity_date_deadline', '=', 'today')]", env._("Activities of today"))
        add("activities_upcoming_all", "[('my_activity_date_deadline', '>', 'today')]", env._("Later activities"))

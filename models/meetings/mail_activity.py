from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today

# What an activity says of itself → kind of action on the activity card.
KIND_BY_CATEGORY = {"phonecall": "activity_kind_phone", "meeting": "activity_kind_talk"}
KIND_BY_ICON = {"fa-phone": "activity_kind_phone", "fa-envelope": "activity_kind_letter"}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    can_log_work = fields.Boolean(compute="_compute_can_log_work", export_string_translation=False)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_can_log_work(self):
        for activity in self:
            activity.can_log_work = bool(activity._work_case())

    def _work_case(self):
        """The case that the document of the activity belongs to, if its user may read it."""
        self.ensure_one()
        Model = self.env.get(self.res_model or "")
        if Model is None or not self.res_id or not self.res_model.startswith("kooperacje."):
            return self.env["kooperacje.case"]
        document = Model.browse(self.res_id).exists()
        if self.res_model != "kooperacje.case" and "case_id" not in Model._fields:
            return self.env["kooperacje.case"]
        # sudo: the key of the case is looked up on whatever document the activity hangs on, then asked as the user.
        case = document.sudo() if self.res_model == "kooperacje.case" else document.sudo().case_id
        return case.sudo(False)._filtered_access("read")

    def _action_done(self, feedback=False, attachment_ids=None):
        """An activity ticked off in the owner's own list closes the decision it stands for."""
        meetings = self.filtered(lambda activity: activity.res_model == "kooperacje.meeting")
        if meetings:
            # sudo: who may tick the activity off is its owner, who may close the decision too.
            decisions = self.env["kooperacje.decision"].sudo().search([
                ("activity_id", "in", meetings.ids), ("state", "=", "open"),
            ])
            decisions.write({"state": "done", "done_on": office_today(), "activity_id": False})
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def action_done_and_log(self):
        """Tick the activity off and open the short form of an entry on the card of its case.

        :raises UserError: for an activity that belongs to no case
        """
        self.ensure_one()
        case = self._work_case()
        if not case:
            raise UserError(self.env._(
                "This activity belongs to no case. Tick it off, and enter the work from the case itself.",
            ))
        xmlid = KIND_BY_CATEGORY.get(self.activity_type_id.category) or KIND_BY_ICON.get(self.activity_type_id.icon)
        values = {"kind_id": self.env.ref(f"kooperacje.{xmlid}").id} if xmlid else {}
        self.action_done()
        return self.env["kooperacje.activity.log"]._open_quick_form(case, **values)

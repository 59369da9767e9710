from datetime import timedelta

from odoo import api, fields, models


class Meeting(models.Model):
    """Meeting of a partnership or of a task team; its document is the protocol (tool 19 for a team).

    A consultation meeting is held without the family (K3D-13) and takes no decisions about it.
    """

    _name = "kooperacje.meeting"
    _description = "Meeting"
    _inherit = ["kooperacje.document.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "start desc, id desc"

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(
        [
            ("partnership", "Partnership"), ("consultation", "Consultation (without the family)"),
            ("team_first", "First meeting of the team"), ("team_next", "Next meeting of the team"),
            ("team_final", "Final meeting of the team"),
        ],
        required=True, default="team_first", index=True,
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    team_id = fields.Many2one("kooperacje.team", "Task team", index="btree_not_null", ondelete="restrict")
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index="btree_not_null")
    plan_id = fields.Many2one("kooperacje.plan", "Plan", index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")], default="planned", required=True,
        readonly=True, copy=False, tracking=True, index=True,
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    duration = fields.Float("Duration (hours)", default=1.5)
    stop = fields.Datetime(compute="_compute_stop", store=True)
    location = fields.Char()
    is_remote = fields.Boolean("On-line")
    chair_id = fields.Many2one("res.partner", "Chair")
    minute_taker_id = fields.Many2one("res.partner", "Minute-taker")
    family_perspective = fields.Text("The family's view")
    worker_perspective = fields.Text("The social worker's view")
    members_perspective = fields.Text("The other members' view")
    course = fields.Text("Course of the meeting")
    next_start = fields.Datetime("Next meeting")
    participant_ids = fields.One2many("kooperacje.meeting.participant", "meeting_id", "Participants")
    decision_ids = fields.One2many("kooperacje.decision", "meeting_id", "Decisions")

    @api.depends("start", "duration")
    def _compute_stop(self):
        for meeting in self:
            meeting.stop = meeting.start and meeting.start + timedelta(hours=meeting.duration or 0)

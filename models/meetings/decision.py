from odoo import fields, models


class Decision(models.Model):
    """Decision of a meeting with an owner and a date; becomes an activity of its owner (tool 19 G, H)."""

    _name = "kooperacje.decision"
    _description = "Decision"
    _order = "meeting_id, sequence, id"

    meeting_id = fields.Many2one("kooperacje.meeting", "Meeting", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="meeting_id.case_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", related="meeting_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    owner_kind = fields.Selection(
        [("member", "Member"), ("family", "Person or family")], default="member", required=True,
    )
    member_id = fields.Many2one("kooperacje.team.member", "Owner", ondelete="restrict")
    person_id = fields.Many2one("kooperacje.person", "Person", ondelete="restrict")
    goal_id = fields.Many2one("kooperacje.goal", "Goal", ondelete="set null")
    support_needed = fields.Char()
    deadline = fields.Date(required=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("dropped", "Dropped")], default="open", required=True,
    )
    done_on = fields.Date(readonly=True)

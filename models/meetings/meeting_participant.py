from odoo import fields, models


class MeetingParticipant(models.Model):
    """Participant of a meeting: a member, or one who is not (the family, relatives, a guest; K3D-165, 166)."""

    _name = "kooperacje.meeting.participant"
    _description = "Meeting participant"
    _order = "meeting_id, kind, id"

    meeting_id = fields.Many2one("kooperacje.meeting", "Meeting", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="meeting_id.case_id", store=True, index="btree_not_null")
    kind = fields.Selection(
        [("member", "Team member"), ("family", "Person or family"), ("relative", "Relative or significant other"),
         ("guardian", "Guardian"), ("guest", "Guest"), ("institution", "Institution")],
        required=True, default="member",
    )
    member_id = fields.Many2one("kooperacje.team.member", "Member", ondelete="restrict")
    person_id = fields.Many2one("kooperacje.person", "Person", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict")
    guest_name = fields.Char()
    presence = fields.Selection(
        [("invited", "Invited"), ("present", "Present"), ("excused", "Excused"), ("absent", "Absent")],
        default="invited", required=True,
    )
    has_signed = fields.Boolean("Signed")

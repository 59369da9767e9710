from odoo import api, fields, models

from .meeting import PERSPECTIVES


class MeetingAgenda(models.Model):
    """Point of the agenda of one meeting, with what was noted under it.

    Points that look at the situation from one side write straight into that side's field of the meeting, so that
    nothing is typed twice.
    """

    _name = "kooperacje.meeting.agenda"
    _description = "Point of the agenda"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin"]
    _order = "meeting_id, sequence, id"
    _document_field = "meeting_id"
    _system_fields = frozenset({"case_id"})
    _fixed_fields = frozenset({"meeting_id"})

    meeting_id = fields.Many2one("kooperacje.meeting", "Meeting", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="meeting_id.case_id", store=True, index="btree_not_null")
    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True)
    minutes = fields.Integer("Min")
    hint = fields.Char("Rules and questions")
    perspective = fields.Selection(PERSPECTIVES, "Written down as")
    own_notes = fields.Text(export_string_translation=False)
    notes = fields.Text(compute="_compute_notes", inverse="_inverse_notes", compute_sudo=False)
    is_done = fields.Boolean("Done")
    is_proposed = fields.Boolean("From the scenario", export_string_translation=False)

    @api.depends("own_notes", "perspective", "meeting_id.family_perspective", "meeting_id.worker_perspective",
                 "meeting_id.members_perspective")
    def _compute_notes(self):
        for point in self:
            name = point.perspective
            point.notes = point.meeting_id[f"{name}_perspective"] if name else point.own_notes

    def _inverse_notes(self):
        for point in self:
            if point.perspective:
                point.meeting_id[f"{point.perspective}_perspective"] = point.notes
            else:
                point.own_notes = point.notes

    def action_toggle_done(self):
        for point in self:
            point.is_done = not point.is_done

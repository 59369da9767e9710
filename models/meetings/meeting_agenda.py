from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.case_scoped import scoped
from odoo.addons.kooperacje.models.casework.data_scope import SUPPORT

from .meeting import EVIDENCE, PERSPECTIVES


class MeetingAgenda(models.Model):
    """Point of the agenda of one meeting, with what was noted under it; or a point of its preparation, with its day
    (``is_before``, tools 5 and 17).

    Points that look at the situation from one side and that side's field of the meeting hold the same text: nothing
    is typed twice. Kept by ``write``, not computed, so that a form being typed does not lose what it holds.

    Points stay open to the team; what was noted under them is shared like the protocol.
    """

    _name = "kooperacje.meeting.agenda"
    _description = "Point of the agenda"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin", "kooperacje.case.scoped"]
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
    notes = scoped(fields.Text, SUPPORT)
    is_done = fields.Boolean("Done")
    is_before = fields.Boolean("Before the meeting")
    done_on = fields.Date("Done on")
    evidence = fields.Selection(EVIDENCE, "Known from")
    is_proposed = fields.Boolean("From the scenario", export_string_translation=False)

    @api.constrains("done_on")
    def _check_done_on(self):
        today = office_today()
        for point in self:
            if point.done_on and point.done_on > today:
                raise ValidationError(self.env._(
                    "“%(point)s” bears a day to come. Enter the day on which it was done, once it is.",
                    point=point.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        points = super().create(vals_list)
        points.filtered("notes")._copy_to_meeting()
        return points

    def write(self, vals):
        result = super().write(vals)
        if "notes" in vals:
            self._copy_to_meeting()
        return result

    def _copy_to_meeting(self):
        for point in self.filtered("perspective"):
            name = f"{point.perspective}_perspective"
            if point.meeting_id[name] != point.notes:
                point.meeting_id[name] = point.notes

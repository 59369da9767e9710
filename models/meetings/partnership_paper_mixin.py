from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PartnershipPaperMixin(models.AbstractModel):
    """Paper that the members adopt at a meeting of the partnership: regulation, yearly plan (K3D-68, 136).

    It is signed only once the meeting was held; members adopt it together, not the leader alone.
    """

    _name = "kooperacje.partnership.paper.mixin"
    _description = "Paper adopted by the members"

    meeting_id = fields.Many2one(
        "kooperacje.meeting", "Adopted at", copy=False, index="btree_not_null", ondelete="restrict",
        domain="[('partnership_id', '=', partnership_id), ('kind', '=', 'partnership')]",
        help="Meeting of the partnership at which the members adopted it.",
    )

    @api.constrains("meeting_id")
    def _check_meeting(self):
        for paper in self:
            meeting = paper.meeting_id
            if meeting and (meeting.kind != "partnership" or meeting.partnership_id != paper.partnership_id):
                raise ValidationError(self.env._(
                    "Meeting %(meeting)s is not a meeting of this partnership.", meeting=meeting.name,
                ))

    def write(self, vals):
        if "meeting_id" in vals and any(
            paper.document_state in ("signed", "void") and paper.meeting_id.id != vals["meeting_id"] for paper in self
        ):
            raise UserError(self.env._("It has been adopted already: the meeting stays as it was."))
        return super().write(vals)

    def _document_register_signature(self, signed_on, kind, file=None, filename=None, checked=None):
        """:raises UserError: as the document's own, and without a meeting that adopted it"""
        for paper in self:
            meeting = paper.meeting_id
            if not meeting or meeting.state != "held":
                raise UserError(self.env._(
                    "The members adopt it at a meeting. Enter in “Adopted at” the meeting of the partnership that was "
                    "held, then register the signature.",
                ))
            if fields.Date.to_date(signed_on) < meeting._day():
                raise UserError(self.env._(
                    "It cannot be signed before the meeting that adopted it (%(date)s).",
                    date=meeting._day().strftime("%d.%m.%Y"),
                ))
        return super()._document_register_signature(signed_on, kind, file, filename, checked)

    def _print_adoption(self):
        self.ensure_one()
        if not self.meeting_id:
            return super()._print_adoption()
        return f"Przyjęto na posiedzeniu PZK nr {self.meeting_id.name} w dniu {self._print_date(self.meeting_id.start)}"

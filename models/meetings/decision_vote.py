from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import quorum


class Decision(models.Model):
    """Decisions of a partnership are taken by consensus or by vote; one that is rejected becomes nobody's task."""

    _inherit = "kooperacje.decision"
    _system_fields = frozenset({"result"})

    settled_by = fields.Selection(
        [("consensus", "Consensus"), ("vote", "By vote")], "Taken by", required=True, default="consensus",
        help="One institution has one vote. A vote needs a quorum, consensus does not.",
    )
    votes_for = fields.Integer("Votes for")
    votes_against = fields.Integer("Votes against")
    votes_abstained = fields.Integer("Votes abstaining")
    result = fields.Selection(
        [("adopted", "Passed"), ("rejected", "Not passed")], compute="_compute_result", store=True, precompute=True,
    )

    _votes = models.Constraint(
        "CHECK (votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0)",
        "A number of votes is not negative.",
    )

    @api.depends("settled_by", "votes_for", "votes_against", "votes_abstained")
    def _compute_result(self):
        """Without votes a decision that is still to be voted on counts as adopted; it is not held like that."""
        for decision in self:
            is_voted = decision.settled_by == "vote" and decision._vote_count()
            adopted = not is_voted or quorum.is_adopted(decision.votes_for, decision.votes_against)
            decision.result = "adopted" if adopted else "rejected"

    def _vote_count(self):
        self.ensure_one()
        return self.votes_for + self.votes_against + self.votes_abstained

    @api.constrains("settled_by", "votes_for", "votes_against", "votes_abstained", "meeting_id")
    def _check_votes(self):
        for decision in self.filtered(lambda decision: decision.settled_by == "vote"):
            meeting, votes = decision.meeting_id, decision._vote_count()
            if meeting.kind != "partnership":
                raise ValidationError(self.env._("A team decides together with the family, it does not vote."))
            if not votes and meeting.state != "held":
                continue
            if not votes:
                raise ValidationError(self.env._("Enter the votes on “%s”, or choose consensus.", decision.name))
            if not meeting.has_quorum:
                raise ValidationError(self.env._(
                    "There is no quorum: %(present)s of %(members)s member institutions are present and "
                    "%(needed)s are needed. Mark who is present, decide by consensus, or put the vote off.",
                    present=meeting.present_institution_count, members=meeting.member_institution_count,
                    needed=meeting.quorum_needed,
                ))
            if votes > meeting.present_institution_count:
                raise ValidationError(self.env._(
                    "“%(what)s”: %(votes)s votes of %(present)s institutions present. One institution has one vote.",
                    what=decision.name, votes=votes, present=meeting.present_institution_count,
                ))

    def write(self, vals):
        result = super().write(vals)
        if {"settled_by", "votes_for", "votes_against"} & vals.keys():
            self._sync_activities()
        return result

    def _sync_activities(self):
        rejected = self.filtered(
            lambda decision: decision.result == "rejected" and decision.state == "open"
            and decision.meeting_id.state == "held"
        )
        if rejected:
            # sudo: state and activity follow from the vote, which the caller was allowed to record.
            activities = rejected.sudo().activity_id
            rejected.sudo().write({"state": "dropped", "activity_id": False})
            activities.unlink()
        return super()._sync_activities()

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class QualificationVote(models.Model):
    """Vote of one institution of the partnership on a family (R8), with its reason."""

    _name = "kooperacje.qualification.vote"
    _description = "Vote on a qualification"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin", "kooperacje.case.data"]
    _order = "qualification_id, id"
    _rec_name = "institution_id"
    _document_field = "qualification_id"
    _system_fields = frozenset({"case_id"})
    _words_of_others = frozenset({"reason"})
    _fixed_fields = frozenset({"qualification_id"})

    qualification_id = fields.Many2one(
        "kooperacje.qualification", "Qualification", required=True, index=True, ondelete="cascade",
    )
    case_id = fields.Many2one("kooperacje.case", related="qualification_id.case_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, ondelete="restrict", index=True,
        domain=[("is_institution", "=", True)],
    )
    partner_id = fields.Many2one(
        "res.partner", "Represented by", ondelete="restrict", index="btree_not_null",
        domain="[('workplace_ids', '=', institution_id)]",
    )
    vote = fields.Selection(
        [("for", "In favour"), ("against", "Against"), ("abstained", "Abstained")], required=True, default="for",
    )
    reason = fields.Char()

    _institution_uniq = models.Constraint(
        "UNIQUE(qualification_id, institution_id)", "Each institution votes once.",
    )

    @api.constrains("institution_id", "partner_id", "vote", "reason")
    def _check_vote(self):
        for line in self:
            # sudo: who belongs to the partnership is known to everyone in it.
            members = line.case_id.partnership_id.sudo().membership_ids.filtered(lambda one: one.state == "member")
            if line.institution_id not in members.institution_id:
                raise ValidationError(self.env._(
                    "%(institution)s is not a member of the partnership. Only its members vote.",
                    institution=line.institution_id.name,
                ))
            if line.partner_id and not line.partner_id._works_at(line.institution_id):
                raise ValidationError(self.env._(
                    "%(person)s does not work at %(institution)s.",
                    person=line.partner_id.name, institution=line.institution_id.name,
                ))
            if line.vote == "against" and not (line.reason or "").strip():
                raise ValidationError(self.env._(
                    "Write why %(institution)s is against: the partnership learns from it what is missing.",
                    institution=line.institution_id.name,
                ))

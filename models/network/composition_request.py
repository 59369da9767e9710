from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.models.access.windows import form

from .membership import CURRENT


class CompositionRequest(models.Model):
    """Request to complete the composition of a partnership, or the specialists its members send to task teams.

    Filed as K3D-114 says; how many were filed and realised is an indicator (K3D-147). Nothing of a family stands in
    it: which case lacked a specialist is kept with the case.
    """

    _name = "kooperacje.composition.request"
    _description = "Request to complete the composition"
    _inherit = ["kooperacje.request.mixin"]
    _request_prefix = "WUS"
    _request_activity = "kooperacje.activity_decide_composition_request"
    _system_fields = frozenset({"membership_id"})

    kind = fields.Selection(
        [("institution", "Institution for the partnership"), ("specialist", "Specialist for task teams")],
        "Asked for", required=True, default="institution", index=True,
    )
    sector_id = fields.Many2one(
        "kooperacje.sector", "Sector", index="btree_not_null", ondelete="restrict", compute="_compute_sector_id",
        store=True, readonly=False, precompute=True,
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", index="btree_not_null", ondelete="restrict",
        domain=[("is_institution", "=", True)],
        help="Leave it empty when you do not know which institution it could be.",
    )
    speciality = fields.Char(help="e.g. sign language interpreter, addiction therapist.")
    membership_id = fields.Many2one(
        "kooperacje.membership", "Membership", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
    )

    @api.depends("institution_id")
    def _compute_sector_id(self):
        for request in self:
            request.sector_id = request.institution_id.sector_id or request.sector_id

    @api.constrains("institution_id")
    def _check_institution(self):
        for request in self:
            if request.institution_id and not request.institution_id.is_institution:
                raise ValidationError(self.env._(
                    "%(name)s is not an institution of the Model. Choose another one, or describe it in words.",
                    name=request.institution_id.name,
                ))

    @api.constrains("institution_id", "membership_id")
    def _check_invited(self):
        """The request is done on the day the institution joins that was invited for it, no other one."""
        for request in self.filtered("membership_id"):
            if request.membership_id.institution_id != request.institution_id:
                raise ValidationError(self.env._(
                    "%(name)s has been invited for this request already. File a new one for another institution.",
                    name=request.membership_id.institution_id.name,
                ))

    def _request_leader_fields(self):
        return super()._request_leader_fields() | {"institution_id", "sector_id"}

    def action_invite(self):
        """Invite the institution to the partnership; the request is done on the day it joins.

        :raise UserError: no institution named, or it has joined already
        """
        self.ensure_one()
        self._check_leader()
        if self.state != "accepted" or self.kind != "institution":
            raise UserError(self.env._("Accept the request for an institution first, then invite it."))
        if not self.institution_id:
            raise UserError(self.env._("Name the institution on the request, then invite it."))
        membership = self.partnership_id.membership_ids.filtered(
            lambda m: m.institution_id == self.institution_id and m.state in CURRENT
        ) or self.env["kooperacje.membership"].create({
            "partnership_id": self.partnership_id.id, "institution_id": self.institution_id.id,
            "kind": "supplementary", "animators_decided_on": self.decided_on,
        })
        self._unguarded().membership_id = membership
        if membership.state == "member":
            self._mark_done()
        return form(membership, views=[(False, "form")])

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today


class Membership(models.Model):
    """Membership of an institution in a partnership; its signed document is the accession declaration (tool 8).

    invited → member → left, by the methods below only. Joining is voluntary (K3D-8): it follows from the signed
    declaration or, for one signed elsewhere, from the date that the office enters.
    """

    _name = "kooperacje.membership"
    _description = "Membership in a partnership"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "partnership_id, institution_id"
    _rec_name = "institution_id"
    _system_fields = frozenset({"state"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, index=True, ondelete="restrict",
        domain=[("is_institution", "=", True)],
    )
    sector_id = fields.Many2one(related="institution_id.sector_id", store=True)
    is_leader = fields.Boolean("Leader", compute="_compute_is_leader")
    kind = fields.Selection([("core", "Core"), ("supplementary", "Supplementary")], default="core", required=True)
    state = fields.Selection(
        [("invited", "Invited"), ("member", "Member"), ("left", "Left")], default="invited", required=True,
        readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    date_from = fields.Date("Member from", copy=False)
    date_to = fields.Date("Member until", copy=False)
    representative_id = fields.Many2one(
        "res.partner", "Representative", help="Head or authorised decision maker (K3D-65).",
        domain="[('workplace_ids', '=', institution_id)]",
    )
    representative_mandate = fields.Char(
        "Authority to decide", help="Number and date of the paper by which the head authorised the representative; "
                                    "not needed for somebody who decides on cooperation anyway (K3D-65).",
    )
    deputy_id = fields.Many2one(
        "res.partner", "Deputy", ondelete="set null", domain="[('workplace_ids', '=', institution_id)]",
        help="Stands in for the representative.",
    )
    participation_degree = fields.Selection(
        [("permanent", "Permanent"), ("periodic", "For a part of the work"), ("invited", "When invited")],
        "Degree of participation", help="How much the institution takes part (K3D-79).",
    )
    participation_level = fields.Selection(
        [("management", "Management: decides in the partnership"), ("staff", "Staff: works in task teams"),
         ("both", "Management and staff")],
        "Level of participation", help="On which level it takes part (K3D-79).",
    )
    participation_purpose = fields.Text(
        "Purpose of participation", help="Why this institution is needed in the partnership (K3D-79).",
    )
    coordinator_id = fields.Many2one(
        "res.partner", "Contact for the network worker", domain="[('workplace_ids', '=', institution_id)]",
    )

    _institution_uniq = models.UniqueIndex(
        "(partnership_id, institution_id) WHERE state != 'left'",
        "This institution already belongs to the partnership.",
    )
    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "An institution cannot leave a partnership before it joined.",
    )

    @api.depends("institution_id", "partnership_id.leader_id")
    def _compute_is_leader(self):
        for membership in self:
            membership.is_leader = bool(membership.institution_id) and (
                membership.institution_id == membership.partnership_id.leader_id
            )

    @api.constrains("institution_id")
    def _check_institution(self):
        for membership in self:
            if not membership.institution_id.is_institution:
                raise ValidationError(self.env._(
                    "%(name)s is not an institution of the Model. Open it among the contacts and mark it as an "
                    "institution first, or choose another one.", name=membership.institution_id.name,
                ))

    @api.constrains("representative_id", "deputy_id")
    def _check_deputy(self):
        for membership in self:
            if membership.deputy_id and membership.deputy_id == membership.representative_id:
                raise ValidationError(self.env._("Nobody is one's own deputy. Choose another person."))

    @api.constrains("institution_id", "representative_id", "deputy_id", "coordinator_id")
    def _check_staff(self):
        for membership in self:
            institution = membership.institution_id
            people = membership.representative_id | membership.deputy_id | membership.coordinator_id
            (people - institution - institution.parent_id)._check_on_staff_of(institution)

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        if not self.env.su:
            memberships.partnership_id._check_may_act()
        return memberships

    def write(self, vals):
        for name in ("partnership_id", "institution_id"):
            if name in vals and any(membership[name].id != vals[name] for membership in self):
                raise UserError(self.env._(
                    "A membership stays with its institution and partnership, like its declaration. Add a new one "
                    "instead.",
                ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_member(self):
        if any(membership.state != "invited" for membership in self):
            raise UserError(self.env._(
                "An institution that has joined leaves the partnership; its membership is kept.",
            ))

    def action_join(self):
        """Invited → member, on the day of the signed declaration or the one entered as “Member from” (K3D-67)."""
        self.check_access("write")
        today = office_today()
        for membership in self:
            if membership.state != "invited":
                raise UserError(self.env._("%(name)s is not waiting to join.", name=membership.institution_id.name))
            day = membership.date_from
            if not day and membership.document_state == "signed":
                day = membership.signed_on
            if not day:
                raise UserError(self.env._(
                    "%(name)s has not signed the accession declaration yet. Register the signed declaration or enter "
                    "the day on which the institution joined (“Member from”).", name=membership.institution_id.name,
                ))
            if day > today:
                raise UserError(self.env._(
                    "%(name)s cannot join on a day that has not come yet. Correct “Member from”.",
                    name=membership.institution_id.name,
                ))
            membership._join(day)

    def _join(self, day):
        self.partnership_id._check_may_act()
        # sudo: the caller has been checked; the guard keeps ``state`` to the methods of the model.
        self.sudo().write({"state": "member", "date_from": day, "date_to": False})
        # sudo: an institution that was asked for has joined, whoever registers it.
        self.env["kooperacje.composition.request"].sudo().search([
            ("membership_id", "in", self.ids), ("state", "=", "accepted"),
        ])._mark_done()

    def action_leave(self):
        """Member → left, on the day entered as “Member until” or today; the leader closes the partnership."""
        self.check_access("write")
        today = office_today()
        for membership in self:
            if membership.state == "left":
                raise UserError(self.env._("%(name)s has left already.", name=membership.institution_id.name))
            if membership.is_leader and membership.partnership_id.state != "closed":
                raise UserError(self.env._(
                    "%(name)s leads the partnership and cannot leave it. Close the partnership instead.",
                    name=membership.institution_id.name,
                ))
            day = membership.date_to or today
            if day > today:
                raise UserError(self.env._(
                    "%(name)s is a member until %(day)s. Press “Leave” after that day or correct the date.",
                    name=membership.institution_id.name, day=format_date(self.env, day),
                ))
            # sudo: as in ``_join``.
            membership.sudo().write({"state": "left", "date_to": day})
        # The institution may be invited again at once: its old row has to be out of the unique index by then.
        self.flush_recordset(["state"])

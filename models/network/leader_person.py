from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class LeaderPerson(models.Model):
    """Leader-person or leader-family of a partnership (lider-osoba/rodzina; RUR-80, 92).

    Somebody who has gone the way of the Model and speaks for people like them at the partnership's meetings. The rural
    Model asks for one; in Kooperacje 3D a partnership may have them, so that services are made together with those who
    use them (K3D-41). Joins
    freely, by a signed declaration with an undertaking of secrecy, and may leave at any time without a reason. The
    partnership works without data of families; a leader has no account that opens anything: whoever is named here
    holds no role, and sits at no table of a team but one's own family's. Only those who keep the partnership read
    these records; others know the leader from the list of the meeting.
    """

    _name = "kooperacje.leader.person"
    _description = "Leader-person or leader-family"
    _inherit = ["kooperacje.document.term.mixin"]
    _order = "partnership_id, name, id"
    _fixed_fields = frozenset({"partnership_id"})
    _system_fields = frozenset({"date_from", "date_to"})
    _term_ends_before = True

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    name = fields.Char(
        "Name and surname", required=True, help="As the person wants to be named at meetings. Nothing of the case.",
    )
    kind = fields.Selection([("person", "Person"), ("family", "Family")], required=True, default="family")
    phone = fields.Char()
    email = fields.Char("E-mail")
    user_id = fields.Many2one(
        "res.users", "Account, if any", index="btree_not_null", ondelete="restrict",
        help="Of a leader who has an account for another reason: it may hold no role in the Model.",
    )
    date_from = fields.Date("Joined on", copy=False)
    date_to = fields.Date("Left on", copy=False)
    is_active = fields.Boolean("Takes part", related="is_in_force")

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A leader cannot leave before joining.",
    )

    @api.depends("name", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for leader in self:
            leader.display_name = f"{leader.name or ''} ({labels.get(leader.kind, '').lower()})"

    @api.constrains("partnership_id")
    def _check_variant(self):
        for leader in self:
            if leader.partnership_id._is_voivodeship_team():
                raise ValidationError(self.env._(
                    "A leader-person or leader-family takes part in a partnership that works with families. The "
                    "voivodeship team does not.",
                ))

    @api.constrains("user_id", "document_state", "date_to")
    def _check_no_role(self):
        today = office_today()
        serialise_on(self.user_id)
        for leader in self.filtered(lambda one: one.user_id and one.document_state != "void"):
            # sudo: whether somebody holds a role at all.
            if not (leader.date_to and leader.date_to <= today) and leader.user_id.sudo().role_assignment_ids.filtered(
                lambda role: role.valid_until >= today
            ):
                raise ValidationError(self.env._(
                    "%(name)s holds a role in the Model, which opens data of families or of the network. A worker is "
                    "no leader-family; end the role first.", name=leader.user_id.name,
                ))

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"partnership_id", "name", "kind"}

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        # sudo: whether the partnership may act; agreements that its gate reads may be another office's.
        self.sudo().partnership_id._check_may_act()
        return result

    def _on_document_signed(self):
        result = super()._on_document_signed()
        for leader in self:
            # sudo: joining follows from the declaration whose signature the caller was allowed to register.
            leader.sudo().date_from = leader.signed_on
        return result

    def action_leave(self):
        """The leader takes part no more; nobody is asked for a reason."""
        self.check_access("write")
        for leader in self:
            if not leader.date_from or leader.date_to:
                raise UserError(self.env._("%(name)s takes no part in the partnership now.", name=leader.name))
            # sudo: the day of leaving is a system field; the caller may write the record.
            leader.sudo().date_to = office_today()

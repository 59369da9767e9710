from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.models.access.windows import form

# What asks for a service that is not in the basket yet → origin of the service.
NEW_SERVICE_KINDS = {"add": "partnership", "neighbourhood": "neighbourhood", "self_help": "self_help"}


class BasketRequest(models.Model):
    """Request to update the local basket (wniosek o aktualizację, K3D-111, 112, 225, 226; sheet of tool 11).

    Its number, the decision and the reasons of refusal are an indicator (K3D-148). A service that came of it is
    ``result_service_id``; the request is done when that service enters the basket, or the one asked to be removed
    leaves it.
    """

    _name = "kooperacje.basket.request"
    _description = "Request to update the basket"
    _inherit = ["kooperacje.request.mixin", "kooperacje.served.mixin"]
    _request_prefix = "WAK"
    _request_activity = "kooperacje.activity_decide_basket_request"
    _system_fields = frozenset({"result_service_id"})

    kind = fields.Selection(
        [
            ("add", "Addition of a service"), ("change", "Change a service"), ("remove", "Remove a service"),
            ("neighbourhood", "Add a service of the neighbourhood"), ("self_help", "Add self-help"),
        ],
        "Asked for", required=True, default="add", index=True,
        # K3D-113
        help="Neighbourhood: an institution nearby, also of another local government; not the statutory "
             "“usługi sąsiedzkie”.",
    )
    name = fields.Char(
        "Service", required=True, compute="_compute_from_service", store=True, readonly=False, precompute=True,
        compute_sudo=False,
    )
    service_id = fields.Many2one(
        "kooperacje.service", "Service of the basket", index="btree_not_null", ondelete="restrict",
        domain="[('partnership_id', '=', partnership_id), ('state', '=', 'verified')]",
        help="The service to change or remove.",
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", index="btree_not_null", ondelete="restrict",
        domain=[("is_institution", "=", True)], compute="_compute_from_service", store=True, readonly=False,
        precompute=True, compute_sudo=False, help="Who offers the service, if you know.",
    )
    need_id = fields.Many2one(
        "kooperacje.need", "Need", index="btree_not_null", ondelete="restrict", check_company=True,
        help="What the service would answer.",
    )
    result_service_id = fields.Many2one(
        "kooperacje.service", "Service that came of it", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("service_id")
    def _compute_from_service(self):
        for request in self:
            request.name = request.service_id.name or request.name
            request.institution_id = request.service_id.institution_id or request.institution_id

    @api.depends("number", "name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " – ".join(filter(None, [request.number, request.name])) or (
                self.env._("New request")
            )

    @api.constrains("kind", "service_id", "partnership_id")
    def _check_service(self):
        for request in self:
            # sudo: to name a service that who asks may not open, such as one still being proposed.
            service = request.service_id.sudo()
            if request.kind in NEW_SERVICE_KINDS:
                if service:
                    raise ValidationError(self.env._(
                        "A request to add a service names no service of the basket. Describe the new one in words.",
                    ))
            elif not service:
                raise ValidationError(self.env._("Choose the service of the basket that is to be changed or removed."))
            elif service.partnership_id != request.partnership_id or service.state == "proposed":
                raise ValidationError(self.env._(
                    "This service is not in the local basket of %(partnership)s. Choose one of that basket.",
                    partnership=request.partnership_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        if requests._is_guarded():
            requests.service_id.check_access("read")
        return requests

    def write(self, vals):
        if vals.get("service_id") and self._is_guarded():
            # Its name would be told to who may not read it.
            self.service_id.browse(vals["service_id"]).check_access("read")
        return super().write(vals)

    def _request_leader_fields(self):
        return super()._request_leader_fields() | {"institution_id", "need_id"}

    # ------------------------------------------------------------------
    # What comes of it
    # ------------------------------------------------------------------

    def action_realise(self):
        """Do what was asked for: add the service, open it to be changed, or ask why it is withdrawn."""
        self.ensure_one()
        self._check_leader()
        if self.state != "accepted":
            raise UserError(self.env._("Accept the request first, then carry it out."))
        if self.kind == "remove":
            return self.service_id.action_withdraw(self.description)
        if self.kind in NEW_SERVICE_KINDS and not self.result_service_id:
            self._unguarded().result_service_id = self._add_service()
        return self._open_service(self.result_service_id or self.service_id)

    def _add_service(self):
        """The service asked for, proposed: the office completes it and puts it in the basket."""
        if not self.institution_id:
            raise UserError(self.env._(
                "Name on the request the institution or group that offers the service, then add the service.",
            ))
        return self.env["kooperacje.service"].create({
            "name": self.name, "partnership_id": self.partnership_id.id, "institution_id": self.institution_id.id,
            "origin": NEW_SERVICE_KINDS[self.kind], "need_ids": [(6, 0, self.need_id.ids)],
        })

    def _open_service(self, service):
        return form(service, views=[(False, "form")])

    def action_open_result(self):
        self.ensure_one()
        return self._open_service(self.result_service_id)

    def action_done(self):
        """Accepted → done by hand: what was asked for is in the basket, whichever way it came there."""
        for request in self.filtered(lambda r: r.service_id and not r.result_service_id and r.state == "accepted"):
            request._check_leader()
            request._unguarded().result_service_id = request.service_id
        return super().action_done()

    @api.model
    def _close_realised(self, services, kinds):
        """Requests of ``kinds`` that services which just entered or left the basket answer are done."""
        names = ("result_service_id", "service_id")
        # sudo: the service has changed by the hand of the leader; the request follows from it.
        accepted = self.sudo().search([("state", "=", "accepted"), ("kind", "in", list(kinds)), *(
            ["|", *((name, "in", services.ids) for name in names)]
        )])
        for request in accepted:
            request._mark_done({"result_service_id": (request.result_service_id or request.service_id).id})

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

from .referral import OPEN_STATES as OPEN_REFERRALS

OPEN_STATUSES = ("planned", "requested", "accepted", "started")
# status → statuses it may follow. "Done" is final; what fell through may be asked for again.
PREDECESSORS = {
    "requested": ("planned", "unavailable"),
    "accepted": ("requested",),
    "started": ("planned", "requested", "accepted", "interrupted"),
    "done": ("started",),
    "interrupted": ("started",),
    "unavailable": ("planned", "requested", "accepted"),
}
REASON_STATUSES = ("interrupted", "unavailable")


class PlanService(models.Model):
    """Line of the individual basket (indywidualny koszyk usług): a service of the local basket for a goal of the plan.

    The lines *are* the individual basket (K3D-223); there is no second list. On a signed plan only the status moves,
    through the methods.
    """

    _name = "kooperacje.plan.service"
    _description = "Individual basket line"
    _inherit = ["kooperacje.plan.part", "kooperacje.case.data"]
    _order = "plan_id, goal_id, id"
    _rec_name = "service_id"
    _system_fields = frozenset({
        "plan_id", "case_id", "institution_id", "status", "status_reason", "status_date", "is_lapsed",
        "previous_line_id",
    })
    _origin_field = "previous_line_id"
    _status_fields = ("status", "status_reason", "status_date", "is_lapsed")
    _compared_fields = (
        "service_id", "institution_id", "goal_id", "member_id", "frequency", "date_from", "date_to", "terms",
    )

    goal_id = fields.Many2one("kooperacje.goal", "Goal", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one("kooperacje.plan", related="goal_id.plan_id", store=True, index=True)
    case_id = fields.Many2one("kooperacje.case", related="goal_id.plan_id.case_id", store=True, index=True)
    partnership_id = fields.Many2one("kooperacje.partnership", related="goal_id.plan_id.case_id.partnership_id")
    basket_partner_ids = fields.Many2many(
        related="goal_id.plan_id.case_id.partnership_id.basket_partner_ids", export_string_translation=False,
    )
    plan_state = fields.Selection(related="goal_id.plan_id.state", string="Plan status")
    service_id = fields.Many2one(
        "kooperacje.service", "Service", required=True, index=True, ondelete="restrict",
        domain="['|', ('partnership_id', '=', partnership_id), ('partnership_id', 'in', basket_partner_ids), "
               "('is_offered', '=', True)]",
    )
    institution_id = fields.Many2one(
        "res.partner", compute="_compute_institution_id", store=True, precompute=True, index=True,
    )
    is_service_stale = fields.Boolean(related="service_id.is_stale", string="Not confirmed")
    stale_reason = fields.Char(
        "Why although not confirmed",
        # K3D-230
        help="A service whose confirmation has run out may enter the plan for a reason; its institution is asked to "
             "confirm it.",
    )
    member_id = fields.Many2one(
        "kooperacje.team.member", "Responsible", ondelete="restrict",
        domain="[('case_id', '=', case_id), ('state', '=', 'accepted')]",
    )
    frequency = fields.Char()
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    terms = fields.Char(help="Conditions and fee.")
    status = fields.Selection(
        [("planned", "Planned"), ("requested", "Requested"), ("accepted", "Accepted"), ("started", "In progress"),
         ("done", "Done"), ("interrupted", "Interrupted"), ("unavailable", "Not provided")],
        default="planned", required=True, readonly=True, copy=False, index=True,
    )
    status_reason = fields.Char(
        "Reason", readonly=True, copy=False, help="Why the service was interrupted or not provided.",
    )
    status_date = fields.Date("Status since", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", related="goal_id.plan_id.case_id.company_id", string="Office")
    referral_ids = fields.One2many("kooperacje.referral", "line_id", "Requests to the provider")
    is_lapsed = fields.Boolean(
        "Service lapsed", readonly=True, copy=False,
        help="The service left the local basket while this line was open.",
    )
    previous_line_id = fields.Many2one(
        "kooperacje.plan.service", "Line of the previous version", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null",
    )

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A service cannot end before it starts.",
    )

    @api.depends("service_id.institution_id")
    def _compute_institution_id(self):
        """Who provides the service; what was done stays with who did it, whoever goes on for it later."""
        for line in self:
            # sudo: whoever reads the plan may know who provides its services.
            service = line.service_id.sudo()
            if not line.institution_id or (
                line.status in OPEN_STATUSES and line.plan_id.state in ("draft", "signed")
            ):
                line.institution_id = service.institution_id

    @api.constrains("service_id", "stale_reason")
    def _check_service(self):
        """Only what the local basket of this partnership offers today (K3D-16, 17); a copied line stays as it was."""
        for line in self:
            # sudo: to name a service that its reader may not open, such as one still being proposed.
            service = line.service_id.sudo()
            if line.previous_line_id.service_id == line.service_id:
                continue
            if service.partnership_id not in line.case_id.partnership_id._baskets():
                raise ValidationError(self.env._(
                    "“%(service)s” is not in the local basket of %(partnership)s. Choose a service of that basket.",
                    service=service.name, partnership=line.case_id.partnership_id.name,
                ))
            if not service.is_offered:
                raise ValidationError(self.env._(
                    "“%s” is not available in the local basket: it is not verified, or was withdrawn, or is out of "
                    "date. Choose another service, or ask the network worker.", service.name,
                ))
            if service.is_stale and not (line.stale_reason or "").strip():
                raise ValidationError(self.env._(
                    "Nobody has confirmed “%s” in time. Choose another service, or write in “Why although not "
                    "confirmed” why it enters the plan all the same; its institution is then asked to confirm it.",
                    service.name,
                ))

    @api.constrains("member_id")
    def _check_member(self):
        for line in self.filtered("member_id"):
            if line.member_id.case_id != line.case_id:
                raise ValidationError(self.env._(
                    "%s is not in the task team of this case.", line.member_id.partner_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ask_to_confirm()
        return lines

    def _ask_to_confirm(self):
        """Have who offers a service whose confirmation has run out asked for it."""
        # sudo: nothing of the family goes there; the request is the one that the basket makes each night.
        self.sudo().filtered(lambda line: line.stale_reason).service_id.filtered("is_stale")._ask_for_confirmation()

    def write(self, vals):
        if "goal_id" in vals and any(
            line.plan_id != line.goal_id.browse(vals["goal_id"]).plan_id for line in self
        ):
            raise UserError(self.env._("A service stays in its plan. Choose a goal of the same plan."))
        result = super().write(vals)
        if {"service_id", "stale_reason"} & vals.keys():
            self._ask_to_confirm()
        return result

    @api.model
    def _values_in(self, part, plan, new_goal):
        return {
            "goal_id": new_goal[part.goal_id.id],
            "member_id": part.member_id and part.member_id.sudo()._standing().id,  # sudo: who took the place over
        }

    # ------------------------------------------------------------
    # From version to version
    # ------------------------------------------------------------

    def _open_referrals(self):
        # sudo: requests are moved and ended with their lines, whoever may read them.
        return self.sudo().referral_ids.filtered(lambda referral: referral.state in OPEN_REFERRALS)

    def _carry_over(self):
        for line in self.filtered("previous_line_id"):
            line.previous_line_id._open_referrals().line_id = line
        return super()._carry_over()

    def _carry_back(self):
        for line in self.filtered("previous_line_id"):
            line._open_referrals().line_id = line.previous_line_id
        return super()._carry_back()

    def _settle(self):
        """A request that no plan in force stands behind any more is taken back."""
        gone = self.filtered(lambda line: line.plan_id.state != "signed")
        gone._open_referrals()._cancel(gone._in_office_language().env._(
            "The plan has changed; the service is no longer asked for.",
        ))
        return super()._settle()

    # ------------------------------------------------------------
    # Steps on the plan in force
    # ------------------------------------------------------------

    def action_request(self):
        """Ask the provider for the service, with the office's usual time to answer."""
        return self._ask_for_service()

    def _ask_for_service(self, note=False, answer_due=False):
        self._set_status("requested")
        self.env["kooperacje.referral"]._request(self, note, answer_due)
        return True

    def action_open_request(self):
        """Open the question what the provider has to know, and by when it is to answer."""
        self.ensure_one()
        return dialog(
            self.env._("Ask for the service"), "kooperacje.referral.request", context={"default_line_id": self.id},
        )

    def action_accept(self):
        """Record that the provider has agreed, when it said so otherwise than here."""
        self.check_access("write")
        for line in self:
            line._open_referrals().sudo(False).action_accept()
        return True

    def action_start(self):
        return self._set_status("started")

    def action_finish(self):
        return self._set_status("done")

    def action_interrupt(self, reason=None):
        return self._set_status("interrupted", reason)

    def action_unavailable(self, reason=None):
        return self._set_status("unavailable", reason)

    def action_ask_reason(self):
        """Open the question why, for the status named in the context."""
        self.ensure_one()
        return dialog(
            self.env._("Reason"), "kooperacje.plan.service.stop",
            context={"default_line_id": self.id, "default_status": self.env.context.get("stop_status")},
        )

    def _set_status(self, status, reason=None):
        """Move lines to ``status``.

        :raises UserError: when the step does not follow from the present status, lacks its reason, or the plan of the
            line is not the one in force: a draft or history (superseded).
        """
        self.check_access("write")
        if status in REASON_STATUSES and not (reason or "").strip():
            raise UserError(self.env._(
                "Write why the service was interrupted or not provided: the partnership learns from it what is "
                "missing.",
            ))
        label = dict(self._fields["status"]._description_selection(self.env))
        for line in self:
            if line.plan_state in ("void", "ended"):
                raise UserError(self.env._(
                    "This version of the plan is no longer in force, so its services stay as they are. Open the plan "
                    "in force, or prepare the next version.",
                ))
            if line.plan_state == "superseded":
                raise UserError(self.env._("This version of the plan has been replaced. Open the plan in force."))
            if line.plan_state == "draft" and line.previous_line_id:
                raise UserError(self.env._(
                    "The plan in force still holds this service: change its status there. The new version takes it "
                    "over when it is signed.",
                ))
            if line.plan_state != "signed":
                raise UserError(self.env._(
                    "The plan is not signed yet, so its services are only planned. Register the signature of the "
                    "protocol that holds the plan, then change their status.",
                ))
            if line.status not in PREDECESSORS[status]:
                raise UserError(self.env._(
                    "“%(service)s”: the status cannot go from “%(old)s” to “%(new)s”.",
                    service=line.service_id.name, old=label[line.status], new=label[status],
                ))
        # superuser: the status is a system field; the caller may write the line and the step has been checked.
        self.sudo()._write_status(status, reason)
        self.sudo().referral_ids._follow(status, reason)
        return True

    def _write_status(self, status, reason=None):
        self.write({"status": status, "status_reason": reason or False, "status_date": office_today()})

    # ------------------------------------------------------------
    # Merged services
    # ------------------------------------------------------------

    def copy_data(self, default=None):
        """The next version of a plan takes the service into which one of the version before was merged."""
        vals_list = super().copy_data(default)
        for line, vals in zip(self, vals_list, strict=True):
            # sudo: whoever revises the plan may use any service of the basket.
            target = line.service_id.sudo().merged_into_id
            if target.is_available and "service_id" not in (default or {}):
                vals["service_id"] = target.id
        return vals_list

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today


class Consultation(models.Model):
    """Consultation that the network worker gave to a task team (K3D-117, 149), and the need for supervision.

    Entered by the network worker, counted for monitoring. It names the team by its register number, as the register
    does, and nothing of the family.
    """

    _name = "kooperacje.consultation"
    _description = "Consultation for a task team"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.pointer"]
    _order = "date desc, id desc"
    _fixed_fields = frozenset({"team_id", "user_id"})
    # The network worker reads the register of teams, which holds nothing of the family.
    _holds_family_data = False

    date = fields.Date(required=True, default=lambda self: office_today(), index=True)
    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, index=True, ondelete="restrict")
    partnership_id = fields.Many2one(related="team_id.partnership_id", store=True, index=True)
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Network worker", required=True, default=lambda self: self.env.uid, index=True,
        ondelete="restrict",
    )
    asked_by_id = fields.Many2one(
        "res.users", "Asked by", domain=[("share", "=", False)], ondelete="restrict",
        help="Social worker, or member of the team.",
    )
    kind = fields.Selection(
        [("basket", "Services and the local basket"), ("composition", "Composition of the team"),
         ("method", "Way of working"), ("cooperation", "Cooperation of institutions"), ("other", "Other")],
        "Subject", required=True, default="basket",
    )
    channel = fields.Selection(
        [("talk", "Talk"), ("phone", "Telephone"), ("remote", "On-line"), ("writing", "In writing")], "Way",
        required=True, default="talk",
    )
    duration = fields.Float("Duration (hours)", default=0.5)
    note = fields.Char("What was advised", help="Without data of the family.")
    supervision_needed = fields.Boolean(
        # K3D-117
        "Supervision needed", help="The network worker reports the need for supervision of social work.",
    )

    _duration_range = models.Constraint(
        "CHECK(duration > 0 AND duration <= 12)", "A consultation lasts more than 0 and at most 12 hours.",
    )
    _partnership_idx = models.Index("(partnership_id, date)")

    @api.depends("date", "team_id.name")
    def _compute_display_name(self):
        for consultation in self:
            consultation.display_name = f"{consultation.team_id.name} – {format_date(self.env, consultation.date)}"

    @api.constrains("date")
    def _check_date(self):
        today = office_today()
        if any(consultation.date > today for consultation in self):
            raise ValidationError(self.env._("A consultation is entered once it was given. Correct its date."))

    @api.constrains("user_id", "team_id")
    def _check_user(self):
        for consultation in self:
            if not consultation.user_id._has_role("network_worker", consultation.company_id):
                raise ValidationError(self.env._("Consultations for teams are given by the network worker."))

    @api.ondelete(at_uninstall=False)
    def _unlink_own_recent(self):
        if any(consultation.user_id != self.env.user for consultation in self):
            raise UserError(self.env._("A consultation is deleted by the one who entered it."))

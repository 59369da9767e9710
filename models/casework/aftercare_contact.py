from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.aftercare import overall
from odoo.addons.kooperacje.kernels.office_day import office_today

from .assessment import S5


class AftercareContact(models.Model):
    """Contact with the family after the support has ended (monitoring po zakończeniu, K3D-190), and what came of it.

    The family is asked, not watched: a contact it does not want is recorded as such and asks for nothing more.
    """

    _name = "kooperacje.aftercare.contact"
    _description = "Contact of after-care"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "case_id, contact_on desc, id desc"
    _system_fields = frozenset({"company_id"})
    _fixed_fields = frozenset({"case_id"})
    _neutral_fields = frozenset({"display_name", "contact_on", "user_id", "form"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    contact_on = fields.Date("Date", required=True, default=lambda self: office_today())
    user_id = fields.Many2one(
        "res.users", "Worker", required=True, default=lambda self: self.env.user, ondelete="restrict",
    )
    form = fields.Selection(
        [("visit", "Visit"), ("phone", "Telephone"), ("office", "At the office"), ("letter", "Letter or e-mail"),
         ("refused", "The family wanted no contact")],
        required=True, default="phone",
    )
    goal_line_ids = fields.One2many(
        "kooperacje.aftercare.goal", "contact_id", "Goal by goal", compute="_compute_goal_line_ids", store=True,
        readonly=False, copy=False,
    )
    changes_kept = fields.Selection(
        S5, "The changes have lasted", compute="_compute_changes_kept", store=True, readonly=False,
        help="Over all goals. Proposed from what is said goal by goal.",
    )
    family_words = fields.Text("In the family's words")
    new_needs = fields.Text()
    decision = fields.Selection(
        [("none", "Nothing more is needed"), ("social_work", "Social work of the office"),
         ("return", "Back to work by the method")],
        "What follows", required=True, default="none",
    )

    @api.depends("case_id")
    def _compute_goal_line_ids(self):
        """The goals of the plan with which the support ended."""
        for contact in self:
            if not contact.goal_line_ids:
                ended = contact.case_id.plan_ids.filtered(lambda plan: plan.state == "ended")
                contact.goal_line_ids = [
                    Command.create({"goal_id": goal.id}) for goal in ended.sorted("version")[-1:].goal_ids
                ]

    @api.depends("goal_line_ids.kept")
    def _compute_changes_kept(self):
        for contact in self:
            scores = [int(line.kept) for line in contact.goal_line_ids if line.kept]
            contact.changes_kept = str(overall(scores)) if scores else contact.changes_kept

    @api.depends("case_id.name", "contact_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contact in self:
            day = format_date(self.env, contact.contact_on) if contact.contact_on else ""
            contact.display_name = f"{contact.case_id.name or ''}, {day}"

    @api.constrains("contact_on", "case_id")
    def _check_contact_on(self):
        today = office_today()
        for contact in self:
            start = contact.case_id.aftercare_from
            if contact.contact_on > today or (start and contact.contact_on < start):
                raise ValidationError(self.env._(
                    "A contact of after-care lies between the end of the support (%(start)s) and today. Correct its "
                    "date.", start=start and format_date(self.env, start),
                ))

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts._check_in_aftercare()
        return contacts

    def write(self, vals):
        self._check_in_aftercare()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Contacts with the family stay on record."))

    def _check_in_aftercare(self):
        """:raises UserError: for a case that is not in after-care: before, and once it is closed."""
        for contact in self:
            if contact.case_id.phase != "aftercare":
                raise UserError(self.env._(
                    "Case %(case)s is not in after-care. Contacts are recorded from the end of the support until the "
                    "case is closed.", case=contact.case_id.name,
                ))

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today

from .role_assignment import COUNTY_ANIMATOR


class NetworkContact(models.Model):
    """Contact of the network worker, or of the animator of the county (RUR-47), with those who decide in member
    institutions (K3D-106), and advice on building, running and developing the partnership (K3D-107).

    Entered by whoever had it once it has taken place. It names institutions and who speaks for them, never a family.
    Advice to a task team is a ``kooperacje.consultation``.
    """

    _name = "kooperacje.network.contact"
    _description = "Contact or advice of the network worker"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "date desc, id desc"
    _system_fields = frozenset({"user_id", "company_id"})
    _fixed_fields = frozenset({"partnership_id"})

    date = fields.Date(required=True, default=lambda self: office_today(), index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Entered by", required=True, readonly=True, default=lambda self: self.env.uid, index=True,
        copy=False, ondelete="restrict",
    )
    kind = fields.Selection(
        [("decision_maker", "Contact with a decision maker"), ("advice", "Advice to the partnership or its members")],
        required=True, default="decision_maker", index=True,
    )
    institution_id = fields.Many2one(
        "res.partner", "Institution", index="btree_not_null", ondelete="restrict",
        domain=[("is_institution", "=", True)], help="Empty when the advice was for the whole partnership.",
    )
    person_name = fields.Char("With whom", help="Name and function of the one who decides or asked.")
    subject = fields.Selection(
        [("building", "Building the partnership"), ("running", "Its everyday work"),
         ("development", "Its development"), ("authority", "Mandate and authority of the representative"),
         ("services", "Services and the local basket"), ("other", "Other")],
        required=True, default="running",
    )
    channel = fields.Selection(
        [("talk", "Talk"), ("phone", "Telephone"), ("remote", "On-line"), ("writing", "In writing")], "Way",
        required=True, default="talk",
    )
    duration = fields.Float("Duration (hours)", default=0.5)
    note = fields.Text("What was said or advised", help="Without data of families.")
    arrangement = fields.Char("What was agreed")
    next_on = fields.Date("Next contact")

    _duration_range = models.Constraint(
        "CHECK(duration > 0 AND duration <= 12)", "A contact lasts more than 0 and at most 12 hours.",
    )
    _partnership_idx = models.Index("(partnership_id, date)")

    @api.depends("date", "institution_id.name", "partnership_id.name")
    def _compute_display_name(self):
        for contact in self:
            with_whom = contact.institution_id.name or contact.partnership_id.name or ""
            contact.display_name = f"{with_whom} – {format_date(self.env, contact.date)}"

    @api.constrains("date", "next_on")
    def _check_dates(self):
        today = office_today()
        for contact in self:
            if contact.date > today:
                raise ValidationError(self.env._("A contact is entered once it has taken place. Correct its date."))
            if contact.next_on and contact.next_on < contact.date:
                raise ValidationError(self.env._("The next contact comes after this one. Correct its date."))

    @api.constrains("kind", "institution_id")
    def _check_institution(self):
        for contact in self:
            if contact.kind == "decision_maker" and not contact.institution_id:
                raise ValidationError(self.env._("Choose the institution whose decision maker you talked to."))
            if contact.institution_id and not contact.institution_id.is_institution:
                raise ValidationError(self.env._(
                    "%s is not an institution of the Model. Choose the institution and write the person under “With "
                    "whom”.", contact.institution_id.name,
                ))

    @api.constrains("user_id", "partnership_id")
    def _check_user(self):
        for contact in self:
            if not any(
                contact.user_id._has_role(role, contact.company_id) for role in ("network_worker", COUNTY_ANIMATOR)
            ):
                raise ValidationError(self.env._(
                    "Contacts for a partnership are entered by the network worker of its office and by the animator of "
                    "the county.",
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_own(self):
        if any(contact.user_id != self.env.user for contact in self):
            raise UserError(self.env._("A contact is deleted by the one who entered it."))

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels import signed_copy
from odoo.addons.kooperacje.kernels.office_day import office_today

from .process_step import LEVELS

CLOSED = ("taken_up", "declined")
# What a good practice is about: K3D-90, 97, 99.
PRACTICE_AREAS = [
    ("initiation", "Starting partnerships"), ("operation", "Running partnerships"),
    ("evaluation", "Monitoring and evaluation"),
]


class Recommendation(models.Model):
    """Recommendations, presentations to the authorities and good practices of a partnership (R13).

    draft → presented → taken up (where: strategy, OZPS, local law …) / declined (why), by the methods only. What the
    Model asks for: K3D-90, 97, 99, 244; RUR-40, 72–74, 103–105, 160. It names no family.

    A good practice is noted by the leader, or by the regional centre that found it in a partnership of its own. It is
    spread by one step, before any body has heard of it.
    """

    _name = "kooperacje.recommendation"
    _description = "Recommendation"
    _inherit = ["kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _system_fields = frozenset({"state", "closed_on"})
    _fixed_fields = frozenset({"partnership_id"})
    _duties = {"owner_id": [("state", "not in", CLOSED), ("partnership_id.state", "!=", "closed")]}

    name = fields.Char("Subject", required=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("recommendation", "Recommendation"), ("presentation", "Presentation of effects"),
         ("practice", "Good practice"), ("advantage", "Advantage of the Model")],
        required=True, default="recommendation", index=True,
    )
    change = fields.Selection(
        [("legal", "Legal"), ("organisational", "Organisational"), ("method", "Of method")], "Change",
    )
    practice_area = fields.Selection(PRACTICE_AREAS, "Good practice of", index=True)
    level = fields.Selection([*LEVELS, ("country", "Country")], required=True, default="commune", index=True)
    barrier_ids = fields.Many2many(
        "kooperacje.barrier", string="Barriers", check_company=True, context={"active_test": False},
    )
    description = fields.Text("Content", help="No names and nothing that would point to a family.")
    addressee = fields.Char(help="Who is to act on it, e.g. the mayor, the county board, the ministry.")
    body = fields.Selection(
        [
            ("commune_council", "Council of the commune"), ("county_council", "Council of the county"),
            ("county_board", "Board of the county"), ("voivodeship_board", "Board of the voivodeship"),
            ("wzk", "Voivodeship team (WZK)"), ("partnership", "Partnership"), ("other", "Other"),
        ],
        "Presented to", index=True,
    )
    body_name = fields.Char("Name of the body", help="e.g. Rada Gminy Małkinia Górna.")
    presented_by_id = fields.Many2one(
        "res.partner", "Presented by", index="btree_not_null", ondelete="restrict",
        domain=[
            ("is_company", "=", False), "|", ("parent_id.is_institution", "=", True), ("user_ids.share", "=", False),
        ],
        help="Worker of an institution who spoke before the body.",
    )
    session = fields.Char("Session or committee", help="e.g. session no. XII, committee of social affairs.")
    date = fields.Date("Presented on", index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("presented", "Presented"), ("taken_up", "Taken up"), ("declined", "Not taken up")],
        default="draft", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )
    fate = fields.Selection(
        [
            ("strategy", "Strategy"), ("ozps", "Assessment of resources (OZPS)"), ("law", "Local law"),
            ("programme", "Programme"), ("budget", "Budget"), ("practice", "Practice of institutions"),
        ],
        "Taken up in", copy=False, index=True,
    )
    fate_note = fields.Char(
        "Document or reason", copy=False, help="Number and date of the act, or why it was declined.",
    )
    closed_on = fields.Date(readonly=True, copy=False)
    resolution = fields.Char(
        "Resolution or conclusion", copy=False,
        help="What the body decided or said, with the number of its resolution.",
    )
    paper = fields.Binary("Paper", attachment=True, copy=False, help="What was shown or handed in: PDF or scan.")
    paper_name = fields.Char("Name of the file", copy=False)
    user_may_write = fields.Boolean(
        compute="_compute_user_may_write", compute_sudo=False, export_string_translation=False,
    )
    is_shared = fields.Boolean(
        "Spread to all partnerships", copy=False,
        # K3D-90, 97, 99; RUR-40, 42
        help="A good practice that everyone working by the Model may read.",
    )

    @api.constrains("paper")
    def _check_paper(self):
        for record in self.with_context(bin_size=False).filtered("paper"):
            content = base64.b64decode(record.paper)
            if len(content) > signed_copy.MAX_SIZE or signed_copy.kind_of(content) not in signed_copy.SCANS:
                raise ValidationError(self.env._(
                    "Attach the paper as PDF or as a scan (PNG, JPEG, TIFF) of at most %(size)s MB.",
                    size=signed_copy.MAX_SIZE // 1024 // 1024,
                ))

    @api.constrains("presented_by_id")
    def _check_presented_by(self):
        for record in self.filtered("presented_by_id"):
            speaker = record.presented_by_id
            if speaker.is_company or not speaker._workplace().is_institution:
                raise ValidationError(self.env._(
                    "%(name)s is on the staff of no institution. Choose who spoke before the body.",
                    name=record.presented_by_id.name,
                ))

    @api.constrains("is_shared", "kind", "state")
    def _check_shared(self):
        for record in self.filtered("is_shared"):
            if record.kind != "practice" or record.state == "draft":
                raise ValidationError(self.env._(
                    "Only a good practice is spread to all partnerships, once it was presented.",
                ))

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            content = {
                "name", "kind", "change", "level", "description", "body", "body_name", "presented_by_id", "session",
                "date", "paper", "paper_name",
            } & vals.keys()
            fate = {"fate", "fate_note", "addressee", "barrier_ids", "resolution"} & vals.keys()
            for record in self:
                # Practices from before their kinds were told apart are given one.
                frozen = content | ({"practice_area"} & vals.keys() if record.practice_area else set())
                if (frozen and record.state != "draft") or (fate and record.state in CLOSED):
                    raise UserError(self.env._("“%(name)s” was presented and stays as it was.", name=record.name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("What was presented stays in the register."))

    def _check_step(self, *states):
        self.check_access("write")
        for record in self:
            if record.state not in states:
                raise UserError(self.env._("“%(name)s”: this step does not apply any more.", name=record.name))

    @api.depends_context("uid")
    def _compute_user_may_write(self):
        """Who only reads it, such as a practice spread to all, is shown no step that would be refused."""
        writable = self._origin._filtered_access("write")
        for record in self:
            record.user_may_write = not record._origin or record._origin in writable

    def action_present(self):
        """Draft → presented, before a body on a day that has come (RUR-73, 103)."""
        self._check_step("draft")
        for record in self:
            if not record.body or not record.date:
                raise UserError(self.env._("Enter to whom and on what day it was presented."))
            if record.date > office_today():
                raise UserError(self.env._("That day has not come yet."))
            if record.kind == "presentation" and not (record.presented_by_id and (record.body_name or "").strip()):
                raise UserError(self.env._("Say before which body and by whom it was presented."))
            if record.kind == "recommendation" and not (record.change and (record.addressee or "").strip()):
                raise UserError(self.env._("Say what kind of change is recommended and who is to act on it."))
        self._unguarded().write({"state": "presented"})
        return True

    def action_spread(self):
        """Spread a good practice to everyone who works by the Model, from today if no other day was entered.

        :raises UserError: no good practice, or one that nobody could follow
        """
        self.check_access("write")
        for record in self:
            if record.kind != "practice":
                raise UserError(self.env._("Only a good practice is spread to all partnerships."))
            if not record.practice_area or not (record.description or "").strip():
                raise UserError(self.env._(
                    "Say what the good practice is of (“Good practice of”) and describe it, so that others can follow "
                    "it.",
                ))
            if record.date and record.date > office_today():
                raise UserError(self.env._("That day has not come yet."))
            if record.state == "draft":
                record._unguarded().write({"state": "presented", "date": record.date or office_today()})
            record.is_shared = True
        return True

    def action_taken_up(self):
        """Presented → taken up, in a named document (RUR-74, 104, 105)."""
        self._check_step("presented")
        for record in self:
            if not record.fate or not (record.fate_note or "").strip():
                raise UserError(self.env._("Choose where it was taken up and name the document."))
        self._unguarded().write({"state": "taken_up", "closed_on": office_today()})
        return True

    def action_declined(self):
        """Presented → declined, with the reason."""
        self._check_step("presented")
        for record in self:
            if record.fate or not (record.fate_note or "").strip():
                raise UserError(self.env._(
                    "Write in “Document or reason” why it was declined; leave “Taken up in” empty.",
                ))
        self._unguarded().write({"state": "declined", "closed_on": office_today()})
        return True

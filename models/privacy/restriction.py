from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on

# Longest time for which use may be allowed at once, in days.
ALLOWED_DAYS = 30


class Restriction(models.Model):
    """Mark of a restriction of processing (art. 18 RODO) on a person and the cases the person is in.

    While it is in force the data are kept and read by the office, and nothing else: whatever writes, deletes, prints or
    exports data of these cases is refused (``kooperacje.case.data``), over the screen, RPC, import and shell alike.
    Other institutions do not read them either. Taking a consent back stays possible.

    It is put on by the step of a request in the register. The head of the office may allow a use, for a time and on
    one of the grounds of art. 18 ust. 2, and lifts the restriction after the person has been told (ust. 3).
    """

    _name = "kooperacje.restriction"
    _description = "Restriction of processing"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.case.pointer", "kooperacje.document.printed", "mail.thread",
    ]
    _order = "since desc, id desc"
    _document_code = "restriction"
    # Shows what was done; erasing takes the person and the cases.
    _outlives_erasure = True
    _system_fields = frozenset({"request_id", "company_id", "person_id", "case_ids", "since", "lifted_on"})

    request_id = fields.Many2one(
        "kooperacje.subject.request", "Request of a person", required=True, index=True, readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="request_id.company_id", store=True, index=True)
    person_id = fields.Many2one(
        "kooperacje.person", "Person", readonly=True, index="btree_not_null", ondelete="set null",
    )
    case_ids = fields.Many2many("kooperacje.case", string="Cases", readonly=True)
    ground = fields.Selection(
        [
            ("accuracy", "The accuracy is contested (lit. a)"), ("unlawful", "Unlawful, and not to be erased (lit. b)"),
            ("claims", "The person needs the data for claims (lit. c)"),
            ("objection", "Until an objection is decided (lit. d)"),
        ],
        "Ground (art. 18 ust. 1)", required=True, default="accuracy",
    )
    since = fields.Date("In force since", required=True, readonly=True, default=lambda self: office_today())
    allowed_ground = fields.Selection(
        [
            ("consent", "The person agrees"), ("claims", "Claims"), ("others", "Protection of another person"),
            ("public", "Important public interest"),
        ],
        "Use allowed on the ground (art. 18 ust. 2)", tracking=True,
    )
    allowed_until = fields.Date("Use allowed until", tracking=True)
    allowed_reason = fields.Text("Why the use is needed")
    told_on = fields.Date("Person told of the lifting on", help="Before it is lifted (art. 18 ust. 3).")
    lift_reason = fields.Text("Why it is lifted")
    lifted_on = fields.Date(readonly=True, tracking=True)
    state = fields.Selection(
        [("active", "In force"), ("allowed", "Use allowed"), ("lifted", "Lifted")], "Status", compute="_compute_state",
    )

    _live_uniq = models.UniqueIndex(
        "(request_id) WHERE lifted_on IS NULL", "The data are restricted by this request already.",
    )

    @api.depends("request_id.number")
    def _compute_display_name(self):
        for restriction in self:
            # sudo: the number of the request is the name of the restriction.
            restriction.display_name = restriction.request_id.sudo().number

    @api.depends("lifted_on", "allowed_until")
    def _compute_state(self):
        today = office_today()
        for one in self:
            one.state = "lifted" if one.lifted_on else (
                "allowed" if one.allowed_until and one.allowed_until >= today else "active"
            )

    @api.constrains("allowed_ground", "allowed_until", "allowed_reason")
    def _check_allowed(self):
        for one in self:
            given = [one.allowed_ground, one.allowed_until, (one.allowed_reason or "").strip()]
            if any(given) and not all(given):
                raise ValidationError(self.env._(
                    "A use is allowed on a ground, until a day and for a reason. Enter all.",
                ))
            if one.allowed_until and (one.allowed_until - office_today()).days > ALLOWED_DAYS:
                raise ValidationError(self.env._(
                    "A use is allowed for at most %s days at once. Lift the restriction where its ground is gone.",
                    ALLOWED_DAYS,
                ))

    # ------------------------------------------------------------
    # What is restricted
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _marks(self):
        """``{model: {id: (number of the request, since, use allowed until)}}`` of cases and persons.

        Kept in memory, for every step asks it; emptied whenever a restriction changes.
        """
        marks = {}
        for case_id, person_id, *mark in self.env.execute_query(SQL(
            """
            SELECT link.kooperacje_case_id, one.person_id, request.number, one.since, one.allowed_until
              FROM kooperacje_restriction one
              JOIN kooperacje_subject_request request ON request.id = one.request_id
         LEFT JOIN %s link ON link.kooperacje_restriction_id = one.id
             WHERE one.lifted_on IS NULL ORDER BY one.id
            """, SQL.identifier(self._fields["case_ids"].relation),
        )):
            if case_id:
                marks.setdefault("kooperacje.case", {})[case_id] = tuple(mark)
            if person_id:
                marks.setdefault("kooperacje.person", {})[person_id] = tuple(mark)
        return marks

    def _apply(self):
        """Let the mark count, or no longer count, at once."""
        self.env.flush_all()
        self.env.registry.clear_cache()
        # sudo: who reads the cases follows from the mark.
        self.env["kooperacje.access"].sudo()._refresh(self.sudo().case_ids)
        self.env.invalidate_all()

    @api.model_create_multi
    def create(self, vals_list):
        restrictions = super().create(vals_list)
        restrictions._apply()
        return restrictions

    def write(self, vals):
        if self._is_guarded():
            self.check_access("write")
            if any(one.lifted_on for one in self):
                raise UserError(self.env._("The restriction has been lifted and stays in the register as it is."))
        result = super().write(vals)
        if not {"lifted_on", "allowed_until", "case_ids", "person_id"}.isdisjoint(vals):
            self._apply()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was restricted stays in the register."))

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _check_head(self):
        self.check_access("write")
        for one in self:
            if not self.env.user._has_role("manager", one.company_id):
                raise AccessError(self.env._("The head of the office decides on a restriction."))

    def action_lift(self):
        """Lift the restriction.

        :raises UserError: the person has not been told, or no reason is given
        """
        self._check_head()
        serialise_on(self)
        for one in self:
            if one.lifted_on:
                raise UserError(self.env._("The restriction has been lifted already."))
            if not one.told_on or one.told_on > office_today():
                raise UserError(self.env._(
                    "Tell the person first, and enter the day (art. 18 ust. 3 RODO). The notice is printed from here.",
                ))
            if not (one.lift_reason or "").strip():
                raise UserError(self.env._("Write why the restriction is lifted: the notice says it."))
        self._unguarded().lifted_on = office_today()
        return True

    @api.readonly
    def action_print_notice(self):
        """The notice to the person: of the restriction, or of its lifting once that has a reason."""
        self.check_access("read")
        return self.env.ref("kooperacje.report_restriction_notice").report_action(self)

    def _document_title(self):
        return self.display_name

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.model
    def _told(self, mark):
        """What a screen under the restriction says."""
        number, since, _allowed = mark
        env = self.env["kooperacje.refusal"]._in_readers_language().env
        return env._(
            "Processing is restricted since %(day)s (art. 18 RODO, %(number)s): the data are kept and not used. The "
            "head of the office lifts the restriction or allows a use: menu “Data-protection officer”, “Restrictions”.",
            day=format_date(env, since), number=number,
        )

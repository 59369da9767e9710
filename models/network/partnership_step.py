from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today

from .process_step import LEVELS, OBLIGATIONS, RESPONSIBLE

# What the animator of the county writes of a step beside closing it; the rest is the office's.
PLANNED_FIELDS = frozenset({"user_id", "date_planned", "date_extended", "extension_reason", "note"})


class PartnershipStep(models.Model):
    """Step that one partnership has to take in one cycle, with its dates.

    to do → done / not needed, by the methods only, in the order of the Model: a step waits for obligatory ones (gate
    7: RUR-85–97), and where the program can see the result it asks for it. Both are copied when the cycle begins, so
    that nobody who changes the pattern moves the gates of a partnership under way. The office may rename, add, switch
    off and reorder steps; those done stay as they are.
    """

    _name = "kooperacje.partnership.step"
    _description = "Step of a partnership"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "partnership_id, cycle desc, stage_sequence, sequence, id"
    _system_fields = frozenset({
        "state", "done_on", "done_by_id", "cycle", "step_id", "evidence", "after_ids", "reminded_on",
    })
    _fixed_fields = frozenset({"partnership_id"})
    _duties = {"user_id": [("state", "=", "todo"), ("partnership_id.state", "!=", "closed")]}

    name = fields.Char(required=True)
    code = fields.Char("Number")
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="cascade",
    )
    company_id = fields.Many2one(related="partnership_id.company_id", store=True, index=True)
    county_id = fields.Many2one(related="partnership_id.county_id", store=True, index="btree_not_null")
    cycle = fields.Integer(readonly=True, default=1, help="Which implementation in a row this is.")
    stage_id = fields.Many2one(
        "kooperacje.process.stage", "Stage", required=True, index=True, ondelete="restrict",
        domain="[('process_id', '=', parent.process_id)]",
    )
    stage_sequence = fields.Integer("Order of the stage", related="stage_id.sequence", store=True, aggregator=None)
    step_id = fields.Many2one("kooperacje.process.step", "Pattern", readonly=True, index="btree_not_null",
                              ondelete="restrict")
    evidence = fields.Selection(
        lambda self: self.env["kooperacje.process.step"]._fields["evidence"]._description_selection(self.env),
        "Shown by", readonly=True, help="What the program must find before the step can be closed.",
    )
    after_ids = fields.Many2many(
        "kooperacje.partnership.step", "kooperacje_partnership_step_after_rel", "step_id", "after_id", "After",
        readonly=True, copy=False, help="Obligatory steps of these must be closed first.",
    )
    source = fields.Char(related="step_id.source")
    sequence = fields.Integer("Order in the stage", default=10)
    level = fields.Selection(LEVELS, required=True, default="commune")
    responsible = fields.Selection(RESPONSIBLE, required=True, default="ops")
    user_id = fields.Many2one(
        "res.users", "Who sees to it", index="btree_not_null", domain=[("share", "=", False)],
        help="Receives a reminder before the step is due.",
    )
    obligation = fields.Selection(OBLIGATIONS, required=True, default="obligatory")
    is_standing = fields.Boolean("Standing task")
    tool = fields.Char("Tools")
    active = fields.Boolean(default=True, help="Switch a step off that this partnership does not take.")
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("skipped", "Not needed")], default="todo", required=True, readonly=True,
        copy=False, index=True,
    )
    date_planned = fields.Date("Planned until")
    date_extended = fields.Date("Extended until")
    # RUR-188
    extension_reason = fields.Char(help="Why the step takes longer than planned.")
    date_due = fields.Date("Due", compute="_compute_date_due", store=True, index=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    days_late = fields.Integer("Days late", compute="_compute_is_overdue")
    missing = fields.Text(compute="_compute_missing")
    done_on = fields.Date("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    note = fields.Text("What was done")
    reminded_on = fields.Date(readonly=True, copy=False)
    user_may_close = fields.Boolean(
        compute="_compute_user_may_close", compute_sudo=False, export_string_translation=False,
    )

    _partnership_idx = models.Index("(partnership_id, cycle, state)")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.code}. {step.name}" if step.code else step.name

    @api.depends("date_planned", "date_extended")
    def _compute_date_due(self):
        for step in self:
            step.date_due = step.date_extended or step.date_planned

    @api.depends("date_due", "state", "is_standing", "partnership_id.state")
    def _compute_is_overdue(self):
        today = office_today()
        for step in self:
            step.is_overdue = bool(
                step.state == "todo" and not step.is_standing and step.date_due and step.date_due < today
                and step.partnership_id.state != "closed"
            )
            step.days_late = (today - step.date_due).days if step.is_overdue else 0

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain([
            ("state", "=", "todo"), ("is_standing", "=", False), ("date_due", "<", office_today()),
            ("partnership_id.state", "!=", "closed"),
        ])

    @api.depends("state", "evidence", "after_ids.state", "after_ids.obligation", "after_ids.active")
    def _compute_missing(self):
        """What the step still waits for, line by line."""
        for step in self:
            step.missing = "\n".join(step._missing_lines()) if step.state == "todo" else False

    @api.depends("partnership_id", "responsible")
    @api.depends_context("uid")
    def _compute_user_may_close(self):
        mine = self._origin._filtered_access("write")
        for step in self:
            step.user_may_close = step._origin in mine

    @api.constrains("date_planned", "date_extended", "extension_reason")
    def _check_extension(self):
        for step in self:
            if not step.date_extended:
                continue
            if not (step.extension_reason or "").strip():
                raise ValidationError(self.env._("Step %(step)s: write why it is extended.", step=step.display_name))
            if step.date_planned and step.date_extended <= step.date_planned:
                raise ValidationError(self.env._(
                    "Step %(step)s: an extension ends after the planned date.", step=step.display_name,
                ))

    @api.constrains("stage_id", "partnership_id")
    def _check_stage(self):
        for step in self:
            process = step.step_id.process_id or step.partnership_id.process_id
            if step.stage_id.process_id != process:
                raise ValidationError(self.env._(
                    "Step %(step)s belongs to a stage of another process. Choose one of “%(process)s”.",
                    step=step.display_name, process=process.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        if steps._is_guarded():
            steps._check_step()
            for step in steps:
                if step.cycle != step.partnership_id.cycle:
                    # sudo: the step has just been created by the same caller, the number is the partnership's.
                    step.sudo().cycle = step.partnership_id.cycle
        return steps

    def write(self, vals):
        frozen = {
            "name", "code", "stage_id", "date_planned", "date_extended", "extension_reason", "obligation", "active",
            "is_standing", "level", "responsible",
        }
        if self._is_guarded() and frozen & vals.keys():
            self._check_step()
            for step in self:
                if step.state != "todo":
                    raise UserError(self.env._(
                        "Step %(step)s is closed and stays as it was. Reopen it first.", step=step.display_name,
                    ))
        if self._is_guarded() and vals.keys() - PLANNED_FIELDS:
            self._check_of_office()
        return super().write(vals)

    def _check_of_office(self):
        """:raises AccessError: for the animator of the county, who plans and closes steps and leaves them as they are
        """
        Partnership = self.env["kooperacje.partnership"]
        coordinated = not self.env.su and Partnership._coordinated_company_ids()
        if coordinated and set(self.company_id.ids) & (coordinated - Partnership._led_company_ids()):
            raise AccessError(self.env._(
                "The animator of the county plans and closes the step. What it is called, who is responsible and "
                "whether it is needed is decided by the office that leads the partnership.",
            ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_the_model(self):
        if any(step.state != "todo" or (step.step_id and self._is_guarded()) for step in self):
            raise UserError(self.env._(
                "A step of the Model is switched off, not deleted; a step that was closed stays in the history.",
            ))

    # ------------------------------------------------------------------
    # Gates
    # ------------------------------------------------------------------

    def _follow_pattern(self):
        """Have the steps wait for those of their partnership and cycle that the pattern names."""
        self.flush_model(["partnership_id", "cycle", "step_id"])
        self.step_id.flush_model(["after_ids"])
        self.env.cr.execute(SQL(
            """
            INSERT INTO kooperacje_partnership_step_after_rel (step_id, after_id)
                 SELECT later.id, earlier.id
                   FROM kooperacje_partnership_step later
                   JOIN kooperacje_process_step_after_rel pattern ON pattern.step_id = later.step_id
                   JOIN kooperacje_partnership_step earlier ON earlier.step_id = pattern.after_id
                    AND earlier.partnership_id = later.partnership_id AND earlier.cycle = later.cycle
                  WHERE later.id = ANY(%s)
            """, self.ids,
        ))
        self.invalidate_recordset(["after_ids"])
        self.modified(["after_ids"])

    def _waited_for(self):
        """Obligatory steps that are still to be closed before these."""
        return self.after_ids.filtered(
            lambda step: step.active and step.state == "todo" and step.obligation == "obligatory"
            and not step.is_standing
        )

    def _missing_lines(self):
        self.ensure_one()
        lines = [self.env._("step %(step)s", step=step.display_name) for step in self._waited_for()]
        if self.evidence:
            lines += self.partnership_id._missing_evidence(self.evidence)
        return lines

    def _check_step(self):
        """The caller may write the steps, and their partnership is not closed."""
        self.check_access("write")
        if any(step.partnership_id.state == "closed" for step in self):
            raise UserError(self.env._("The partnership is closed: its steps stay as they are."))

    def action_done(self):
        """Close the steps, in any order among themselves that the Model allows.

        :raises UserError: naming what is missing
        """
        self._check_step()
        for step in self.sorted(lambda step: (step.stage_sequence, step.sequence, step.id)):
            if step.state != "todo":
                raise UserError(self.env._("Step %(step)s is closed already.", step=step.display_name))
            if step.is_standing:
                raise UserError(self.env._("“%(step)s” is a standing task: it goes on as long as the partnership.",
                                           step=step.display_name))
            missing = step._missing_lines()
            if missing:
                raise UserError(self.env._(
                    "Step %(step)s cannot be closed yet. Missing:\n%(missing)s", step=step.display_name,
                    missing="\n".join(f"• {line}" for line in missing),
                ))
            step._unguarded().write({"state": "done", "done_on": office_today(), "done_by_id": self.env.uid})
        return True

    def action_skip(self):
        """Leave out optional steps; what the Model or the office calls obligatory is done."""
        self._check_step()
        for step in self:
            if step.state != "todo" or step.obligation == "obligatory":
                raise UserError(self.env._(
                    "Step %(step)s is obligatory or closed. Only an open optional step may be left out.",
                    step=step.display_name,
                ))
        self._unguarded().write({"state": "skipped", "done_on": office_today(), "done_by_id": self.env.uid})
        return True

    def action_reopen(self):
        """Take the closing back, unless a later step was built on it."""
        self._check_step()
        for step in self:
            if step.state == "todo" or step.cycle != step.partnership_id.cycle:
                raise UserError(self.env._("Step %(step)s is open, or its cycle is over.", step=step.display_name))
            later = self.search([("after_ids", "in", step.ids), ("state", "=", "done")], limit=1)
            if later:
                raise UserError(self.env._(
                    "Step %(later)s, which waited for %(step)s, is done. Reopen that one first.",
                    later=later.display_name, step=step.display_name,
                ))
        self._unguarded().write({"state": "todo", "done_on": False, "done_by_id": False})
        return True

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the people who see to a step a week before it is due, and each week once it is overdue."""
        self.env["kooperacje.job"]._run(
            "kooperacje.partnership.step._cron_remind", self._find_to_remind, type(self)._remind,
        )

    @api.model
    def _find_to_remind(self):
        today = office_today()
        return self.search([
            ("state", "=", "todo"), ("is_standing", "=", False), ("user_id", "!=", False),
            ("date_due", "<=", fields.Date.add(today, days=7)), ("partnership_id.state", "!=", "closed"),
            "|", ("reminded_on", "=", False), ("reminded_on", "<=", fields.Date.subtract(today, days=7)),
        ])

    def _remind(self):
        for step in self:
            told = step._in_language_of(step.user_id)
            told.partnership_id.activity_schedule(
                "mail.mail_activity_data_todo", date_deadline=step.date_due, user_id=step.user_id.id,
                summary=told.display_name,
            )
        self.reminded_on = office_today()

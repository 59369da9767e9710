from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form

S5 = [("1", "1 – not at all"), ("2", "2"), ("3", "3 – partly"), ("4", "4"), ("5", "5 – fully")]
# Statuses of a service that somebody has begun to give, so that its effect can be told.
GIVEN = ("started", "done", "interrupted")


class Assessment(models.Model):
    """Assessment of the situation and monitoring of actions (ocena okresowa, K3D-188; tool 19 J), kept as it was.

    ``periodic`` ones are due at most every six months, or three with a child under three (``case.assessment_due_on``).
    The ``final`` one is dimension I of the Model, the effects with the family against the goals (K3D-195, 196, 200):
    without it the work of a team does not end. The lines are a snapshot of goals, services and actions on the day;
    once the assessment is done nothing of it changes, whatever becomes of the plan.

    No consent is asked for: to look at one's own work is a duty of the office (art. 11, 45 u.p.s.).
    """

    _name = "kooperacje.assessment"
    _description = "Assessment"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.printed", "kooperacje.case.scoped"]
    _order = "case_id, assessed_on desc, id desc"
    _system_fields = frozenset({"company_id", "state", "due_on", "next_due_on", "done_by_id"})
    _fixed_fields = frozenset({"case_id"})
    # What has been done and how it went, as on the plan: shared with the support and its plan.
    _scope_xmlid = "kooperacje.data_scope_support"

    _neutral_fields = frozenset({"display_name", "kind", "assessed_on", "due_on", "next_due_on", "done_by_id"})
    _words_of_others = frozenset({"members_view"})

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("periodic", "Periodic"), ("final", "Final: effects of the work")], required=True, default="periodic",
    )
    state = fields.Selection(
        [("draft", "In preparation"), ("done", "Done")], default="draft", required=True, readonly=True, copy=False,
        index=True,
    )
    assessed_on = fields.Date("Assessed on", required=True, default=lambda self: office_today(), copy=False)
    due_on = fields.Date("Was due on", readonly=True, copy=False)
    next_due_on = fields.Date("Next one by", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)
    team_id = fields.Many2one("kooperacje.team", compute="_compute_team_id")
    line_ids = fields.One2many("kooperacje.assessment.line", "assessment_id", "State on that day", copy=False)
    goal_line_ids = fields.One2many(
        "kooperacje.assessment.line", "assessment_id", "Goals", domain=[("kind", "=", "goal")], copy=False,
    )
    service_line_ids = fields.One2many(
        "kooperacje.assessment.line", "assessment_id", "Services", domain=[("kind", "=", "service")], copy=False,
    )
    action_line_ids = fields.One2many(
        "kooperacje.assessment.line", "assessment_id", "Actions", domain=[("kind", "=", "action")], copy=False,
    )
    # K3D-195
    family_changes = fields.Text("What changed, in the family's words")
    family_benefits = fields.Text("What the family gained")
    family_helped = fields.Text("What helped, and what did not")
    family_absence_reason = fields.Char("Why the family says nothing")
    family_score = fields.Selection(S5, "How far the family is where it wanted to be")
    family_activity = fields.Selection(
        # RUR-145
        S5, "How active the family takes part", help="1: waits for others, 5: decides and acts itself.",
    )
    family_nearness = fields.Selection(
        S5, "How near institutions are to the family",
        # RUR-164
        help="1: keeps its distance, 5: turns to them by itself and trusts them.",
    )
    worker_view = fields.Text("Social worker")
    members_view = fields.Text("Specialists of the team")
    # K3D-196
    needs_prolonging = fields.Boolean("Support is to be prolonged")
    further_member_ids = fields.Many2many(
        "kooperacje.team.member", "kooperacje_assessment_member_rel", string="Further work with",
        domain="[('team_id', '=', team_id), ('state', '=', 'accepted')]",
    )
    conclusion = fields.Selection(
        [
            ("continue", "Go on as planned"), ("change", "Change the plan or the team"),
            ("project", "Social project"), ("suspend", "Suspend the work"), ("end", "End the work"),
        ],
    )
    conclusion_note = fields.Text("Conclusions for further work")

    @api.depends("case_id.team_ids.state")
    def _compute_team_id(self):
        for assessment in self:
            assessment.team_id = assessment.case_id._get_open_team() or assessment.case_id.team_ids[:1]

    @api.depends("case_id.name", "assessed_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assessment in self:
            day = format_date(self.env, assessment.assessed_on) if assessment.assessed_on else ""
            assessment.display_name = f"{assessment.case_id.name or ''}, {day}"

    @api.constrains("assessed_on")
    def _check_assessed_on(self):
        today = office_today()
        if any(assessment.assessed_on > today for assessment in self):
            raise ValidationError(self.env._("An assessment cannot lie in the future. Correct its date."))

    @api.constrains("further_member_ids")
    def _check_further_members(self):
        for assessment in self:
            if assessment.further_member_ids.case_id - assessment.case_id:
                raise ValidationError(self.env._("Choose members of a team of this case."))

    @api.model_create_multi
    def create(self, vals_list):
        assessments = super().create(vals_list)
        for assessment in assessments:
            if assessment.case_id.phase == "closed":
                raise UserError(self.env._(
                    "Case %(case)s is closed. Its assessments are on record and no new one is made.",
                    case=assessment.case_id.name,
                ))
        assessments._take_snapshot()
        return assessments

    def write(self, vals):
        # The superuser too: what was found on the day stays as it was found.
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_draft()

    def _check_draft(self):
        """:raises UserError: when one of the assessments is done."""
        for assessment in self:
            if assessment.state == "done":
                raise UserError(self.env._(
                    "The assessment of %(date)s is done and stays as it is. Make a new one for what has changed "
                    "since.", date=format_date(self.env, assessment.assessed_on),
                ))

    # Snapshot

    def _snapshot(self):
        """What the lines are to hold today: dictionaries of values, ``source`` telling one from another.

        Other rooms add what they know by ``super()``.
        """
        self.ensure_one()
        plan = self.case_id.plan_ids.filtered(lambda plan: plan.state == "signed")[:1]
        today = office_today()
        paper = plan.with_context(lang=self._print_lang())
        label = dict(paper.service_line_ids._fields["status"]._description_selection(paper.env))
        goals = [{
            "kind": "goal", "source": f"goal,{goal.id}", "name": goal.name, "deadline": goal.deadline,
            "status": " → ".join(filter(None, [goal.baseline, goal.target])),
            "is_late": bool(goal.deadline) and goal.deadline < today, "attainment": goal.current_level,
        } for goal in paper.goal_ids]
        # sudo: names of the service, the institution and the role of who gives it, in a plan the caller reads.
        services = [{
            "kind": "service", "source": f"service,{line.id}", "name": line.service_id.sudo().name,
            "status": label[line.status], "since": line.status_date, "deadline": line.date_to,
            "responsible": " – ".join(filter(None, [
                line.institution_id.sudo().name, line.member_id.sudo()._neutral_name(),
            ])),
            "is_given": line.status in GIVEN,
            "is_late": line.status in ("planned", "requested") and bool(line.date_from) and line.date_from < today,
            "remark": line.status_reason,
        } for line in paper.service_line_ids]  # sudo: names of services and staff, printed on the plan as well
        actions = paper.action_ids
        label = dict(actions._fields["state"]._description_selection(paper.env))
        return goals + services + [{
            "kind": "action", "source": f"action,{action.id}", "name": action.name,
            "responsible": action._neutral_owner(),
            "status": label[action.state], "since": action.state_date, "deadline": action.deadline,
            "is_late": action.is_overdue, "remark": action.state_reason,
        } for action in actions]

    def _take_snapshot(self):
        """Bring the lines up to today; what the worker has said of them stays."""
        self._check_draft()
        # superuser: the state of things is not typed in; the caller may write the assessment.
        for assessment in self.sudo():
            by_source = {line.source: line for line in assessment.line_ids}
            for sequence, values in enumerate(assessment.with_user(self.env.user)._snapshot(), start=1):
                line = by_source.pop(values["source"], None)
                if line:
                    # A goal rated on its own scale bears that level; what was said by hand stays otherwise.
                    said = {name: line[name] for name in ("remark", "attainment") if line[name] and not (
                        name == "attainment" and values.get(name)
                    )}
                    line.write({**values, "sequence": sequence, **said})
                else:
                    # superuser: see above.
                    self.env["kooperacje.assessment.line"].sudo().create({
                        **values, "assessment_id": assessment.id, "sequence": sequence,
                    })
            for gone in by_source.values():
                gone.unlink()

    def action_refresh(self):
        self.check_access("write")
        self._take_snapshot()

    # Completing

    def _missing(self):
        """What is missing before the assessment may be kept, as a list of texts."""
        self.ensure_one()
        missing = []
        if not self.conclusion:
            missing.append(self.env._("the conclusion: go on, change, suspend or end"))
        if self.case_id._household_has_died(self.assessed_on):
            if any(self[name] for name in (
                "family_changes", "family_benefits", "family_helped", "family_score", "family_activity",
                "family_nearness",
            )):
                missing.append(self.env._(
                    "empty fields in the family's place: nobody of the household was alive that day, so nothing is "
                    "assessed with it",
                ))
        elif not (self.family_changes or "").strip() and not (self.family_absence_reason or "").strip():
            missing.append(self.env._(
                "what changed in the family's words, or the reason why the family says nothing",
            ))
        if self.kind == "final":
            if any(not line.attainment for line in self.goal_line_ids):
                missing.append(self.env._("how far each goal was reached (−2 to +2)"))
            if any(line.is_given and not line.effect for line in self.service_line_ids):
                missing.append(self.env._("how effective each service was (1 to 5)"))
            if not (self.worker_view or "").strip():
                missing.append(self.env._("the view of the social worker"))
        return missing

    def action_complete(self):
        """Keep the assessment as it is today.

        :raises UserError: saying what is missing.
        """
        self.check_access("write")
        for assessment in self:
            assessment._take_snapshot()
            missing = assessment._missing()
            if missing:
                raise UserError(self.env._(
                    "The assessment is not complete yet. Missing:\n%(missing)s",
                    missing="\n".join(f"– {text}" for text in missing),
                ))
            case = assessment.case_id
            ends = assessment.conclusion == "end"
            # superuser: the state is a system field; the caller may write the assessment.
            assessment.sudo().write({
                "state": "done", "done_by_id": self.env.uid, "due_on": case.assessment_due_on,
                "next_due_on": not ends and assessment.assessed_on + relativedelta(months=case._assessment_months()),
            })

    def _open_form(self):
        self.ensure_one()
        return form(self, views=[(False, "form")])

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.animator_post import required_post
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import count_by, window, window_of

from .membership import CURRENT, PRESENT
from .process_step import COORDINATED


class Partnership(models.Model):
    """The partnership on its way through the Model: cycle, stages and steps, what is next and what is overdue.

    County and voivodeship see from it where the Model runs, since when, and whose turn it is. All of it follows from
    steps and requests, which name institutions and never a family (RUR-29, 30, 46).
    """

    _inherit = "kooperacje.partnership"
    _system_fields = frozenset({
        "cycle", "cycle_end", "process_id", "process_stage_id", "next_step_id", "progress", "county_id",
        "voivodeship_id",
    })

    process_id = fields.Many2one(
        "kooperacje.process", "Process", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
    )
    cycle = fields.Integer(readonly=True, copy=False, default=1, help="Which implementation in a row this is.")
    cycle_start = fields.Date(
        "Cycle from", copy=False, tracking=True,
        # RUR-119–122
        help="The dates of the steps follow from it: the rural cycle lasts 18 months, 3 + 13 + 2.",
    )
    cycle_end = fields.Date("Cycle until", compute="_compute_cycle_end", store=True)
    step_ids = fields.One2many("kooperacje.partnership.step", "partnership_id", "Steps", copy=False)
    process_stage_id = fields.Many2one(
        "kooperacje.process.stage", "Stage", compute="_compute_way", store=True, index="btree_not_null",
        ondelete="restrict", group_expand="_expand_stages",
        help="Stage of the first obligatory step that is not done.",
    )
    next_step_due = fields.Date("Due", related="next_step_id.date_due", related_sudo=False)
    next_step_id = fields.Many2one(
        "kooperacje.partnership.step", "Next step", compute="_compute_way", store=True, ondelete="set null",
        help="First obligatory step not done that waits for no other.",
    )
    progress = fields.Integer("Obligatory steps done (%)", compute="_compute_way", store=True, aggregator="avg")
    overdue_step_count = fields.Integer("Overdue steps", compute="_compute_overdue_step_count")
    accession_date = fields.Date(
        # RUR-176
        "Commune acceded on", copy=False, help="The county animator starts only after it.",
    )
    commune_animator_id = fields.Many2one(
        "res.partner", "Animator of the commune", index="btree_not_null", domain=[("is_company", "=", False)],
        # RUR-53, 58
        help="Worker of the commune's centre, relieved of other duties.",
    )
    county_animator_id = fields.Many2one(
        "res.partner", "Animator of the county", index="btree_not_null", domain=[("is_company", "=", False)],
        # RUR-52
        help="Worker of PCPR: half a post for one to four communes, a full post for more.",
    )

    adviser_id = fields.Many2one(
        "res.partner", "Adviser for the Model", index="btree_not_null", ondelete="restrict", tracking=True,
        domain="[('is_company', '=', False), ('workplace_ids', '=', regional_centre_id)]",
        # RUR-31, 38
        help="Worker of the regional centre who coordinates and advises at the meetings.",
    )

    animator_commune_count = fields.Integer(
        "Communes of the county animator", compute="_compute_animator_post",
        help="Counted over all partnerships that are not closed, of other offices too.",
    )
    animator_post = fields.Float(
        "Required post", compute="_compute_animator_post", digits=(2, 1),
        # RUR-52
        help="One to four communes are half a post, more a full one.",
    )

    county_id = fields.Many2one(
        "kooperacje.area", "County", compute="_compute_region", store=True, index="btree_not_null",
        ondelete="set null", help="Of the first commune of its territory; empty for a voivodeship team.",
    )
    voivodeship_id = fields.Many2one(
        "kooperacje.area", "Voivodeship", compute="_compute_region", store=True, index="btree_not_null",
        ondelete="set null",
    )
    next_responsible = fields.Selection(
        related="next_step_id.responsible", string="Whose turn", related_sudo=False,
    )
    support_waiting_count = fields.Integer(
        "Requests waiting for an answer", compute="_compute_support_waiting_count",
        help="Requests for support that the centre asked has not answered.",
    )

    coordinated_step_count = fields.Integer(
        "Steps with the animators", compute="_compute_coordinated_step_count",
        # RUR-51, 56
        help="Open steps that lie with PCPR, the animators or the partnership.",
    )

    @api.depends("cycle_start", "process_id.stage_ids.due_month")
    def _compute_cycle_end(self):
        for partnership in self:
            months = partnership.process_id.duration
            partnership.cycle_end = months and partnership.cycle_start and (
                partnership.cycle_start + relativedelta(months=months, days=-1)
            )

    def _open_steps(self):
        """Obligatory steps of the present cycle that are not done, in their order."""
        return self.step_ids.filtered(
            lambda step: step.active and step.state == "todo" and step.obligation == "obligatory"
            and not step.is_standing and step.cycle == step.partnership_id.cycle
        ).sorted(lambda step: (step.stage_sequence, step.sequence, step._origin.id))

    @api.depends(
        "cycle", "step_ids.state", "step_ids.active", "step_ids.obligation", "step_ids.stage_id", "step_ids.sequence",
        "step_ids.stage_sequence", "step_ids.is_standing", "step_ids.after_ids",
    )
    def _compute_way(self):
        for partnership in self:
            steps = partnership.step_ids.filtered(
                lambda step, cycle=partnership.cycle: step.active and step.cycle == cycle and not step.is_standing
            )
            todo = partnership._open_steps()
            obligatory = steps.filtered(lambda step: step.obligation == "obligatory")
            partnership.next_step_id = todo.filtered(lambda step, t=todo: not step.after_ids & t)[:1]
            partnership.process_stage_id = todo[:1].stage_id or steps.stage_id.sorted("sequence")[-1:]
            partnership.progress = (
                round(100 * (len(obligatory) - len(todo)) / len(obligatory)) if obligatory else 0
            )

    @api.depends("state", "cycle", "step_ids.state", "step_ids.date_due", "step_ids.active")
    def _compute_overdue_step_count(self):
        counts = count_by(
            self.env["kooperacje.partnership.step"], "partnership_id", self.ids, [("is_overdue", "=", True)],
        )
        for partnership in self:
            partnership.overdue_step_count = counts.get(partnership._origin.id, 0)

    @api.depends("state", "cycle", "step_ids.state", "step_ids.active", "step_ids.responsible")
    def _compute_coordinated_step_count(self):
        counts = count_by(
            self.env["kooperacje.partnership.step"], "partnership_id", self.ids,
            [("state", "=", "todo"), ("is_standing", "=", False), ("responsible", "in", COORDINATED)],
        )
        for partnership in self:
            partnership.coordinated_step_count = counts.get(partnership._origin.id, 0)

    @api.constrains("adviser_id", "regional_centre_id")
    def _check_adviser(self):
        for partnership in self.filtered("adviser_id"):
            if not partnership.regional_centre_id:
                raise ValidationError(self.env._("Enter the regional centre first, then its adviser."))
            partnership.adviser_id._check_on_staff_of(partnership.regional_centre_id)

    def action_advise(self):
        """The regional centre appoints its adviser (RUR-31): who presses it advises these partnerships from now on.

        :raises UserError: the user works for the centre of one of them no more
        """
        # sudo: one's own roles.
        mine = self.env["kooperacje.role.assignment"].sudo().search([
            ("user_id", "=", self.env.uid), ("role", "=", "regional"), ("is_current", "=", True),
        ]).institution_id
        self.check_access("read")
        for partnership in self:
            if partnership.regional_centre_id not in mine:
                raise UserError(self.env._(
                    "%(partnership)s is served by another regional centre, which appoints its own adviser.",
                    partnership=partnership.name,
                ))
        # sudo: the centre names its adviser, and nothing else on the partnership.
        self.sudo().adviser_id = self.env.user.partner_id
        return True

    @api.constrains("county_animator_id", "accession_date")
    def _check_animators(self):
        """Gate 6: the county animator starts once the commune has acceded and named its own (RUR-176).

        A gate of starting: the commune may revoke its animator while the county's is at work.
        """
        for partnership in self:
            if partnership.county_animator_id and not (
                partnership.accession_date and partnership.commune_animator_id
            ):
                raise ValidationError(self.env._(
                    "The animator of the county starts after the commune has reported its accession and named its own "
                    "animator. Enter “Commune acceded on” and “Animator of the commune” first.",
                ))

    def _changing_variant(self, vals):
        """The partnerships whose variant ``vals`` change.

        :raises UserError: steps of one of them have been closed
        """
        changing = self.filtered(lambda partnership: vals.get("variant", partnership.variant) != partnership.variant)
        for partnership in changing:
            if partnership.step_ids.filtered(lambda step: step.state != "todo"):
                raise UserError(self.env._(
                    "Steps of %(partnership)s have been closed already, so its variant stays. Reopen them first.",
                    partnership=partnership.name,
                ))
        return changing

    def _replace_steps(self):
        """The variant has changed: the old steps go and those of the other variant come."""
        # sudo: the caller may write the partnership.
        changed = self.sudo()
        changed.with_context(active_test=False).step_ids.unlink()
        changed._start_process()

    # ------------------------------------------------------------------
    # Cycle
    # ------------------------------------------------------------------

    def _start_process(self, process=None):
        """Give each partnership its own copies of the steps of ``process``, or of the first one of its variant."""
        first = {}
        for candidate in self.env["kooperacje.process"].search([("variant", "in", self.mapped("variant"))]):
            first.setdefault(candidate.variant, candidate)
        steps = []
        for partnership in self:
            begun = process or first.get(partnership.variant)
            if not begun:
                continue
            partnership._unguarded().process_id = begun
            steps += [
                {
                    "partnership_id": partnership.id, "cycle": partnership.cycle, "step_id": step.id,
                    "stage_id": step.stage_id.id, "name": step.name, "code": step.code, "sequence": step.sequence,
                    "level": step.level, "responsible": step.responsible, "obligation": step.obligation,
                    "is_standing": step.is_standing, "tool": step.tool, "evidence": step.evidence,
                    "date_planned": partnership._planned_end(step.stage_id),
                }
                for step in begun.step_ids
            ]
        self.env["kooperacje.partnership.step"]._unguarded().create(steps)._follow_pattern()

    def _planned_end(self, stage):
        self.ensure_one()
        if not self.cycle_start or not stage.due_month:
            return False
        return self.cycle_start + relativedelta(months=stage.due_month, days=-1)

    def _plan_steps(self):
        """Set the planned end of the open steps of this cycle from its start; an extension stays with its reason."""
        for partnership in self:
            steps = partnership.step_ids.filtered(
                lambda step, cycle=partnership.cycle: step.cycle == cycle and step.state == "todo"
                and step.stage_id.due_month
            )
            for stage, of_stage in steps.grouped("stage_id").items():
                day = partnership._planned_end(stage)
                late = of_stage.filtered(lambda step, d=day: d and step.date_extended and step.date_extended <= d)
                late.write({"date_extended": False, "extension_reason": False})
                of_stage.date_planned = day

    def action_continue(self):
        """Begin the next cycle with a new set of steps (RUR-101, 112–118; gate 9).

        :raises UserError: while obligatory steps of this cycle are open, or the process is not continued by another
        """
        self.ensure_one()
        self._start_step(("active",), self.env._("Continue"))
        following = self.process_id.next_id
        if not following:
            raise UserError(self.env._(
                "“%(process)s” is not followed by another process.", process=self.process_id.name,
            ))
        undone = self._open_steps()
        if undone:
            raise UserError(self.env._(
                "A new cycle begins when this one has been summed up. Still to do:\n%(steps)s",
                steps="\n".join(f"• {step.display_name}" for step in undone),
            ))
        # sudo: the caller and the gate have been checked; cycle and process are kept to this method.
        partnership = self.sudo()
        # What was optional and was not done is left out with its cycle, or it would be overdue for ever.
        partnership.step_ids.filtered(
            lambda step: step.state == "todo" and step.obligation == "optional" and not step.is_standing
        ).action_skip()
        partnership.write({"cycle": partnership.cycle + 1, "cycle_start": office_today()})
        partnership._start_process(following)
        return True

    # ------------------------------------------------------------------
    # What the program can see
    # ------------------------------------------------------------------

    def _missing_evidence(self, evidence):
        """What is missing for ``evidence`` of a step, as parts of a sentence; rooms below add kinds of their own."""
        self.ensure_one()
        # sudo: agreements and declarations the gate asks for may be kept by another office; only what is missing
        # is told.
        return getattr(self.sudo(), f"_missing_evidence_{evidence}")()

    def _missing_evidence_authorisation(self):
        return self._missing_authorisation()

    def _missing_evidence_invitations(self):
        if self.membership_ids.filtered(lambda m: m.institution_id != self.leader_id and m.state in CURRENT):
            return []
        return [self.env._("an invited institution besides the leader")]

    def _missing_evidence_declarations(self):
        """Of those that have joined: who is invited and silent stops nobody."""
        members = self.membership_ids.filtered(lambda m: m.state in PRESENT and m.institution_id != self.leader_id)
        if not members:
            return [self.env._("a member besides the leader")]
        return [
            self.env._("the signed declaration of %(institution)s", institution=membership.institution_id.name)
            for membership in members if membership.document_state != "signed"
        ]

    def _missing_evidence_animators(self):
        missing = []
        if not self.accession_date:
            missing.append(self.env._("the day on which the commune acceded"))
        if not self.commune_animator_id:
            missing.append(self.env._("the animator of the commune"))
        if not self.county_animator_id and self.is_strategic_partner_required:
            missing.append(self.env._("the animator of the county"))
        return missing

    def _signed_agreements(self, kind):
        """Agreements of ``kind`` signed in this cycle that stand: continuing takes a new one (gate 9)."""
        return self.agreement_ids._stands().filtered(
            lambda agreement: agreement.kind == kind
            and (self.cycle == 1 or not self.cycle_start or agreement.signed_on >= self.cycle_start)
        )

    def _missing_evidence_county_agreement(self):
        return [] if self._signed_agreements("county") else [
            self.env._("a signed agreement of county and communes for this cycle"),
        ]

    def _missing_evidence_partnership_agreement(self):
        if not self._signed_agreements("partnership"):
            return [self.env._("a signed agreement of the institutions establishing the partnership")]
        return self._missing_rural_agreement() if self.variant == "rural" else []

    def _missing_rural_agreement(self):
        """What the agreements that establish a rural team lack: a last day (RUR-16), or the order of signing (RUR-157).

        One that lacks neither is enough; otherwise the newest says what it lacks.
        """
        county = min(self._signed_agreements("county").mapped("signed_on"), default=False)
        for agreement in self._signed_agreements("partnership").sorted("signed_on"):
            missing = []
            if not agreement.valid_until:
                missing.append(self.env._(
                    "until when the team works: an annex to its agreement, or an agreement with a last day",
                ))
            if county and agreement.signed_on < county:
                missing.append(self.env._(
                    "an agreement establishing the team that was signed after the agreement of county and communes",
                ))
            if not missing:
                return []
        return missing

    # ------------------------------------------------------------------
    # Screen
    # ------------------------------------------------------------------

    @api.model
    def _expand_stages(self, stages, domain):
        """All stages of the processes that are under way, in their order, so that the board shows the way ahead."""
        groups = self._read_group(domain, ["process_id"])
        processes = self.env["kooperacje.process"].union(*(process for process, in groups))
        return (stages | processes.stage_ids.filtered(
            lambda stage: any(not step.is_standing for step in stage.step_ids)
        )).sorted()

    def action_view_steps(self):
        return window_of(
            self, "action_partnership_step", "partnership_id", search_default_group_cycle=self.cycle > 1,
            search_default_group_stage=1,
        )

    # ------------------------------------------------------------------
    # Animators
    # ------------------------------------------------------------------
    # How much the animator of the county has in his or her care (RUR-52).

    @api.depends("county_animator_id", "area_ids", "state")
    def _compute_animator_post(self):
        # sudo: the animator of a county serves several offices; only the number of communes is told.
        served = self.sudo().search([
            ("county_animator_id", "in", self.county_animator_id.ids), ("state", "!=", "closed"),
        ])
        communes = {
            animator.id: len(partnerships.area_ids.filtered(lambda area: area.level == "commune"))
            for animator, partnerships in served.grouped("county_animator_id").items()
        }
        for partnership in self:
            count = communes.get(partnership.county_animator_id.id, 0)
            partnership.animator_commune_count = count
            partnership.animator_post = required_post(count)

    # ------------------------------------------------------------------
    # County and voivodeship
    # ------------------------------------------------------------------

    @api.depends("area_ids.code", "area_ids.parent_id.parent_id")
    def _compute_region(self):
        for partnership in self:
            first = partnership.area_ids.filtered("code").sorted("code")[:1]
            line = first | first.parent_id | first.parent_id.parent_id
            partnership.county_id = line.filtered(lambda area: area.level == "county")
            partnership.voivodeship_id = line.filtered(lambda area: area.level == "voivodeship")

    @api.depends("support_request_ids.state")
    def _compute_support_waiting_count(self):
        counts = count_by(
            self.env["kooperacje.support.request"], "partnership_id", self.ids, [("state", "=", "requested")],
        )
        for partnership in self:
            partnership.support_waiting_count = counts.get(partnership._origin.id, 0)

    def action_view_coordinated_steps(self):
        self.ensure_one()
        return window(
            self.env, "action_county_step", domain=[("partnership_id", "=", self.id)],
            context={"search_default_todo": 1, "search_default_coordinated": 1},
        )

    def action_view_overdue_steps(self):
        self.ensure_one()
        return window(
            self.env, "action_region_step", domain=[("partnership_id", "=", self.id)],
            context={"search_default_overdue": 1},
        )

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from odoo.addons.kooperacje.kernels import suggestion
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form


class TeamWizard(models.TransientModel):
    """From the needs of the case to institutions and their staff (K3D-219, 221); the social worker and the family
    choose (K3D-168).

    Creates the team, or adds to the open one, and sends the invitations. Without a valid consent it proposes all the
    same, so that the family sees what it is asked for, but appoints nobody (K3D-169).
    """

    _name = "kooperacje.team.wizard"
    _description = "Choose a task team"
    _inherit = ["kooperacje.case.pointer"]

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    team_id = fields.Many2one("kooperacje.team", compute="_compute_team_id")
    decided_on = fields.Date(required=True, default=lambda self: office_today())
    decided_stage = fields.Selection(
        [("diagnosis", "Diagnosis"), ("plan", "Plan"), ("realisation", "Realisation"), ("evaluation", "Evaluation")],
        "Stage of work", compute="_compute_decided_stage", store=True, readonly=False, precompute=True, required=True,
    )
    line_ids = fields.One2many(
        "kooperacje.team.wizard.line", "wizard_id", "Proposal", compute="_compute_line_ids",
        compute_sudo=False, store=True, readonly=False,
    )
    uncovered_need_ids = fields.Many2many(
        "kooperacje.need", "kooperacje_team_wizard_need_rel", string="Nothing covers", compute="_compute_line_ids",
        compute_sudo=False, store=True,
    )
    own_service_ids = fields.Many2many(
        "kooperacje.service", "kooperacje_team_wizard_service_rel", string="Services of the own office",
        compute="_compute_line_ids", compute_sudo=False, store=True,
    )
    uncovered_note = fields.Text("Why not", compute="_compute_line_ids", compute_sudo=False, store=True)
    missing = fields.Text(compute="_compute_missing")
    has_outside = fields.Boolean(compute="_compute_has_outside")

    @api.depends("case_id")
    def _compute_team_id(self):
        for wizard in self:
            wizard.team_id = wizard.case_id._get_open_team()

    @api.depends("case_id")
    def _compute_decided_stage(self):
        """Where the work stands; a team may be decided on at any stage of it (K3D-182)."""
        stage_by_phase = {"plan": "plan", "realisation": "realisation", "suspended": "evaluation"}
        for wizard in self:
            wizard.decided_stage = stage_by_phase.get(wizard.case_id.phase, "diagnosis")

    def _suggest(self):
        """What the kernel makes of the case and of the basket of its partnership, under the rules of the user."""
        case = self.case_id
        needs = case.need_line_ids
        Service = self.env["kooperacje.service"]
        # Services that may not be proposed go along: the nearest miss says what kind of gap there is.
        basket = fields.Domain([
            ("partnership_id", "in", case.partnership_id._baskets().ids), ("state", "=", "verified"),
        ])
        return suggestion.suggest(
            needs=case._suggestion_needs(),
            offers=Service._offers(basket & Service._answers_domain(needs.need_id), needs.need_id),
            ages=case._household_ages(),
            territory=case.area_id.code or "",
            working=case._working_institutions().ids,
        )

    @api.depends("case_id")
    def _compute_line_ids(self):
        for wizard in self:
            case, own = wizard.case_id, wizard.case_id.company_id.partner_id
            found = wizard._suggest()
            choices = [(choice, True) for choice in found.chosen] + [(choice, False) for choice in found.alternatives]
            proposed = {choice.institution for choice, _ticked in choices}
            choices = [
                (suggestion.Choice(institution.id, (), (), True), True)
                for institution in case._working_institutions() if institution.id not in proposed
            ] + choices
            in_team = wizard.team_id.member_ids.filtered(
                lambda member: member.state in ("proposed", "invited", "accepted")
            )
            # Whoever works with the family already stands for the institution (K3D-163).
            working = case.working_partner_ids - in_team.partner_id - case.user_id.partner_id
            staff = working | wizard._staff([choice.institution for choice, _ticked in choices]) - in_team.partner_id
            staff_by_institution = staff.grouped("commercial_partner_id")
            needs = {line.need_id.id: line.need_id.name for line in case.need_line_ids}
            commands, own_services = [Command.clear()], []
            for choice, ticked in choices:
                institution = self.env["res.partner"].browse(choice.institution)
                if institution == own:
                    # The case manager stands for the office; colleagues may be added by hand.
                    own_services += choice.services
                    continue
                if institution in in_team.institution_id:
                    continue
                commands.append(Command.create({
                    "is_selected": ticked, "institution_id": institution.id,
                    "partner_id": staff_by_institution.get(institution.commercial_partner_id, staff)[:1].id
                    if institution.commercial_partner_id in staff_by_institution else False,
                    "service_ids": [Command.set(choice.services)],
                    "works_with_family": choice.works_already,
                    "reason": ", ".join(needs[need] for need in choice.needs),
                    "why": wizard._why(choice, ticked, needs),
                    "instead": wizard._instead(found, choice) if ticked else False,
                }))
            named = {command[2]["partner_id"] for command in commands if command[2]}
            commands += [Command.create({
                "institution_id": person._institution_shown().id, "partner_id": person.id, "works_with_family": True,
                "why": self.env._("works with the family already"),
            }) for person in working if person.id not in named and person._institution_shown().is_institution]
            wizard.line_ids = commands
            wizard.uncovered_need_ids = [Command.set(list(found.uncovered))]
            wizard.uncovered_note = wizard._uncovered_note(found, needs)
            wizard.own_service_ids = [Command.set(own_services)]

    def _why(self, choice, proposed, needs):
        """Why an institution is proposed, in words a family understands."""
        reasons = []
        if choice.works_already:
            reasons.append(self.env._("works with the family already"))
        if choice.only_for:
            reasons.append(self.env._(
                "the only one for: %(needs)s", needs=", ".join(needs[need] for need in choice.only_for),
            ))
        elif proposed and len(choice.needs) > 1:
            reasons.append(self.env._("answers %(count)s needs at once", count=len(choice.needs)))
        elif not proposed and choice.needs:
            reasons.append(self.env._("could stand in for another"))
        return "; ".join(reasons)

    def _instead(self, found, choice):
        """Names of the institutions that could be asked in place of this one."""
        others = self.env["res.partner"].browse(found.instead_of(choice)[:3])
        return ", ".join(other.short_name or other.name for other in others)

    def _uncovered_note(self, found, needs):
        kinds = dict(self.env["kooperacje.gap"]._fields["kind"]._description_selection(self.env))
        return "\n".join(f"{needs[need]}: {kinds[kind].lower()}" for need, kind in found.uncovered.items())

    @api.model
    def _staff(self, institution_ids):
        """Staff whom institutions have named for task teams."""
        return self.env["res.partner"].search([
            ("commercial_partner_id", "in", institution_ids), ("is_company", "=", False), ("team_available", "=", True),
        ], order="name, id")

    @api.depends("case_id", "line_ids.is_selected", "line_ids.institution_id")
    def _compute_missing(self):
        for wizard in self:
            wizard.missing = "\n".join(wizard._missing_consents())

    @api.depends("line_ids.is_outside")
    def _compute_has_outside(self):
        for wizard in self:
            wizard.has_outside = any(wizard.line_ids.mapped("is_outside"))

    def _missing_consents(self):
        """Every consent that the chosen composition lacks, as a list of texts."""
        self.ensure_one()
        # sudo: the gate counts what there is; the caller may read the case.
        case = self.case_id.sudo()
        chosen = self.line_ids.filtered("is_selected").institution_id
        return case._missing_consent() + [
            self.env._("the consent to share data with %(institution)s", institution=institution.name)
            for institution in case._institutions_without_consent(chosen._origin or chosen)
        ]

    def _check_composition(self):
        chosen = self.line_ids.filtered("is_selected")
        if not chosen:
            raise UserError(self.env._("Choose at least one institution with the family."))
        missing = self._missing_consents()
        if missing:
            raise UserError(self.env._(
                "The team cannot be appointed yet. Missing:\n%(missing)s\n\nRecord the consent of the family (tool "
                "14), or leave out the institution.", missing="\n".join(f"– {text}" for text in missing),
            ))
        without_person = chosen.filtered(lambda line: not line.partner_id).institution_id
        if without_person:
            raise UserError(self.env._(
                "Choose the person to invite from: %(institutions)s. If the institution has named nobody for task "
                "teams, ask the network worker.", institutions=", ".join(without_person.mapped("name")),
            ))
        for line in chosen:
            if line.is_outside and not (line.outside_reason or "").strip():
                raise UserError(self.env._(
                    "%(institution)s does not belong to the partnership. Write why it is invited all the same.",
                    institution=line.institution_id.name,
                ))

    def action_confirm(self):
        self.ensure_one()
        self._check_composition()
        # Without the ``default_case_id`` it was opened with, which would go on to every record made here.
        self = self.with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
        case = self.case_id
        # Asked anew: what is counted must not hang on what the form sent back.
        found = self._suggest()
        team = self.team_id or self._create_team()
        chosen = self.line_ids.filtered("is_selected").sorted(lambda line: not line.works_with_family)
        members = self.env["kooperacje.team.member"].create([{
            "team_id": team.id, "institution_id": line.institution_id.id, "partner_id": line.partner_id.id,
            "service_ids": [Command.set(line.service_ids.ids)], "works_with_family": line.works_with_family,
            "reason": line.reason, "outside_reason": line.outside_reason,
        } for line in chosen])
        members.action_invite()
        self._record_gaps(found, team)
        # sudo: see _gate_missing.
        if case.phase in ("recognition", "qualification", "consent") and not case.sudo()._gate_missing("team"):
            case._move_to_phase("team")
        return form(team, name=team.name)

    def _record_gaps(self, found, team):
        """Needs that nothing covers, and those whose institution was proposed and not wanted, count as gaps."""
        # Unguarded: the gap is recorded by this choice only.
        for kind, needs in self.case_id.need_line_ids._unguarded().grouped(
            lambda line: found.uncovered.get(line.need_id.id, False)
        ).items():
            needs.write({"is_uncovered": bool(kind), "uncovered_kind": kind})
        asked = team.member_ids.institution_id | self.case_id.company_id.partner_id
        declined = {
            need: "declined" for choice in found.chosen if choice.institution not in asked.ids for need in choice.needs
        }
        self.case_id.need_line_ids._count_gaps({**declined, **found.uncovered})

    def _create_team(self):
        """The team with the case manager in it: the social worker is a member from the start (K3D-162)."""
        team = self.env["kooperacje.team"].create({
            "case_id": self.case_id.id, "decided_on": self.decided_on, "decided_stage": self.decided_stage,
        })
        manager = self.env["kooperacje.team.member"].create({
            "team_id": team.id, "institution_id": self.case_id.company_id.partner_id.id,
            "partner_id": self.case_id.user_id.partner_id.id, "works_with_family": True,
            "service_ids": [Command.set(self.own_service_ids.ids)],
        })
        manager._join()
        return team

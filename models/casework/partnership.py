from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import count_by, window

CODES_TOLD = 5
OPEN_CASES = [("phase", "!=", "closed")]
TEAMS_AT_WORK = [("state", "!=", "closed")]


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    plan_label = fields.Char(
        # RUR-137
        "Name of the plan", help="What this partnership calls the plan of a person or family on screens and papers, "
                                 "e.g. IPW or IPP. Leave it empty for the name set for the whole office.",
    )
    joint_qualification = fields.Boolean(
        "Qualify families jointly", compute="_compute_joint_qualification", store=True, readonly=False, precompute=True,
        # R8, RUR-129
        help="No task team before the partnership has qualified the family together. The rule of the "
             "rural variant; the partnership may set it otherwise.",
    )

    assessment_months = fields.Integer(
        # K3D-188
        "Assessment at most every (months)", help="How often this partnership looks at the situation of a family "
                                                  "again. 0: as set for the whole office.",
    )
    assessment_months_small = fields.Integer(
        "With a child under three, every (months)", help="0: as set for the whole office.",
    )

    open_case_count = fields.Integer(
        "Number of open cases", compute="_compute_open_counts", compute_sudo=False, groups="kooperacje.group_manager",
    )
    team_at_work_count = fields.Integer(
        "Number of teams at work", compute="_compute_open_counts", compute_sudo=False,
        groups="kooperacje.group_manager,kooperacje.group_network_worker",
    )

    _assessment_months = models.Constraint(
        "CHECK(assessment_months BETWEEN 0 AND 6 AND assessment_months_small BETWEEN 0 AND 3)",
        "The situation is assessed at least every 6 months, and every 3 with a child under three. Choose less or the "
        "same, or 0 for the period of the office.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The company that leads a partnership is an office from then on, with registers of its own."""
        partnerships = super().create(vals_list)
        partnerships.company_id._create_register_sequences()
        return partnerships

    @api.depends("variant")
    def _compute_joint_qualification(self):
        for partnership in self:
            partnership.joint_qualification = partnership.variant == "rural"

    # ------------------------------------------------------------
    # What is open
    # ------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_open_counts(self):
        """Of what the user may read: the network worker counts teams, not cases."""
        Case, Team = self.env["kooperacje.case"], self.env["kooperacje.team"]
        cases = count_by(Case, "partnership_id", self.ids, OPEN_CASES) if Case.has_access("read") else {}
        teams = count_by(Team, "partnership_id", self.ids, TEAMS_AT_WORK) if Team.has_access("read") else {}
        for partnership in self:
            partnership.open_case_count = cases.get(partnership.id, 0)
            partnership.team_at_work_count = teams.get(partnership.id, 0)

    def action_open_cases(self):
        self.ensure_one()
        return window(
            self.env, "action_case", name=self.env._("Open cases"), view_mode="list,form",
            views=[(False, "list"), (False, "form")], context={},
            domain=[("partnership_id", "=", self.id), *OPEN_CASES],
        )

    def action_open_teams(self):
        self.ensure_one()
        return window(
            self.env, "action_team", name=self.env._("Task teams at work"), context={},
            domain=[("partnership_id", "=", self.id), *TEAMS_AT_WORK],
        )

    def _still_open(self):
        """Families in help, after-care included, and their teams: cases by their code, teams by their number."""
        found = super()._still_open()
        # sudo: all of them count, whoever closes; told are how many, and codes to those who read cases anyway.
        cases = self.env["kooperacje.case"].sudo().search([("partnership_id", "=", self.id), *OPEN_CASES])
        teams = self.env["kooperacje.team"].sudo().search([("partnership_id", "=", self.id), *TEAMS_AT_WORK])
        if cases:
            found.append(self.env._(
                "open cases: %(count)s%(codes)s; look at the button “Open cases” (at the top or under “More”), "
                "or ask the head",
                count=len(cases), codes=self._codes_told(cases),
            ))
        if teams:
            found.append(self.env._(
                "task teams that are not finished: %(count)s%(codes)s; "
                "look at the button “Teams” (at the top or under “More”)",
                count=len(teams), codes=self._codes_told(teams),
            ))
        return found

    def _codes_told(self, records):
        """The first codes of those of ``records`` that the user reads anyway, in brackets."""
        readable = records.with_env(self.env)._filtered_access("read")
        if not readable:
            return ""
        codes = ", ".join(readable[:CODES_TOLD].mapped("name"))
        return f" ({codes}, …)" if len(readable) > CODES_TOLD else f" ({codes})"

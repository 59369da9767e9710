from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.casework.assessment import S5

from .survey_wave import MOMENTS

GRADES = ("grade_members", "grade_partners", "grade_services")
TEXTS = ("strengths", "weaknesses", "lacking", "suggestions")


class TeamStatement(models.Model):
    """What one member says of the work of the team, under the own name (K3D-197–199, 203, 204).

    Two ways. In an *interview* the social worker asks and writes (K3D-203). In the *open survey* the member writes, who
    has chosen to; nobody else writes or changes it. Both are read by who runs the case and, where the member agreed,
    by the team, which so reads its own result though it has two or four members.

    It stands beside the anonymous questionnaires and leads to none of their answers: nothing is taken over from them,
    and no wave knows who said something here. It asks about the co-operation, never about the family, and closes with
    the case as everything of it does.
    """

    _name = "kooperacje.team.statement"
    _description = "What a member says of the team"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.data"]
    _order = "team_id, said_on desc, id desc"
    _rec_name = "member_id"
    _fixed_fields = frozenset({"team_id", "member_id", "way"})
    _of_one_person = True
    _neutral_fields = frozenset({"team_id", "member_id", "way", "moment", "said_on", "is_open", "display_name"})

    team_id = fields.Many2one("kooperacje.team", "Task team", required=True, index=True, ondelete="restrict")
    case_id = fields.Many2one("kooperacje.case", related="team_id.case_id", store=True, index=True)
    company_id = fields.Many2one("res.company", related="team_id.company_id", store=True, index=True)
    member_id = fields.Many2one(
        "kooperacje.team.member", "Who says it", required=True, index=True, ondelete="restrict",
        domain="[('team_id', '=', team_id), ('date_from', '!=', False)]",
    )
    way = fields.Selection(
        [("interview", "Interview"), ("survey", "Open survey, written by the member")], required=True,
        default="interview", index=True,
    )
    moment = fields.Selection(
        # K3D-204
        MOMENTS, required=True, default="during", help="Ex-ante, on-going or ex-post: they compare.",
    )
    said_on = fields.Date("Said on", required=True, default=lambda self: office_today())
    is_open = fields.Boolean(
        "The team may read it",
        help="The member's own choice. Unticked, only the member and those who run the case read it.",
    )
    strengths = fields.Text("Strong sides of the work", help="No names of people helped.")
    weaknesses = fields.Text("Weak sides of the work")
    lacking = fields.Text("What was missing")
    suggestions = fields.Text("What to do otherwise")
    # K3D-198, 199
    grade_members = fields.Selection(S5, "Cooperation of the members of the team")
    grade_partners = fields.Selection(S5, "Cooperation of the partnership with the team")
    grade_services = fields.Selection(S5, "Effectiveness of the services")

    _once_uniq = models.UniqueIndex(
        "(member_id, moment) WHERE way = 'survey'",
        "You have written your view of this moment already. Open it in the list and change it there.",
    )

    @api.depends("member_id", "moment", "said_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["moment"]._description_selection(self.env))
        for statement in self:
            day = format_date(self.env, statement.said_on) if statement.said_on else ""
            statement.display_name = f"{labels.get(statement.moment, '')}, {day}"

    @api.model
    def default_get(self, fields):
        """A member writes for himself or herself; who runs the case records an interview."""
        values = super().default_get(fields)
        team = self.env["kooperacje.team"].browse(values.get("team_id") or [])
        if team and team.has_access("read") and not team.case_id.user_can_write:
            own = team.member_ids.filtered(lambda one: one.partner_id == self.env.user.partner_id and one.date_from)
            values.update(way="survey", member_id=own[:1].id, is_open=True)
        return values

    @api.constrains("team_id", "member_id")
    def _check_member(self):
        for statement in self:
            # sudo: whether the member belongs to the team, nothing else.
            member = statement.sudo().member_id
            if member.team_id != statement.team_id or not member.date_from:
                raise ValidationError(self.env._(
                    "Choose somebody who works or worked in this team: those who were only invited cannot speak of "
                    "its work.",
                ))

    @api.constrains("said_on", "team_id")
    def _check_said_on(self):
        today = office_today()
        for statement in self:
            start = statement.sudo().team_id.decided_on  # sudo: a day of the team
            if statement.said_on > today or (start and statement.said_on < start):
                raise ValidationError(self.env._(
                    "A member speaks of the team between the decision on it (%(start)s) and today. Correct the date.",
                    start=format_date(self.env, start) if start else "–",
                ))

    @api.constrains(*GRADES, *TEXTS)
    def _check_said(self):
        for statement in self:
            if not any(statement[name] for name in GRADES) and not any((statement[n] or "").strip() for n in TEXTS):
                raise ValidationError(self.env._("Write what was said or give a grade: this entry is empty."))

    @api.model
    def _means(self, team):
        """Grades of ``team`` by moment, of those statements that the caller may read.

        :return: ``[(label of the grade, [(label of the moment, mean, people)])]``, moments in their order, and only
            those at which somebody gave the grade
        """
        statements = self.search([("team_id", "=", team.id)])
        result = []
        for name in GRADES:
            told = []
            for moment, label in self._fields["moment"]._description_selection(self.env):
                given = statements.filtered(lambda one, n=name, m=moment: one[n] and one.moment == m)
                if given:
                    mean = sum(int(one[name]) for one in given) / len(given)
                    told.append((label, mean, len(given.member_id)))
            if told:
                result.append((self._fields[name]._description_string(self.env), told))
        return result

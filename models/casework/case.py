from odoo import fields, models


class Case(models.Model):
    """Case of a person, family or group (K3D-2), run by the social worker as case manager (K3D-24).

    Its display name is a code, never a name of a person: records others can list must not reveal who is helped.
    """

    _name = "kooperacje.case"
    _description = "Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char("Family code", required=True, readonly=True, copy=False, default="/", index=True)
    unit_kind = fields.Selection(
        [("person", "Person"), ("family", "Family"), ("group", "Group")], required=True, default="family",
    )
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Case manager", required=True, default=lambda self: self.env.user, index=True, tracking=True,
    )
    stage_id = fields.Many2one(
        "kooperacje.case.stage", "Stage", required=True, index=True, tracking=True, copy=False, ondelete="restrict",
        group_expand="_read_group_expand_full",
        default=lambda self: self.env["kooperacje.case.stage"].search([], limit=1),
    )
    phase = fields.Selection(related="stage_id.phase", store=True, index=True)
    area_id = fields.Many2one("kooperacje.area", "Commune", index="btree_not_null")
    source = fields.Selection(
        [("person", "Person"), ("family", "Family"), ("worker", "Worker"), ("institution", "Institution"),
         ("ex_officio", "Ex officio")],
        default="person", help="Who reported the need (art. 102 u.p.s.).",
    )
    reported_on = fields.Date(default=fields.Date.context_today)
    need_words = fields.Text("Need in the person's own words")
    interview_date = fields.Date("Environmental interview on")
    interview_signature = fields.Char(
        help="Reference of the official questionnaire (art. 107 u.p.s.); not its content.",
    )
    resources = fields.Text("Resources and strengths")
    limits = fields.Text("Limits and risks")
    premise_ids = fields.Many2many(
        "kooperacje.premise", string="Premises of qualification", domain=[("kind", "=", "qualification")],
    )
    qualification_reason = fields.Text()
    qualified_on = fields.Date(copy=False)
    case_person_ids = fields.One2many("kooperacje.case.person", "case_id", "Persons")
    need_line_ids = fields.One2many("kooperacje.case.need", "case_id", "Needs")
    consent_ids = fields.One2many("kooperacje.consent", "case_id", "Consents")
    team_ids = fields.One2many("kooperacje.team", "case_id", "Task teams")
    plan_ids = fields.One2many("kooperacje.plan", "case_id", "Plans")
    closed_on = fields.Date(copy=False)
    closing_premise_id = fields.Many2one(
        "kooperacje.premise", "Reason of ending", domain=[("kind", "=", "end")], copy=False,
    )
    aftercare_until = fields.Date(copy=False)

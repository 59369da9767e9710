from odoo import api, fields, models


class TeamWizardLine(models.TransientModel):
    """Institution proposed for the team, the person to invite and why."""

    _name = "kooperacje.team.wizard.line"
    _description = "Proposed member of a task team"
    _inherit = ["kooperacje.case.pointer"]
    _order = "works_with_family desc, is_selected desc, id"

    wizard_id = fields.Many2one("kooperacje.team.wizard", required=True, ondelete="cascade")
    is_selected = fields.Boolean("Invite", default=True)
    institution_id = fields.Many2one(
        "res.partner", "Institution", required=True, ondelete="cascade", domain=[("is_institution", "=", True)],
    )
    partner_id = fields.Many2one(
        "res.partner", "Person", ondelete="cascade",
        domain="[('is_company', '=', False), '|', ('parent_id', 'child_of', institution_id), "
               "('workplace_ids', '=', institution_id)]",
    )
    service_ids = fields.Many2many(
        "kooperacje.service", "kooperacje_team_wizard_line_service_rel", string="Services",
        domain="[('institution_id', '=', institution_id), ('is_available', '=', True)]",
    )
    works_with_family = fields.Boolean("Works already")
    reason = fields.Char("Needs it answers")
    why = fields.Char("Why proposed", readonly=True)
    instead = fields.Char("Or instead", readonly=True, help="Institutions that could be asked in its place.")
    is_outside = fields.Boolean("From outside the partnership", compute="_compute_is_outside")
    outside_reason = fields.Char("Why from outside")
    has_consent = fields.Boolean("Consent", compute="_compute_has_consent")

    missing_to_open = fields.Char(
        "Cannot open the case yet", compute="_compute_missing_to_open",
        help="What the person still lacks. Invite all the same, and let it be given in the meantime.",
    )

    @api.depends("partner_id", "institution_id", "wizard_id.case_id")
    def _compute_missing_to_open(self):
        # sudo: whether the person has account, role and papers; nothing of them but what is missing leaves here.
        lines = self.sudo()
        keys = {
            line: (line.partner_id._origin, line.institution_id._origin, line.wizard_id.case_id.company_id)
            for line in lines if line.partner_id and line.institution_id
        }
        missing = lines.env["kooperacje.team.member"]._missing_by_person(set(keys.values()))
        for line in self:
            line.missing_to_open = missing.get(keys.get(line.sudo()), False)

    @api.depends("institution_id", "wizard_id.case_id")
    def _compute_is_outside(self):
        for line in self:
            partnership = line.wizard_id.case_id.partnership_id
            line.is_outside = bool(line.institution_id) and (
                line.institution_id._origin not in partnership.member_ids | partnership.leader_id
            )

    @api.depends("institution_id", "wizard_id.case_id")
    def _compute_has_consent(self):
        for line in self:
            institution = line.institution_id._origin
            line.has_consent = bool(institution) and not (
                line.wizard_id.case_id._institutions_without_consent(institution)
            )

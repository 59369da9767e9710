from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.models.access.serialise import serialise_on

VARIANTS = [
    ("urban", "Kooperacje 3D (urban)"), ("rural", "Model Kooperacji (rural)"),
    ("voivodeship", "Voivodeship team (WZK)"),
]
LEVELS = [("commune", "Commune"), ("county", "County"), ("voivodeship", "Voivodeship")]
RESPONSIBLE = [
    ("ops", "Leader (OPS)"), ("network_worker", "Network worker"), ("authorities", "Authorities"), ("pcpr", "PCPR"),
    ("animators", "Animators"), ("pzk", "Partnership"), ("rops", "Regional centre (ROPS)"),
    ("wzk", "Voivodeship team (WZK)"),
]
# What lies with the animator of the county, who coordinates the work of the partnership (RUR-44, 51, 56).
COORDINATED = ("pcpr", "animators", "pzk")
OBLIGATIONS = [("obligatory", "Obligatory"), ("optional", "Optional")]
EVIDENCE = [
    ("authorisation", "Acceptance of the authority"), ("invitations", "Invited institutions"),
    ("rops_notice", "Notice sent to the regional centre"),
    ("declarations", "Signed declarations of all members"), ("animators", "Accession of the commune and animators"),
    ("county_agreement", "Signed agreement of county and communes"),
    ("partnership_agreement", "Signed agreement establishing the partnership"),
    ("regulation", "Regulation in force"), ("action_plan", "Adopted action plan of the year"),
    ("leader_person", "Leader-person or leader-family takes part"),
    ("county_diagnosis", "Diagnosis of county and commune (R1)"),
    ("implementation_decision", "Decision of the authorities to implement the Model (R2)"),
    ("selection", "Councillors and animators are chosen"),
    ("animators_trained", "Animators have been trained"), ("members_trained", "Members have been trained"),
]


class ProcessStep(models.Model):
    """Step of a process, as the Model states it: by whom, on which form, after what (requirements in ``source``)."""

    _name = "kooperacje.process.step"
    _description = "Step of the process"
    _inherit = ["kooperacje.edit.mixin"]
    _order = "stage_id, sequence, id"

    name = fields.Char(required=True)
    code = fields.Char("Number")
    stage_id = fields.Many2one("kooperacje.process.stage", "Stage", required=True, index=True, ondelete="cascade")
    process_id = fields.Many2one(related="stage_id.process_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    level = fields.Selection(LEVELS, required=True, default="commune")
    responsible = fields.Selection(RESPONSIBLE, required=True, default="ops")
    obligation = fields.Selection(
        OBLIGATIONS, required=True, default="obligatory",
        help="The source does not settle it for every condition, so each office may change it for its partnership.",
    )
    is_standing = fields.Boolean(
        "Standing task", help="Goes on for the whole time; it is never finished and holds nothing up.",
    )
    tool = fields.Char("Tools", help="Numbers of the Model's tools used in this step.")
    evidence = fields.Selection(
        EVIDENCE, "Shown by", help="What the program must find before the step can be closed.",
    )
    after_ids = fields.Many2many(
        "kooperacje.process.step", "kooperacje_process_step_after_rel", "step_id", "after_id", string="After",
        help="Obligatory steps of these must be closed first.",
    )
    source = fields.Char(help="Numbers of the requirements the step comes from.")
    active = fields.Boolean(default=True)

    @api.constrains("after_ids", "stage_id")
    def _check_after(self):
        serialise_on(self.process_id)
        if self._has_cycle("after_ids"):
            raise ValidationError(self.env._("A step cannot wait for itself. Correct “After”."))
        for step in self:
            if step.after_ids.process_id - step.process_id:
                raise ValidationError(self.env._("Step %(step)s can only wait for steps of its own process.",
                                                 step=step.name))

    @api.depends("code", "name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.code}. {step.name}" if step.code else step.name

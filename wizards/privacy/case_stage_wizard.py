from odoo import models


class CaseStageWizard(models.TransientModel):
    _name = "kooperacje.case.stage.wizard"
    _inherit = ["kooperacje.case.stage.wizard", "kooperacje.case.pointer"]

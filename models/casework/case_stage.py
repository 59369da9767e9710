from odoo import fields, models


class CaseStage(models.Model):
    """Column of the case board. ``phase`` carries the Model's meaning and its gates; names and order are local."""

    _name = "kooperacje.case.stage"
    _description = "Case stage"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    fold = fields.Boolean("Folded on the board")
    phase = fields.Selection(
        [
            ("recognition", "Recognition"), ("qualification", "Qualification"), ("consent", "Consent"),
            ("team", "Task team"), ("plan", "Plan"), ("realisation", "Realisation"), ("suspended", "Suspended"),
            ("aftercare", "After-care"), ("closed", "Closed"),
        ],
        required=True, default="recognition",
    )
    active = fields.Boolean(default=True)

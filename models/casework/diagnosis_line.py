from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.serialise import serialise_on

TEXTS = ("family_view", "worker_view", "others_view", "resources", "needs", "limits")


class DiagnosisLine(models.Model):
    """One area of life in a diagnosis: three views side by side, resources, needs, limits, now → expected.

    Bears the scope of data of its area: a partner institution reads it only if the family shares that scope.
    """

    _name = "kooperacje.diagnosis.line"
    _description = "Area of a diagnosis"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.document.line.mixin", "kooperacje.case.scoped"]
    _order = "diagnosis_id, area_id, id"
    _rec_name = "area_id"
    _document_field = "diagnosis_id"
    _fixed_fields = frozenset({"diagnosis_id"})
    _words_of_others = frozenset({"others_view"})

    diagnosis_id = fields.Many2one(
        "kooperacje.diagnosis", "Diagnosis", required=True, index=True, ondelete="cascade",
    )
    case_id = fields.Many2one("kooperacje.case", related="diagnosis_id.case_id", store=True, index=True)
    state = fields.Selection(related="diagnosis_id.state", store=True)
    company_id = fields.Many2one("res.company", related="diagnosis_id.company_id", export_string_translation=False)
    area_id = fields.Many2one(
        "kooperacje.diagnosis.area", "Area", required=True, index=True, ondelete="restrict", check_company=True,
    )
    scope_id = fields.Many2one(
        "kooperacje.data.scope", "Scope of data", compute="_compute_scope_id", store=True, readonly=False,
        precompute=True, required=True, index=True, ondelete="restrict",
        help="A partner institution reads this area only if the family agrees to share this scope with it.",
    )
    family_view = fields.Text("The family sees it so")
    worker_view = fields.Text("The social worker sees it so")
    others_view = fields.Text("Others see it so")
    resources = fields.Text()
    needs = fields.Text()
    limits = fields.Text()
    scale_now = fields.Integer("Now (1–10)", help="Where the family stands today; 0 if it is not said.")
    scale_expected = fields.Integer("Expected (1–10)", help="Where the family wants to be; 0 if it is not said.")
    scale_before = fields.Integer("Before", compute="_compute_scale_before", help="In the previous version.")
    is_filled = fields.Boolean(compute="_compute_is_filled", export_string_translation=False)

    _area_uniq = models.Constraint("UNIQUE(diagnosis_id, area_id)", "This area is in the diagnosis already.")
    _scales = models.Constraint(
        "CHECK(COALESCE(scale_now, 0) BETWEEN 0 AND 10 AND COALESCE(scale_expected, 0) BETWEEN 0 AND 10)",
        "The scale goes from 1 to 10.",
    )

    @api.depends("area_id")
    def _compute_scope_id(self):
        """An own area of the office without a scope is part of the family's situation, never open to all."""
        for line in self:
            line.scope_id = line.area_id.scope_id or self.env["kooperacje.data.scope"]._of(
                "kooperacje.data_scope_family"
            )

    @api.depends("diagnosis_id.previous_id.line_ids.scale_now")
    @api.depends_context("uid")
    def _compute_scale_before(self):
        """A partner may read an area of a diagnosis whose whole is closed to it; of the version before, the same."""
        # sudo: which version came before; what it says is taken only where it is open to the reader.
        before = self.sudo().diagnosis_id.previous_id.line_ids.sudo(self.env.su)._filtered_access("read")
        scale = {(line.diagnosis_id.id, line.area_id.id): line.scale_now for line in before}
        for line in self:
            previous = line.sudo().diagnosis_id.previous_id
            line.scale_before = scale.get((previous.id, line.area_id.id), 0)

    @api.depends(*TEXTS, "scale_now", "scale_expected")
    def _compute_is_filled(self):
        for line in self:
            line.is_filled = any((line[name] or "").strip() for name in TEXTS) or bool(
                line.scale_now or line.scale_expected
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_diagnosis_draft()
        return lines

    def write(self, vals):
        if vals.keys() - {"state"}:
            self._check_diagnosis_draft()
        return super().write(vals)

    @api.model
    def _document_line_free_fields(self):
        return super()._document_line_free_fields() | {"state"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_diagnosis_draft()

    def _check_diagnosis_draft(self):
        """:raises UserError: when one of the diagnoses is settled, be it by a colleague this moment"""
        serialise_on(self.diagnosis_id)
        self.diagnosis_id._check_draft()

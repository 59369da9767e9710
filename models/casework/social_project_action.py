from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SocialProjectAction(models.Model):
    """Line of the schedule: what, by whom, where, from when to when (tool 20, point 8)."""

    _name = "kooperacje.social.project.action"
    _description = "Action of a social project"
    _inherit = ["kooperacje.social.project.part", "kooperacje.case.scoped"]
    _order = "project_id, date_from, sequence, id"
    _scope_xmlid = "kooperacje.data_scope_support"
    _course_fields = frozenset({"state", "done_on", "note"})

    name = fields.Char("What")
    institution_id = fields.Many2one(
        "res.partner", "Institution", ondelete="restrict", index="btree_not_null",
        domain=[("is_institution", "=", True)],
    )
    performer = fields.Char("Who", help="Function or name of the person who carries it out.")
    place = fields.Char("Where")
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("dropped", "Dropped")], default="planned", required=True,
        copy=False,
    )
    done_on = fields.Date(copy=False)
    note = fields.Char("Course, reason", copy=False)

    _dates_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_to >= date_from)", "An action cannot end before it starts.",
    )

    @api.model
    def _open_when_created(self):
        return frozenset({"state"})

    @api.model_create_multi
    def create(self, vals_list):
        """An action begins as planned, whatever is sent."""
        return super().create([{**vals, "state": "planned"} for vals in vals_list])

    @api.constrains("state", "note")
    def _check_reason(self):
        for action in self:
            if action.state == "dropped" and not (action.note or "").strip():
                raise ValidationError(self.env._("Write why “%s” was dropped.", action.name))

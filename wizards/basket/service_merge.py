from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.kooperacje.models.access.windows import dialog


class ServiceMerge(models.TransientModel):
    """Shows two services side by side, field by field, and merges them as the leader chooses (K3D-213, 228)."""

    _name = "kooperacje.service.merge"
    _description = "Merging of two services"
    _order = "similarity desc, id"

    keep_id = fields.Many2one("kooperacje.service", "Goes on", required=True, ondelete="cascade")
    other_id = fields.Many2one("kooperacje.service", "Is merged into it", required=True, ondelete="cascade")
    institution_id = fields.Many2one("res.partner", "Institution", related="keep_id.institution_id")
    partnership_id = fields.Many2one("kooperacje.partnership", "Partnership", related="keep_id.partnership_id")
    similarity = fields.Integer("Likeness (%)", readonly=True)
    line_ids = fields.One2many("kooperacje.service.merge.line", "merge_id", "What differs")
    reason = fields.Char("Why they are the same", help="Kept in the history of the basket.")
    state = fields.Selection(
        [("open", "To be decided"), ("merged", "Merged"), ("distinct", "Two services")], default="open", readonly=True,
    )

    @api.depends("keep_id", "other_id")
    def _compute_display_name(self):
        for merge in self:
            merge.display_name = f"{merge.keep_id.name} / {merge.other_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        merges = super().create(vals_list)
        merges._check_readable()
        return merges

    def write(self, vals):
        result = super().write(vals)
        self._check_readable()
        return result

    def _check_readable(self):
        """A pair names its services to whoever opens it, and their institution and partnership."""
        (self.keep_id | self.other_id).check_access("read")

    def action_compare(self):
        """Open the two side by side."""
        self.ensure_one()
        self._check_open()
        self.line_ids = [Command.clear(), *(Command.create(values) for values in self._line_values())]
        return dialog(
            self.env._("Are these the same service?"), self._name, res_id=self.id,
            views=[(self.env.ref("kooperacje.service_merge_view_form").id, "form")],
        )

    def _line_values(self):
        both = self.keep_id | self.other_id
        names = both._content_fields()
        shown = both._shown_values(names)
        return [
            {
                "name": name, "keep_value": shown[self.keep_id][name], "other_value": shown[self.other_id][name],
                "take": self._proposed(name, shown),
            } for name in names if shown[self.keep_id][name] != shown[self.other_id][name]
        ]

    def _proposed(self, name, shown):
        """What says more: the value that is there, of lists both."""
        if not shown[self.keep_id][name]:
            return "other"
        return "both" if both_possible(self.keep_id, name) and shown[self.other_id][name] else "keep"

    def action_swap(self):
        """Let the other one go on."""
        self.ensure_one()
        self._check_open()
        self.write({"keep_id": self.other_id.id, "other_id": self.keep_id.id})
        return self.action_compare()

    def action_merge(self):
        self.ensure_one()
        self._check_open()
        self.other_id._merge_into(self.keep_id, self.reason, self._chosen_values())
        self.state = "merged"
        return {"type": "ir.actions.act_window_close"}

    def _chosen_values(self):
        """Values of the service that goes on, from the lines decided in favour of the other one."""
        names = set(self.keep_id._content_fields())
        values = {}
        for line in self.line_ids:
            if line.take == "keep" or line.name not in names:
                continue
            value = self.other_id[line.name]
            if line.take == "both" and both_possible(self.keep_id, line.name):
                value |= self.keep_id[line.name]
            values[line.name] = self.keep_id._fields[line.name].convert_to_write(value, self.keep_id)
        return values

    def action_distinct(self):
        """They are two services: not offered again."""
        for merge in self:
            merge._check_open()
            (merge.keep_id | merge.other_id)._mark_distinct()
            merge.state = "distinct"
        return {"type": "ir.actions.act_window_close"}

    def _check_open(self):
        (self.keep_id | self.other_id)._check_mergeable()
        if self.state != "open":
            raise UserError(self.env._("This pair has been decided already."))


def both_possible(service, name):
    return name in service._fields and service._fields[name].type == "many2many"

from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.kooperacje.models.access.windows import window


class Case(models.Model):
    """Who can see the case, derived anew whenever its people or its office change."""

    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({"access_ids", "reader_count"})

    access_ids = fields.One2many("kooperacje.access", "case_id", "Who can see this case")
    access_version = fields.Integer(readonly=True, copy=False)
    reader_count = fields.Integer("People who can see it", compute="_compute_reader_count")

    @api.depends("access_ids")
    def _compute_reader_count(self):
        """People, not rows: one may have several ways in."""
        today = self.env["kooperacje.access"]._today()
        # sudo: how many people see a case that the caller sees is no secret; who they are is for the head to read.
        groups = self.env["kooperacje.access"].sudo()._read_group(
            [("case_id", "in", self.ids), ("valid_from", "<=", today), ("valid_until", ">=", today)],
            ["case_id"], ["user_id:count_distinct"],
        )
        count_by_case = {case.id: count for case, count in groups}
        for case in self:
            case.reader_count = count_by_case.get(case._origin.id, 0)

    @api.model
    def get_empty_list_help(self, help_message):
        """In an empty list, a user whose own role opens no case yet reads what is missing and who gives it."""
        told = super().get_empty_list_help(help_message)
        # An action is read with sudo; the list is opened by the user.
        refusal = self.sudo(False).env["kooperacje.refusal"]
        missing = [] if refusal.env.su else refusal._missing(True)
        if not missing or refusal._roles().filtered("opens_cases"):
            return told
        return Markup("").join([
            Markup('<p class="o_view_nocontent_smiling_face">%s</p>') % self.env._("No case is open to you yet"),
            *(Markup("<p>%s</p>") % sentence for sentence in missing),
        ])

    def action_open_access(self):
        self.ensure_one()
        return window(
            self.env, "access_action", name=self.env._("Who can see case %(case)s", case=self.name),
            domain=[("case_id", "=", self.id)], context={"search_default_open_today": 1},
        )

    def _create(self, data_list):
        """Open new cases before anything looks at them as the user: the chatter, and the rules on their lines.

        Hence the lines come second; rules on case data ask the access relation, which has to know the case.
        """
        lines = [
            {name: data["stored"].pop(name) for name in list(data["stored"]) if self._fields[name].type == "one2many"}
            for data in data_list
        ]
        cases = super()._create(data_list)
        # sudo: who creates a case is let in by the relation, which nobody writes by hand.
        self.env["kooperacje.access"].sudo()._refresh(cases)
        for case, values in zip(cases, lines, strict=True):
            if values:
                case.write(values)
        return cases

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "partnership_id", "company_id"}.isdisjoint(vals):
            # sudo: whoever hands the case over may no longer see it, and its access must be derived all the same.
            self.env["kooperacje.access"].sudo()._refresh(self)
        return result

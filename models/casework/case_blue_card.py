from odoo import api, fields, models
from odoo.exceptions import UserError


class Case(models.Model):
    """The mark of ``kooperacje.blue.card`` on the form of the case, for its own worker and nobody else."""

    _inherit = "kooperacje.case"

    blue_card = fields.Boolean(
        "Procedure Niebieskie Karty", compute="_compute_blue_card", inverse="_inverse_blue_card", copy=False,
        groups="kooperacje.group_social_worker",
        help="For you alone, who lead the case. Nobody else of the office, the team or the family is shown it.",
    )
    is_led_by_user = fields.Boolean(compute="_compute_blue_card", export_string_translation=False)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_blue_card(self):
        # Also where the program reads for somebody: what the user himself may not read is not there.
        mine = self.with_user(self.env.user)
        marked = mine.env["kooperacje.blue.card"]
        if marked.has_access("read"):
            marked = marked.search([("case_id", "in", self._origin.ids), ("case_id.user_id", "=", self.env.uid)])
        # sudo: whose marks these are; they were found under the rules of the user.
        marked_ids = set(marked.sudo().case_id.ids) if marked else set()
        for case in self:
            case.is_led_by_user = case.user_id == self.env.user
            case.blue_card = case._origin.id in marked_ids

    def _inverse_blue_card(self):
        for case in self:
            case._set_blue_card(case.blue_card)

    def _mark_blue_card(self, is_marked):
        """Beside ``write``: the mark leaves no trace on the case, of which others see who changed it last, and when."""
        self._check_field_access(self._fields["blue_card"], "write")
        for case in self:
            case._set_blue_card(is_marked)
        self.invalidate_recordset(["blue_card"], flush=False)

    def _set_blue_card(self, is_marked):
        """:raise UserError: for anybody but who leads the case, whatever they may write"""
        self.check_access("write")
        if self.user_id != self.env.user:
            raise UserError(self.env._("Only the social worker who leads the case sets this mark."))
        Card = self.env["kooperacje.blue.card"]
        there = Card.search([("case_id", "=", self.id)])
        if is_marked and not there:
            Card.create({"case_id": self.id})
        elif not is_marked:
            there.unlink()

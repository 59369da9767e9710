from odoo import Command, api, fields, models
from odoo.tools import format_date

from odoo.addons.kooperacje.models.access.windows import form
from odoo.addons.kooperacje.models.privacy.person import MERGED_FIELDS


class PersonMerge(models.TransientModel):
    """Preview of a merge: what hangs on each of the two records, and which value the record that stays bears."""

    _name = "kooperacje.person.merge"
    _description = "Merge two records of one person"
    _inherit = ["kooperacje.once.mixin", "kooperacje.case.pointer"]

    winner_id = fields.Many2one("kooperacje.person", "Record that stays", required=True, ondelete="cascade")
    loser_id = fields.Many2one("kooperacje.person", "Record that goes", required=True, ondelete="cascade")
    winner_hanging = fields.Text("On the record that stays", compute="_compute_hanging")
    loser_hanging = fields.Text("On the record that goes", compute="_compute_hanging")
    two_numbers = fields.Boolean(compute="_compute_hanging", export_string_translation=False)
    line_ids = fields.One2many(
        "kooperacje.person.merge.line", "wizard_id", "Values that differ", compute="_compute_line_ids",
        compute_sudo=False, store=True, readonly=False,
    )
    reason = fields.Char(
        "Why it is one person", help="Identity document seen, the family's own word… Without the numbers.",
    )

    @api.depends("winner_id", "loser_id")
    def _compute_hanging(self):
        for wizard in self:
            persons = wizard.winner_id | wizard.loser_id
            persons._check_may_mend()
            References = self.env["kooperacje.person.references"]
            for person, name in ((wizard.winner_id, "winner_hanging"), (wizard.loser_id, "loser_hanging")):
                wizard[name] = "\n".join(References._hanging_texts(person._origin)) if person else False
            numbers = set(filter(None, persons.mapped("pesel")))
            wizard.two_numbers = len(numbers) > 1

    @api.depends("winner_id", "loser_id")
    def _compute_line_ids(self):
        """Of two values the one that says more is proposed, and the stricter capacity."""
        for wizard in self:
            commands = [Command.clear()]
            for name in MERGED_FIELDS:
                kept, lost = wizard._text(wizard.winner_id, name), wizard._text(wizard.loser_id, name)
                if kept == lost or not lost:
                    continue
                stricter = name == "legal_capacity" and wizard.winner_id[name] == "full"
                commands.append(Command.create({
                    "name": name, "label": wizard.winner_id._fields[name]._description_string(wizard.env),
                    "winner_value": kept, "loser_value": lost, "take_loser": not kept or stricter,
                }))
            wizard.line_ids = commands

    def _text(self, person, name):
        value, field = person[name], person._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "many2one":
            return value.display_name or ""
        return format_date(self.env, value) if field.type == "date" and value else value or ""

    def action_swap(self):
        """The other record stays."""
        self.ensure_one()
        self.write({"winner_id": self.loser_id.id, "loser_id": self.winner_id.id})
        return {**form(self), "target": "new", "name": self.env._("Merge two records of one person")}

    def action_confirm(self):
        """:raises UserError: see ``kooperacje.person``: ``_merge_into``"""
        self.ensure_one()
        self._take_once()
        loser, winner = self.loser_id, self.winner_id
        values = {}
        for line in self.line_ids.filtered("take_loser"):
            if line.name in MERGED_FIELDS:
                value = loser[line.name]
                values[line.name] = value.id if isinstance(value, models.BaseModel) else value
        return form(loser._merge_into(winner, values, self.reason), name=winner.display_name)

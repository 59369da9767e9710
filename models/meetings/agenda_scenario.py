from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.models.access.serialise import serialise_on

from .meeting import KINDS, PURPOSES


class AgendaScenario(models.Model):
    """Scenario of a meeting (tools 5, 10, 12, 17, 18 and 21): points that an office may change.

    It is proposed by the kind of meeting. A scenario without an office is the common one; the office's own goes
    before it. It is an aid, not a duty (K3D-34): a meeting may leave points out, add others or do without.
    """

    _name = "kooperacje.agenda.scenario"
    _description = "Scenario of a meeting"
    _inherit = ["kooperacje.guarded.mixin"]
    # Given to all, or to another office, it would put the words of one office into the agendas of others.
    _fixed_fields = frozenset({"company_id"})
    _order = "kind, sequence, id"

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, "For", required=True, index=True)
    purpose = fields.Selection(
        PURPOSES, "Kind of meeting of the partnership", help="Empty for every meeting of the partnership.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Office", index="btree_not_null", ondelete="cascade", default=lambda self: self.env.company,
        help="Office whose version this is; empty for the common version.",
    )
    active = fields.Boolean(default=True)
    description = fields.Text(help="What the one who leads the meeting should know.")
    item_ids = fields.One2many(
        "kooperacje.agenda.scenario.item", "scenario_id", "Points", copy=True, domain=[("is_before", "=", False)],
    )
    preparation_item_ids = fields.One2many(
        "kooperacje.agenda.scenario.item", "scenario_id", "Preparation", copy=True,
        domain=[("is_before", "=", True)],
    )
    minutes = fields.Integer("Length (min)", compute="_compute_minutes")

    @api.depends("item_ids.minutes")
    def _compute_minutes(self):
        for scenario in self:
            scenario.minutes = sum(scenario.item_ids.mapped("minutes"))

    @api.model
    def _scenario_for(self, kind, company, purpose=False):
        """Scenario that ``company`` uses for meetings of ``kind``: its own before the common one, and the one for
        this ``purpose`` of a meeting of the partnership before one for all.
        """
        # sudo: a scenario holds no data of anyone; the office is fixed by the meeting.
        found = self.sudo().search([
            ("kind", "=", kind), ("purpose", "in", [purpose, False]), ("company_id", "in", [company.id, False]),
        ])
        return found.sorted(lambda one: (not one.company_id, not one.purpose))[:1].sudo(False)

    @api.model
    def _preparation_for(self, scenario):
        """The scenario whose checklist prepares a meeting by ``scenario``: an office's own version of before there were
        checklists has none, and the common one's is taken.
        """
        if scenario and not scenario.preparation_item_ids:
            return self.search([
                ("kind", "=", scenario.kind), ("purpose", "=", scenario.purpose), ("company_id", "=", False),
            ], limit=1)
        return scenario

    def action_customise(self):
        """Make the version of the current office from the common one, and open it."""
        self.ensure_one()
        if self.company_id:
            raise UserError(self.env._("This is the version of an office already. Change it as you need."))
        serialise_on(self)
        own = self.search([
            ("kind", "=", self.kind), ("purpose", "=", self.purpose), ("company_id", "=", self.env.company.id),
        ], limit=1)
        own = own or self.copy({"company_id": self.env.company.id, "name": self.name})
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": own.id, "view_mode": "form",
        }

    def _preparation_commands(self, meeting):
        """Points of the checklist as lines of ``meeting``, with the days that are known already."""
        return [Command.create({
            "sequence": item.sequence, "name": item.name, "hint": item.hint, "is_before": True, "is_proposed": True,
            "evidence": item.evidence, "done_on": meeting._evidence_day(item.evidence),
        }) for item in self.preparation_item_ids]

    def _agenda_commands(self):
        """Points of the scenario as lines of a meeting's agenda."""
        return [Command.create({
            "sequence": item.sequence, "name": item.name, "minutes": item.minutes, "hint": item.hint,
            "perspective": item.perspective, "is_proposed": True,
        }) for item in self.item_ids]

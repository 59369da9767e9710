from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .meeting import PERSPECTIVES


class Meeting(models.Model):
    """Agenda by a scenario (tools 5, 10, 12, 18 and 21) and presence in one click."""

    _inherit = "kooperacje.meeting"

    scenario_id = fields.Many2one(
        "kooperacje.agenda.scenario", "Scenario", compute="_compute_scenario_id", store=True, readonly=False,
        ondelete="set null", index="btree_not_null",
        domain="[('kind', '=', kind), ('purpose', 'in', [purpose, False]), ('company_id', 'in', [company_id, False])]",
        help="Its points make the agenda; take out what you do not need.",
    )
    agenda_ids = fields.One2many(
        "kooperacje.meeting.agenda", "meeting_id", "Agenda", compute="_compute_agenda_ids", store=True, readonly=False,
    )
    agenda_minutes = fields.Integer("Agenda (min)", compute="_compute_agenda_minutes")

    @api.depends("kind", "company_id", "purpose")
    def _compute_scenario_id(self):
        Scenario = self.env["kooperacje.agenda.scenario"]
        for meeting in self:
            scenario = meeting.scenario_id
            if scenario.kind != meeting.kind or scenario.purpose not in (meeting.purpose, False):
                meeting.scenario_id = Scenario._scenario_for(meeting.kind, meeting.company_id, meeting.purpose)

    @api.depends("scenario_id")
    def _compute_agenda_ids(self):
        """Points of the scenario; those added by hand, and those with notes, stay when another one is chosen."""
        for meeting in self:
            if meeting.state != "planned" or meeting.document_state != "draft":
                meeting.agenda_ids = meeting.agenda_ids
                continue
            stale = meeting.agenda_ids.filtered(
                lambda point: point.is_proposed and not point.notes and not point.is_done
            )
            # sudo: a scenario holds no data of anyone.
            points = meeting.scenario_id.sudo()._agenda_commands()
            meeting.agenda_ids = [Command.delete(point.id) for point in stale] + points

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        # Not left for later: a meeting recorded after the fact has its agenda too.
        meetings._recompute_recordset(["scenario_id", "agenda_ids"])
        meetings._copy_perspectives([name for name, _label in PERSPECTIVES])
        return meetings

    def write(self, vals):
        result = super().write(vals)
        self._copy_perspectives([name for name, _label in PERSPECTIVES if f"{name}_perspective" in vals])
        return result

    def _copy_perspectives(self, names):
        """Bring the points of the agenda that look from the sides ``names`` up to the fields of the meeting."""
        for meeting in self if names else ():
            for point in meeting.agenda_ids.filtered(lambda point: point.perspective in names):
                text = meeting[f"{point.perspective}_perspective"]
                if point.notes != text:
                    point.notes = text

    @api.depends("agenda_ids.minutes")
    def _compute_agenda_minutes(self):
        for meeting in self:
            meeting.agenda_minutes = sum(meeting.agenda_ids.mapped("minutes"))

    # A protocol tells of a meeting that was held; before that its steps would only be refused.
    _document_bar_invisible = "state != 'held'"

    @api.model
    def _document_bar_name(self):
        return self.env._("Protocol")

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"scenario_id"}

    def action_all_present(self):
        """Everyone of whom nothing else was noted came."""
        for meeting in self:
            if meeting.state == "cancelled":
                raise UserError(self.env._("Meeting %s was cancelled. Plan a new one.", meeting.name))
            meeting.participant_ids.filtered(lambda line: line.presence == "invited").action_present()
        return True

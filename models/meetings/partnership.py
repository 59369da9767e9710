from odoo import api, fields, models

from odoo.addons.kooperacje.kernels import rota
from odoo.addons.kooperacje.kernels.office_day import office_moment, office_today
from odoo.addons.kooperacje.models.access.windows import window


class Partnership(models.Model):
    _inherit = "kooperacje.partnership"

    next_meeting_date = fields.Datetime("Next meeting", compute="_compute_meetings")
    meeting_count = fields.Integer("Number of meetings", compute="_compute_meetings")
    adviser_meeting_count = fields.Integer(
        # Past the rules: a number, for the regional centre, which reads no minutes.
        "Meetings with the adviser", compute="_compute_adviser_meeting_count", compute_sudo=True,
        # RUR-38
        help="Held in the last twelve months with the adviser for the Model present.",
    )

    def _compute_meetings(self):
        """Number of meetings that were not called off, and the nearest one to come: two queries for a whole list."""
        Meeting = self.env["kooperacje.meeting"]
        kept = [("partnership_id", "in", self.ids), ("kind", "=", "partnership"), ("state", "!=", "cancelled")]
        counts = {one.id: count for one, count in Meeting._read_group(kept, ["partnership_id"], ["__count"])}
        coming = [*kept, ("state", "=", "planned"), ("start", ">=", fields.Datetime.now())]
        nearest = {one.id: start for one, start in Meeting._read_group(coming, ["partnership_id"], ["start:min"])}
        for partnership in self:
            partnership.meeting_count = counts.get(partnership.id, 0)
            partnership.next_meeting_date = nearest.get(partnership.id, False)

    @api.depends("adviser_id")
    def _compute_adviser_meeting_count(self):
        """One query for a whole list."""
        since = office_moment(fields.Date.subtract(office_today(), years=1), 0)
        came = self.env["kooperacje.meeting.participant"]._read_group([
            ("meeting_id.partnership_id", "in", self.ids), ("meeting_id.kind", "=", "partnership"),
            ("meeting_id.state", "=", "held"), ("meeting_id.start", ">=", since), ("presence", "=", "present"),
            ("partner_id", "in", self.adviser_id.ids),
        ], ["meeting_id.partnership_id", "partner_id"], ["__count"])
        counts = {(partnership.id, person.id): count for partnership, person, count in came}
        for partnership in self:
            partnership.adviser_meeting_count = counts.get((partnership._origin.id, partnership.adviser_id.id), 0)

    def action_open_meetings(self):
        self.ensure_one()
        return window(
            self.env, "action_meeting_partnership",
            domain=[("kind", "=", "partnership"), ("partnership_id", "=", self.id)],
            context={"default_kind": "partnership", "default_partnership_id": self.id},
        )

    @api.model
    def _held_meetings(self, purpose):
        return [("kind", "=", "partnership"), ("purpose", "=", purpose), ("state", "=", "held")]

    def _missing_evidence_first_meeting(self):
        """The initiating meeting (K3D-133)."""
        held = self.env["kooperacje.meeting"].search_count(
            [("partnership_id", "=", self.id), *self._held_meetings("initiating")], limit=1,
        )
        return [] if held else [self.env._("the initiating meeting of the partnership, recorded as held")]

    def _missing_evidence_second_meeting(self):
        """The formalising meeting (K3D-136)."""
        held = self.env["kooperacje.meeting"].search_count(
            [("partnership_id", "=", self.id), *self._held_meetings("formalising")], limit=1,
        )
        return [] if held else [self.env._("the formalising meeting of the partnership, recorded as held")]

    def _animators_served(self):
        """Animators of counties and communes in the partnerships whose regional centre leads this team."""
        self.ensure_one()
        if not self._is_voivodeship_team() or not self.sudo(False).has_access("read"):
            return self.env["res.partner"]
        # sudo: who the animators are, for the centre that serves their partnerships and invites them.
        served = self.sudo().search([
            ("regional_centre_id", "=", self.leader_id.id), ("state", "!=", "closed"), ("variant", "=", "rural"),
        ])
        return (served.county_animator_id | served.commune_animator_id).with_env(self.env)

    def _rota(self):
        """Representatives of the members, beginning with the one whose turn to moderate it is (K3D-105)."""
        self.ensure_one()
        members = self.membership_ids.filtered(lambda membership: membership.state == "member")
        people = members.representative_id.filtered(lambda partner: not partner.is_company)
        last = self.env["kooperacje.meeting"].search([
            ("partnership_id", "=", self.id), ("kind", "=", "partnership"), ("state", "!=", "cancelled"),
            ("chair_id", "in", people.ids),
        ], order="start desc, id desc", limit=1)
        return people.browse(person.id for person in rota.from_turn(people, last.chair_id))

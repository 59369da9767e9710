from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

VOIVODESHIP = "voivodeship"


class Partnership(models.Model):
    """Voivodeship team (wojewódzki zespół kooperacyjny, WZK; RUR-39–42, 71, 83, 99, 106).

    A partnership of its own kind, led by the regional centre (ROPS) as an office of this database: its members are
    institutions of the voivodeship, its board, universities. It meets, plans its year, takes decisions, recommends and
    gives references, on a way of its own. It helps no families, so it has neither basket nor cases, and no mayor
    authorises it. Like every partnership it is kept by the network worker of its office, here the adviser for the Model
    (RUR-31), and by the head; those who hold the regional role of the centre read it.
    """

    _inherit = "kooperacje.partnership"

    # A team that was closed or archived gives way to the next one.
    _one_voivodeship_team = models.UniqueIndex(
        "(company_id) WHERE variant = 'voivodeship' AND state != 'closed' AND active",
        "This office leads a voivodeship team already. There is one in a voivodeship: close it before you set up "
        "another.",
    )

    def _is_voivodeship_team(self):
        self.ensure_one()
        return self.variant == VOIVODESHIP

    @api.depends("variant")
    def _compute_is_strategic_partner_required(self):
        result = super()._compute_is_strategic_partner_required()
        self.filtered(lambda one: one.variant == VOIVODESHIP).is_strategic_partner_required = False
        return result

    @api.depends("variant")
    def _compute_missing_sector_ids(self):
        """The areas of K3D-64 are those of a commune's institutions; the team of RUR-39 is composed otherwise."""
        result = super()._compute_missing_sector_ids()
        self.filtered(lambda one: one.variant == VOIVODESHIP).missing_sector_ids = False
        return result

    @api.constrains("variant", "company_id", "area_ids", "regional_centre_id", "strategic_partner_id")
    def _check_voivodeship_team(self):
        for team in self.filtered(lambda one: one.variant == VOIVODESHIP):
            if not team.leader_id.institution_type_id.is_regional:
                raise ValidationError(self.env._(
                    "The voivodeship team is led by the regional centre (ROPS), and %(leader)s is none. Choose the "
                    "office of the ROPS, or the variant of a commune.", leader=team.leader_id.name,
                ))
            if team.area_ids.filtered(lambda area: area.level != "voivodeship"):
                raise ValidationError(self.env._(
                    "The territory of the voivodeship team is the voivodeship. Remove counties and communes.",
                ))
            if team.strategic_partner_id or team.regional_centre_id - team.leader_id:
                raise ValidationError(self.env._(
                    "The voivodeship team is led by the regional centre itself. Leave the strategic partner empty.",
                ))

    @api.model_create_multi
    def create(self, vals_list):
        partnerships = super().create(vals_list)
        partnerships._complete_voivodeship_teams()
        return partnerships

    def write(self, vals):
        kind_changes = self.filtered(
            lambda one: "variant" in vals and vals["variant"] != one.variant and VOIVODESHIP in (
                vals["variant"], one.variant,
            )
        )
        if kind_changes.filtered(lambda one: one.state != "preparation"):
            raise UserError(self.env._(
                "A partnership that has begun does not become a voivodeship team, nor the reverse. Set up another one.",
            ))
        result = super().write(vals)
        kind_changes._complete_voivodeship_teams()
        return result

    def _complete_voivodeship_teams(self):
        """Regional centre and territory follow from who leads the team."""
        for team in self.filtered(lambda one: one.variant == VOIVODESHIP):
            values = {}
            if not team.regional_centre_id:
                values["regional_centre_id"] = team.leader_id.id
            if not team.area_ids and team.leader_id.area_id:
                area = team.leader_id.area_id
                while area.parent_id:
                    area = area.parent_id
                values["area_ids"] = [fields.Command.set(area.ids)]
            if values:
                team.write(values)

    def action_close(self):
        result = super().action_close()
        # The next team may be set up at once: this one has to be out of the unique index by then.
        self.flush_recordset(["state"])
        return result

    def _missing_authorisation(self):
        """No mayor stands above the voivodeship team: the regional centre sets it up (RUR-83)."""
        return [] if self._is_voivodeship_team() else super()._missing_authorisation()

    def _missing_leader(self):
        if not self._is_voivodeship_team():
            return super()._missing_leader()
        if self.leader_id.institution_type_id.is_regional:
            return []
        return [self.env._("the leader must be the regional centre (ROPS)")]

    def _check_serves_families(self):
        """:raises ValidationError: for a voivodeship team, which has neither basket nor cases"""
        teams = self.filtered(lambda one: one.variant == VOIVODESHIP)
        if teams:
            raise ValidationError(self.env._(
                "%(team)s is a voivodeship team: it decides, recommends and supports, and has neither a local basket "
                "nor families. Choose the partnership of the commune.", team=teams[0].name,
            ))

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today


class TeamRegister(models.Model):
    """Register of task teams as passed to the office and the partnership on a day (ewidencja ZZK, K3D-108, 109).

    A dated document with a copy of the register as it stood: numbers, dates, institutions, states. No family, no case.
    The keeper named by the head makes it, or the network workers where none is named (K3D-110).
    """

    _name = "kooperacje.team.register"
    _description = "Register of task teams, passed on"
    _inherit = ["kooperacje.document.mixin", "kooperacje.served.mixin", "mail.thread"]
    _order = "date_to desc, id desc"
    _fixed_fields = frozenset({"partnership_id"})

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    date_from = fields.Date("From", required=True, default=lambda self: office_today().replace(month=1, day=1))
    date_to = fields.Date("Until", required=True, default=lambda self: office_today())
    keeper_id = fields.Many2one(
        "res.users", "Kept by", required=True, default=lambda self: self.env.uid, ondelete="restrict",
    )
    passed_to_office = fields.Boolean("Passed to the office (OPS)", default=True)
    passed_to_partnership = fields.Boolean("Passed to the partnership (PZK)", default=True)
    line_ids = fields.One2many("kooperacje.team.register.line", "register_id", "Teams", readonly=True)

    _dates_order = models.Constraint("CHECK(date_to >= date_from)", "The period ends before it begins.")

    @api.depends("partnership_id.name", "date_to")
    def _compute_display_name(self):
        for register in self:
            register.display_name = self.env._(
                "Register of task teams – %(partnership)s, %(day)s", partnership=register.partnership_id.name or "",
                day=format_date(self.env, register.date_to),
            )

    @api.constrains("date_to")
    def _check_date_to(self):
        today = office_today()
        if any(register.date_to > today for register in self):
            raise ValidationError(self.env._(
                "The register is passed on as it stands: its period ends today at the latest.",
            ))

    @api.model_create_multi
    def create(self, vals_list):
        registers = super().create(vals_list)
        registers._check_keeper()
        registers._take_teams()
        return registers

    def write(self, vals):
        if self._document_frozen_fields() & vals.keys():
            self._check_keeper()
        result = super().write(vals)
        if {"date_from", "date_to"} & vals.keys():
            self._take_teams()
        return result

    def _check_keeper(self):
        """The head names who keeps the register (K3D-110)."""
        if self.env.su:
            return
        for register in self:
            if self.env.user not in register.partnership_id._register_keepers():
                raise AccessError(self.env._(
                    "The register of %(partnership)s is kept by another worker, named by the head of the office.",
                    partnership=register.partnership_id.name,
                ))

    def _take_teams(self):
        """Copy the register as it stands: every team at work in the period."""
        for register in self:
            register._document_check_editable()
            # sudo: the register of teams; the lines take over what the network worker reads of a team, no family.
            teams = self.env["kooperacje.team"].sudo().search([
                ("partnership_id", "=", register.partnership_id.id), ("decided_on", "<=", register.date_to),
                "|", ("closed_on", "=", False), ("closed_on", ">=", register.date_from),
            ], order="name")
            # sudo: lines are made here only.
            register.sudo().line_ids = [Command.clear()] + [
                Command.create(register._line_values(team)) for team in teams
            ]

    def _line_values(self, team):
        institutions = team.member_ids.filtered(lambda member: member.state == "accepted").institution_id
        return {
            "team_number": team.name, "decided_on": team.decided_on, "decided_stage": team.decided_stage,
            "lead_name": team.case_manager_id.name, "institution_ids": [Command.set(institutions.ids)],
            "state": team.state, "closed_on": team.closed_on,
        }

    # ------------------------------------------------------------------
    # Document
    # ------------------------------------------------------------------

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "date_from", "date_to", "keeper_id", "line_ids", "passed_to_office",
            "passed_to_partnership",
        }

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        for register in self:
            register._check_keeper()
            if not (register.passed_to_office or register.passed_to_partnership):
                raise UserError(self.env._(
                    "Say to whom the register is passed: to the office, the partnership or both.",
                ))
        return result

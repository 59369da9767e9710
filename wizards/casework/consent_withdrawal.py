from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today


class ConsentWithdrawal(models.TransientModel):
    """Withdraws a consent, whole or in part, and says before what follows from it (art. 7 ust. 3 RODO).

    It must be as easy as giving one: no reason, no paper and no approval is asked for.
    """

    _name = "kooperacje.consent.withdrawal"
    _description = "Withdraw a consent"
    _inherit = ["kooperacje.case.pointer"]

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    extent = fields.Selection(
        [("all", "The whole consent"), ("some", "Chosen statements"), ("part", "Part of what one institution sees")],
        required=True, default="all",
    )
    live_statement_ids = fields.Many2many("kooperacje.consent.statement", compute="_compute_live_statement_ids")
    statement_ids = fields.Many2many(
        "kooperacje.consent.statement", "kooperacje_consent_withdrawal_statement_rel", string="Statements",
        domain="[('id', 'in', live_statement_ids)]",
    )
    narrowed_id = fields.Many2one(
        "kooperacje.consent.statement", "Shared with", ondelete="cascade",
        domain="[('id', 'in', live_statement_ids), ('kind', '=', 'sharing')]",
    )
    open_scope_ids = fields.Many2many(related="narrowed_id.open_scope_ids", related_sudo=False)
    scope_ids = fields.Many2many(
        "kooperacje.data.scope", "kooperacje_consent_withdrawal_scope_rel", string="Taken back",
        domain="[('id', 'in', open_scope_ids)]",
    )
    withdrawn_on = fields.Date("Consent withdrawn on", required=True, default=lambda self: office_today())
    reason = fields.Char(help="Only if the family wants to give one.")
    effect = fields.Text("What follows", compute="_compute_effect")

    @api.depends("case_id")
    def _compute_live_statement_ids(self):
        for wizard in self:
            wizard.live_statement_ids = wizard.case_id.consent_statement_ids.filtered(
                lambda statement: statement.state in ("valid", "pending")
            )

    def _concerned(self):
        self.ensure_one()
        if self.extent == "part":
            return self.live_statement_ids.browse()
        chosen = self.live_statement_ids if self.extent == "all" else self.statement_ids._origin
        return self.live_statement_ids if "method" in chosen.mapped("kind") else chosen

    @api.depends("case_id", "extent", "statement_ids", "narrowed_id", "scope_ids")
    def _compute_effect(self):
        for wizard in self:
            concerned = wizard._concerned()
            effects = []
            if wizard.extent == "part" and wizard.narrowed_id and wizard.scope_ids:
                effects.append(self.env._(
                    "%(institution)s no longer sees: %(scopes)s. The rest stays shared, the team goes on.",
                    institution=wizard.narrowed_id.institution_id.name,
                    scopes=", ".join(wizard.scope_ids.mapped("name")),
                ))
            if "method" in concerned.mapped("kind"):
                effects.append(self.env._("The task team is suspended and all sharing of data with it ends."))
            effects += [
                self.env._(
                    "Access of %(institution)s to the case ends at once.", institution=statement.institution_id.name,
                )
                for statement in concerned if statement.kind == "sharing"
            ]
            if "consultation" in concerned.mapped("kind"):
                effects.append(self.env._("No consultation meeting is held without the family."))
            if concerned:
                effects.append(self.env._(
                    "Ordinary help of the office goes on, and the case may be closed at any time.",
                ))
            wizard.effect = "\n".join(effects)

    def action_confirm(self):
        self.ensure_one()
        if self.extent == "part":
            if self.narrowed_id not in self.live_statement_ids:
                raise UserError(self.env._("Choose the institution that is to see less."))
            self.narrowed_id._narrow(self.scope_ids, self.withdrawn_on, self.reason)
            return {"type": "ir.actions.act_window_close"}
        concerned = self._concerned()
        if not concerned:
            raise UserError(self.env._(
                "Choose what the family withdraws. There must be a consent that is still valid.",
            ))
        concerned._withdraw(self.withdrawn_on, self.reason)
        return {"type": "ir.actions.act_window_close"}

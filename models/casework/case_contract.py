from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today


class CaseContract(models.Model):
    """Contract or plan beside the cooperation plan: family contract (R10), social contract (art. 108 u.p.s.), others.

    A link only: number, dates, state. What they say stands in their own papers. In force it stays as it was signed,
    but for the next review and what was left empty (a number given later); a changed contract is a new one.

    That there is a contract tells of the support the family has had so far.
    """

    _name = "kooperacje.case.contract"
    _description = "Contract or other plan of a family"
    _inherit = ["kooperacje.guarded.mixin", "kooperacje.case.scoped"]
    _order = "case_id, signed_on desc, id desc"
    _system_fields = frozenset({"state", "ended_on"})
    _fixed_fields = frozenset({"case_id"})
    # What the signed paper says.
    _signed_fields = ("kind", "name", "party", "signed_on", "valid_until")
    _scope_xmlid = "kooperacje.data_scope_support"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("family", "Family contract"), ("social_a", "Social contract, parts I A and II A"),
         ("social_b", "Social contract, parts I B and II B"), ("assistant", "Family assistant's plan of work"),
         ("ipus", "Individual plan of social services (CUS)"), ("other", "Other plan")],
        required=True, default="family",
    )
    name = fields.Char("Number", help="Number or reference of the paper; not its content.")
    party = fields.Char("Kept by", help="The institution that keeps the paper, if it is not this office.")
    signed_on = fields.Date(copy=False)
    valid_until = fields.Date()
    review_on = fields.Date("To be reviewed on", help="Date of the evaluation the contract itself names.")
    state = fields.Selection(
        [("draft", "In preparation"), ("signed", "In force"), ("kept", "Kept"), ("broken", "Not kept"),
         ("ended", "Ended otherwise")],
        default="draft", required=True, readonly=True, copy=False, index=True,
    )
    ended_on = fields.Date(readonly=True, copy=False)
    is_due = fields.Boolean("Review due", compute="_compute_is_due")

    _dates_order = models.Constraint(
        "CHECK(valid_until IS NULL OR signed_on IS NULL OR valid_until >= signed_on)",
        "A contract cannot end before it was signed.",
    )

    @api.depends("state", "review_on", "valid_until")
    def _compute_is_due(self):
        today = office_today()
        for contract in self:
            dates = [day for day in (contract.review_on, contract.valid_until) if day]
            contract.is_due = contract.state == "signed" and bool(dates) and min(dates) <= today

    @api.constrains("signed_on", "state")
    def _check_signed_on(self):
        for contract in self:
            if contract.signed_on and contract.signed_on > office_today():
                raise ValidationError(self.env._("The date of the signature lies in the future. Correct it."))
            if contract.state != "draft" and not contract.signed_on:
                raise ValidationError(self.env._("Enter the day on which the contract was signed."))

    def write(self, vals):
        self._refuse_beyond_bounds(vals)
        if not vals.keys() <= self._system_names():
            self._check_open()
            self._check_as_signed(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(self.env._("A contract that was signed stays on record. End it instead."))

    def _check_open(self):
        for contract in self:
            if contract.state in ("kept", "broken", "ended"):
                raise UserError(self.env._("This contract has ended and no longer changes. Enter the next one."))

    def _check_as_signed(self, vals):
        names = [name for name in self._signed_fields if name in vals]
        for contract in self.filtered(lambda contract: contract.state == "signed"):
            if any(
                contract[name] and self._fields[name].convert_to_cache(vals[name], contract) != contract[name]
                for name in names
            ):
                raise UserError(self.env._(
                    "This contract is in force and stays as it was signed. Enter the date of the next review, or end "
                    "it and enter the new contract.",
                ))

    def action_sign(self):
        return self._move("signed", ("draft",))

    def action_keep(self):
        return self._move("kept", ("signed",))

    def action_break(self):
        return self._move("broken", ("signed",))

    def action_end(self):
        return self._move("ended", ("draft", "signed"))

    def _move(self, state, before):
        self.check_access("write")
        for contract in self:
            if contract.state not in before:
                raise UserError(self.env._("The contract is not in a state from which this step leads on."))
        # superuser: the state is a system field; the caller may write the contract.
        if state == "signed":
            for contract in self.sudo():
                contract.write({"signed_on": contract.signed_on or office_today()})
        self.sudo().write({"state": state, "ended_on": state != "signed" and office_today()})
        return True

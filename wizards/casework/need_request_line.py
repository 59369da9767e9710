from odoo import api, fields, models
from odoo.exceptions import UserError


class NeedRequestLine(models.TransientModel):
    """One need and what is asked for."""

    _name = "kooperacje.need.request.line"
    _description = "Need to ask the partnership for"
    _inherit = ["kooperacje.case.pointer"]

    wizard_id = fields.Many2one("kooperacje.need.request.wizard", required=True, ondelete="cascade")
    case_need_id = fields.Many2one("kooperacje.case.need", "Need", required=True, ondelete="cascade")
    target = fields.Selection(
        [("basket", "A service in the basket"), ("specialist", "A specialist for teams"),
         ("institution", "An institution in the partnership"), ("none", "Nothing now")],
        "Ask for", required=True, default="basket",
    )
    name = fields.Char("Service or speciality", required=True)
    description = fields.Text(
        "Why", required=True, compute="_compute_description", store=True, readonly=False, precompute=True,
        help="Read by everyone in the partnership: nothing of the family.",
    )

    @api.depends("case_need_id")
    def _compute_description(self):
        for line in self:
            told = line.case_need_id.case_id._in_office_language()
            line.description = told.env._(
                "No service of the local basket answers the need “%(need)s”.",
                need=line.case_need_id.need_id.with_env(told.env).name or "",
            )

    def _file(self):
        self.ensure_one()
        case = self.case_need_id.case_id
        if case != self.wizard_id.case_id:
            raise UserError(self.env._("Choose a need of this case."))
        for text in (self.name, self.description):
            case._check_says_nothing_of_the_family(text)
        common = {"partnership_id": case.partnership_id.id, "description": self.description}
        if self.target == "basket":
            request = self.env["kooperacje.basket.request"].create({
                **common, "kind": "add", "name": self.name, "need_id": self.case_need_id.need_id.id,
            })
            values = {"basket_request_id": request.id, "composition_request_id": False}
        else:
            request = self.env["kooperacje.composition.request"].create({
                **common, "kind": self.target, "speciality": self.name,
            })
            values = {"composition_request_id": request.id, "basket_request_id": False}
        # Unguarded: the link to a request is made by filing it only; the caller may write the case.
        self.case_need_id._unguarded().write({**values, "is_uncovered": True})

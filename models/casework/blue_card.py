from odoo import fields, models
from odoo.exceptions import UserError


class BlueCard(models.Model):
    """That the procedure *Niebieskie Karty* goes on in the family of a case (art. 9a–9d of the act of 29.07.2005).

    A bare mark for the one social worker of the office who leads the case: no text, no date, no paper. Work by the
    method is agreed with the family, the procedure is not; what is known of the one tells nobody of the other. So
    nothing else of the program asks for the mark: no gate, message, figure or deadline follows from it, and what
    others see of the case is the same with it and without it. It goes with the case to the worker who takes it over.
    """

    _name = "kooperacje.blue.card"
    _description = "Procedure Niebieskie Karty"
    _inherit = ["kooperacje.case.data"]
    _rec_name = "case_id"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="cascade")

    _case_uniq = models.UniqueIndex("(case_id)", "This case bears the mark already.")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The mark is set or taken away, nothing else."))

from odoo import Command, models
from odoo.fields import Domain

# What families of each partnership lacked before the story of the demo begins: need, kind of gap, families.
LACKED = {
    "malkinia": [("7_13", "full", 4), ("cus_10", "missing", 3), ("7_5", "reach", 1)],
    "nur": [("7_6", "missing", 5)],
    "bedzin": [("7_3", "full", 11), ("7_9", "declined", 3)],
}


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_finding(self):
        """Gaps to work on: one taken up with a request, one settled; a social worker reports one more."""
        for office, lacked in LACKED.items():
            partnership = self._ref(f"pzk_{office}")
            for code, kind, families in lacked:
                need = self.env.ref(f"kooperacje.need_{code}")
                for _family in range(families):
                    self.env["kooperacje.gap"].sudo()._count(partnership, [(need.id, kind)])
        gaps = self._as("piotr", "kooperacje.gap").search(
            [("partnership_id", "=", self._ref("pzk_malkinia").id), ("is_common", "=", True)], order="id",
        )
        gaps[0].action_request()
        gaps[1].outcome = "Powiat uruchamia punkt w Małkini od przyszłego miesiąca, raz w tygodniu."
        gaps[1].action_settle()
        self._report_missing()

    def _report_missing(self):
        """Anna looks for services beside a case, finds nothing for one need, and reports it."""
        case = self._as("anna", self._ref("case_wymyslona"))
        answered = self.env["kooperacje.service.coverage"].search(
            Domain("partnership_id", "=", case.partnership_id.id) & Domain("is_gap", "=", True), limit=1,
        ).need_id
        if answered:
            case.need_line_ids = [Command.create({"need_id": answered.id})]
            finder = case.env["kooperacje.service.finder"].create({"case_id": case.id})
            finder.action_report_missing()

from odoo import api, fields, models


class CaseFile(models.TransientModel):
    """The file of a case on one screen: what lies in it, and who did what when."""

    _name = "kooperacje.case.file"
    _description = "File of a case"
    _inherit = ["kooperacje.case.pointer"]
    _rec_name = "case_id"

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, readonly=True, ondelete="cascade")
    file_reference = fields.Char(related="case_id.file_reference", related_sudo=False)
    contents = fields.Html(compute="_compute_contents", compute_sudo=False, sanitize=False)
    metric = fields.Html("Metric", compute="_compute_contents", compute_sudo=False, sanitize=False)

    @api.depends("case_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for folder in self:
            folder.display_name = self.env._("File of case %s", folder.case_id.name or "")

    @api.depends("case_id")
    @api.depends_context("uid", "lang")
    def _compute_contents(self):
        for folder in self:
            case = folder.case_id
            if not case:
                folder.contents = folder.metric = False
                continue
            case._check_staff()
            render = self.env["ir.qweb"]._render
            folder.contents = render("kooperacje.case_file_contents", {"rows": case._file_contents()})
            folder.metric = render("kooperacje.case_file_metric", {"rows": case._file_metric(), "case": case})

    def action_print_contents(self):
        return self.env.ref("kooperacje.report_case_contents").report_action(self.case_id)

    def action_print_metric(self):
        return self.env.ref("kooperacje.report_case_metric").report_action(self.case_id)

    def action_workbook(self):
        return {
            "type": "ir.actions.act_url", "url": f"/kooperacje/file/case/{self.case_id.id}/workbook",
            "target": "download",
        }

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today

KINDS = {"board": "notice_board", "impact": "impact_assessment"}


class PrivacyPaper(models.Model):
    """Paper of the office on its processing of personal data.

    - *Notice board*: the clause that fulfils the duty of art. 13 RODO where it hangs in a visible place of the building
      (art. 100 ust. 3 u.p.s.); the day on which it was hung out stands here, the family is told of it at the first act
      (ust. 4).
    - *Assessment of impact* (art. 35): a draft made from the register of processing and from the figures of the
      program; the office completes and signs it.

    The words are clauses of the office.
    """

    _name = "kooperacje.privacy.paper"
    _description = "Paper on personal data"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "company_id, kind, id desc"
    _rec_name = "document_number"
    _fixed_fields = frozenset({"company_id", "kind"})
    _document_prefix = "ODO"

    company_id = fields.Many2one(
        "res.company", "Office", required=True, index=True, default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [("board", "Clause for the notice board (art. 100 ust. 3–4 u.p.s.)"),
         ("impact", "Assessment of impact (art. 35 RODO)")],
        required=True, default="board", index=True,
    )
    place = fields.Char("Where it hangs", help="A visible place of the building.")
    hung_on = fields.Date("Hung out on")
    risks = fields.Text(help="To the rights and freedoms of the persons: what may happen, how likely, how grave.")
    measures = fields.Text("Measures against them")
    opinion = fields.Text("Opinion of the data-protection officer", help="Asked for by art. 35 ust. 2.")

    @api.depends("document_number", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for paper in self:
            paper.display_name = paper.document_number or kinds.get(paper.kind, "")

    @api.constrains("hung_on")
    def _check_hung_on(self):
        for paper in self:
            if paper.hung_on and paper.hung_on > office_today():
                raise ValidationError(self.env._("The day on which the clause was hung out lies in the future."))

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {"kind", "company_id", "risks", "measures", "opinion"}

    def _document_report(self):
        return "kooperacje.report_privacy_paper"

    def _paper_clauses(self, place=None):
        self.ensure_one()
        return self._document_clauses(place, KINDS[self.kind])

    def _activities(self):
        """The register of processing of the office, for the assessment."""
        return self.env["kooperacje.processing.activity"].search([("company_id", "=", self.company_id.id)])

    def _scale(self):
        """How much is processed: numbers of cases and persons of the office, and of those who read them today."""
        # sudo: three numbers of the office, for its own paper.
        env = self.sudo().env
        company = [("company_id", "=", self.company_id.id)]
        today = office_today()
        [(readers,)] = env["kooperacje.access"]._read_group(
            [*company, ("valid_from", "<=", today), ("valid_until", ">=", today)], [], ["user_id:count_distinct"],
        )
        return {
            "cases": env["kooperacje.case"].search_count(company),
            "persons": env["kooperacje.person"].search_count(company), "readers": readers,
        }

from datetime import date

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on
from odoo.addons.kooperacje.models.access.windows import dialog

from .report_tables import PARTS

KINDS = [
    ("partnership_year", "Yearly report of the partnership"),
    ("council", "Report of the centre for the council"),
    ("ozps", "Figures for the assessment of resources (OZPS)"),
    ("families", "Evaluation of work with families (9.1)"),
    ("effects", "Summary of effects"),
    ("presentation", "Presentation of effects"),
    ("recommendations", "Recommendations"),
    ("provision", "Training and services of the next years (10.3)"),
]
# Reports by calendar year; the others go with the cycle of the rural process.
YEARLY = ("partnership_year", "council", "ozps")
# Reports that the urban Model asks for as well: effects, their presentation, recommendations (K3D-242, 244).
OF_URBAN = (*YEARLY, "effects", "presentation", "recommendations")
# The head of the centre reports to the council and prepares OZPS (art. 110 ust. 9, art. 16a u.p.s.).
OF_THE_HEAD = ("council", "ozps")
BLOCKS = [
    ("partnership", "Figures: partnership"), ("basket", "Figures: local basket"), ("team", "Figures: task teams"),
    ("family", "Figures: families"), ("service", "Figures: services in plans"), ("result", "Figures: results"),
    ("work", "Figures: work and contacts"), ("parts_members", "Members by sector"),
    ("parts_services", "Services by sector"), ("parts_needs", "Needs of families by kind"),
    ("parts_declined", "Reasons of declined requests"), ("plan", "Realisation of the yearly plan"),
    ("goals", "Attainment of goals (evaluation)"), ("conclusions", "Conclusions of evaluations"),
    ("meetings", "Meetings of the partnership"), ("recommendations", "Recommendations and what came of them"),
    ("advantages", "Advantages of the Model"), ("support", "Training and support"),
]


class PeriodicReport(models.Model):
    """Report of a partnership or its centre (sprawozdanie): texts of the office, figures of the program.

    Which sections it has comes from the pattern of its kind, which a municipality may change; texts are edited in the
    draft. Figures and tables are taken live as long as it is a draft and freeze when it is issued, so that paper,
    screen and workbook agree for ever. They hold no small count of families (``kooperacje.published.figures``), for
    the report leaves the office.
    """

    _name = "kooperacje.periodic.report"
    _description = "Report"
    _inherit = ["kooperacje.document.mixin", "mail.thread"]
    _order = "date_to desc, kind, id desc"
    _rec_names_search = ["partnership_id", "document_number"]
    _system_fields = frozenset({"figures", "exact_figures"})
    _fixed_fields = frozenset({"partnership_id", "kind"})

    kind = fields.Selection(KINDS, required=True, default="partnership_year", index=True)
    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["kooperacje.partnership"]._only_one_of_user(),
    )
    company_id = fields.Many2one("res.company", related="partnership_id.company_id", store=True, index=True)
    date_from = fields.Date(
        "Period from", required=True, compute="_compute_period", store=True, readonly=False, precompute=True,
    )
    date_to = fields.Date(
        "Period until", required=True, compute="_compute_period", store=True, readonly=False, precompute=True,
        index=True,
    )
    addressee = fields.Char(
        compute="_compute_addressee", store=True, readonly=False, precompute=True,
        help="To whom it is presented, as the title page names them.",
    )
    due_on = fields.Date(
        compute="_compute_due_on", help="OZPS is presented to the council by 30 April (art. 16a u.p.s.).",
    )
    section_ids = fields.One2many("kooperacje.periodic.report.section", "report_id", "Sections", copy=True)
    figures = fields.Json(readonly=True, copy=False, help="Tables as they were when the report was issued.")
    exact_figures = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS, export_string_translation=False)
    office_figures = fields.Html(
        "Exact figures", compute="_compute_office_figures", sanitize=False, export_string_translation=False,
    )

    _period_order = models.Constraint("CHECK(date_to >= date_from)", "The period ends before it begins.")

    @api.depends("kind", "partnership_id.name", "date_from", "date_to")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            report.display_name = (
                f"{labels.get(report.kind, '')}: {report.partnership_id.name or ''}, "
                f"{report._print_period(report.date_from, report.date_to)}"
            )

    @api.depends("kind", "partnership_id")
    def _compute_period(self):
        """The last year that is over; for the reports of the rural stages the cycle of the partnership."""
        last = office_today().year - 1
        for report in self:
            partnership = report.partnership_id
            if report.kind in YEARLY or not partnership.cycle_start:
                report.date_from, report.date_to = date(last, 1, 1), date(last, 12, 31)
            else:
                report.date_from = partnership.cycle_start
                report.date_to = partnership.cycle_end or office_today()

    @api.depends("kind", "partnership_id")
    def _compute_addressee(self):
        for report in self:
            communes = ", ".join(report.partnership_id.area_ids.mapped("name"))
            report.addressee = {
                "partnership_year": "członkowie partnerstwa, rada gminy, ROPS",
                "council": f"Rada Gminy {communes}".strip(), "ozps": f"Rada Gminy {communes}".strip(),
                "families": "członkowie partnerstwa", "effects": "członkowie partnerstwa, władze gminy i powiatu",
                "presentation": "komisje i rady gminy i powiatu, zarząd województwa",
                "recommendations": "władze gminy, powiatu i województwa",
                "provision": "władze gminy, powiatu i województwa",
            }.get(report.kind, "")

    @api.depends("kind", "date_to")
    def _compute_due_on(self):
        for report in self:
            report.due_on = report.kind == "ozps" and report.date_to and date(report.date_to.year + 1, 4, 30)

    @api.depends("section_ids.block", "date_from", "date_to", "partnership_id", "document_state")
    @api.depends_context("uid", "lang")
    def _compute_office_figures(self):
        """What the tables of figures say exactly, of those that the dashboard shows the reader (K3D-152, 153)."""
        for report in self:
            tables = report._office_tables()
            report.office_figures = tables and self.env["ir.qweb"]._render(
                "kooperacje.periodic_report_office_figures", {"tables": tables},
            )

    @api.constrains("kind", "partnership_id")
    def _check_variant(self):
        for report in self:
            variant = report.partnership_id.variant
            if report.kind not in {"rural": dict(KINDS), "urban": OF_URBAN}.get(variant, YEARLY):
                raise ValidationError(self.env._(
                    "This report belongs to the steps of the rural Model. Choose the yearly report of the partnership, "
                    "or for Kooperacje 3D the effects, their presentation or the recommendations.",
                ))

    @api.constrains("kind", "partnership_id", "date_from", "date_to", "document_state")
    def _check_overlap(self):
        serialise_on(self.partnership_id)
        for report in self.filtered(lambda one: one.document_state != "void"):
            other = self.search([
                ("id", "!=", report.id), ("partnership_id", "=", report.partnership_id.id), ("kind", "=", report.kind),
                ("document_state", "!=", "void"), ("date_from", "<=", report.date_to),
                ("date_to", ">=", report.date_from),
            ], limit=1)
            if other:
                raise ValidationError(self.env._(
                    "There is a report of this kind for a part of the period already (%(period)s, %(number)s). Change "
                    "that one, or void it first.", period=self._print_period(other.date_from, other.date_to),
                    number=other.document_number or self.env._("draft"),
                ))

    @api.constrains("kind", "date_from", "date_to")
    def _check_year(self):
        for report in self.filtered(lambda one: one.kind in YEARLY):
            year = report.date_to.year
            if (report.date_from, report.date_to) != (date(year, 1, 1), date(year, 12, 31)):
                raise ValidationError(self.env._("A yearly report is of one calendar year, from 1 January."))

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._check_head()
        for company, those in reports.filtered(lambda one: not one.section_ids).grouped("company_id").items():
            patterns = self.env["kooperacje.periodic.report.pattern"]._used_by(
                company, [("kind", "in", those.mapped("kind"))],
            )._in_words_of(company)
            by_kind = patterns.grouped("kind")
            for report in those:
                report.section_ids = [
                    Command.create({
                        name: pattern[name] for name in ("sequence", "name", "body", "block", "is_obligatory")
                    })
                    for pattern in by_kind.get(report.kind, patterns.browse())
                    if pattern.variant in ("both", report.partnership_id.variant)
                ]
        return reports

    def write(self, vals):
        self._check_head()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_the_head(self):
        self._check_head()

    def _check_head(self):
        """Of preparing, issuing, correcting, signing and voiding alike: all of them write.

        :raises UserError: what the head of the centre reports is prepared and issued by the manager
        """
        if not self._is_guarded():
            return
        for report in self:
            if report.kind in OF_THE_HEAD and not self.env.user._has_role("manager", company=report.company_id):
                raise UserError(self.env._(
                    "The head of the centre (OPS manager) reports to the council and prepares OZPS.",
                ))

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    def _tables(self):
        """Tables of the sections, ``{block: table}``: frozen ones of an issued report, live ones of a draft."""
        self.ensure_one()
        if self.document_state != "draft" and self.figures:
            return self.figures
        return self.env["kooperacje.report.tables"]._tables_of(
            self.partnership_id, self.date_from, self.date_to, set(self.section_ids.mapped("block")) - {False},
        )

    def _years(self):
        """The years told in its tables, with the one before to compare (``kooperacje.published.figures``)."""
        self.ensure_one()
        last = max(self.date_from.year, min(self.date_to.year, office_today().year))
        return list(range(self.date_from.year - 1, last + 1))

    def _exact_figures(self):
        """``{code: {year as text: text}}``, live; kept when the report is issued. Under ``code/parts`` stand the
        parts of a figure that the report tells by kind: ``{year as text: [(part, text)]}``.
        """
        self.ensure_one()
        Figures, years = self.env["kooperacje.published.figures"], self._years()
        exact = Figures._exact_texts(self.partnership_id, years)
        parts = Figures._exact_parts(self.partnership_id, years)
        return {
            **{code: {str(year): text for year, text in texts.items()} for code, texts in exact.items()},
            **{f"{code}/parts": {str(year): told for year, told in of.items()} for code, of in parts.items()},
        }

    def _office_tables(self):
        """``[(heading, years, [(indicator, [text of each year])])]`` of the sections, for who answers for the office;
        of a section that tells one figure by kind (needs, reasons of refusals) the rows are its parts.

        An indicator is there if the dashboard shows it to the reader; nothing for anybody else.
        """
        self.ensure_one()
        Indicator = self.env["kooperacje.indicator"]
        seen = {
            protection for protection in dict(Indicator._fields["protection"]._description_selection(self.env))
            if self.partnership_id and Indicator._may_see(self.partnership_id, protection)
        }
        if not seen or not (self.date_from and self.date_to):
            return []
        # sudo: figures kept at the issue, given out by the rule of the dashboard.
        kept = self.document_state != "draft" and self.sudo().exact_figures
        exact = kept or self._exact_figures()
        years = [str(year) for year in self._years()]
        shown = Indicator.search([("variant", "in", ("both", self.partnership_id.variant))]).filtered(
            lambda one: one.protection in seen and one.code in exact,
        )
        indicators, codes = shown.grouped("area"), set(shown.mapped("code"))
        tables = []
        for section in self.section_ids:
            if section.block in indicators:
                rows = [
                    (one.name, [exact[one.code].get(year, "") for year in years]) for one in indicators[section.block]
                ]
            elif section.block in PARTS and PARTS[section.block][0] in codes:
                told = exact.get(f"{PARTS[section.block][0]}/parts", {})
                counted = {year: dict(told.get(year, [])) for year in years}
                names = dict.fromkeys(name for year in reversed(years) for name in counted[year])
                rows = [(name, [counted[year].get(name, "0") for year in years]) for name in names]
            else:
                continue
            tables.append((section.name, years, rows))
        return tables

    def action_office_figures(self):
        """The exact figures in a window of their own: no paper and no workbook bears them."""
        self.ensure_one()
        self.check_access("read")
        if not self._office_tables():
            raise UserError(self.env._(
                "Exact figures are read by those who answer for the office. The tables of the report tell what may "
                "leave it.",
            ))
        return dialog(
            self.env._("Exact figures, for the office alone"), self._name, res_id=self.id,
            views=[(self.env.ref("kooperacje.periodic_report_view_form_office_figures").id, "form")],
        )

    @api.model
    def _document_extend_form(self, arch, snippet):
        """The window of exact figures has no bar to issue or print from: no paper bears them."""
        if arch.find(".//field[@name='office_figures']") is None:
            super()._document_extend_form(arch, snippet)

    def _document_check_issuable(self):
        result = super()._document_check_issuable()
        self._check_head()
        for report in self:
            if report.date_to >= office_today():
                raise UserError(self.env._(
                    "The period of the report ends on %(date)s. It can be issued from the next day on.",
                    date=report.date_to.strftime("%d.%m.%Y"),
                ))
            empty = report.section_ids.filtered(lambda one: one.is_obligatory and not (one.body or "").strip())
            if empty or not report.section_ids:
                raise UserError(self.env._(
                    "Write the text of these sections before issuing:\n%(sections)s",
                    sections="\n".join(f"• {section.name}" for section in empty),
                ))
            report._unguarded().figures = report._tables()
            # sudo: nobody reads the field; see _office_tables.
            report.sudo().exact_figures = report._exact_figures()
        return result

    def _on_document_issued(self):
        """Nobody is asked any more for a report that there is."""
        result = super()._on_document_issued()
        for report in self.filtered(lambda one: one.kind in YEARLY):
            # sudo: the reminder of a colleague is over as well; it hangs on the partnership of the report.
            self.env["mail.activity"].sudo().search([
                ("res_model", "=", "kooperacje.partnership"), ("res_id", "=", report.partnership_id.id),
                ("activity_type_id", "=", self.env.ref(f"kooperacje.activity_report_{report.kind}").id),
                ("date_deadline", ">=", date(report.date_to.year + 1, 1, 1)),
                ("date_deadline", "<", date(report.date_to.year + 2, 1, 1)),
            ]).unlink()
        return result

    def action_document_correct(self):
        result = super().action_document_correct()
        self._unguarded().write({"figures": False})
        # sudo: nobody reads the field.
        self.sudo().exact_figures = False
        return result

    @api.model
    def _document_frozen_fields(self):
        return super()._document_frozen_fields() | {
            "partnership_id", "kind", "date_from", "date_to", "addressee", "section_ids",
        }

    @api.readonly
    def action_workbook(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/kooperacje/report/{self.id}/workbook", "target": "download"}

    def copy_data(self, default=None):
        """A copy is of the year that follows, with the same texts."""
        values_list = super().copy_data(default)
        for values, report in zip(values_list, self, strict=True):
            if report.kind in YEARLY:
                year = report.date_to.year + 1
                values.update(date_from=date(year, 1, 1), date_to=date(year, 12, 31))
        return values_list

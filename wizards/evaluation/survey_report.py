from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kooperacje.kernels import graph
from odoo.addons.kooperacje.kernels import questionnaire_figures as figures
from odoo.addons.kooperacje.kernels.polish_number import polish_number

QUADRANTS = {
    figures.CLOSE: "często i dobrze", figures.STRAINED: "często, lecz źle", figures.DORMANT: "dobrze, lecz rzadko",
    figures.WEAK: "rzadko i źle",
}


class SurveyReport(models.TransientModel):
    """The analysis of questionnaires as one page, of a partnership or of all that the reader may see, and its paper.

    Reads with the rights of the reader, at each opening anew; holds no figure itself.
    """

    _name = "kooperacje.survey.report"
    _description = "What the questionnaires say"
    _inherit = ["kooperacje.document.printed"]

    partnership_id = fields.Many2one(
        "kooperacje.partnership", "Partnership", ondelete="cascade", default=lambda self: self._default_partnership(),
        help="Empty: all partnerships whose results you may see, put together.",
    )
    date_from = fields.Date("Results from")
    date_to = fields.Date("Results until")
    body = fields.Html(compute="_compute_body", sanitize=False, compute_sudo=False, export_string_translation=False)

    @api.model
    def _default_partnership(self):
        """The only one the reader works in; whoever sees several begins with all of them."""
        Partnership = self.env["kooperacje.partnership"]
        return Partnership._only_one([]) if Partnership.has_access("read") else Partnership

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for report in self:
            if report.date_from and report.date_to and report.date_from > report.date_to:
                raise ValidationError(self.env._("The period ends before it begins. Correct the dates."))

    @api.depends("partnership_id", "date_from", "date_to")
    @api.depends_context("uid", "lang")
    def _compute_body(self):
        for report in self:
            report.body = self.env["ir.qweb"]._render("kooperacje.survey_analysis_body", report._print_values())

    @api.depends("partnership_id.name")
    def _compute_display_name(self):
        for report in self:
            report.display_name = report.partnership_id.name or self.env._("All partnerships")

    @api.readonly
    def action_print(self):
        return self.env.ref("kooperacje.report_survey_analysis").report_action(self)

    def _document_company(self):
        return self.partnership_id.company_id or self.env.company

    def _document_title(self):
        self.ensure_one()
        return self.env._("What the questionnaires say")

    # ------------------------------------------------------------
    # Content. Printed as it stands on the screen, in Polish.
    # ------------------------------------------------------------

    def _partnerships(self):
        """The partnership chosen, or all that the reader may read."""
        Partnership = self.env["kooperacje.partnership"]
        chosen = self.partnership_id._origin or self.partnership_id
        domain = [("id", "in", chosen.ids)] if chosen else []
        return Partnership.search(domain) if Partnership.has_access("read") else Partnership

    def _print_values(self):
        self.ensure_one()
        Analysis = self.env["kooperacje.survey.analysis"]
        # A period half typed is none yet.
        ends = (self.date_from, self.date_to)
        dates = ends if not all(ends) or ends[0] <= ends[1] else (False, False)
        chosen = self.partnership_id._origin or self.partnership_id
        pools = Analysis._pools(chosen, *dates)
        sums, counts = Analysis._sums(pools), Analysis._counts(pools)
        values = {
            "pools": pools, "answers": sum(pools.mapped("answer_count")),
            "sides": Analysis._sides(pools, sums, counts), "cooperation": Analysis._map(pools, sums, counts),
            "course": Analysis._course(pools, sums), "teams": Analysis._teams(pools, sums, counts),
            "family": Analysis._family(pools, sums, counts), "goals": Analysis._goals(self._partnerships()),
            "words": Analysis._words(pools) if chosen else [],
            "number": polish_number, "noticeable": figures.noticeable, "quadrants": QUADRANTS,
            "print_date": self._print_date,
        }
        return {**values, "graphs": self._graphs(values)}

    def _graphs(self, values):
        """The graphs of the sections, by name; empty ones are left out."""
        sides, teams, family = values["sides"], values["teams"], values["family"]
        names = ("Ośrodek", "Partnerzy")
        drawn = {
            "general": sides["office"] and sides["partners"] and graph.gap(
                "Ośrodek i partnerzy o tym samym", [row[:3] for row in sides["general"]], names,
            ),
            "sectors": sides["sectors"] and graph.gap(
                "Jakość współpracy: ośrodek o sektorze, sektor o ośrodku", [row[:3] for row in sides["sectors"]], names,
            ),
            "index": sides["index"] and graph.bar("Wskaźnik współpracy z sektorem", sides["index"], maximum=5),
            "map": values["cooperation"]["points"] and values["cooperation"]["pools"] and graph.scatter(
                "Mapa współpracy", [row[:3] for row in values["cooperation"]["points"]],
                ("Częstość (1 – nigdy, 5 – codziennie)", "Jakość (1 – bardzo źle, 5 – bardzo dobrze)"),
                corners=[QUADRANTS[key] for key in figures.QUADRANTS],
            ),
            "teams": teams["rows"] and graph.gap(
                "Zespoły przed pracą i po niej",
                # The graph tells the first less the second: what is better after the work has a plus.
                [(row["label"], row["means"][-1], row["means"][0]) for row in teams["rows"]], ("Po", "Przed"),
            ),
            "family": any(mean is not None for _label, mean in family["scales"]) and graph.bar(
                "Głos rodzin", family["scales"], maximum=5,
            ),
            "goals": len(values["goals"]["rows"]) > 1 and graph.bar(
                "Osiągnięcie celów (T)", [(row["name"], row["score"]) for row in values["goals"]["rows"]], maximum=100,
            ),
        }
        for tool, name in (("3", names[0]), ("6", names[1])):
            days, lines = values["course"].get(tool, ((), ()))
            drawn[f"course_{tool}"] = lines and graph.line(
                f"{name}: kolejne badania", [day.strftime("%m.%Y") for day in days], lines, minimum=1, maximum=5,
            )
        for name, shares in (
            ("difficulties", values["cooperation"]["difficulties"]), ("basis", values["cooperation"]["basis"]),
            ("barriers_office", sides["barriers_office"]), ("barriers_partners", sides["barriers_partners"]),
            ("services", family["services"]), ("expected", teams["expected"]),
        ):
            drawn[name] = shares and graph.bar(
                name, [(label, share) for label, _count, share in shares if share], unit="%", maximum=100, digits=0,
            )
        # The kernel escapes what it is given.
        return {name: Markup(svg) for name, svg in drawn.items() if svg}

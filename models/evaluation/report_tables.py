from odoo import api, models

from odoo.addons.kooperacje.kernels import graph

AREAS = ("partnership", "basket", "team", "family", "service", "result", "work")
# Blocks that tell one indicator apart: its code, heading of the column.
PARTS = {
    "parts_members": ("members", "Sektor"), "parts_services": ("services", "Sektor"),
    "parts_needs": ("needs", "Powód lub potrzeba"), "parts_declined": ("referrals_declined", "Przyczyna odmowy"),
}
# Rows beyond which a graph is no picture any more.
MOST_BARS = 10


class ReportTables(models.AbstractModel):
    """Tables that reports are made of, as plain data: printed, written to a workbook and frozen as JSON.

    A table is ``{"title", "columns": [{"label", "width"}], "rows": [[cell]], "graph": [[label, number]] or None,
    "unit", "maximum", "note", "empty"}``; a cell is a number or a text.
    """

    _name = "kooperacje.report.tables"
    _description = "Tables of reports"

    @api.model
    def _tables_of(self, partnership, date_from, date_to, blocks):
        """``{block: table}``; the indicators are counted once for all blocks that need them."""
        blocks = [block for block in sorted(blocks) if block]
        tables = {}
        if any(block in AREAS or block in PARTS for block in blocks):
            Figures = self.env["kooperacje.published.figures"]
            years, rows = Figures._published(partnership, date_from, date_to, before=1)
            note = Figures._published_note(partnership)
            tables = {
                block: self._area_table(years, [row for row in rows if row["area"] == block], note)
                for block in blocks if block in AREAS
            } | {
                block: self._parts_table(years, rows, *PARTS[block], note) for block in blocks if block in PARTS
            }
        for block in blocks:
            if block not in tables:
                tables[block] = getattr(self, f"_{block}_table")(partnership, date_from, date_to)
        return tables

    @api.model
    def _new_table(self, columns, rows, **more):
        return {
            "columns": [{"label": label, "width": width} for label, width in columns], "rows": rows, "graph": None,
            "unit": "", "maximum": None, "note": "", "empty": "Brak danych w tym okresie.", **more,
        }

    @api.model
    def _day(self, value):
        return value.strftime("%d.%m.%Y") if value else ""

    @api.model
    def _area_table(self, years, rows, note):
        columns = [("Wskaźnik", None), *((str(year), 16) for year in years)]
        Figures = self.env["kooperacje.published.figures"]
        if Figures._all_withheld(text for row in rows for text in row["texts"].values()):
            return self._new_table(columns, [], empty=Figures._withheld_note())
        last = years[-1]
        shown = [row for row in rows if row["unit"] == "count" and row["values"][last]][:MOST_BARS]
        return self._new_table(
            columns, [[row["name"], *(self._cell(row, year) for year in years)] for row in rows],
            graph=[[row["name"], row["values"][last]] for row in shown] or None, title=f"Liczby w roku {last}",
            note=note if any(row["is_personal"] for row in rows) else "",
        )

    @api.model
    def _cell(self, row, year):
        """A count as a number, so that a workbook adds it up; the rest as it is read."""
        value = row["values"][year]
        return value if row["unit"] == "count" and value is not None else row["texts"][year]

    @api.model
    def _parts_table(self, years, rows, code, label, note):
        found = next((row for row in rows if row["code"] == code), None)
        last = years[-1]
        parts = sorted(found["parts"][last], key=lambda part: (-part[1], part[0])) if found else []
        return self._new_table(
            [(label, None), (found["name"] if found else "Liczba", 22)], [list(part) for part in parts],
            graph=[list(part) for part in parts[:MOST_BARS]] or None,
            title=f"{found['name']}, rok {last}" if found else "",
            note=note if found and found["is_personal"] else "",
        )

    # ------------------------------------------------------------------
    # Registers of the partnership: none of them names a family
    # ------------------------------------------------------------------

    @api.model
    def _plan_table(self, partnership, date_from, date_to):
        lines = self.env["kooperacje.action.plan.line"].search([
            ("partnership_id", "=", partnership.id), ("plan_id.document_state", "=", "signed"),
            ("year", ">=", date_from.year), ("year", "<=", date_to.year),
        ])
        printed = self.env["kooperacje.document.printed"]
        by_goal = lines.grouped("goal_id")
        return self._new_table(
            [("Działanie", None), ("Odpowiedzialny", 24), ("Termin", 13), ("Stan", 13), ("Rezultat lub przyczyna", 22)],
            [[
                line.name, line.owner_id.name or "", self._day(line.date_to),
                printed._print_value(line.state, line._fields["state"]), line.result_note or "",
            ] for line in lines],
            graph=[
                [goal.name, round(100 * len(mine.filtered(lambda line: line.state == "done")) / len(mine))]
                for goal, mine in by_goal.items()
            ] or None,
            unit="%", maximum=100, title="Działania wykonane według celów",
            empty="W tym okresie nie obowiązywał przyjęty roczny plan działania.",
        )

    @api.model
    def _evaluations(self, partnership, date_from, date_to):
        return self.env["kooperacje.evaluation"].search([
            ("partnership_id", "=", partnership.id), ("state", "in", ("concluded", "adopted")),
            ("date_to", ">=", date_from), ("date_from", "<=", date_to),
        ], order="date_to desc, id desc")

    @api.model
    def _goals_table(self, partnership, date_from, date_to):
        evaluation = self._evaluations(partnership, date_from, date_to)[:1]
        rows = evaluation.goal_ids
        return self._new_table(
            [("Cel", None), ("Osiągnięto", 14), ("Uzasadnienie", 34)],
            [[row.goal_id.name, row._print_attainment(), row.note or ""] for row in rows],
            graph=[[row.goal_id.name, row.attainment] for row in rows if row.is_assessed] or None, unit="%",
            maximum=100,
            title="Stopień osiągnięcia celów partnerstwa", empty="W tym okresie nie zakończono ewaluacji partnerstwa.",
            note=f"Według ewaluacji nr {evaluation.document_number}." if evaluation else "",
        )

    @api.model
    def _conclusions_table(self, partnership, date_from, date_to):
        printed = self.env["kooperacje.document.printed"]
        return self._new_table(
            [("Ewaluacja", 26), ("Wnioski", None), ("Decyzja", 20)],
            [[
                f"{printed._print_value(one.scope, one._fields['scope'])}, nr {one.document_number}, "
                f"{printed._print_period(one.date_from, one.date_to)}",
                one.summary or "", printed._print_value(one.decision, one._fields["decision"]),
            ] for one in self._evaluations(partnership, date_from, date_to)],
            empty="W tym okresie nie zakończono ewaluacji.",
        )

    @api.model
    def _meetings_table(self, partnership, date_from, date_to):
        meetings = self.env["kooperacje.meeting"].search([
            ("partnership_id", "=", partnership.id), ("kind", "=", "partnership"), ("state", "=", "held"),
            ("start", ">=", date_from), ("start", "<", f"{date_to} 23:59:59"),
        ], order="start")
        printed = self.env["kooperacje.document.printed"]
        return self._new_table(
            [("Data", 18), ("Posiedzenie", None), ("Cel", 34)],
            [[
                self._day(meeting._day()), meeting.name or "",
                printed._print_value(meeting.purpose, meeting._fields["purpose"]),
            ] for meeting in meetings],
            empty="W tym okresie partnerstwo nie odbyło posiedzenia.",
        )

    @api.model
    def _recommendations_table(self, partnership, date_from, date_to):
        records = self.env["kooperacje.recommendation"].search([
            ("partnership_id", "=", partnership.id), ("kind", "!=", "advantage"),
            "|", "&", ("date", ">=", date_from), ("date", "<=", date_to),
            "&", ("evaluation_id.state", "in", ("concluded", "adopted")),
            "&", ("evaluation_id.date_to", ">=", date_from), ("evaluation_id.date_from", "<=", date_to),
        ], order="level, date, id")
        printed = self.env["kooperacje.document.printed"]
        return self._new_table(
            [
                ("Rekomendacja", None), ("Rodzaj i poziom", 18), ("Adresat", 17), ("Przedstawiono", 17),
                ("Co z niej wynikło", 20),
            ],
            [[
                record.name,
                ", ".join(filter(None, (
                    printed._print_value(record.change, record._fields["change"]),
                    printed._print_value(record.level, record._fields["level"]),
                ))),
                record.addressee or record.owner_id.name or "",
                " ".join(filter(None, (
                    printed._print_value(record.body, record._fields["body"]),
                    self._day(record.date),
                ))),
                " – ".join(filter(None, (
                    "do przedstawienia" if record.state == "draft" else
                    printed._print_value(record.fate, record._fields["fate"])
                    or printed._print_value(record.state, record._fields["state"]),
                    record.fate_note,
                ))),
            ] for record in records],
            empty="W tym okresie nie przedstawiono rekomendacji.",
        )

    @api.model
    def _advantages_table(self, partnership, date_from, date_to):
        """What speaks for the Model, with the grounds (K3D-244): entries of the register that were presented."""
        records = self.env["kooperacje.recommendation"].search([
            ("partnership_id", "=", partnership.id), ("kind", "=", "advantage"), ("state", "!=", "draft"),
            ("date", ">=", date_from), ("date", "<=", date_to),
        ], order="date, id")
        return self._new_table(
            [("Zaleta", None), ("Po czym to widać", 50)],
            [[record.name, record.description or ""] for record in records],
            empty="W tym okresie nie zapisano zalet Modelu.",
        )

    @api.model
    def _support_table(self, partnership, date_from, date_to):
        requests = self.env["kooperacje.support.request"].search([
            ("partnership_id", "=", partnership.id), ("state", "=", "delivered"),
            ("delivered_on", ">=", date_from), ("delivered_on", "<=", date_to),
        ], order="delivered_on, id")
        printed = self.env["kooperacje.document.printed"]
        hours = {}
        for request in requests:
            label = printed._print_value(request.kind, request._fields["kind"])
            hours[label] = hours.get(label, 0) + request.hours
        return self._new_table(
            [("Wsparcie", 24), ("Zakres", None), ("Kto udzielił", 24), ("Godziny", 10), ("Osoby", 9)],
            [[
                printed._print_value(request.kind, request._fields["kind"]),
                request.outcome or request.description or "", request.provider_id.name or "", request.hours,
                request.people_reached,
            ] for request in requests],
            graph=[[label, count] for label, count in hours.items() if count] or None, unit=" godz.",
            title="Godziny wsparcia", empty="W tym okresie nie udzielono szkoleń ani innego wsparcia.",
        )

    @api.model
    def _graph(self, table, width=640):
        """The picture of a table, or an empty text."""
        if not table["graph"]:
            return ""
        return graph.bar(
            table.get("title", ""), [(label, value) for label, value in table["graph"]], unit=table["unit"],
            maximum=table["maximum"], width=width,
        )

#!/bin/bash
# pyexcel-ods3 0.6.1 reading a cell of the currency type from .ods (odfpy 1.4.1)
# Guess: the number 12.5, as for a percentage, or the text shown, "12,50 zł".
# Seen:  the text "12.5 PLN", which is neither: numbers, percentages and sums of money of one column have two types.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyexcel-ods3==0.6.1 odfpy==1.4.1
cd "$folder"
venv/bin/python - <<'PY'
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from pyexcel_ods3 import get_data

document, table, row = OpenDocumentSpreadsheet(), Table(name="Ceny"), TableRow()
for shown, kind, values in (
    ("12,50 zł", "currency", {"currency": "PLN"}), ("12,50", "float", {}), ("1250%", "percentage", {}),
):
    cell = TableCell(valuetype=kind, value="12.5", **values)
    cell.addElement(P(text=shown))
    row.addElement(cell)
table.addElement(row)
document.spreadsheet.addElement(table)
document.save("ceny.ods")
seen = get_data("ceny.ods")["Ceny"]
print(seen)
assert seen == [["12.5 PLN", 12.5, 12.5]], seen
PY

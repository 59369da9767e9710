#!/bin/bash
# python-calamine 0.9.1 reading .ods (written by odfpy 1.4.1)
# Guess: a line break or a tab inside a paragraph of a cell comes out as "\n" and "\t", as pyexcel-ods3 gives them.
# Seen:  both vanish and the words on either side grow together; repeated spaces and several paragraphs are kept.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q python-calamine==0.9.1 odfpy==1.4.1
cd "$folder"
venv/bin/python - <<'PY'
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, S, Tab
from python_calamine import CalamineWorkbook

document = OpenDocumentSpreadsheet()
table, row, cell, paragraph = Table(name="Karta"), TableRow(), TableCell(valuetype="string"), P(text="pon.")
paragraph.addElement(S(c=3))
paragraph.addText("8-16")
paragraph.addElement(LineBreak())
paragraph.addText("wt.")
paragraph.addElement(Tab())
paragraph.addText("9-15")
cell.addElement(paragraph)
cell.addElement(P(text="drugi akapit"))
row.addElement(cell)
table.addElement(row)
document.spreadsheet.addElement(table)
document.save("karta.ods")
seen = CalamineWorkbook.from_path("karta.ods").get_sheet_by_index(0).to_python()
print(seen)
assert seen == [["pon.   8-16wt.9-15\ndrugi akapit"]], seen
PY

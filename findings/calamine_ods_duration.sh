#!/bin/bash
# python-calamine 0.9.1 reading hours of more than a day from .ods (odfpy 1.4.1) and .xlsx (XlsxWriter 3.2.9)
# Guess: 26:30 is a timedelta in both formats.
# Seen:  .xlsx gives a timedelta; .ods gives the text PT26H30M00S, while 08:30 of the same column is a time.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q python-calamine==0.9.1 odfpy==1.4.1 XlsxWriter==3.2.9
cd "$folder"
venv/bin/python - <<'PY'
import datetime

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import CalamineWorkbook

document, table = OpenDocumentSpreadsheet(), Table(name="Godziny")
for shown, value in (("08:30", "PT08H30M00S"), ("26:30", "PT26H30M00S")):
    row, cell = TableRow(), TableCell(valuetype="time", timevalue=value)
    cell.addElement(P(text=shown))
    row.addElement(cell)
    table.addElement(row)
document.spreadsheet.addElement(table)
document.save("godziny.ods")
with xlsxwriter.Workbook("godziny.xlsx") as book:
    sheet = book.add_worksheet()
    for number, hours in enumerate((8.5, 26.5)):
        sheet.write_number(number, 0, hours / 24, book.add_format({"num_format": "[h]:mm"}))
of_ods, of_xlsx = (
    [row[0] for row in CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()]
    for name in ("godziny.ods", "godziny.xlsx")
)
print(of_ods, of_xlsx)
assert of_ods == [datetime.time(8, 30), "PT26H30M00S"], of_ods
assert of_xlsx[1] == datetime.timedelta(hours=26, minutes=30), of_xlsx
PY

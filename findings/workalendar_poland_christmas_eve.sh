#!/bin/bash
# workalendar 17.0.0, days off in Poland
# Guess: 24 December is a day off from 2025 on (act of 6 December 2024), as holidays 0.109 has it.
# Seen:  a working day in every year, so a term counted in working days ends a day early.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q workalendar==17.0.0 holidays==0.109
"$folder/venv/bin/python" - <<'PY'
import datetime

import holidays
from workalendar.europe import Poland

calendar, days_off = Poland(), holidays.country_holidays("PL")
seen = {
    year: (calendar.is_working_day(day), day in days_off)
    for year in (2024, 2025, 2026) for day in [datetime.date(year, 12, 24)]
}
print(seen)
assert seen == {2024: (True, False), 2025: (True, True), 2026: (True, True)}, seen
PY

#!/bin/bash
# python-stdnum 2.2, PESEL of somebody born in the future
# Guess: refused as no valid number, since the number is given after birth.
# Seen:  validate() accepts it and get_birth_date() gives the day; only days that no calendar has are refused.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q python-stdnum==2.2
"$folder/venv/bin/python" - <<'PY'
import datetime

from stdnum.exceptions import InvalidComponent
from stdnum.pl import pesel

WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


def number(first_ten):
    return first_ten + str(-sum(int(digit) * weight for digit, weight in zip(first_ten, WEIGHTS)) % 10)


future, nowhere = number("9932310001"), number("9922300001")
seen = pesel.validate(future), pesel.get_birth_date(future)
print(seen)
assert seen == (future, datetime.date(2099, 12, 31)), seen
try:
    pesel.validate(nowhere)
except InvalidComponent:
    print("30 February is refused")
else:
    raise AssertionError(nowhere)
PY

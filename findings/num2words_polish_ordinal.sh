#!/bin/bash
# num2words 0.5.14, Polish ordinals of whole thousands and of zero
# Guess: dwudziestojednotysięczny, stujednotysięczny, miliardowy, zerowy.
# Seen:  "dwudziesty pierwszytysięczny", IndexError for 101 000 and for 0, and "milairdowy".
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q num2words==0.5.14
"$folder/venv/bin/python" - <<'PY'
from num2words import num2words


def words(number):
    try:
        return num2words(number, lang="pl", to="ordinal")
    except IndexError:
        return "IndexError"


seen = {number: words(number) for number in (0, 21, 5_000, 20_000, 21_000, 101_000, 1_000_000_000)}
print(seen)
assert seen == {
    0: "IndexError", 21: "dwudziesty pierwszy", 5_000: "pięciotysięczny", 20_000: "dwudziestotysięczny",
    21_000: "dwudziesty pierwszytysięczny", 101_000: "IndexError", 1_000_000_000: "milairdowy",
}, seen
PY

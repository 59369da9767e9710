#!/bin/bash
# num2words 0.5.14, Polish, numbers below zero
# Guess: "minus jeden", "minus dwa przecinek pięć", "minus zero przecinek pięć", as for amounts of money.
# Seen:  ValueError for -1 and -2.5; -0.5 loses its sign without a word. Amounts of money keep theirs.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q num2words==0.5.14
"$folder/venv/bin/python" - <<'PY'
from num2words import num2words


def words(number, **kwargs):
    try:
        return num2words(number, lang="pl", **kwargs)
    except ValueError:
        return "ValueError"


seen = [words(-1), words(-2.5), words(-0.5), words(-0.5, to="currency", currency="PLN")]
print(seen)
assert seen == ["ValueError", "ValueError", "zero przecinek pięć", "minus zero złotych, pięćdziesiąt groszy"], seen
assert num2words(-1, lang="en") == "minus one"
PY

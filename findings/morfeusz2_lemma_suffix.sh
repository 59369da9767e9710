#!/bin/bash
# morfeusz2 1.99.15, basic forms of words with homonyms
# Guess: the basic form of "psychologa" is "psycholog", the same for every use of the word.
# Seen:  "psycholog:Sm1", "rok:Sm3~lata", "Warszawa:Sf" beside plain "uczeń": the form bears the class of its homonym,
#        so texts compared by it do not meet. generate() takes it whole or cut at the colon, not cut at the tilde.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q morfeusz2==1.99.15
"$folder/venv/bin/python" - <<'PY'
from morfeusz2 import Morfeusz

morfeusz = Morfeusz()
seen = {word: sorted({found[2][1] for found in morfeusz.analyse(word)}) for word in (
    "ucznia", "psychologa", "lat", "Warszawie", "zamku",
)}
print(seen)
assert seen == {
    "ucznia": ["uczeń"], "psychologa": ["psycholog:Sm1"], "lat": ["lato", "rok:Sm3~lata"],
    "Warszawie": ["Warszawa:Sf", "Warszawa:Sm1", "warszawa"], "zamku": ["zamek:Sm3~a", "zamek:Sm3~u"],
}, seen
forms = {lemma: len(list(morfeusz.generate(lemma))) for lemma in ("zamek", "zamek:Sm3~u", "zamek:Sm3")}
print(forms)
assert forms["zamek"] > forms["zamek:Sm3~u"] > forms["zamek:Sm3"] == 1, forms
PY

"""Whether a text names the procedure *Niebieskie Karty* (art. 9d of the act of 29.07.2005).

>>> names("Wszczęto procedurę „Niebieskie Karty”.")
True
>>> names("Kuba rysuje niebieską kredką na karcie.")
False
"""

import re

# In any case and number, with what one types between the two words; and the abbreviation offices use.
WORDS = re.compile(
    r"\bniebiesk\w{1,3}\W{0,3}\s*kar(?:t|ci)\w{0,4}\b|\bnieb\.\s*kar\w*|\bNK\b|\bblue\s+cards?\b", re.IGNORECASE,
)
ABBREVIATION = re.compile(r"\bNK\b")


def names(text):
    """:param text: any text, markup already taken out; ``False`` and ``None`` name nothing"""
    return any(
        found.group().lower() != "nk" or ABBREVIATION.fullmatch(found.group())
        for found in WORDS.finditer(text or "")
    )

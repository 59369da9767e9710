"""Taking other people's names and numbers out of a text that is given to one person.

Plain data in, plain data out. A name is found in its grammatical cases by its stem (``Halina`` – ``Halinie``,
``Marek`` – ``Markiem``) and by the stem softened (``Monika`` – ``Monice``); it is a help for who reads the copy before
it goes out, no proof that nobody can be told.
"""
import re

# What stands where something of another person was.
SIGN = "[dane innej osoby]"
_VOWELS = "aeiouyąęó"
# Endings of names in Polish; longer ones first.
_ENDINGS = (
    "iego", "iemu", "owie", "owi", "ego", "emu", "iem", "iej", "ich", "ach", "ami", "imi", "ymi", "em", "om",
    "ów", "ej", "ie", "ią", "ię", "im", "ym", "ych", "y", "i", "a", "ą", "e", "ę", "u", "o",
    "ii", "ia", "io", "iu", "",
)
# How the last consonant of a stem changes before -e (Monika – Monice, Piotr – Piotrze); the longest one that fits.
_SOFTENED = (
    ("st", "ści"), ("sn", "śni"), ("sł", "śl"), ("zd", "ździ"), ("zn", "źni"), ("ch", "sz"),
    ("k", "c"), ("g", "dz"), ("r", "rz"), ("t", "ci"), ("d", "dzi"), ("ł", "l"),
)
# A shorter stem would take too many words with it.
SHORT = 3
# Endings of names of three letters (Ewa, Ola): with all of them “ale” would be Ala.
_SHORT_ENDINGS = ("a", "y", "i", "ie", "ę", "ą", "o")


def stems(name):
    """Beginnings that all forms of a name share, one or two for each of its words."""
    found = set()
    for word in re.split(r"[\s\-]+", (name or "").strip().lower()):
        if len(word) < 2:
            continue
        if len(word) == SHORT and word[-1] in _VOWELS:
            found.update(word[:-1] + ending for ending in _SHORT_ENDINGS)
            continue
        stem = word.rstrip(_VOWELS) if word[-1] in _VOWELS and len(word) > SHORT else word
        found.add(stem)
        if len(stem) > SHORT and stem[-2] == "e":
            # The moving vowel: Marek – Marka.
            found.add(stem[:-2] + stem[-1])
    return found


def softened(stem):
    """Whole forms of a name in which the last consonant of ``stem`` changes: Monice, Kowalscy."""
    if len(stem) < SHORT:
        return set()
    found = {stem[:-len(hard)] + soft + "e" for hard, soft in _SOFTENED if stem.endswith(hard)}
    if stem.endswith(("sk", "ck", "dzk")):
        found.add(stem[:-1] + "cy")
    return found


def hider(own_names, other_names, other_values):
    """A function that puts :data:`SIGN` in place of what is of others.

    :param own_names: names that the person bears too: they stay
    :param other_names: first and last names of others
    :param other_values: what is found letter by letter: numbers, addresses
    """
    own = set().union(*(stems(name) for name in own_names)) if own_names else set()
    names = set().union(*(stems(name) for name in other_names)) - own if other_names else set()
    values = sorted({value.strip() for value in other_values if value and len(value.strip()) > SHORT}, key=len)
    parts = [re.escape(value) for value in reversed(values)]
    if names:
        endings = "|".join(map(re.escape, _ENDINGS))
        forms = set().union(*map(softened, names))
        if forms:
            parts.append(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, forms)))})(?!\w)")
        parts.append(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?:{endings})(?!\w)")
    if not parts:
        return lambda text: text
    pattern = re.compile("|".join(parts), re.IGNORECASE)
    return lambda text: pattern.sub(SIGN, text)

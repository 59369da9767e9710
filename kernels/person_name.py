"""Names of persons: how they are searched, and when two of them may be one person's.

A name reaches an office from a document, from a phone call and from another alphabet. ``plain_name`` brings it to
small letters of one alphabet; ``sound`` brings the ways of writing one sound (``Oleksij``, ``Oleksii``, ``Oleksiy``;
``Chmielnicka``, ``Khmelnytska``) to one. Two names are alike where all parts agree in sound and at most one of them
differs by a slip of the finger. Twins share a birth date and a surname, not a first name, so most are told apart.

Plain data in, plain data out; no ORM.
"""
import re

from .word_search import distance, plain

# Ukrainian, Belarusian and Russian letters, as Polish and international passports write them.
_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "w", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "jo", "є": "je", "ж": "z", "з": "z",
    "и": "y", "і": "i", "ї": "ji", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "ju", "я": "ja", "’": "", "ʼ": "", "'": "",
})
# One spelling for each sound, longest first; the order matters.
_SOUNDS = (
    ("shch", "s"), ("szcz", "s"), ("sch", "s"), ("tch", "c"), ("kh", "h"), ("ch", "h"), ("cz", "c"), ("sh", "s"),
    ("sz", "s"), ("zh", "z"), ("rz", "z"), ("ts", "c"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("ks", "x"),
    ("w", "v"), ("j", "i"), ("y", "i"), ("g", "h"), ("q", "k"), ("ou", "u"),
)
# Names shorter than this resemble too many others for a slip to be suspected.
SLIP_LENGTH = 4


def plain_name(text):
    """``text`` in small Latin letters without marks, words apart: “Oleksij O’Hara-Żółć” → ``oleksij ohara zolc``."""
    return plain((text or "").lower().translate(_CYRILLIC))


def search_words(text):
    """The words by which a name is searched, in the order typed, each once; at most a dozen."""
    return list(dict.fromkeys(plain_name(text).split()))[:12]


def names_in(text):
    """The names in a list of names: apart by commas or semicolons, however it was typed; without blanks around."""
    return [" ".join(name.split()) for name in re.split("[,;]", text or "") if name.strip()]


def document_key(text):
    """Letters and digits of a document's number, so that blanks and dashes do not make two of it; ``""`` for none.

    What was typed may name the kind of document first (“paszport AB 123”): words without a digit before the number
    and longer than a series are left out.
    """
    words = plain_name(text).split()
    number = "".join(word for word in words if len(word) <= 3 or any(letter.isdigit() for letter in word))
    return number.upper() if any(letter.isdigit() for letter in number) else ""


def sound(word):
    """``word`` (plain) as it sounds: every way of writing a sound as one, doubled letters as one."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return re.sub(r"([a-z])\1+", r"\1", word)


def _slips(left, right):
    """0 for the same sound, 1 for one slip, 2 for more; the nearer of how it sounds and how it is written."""
    if sound(left) == sound(right):
        return 0
    if min(len(left), len(right)) < SLIP_LENGTH:
        return 2
    return min(distance(left, right, 1), distance(sound(left), sound(right), 1))


def _name_slips(left, right):
    """Between two names that may have several parts: every part of the shorter is found in the longer."""
    left, right = sorted((plain_name(left).split(), plain_name(right).split()), key=len)
    if not left:
        return 2
    total, free = 0, list(right)
    for word in left:
        slips, nearest = min((_slips(word, other), other) for other in free)
        free.remove(nearest)
        total += slips
    return min(total, 2)


def alike(first_name, last_names, other_first_name, other_last_names):
    """Whether two persons born on one day may be one, by their names.

    :param last_names: the surname and the former ones; one agreeing pair is enough
    """
    def nearest(names, others):
        return min((_name_slips(left, right) for left in names for right in others), default=2)

    straight = nearest([first_name], [other_first_name]) + nearest(last_names, other_last_names)
    # First and last name in each other's place.
    crossed = nearest([first_name], other_last_names) + nearest([other_first_name], last_names)
    return min(straight, crossed) <= 1

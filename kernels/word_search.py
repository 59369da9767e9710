"""Finding Polish words without diacritics, in other grammatical forms and with a slip of the finger.

Plain data in, plain data out. A text is searched as PostgreSQL's ``tsvector`` of its plain words; what the user typed
becomes a ``tsquery`` in which each word stands beside the words of the vocabulary that may be meant. Measured on
50,000 services: this takes 1–2 ms a word where trigrams over the whole text (``word_similarity``) take 20–190 ms, for
the vocabulary is small and its rows are short.

A word of the vocabulary may be meant by a typed one when it is

- another form of it: the dictionary says so (``polish_forms``), or, for words it has not, the same beginning and
  another ending (``seniorów`` – ``seniorzy``), or
- it with a slip: one letter left out, added, changed or two neighbours swapped, in long words two such slips; but only
  where the vocabulary has no form of what was typed, for words resemble each other (``długi`` – ``drugi``).
"""
import re
import unicodedata
from functools import cache

# Letters that do not come apart into a letter and a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[a-z0-9]+")
_ALPHABET = "abcdefghijklmnoprstuwyzvqx"
# Words that say nothing: left out of what is searched for unless there is nothing else.
STOP_WORDS = frozenset({
    "a", "aby", "albo", "ale", "bez", "czy", "dla", "do", "i", "jak", "jest", "ku", "lub", "na", "nad", "nie", "o",
    "od",
    "oraz", "po", "pod", "przed", "przez", "przy", "sie", "ta", "te", "to", "tym", "u", "w", "we", "z", "za", "ze",
})
# Names of the field, which the dictionary takes for other words or does not know; endings after their hyphen are cut.
NAMES = frozenset({
    "cis", "cus", "cuw", "dps", "gok", "gops", "kis", "krus", "lgd", "mcps", "mgops", "mok", "mopr", "mops", "nfz",
    "ngo", "nzoz", "ohp", "oik", "ops", "osp", "pck", "pcpr", "pfron", "ppp", "pup", "pzk", "rops", "sds",
    "spzoz", "tpd", "wtz", "wup", "wzk", "zaz", "zus", "zzk",
})
MAX_WORDS = 12
MAX_VARIANTS = 60
LONG_WORD = 7


_NAME_ENDING = re.compile(rf"\b({'|'.join(sorted(NAMES))})-[a-z]{{1,4}}\b")


def plain(text):
    """``text`` in small letters without diacritics: words of letters and digits, single spaces between them. Of a name
    such as *PCPR-u* its ending is cut.
    """
    return " ".join(_WORD.findall(_NAME_ENDING.sub(r"\1", _unmarked((text or "").lower()))))


def _unmarked(text):
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def query_words(text):
    """The words to search for in what was typed, in its order, each once; at most :data:`MAX_WORDS`."""
    words = list(dict.fromkeys(plain(text).split()))
    return ([word for word in words if word not in STOP_WORDS] or words)[:MAX_WORDS]


def as_typed(text):
    """``{plain word: the word as it was typed}`` of :func:`query_words`: its marks tell which word was meant."""
    found = {}
    for typed in re.findall(r"\w+", unicodedata.normalize("NFC", (text or "").lower())):
        found.setdefault(plain(typed), typed)
    return {word: found.get(word, word) for word in query_words(text)}


@cache
def stem(word):
    """Beginning shared by the forms of ``word``: without the ending, which in Polish is up to three letters."""
    if len(word) <= 4:
        return word
    return word[:max(4, len(word) - 3)]


def is_form(word, other):
    """Whether two plain words may be forms of one: a shared beginning and short endings."""
    shared = 0
    for left, right in zip(word, other, strict=False):
        if left != right:
            break
        shared += 1
    ending = 3 if shared >= 5 else 2
    return shared >= min(4, len(word)) and shared >= 3 and len(word) - shared <= ending and (
        len(other) - shared <= ending
    )


def slips(word):
    """Every plain word that is one slip away from ``word``: a letter left out, added or changed, two swapped."""
    found = set()
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            found.add(head + tail[1:])
            found.update(head + letter + tail[1:] for letter in _ALPHABET)
        if len(tail) > 1:
            found.add(head + tail[1] + tail[0] + tail[2:])
        found.update(head + letter + tail for letter in _ALPHABET)
    found.discard(word)
    found.discard("")
    return found


def distance(left, right, limit):
    """Slips between two words (letters left out, added, changed, neighbours swapped), or ``limit + 1`` if more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before, current = None, list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        last, before, current = before, current, [row]
        for column, other in enumerate(right, 1):
            cost = min(
                before[column] + 1, current[column - 1] + 1, before[column - 1] + (letter != other),
            )
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, last[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
    return min(current[-1], limit + 1)


def is_known(word, candidates):
    """Whether the vocabulary has the typed word, its beginning or a form of it: then nothing else was meant."""
    return any(other.startswith(word) or is_form(word, other) for other in candidates)


def slips_allowed(word):
    """How many slips a typed word may have: none in words so short that any other resembles them."""
    if len(word) < 4 or word.isdigit():
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def variants(word, candidates):
    """Those of ``candidates`` (words of the vocabulary) that may be meant by the typed ``word``, likely ones first."""
    forms = {other for other in candidates if other != word and is_form(word, other)}
    allowed = 0 if is_known(word, candidates) else slips_allowed(word)
    ranked = [((0, len(other)), other) for other in forms]
    for other in set(candidates) - forms - {word}:
        if allowed and distance(word, other, allowed) <= allowed:
            ranked.append(((distance(word, other, allowed), len(other)), other))
    return [other for _rank, other in sorted(ranked)][:MAX_VARIANTS]


def tsquery(variants_by_word, operator="&"):
    """``tsquery`` text of typed words, each with its variants. A word of three letters or more stands for all that
    begin with it, for people type the beginning and look.

    :param variants_by_word: plain words, as :func:`query_words` gives them, with the words that may be meant
    :param operator: ``&`` for texts with all words, ``|`` for texts with any
    """
    return f" {operator} ".join(
        "(" + " | ".join([f"{word}:*" if len(word) >= 3 else word, *others]) + ")"
        for word, others in variants_by_word.items()
    )

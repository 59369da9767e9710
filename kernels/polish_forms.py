"""What a Polish word is a form of, and which other forms its word has: by morfeusz2 and its dictionary (SGJP).

Plain data in, plain data out. All is said in plain words (:func:`word_search.plain`), for people type without
Polish letters and the basket is indexed without them: which letters were meant is found by asking the dictionary for
each reading. Without the library nothing is known of any word, and the search goes by beginnings and endings as before.

Words of the field come first (:data:`word_search.NAMES`): for the dictionary a *MOPS* is a dog, an *OPS* an old noun,
and *GOPS* and *PCPR* are nothing at all.
"""
import itertools
import re
import threading
from functools import cache, lru_cache

from .word_search import NAMES, plain

try:
    from morfeusz2 import Morfeusz
except ImportError:
    Morfeusz = None

PACKAGE = "morfeusz2"
# Letters that may have been typed without their mark.
_MARKED = {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"}
# Where no mark can be, by Polish spelling: soft consonants are written with an *i* before vowels; nasal vowels begin no
# word and stand beside none.
_UNMARKED = re.compile(r"[cns][aeiouy]|[ae][aeiouy]|(?<![a-z])[ae]|(?<=[aeouy])[ae]")
# More marks than these in one word are given up on, for the readings of a long word would be thousands; in what is a
# word as it stands (*sad* for *sąd*) sooner.
_MOST_MARKS, _MOST_IN_A_WORD = 4, 2
_LONGEST = 24
# Readings as a verb in the person that acts count only where a word has no other one: “opieką” is help, not to roast.
_PERSONAL = {"fin", "praet", "impt", "bedzie", "aglt", "winien"}
_NOUNS = {"subst", "depr", "ger"}
_ADJECTIVES = {"adj", "adja", "adjp", "pact", "ppas"}
_NAMING = _NOUNS | _ADJECTIVES
# Endings of nouns, by which the stem of a form is found, and of adjectives made of nouns.
_NOUN_ENDING = re.compile(r"(?:iami|iach|iom|owie|ami|ach|owi|iem|iej|om|em|ow|ie|ia|io|iu|a|e|i|o|u|y)$")
_DERIVED = re.compile(
    r"[a-z]{0,4}(?:n|sk|ck|dzk|ow|cz|l|iec)(?:iego|iemu|ymi|imi|ego|emu|iej|ych|ich|ym|im|ej|y|i|a|e|o)",
)
_SHORTEST_STEM = 4

_lock = threading.Lock()


def is_there():
    """Whether the library is installed: without it nothing is known of any word."""
    return Morfeusz is not None


@cache
def _analyser():
    """One for the process: it takes a tenth of a second to load."""
    return Morfeusz()


def _readings_of(word):
    """``{(lemma, part of speech, whether negated)}`` of a word with its marks, proper names left out."""
    # It is not made for two threads at once.
    with _lock:
        found = _analyser().analyse(word)
    if found[0][2][2] == "ign":
        return set()
    # What the dictionary takes for two words run together begins at two places.
    return {
        (lemma, tag.split(":")[0], ":neg" in tag) for start, end, (_form, lemma, tag, *_rest) in found
        if start == 0 and end == found[-1][1] and lemma[:1].islower()
    }


def _with_marks(word, most):
    """``word`` with 1 to ``most`` marks added, in every way that Polish spelling allows."""
    places = [place for place, letter in enumerate(word) if letter in _MARKED and not _UNMARKED.match(word, place)]
    for number in range(1, most + 1):
        for chosen in itertools.combinations(places, number):
            for letters in itertools.product(*(_MARKED[word[place]] for place in chosen)):
                marked = list(word)
                for place, letter in zip(chosen, letters, strict=True):
                    marked[place] = letter
                yield "".join(marked)


@lru_cache(maxsize=4096)
def _readings(word):
    """Readings of a typed word; those as a noun or adjective alone where there are such."""
    word = word.lower()
    if Morfeusz is None or plain(word) in NAMES or len(word) > _LONGEST or not word.isalpha():
        return frozenset()
    found = _readings_of(word)
    if not found and not word.isascii():
        return _readings(plain(word))
    if word.isascii():
        found = found.union(*map(_readings_of, _with_marks(word, _MOST_IN_A_WORD if found else _MOST_MARKS)))
    better = {reading for reading in found if reading[1] not in _PERSONAL}
    return frozenset(better or found)


@lru_cache(maxsize=4096)
def forms(word):
    """Plain forms of all words that ``word`` may be a form of; empty if the dictionary knows none. What it knows is no
    slip of another word: *rozwód* is not *rozwój*.

    A gerund or participle brings the forms of its verb (*uzależnienie* – *uzależniony*). What is negated brings what is
    negated.

    :param word: as typed, with or without Polish letters
    """
    found = set()
    for lemma, part, negated in _readings(word):
        found.update(
            plain(form) for form, tag in _made(lemma)
            # What names brings what names: “zajęcia” are not “to take”.
            if (":neg" in tag) == negated and (part not in _NAMING or tag.split(":")[0] in _NAMING)
        )
    return frozenset(form for form in found if form and " " not in form)


def _made(lemma):
    """``[(form, tag)]`` of all forms of ``lemma``."""
    with _lock:
        return [(form, tag) for form, _lemma, tag, *_rest in _analyser().generate(lemma)]


@lru_cache(maxsize=4096)
def _stems(word):
    """Plain beginnings of the forms of the nouns that ``word`` may be, by which adjectives made of them begin."""
    lemmas = {lemma for lemma, part, _negated in _readings(word) if part in _NOUNS}
    stems = set()
    for lemma in lemmas:
        stems.update(
            _NOUN_ENDING.sub("", plain(form)) for form, tag in _made(lemma) if tag.split(":")[0] in ("subst", "depr")
        )
    return frozenset(stem for stem in stems if len(stem) >= _SHORTEST_STEM)


def beginnings(word):
    """Plain beginnings of vocabulary words that :func:`related` may take: none for what the dictionary has not."""
    if any(part in _ADJECTIVES for _lemma, part, _negated in _readings(word)):
        short = plain(word)
        return {short[:max(_SHORTEST_STEM, len(short) - 7)]}
    return {stem[:_SHORTEST_STEM] for stem in _stems(word)}


def related(word, candidates):
    """Those of ``candidates`` that are adjectives made of the noun ``word``, or nouns of which the adjective is made:
    *szkoła* – *szkolny*, *rozwód* – *rozwodowy*. They mean a neighbouring thing and rank below forms.

    :param candidates: plain words
    """
    typed, own = plain(word), forms(word)
    if not own:
        return set()
    stems = _stems(word)
    found = {
        other for other in candidates
        if any(other.startswith(stem) and _DERIVED.fullmatch(other, len(stem)) for stem in stems)
    }
    if any(part in _ADJECTIVES for _lemma, part, _negated in _readings(word)):
        # What cannot be by its letters is not looked up.
        found |= {
            other for other in candidates if typed.startswith(other[:_SHORTEST_STEM])
            and any(typed.startswith(stem) and _DERIVED.fullmatch(typed, len(stem)) for stem in _stems(other))
        }
    return found - own - {typed}

"""Figures of questionnaires: means, gaps, the map of co-operation, change over time.

Works on sums that are fit to be shown (see ``suppression``); whatever rests on fewer answers than the threshold has no
figure here either, so that a careless caller shows nothing rather than somebody.
"""

from typing import NamedTuple

from .suppression import THRESHOLD, enough

# Middle of the scales from 1 to 5 that frequency (never … daily) and quality share.
MIDDLE = 3
# What an office notices: less than a third of a step of the scale is noise in groups of five to fifty.
NOTICEABLE = 0.3
CLOSE, STRAINED, DORMANT, WEAK = "close", "strained", "dormant", "weak"
QUADRANTS = (CLOSE, STRAINED, DORMANT, WEAK)


class Tally(NamedTuple):
    """Sum and number of the values given to a question; tallies add up, over rows, sectors and waves."""

    total: float = 0
    count: int = 0

    def __add__(self, other):
        return Tally(self.total + other[0], self.count + other[1])

    def mean(self, threshold=THRESHOLD):
        """The mean, or ``None`` if it rests on fewer than ``threshold`` answers."""
        return self.total / self.count if enough(self.count, threshold) else None


NONE = Tally()


def combined(tallies):
    """All ``tallies`` as one: each answer counts alike, not each group."""
    return sum(tallies, NONE)


def mean_of_means(means):
    """Mean of those of ``means`` that are there, each counting alike; ``None`` without any."""
    there = [mean for mean in means if mean is not None]
    return sum(there) / len(there) if there else None


def gaps(first, second, threshold=THRESHOLD):
    """What two sides say of the same things, the furthest apart first.

    :param dict first: thing → ``Tally`` of the one side; ``second`` of the other
    :return: ``[(thing, mean of first, mean of second, difference)]`` of all things either was asked; things that only
        one side may be shown of come last, their difference ``None``
    """
    rows = []
    for thing in [*first, *(thing for thing in second if thing not in first)]:
        one, other = first.get(thing, NONE).mean(threshold), second.get(thing, NONE).mean(threshold)
        rows.append((thing, one, other, None if one is None or other is None else one - other))
    return sorted(rows, key=lambda row: (row[3] is None, -abs(row[3] or 0)))


def noticeable(difference):
    """Whether a difference of two means is worth a word (half a rounding of the printed figure aside)."""
    return difference is not None and round(abs(difference), 2) >= NOTICEABLE


def quadrant(frequency, quality, middle=MIDDLE):
    """Where a partner stands on the map of co-operation (tool 2); ``None`` if either figure is missing.

    Often and well: close. Often, not well: strained – the first to talk to. Rarely, though well: dormant – easily won.
    Rarely and not well: weak. The middle of the scale counts as often, and as well.
    """
    if frequency is None or quality is None:
        return None
    if frequency >= middle:
        return CLOSE if quality >= middle else STRAINED
    return DORMANT if quality >= middle else WEAK


def cooperation_map(frequency, quality, threshold=THRESHOLD):
    """The map of co-operation: ``[(partner, mean frequency, mean quality, quadrant)]``, the most frequent first.

    :param dict frequency: partner → ``Tally``; ``quality`` the same
    Quality is told by those who co-operate, so it often rests on fewer answers: it is then missing, not guessed.
    """
    rows = []
    for partner in [*frequency, *(partner for partner in quality if partner not in frequency)]:
        often = frequency.get(partner, NONE).mean(threshold)
        well = quality.get(partner, NONE).mean(threshold)
        rows.append((partner, often, well, quadrant(often, well)))
    return sorted(rows, key=lambda row: (row[1] is None, -(row[1] or 0)))


def sector_index(quality, general, threshold=THRESHOLD):
    """Index of co-operation with each sector: mean of questions 2, 5 to 9 and 11 of tool 3, each counting alike.

    :param dict quality: sector → ``Tally`` of question 2, which alone is asked by sector
    :param general: tallies of the questions asked of all partners together
    :return: ``{sector: index}``, ``None`` where the quality of the sector may not be shown
    """
    means = [tally.mean(threshold) for tally in general]
    return {
        sector: None if tally.mean(threshold) is None else mean_of_means([tally.mean(threshold), *means])
        for sector, tally in quality.items()
    }


def change(moments, threshold=THRESHOLD):
    """Means of one thing in the order of time, and what has changed from the first shown to the last.

    Answers are anonymous, so groups are compared, not people.

    :param moments: tallies in their order, ``None`` where nothing was asked
    :return: ``([mean of each moment], difference or None)``
    """
    means = [tally.mean(threshold) if tally else None for tally in moments]
    there = [mean for mean in means if mean is not None]
    return means, there[-1] - there[0] if len(there) > 1 else None


def shares(counts, people):
    """Per cent of ``people`` who gave each answer (several answers may be given), the most frequent first.

    :param dict counts: answer → people; ``people`` all who answered the question
    """
    if people < 0 or any(count < 0 or count > people for count in counts.values()):
        raise ValueError("an answer is given by some of those who answered, no more and no less than none")
    if not people:
        return []
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return [(answer, count, 100 * count / people) for answer, count in ordered]

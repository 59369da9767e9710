"""What may be shown of counts of people, so that nobody can be made out from them.

Two rules, applied to everything that is published from one set of people:

* *Primary*: a cell of fewer than ``threshold`` people (but not of none) is withheld.
* *Complementary*: whoever knows the sum of a group of cells learns a withheld cell by subtraction. So in each group
  whose sum is known the withheld cells are at least two and hold together at least ``threshold`` people, or further
  cells, the smallest first, are withheld with them.

A cell of nobody is shown as nobody: it tells of no person, and withholding it would protect nobody.

Sums over several offices have readers who know more: the head of each knows the own count, and two heads may put
theirs together. So such a sum follows two rules more (``docs/figures.md``):

* *Contributors* (the p % rule): a sum is told of at least three offices, and what is left of it beside the two largest
  is at least ``DOMINANCE`` per cent of the largest, and ``threshold`` people. Else the second largest would know the
  largest nearly as well as its own head.
* *Rest*: what offices withhold one by one may be told together only where two of them who take theirs away are left
  with a sum of at least two others, which fixes neither of the two.
"""

THRESHOLD = 5
# Per cent of the largest contributor.
DOMINANCE = 10
CONTRIBUTORS = 3
INSIDERS = 2


def enough(count, threshold=THRESHOLD):
    """Whether a group of ``count`` people is large enough for its results to be shown."""
    return count >= threshold


def hidden_cells(counts, groups=None, threshold=THRESHOLD):
    """The cells to withhold of a table whose group sums are known to the reader.

    :param dict counts: people in each cell; negative counts are an error
    :param groups: iterables of cells whose sum is known, as the rows and the columns of a table with both totals;
        all cells form one group if not given. A cell unknown to ``counts`` holds nobody.
    :return: set of cells
    :raises ValueError: a negative count, a threshold below one

    A group whose people are all withheld and fewer than ``threshold`` stays as small as it is: its sum is then a
    cell of a larger table, and for that table to withhold.

    >>> sorted(hidden_cells({"A": 20, "B": 4, "C": 7, "D": 0}))
    ['B', 'C']
    >>> hidden_cells({"A": 20, "B": 6})
    set()
    """
    if threshold < 1:
        raise ValueError(f"a threshold of at least one is needed, not {threshold!r}")
    if any(count < 0 for count in counts.values()):
        raise ValueError("nobody can be counted below zero")
    groups = [list(group) for group in groups] if groups is not None else [list(counts)]
    peopled = {cell: count for cell, count in counts.items() if count}
    hidden = {cell for cell, count in peopled.items() if count < threshold}
    # Withholding a cell for its row can leave it alone in its column: until nothing changes.
    changed = True
    while changed:
        changed = False
        for group in groups:
            added = _complement([cell for cell in group if cell in peopled], peopled, hidden, threshold)
            hidden |= added
            changed = changed or bool(added)
    return hidden


def _complement(cells, counts, hidden, threshold):
    """Further cells of one group to withhold, the smallest first; ties by their order in the group."""
    withheld = [cell for cell in cells if cell in hidden]
    if not withheld:
        return set()
    added = set()
    total = sum(counts[cell] for cell in withheld)
    for cell in sorted((cell for cell in cells if cell not in hidden), key=counts.get):
        if len(withheld) + len(added) >= 2 and total >= threshold:
            break
        added.add(cell)
        total += counts[cell]
    return added


def shown(counts, groups=None, threshold=THRESHOLD):
    """``counts`` as they may be published: the number, or ``None`` where it is withheld."""
    hidden = hidden_cells(counts, groups, threshold)
    return {cell: None if cell in hidden else count for cell, count in counts.items()}


def shown_table(table, threshold=THRESHOLD):
    """``{row: {column: count}}`` as it may be published together with both its totals.

    :return: the same shape, ``None`` for what is withheld
    """
    counts = {(row, column): count for row, columns in table.items() for column, count in columns.items()}
    rows, columns = {}, {}
    for row, column in counts:
        rows.setdefault(row, []).append((row, column))
        columns.setdefault(column, []).append((row, column))
    published = shown(counts, [*rows.values(), *columns.values()], threshold)
    return {
        row: {column: published[row, column] for column in columns} for row, columns in table.items()
    }


def sum_is_safe(counts, threshold=THRESHOLD, percent=DOMINANCE):
    """Whether the sum of ``counts``, one of each contributor, may be told to the contributors (p % rule).

    >>> sum_is_safe([20, 12, 9])
    True
    >>> sum_is_safe([300, 12, 9]), sum_is_safe([20, 12])
    (False, False)
    """
    largest = sorted(counts, reverse=True)
    if len(largest) < CONTRIBUTORS:
        return False
    return sum(largest[2:]) >= max(threshold, largest[0] * percent / 100)


def rest_is_safe(counts, threshold=THRESHOLD):
    """Whether the sum of ``counts`` that are withheld one by one may be told, ``INSIDERS`` of them being known.

    Each of the others lies between nobody and one below ``threshold`` as far as an insider can tell. Their sum must
    leave each of them open: it is neither so small nor so large that only one way is left, whoever the insiders are.

    >>> rest_is_safe([4, 3, 3, 3])
    True
    >>> rest_is_safe([4, 4, 4, 4]), rest_is_safe([4, 4, 1, 1]), rest_is_safe([4, 4, 4])
    (False, False, False)
    """
    ordered = sorted(counts)
    others = len(ordered) - INSIDERS
    if others < 2:
        return False
    least, most = sum(ordered[:-INSIDERS]), sum(ordered[INSIDERS:])
    return least >= threshold and most < others * (threshold - 1)

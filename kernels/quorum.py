"""Votes of a partnership: one institution has one vote."""


def needed(members, percent):
    """Least number of institutions that are at least ``percent`` % of ``members``; nothing is decided by nobody."""
    return max(1, -(-members * percent // 100))


def has_quorum(present, members, percent):
    return members > 0 and present >= needed(members, percent)


def is_adopted(votes_for, votes_against):
    """By a simple majority: abstentions count for neither side, a tie rejects."""
    return votes_for > votes_against

"""Post that the animator of a county needs (RUR-52). Pure Python, no ORM."""

HALF_POST_COMMUNES = 4


def required_post(communes):
    """Part of a full post for ``communes`` in one's care: none 0, one to four ½, more 1.

    :raise ValueError: a negative number
    """
    if communes < 0:
        raise ValueError(communes)
    if not communes:
        return 0.0
    return 0.5 if communes <= HALF_POST_COMMUNES else 1.0

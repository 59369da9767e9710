"""Seals of the log of reads: the digest of a block, over that of its rows and of the block before.

Without the ORM. Whoever has the rows can compute it with any tool that knows SHA-256.
"""

import hashlib
import struct

# The block before the first one of an office.
BEGINNING = "0" * 64
# Seconds between 1970 and 2000, where PostgreSQL begins to count.
EPOCH = 946_684_800


def row_bytes(row_id, logged_at, user_id, institution_id, company_id, channel, subject_key):
    """One row as it is hashed.

    :param logged_at: moment in UTC, with its time zone
    :param subject_key: key of the case or person; the number of neither is hashed, so that it can be erased
    """
    moment = round((logged_at.timestamp() - EPOCH) * 1_000_000)
    return (
        struct.pack(">iqiii", row_id, moment, user_id, institution_id or 0, company_id)
        + f"{channel}|{subject_key or ''}\n".encode()
    )


def rows_digest(rows):
    """Digest of the bytes of all rows of a block, in the order of their numbers."""
    return hashlib.sha256(b"".join(rows)).hexdigest()


def block_digest(previous, company_id, number, after_id, last_id, row_count, rows):
    """Digest of a block.

    :param previous: digest of the block before
    :param rows: digest of the rows (``rows_digest``)
    """
    text = f"{previous}|{company_id}|{number}|{after_id}|{last_id}|{row_count}|{rows}"
    return hashlib.sha256(text.encode()).hexdigest()

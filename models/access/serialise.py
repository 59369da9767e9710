from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL


def serialise_on(records):
    """Let one transaction at a time decide on something that hangs on ``records``; call it before looking.

    Odoo works in the isolation REPEATABLE READ: a transaction sees what was committed before its first query, so a
    search, a count or ``max() + 1`` does not see what a colleague saved meanwhile, and a lock (``FOR UPDATE``) that is
    taken after the first query helps nothing. A row that both *write* does: PostgreSQL refuses the later one (40001)
    and Odoo repeats its request from the beginning, which then sees everything.

    How to use: where no unique index can say the rule, write the row that all who could break it share (the parent,
    the account, the series), then search::

        serialise_on(meeting.team_id)
        last = max(meeting.team_id.meeting_ids.mapped("ordinal"))

    It costs one query, changes no value, no ``write_date`` and no record rule, and holds until the transaction ends.
    Who comes second waits, and is not told "Cannot grab a lock". ``docs/two-at-once.md`` lists all checks and what
    each relies on.

    :param records: records of one model, saved ones; new ones in a form are left out
    :raises SerializationFailure: another transaction has changed the rows since this one began; Odoo repeats it
    :raises UserError: that was the last attempt of a request of the web client or of RPC
    """
    ids = tuple(sorted({id_ for id_ in records._origin._ids if id_}))
    if not ids:
        return
    cr, last_try = records.env.cr, None
    if request:
        request.kooperacje_tries = getattr(request, "kooperacje_tries", 0)
        if request.kooperacje_tries + 1 >= MAX_TRIES_ON_CONCURRENCY_FAILURE:
            # Worded now: after the failure the transaction answers no query.
            last_try = records.env._(
                "Others are working on the same at this moment, so nothing was saved. Wait a little and do it again.",
            )
    try:
        # In the order of ids, so that two who need the same rows do not wait for each other.
        cr.execute(SQL(
            "UPDATE %(table)s SET id = id WHERE id IN (SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id"
            " FOR NO KEY UPDATE)", table=SQL.identifier(records._table), ids=ids,
        ), log_exceptions=False)
    except SerializationFailure as failure:
        if last_try:
            raise UserError(last_try) from failure
        if request:
            request.kooperacje_tries += 1
        raise

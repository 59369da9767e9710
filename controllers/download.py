"""What all files made on request share: the same refusal for what is not there and what is not the user's, no trace in
a cache, and a type that no browser guesses anew."""

from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def readable(model, record_id):
    """The record, under the rules of the user of the request.

    :raises NotFound: whether it does not exist or is not the user's to read
    """
    record = request.env[model].browse(record_id).exists()
    try:
        record.check_access("read")
    except AccessError:
        record = record.browse()
    if not record:
        raise request.not_found()
    return record


def attachment(data, filename, mime=XLSX):
    """The response that saves ``data`` (bytes) under ``filename`` and is kept nowhere else."""
    return request.make_response(data, [
        ("Content-Type", mime), ("Content-Length", len(data)), ("Cache-Control", "no-store"),
        ("Content-Disposition", content_disposition(filename)), ("X-Content-Type-Options", "nosniff"),
    ])

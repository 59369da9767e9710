"""Values of single cells, as people type them into a spreadsheet. Pure Python, no ORM.

Each function takes the value of a cell that is not empty and returns what it means, or raises :class:`BadValue` with
the code of an issue and its parameters.
"""
import re
from datetime import date, datetime

from stdnum.exceptions import ValidationError
from stdnum.pl import nip, regon

from .workbook import fold

FIRST_DATE, LAST_DATE = date(1990, 1, 1), date(2100, 12, 31)
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")
FLAGS = {"tak": True, "t": True, "x": True, "true": True, "nie": False, "n": False, "false": False}


def type_check(column):
    """What a spreadsheet program is to check in the cells of ``column`` (``kind``, ``limit``): options of xlsxwriter's
    ``data_validation``, or ``None`` for a kind that any text fits.
    """
    if column.kind == "integer":
        return {
            "validate": "integer", "criteria": "between", "minimum": 0, "maximum": column.limit,
            "error_title": "To nie jest liczba", "error_message": "Proszę wpisać liczbę całkowitą, bez jednostki.",
        }
    if column.kind == "number":
        return {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": column.limit,
            "error_title": "To nie jest liczba", "error_message": "Proszę wpisać liczbę, bez jednostki.",
        }
    if column.kind == "date":
        return {
            "validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE,
            "error_title": "To nie jest data", "error_message": "Proszę wpisać datę, np. 2026-03-31.",
        }
    return None


def list_check(column, source):
    """The drop-down of the cells of ``column``; ``source`` is the range of its entries."""
    return {
        "validate": "list", "source": source,
        "error_title": "Wartość spoza listy", "error_message": "Proszę wybrać wartość z listy.",
        # Several values cannot be one entry of the list: the list then only helps with the first.
        "show_error": column.kind != "choices",
    }


class BadValue(Exception):
    """A cell that cannot be taken; the caller knows where it stands."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def is_filled(cell):
    return cell.value is not None and (not isinstance(cell.value, str) or bool(cell.value.strip()))


def text_of(value):
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadValue("not_text")  # Excel has made a date of what was typed
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def integer_of(value, limit):
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadValue("not_integer", value=str(value)[:30])
    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            raise BadValue("not_integer", value=text[:30])
        value = int(text)
    if isinstance(value, float):
        if not value.is_integer():
            raise BadValue("not_integer", value=str(value)[:30])
        value = int(value)
    if not 0 <= value <= limit:
        raise BadValue("out_of_range", value=str(value)[:30], limit=limit)
    return value


def number_of(value, limit):
    if isinstance(value, str):
        text = value.replace(" ", "").replace("\u00a0", "").replace(",", ".")
        if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", text):
            raise BadValue("not_number", value=value[:30])
        value = float(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadValue("not_number", value=str(value)[:30])
    if not 0 <= value <= limit:
        raise BadValue("out_of_range", value=str(value)[:30], limit=limit)
    return float(value)


def lines_of(text, limit):
    """The lines of a text, each at most ``limit`` long; semicolons end a line as well."""
    lines = [line.strip() for line in re.split(r"[;\n]", text) if line.strip()]
    for line in lines:
        if len(line) > limit:
            raise BadValue("text_too_long", limit=limit, length=len(line))
    return list(dict.fromkeys(lines))


def date_of(value):
    if isinstance(value, str):
        value = _date_of_text(value)
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        raise BadValue("not_date", value=str(value)[:30])
    if not FIRST_DATE <= value <= LAST_DATE:
        raise BadValue("date_range", value=value.isoformat())
    return value


def _date_of_text(text):
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    raise BadValue("not_date", value=text[:30])


def flag_of(value):
    if isinstance(value, bool):
        return value
    flag = FLAGS.get(fold(value))
    if flag is None:
        raise BadValue("not_flag", value=str(value)[:30])
    return flag


def _email(text):
    if not EMAIL.fullmatch(text) or len(text) > 200:
        raise BadValue("not_email", value=text[:60])
    return text


def _registered(module, code):
    def check(text):
        try:
            return module.validate(text)
        except ValidationError:
            raise BadValue(code, value=text[:30]) from None
    return check


def _digits(lengths, code):
    def check(text):
        digits = re.sub(r"[\s-]", "", text)
        if not (digits.isascii() and digits.isdigit() and len(digits) in lengths):
            raise BadValue(code, value=text[:30])
        return digits
    return check


CHECKS = {
    "email": _email, "nip": _registered(nip, "bad_nip"), "regon": _registered(regon, "bad_regon"),
    "krs": _digits({10}, "bad_krs"), "teryt": _digits({2, 4, 7}, "bad_teryt"),
}

"""The sources name no web address but what a standard is known by, this machine, and names that lead nowhere."""

import os
import re
import unittest
from pathlib import Path

REPO = Path(__file__).parents[2]
ADDRESS = re.compile(r"https?://([\w.-]*)[^\s\"'<>)`,\\]*")
# What an XML, a format of exchange or a licence is known by; nothing is fetched from there.
KNOWN = (
    "http://www.w3.org/", "http://www.mswia.gov.pl/standardy/ndap", "http://uri.etsi.org/01903/",
    "https://docs.openreferral.org/en/v3.1/hsds/",
    "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/openapi.json", "https://fsf.org/",
)
# Reserved for examples and tests, or this machine.
NOWHERE = re.compile(r"(^|\.)(example|invalid|test|localhost|example\.(com|org|net))$|^127\.0\.0\.1$|^$|^[.x]$|^.$")
PASSED = {".git", "__pycache__", ".ruff_cache"}


def foreign(text):
    """The addresses in ``text`` that lead to somebody else."""
    return [
        match[0] for match in ADDRESS.finditer(text)
        if not match[0].startswith(KNOWN) and not NOWHERE.search(match[1])
    ]


def texts(root):
    for folder, names, files in os.walk(root):
        names[:] = sorted(set(names) - PASSED)
        for name in sorted(files):
            path = Path(folder, name)
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


class Addresses(unittest.TestCase):
    def test_what_is_foreign(self):
        self.assertEqual(foreign('"website": "https://somebody.pl/x",'), ["https://somebody.pl/x"])
        self.assertEqual(foreign("http://127.0.0.1:8069 https://gmina.example/a f'http://{host}' https://…"), [])
        self.assertEqual(foreign('xmlns="http://www.w3.org/2000/svg"'), [])

    def test_none_is(self):
        read, found = 0, []
        for path, text in texts(REPO):
            read += 1
            if path != Path(__file__):
                found += [f"{path.relative_to(REPO)}: {address}" for address in foreign(text)]
        self.assertGreater(read, 1000)
        self.assertEqual(found, [])

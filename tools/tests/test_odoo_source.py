"""Where Odoo is found and where its package is fetched from."""

import contextlib
import io
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from tools import odoo_source
from tools.places import Places
from tools.trouble import Trouble

STANZAS = """\
# a comment
Types: deb deb-src
URIs: http://mirror.invalid/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: http://mirror.invalid/security
Suites: bookworm-security
Components: main
"""


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text=""):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


class OwnSource(Folder):
    def own(self, codename="bookworm"):
        return odoo_source.own_source(self.folder, self.write("os-release", f"VERSION_CODENAME={codename}\n"))

    def test_stanzas(self):
        self.write("sources.list.d/debian.sources", STANZAS)
        expected = {
            "URIs": "http://mirror.invalid/debian", "Signed-By": "/usr/share/keyrings/debian.gpg", "Suites": "bookworm",
        }
        self.assertEqual(self.own(), expected)

    def test_a_key_written_into_the_stanza_is_kept_whole(self):
        key = "\n -----BEGIN-----\n .\n abc\n -----END-----"
        self.write("sources.list.d/debian.sources",
                   f"Types: deb\nURIs: http://a.invalid\nSuites: bookworm\nComponents: main\nSigned-By:{key}\n")
        self.assertEqual(self.own()["Signed-By"].strip(), key.strip())
        self.assertIn("\n .\n abc\n", odoo_source.private_sources(self.own()))

    def test_lines(self):
        self.write("sources.list", "# deb http://old.invalid bookworm main\n"
                   "deb [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm main contrib # ours\n")
        expected = {"URIs": "http://mirror.invalid/debian", "Signed-By": "/k.gpg", "Suites": "bookworm"}
        self.assertEqual(self.own(), expected)

    def test_a_source_that_is_switched_off_is_none(self):
        self.write("sources.list.d/debian.sources", STANZAS.replace("URIs", "Enabled: no\nURIs", 1))
        with self.assertRaisesRegex(Trouble, "ODOO_HOME="):
            self.own()

    def test_a_suite_named_by_its_role(self):
        self.write("sources.list", "deb http://mirror.invalid/debian oldstable main\n")
        self.assertEqual(self.own()["Suites"], "oldstable")

    def test_unstable_comes_from_the_same_server(self):
        self.write("sources.list.d/debian.sources", STANZAS)
        text = odoo_source.private_sources(self.own())
        self.assertEqual(text.count("URIs: http://mirror.invalid/debian\n"), 2)
        self.assertIn("Suites: sid\n", text)
        self.assertEqual(text.count("Signed-By: /usr/share/keyrings/debian.gpg"), 2)


class Recognise(Folder):
    RELEASE = "FINAL = 'final'\nversion_info = (19, 0, 0, FINAL, 0, '')\n"

    def test_checkout(self):
        self.write("odoo/release.py", self.RELEASE)
        self.write("addons/web/__manifest__.py")
        self.write("odoo/addons/base/__manifest__.py")
        odoo = odoo_source.recognise(self.folder)
        self.assertEqual(odoo.version, "19.0")
        self.assertEqual(odoo.addons, [self.folder / "addons", self.folder / "odoo" / "addons"])
        self.assertEqual(odoo_source.recognise(self.folder / "odoo"), odoo)

    def test_installed_prefix(self):
        self.write("usr/lib/python3/dist-packages/odoo/release.py", self.RELEASE)
        self.write("usr/lib/python3/dist-packages/odoo/addons/base/__manifest__.py")
        for home in (self.folder, self.folder / "usr"):
            self.assertEqual(odoo_source.recognise(home).root, self.folder / odoo_source.PACKAGED)

    def ensure(self, home):
        with mock.patch.dict(os.environ, ODOO_HOME=str(home)):
            return odoo_source.ensure(Places(self.folder / "repo", self.folder / "cache"))

    def test_a_folder_without_odoo(self):
        with self.assertRaisesRegex(Trouble, "holds no Odoo"):
            self.ensure(self.folder)

    def test_another_version_is_refused(self):
        self.write("odoo/addons/base/__manifest__.py")
        for version, told in (("18, 0", "18.0"), ("'saas~18', 4", "saas~18.4")):
            self.write("odoo/release.py", f"version_info = ({version}, 0, 'final', 0, '')\n")
            with self.assertRaisesRegex(Trouble, f"is Odoo {told}"):
                self.ensure(self.folder)

    def test_the_named_one_is_used(self):
        self.write("odoo/release.py", self.RELEASE)
        self.write("odoo/addons/base/__manifest__.py")
        with contextlib.redirect_stdout(io.StringIO()) as told:
            self.assertEqual(self.ensure(self.folder).root, self.folder)
        self.assertIn(f"19.0 of ODOO_HOME, {self.folder}", told.getvalue())

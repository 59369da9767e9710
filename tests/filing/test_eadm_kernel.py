import dataclasses
import io
import subprocess
import tarfile
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import delivery_address, eadm, eadm_reader

OFFICE = eadm.Institution("OPS w Małkini Górnej", "5250001009")
COURT = eadm.Institution("Wojewódzki Sąd Administracyjny w <Warszawie> & inni")


def asic():
    """A container as a signature of ePUAP leaves it: a ZIP, compressed; the same bytes at whatever second."""
    result = io.BytesIO()
    signed = zipfile.ZipInfo("META-INF/signatures.xml", (2026, 1, 3, 12, 0, 0))
    with zipfile.ZipFile(result, "w") as archive:
        archive.writestr(signed, "<xml/>" * 200, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def documents():
    issued = eadm.Document(
        "N14-1-2026.pdf", b"%PDF-1.7 zgoda", "11", "Zgoda N14/1/2026", "oświadczenie", "application/pdf",
        (("written", date(2026, 1, 2)),), OFFICE, relations=(("ma wersję", "12"),),
    )
    signed = dataclasses.replace(
        issued, name="N14-1-2026-podpisany.asice", content=asic(), identifier="12", mime="application/zip",
        days=(("written", date(2026, 1, 2)), ("signed", date(2026, 1, 3))), relations=(("jest wersją", "11"),),
        status="unieważniony",
    )
    receipt = eadm.Document(
        "potwierdzenie-7-2026.xml", b"<upo/>", "13", "Potwierdzenie: zażółć gęślą jaźń", "potwierdzenie", "text/xml",
        (("sent", date(2026, 2, 1)), ("delivered", date(2026, 2, 14))), OFFICE, recipient=COURT,
        relations=(("odnosi się do", "12"),),
    )
    return [receipt, issued, signed]


def package(version=eadm.COURT, **changes):
    case = eadm.Case("OPS.5021.7.2026", "Teczki spraw osób i rodzin", "Sprawa S/2026/0007", OFFICE, date(2026, 1, 1),
                     date(2026, 6, 30), "A" if version == eadm.ARCHIVE else "")
    return eadm.Package(dataclasses.replace(case, **changes), tuple(documents()), version)


def rewritten(content, change):
    """The ZIP ``content`` with ``{path: bytes}`` as ``change`` makes it of what is in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        files = {one.filename: old.read(one) for one in old.infolist()}
    change(files)
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as archive:
        for path, one in files.items():
            archive.writestr(path, one)
    return result.getvalue()


@tagged("post_install", "-at_install")
class TestEadmKernel(BaseCase):
    """A package is read back as it was written, and what it lacks is said."""

    FORMS = [(version, container) for version in (eadm.COURT, eadm.ARCHIVE) for container in ("zip", "tar")]

    def test_read_back_and_equal(self):
        for version, container in self.FORMS:
            with self.subTest(version=version, container=container):
                content = eadm.write(package(version), container)
                self.assertEqual(eadm_reader.check(content), [])
                self.assertEqual(eadm_reader.read(content), package(version))
                self.assertEqual(content, eadm.write(package(version), container), "the same bytes each time")
        running = package(closed=None)
        self.assertEqual(eadm_reader.read(eadm.write(running)), running)

    def test_a_second_program_opens_it(self):
        """Python's own reader and ``unzip`` find three folders, whole files and nothing compressed."""
        content = eadm.write(package())
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual({one.compress_type for one in archive.infolist()}, {zipfile.ZIP_STORED})
            self.assertEqual({one.partition("/")[0] for one in archive.namelist()}, set(eadm.FOLDERS))
            self.assertEqual(archive.read("dokumenty/N14-1-2026.pdf"), b"%PDF-1.7 zgoda")
            self.assertIn("metadane/N14-1-2026.pdf.xml", archive.namelist())
            self.assertIn("sprawy/OPS.5021.7.2026.xml", archive.namelist())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "akta.zip")
            path.write_bytes(content)
            seal = Path(folder, "akta.zip.sha256")
            seal.write_bytes(eadm.seal("akta.zip", content, eadm_reader.files_of(content)))
            with zipfile.ZipFile(path) as archive:
                archive.extractall(folder)
            checked = subprocess.run(
                ["sha256sum", "--check", "--strict", seal.name], cwd=folder, capture_output=True, text=True,
                check=False)
            self.assertEqual((checked.returncode, checked.stdout.count(": OK")), (0, 8), checked.stderr)

    def test_elements_in_their_order(self):
        demanded = {
            eadm.COURT: ["identyfikator", "tytul", "data", "format", "dostep", "typ", "grupowanie"],
            eadm.ARCHIVE: ["data", "dostep", "format", "grupowanie", "identyfikator", "typ", "tytul"],
        }
        for version, names in demanded.items():
            files = eadm.entries(package(version))
            self.assertEqual(len(files), 7)
            for path, content in files.items():
                if path.startswith("dokumenty/"):
                    continue
                root = etree.fromstring(content)
                self.assertEqual(root.tag, "{http://www.mswia.gov.pl/standardy/ndap}dokument")
                found = [etree.QName(child).localname for child in root]
                self.assertEqual([name for name in dict.fromkeys(found) if name in names], names, path)
        court = etree.fromstring(eadm.entries(package())["metadane/N14-1-2026.pdf.xml"])
        spaces = {"n": eadm.NAMESPACE}
        self.assertEqual(court.xpath("n:grupowanie/*/text()", namespaces=spaces),
                         ["znak sprawy", "OPS.5021.7.2026", "Teczki spraw osób i rodzin"])
        self.assertEqual(court.xpath("string(n:identyfikator/n:typIdentyfikatora)", namespaces=spaces), "SystemID")
        self.assertFalse(court.attrib, "the ministry's schema has no version on the root")

    def test_whatever_is_missing_is_named(self):
        content, path = eadm.write(package()), "metadane/N14-1-2026.pdf.xml"

        def without(name):
            def change(files):
                root = etree.fromstring(files[path])
                for child in root.findall(f"{{{eadm.NAMESPACE}}}{name}"):
                    root.remove(child)
                files[path] = etree.tostring(root)
            return change

        def swapped(files):
            root = etree.fromstring(files[path])
            root.insert(3, root[0])
            files[path] = etree.tostring(root)

        def emptied(files):
            files[path] = files[path].replace(b">SystemID<", b"><").replace(b">11<", b"><")

        for name in eadm.OBLIGATORY[eadm.COURT]:
            with self.subTest(name):
                faults = eadm_reader.check(rewritten(content, without(name)))
                self.assertIn((f"missing:{name}", path), faults)
        for reason, change in (
            ("order", swapped), ("empty:identyfikator", emptied),
            ("not_xml", lambda files: files.update({path: b"<dokument>"})),
            ("root", lambda files: files.update({path: b"<dokument/>"})),
            ("no_document", lambda files: files.update({path.replace("N14-1", "N14-9"): files[path]})),
        ):
            with self.subTest(reason):
                self.assertIn(reason, [fault for fault, _path in eadm_reader.check(rewritten(content, change))])
        self.assertEqual(eadm_reader.check(rewritten(content, lambda files: files.pop(path))),
                         [("no_metadata", "dokumenty/N14-1-2026.pdf")])
        self.assertEqual(
            eadm_reader.check(rewritten(content, lambda files: files.pop("sprawy/OPS.5021.7.2026.xml"))),
            [("no_folder", "sprawy")])
        with self.assertRaisesRegex(eadm.PackageError, "faulty"):
            eadm_reader.read(rewritten(content, without("tytul")))

    def test_packages_of_others(self):
        """The name of the type of an identifier and the version differ between programs; both are read."""
        content = rewritten(eadm.write(package()), lambda files: files.update({
            path: one.replace(b"typIdentyfikatora", b"typidentyfikatora").replace(
                b"<dokument ", b'<dokument wersja="2.0" ')
            for path, one in files.items() if not path.startswith("dokumenty/")
        }))
        self.assertEqual(eadm_reader.read(content), package())

    def test_what_is_not_safe_is_refused(self):
        content, squeezed = eadm.write(package()), io.BytesIO()
        with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("dokumenty/a.txt", "0" * 100_000)
        outside = rewritten(content, lambda files: files.update({"dokumenty/../../etc/a.pdf": b"x"}))
        link = io.BytesIO()
        with tarfile.open(fileobj=link, mode="w") as archive:
            entry = tarfile.TarInfo("dokumenty/a.pdf")
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry)
        for bad, reason in ((squeezed.getvalue(), "compressed"), (outside, "path"), (link.getvalue(), "path"),
                            (b"PK\x03\x04 damaged", "unreadable"), (b"%PDF-1.7", "unreadable"), (b"", "unreadable")):
            with self.subTest(reason), self.assertRaises(eadm.PackageError) as refused:
                eadm_reader.files_of(bad)
            self.assertEqual(refused.exception.reason, reason)
        entity = rewritten(content, lambda files: files.update({"metadane/N14-1-2026.pdf.xml": (
            b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><dokument xmlns="%s"><tytul><oryginalny>&x;'
            b"</oryginalny></tytul></dokument>" % eadm.NAMESPACE.encode())}))
        self.assertEqual(eadm_reader.check(entity), [("not_xml", "metadane/N14-1-2026.pdf.xml")])

    def test_a_tar_that_ends_with_a_container(self):
        """The guess by the end of the file takes such a TAR for a ZIP."""
        last = dataclasses.replace(documents()[2], name="zz.asice", relations=())
        one = dataclasses.replace(package(eadm.ARCHIVE), documents=(last,))
        content = eadm.write(one, "tar")
        self.assertEqual(eadm_reader.read(content), one)

    def test_what_cannot_be_packed(self):
        first = documents()[1]
        for reason, changed in (
            ("name", {"name": "Jan Kowalski.pdf"}), ("name", {"name": "../a.pdf"}), ("undated", {"days": ()}),
            ("relation", {"relations": (("ma wersję", "99"),)}),
        ):
            with self.subTest(reason, **{key: str(value) for key, value in changed.items()}), self.assertRaises(
                eadm.PackageError,
            ) as refused:
                eadm.write(dataclasses.replace(package(), documents=(dataclasses.replace(first, **{
                    "relations": (), **changed}),)))
            self.assertEqual(refused.exception.reason, reason)
        with self.assertRaisesRegex(eadm.PackageError, "empty"):
            eadm.write(dataclasses.replace(package(), documents=()))
        lone = dataclasses.replace(first, relations=())
        with self.assertRaisesRegex(eadm.PackageError, "twice"):
            eadm.write(dataclasses.replace(package(), documents=(
                lone, dataclasses.replace(lone, identifier="99", name=lone.name.upper().replace(".PDF", ".pdf")))))

    def test_the_seal_tells_a_changed_file(self):
        content = eadm.write(package())
        seal = eadm.seal("akta.zip", content, eadm_reader.files_of(content))
        self.assertEqual(eadm_reader.broken_seals("akta.zip", content, seal), [])
        changed = content.replace(b"%PDF-1.7 zgoda", b"%PDF-1.7 Zgoda")
        with self.assertRaises(eadm.PackageError):
            eadm_reader.files_of(changed)
        swapped = rewritten(content, lambda files: files.update({"dokumenty/N14-1-2026.pdf": b"%PDF-1.7 inna"}))
        self.assertEqual(eadm_reader.broken_seals("akta.zip", swapped, seal),
                         ["akta.zip", "dokumenty/N14-1-2026.pdf"])
        added = rewritten(content, lambda files: files.update({"dokumenty/obcy.pdf": b"x"}))
        self.assertIn("dokumenty/obcy.pdf", eadm_reader.broken_seals("akta.zip", added, seal))

    def test_address_for_electronic_delivery(self):
        good = "AE:PL-12345-67890-ABCDE-25"
        self.assertEqual(delivery_address.problem(good), "")
        self.assertEqual(delivery_address.problem("AE:PL-12345-67890-ABCDE-12"), "sum")
        for wrong in ("", None, good[:-1], good + "0", good.lower(), good.replace(":", "-"), f" {good}",
                      good.replace("12345", "1234A"), good.replace("12345", "１２３４５")):
            with self.subTest(wrong):
                self.assertEqual(delivery_address.problem(wrong), "pattern")
        self.assertEqual(delivery_address.tidy(" ae:pl–12345-67890- abcde-25\n"), good)

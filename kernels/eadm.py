"""A package of a case for a court or another office (eADM, NES 2.0) and for a state archive (archive package, NES 1.7).

Both have three folders, ``dokumenty``, ``metadane``, ``sprawy``, none of them empty; one metadata file for each
document, named as the document with ``.xml`` added; one file for the case. Nothing is compressed.

Where the sources differ, this is written:

- ``typIdentyfikatora``, as in the ministry's schema (a library in wide use writes ``typidentyfikatora``);
  both are read;
- no attribute ``wersja`` on the root, for the ministry's schema has none; the version is told by the first element;
- of the words for access only those that all sources share: ``niepubliczny`` (2.0), ``metadane`` (1.7).

The same package gives the same bytes each time: entries are in order and bear no time of their own. Digests have no
element in either schema, so they lie in a seal file beside the package (``seal``), in the form of ``sha256sum``.
"""

import hashlib
import io
import re
import tarfile
import zipfile
from dataclasses import dataclass
from datetime import date

from lxml import etree
from lxml.builder import ElementMaker

NAMESPACE = "http://www.mswia.gov.pl/standardy/ndap"
COURT, ARCHIVE = "2.0", "1.7"
FOLDERS = ("dokumenty", "metadane", "sprawy")
# Obligatory elements in the order of each schema. Those of 1.7 stand in the order of the alphabet of its elements.
OBLIGATORY = {
    COURT: ("identyfikator", "tytul", "data", "format", "dostep", "typ", "grupowanie"),
    ARCHIVE: ("data", "dostep", "format", "grupowanie", "identyfikator", "typ", "tytul"),
}
# Packages of archives that others write put the file of the case itself into no group.
OBLIGATORY_OF_CASE = {
    COURT: OBLIGATORY[COURT], ARCHIVE: tuple(name for name in OBLIGATORY[ARCHIVE] if name != "grupowanie"),
}
# What happened on a day, as each version calls it.
DATES = {
    COURT: {"written": "data na piśmie", "received": "uzyskany", "sent": "wysłany", "delivered": "doręczony",
            "signed": "podpisany"},
    ARCHIVE: {"written": "stworzony", "received": "otrzymany", "sent": "wysłany", "delivered": "uzyskany",
              "signed": "zatwierdzony"},
}
ACCESS = {COURT: "niepubliczny", ARCHIVE: "metadane"}
CLASSES = {COURT: ("tekst", "zbiór"), ARCHIVE: ("Text", "Collection")}
RELATIONS = ("ma odniesienie", "odnosi się do", "ma podpis", "jest podpisem", "ma wersję", "jest wersją", "ma część",
             "jest częścią")
SYSTEM = "SystemID"
SIGN = "znak sprawy"
# A name in the package: no space, no letter that a court's system could read otherwise, nothing of a path.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.[A-Za-z0-9]{1,8}")
# What readers of such packages refuse: more files, or a bigger whole.
MOST_FILES, MOST_BYTES = 10_000, 500 * 1024 * 1024
# The oldest moment that a ZIP can tell.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class PackageError(ValueError):
    """The package cannot be made or read; ``reason`` is a key, ``name`` the file it is about."""

    def __init__(self, reason, name=""):
        super().__init__(f"{reason}: {name}" if name else reason)
        self.reason, self.name = reason, name


@dataclass(frozen=True)
class Institution:
    name: str
    nip: str = ""


@dataclass(frozen=True)
class Document:
    """One file of the case and what is said of it.

    :param name: in the folder ``dokumenty``; names nobody
    :param identifier: unique in the package; relations point at it
    :param kind: ``protokół``, ``oświadczenie``, ``zgłoszenie`` …
    :param days: ``((key of DATES, date), …)``, at least one
    :param sender: not written into packages of archives, whose schema has no place for it
    :param relations: ``((one of RELATIONS, identifier of the other document), …)``
    """

    name: str
    content: bytes
    identifier: str
    title: str
    kind: str
    mime: str
    days: tuple
    creator: Institution
    sender: Institution | None = None
    recipient: Institution | None = None
    relations: tuple = ()
    status: str = ""


@dataclass(frozen=True)
class Case:
    """The case or partnership whose documents these are.

    :param heading: of the class of the file plan (JRWA) that the sign names
    :param category: ``A``, ``B10`` … with the day from which it counts; written into archive packages
    """

    sign: str
    heading: str
    title: str
    office: Institution
    opened: date
    closed: date | None = None
    category: str = ""


@dataclass(frozen=True)
class Package:
    """A case and its documents, which stand in the order of their names."""

    case: Case
    documents: tuple
    version: str = COURT

    def __post_init__(self):
        object.__setattr__(self, "documents", tuple(sorted(self.documents, key=lambda one: one.name)))


# ------------------------------------------------------------
# Writing
# ------------------------------------------------------------


def write(package, container="zip"):
    """The package as bytes.

    :param container: ``zip`` (entries are stored) or ``tar``
    :raises PackageError: ``empty``, ``many``, ``large``; of a document ``name``, ``twice``, ``identifier``,
        ``undated``, ``relation``
    """
    _check_package(package)
    files = entries(package)
    return _tar(files) if container == "tar" else _zip(files)


def entries(package):
    """``{path in the package: bytes}`` in the order in which they are written."""
    files = {f"dokumenty/{one.name}": one.content for one in package.documents}
    files |= {f"metadane/{one.name}.xml": document_xml(one, package) for one in package.documents}
    files[f"sprawy/{file_label(package.case.sign)}.xml"] = case_xml(package)
    return dict(sorted(files.items()))


def file_label(text):
    """``text`` as part of a name in a package: ``OPS.5021.7/2026`` becomes ``OPS.5021.7-2026``."""
    plain = text.translate(str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ"))
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.") or "sprawa"


def _check_package(package):
    if not package.documents:
        raise PackageError("empty")
    if 2 * len(package.documents) + 1 > MOST_FILES:
        raise PackageError("many")
    if sum(len(one.content) for one in package.documents) > MOST_BYTES:
        raise PackageError("large")
    names, identifiers = set(), {one.identifier for one in package.documents}
    if len(identifiers) < len(package.documents):
        raise PackageError("identifier")
    for one in package.documents:
        if not NAME.fullmatch(one.name):
            raise PackageError("name", one.name)
        if one.name.lower() in names:
            raise PackageError("twice", one.name)
        if not one.days or any(kind not in DATES[package.version] for kind, _day in one.days):
            raise PackageError("undated", one.name)
        if any(kind not in RELATIONS or other not in identifiers for kind, other in one.relations):
            raise PackageError("relation", one.name)
        names.add(one.name.lower())


def _zip(files):
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as archive:
        for path in [*(f"{folder}/" for folder in FOLDERS), *files]:
            entry = zipfile.ZipInfo(path, NO_TIME)
            entry.external_attr = (0o40755 << 16 | 0x10) if path.endswith("/") else 0o100644 << 16
            entry.create_system = 3
            archive.writestr(entry, files.get(path, b""))
    return result.getvalue()


def _tar(files):
    result = io.BytesIO()
    with tarfile.open(fileobj=result, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for folder in FOLDERS:
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return result.getvalue()


# ------------------------------------------------------------
# Metadata
# ------------------------------------------------------------

E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


def document_xml(document, package):
    """Metadata of one document, UTF-8."""
    return _file(_court_document if package.version == COURT else _archive_document, document, package)


def case_xml(package):
    """Metadata of the case itself, UTF-8."""
    return _file(_court_case if package.version == COURT else _archive_case, package.case, package)


def _file(make, *arguments):
    root = E.dokument(*(part for part in make(*arguments) if part is not None))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _court_document(one, package):
    yield _identifier(SYSTEM, one.identifier)
    yield E.tytul(E.oryginalny(one.title, kodJezyka="pol"))
    yield from (_day(package, kind, day) for kind, day in one.days)
    yield E.format(E.typFormatu(one.mime), E.wielkosc(str(len(one.content)), miara="bajt"))
    yield E.dostep(E.dostepnosc(ACCESS[COURT]))
    yield E.typ(E.klasa(CLASSES[COURT][0]), E.rodzaj(one.kind))
    yield E.grupowanie(E.typGrupy(SIGN), E.kodGrupy(package.case.sign), E.opis(package.case.heading))
    yield E.tworca(E.funkcja("utworzył"), _subject(one.creator, COURT))
    yield E.nadawca(_subject(one.sender, COURT)) if one.sender else None
    yield E.odbiorca(_subject(one.recipient, COURT)) if one.recipient else None
    for kind, other in one.relations:
        yield E.relacja(_identifier(SYSTEM, other), E.typRelacji(kind))
    yield E.jezyk(kodJezyka="pol")
    yield E.status(E.rodzaj(one.status), E.wersja("1")) if one.status else None


def _court_case(case, package):
    yield _identifier(SIGN, case.sign)
    yield E.tytul(E.oryginalny(case.title, kodJezyka="pol"))
    yield (
        E.data(E.zakresDat("daty skrajne"), E.czasOd(str(case.opened)), E.czasDo(str(case.closed)))
        if case.closed else E.data(E.typDaty("utworzony"), E.czas(str(case.opened)))
    )
    yield E.format(E.typFormatu("text/xml"))
    yield E.dostep(E.dostepnosc(ACCESS[COURT]))
    yield E.typ(E.klasa(CLASSES[COURT][1]), E.rodzaj("akta sprawy"))
    yield E.grupowanie(E.typGrupy(SIGN), E.kodGrupy(case.sign), E.opis(case.heading))
    yield E.tworca(E.funkcja("utworzył"), _subject(case.office, COURT))
    for one in package.documents:
        yield E.relacja(_identifier(SYSTEM, one.identifier), E.typRelacji("ma część"))
    yield E.jezyk(kodJezyka="pol")


def _archive_document(one, package):
    if one.recipient:
        yield E.odbiorca(_subject(one.recipient, ARCHIVE), E.rodzaj("glowny"))
    yield from (_day(package, kind, day) for kind, day in one.days)
    yield E.dostep(E.dostepnosc(ACCESS[ARCHIVE]))
    yield E.format(E.typ(one.mime), E.wielkosc(str(len(one.content)), jednostka="bajt"))
    yield E.grupowanie(E.typ(SIGN), E.kod(package.case.sign), E.opis(package.case.heading))
    yield _identifier(SYSTEM, one.identifier, ARCHIVE)
    yield E.jezyk(kod="pol")
    yield _category(package.case)
    for kind, other in one.relations:
        yield E.relacja(_identifier(SYSTEM, other, ARCHIVE), E.typ(kind))
    yield E.status(E.rodzaj(one.status), E.wersja("1")) if one.status else None
    yield E.tworca(E.funkcja("utworzył"), _subject(one.creator, ARCHIVE))
    yield E.typ(E.kategoria(CLASSES[ARCHIVE][0]), E.rodzaj(one.kind))
    yield E.tytul(E.oryginalny(one.title, jezyk="pol"))


def _archive_case(case, package):
    closed = case.closed or case.opened
    yield E.data(E.typ("daty skrajne"), E.od(str(case.opened)), E.do(str(closed)))
    yield E.dostep(E.dostepnosc(ACCESS[ARCHIVE]))
    yield E.format(E.typ("text/xml"))
    yield E.grupowanie(E.typ(SIGN), E.kod(case.sign), E.opis(case.heading))
    yield _identifier(SIGN, case.sign, ARCHIVE)
    yield E.jezyk(kod="pol")
    yield E.opis(case.heading)
    yield _category(case)
    yield E.tworca(E.funkcja("utworzył"), _subject(case.office, ARCHIVE))
    yield E.typ(E.kategoria(CLASSES[ARCHIVE][1]), E.rodzaj("Sprawa"))
    yield E.tytul(E.oryginalny(case.title, jezyk="pol"))


def _identifier(kind, value, version=COURT):
    if version == ARCHIVE:
        return E.identyfikator(E.typ(kind), E.wartosc(value))
    return E.identyfikator(E.typIdentyfikatora(kind), E.wartoscId(value))


def _day(package, kind, day):
    tag = E.typDaty if package.version == COURT else E.typ
    return E.data(tag(DATES[package.version][kind]), E.czas(str(day)))


def _subject(institution, version):
    number = []
    if institution.nip:
        number = [E.id(institution.nip, **{"typId" if version == COURT else "typ": "NIP"})]
    return E.podmiot(E.instytucja(*number, E.nazwa(institution.name)))


def _category(case):
    return E.kwalifikacja(
        E.kategoria(case.category), E.data(str(case.opened)), _subject(case.office, ARCHIVE),
    ) if case.category else None


# ------------------------------------------------------------
# The seal beside the package
# ------------------------------------------------------------


def digest(content):
    return hashlib.sha256(content).hexdigest()


def seal(name, content, files):
    """The seal of a package: a line for it and one for each file in it, as ``sha256sum`` writes and checks them.

    :param name: of the file that holds the package
    :param files: ``{path: bytes}`` of what is in it
    """
    lines = [(digest(content), name), *((digest(one), path) for path, one in files.items())]
    return "".join(f"{value}  {path}\n" for value, path in lines).encode()

"""Reads a package that ``kernels/eadm.py`` or another program has written, and says what it lacks.

Packages come from elsewhere too: nothing is unpacked to disk, no entity is resolved, and a file that would grow when it
is unpacked is refused.
"""

import io
import tarfile
import zipfile
from datetime import date
from pathlib import PurePosixPath

from lxml import etree

from .eadm import (
    ARCHIVE,
    COURT,
    DATES,
    FOLDERS,
    MOST_BYTES,
    MOST_FILES,
    NAMESPACE,
    OBLIGATORY,
    OBLIGATORY_OF_CASE,
    SIGN,
    Case,
    Document,
    Institution,
    Package,
    PackageError,
    digest,
)

N = f"{{{NAMESPACE}}}"
# How many times bigger than stored a file may be: packages are not compressed.
GROWTH = 1.1


def files_of(content):
    """``{path: bytes}`` of the files in a package, a ZIP or a TAR, folders left out.

    :raises PackageError: ``unreadable``, ``compressed``, ``many``, ``large``; of an entry ``path``
    """
    try:
        # ``zipfile.is_zipfile`` takes a TAR for a ZIP where the last document in it is one (an ASiC container).
        files = _zip_files(content) if content.startswith(b"PK") else _tar_files(content)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise PackageError("unreadable") from error
    for path in files:
        if path.startswith("/") or "\\" in path or ".." in PurePosixPath(path).parts:
            raise PackageError("path", path)
    return files


def _zip_files(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = [one for one in archive.infolist() if not one.is_dir()]
        _check_size(len(found), sum(one.file_size for one in found))
        for one in found:
            if one.file_size > GROWTH * one.compress_size:
                raise PackageError("compressed", one.filename)
        return {one.filename: archive.read(one) for one in found}


def _tar_files(content):
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        found = [one for one in archive.getmembers() if not one.isdir()]
        if any(not one.isfile() for one in found):
            raise PackageError("path", next(one.name for one in found if not one.isfile()))
        _check_size(len(found), sum(one.size for one in found))
        return {one.name.removeprefix("./"): archive.extractfile(one).read() for one in found}


def _check_size(count, size):
    if count > MOST_FILES:
        raise PackageError("many")
    if size > MOST_BYTES:
        raise PackageError("large")


def check(content):
    """What a package lacks, by the table of obligatory elements, as a list of ``(reason, path)``; empty: nothing.

    ``no_folder``; of a document ``no_metadata``; of a metadata file ``no_document``, ``not_xml``, ``root``,
    ``missing:<element>``, ``order``, ``empty:<element>``.

    :raises PackageError: see :func:`files_of`
    """
    files = files_of(content)
    faults = [("no_folder", folder) for folder in FOLDERS if not any(path.startswith(f"{folder}/") for path in files)]
    for path in files:
        folder, _slash, name = path.partition("/")
        if folder == "dokumenty" and f"metadane/{name}.xml" not in files:
            faults.append(("no_metadata", path))
        elif folder == "metadane" and f"dokumenty/{name.removesuffix('.xml')}" not in files:
            faults.append(("no_document", path))
        if folder in ("metadane", "sprawy"):
            faults += [(reason, path) for reason in _metadata_faults(files[path], folder)]
    return faults


def _metadata_faults(content, folder):
    root = _parse(content)
    if root is None:
        return ["not_xml"]
    if root.tag != f"{N}dokument":
        return ["root"]
    version = version_of(root)
    names = [etree.QName(child).localname for child in root if isinstance(child.tag, str)]
    demanded = (OBLIGATORY if folder == "metadane" else OBLIGATORY_OF_CASE)[version]
    faults = [f"missing:{name}" for name in demanded if name not in names]
    first = [names.index(name) for name in demanded if name in names]
    if first != sorted(first):
        faults.append("order")
    faults += [
        f"empty:{name}" for name in demanded
        if any(not "".join(child.itertext()).strip() for child in root.findall(f"{N}{name}"))
    ]
    return faults


def _parse(content):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    # Metadata need no definitions of their own; an entity could name a file of the server.
    return None if root.getroottree().docinfo.doctype else root


def version_of(root):
    """``2.0`` where the first element names the document, else ``1.7``; an attribute ``wersja`` decides where it is."""
    said = root.get("wersja")
    if said in (COURT, ARCHIVE):
        return said
    first = next((child for child in root if isinstance(child.tag, str)), None)
    return COURT if first is not None and first.tag == f"{N}identyfikator" else ARCHIVE


def read(content):
    """The package as :class:`kernels.eadm.Package`: equal to what was written.

    :raises PackageError: see :func:`files_of`; ``faulty`` where :func:`check` finds a fault
    """
    faults = check(content)
    if faults:
        raise PackageError("faulty", f"{faults[0][1]} ({faults[0][0]})")
    files = files_of(content)
    [case_path] = [path for path in files if path.startswith("sprawy/")][:1]
    root = _parse(files[case_path])
    version = version_of(root)
    metadata = {
        path.removeprefix("metadane/").removesuffix(".xml"): _parse(one)
        for path, one in sorted(files.items()) if path.startswith("metadane/")
    }
    documents = tuple(_document(name, files[f"dokumenty/{name}"], one, version) for name, one in metadata.items())
    return Package(_case(root, next(iter(metadata.values())), version), documents, version)


def _text(element, *path):
    """Text at the first of ``path`` (alternatives) that is there."""
    for one in path:
        found = element.find("/".join(f"{N}{name}" for name in one.split("/"))) if element is not None else None
        if found is not None:
            return found.text or ""
    return ""


def _identifier_of(element):
    return (_text(element, "typIdentyfikatora", "typidentyfikatora", "typ"), _text(element, "wartoscId", "wartosc"))


def _days(root, version):
    kinds = {}
    for kind, word in DATES[version].items():
        kinds.setdefault(word, kind)
    for element in root.findall(f"{N}data"):
        word, day = _text(element, "typDaty", "typ"), _text(element, "czas")
        if word in kinds and day:
            yield kinds[word], date.fromisoformat(day[:10])


def _institution(element):
    name = _text(element, "podmiot/instytucja/nazwa")
    return Institution(name, _text(element, "podmiot/instytucja/id")) if name else None


def _document(name, content, root, version):
    return Document(
        name=name, content=content, identifier=_identifier_of(root.find(f"{N}identyfikator"))[1],
        title=_text(root, "tytul/oryginalny"), kind=_text(root, "typ/rodzaj"),
        mime=_text(root, "format/typFormatu", "format/typ"), days=tuple(_days(root, version)),
        creator=_institution(root.find(f"{N}tworca")), sender=_institution(root.find(f"{N}nadawca")),
        recipient=_institution(root.find(f"{N}odbiorca")),
        relations=tuple(
            (_text(one, "typRelacji", "typ"), _identifier_of(one.find(f"{N}identyfikator"))[1])
            for one in root.findall(f"{N}relacja")
        ),
        status=_text(root, "status/rodzaj"),
    )


def _case(root, document, version):
    """The case; in packages of a court the heading stands on each document, in those of an archive on the case."""
    element = root.find(f"{N}data")
    opened = _text(element, "czasOd", "od") or _text(element, "czas")
    closed = _text(element, "czasDo", "do")
    signs = [value for kind, value in map(_identifier_of, root.findall(f"{N}identyfikator")) if kind == SIGN]
    return Case(
        sign=signs[0] if signs else _text(document, "grupowanie/kodGrupy", "grupowanie/kod"),
        heading=_text(root, "grupowanie/opis") or _text(root, "opis"), title=_text(root, "tytul/oryginalny"),
        office=_institution(root.find(f"{N}tworca")), opened=date.fromisoformat(opened[:10]),
        closed=date.fromisoformat(closed[:10]) if closed else None, category=_text(root, "kwalifikacja/kategoria"),
    )


def broken_seals(name, content, seal):
    """Names in the seal whose file is not there or differs, and files that the seal does not name; empty: all agree."""
    files = {**files_of(content), name: content}
    said = dict(reversed(line.split("  ", 1)) for line in seal.decode().splitlines() if line)
    return sorted(
        path for path in said.keys() | files.keys() if path not in files or said.get(path) != digest(files[path])
    )

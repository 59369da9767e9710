"""Signatures in a PDF (PAdES), read by pyHanko.

A file that grew after a signature (another signature, filled fields, certificates for the archive) stays good as far as
the signature allows. Notes put on it afterwards change nothing of what was signed, but what they cover nobody can say
here: such a file could not be judged. Everything else that grew is a change.
"""

import asyncio
import hashlib
import io
import unicodedata

from . import signature_certificate
from .signature import (
    CHANGED,
    NONE,
    NOT_COMPARED,
    OTHER,
    SAME,
    TEXT,
    UNCHECKED,
    UNJUDGED,
    UNKNOWN,
    VALID,
    Reading,
    Signature,
    Unreadable,
    judged,
)

# What a person notes on a page; it stands beside the page and not in its contents.
NOTES = frozenset({
    "/Text", "/Popup", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/FreeText", "/Ink",
})
# Of a page, what changes when notes and places for signatures are put on it; of the document, what may grow.
BESIDE_PAGE = frozenset({"/Parent", "/Annots", "/StructParents", "/Tabs", "/PieceInfo", "/LastModified"})
BESIDE_ROOT = frozenset({
    "/Pages", "/AcroForm", "/DSS", "/Metadata", "/Extensions", "/Version", "/StructTreeRoot", "/PieceInfo", "/Perms",
})


def read(content, issued, roots, now):
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content))
        if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
            raise Unreadable("password")
        embedded = list(reader.embedded_regular_signatures)
        empty = not embedded and _has_place(reader)
    except PdfError as error:
        raise Unreadable("damaged") from error
    if not embedded:
        note = "stamp" if list(reader.embedded_timestamp_signatures) else "place" if empty else ""
        return Reading(NONE, note=note)
    signatures = [_signature(one, content, roots, now) for one in embedded]
    document = NOT_COMPARED
    if issued and signatures[0].verdict != CHANGED:
        document = compare(_revision(embedded[0], content), issued)
    return judged(signatures, document)


def _has_place(reader):
    from pyhanko.sign.fields import enumerate_sig_fields

    return any(True for _field in enumerate_sig_fields(reader))


def _revision(embedded, content):
    """The file as it was when ``embedded`` was put in."""
    ranges = [int(number) for number in embedded.sig_object["/ByteRange"]]
    return content[:ranges[-2] + ranges[-1]]


def _signature(embedded, content, roots, now):
    from pyhanko.sign.diff_analysis import SuspiciousModification
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

    certificate = embedded.signer_cert
    signature = Signature(
        name=signature_certificate.name_of(certificate.subject),
        issuer=signature_certificate.name_of(certificate.issuer), serial=f"{certificate.serial_number:X}",
    )
    stated = embedded.sig_object.get("/Name")
    if stated and str(stated).strip() != signature.name:
        signature.stated = " ".join(str(stated).split())[:120]
    trusted = [signature_certificate.loaded(der) for der, _kind in roots]
    try:
        status = asyncio.run(async_validate_pdf_signature(
            embedded, ValidationContext(trust_roots=trusted, allow_fetching=False),
            # Old algorithms are verified too, and told of below.
            algorithm_policy=CMSAlgorithmUsagePolicy.lift_policy(AcceptAllAlgorithms()),
        ))
    except (SignatureValidationError, SigningError, ValueError):
        signature.verdict, signature.note = UNJUDGED, "form"
        return signature
    moment = status.signer_reported_dt
    if stamp := status.timestamp_validity:
        if not (stamp.valid and stamp.intact):
            signature.verdict, signature.note = CHANGED, "stamp"
            return signature
        signature.stamp = "known" if stamp.trusted else "unknown"
        moment = stamp.timestamp
    signature.signed_at = moment.isoformat(timespec="seconds") if moment else ""
    signature.whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid):
        signature.verdict = CHANGED
    elif status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        signature.verdict, signature.note = CHANGED, "part"
    elif not signature.whole and embedded.signed_revision == embedded.reader.total_revisions - 1:
        # What follows belongs to no revision: pyHanko passes over it, another program may read it.
        signature.verdict, signature.note = CHANGED, "later"
    elif not signature.whole and (not status.docmdp_ok or isinstance(status.diff_result, SuspiciousModification)):
        if only_notes(_revision(embedded, content), content):
            signature.verdict, signature.note = UNJUDGED, "comment"
        else:
            signature.verdict, signature.note = CHANGED, "later"
    else:
        signature.verdict, signature.note, signature.kind = signature_certificate.judge(
            certificate, list(embedded.other_embedded_certs), roots, moment or now or signature_certificate.now_utc(),
        )
        if embedded.md_algorithm in ("sha1", "md5", "md2") and signature.verdict in (VALID, UNKNOWN, UNCHECKED):
            signature.verdict, signature.note = UNJUDGED, "weak"
    return signature


# ------------------------------------------------------------
# Is it the same document
# ------------------------------------------------------------

def compare(signed, issued):
    """``SAME``, ``TEXT`` or ``OTHER``: the document of ``signed`` beside the one issued.

    Text is compared without spaces: programs that sign write some files anew. Notes that stand on the signed document
    count as text of it.
    """
    if signed.startswith(issued) and not _notes(signed) and _pages(signed) == _pages(issued):
        return SAME
    text = text_of(signed)
    return TEXT if text and text == text_of(issued) else OTHER


def text_of(content):
    """Text of all pages without spaces, and what is noted on them."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    text = "".join(page.extract_text() or "" for page in reader.pages)
    text = unicodedata.normalize("NFKC", text + "".join(_notes(content))).replace("\u00ad", "")
    return "".join(text.split())


def only_notes(before, after):
    """Whether nothing but notes was put on the document ``before`` to make it ``after``."""
    return _pages(before) == _pages(after) and _notes(before) != _notes(after)


def _notes(content):
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            f"{note.get('/Subtype')}{note.get('/Contents', '')}" for page in pdf.pages
            for note in page.obj.get("/Annots", []) if note.get("/Subtype") not in ("/Widget", "/Link")
        ]


def _pages(content):
    """Digests of what the reader of the document is shown: its settings, then each page."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        # Outlines and links point at pages; each page is told by itself.
        digests, seen = [], {page.obj.objgen: b"page %d" % number for number, page in enumerate(pdf.pages)}
        root = {key: value for key, value in pdf.Root.items() if key not in BESIDE_ROOT}
        digests.append(_digest(root, seen))
        for page in pdf.pages:
            kept = {key: value for key, value in page.obj.items() if key not in BESIDE_PAGE}
            links = [link for link in page.obj.get("/Annots", []) if link.get("/Subtype") == "/Link"]
            digests.append(_digest([kept, links], seen))
        strange = sum(
            1 for page in pdf.pages for note in page.obj.get("/Annots", [])
            if note.get("/Subtype") not in NOTES | {"/Widget", "/Link"}
        )
        return [*digests, strange]


def _digest(thing, seen):
    import pikepdf

    if isinstance(thing, pikepdf.Object) and thing.is_indirect:
        if thing.objgen not in seen:
            # An object that leads back to itself is told by that it does.
            seen[thing.objgen] = b"again"
            seen[thing.objgen] = _digest_direct(thing, seen)
        return seen[thing.objgen]
    return _digest_direct(thing, seen)


def _digest_direct(thing, seen):
    import pikepdf

    digest = hashlib.sha256()
    if isinstance(thing, pikepdf.Stream):
        digest.update(b"stream" + thing.read_raw_bytes())
        thing = {key: value for key, value in thing.items() if key != "/Length"}
    if isinstance(thing, (dict, pikepdf.Dictionary)):
        for key, value in sorted(thing.items()):
            if key not in ("/Parent", "/P", "/StructParent", "/Pg"):
                digest.update(key.encode() + b"=" + _digest(value, seen))
    elif isinstance(thing, (list, pikepdf.Array)):
        for value in thing:
            digest.update(b"," + _digest(value, seen))
    else:
        digest.update(f"{type(thing).__name__}:{thing!r}".encode())
    return digest.digest()

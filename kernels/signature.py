"""What an electronic signature in a file is: read, never believed.

``read(content, issued, roots)`` tells of a PDF (PAdES), an XML file (XAdES: enveloped, enveloping, detached) or an ASiC
container who signed, when, whether everything is covered and unchanged, whether the issuer of the certificate is one
that the office knows, and whether the document is the one that was issued. Nothing is fetched from a network, so
whether a certificate was revoked is not known unless the office looks it up.

The readers are pyHanko (MIT) and signxml (Apache-2.0); :func:`check_readers` says when they are missing.
"""

import json
import logging
from dataclasses import asdict, dataclass, field

# What becomes of a file, from the best to the worst. Those of ``REFUSED`` put nothing into force.
# Without certificates that the office trusts nobody's issuer is checked; with them, some are not among them.
VALID, UNKNOWN, UNCHECKED, UNJUDGED = "valid", "issuer_unknown", "unchecked", "unjudged"
CERTIFICATE, CHANGED, OTHER, NONE, UNREADABLE = "certificate", "changed", "other", "none", "unreadable"
VERDICTS = (VALID, UNKNOWN, UNCHECKED, UNJUDGED, CERTIFICATE, OTHER, CHANGED, NONE, UNREADABLE)
REFUSED = frozenset({CERTIFICATE, CHANGED, OTHER, NONE, UNREADABLE})
# The document signed, beside the one issued: the very file; another file with the same text; another document.
SAME, TEXT, NOT_COMPARED = "same", "text", "not_compared"
QUALIFIED, ADVANCED = "qualified", "advanced"

# What the libraries log names certificates, and so people.
for _name in ("pyhanko", "pyhanko_certvalidator", "signxml"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class ReadersMissing(Exception):
    """pyHanko or signxml are not installed; the text says which."""


class Unreadable(Exception):
    """The file cannot be read. ``args[0]`` is ``password``, ``damaged``, ``empty``, ``foreign`` or ``big``."""


@dataclass
class Signature:
    """One signature.

    :ivar name: common name of the certificate; no number of a person is taken over
    :ivar issuer: of the certificate, common name or organisation
    :ivar serial: of the certificate, in capital hexadecimal digits
    :ivar signed_at: ISO moment, as the signer's computer gave it, or the time stamp when there is one
    :ivar stamp: ``""`` without a time stamp; ``known`` or ``unknown`` issuer of it
    :ivar whole: nothing was added to the file after this signature
    :ivar kind: what the certificate gives (``qualified`` …) when its issuer is known, else ``""``
    :ivar note: why it could not be judged or is refused: ``comment``, ``weak``, ``form``, ``expired``, ``usage`` …
    :ivar stated: person named inside the signature by a service that signs for people (podpis zaufany)
    """

    name: str = ""
    issuer: str = ""
    serial: str = ""
    signed_at: str = ""
    stamp: str = ""
    whole: bool = True
    verdict: str = UNKNOWN
    kind: str = ""
    note: str = ""
    stated: str = ""


@dataclass
class Reading:
    """What was read: the ``verdict`` of the whole file, the signatures, and which document it is."""

    verdict: str
    signatures: list = field(default_factory=list)
    document: str = NOT_COMPARED
    note: str = ""

    @property
    def refused(self):
        return self.verdict in REFUSED

    @property
    def needs_eyes(self):
        """Whether somebody has to look at the file in another program before it may count."""
        return self.verdict == UNJUDGED

    def dumps(self):
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loads(cls, text):
        values = json.loads(text)
        return cls(**{**values, "signatures": [Signature(**each) for each in values["signatures"]]})


def check_readers():
    """:raises ReadersMissing: electronic signatures cannot be read here"""
    try:
        import pikepdf  # noqa: F401
        import pyhanko.sign.validation  # noqa: F401
        import signxml.xades  # noqa: F401
    except (ImportError, OSError) as error:
        raise ReadersMissing(str(error).splitlines()[0]) from error


def read(content, kind, issued=None, roots=(), now=None):
    """Read the signatures of a file.

    :param content: bytes of the file
    :param kind: ``pdf``, ``xml`` or ``asic`` (``kernels.signed_copy.kind_of``); anything else holds no signature
    :param issued: bytes of the PDF that was issued, ``None`` when the paper was drawn up elsewhere
    :param roots: pairs of a certificate (DER) that the office trusts and what it gives (``qualified`` …)
    :param now: moment for signatures that bear none, aware
    :raises ReadersMissing: the libraries are not installed
    """
    check_readers()
    from . import signature_pdf, signature_xml

    issued = issued if issued and issued.startswith(b"%PDF-") else None
    reader = {"pdf": signature_pdf.read, "xml": signature_xml.read, "asic": signature_xml.read_container}.get(kind)
    if not content.strip():
        return Reading(UNREADABLE, note="empty")
    if reader is None:
        return Reading(NONE, note="foreign")
    try:
        reading = reader(content, issued, list(roots), now)
    except Unreadable as error:
        return Reading(UNREADABLE, note=error.args[0])
    # A file made to break its reader breaks it in many ways; none of them may stop more than this file.
    except (ReadersMissing, MemoryError):
        raise
    except Exception:  # noqa: BLE001 pylint: disable=broad-except
        return Reading(UNREADABLE, note="damaged")
    verdicts = [signature.verdict for signature in reading.signatures] + [reading.verdict]
    reading.verdict = max(verdicts, key=VERDICTS.index)
    return reading


def judged(signatures, document):
    """The reading of a file that holds ``signatures`` over a document that is ``document`` beside the one issued."""
    if not signatures:
        return Reading(NONE)
    return Reading(OTHER if document == OTHER else VALID, signatures, document)

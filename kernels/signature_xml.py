"""Signatures in XML (XAdES, the trusted profile among them) and in ASiC containers, read by signxml.

Only what a signature refers to counts as signed; what else stands in the file is not looked at. A signature beside its
document (detached) is read with the file that was issued, or with the files of its container.
"""

import base64
import binascii
import hashlib
import io
import zipfile
from datetime import UTC, datetime
from urllib.parse import unquote

from lxml import etree

from . import signature_certificate, signature_pdf
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

DS = "{http://www.w3.org/2000/09/xmldsig#}"
BASE64 = "http://www.w3.org/2000/09/xmldsig#base64"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
MAX_SIGNATURES = 50
MAX_UNPACKED = 60 * 1024 * 1024
# What signxml applies; a signature with another transformation would look changed to it.
TRANSFORMS = (
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature", BASE64, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/2001/10/xml-exc-c14n#",
)


def read(content, issued, roots, now):
    return _read(content, lambda _uri: issued, issued, roots, now)


def read_container(content, issued, roots, now):
    """An ASiC container with signatures in XML: one or several over the files that lie in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise Unreadable("big")
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise Unreadable("password")
            inside = [info for info in archive.infolist() if not info.is_dir()]
            files = {info.filename: archive.read(info) for info in inside}
            if len(files) < len(inside):
                # Of two files of one name another program may show the other one.
                raise Unreadable("damaged")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise Unreadable("damaged") from error
    readings = [
        _read(text, lambda uri: files.get(unquote(uri)), issued, roots, now) for name, text in sorted(files.items())
        if name.upper().startswith("META-INF/") and "signature" in name.lower() and name.lower().endswith(".xml")
    ]
    if not readings:
        cms = any(name.lower().endswith((".p7s", ".p7m")) for name in files)
        return Reading(NONE, note="cms" if cms else "")
    signatures = [signature for reading in readings for signature in reading.signatures]
    documents = {reading.document for reading in readings}
    document = next((each for each in (OTHER, NOT_COMPARED, TEXT) if each in documents), SAME)
    return judged(signatures, document)


def _read(content, files, issued, roots, now):
    """:param files: gives the bytes of a file beside the signature, by its address, or ``None``"""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("damaged")
    found = _found(root)
    if len(found) > MAX_SIGNATURES:
        raise Unreadable("big")
    signatures, documents = [], []
    for number, _element in enumerate(found):
        signature, signed = _signature(root, number, files, roots, now)
        if not issued and not signature.whole and signature.verdict in (VALID, UNKNOWN, UNCHECKED):
            signature.verdict, signature.note = UNJUDGED, "part"
        signatures.append(signature)
        documents.append(_document(signed, issued) if issued and signed else NOT_COMPARED)
    document = next((each for each in (OTHER, NOT_COMPARED, TEXT) if each in documents), SAME)
    return judged(signatures, document)


def _found(root):
    """Signatures of the document; a signature on a signature (countersignature) tells of that one alone."""
    return [
        element for element in root.iter(f"{DS}Signature")
        if not any(each.tag.endswith("}CounterSignature") for each in element.iterancestors())
    ]


def _document(signed, issued):
    """Which document is among the parts ``signed``, bytes each."""
    found = {
        SAME if part == issued else signature_pdf.compare(part, issued) for part in signed if part.startswith(b"%PDF-")
    }
    return next((each for each in (SAME, TEXT) if each in found), OTHER)


def _verifier(number):
    from signxml.xades import XAdESVerifier

    class Verifier(XAdESVerifier):
        """Takes the signature with this number; the library itself takes the first."""

        def _get_signature(self, root):
            return _found(root)[number]

    return Verifier()


def _signature(root, number, files, roots, now):
    """``(signature, parts it covers)``; only parts that were verified are given."""
    from cryptography.x509 import load_der_x509_certificate
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.exceptions import InvalidDigest, InvalidSignature, SignXMLException
    from signxml.xades import XAdESSignatureConfiguration

    verifier = _verifier(number)
    element = verifier._get_signature(root)
    held = [
        base64.b64decode(text.text or "")
        for text in element.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
    ]
    if not (element.findtext(f"{DS}SignatureValue") or "").strip() or element.find(f"{DS}SignedInfo") is None:
        raise Unreadable("damaged")
    if not held:
        return Signature(verdict=UNJUDGED, note="form"), []
    certificates = [signature_certificate.loaded(der) for der in held]
    # The signer's stands first, unless the chain stands the other way round.
    own = next((number for number, each in enumerate(certificates) if not each.ca), 0)
    certificate = certificates[own]
    signature = Signature(
        name=signature_certificate.name_of(certificate.subject),
        issuer=signature_certificate.name_of(certificate.issuer), serial=f"{certificate.serial_number:X}",
    )
    references = element.findall(f"{DS}SignedInfo/{DS}Reference")
    beside = [each for each in references if not (each.get("URI") or "#").startswith("#")]
    for reference in beside:
        part = files(reference.get("URI"))
        if part is None:
            signature.verdict, signature.note = UNJUDGED, "beside"
            return signature, []
        if reference.find(f"{DS}Transforms") is None and not _has_digest(reference, part):
            signature.verdict, signature.note = OTHER, "beside"
            return signature, []
    signer = load_der_x509_certificate(held[own])
    try:
        results = verifier.verify(
            root, x509_cert=signer, uri_resolver=files,
            expect_config=XAdESSignatureConfiguration(
                expect_references=True, verification_time=signer.not_valid_before_utc,
                # Old algorithms are verified too, and told of below.
                signature_methods=frozenset(SignatureMethod), digest_algorithms=frozenset(DigestAlgorithm),
            ),
        )
    except (InvalidDigest, InvalidSignature):
        strange = any(
            not (each.get("Algorithm") or "").startswith(TRANSFORMS)
            for each in element.iterfind(f"{DS}SignedInfo/{DS}Reference/{DS}Transforms/{DS}Transform")
        )
        signature.verdict, signature.note = (UNJUDGED, "form") if strange else (CHANGED, "")
        return signature, []
    except (SignXMLException, etree.DocumentInvalid, ValueError, binascii.Error):
        signature.verdict, signature.note = UNJUDGED, "form"
        return signature, []
    own = {f"{DS}KeyInfo", f"{XADES}SignedProperties"}
    if all(each.signed_xml is not None and each.signed_xml.tag in own for each in results):
        signature.verdict, signature.note = CHANGED, "part"
        return signature, []
    signature.whole = bool(beside) or root.tag == f"{DS}Signature" or any(
        each.signed_xml is not None and each.signed_xml.tag == root.tag for each in results
    )
    properties = next(
        (each.signed_properties for each in results if getattr(each, "signed_properties", None) is not None), None,
    )
    moment = _moment(properties)
    signature.signed_at = moment.isoformat(timespec="seconds") if moment else ""
    signature.stated = _stated(properties)
    others = [each for each in certificates if each is not certificate]
    signature.verdict, signature.note, signature.kind = signature_certificate.judge(
        certificate, others, roots, moment or now or signature_certificate.now_utc(),
    )
    algorithms = [each.get("Algorithm").lower() for each in element.iterfind(f"{DS}SignedInfo//*[@Algorithm]")]
    if any("sha1" in each for each in algorithms) and signature.verdict in (VALID, UNKNOWN, UNCHECKED):
        signature.verdict, signature.note = UNJUDGED, "weak"
    return signature, _parts(results, beside, files)


def _has_digest(reference, part):
    """Whether the file ``part`` is the one that the reference was made of; an unknown digest is left to the library."""
    method = (reference.find(f"{DS}DigestMethod").get("Algorithm") or "").rsplit("#", 1)[-1].lower()
    if method not in ("sha256", "sha384", "sha512"):
        return True
    return hashlib.new(method, part).digest() == base64.b64decode(reference.findtext(f"{DS}DigestValue") or "")


def _parts(results, beside, files):
    """Files that are signed: those beside the signature, and those that lie in a signed element in base64."""
    parts = [files(reference.get("URI")) for reference in beside]
    for result in results:
        parts.append(result.signed_data)
        if result.signed_xml is not None:
            for element in result.signed_xml.iter():
                text = "".join((element.text or "").split()) if isinstance(element.tag, str) else ""
                if text.startswith("JVBERi0"):
                    try:
                        parts.append(base64.b64decode(text, validate=True))
                    except (binascii.Error, ValueError):
                        continue
    return parts


def _moment(properties):
    text = properties is not None and properties.findtext(f"{XADES}SigningTime")
    try:
        moment = datetime.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _stated(properties):
    """Given name and surname in the role of the signer: a trusted profile names there whom it signs for."""
    if properties is None:
        return ""
    words = {}
    for element in properties.iter():
        tag = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
        if tag in ("Imie", "Nazwisko") and element.text:
            words.setdefault(tag, " ".join(element.text.split())[:80])
    return " ".join(words[tag] for tag in ("Imie", "Nazwisko") if tag in words)

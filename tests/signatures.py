"""Files that are really signed, by people and offices that do not exist.

One chain of certificates is made for a run; keys are on the curve P-256, so that signing takes some milliseconds.
"""

import base64
import io
import zipfile
from datetime import UTC, datetime, timedelta
from functools import cache

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields as pdf_fields
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas
from signxml import methods
from signxml.xades import XAdESSigner

LONG_AGO, FAR_AHEAD = datetime(2015, 1, 1, tzinfo=UTC), datetime(2080, 1, 1, tzinfo=UTC)
# Qualified, with the key in a device for qualified signatures (ETSI EN 319 412-5).
QC_STATEMENTS = bytes.fromhex("3014300806060400 8e460101 3008060604008e460104".replace(" ", ""))


class Holder:
    """A certificate with its key and the chain above it."""

    def __init__(self, key, certificate, chain=()):
        self.key, self.certificate, self.chain = key, certificate, tuple(chain)

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def for_pdf(self):
        store = SimpleCertificateStore()
        store.register_multiple(asn1_x509.Certificate.load(each.der) for each in (self, *self.chain))
        key = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
        )
        return asn1_x509.Certificate.load(self.der), asn1_keys.PrivateKeyInfo.load(key), store


def certificate(name, issuer=None, authority=False, qualified=True, begins=LONG_AGO, ends=FAR_AHEAD, stamps=False):
    """A certificate of ``name``, by the holder ``issuer`` or by itself."""
    # The stamping office of pyHanko's tests signs with RSA only.
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "PL"), x509.NameAttribute(NameOID.COMMON_NAME, name),
        # As Polish certificates have it: the PESEL of whoever signs.
        *([] if authority else [x509.NameAttribute(NameOID.SERIAL_NUMBER, "PNOPL-44051401359")]),
    ])
    builder = (
        x509.CertificateBuilder().subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(
            digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
            encipher_only=False, decipher_only=False,
        ), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False,
        )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True,
        )
    if qualified and not authority and not stamps:
        builder = builder.add_extension(
            x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), QC_STATEMENTS), critical=False,
        )
    signer = issuer.key if issuer else key
    return Holder(key, builder.sign(signer, hashes.SHA256()), (issuer, *issuer.chain) if issuer else ())


@cache
def root():
    return certificate("Testowe Centrum Certyfikacji", authority=True)


@cache
def issuer():
    return certificate("Testowy Wystawca Podpisów", root(), authority=True)


@cache
def holder(name="Bożena Makieta", **params):
    """Whoever signs, by the chain of this run; made once for each name."""
    return certificate(name, issuer(), **params)


@cache
def stranger():
    """A holder whose issuer no office has loaded."""
    return certificate("Jan Obcy", certificate("Nieznany Wystawca", authority=True))


def pdf(*lines):
    """A small PDF with these lines on its page."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, line in enumerate(lines or ("Dokument",)):
        canvas.drawString(100, 700 - 20 * number, line)
    canvas.save()
    return stream.getvalue()


class _Signer(signers.PdfSigner):
    """Signs at the moment that the test tells of."""

    moment = None

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.moment
        return session


def at(day=None):
    """Noon in Poland of a day (date), or now."""
    if day is None:
        return datetime.now(UTC) - timedelta(seconds=1)
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def sign_pdf(content=None, by=None, day=None, field="Podpis", visible=False, stamped=False, password=None,
             digest="sha256", **meta):
    """The PDF ``content`` with one more signature, by ``by`` (a holder) on ``day``."""
    by = by or holder()
    own, key, store = by.for_pdf()
    writer = IncrementalPdfFileWriter(io.BytesIO(content or pdf()))
    if password is not None:
        writer.encrypt(password)
    place = pdf_fields.SigFieldSpec(field, box=(60, 60, 260, 120) if visible else None)
    stamper = None
    if stamped:
        stamping = _stamping()
        stamper = DummyTimeStamper(*stamping.for_pdf(), fixed_dt=at(day))
    signer = _Signer(
        signers.PdfSignatureMetadata(
            field_name=field, subfilter=pdf_fields.SigSeedSubFilter.PADES, md_algorithm=digest, **meta,
        ), signers.SimpleSigner(own, key, store), timestamper=stamper, new_field_spec=place,
    )
    signer.moment = at(day)
    return signer.sign_pdf(writer).getvalue()


@cache
def _stamping():
    return certificate("Testowy Znacznik Czasu", issuer(), stamps=True)


def noted(content, text="Proszę o datę", subtype="/Text", picture=None):
    """The PDF with a note put on its first page afterwards."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name(subtype),
        generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (300, 300, 320, 320))),
        generic.pdf_name("/Contents"): generic.TextStringObject(text),
    })
    page.setdefault(generic.pdf_name("/Annots"), generic.ArrayObject()).append(writer.add_object(note))
    writer.update_container(page)
    return _written(writer)


def overwritten(content, *lines):
    """The PDF with other contents on its first page, added behind what was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    drawn = " ".join(f"1 0 0 1 100 {600 - 20 * number} Tm ({line}) Tj" for number, line in enumerate(lines))
    page[generic.pdf_name("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=f"BT /F1 12 Tf {drawn} ET".encode()),
    )
    writer.update_container(page)
    return _written(writer)


def with_place(content=None):
    """A PDF with an empty place for a signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content or pdf()))
    pdf_fields.append_signature_field(writer, pdf_fields.SigFieldSpec("Podpis", box=(60, 60, 260, 120)))
    return _written(writer)


def encrypted(content, password):
    with pikepdf.open(io.BytesIO(content)) as document:
        stream = io.BytesIO()
        document.save(stream, encryption=pikepdf.Encryption(user=password, owner="urząd", R=6))
    return stream.getvalue()


def rewritten(content):
    """The PDF as another program saves it: other bytes, the same text."""
    with pikepdf.open(io.BytesIO(content)) as document:
        stream = io.BytesIO()
        document.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def _written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def container(files, signed=(), by=None, day=None):
    """An ASiC-E container of ``files`` (name: bytes) with one signature over those ``signed`` (default: all)."""
    manifest = sign_xml_beside({name: files[name] for name in signed or files}, by, day)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("META-INF/signatures0.xml", manifest)
    return stream.getvalue()


@cache
def small(day=None, name="Bożena Makieta"):
    """A small signed PDF, the same for a day: for papers of which a test asks no more than that they are signed."""
    return base64.b64encode(sign_pdf(by=holder(name), day=day))


class XmlSigner(XAdESSigner):
    """Signs at the moment that the test tells of, and files that are no XML where they lie beside the signature."""

    moment = file = None

    def add_signing_time(self, signed_signature_properties, sig_root, signing_settings):
        super().add_signing_time(signed_signature_properties, sig_root, signing_settings)
        signed_signature_properties[-1].text = self.moment.isoformat(timespec="seconds")

    def _build_sig(self, *args, **kwargs):
        signed_info, value = super()._build_sig(*args, **kwargs)
        if self.file is not None:
            reference = self._find(signed_info, "Reference")
            reference.remove(self._find(reference, "Transforms"))
            digest = self._get_digest(self.file, algorithm=self.digest_alg)
            self._find(reference, "DigestValue").text = base64.b64encode(digest).decode()
        return signed_info, value


def sign_xml(content, method=methods.enveloped, by=None, day=None, algorithm="ecdsa-sha256",
             signer=XmlSigner, claimed_roles=None, **params):
    """An XML signature: within the element ``content``, or of bytes that lie in the file in base64, or beside it."""
    by = by or holder()
    signer = signer(
        method=method, signature_algorithm=algorithm, digest_algorithm="sha256", claimed_roles=claimed_roles,
    )
    signer.moment = at(day)
    document = content
    if isinstance(content, bytes):
        document = etree.Element("Plik")
        document.text = base64.b64encode(content).decode()
        signer.file = content if method == methods.detached else None
    key = by.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    )
    chain = [each.certificate for each in (by, *by.chain) if each.chain]
    signed = signer.sign(document, key=key, cert=chain, always_add_key_value=False, **params)
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def sign_xml_beside(files, by=None, day=None):
    """An XML signature that lies beside the documents it signs (detached), by their names."""
    [(name, content)] = files.items()
    return sign_xml(content, methods.detached, by, day, reference_uri=name)

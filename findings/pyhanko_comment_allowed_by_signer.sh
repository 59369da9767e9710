#!/bin/bash
# pyHanko 0.38.0, a PDF certified with the permission to annotate (DocMDP 3), reportlab 5.1.0
# Guess: a comment added to the page afterwards is within what the signer allowed, and the signature stays good.
# Seen:  intact and valid, but the comment is a suspicious modification and docmdp_ok is False, as with no permission;
#        a program that passes this on calls an ordinary note of a secretary a forged document.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyHanko==0.38.0 reportlab==5.1.0
"$folder/venv/bin/python" - <<'PY'
import io
import logging
from datetime import datetime, timedelta, timezone

from asn1crypto import keys
from asn1crypto import x509 as der
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

logging.disable()
key = ec.generate_private_key(ec.SECP256R1())
name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Jan")]), datetime.now(timezone.utc)
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), True)
    .sign(key, hashes.SHA256())
)
signer = signers.SimpleSigner(
    der.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
    keys.PrivateKeyInfo.load(key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    )), SimpleCertificateStore(),
)


def written(writer):
    writer.write(stream := io.BytesIO())
    return stream.getvalue()


canvas = Canvas(page := io.BytesIO())
canvas.drawString(100, 500, "Tekst")
canvas.save()
seen = {}
for permission in (fields.MDPPerm.NO_CHANGES, fields.MDPPerm.ANNOTATE):
    signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(page.getvalue())), signers.PdfSignatureMetadata(
        field_name="Podpis", certify=True, docmdp_permissions=permission,
    ), signer=signer).getvalue()
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    first = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
        generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 29, 29))),
        generic.pdf_name("/Contents"): generic.TextStringObject("Proszę o datę"),
    })
    first.setdefault(generic.pdf_name("/Annots"), generic.ArrayObject()).append(writer.add_object(note))
    writer.update_container(first)
    [one] = PdfFileReader(io.BytesIO(written(writer))).embedded_signatures
    status = validate_pdf_signature(one, ValidationContext(trust_roots=[signer.signing_cert]))
    seen[permission.name] = (status.intact, status.valid, status.docmdp_ok, type(status.diff_result).__name__)
print(seen)
assert set(seen.values()) == {(True, True, False, "SuspiciousModification")}, seen
PY

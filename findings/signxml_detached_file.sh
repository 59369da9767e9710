#!/bin/bash
# signxml 5.2.0, signature beside a file that is no XML (detached), as people get from signing a PDF or a scan
# Guess: as the verifier takes any bytes from its uri_resolver, the signer signs any bytes under a reference_uri.
# Seen:  the signer parses what it is given as XML and fails (XMLSyntaxError); only XML can be signed detached, so what
#        the verifier accepts cannot be made with the same library.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q signxml==5.2.0
"$folder/venv/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml import methods
from signxml.xades import XAdESSigner

key = ec.generate_private_key(ec.SECP256R1())
name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Jan")]), datetime.now(timezone.utc)
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9)).sign(key, hashes.SHA256())
)
seen = {}
for file in (b"<pismo/>", b"%PDF-1.7 pismo"):
    signer = XAdESSigner(method=methods.detached, signature_algorithm="ecdsa-sha256", digest_algorithm="sha256")
    try:
        signer.sign(file, key=key, cert=[certificate], reference_uri="pismo")
        seen[file] = "signed"
    except etree.XMLSyntaxError:
        seen[file] = "XMLSyntaxError"
print(seen)
assert seen == {b"<pismo/>": "signed", b"%PDF-1.7 pismo": "XMLSyntaxError"}, seen
PY

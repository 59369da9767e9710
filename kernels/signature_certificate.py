"""Certificates of those who sign: read from a file, named, and followed to an issuer whom the office knows."""

import asyncio
import base64
import re
from datetime import UTC, datetime

from .signature import ADVANCED, CERTIFICATE, QUALIFIED, UNCHECKED, UNJUDGED, UNKNOWN, VALID

MAX_CERTIFICATES = 500
PEM = re.compile(rb"-----BEGIN (?:TRUSTED )?CERTIFICATE-----(.+?)-----END (?:TRUSTED )?CERTIFICATE-----", re.DOTALL)
# ETSI EN 319 412-5: the certificate is qualified; its key lies in a device for qualified signatures.
QC_COMPLIANCE, QC_DEVICE = "0.4.0.1862.1.1", "0.4.0.1862.1.4"


class NoCertificate(Exception):
    """The file holds no certificate that can be read."""


def load(content):
    """Certificates of a file: PEM with one or several, or one DER.

    :return: DER of each, without doubles, in the order of the file
    :raises NoCertificate: there is none, one is damaged, or there are more than ``MAX_CERTIFICATES``
    """
    from asn1crypto import x509

    try:
        found = [base64.b64decode(text, validate=False) for text in PEM.findall(content)] or [content]
        for der in found:
            x509.Certificate.load(der, strict=True).native  # noqa: B018
    # asn1crypto says in many ways that bytes are no certificate.
    except Exception as error:
        raise NoCertificate from error
    if len(found) > MAX_CERTIFICATES:
        raise NoCertificate
    return list(dict.fromkeys(found))


def loaded(der):
    from asn1crypto import x509

    return x509.Certificate.load(der)


def described(der):
    """``name``, ``issuer``, ``serial``, ``fingerprint``, ``valid_from``, ``valid_to`` (aware) and ``is_authority``."""
    certificate = loaded(der)
    return {
        "name": name_of(certificate.subject), "issuer": name_of(certificate.issuer),
        "serial": f"{certificate.serial_number:X}", "fingerprint": certificate.sha256.hex(),
        "valid_from": certificate.not_valid_before, "valid_to": certificate.not_valid_after,
        "is_authority": bool(certificate.ca),
    }


def name_of(name):
    """How somebody is called: common name, else given name and surname, else the organisation; at most 200 characters.

    The attribute ``serialNumber`` of Polish certificates holds a PESEL or NIP and is not taken.
    """
    values = name.native
    given = " ".join(filter(None, (_one(values.get("given_name")), _one(values.get("surname")))))
    return (_one(values.get("common_name")) or given or _one(values.get("organization_name")))[:200]


def _one(value):
    return " ".join(value) if isinstance(value, list) else value or ""


def judge(certificate, others, roots, moment):
    """``(verdict, note, kind)`` of a certificate (asn1crypto) used to sign at ``moment``.

    :param others: certificates that came with it
    :param roots: pairs of DER and what a certificate below it gives
    """
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import (
        DisallowedAlgorithmError,
        ExpiredError,
        NotYetValidError,
        PathBuildingError,
        RevokedError,
        ValidationError,
    )

    if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return CERTIFICATE, "expired", ""
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & set(usage.native):
        return CERTIFICATE, "usage", ""
    if not roots:
        return UNCHECKED, "", ""
    trusted = [loaded(der) for der, _kind in roots]
    kinds = {root.sha256: kind for root, (_der, kind) in zip(trusted, roots, strict=True)}
    context = ValidationContext(trust_roots=trusted, other_certs=others, moment=moment, allow_fetching=False)
    validator = CertificateValidator(certificate, intermediate_certs=others, validation_context=context)
    try:
        path = asyncio.run(validator.async_validate_path())
    except DisallowedAlgorithmError:
        return UNJUDGED, "weak", ""
    except (ExpiredError, NotYetValidError, RevokedError):
        return CERTIFICATE, "path", ""
    # No way leads to anybody trusted; an issuer of the same name with another key is another issuer.
    except (PathBuildingError, ValidationError):
        return UNKNOWN, "", ""
    kind = kinds[path.trust_anchor.authority.certificate.sha256]
    if kind == QUALIFIED and not {QC_COMPLIANCE, QC_DEVICE} <= statements(certificate):
        kind = ADVANCED
    return VALID, "", kind


def statements(certificate):
    """Object identifiers of what the issuer states of the certificate (extension ``qcStatements``)."""
    from pyhanko.sign.ades import qualified_asn1

    try:
        return {each["statement_id"].dotted for each in qualified_asn1.get_qc_statements(certificate)}
    except ValueError:
        return set()


def now_utc():
    return datetime.now(UTC)

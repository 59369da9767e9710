"""What kind of file a signed copy is, told from its content and never from its name.

``kind_of(content)`` answers one of ``KINDS`` or ``None``. A scan is accepted for a handwritten signature, a
container or an XML signature only for an electronic one; see ``accepted_for``.
"""

MAX_SIZE = 25 * 1024 * 1024
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "asic": "application/zip",
    "xml": "application/xml",
}
EXTENSIONS = {"pdf": "pdf", "png": "png", "jpeg": "jpg", "tiff": "tif", "asic": "asice", "xml": "xml"}
SCANS = frozenset({"pdf", "png", "jpeg", "tiff"})
ELECTRONIC = frozenset({"pdf", "asic", "xml"})
XMLDSIG = b"http://www.w3.org/2000/09/xmldsig#"


def kind_of(content):
    """Kind of the file, or ``None`` when it is none of those an office signs (or is cut short).

    A ZIP counts only as an ASiC container: the signature's ``META-INF/`` folder has to be in it. An XML file counts
    only with an XML signature in it (XAdES, the trusted signature of ePUAP).
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    if b"%PDF-" in content[:1024]:
        return "pdf" if b"%%EOF" in content[-2048:] else None
    if content.startswith(b"PK\x03\x04"):
        return "asic" if b"META-INF/" in content else None
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and XMLDSIG in content:
        return "xml"
    return None


def accepted_for(signature_kind):
    """Kinds of file that may carry the given kind of signature."""
    return SCANS if signature_kind == "handwritten" else ELECTRONIC

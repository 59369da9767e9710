"""Files signed by people who do not exist, read as an office would read them."""
from datetime import UTC, date, datetime

from lxml import etree
from signxml import methods

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import signature, signature_certificate

from .. import signatures
from ..signatures import encrypted, noted, overwritten, pdf, rewritten, sign_pdf, sign_xml, with_place

TRUSTED = [(signatures.root().der, "qualified")]
ISSUED = pdf("POR/1/2026", "Strony zgodnie postanawiaja")


class OfNothing(signatures.XmlSigner):
    """Signs its own certificate and time, and no document."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.signed_data_object_properties_annotators = []

    def _build_sig(self, *args, **kwargs):
        signed_info, value = super()._build_sig(*args, **kwargs)
        signed_info.remove(self._find(signed_info, "Reference"))
        return signed_info, value


@tagged("post_install", "-at_install")
class TestSignatureReading(BaseCase):
    def _read(self, content, kind="pdf", issued=ISSUED, roots=TRUSTED):
        return signature.read(content, kind, issued, roots)

    def _check(self, cases, **params):
        """``cases``: name → (file, verdict, document, notes of the signatures or of the file)."""
        for name, (content, verdict, document, notes) in cases.items():
            with self.subTest(name):
                reading = self._read(content, **params)
                self.assertEqual((reading.verdict, reading.document), (verdict, document))
                self.assertEqual([reading.note, *(each.note for each in reading.signatures)], notes)

    def test_signed_pdf(self):
        signed = sign_pdf(ISSUED)
        flipped = bytearray(signed)
        flipped[signed.index(b"endstream") - 30] ^= 1
        self._check({
            "valid": (signed, "valid", "same", ["", ""]),
            "visible": (sign_pdf(ISSUED, visible=True), "valid", "same", ["", ""]),
            "with a time stamp": (sign_pdf(ISSUED, stamped=True), "valid", "same", ["", ""]),
            "in a place prepared for it": (sign_pdf(with_place(ISSUED)), "valid", "same", ["", ""]),
            "by a stranger": (sign_pdf(ISSUED, by=signatures.stranger()), "issuer_unknown", "same", ["", ""]),
            "saved anew, then signed": (sign_pdf(rewritten(ISSUED)), "valid", "text", ["", ""]),
            "signed, then saved anew": (rewritten(signed), "changed", "not_compared", ["", ""]),
            "another document": (sign_pdf(pdf("UCH/7/2026")), "other", "other", ["", ""]),
            "a byte changed": (bytes(flipped), "changed", "not_compared", ["", ""]),
            "a comment added later": (noted(signed), "unjudged", "same", ["", "comment"]),
            "a stamp put over it later": (noted(signed, subtype="/Stamp"), "changed", "not_compared", ["", "later"]),
            "other contents added later": (overwritten(signed, "nowe"), "changed", "not_compared", ["", "later"]),
            # What was put on the issued file before it was signed: its first bytes are still those issued.
            "other contents, then signed": (sign_pdf(overwritten(ISSUED, "nowe")), "other", "other", ["", ""]),
            "a comment, then signed": (sign_pdf(noted(ISSUED)), "other", "other", ["", ""]),
            "old algorithm": (sign_pdf(ISSUED, digest="sha1"), "unjudged", "same", ["", "weak"]),
        })

    def test_several_signatures(self):
        first = sign_pdf(ISSUED)
        second = sign_pdf(first, by=signatures.holder("Zbigniew Makieta"), field="Starosta")
        reading = self._read(second)
        self.assertEqual(
            [(each.name, each.whole, each.kind) for each in reading.signatures],
            [("Bożena Makieta", False, "qualified"), ("Zbigniew Makieta", True, "qualified")],
        )
        stranger = {"by": signatures.stranger(), "field": "Obcy"}
        self._check({
            "later over earlier": (second, "valid", "same", ["", "", ""]),
            "one of them a stranger": (sign_pdf(first, **stranger), "issuer_unknown", "same", ["", "", ""]),
            "comment between them": (sign_pdf(noted(first), field="Drugi"), "unjudged", "same", ["", "comment", ""]),
            "change between them": (
                sign_pdf(overwritten(first, "nowe"), field="Drugi"), "changed", "not_compared", ["", "later", ""],
            ),
            "bytes of nothing behind it": (
                first + b"% inne\n" + first[-200:], "changed", "not_compared", ["", "later"],
            ),
        })

    def test_no_signature(self):
        self._check({
            "unsigned": (ISSUED, "none", "not_compared", [""]),
            "a place for a signature": (with_place(), "none", "not_compared", ["place"]),
            "empty": (b" \n", "unreadable", "not_compared", ["empty"]),
            "cut short": (sign_pdf(ISSUED)[:-700], "unreadable", "not_compared", ["damaged"]),
            "with a password": (encrypted(ISSUED, "tajne"), "unreadable", "not_compared", ["password"]),
            "signed, with a password": (
                sign_pdf(encrypted(ISSUED, "tajne"), password="tajne"), "unreadable", "not_compared", ["password"],
            ),
            "opened without a password": (sign_pdf(encrypted(ISSUED, ""), password=""), "valid", "text", ["", ""]),
        })
        self.assertEqual(self._read(b"\x89PNG", "png").note, "foreign")

    def test_certificate_has_to_hold_on_the_day(self):
        ended = signatures.certificate("Dawny", signatures.issuer(), ends=datetime(2020, 1, 1, tzinfo=UTC))
        self._check({
            "in its time": (sign_pdf(ISSUED, by=ended, day=date(2019, 5, 5)), "valid", "same", ["", ""]),
            "afterwards": (sign_pdf(ISSUED, by=ended), "certificate", "same", ["", "expired"]),
            "of an authority": (sign_pdf(ISSUED, by=signatures.issuer()), "certificate", "same", ["", "usage"]),
        })
        self.assertEqual(
            self._read(sign_pdf(ISSUED, by=ended), roots=()).verdict, "certificate", "the day is known without roots",
        )

    def test_qualified_is_said_with_a_root_and_the_issuers_word_only(self):
        """Without roots nothing is called qualified, whatever the certificate says of itself."""
        plain = signatures.certificate("Zwykły", signatures.issuer(), qualified=False)
        signed = sign_pdf(ISSUED)
        namesakes = [
            (signatures.certificate(name, authority=True).der, "qualified")
            for name in ("Testowe Centrum Certyfikacji", "Testowy Wystawca Podpisów")
        ]
        for name, content, roots, verdict, kind in (
            ("root of qualified", signed, TRUSTED, "valid", "qualified"),
            ("no root", signed, [], "unchecked", ""),
            ("another root", signed, [(signatures.stranger().chain[0].der, "qualified")], "issuer_unknown", ""),
            ("namesake of the root", signed, namesakes, "issuer_unknown", ""),
            ("root of personal", signed, [(signatures.root().der, "personal")], "valid", "personal"),
            ("issuer as the root", signed, [(signatures.issuer().der, "qualified")], "valid", "qualified"),
            ("without the statement", sign_pdf(ISSUED, by=plain), TRUSTED, "valid", "advanced"),
        ):
            with self.subTest(name):
                reading = self._read(content, roots=roots)
                self.assertEqual((reading.verdict, reading.signatures[0].kind), (verdict, kind))

    def test_who_when_and_by_whose_certificate(self):
        reading = self._read(sign_pdf(ISSUED, day=date(2026, 3, 2), stamped=True, name="Jan Kowalski"))
        [one] = reading.signatures
        self.assertEqual(
            (one.name, one.issuer, one.signed_at, one.stamp, one.stated),
            ("Bożena Makieta", "Testowy Wystawca Podpisów", "2026-03-02T11:00:00+00:00", "known", "Jan Kowalski"),
        )
        self.assertEqual(self._read(sign_pdf(ISSUED, stamped=True), roots=()).signatures[0].stamp, "unknown")
        self.assertEqual(signature.Reading.loads(reading.dumps()), reading)
        self.assertNotIn("44051401359", reading.dumps(), "the PESEL of whoever signed stays in the file")

    def test_xml(self):
        form = etree.fromstring("<Oswiadczenie><Tresc>Przystępuję</Tresc></Oswiadczenie>")
        enveloped, enveloping = sign_xml(form), sign_xml(ISSUED, methods.enveloping)
        beside = sign_xml(ISSUED, methods.detached, reference_uri="POR-1-2026.pdf")
        two = etree.fromstring("<Pismo><Wniosek Id='a'>Proszę</Wniosek><Odpowiedz Id='b'>Zgoda</Odpowiedz></Pismo>")
        part = sign_xml(two, reference_uri="a")
        nothing = sign_xml(form, signer=OfNothing)
        old = sign_xml(ISSUED, methods.enveloping, algorithm="ecdsa-sha256").replace(b"ecdsa-sha256", b"ecdsa-sha1")
        self._check({
            "of the file inside": (enveloping, "valid", "same", ["", ""]),
            "of the file beside": (beside, "valid", "same", ["", ""]),
            "of another form": (enveloped, "other", "other", ["", ""]),
            "old and broken": (old, "changed", "not_compared", ["", ""]),
            "no signature": (b'<a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>', "none", "not_compared", [""]),
            "an empty one": (
                b'<a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Signature/></a>', "unreadable", "not_compared",
                ["damaged"],
            ),
            "entities": (
                b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "unreadable", "not_compared",
                ["damaged"],
            ),
        }, kind="xml")
        self._check({
            "of the file inside": (enveloping, "other", "other", ["", ""]),
            "of the file beside": (beside, "other", "not_compared", ["", "beside"]),
        }, kind="xml", issued=pdf("UCH/7/2026"))
        self._check({
            "drawn up elsewhere": (enveloped, "valid", "not_compared", ["", ""]),
            "changed": (enveloped.replace(b"Tresc>P", b"Tresc>Nie p"), "changed", "not_compared", ["", ""]),
            "its file is not here": (beside, "unjudged", "not_compared", ["", "beside"]),
            "a part of it": (part, "unjudged", "not_compared", ["", "part"]),
            "nothing but itself": (nothing, "changed", "not_compared", ["", "part"]),
        }, kind="xml", issued=None)
        self.assertEqual(self._read(enveloping, "xml", roots=()).verdict, "unchecked")

    def test_xml_names_whom_a_trusted_profile_signs_for(self):
        role = "<Imie>Anna</Imie><Nazwisko>Testowa</Nazwisko>"

        class Role(signatures.XmlSigner):
            def add_signer_role(self, signed_signature_properties, sig_root, signing_settings):
                super().add_signer_role(signed_signature_properties, sig_root, signing_settings)
                place = signed_signature_properties[-1][0][0]
                place.text = None
                place.append(etree.fromstring(f"<Osoba>{role}</Osoba>"))

        content = sign_xml(ISSUED, methods.enveloping, signer=Role, claimed_roles=["osoba"])
        [one] = self._read(content, "xml").signatures
        self.assertEqual((one.verdict, one.stated), ("valid", "Anna Testowa"))

    def test_container(self):
        good = signatures.container({"POR-1-2026.pdf": ISSUED})
        self._check({
            "of the file issued": (good, "valid", "same", ["", ""]),
            "of another file": (signatures.container({"inny.pdf": pdf("inny")}), "other", "other", ["", ""]),
            "cut short": (good[:-60], "unreadable", "not_compared", ["damaged"]),
            "the file issued lies beside the one signed": (
                signatures.container({"inny.pdf": pdf("inny"), "POR-1-2026.pdf": ISSUED}, ["inny.pdf"]), "other",
                "other", ["", ""],
            ),
        }, kind="asic")

    def test_certificates_of_a_file(self):
        two = signatures.root().pem + signatures.issuer().pem + signatures.root().pem
        self.assertEqual(
            [signature_certificate.described(der)["name"] for der in signature_certificate.load(two)],
            ["Testowe Centrum Certyfikacji", "Testowy Wystawca Podpisów"],
        )
        self.assertEqual(len(signature_certificate.load(signatures.root().der)), 1)
        for content in (b"", b"PK\x03\x04", two.replace(b"MII", b"AAA"), ISSUED):
            with self.subTest(content[:20]), self.assertRaises(signature_certificate.NoCertificate):
                signature_certificate.load(content)

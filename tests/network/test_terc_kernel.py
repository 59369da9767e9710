import io
import zipfile
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.kooperacje.kernels import terc

HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"
LINES = (
    "14;;;;MAZOWIECKIE;województwo;2026-01-01\n"
    "14;16;;;ostrowski;powiat;2026-01-01\n"
    "14;16;05;2;Małkinia Górna;gmina wiejska;2026-01-01\n"
    "14;65;;;Warszawa;miasto stołeczne, na prawach powiatu;2026-01-01\n"
    "32;;;;ZACHODNIOPOMORSKIE;województwo;2026-01-01\n"
    "32;01;;;białogardzki;powiat;2026-01-01\n"
    "32;01;03;3;Karlino;gmina miejsko-wiejska;2026-01-01\n"
    "32;01;03;4;Karlino;miasto;2026-01-01\n"
    "32;01;03;5;Karlino;obszar wiejski;2026-01-01\n"
)
XML_NEW = """<?xml version="1.0" encoding="UTF-8"?>
<teryt><catalog name="TERC" type="all" date="2026-01-01">
<row><WOJ>14</WOJ><POW/><GMI/><RODZ/><NAZWA>MAZOWIECKIE</NAZWA>
<NAZWA_DOD>województwo</NAZWA_DOD><STAN_NA>2026-01-01</STAN_NA></row>
<row><WOJ>14</WOJ><POW>16</POW><GMI/><RODZ/><NAZWA>ostrowski</NAZWA>
<NAZWA_DOD>powiat</NAZWA_DOD><STAN_NA>2026-01-01</STAN_NA></row>
</catalog></teryt>"""
XML_OLD = """<teryt><catalog>
<row><col name="WOJ">14</col><col name="POW"/><col name="GMI"/><col name="RODZ"/><col name="NAZWA">MAZOWIECKIE</col>
<col name="NAZDOD">województwo</col><col name="STAN_NA">2011-01-01</col></row>
</catalog></teryt>"""


def keys(content):
    register = terc.parse(content if isinstance(content, bytes) else content.encode())
    return [fault.key for fault in register.faults]


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestTercKernel(BaseCase):
    """The TERC file of GUS, whole and damaged."""

    def test_register_of_the_program_is_read_with_the_names_of_an_office(self):
        units = terc.read_shipped("1416 ostrowski;052 Małkinia Górna\n1465 Warszawa;011 Warszawa\n")
        self.assertEqual([(unit.code, unit.name, unit.parent_code) for unit in units], [
            ("1416", "powiat ostrowski", "14"), ("1465", "Warszawa", "14"), ("1416052", "Małkinia Górna", "1416"),
            ("1465011", "Warszawa", "1465"),
        ])

    def test_csv_gives_units_from_the_top_down(self):
        register = terc.parse((HEADER + LINES).encode("utf-8-sig"))
        self.assertFalse(register.faults)
        self.assertEqual(register.as_of, date(2026, 1, 1))
        self.assertEqual([len(unit.code) for unit in register.units], [2, 2, 4, 4, 4, 7, 7, 7, 7])
        names = {unit.code: unit.name for unit in register.units}
        self.assertEqual(names["14"], "mazowieckie")
        self.assertEqual(names["1416"], "powiat ostrowski")
        self.assertEqual(names["1465"], "Warszawa", "a city with county rights is no “powiat”")
        self.assertEqual(names["1416052"], "Małkinia Górna")
        self.assertEqual(names["3201034"], "Karlino – miasto")
        self.assertEqual(names["3201035"], "Karlino – obszar wiejski")

    def test_line_and_superior_unit(self):
        units = {unit.code: unit for unit in terc.parse((HEADER + LINES).encode()).units}
        self.assertEqual(units["1416052"].line, 4)
        self.assertEqual(units["1416052"].parent_code, "1416")
        self.assertEqual(units["1416"].parent_code, "14")
        self.assertEqual(units["14"].parent_code, "")

    def test_encodings_and_line_ends(self):
        expected = terc.parse((HEADER + LINES).encode()).units
        text = HEADER + LINES
        for content in (
            text.encode("utf-8-sig"), text.encode("cp1250"), text.replace("\n", "\r\n").encode(),
            (text + "\n\n;;;;;;\n").encode(), text.lower().replace(LINES.lower(), LINES).encode(),
        ):
            self.assertEqual(terc.parse(content).units, expected)

    def test_columns_are_found_by_name(self):
        register = terc.parse(b"NAZWA;RODZ;GMI;POW;WOJ\nMAZOWIECKIE;;;;14\n")
        self.assertEqual([(u.code, u.name) for u in register.units], [("14", "mazowieckie")])
        self.assertIsNone(register.as_of)

    def test_zeros_dropped_by_a_spreadsheet_come_back(self):
        register = terc.parse((HEADER + "2;1;1;1;Bolesławiec;gmina miejska;2026-01-01\n").encode())
        self.assertEqual(register.units[0].code, "0201011")

    def test_xml_of_both_styles(self):
        new, old = terc.parse(XML_NEW.encode()), terc.parse(XML_OLD.encode())
        self.assertEqual([u.name for u in new.units], ["mazowieckie", "powiat ostrowski"])
        self.assertEqual([u.code for u in old.units], ["14"])
        self.assertEqual((new.as_of, old.as_of), (date(2026, 1, 1), date(2011, 1, 1)))

    def test_zip_as_published(self):
        self.assertEqual(
            terc.parse(zipped(TERC_csv=HEADER + LINES)).units, terc.parse((HEADER + LINES).encode()).units,
        )
        self.assertEqual(keys(zipped(a_csv=HEADER, b_csv=HEADER)), ["zip"])
        self.assertEqual(keys(zipped(readme_txt="x")), ["zip"])
        self.assertEqual(keys(b"PK\x03\x04 damaged"), ["zip"])
        self.assertEqual(keys(zipped(TERC_csv=b"0" * (terc.MAX_BYTES + 1))), ["too_big"])

    def test_each_fault_names_its_line(self):
        for line, key in (
            ("1X;;;;BAD;;2026-01-01", "code"),
            ("114;;;;BAD;;2026-01-01", "code"),
            ("٣٢;;;;BAD;;2026-01-01", "code"),
            (";16;;;BAD;;2026-01-01", "code"),
            ("14;00;;;BAD;;2026-01-01", "code"),
            ("14;;05;2;BAD;;2026-01-01", "levels"),
            ("14;16;05;;BAD;;2026-01-01", "levels"),
            ("14;16;;2;BAD;;2026-01-01", "levels"),
            ("14;16;05;7;BAD;;2026-01-01", "kind"),
            ("14;16;05;3;;;2026-01-01", "name"),
            (f"14;16;05;3;{'x' * 101};;2026-01-01", "name"),
            ("14;16;05;3;Small;;1 January", "date"),
            ("14;;;;AGAIN;;2026-01-01", "duplicate"),
        ):
            with self.subTest(line=line):
                register = terc.parse((HEADER + LINES + line + "\n").encode())
                self.assertEqual([(f.key, f.line) for f in register.faults], [(key, 11)])
                self.assertFalse(register.units, "nothing is handed out of a file with an error")

    def test_what_is_no_terc_file(self):
        self.assertEqual(keys(b""), ["empty"])
        self.assertEqual(keys(b"\xef\xbb\xbf"), ["empty"])
        self.assertEqual(keys(HEADER), ["empty"])
        self.assertEqual(keys(b"hello world"), ["not_terc"])
        self.assertEqual(keys(b"\x00\x01;\x02"), ["not_terc"])
        self.assertEqual(keys("WOJ;POW;NAZWA\n14;;X\n"), ["columns"])
        self.assertEqual(keys("<teryt><catalog><row><WOJ>14</WOJ></row></catalog></teryt>"), ["columns"])
        self.assertEqual(keys("<html><body/></html>"), ["not_terc"])
        self.assertEqual(keys("<teryt><catalog><row>"), ["not_terc"])
        self.assertEqual(keys(b"x" * (terc.MAX_BYTES + 1)), ["too_big"])
        many = "".join(f"14;;;;N{n};;\n" for n in range(terc.MAX_UNITS + 1))
        self.assertEqual(keys(HEADER + many), ["too_many"])

    def test_entities_are_neither_read_nor_expanded(self):
        outside = """<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>
            <teryt><catalog><row><WOJ>14</WOJ><POW/><GMI/><RODZ/><NAZWA>&x;</NAZWA></row></catalog></teryt>"""
        laughs = "<!DOCTYPE t [<!ENTITY a 'ha'>" + "".join(
            f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9)
        ) + "]><teryt><catalog><row><NAZWA>&j;</NAZWA></row></catalog></teryt>"
        for content in (outside, laughs):
            register = terc.parse(content.encode())
            self.assertIn(register.faults[0].key, ("doctype", "not_terc"))
            self.assertNotIn("root:", str(register))

    @settings(max_examples=150)
    @given(st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="014;\n\"<>/rowWOJPG MIZANRD_&!", max_size=200).map(str.encode),
        st.text(alphabet="0149;X\n\r\" ą-", max_size=200).map(lambda text: (HEADER + text).encode()),
    ))
    def test_no_content_breaks_the_reader(self, content):
        register = terc.parse(content)
        self.assertTrue(register.faults or register.units)
        for unit in register.units:
            self.assertIn(len(unit.code), (2, 4, 7))
            self.assertTrue(unit.code.isdigit() and unit.name)

    @settings(max_examples=50)
    @given(st.dictionaries(
        st.tuples(st.integers(1, 49), st.integers(1, 99), st.integers(1, 99), st.sampled_from("1235489")),
        st.text(alphabet="abcąęłóśźżABC -", min_size=1, max_size=30).map(str.strip).filter(bool),
        min_size=1, max_size=30,
    ))
    def test_every_commune_written_is_read_back(self, communes):
        lines = "".join(f"{w:02};{p:02};{g:02};{r};{name};;\n" for (w, p, g, r), name in communes.items())
        register = terc.parse((HEADER + lines).encode())
        self.assertFalse(register.faults)
        self.assertEqual(
            {unit.code for unit in register.units}, {f"{w:02}{p:02}{g:02}{r}" for w, p, g, r in communes},
        )

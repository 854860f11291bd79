"""Records come out whole, one at a time; what a stranger may not do is refused before it costs anything."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import IO, cast

import pytest

from camcensus.wire import xml

SCAN = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///nmap.xsl" type="text/xsl"?>
<!-- Nmap -->
<nmaprun start="1"><host id="1"><a c='&lt;'>te&amp;xt<![CDATA[ x ]]></a></host>
<taskend/><host id="2"/><other id="3"/></nmaprun>
"""


def ids(data: bytes, *tags: str) -> list[str | None]:
    return [element.get("id") for element in xml.records(io.BytesIO(data), *tags)]


def refused(data: bytes) -> xml.XmlError:
    with pytest.raises(xml.XmlError) as caught:
        ids(data, "host")
    return caught.value


class Endless:
    """A file that never ends, made as it is read."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self._waiting = head
        self._piece = piece
        self.given = 0

    def read(self, size: int) -> bytes:
        while len(self._waiting) < size:
            self._waiting += self._piece
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        self.given += size
        return data


def test_records_come_whole_and_in_order() -> None:
    assert ids(SCAN, "host") == ["1", "2"]
    assert ids(SCAN, "host", "other") == ["1", "2", "3"]
    first = next(xml.records(io.BytesIO(SCAN), "host"))
    assert first.findtext("a") == "te&xt x "


def test_a_stylesheet_and_a_bare_doctype_are_read_over() -> None:
    assert ids(b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r><host id="1"/></r>', "host") == ["1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_declared_entities_are_refused_in_any_encoding(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE r [<!ENTITY a "boo">]><r><host id="&a;">&a;</host></r>'
    )
    assert "declares entities" in str(refused(text.encode(encoding)))


def test_entities_that_an_encoding_hides_are_refused() -> None:
    text = b'<?xml version="1.0" encoding="UTF-7"?><!DOCTYPE r [+ADwAIQ-ENTITY a "boo">]><r><host>&a;</host></r>'
    assert "declares entities" in str(refused(text))


def test_entities_declared_across_two_reads_are_refused() -> None:
    text = b"<!DOCTYPE r [<!ENTITY a 'boo'>]><r><host/></r>"

    class Halves:
        def __init__(self, cut: int) -> None:
            self._parts = iter((text[:cut], text[cut:]))

        def read(self, size: int = -1) -> bytes:
            return next(self._parts, b"")

    for cut in range(1, len(text)):
        with pytest.raises(xml.XmlError, match="declares entities"):
            list(xml.records(cast("IO[bytes]", Halves(cut)), "host"))


def test_a_billion_laughs_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><r><host>&l9;</host></r>'
    assert "declares entities" in str(refused(text.encode()))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;',
    ],
)
def test_files_and_addresses_are_never_fetched(declaration: str) -> None:
    text = f"<!DOCTYPE r [{declaration}]><r><host>&x;</host></r>"
    assert "declares entities" in str(refused(text.encode()))


@pytest.mark.parametrize("piece", [b"x" * 60_000, b"<a>xxxxxxxxxxxx</a>" * 3_000, b"<a b='" + b"1" * 1_000 + b"'/>"])
def test_a_record_of_a_gigabyte_is_refused_after_a_few_megabytes(piece: bytes) -> None:
    stream = Endless(b"<r><host>", piece)
    with pytest.raises(xml.XmlError, match=r"larger than (16 MiB|10 MB)"):
        next(xml.records(cast("IO[bytes]", stream), "host"))
    assert stream.given < 20 * 1024 * 1024


def test_many_small_records_may_be_any_size_together() -> None:
    stream = Endless(b"<r>", b"<host>" + b"x" * 50_000 + b"</host>")
    records = xml.records(cast("IO[bytes]", stream), "host")
    assert sum(1 for _ in itertools.islice(records, 500)) == 500
    assert stream.given > xml.MAX_ELEMENT


def test_a_record_is_freed_when_the_next_is_asked_for() -> None:
    def siblings() -> Iterator[int]:
        data = b"<r>" + b"<noise/><host><a/></host>" * 2_000 + b"</r>"
        for element in xml.records(io.BytesIO(data), "host"):
            parent = element.getparent()
            assert parent is not None
            yield parent.index(element)

    assert max(siblings()) <= 2


@pytest.mark.parametrize("size", range(1, len(SCAN) - 1))
def test_a_file_cut_off_anywhere_says_so(size: int) -> None:
    assert str(refused(SCAN[:size].rstrip())) == "it ends in the middle: the file is cut off"


def test_records_before_the_cut_are_given() -> None:
    walk = xml.records(io.BytesIO(b"<r><host id='1'/><host id='2'"), "host")
    assert next(walk).get("id") == "1"
    with pytest.raises(xml.XmlError, match="cut off"):
        next(walk)


def test_deep_nesting_is_refused() -> None:
    assert "deep" in str(refused(b"<r>" + b"<a>" * 10_000)).lower()


@pytest.mark.parametrize(
    "data",
    [
        b"not XML at all",
        b"PK\x03\x04 a spreadsheet",
        b"<r></a>",
        b"<r/><r/>",
        b"<r><host b></r>",
        b"<r><host>\x00</host></r>",
        b'<?xml version="1.0" encoding="utf-8"?><r><host>\xff\xfe\xfa</host></r>',
        b'<?xml version="1.0" encoding="klingon"?><r><host/></r>',
    ],
)
def test_what_is_not_well_formed_is_refused_on_one_line(data: bytes) -> None:
    fault = refused(data)
    assert "cut off" not in str(fault)
    assert "\n" not in str(fault)
    assert fault.line == 1


def test_a_fault_names_its_line() -> None:
    assert refused(b"<r>\n\n<host>\n<a></b></host></r>").line == 4


def test_utf_16_is_read() -> None:
    assert ids("<r><host id='é'/></r>".encode("utf-16"), "host") == ["é"]


# --- leaves of one answer ------------------------------------------------------------------------------------------

INFORMATION = b"""<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">
<env:Header><!-- a comment --><env:x/></env:Header>
<env:Body><tds:GetDeviceInformationResponse><tds:Manufacturer>Example</tds:Manufacturer>
<tds:Model> IPC-B1 </tds:Model><tds:FirmwareVersion/><tds:Text xml:lang="en">a &amp; b</tds:Text>
<tt:HardwareId xmlns:tt="http://www.onvif.org/ver10/schema">1.0</tt:HardwareId>
</tds:GetDeviceInformationResponse></env:Body></env:Envelope>
"""

SPACES = [
    "http://www.w3.org/2003/05/soap-envelope",
    "http://www.onvif.org/ver10/device/wsdl",
    "http://www.onvif.org/ver10/schema",
]


def test_leaves_by_local_name_with_attributes_and_namespaces() -> None:
    assert xml.leaves(INFORMATION, 100) == [
        ("root", "GetDeviceInformationResponse"),
        ("Manufacturer", "Example"),
        ("Model", "IPC-B1"),
        ("Text@lang", "en"),
        ("Text", "a & b"),
        ("HardwareId", "1.0"),
        *(("xmlns", uri) for uri in SPACES),
    ]


@pytest.mark.parametrize(
    ("data", "root"),
    [
        (b"<a/>", "a"),
        (b"<n:a xmlns:n='x'/>", "a"),
        (b"<Envelope/>", "Envelope"),
        (b"<Envelope><Body/></Envelope>", "Envelope"),
        (b"<Envelope><Header/><Body><x/><y/></Body></Envelope>", "x"),
    ],
)
def test_the_root_of_soap_is_what_its_body_holds(data: bytes, root: str) -> None:
    assert xml.leaves(data, 100)[0] == ("root", root)


def test_prefixes_that_nothing_declares_are_read_over() -> None:
    data = b'<q:Envelope><q:Body><q:a><q:b x:y="1">2</q:b><z:q:c>3</z:q:c></q:a></q:Body></q:Envelope>'
    assert xml.leaves(data, 100) == [("root", "a"), ("b@y", "1"), ("b", "2"), ("c", "3")]


def test_leaves_before_a_fault_are_given() -> None:
    assert xml.leaves(b"<r><a>1</a><b>2</b></x><c>3</c>", 100)[:3] == [("root", "r"), ("a", "1"), ("b", "2")]
    assert xml.leaves(b"<r><a>1</a><b>2", 100) == [("root", "r"), ("a", "1")]
    assert xml.leaves(b"<r><a>1</a><b>2</", 100) == [("root", "r"), ("a", "1"), ("b", "2")]
    assert xml.leaves(b"<r><a>1</a>\n</r>\njunk", 100) == [("root", "r"), ("a", "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "latin-1", "klingon", "utf-7"])
def test_a_stated_encoding_is_not_believed(encoding: str) -> None:
    data = f"<?xml version='1.0' encoding='{encoding}'?><r><n>".encode() + b"\xc9\xe3\xcf\xf1</n><m>IPC</m></r>"
    assert ("m", "IPC") in xml.leaves(data, 100)


def test_nuls_and_spaces_around_are_dropped() -> None:
    assert xml.leaves(b"\0\r\n <r><a>x</a></r>\0\0\n", 100) == [("root", "r"), ("a", "x")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"<",
        b"<>",
        b"text",
        b"<!-- only -->",
        b"<?xml version='1.0'?>",
        b"<!DOCTYPE html><html/>",
        b"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
        b"<\0!DOCTYPE r [<\0!ENTITY a 'b'>]><r>&a;</r>",
        b"<r/>" + b" " * 70_000 + b"<!ENTITY",
    ],
)
def test_what_has_no_element_or_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(xml.XmlError):
        xml.leaves(data, 100)


def test_entities_that_nobody_declared_are_not_expanded() -> None:
    found = xml.leaves(b"<r><a>&boo;</a><b>x&nbsp;y</b><c>z</c></r>", 100)
    assert ("c", "z") in found
    assert "boo" not in str(found)


def test_leaves_are_bounded() -> None:
    assert len(xml.leaves(b"<r>" + b"<a>1</a>" * 500 + b"</r>", 100)) == 100
    assert len(xml.leaves(b"<r " + b" ".join(b'a%d=""' % n for n in range(150)) + b"/>", 100)) == 100
    assert xml.leaves(b"<r " + b" ".join(b'a%d=""' % n for n in range(5_000)) + b"/>", 100) == [("root", "r")]
    spaces = b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(500))
    assert len(xml.leaves(b"<r " + spaces + b"/>", 100)) == 65
    assert xml.leaves(b"<a>" * 100_000, 100) == [("root", "a")]

"""Certificates of old devices give their names and keys; names are taken apart in every form that people hold."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import ipaddress
import time
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import certificate

# --- a certificate by hand: what no library would sign any more ------------------------------------------------


def der(tag: int, *inner: bytes) -> bytes:
    body = b"".join(inner)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big") if len(body) > 127 else b""
    return bytes([tag, 0x80 | len(size) if size else len(body)]) + size + body


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray([40 * first + second])
    for number in rest:
        group = [number & 0x7F]
        while number := number >> 7:
            group.append(number & 0x7F | 0x80)
        out += bytes(reversed(group))
    return der(0x06, bytes(out))


def name(*attributes: tuple[str, int, bytes]) -> bytes:
    return der(0x30, *(der(0x31, der(0x30, oid(kind), der(tag, value))) for kind, tag, value in attributes))


MD5_RSA = der(0x30, oid("1.2.840.113549.1.1.4"), der(0x05))
NUMBER = der(0x02, b"\x00" + b"\xc1" * 64)  # 512 bits
KEY = der(
    0x30,
    der(0x30, oid("1.2.840.113549.1.1.1"), der(0x05)),
    der(0x03, b"\0", der(0x30, NUMBER, der(0x02, b"\x01\x00\x01"))),
)
HOLDER = name(
    ("2.5.4.6", 0x13, b"CN"),
    ("2.5.4.8", 0x13, b"ZheJiang"),
    ("2.5.4.10", 0x13, b"HIKVISION"),
    ("2.5.4.11", 0x13, b"DVRNVR"),
    ("2.5.4.3", 0x0C, b"www.hikvision.com"),
    ("1.2.840.113549.1.9.1", 0x16, b"com.hikvision.com"),
)
OTHER = name(("2.5.4.3", 0x0C, b"Test CA"))


def made(
    *,
    holder: bytes = HOLDER,
    issuer: bytes = HOLDER,
    serial: bytes = b"\x01\x02",
    extensions: tuple[bytes, ...] = (),
    version: int | None = None,
    key: bytes = KEY,
) -> bytes:
    times = der(0x30, der(0x17, b"100101000000Z"), der(0x17, b"300101000000Z"))
    head = (der(0xA0, der(0x02, bytes([version]))),) if version is not None else ()
    tail = (der(0xA3, der(0x30, *extensions)),) if extensions else ()
    signed = der(0x30, *head, der(0x02, serial), MD5_RSA, issuer, times, holder, key, *tail)
    return der(0x30, signed, MD5_RSA, der(0x03, b"\0" + b"\x5a" * 64))


def extension(dotted: str, value: bytes) -> bytes:
    return der(0x30, oid(dotted), der(0x04, value))


ALTERNATIVES = "2.5.29.17"
OLD = made()


def test_a_certificate_of_version_1_with_md5_and_512_bits_is_read() -> None:
    assert certificate.read(OLD) == certificate.Certificate(
        subject="emailAddress=com.hikvision.com,CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION,ST=ZheJiang,C=CN",
        issuer="emailAddress=com.hikvision.com,CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION,ST=ZheJiang,C=CN",
        subject_pairs=(
            ("C", "CN"),
            ("ST", "ZheJiang"),
            ("O", "HIKVISION"),
            ("OU", "DVRNVR"),
            ("CN", "www.hikvision.com"),
            ("emailAddress", "com.hikvision.com"),
        ),
        issuer_pairs=(
            ("C", "CN"),
            ("ST", "ZheJiang"),
            ("O", "HIKVISION"),
            ("OU", "DVRNVR"),
            ("CN", "www.hikvision.com"),
            ("emailAddress", "com.hikvision.com"),
        ),
        serial="0102",
        not_before=datetime(2010, 1, 1, tzinfo=UTC),
        not_after=datetime(2030, 1, 1, tzinfo=UTC),
        spki_sha256=hashlib.sha256(KEY).hexdigest(),
        self_signed=True,
        names=(),
    )


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        certificate.read(OLD).serial = "00"  # type: ignore[misc]


def test_pem_is_read_with_words_around_it() -> None:
    pem = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(OLD) + b"-----END CERTIFICATE-----\n"
    assert certificate.read(b"subject=CN\n" + pem + pem) == certificate.read(OLD)


def test_one_that_another_issued_is_not_self_signed() -> None:
    found = certificate.read(made(issuer=OTHER))
    assert (found.issuer, found.self_signed) == ("CN=Test CA", False)


@pytest.mark.parametrize(
    ("serial", "written"), [(b"\0", "00"), (b"\xfb", "-05"), (b"\x00\xff" + b"\1" * 30, "ff" + "01" * 30)]
)
def test_any_serial_number_is_read(serial: bytes, written: str) -> None:
    assert certificate.read(made(serial=serial)).serial == written


@pytest.mark.parametrize(
    "extensions",
    [
        (extension(ALTERNATIVES, b"\xff\xff"),),
        (extension(ALTERNATIVES, der(0x30, der(0x87, b"\1\2\3"))),),
        (extension(ALTERNATIVES, der(0x30, der(0x82, b"a.example"))),) * 2,
        (extension("2.5.29.15", b""),),
        (extension("1.2.3.4", b"anything"),),
    ],
)
def test_broken_extensions_cost_the_other_names_only(extensions: tuple[bytes, ...]) -> None:
    found = certificate.read(made(extensions=extensions, version=2))
    assert found.names == ()
    assert found.spki_sha256 == hashlib.sha256(KEY).hexdigest()


def test_a_key_of_no_known_kind_has_its_digest() -> None:
    odd = der(0x30, der(0x30, oid("1.2.3.4.5")), der(0x03, b"\0\1\2\3"))
    assert certificate.read(made(key=odd, version=2)).spki_sha256 == hashlib.sha256(odd).hexdigest()


def test_odd_attributes_keep_their_numbers_and_odd_countries_their_letters() -> None:
    holder = name(("2.5.4.6", 0x13, b"China"), ("1.2.3.4", 0x0C, b"x"), ("2.5.4.3", 0x1E, "相机".encode("utf-16-be")))
    found = certificate.read(made(holder=holder))
    assert found.subject_pairs == (("C", "China"), ("1.2.3.4", "x"), ("CN", "相机"))


def test_alternative_names_are_read_and_the_digest_is_the_library_s() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cam, hall")])
    names = [
        x509.DNSName("cam.example"),
        x509.IPAddress(ipaddress.ip_address("192.0.2.7")),
        x509.UniformResourceIdentifier("urn:uuid:1"),
        x509.RFC822Name("it@example.org"),
        x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
    ]
    built = (
        x509.CertificateBuilder()
        .subject_name(holder)
        .issuer_name(holder)
        .public_key(key.public_key())
        .serial_number(4096)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2034, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    found = certificate.read(built.public_bytes(serialization.Encoding.PEM))
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert found.names == ("cam.example", "192.0.2.7", "urn:uuid:1", "it@example.org")
    assert found.spki_sha256 == hashlib.sha256(spki).hexdigest()
    assert (found.subject, found.serial) == ("CN=cam\\, hall", "1000")


@pytest.mark.parametrize("size", range(len(OLD)))
def test_one_cut_off_anywhere_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="not a certificate, or damaged"):
        certificate.read(OLD[:size])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"0" * 60_000,
        b"-----BEGIN CERTIFICATE-----",
        OLD + b"\0",
        b"\x30\x80" * 20_000,
        made(version=9),
    ],
)
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a certificate, or damaged"):
        certificate.read(data)


def test_ten_megabytes_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="larger than 64 KiB"):
        certificate.read(OLD + b"\0" * 10_000_000)


@given(st.binary(max_size=300), st.integers(0, len(OLD)), st.integers(0, 8))
def test_any_damage_is_read_or_refused(junk: bytes, at: int, gone: int) -> None:
    for data in (junk, OLD[:at] + junk + OLD[at + gone :], OLD[:at] + junk[:1] + OLD[at + 1 :]):
        try:
            certificate.read(data)
        except ValueError as refused:
            sentence = str(refused)
        else:
            continue
        assert "certificate" in sentence


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("CN=x,O=y\\, z", [("CN", "x"), ("O", "y, z")]),
        ("/C=CN/O=HIKVISION", [("C", "CN"), ("O", "HIKVISION")]),
        ("C = CN, O = HIKVISION", [("C", "CN"), ("O", "HIKVISION")]),
        ("CN=a+OU=b,O=c;C=GB", [("CN", "a"), ("OU", "b"), ("O", "c"), ("C", "GB")]),
        ('O = "Acme, Inc.", CN = "a \\"b\\""', [("O", "Acme, Inc."), ("CN", 'a "b"')]),
        ('O="unfinished, CN=x', [("O", '"unfinished'), ("CN", "x")]),
        ('O="a" b,CN=x', [("O", '"a" b'), ("CN", "x")]),
        ("CN=caf\\C3\\A9", [("CN", "café")]),
        ("/CN=caf\\xC3\\xA9", [("CN", "café")]),
        ("CN=\\ a\\ ,O=b\\\\ ", [("CN", " a "), ("O", "b\\")]),
        ("CN=\\#1,O=#0c0141,OU=#zz,L=#0c0541", [("CN", "#1"), ("O", "A"), ("OU", "#zz"), ("L", "#0c0541")]),
        ("CN=#1e0476f8673a,C=#0500", [("CN", "相机"), ("C", "#0500")]),
        (
            "CN=TP-LINK CA,C=CN,1.2.840.113549.1.9.1=#0c0b61406578616d706c652e63",
            [("CN", "TP-LINK CA"), ("C", "CN"), ("emailAddress", "a@example.c")],
        ),
        ("OID.2.5.4.10=x,oid.1.2.3=y", [("O", "x"), ("1.2.3", "y")]),
        ("O=ZheJiang Dahua Technology CO.,LTD.,C=CN", [("O", "ZheJiang Dahua Technology CO.,LTD."), ("C", "CN")]),
        ("/O=A/B Ltd/CN=http://x/?a=1/path=2", [("O", "A/B Ltd"), ("CN", "http://x/?a=1/path=2")]),
        ("C=US, O=x, CN=y/emailAddress=a@b", [("C", "US"), ("O", "x"), ("CN", "y"), ("emailAddress", "a@b")]),
        (
            "commonName=localhost/organizationName=HIKVISION, Inc/countryName=CN",
            [("CN", "localhost"), ("O", "HIKVISION, Inc"), ("C", "CN")],
        ),
        ("subject=C = CN, CN = x", [("C", "CN"), ("CN", "x")]),
        ("subject= /C=CN/CN=x\n", [("C", "CN"), ("CN", "x")]),
        ("Issuer: CN=x", [("CN", "x")]),
        ("    countryName  = CN\n    commonName   = x y\r\n", [("C", "CN"), ("CN", "x y")]),
        (
            "SERIALNUMBER=1,CN=00-07-5f-11-11-11,OU=ST-VS,O=Bosch Sicherheitssysteme GmbH,s=By",
            [
                ("serialNumber", "1"),
                ("CN", "00-07-5f-11-11-11"),
                ("OU", "ST-VS"),
                ("O", "Bosch Sicherheitssysteme GmbH"),
                ("ST", "By"),
            ],
        ),
        ("CN=,O=", [("CN", ""), ("O", "")]),
        ("E=a@b", [("emailAddress", "a@b")]),
    ],
)
def test_a_name_is_taken_apart(text: str, pairs: list[tuple[str, str]]) -> None:
    assert certificate.names(text) == pairs


@pytest.mark.parametrize(
    "text", ["", "  ", "/", "hello", "=x", "CN", "CN x", "http://x/?a=b", "/etc/passwd", ",CN=x", "\0=\0", "相=x"]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        certificate.names(text)


def test_a_name_has_few_attributes_and_little_text() -> None:
    assert len(certificate.names(",".join(["OU=x"] * 64))) == 64
    with pytest.raises(ValueError, match="more than 64 attributes"):
        certificate.names(",".join(["OU=x"] * 65))
    with pytest.raises(ValueError, match="larger than 64 KiB"):
        certificate.names("CN=" + "x" * 10_000_000)


@pytest.mark.parametrize("unit", [",", ", ", '"', "\\", "\\,", "/", "+ ", "CN", "CN =", '="', ",a", "\n", "#", "   "])
def test_no_text_takes_long(unit: str) -> None:
    start = time.perf_counter()
    for head in ("CN=", "/CN=", 'CN="', "subject=", ""):
        try:
            certificate.names((head + unit * 64_000)[:65_536])
        except ValueError:
            continue
    assert time.perf_counter() - start < 10


def test_a_certificate_s_own_text_is_taken_apart_into_its_pairs() -> None:
    found = certificate.read(OLD)
    assert certificate.names(found.subject) == list(reversed(found.subject_pairs))


values = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda text: len(text.encode()) <= 64  # what a common name may have
)


@given(st.lists(st.tuples(st.sampled_from(["CN", "O", "OU", "L", "ST"]), values), min_size=1, max_size=6))
def test_any_name_comes_back_from_rfc_4514(pairs: list[tuple[str, str]]) -> None:
    kinds = {
        "CN": NameOID.COMMON_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "L": NameOID.LOCALITY_NAME,
        "ST": NameOID.STATE_OR_PROVINCE_NAME,
    }
    made = x509.Name([x509.NameAttribute(kinds[kind], value) for kind, value in pairs])
    assert certificate.names(made.rfc4514_string()) == list(reversed(pairs))


@given(st.text(max_size=200) | st.text('CNO=,/+\\"# ;:0a', max_size=60))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        found = certificate.names(text)
    except ValueError:
        return
    assert 0 < len(found) <= certificate.MAX_ATTRIBUTES
    assert all(kind for kind, _ in found)
    "".join(value for _, value in found).encode()

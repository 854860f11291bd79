"""Certificate and page on one connection."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.sources.probes.playing import asked, play, saws, survives

from camcensus.sources.probes.https_page import ask
from camcensus.sources.steps import End, Exchange, Reply, Target
from camcensus.wire import http

HERE = Target(address="192.0.2.7")
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate() -> bytes:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "HIKVISION"),
            x509.NameAttribute(NameOID.COMMON_NAME, "www.hikvision.com"),
        ]
    )
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    dated = built.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    return dated.serial_number(1).sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
SHOWN = [
    ("tls.subject", "CN=www.hikvision.com,O=HIKVISION,C=CN"),
    ("tls.issuer", "CN=www.hikvision.com,O=HIKVISION,C=CN"),
    ("tls.spki_sha256", hashlib.sha256(PUBLIC).hexdigest()),
]


def test_certificate_and_page() -> None:
    data = b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 0\r\n\r\n"
    steps = play(ask(HERE), Reply(end=End.WHOLE, data=data, certificate=certificate()))
    assert asked(steps) == [
        Exchange(port=443, data=http.request("GET", "/", "192.0.2.7"), whole=http.whole, tls=True, most=40_960)
    ]
    assert saws(steps) == [*SHOWN, ("http.server", "App-webs/")]


def test_a_certificate_without_a_page() -> None:
    for end in (End.CLOSED, End.RESET, End.TIMEOUT):
        assert saws(play(ask(HERE, 8443), Reply(end=end, certificate=certificate()))) == SHOWN


def test_without_tls_nothing_is_seen() -> None:
    assert saws(play(ask(HERE), Reply(end=End.NO_TLS, data=b"handshake failure"))) == []
    assert saws(play(ask(HERE), Reply(end=End.WHOLE, certificate=b"\x30\x03abc"))) == []


def test_a_page_elsewhere_on_the_device_shows_the_same_certificate_once() -> None:
    one = b"HTTP/1.1 302 Found\r\nLocation: https://192.0.2.7:8443/a\r\nContent-Length: 0\r\n\r\n"
    two = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    steps = play(ask(HERE), *(Reply(end=End.WHOLE, data=data, certificate=certificate()) for data in (one, two)))
    # Signatures differ, what is seen does not.
    assert saws(steps) == [*SHOWN, ("http.location", "https://192.0.2.7:8443/a")]


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE, 443))

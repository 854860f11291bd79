"""The beginning of TLS: made by hand, made by a real library, cut anywhere, and bytes that are none."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources import secured

from camcensus.wire import tls_records
from camcensus.wire.tls_records import ClientHello, Opening, ServerHello


def sized(width: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return len(body).to_bytes(width, "big") + body


def record(payload: bytes, kind: int = 22, version: bytes = b"\3\1") -> bytes:
    return bytes([kind]) + version + sized(2, payload)


def handshake(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + sized(3, body)


def extension(kind: int, body: bytes) -> bytes:
    return kind.to_bytes(2, "big") + sized(2, body)


NAME = extension(0, sized(2, b"\0" + sized(2, b"www.hik-connect.com")))
ALPN = extension(16, sized(2, sized(1, b"\x0a\x0a"), sized(1, b"h2"), sized(1, b"http/1.1")))
SUPPORTED = extension(43, sized(1, b"\x7a\x7a\3\4\3\3"))


def client(*extensions: bytes, version: bytes = b"\3\3", tail: bool = True) -> bytes:
    body = version + bytes(32) + sized(1, bytes(32)) + sized(2, b"\x13\x01\xc0\x2f") + sized(1, b"\0")
    return handshake(1, body + (sized(2, *extensions) if tail else b""))


def server(*extensions: bytes, version: bytes = b"\3\3") -> bytes:
    return handshake(2, version + bytes(32) + sized(1, b"") + b"\xc0\x2f\0" + sized(2, *extensions))


CHAIN = (b"\x30\x82" + b"a" * 700, b"\x30\x82" + b"b" * 900)
CERTIFICATE = handshake(11, sized(3, *(sized(3, one) for one in CHAIN)))
DONE = handshake(14, b"")
CLIENT = record(client(extension(0x2A2A, b""), NAME, ALPN, SUPPORTED))
SERVER = record(server()) + record(CERTIFICATE) + record(DONE)


def test_a_client_says_whom_it_wants_and_what_it_speaks() -> None:
    assert tls_records.detect(CLIENT)
    assert tls_records.read(CLIENT) == Opening(
        client=ClientHello(name="www.hik-connect.com", protocols=("h2", "http/1.1"), versions=("TLS 1.3", "TLS 1.2"))
    )


@pytest.mark.parametrize(
    ("data", "versions"),
    [
        (record(client(version=b"\3\1", tail=False)), ("TLS 1.0",)),
        (record(client(version=b"\3\0")), ("SSL 3.0",)),
        (record(client(extension(43, sized(1, b"\x7f\x1c\3\3")))), ("7f1c", "TLS 1.2")),
        (b"\x80\x2e\1\3\1" + bytes(43), ("TLS 1.0",)),
        (b"\x80\x2e\1\0\2" + bytes(43), ("SSL 2.0",)),
    ],
)
def test_old_clients_offer_one_version(data: bytes, versions: tuple[str, ...]) -> None:
    found = tls_records.read(data)
    assert found == Opening(client=ClientHello(versions=versions))


def test_a_server_says_what_it_chose_and_who_it_is() -> None:
    assert tls_records.read(SERVER) == Opening(
        server=ServerHello(version="TLS 1.2", cipher=0xC02F), certificates=CHAIN, more=False
    )
    chosen = tls_records.read(record(server(extension(16, sized(2, sized(1, b"h2"))))))
    assert chosen == Opening(server=ServerHello(version="TLS 1.2", cipher=0xC02F, protocol="h2"), more=True)


def test_messages_may_share_a_record_and_fill_several() -> None:
    stream = server() + CERTIFICATE + DONE
    whole = tls_records.read(SERVER)
    assert tls_records.read(record(stream)) == whole
    assert tls_records.read(b"".join(record(stream[at : at + 7]) for at in range(0, len(stream), 7))) == whole


def test_from_version_1_3_on_nothing_more_can_be_read() -> None:
    data = record(server(extension(43, b"\3\4")))
    expected = Opening(server=ServerHello(version="TLS 1.3", cipher=0xC02F))
    assert tls_records.read(data) == expected
    assert tls_records.read(data + record(b"\1", kind=20) + record(b"x" * 100, kind=23)) == expected


def test_what_is_encrypted_ends_it() -> None:
    for follows in (
        record(b"\1", kind=20),
        record(b"x" * 40, kind=23),
        record(b"\2\x28", kind=21),
        b"HTTP/1.1 400 Bad",
    ):
        found = tls_records.read(record(server()) + follows)
        assert (found.server is not None, found.certificates, found.more) == (True, (), False)


def test_a_warning_may_stand_before_a_greeting() -> None:
    warning = record(b"\1\x70", kind=21)
    assert tls_records.read(warning + SERVER) == tls_records.read(SERVER)
    assert tls_records.read(warning) == Opening(more=True)
    assert tls_records.read(record(b"\2\x28", kind=21)) == Opening()


@pytest.mark.parametrize("data", [CLIENT, SERVER])
def test_wherever_it_is_cut_it_says_what_is_there_and_that_there_is_more(data: bytes) -> None:
    whole = tls_records.read(data)
    for size in range(3, len(data)):
        found = tls_records.read(data[:size])
        assert found.certificates == whole.certificates[: len(found.certificates)]
        assert found.server in (None, whole.server)
        assert found.more or (found.certificates, found.server) == (whole.certificates, whole.server)
        if found.client is not None and whole.client is not None:
            assert found.client.name in ("", whole.client.name)
            assert found.client.versions in ((), whole.client.versions)
            assert found.more


def test_the_name_is_read_before_the_whole_greeting_has_come() -> None:
    found = tls_records.read(CLIENT[: CLIENT.index(ALPN)])
    assert found == Opening(client=ClientHello(name="www.hik-connect.com"), more=True)


def test_chains_and_sizes_are_bounded() -> None:
    long = record(server()) + b"".join(
        record(piece) for piece in pieces(handshake(11, sized(3, sized(3, b"\x30" * 100) * 40)))
    )
    assert len(tls_records.read(long).certificates) == tls_records.MAX_CHAIN
    huge = handshake(11, sized(3, sized(3, b"\x30" * 70_000)))
    assert tls_records.read(b"".join(record(piece) for piece in pieces(huge))).certificates == ()
    endless = tls_records.read(record(b"\x0b\xff\xff\xff" + bytes(100)))
    assert (endless.certificates, endless.more) == ((), False)
    assert not tls_records.read(record(b"") * 100_000).more


def pieces(message: bytes) -> list[bytes]:
    return [message[at : at + 16_384] for at in range(0, len(message), 16_384)]


@pytest.mark.parametrize("body", [b"", bytes(37), b"\3\3" + bytes(32) + b"\xff" + bytes(4)])
def test_damaged_greetings_say_little(body: bytes) -> None:
    for kind in (1, 2):
        found = tls_records.read(record(handshake(kind, body)))
        assert found.client is None or found.client.name == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x16",
        b"\x16\3",
        b"\x16\2\0",
        b"\x16\3\5",
        b"\x17\3\3\0\1x",
        b"\x16\3\1\xff\xff",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not TLS"):
        tls_records.read(data)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_what_a_real_library_says_is_read(tmp_path: Path, version: ssl.TLSVersion) -> None:
    path, der = secured.certificate(tmp_path)
    about = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    about.check_hostname, about.verify_mode = False, ssl.CERT_NONE
    about.set_alpn_protocols(["http/1.1"])
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = about.wrap_bio(incoming, outgoing, server_hostname="cam7.example")
    with pytest.raises(ssl.SSLWantReadError):
        asks.do_handshake()
    hello = outgoing.read()
    said = tls_records.read(hello)
    assert said.client == ClientHello(name="cam7.example", protocols=("http/1.1",), versions=("TLS 1.3", "TLS 1.2"))
    answered = tls_records.read(secured.Server(secured.context(path, version)).take(hello))
    assert answered.server is not None
    if version == ssl.TLSVersion.TLSv1_2:
        assert (answered.server.version, answered.certificates, answered.more) == ("TLS 1.2", (der,), False)
    else:
        assert (answered.server.version, answered.certificates, answered.more) == ("TLS 1.3", (), False)


def test_much_costs_little() -> None:
    start = time.perf_counter()
    tls_records.read(record(b"\0" * 4) * 200_000)
    tls_records.read(b"".join(map(record, pieces(client(NAME * 2_000)))))
    assert time.perf_counter() - start < 3


@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=200).map(lambda tail: b"\x16\3\1" + tail),
        st.tuples(st.sampled_from([1, 2, 11, 12]), st.binary(max_size=200)).map(
            lambda drawn: record(handshake(*drawn))
        ),
        st.binary(max_size=120).map(lambda tail: record(handshake(1, b"\3\3" + bytes(32) + tail))),
    )
)
def test_any_bytes_read_or_are_refused(data: bytes) -> None:
    assert isinstance(tls_records.detect(data), bool)
    try:
        found = tls_records.read(data)
    except ValueError:
        return
    assert len(found.certificates) <= tls_records.MAX_CHAIN

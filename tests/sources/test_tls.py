"""TLS with the oldest and the newest cameras, and with what is none: nothing but bytes comes in and goes out."""

from __future__ import annotations

import contextlib
import ssl
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.devices import OK, Device, Does, does, says
from tests.sources.keeper import Keeper
from tests.sources.running import Asking, exchange, keeps_within, play, probe, scope
from tests.sources.secured import Server, certificate, context, secured
from tests.sources.world import World

from camcensus.model.scope import Limits
from camcensus.sources.steps import End, Exchange
from camcensus.sources.talk import State
from camcensus.sources.tls import Tls, TlsError

HOME = "10.0.0.7"
NEW = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    return certificate(tmp_path_factory.mktemp("tls"))


def shaken(about: ssl.SSLContext, size: int = 1 << 20) -> tuple[Tls, Server]:
    """Both sides after the handshake, whose bytes come in pieces of this size."""
    tls, server = Tls(), Server(about)
    out = tls.handshake()
    for _ in range(10):
        back = server.take(out)
        out = b"".join(tls.handshake(back[at : at + size]) for at in range(0, len(back), size) if not tls.ready)
        if tls.ready:
            assert tls.open(server.take(out), 100) == (b"", False)  # session tickets
            return tls, server
    raise AssertionError("no handshake")


def named(name: str) -> ssl.TLSVersion:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ssl.TLSVersion[name]


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"])
def test_every_version_is_spoken_and_the_certificate_is_seen_whoever_signed_it(
    pem: tuple[Path, bytes], version: str
) -> None:
    tls, server = shaken(context(pem[0], named(version)))
    assert tls.certificate == pem[1]
    server.take(tls.seal(b"GET / HTTP/1.0\r\n\r\n"))
    assert server.heard == b"GET / HTTP/1.0\r\n\r\n"
    assert tls.open(server.say(b"hello"), 100) == (b"hello", False)
    assert tls.open(server.end(), 100) == (b"", True)


def test_a_key_of_a_camera_of_fifteen_years_ago_is_long_enough(tmp_path: Path) -> None:
    path, der = certificate(tmp_path, bits=1_024)
    tls, _ = shaken(context(path, ssl.TLSVersion.TLSv1_2))
    assert tls.certificate == der


@pytest.mark.parametrize("ciphers", ["AES128-SHA:@SECLEVEL=0", "AES256-SHA256:@SECLEVEL=0"])
def test_ciphers_without_forward_secrecy_are_spoken(pem: tuple[Path, bytes], ciphers: str) -> None:
    tls, _ = shaken(context(pem[0], ssl.TLSVersion.TLSv1_2, ciphers))
    assert tls.ready


def test_a_server_that_knows_nothing_of_secure_renegotiation_is_spoken_with() -> None:
    """Its hello names no extension at all (RFC 5746, section 3.4)."""
    tls = Tls()
    tls.handshake()
    hello = b"\x03\x03" + bytes(32) + b"\0" + b"\0\x2f" + b"\0"
    assert tls.handshake(b"\x16\x03\x03\0\x2a" + b"\x02\0\0\x26" + hello) == b""


@pytest.mark.parametrize("version", NEW)
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_handshake_may_come_in_pieces(pem: tuple[Path, bytes], version: ssl.TLSVersion, size: int) -> None:
    tls, server = shaken(context(pem[0], version), size)
    assert tls.certificate == pem[1]
    assert tls.open(server.say(b"hello"), 100) == (b"hello", False)


def test_before_the_handshake_there_is_no_certificate_and_nothing_is_sent(pem: tuple[Path, bytes]) -> None:
    tls = Tls()
    assert tls.certificate == b""
    with pytest.raises(TlsError):
        tls.seal(b"too early")


@pytest.mark.parametrize("version", NEW)
def test_an_answer_is_read_up_to_its_limit_and_the_rest_later(pem: tuple[Path, bytes], version: ssl.TLSVersion) -> None:
    tls, server = shaken(context(pem[0], version))
    data = bytes(range(256)) * 300
    sent = server.say(data)
    assert tls.open(sent, 50_000) == (data[:50_000], False)
    assert tls.open(b"", 50_000) == (data[50_000:], False)


@pytest.mark.parametrize("version", NEW)
@given(cut=st.integers(0, 2_000))
def test_an_answer_that_is_cut_off_is_not_made_up(pem: tuple[Path, bytes], version: ssl.TLSVersion, cut: int) -> None:
    tls, server = shaken(context(pem[0], version))
    sent = server.say(b"x" * 1_000)
    assert tls.open(sent[:cut], 10_000)[0] == (b"x" * 1_000 if cut >= len(sent) else b"")


@pytest.mark.parametrize("version", NEW)
@given(at=st.integers(0, 1_000), by=st.integers(1, 255))
def test_an_answer_that_was_changed_on_the_way_is_not_taken(
    pem: tuple[Path, bytes], version: ssl.TLSVersion, at: int, by: int
) -> None:
    tls, server = shaken(context(pem[0], version))
    sent = bytearray(server.say(b"x" * 900))
    sent[at % len(sent)] ^= by
    with contextlib.suppress(TlsError):
        assert tls.open(bytes(sent), 10_000)[0] == b""


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda data: b"\x16\x03\x03" + data)))
def test_whatever_comes_in_place_of_a_handshake_it_is_waited_for_more_or_said_to_be_no_tls(data: bytes) -> None:
    tls = Tls()
    tls.handshake()
    with contextlib.suppress(TlsError):
        tls.handshake(data)
    assert not tls.ready


@pytest.mark.parametrize(
    "data", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-dropbear\r\n", b"\x15\x03\x01\0\x02\x02\x28"]
)
def test_who_speaks_something_else_or_refuses_speaks_no_tls(data: bytes) -> None:
    tls = Tls()
    tls.handshake()
    with pytest.raises(TlsError):
        tls.handshake(data)


def test_who_has_no_cipher_in_common_says_why(pem: tuple[Path, bytes]) -> None:
    about = context(pem[0], ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-GCM-SHA256")  # its key is another kind
    tls, server = Tls(), Server(about)
    with pytest.raises(ssl.SSLError):
        server.take(tls.handshake())
    with pytest.raises(TlsError, match="handshake failure") as fault:
        tls.handshake(server.left())
    assert len(str(fault.value)) <= 120


# --- over a connection, and in a whole run ---


@pytest.mark.parametrize("version", NEW)
def test_what_comes_under_tls_without_being_asked_is_heard_with_the_next_answer(
    pem: tuple[Path, bytes], version: ssl.TLSVersion
) -> None:
    keeper, server = Keeper(), Server(context(pem[0], version))

    def step(data: bytes) -> Exchange:
        return exchange(80, data, tls=True)

    keeper.talk.ask(step(b""), 10**6)
    while keeper.talk.state is State.SHAKING_HANDS:
        out, keeper.pipe.sent = keeper.pipe.sent, b""
        keeper.come(server.take(out))
    keeper.come(server.take(keeper.pipe.sent) + server.say(b"welcome "))  # with it come session tickets
    assert [one.end for one in keeper.replies] == [End.WHOLE]
    keeper.talk.ask(step(b"request"), 10**6)
    keeper.come(server.say(b"answer\r\n\r\n"))
    assert keeper.replies[1].data == b"welcome answer\r\n\r\n"
    keeper.come(server.end())
    assert keeper.talk.state is State.CLOSING


@pytest.mark.parametrize("version", NEW)
def test_pages_are_asked_for_under_tls_over_one_connection(pem: tuple[Path, bytes], version: ssl.TLSVersion) -> None:
    page = b"x" * 30_000 + OK
    world = World({HOME: Device(ports={443: secured(context(pem[0], version), says(OK, page))})})
    asking = Asking([exchange(443, b"", tls=True), exchange(443, tls=True), exchange(443, tls=True)])
    ran = play(world, scope(HOME, ports=(443, 80)), probe(asking.ask))
    assert [reply.data for _, reply in asking.replies] == [b"", OK, page]
    assert [reply.certificate for _, reply in asking.replies] == [pem[1]] * 3
    assert [port for _, port in world.ledgers[HOME].begun] == [443, 80, 443, 443]
    keeps_within(ran)


@pytest.mark.parametrize(
    "service", [says(OK), says(b"\x15\x03\x01\0\x02\x02\x28"), does((0.0, Does.END)), does((0.0, Does.BREAK)), says()]
)
def test_a_port_that_speaks_no_tls_says_so_and_shows_no_distress(service: object) -> None:
    world = World({HOME: Device(ports={443: service})})  # type: ignore[dict-item]
    asking = Asking([exchange(443, tls=True)])
    ran = play(world, scope(HOME, ports=(443,)), probe(asking.ask))
    assert asking.ends == ["no-tls"]
    assert all(account.signs == [] for account in ran.governor.accounts.values())


def test_records_of_one_byte_come_out_of_the_budget_as_they_are_on_the_wire(pem: tuple[Path, bytes]) -> None:
    tiny = does(*((0.0001 * number, b"x") for number in range(60_000)))
    world = World({HOME: Device(ports={443: secured(context(pem[0], ssl.TLSVersion.TLSv1_2), tiny)})})
    limits = Limits(packets=100_000, bytes=300_000, attempts=1)
    ran = play(world, scope(HOME, ports=(443, 80), limits=limits), probe(Asking([exchange(443, tls=True)] * 3).ask))
    assert world.ledgers[HOME].data > 100_000
    keeps_within(ran)

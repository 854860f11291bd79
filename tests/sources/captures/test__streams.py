"""Directions of connections: of every simulated device the same as a probe sees, and of clients only what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fleet.family import Family, every
from tests.fleet.plain import Banner
from tests.sources import secured
from tests.sources.captures import overheard
from tests.sources.captures.overheard import SUBJECT, THERE, stream
from tests.support import knowledge
from tests.wire import test_heads
from tests.wire.test_heads import dvrip
from tests.wire.test_tls_records import CLIENT, DONE, handshake, record, server, sized

from camcensus.sources import pages
from camcensus.sources.captures._said import MAX_ORIGINAL, NOTHING, Fact, Said
from camcensus.sources.steps import Login
from camcensus.wire.discovery import dhip

ASKED = ("http-page", "rtsp", "onvif-services", "upnp-description", "axis-properties", "vivotek-model", "http-favicon")
LOGIN = Login(user="viewer-7", password="Zw7-example-of-a-test")  # noqa: S106  # nobody's
NOTIFIED = b'{"mac":"00:11:22:33:44:55","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceType":"VTO"}}}'
OPTIONS = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Rtsp Server/3.0\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n"
SETUP = b"RTSP/1.0 200 OK\r\nCSeq: 4\r\nSession: 77;timeout=60\r\nTransport: RTP/AVP/TCP\r\n\r\n"
PLAY = (
    b"PLAY rtsp://admin:p@ss@192.0.2.7:554/cam/realmonitor?channel=1&subtype=0 RTSP/1.0\r\nCSeq: 5\r\nSession: 77\r\n"
    b'User-Agent: VMS 7\r\nAuthorization: Digest username="admin", response="Qq1"\r\n\r\n'
)


def facts(said: Said) -> list[tuple[str, str, str]]:
    return [(fact.subject, fact.field, fact.value) for fact in said.facts]


@pytest.mark.parametrize("family", overheard.families(), ids=lambda one: one.id)
def test_what_is_overheard_is_what_a_probe_sees(family: Family) -> None:
    heard = overheard.visited(overheard.device(family), *ASKED)
    assert heard.active() <= heard.passive()
    # A probe does not look at what answers a call for ONVIF and is none; a listener cannot know that it was one.
    assert {field for field, *_ in heard.passive() - heard.active()} <= {"net.open_port", "http.body"}


def test_every_field_was_overheard() -> None:
    heard = [overheard.visited(overheard.device(one), *ASKED).passive() for one in overheard.families()]
    assert {field for found in heard for field, *_ in found} >= {
        "http.server", "http.title", "http.www_authenticate", "http.location", "http.body", "rtsp.server",
        "rtsp.public", "rtsp.www_authenticate", "rtsp.response", "sdp", "onvif.response", "upnp.description",
        "net.open_port",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("hikvision-nvr", {"isapi.device_info"}),
        ("hikvision-ipc", {"isapi.device_info"}),
        ("dahua-nvr", {"dahua.system_info", "model.number"}),
        ("axis-camera", {"onvif.device_information"}),
    ],
)
def test_what_its_owner_is_told_is_overheard_without_the_login(name: str, fields: set[str]) -> None:
    probes = ("isapi-channels", "dahua-channels", "onvif-device-information")
    heard = overheard.visited(overheard.device(every()[name], LOGIN), *probes, login=LOGIN)
    seen = {field: lines(heard.active(), field) for field in fields}
    assert all(seen.values())
    # A name alone in a line may be anybody's.
    assert {field: lines(heard.passive(), field) for field in fields} == {
        field: {line for line in values if not line.startswith("name=")} for field, values in seen.items()
    }
    everything = repr((heard.said, heard.asked))
    assert LOGIN.password not in everything
    assert LOGIN.user not in everything
    assert not any(field.startswith("channel.") for field, *_ in heard.passive())


def lines(found: overheard.Seen, field: str) -> set[str]:
    """A probe puts several answers of Dahua's together."""
    return {line.strip() for name, value, _ in found if name == field for line in value.splitlines()}


@pytest.mark.parametrize("family", overheard.families(), ids=lambda one: one.id)
def test_who_asks_says_its_program_and_nothing_of_the_device(family: Family) -> None:
    heard = overheard.visited(overheard.device(family), *ASKED)
    assert {fact for said in heard.asked for fact in facts(said)} <= {
        (f"ip:{THERE}", "http.user_agent", "camcensus (owner's inventory)")
    }


# --- servers ---------------------------------------------------------------------------------------------------------


def test_the_answers_of_one_connection_are_one_sighting() -> None:
    said = stream(OPTIONS + test_heads.REFUSED + test_heads.DESCRIBED + SETUP + b"$\0\0\4abcd", 554)
    assert facts(said) == [
        (SUBJECT, "net.open_port", "554/tcp"),
        (SUBJECT, "rtsp.server", "Rtsp Server/3.0"),
        (SUBJECT, "rtsp.public", "OPTIONS, DESCRIBE"),
        (SUBJECT, "rtsp.www_authenticate", 'Digest realm="Login to 7A0", nonce="n"'),
        (SUBJECT, "sdp", "v=0\r\ns=Media Server\r\na=control:rtsp://[redacted]@192.0.2.7/1\r\n"),
        (
            SUBJECT,
            "rtsp.response",
            "RTSP/1.0 200 OK\r\ncseq: 3\r\ncontent-type: application/sdp\r\ncontent-length: 57\r\n\r\n",
        ),
    ]
    assert said.removed == 1
    assert b"Qq3" not in said.original
    assert facts(stream(SETUP, 554)) == [(SUBJECT, "net.open_port", "554/tcp")]


@pytest.mark.parametrize(
    ("data", "port", "field", "value"),
    [
        (b"SSH-2.0-dropbear_2012.55\r\n\0\0\1", 22, "ssh.banner", "SSH-2.0-dropbear_2012.55"),
        (b"220 Hikvision FTP server ready\r\n", 21, "ftp.banner", "Hikvision FTP server ready"),
        (b"220 mail.example ESMTP\r\n", 25, "smtp.banner", "mail.example ESMTP"),
        (b"\xff\xfd\x01\xff\xfb\x03192.0.0.64 login: ", 23, "telnet.banner", "192.0.0.64 login:"),
        (b"\xff\xfd\x01\xff\xfb\x03\xe9t\xe9 login: ", 23, "telnet.banner", "6XTpIGxvZ2luOg=="),
        (dvrip("b0010078", b"Realm:Login to 7A01234PAG00001\r\nRandom:Qq1\r\n\r\n"), 37777, "dahua.realm",
         "Login to 7A01234PAG00001"),
    ],
)  # fmt: skip
def test_a_greeting_is_seen(data: bytes, port: int, field: str, value: str) -> None:
    said = stream(data, port)
    assert facts(said) == [(SUBJECT, "net.open_port", f"{port}/tcp"), (SUBJECT, field, value)]
    assert said.original
    assert b"Qq1" not in said.original


def test_every_greeting_of_the_simulated_devices_is_heard() -> None:
    found: dict[str, int] = {}
    for family in overheard.families():
        for port in (one for one, service in family.tcp.items() if isinstance(service, Banner)):
            for fact in stream(overheard.spoken(overheard.device(family), port).said, port).facts:
                found[fact.field] = found.get(fact.field, 0) + 1
    assert found == {"net.open_port": 7, "ssh.banner": 4, "ftp.banner": 2, "telnet.banner": 1}


def test_a_server_that_speaks_and_says_nothing_has_an_open_port() -> None:
    for data, port in ((record(server()), 443), (dvrip("b0000058"), 37777), (b"220 ready\r\n", 7000)):
        said = stream(data, port)
        assert facts(said) == [(SUBJECT, "net.open_port", f"{port}/tcp")]
        assert said.original


def test_dahuas_answer_over_tcp_is_the_one_over_udp() -> None:
    head = dhip.search()[:16]
    data = head + len(NOTIFIED).to_bytes(8, "little") * 2 + NOTIFIED
    assert facts(stream(data, 5000)) == [
        (SUBJECT, "net.open_port", "5000/tcp"),
        (SUBJECT, "dhip.reply", NOTIFIED.decode()),
    ]
    login = b'{"method":"global.login","params":{"userName":"admin"}}'
    other = head + len(login).to_bytes(8, "little") * 2 + login
    assert facts(stream(other, 5000)) == [(SUBJECT, "net.open_port", "5000/tcp")]


def test_a_certificate_is_seen_as_a_probe_sees_it(tmp_path: Path) -> None:
    _, der = secured.certificate(tmp_path)
    shown = record(server()) + record(handshake(11, sized(3, sized(3, der)))) + record(DONE)
    said = stream(shown, 443)
    seen = [(SUBJECT, one.field, one.value) for one in pages.certified(der)]
    assert len(seen) == 3
    assert facts(said)[1:] == seen
    assert said.original == der
    assert [field for _, field, _ in facts(stream(shown[:-200], 443))] == ["net.open_port"]


def test_a_list_of_users_leaves_the_rest_of_the_connection() -> None:
    listed = b"<UserList><User><userName>a7</userName></User></UserList>"
    head = b"HTTP/1.1 200 OK\r\nServer: Users\r\nContent-Length: %d\r\n\r\n" % len(listed)
    said = stream(head + listed + test_heads.ANSWER, 80)
    assert ("ip:192.0.2.7", "http.title", "WEB SERVICE") in facts(said)
    assert not any("a7" in value or value == "Users" for *_, value in facts(said))
    assert b"a7" not in said.original
    assert said.removed == 2  # the list, and a cookie


def test_the_messages_of_one_connection_are_bounded() -> None:
    answers = [b"HTTP/1.1 200 OK\r\nServer: %d\r\nContent-Length: 0\r\n\r\n" % one for one in range(200)]
    assert len(stream(b"".join(answers), 80).facts) == 33


def test_what_is_no_answer_says_nothing_of_a_server() -> None:
    for data in (b"", b"\1\2\3", test_heads.GET, test_heads.OPTIONS, b"USER admin"):
        assert stream(data, 554) == NOTHING


# --- clients ---------------------------------------------------------------------------------------------------------


def test_a_client_says_its_program_and_which_stream_it_plays() -> None:
    said = stream(test_heads.OPTIONS + test_heads.DESCRIBE + PLAY, 554, from_server=False)
    assert facts(said) == [
        (f"ip:{THERE}", "http.user_agent", "NVR"),
        (f"ip:{THERE}", "http.user_agent", "VMS 7"),
        (SUBJECT, "rtsp.path", "/cam/realmonitor?channel=1&subtype=0"),
    ]
    assert not any(secret in said.original for secret in (b"Qq", b"admin", b"p@ss"))
    assert said.removed


@pytest.mark.parametrize("old", [b"PLAY", b"Session: 77\r\n"])
def test_a_stream_that_is_only_asked_for_may_not_exist(old: bytes) -> None:
    new = b"DESCRIBE" if old == b"PLAY" else b""
    said = stream(PLAY.replace(old, new), 554, from_server=False)
    assert [field for _, field, _ in facts(said)] == ["http.user_agent"]


def test_a_client_says_whom_it_wants_to_speak_to() -> None:
    said = stream(CLIENT, 443, from_server=False)
    assert said.facts == (Fact(f"ip:{THERE}", "tls.sni", "www.hik-connect.com"),)
    assert said.original
    assert stream(record(server()), 443, from_server=False) == NOTHING


def test_who_sends_a_form_says_its_program_alone() -> None:
    data = (
        b"POST /login.cgi?user=admin HTTP/1.1\r\nHost: 192.0.2.7\r\nUser-Agent: Browser 7\r\nContent-Length: 17\r\n\r\n"
        b"user=a&pass=Qq4&x"
    )
    said = stream(data, 80, from_server=False)
    assert facts(said) == [(f"ip:{THERE}", "http.user_agent", "Browser 7")]
    assert not any(word in said.original for word in (b"Qq4", b"login.cgi", b"192.0.2.7"))


def test_calls_over_tcp_are_calls() -> None:
    asked = b"REGISTER sip:3402 SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.250\r\nUser-Agent: IP Camera\r\n\r\n"
    assert facts(stream(asked, 5060, from_server=False)) == [(f"ip:{THERE}", "sip.user_agent", "IP Camera")]
    answer = b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 192.0.2.250\r\nServer: Platform 7\r\n\r\n"
    assert (SUBJECT, "sip.user_agent", "Platform 7") in facts(stream(answer, 5060))


# --- anything --------------------------------------------------------------------------------------------------------

EVERYTHING = [
    OPTIONS + test_heads.REFUSED + test_heads.DESCRIBED + SETUP,
    test_heads.ANSWER,
    test_heads.OPTIONS + test_heads.DESCRIBE + PLAY,
    CLIENT,
    record(server()) + record(DONE),
    b"\xff\xfd\x01\xff\xfb\x03192.0.0.64 login: ",
    dvrip("b0010078", b"Realm:Login to 7A01234PAG00001\r\n"),
    b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 192.0.2.250\r\nServer: Platform 7\r\n\r\n",
]


def check(said: Said) -> None:
    assert len(said.original) <= MAX_ORIGINAL
    assert bool(said.facts) or said == NOTHING
    assert all(fact.subject in (SUBJECT, f"ip:{THERE}") and fact.value for fact in said.facts)
    assert not any(secret in repr(said) for secret in ("Qq1", "Qq2", "Qq3", "Qq5"))


@given(st.binary(max_size=400), st.booleans(), st.integers(1, 65_535))
def test_any_bytes_are_something_or_nothing(data: bytes, from_server: bool, port: int) -> None:
    check(stream(data, port, from_server=from_server))


@given(st.sampled_from(EVERYTHING), st.booleans(), st.data())
def test_wherever_it_is_cut_no_secret_comes_out(whole: bytes, from_server: bool, data: st.DataObject) -> None:
    at, end = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))
    check(stream(whole[:end], 554, from_server=from_server))
    stream(whole[:at] + data.draw(st.binary()) + whole[at:], 554, from_server=from_server)


def test_every_field_stands_in_the_vocabulary() -> None:
    known = set(knowledge().vocabulary.fields)
    said = [stream(data, 554, from_server=ours) for data in EVERYTHING for ours in (True, False)]
    assert {fact.field for one in said for fact in one.facts} - known <= {"dahua.realm"}

"""Credentials go out of headers, targets and bodies, what is around them stays, and long ones cost little."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camcensus.wire import credentials, redact

MARK = redact.MARK


@pytest.mark.parametrize(
    ("name", "value", "left", "removed"),
    [
        ("authorization", "Basic YWRtaW46eA==", f"Basic {MARK}", 1),
        ("authorization", "basic YWRtaW46eA==", f"basic {MARK}", 1),
        ("proxy-authorization", "Bearer a.b.c", f"Bearer {MARK}", 1),
        ("x-authorization", "Basic YWRtaW46eA==", f"Basic {MARK}", 1),
        (
            "authorization",
            'Digest username="admin", realm="Login to 7A0", nonce="n", uri="/", response="r"',
            f'Digest {MARK}, realm="Login to 7A0"',
            1,
        ),
        ("authorization", 'Digest realm="a, response=r', f"Digest {MARK}", 1),
        ("authorization", "YWRtaW46eA== Basic", MARK, 1),
        ("authorization", "YWRtaW46eA==", MARK, 1),
        ("x-wsse", 'UsernameToken Username="a", PasswordDigest="b"', MARK, 1),
        ("cookie", "user=admin; pass=x", f"user={MARK}; pass={MARK}", 2),
        ("cookie", "abc", MARK, 1),
        ("set-cookie", "sid=abc; Path=/; HttpOnly; key=x", f"sid={MARK}; Path=/; HttpOnly; key={MARK}", 2),
        ("set-cookie", "path=abc; path=/", f"path={MARK}; path=/", 1),
        ("referer", "http://admin:x@192.0.2.7/a?token=b", f"http://{MARK}@192.0.2.7/a?token={MARK}", 2),
        ("from", "<sip:3402@192.0.2.7>", "<sip:3402@192.0.2.7>", 0),
        ("from", "<sip:3402:x@192.0.2.7>", f"<sip:3402:{MARK}@192.0.2.7>", 1),
        ("www-authenticate", 'Digest realm="IP Camera(7)", nonce="n"', 'Digest realm="IP Camera(7)", nonce="n"', 0),
        ("server", "App-webs/", "App-webs/", 0),
        ("authorization", "", "", 0),
    ],
)
def test_headers_keep_what_is_no_secret(name: str, value: str, left: str, removed: int) -> None:
    assert credentials.header(name, value) == (left, removed)


@pytest.mark.parametrize(
    ("target", "left", "removed"),
    [
        ("/doc/page/login.asp", "/doc/page/login.asp", 0),
        ("rtsp://192.0.2.7:554/Streaming/Channels/101", "rtsp://192.0.2.7:554/Streaming/Channels/101", 0),
        ("rtsp://a:b@192.0.2.7/1", f"rtsp://{MARK}@192.0.2.7/1", 1),
        ("/cgi?user=a&password=b&channel=1", f"/cgi?user={MARK}&password={MARK}&channel=1", 2),
        ("/cgi?loginuse=a&loginpas=b;c,d'e", f"/cgi?loginuse={MARK}&loginpas={MARK}", 2),
        ("/user=a&password=b&channel=1", f"/user={MARK}&password={MARK}&channel=1", 2),
        ("/user=a_b_password=c_d_channel=1.sdp", f"/user={MARK}_password={MARK}_channel=1.sdp", 2),
        ("/x?USR=a&PWD=b", f"/x?USR={MARK}&PWD={MARK}", 2),
        ("/x?auth=YWRtaW46eA==", f"/x?auth={MARK}", 1),
        ("/x?access_token=b&sessionID=c", f"/x?access_token={MARK}&sessionID={MARK}", 2),
        ("/x?user=&password=", "/x?user=&password=", 0),
        ("/x?bypass_on=1&superuse=2", "/x?bypass_on=1&superuse=2", 0),
        ("a:b@192.0.2.7:443", f"{MARK}@192.0.2.7:443", 1),
        ("sip:34020000001320000001@3402000000", "sip:34020000001320000001@3402000000", 0),
    ],
)
def test_targets_lose_users_and_passwords(target: str, left: str, removed: int) -> None:
    assert credentials.target(target) == (left, removed)


def test_what_may_begin_a_password_goes_where_it_is_cut() -> None:
    assert credentials.target("rtsp://admin:123", cut=True) == ("rtsp://", 1)
    assert credentials.target("/Streaming", cut=True) == ("/Streaming", 0)
    assert credentials.body(b"<Uri>rtsp://admin:p/s", cut=True) == (b"<Uri>rtsp://", 1)
    assert credentials.body(rb'{"u": "rtsp:\/\/admin:1', cut=True) == (rb'{"u": "rtsp:\/\/', 1)
    assert credentials.body(b"<Uri>rtsp://192.0.2.7/1</Uri>", cut=True) == (b"<Uri>rtsp://192.0.2.7/1</Uri>", 0)
    assert credentials.body(b"<Uri>rtsp://", cut=True) == (b"<Uri>rtsp://", 0)


def test_bodies_are_read_as_they_are_encoded() -> None:
    text = "<Password>pässwörd à</Password><x/>"
    for coding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        left, removed = credentials.body(text.encode(coding))
        assert removed == 1
        assert left.decode(coding) == f"<Password>{MARK}</Password><x/>"
    assert credentials.body(b"password=\xff\xe0\xa0abc\r\n\xff") == (f"password={MARK}\r\n".encode() + b"\xff", 1)
    assert credentials.body(b"\xff\xd8\xff\xe0JFIF @ \0") == (b"\xff\xd8\xff\xe0JFIF @ \0", 0)


def test_a_form_loses_its_users_and_a_page_keeps_its_scripts() -> None:
    assert credentials.body(b"user=admin&x=1", form=True) == (f"user={MARK}&x=1".encode(), 1)
    script = b"<script>var user=get('login'); sign=1</script>"
    assert credentials.body(script) == (script, 0)


secrets = st.text(st.sampled_from("ABCXYZ0123456789!$()*+-.~%^|§ü,;/:?='"), min_size=1, max_size=40).map(
    lambda drawn: f"Qq{drawn}qQ"
)
TARGETS = ("/x?user={}&y=1", "/x?y=1&pwd={}", "/user=u_password={}_channel=1", "http://h/?auth={}", "/x?Login_Name={}")
HEADERS = (
    ("authorization", "Basic {}"),
    ("authorization", "{}"),
    ("authorization", '{} realm="x"'),
    ("authorization", 'Digest username="{}", response="{}"'),
    ("cookie", "a={}; b={}"),
    ("set-cookie", "a={}; Path=/"),
    ("x-auth-token", "{}"),
    ("referer", "http://h/?password={}"),
)


@given(st.sampled_from(TARGETS), secrets)
def test_no_secret_stays_in_a_target(shape: str, secret: str) -> None:
    for written in (secret, quote(secret, safe="")):
        left, removed = credentials.target(shape.replace("{}", written))
        assert written not in left
        assert "Qq" not in left
        assert removed >= 1


@given(st.sampled_from(HEADERS), secrets)
@example(("cookie", "a={}; b={}"), "Qq=qQ")
def test_no_secret_stays_in_a_header(shape: tuple[str, str], secret: str) -> None:
    name, value = shape
    left, removed = credentials.header(name, value.replace("{}", secret))
    assert secret not in left
    assert removed >= 1


@given(st.one_of(st.text(), st.sampled_from(["password=x", "http://u:p@h/", "<Token>x</Token>", "api_key: x"])))
def test_what_is_looked_for_first_misses_nothing(value: str) -> None:
    data = value.encode("utf-8", "surrogatepass")
    decoded = data.decode("utf-8", "surrogateescape")
    assert credentials.body(data)[1] == redact.text(decoded)[1] or data[:1] == b"\0" or data[1:2] == b"\0"


@given(st.binary(max_size=200), st.booleans(), st.booleans())
def test_any_bytes_are_a_body(data: bytes, cut: bool, form: bool) -> None:
    left, removed = credentials.body(data, cut=cut, form=form)
    assert removed or left == data


@pytest.mark.parametrize(
    "piece",
    ["a", "user=", "a_", "_a=", "user=_", "sip:", "sip::", "sip:a:b", "://", "http://", "@", "auth ", "login_", "=&"],
)
def test_long_ones_cost_little(piece: str) -> None:
    written = "user=login sip " + piece * (60_000 // len(piece))
    start = time.process_time()
    credentials.text(written)
    credentials.target(written, cut=True)
    credentials.body(written.encode(), cut=True, form=True)
    credentials.header("cookie", written)
    credentials.header("authorization", written)
    assert time.process_time() - start < 4

"""Secrets go, evidence stays, and a long line costs no more than its length."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camcensus.wire import redact

MARK = redact.MARK


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("rtsp://admin:12345@192.0.2.7/ch1", f"rtsp://{MARK}@192.0.2.7/ch1"),
        ("rtsp://admin:p@ss@192.0.2.7/ch1", f"rtsp://{MARK}@192.0.2.7/ch1"),
        ("rtsp://admin:p/ss@192.0.2.7/ch1", f"rtsp://{MARK}@192.0.2.7/ch1"),
        ("rtsp://:12345@192.0.2.7", f"rtsp://{MARK}@192.0.2.7"),
        ("a=rtsp://u:p@h1,b=http://v:q@h2", f"a=rtsp://{MARK}@h1,b=http://{MARK}@h2"),
        (r"rtsp:\/\/admin:12345@192.0.2.7\/ch1", rf"rtsp:\/\/{MARK}@192.0.2.7\/ch1"),
        ("http://192.0.2.7/?user=a&password=12345&x=1", f"http://192.0.2.7/?user=a&password={MARK}&x=1"),
        ("Password: 12345", f"Password: {MARK}"),
        ("rtsp_password=12345", f"rtsp_password={MARK}"),
        (r"pwd=ab\cd;x", rf"pwd={MARK};x"),
        ('{"password": "two words", "x": 1}', f'{{"password": "{MARK}", "x": 1}}'),
        (r'"{\"apiKey\": \"two words\"}"', rf'"{{\"apiKey\": \"{MARK}\"}}"'),
        (r'{"secret": "a\"b"}', f'{{"secret": "{MARK}"}}'),
        ("passphrase='two words'", f"passphrase='{MARK}'"),
        ("snmp community: public, v2c", f"snmp community: {MARK}, v2c"),
        ("<adminPassword>12345</adminPassword>", f"<adminPassword>{MARK}</adminPassword>"),
        ('<wsse:Password Type="T">12345</wsse:Password>', f'<wsse:Password Type="T">{MARK}</wsse:Password>'),
        ("Authorization: Basic YTpi\r\nHost: x", f"Authorization: Basic {MARK}\r\nHost: x"),
        ('{"Authorization": "Bearer a.b-c"}', f'{{"Authorization": "Bearer {MARK}"}}'),
        (
            'Authorization: Digest username="a", response="b", qop=auth\r\nHost: x',
            f"Authorization: Digest {MARK}\r\nHost: x",
        ),
    ],
)
def test_a_secret_goes_and_what_is_around_it_stays(given_text: str, expected: str) -> None:
    assert expected == redact.text(given_text)[0]


@pytest.mark.parametrize(
    "evidence",
    [
        "",
        "Hikvision-Webs",
        "rtsp://192.0.2.7:554/Streaming/Channels/101",
        "rtsp://admin@192.0.2.7/",
        "http://192.0.2.7:8080/contact@example.org",
        "http://[2001:db8::7]:80/contact@example.org",
        "http://[2001:db8::7]/contact@example.org",
        'WWW-Authenticate: Digest realm="IP Camera(12345)", nonce="ab"',
        "bypass: yes",
        "Passwords are kept elsewhere",
        'password=""',
        '{"password":"","model":"DS-2CD"}',
        '{"token": {"id": "x"}}',
        "aa:bb:cc:dd:ee:ff",
    ],
)
def test_what_holds_no_secret_stays_as_it_is(evidence: str) -> None:
    assert (evidence, 0) == redact.text(evidence)


secrets = st.text(st.sampled_from("ABCXYZ0123456789!$()*+-._~%^|§ü"), min_size=1, max_size=600).map(
    lambda drawn: f"Qq{drawn}qQ"
)
noise = st.text(max_size=30)

SHAPES = (
    "rtsp://admin:{}@192.0.2.7/",
    "rtsp://admin:{}@x@192.0.2.7/",
    "rtsp://admin:/{}@192.0.2.7/",
    "http://h/?pwd={}&x",
    " password={} ",
    " password : {} ",
    ' "passwd": "{}" ',
    r" \"secret\":\"{} {}\" ",
    " 'token': '{} {}' ",
    "\npass={}\n",
    "\ncommunity={}\n",
    "<password>{} {}</password>",
    "\nAuthorization: Basic {}\r\n",
    '\nAuthorization: Digest username="{}", response={}\r\n',
)


@given(noise, st.sampled_from(SHAPES), secrets, noise)
def test_no_secret_comes_out(before: str, shape: str, secret: str, after: str) -> None:
    cleaned, removed = redact.text(before + " " + shape.replace("{}", secret) + after)
    assert secret not in cleaned
    assert removed >= 1


@given(st.text() | st.lists(st.sampled_from([*SHAPES, "a", '"', "://", "@", "\\"])).map("".join))
@example("rtsp://u:p@h@")
def test_cleaned_text_is_clean(value: str) -> None:
    cleaned, _ = redact.text(value)
    assert (cleaned, 0) == redact.text(cleaned)


@given(st.dictionaries(st.sampled_from(["password", "token", "url", "x"]), st.text(), min_size=1))
def test_json_of_texts_stays_json(value: dict[str, str]) -> None:
    cleaned, _ = redact.text(json.dumps(value))
    assert value.keys() == json.loads(cleaned).keys()


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "@",
        "<",
        "a://",
        "a://a:a",
        "http://u:",
        "password",
        "password=",
        'password:"',
        "<password ",
        "authorization: digest a=",
        'pwd=\\"',
        "a:" * 20 + "@",
    ],
)
def test_a_megabyte_of_anything_takes_no_more_than_its_length(piece: str) -> None:
    # Twice the text may take about twice the time: a pattern that looks back would take four times and far longer.
    started = time.process_time()
    redact.text((piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE])
    assert time.process_time() - started < 5

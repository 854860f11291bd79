"""Answers to challenges are those of the RFCs; hostile challenges are left out, and nothing shows what was given."""

from __future__ import annotations

import base64
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import digest
from camcensus.wire.digest import Challenge

NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
REALM = "http-auth@example.org"
RFC_7616 = [
    f'Digest realm="{REALM}", qop="auth, auth-int", algorithm={name}, nonce="{NONCE}", opaque="{OPAQUE}"'
    for name in ("SHA-256", "MD5")
]


def answered(challenge: Challenge, user: str, password: str, count: int = 1) -> str:
    return digest.authorization(challenge, "GET", "/dir/index.html", user, password, CNONCE, count)


@pytest.mark.parametrize(
    ("headers", "response"),
    [
        (RFC_7616, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        (RFC_7616[::-1], "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ([", ".join(RFC_7616)], "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        (RFC_7616[1:], "8ca523f5e9506fed4657c9700eebdbec"),
    ],
)
def test_the_example_of_rfc_7616(headers: list[str], response: str) -> None:
    challenge = digest.choose(headers, secure=False, allow_basic=False)
    assert challenge is not None
    sent = answered(challenge, "Mufasa", "Circle of Life")
    assert f'response="{response}"' in sent
    for part in (f'opaque="{OPAQUE}"', "qop=auth", "nc=00000001", f'cnonce="{CNONCE}"', f'realm="{REALM}"'):
        assert part in sent
    assert f"algorithm={challenge.algorithm}" in sent
    assert sent.startswith('Digest username="Mufasa", ')


def test_the_example_of_rfc_2617() -> None:
    said = (
        'Digest realm="testrealm@host.com",qop="auth,auth-int",nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",'
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    challenge = digest.choose([said], secure=False, allow_basic=False)
    assert challenge is not None
    sent = digest.authorization(challenge, "GET", "/dir/index.html", "Mufasa", "Circle Of Life", "0a4f113b", 1)
    assert 'response="6629fae49393a05397450978507c4ef1"' in sent
    assert "algorithm" not in sent


def test_the_older_form_has_neither_count_nor_cnonce() -> None:
    """Worked out by hand from RFC 2069: MD5(MD5(u:r:p):nonce:MD5(GET:/))."""
    challenge = digest.choose(['Digest realm="r", nonce="n"'], secure=False, allow_basic=False)
    assert challenge == Challenge(scheme="digest", realm="r", nonce="n")
    sent = digest.authorization(challenge, "GET", "/", "u", "p", "unused", 1)
    response = "f23121ca97143c6b358da620220c83b4"
    assert sent == f'Digest username="u", realm="r", nonce="n", uri="/", response="{response}"'


@pytest.mark.parametrize("name", ["MD5", "SHA-256"])
def test_a_session_secret_is_bound_to_both_nonces(name: str) -> None:
    plain, bound = (
        Challenge(scheme="digest", realm="r", nonce="n", qop="auth", algorithm=name + suffix)
        for suffix in ("", "-sess")
    )
    assert answered(plain, "u", "p") != answered(bound, "u", "p")
    without_qop = Challenge(scheme="digest", realm="r", nonce="n", algorithm=f"{name}-sess")
    assert f'cnonce="{CNONCE}"' in answered(without_qop, "u", "p")


def test_a_nonce_used_again_is_counted() -> None:
    challenge = Challenge(scheme="digest", realm="r", nonce="n", qop="auth")
    assert "nc=0000000a" in answered(challenge, "u", "p", 10)
    assert answered(challenge, "u", "p", 1) != answered(challenge, "u", "p", 2)


@pytest.mark.parametrize(
    ("user", "password", "token"),
    [
        ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("test", "123\u00a3", "dGVzdDoxMjPCow=="),
    ],
)
def test_the_examples_of_rfc_7617(user: str, password: str, token: str) -> None:
    challenge = digest.choose(['Basic realm="foo", charset="UTF-8"'], secure=True, allow_basic=False)
    assert challenge is not None
    assert answered(challenge, user, password) == f"Basic {token}"


BASIC = 'Basic realm="DVR"'
DEVICES = [
    # Hikvision, Dahua, Bosch, a plain one: as recorded in public issues and in the corpus
    ('Digest realm="fe1", domain="::", qop="auth", nonce="300b:1", opaque="", algorithm="MD5", stale="FALSE"', "auth"),
    ('Digest realm="Login to ND011811000000",qop="auth",nonce="1701",opaque="aa"', "auth"),
    ("Digest realm=\"Use 'live' as User Name\",nonce=\"18e6\",opaque=\"\",stale=FALSE,algorithm=MD5", ""),
    ("digest  Realm=plain , NONCE = abc,qop=auth", "auth"),
    ('Digest realm="a", nonce="b", qop=""', ""),
]  # fmt: skip


@pytest.mark.parametrize(("said", "qop"), DEVICES)
def test_challenges_of_real_devices_are_understood(said: str, qop: str) -> None:
    for headers in ([said], [BASIC, said], [said, BASIC], [f"{BASIC}, {said}"], [f"{said}, {BASIC}"]):
        challenge = digest.choose(headers, secure=True, allow_basic=True)
        assert challenge is not None
        assert (challenge.scheme, challenge.qop) == ("digest", qop)
        assert challenge.nonce
        assert challenge.realm


def test_basic_goes_out_only_over_tls_or_where_it_is_allowed() -> None:
    assert digest.choose([BASIC], secure=False, allow_basic=False) is None
    for secure, allowed in ((True, False), (False, True)):
        challenge = digest.choose([BASIC], secure=secure, allow_basic=allowed)
        assert challenge == Challenge(scheme="basic", realm="DVR")


@pytest.mark.parametrize(
    "said",
    [
        "",
        ",,, ,",
        "Negotiate",
        "NTLM TlRMTVNTUAAB==",
        'Bearer realm="x"',
        "Digest",
        'Digest realm="x"',
        'Digest realm="x", nonce=""',
        'Digest realm="x", nonce="n", algorithm=SHA-512-256',
        'Digest realm="x", nonce="n", qop="auth-int"',
        'Digest realm="x", nonce="n\rX: y"',
        'Digest realm="x\x00", nonce="n"',
        'Digest realm="x", nonce="\ufffd"',
        'Digest realm="x", nonce="n", opaque="\u00e9"',
        'realm="x", nonce="n"',
    ],
)
def test_what_cannot_be_answered_is_left_out(said: str) -> None:
    assert digest.choose([said], secure=True, allow_basic=True) is None
    assert digest.choose([said, BASIC], secure=True, allow_basic=True) == Challenge(scheme="basic", realm="DVR")


def test_quotes_are_taken_off_and_put_back() -> None:
    challenge = digest.choose([r'Digest realm="a \"b\" \\c", nonce="n"'], secure=False, allow_basic=False)
    assert challenge is not None
    assert challenge.realm == r'a "b" \c'
    assert r'realm="a \"b\" \\c"' in answered(challenge, 'u"', "p")
    assert r'username="u\""' in answered(challenge, 'u"', "p")


@given(
    st.lists(st.text(max_size=300) | st.sampled_from([BASIC, *RFC_7616, *(said for said, _ in DEVICES)]), max_size=6)
)
def test_whatever_a_device_says_what_is_sent_back_is_one_header(headers: list[str]) -> None:
    challenge = digest.choose(headers, secure=True, allow_basic=True)
    if challenge is not None:
        sent = answered(challenge, "user", "password")
        assert not re.search(r"[\x00-\x1f\x7f]", sent)


def test_reading_takes_the_length_of_the_header_and_no_more() -> None:
    start = time.perf_counter()
    for piece in ('Digest realm="', '"', "\\", ",", "a", "a=", 'a="', " ", "Basic ", "=", "\0", 'x="\\'):
        digest.choose([piece * 1_000_000] * 1_000, secure=True, allow_basic=True)
    assert time.perf_counter() - start < 5


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["digest", "basic"]))
def test_a_password_changes_nothing_but_the_hash(user: str, password: str, scheme: str) -> None:
    challenge = Challenge(scheme=scheme, realm="r", nonce="n", qop="auth")
    try:
        sent = answered(challenge, user, password)
    except ValueError as fault:
        sent = ""
        said = str(fault)
    if not sent:
        assert said.removeprefix("a ") in (
            "control character cannot stand in a login",
            "name with a colon cannot be used for a Basic login",
        )
    elif scheme == "basic":
        assert base64.b64decode(sent[6:]).decode() == f"{user}:{password}"
    else:
        assert hidden(sent) == hidden(answered(challenge, user, "another"))


def hidden(sent: str) -> str:
    return re.sub(r' response="[0-9a-f]{32}"', "", sent, count=1)


@pytest.mark.parametrize(
    ("scheme", "user", "password"), [("basic", "a:b", "pw"), ("digest", "a\r\nb", "pw"), ("basic", "a", "p\nw")]
)
def test_a_login_that_no_header_can_hold_is_refused(scheme: str, user: str, password: str) -> None:
    with pytest.raises(ValueError, match=r"control character|colon"):
        answered(Challenge(scheme=scheme, realm="r", nonce="n"), user, password)

"""Whatever login an owner gave, and whatever a device makes of it: it is shown nowhere, and nothing looks different."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st
from tests.sources.probes.logins import (
    ANSWER,
    BASIC,
    LOGIN,
    NOT_AUTHORIZED,
    answer,
    calling,
    challenge,
    getting,
    meet,
    shown,
    target,
)
from tests.sources.probes.playing import whole

from camcensus.sources.probes import _login
from camcensus.sources.steps import Exchange, Login, Reply, Step


@given(st.text(max_size=60), st.text(max_size=60), st.booleans(), st.sampled_from([80, 443]), st.booleans())
def test_whatever_a_login_is_it_is_shown_nowhere(user: str, password: str, basic: bool, port: int, soap: bool) -> None:
    """Steps look the same whatever the login is, but for what the device made of it."""

    def played(login: Login) -> list[Step]:
        known = target(port, login=login)
        assert _login.session(known) is not None
        script = calling(known) if soap else getting(known, "/a", "/b")

        def device(step: Step) -> Reply:
            assert isinstance(step, Exchange)
            given_ = step.credential
            plain = (challenge(), BASIC)[basic] if not soap else ""
            refusal = answer(NOT_AUTHORIZED, 400) if soap else answer(b"", 401, plain)
            return whole(answer(ANSWER) if given_ else refusal)

        return meet(script, device)

    looks = shown(played(Login(user=user, password=password, basic=True)))
    honest = shown(played(Login(user="somebody", password=LOGIN.password, basic=True)))
    unwritable = shown(played(Login(user="a\0:", password=LOGIN.password, basic=True)))
    assert looks in (honest, unwritable)
    assert repr(Login(user=user, password=password)) == repr(LOGIN)
    session = _login.session(target(80, login=Login(user=user, password=password)))
    assert repr(session) == repr(_login.session(target(80)))


@given(st.text(min_size=4, max_size=40), st.text(" .,;<>\n\t", min_size=1), st.text(" .,;<>\n\t", min_size=1))
def test_a_device_that_repeats_what_it_was_sent_gives_nothing_away(secret: str, before: str, after: str) -> None:
    login = Login(user="inventory", password=secret)
    basic = base64.b64encode(f"inventory:{secret}".encode()).decode()
    known = ("redacted", "[redacted]", "Basic", before, after)
    for text in (f"{before}{secret}{after}", f"<a>{secret}</a>", f"Basic {basic}"):
        clean = _login.without(text, login)
        assert basic not in clean
        assert secret not in clean or any(secret in one for one in known)

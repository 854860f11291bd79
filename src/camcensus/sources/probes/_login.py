"""How the owner's login is used: asked for by the device, given once, given up at the first refusal; never shown.

A request goes out without a credential first. A challenge is answered once. Where the device takes the answer, later
requests of the visit may be answered again, and on a connection that stays open one nonce serves for more than one.
What is handed on of an answer has no password in it, also where a device repeats what it was sent.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from camcensus.sources.steps import MOST, Accepted, End, Exchange, Login, Refused, Reply, Saw, Step, Target
from camcensus.wire import addresses, digest, http, onvif_read, redact, soap, url, wsse
from camcensus.wire.channels import Listing, as_facts
from camcensus.wire.digest import Challenge

PORTS = ((80, False), (8080, False), (443, True), (8443, True))
"""TCP ports on which devices are asked over HTTP, the first that is open, and whether TLS is spoken there."""

_USABLE = (End.WHOLE, End.CLOSED, End.LIMIT, End.TIMEOUT)
_MOVED = (301, 302, 303, 307, 308)
_BUSY = (429, 503)
_LEAST = 4
"""Characters of a password from which it can be told from ordinary text."""
_HINTED = ("http.", "rtsp.", "tls.", "onvif.", "upnp.", "ssdp.", "snmp.", "mdns.", "sdp")
"""Fields in which marks of a maker's web server and firmware are looked for."""
_OURS = ("channel.number", "channel.state", "channel.kind")
"""Facts that are in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer over HTTP."""

    status: int
    challenges: tuple[str, ...]
    location: str
    body: bytes = field(repr=False)
    whole: bool
    """Whether it came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    most: int = MOST


Asking = Generator[Step, Reply, Heard | None]
"""Steps out, replies in; the answer, or None where there is none and nothing more should be asked."""


@dataclass(slots=True)
class Session:
    """The HTTP service of one device, and how far the login has come with it."""

    target: Target
    login: Login = field(repr=False)
    port: int
    tls: bool
    accepted: bool = False
    over: bool = False
    """Nothing more is asked: it refused, or it does not answer."""
    _challenge: Challenge | None = field(default=None, repr=False)
    _count: int = 0
    _kept: bool = False
    """The connection of the last answer is open for the next request."""
    _dropped: bool = False
    """It was not: the device had closed it without a word."""
    _token: bool = False
    """It takes the login of SOAP, not that of HTTP."""

    def get(self, path: str, most: int = MOST) -> Asking:
        """Read `path`, at most `most` bytes of it."""
        return self._ask(_Request(method="GET", path=path, most=most))

    def soap(self, path: str, read: onvif_read.Read, most: int = MOST) -> Asking:
        """Ask an ONVIF service: by the login of HTTP where it is asked for, else by that of SOAP."""
        if self.over:
            return None
        if not self._token:
            heard = yield from self._ask(_soap(path, onvif_read.envelope(read), most))
            if heard is None or self.over or self.accepted or not soap.is_challenge(heard.body):
                return heard
            self._token = True
        try:
            header = wsse.header(self.login.user, self.login.password, secrets.token_bytes(16), created(self.target))
        except ValueError:
            return (yield from self._refuse("the login cannot be written as this device asks for it"))
        heard = yield from self._send(_soap(path, onvif_read.envelope(read, header), most), credential=True)
        return (yield from self._judged(heard))

    def text(self, data: bytes) -> str:
        """An answer as text, without secrets."""
        return without(data.replace(b"\0", b"").decode("utf-8", "replace").strip(), self.login)

    def told(self, listing: Listing) -> Iterator[Saw]:
        """What a recorder's list of channels says: of each channel, and of the recorder how many they are.

        ``channel.count`` says that every channel is there; where some are missing, ``vms.channel_count`` has their
        number, and nothing says that the channels are known.
        """
        used: set[str] = set()
        for one in listing.channels:
            name = str(one.number) if str(one.number) not in used else f"D{one.number}"
            used.add(name)
            about = f"channel:{self.target.address}/{name}"
            yield Saw(field="channel.recorder", value=self.target.address, about=about)
            for said, value in as_facts(one):
                clean = value if said in _OURS else without(value, self.login)
                yield Saw(field=said, value=clean, about=about)
        if listing.complete:
            yield Saw(field="channel.count", value=str(listing.total))
        elif listing.total:
            yield Saw(field="vms.channel_count", value=str(listing.total))

    def _ask(self, request: _Request) -> Asking:
        """A request that is answered if it is challenged; on a kept connection the known nonce goes with it."""
        if self.over:
            return None
        known = self._challenge if self.accepted and self._kept and not self._dropped else None
        heard = yield from self._send(self._signed(request, known) if known else request, credential=bool(known))
        if known and self._dropped:  # not a refusal: the connection was over before the request came
            heard = yield from self._send(request)
        if heard is not None and self._moves(request.path, heard):
            heard = yield from self._send(request)
        if heard is None or heard.status != 401 or not heard.challenges:
            return heard
        return (yield from self._answer(request, heard, known.nonce if known else ""))

    def _answer(self, request: _Request, heard: Heard, before: str) -> Asking:
        """Answer the challenge, once; not the one with which the login was just refused."""
        challenge = digest.choose(heard.challenges, self.tls, self.login.basic)
        if challenge is None:
            return (yield from self._refuse("it asks for the password in the clear, or in a way not known here"))
        if before and challenge.nonce in ("", before):
            return (yield from self._refuse("it does not take the login any more"))
        self._challenge, self._count = challenge, 0
        try:
            signed = self._signed(request, challenge)
        except ValueError:
            return (yield from self._refuse("the login cannot be written as this device asks for it"))
        heard_again = yield from self._send(signed, credential=True)
        return (yield from self._judged(heard_again))

    def _judged(self, heard: Heard | None) -> Asking:
        """What the device made of the login."""
        if heard is None:
            self.over = True
            return None
        denied = not self.accepted and (heard.status == 403 or soap.is_challenge(heard.body))
        if heard.status == 401 or denied:
            return (yield from self._refuse("it did not take the login"))
        if not self.accepted and 200 <= heard.status < 300:
            self.accepted = True
            yield Accepted()
        self.over = not self.accepted
        return heard

    def _refuse(self, why: str) -> Asking:
        self.over = True
        yield Refused(why=why)
        return None

    def _signed(self, request: _Request, challenge: Challenge) -> _Request:
        """The request with an answer to `challenge`. Raises `ValueError` if the login cannot be written so."""
        self._count += 1
        proof = digest.authorization(
            challenge,
            request.method,
            request.path,
            self.login.user,
            self.login.password,
            secrets.token_hex(8),
            self._count,
        )
        signed = replace(request, headers=(*request.headers, ("Authorization", proof)))
        self._bytes(signed)
        return signed

    def _bytes(self, request: _Request) -> bytes:
        host = url.Url(self.tls, self.target.address, self.port, request.path).authority
        headers = (("Connection", "keep-alive"), *request.headers)
        return http.request(request.method, request.path, host, headers=headers, body=request.body)

    def _send(self, request: _Request, *, credential: bool = False) -> Asking:
        """Play one exchange; None, and nothing after it, if no answer over HTTP comes of it."""
        reply = yield Exchange(
            port=self.port,
            data=self._bytes(request),
            whole=http.whole,
            tls=self.tls,
            most=request.most,
            credential=credential,
        )
        heard = _heard(reply)
        self.over = heard is None or heard.status in _BUSY
        self._dropped = self._dropped or (self._kept and not reply.data and reply.end in (End.CLOSED, End.RESET))
        self._kept = heard is not None and reply.end is End.WHOLE and http.persistent(reply.data)
        return heard

    def _moves(self, path: str, heard: Heard) -> bool:
        """Whether the device sends whoever asks to its own TLS port, which is then used."""
        if self.tls or heard.status not in _MOVED:
            return False
        try:
            place = url.resolve(self.target.address, self.port, self.tls, path, heard.location)
        except ValueError:
            return False
        own = place.host == addresses.normalise(self.target.address)
        if not (place.tls and own and place.port in self.target.open):
            return False
        self.port, self.tls = place.port, True
        return True


def _heard(reply: Reply) -> Heard | None:
    if reply.end not in _USABLE or not reply.data:
        return None
    try:
        head, rest = http.parted(reply.data)
    except ValueError:
        return None
    return Heard(
        status=head.status,
        challenges=head.of("www-authenticate"),
        location=(head.of("location") or ("",))[0],
        body=http.body(reply.data),
        whole=reply.end is End.WHOLE or (reply.end is End.CLOSED and len(rest) >= (http.length(head) or 0)),
    )


def session(target: Target, port: int = 0, *, at: url.Url | None = None) -> Session | None:
    """The HTTP service that is asked: on `port`, or where `at` says, or on the first of `PORTS` that is open.

    None where the owner gave no login for this device, or no such port is open.
    """
    if target.login is None:
        return None
    if not port and at is not None and at.port in target.open:
        return Session(target, target.login, at.port, at.tls)
    for known, tls in PORTS:
        if known == port or (not port and known in target.open):
            return Session(target, target.login, known, tls)
    return Session(target, target.login, port, tls=False) if port else None


def hints(target: Target, telling: tuple[str, ...], marks: re.Pattern[str]) -> bool:
    """Whether anything learned of the device is of a field that tells by itself, or bears a maker's marks."""
    return any(
        one.field.startswith(telling) or (one.field.startswith(_HINTED) and marks.search(one.value[:65_536]))
        for one in target.seen
        if not one.about
    )


def created(target: Target) -> str:
    """The time that a token of WS-Security bears: by the device's clock where it was seen, else by this machine's.

    Devices do not take a token of another time than they believe it is.
    """
    clocks = (soap.device_time(value.encode("utf-8", "replace")) for value in target.values("onvif.response"))
    now = next((clock for clock in clocks if clock is not None), None) or datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def without(text: str, login: Login) -> str:
    """`text` without what looks like a secret, and without the password of `login`.

    A password inside a longer word is left: a serial number may hold the same characters. One of less than four
    characters cannot be told from ordinary text.
    """
    text = redact.text(text)[0]
    hidden = [base64.b64encode(f"{login.user}:{login.password}".encode("utf-8", "replace")).decode()]
    if len(login.password) >= _LEAST:
        hidden += [login.password, escape(login.password), escape(login.password, {'"': "&quot;"})]
    for secret in hidden:
        before = r"(?<![^\W_])" if secret[0].isalnum() else ""
        after = r"(?![^\W_])" if secret[-1].isalnum() else ""
        text = re.sub(before + re.escape(secret) + after, lambda _: redact.MARK, text)
    return text


def _soap(path: str, body: bytes, most: int) -> _Request:
    headers = (("Content-Type", onvif_read.CONTENT_TYPE),)
    return _Request(method="POST", path=path, headers=headers, body=body, most=most)

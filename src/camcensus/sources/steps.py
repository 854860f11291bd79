"""What a probe may ask for, one step at a time, and what it gets back; a probe itself does nothing.

A probe is a generator: it yields a step, is sent a `Reply`, and yields the next. The driver plays the steps if the
governor permits them; a step that is not permitted, or comes to nothing, is answered all the same (`Reply.end`).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import StrEnum

MOST = 65_536
"""Bytes of one answer that are read unless a step says otherwise."""


class End(StrEnum):
    """How a step ended."""

    WHOLE = "whole"
    """The answer is complete, as its own form says; of `Open`: the port is open."""
    CLOSED = "closed"
    """The device closed the connection; what came before is in `data`."""
    LIMIT = "limit"
    """More came than is read; what was read is in `data`."""
    TIMEOUT = "timeout"
    """Time was up; what came before is in `data`."""
    RESET = "reset"
    """The device broke the connection off."""
    REFUSED = "refused"
    """The port is closed (TCP reset or ICMP)."""
    SILENT = "silent"
    """No answer to the attempt to connect, or to a datagram."""
    NO_TLS = "no-tls"
    """The port is open, but the TLS handshake failed; `data` has the reason as text."""
    UNJUDGED = "unjudged"
    """This machine was too busy, or the network was not there: nothing can be said of the device."""
    NOT_ALLOWED = "not-allowed"
    """The governor did not permit it: nothing was sent; `data` has the reason as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a step came to."""

    end: End
    data: bytes = b""
    certificate: bytes = b""
    """DER of the certificate, where TLS was spoken on the connection."""
    packets: tuple[tuple[str, bytes], ...] = ()
    """(address, datagram) of every answer to `Datagram` or `Call`; to `Neighbours`, (address, six bytes of MAC)."""


Whole = Callable[[bytes], bool]
"""Whether an answer, as far as it has come, is complete. It is asked after each piece; it must not raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Connect to a TCP port; an exchange on that port that comes next uses the connection."""

    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Send over TCP and read the answer. The connection of the step before is used again if it is to this port.

    Without data under TLS it is the handshake alone.
    """

    port: int
    data: bytes = field(repr=False)
    whole: Whole
    tls: bool = False
    most: int = MOST
    seconds: float = 5.0
    """From sending to the end of the answer. Connecting has a limit of its own."""
    credential: bool = False
    """The data answers a challenge with what the owner gave: allowed once, and again only after `Accepted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datagram:
    """Send one UDP datagram to the device and gather the answers that come from it."""

    port: int
    data: bytes
    reply_port: int = 0
    """Where answers come to; 0: to the port that asked. It is also the port that is asked from."""
    seconds: float = 1.0
    most: int = 1
    """Answers after which it waits no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Ask everything on the link at once, by multicast or broadcast, and gather the answers."""

    group: str
    """A multicast group, ``255.255.255.255`` for the link's broadcast, or an IPv6 group of the link (``ff02::..``)."""
    port: int
    data: bytes
    reply_port: int = 0
    seconds: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The neighbour table of this machine; nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The device took the credential: it may be used again in this visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The device did not take the credential, or will not be asked: nothing more is tried with it."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saw:
    """Something was learned: an observation of the device."""

    field: str
    value: str
    encoding: str = "text"
    about: str = ""
    """The subject, if it is not the device itself: ``channel:192.0.2.7/3``; for `Call`, ``ip:..`` of who answered."""


Step = Open | Exchange | Datagram | Call | Neighbours | Accepted | Refused | Saw
Script = Generator[Step, Reply, None]
"""Steps out, replies in. `Saw`, `Accepted` and `Refused` are answered with ``Reply(end=End.WHOLE)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What the owner gave for one device; it never shows itself."""

    user: str = field(repr=False)
    password: str = field(repr=False)
    basic: bool = False
    """Whether the password may be sent in the clear, where the device offers nothing better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnmpUser:
    """A community (version 2c) or a user (version 3) that the owner gave; it never shows itself."""

    community: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    auth: str = ""
    """``md5``, ``sha``, ``sha256`` or empty: no authentication."""
    auth_key: str = field(default="", repr=False)
    privacy: str = ""
    """``aes`` or empty: no encryption."""
    privacy_key: str = field(default="", repr=False)


@dataclass(slots=True, kw_only=True)
class Target:
    """The device that is asked, and what is known of it by now."""

    address: str
    open: list[int] = field(default_factory=list)
    """TCP ports found open so far."""
    seen: list[Saw] = field(default_factory=list)
    """Everything learned of it so far in this visit, in order; also what it answered to a `Call`."""
    login: Login | None = None
    snmp: SnmpUser | None = None

    @property
    def host(self) -> str:
        """The address as it stands in a URL or a Host header."""
        return f"[{self.address}]" if ":" in self.address else self.address

    def values(self, field: str) -> list[str]:
        """What was learned in a field, in order."""
        return [one.value for one in self.seen if one.field == field and not one.about]


def saw(field: str, data: bytes, about: str = "") -> Saw:
    """What was seen as bytes: as text where it is text, else as base64."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text:
        return Saw(field=field, value=text, about=about)
    return Saw(field=field, value=base64.b64encode(data).decode(), encoding="base64", about=about)
